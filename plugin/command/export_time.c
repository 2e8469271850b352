/* SPDX-License-Identifier: MIT */
#include "export_time.h"

#include <string.h>
#include <strings.h>

#include "../clock.h"

enum { NOON_MS = 12 * 60 * 60 * 1000, DAY_MS = 2 * NOON_MS, CENTURY = 2000, COMPACT_DIGITS = 8 };

static const char *const order_names[EXPORT_ORDERS] = {"dmy", "mdy", "ymd"};

struct cursor {
    const char *at, *end;
};

struct number {
    int value, digits;
};

static bool read_number(struct cursor *cursor, int most, struct number *out)
{
    *out = (struct number){0, 0};
    while (cursor->at < cursor->end && *cursor->at >= '0' && *cursor->at <= '9') {
        if (out->digits++ == most)
            return false;
        out->value = out->value * 10 + (*cursor->at++ - '0');
    }
    return out->digits > 0;
}

static bool take(struct cursor *cursor, const char *text)
{
    size_t length = strlen(text);
    if ((size_t)(cursor->end - cursor->at) < length || strncasecmp(cursor->at, text, length) != 0)
        return false;
    cursor->at += length;
    return true;
}

/* Browsers write narrow blanks before AM. */
static void skip_blanks(struct cursor *cursor)
{
    while (take(cursor, " ") || take(cursor, "\xC2\xA0") || take(cursor, "\xE2\x80\xAF"))
        ;
}

static bool add_order(struct export_time *time, int order, int year, int month, int day)
{
    if (!clock_date(year, month, day, &time->day[order]))
        return false;
    time->orders |= (uint8_t)(1 << order);
    return true;
}

static bool add_sure(struct export_time *time, int year, int month, int day)
{
    if (!clock_date(year, month, day, &time->day[0]))
        return false;
    time->day[1] = time->day[2] = time->day[0];
    time->orders = EXPORT_ANY_ORDER;
    return true;
}

/* Sales are of 1990 on. */
static int year_of_two(int value)
{
    return CENTURY + value - (value < 90 ? 0 : 100);
}

static bool is_compact(const struct cursor *cursor)
{
    int digits = 0;
    for (const char *c = cursor->at; c < cursor->end && *c >= '0' && *c <= '9'; c++)
        digits++;
    return digits == COMPACT_DIGITS;
}

static bool read_compact(struct cursor *cursor, struct export_time *time)
{
    int date = 0;
    for (int i = 0; i < COMPACT_DIGITS; i++)
        date = date * 10 + (*cursor->at++ - '0');
    return add_sure(time, date / 10000, date / 100 % 100, date % 100);
}

static bool read_date(struct cursor *cursor, struct export_time *time)
{
    struct number a, b, c;
    if (is_compact(cursor))
        return read_compact(cursor, time);
    if (!read_number(cursor, 4, &a) || cursor->at == cursor->end)
        return false;
    const char separator[2] = {*cursor->at, '\0'};
    if (strchr("-/.", separator[0]) == NULL || !take(cursor, separator) ||
        !read_number(cursor, 2, &b) || !take(cursor, separator) || !read_number(cursor, 4, &c))
        return false;
    if (a.digits == 4)
        return c.digits <= 2 && add_sure(time, a.value, b.value, c.value);
    if (a.digits == 3 || (c.digits != 2 && c.digits != 4))
        return false;
    int year = c.digits == 4 ? c.value : year_of_two(c.value);
    if (separator[0] == '.')
        return add_sure(time, year, b.value, a.value);
    add_order(time, 0, year, b.value, a.value);
    add_order(time, 1, year, a.value, b.value);
    if (a.digits == 2 && c.digits == 2)
        add_order(time, 2, year_of_two(a.value), b.value, c.value);
    return time->orders != 0;
}

static bool read_fraction(struct cursor *cursor, int *milli)
{
    const char *first = cursor->at;
    int scale = 100;
    for (; cursor->at < cursor->end && *cursor->at >= '0' && *cursor->at <= '9'; cursor->at++) {
        *milli += (*cursor->at - '0') * scale;
        scale /= 10;
    }
    return cursor->at > first;
}

static bool read_half(struct cursor *cursor, struct number *hour)
{
    skip_blanks(cursor);
    bool before = take(cursor, "AM"), after = !before && take(cursor, "PM");
    if (!before && !after)
        return true;
    if (hour->value < 1 || hour->value > 12)
        return false;
    hour->value = hour->value % 12 + (after ? 12 : 0);
    return true;
}

