/* SPDX-License-Identifier: MIT */
/* What the patterns of one field find in a receipt. */
#ifndef COMEBACK_TAP_RECEIPT_FIND_H
#define COMEBACK_TAP_RECEIPT_FIND_H

#include "receipt_rows.h"

enum receipt_found { FOUND_NOTHING, FOUND_ONE, FOUND_SEVERAL };

struct receipt_finding {
    int32_t row;           /* in tap_rows, of the first that fits; -1 */
    char value[TAP_VALUE]; /* its value; of a total, minor units */
    char other[TAP_VALUE]; /* FOUND_SEVERAL: the first value that is another */
};

/* The words that stand for no pattern ("none") find nothing, nor does a pattern that is wrong. */
enum receipt_found receipt_find(const struct receipt_rows *rows, uint8_t currency_digits,
                                enum tap_field field, const char *patterns,
                                struct receipt_finding *out);
/* Is the text that field's word, "none" or "any"? */
bool receipt_is_word(enum tap_field field, const char *text);
/* What is wrong with the patterns of a field; NULL: nothing. Static. */
const char *receipt_wrong_pattern(enum tap_field field, const char *text);

#endif
