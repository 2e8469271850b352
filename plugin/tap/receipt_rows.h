/* SPDX-License-Identifier: MIT */
/*
 * A receipt's rows as tap_read and tap_learn look at them: those that are not empty, each with the
 * amount that it ends with, and what the places of amounts tell of the others: the items lie
 * between the first and the last of them.
 */
#ifndef COMEBACK_TAP_RECEIPT_ROWS_H
#define COMEBACK_TAP_RECEIPT_ROWS_H

#include "pattern_amount.h"
#include "receipt_words.h"

struct receipt_row {
    struct pattern_row row;
    int32_t index; /* in tap_rows */
    int tail;      /* where the amount begins that it ends with; 0: it does not */
    int tail_end;  /* behind it a tax mark may stand, as in "3.30 T" */
    struct amount amount;
};

struct receipt_rows {
    struct receipt_row *list;
    int count;
    int first, last; /* with a sure amount; last is -1 where there is none */
};

/* rows must outlive it. False where memory is out. */
bool receipt_rows_read(const struct tap_rows *rows, uint8_t currency_digits,
                       struct receipt_rows *out);
void receipt_rows_free(struct receipt_rows *rows);

/* Where the hidden digits of a card end, "XXXXXXXX8871" or "**** **** **** 4471"; 0: there are
 * none.
 */
int receipt_rows_card(const struct pattern_row *row);
/* As receipt_words_say, where row i cannot be an item that is called so. */
enum receipt_sort receipt_rows_say(const struct receipt_rows *rows, int i);
/* The index of the first row behind that one that is a payment, or that has the last digits of a
 * card behind its hidden ones; -1. */
int32_t receipt_rows_payment(const struct receipt_rows *rows, int32_t behind);
/* Is row i one: a word for paying, no item's name, and an amount? */
bool receipt_rows_is_payment(const struct receipt_rows *rows, int i);
/* Does given less change make it, the change below row i, and the given above the change? Right
 * above it what was given needs no word that is known. */
bool receipt_rows_change_fits(const struct receipt_rows *rows, int i);
/* Is one payment below row i as much? */
bool receipt_rows_payment_fits(const struct receipt_rows *rows, int i);
/*
 * The row, in list, that says that not the total of row `index` was paid, or -1: a later one that
 * is called a total or a payment differs by what stands between them, "Coupon -1.00",
 * "Discount 1.00" or "Rounding 0.02".
 */
int receipt_rows_instead(const struct receipt_rows *rows, int32_t index);
/* Is row i in no doubt what was paid: so called, and borne out by payments below it? */
bool receipt_rows_is_proven(const struct receipt_rows *rows, int i);

#endif
