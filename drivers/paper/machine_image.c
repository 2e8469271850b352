/* SPDX-License-Identifier: MIT */
#include "machine_parts.h"

#include <stdio.h>
#include <string.h>

/* 8 dots a column lie three times as far apart as 24 do: each is burnt three times. */
static uint32_t stretch_column(uint8_t dots)
{
    uint32_t column = 0;
    for (int bit = 0; bit < 8; bit++)
        if (dots >> bit & 1)
            column |= 7U << (3 * bit);
    return column;
}

/* Column by column: what is quick comes later. */
static int put_columns(struct machine *machine, const struct token *token)
{
    uint8_t mode = (uint8_t)token_field(token, 0), rows[CELL_MAX_DOTS];
    unsigned wide = mode & 1 ? 1 : 2;
    size_t step = column_bytes(mode);
    int status = DRV_OK;
    const uint8_t *at = token->tail;
    for (; status == DRV_OK && at < token->tail + token->tail_length; at += step) {
        uint32_t column = step == 1 ? stretch_column(at[0])
                                    : (uint32_t)at[0] << 16 | (uint32_t)at[1] << 8 | at[2];
        for (int y = 0; y < CELL_MAX_DOTS; y++)
            rows[y] = column >> (CELL_MAX_DOTS - 1 - y) & 1 ? 0xC0 : 0;
        status = machine_put_rows(machine, rows, 1, wide, CELL_MAX_DOTS);
    }
    return status;
}

static void double_width(const uint8_t *from, size_t length, uint8_t *out)
{
    memset(out, 0, 2 * length);
    for (size_t i = 0; i < 8 * length; i++)
        if (from[i >> 3] >> (7 - (i & 7)) & 1)
            out[i >> 2] |= (uint8_t)(0xC0 >> (2 * (i & 3)));
}

/* What no head reaches is left out: x may be 65535 bytes. */
static int place_enlarged(struct machine *machine, const struct token *token, struct block *block)
{
    uint32_t mode = token_field(token, 0) & 3, high = mode & 2 ? 2 : 1;
    size_t length = token_field(token, 1), wide = mode & 1 ? 2 : 1;
    size_t shown = length < machine->roll.stride ? length : machine->roll.stride;
    struct bytes rows = {0};
    block->stride = shown * wide;
    for (uint32_t y = 0; !rows.failed && y < block->height_dots; y++) {
        const uint8_t *from = token->tail + y / high * length;
        uint8_t *to = bytes_grow(&rows, block->stride);
        if (to != NULL && wide == 2)
            double_width(from, shown, to);
        else if (to != NULL)
            memcpy(to, from, shown);
    }
    block->rows = rows.data;
    int status = rows.failed ? drv_fail(machine->fault, DRV_MEMORY, "no memory for an image")
                             : machine_place(machine, block);
    bytes_free(&rows);
    return status;
}

/* Like the printers, takes no raster image while something waits in the buffer. */
static int print_raster(struct machine *machine, const struct token *token)
{
    char text[40];
    uint32_t mode = token_field(token, 0) & 3;
    struct block block = {.rows = token->tail,
                          .stride = token_field(token, 1),
                          .width_dots = token_field(token, 1) * 8 << (mode & 1),
                          .height_dots = token_field(token, 2) << (mode >> 1),
                          .text = text,
                          .upright = true};
    if (!machine_takes_block(machine) || block.width_dots == 0 || block.height_dots == 0)
        return DRV_OK;
    if (block.height_dots > ROLL_MAX_ROWS)
        return roll_add_rows(&machine->roll, block.height_dots, &(uint8_t *){NULL});
    snprintf(text, sizeof text, "[image %ux%u]", block.width_dots, block.height_dots);
    return mode == 0 ? machine_place(machine, &block) : place_enlarged(machine, token, &block);
}

const struct machine_action machine_image_actions[] = {
    {COMMAND_COLUMN_IMAGE, put_columns},
    {COMMAND_RASTER_IMAGE, print_raster},
    {COMMAND_OTHER, NULL},
};
