/* SPDX-License-Identifier: MIT */
/*
 * The conversation with a printer over an open wire: bytes go out, whatever comes back is told
 * apart and becomes the printer's state. Questions (DLE EOT 1 to 4, asked together) go out between
 * commands only: inside a picture they would become part of it. What one round of answers says
 * against the printer counts when the next round says it too, for a picture may hold bytes that
 * look like a question; automatic status counts at once.
 */
#ifndef COMEBACK_DRIVERS_DIALOGUE_H
#define COMEBACK_DRIVERS_DIALOGUE_H

#include "answers.h"
#include "transport.h"

enum { DIALOGUE_OUTBOX = 32 };

struct dialogue {
    const struct transport_ops *ops;
    struct transport *wire;
    struct answers answers;
    struct printer_state told;    /* by its own answers */
    struct printer_state by_port; /* many devices say there for ever that all is well */
    enum state_fault fault;       /* what keeps it from printing */

    struct printer_state round; /* of the questions that are open */
    enum state_fault suspected;
    uint8_t expected;    /* answers that are still due of a round */
    int64_t asked_ms;    /* the last round; 0: never */
    int64_t port_ms;     /* the last look at the port */
    unsigned rounds;     /* answered in full */
    unsigned unanswered; /* in a row */

    enum state_fault broke; /* the first that breaks a slip, told before the ID was heard */

    int last_status;       /* the answer to GS r just before, -1: something else was */
    unsigned status_pairs; /* answers to GS r, two alike, one behind the other */
    bool cleared;          /* 37 25 00 */
    bool powered_on;       /* 3B 31 00: what it held is lost */
    struct answer said;    /* the last answer to GS I or GS ( L 51, 64 */
    unsigned sayings;      /* how many there were */
    char id[4];            /* that is waited for; others are of older slips */
    bool id_heard;

    uint8_t outbox[DIALOGUE_OUTBOX]; /* of a question the wire had no room for */
    size_t outbox_length;
};

/* Zero-initialise but for ops, wire and last_status (-1). */
int64_t dialogue_now_ms(const struct dialogue *dialogue);
bool dialogue_can_hear(const struct dialogue *dialogue);
size_t dialogue_pending(const struct dialogue *dialogue);
struct printer_state dialogue_state(const struct dialogue *dialogue);

/* As transport_ops.write; what is in the outbox goes first. */
int dialogue_write(struct dialogue *dialogue, const uint8_t *bytes, size_t length, size_t *taken,
                   struct drv_fault *fault);
/* A short command or question, whole, sooner or later; false where the outbox is full. */
bool dialogue_say(struct dialogue *dialogue, const void *bytes, size_t length);
/* Waits until then, or until something happened, and takes in what was said. */
int dialogue_listen(struct dialogue *dialogue, bool room, int64_t until_ms,
                    struct drv_fault *fault);

/* A round of questions, unless one is open. One that has been open for too long is given up. */
void dialogue_ask(struct dialogue *dialogue);
/* GET_PORT_STATUS, where the wire has it, a few times a second at most. */
void dialogue_look_at_port(struct dialogue *dialogue);

#endif
