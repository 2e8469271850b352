/* SPDX-License-Identifier: MIT */
/*
 * Print jobs: one slip's final text, frozen, on its way to one printer. Who holds the printer's
 * lock (flock on store/printer-*.lock) makes the bytes, stores them, then sends; the order of jobs
 * of a printer is kept. A job that was begun and whose result is unknown is never sent again.
 */
#ifndef COMEBACK_QUEUE_H
#define COMEBACK_QUEUE_H

#include <stdbool.h>

#include "../drivers/bytes.h"
#include "desk.h"

enum job_state { JOB_WAITING = 0, JOB_BEGUN = 1, JOB_ENDED = 2, JOB_DROPPED = 3 };

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
    const char *slip, *printer, *result, *reason, *host, *ref;
};
/* Every job from the newest, at most `limit`; the texts live during the call of `visit`. */
int queue_list(struct store *store, int limit,
               void (*visit)(void *context, const struct queue_line *line), void *context,
               struct fault *fault);

/*
 * Prints what waits until nothing is left or until_ms (monotonic). `folder`: what relative paths
 * of printers are relative to. *ended counts jobs that got a result. One writer at a time: `lock`
 * and `unlock` are called around every use of the store and not while a printer is talked to.
 */
struct queue_guard {
    void *context;
    int (*lock)(void *context, struct store **store, struct fault *fault);
    void (*unlock)(void *context);
};
int queue_drain(const struct queue_guard *guard, const char *folder, int64_t until_ms, int *ended,
                struct fault *fault);

/*
 * One process at a time talks to a printer; which one is not worth waiting for. A descriptor to
 * close when done; -1 where another holds it.
 */
int queue_lock_printer(const char *store_folder, const char *printer);

/* A waiting job becomes dropped and its code cancelled; COMEBACK_STATE where it is not waiting. */
int queue_drop(struct store *store, int64_t id, struct fault *fault);
/* The host prints this slip itself: a waiting job ends without its code being cancelled;
 * COMEBACK_STATE where it is not waiting. */
int queue_give(struct store *store, int64_t id, int wait_ms, struct fault *fault);
/* A job that ended as not printed waits again as if it were new; COMEBACK_STATE for any other. */
int queue_retry(struct store *store, int64_t id, struct fault *fault);
/* A copy of an ended job, marked COPY, as a new job; COMEBACK_STATE for one that has not ended, or
 * whose code was cancelled. */
int queue_reprint(struct store *store, int64_t id, int64_t *copy, struct fault *fault);
/* The age in ms of the job that has waited longest for that printer (0: none waits). However many
 * wait, it reads one row: finish asks. */
int queue_oldest(struct store *store, const char *printer, int64_t *oldest_ms, struct fault *fault);
/* How many ended as not printed since then, without being dropped or stale. */
int queue_unprinted(struct store *store, int64_t since_ms, int64_t *count, struct fault *fault);
/* Jobs that wait, and the age of the oldest in ms (0: none waits). Reads them all. */
int queue_waiting(struct store *store, int64_t *count, int64_t *oldest_ms, struct fault *fault);

#endif
