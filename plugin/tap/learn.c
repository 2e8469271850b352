/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "learn_parts.h"

enum {
    POINTS_TOTAL_LEAST = 40,
    POINTS_NUMBER_LEAST = 25,
    POINTS_NAME_LEAST = 10,
    POINTS_MISSING = -30, /* a receipt has no such row */
};

struct learning {
    struct receipt_rows rows[LEARN_RECEIPTS];
    int count;
    uint8_t digits;
    bool alike; /* all have one total, so that they may be one receipt, printed again */
};

struct sort {
    enum tap_field field;
    int least;   /* points that a pattern needs to be proposed */
    bool in_all; /* a receipt without it speaks against it as well */
    bool varies; /* one value in several receipts speaks against it as well */
    bool later;  /* the later of two with as many points */
    void (*collect)(const struct receipt_rows *rows, struct learn_candidates *out);
};

static const struct sort sorts[] = {
    {TAP_TOTAL, POINTS_TOTAL_LEAST, true, false, true, learn_totals},
    {TAP_NUMBER, POINTS_NUMBER_LEAST, true, true, false, learn_numbers},
    {TAP_CUSTOMER, POINTS_NAME_LEAST, false, false, true, learn_names},
    {TAP_CASHIER, POINTS_NAME_LEAST, false, false, true, learn_names},
    {TAP_TILL, POINTS_NAME_LEAST, false, false, true, learn_names},
};

/* Points of a pattern by what it finds in all receipts; false where it cannot be. */
static bool try_pattern(const struct learning *learning, const struct sort *sort,
                        const char *pattern, int *points)
{
    struct receipt_finding first = {.row = -1}, found;
    bool same = true;
    for (int i = 0; i < learning->count; i++) {
        enum receipt_found how =
            receipt_find(&learning->rows[i], learning->digits, sort->field, pattern, &found);
        if (how == FOUND_SEVERAL && sort->in_all)
            return false;
        if (how == FOUND_NOTHING && sort->in_all)
            *points += POINTS_MISSING;
        same &= i == 0 || strcmp(first.value, found.value) == 0;
        first = i == 0 ? found : first;
    }
    return !sort->varies || learning->count < 2 || learning->alike || !same;
}

static void propose(const struct learning *learning, const struct sort *sort,
                    struct learn_candidates *candidates, char out[TAP_PATTERN])
{
    int best = sort->least - 1;
    *candidates = (struct learn_candidates){.field = sort->field};
    for (int i = 0; i < learning->count; i++)
        sort->collect(&learning->rows[i], candidates);
    for (int i = 0; i < candidates->count; i++) {
        struct learn_candidate *candidate = &candidates->list[i];
        if (!try_pattern(learning, sort, candidate->pattern, &candidate->points) ||
            candidate->points + sort->later <= best)
            continue;
        best = candidate->points;
        memcpy(out, candidate->pattern, TAP_PATTERN);
    }
}

static bool have_one_total(const struct learning *learning, const char *total)
{
    struct receipt_finding first, found;
    bool same = true;
    for (int i = 0; i < learning->count; i++) {
        receipt_find(&learning->rows[i], learning->digits, TAP_TOTAL, total, &found);
        first = i == 0 ? found : first;
        same &= strcmp(first.value, found.value) == 0;
    }
    return same;
}

/* Is there a payment below the total in every receipt? */
static bool all_are_paid(const struct learning *learning, const char *total)
{
    bool all = *total != '\0';
    for (int i = 0; i < learning->count && all; i++) {
        struct receipt_finding found;
        receipt_find(&learning->rows[i], learning->digits, TAP_TOTAL, total, &found);
        all = found.row >= 0 && receipt_rows_payment(&learning->rows[i], found.row) >= 0;
    }
    return all;
}

static bool read_receipts(struct learning *learning, const struct tap_rows *receipts, int count)
{
    for (int i = 0; i < count && i < LEARN_RECEIPTS; i++) {
        if (!receipt_rows_read(&receipts[i], learning->digits, &learning->rows[i]))
            return false;
        learning->count = i + 1;
    }
    return true;
}

static void learn(struct learning *learning, struct learn_candidates *candidates,
                  struct tap_patterns *out)
{
    for (size_t i = 0; i < sizeof sorts / sizeof *sorts; i++) {
        propose(learning, &sorts[i], candidates, out->text[sorts[i].field]);
        if (sorts[i].field == TAP_TOTAL)
            learning->alike = have_one_total(learning, out->text[TAP_TOTAL]);
    }
    if (out->text[TAP_NUMBER][0] == '\0')
        strcpy(out->text[TAP_NUMBER], "none");
    if (all_are_paid(learning, out->text[TAP_TOTAL]))
        strcpy(out->text[TAP_PAID], "any");
}

void tap_learn(const struct tap_rows *receipts, int count, uint8_t currency_digits,
               struct tap_patterns *out)
{
    struct learning learning = {.digits = currency_digits};
    struct learn_candidates *candidates = malloc(sizeof *candidates);
    *out = (struct tap_patterns){0};
    if (candidates != NULL && read_receipts(&learning, receipts, count) && learning.count > 0)
        learn(&learning, candidates, out);
    for (int i = 0; i < learning.count; i++)
        receipt_rows_free(&learning.rows[i]);
    free(candidates);
}
