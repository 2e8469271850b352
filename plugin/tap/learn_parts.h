/* SPDX-License-Identifier: MIT */
/*
 * How patterns are proposed: each row that may hold a field makes a pattern of itself, with points
 * for what speaks for it; the pattern with the most that reads every receipt is taken. What is no
 * word of the host's own (numbers, other columns) becomes * in a pattern, so that it fits the next
 * receipt as well.
 */
#ifndef COMEBACK_TAP_LEARN_PARTS_H
#define COMEBACK_TAP_LEARN_PARTS_H

#include "receipt_find.h"

enum { LEARN_RECEIPTS = 16, LEARN_CANDIDATES = 128 };

struct learn_candidate {
    char pattern[TAP_PATTERN];
    char value[TAP_VALUE]; /* as it stands, of the row that it was made of */
    int points;
};

struct learn_candidates {
    enum tap_field field;
    int count;
    struct learn_candidate list[LEARN_CANDIDATES];
};

/* The value of a row and the label that it is known by, in characters of the row. */
struct learn_place {
    const struct pattern_row *row;
    int label;                       /* where the label begins */
    int start, end;                  /* of the value */
    const char *shape;               /* of the value, "9-9-9"; NULL: any */
    const struct pattern_row *above; /* the label is this row, not ours; NULL: it is not */
    bool literal;                    /* its digits, too, are the same on the next receipt */
};

/* The same pattern twice keeps the better points; what is too long or wrong is left out. */
void learn_add(struct learn_candidates *candidates, const struct learn_place *place, int points);

void learn_totals(const struct receipt_rows *rows, struct learn_candidates *out);
void learn_numbers(const struct receipt_rows *rows, struct learn_candidates *out);
/* out->field: cashier, customer or till. */
void learn_names(const struct receipt_rows *rows, struct learn_candidates *out);

#endif
