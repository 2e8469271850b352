/* SPDX-License-Identifier: MIT */
/*
 * How a printer feels, as one model, whoever told it: DLE EOT, ASB, GS r, or the port status of
 * USB. What nobody told stays unknown; what one source says again replaces what was known of it.
 *
 * Bits: Epson TM-T88III specification p. 84 (DLE EOT), p. 143 to 145 (ASB), appendix G; TM-U220
 * p. 84 (GS r); USB printer class 1.1, 4.2.2 (GET_PORT_STATUS).
 */
#ifndef COMEBACK_DRIVERS_STATE_H
#define COMEBACK_DRIVERS_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum told { TOLD_NOT, TOLD_NO, TOLD_YES };

struct printer_state {
    enum told answers; /* it answered something, ever */
    enum told offline; /* of itself; the reason may stand below */
    enum told paper_out;
    enum told paper_near_end;
    enum told cover_open;
    enum told cutter_jammed;
    enum told recovers;      /* an error that ends by itself: a hot head, a voltage */
    enum told unrecoverable; /* switch it off; it needs service */
    enum told other_error;   /* recoverable, none of the above */
    enum told drawer_open;   /* pin 3 high; what that means depends on the drawer */
    enum told feeding;       /* by its button */
    enum told stuck;         /* took bytes and prints nothing; our own finding */
};

/* A reply to DLE EOT n, n 1 to 4. */
void state_take_realtime(struct printer_state *state, uint8_t n, uint8_t byte);
/* Four bytes of automatic status. */
void state_take_asb(struct printer_state *state, const uint8_t bytes[static 4]);
/* A reply to GS r 1. */
void state_take_paper(struct printer_state *state, uint8_t byte);
/* GET_PORT_STATUS: paper empty, selected, not error. Many devices send a constant 0x18. */
void state_take_port(struct printer_state *state, uint8_t byte);

/* Of two listeners' findings: bad news wins, then news. */
void state_merge(struct printer_state *into, const struct printer_state *other);

enum state_fault {
    STATE_FINE,
    STATE_PAPER_OUT,
    STATE_COVER_OPEN,
    STATE_CUTTER_JAMMED,
    STATE_RECOVERING,
    STATE_UNRECOVERABLE,
    STATE_OTHER_ERROR,
    STATE_FEEDING,
    STATE_OFFLINE, /* and says not why */
};
/* The first thing that keeps it from printing; near end, drawer and stuck do not. */
enum state_fault state_fault(const struct printer_state *state);
/* Does a slip in the making break by it? Heat, a held button and "offline" only make it wait. */
bool state_breaks(enum state_fault fault);
/* "the paper is out"; "ready" for STATE_FINE */
const char *state_fault_text(enum state_fault fault);
/* "ready, paper near its end", "the cover is open, the paper is out", "says nothing": everything
 * that is told, in words. */
void state_words(const struct printer_state *state, char *out, size_t capacity);

#endif
