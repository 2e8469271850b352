/* SPDX-License-Identifier: MIT */
/*
 * Charts as inline SVG, for a page that is read without script and printed: every chart has a title
 * and a description for who cannot see it, and tells curves apart by dash as well as by colour. The
 * page's style has the classes: axis, grid, ink0 ink1 (a curve), band0 band1 (its bounds), whole,
 * part, mark. A drawing is some 30 KB at most, whatever the count of points: of steps that would
 * fall on one unit the last is drawn.
 */
#ifndef COMEBACK_CHART_H
#define COMEBACK_CHART_H

#include "../../drivers/bytes.h"
#include "curve.h"

struct chart {
    const char *id; /* of this chart in its page: a to z 0 to 9 - */
    const char *title, *description;
};

enum { CHART_CURVES = 2, CHART_BARS = 120 };

/* One or two curves over the same days; 0 to 100 %. A curve without points is left out. */
void chart_curves(struct bytes *out, const struct chart *chart, const struct curve *curves,
                  int count);

struct chart_bar {
    char label[16]; /* below it, if there is room */
    char value[16]; /* above it, if there is room */
    double whole;   /* its height; not negative */
    double part;    /* how much of it is filled; whole where there are no parts */
};
/* At most CHART_BARS; of more, the last. */
void chart_bars(struct bytes *out, const struct chart *chart, const struct chart_bar *bars,
                int count);

/* Where something lies between two bounds, beside 0; all in percentage points. */
struct chart_interval {
    double low, middle, high;
};
void chart_interval(struct bytes *out, const struct chart *chart,
                    const struct chart_interval *interval);

#endif
