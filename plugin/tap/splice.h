/* SPDX-License-Identifier: MIT */
/*
 * The filter between a POS and its printer: bytes in, bytes out, and at one place a note between
 * them. Knows bytes and what they do to a printer (drivers/paper, drivers/standing.h), but neither
 * wires nor sales; time is told. What it gives out, the note's bytes apart, is byte for byte and in
 * order what it was given.
 *
 * One splice a connection. A receipt is what lies between two cuts, or from the start. Feeds and
 * settings behind the last printed line are held, and from a cut on everything, until the
 * connection ends, printable bytes follow, the host asks for status, a drawer pulse comes, or
 * HOLD_MS pass. If the receipt is over then, `ask` gets it once and may answer a note, which goes
 * out before the feeds that precede that cut. Printable bytes behind a cut say that it was not the
 * last one: no note there.
 *
 * No note, and bytes untouched: in page mode, macros, with another device than the printer
 * selected, upside down or rotated, with user-defined characters, behind bytes that are not
 * understood, inside a command or a line, in a receipt without a printed character.
 * `splice_refusal` says which.
 *
 * A host that vanishes inside a command leaves a printer that waits for the rest: splice_end
 * completes it with NULs.
 */
#ifndef COMEBACK_TAP_SPLICE_H
#define COMEBACK_TAP_SPLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../drivers/bytes.h"
#include "../../drivers/standing.h"
#include "../../drivers/status.h"

enum { SPLICE_HOLD_MS = 150, SPLICE_HELD_MAX = 64 << 10, SPLICE_RECEIPT_MAX = 4 << 20 };

/* A receipt that seems to be over. All of it is the splice's and lives during the call. */
struct splice_receipt {
    const uint8_t *bytes; /* from behind the cut before (or the start) up to and with this cut */
    size_t length;
    size_t place;                    /* where a note would go, an offset in bytes */
    const struct standing *standing; /* of the printer at that place */
    const struct standing *start;    /* of the printer where the receipt begins */
    bool more_follows; /* not the connection's last: told for the record, no note is taken */
};

/*
 * Appends the note's bytes with what puts the printer back; nothing: no note. Called at most once a
 * receipt, never with bytes waiting that need not wait.
 */
typedef void splice_ask(void *context, const struct splice_receipt *receipt, struct bytes *note);

struct splice_options {
    bool power_on; /* the host's table: each connection finds the printer as after power-on */
    splice_ask *ask;
    void *context;
};

struct splice;

int splice_new(const struct splice_options *options, struct splice **out, struct drv_fault *fault);
void splice_free(struct splice *splice); /* NULL is fine */

/*
 * Bytes from the host, in chunks of any size. Appends to out what may go on to the printer now.
 * Past its limits, or out of memory, everything held goes out and no note is put in any more; out
 * then holds all that it can. DRV_MEMORY only where even that could not be appended.
 */
int splice_take(struct splice *splice, const uint8_t *bytes, size_t length, int64_t now_ms,
                struct bytes *out);
/* When splice_tick is due; INT64_MAX: nothing is held. */
int64_t splice_due_ms(const struct splice *splice);
int splice_tick(struct splice *splice, int64_t now_ms, struct bytes *out);
/* The host closed, or vanished. What is held goes out, with its note; a command that was cut off is
 * completed. */
int splice_end(struct splice *splice, int64_t now_ms, struct bytes *out);

/* Why the receipt last seen got no note by our own rules; "" where `ask` was asked. Static. */
const char *splice_refusal(const struct splice *splice);

#endif