static bool read_clock(struct cursor *cursor, struct export_time *time)
{
    struct number hour, minute, second = {0, 2};
    int milli = 0;
    if (!read_number(cursor, 2, &hour) || !take(cursor, ":") || !read_number(cursor, 2, &minute) ||
        minute.digits != 2)
        return false;
    if (take(cursor, ":")) {
        if (!read_number(cursor, 2, &second) || second.digits != 2)
            return false;
        if ((take(cursor, ".") || take(cursor, ",")) && !read_fraction(cursor, &milli))
            return false;
    }
    if (!read_half(cursor, &hour) || hour.value > 23 || minute.value > 59 || second.value > 60)
        return false;
    time->of_day_ms = ((hour.value * 60 + minute.value) * 60 + second.value) * 1000 + milli;
    return true;
}

static bool read_offset(struct cursor *cursor, struct export_time *time)
{
    struct number hours, minutes = {0, 2};
    skip_blanks(cursor);
    if (cursor->at == cursor->end)
        return true;
    time->offset_min = 0;
    if (take(cursor, "Z") || take(cursor, "UTC") || take(cursor, "GMT"))
        return true;
    int sign = *cursor->at == '-' ? -1 : 1;
    if ((!take(cursor, "+") && !take(cursor, "-")) || !read_number(cursor, 4, &hours))
        return false;
    if (hours.digits == 4)
        minutes.value = hours.value % 100, hours.value /= 100;
    else if (hours.digits != 2 ||
             (take(cursor, ":") && (!read_number(cursor, 2, &minutes) || minutes.digits != 2)))
        return false;
    time->offset_min = (int16_t)(sign * (hours.value * 60 + minutes.value));
    return hours.value <= 23 && minutes.value <= 59;
}

static bool read_unix(const char *text, size_t length, struct export_time *out)
{
    int64_t value = 0;
    if (length != 9 && length != 10 && length != 12 && length != 13)
        return false;
    for (size_t i = 0; i < length; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        value = value * 10 + (text[i] - '0');
    }
    int64_t at_ms = length < 12 ? value * 1000 : value;
    int32_t day = (int32_t)(at_ms / DAY_MS);
    *out = (struct export_time){
        .day = {day, day, day}, .of_day_ms = (int32_t)(at_ms % DAY_MS), .orders = EXPORT_ANY_ORDER};
    return true;
}

bool export_time_read(const char *text, size_t length, struct export_time *out)
{
    struct cursor cursor = {text, text + length};
    struct export_time time = {.of_day_ms = NOON_MS, .offset_min = EXPORT_LOCAL};
    if (read_unix(text, length, out))
        return true;
    skip_blanks(&cursor);
    if (!read_date(&cursor, &time))
        return false;
    bool parted = take(&cursor, "T") || take(&cursor, ",") || take(&cursor, " ");
    skip_blanks(&cursor);
    if (cursor.at < cursor.end &&
        (!parted || !read_clock(&cursor, &time) || !read_offset(&cursor, &time)))
        return false;
    if (cursor.at != cursor.end)
        return false;
    *out = time;
    return true;
}

bool export_time_add_clock(const char *text, size_t length, struct export_time *time)
{
    struct cursor cursor = {text, text + length};
    struct export_time whole = *time;
    skip_blanks(&cursor);
    if (!read_clock(&cursor, &whole) || !read_offset(&cursor, &whole) || cursor.at != cursor.end)
        return false;
    *time = whole;
    return true;
}

bool export_time_day(const struct export_time *time, uint8_t allowed, int32_t *out)
{
    int found = -1;
    uint8_t orders = allowed == 0 ? time->orders : time->orders & allowed;
    for (int i = 0; i < EXPORT_ORDERS; i++) {
        if ((orders & 1 << i) == 0)
            continue;
        if (found >= 0 && time->day[found] != time->day[i])
            return false;
        found = i;
    }
    if (found < 0)
        return false;
    *out = time->day[found];
    return true;
}

uint8_t export_time_order(const char *name)
{
    for (int i = 0; i < EXPORT_ORDERS; i++)
        if (strcmp(order_names[i], name) == 0)
            return (uint8_t)(1 << i);
    return 0;
}
