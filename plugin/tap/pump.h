/* SPDX-License-Identifier: MIT */
/*
 * One connection: bytes from a host to a printer, with what belongs between them, and the printer's
 * answers back. Runs on the caller's thread until it is over.
 *
 * The host's bytes are read ahead of the printer by PUMP_AHEAD at most; where the printer takes no
 * more than that, the host has to wait, as it would before the printer. So a till whose printer is
 * busy with another till's receipt has its own read, told and held meanwhile. A host that shuts
 * down writing still hears the printer's answers, until the printer closes or is quiet. A host that
 * stays connected and has been silent for PUMP_YIELD_MS lets others to the printer.
 *
 * A printer that takes nothing, being out of paper, is waited for PUMP_STUCK_MS. One that is not
 * there is told to a host that still waits, who sees its connection reset; the bytes of a host that
 * has gone already wait for it PUMP_AWAY_MS. A receipt that comes to a printer that is not there is
 * told when the printer is, so the same one sent again is no second printing.
 */
#ifndef COMEBACK_TAP_PUMP_H
#define COMEBACK_TAP_PUMP_H

#include "lane.h"

enum {
    PUMP_AHEAD = 1 << 20,
    PUMP_YIELD_MS = 5000,
    PUMP_STUCK_MS = 15 * 60 * 1000,
    PUMP_AWAY_MS = 30000,
    PUMP_STOP_MS = 4000, /* to come to an end once the tap is to stop */
};

/* Descriptors stay the caller's. A write to one that is no socket may raise SIGPIPE, which the
 * caller blocks. */
struct pump_host {
    int in_fd;
    int out_fd;   /* what the printer says goes there; -1: nowhere. A socket is non-blocking */
    bool is_deaf; /* it hears nothing any more once it has said all */
};

enum pump_end {
    PUMP_DONE,    /* all went out, and what can be known of it is */
    PUMP_REFUSED, /* the printer could not be reached: nothing went out */
    PUMP_BROKEN,  /* not all went out */
};

struct pump_result {
    enum pump_end end;
    bool slips_wait; /* jobs of ours for this printer: lane_drain */
};

struct pump_result pump_run(struct tap *tap, struct lane *lane, const struct pump_host *host);

#endif
