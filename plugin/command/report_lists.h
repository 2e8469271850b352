/* SPDX-License-Identifier: MIT */
/* The lists of the report, docs/report.md, as members of a JSON object. */
#ifndef COMEBACK_REPORT_LISTS_H
#define COMEBACK_REPORT_LISTS_H

#include <jansson.h>

#include "../report.h"

void report_set_lists(json_t *object, const struct report *report);

#endif
