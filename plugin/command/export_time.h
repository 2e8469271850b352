/* SPDX-License-Identifier: MIT */
/*
 * Times as exports write them. A date, then perhaps blanks, T or a comma and a time of day, then
 * perhaps an offset from UTC:
 *
 *     2011-03-07  2011/3/7  7.3.2011       read as they stand; with points the day is first
 *     20110307                             the same; eight digits are no Unix time
 *     7/3/2011  3/7/2011  7-3-11  11/03/07 may be read in several orders; YY is of 1990 to 2089
 *     8:26  08:26:00  08:26:00.5  8:26 AM  without a time of day it is noon, whatever hour the
 *                                          business day begins at
 *     Z  +01:00  +0100  +01  UTC  GMT
 *     1299486360  1299486360000            Unix seconds (9 or 10 digits), milliseconds (12, 13)
 *
 * In which order a date is to be read is one question for a whole file: `orders` of all its dates
 * together, by &, leave those in which every one of them is a date.
 */
#ifndef COMEBACK_EXPORT_TIME_H
#define COMEBACK_EXPORT_TIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    EXPORT_DMY = 1,
    EXPORT_MDY = 2,
    EXPORT_YMD = 4,
    EXPORT_ANY_ORDER = 7,
    EXPORT_ORDERS = 3,
    EXPORT_LOCAL = INT16_MIN, /* no offset was told */
};

struct export_time {
    int32_t day[EXPORT_ORDERS]; /* since 1970, by order; unset where it is no date so */
    int32_t of_day_ms;
    int16_t offset_min;
    uint8_t orders; /* in which it is a date */
};

/* False where it is no time in any order; *out is then untouched. */
bool export_time_read(const char *text, size_t length, struct export_time *out);

/* Puts a time of day, as above and perhaps with its offset, into a date. False as above. */
bool export_time_add_clock(const char *text, size_t length, struct export_time *time);

/* False where the orders allowed make different days of it, or none. No order at all is allowed
 * where dates contradict each other: then a date must have one reading by itself. */
bool export_time_day(const struct export_time *time, uint8_t allowed, int32_t *out);

/* "dmy", "mdy", "ymd"; 0 for anything else. */
uint8_t export_time_order(const char *name);

#endif
