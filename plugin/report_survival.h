/* SPDX-License-Identifier: MIT */
/*
 * Kaplan and Meier's estimate and the comparison of two by log-rank, from counts by age in whole
 * days, so that it takes as much memory for ten persons as for ten million. Knows no shop.
 */
#ifndef COMEBACK_REPORT_SURVIVAL_H
#define COMEBACK_REPORT_SURVIVAL_H

#include "report.h"

enum { SURVIVAL_AGES = 40177 }; /* as many as days of 1990 to 2099; older ones count as that */

struct survival {
    int64_t entered[SURVIVAL_AGES]; /* at risk from the day after on */
    int64_t events[SURVIVAL_AGES];
    int64_t censored[SURVIVAL_AGES];
};

/* Somebody who is at risk after age `entry` and up to age `exit`, which is the event's or only the
 * last at which they were seen. Where that leaves no day, they are not counted. */
void survival_add(struct survival *survival, int32_t entry, int32_t exit, bool event);

/* out->rows is the caller's (free); *out is untouched on failure. Two together: of both groups as
 * one; `other` may be NULL. */
int survival_estimate(const struct survival *survival, const struct survival *other,
                      struct report_curve *out, struct fault *fault);

/* With one degree of freedom. */
struct report_logrank survival_compare(const struct survival *a, const struct survival *b);

#endif
