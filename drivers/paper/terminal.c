/* SPDX-License-Identifier: MIT */
#include "paper.h"

#include <string.h>

#include "font.h"

enum { MIN_COLUMNS = 24, MAX_COLUMNS = 1000, QUIET_MODULES = 4 };
/* A drawn line of text, also one of twice the height, or bars: of a few squares nobody reads it. */
enum { LOW_IMAGE_DOTS = 64 };

/* A sheet as cells of a terminal, each as wide as a character of font A. */
struct view {
    const struct paper_sheet *sheet;
    unsigned columns; /* between the borders */
    struct bytes *out;
};

static bool dot_at(const struct paper_sheet *sheet, size_t x, size_t y)
{
    return sheet->dots[y * sheet->stride + x / 8] >> (7 - x % 8) & 1;
}

static void add_repeated(struct bytes *out, const char *text, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        bytes_add_text(out, text);
}

static void add_border(const struct view *view, const char *left, const char *right)
{
    bytes_add_text(view->out, left);
    add_repeated(view->out, "\u2500", view->columns + 2);
    bytes_add_text(view->out, right);
    bytes_add_text(view->out, "\n");
}

/* Where `room` cells end within the UTF-8 of a line. */
static size_t clip(const char *line, size_t length, unsigned room, unsigned *cells)
{
    size_t at = 0;
    *cells = 0;
    while (at < length && *cells < room) {
        do
            at++;
        while (at < length && ((uint8_t)line[at] & 0xC0) == 0x80);
        (*cells)++;
    }
    return at;
}

static void add_line(const struct view *view, const char *line, size_t length)
{
    unsigned cells;
    bytes_add_text(view->out, "\u2502 ");
    bytes_add(view->out, line, clip(line, length, view->columns, &cells));
    add_repeated(view->out, " ", view->columns - cells);
    bytes_add_text(view->out, " \u2502\n");
}

static void add_text(const struct view *view, const struct paper_block *block)
{
    size_t length = strlen(view->sheet->text);
    const char *line = view->sheet->text + block->text_offset;
    if (block->text_offset >= length)
        line = "";
    add_line(view, line, strcspn(line, "\n"));
}

/* A picture cut into squares of `step` dots, two of them above each other in a cell. */
struct mosaic {
    const struct paper_sheet *sheet;
    const struct paper_block *block;
    unsigned step;
    int wide, high; /* squares */
};

/* Half of its dots black; a square outside of the picture is white. */
static bool is_black(const struct mosaic *mosaic, int column, int row)
{
    const struct paper_block *block = mosaic->block;
    if (column < 0 || row < 0 || column >= mosaic->wide || row >= mosaic->high)
        return false;
    size_t left = (size_t)column * mosaic->step, top = (size_t)row * mosaic->step;
    size_t black = 0, all = 0;
    for (size_t y = top; y < top + mosaic->step && y < block->height_dots; y++)
        for (size_t x = left; x < left + mosaic->step && x < block->width_dots; x++, all++)
            black += dot_at(mosaic->sheet, block->x_dots + x, block->y_dots + y);
    return 2 * black >= all && black > 0;
}

/*
 * A terminal is mostly light on dark: of a code the white modules are lit, with a quiet zone, so
 * that a phone sees it as on paper; of an image the ink is lit, like the letters around it.
 */
static void add_mosaic(const struct view *view, const struct mosaic *mosaic, int quiet,
                       unsigned indent)
{
    static const char *const halves[] = {" ", "\u2580", "\u2584", "\u2588"};
    bool lit_ink = mosaic->block->module_dots == 0;
    int above = quiet > 0 ? 2 : 0;
    unsigned width = (unsigned)(mosaic->wide + 2 * quiet);
    for (int row = -above; row < mosaic->high + above; row += 2) {
        bytes_add_text(view->out, "\u2502 ");
        add_repeated(view->out, " ", indent);
        for (int column = -quiet; column < mosaic->wide + quiet; column++) {
            bool upper = is_black(mosaic, column, row) == lit_ink;
            bool lower = is_black(mosaic, column, row + 1) == lit_ink;
            bytes_add_text(view->out, halves[upper + 2 * lower]);
        }
        add_repeated(view->out, " ", view->columns - indent - width);
        bytes_add_text(view->out, " \u2502\n");
    }
}

static int squares(unsigned dots, unsigned step)
{
    return (int)((dots + step - 1) / step);
}

/* 4 modules by the standard; scanners take fewer, none at all they do not. */
static int quiet_modules(const struct view *view, const struct paper_block *block, int wide)
{
    int room = ((int)view->columns - wide) / 2;
    if (block->module_dots == 0)
        return 0;
    return room < QUIET_MODULES ? room : QUIET_MODULES;
}

static void add_picture(const struct view *view, const struct paper_block *block)
{
    unsigned cell = font_width_dots(FONT_A);
    unsigned step = block->module_dots > 0 ? block->module_dots : cell;
    struct mosaic mosaic = {view->sheet, block, step, squares(block->width_dots, step),
                            squares(block->height_dots, step)};
    int quiet = quiet_modules(view, block, mosaic.wide);
    unsigned width = (unsigned)(mosaic.wide + 2 * quiet);
    bool is_low = block->module_dots == 0 && block->height_dots <= LOW_IMAGE_DOTS;
    if (is_low || width > view->columns || (block->module_dots > 0 && quiet < 1)) {
        add_text(view, block);
        return;
    }
    unsigned centre = (block->x_dots + block->width_dots / 2U) / cell;
    unsigned indent = centre > width / 2 ? centre - width / 2 : 0;
    if (indent > view->columns - width)
        indent = view->columns - width;
    add_mosaic(view, &mosaic, quiet, indent);
}

/* The head's width, or the longest line of a narrower font. */
static unsigned natural_columns(const struct paper_sheet *sheet)
{
    unsigned columns = sheet->width_dots / font_width_dots(FONT_A);
    for (const char *line = sheet->text; *line != '\0'; line += *line == '\n') {
        unsigned cells;
        size_t length = strcspn(line, "\n");
        clip(line, length, MAX_COLUMNS, &cells);
        if (columns < cells && line[0] != '[')
            columns = cells;
        line += length;
    }
    return columns;
}

int paper_terminal(const struct paper_sheet *sheet, unsigned columns, struct bytes *out)
{
    if (columns < MIN_COLUMNS || columns > MAX_COLUMNS)
        return DRV_UNSUPPORTED;
    unsigned natural = natural_columns(sheet);
    struct view view = {sheet, columns - 4 < natural ? columns - 4 : natural, out};
    add_border(&view, "\u256d", "\u256e");
    for (size_t i = 0; i < sheet->block_count; i++) {
        const struct paper_block *block = &sheet->blocks[i];
        (block->width_dots > 0 ? add_picture : add_text)(&view, block);
    }
    add_border(&view, "\u2570", "\u256f");
    return out->failed ? DRV_MEMORY : DRV_OK;
}
