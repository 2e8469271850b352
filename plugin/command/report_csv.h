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

/* A list of report_list_texts, `at` being less than REPORT_LISTS, to standard output. The last of
 * them, months, has a column for each number. */
void report_print_table(const struct report_view *view, size_t at);

#endif
