/* SPDX-License-Identifier: MIT */
#include "graphics_dots.h"

#include <string.h>

/* Exchanges rows and columns of 8 by 8 bits, the first row being the highest byte. */
static uint64_t transpose(uint64_t block)
{
    uint64_t swap = (block ^ block >> 7) & UINT64_C(0x00AA00AA00AA00AA);
    block ^= swap ^ swap << 7;
    swap = (block ^ block >> 14) & UINT64_C(0x0000CCCC0000CCCC);
    block ^= swap ^ swap << 14;
    swap = (block ^ block >> 28) & UINT64_C(0x00000000F0F0F0F0);
    return block ^ swap ^ swap << 28;
}

static void put_block(uint64_t block, uint8_t *rows, size_t stride)
{
    for (int row = 0; row < 8; row++, rows += stride)
        *rows |= (uint8_t)(block >> (56 - 8 * row));
}

static uint64_t gather(const uint8_t *columns, size_t column_bytes, size_t count)
{
    uint64_t block = 0;
    for (size_t i = 0; i < count; i++)
        block |= (uint64_t)columns[i * column_bytes] << (56 - 8 * i);
    return block;
}

void dots_from_columns(const uint8_t *columns, size_t column_bytes, size_t count, uint8_t *rows,
                       size_t stride)
{
    for (size_t x = 0; x < count; x += 8) {
        const uint8_t *from = columns + x * column_bytes;
        size_t wide = count - x < 8 ? count - x : 8;
        for (size_t y = 0; y < column_bytes; y++) {
            uint64_t block = gather(from + y, column_bytes, wide);
            if (block != 0)
                put_block(transpose(block), rows + 8 * y * stride + x / 8, stride);
        }
    }
}

/* Spreads the bits of a byte so that each stands so many times. */
static uint32_t widen(uint8_t byte, unsigned wide)
{
    static const uint8_t times[] = {0, 1, 3, 7};
    uint32_t dots = 0;
    for (int bit = 7; bit >= 0; bit--)
        dots = dots << wide | (byte >> bit & 1 ? times[wide] : 0U);
    return dots;
}

static void widen_row(const uint8_t *from, size_t length, unsigned wide, uint8_t *to)
{
    for (size_t i = 0; i < length; i++) {
        uint32_t dots = widen(from[i], wide);
        for (unsigned byte = wide; byte-- > 0;)
            *to++ = (uint8_t)(dots >> (8 * byte));
    }
}

static void clear_right(uint8_t *row, size_t stride, unsigned width_dots)
{
    size_t whole = width_dots / 8;
    if (whole == stride)
        return;
    row[whole] &= (uint8_t)(0xFF00U >> width_dots % 8);
    memset(row + whole + 1, 0, stride - whole - 1);
}

bool dots_enlarge(const uint8_t *rows, size_t stride, unsigned width_dots, unsigned height_dots,
                  unsigned wide, unsigned high, struct bitmap *out)
{
    struct bitmap whole;
    size_t length = (width_dots + 7U) / 8;
    if (width_dots > UINT16_MAX / 3 || height_dots > UINT16_MAX / high ||
        !bitmap_new((uint16_t)(8 * length * wide), (uint16_t)(height_dots * high), &whole))
        return false;
    for (unsigned y = 0; y < height_dots; y++, rows += stride) {
        uint8_t *to = whole.rows + (size_t)y * high * whole.stride;
        if (wide == 1)
            memcpy(to, rows, length);
        else
            widen_row(rows, length, wide, to);
        clear_right(to, whole.stride, width_dots * wide);
        for (unsigned copy = 1; copy < high; copy++)
            memcpy(to + copy * whole.stride, to, whole.stride);
    }
    whole.width_dots = (uint16_t)(width_dots * wide);
    *out = whole;
    return true;
}
