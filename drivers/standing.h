/* SPDX-License-Identifier: MIT */
/*
 * How a printer stands: what of its settings is known from the commands it was sent, so that bytes
 * of somebody else can be put between them and everything put back as it was. Of each setting it
 * holds the very bytes that made it, or that it is as after power-on, or that nobody knows.
 *
 * A setting is what a later line would look different by: page, font, size, looks, alignment,
 * spacings, margins, motion units, tab stops, Kanji mode, country, colours, modes. The bytes that
 * a slip is made of are measured by the same table: what they change must be known before, and is
 * put back behind them by the bytes that made it.
 */
#ifndef COMEBACK_DRIVERS_STANDING_H
#define COMEBACK_DRIVERS_STANDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bytes.h"
#include "paper/commands.h"
#include "status.h"

enum standing_setting {
    STANDING_PAGE,           /* ESC t */
    STANDING_COUNTRY,        /* ESC R */
    STANDING_KANJI,          /* FS & and FS . */
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
    STANDING_COLOUR,         /* ESC r */
    STANDING_SMOOTHING,      /* GS b */
    STANDING_OWN_CHARACTERS, /* ESC % */
    STANDING_BARCODE,        /* GS h, GS w, GS H, GS f */
    STANDING_SYMBOL,         /* GS ( k settings, and what is stored */
    STANDING_MODE,           /* ESC L: page mode; ESC S */
    STANDING_DEVICE,         /* ESC = */
    STANDING_MACRO,          /* GS :, between two of them */
    STANDING_OTHER,          /* what the table has no line for: never known again before ESC @ */
    STANDING_COUNT
};

struct standing;

/* power_on: as just switched on, as a host's table may know; else nothing is known. NULL: memory.
 */
struct standing *standing_new(bool power_on);
void standing_free(struct standing *standing); /* NULL is fine */
/* What that command made of it; a token that is unknown or cut off makes nothing known. */
void standing_follow(struct standing *standing, const struct token *token);

bool standing_knows(const struct standing *standing, enum standing_setting setting);
/* Known and as after power-on. */
bool standing_is_plain(const struct standing *standing, enum standing_setting setting);
/* Of the line under way: nothing was put into it since the last feed. */
bool standing_at_line_start(const struct standing *standing);

/*
 * Appends the bytes that put back what `slip` changes, behind it; false, and out untouched, where
 * it changes something that is not known, or has a command that is not understood, or does not end
 * at the start of a line. A slip of text also needs what it prints with: page, Kanji mode, font,
 * size, looks, mode and device.
 */
bool standing_put_back(const struct standing *standing, const uint8_t *slip, size_t length,
                       struct bytes *out);

#endif
