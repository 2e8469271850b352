/* SPDX-License-Identifier: MIT */
/*
 * A person forgotten: what says who they are, what they are called and said goes, with the texts of
 * their slips; their sales stay, of somebody nobody knows. Their notes recognise nobody any more;
 * a card that they gave away stays good for the friend. Logs that are merged later bring nothing
 * of it back.
 *
 * Deleting is one short transaction. Then the store is rewritten (VACUUM) and its WAL emptied, for
 * a page that was split may hold a copy of a deleted row where nothing is read any more. While it
 * is rewritten (some seconds a GiB) tills put their sales aside. Where that part fails or is
 * killed, a mark in `meta` tells, and the next forget_clean does it.
 *
 * What is not the store's own: copies made by `backup`, stores moved aside by a restore, paper, and
 * lines of the spool that nobody could read (*.bad) may hold them still.
 */
#ifndef COMEBACK_FORGET_H
#define COMEBACK_FORGET_H

#include "store.h"

struct forget_report {
    int64_t persons; /* all that were one */
    int64_t ways;    /* of knowing them */
    int64_t sayings;
    int64_t consents;
    int64_t slips; /* whose text is gone; those that waited are dropped */
};

/* `person` is who stands for them; not inside a transaction. The caller has taken the spool in. */
int forget_person(struct store *store, int64_t person, struct forget_report *out,
                  struct fault *fault);

/* Does an earlier one wait for forget_clean? */
int forget_is_unclean(struct store *store, bool *unclean, struct fault *fault);
/*
 * Leaves nothing of what was deleted in the store's files; removes the copies that were laid beside
 * the store when it was brought up to date (comeback.db.v1) and counts them. COMEBACK_BUSY where
 * another process reads for longer than wait_ms: to be done again.
 */
int forget_clean(struct store *store, int wait_ms, int *copies, struct fault *fault);

#endif
