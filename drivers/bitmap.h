/* SPDX-License-Identifier: MIT */
/*
 * Dots: rows from top to bottom, most significant bit leftmost, 1 is black. Bits to the right of
 * the width are always 0, so that rows can go out as they lie.
 */
#ifndef COMEBACK_DRIVERS_BITMAP_H
#define COMEBACK_DRIVERS_BITMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bitmap {
    uint16_t width_dots, height_dots;
    size_t stride; /* bytes a row */
    uint8_t *rows;
};

/* All white. False where memory is out; *out is untouched then. */
bool bitmap_new(uint16_t width_dots, uint16_t height_dots, struct bitmap *out);
void bitmap_free(struct bitmap *bitmap); /* leaves it zeroed */

bool bitmap_is_black(const struct bitmap *bitmap, unsigned x, unsigned y);
/* What stands over the edges is left out. */
void bitmap_fill(struct bitmap *bitmap, unsigned x, unsigned y, unsigned width, unsigned height);
/* Lays `from` over what is there, its left upper dot at x, y; what stands over is left out. */
void bitmap_draw(struct bitmap *bitmap, unsigned x, unsigned y, const struct bitmap *from);
bool bitmap_row_is_white(const struct bitmap *bitmap, unsigned y);

#endif
