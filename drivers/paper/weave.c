/* SPDX-License-Identifier: MIT */
#include "weave.h"

#include <string.h>

enum {
    STEP = STAMP_SLIM_DOTS,
    CHUNK = 16,       /* letters */
    CHUNK_WORDS = 12, /* 16 letters of 12 dots are 12 words of 16 */
    CHUNK_BYTES = 2 * CHUNK_WORDS,
    ROWS = 8,                       /* in one vector */
    MOST_LETTERS = 1024 / STEP + 1, /* of the widest head */
};

/* A word of eight rows. Compilers make of it what the processor has. */
typedef uint16_t eight __attribute__((vector_size(2 * ROWS)));

static const uint16_t blank[CELL_MAX_DOTS];

static inline eight load(const uint16_t *words)
{
    eight value;
    memcpy(&value, words, sizeof value);
    return value;
}

static inline eight turn_bytes(eight word)
{
    return word << 8 | word >> 8;
}

/* Four letters are three words. */
static inline void join(const uint16_t *const letters[static 4], unsigned row, eight out[static 3])
{
    eight a = load(letters[0] + row), b = load(letters[1] + row);
    eight c = load(letters[2] + row), d = load(letters[3] + row);
    out[0] = turn_bytes(a | b >> 12);
    out[1] = turn_bytes(b << 4 | c >> 8);
    out[2] = turn_bytes(c << 8 | d >> 4);
}

static inline eight low(eight a, eight b)
{
    return __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
}

static inline eight high(eight a, eight b)
{
    return __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
}

/* Of words 0 to 3 and 4 to 7 one after another: thrice, and columns are rows. */
static inline void interleave(const eight in[static ROWS], eight out[static ROWS])
{
    out[0] = low(in[0], in[4]);
    out[1] = high(in[0], in[4]);
    out[2] = low(in[1], in[5]);
    out[3] = high(in[1], in[5]);
    out[4] = low(in[2], in[6]);
    out[5] = high(in[2], in[6]);
    out[6] = low(in[3], in[7]);
    out[7] = high(in[3], in[7]);
}

static inline void transpose(eight words[static ROWS])
{
    eight once[ROWS], twice[ROWS];
    interleave(words, once);
    interleave(once, twice);
    interleave(twice, words);
}

/* The last four words of a chunk: half a matrix. */
static inline void transpose_half(const eight in[static 4], eight out[static 4])
{
    eight a = low(in[0], in[2]), b = high(in[0], in[2]);
    eight c = low(in[1], in[3]), d = high(in[1], in[3]);
    out[0] = low(a, c);
    out[1] = high(a, c);
    out[2] = low(b, d);
    out[3] = high(b, d);
}

static inline void put_two_rows(uint8_t *row, size_t stride, eight upper, eight lower, eight ends)
{
    memcpy(row, &upper, 16);
    memcpy(row + 16, &ends, 8);
    memcpy(row + stride, &lower, 16);
    memcpy(row + stride + 16, (const uint8_t *)&ends + 8, 8);
}

/* Eight rows of sixteen letters. */
static void put_chunk(const uint16_t *const letters[static CHUNK], unsigned first_row, uint8_t *row,
                      size_t stride)
{
    eight words[CHUNK_WORDS], ends[4];
    join(letters, first_row, words);
    join(letters + 4, first_row, words + 3);
    join(letters + 8, first_row, words + 6);
    join(letters + 12, first_row, words + 9);
    transpose(words);
    transpose_half(words + ROWS, ends);
    put_two_rows(row, stride, words[0], words[1], ends[0]);
    put_two_rows(row + 2 * stride, stride, words[2], words[3], ends[1]);
    put_two_rows(row + 4 * stride, stride, words[4], words[5], ends[2]);
    put_two_rows(row + 6 * stride, stride, words[6], words[7], ends[3]);
}

/* At the row's end, where no whole chunk fits. */
static void put_part(const uint16_t *const letters[static CHUNK], unsigned first_row, uint8_t *row,
                     size_t stride, size_t bytes)
{
    uint8_t whole[ROWS][CHUNK_BYTES];
    put_chunk(letters, first_row, whole[0], CHUNK_BYTES);
    for (int y = 0; y < ROWS; y++, row += stride)
        memcpy(row, whole[y], bytes);
}

struct letters {
    const uint16_t *words[MOST_LETTERS + CHUNK];
    unsigned count; /* whole chunks */
};

/* Which letter stands in which column. */
static void sort_letters(const struct line *line, struct letters *letters)
{
    unsigned columns = line->pieces[line->piece_count - 1].x_dots / STEP + 1U;
    letters->count = (columns + CHUNK - 1) / CHUNK * CHUNK;
    for (unsigned i = 0; i < letters->count; i++)
        letters->words[i] = blank;
    for (size_t i = 0; i < line->piece_count; i++)
        letters->words[line->pieces[i].x_dots / STEP] = line->pieces[i].words;
}

static void put_rows(const struct letters *letters, unsigned first_row, uint8_t *row, size_t stride,
                     size_t room)
{
    for (unsigned i = 0; i < letters->count && room > 0; i += CHUNK, row += CHUNK_BYTES) {
        if (room >= CHUNK_BYTES)
            put_chunk(letters->words + i, first_row, row, stride);
        else
            put_part(letters->words + i, first_row, row, stride, room);
        room -= room < CHUNK_BYTES ? room : CHUNK_BYTES;
    }
}

bool weave(const struct line *line, uint8_t *rows, size_t x)
{
    struct letters letters;
    if (!line->plain || line->piece_count == 0 || x % 8 != 0 || line->width_dots % 8 != 0)
        return false;
    sort_letters(line, &letters);
    rows += (line->height_dots - CELL_MAX_DOTS) * line->stride + x / 8;
    for (unsigned y = 0; y < CELL_MAX_DOTS; y += ROWS)
        put_rows(&letters, y, rows + y * line->stride, line->stride, line->stride - x / 8);
    return true;
}
