/* SPDX-License-Identifier: MIT */
#include "report_parts.h"

#include <stdlib.h>

struct gaps {
    int64_t of_days[REPORT_GAP_MOST + 1];
    int64_t count;
    int64_t person;
    int32_t day; /* of the person's visit before */
};

static void take_day(struct gaps *gaps, int64_t person, int32_t day)
{
    int64_t gap = person == gaps->person ? (int64_t)day - gaps->day : 0;
    /* 0 is nobody; each of their sales is a visit without a next one. */
    if (person != 0 && gap > 0) {
        gaps->of_days[gap < REPORT_GAP_MOST ? gap : REPORT_GAP_MOST]++;
        gaps->count++;
    }
    gaps->person = person;
    gaps->day = day;
}

static void take_span(struct report *report, const struct report_query *query, int32_t day)
{
    if (day > report->end_day)
        report->end_day = day;
    if (day < query->from_day || day > query->to_day)
        return;
    if (day > report->last_day)
        report->last_day = day;
    if (report->first_day == 0 || day < report->first_day)
        report->first_day = day;
}

/* The shortest gap within which 9 of 10 lie. */
static int32_t gap_of_90_percent(const struct gaps *gaps)
{
    int64_t within = 0, wanted = gaps->count - gaps->count / 10;
    int32_t days = 0;
    while (days < REPORT_GAP_MOST && within < wanted)
        within += gaps->of_days[++days];
    return days;
}

static int read_days(struct report_run *run, struct gaps *gaps, struct fault *fault)
{
    sqlite3_stmt *row;
    int status = store_query(run->store, REPORT_DAYS_SOLD, &row, fault, "");
    while (status == 1) {
        int32_t day = report_day(sqlite3_column_int(row, 1));
        take_day(gaps, sqlite3_column_int64(row, 0), day);
        take_span(run->report, run->query, day);
        status = store_next(run->store, row, fault);
    }
    store_done(row);
    return status;
}

int report_gaps(struct report_run *run, struct fault *fault)
{
    struct report *report = run->report;
    struct gaps *gaps = calloc(1, sizeof *gaps);
    if (gaps == NULL)
        return fail(fault, COMEBACK_MEMORY, "out of memory");
    report->last_day = report->end_day = -1;
    int status = read_days(run, gaps, fault);
    report->seen_day = report->end_day < run->query->to_day ? report->end_day : run->query->to_day;
    report->gap_known = gaps->count >= REPORT_GAPS_LEAST;
    report->all.values[GAP_COUNT] = gaps->count;
    if (report->gap_known)
        report->all.values[GAP_DAYS] = gap_of_90_percent(gaps);
    report->unknown[GAP_DAYS] = report->unknown[CUSTOMERS_KEPT] =
        report->unknown[CUSTOMERS_KEPT_SHARE] = !report->gap_known;
    free(gaps);
    return status;
}
