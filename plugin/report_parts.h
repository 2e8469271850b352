/* SPDX-License-Identifier: MIT */
/* What the parts of a report share: report.c begins and ends it, each of the others counts some. */
#ifndef COMEBACK_REPORT_PARTS_H
#define COMEBACK_REPORT_PARTS_H

#include "report.h"

struct report_run {
    struct store *store;
    const struct report_query *query;
    struct report *report;
};

/* Counts `amount` in the month of `day`, where that is asked for, and lets `row` be heard. */
int report_add(struct report_run *run, enum report_number number, int32_t day, int64_t amount,
               const struct report_row *row, struct fault *fault);
/* The same of a number that is told of today. */
int report_add_now(struct report_run *run, enum report_number number, int64_t amount,
                   const struct report_row *row, struct fault *fault);

/* Takes each row of a query, `status` being what store_query answered, and ends it. */
int report_each(struct report_run *run, sqlite3_stmt *row, int status,
                int (*take)(struct report_run *, sqlite3_stmt *, struct fault *),
                struct fault *fault);

/* report_gaps.c: the days with sales, and the gap that 90 % of the gaps are within. */
int report_gaps(struct report_run *run, struct fault *fault);
/* report_customers.c: sales, visits, values, customers made and kept; after report_gaps. */
int report_customers(struct report_run *run, struct fault *fault);
/* report_promises.c: notes and cards, and what is promised by now. */
int report_paper(struct report_run *run, struct fault *fault);
int report_promises(struct report_run *run, struct fault *fault);
/* report_doubts.c: what the owner should look at. */
int report_doubts(struct report_run *run, struct fault *fault);

#endif
