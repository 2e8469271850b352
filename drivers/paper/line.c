/* SPDX-License-Identifier: MIT */
#include "line.h"

#include <stdlib.h>
#include <string.h>

#include "roll.h"

enum { GROUP = 4 };

static const uint16_t blank[LINE_HEIGHT_DOTS];

void line_start(struct line *line, uint16_t width_dots, size_t stride)
{
    line->width_dots = width_dots;
    line->stride = stride;
}

void line_free(struct line *line)
{
    free(line->dots);
    bytes_free(&line->text);
}

/* The uppermost of so many rows of dots. */
static uint8_t *top_row(const struct line *line, unsigned height_dots)
{
    return line->dots + (LINE_HEIGHT_DOTS - height_dots) * line->stride;
}

void line_clear(struct line *line)
{
    if (line->dots_height > 0)
        memset(top_row(line, line->dots_height), 0, line->dots_height * line->stride);
    line->dots_height = line->height_dots = line->end_dots = line->x_dots = 0;
    line->piece_count = 0;
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

bool line_put(struct line *line, const struct stamp *stamp)
{
    size_t strips = stamp->bottom > 0 ? stamp->strips : 0;
    if (line->piece_count + strips > LINE_PIECES && !line_bake(line))
        return false;
    for (size_t i = 0; i < strips; i++)
        line->pieces[line->piece_count++] = (struct line_piece){
            stamp->words + i * stamp->height_dots, (uint16_t)(line->x_dots + i * STAMP_STRIP_DOTS),
            stamp->height_dots, stamp->top, stamp->bottom};
    advance(line, stamp->width_dots, stamp->height_dots);
    return true;
}

/* White rows up to that height. False where memory is out. */
static bool make_room(struct line *line, unsigned height_dots)
{
    if (line->dots == NULL)
        line->dots = calloc(LINE_HEIGHT_DOTS, line->stride);
    if (line->dots == NULL)
        return false;
    if (line->dots_height < height_dots)
        line->dots_height = (uint16_t)height_dots;
    return true;
}

bool line_put_rows(struct line *line, const uint8_t *rows, size_t stride, unsigned width_dots,
                   unsigned height_dots)
{
    unsigned shown = height_dots < LINE_HEIGHT_DOTS ? height_dots : LINE_HEIGHT_DOTS;
    if (!make_room(line, shown))
        return false;
    uint8_t *to = top_row(line, shown);
    rows += (height_dots - shown) * stride;
    for (unsigned y = 0; y < shown; y++, to += line->stride, rows += stride)
        bits_or(to, line->width_dots, line->x_dots, rows, width_dots);
    advance(line, width_dots, shown);
    return true;
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

/* ORs 64 dots into a row, of which only what lies before its end may be black. */
static void or_word(uint8_t *row, size_t stride, size_t at, uint64_t word)
{
    if (at + sizeof word <= stride) {
        uint64_t there;
        memcpy(&there, row + at, sizeof there);
        there |= __builtin_bswap64(word);
        memcpy(row + at, &there, sizeof there);
        return;
    }
    for (; at < stride; at++, word <<= 8)
        row[at] |= (uint8_t)(word >> 56);
}

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "or_word turns bytes round");

struct group {
    const uint16_t *words[GROUP];
    unsigned shift[GROUP];
    unsigned x, end, top, bottom, height;
    size_t count;
};

/* The next pieces that fit into one word of 64 dots. */
static void gather(const struct line_piece *pieces, size_t count, unsigned x, struct group *group)
{
    const struct line_piece *first = pieces;
    *group = (struct group){.words = {blank, blank, blank, blank},
                            .x = first->x_dots + x,
                            .top = first->top,
                            .bottom = first->bottom,
                            .height = first->height_dots};
    unsigned used = group->x % 8;
    for (size_t i = 0; i < count && i < GROUP; i++) {
        const struct line_piece *piece = &pieces[i];
        unsigned shift = used + (unsigned)(piece->x_dots - first->x_dots);
        if (piece->x_dots < first->x_dots || shift > 64 - STAMP_STRIP_DOTS ||
            piece->height_dots != first->height_dots)
            break;
        group->words[i] = piece->words;
        group->shift[i] = shift;
        group->top = piece->top < group->top ? piece->top : group->top;
        group->bottom = piece->bottom > group->bottom ? piece->bottom : group->bottom;
        group->count++;
    }
}

static void burn_group(const struct group *group, uint8_t *rows, size_t stride, uint64_t mask)
{
    const uint16_t *a = group->words[0], *b = group->words[1];
    const uint16_t *c = group->words[2], *d = group->words[3];
    const unsigned *shift = group->shift;
    uint8_t *row = rows + group->top * stride;
    for (unsigned y = group->top; y < group->bottom; y++, row += stride) {
        uint64_t word = (uint64_t)a[y] << 48 >> shift[0] | (uint64_t)b[y] << 48 >> shift[1] |
                        (uint64_t)c[y] << 48 >> shift[2] | (uint64_t)d[y] << 48 >> shift[3];
        or_word(row, stride, group->x / 8, word & mask);
    }
}

/* The dots of a word that begins at `byte` and lie left of the head's right edge. */
static uint64_t mask_of(unsigned byte, unsigned width_dots)
{
    unsigned left = width_dots - byte * 8;
    return left >= 64 ? UINT64_MAX : ~(UINT64_MAX >> left);
}

/* rows: line->height_dots of them. */
static void burn_pieces(const struct line *line, uint8_t *rows, size_t x)
{
    struct group group;
    for (size_t i = 0; i < line->piece_count; i += group.count) {
        gather(line->pieces + i, line->piece_count - i, (unsigned)x, &group);
        if (group.x < line->width_dots)
            burn_group(&group, rows + (line->height_dots - group.height) * line->stride,
                       line->stride, mask_of(group.x / 8, line->width_dots));
    }
}

bool line_bake(struct line *line)
{
    if (line->piece_count == 0)
        return true;
    if (!make_room(line, line->height_dots))
        return false;
    burn_pieces(line, top_row(line, line->height_dots), 0);
    line->piece_count = 0;
    return true;
}

void line_burn(const struct line *line, uint8_t *rows, size_t x)
{
    burn_pieces(line, rows, x);
    if (line->dots_height == 0)
        return;
    const uint8_t *from = top_row(line, line->dots_height);
    uint8_t *to = rows + (line->height_dots - line->dots_height) * line->stride;
    for (unsigned y = 0; y < line->dots_height; y++, to += line->stride, from += line->stride)
        bits_or(to, line->width_dots, x, from, line->end_dots);
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

bool line_turn(struct line *line)
{
    if (line->height_dots == 0)
        return true;
    if (!line_bake(line) || !make_room(line, line->height_dots))
        return false;
    uint8_t *upper = top_row(line, line->height_dots);
    uint8_t *lower = top_row(line, 1);
    for (; upper <= lower; upper += line->stride, lower -= line->stride)
        turn_rows(upper, lower, line->end_dots);
    return true;
}
