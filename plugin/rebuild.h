/* SPDX-License-Identifier: MIT */
/*
 * The projections made anew from the log: to check them (`comeback verify`), and after another
 * till's log was taken in.
 */
#ifndef COMEBACK_REBUILD_H
#define COMEBACK_REBUILD_H

#include "../drivers/bytes.h"
#include "store.h"

struct rebuild_report {
    int64_t events;
    int64_t differences; /* rows that stand on one side only */
    int64_t gaps;        /* origins whose count of events has a hole */
};

/*
 * Rebuilds in a file beside the store (verify.db, removed afterwards) and compares row by row.
 * A line of text a table that differs is added to `text`. The store is only read.
 */
int rebuild_verify(struct store *store, struct rebuild_report *report, struct bytes *text,
                   struct fault *fault);

/*
 * Takes in the events and persons of another store's file that are not here yet, and rebuilds the
 * projections, in one transaction. Both stores must be of one shop's keys and of this schema: the
 * caller's business. COMEBACK_CONFLICT where the other store has other events under numbers of this
 * one.
 */
int rebuild_merge(struct store *store, const char *other_folder, struct fault *fault);

#endif
