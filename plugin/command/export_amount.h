/* SPDX-License-Identifier: MIT */
/*
 * Amounts and quantities as exports write them, exact: 1234.56 1,234.56 1.234,56 1 234,56
 * 1'234.56, with a currency sign or code before or behind that is not looked at, negative by - or
 * the minus sign before or behind, or in parentheses. Thousands stand in groups of three (or, as in
 * India, of two and at the end three). 18 digits at most.
 *
 * "1,234" may be a thousand or one and a bit; which, is one question for a whole file.
 */
#ifndef COMEBACK_EXPORT_AMOUNT_H
#define COMEBACK_EXPORT_AMOUNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct export_amount {
    int64_t digits; /* the value, times ten to the power of `places` */
    int places;
};

enum export_decimal {
    EXPORT_NO_AMOUNT = -1,
    EXPORT_EITHER = 0,     /* whole, or with both signs so that nothing is left to ask */
    EXPORT_POINT = '.',    /* the decimal sign can only be this one */
    EXPORT_COMMA = ',',    /* or this one */
    EXPORT_AMBIGUOUS = '?' /* a lone sign with three digits behind it */
};

/* What an amount says of the file's decimal sign. */
enum export_decimal export_amount_decimal(const char *text, size_t length);

/* decimal: '.' or ','; 0 where the file does not say, then "1,234" is refused. An amount that shows
 * the other sign is refused. False: *out is untouched. */
bool export_amount_read(const char *text, size_t length, char decimal, struct export_amount *out);

/*
 * a × b in units of 10^-digits, rounded once, half away from zero. False where it is more than
 * limit on either side of 0. digits: 0 to 4.
 */
bool export_amount_product(struct export_amount a, struct export_amount b, int digits,
                           int64_t limit, int64_t *out);

#endif
