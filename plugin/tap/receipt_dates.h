/* SPDX-License-Identifier: MIT */
/*
 * The dates that a receipt says in digits: 21.11.2026, 11/21/26, 2026-11-21, 2026年11月21日. Which
 * of the numbers is the month nobody can tell of 05/11/26, so such a word is several days.
 */
#ifndef COMEBACK_TAP_RECEIPT_DATES_H
#define COMEBACK_TAP_RECEIPT_DATES_H

#include "receipt.h"

enum { RECEIPT_DATES = 32 };

struct receipt_dates {
    int count;
    int32_t day[RECEIPT_DATES]; /* days since 1970, as of clock.h; the first that it says */
};

void receipt_dates_of(const struct tap_rows *rows, struct receipt_dates *out);
bool receipt_dates_have(const struct receipt_dates *dates, int32_t day);

#endif
