/* SPDX-License-Identifier: MIT */
/* A curve of the report as it is drawn: from day 0 on, and as an owner reads it. */
#ifndef COMEBACK_REPORT_DRAWING_H
#define COMEBACK_REPORT_DRAWING_H

#include "../report.h"
#include "curve.h"

struct report_drawing {
    struct curve curve;
    struct curve_point *points;
};

/* `came`: the share to whom it has happened, else that to whom it has not. False, and nothing to be
 * freed, where too few were at risk for a curve, or there is no memory. */
bool report_drawing_make(const struct report_curve *rows, bool came, const char *label,
                         struct report_drawing *out);
void report_drawing_free(struct report_drawing *drawing); /* zeroed is fine */

#endif
