/* SPDX-License-Identifier: MIT */
/*
 * A printer that several connections share: one after another, each whole, in the order in which
 * they came. Who has its turn holds the printer's journal, which is its lock between processes, and
 * the open wire; `comeback serve` and other taps of the same store stay away for so long. The
 * journal's entry stays as it is, so that a slip of ours that was broken off before is still
 * settled by who drains next.
 *
 * Lock order: none; no lock of ours is held while a wire is talked to, but the journal's.
 */
#ifndef COMEBACK_TAP_LANE_H
#define COMEBACK_TAP_LANE_H

#include "../../drivers/journal.h"
#include "../../drivers/transport.h"
#include "tap.h"

struct lane;

/* One connection's place; zeroed before its first use, and its own until lane_leave. */
struct lane_place {
    struct lane_place *behind;
    bool stands;
};

/* What its turn gives it; zeroed before its first use, and it stays where it is: wires write into
 * the journal. */
struct lane_wire {
    struct transport *transport; /* NULL: none */
    struct journal journal;
    struct profile profile; /* the wire's */
    bool locked;            /* the journal is held; without a shop there is none */
};

/* uri as in comeback.ini, a relative path being relative to that file. COMEBACK_MEMORY. */
int lane_open(struct tap *tap, const char *uri, struct lane **out, struct fault *fault);
void lane_close(struct lane *lane); /* NULL is fine */
const char *lane_uri(const struct lane *lane);

void lane_join(struct lane *lane, struct lane_place *place);
/* Also from the middle of the line; harmless where it does not stand there. */
void lane_leave(struct lane *lane, struct lane_place *place);
/* Does anybody stand behind this place? */
bool lane_is_wanted(struct lane *lane, const struct lane_place *place);

/*
 * DRV_BUSY: not our turn, or somebody else is at the printer: soon again. Waits for nothing but
 * the wire, at most LANE_OPEN_MS. Other failures are the printer's, told in fault.
 */
enum { LANE_OPEN_MS = 1500 };
int lane_take(struct lane *lane, struct lane_place *place, struct lane_wire *out,
              struct drv_fault *fault);
/* Gives back the wire and the journal. */
void lane_give(struct lane_wire *wire);

/*
 * Prints what waits for that printer, on this thread, in a place of its own; a connection that
 * comes meanwhile waits for at most one slip. Without new slips only where some were kept before: a
 * printer that was off is tried again behind the next receipt. Not where `comeback serve` runs,
 * which does it all.
 */
void lane_drain(struct lane *lane, bool slips_wait);

#endif
