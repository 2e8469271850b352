/* SPDX-License-Identifier: MIT */
#include "roll.h"

#include <string.h>

int roll_add_rows(struct roll *roll, uint32_t count, uint8_t **rows)
{
    if (count > ROLL_MAX_ROWS - roll->height_dots)
        return drv_fail(roll->fault, DRV_LIMIT, "a sheet of \"%u\" rows is longer than %d",
                        roll->height_dots + count, ROLL_MAX_ROWS);
    size_t length = count * roll->stride;
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

void roll_add_text(struct roll *roll, size_t indent, const uint8_t *text, size_t length)
{
    add_block(roll, (struct paper_block){.y_dots = roll->height_dots});
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
    paper->sheets[paper->count++] = as_sheet(roll, cut);
    roll->dots = roll->text = roll->blocks = (struct bytes){0};
    roll->height_dots = 0;
    return DRV_OK;
}

void roll_free(struct roll *roll)
{
    bytes_free(&roll->dots);
    bytes_free(&roll->text);
    bytes_free(&roll->blocks);
}

void bits_or(uint8_t *row, size_t row_dots, size_t x, const uint8_t *source, size_t count)
{
    if (x >= row_dots)
        return;
    if (count > row_dots - x)
        count = row_dots - x;
    uint8_t *to = row + x / 8;
    unsigned shift = x % 8;
    for (size_t done = 0; done < count; done += 8, source++, to++) {
        uint8_t byte = *source;
        if (count - done < 8)
            byte &= (uint8_t)(0xFF00U >> (count - done));
        to[0] |= (uint8_t)(byte >> shift);
        uint8_t spilled = (uint8_t)(byte << (8 - shift));
        if (spilled != 0)
            to[1] |= spilled;
    }
}
