/* SPDX-License-Identifier: MIT */
#include "font.h"

#include <stddef.h>

#include "glyphs.h"

struct face {
    uint8_t width_dots;
    uint8_t height_dots;
    uint8_t column[GLYPH_WIDTH_DOTS]; /* where each column and row of the glyph goes */
    uint8_t row[GLYPH_HEIGHT_DOTS];
};

/*
 * Font B's pairs are chosen by the ink of the Latin glyphs: stems stand in columns 1 and 9, the bar
 * of m in 5, so these stay apart; capitals reach from row 4 to 18, small letters begin at row 8.
 */
static const struct face faces[FONT_COUNT] = {
    [FONT_A] = {.width_dots = 12,
                .height_dots = 24,
                .column = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11},
                .row = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11,
                        12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23}},
    [FONT_B] = {.width_dots = 9,
                .height_dots = 17,
                .column = {0, 1, 2, 2, 3, 4, 5, 6, 6, 7, 8, 8},
                .row = {0, 0, 1, 1,  2,  3,  3,  4,  5,  5,  6,  7,
                        8, 9, 9, 10, 11, 11, 12, 13, 13, 14, 15, 16}},
};

static const struct glyph hollow_box = {
    0xFFFD, {0,     0,     0,     0,     0x7fe, 0x606, 0x606, 0x606, 0x606, 0x606, 0x606, 0x606,
             0x606, 0x606, 0x606, 0x606, 0x606, 0x606, 0x7fe, 0,     0,     0,     0,     0}};

static const struct glyph *find_glyph(uint32_t code_point)
{
    size_t low = 0, high = glyph_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (glyph_table[middle].code_point == code_point)
            return &glyph_table[middle];
        if (glyph_table[middle].code_point < code_point)
            low = middle + 1;
        else
            high = middle;
    }
    return &hollow_box;
}

static uint32_t face_row(const struct face *face, uint16_t glyph_row)
{
    uint32_t row = 0;
    for (int x = 0; x < GLYPH_WIDTH_DOTS; x++)
        if (glyph_row & (1U << (GLYPH_WIDTH_DOTS - 1 - x)))
            row |= 0x80000000U >> face->column[x];
    return row;
}

void font_empty_cell(enum font font, struct cell *out)
{
    *out =
        (struct cell){.width_dots = faces[font].width_dots, .height_dots = faces[font].height_dots};
}

void font_cell(enum font font, uint32_t code_point, struct cell *out)
{
    const struct face *face = &faces[font];
    const struct glyph *glyph = find_glyph(code_point);
    font_empty_cell(font, out);
    for (int y = 0; y < GLYPH_HEIGHT_DOTS; y++)
        out->rows[face->row[y]] |= font == FONT_A
                                       ? (uint32_t)glyph->rows[y] << (32 - GLYPH_WIDTH_DOTS)
                                       : face_row(face, glyph->rows[y]);
}

static const uint32_t *wide_box(void)
{
    static const uint32_t rows[CELL_MAX_DOTS] = {[2] = 0x3FFFFC00,
                                                 [3] = 0x3FFFFC00,
                                                 [4 ... 19] = 0x30000C00,
                                                 [20] = 0x3FFFFC00,
                                                 [21] = 0x3FFFFC00};
    return rows;
}

void font_wide_cell(uint32_t code_point, unsigned left_dots, struct cell *out)
{
    unsigned left = left_dots < 32 - CELL_MAX_DOTS ? left_dots : 32 - CELL_MAX_DOTS;
    const struct glyph *glyph = find_glyph(code_point);
    *out =
        (struct cell){.width_dots = (uint8_t)(CELL_MAX_DOTS + left), .height_dots = CELL_MAX_DOTS};
    for (int y = 0; y < CELL_MAX_DOTS; y++)
        out->rows[y] = (glyph == &hollow_box ? wide_box()[y]
                                             : face_row(&faces[FONT_A], glyph->rows[y]) >> 6) >>
                       left;
}

uint8_t font_width_dots(enum font font)
{
    return faces[font].width_dots;
}

/* A cell is 9 to 32 dots wide: a shift by all 32 bits would be undefined. */
static uint32_t cell_mask(const struct cell *cell)
{
    return UINT32_MAX << (32 - cell->width_dots);
}

void cell_embolden(struct cell *cell)
{
    for (int y = 0; y < cell->height_dots; y++)
        cell->rows[y] |= (cell->rows[y] >> 1) & cell_mask(cell);
}
