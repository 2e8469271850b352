/* SPDX-License-Identifier: MIT */
/* The lists of the report, docs/report.md, as members of a JSON object. */
#ifndef COMEBACK_REPORT_LISTS_H
#define COMEBACK_REPORT_LISTS_H

#include <jansson.h>

#include "report_views.h"

void report_set_lists(json_t *object, const struct report *report);
/* The numbers of a month, by their names, and "month". The caller's. */
json_t *report_month_json(const struct report_view *view, const struct report_period *month);

#endif
