/* SPDX-License-Identifier: MIT */
#include "roll.h"

#include <stdlib.h>
#include <string.h>

/*
 * As much as a sheet can take: memory that is not touched costs nothing, moving rows does. Where it
 * is not to be had, rows come as they are needed.
 */
static void reserve(struct roll *roll)
{
    if (roll->dots.data != NULL)
        return;
    roll->dots.data = malloc(ROLL_MAX_ROWS * roll->stride);
    roll->dots.capacity = roll->dots.data == NULL ? 0 : ROLL_MAX_ROWS * roll->stride;
}

/* Of a sheet that is about as long as its room, moving or parting that would be all that it costs.
 */
static void give_back(struct bytes *bytes)
{
    bool worth_it = bytes->length < bytes->capacity / 4;
    uint8_t *data = worth_it ? realloc(bytes->data, bytes->length) : NULL;
    if (data == NULL)
        return;
    bytes->data = data;
    bytes->capacity = bytes->length;
}

int roll_add_rows(struct roll *roll, uint32_t count, uint8_t **rows)
{
    if (count > ROLL_MAX_ROWS - roll->height_dots)
        return drv_fail(roll->fault, DRV_LIMIT, "a sheet of \"%u\" rows is longer than %d",
                        roll->height_dots + count, ROLL_MAX_ROWS);
    size_t length = count * roll->stride;
    reserve(roll);
    uint8_t *room = bytes_grow(&roll->dots, length);
    if (room == NULL)
        return drv_fail(roll->fault, DRV_MEMORY, "no memory for \"%u\" rows of dots", count);
    memset(room, 0, length);
    roll->height_dots += count;
    *rows = room;
    return DRV_OK;
}

int roll_feed(struct roll *roll, uint32_t count)
{
    uint8_t *rows;
    return count == 0 ? DRV_OK : roll_add_rows(roll, count, &rows);
}

static void add_block(struct roll *roll, struct paper_block block)
{
    block.text_offset = roll->text.length;
    bytes_add(&roll->blocks, &block, sizeof block);
}

void roll_add_text(struct roll *roll, size_t indent, const uint8_t *text, size_t length,
                   uint32_t y_dots, uint32_t height_dots)
{
    add_block(roll, (struct paper_block){.y_dots = y_dots, .height_dots = height_dots});
    while (length > 0 && text[length - 1] == ' ')
        length--;
    for (size_t i = 0; length > 0 && i < indent; i++)
        bytes_add_byte(&roll->text, ' ');
    bytes_add(&roll->text, text, length);
    bytes_add_byte(&roll->text, '\n');
}

void roll_add_picture(struct roll *roll, struct paper_block place, const char *text)
{
    add_block(roll, place);
    bytes_add_text(&roll->text, text);
    bytes_add_byte(&roll->text, '\n');
}

static void trim_blank_lines(struct bytes *text)
{
    while (text->length > 0 && text->data[text->length - 1] == '\n' &&
           (text->length == 1 || text->data[text->length - 2] == '\n'))
        text->length--;
}

static struct paper_sheet as_sheet(const struct roll *roll, bool cut)
{
    return (struct paper_sheet){
        .width_dots = roll->width_dots,
        .height_dots = roll->height_dots,
        .dpi = roll->dpi,
        .stride = roll->stride,
        .dots = roll->dots.data,
        .cut = cut,
        .text = (const char *)roll->text.data,
        .blocks = (const struct paper_block *)(const void *)roll->blocks.data,
        .block_count = roll->blocks.length / sizeof(struct paper_block),
    };
}

int roll_cut(struct roll *roll, bool cut, struct paper *paper)
{
    if (roll->height_dots == 0)
        return DRV_OK;
    if (paper->count == ROLL_MAX_SHEETS)
        return drv_fail(roll->fault, DRV_LIMIT, "\"%zu\" sheets are more than %d", paper->count + 1,
                        ROLL_MAX_SHEETS);
    trim_blank_lines(&roll->text);
    bytes_add_byte(&roll->text, '\0');
    if (roll->text.failed || roll->blocks.failed)
        return drv_fail(roll->fault, DRV_MEMORY, "no memory for the text of a sheet");
    give_back(&roll->dots);
    paper->sheets[paper->count++] = as_sheet(roll, cut);
    roll->dots = roll->text = roll->blocks = (struct bytes){0};
    roll->height_dots = 0;
    return DRV_OK;
}

static struct paper_block *blocks_of(const struct roll *roll, size_t *count)
{
    *count = roll->blocks.length / sizeof(struct paper_block);
    return (struct paper_block *)(void *)roll->blocks.data;
}

/* The blocks that begin above a row. */
static size_t count_above(const struct roll *roll, uint32_t rows)
{
    size_t count;
    const struct paper_block *blocks = blocks_of(roll, &count);
    while (count > 0 && blocks[count - 1].y_dots >= rows)
        count--;
    return count;
}

static size_t text_before(const struct roll *roll, size_t block)
{
    size_t count;
    const struct paper_block *blocks = blocks_of(roll, &count);
    return block < count ? blocks[block].text_offset : roll->text.length;
}

/* The line of text from that offset to the end. */
static void mark_torn(struct roll *roll, size_t line)
{
    size_t length = roll->text.length - line;
    struct bytes text = {0};
    if (length <= 1)
        return;
    bytes_add_text(&text, "[torn ");
    bytes_add(&text, roll->text.data + line, length - 1);
    bytes_add_text(&text, "]\n");
    roll->text.length = line;
    bytes_add(&roll->text, text.data, text.length);
    roll->text.failed |= text.failed;
    bytes_free(&text);
}

