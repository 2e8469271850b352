/* SPDX-License-Identifier: MIT */
#include "report_parts.h"

#include <stdlib.h>

#include "clock.h"

struct cohorts {
    int64_t *active[REPORT_MONTHS]; /* of first visits in that month, by months since; NULL: none */
};

static int take(struct report_run *run, void *state, const struct report_past *past,
                struct fault *fault)
{
    struct cohorts *cohorts = state;
    int32_t month = clock_month(past->visits[0].day), before = -1;
    if (!report_was_known(past) || !report_on(run, past->visits[0].day))
        return COMEBACK_OK;
    int64_t **active = &cohorts->active[month - REPORT_MONTH_FIRST];
    if (*active == NULL)
        *active = calloc(REPORT_MONTHS, sizeof **active);
    if (*active == NULL)
        return fail(fault, COMEBACK_MEMORY, "out of memory");
    for (int i = 0; i < past->count; i++) {
        int32_t since = clock_month(past->visits[i].day) - month;
        if (since != before)
            (*active)[since]++;
        before = since;
    }
    return COMEBACK_OK;
}

static int end(struct report_run *run, void *state, struct fault *fault)
{
    struct report *report = run->report;
    struct cohorts *cohorts = state;
    int32_t passing = clock_month(report->seen_day + 1);
    int count = 0;
    for (int i = 0; i < REPORT_MONTHS; i++)
        count += cohorts->active[i] != NULL;
    report->cohorts = calloc((size_t)count + 1, sizeof *report->cohorts);
    if (report->cohorts == NULL)
        return fail(fault, COMEBACK_MEMORY, "out of memory");
    for (int32_t i = 0; i < REPORT_MONTHS; i++) {
        int32_t month = REPORT_MONTH_FIRST + i;
        if (cohorts->active[i] == NULL)
            continue;
        report->cohorts[report->cohort_count++] =
            (struct report_cohort){month, cohorts->active[i][0], cohorts->active[i],
                                   passing > month ? passing - month : 1};
        cohorts->active[i] = NULL;
    }
    return COMEBACK_OK;
}

static void clear(void *state)
{
    struct cohorts *cohorts = state;
    for (int i = 0; i < REPORT_MONTHS; i++)
        free(cohorts->active[i]);
}

const struct report_part report_part_cohorts = {sizeof(struct cohorts), NULL, take, end, clear};
