/* SPDX-License-Identifier: MIT */
/*
 * What a receipt says: its rows as text, and in them number, total, customer, cashier and code by
 * the patterns of [tap]. Reads bytes, changes nothing, knows no store.
 *
 * A pattern is one whole row as a person sees it: words stand as they are (case does not matter,
 * any run of blanks is one, so are the row's ends), {} is what is looked for, * is anything or
 * nothing. "Receipt: {}" finds 5 in "Receipt:       5". {9-9-9} is a value of that shape (9: a
 * digit or more, 99: two or more, A: letters, anything else itself). " // " goes on in the next row
 * that is not empty: "Invoice // {}" finds what stands below its label. Patterns that are
 * alternatives stand apart by " | ".
 *
 * {} of a number, a till or a code is a word without blanks, of a number one with a digit in it; of
 * a customer or cashier it is words that stand one blank apart, so it ends where a column ends; of
 * a total it is an amount with or without its currency, and nothing else. The first row that fits
 * counts. Number and total must be the same wherever their patterns fit: else nobody knows.
 *
 * Without patterns of their own, reprints and voids are known by the usual words in many languages
 * (receipt_words.h), where they stand in a row of their own that cannot be an item.
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
    TAP_TOTAL,    /* what the customer paid. Where the receipt itself says below the row of its
                     pattern, by name, sums and payment, that another sum was, it is that */
    TAP_CUSTOMER, /* the host's own number or name for the customer */
    TAP_CASHIER,
    TAP_TILL,
    TAP_CODE,    /* a code of ours that the host printed: typed into a free field */
    TAP_PAID,    /* a row that only a paid receipt has; "any": a payment below the total, by the
                    usual words for cash, cards and change */
    TAP_REPRINT, /* a row that only a copy has; "none": do not look for the usual words either */
    TAP_VOID,    /* a row that only a void, return, training or draft has; "none" the same */
    TAP_FIELDS
};

struct tap_patterns {
    char text[TAP_FIELDS][TAP_PATTERN]; /* "": not taught */
};

enum tap_verdict {
    TAP_SALE,     /* number and total found (a number need not be, where it is "none") */
    TAP_NOT_PAID, /* no row of TAP_PAID, or one that says that it is to be paid */
    TAP_COPY,
    TAP_VOIDED,  /* or its total is below zero */
    TAP_UNREAD,  /* number or total not found, or several different ones, or below the total stands
                    that less or more was paid: what is taken off, and a payment of the rest */
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
    bool words;    /* a row has a letter or a digit that is text */
    bool pictures; /* something was printed that is no text */
};

/*
 * The rows on paper of these bytes, as drivers/paper lays them; a host that sends UTF-8 without
 * saying so is read as such. Digits and letters of full width and digits of other scripts are their
 * ASCII, blanks of every width are one kind. Codes stand as rows, "[Code 128 0042]", which patterns
 * may read; images do not. COMEBACK_LIMIT past TAP_ROWS_MAX or a limit of paper.h, COMEBACK_MEMORY,
 * COMEBACK_VALUE where drivers/paper refuses the profile.
 */
int tap_rows(const struct profile *profile, const uint8_t *bytes, size_t length,
             struct tap_rows *out, struct fault *fault);
void tap_rows_free(struct tap_rows *rows);
/* currency_digits: decimals that an amount has. Patterns that tap_pattern_check refuses find
 * nothing. Linear in rows and patterns, whatever they are. */
void tap_read(const struct tap_patterns *patterns, const struct tap_rows *rows,
              uint8_t currency_digits, struct tap_reading *out);
/* COMEBACK_VALUE with what is wrong with a pattern; "" and the words above are right. */
int tap_pattern_check(enum tap_field field, const char *pattern, struct fault *fault);
/* "number"; as the keys of [tap]. */
const char *tap_field_name(enum tap_field field);

/*
 * Proposes patterns from one or more receipts of one host, best first; fields that nothing speaks
 * for stay "", but where nothing can be a number it is "none". With several, a number must differ
 * between them and a total be found in each. What is proposed reads all of them.
 */
void tap_learn(const struct tap_rows *receipts, int count, uint8_t currency_digits,
               struct tap_patterns *out);

#endif
