/* SPDX-License-Identifier: MIT */
/*
 * Of projection.h: what an event promises and what it pays, and how often and for how much each
 * offer was promised.
 *
 * A promise of a note counts while a sale whose note has it holds; a card while its sale holds and
 * it was not cancelled, once for the friend's offer and once for the giver's. `promised` has how
 * many of an offer and month count and what they may cost at most, the month being that in which a
 * promise was made first; 0 of a note's that costs nothing. Both change when a sale falls or stands
 * again.
 */
#ifndef COMEBACK_PROJECTION_PROMISES_H
#define COMEBACK_PROJECTION_PROMISES_H

#include "log.h"

/* Each applies one element of the event's list of that name. */
int projection_issued(struct store *store, const struct event *event, const json_t *code,
                      struct fault *fault);
int projection_sent(struct store *store, const struct event *event, const json_t *code,
                    struct fault *fault);
int projection_paid(struct store *store, const struct event *event, const json_t *promise,
                    struct fault *fault);
enum { PROJECTION_LOOK_UP = -1 };
/* The event's list `rewards`. holds: does its sale, 0 or 1; or the store is to be asked. */
int projection_rewards(struct store *store, const struct event *event, int64_t holds,
                       struct fault *fault);
/* What the body's object `drawn` gave; of a sale that is new. */
int projection_gift(struct store *store, const struct event *event, struct fault *fault);

/* After the sale began or ceased to hold; `person` stands for its customer, 0: nobody. */
int projection_count_again(struct store *store, const char *host, int64_t kind, const char *ref,
                           int64_t person, struct fault *fault);
/* After the code was cancelled. */
int projection_count_card(struct store *store, int64_t code, struct fault *fault);

#endif
