/* SPDX-License-Identifier: MIT */
#include "paper.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <png.h>

#include "roll.h"

struct picture {
    const struct paper_sheet *sheet;
    size_t margin_dots; /* all around */
    uint8_t *row;
    size_t row_dots;
    png_structp png;
    png_infop info;
    struct bytes *out;
    struct drv_fault *fault;
};

/* Rolls are 58 or 80 mm wide; at 203 dpi a dot is 1/8 mm, at 180 dpi 1/7 mm. */
static size_t side_margin(const struct paper_sheet *sheet)
{
    size_t dots_per_mm = (sheet->dpi * 10U + 127) / 254;
    size_t narrow = 58 * dots_per_mm, wide = 80 * dots_per_mm;
    size_t paper = sheet->width_dots < narrow ? narrow : wide;
    return paper > sheet->width_dots ? (paper - sheet->width_dots) / 2 : 2 * dots_per_mm;
}

static void fail(png_structp png, png_const_charp message)
{
    struct picture *picture = png_get_error_ptr(png);
    drv_fail(picture->fault, DRV_MEMORY, "PNG: \"%s\"", message);
    png_longjmp(png, 1);
}

/* libpng's own one writes to standard error. */
static void warn(png_structp png, png_const_charp message)
{
    (void)png;
    (void)message;
}

static void write_out(png_structp png, png_bytep data, size_t length)
{
    struct picture *picture = png_get_io_ptr(png);
    bytes_add(picture->out, data, length);
    if (picture->out->failed)
        png_error(png, "out of memory");
}

static void flush_out(png_structp png)
{
    (void)png;
}

static void write_header(struct picture *picture)
{
    png_uint_32 height = picture->sheet->height_dots + 2 * (png_uint_32)picture->margin_dots;
    png_uint_32 dots_per_metre = (picture->sheet->dpi * 10000U + 127) / 254;
    png_set_IHDR(picture->png, picture->info, (png_uint_32)picture->row_dots, height, 1,
                 PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    png_set_pHYs(picture->png, picture->info, dots_per_metre, dots_per_metre, PNG_RESOLUTION_METER);
    png_set_filter(picture->png, PNG_FILTER_TYPE_BASE, PNG_FILTER_NONE);
    png_write_info(picture->png, picture->info);
    /* Ours has 1 for black, the format 0. */
    png_set_invert_mono(picture->png);
}

static void write_row(struct picture *picture, const uint8_t *dots)
{
    memset(picture->row, 0, (picture->row_dots + 7) / 8);
    if (dots != NULL)
        bits_or(picture->row, picture->row_dots, picture->margin_dots, dots,
                picture->sheet->width_dots);
    png_write_row(picture->png, picture->row);
}

static void write_rows(struct picture *picture)
{
    const struct paper_sheet *sheet = picture->sheet;
    for (size_t y = 0; y < picture->margin_dots; y++)
        write_row(picture, NULL);
    for (size_t y = 0; y < sheet->height_dots; y++)
        write_row(picture, sheet->dots + y * sheet->stride);
    for (size_t y = 0; y < picture->margin_dots; y++)
        write_row(picture, NULL);
}

/* Nothing but *picture is used after a jump back, and it is not of this frame. */
static int write_png(struct picture *picture)
{
    if (setjmp(png_jmpbuf(picture->png)) != 0)
        return DRV_MEMORY;
    png_set_write_fn(picture->png, picture, write_out, flush_out);
    write_header(picture);
    write_rows(picture);
    png_write_end(picture->png, picture->info);
    return DRV_OK;
}

static bool start(struct picture *picture)
{
    picture->row = malloc((picture->row_dots + 7) / 8);
    picture->png = png_create_write_struct(PNG_LIBPNG_VER_STRING, picture, fail, warn);
    if (picture->png != NULL)
        picture->info = png_create_info_struct(picture->png);
    return picture->row != NULL && picture->info != NULL;
}

int paper_png(const struct paper_sheet *sheet, struct bytes *out, struct drv_fault *fault)
{
    struct bytes png = {0};
    struct picture picture = {
        .sheet = sheet, .margin_dots = side_margin(sheet), .out = &png, .fault = fault};
    picture.row_dots = sheet->width_dots + 2 * picture.margin_dots;
    int status =
        start(&picture) ? write_png(&picture) : drv_fail(fault, DRV_MEMORY, "PNG: out of memory");
    png_destroy_write_struct(&picture.png, &picture.info);
    free(picture.row);
    if (status == DRV_OK)
        bytes_add(out, png.data, png.length);
    bytes_free(&png);
    return out->failed ? drv_fail(fault, DRV_MEMORY, "PNG: out of memory") : status;
}
