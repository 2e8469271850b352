/* SPDX-License-Identifier: MIT */
/*
 * The filter between a POS and its printer: bytes in, bytes out, and at one place a note between
 * them. Knows bytes and what they do to a printer (splice_command.h, drivers/standing.h), but
 * neither wires nor sales; time is told. What it gives out, the note's bytes apart, is byte for
 * byte and in order what it was given, however that was cut into chunks.
 *
 * One splice a connection. A receipt is what lies between two cuts, or from the start; a cut with
 * no mark before it begins one. Its place for a note is behind the last printed line, where the
 * paper stands at the start of a line. What comes behind that, being no print (feeds, settings,
 * blanks, what goes to a customer display, cuts), is held until
 *   - something is printed: of a receipt that has been cut this says that another piece of paper
 *     follows, so it gets no note; `ask` is told that more follows;
 *   - the host asks for a status or a drawer is kicked: it goes out at once with all before it;
 *   - the connection ends;
 *   - HOLD_MS have passed since the cut or, before a cut, since the first byte held. No byte that
 *     drips in extends that.
 * Of a receipt that has been cut, each of the last three means that it is over: `ask` gets it
 * once, and its note goes out at the place. Before a cut the place only moves on behind what went
 * out. A command that is longer than COMMAND_MAX, as of an image, is print and is not waited for.
 *
 * A connection that ends behind a whole line and without a cut ends a receipt too: tear-off
 * printers, and hosts whose cut is a job of its own. There the note goes before the feeds that are
 * still held.
 *
 * What a printer does with a cut within a line is not agreed upon; it ends the receipt, without
 * note. A place is no place any more PAUSE_MS after the last print, for the paper may have been
 * torn off.
 *
 * No note, `ask` not called, and bytes untouched (splice_refusal): where standing_obstacle says so
 * (page mode, macros, another device, upside down, rotated, user-defined characters, bytes that are
 * not understood), in another maker's language, within a line or a command, without a printed
 * character, after a pause, in a receipt over a limit.
 *
 * A host that vanishes inside a command leaves a printer that waits for the rest: splice_end
 * completes it with NULs (ESC = with 1, Star's ESC b with RS), up to FILL_MAX of them, which is
 * half a metre of white paper in the worst case, an image. What lacks more gets none: the next
 * job's bytes go into that image, and splice_end says so.
 *
 * Costs: linear in the bytes, whatever the chunks. A receipt of 3 KB takes 20 microseconds, in
 * single bytes 150, without what `ask` does.
 */
#ifndef COMEBACK_TAP_SPLICE_H
#define COMEBACK_TAP_SPLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../drivers/bytes.h"
#include "../../drivers/standing.h"
#include "../../drivers/status.h"

enum {
    SPLICE_HOLD_MS = 150,
    SPLICE_PAUSE_MS = 5000,
    SPLICE_COMMAND_MAX = 64,
    SPLICE_HELD_MAX = 64 << 10,   /* bytes; past it as if the time had passed */
    SPLICE_RECEIPT_MAX = 4 << 20, /* past it no note up to the next cut */
    SPLICE_FILL_MAX = 256 << 10,
};

/* A receipt that seems to be over. All of it is the splice's and lives during the call. */
struct splice_receipt {
    const uint8_t *bytes; /* from behind the cut before (or the start) up to and with this cut */
    size_t length;
    size_t place; /* where a note would go, an offset in bytes */
    /*
     * Feeds since the last print that had to go out before the place, or the one that printed the
     * last line (ESC d 8): where the blade is, says only what follows. A note ends with them, so
     * that the cut comes as far behind it as it came behind that line. None where none is needed.
     */
    const uint8_t *fed;
    size_t fed_length;
    const struct standing *standing; /* of the printer at that place */
    const struct standing *start;    /* of the printer where the receipt begins */
    /*
     * Not the connection's last: told for the record, no note is taken. It may come again, as the
     * customer's copy behind the shop's; the last one is asked for its note like any other.
     */
    bool more_follows;
};

/*
 * Appends the note's bytes with what puts the printer back; nothing: no note. Called at most once a
 * receipt. What is held waits meanwhile: it is bound to be short.
 */
typedef void splice_ask(void *context, const struct splice_receipt *receipt, struct bytes *note);

struct splice_options {
    bool power_on; /* the host's table: each connection finds the printer as after power-on */
    splice_ask *ask;
    void *context;
};

struct splice;

/* DRV_MEMORY. The options are copied. */
int splice_new(const struct splice_options *options, struct splice **out, struct drv_fault *fault);
void splice_free(struct splice *splice); /* NULL is fine */

/*
 * Bytes from the host, in chunks of any size. Appends to out what may go on to the printer now. Out
 * of memory, everything held goes out and all that follows as it comes. DRV_MEMORY only where even
 * that could not be appended; bytes are lost then.
 */
int splice_take(struct splice *splice, const uint8_t *bytes, size_t length, int64_t now_ms,
                struct bytes *out);
/* When splice_tick is due; INT64_MAX: nothing is held. */
int64_t splice_due_ms(const struct splice *splice);
int splice_tick(struct splice *splice, int64_t now_ms, struct bytes *out);
/*
 * The host closed, or vanished. What is held goes out, with its note; a command that was cut off is
 * completed. DRV_LIMIT where that would take more than FILL_MAX. To be called once, as the last.
 */
int splice_end(struct splice *splice, int64_t now_ms, struct bytes *out);

/*
 * Why the receipt that ended last, or that is under way where none has, got no note by our own
 * rules, for the owner: "in page mode"; "" where `ask` was asked or nothing was printed. Static.
 */
const char *splice_refusal(const struct splice *splice);

#endif
