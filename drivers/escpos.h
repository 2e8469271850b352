/* SPDX-License-Identifier: MIT */
/*
 * A document as ESC/POS bytes for one profile. An encoder holds the profile's code-page tables
 * (built once by iconv) and the room to lay out in, so that encoding soon allocates nothing but
 * its output. One thread at a time.
 *
 * Text begins at dot 0, also where the columns do not fill the head (42 of 12 dots on 512): a note
 * then stands flush with the host's own lines, and codes are centred over the columns, not the
 * head. Rows are 24 dots high, or as high as their highest character, where the printer can be told
 * so (escpos_pen.h). Text goes out on as few code pages as say it (page_plan.h). A row with a
 * character that no page has, or with a look or a place that the model cannot be told, is drawn
 * (escpos_draw.h); its neighbours stay text. Where it cannot be drawn it is said as text.h tells,
 * and escpos_notice says why. Sends no drawer, buzzer or real-time command.
 */
#ifndef COMEBACK_DRIVERS_ESCPOS_H
#define COMEBACK_DRIVERS_ESCPOS_H

#include "bytes.h"
#include "document.h"
#include "profile.h"
#include "status.h"

enum escpos_place {
    ESCPOS_SLIP, /* a slip of its own: starts from ESC @, ends with feed and cut */
    /*
     * Inside a host's receipt, at the start of a line: no ESC @, no cut (a cut in the document is
     * DRV_INVALID); sets all it needs and leaves the settings of power-on behind, for what the host
     * had set cannot be asked: code page 0, font A, looks, area, line spacing, barcodes. Kanji mode
     * and ESC R stay off.
     */
    ESCPOS_INSIDE,
};

struct escpos;
struct picture_stored; /* picture_cache.h */

/* `page` is the one of the profile's to use, as iconv calls it; NULL: the best for each document.
 */
int escpos_open(const struct profile *profile, const char *page, struct escpos **out,
                struct drv_fault *fault);
void escpos_close(struct escpos *escpos); /* NULL is fine */
/* What the printer keeps itself, from now on: printed by its key. NULL: nothing. */
void escpos_set_stored(struct escpos *escpos, const struct picture_stored *stored);

/* Appends to out. DRV_INVALID where the document cannot be drawn on this profile (a code too wide).
 */
int escpos_encode(struct escpos *escpos, const struct document *document, enum escpos_place place,
                  struct bytes *out, struct drv_fault *fault);

/*
 * Of the document that was encoded last: why a row that should have been drawn is text, with '?'
 * and bare letters; "" where none is. Lives until the next call.
 */
const char *escpos_notice(const struct escpos *escpos);

/*
 * The same document as UTF-8 lines of at most profile->columns cells, each ended by \n, blanks at
 * the end of a line left out. No code page narrows the text; codes stand as their data, lines are
 * drawn in ASCII, a cut is a dashed line, a larger character is followed by blanks.
 */
int escpos_plain(struct escpos *escpos, const struct document *document, struct bytes *out,
                 struct drv_fault *fault);

#endif
