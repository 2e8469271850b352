/* SPDX-License-Identifier: MIT */
/* A report for people and for programs. All write to standard output. */
#ifndef COMEBACK_REPORT_VIEWS_H
#define COMEBACK_REPORT_VIEWS_H

#include "../../config/config.h"
#include "../report.h"

enum { REPORT_EXAMPLES = 10 };

struct report_view {
    const struct report *report;
    const struct report_query *query;
    const struct config *config;
};

/* At most 24 lines of 80 columns, and a table by month below them where there are more than one. */
void report_print_screen(const struct report_view *view);
/* One flat object by the names of the numbers; "months" are such objects. */
void report_print_json(const struct report_view *view);
/* month,name,value,numerator,denominator; the month "all" is the whole. */
void report_print_csv(const struct report_view *view);

/* The latest rows of each number, the very latest first. */
struct report_examples {
    struct report_example {
        char host[33], ref[65];
        int32_t day;
    } rows[REPORT_NUMBERS][REPORT_EXAMPLES];
    int counts[REPORT_NUMBERS];
};
void report_keep_example(struct report_examples *examples, enum report_number number,
                         const struct report_row *row);
/* Every number, what it counts, and examples. */
void report_print_explained(const struct report_view *view, const struct report_examples *examples);
/* One number, what it counts and what it came to; its rows are the caller's to print. */
void report_print_one(const struct report_view *view, enum report_number number);
void report_print_row(const struct report_row *row);

enum { REPORT_TEXT = 96 };
/* "12,427" */
void report_format_count(char out[REPORT_TEXT], int64_t count);
/* "of 85, 14 %, 95 % between 8 and 23"; the bounds only of a REPORT_SHARE. */
void report_format_share(char out[REPORT_TEXT], const struct report_period *period,
                         enum report_number number);
/* Any number with its unit; a share with its numerator before it. */
void report_format(char out[REPORT_TEXT], const struct report_view *view,
                   enum report_number number);
bool report_is_share(enum report_number number);
/* Is it a number at all? Without enough gaps it is not known who is kept. */
bool report_is_known(const struct report *report, enum report_number number);

#endif
