/* SPDX-License-Identifier: MIT */
/*
 * Print jobs in the store: one slip's final text, frozen, on its way to one printer. Sending them
 * is drain.h's business.
 *
 * A job waits, is begun, and ends with a result; or it waits again with a reason, where nothing of
 * it went out; or it is dropped. A job of which some may be on paper is torn: it ends as not
 * printed and never waits again. A torn card is replaced by a new job with the same code, marked
 * "replaces a torn slip", in the place of the torn one, QUEUE_REPLACEMENTS times at most; a torn
 * note is not. A replacement and a copy have no code column: where they go stale or are dropped,
 * the code that may be in a customer's hand stays good.
 *
 * A job carries the printer and the profile that the settings named when it was made: tills with
 * printers of their own may share a store. What is tried again or copied goes to the printer that
 * the settings of who asks for it name now.
 *
 * Each function but queue_add is a transaction of its own, with the store held by the caller.
 */
#ifndef COMEBACK_QUEUE_H
#define COMEBACK_QUEUE_H

#include <stdbool.h>

#include "../drivers/bytes.h"
#include "desk.h"

enum { QUEUE_REPLACEMENTS = 3, QUEUE_REASON = 256, QUEUE_PRINTERS_MAX = 16, QUEUE_URI = 256 };

enum job_state { JOB_WAITING = 0, JOB_BEGUN = 1, JOB_ENDED = 2, JOB_DROPPED = 3 };
enum job_torn { JOB_WHOLE = 0, JOB_TORN = 1, JOB_REPLACED = 2 };

struct job {
    int64_t id;
    int64_t made_ms;
    const char *slip; /* "card", "note" */
    int64_t code;     /* 0: none */
    const char *printer;
    const char *profile;
    int64_t stale_s;
    const char *text;
    const char *host, *ref;
};

/* Within a write transaction; *id is the job's. */
int queue_add(struct store *store, const struct job *job, int64_t *id, struct fault *fault);

struct queue_line {
    int64_t id, made_ms, ended_ms;
    enum job_state state;
    enum job_torn torn;
    const char *slip, *printer, *result, *host, *ref;
    const char *reason; /* of its result, or why it waits, or did before it was begun again */
};
/* Every job from the newest, at most `limit`; the texts live during the call of `visit`. */
int queue_list(struct store *store, int limit,
               void (*visit)(void *context, const struct queue_line *line), void *context,
               struct fault *fault);

/* Where a slip is to come out by the settings of now. */
struct queue_target {
    const char *printer, *profile;
};

/* A waiting job becomes dropped and its code cancelled; COMEBACK_STATE where it is not waiting. */
int queue_drop(struct store *store, int64_t id, struct fault *fault);
/* The host prints this slip itself: a waiting job ends without its code being cancelled;
 * COMEBACK_STATE where it is not waiting. */
int queue_give(struct store *store, int64_t id, int wait_ms, struct fault *fault);
/* A job that ended as not printed waits again as if it were new; COMEBACK_STATE for any other, for
 * one that may be on paper, and for one whose code was cancelled. */
int queue_retry(struct store *store, int64_t id, const struct queue_target *now,
                struct fault *fault);
/* A copy of an ended job, or of a copy, with the same code and marked COPY 1, COPY 2 …, as a new
 * job; COMEBACK_STATE for one that has not ended, whose code was cancelled, or whose card is used
 * up. */
int queue_reprint(struct store *store, int64_t id, const struct queue_target *now, int64_t *copy,
                  struct fault *fault);

/* How many ended as not printed since then, without being dropped, stale or replaced. */
int queue_unprinted(struct store *store, int64_t since_ms, int64_t *count, struct fault *fault);
struct queue_backlog {
    int64_t count;
    int64_t oldest_ms;         /* age; 0: none waits */
    char reason[QUEUE_REASON]; /* why one of them waits, or did; "" */
};
/* Of the job that is that printer's next: count is 1 where there is one. However many wait, it
 * reads one row: finish asks. */
int queue_front(struct store *store, const char *printer, struct queue_backlog *out,
                struct fault *fault);
/* Reads all that wait. */
int queue_waiting(struct store *store, struct queue_backlog *out, struct fault *fault);

/* For who sends them. */

struct queue_printers {
    int count; /* those beyond the limit are found once others have nothing left */
    char uris[QUEUE_PRINTERS_MAX][QUEUE_URI];
};
/* The printers that jobs wait for; or, with `ever`, those of all jobs. */
int queue_printers(struct store *store, bool ever, struct queue_printers *out, struct fault *fault);

/* A job read out of the store, owned. */
struct queued {
    int64_t id, made_ms, code, stale_s;
    enum job_state state;
    int replaced; /* so many of this slip were torn before */
    char slip[16];
    char profile[128];
    char reason[QUEUE_REASON]; /* why it waits, or did before it was begun again; "" */
    struct bytes text;
};
/* 1, 0 where none is left, or a failure. A job that is begun comes first, whatever its place. */
int queue_next(struct store *store, const char *printer, struct queued *out, struct fault *fault);
void queued_free(struct queued *job);

/* Keeps the bytes that are about to be sent; *ours is false where it did not wait any more. */
int queue_begin(struct store *store, const struct queued *job, const struct bytes *bytes,
                bool *ours, struct fault *fault);
/* Nothing of it went out: it waits again, and why. */
int queue_put_back(struct store *store, const struct queued *job, const char *reason,
                   struct fault *fault);
int queue_end(struct store *store, const struct queued *job, const char *result, const char *reason,
              bool cancel_code, struct fault *fault);
/* Some of it may be on paper. */
int queue_tear(struct store *store, const struct queued *job, const char *reason,
               struct fault *fault);
/* A card that did not come out while its customer was there was never handed out: its code is
 * cancelled, so that it does not count as the one unused card. */
int queue_sweep(struct store *store, struct fault *fault);

#endif
