/* SPDX-License-Identifier: MIT */
/*
 * A wire with a conversation written down: what must be sent, and what is said once all of it has
 * come. Anything else that is sent fails the test. Its clock moves only while somebody waits.
 */
#ifndef COMEBACK_TESTS_DOUBLES_SCRIPT_WIRE_H
#define COMEBACK_TESTS_DOUBLES_SCRIPT_WIRE_H

#include "../../drivers/transport.h"

struct script_turn {
    const void *sent;
    size_t sent_length;
    const void *said;
    size_t said_length;
};

struct script_wire {
    struct transport transport;
    const struct script_turn *turns; /* ended by one that sends nothing */
    size_t turn, matched;            /* of the turn's bytes */
    const uint8_t *said;
    size_t said_length;
    int64_t now_ms;
};

void script_wire_start(struct script_wire *wire, const struct script_turn *turns);
/* Fails the test where something was left unsaid. */
void script_wire_end(const struct script_wire *wire);

#endif
