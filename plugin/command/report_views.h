/* SPDX-License-Identifier: MIT */
/* A report for people and for programs. All write to standard output. */
#ifndef COMEBACK_REPORT_VIEWS_H
#define COMEBACK_REPORT_VIEWS_H

#include "../../config/config.h"
#include "../../drivers/bytes.h"
#include "../report.h"

enum { REPORT_EXAMPLES = 10 };

struct report_view {
    const struct report *report;
    const struct report_query *query;
    const struct config *config;
};

/* The first screen: at most 14 lines of 80 columns. */
void report_print_screen(const struct report_view *view);
/* It and, below it, all that the report knows: months, curves, cohorts and the other lists. */
void report_print_all(const struct report_view *view);
/* The same as one HTML page that needs nothing else. */
void report_write_page(const struct report_view *view, struct bytes *out);
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
/* A list's name and what it tells. */
struct report_list_text;
void report_print_list(const struct report_list_text *list);
void report_print_row(const struct report_row *row);

/* Of fewer a percentage, or a curve, says more than is known. */
enum { REPORT_PERCENT_LEAST = 20 };
/* How many of a curve were at risk when most were; are there enough to draw it? */
int64_t report_curve_most(const struct report_curve *curve);
bool report_curve_is_told(const struct report_curve *curve);

enum { REPORT_TEXT = 96 };
/* "12,427" */
void report_format_count(char out[REPORT_TEXT], int64_t count);
/* "of 85, 14 %, 95 % between 8 and 23"; the bounds only of a REPORT_SHARE. */
void report_format_share(char out[REPORT_TEXT], const struct report_period *period,
                         enum report_number number);
/* Any number with its unit; a share with its numerator before it. */
void report_format(char out[REPORT_TEXT], const struct report_view *view,
                   enum report_number number);
/* "14 % (8 to 23)", the bounds only of a REPORT_SHARE; "" where there are too few. */
void report_format_percent(char out[REPORT_TEXT], const struct report_period *period,
                           enum report_number number);
/* "1,205.00" and "1,205.00 EUR" */
void report_format_amount(char out[REPORT_TEXT], const struct config *config, int64_t minor);
void report_format_money(char out[REPORT_TEXT], const struct config *config, int64_t minor);
/* "December 2011", of a month since 1970 */
void report_format_month(char out[REPORT_TEXT], int32_t month);
/* "1 December 2010 to 9 December 2011": the days with sales */
void report_format_days(char *out, size_t room, const struct report *report);
/* What there is to say where nothing was sold in these days. */
void report_format_nothing(char *out, size_t room, const struct report_view *view);
bool report_is_share(enum report_number number);
/* Is it a number at all? Without enough gaps it is not known who is kept. */
bool report_is_known(const struct report *report, enum report_number number);

/* Indented, and broken between words so that no line is longer than 80 bytes. */
void report_print_wrapped(const char *text);

#endif
