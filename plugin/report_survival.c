/* SPDX-License-Identifier: MIT */
#include "report_survival.h"

#include <math.h>
#include <stdlib.h>

#include "report_share.h"

static int32_t bounded(int32_t age)
{
    return age < 0 ? 0 : age < SURVIVAL_AGES ? age : SURVIVAL_AGES - 1;
}

void survival_add(struct survival *survival, int32_t entry, int32_t exit, bool event)
{
    entry = bounded(entry);
    exit = bounded(exit);
    if (entry >= exit)
        return;
    survival->entered[entry]++;
    (event ? survival->events : survival->censored)[exit]++;
}

/* Those of one group on one day. */
struct group_day {
    int64_t at_risk, events, censored;
};

/* From the day before to `day`; beginning with zeros, day by day. */
static void step(struct group_day *group, const struct survival *survival, int32_t day)
{
    group->at_risk += survival->entered[day - 1] - group->events - group->censored;
    group->events = survival->events[day];
    group->censored = survival->censored[day];
}

static void step_both(struct group_day *all, struct group_day groups[2],
                      const struct survival *const survivals[2], int32_t day)
{
    *all = (struct group_day){.at_risk = 0};
    for (int i = 0; i < 2 && survivals[i] != NULL; i++) {
        step(&groups[i], survivals[i], day);
        all->at_risk += groups[i].at_risk;
        all->events += groups[i].events;
        all->censored += groups[i].censored;
    }
}

static bool is_told(const struct group_day *all)
{
    return all->events + all->censored > 0;
}

/* What the rows before come to. */
struct estimate {
    double survival, variance; /* Greenwood's sum, of log S */
};

static void bound(struct report_curve_row *row, const struct estimate *estimate)
{
    double s = estimate->survival;
    row->survival = row->low = row->high = s;
    if (s <= 0 || s >= 1)
        return;
    double spread = REPORT_Z * sqrt(estimate->variance) / -log(s);
    row->low = pow(s, exp(spread));
    row->high = pow(s, exp(-spread));
}

static void add_row(struct report_curve *curve, struct estimate *estimate, int32_t day,
                    const struct group_day *all)
{
    struct report_curve_row *row = &curve->rows[curve->count++];
    double n = (double)all->at_risk, d = (double)all->events;
    *row = (struct report_curve_row){day, all->at_risk, all->events, 0, 0, 0};
    estimate->survival *= (n - d) / n;
    if (n > d)
        estimate->variance += d / (n * (n - d));
    bound(row, estimate);
    /* What is half by arithmetic is half also where the product comes a bit above it. */
    if (curve->median_day < 0 && row->survival <= 0.5 + 1e-12)
        curve->median_day = day;
}

static int count_rows(const struct survival *const survivals[2])
{
    struct group_day all, groups[2] = {{0}};
    int count = 0;
    for (int32_t day = 1; day < SURVIVAL_AGES; day++) {
        step_both(&all, groups, survivals, day);
        count += is_told(&all);
    }
    return count;
}

int survival_estimate(const struct survival *survival, const struct survival *other,
                      struct report_curve *out, struct fault *fault)
{
    const struct survival *const survivals[] = {survival, other};
    struct report_curve curve = {.median_day = -1};
    struct estimate estimate = {1, 0};
    struct group_day all, groups[2] = {{0}};
    int count = count_rows(survivals);
    if (count > 0)
        curve.rows = malloc((size_t)count * sizeof *curve.rows);
    if (count > 0 && curve.rows == NULL)
        return fail(fault, COMEBACK_MEMORY, "out of memory");
    for (int32_t day = 1; day < SURVIVAL_AGES && curve.count < count; day++) {
        step_both(&all, groups, survivals, day);
        if (is_told(&all))
            add_row(&curve, &estimate, day, &all);
    }
    *out = curve;
    return COMEBACK_OK;
}

struct report_logrank survival_compare(const struct survival *a, const struct survival *b)
{
    const struct survival *const survivals[] = {a, b};
    struct report_logrank result = {.known = false};
    struct group_day all, groups[2] = {{0}};
    double surplus = 0, variance = 0;
    for (int32_t day = 1; day < SURVIVAL_AGES; day++) {
        step_both(&all, groups, survivals, day);
        double n = (double)all.at_risk, d = (double)all.events, n1 = (double)groups[0].at_risk;
        if (all.events == 0)
            continue;
        surplus += (double)groups[0].events - d * n1 / n;
        if (all.at_risk > 1)
            variance += d * (n1 / n) * (1 - n1 / n) * (n - d) / (n - 1);
    }
    if (variance <= 0)
        return result;
    result = (struct report_logrank){true, surplus * surplus / variance, 0};
    result.p = erfc(sqrt(result.chi2 / 2));
    return result;
}
