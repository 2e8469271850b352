/* SPDX-License-Identifier: MIT */
/*
 * Money as receipts print it: 1.234,56 1,234.56 1 234,56 1'234.50 1,23,456.00 $.65 12,- EUR 12.00
 * 12,00 zl -9.01 9.01- (9.01) *12.50 1,200/-. With the decimals of the currency, fewer, or none;
 * three digits behind a single mark are thousands, but where the currency has three decimals.
 * Currencies are those of ISO 4217, every sign that Unicode calls one, and the short words below.
 */
#ifndef COMEBACK_TAP_PATTERN_AMOUNT_H
#define COMEBACK_TAP_PATTERN_AMOUNT_H

#include <stdbool.h>
#include <stdint.h>

struct amount {
    int64_t minor;
    bool sure; /* has its decimals or a currency: a count or a year would not. One letter, as in
                  "R20447", is no currency of whole units in no doubt */
};

/* points: in small letters. All of them must be the amount; at most 15 digits. */
bool amount_read(const uint32_t *points, int count, uint8_t digits, struct amount *out);

#endif
