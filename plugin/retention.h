/* SPDX-License-Identifier: MIT */
/*
 * Who it was is forgotten so many months after the last visit ([privacy] keep_months), as `comeback
 * forget` forgets: sales, amounts and tags stay. It is of whom something is kept that says who they
 * are: a way of knowing them, a name, something said, a consent. Who is known by paper alone has
 * nothing of that, and their notes end by themselves.
 *
 * The last visit is the latest of their sales, whatever became of it, and of sales to friends whom
 * they sent by referrer.id: that one may never have bought.
 */
#ifndef COMEBACK_RETENTION_H
#define COMEBACK_RETENTION_H

#include "forget.h"
#include "shop.h"

/* Whose last visit lies before *day is due. False, and *day untouched, where keep_months is 0:
 * nobody is. */
bool retention_before(const struct config *config, int32_t today, int32_t *day);

/* How many persons are due; those who are one count once. Reads all that are kept. */
int retention_count(struct store *store, int32_t before_day, int64_t *due, struct fault *fault);

/* Where a run is; zeroed: at its beginning. */
struct retention_pass {
    int64_t after; /* persons up to this one are done */
    struct forget_report report;
};

/* Forgets who is due, for about for_ms; 1 where there is more to do, 0 at the end. Not inside a
 * transaction, with the spool taken in. forget_clean is the caller's. */
int retention_forget(struct store *store, int32_t before_day, struct retention_pass *pass,
                     int for_ms, struct fault *fault);

/* Names of cashiers are kept only while [privacy] cashier_names says so. In a write transaction. */
int retention_keep_cashier(const struct desk *desk, const struct sale *sale, struct fault *fault);
/* Deletes those that are kept where it does not. */
int retention_drop_cashiers(struct store *store, const struct config *config, struct fault *fault);

/* What `serve` does each second. Zeroed at its start. */
struct retention_day {
    int32_t day; /* that was begun */
    bool done;   /* all of it, but for what is to be cleaned */
    bool clean;
    struct retention_pass pass;
};
/*
 * Once a business day, in slices of 10 ms. What was forgotten is cleaned away when nothing has been
 * sold for ten minutes, for tills put their sales aside meanwhile. COMEBACK_BUSY: a till sells; to
 * be called again.
 */
int retention_tidy(struct shop *shop, struct retention_day *state, struct fault *fault);

#endif
