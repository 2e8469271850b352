/* SPDX-License-Identifier: MIT */
/* What the log says of a sale for who looks at it: who served, who sent the customer, and what the
 * owner decided of its flags. For projection.c alone. */
#ifndef COMEBACK_PROJECTION_LOOK_H
#define COMEBACK_PROJECTION_LOOK_H

#include "projection.h"

/* The first 48 bits of a sale's `cashier`; 0 where it has none. */
int64_t projection_cashier(const json_t *body);
/* The card by which a customer came first: the first of a sale's scans that was accepted. 0: none.
 */
int64_t projection_sent_with(const json_t *body);
/* EVENT_REVIEW: the last decision of a sale is the one that counts. */
int projection_review(struct store *store, const struct event *event,
                      struct corrections *corrections, struct fault *fault);

#endif
