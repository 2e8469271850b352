/* SPDX-License-Identifier: MIT */
#include "line.h"

#include <stdlib.h>
#include <string.h>

#include "roll.h"
#include "weave.h"

/* So many pieces go into a row with one write; STEP is the width of font A. */
enum { GROUP = 4, STEP = STAMP_SLIM_DOTS };

static const uint16_t blank[LINE_HEIGHT_DOTS];

void line_start(struct line *line, uint16_t width_dots, size_t stride)
{
    line->width_dots = width_dots;
    line->stride = stride;
    line->plain = true;
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
    line->filled = line->went_back = false;
    line->plain = true;
    bytes_reset(&line->text);
}

void line_advance_to(struct line *line, unsigned x_dots, unsigned height_dots)
{
    line->filled |= x_dots > line->x_dots || height_dots > line->height_dots;
    line->x_dots = (uint16_t)(x_dots > line->width_dots ? line->width_dots : x_dots);
    if (line->end_dots < line->x_dots)
        line->end_dots = line->x_dots;
    if (line->height_dots < height_dots)
        line->height_dots = (uint16_t)height_dots;
}

static void advance(struct line *line, unsigned width_dots, unsigned height_dots)
{
    line_advance_to(line, line->x_dots + width_dots, height_dots);
    line->filled = true;
}

bool line_put(struct line *line, const struct stamp *stamp)
{
    size_t strips = stamp->bottom > 0 ? stamp->strips : 0;
    line->plain &= stamp->plain;
    if (line->piece_count + strips > LINE_PIECES && !line_bake(line))
        return false;
    for (size_t i = 0; i < strips; i++) {
        struct line_piece *piece = &line->pieces[line->piece_count++];
        *piece = line_piece_of(stamp, i);
        piece->x_dots = (uint16_t)(line->x_dots + i * STAMP_STRIP_DOTS);
    }
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
    line->plain = false;
    advance(line, width_dots, shown);
    return true;
}

void line_move_to(struct line *line, uint16_t x_dots)
{
    unsigned cell = font_width_dots(FONT_A);
    for (unsigned x = line->x_dots; x + cell <= x_dots; x += cell)
        bytes_add_byte(&line->text, ' ');
    line->went_back |= x_dots < line->x_dots;
    line->plain &= x_dots % STAMP_SLIM_DOTS == 0;
    line->x_dots = x_dots;
    if (line->end_dots < x_dots)
        line->end_dots = x_dots;
    line->filled = true;
}

void line_skip(struct line *line, unsigned dots)
{
    line->plain &= dots == 0;
    if (dots > 0)
        advance(line, dots, 0);
}

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "words are turned round");

struct group {
    const uint16_t *words[GROUP];
    unsigned lift[GROUP]; /* from the foot of a word of 64 dots to where its dots belong */
    unsigned x, top, bottom, height;
    size_t count;
    bool even; /* in steps of font A's width, gaps left blank */
};

static void begin_group(const struct line_piece *first, unsigned x, struct group *group)
{
    *group = (struct group){.words = {blank, blank, blank, blank},
                            .x = first->x_dots + x,
                            .top = first->top,
                            .bottom = first->bottom,
                            .height = first->height_dots};
}

static inline void add_piece(struct group *group, unsigned slot, const struct line_piece *piece)
{
    group->words[slot] = piece->words;
    group->top = piece->top < group->top ? piece->top : group->top;
    group->bottom = piece->bottom > group->bottom ? piece->bottom : group->bottom;
    group->count++;
}

/* The next pieces that stand a whole number of steps from the first one. */
static void gather_even(const struct line_piece *pieces, size_t count, struct group *group)
{
    unsigned first = pieces->x_dots;
    for (unsigned i = 0, next = 0; i < count && next < GROUP; i++) {
        unsigned way = (unsigned)pieces[i].x_dots - first, slot = way / STEP;
        if (slot < next || slot >= GROUP || way != slot * STEP || !pieces[i].slim ||
            pieces[i].height_dots != group->height)
            break;
        add_piece(group, slot, &pieces[i]);
        next = slot + 1;
    }
    group->lift[0] = 64 - GROUP * STEP - group->x % 8;
    group->even = true;
}

/* The next pieces that fit into one word of 64 dots. */
static void gather_any(const struct line_piece *pieces, size_t count, struct group *group)
{
    unsigned first = pieces->x_dots, used = group->x % 8;
    for (unsigned i = 0; i < count && i < GROUP; i++) {
        unsigned shift = used + pieces[i].x_dots - first;
        if (shift > 64 - STAMP_STRIP_DOTS || pieces[i].height_dots != group->height)
            break;
        add_piece(group, i, &pieces[i]);
        group->lift[i] = 64 - STAMP_STRIP_DOTS - shift;
    }
}