void roll_keep_upper(struct roll *roll, uint32_t rows)
{
    size_t count;
    struct paper_block *blocks = blocks_of(roll, &count);
    size_t kept = count_above(roll, rows);
    if (rows >= roll->height_dots)
        return;
    roll->text.length = text_before(roll, kept);
    struct paper_block *last = kept == 0 ? NULL : &blocks[kept - 1];
    if (last != NULL && last->height_dots > rows - last->y_dots) {
        last->height_dots = rows - last->y_dots;
        mark_torn(roll, last->text_offset);
    }
    roll->blocks.length = kept * sizeof *blocks;
    roll->height_dots = rows;
    roll->dots.length = rows * roll->stride;
}

static void drop_front(struct bytes *bytes, size_t length)
{
    if (length == 0)
        return;
    memmove(bytes->data, bytes->data + length, bytes->length - length);
    bytes->length -= length;
}

void roll_keep_lower(struct roll *roll, uint32_t rows)
{
    size_t count, gone = count_above(roll, rows);
    size_t text = text_before(roll, gone);
    if (rows == 0)
        return;
    if (rows >= roll->height_dots) {
        rows = roll->height_dots;
        gone = roll->blocks.length / sizeof(struct paper_block);
        text = roll->text.length;
    }
    drop_front(&roll->dots, rows * roll->stride);
    drop_front(&roll->text, text);
    drop_front(&roll->blocks, gone * sizeof(struct paper_block));
    struct paper_block *blocks = blocks_of(roll, &count);
    for (size_t i = 0; i < count; i++) {
        blocks[i].y_dots -= rows;
        blocks[i].text_offset -= text;
    }
    roll->height_dots -= rows;
}

static bool is_white_below(const struct roll *roll, uint32_t row)
{
    for (size_t i = row * roll->stride; i < roll->dots.length; i++)
        if (roll->dots.data[i] != 0)
            return false;
    return true;
}

int roll_cut_above(struct roll *roll, uint32_t rows, struct paper *paper)
{
    uint32_t kept = rows < roll->height_dots ? roll->height_dots - rows : 0;
    struct roll upper = {0};
    if (rows == 0)
        return roll_cut(roll, true, paper);
    if (is_white_below(roll, kept)) {
        roll_keep_upper(roll, kept);
        return roll_cut(roll, true, paper);
    }
    int status = roll_copy(roll, &upper);
    if (status != DRV_OK)
        return status;
    roll_keep_upper(&upper, kept);
    status = roll_cut(&upper, true, paper);
    roll_free(&upper);
    if (status == DRV_OK)
        roll_keep_lower(roll, kept);
    return status;
}

int roll_copy(const struct roll *roll, struct roll *out)
{
    struct roll copy = *roll;
    copy.dots = copy.text = copy.blocks = (struct bytes){0};
    bytes_add(&copy.dots, roll->dots.data, roll->dots.length);
    bytes_add(&copy.text, roll->text.data, roll->text.length);
    bytes_add(&copy.blocks, roll->blocks.data, roll->blocks.length);
    if (copy.dots.failed || copy.text.failed || copy.blocks.failed) {
        roll_free(&copy);
        return drv_fail(roll->fault, DRV_MEMORY, "no memory for \"%u\" rows of dots",
                        roll->height_dots);
    }
    *out = copy;
    return DRV_OK;
}

void roll_free(struct roll *roll)
{
    bytes_free(&roll->dots);
    bytes_free(&roll->text);
    bytes_free(&roll->blocks);
}

void sheet_free(struct paper_sheet *sheet)
{
    free((void *)sheet->dots);
    free((void *)sheet->text);
    free((void *)sheet->blocks);
}

/* Eight bytes at a time, most significant bit leftmost; returns how many bytes were done. */
static size_t or_words(uint8_t *to, const uint8_t *source, size_t bytes, unsigned shift)
{
    size_t done = 0;
    for (; done + 8 <= bytes; done += 8) {
        uint64_t word, there;
        memcpy(&word, source + done, sizeof word);
        memcpy(&there, to + done, sizeof there);
        word = __builtin_bswap64(word);
        there |= __builtin_bswap64(word >> shift);
        memcpy(to + done, &there, sizeof there);
        uint8_t spilled = (uint8_t)(word << (8 - shift));
        if (spilled != 0)
            to[done + 8] |= spilled;
    }
    return done;
}

void bits_or(uint8_t *row, size_t row_dots, size_t x, const uint8_t *source, size_t count)
{
    if (x >= row_dots)
        return;
    if (count > row_dots - x)
        count = row_dots - x;
    uint8_t *to = row + x / 8;
    unsigned shift = x % 8;
    size_t bytes = or_words(to, source, count / 8, shift);
    to += bytes;
    source += bytes;
    for (size_t done = bytes * 8; done < count; done += 8, source++, to++) {
        uint8_t byte = *source;
        if (count - done < 8)
            byte &= (uint8_t)(0xFF00U >> (count - done));
        to[0] |= (uint8_t)(byte >> shift);
        uint8_t spilled = (uint8_t)(byte << (8 - shift));
        if (spilled != 0)
            to[1] |= spilled;
    }
}

void bits_put(uint8_t *row, size_t row_dots, size_t x, const uint8_t *source, size_t count)
{
    if (x % 8 != 0 || x >= row_dots) {
        bits_or(row, row_dots, x, source, count);
        return;
    }
    if (count > row_dots - x)
        count = row_dots - x;
    memcpy(row + x / 8, source, count / 8);
    if (count % 8 != 0)
        row[(x + count) / 8] |= (uint8_t)(source[count / 8] & (0xFF00U >> (count % 8)));
}
