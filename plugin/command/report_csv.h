/* SPDX-License-Identifier: MIT */
/*
 * The report's lists as tables for a spreadsheet: a header of names and a line each, as --json has
 * them. Fields are quoted where CSV wants it (RFC 4180); what is not known is an empty field; a
 * text that a spreadsheet would take for a formula has an apostrophe before it.
 */
#ifndef COMEBACK_REPORT_CSV_H
#define COMEBACK_REPORT_CSV_H

#include "report_tables.h"
#include "report_views.h"

/* A list each, and last of all "months": every number by month, a column each. */
enum { REPORT_TABLES = REPORT_LISTS + 1 };

/* NULL where there are no more than `at` of them. */
const char *report_table_name(size_t at);
/* To standard output; `at` is less than REPORT_TABLES. */
void report_print_table(const struct report_view *view, size_t at);

#endif
