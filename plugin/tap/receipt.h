/* SPDX-License-Identifier: MIT */
/*
 * What a receipt says: its rows as text, and in them number, total, customer, cashier and code by
 * the patterns of [tap]. Reads bytes, changes nothing, knows no store.
 *
 * A pattern is one row as a person sees it: words stand as they are (case does not matter, any run
 * of blanks is one), {} is what is looked for, * is anything. "Receipt: {}" finds 5 in
 * "Receipt:       5". {9-9-9} is a value of that shape (9: digits, A: letters, anything else
 * itself). Several patterns stand apart by " | "; for the total the last row that fits counts, for
 * all others the first. {} for a total fits an amount only, with or without currency.
 */
#ifndef COMEBACK_TAP_RECEIPT_H
#define COMEBACK_TAP_RECEIPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../drivers/bytes.h"
#include "../../drivers/profile.h"
#include "../fault.h"

enum { TAP_PATTERN = 256, TAP_VALUE = 128, TAP_ROWS_MAX = 2000 };

enum tap_field {
    TAP_NUMBER,   /* the receipt's: its identity; "none": a receipt of this host has none */
    TAP_TOTAL,    /* what the customer paid */
    TAP_CUSTOMER, /* the host's own number or name for the customer */
    TAP_CASHIER,
    TAP_TILL,
    TAP_CODE,    /* a code of ours that the host printed: typed into a free field */
    TAP_PAID,    /* a row that only a paid receipt has */
    TAP_REPRINT, /* a row that only a copy has */
    TAP_VOID,    /* a row that only a void, return, training or draft has */
    TAP_FIELDS
};

struct tap_patterns {
    char text[TAP_FIELDS][TAP_PATTERN]; /* "": not taught */
};

enum tap_verdict {
    TAP_SALE,     /* number and total found (a number need not be, where it is "none") */
    TAP_NOT_PAID, /* no row of TAP_PAID */
    TAP_COPY,
    TAP_VOIDED,
    TAP_UNREAD,  /* number or total not found, or several different ones */
    TAP_PICTURE, /* no text at all */
};

struct tap_reading {
    enum tap_verdict verdict;
    char value[TAP_FIELDS][TAP_VALUE]; /* "": not found; TAP_TOTAL in minor units */
    int32_t row[TAP_FIELDS];           /* that it was found in; -1 */
    char why[160];                     /* of every verdict but TAP_SALE, for the owner */
};

struct tap_rows {
    struct bytes text; /* UTF-8, a row a line */
    int count;
    bool pictures; /* something was printed that is no text */
};

/* The rows on paper of these bytes; a host that sends UTF-8 is read as such. COMEBACK_LIMIT past
 * TAP_ROWS_MAX. */
int tap_rows(const struct profile *profile, const uint8_t *bytes, size_t length,
             struct tap_rows *out, struct fault *fault);
void tap_rows_free(struct tap_rows *rows);
/* currency_digits: decimals that an amount has. */
void tap_read(const struct tap_patterns *patterns, const struct tap_rows *rows,
              uint8_t currency_digits, struct tap_reading *out);
/* COMEBACK_VALUE with what is wrong with a pattern. */
int tap_pattern_check(enum tap_field field, const char *pattern, struct fault *fault);
/* "number"; as the keys of [tap]. */
const char *tap_field_name(enum tap_field field);

/*
 * Proposes patterns from one or more receipts of one host, best first; fields that nothing speaks
 * for stay "". With several, a number must differ between them and a total be found in each.
 */
void tap_learn(const struct tap_rows *receipts, int count, uint8_t currency_digits,
               struct tap_patterns *out);

#endif
