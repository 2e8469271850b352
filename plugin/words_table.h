/* SPDX-License-Identifier: MIT */
/* One language's texts. Short and formal throughout: a cashier reads them with somebody waiting. */
#ifndef COMEBACK_WORDS_TABLE_H
#define COMEBACK_WORDS_TABLE_H

#include "words.h"

struct words_table {
    const char *texts[WORDS];
    const char *short_months[12]; /* as they stand behind a day's number */
    const char *long_months[12];
    const char *short_date; /* {day} {month} */
    const char *long_date;  /* {day} {month} {year} */
    char decimal;           /* between the units and the cents of an amount */
    const char *first;      /* a month's first day, where it is not just "1"; else NULL */
};

extern const struct words_table words_english, words_german, words_french, words_spanish,
    words_italian, words_dutch, words_portuguese, words_polish;

#endif
