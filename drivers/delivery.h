/* SPDX-License-Identifier: MIT */
/*
 * One slip over one open wire, from the first question to the claim.
 *
 * The stream is: what the wire is owed, automatic status on, the slip, and behind its cut the
 * question that its end will answer: a process ID (GS ( H 48: printed), or GS r (processed), or
 * none. An answer to GS r does not say to which question, so where an older slip may still owe one,
 * it is heard out first; who does not answer then is not believed: that slip is unconfirmed at
 * best. Before the slip the printer is asked how it feels, and is sent nothing while it is not
 * well. A slip that breaks is never continued: the command it stopped in is filled with NULs, LF,
 * feed and cut part it, and when the printer says that it is through, or time is up, the claim is
 * "torn". What could not be sent of that is owed, and written in the journal.
 */
#ifndef COMEBACK_DRIVERS_DELIVERY_H
#define COMEBACK_DRIVERS_DELIVERY_H

#include "printer.h"
#include "transport.h"

/* As printer_send; the wire stays open. Always fills *claim. */
int delivery_run(const struct transport_ops *ops, struct transport *wire,
                 const struct printer_port *port, const uint8_t *bytes, size_t length,
                 int64_t ticket, const struct printer_patience *patience,
                 struct printer_claim *claim);

/*
 * One round of questions, and nothing that could move paper or cutter. DRV_TIMEOUT where a model
 * that is known to answer does not; of another *state says that nothing was told.
 */
int delivery_look(const struct transport_ops *ops, struct transport *wire,
                  const struct profile *profile, int timeout_ms, struct printer_state *state,
                  struct drv_fault *fault);

#endif
