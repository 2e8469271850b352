/* SPDX-License-Identifier: MIT */
/*
 * Sends jobs to their printers. Whoever holds a printer's journal (a file beside the store, which
 * is also its lock) makes the bytes, stores them, then sends; the order of a printer's jobs is
 * kept, and the store is not held while a printer is talked to.
 *
 * What is written, in this order, and what a kill -9 behind each of them leaves:
 *
 *   1 store    the job is begun, with its bytes   the journal does not know it: it waits again
 *   2 journal  sending, the job's id, on disk     some may be out: torn
 *   3 wire     the slip
 *   4 journal  ended, result, torn, reason        the job ends as the journal says
 *   5 store    the job's end; with it, in the     -
 *              same transaction, the replacement
 *              of a torn card
 *
 * Where the journal knows of no slip at all, it may have been lost: torn, too.
 *
 * The journal knows one job. So nothing is sent, with or without a job, before every begun job of
 * that printer is settled by what the journal says: drain_open does so, and is the only way to a
 * journal that is sent with. Where step 5 fails the job stays begun and the next drain settles it.
 */
#ifndef COMEBACK_DRAIN_H
#define COMEBACK_DRAIN_H

#include "../config/config.h"
#include "../drivers/printer.h"
#include "queue.h"

enum { DRAIN_PATH = STORE_PATH + 64 };

/* One writer at a time: `lock` and `unlock` are called around every use of the store. */
struct drain_guard {
    void *context;
    int (*lock)(void *context, struct store **store, struct fault *fault);
    void (*unlock)(void *context);
};

struct drain_setup {
    char folder[STORE_PATH]; /* what relative paths of printers are relative to */
    char store_folder[STORE_PATH];
    /* In force now; what it says of process IDs and exclusiveness is about its own printer. */
    struct config_print print;
    struct profile profile; /* of print.profile; without a name: not known */
};

struct drain_window {
    /* Monotonic. No job is begun that would be broken off by it; pace.h says how long one takes. */
    int64_t until_ms;
    struct printer_patience patience; /* job_ms: the most for one job */
};

struct drain_tally {
    int ended; /* jobs that got a result */
    bool kept; /* some wait for their printer, and why: */
    char reason[QUEUE_REASON];
};

/* A slip that somebody who holds its printer cannot go on with. */
struct drain_wait {
    int64_t job; /* 0: one without a job */
    char reason[QUEUE_REASON];
};
/* False where no such slip is known of. Reads the printer's journal, and does not wait for it. */
bool drain_waits(const char *store_folder, const char *printer, struct drain_wait *out);

/* Why, also where the printer's silence is all there is to tell. Lives as long as the claim. */
const char *drain_reason(const struct printer_claim *claim);

/* The file that is a printer's lock and memory. */
void drain_journal_path(const char *store_folder, const char *printer, char out[DRAIN_PATH]);
/*
 * Takes the printer and settles what a killed sender left of its jobs. COMEBACK_BUSY where another
 * descriptor holds it, COMEBACK_STORE where the file cannot be used. Ends with journal_close.
 */
int drain_open(const struct drain_guard *guard, const struct drain_setup *setup,
               const char *printer, struct journal *out, struct fault *fault);

/*
 * Prints what waits for one printer. *tally is added to, also on failure. A printer that another
 * process holds is left alone: nothing is done and that is no failure.
 */
int drain_printer(const struct drain_guard *guard, const struct drain_setup *setup,
                  const char *printer, const struct drain_window *window, struct drain_tally *tally,
                  struct fault *fault);
/* The same for every printer, one after another; the failure of one is told once all had their
 * turn. */
int drain_all(const struct drain_guard *guard, const struct drain_setup *setup,
              const struct drain_window *window, struct drain_tally *tally, struct fault *fault);

/* The port of a printer with these settings; `journal` may be NULL. */
struct printer_port drain_port(const struct drain_setup *setup, const char *printer,
                               const struct profile *profile, struct journal *journal);

#endif
