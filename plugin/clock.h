/* SPDX-License-Identifier: MIT */
/*
 * Time as the plugin uses it: milliseconds since 1970 (UTC), days since 1970-01-01 of a calendar
 * that the shop lives in, and monotonic deadlines. No function here depends on the locale.
 */
#ifndef COMEBACK_CLOCK_H
#define COMEBACK_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CLOCK_TEXT = 64 }; /* room for any text that is made here */

struct moment {
    int64_t at_ms;      /* the instant */
    int32_t offset_min; /* of the wall clock from UTC, so that its date can be told */
};

int64_t clock_now_ms(void);
int64_t clock_monotonic_ms(void);
/* What is left until then of the monotonic clock; 0 where it is past. */
int clock_left_ms(int64_t until_ms);
struct moment clock_now(void);

/* RFC 3339, "2026-11-12T14:03:00.5+01:00"; seconds may be 60; false where it is not that. */
bool clock_parse(const char *text, size_t length, struct moment *out);
/* "2026-11-12T14:03:00+01:00" and its NUL. */
void clock_format(struct moment moment, char out[CLOCK_TEXT]);

/* Days since 1970 of a date; false where the calendar has no such day. Years 1 to 9999. */
bool clock_date(int year, int month, int day, int32_t *out);
/* And back; of the Gregorian calendar, also before it was one. */
struct civil_date {
    int year, month, day; /* month 1 to 12 */
};
struct civil_date clock_civil(int32_t day);
/* The business day: the wall clock's date, a day beginning day_starts_minute after midnight. */
int32_t clock_day(struct moment moment, int32_t day_starts_minute);
/* Is its own date later than the day after now's there? A till's clock may run ahead by that. */
bool clock_is_after_tomorrow(struct moment moment, int64_t now_ms);
/* Calendar quarters since 1970. */
int32_t clock_quarter(int32_t day);
/* Its first day; for quarters from 1970 on. */
int32_t clock_quarter_start(int32_t quarter);
/* Calendar months since 1970. */
int32_t clock_month(int32_t day);

void clock_iso_date(int32_t day, char out[CLOCK_TEXT]); /* "2026-11-12"; in words: words.h */

#endif
