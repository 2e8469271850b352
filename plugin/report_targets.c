/* SPDX-License-Identifier: MIT */
#include "report_parts.h"

#include "clock.h"

void report_targets(struct report_run *run)
{
    struct report *report = run->report;
    const struct config *config = run->query->config;
    report->target_month = report->seen_day < 0 ? -1 : clock_month(report->seen_day);
    if (config != NULL) {
        report->made_target = config->targets.made;
        report->kept_target = config->targets.kept;
    }
}
