/* SPDX-License-Identifier: MIT */
#include "export_zone.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define FIRST_S INT64_C(630979200) /* 1989-12-30 */
enum { DAY_S = 86400, MINUTE_MS = 60000, NAME_MOST = 64, AHEAD_DAYS = 3 };

/* The C library takes a name it does not know for UTC, so the file is looked at first. */
static bool is_zone(const char *name)
{
    static const char allowed[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+-/";
    const char *folder = getenv("TZDIR");
    char path[PATH_MAX], magic[4] = "";
    if (name[0] == '\0' || name[0] == '/' || strlen(name) > NAME_MOST ||
        strspn(name, allowed) != strlen(name))
        return false;
    snprintf(path, sizeof path, "%s/%s", folder == NULL ? "/usr/share/zoneinfo" : folder, name);
    FILE *file = fopen(path, "rbe");
    if (file == NULL)
        return false;
    bool whole = fread(magic, 1, sizeof magic, file) == sizeof magic;
    fclose(file);
    return whole && memcmp(magic, "TZif", sizeof magic) == 0;
}

static void use_zone(const char *name)
{
    if (name == NULL)
        unsetenv("TZ");
    else
        setenv("TZ", name, 1);
    tzset();
}

static int32_t offset_at(int64_t at_s)
{
    time_t seconds = (time_t)at_s;
    struct tm local;
    return localtime_r(&seconds, &local) == NULL ? 0 : (int32_t)(local.tm_gmtoff / 60);
}

static int64_t find_shift(int64_t before_s, int64_t after_s)
{
    int32_t offset = offset_at(before_s);
    while (after_s - before_s > 1) {
        int64_t middle_s = before_s + (after_s - before_s) / 2;
        if (offset_at(middle_s) == offset)
            before_s = middle_s;
        else
            after_s = middle_s;
    }
    return after_s;
}

/* No zone shifts twice within a day. */
static void find_shifts(struct export_zone *out)
{
    int64_t until_s = clock_now_ms() / 1000 + (int64_t)AHEAD_DAYS * DAY_S;
    out->shifts[0].from_ms = FIRST_S * 1000;
    out->shifts[0].offset_min = offset_at(FIRST_S);
    out->count = 1;
    for (int64_t day_s = FIRST_S; day_s < until_s; day_s += DAY_S) {
        int32_t offset_min = offset_at(day_s + DAY_S);
        if (offset_min == out->shifts[out->count - 1].offset_min)
            continue;
        if (out->count == EXPORT_ZONE_SHIFTS)
            return;
        out->shifts[out->count].from_ms = find_shift(day_s, day_s + DAY_S) * 1000;
        out->shifts[out->count++].offset_min = offset_min;
    }
}

int export_zone_read(const char *name, struct export_zone *out, struct fault *fault)
{
    if (!is_zone(name))
        return fail(fault, COMEBACK_VALUE,
                    "zone: found \"%.60s\", expected a name of the tz database such as "
                    "Europe/London",
                    name);
    const char *before = getenv("TZ");
    char *kept = before == NULL ? NULL : strdup(before);
    if (before != NULL && kept == NULL)
        return fail(fault, COMEBACK_MEMORY, "out of memory");
    use_zone(name);
    find_shifts(out);
    use_zone(kept);
    free(kept);
    return COMEBACK_OK;
}

int32_t export_zone_offset(const struct export_zone *zone, int64_t at_ms)
{
    int low = 0, high = zone->count;
    while (high - low > 1) {
        int middle = low + (high - low) / 2;
        if (zone->shifts[middle].from_ms <= at_ms)
            low = middle;
        else
            high = middle;
    }
    return zone->shifts[low].offset_min;
}

struct moment export_zone_moment(const struct export_zone *zone, int64_t wall_ms)
{
    /* No offset is as large as a day, so these two stand on both sides of a shift near by. */
    int32_t before = export_zone_offset(zone, wall_ms - (int64_t)DAY_S * 1000);
    int32_t after = export_zone_offset(zone, wall_ms + (int64_t)DAY_S * 1000);
    int64_t first_ms = wall_ms - (int64_t)before * MINUTE_MS;
    int64_t second_ms = wall_ms - (int64_t)after * MINUTE_MS;
    int32_t then = export_zone_offset(zone, first_ms);
    if (then != before && export_zone_offset(zone, second_ms) == after)
        return (struct moment){.at_ms = second_ms, .offset_min = after};
    return (struct moment){.at_ms = first_ms, .offset_min = then};
}
