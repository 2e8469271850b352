/* SPDX-License-Identifier: MIT */
#include "line.h"

#include <stdlib.h>
#include <string.h>

bool line_start(struct line *line, uint16_t width_dots, size_t stride)
{
    *line = (struct line){.width_dots = width_dots, .stride = stride};
    line->dots = calloc(LINE_HEIGHT_DOTS, stride);
    return line->dots != NULL;
}

void line_free(struct line *line)
{
    free(line->dots);
    bytes_free(&line->text);
}

/* The uppermost row in use of so many. */
static uint8_t *top_row(const struct line *line, unsigned height_dots)
{
    return line->dots + (LINE_HEIGHT_DOTS - height_dots) * line->stride;
}

void line_clear(struct line *line)
{
    memset(top_row(line, line->height_dots), 0, line->height_dots * line->stride);
    line->height_dots = line->end_dots = line->x_dots = 0;
    line->filled = false;
    bytes_reset(&line->text);
}

static void advance(struct line *line, unsigned width_dots, unsigned height_dots)
{
    unsigned x = line->x_dots + width_dots;
    line->x_dots = (uint16_t)(x > line->width_dots ? line->width_dots : x);
    if (line->end_dots < line->x_dots)
        line->end_dots = line->x_dots;
    if (line->height_dots < height_dots)
        line->height_dots = (uint16_t)height_dots;
    line->filled = true;
}

static void widen_row(uint32_t row, unsigned dots, unsigned wide, uint8_t out[static 32])
{
    memset(out, 0, 32);
    for (unsigned i = 0; i < dots * wide; i++)
        if (row & (0x80000000U >> (i / wide)))
            out[i >> 3] |= (uint8_t)(0x80 >> (i & 7));
}

static void take_row(uint32_t row, unsigned dots, unsigned wide, uint8_t out[static 32])
{
    if (wide > 1) {
        widen_row(row, dots, wide, out);
        return;
    }
    for (int i = 0; i < 4; i++)
        out[i] = (uint8_t)(row >> (24 - 8 * i));
}

void line_put(struct line *line, const struct cell *cell, unsigned wide, unsigned high)
{
    unsigned height = cell->height_dots * high;
    uint8_t *to = top_row(line, height);
    for (unsigned y = 0; y < cell->height_dots; y++) {
        uint8_t row[32];
        if (cell->rows[y] != 0)
            take_row(cell->rows[y], cell->width_dots, wide, row);
        for (unsigned copy = 0; copy < high; copy++, to += line->stride)
            if (cell->rows[y] != 0)
                bits_or(to, line->width_dots, line->x_dots, row, cell->width_dots * wide);
    }
    advance(line, cell->width_dots * wide, height);
}

void line_put_column(struct line *line, uint32_t column, unsigned wide)
{
    static const uint8_t black = 0xFF;
    uint8_t *to = top_row(line, CELL_MAX_DOTS);
    for (int y = CELL_MAX_DOTS - 1; y >= 0; y--, to += line->stride)
        if (column >> y & 1)
            bits_or(to, line->width_dots, line->x_dots, &black, wide);
    advance(line, wide, CELL_MAX_DOTS);
}

void line_move_to(struct line *line, uint16_t x_dots)
{
    unsigned cell = font_width_dots(FONT_A);
    for (unsigned x = line->x_dots; x + cell <= x_dots; x += cell)
        bytes_add_byte(&line->text, ' ');
    line->x_dots = x_dots;
    if (line->end_dots < x_dots)
        line->end_dots = x_dots;
    line->filled = true;
}

void line_skip(struct line *line, unsigned dots)
{
    if (dots > 0)
        advance(line, dots, 0);
}

void line_burn(const struct line *line, uint8_t *rows, size_t x)
{
    const uint8_t *from = top_row(line, line->height_dots);
    for (unsigned y = 0; y < line->height_dots; y++)
        bits_or(rows + y * line->stride, line->width_dots, x, from + y * line->stride,
                line->end_dots);
}

static bool get_dot(const uint8_t *row, unsigned x)
{
    return row[x >> 3] >> (7 - (x & 7)) & 1;
}

static void flip_dot(uint8_t *row, unsigned x)
{
    row[x >> 3] ^= (uint8_t)(0x80 >> (x & 7));
}

/* Exchanges the bits of two rows, one read from the left and one from the right. */
static void turn_rows(uint8_t *upper, uint8_t *lower, unsigned dots)
{
    for (unsigned x = 0; x < dots; x++) {
        if (upper == lower && x >= dots / 2)
            return;
        if (get_dot(upper, x) == get_dot(lower, dots - 1 - x))
            continue;
        flip_dot(upper, x);
        flip_dot(lower, dots - 1 - x);
    }
}

void line_turn(struct line *line)
{
    uint8_t *upper = top_row(line, line->height_dots);
    uint8_t *lower = top_row(line, 1);
    for (; upper <= lower; upper += line->stride, lower -= line->stride)
        turn_rows(upper, lower, line->end_dots);
}
