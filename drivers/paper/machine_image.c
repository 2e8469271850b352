/* SPDX-License-Identifier: MIT */
/* Pictures that are printed as they come: ESC *, GS v 0, GS Q 0, and GS * with GS /. */
#include "machine_parts.h"

#include <stdio.h>
#include <string.h>

#include "graphics_dots.h"
#include "machine_image.h"

struct image {
    const uint8_t *rows;
    size_t stride;
    uint32_t width_dots, height_dots;
    uint8_t wide, high; /* how often each dot is burnt */
    bool upright;       /* not turned by ESC {: GS v 0 */
};

enum {
    COLUMN_DOTS = 24,
    COLUMN_STRIDE = MACHINE_MAX_HEAD_DOTS / 8,
    DOWNLOAD_CELLS_MOST = 1536, /* GS * x y: x times y of 8 by 8 dots */
    DOWNLOAD_ROWS_MOST = 48,
};

/* The modes of ESC *: bytes a column, and how often each dot is burnt; TM-T88III p. 87. */
static const struct column_mode {
    uint8_t mode, column_bytes, wide, high;
} column_modes[] = {{0, 1, 2, 3}, {1, 1, 1, 3}, {32, 3, 2, 1}, {33, 3, 1, 1}};

static const struct column_mode *find_column_mode(uint8_t number)
{
    for (size_t i = 0; i < sizeof column_modes / sizeof column_modes[0]; i++)
        if (column_modes[i].mode == number)
            return &column_modes[i];
    return NULL;
}

/* What no head reaches is not looked at. */
static int put_columns(struct machine *machine, const struct token *token)
{
    uint8_t rows[COLUMN_DOTS * COLUMN_STRIDE] = {0};
    const struct column_mode *mode = find_column_mode(token->body[0]);
    if (mode == NULL)
        return DRV_OK;
    size_t count = (token->body_length - 3) / mode->column_bytes;
    if (count > MACHINE_MAX_HEAD_DOTS)
        count = MACHINE_MAX_HEAD_DOTS;
    dots_from_columns(token->body + 3, mode->column_bytes, count, rows, COLUMN_STRIDE);
    unsigned height = 8U * mode->column_bytes;
    if (mode->wide == 1 && mode->high == 1)
        return machine_put_rows(machine, rows, COLUMN_STRIDE, (unsigned)count, height);
    struct bitmap dots;
    if (!dots_enlarge(rows, COLUMN_STRIDE, (unsigned)count, height, mode->wide, mode->high, &dots))
        return machine_out_of_memory(machine);
    int status =
        machine_put_rows(machine, dots.rows, dots.stride, dots.width_dots, dots.height_dots);
    bitmap_free(&dots);
    return status;
}

static int place_image(struct machine *machine, const struct image *image)
{
    char text[40];
    struct bitmap dots = {0};
    struct block block = {.rows = image->rows,
                          .stride = image->stride,
                          .width_dots = image->width_dots * image->wide,
                          .height_dots = image->height_dots * image->high,
                          .text = text,
                          .upright = image->upright};
    if (!machine_takes_block(machine) || block.width_dots == 0 || block.height_dots == 0)
        return DRV_OK;
    snprintf(text, sizeof text, "[image %ux%u]", block.width_dots, block.height_dots);
    if (image->wide == 1 && image->high == 1)
        return machine_place(machine, &block);
    unsigned shown =
        image->width_dots < MACHINE_MAX_HEAD_DOTS ? image->width_dots : MACHINE_MAX_HEAD_DOTS;
    if (block.height_dots > ROLL_MAX_ROWS)
        return roll_add_rows(&machine->roll, block.height_dots, &(uint8_t *){NULL});
    if (!dots_enlarge(image->rows, image->stride, shown, image->height_dots, image->wide,
                      image->high, &dots))
        return machine_out_of_memory(machine);
    block.rows = dots.rows;
    block.stride = dots.stride;
    int status = machine_place(machine, &block);
    bitmap_free(&dots);
    return status;
}

/* m of GS v 0, GS / and FS p, or its digit: 1 doubles the width, 2 the height, 3 both. */
static bool set_scale(uint32_t mode, struct image *image)
{
    if (mode >= '0')
        mode -= '0';
    image->wide = mode & 1 ? 2 : 1;
    image->high = mode & 2 ? 2 : 1;
    return mode <= 3;
}

int machine_place_scaled(struct machine *machine, const struct bitmap *dots, uint8_t mode)
{
    struct image image = {.rows = dots->rows,
                          .stride = dots->stride,
                          .width_dots = dots->width_dots,
                          .height_dots = dots->height_dots};
    return set_scale(mode, &image) ? place_image(machine, &image) : DRV_OK;
}

/* Like the printers, takes no raster image while something waits in the buffer. */
static int print_raster(struct machine *machine, const struct token *token)
{
    struct image image = {.rows = token->body + 5,
                          .stride = token_field(token, 1),
                          .width_dots = token_field(token, 1) * 8,
                          .height_dots = token_field(token, 2),
                          .upright = true};
    return set_scale(token_field(token, 0), &image) ? place_image(machine, &image) : DRV_OK;
}

bool machine_bitmap_of_columns(const uint8_t *columns, unsigned width_dots, unsigned column_bytes,
                               struct bitmap *out)
{
    if (!bitmap_new((uint16_t)width_dots, (uint16_t)(8 * column_bytes), out))
        return false;
    dots_from_columns(columns, column_bytes, width_dots, out->rows, out->stride);
    return true;
}

/* GS Q 0: columns, x of them, each of y bytes. */
static int print_columns(struct machine *machine, const struct token *token)
{
    struct bitmap dots;
    uint32_t width = token_field(token, 1), column_bytes = token_field(token, 2);
    if (!machine_takes_block(machine) || column_bytes > UINT16_MAX / 8)
        return DRV_OK;
    if (!machine_bitmap_of_columns(token->body + 5, width, column_bytes, &dots))
        return machine_out_of_memory(machine);
    int status = machine_place_scaled(machine, &dots, token->body[0]);
    bitmap_free(&dots);
    return status;
}

static int download(struct machine *machine, const struct token *token)
{
    struct bitmap dots;
    unsigned x = token->body[0], y = token->body[1];
    if (x == 0 || y == 0 || y > DOWNLOAD_ROWS_MOST || x * y > DOWNLOAD_CELLS_MOST)
        return DRV_OK;
    if (!machine_bitmap_of_columns(token->body + 2, 8 * x, y, &dots))
        return machine_out_of_memory(machine);
    bitmap_free(&machine->graphics.download_image);
    machine->graphics.download_image = dots;
    return DRV_OK;
}

static int print_download(struct machine *machine, const struct token *token)
{
    return machine_place_scaled(machine, &machine->graphics.download_image, token->body[0]);
}

const struct machine_action machine_image_actions[] = {
    {COMMAND_COLUMN_IMAGE, put_columns},      {COMMAND_RASTER_IMAGE, print_raster},
    {COMMAND_VARIABLE_IMAGE, print_columns},  {COMMAND_DOWNLOAD_IMAGE, download},
    {COMMAND_PRINT_DOWNLOAD, print_download}, {COMMAND_OTHER, NULL},
};
