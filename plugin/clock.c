/* SPDX-License-Identifier: MIT */
#include "clock.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define DAY_MS    INT64_C(86400000)
#define MINUTE_MS INT64_C(60000)

static int64_t read_clock_ms(clockid_t id)
{
    struct timespec now;
    clock_gettime(id, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t clock_now_ms(void)
{
    return read_clock_ms(CLOCK_REALTIME);
}

int64_t clock_monotonic_ms(void)
{
    return read_clock_ms(CLOCK_MONOTONIC);
}

int clock_left_ms(int64_t until_ms)
{
    int64_t left = until_ms - clock_monotonic_ms();
    return left > 0 ? (int)left : 0;
}

struct moment clock_now(void)
{
    struct moment moment = {.at_ms = clock_now_ms()};
    time_t seconds = (time_t)(moment.at_ms / 1000);
    struct tm local;
    if (localtime_r(&seconds, &local) != NULL)
        moment.offset_min = (int32_t)(local.tm_gmtoff / 60);
    return moment;
}

/* Proleptic Gregorian calendar; after Howard Hinnant's "chrono-compatible date algorithms". */
static int32_t days_from_civil(int year, int month, int day)
{
    year -= month <= 2;
    int era = (year >= 0 ? year : year - 399) / 400;
    int of_era = year - era * 400;
    int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static void civil_from_days(int32_t days, int *year, int *month, int *day)
{
    days += 719468;
    int era = (days >= 0 ? days : days - 146096) / 146097;
    int of_era = days - era * 146097;
    int year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int shifted = (5 * of_year + 2) / 153;
    *day = of_year - (153 * shifted + 2) / 5 + 1;
    *month = shifted < 10 ? shifted + 3 : shifted - 9;
    *year = year_of_era + era * 400 + (*month <= 2);
}

static bool digits(const char **cursor, const char *end, int count, int *out)
{
    int value = 0;
    for (int i = 0; i < count; i++, (*cursor)++) {
        if (*cursor == end || **cursor < '0' || **cursor > '9')
            return false;
        value = value * 10 + (**cursor - '0');
    }
    *out = value;
    return true;
}

static bool symbol(const char **cursor, const char *end, const char *allowed)
{
    if (*cursor == end || **cursor == '\0' || strchr(allowed, **cursor) == NULL)
        return false;
    (*cursor)++;
    return true;
}

static bool month_has_day(int year, int month, int day)
{
    static const int lengths[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month >= 1 && month <= 12 && day >= 1 &&
           day <= lengths[month - 1] + (leap && month == 2 ? 1 : 0);
}

bool clock_date(int year, int month, int day, int32_t *out)
{
    if (!month_has_day(year, month, day))
        return false;
    *out = days_from_civil(year, month, day);
    return true;
}

static bool parse_date(const char **cursor, const char *end, int32_t *day_number)
{
    int year, month, day;
    return digits(cursor, end, 4, &year) && symbol(cursor, end, "-") &&
           digits(cursor, end, 2, &month) && symbol(cursor, end, "-") &&
           digits(cursor, end, 2, &day) && clock_date(year, month, day, day_number);
}

static bool parse_time(const char **cursor, const char *end, int64_t *of_day_ms)
{
    int hour, minute, second, milli = 0;
    if (!digits(cursor, end, 2, &hour) || !symbol(cursor, end, ":") ||
        !digits(cursor, end, 2, &minute) || !symbol(cursor, end, ":") ||
        !digits(cursor, end, 2, &second) || hour > 23 || minute > 59 || second > 60)
        return false;
    if (symbol(cursor, end, ".")) {
        int digit, scale = 100;
        if (!digits(cursor, end, 1, &digit))
            return false;
        do {
            milli += digit * scale;
            scale /= 10;
        } while (digits(cursor, end, 1, &digit));
    }
    *of_day_ms = ((int64_t)hour * 3600 + minute * 60 + second) * 1000 + milli;
    return true;
}

static bool parse_offset(const char **cursor, const char *end, int32_t *offset_min)
{
    if (symbol(cursor, end, "Zz")) {
        *offset_min = 0;
        return true;
    }
    if (*cursor == end)
        return false;
    int sign = **cursor == '-' ? -1 : 1, hour, minute;
    if (!symbol(cursor, end, "+-") || !digits(cursor, end, 2, &hour) || !symbol(cursor, end, ":") ||
        !digits(cursor, end, 2, &minute) || hour > 23 || minute > 59)
        return false;
    *offset_min = sign * (hour * 60 + minute);
    return true;
}

bool clock_parse(const char *text, size_t length, struct moment *out)
{
    const char *cursor = text, *end = text + length;
    int32_t day, offset_min;
    int64_t of_day_ms;
    if (!parse_date(&cursor, end, &day) || !symbol(&cursor, end, "Tt ") ||
        !parse_time(&cursor, end, &of_day_ms) || !parse_offset(&cursor, end, &offset_min) ||
        cursor != end)
        return false;
    out->at_ms = day * DAY_MS + of_day_ms - offset_min * MINUTE_MS;
    out->offset_min = offset_min;
    return true;
}

static int64_t floor_divide(int64_t value, int64_t by)
{
    return value / by - (value % by < 0);
}

void clock_format(struct moment moment, char out[CLOCK_TEXT])
{
    int64_t wall_ms = moment.at_ms + moment.offset_min * MINUTE_MS;
    int64_t day = floor_divide(wall_ms, DAY_MS);
    int seconds = (int)((wall_ms - day * DAY_MS) / 1000);
    int offset = moment.offset_min < 0 ? -moment.offset_min : moment.offset_min;
    int year, month, of_month;
    civil_from_days((int32_t)day, &year, &month, &of_month);
    snprintf(out, CLOCK_TEXT, "%04d-%02d-%02dT%02d:%02d:%02d%c%02d:%02d", year % 10000, month,
             of_month, seconds / 3600, seconds / 60 % 60, seconds % 60,
             moment.offset_min < 0 ? '-' : '+', offset / 60 % 100, offset % 60);
}

int32_t clock_day(struct moment moment, int32_t day_starts_minute)
{
    int64_t shifted_min = (int64_t)moment.offset_min - day_starts_minute;
    return (int32_t)floor_divide(moment.at_ms + shifted_min * MINUTE_MS, DAY_MS);
}

bool clock_is_after_tomorrow(struct moment moment, int64_t now_ms)
{
    struct moment now = {now_ms, moment.offset_min};
    return clock_day(moment, 0) > clock_day(now, 0) + 1;
}

int32_t clock_month(int32_t day)
{
    int year, month, of_month;
    civil_from_days(day, &year, &month, &of_month);
    return (year - 1970) * 12 + month - 1;
}

int32_t clock_quarter(int32_t day)
{
    return clock_month(day) / 3;
}

int32_t clock_quarter_start(int32_t quarter)
{
    return days_from_civil(1970 + quarter / 4, quarter % 4 * 3 + 1, 1);
}

struct civil_date clock_civil(int32_t day)
{
    struct civil_date date;
    civil_from_days(day, &date.year, &date.month, &date.day);
    return date;
}

void clock_iso_date(int32_t day, char out[CLOCK_TEXT])
{
    struct civil_date date = clock_civil(day);
    snprintf(out, CLOCK_TEXT, "%04d-%02d-%02d", date.year, date.month, date.day);
}
