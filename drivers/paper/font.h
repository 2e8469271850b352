/* SPDX-License-Identifier: MIT */
/*
 * Characters as cells of dots. Font A is the table of glyphs.h; font B, 9x17, is made from it by
 * laying three pairs of its columns and seven pairs of its rows over each other, so that strokes of
 * one dot stay strokes of one dot. What has no glyph is a hollow box.
 */
#ifndef COMEBACK_DRIVERS_PAPER_FONT_H
#define COMEBACK_DRIVERS_PAPER_FONT_H

#include <stdint.h>

enum font { FONT_A, FONT_B, FONT_COUNT };
enum { CELL_MAX_DOTS = 24 };

struct cell {
    uint8_t width_dots;
    uint8_t height_dots;
    uint32_t rows[CELL_MAX_DOTS]; /* bit 31 is the leftmost dot; at most 32 dots wide */
};

void font_cell(enum font font, uint32_t code_point, struct cell *out);
/* The font's size, and no dots. */
void font_empty_cell(enum font font, struct cell *out);
/*
 * A double-byte character, 24 by 24 dots with so many white ones on its left; at most as wide as a
 * cell can be.
 */
void font_wide_cell(uint32_t code_point, unsigned left_dots, struct cell *out);
uint8_t font_width_dots(enum font font);

/* One dot to the right of each black dot, within the cell. */
void cell_embolden(struct cell *cell);

#endif
