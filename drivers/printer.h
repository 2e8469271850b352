/* SPDX-License-Identifier: MIT */
/*
 * One job to one printer, named by URI. Each call opens the wire, sends the bytes, learns what the
 * printer says of them and closes again. It ends by its patience, whatever the printer does; only
 * the journal's fdatasync, one a job, takes as long as the disk takes. The caller holds the
 * printer's journal, which is its lock. Nothing else is kept between calls.
 */
#ifndef COMEBACK_DRIVERS_PRINTER_H
#define COMEBACK_DRIVERS_PRINTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "journal.h"
#include "profile.h"
#include "state.h"
#include "status.h"

enum printer_result {
    PRINTER_PRINTED,     /* the printer itself said that it is on paper */
    PRINTER_PROCESSED,   /* interpreted, not known to be on paper */
    PRINTER_UNCONFIRMED, /* all bytes were taken and no answer came */
    PRINTER_NOT_PRINTED, /* not as a whole; reason says why, torn whether a part may be on paper */
};

struct printer_claim {
    enum printer_result result;
    bool torn; /* some of it may be on paper: never to be sent again as if it were not */
    char reason[160];
    struct printer_state state; /* as last heard */
};

enum printer_answers { PRINTER_AS_PROFILE, PRINTER_ANSWERS, PRINTER_ANSWERS_NOT };

struct printer_port {
    const char *uri;
    const char *folder; /* what a relative path is relative to: absolute, no trailing slash */
    const struct profile *profile;
    struct journal *journal;         /* NULL: this wire's past is not known, nor is it kept */
    enum printer_answers process_id; /* what the owner found out, over what the profile says */
    bool exclusive; /* nobody else prints here: what is left of a torn slip may be cleared */
};

struct printer_patience {
    int job_ms;  /* for all of it, while nothing keeps the printer from printing */
    int hold_ms; /* more than that while it says that somebody must come: paper, cover, cutter */
    /* Asked some times a second; true: end soon, in good order. NULL: never. */
    bool (*stopped)(void *context);
    void *context;
};

/* DRV_OK where the URI is one that printer_send can use; DRV_INVALID or DRV_UNSUPPORTED with text.
 */
int printer_check(const char *uri, struct drv_fault *fault);

/*
 * Always fills *claim, also on failure. `ticket` goes into the journal with what became of it.
 * A printer that is out of paper, open or not there before the first byte is told at once, with
 * DRV_IO, DRV_GONE, DRV_BUSY or DRV_TIMEOUT and torn = false: the job may be tried again later.
 * DRV_INVALID, DRV_UNSUPPORTED and DRV_LIMIT will be the same next time.
 */
int printer_send(const struct printer_port *port, const uint8_t *bytes, size_t length,
                 int64_t ticket, const struct printer_patience *patience,
                 struct printer_claim *claim);

/* What the journal says of a job whose sender may have been killed. */
enum printer_past {
    PRINTER_UNTOUCHED,   /* not a byte of it went out */
    PRINTER_ENDED,       /* *claim is what became of it */
    PRINTER_INTERRUPTED, /* some of it may have come out; *claim says so, torn */
};
enum printer_past printer_past(const struct journal *journal, int64_t ticket,
                               struct printer_claim *claim);

/* Asks the printer how it feels, printing nothing. *state is untouched on failure. */
int printer_look(const struct printer_port *port, int timeout_ms, struct printer_state *state,
                 struct drv_fault *fault);
/* Gives back what a killed process took from others: a kernel driver. Harmless at any time. */
int printer_recover(const struct printer_port *port, struct drv_fault *fault);

/* What is attached to this machine: its URI and, where the system knows it, what it calls itself.
 */
typedef void transport_visit(void *context, const char *uri, const char *description);
int printer_list(transport_visit *visit, void *context, struct drv_fault *fault);

/* "printed", "processed", "unconfirmed", "not printed" */
const char *printer_result_name(enum printer_result result);

#endif
