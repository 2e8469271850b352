/* SPDX-License-Identifier: MIT */
#include "bitmap.h"

#include <stdlib.h>
#include <string.h>

bool bitmap_new(uint16_t width_dots, uint16_t height_dots, struct bitmap *out)
{
    size_t stride = (width_dots + 7u) / 8;
    uint8_t *rows = calloc(height_dots > 0 ? height_dots : 1, stride > 0 ? stride : 1);
    if (rows == NULL)
        return false;
    *out = (struct bitmap){.width_dots = width_dots, .height_dots = height_dots, .stride = stride};
    out->rows = rows;
    return true;
}

void bitmap_free(struct bitmap *bitmap)
{
    free(bitmap->rows);
    *bitmap = (struct bitmap){0};
}

bool bitmap_is_black(const struct bitmap *bitmap, unsigned x, unsigned y)
{
    return bitmap->rows[y * bitmap->stride + x / 8] >> (7 - x % 8) & 1;
}

static void fill_row(uint8_t *row, unsigned x, unsigned end)
{
    for (; x < end && x % 8 != 0; x++)
        row[x / 8] |= (uint8_t)(0x80 >> x % 8);
    for (; x + 8 <= end; x += 8)
        row[x / 8] = 0xff;
    for (; x < end; x++)
        row[x / 8] |= (uint8_t)(0x80 >> x % 8);
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

void bitmap_fill(struct bitmap *bitmap, unsigned x, unsigned y, unsigned width, unsigned height)
{
    if (x >= bitmap->width_dots || y >= bitmap->height_dots)
        return;
    unsigned right = x + least(width, bitmap->width_dots - x);
    unsigned bottom = y + least(height, bitmap->height_dots - y);
    for (; y < bottom; y++)
        fill_row(bitmap->rows + y * bitmap->stride, x, right);
}

/* The source's last byte may reach beyond the edge; what does not fit is cleared again. */
static void draw_row(uint8_t *row, size_t row_bytes, unsigned x, const uint8_t *from, size_t length)
{
    unsigned shift = x % 8;
    for (size_t i = 0, at = x / 8; i < length && at < row_bytes; i++, at++) {
        row[at] |= (uint8_t)(from[i] >> shift);
        if (shift > 0 && at + 1 < row_bytes)
            row[at + 1] |= (uint8_t)(from[i] << (8 - shift));
    }
}

void bitmap_draw(struct bitmap *bitmap, unsigned x, unsigned y, const struct bitmap *from)
{
    if (x >= bitmap->width_dots || y >= bitmap->height_dots)
        return;
    unsigned rows = least(from->height_dots, bitmap->height_dots - y);
    uint8_t last = (uint8_t)(0xff << (7 - (bitmap->width_dots - 1) % 8));
    for (unsigned i = 0; i < rows; i++) {
        uint8_t *row = bitmap->rows + (y + i) * bitmap->stride;
        draw_row(row, bitmap->stride, x, from->rows + i * from->stride, from->stride);
        row[bitmap->stride - 1] &= last;
    }
}

bool bitmap_row_is_white(const struct bitmap *bitmap, unsigned y)
{
    const uint8_t *row = bitmap->rows + y * bitmap->stride;
    return bitmap->stride == 0 || (row[0] == 0 && memcmp(row, row + 1, bitmap->stride - 1) == 0);
}
