/* SPDX-License-Identifier: MIT */
/*
 * The offsets from UTC of one zone of the system's tz database, read once into a table, so that a
 * time costs no call of the C library and the process's own TZ is as before. From 2000 to three
 * days from now, which is as far as a sale's time may lie; what lies beyond takes the nearest.
 *
 * A wall clock that is put forward leaves out an hour: a time in it is read with the offset from
 * before, so 01:30 is 02:30. One that is put back shows an hour twice: the first of the two is
 * meant.
 */
#ifndef COMEBACK_EXPORT_ZONE_H
#define COMEBACK_EXPORT_ZONE_H

#include "../clock.h"
#include "../fault.h"

enum { EXPORT_ZONE_SHIFTS = 256 }; /* Morocco, which has the most, took 54 by 2026 */

struct export_zone {
    int count;
    struct {
        int64_t from_ms;
        int32_t offset_min;
    } shifts[EXPORT_ZONE_SHIFTS];
};

/* COMEBACK_VALUE where the database has no such zone. Not for two threads at once. */
int export_zone_read(const char *name, struct export_zone *out, struct fault *fault);

int32_t export_zone_offset(const struct export_zone *zone, int64_t at_ms);
/* wall_ms: what the clock on the wall shows, as milliseconds since it showed 1970. */
struct moment export_zone_moment(const struct export_zone *zone, int64_t wall_ms);

#endif
