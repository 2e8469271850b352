/* SPDX-License-Identifier: MIT */
#include "clock.h"
#include "step.h"

enum { WEEK = 7, YEAR = 366, MONTHS = 12, LAST_YEAR = 9999, LAST_DAY = 2932896, THURSDAY = 3 };

static bool is_closed(const struct config_shop *shop, int32_t day)
{
    for (int32_t i = 0; i < shop->closed_count; i++)
        if (shop->closed[i] == day)
            return true;
    return false;
}

static bool is_open(const struct config_shop *shop, int32_t day)
{
    int32_t weekday = ((day + THURSDAY) % WEEK + WEEK) % WEEK;
    return (shop->open & 1u << weekday) != 0 && !is_closed(shop, day);
}

int32_t step_open_day(const struct config_shop *shop, int32_t day)
{
    for (int32_t later = 0; later <= YEAR; later++)
        if (is_open(shop, day + later))
            return day + later;
    return day;
}

static int32_t days_later(int32_t day, int64_t days)
{
    return days > LAST_DAY - day ? day : (int32_t)(day + days);
}

static int32_t months_later(int32_t day, int64_t months)
{
    struct civil_date date = clock_civil(day);
    int64_t month = date.month - 1 + months;
    int64_t year = date.year + month / MONTHS;
    int32_t found;
    if (year > LAST_YEAR)
        return day;
    while (!clock_date((int)year, (int)(month % MONTHS) + 1, date.day, &found))
        date.day--;
    return found;
}

int32_t step_due_day(const struct config_span *span, int32_t day)
{
    switch (span->unit) {
    case CONFIG_DAYS:
        return days_later(day, span->count);
    case CONFIG_WEEKS:
        return days_later(day, WEEK * (int64_t)span->count);
    case CONFIG_MONTHS:
        return months_later(day, span->count);
    case CONFIG_YEARS:
        return months_later(day, MONTHS * (int64_t)span->count);
    }
    return day;
}
