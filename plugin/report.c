/* SPDX-License-Identifier: MIT */
#include "report_parts.h"

#include <stdlib.h>

#include "clock.h"

enum { WAIT_MS = 2000 };

static int too_much(enum report_number number, struct fault *fault)
{
    return fail(fault, COMEBACK_LIMIT, "%s: its sum is more than 64 bits hold",
                report_numbers[number].name);
}

static void hear(const struct report_run *run, enum report_number number,
                 const struct report_row *row)
{
    if (run->query->hear != NULL && row != NULL)
        run->query->hear(run->query->context, number, row);
}

int32_t report_day(int32_t day)
{
    return day < REPORT_DAY_FIRST  ? REPORT_DAY_FIRST
           : day > REPORT_DAY_LAST ? REPORT_DAY_LAST
                                   : day;
}

int report_add(struct report_run *run, enum report_number number, int32_t day, int64_t amount,
               const struct report_row *row, struct fault *fault)
{
    struct report *report = run->report;
    day = report_day(day);
    if (day < run->query->from_day || day > run->query->to_day)
        return COMEBACK_OK;
    int64_t *in_month = &report->table[clock_month(day) - REPORT_MONTH_FIRST].values[number];
    int64_t *in_all = &report->all.values[number];
    if (__builtin_add_overflow(*in_month, amount, in_month) ||
        __builtin_add_overflow(*in_all, amount, in_all))
        return too_much(number, fault);
    hear(run, number, row);
    return COMEBACK_OK;
}

int report_add_now(struct report_run *run, enum report_number number, int64_t amount,
                   const struct report_row *row, struct fault *fault)
{
    int64_t *value = &run->report->all.values[number];
    if (__builtin_add_overflow(*value, amount, value))
        return too_much(number, fault);
    hear(run, number, row);
    return COMEBACK_OK;
}

int report_each(struct report_run *run, sqlite3_stmt *row, int status,
                int (*take)(struct report_run *, sqlite3_stmt *, struct fault *),
                struct fault *fault)
{
    while (status == 1) {
        status = take(run, row, fault);
        if (status == COMEBACK_OK)
            status = store_next(run->store, row, fault);
    }
    store_done(row);
    return status;
}

static bool is_empty(const struct report_period *period)
{
    for (int i = 0; i < REPORT_NUMBERS; i++)
        if (period->values[i] != 0)
            return false;
    return true;
}

static void trim_months(struct report *report)
{
    int first = 0, end = REPORT_MONTHS;
    for (int i = 0; i < REPORT_MONTHS; i++)
        report->table[i].month = REPORT_MONTH_FIRST + i;
    while (first < end && is_empty(&report->table[first]))
        first++;
    while (end > first && is_empty(&report->table[end - 1]))
        end--;
    report->months = report->table + first;
    report->month_count = end - first;
}

static int count_all(struct report_run *run, struct fault *fault)
{
    static int (*const parts[])(struct report_run *, struct fault *) = {
        report_gaps,   report_customers, report_spent, report_paper,  report_promises,
        report_offers, report_budgets,   report_steps, report_doubts, report_look};
    int status = store_survey_begin(run->store, WAIT_MS, fault);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0] && status == COMEBACK_OK; i++)
        status = parts[i](run, fault);
    report_spent_free(run);
    store_survey_end(run->store);
    return status;
}

int report_make(struct store *store, const struct report_query *query, struct report **out,
                struct fault *fault)
{
    struct report *report = calloc(1, sizeof *report);
    struct report_run run = {store, query, report, NULL};
    if (report != NULL)
        report->table = calloc(REPORT_MONTHS, sizeof *report->table);
    if (report == NULL || report->table == NULL) {
        report_free(report);
        return fail(fault, COMEBACK_MEMORY, "out of memory");
    }
    int status = count_all(&run, fault);
    if (status != COMEBACK_OK) {
        report_free(report);
        return status;
    }
    trim_months(report);
    *out = report;
    return COMEBACK_OK;
}

void report_free(struct report *report)
{
    if (report == NULL)
        return;
    for (int i = 0; i < report->cohort_count; i++)
        free(report->cohorts[i].active);
    free(report->cohorts);
    free(report->curves.come_again.rows);
    free(report->curves.staying.rows);
    free(report->curves.of_new.rows);
    free(report->curves.of_referral.rows);
    free(report->tree);
    free(report->offers);
    free(report->budgets);
    free(report->answers);
    free(report->table);
    free(report);
}
