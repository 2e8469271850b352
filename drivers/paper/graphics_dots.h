/* SPDX-License-Identifier: MIT */
/*
 * The forms in which pictures are sent, made one: rows of dots, most significant bit leftmost.
 * Columns come one after the other from the left, the most significant bit of each byte uppermost.
 */
#ifndef COMEBACK_DRIVERS_PAPER_GRAPHICS_DOTS_H
#define COMEBACK_DRIVERS_PAPER_GRAPHICS_DOTS_H

#include <stddef.h>
#include <stdint.h>

#include "../bitmap.h"

/*
 * `count` columns of `column_bytes` bytes into 8 * column_bytes rows, ORed over what is there. Each
 * row has room for count dots.
 */
void dots_from_columns(const uint8_t *columns, size_t column_bytes, size_t count, uint8_t *rows,
                       size_t stride);
/*
 * A copy of rows of width_dots by height_dots, each dot of it as many wide and high: 1 to 3.
 * False where memory is out or a side gets longer than 65535; *out is untouched then.
 */
bool dots_enlarge(const uint8_t *rows, size_t stride, unsigned width_dots, unsigned height_dots,
                  unsigned wide, unsigned high, struct bitmap *out);

#endif
