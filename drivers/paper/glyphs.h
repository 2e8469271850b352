/* SPDX-License-Identifier: MIT */
/*
 * The dots of the font "Till 12x24", sorted by code point. A row is 12 bits, the highest of them
 * leftmost. The font itself is under the SIL Open Font License 1.1: see OFL.txt.
 */
#ifndef COMEBACK_DRIVERS_PAPER_GLYPHS_H
#define COMEBACK_DRIVERS_PAPER_GLYPHS_H

#include <stddef.h>
#include <stdint.h>

enum { GLYPH_WIDTH_DOTS = 12, GLYPH_HEIGHT_DOTS = 24 };

struct glyph {
    uint16_t code_point;
    uint16_t rows[GLYPH_HEIGHT_DOTS];
};

extern const struct glyph glyph_table[];
extern const size_t glyph_count;

#endif
