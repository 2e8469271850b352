/* SPDX-License-Identifier: MIT */
/*
 * How a printer stands: what of its settings is known from the commands it was sent, so that bytes
 * of somebody else can be put between them and everything put back as it was. Of each setting it
 * holds the very bytes that made it, or that it is as after power-on, or that nobody knows.
 *
 * A setting is what a later line would look different by: page, font, size, looks, alignment,
 * spacings, margins, motion units, tab stops, Kanji mode, country, colours, modes. The bytes that
 * a slip is made of are measured by the same table (standing_parts.h): what they change must be
 * known before, and is put back behind them by the bytes that made it.
 *
 * As after power-on is known, but cannot always be made again: which page, country and Kanji mode
 * a printer begins with is a matter of its model and its memory switches (Epson's ESC t, ESC R and
 * FS &; Chinese models begin in Kanji mode). So a slip that changes one of these is refused until
 * the host has said it itself. The same goes for what the head is wide, for tab stops, symbols and
 * whatever a printer stores.
 *
 * What a token means is Epson's ESC/POS (paper/commands.h). Unknown bytes, other makers' commands
 * and Epson's that are in no table here make everything unknown until the next ESC @, for nobody
 * can say what a printer made of them. While another device is selected (ESC =) nothing counts but
 * what selects it again. ESC @ leaves ESC = and a macro under definition as they are.
 *
 * A value that no model has, or that some have and others ignore (fonts C to E), makes its setting
 * unknown; so does what counts at the start of a line only (ESC a, ESC {, GS L, GS W) within one.
 * GS P makes lengths unknown that were given before it, for their bytes would now mean others.
 *
 * One allocation of fixed size (under 2 KiB); standing_put_back asks for more, and standing_follow
 * to look at a barcode. One thread at a time.
 */
#ifndef COMEBACK_DRIVERS_STANDING_H
#define COMEBACK_DRIVERS_STANDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bytes.h"
#include "status.h"

enum standing_setting {
    STANDING_PAGE,           /* ESC t */
    STANDING_COUNTRY,        /* ESC R */
    STANDING_KANJI,          /* FS & and FS ., FS C, FS ( C, FS !, FS -, FS S, FS W */
    STANDING_FONT,           /* ESC M, bit 0 of ESC ! */
    STANDING_SIZE,           /* GS !, bits 4 and 5 of ESC ! */
    STANDING_EMPHASIS,       /* ESC E, bit 3 of ESC ! */
    STANDING_UNDERLINE,      /* ESC -, bit 7 of ESC !, with its thickness */
    STANDING_STRIKE,         /* ESC G */
    STANDING_INVERT,         /* GS B */
    STANDING_UPSIDE_DOWN,    /* ESC { */
    STANDING_ROTATION,       /* ESC V */
    STANDING_SPACE,          /* ESC SP */
    STANDING_LINE_SPACING,   /* ESC 2, ESC 3 */
    STANDING_ALIGN,          /* ESC a */
    STANDING_MARGIN,         /* GS L */
    STANDING_WIDTH,          /* GS W */
    STANDING_UNITS,          /* GS P */
    STANDING_TABS,           /* ESC D */
    STANDING_COLOUR,         /* ESC r, GS ( N */
    STANDING_SMOOTHING,      /* GS b */
    STANDING_OWN_CHARACTERS, /* ESC % */
    STANDING_BARCODE,        /* GS h, GS w, GS H, GS f */
    STANDING_SYMBOL,         /* GS ( k settings, and what is stored */
    STANDING_STORED,         /* ESC &, FS 2, GS *, downloads, counters: what a printer keeps */
    STANDING_PAGE_AREA,      /* ESC W, ESC T, GS ( P */
    STANDING_MODE,           /* ESC L: page mode; ESC S */
    STANDING_DEVICE,         /* ESC = */
    STANDING_MACRO,          /* GS :, between two of them */
    STANDING_OTHER,          /* unknown behind bytes that are not understood, before ESC @ */
    STANDING_COUNT
};

struct standing;
struct token; /* paper/commands.h */

/*
 * power_on: as just switched on, as a host's table may know. Else nothing is known but that bytes
 * reach the printer and are printed: that it is selected, in standard mode and defines no macro,
 * for a host that does not say so prints nothing without it. NULL: memory.
 */
struct standing *standing_new(bool power_on);
void standing_free(struct standing *standing); /* NULL is fine */
/* `to` becomes what `from` is. */
void standing_set(struct standing *to, const struct standing *from);
/*
 * What that command made of it. It is whole: of one that the bytes end inside of (token.cut_off)
 * nobody knows what the rest will be, and the caller waits for it.
 */
void standing_follow(struct standing *standing, const struct token *token);

bool standing_knows(const struct standing *standing, enum standing_setting setting);
/* Known and as after power-on. */
bool standing_is_plain(const struct standing *standing, enum standing_setting setting);
/*
 * The n of ESC t that is in force and can be put back with all that it needs: the host has said
 * page and Kanji mode, and a byte is a character (FS ( C). -1: none.
 */
int standing_code_page(const struct standing *standing);
/*
 * Of a head so wide, the dots that lie in the area of GS L and GS W; all of them where these are
 * not known, or given in units of GS P.
 */
unsigned standing_area_dots(const struct standing *standing, unsigned head_dots);
/*
 * Of the line under way: nothing was put into it since the last feed, the paper under the head is
 * white (ESC K, ESC e) and no cut is to come later (GS V 97). False where nobody knows. A barcode
 * ends at one, but what was wrong in it is text.
 */
bool standing_at_line_start(const struct standing *standing);
/*
 * Why no slip at all may stand here, not even one of dots: "in page mode"; NULL where one may, at
 * the start of a line. Static. What is unknown but for unknown bytes is no reason.
 */
const char *standing_obstacle(const struct standing *standing);

/*
 * Appends the bytes that put back what `slip` changes, behind it; false, and out untouched, where
 * it changes something that is not known or cannot be made again; has a command that is not
 * understood, or that resets, selects a device, enters page mode or defines a macro; begins or ends
 * within a line; or anything stands against it (standing_obstacle). A slip of text also needs to
 * know what it is printed with: page, country of the USA, Kanji mode, font, size, looks, the whole
 * width of the head; and one with line feeds how far they feed. Pictures need none of that.
 */
bool standing_put_back(const struct standing *standing, const uint8_t *slip, size_t length,
                       struct bytes *out);

#endif
