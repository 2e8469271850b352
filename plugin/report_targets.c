/* SPDX-License-Identifier: MIT */
#include "report_parts.h"

#include "clock.h"

/* Customers who were made on these days had the time to be lost: gap.days have passed since. */
struct targets {
    int32_t after_day, to_day;
};

static int begin(struct report_run *run, void *state, struct fault *fault)
{
    struct report *report = run->report;
    const struct config *config = run->query->config;
    struct targets *targets = state;
    (void)fault;
    report->target_month = report->seen_day < 0 ? -1 : clock_month(report->seen_day);
    targets->to_day = report->seen_day - (int32_t)report->all.values[GAP_DAYS];
    targets->after_day = targets->to_day - REPORT_KEPT_DAYS;
    if (config != NULL) {
        report->made_target = config->targets.made;
        report->kept_target = config->targets.kept;
    }
    return COMEBACK_OK;
}

static int take(struct report_run *run, void *state, const struct report_past *past,
                struct fault *fault)
{
    struct report *report = run->report;
    const struct targets *targets = state;
    (void)fault;
    if (past->count < 2)
        return COMEBACK_OK;
    int32_t made = past->visits[1].day, last = past->visits[past->count - 1].day;
    report->made_in_month += clock_month(made) == report->target_month;
    if (report->gap_known && made > targets->after_day && made <= targets->to_day) {
        report->year_made++;
        report->year_kept += last > targets->to_day;
    }
    return COMEBACK_OK;
}

const struct report_part report_part_targets = {sizeof(struct targets), begin, take, NULL, NULL};
