/* SPDX-License-Identifier: MIT */
/* Who a printer is, and which profile of ours is of that model. */
#ifndef COMEBACK_PRINTERS_WHO_H
#define COMEBACK_PRINTERS_WHO_H

#include "../../drivers/inquiry.h"
#include "../drain.h"

/*
 * GS I, of one that has answered DLE EOT: a printer of which nothing is known may print the
 * question, so only for who asked for it by name, or where the profile says that the model tells.
 * False where it does not tell, or another process is at it.
 */
bool printers_who(const struct drain_setup *setup, const char *uri, const struct profile *profile,
                  struct inquiry_identity *out);

/* NULL where none fits. `description` is what the system calls it: "EPSON TM-T20II". */
const struct profile *printers_fitting(const struct inquiry_identity *who, const char *description);

#endif
