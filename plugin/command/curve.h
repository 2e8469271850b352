/* SPDX-License-Identifier: MIT */
/* A share of customers by day, as steps with bounds: what plot.h and chart.h draw. */
#ifndef COMEBACK_CURVE_H
#define COMEBACK_CURVE_H

#include <stdint.h>

struct curve_point {
    int32_t day;             /* from here to the next point's; ascending */
    double share, low, high; /* 0 to 1 */
};

struct curve {
    const char *label;
    const struct curve_point *points; /* the first at day 0; not owned */
    int count;
    int32_t end_day; /* of the last point's step; at least that point's */
};

/* Of the point in whose step the day is; of the first for an earlier one. count at least 1. */
const struct curve_point *curve_at(const struct curve *curve, int32_t day);

/* Days between the marks of an axis of that many, so that there are at most `most` of them. */
int32_t curve_axis_days(int32_t days, int most);

#endif