/* Words of font A are 12 dots and 4 white ones. */
static inline uint64_t even_word(const struct group *group, unsigned y)
{
    uint64_t word = (uint64_t)group->words[0][y] << (3 * STEP) |
                    (uint64_t)group->words[1][y] << (2 * STEP) |
                    (uint64_t)group->words[2][y] << STEP | (uint64_t)group->words[3][y];
    return word >> (STAMP_STRIP_DOTS - STEP) << group->lift[0];
}

static inline uint64_t any_word(const struct group *group, unsigned y)
{
    return (uint64_t)group->words[0][y] << group->lift[0] |
           (uint64_t)group->words[1][y] << group->lift[1] |
           (uint64_t)group->words[2][y] << group->lift[2] |
           (uint64_t)group->words[3][y] << group->lift[3];
}

static inline void or_word(uint8_t *row, uint64_t word)
{
    uint64_t there;
    memcpy(&there, row, sizeof there);
    there |= __builtin_bswap64(word);
    memcpy(row, &there, sizeof there);
}

/*
 * Where nothing is right of it yet, only the first byte can hold something already. Reading all
 * eight would wait for the store of the group before, half of which they are.
 */
static inline void lay_word(uint8_t *row, uint64_t word)
{
    word = __builtin_bswap64(word | (uint64_t)row[0] << 56);
    memcpy(row, &word, sizeof word);
}

static void lay_inside(const struct group *group, uint8_t *row, size_t stride)
{
    const struct group kept = *group;
    if (kept.even)
        for (unsigned y = kept.top; y < kept.bottom; y++, row += stride)
            lay_word(row, even_word(&kept, y));
    else
        for (unsigned y = kept.top; y < kept.bottom; y++, row += stride)
            lay_word(row, any_word(&kept, y));
}

static void or_inside(const struct group *group, uint8_t *row, size_t stride)
{
    for (unsigned y = group->top; y < group->bottom; y++, row += stride)
        or_word(row, group->even ? even_word(group, y) : any_word(group, y));
}

/* ORs 64 dots into a row's last bytes. */
static void or_tail(uint8_t *row, size_t room, uint64_t word)
{
    for (size_t at = 0; at < room && at < 8; at++, word <<= 8)
        row[at] |= (uint8_t)(word >> 56);
}

static void burn_edge(const struct group *group, uint8_t *row, size_t stride, uint64_t mask)
{
    size_t room = stride - group->x / 8;
    for (unsigned y = group->top; y < group->bottom; y++, row += stride)
        or_tail(row, room, (group->even ? even_word(group, y) : any_word(group, y)) & mask);
}

/* The dots of a word that begins at `byte` and lie left of the head's right edge. */
static uint64_t mask_of(unsigned byte, unsigned width_dots)
{
    unsigned left = width_dots - byte * 8;
    return left >= 64 ? UINT64_MAX : ~(UINT64_MAX >> left);
}

static void burn_group(const struct line *line, const struct group *group, uint8_t *rows,
                       bool white)
{
    size_t top = line->height_dots - group->height + group->top;
    uint8_t *row = rows + top * line->stride + group->x / 8;
    if (group->x >= line->width_dots)
        return;
    bool inside = group->x / 8 * 8 + 64 <= line->width_dots;
    if (inside && white)
        lay_inside(group, row, line->stride);
    else if (inside)
        or_inside(group, row, line->stride);
    else
        burn_edge(group, row, line->stride, mask_of(group->x / 8, line->width_dots));
}

static void burn_groups(const struct line *line, uint8_t *rows, size_t x, bool white)
{
    struct group group;
    for (size_t i = 0; i < line->piece_count; i += group.count) {
        const struct line_piece *pieces = line->pieces + i;
        begin_group(pieces, (unsigned)x, &group);
        if (pieces->slim)
            gather_even(pieces, line->piece_count - i, &group);
        else
            gather_any(pieces, line->piece_count - i, &group);
        burn_group(line, &group, rows, white);
    }
}

/* rows: line->height_dots of them. */
static void burn_pieces(const struct line *line, uint8_t *rows, size_t x, bool white)
{
    bool alone = white && !line->went_back;
    if (!alone || !weave(line, rows, x))
        burn_groups(line, rows, x, alone);
}

bool line_bake(struct line *line)
{
    if (line->piece_count == 0)
        return true;
    if (!make_room(line, line->height_dots))
        return false;
    burn_pieces(line, top_row(line, line->height_dots), 0, false);
    line->piece_count = 0;
    line->plain = false;
    return true;
}

void line_burn(const struct line *line, uint8_t *rows, size_t x, bool white)
{
    burn_pieces(line, rows, x, white);
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
