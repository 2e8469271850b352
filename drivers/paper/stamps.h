/* SPDX-License-Identifier: MIT */
/*
 * Characters as they are burnt: enlarged, spaced, underlined, inverted and turned, drawn once for
 * each style and kept. A stamp's dots lie in strips of 16 columns, each strip a word a row from top
 * to bottom, the highest bit leftmost; what is right of its width is 0. Words go into a row in one
 * write with their neighbours, which is what makes text fast.
 *
 * How Epson's TM series styles, by the TM-T88III specification: enlarging comes before turning (p.
 * 97, ESC V), the underline is as thick as asked at every size and covers the space that ESC SP
 * leaves, but no white on black and no turned characters (p. 97, 122); white on black covers that
 * space too (p. 122, GS B).
 */
#ifndef COMEBACK_DRIVERS_PAPER_STAMPS_H
#define COMEBACK_DRIVERS_PAPER_STAMPS_H

#include <stdbool.h>
#include <stddef.h>

#include "font.h"

enum { STAMP_STRIP_DOTS = 16, STAMP_SLIM_DOTS = 12, STAMP_MAX_HEIGHT_DOTS = 8 * CELL_MAX_DOTS };

/* Everything that tells one stamp from another; zero it first, for it is compared as bytes. */
struct stamp_key {
    uint32_t code_point;
    uint16_t user; /* which definition of ESC &; 0: the font's own */
    uint16_t space_dots;
    uint8_t font;
    uint8_t wide, high; /* 1 to 8 */
    uint8_t underline_dots;
    bool bold, inverted, turned;
    uint8_t unused;
};

struct stamp {
    struct stamp_key key;
    uint16_t width_dots; /* how far the next character is away */
    uint8_t height_dots;
    uint8_t top, bottom; /* its ink: top <= row < bottom; both 0 where there is none */
    bool slim;           /* no ink beyond the first STAMP_SLIM_DOTS, the width of font A */
    bool plain;          /* and just as wide, and as high as font A */
    uint16_t strips;     /* up to the last one with ink */
    uint16_t words[];    /* strips * height_dots */
};

struct stamps {
    struct stamp **table;
    size_t count, bytes;
};

/* NULL where it has not been drawn yet. */
const struct stamp *stamps_find(const struct stamps *stamps, const struct stamp_key *key);
/* Draws it from the cell of its character; at most most_dots wide. NULL where memory is out. */
const struct stamp *stamps_draw(struct stamps *stamps, const struct stamp_key *key,
                                const struct cell *cell, uint16_t most_dots);
/* So many are kept that they should be dropped as soon as no line refers to one. */
bool stamps_are_many(const struct stamps *stamps);
void stamps_drop(struct stamps *stamps);

#endif
