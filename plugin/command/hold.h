/* SPDX-License-Identifier: MIT */
/*
 * A command at a printer: nobody else is there meanwhile, and what a killed sender left of the
 * shop's jobs is settled before. Where there is no shop with a store, nothing is held, and nothing
 * is known of the printer's past.
 */
#ifndef COMEBACK_HOLD_H
#define COMEBACK_HOLD_H

#include "../drain.h"
#include "session.h"

struct hold {
    struct drain_setup setup;
    struct store *store; /* opened for what has to be settled */
    struct journal journal;
    bool held;
};

/* Waits at most wait_ms for whoever is there; COMEBACK_BUSY, or as drain_open. `printing` must
 * outlive the hold. Ends with hold_end, which is fine after a failure, too. */
int hold_printer(const struct printing *printing, int wait_ms, struct hold *out,
                 struct fault *fault);
void hold_end(struct hold *hold);
/* The printer's port, with the settings that are about it. */
struct printer_port hold_port(struct hold *hold, const struct printing *printing);

#endif
