/* SPDX-License-Identifier: MIT */
/* The report of an open shop, under the settings in force. */
#ifndef COMEBACK_REPORT_READ_H
#define COMEBACK_REPORT_READ_H

#include "../report.h"
#include "../shop.h"

/* Days and window are the caller's; the rest of *query is filled in and points into *config, which
 * are the settings as they were. Waits for other users of `shop` at most 2 s, and they for the
 * report: a till has a shop of its own. *out is freed by report_free. */
int report_read(struct shop *shop, struct report_query *query, struct config *config,
                struct report **out, struct fault *fault);

#endif
