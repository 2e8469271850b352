/* SPDX-License-Identifier: MIT */
/* What several views show in the same words and order. */
#ifndef COMEBACK_REPORT_TABLES_H
#define COMEBACK_REPORT_TABLES_H

#include "../report.h"

enum { REPORT_SALES_ROWS = 5, REPORT_MONTH_COLUMNS = 10, REPORT_STEP_ROWS = 4 };

struct report_sales_row {
    const char *title;
    enum report_number sales, visits, value;
};
extern const struct report_sales_row report_sales_rows[REPORT_SALES_ROWS];

struct report_month_column {
    const char *title; /* in a terminal */
    int width;
    const char *head; /* where there is room */
    enum report_number number;
};
extern const struct report_month_column report_month_columns[REPORT_MONTH_COLUMNS];
/* Between a history that was read in and today there may be years. */
bool report_month_is_empty(const struct report_period *month);

/* What became of the steps that were due. */
struct report_step_row {
    const char *title;
    enum report_number number;
};
extern const struct report_step_row report_step_rows[REPORT_STEP_ROWS];

/* What is no number to be counted: its name in --json, and what it tells. First the lists, `months`
 * as the last of them; then what stands in --json alone. */
enum { REPORT_LISTS = 15, REPORT_TEXTS = REPORT_LISTS + 5 };
struct report_list_text {
    const char *name, *tells;
};
extern const struct report_list_text report_list_texts[REPORT_TEXTS];

#endif
