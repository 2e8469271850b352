/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "png_helper.h"

#include <sodium.h>

static void take(png_structp png, png_bytep data, size_t length)
{
    bytes_add(png_get_io_ptr(png), data, length);
}

static void flush(png_structp png)
{
    (void)png;
}

static void complain(png_structp png, png_const_charp message)
{
    (void)png;
    fail_msg("libpng: %s", message);
}

/* Samples of less than a byte lie one in a byte here; libpng packs them. */
static size_t put_sample(uint8_t *row, size_t at, uint16_t value, int depth)
{
    if (depth == 16) {
        row[at++] = (uint8_t)(value >> 8);
        row[at++] = (uint8_t)value;
        return at;
    }
    row[at++] = (uint8_t)(value >> (16 - depth));
    return at;
}

static size_t put_dot(uint8_t *row, size_t at, const struct png_kind *kind, struct png_dot dot)
{
    int depth = kind->depth;
    if (kind->color_type == PNG_COLOR_TYPE_PALETTE) {
        row[at] = (uint8_t)(dot.grey / 257);
        return at + 1;
    }
    if (kind->color_type & PNG_COLOR_MASK_COLOR) {
        at = put_sample(row, at, dot.red, depth);
        at = put_sample(row, at, dot.green, depth);
        at = put_sample(row, at, dot.blue, depth);
    } else {
        at = put_sample(row, at, dot.grey, depth);
    }
    return kind->color_type & PNG_COLOR_MASK_ALPHA ? put_sample(row, at, dot.alpha, depth) : at;
}

static void put_text(png_structp png, png_infop info)
{
    static char key[] = "Comment";
    char *letters = calloc(1, PNG_HELPER_TEXT + 1);
    assert_non_null(letters);
    for (size_t i = 0; i < PNG_HELPER_TEXT; i++)
        letters[i] = 'a';
    png_text text = {.compression = PNG_TEXT_COMPRESSION_zTXt,
                     .key = key,
                     .text = letters,
                     .text_length = PNG_HELPER_TEXT};
    png_set_text(png, info, &text, 1);
    free(letters);
}

static void write_header(png_structp png, png_infop info, const struct png_kind *kind,
                         unsigned width, unsigned height)
{
    png_set_IHDR(png, info, width, height, kind->depth, kind->color_type,
                 kind->interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    if (kind->palette != NULL)
        png_set_PLTE(png, info, kind->palette, 256);
    if (kind->palette_alpha != NULL)
        png_set_tRNS(png, info, kind->palette_alpha, 256, NULL);
    if (kind->gamma > 0)
        png_set_gAMA(png, info, kind->gamma);
    if (kind->text)
        put_text(png, info);
    png_write_info(png, info);
    png_set_packing(png);
}

void png_write(const struct png_kind *kind, unsigned width, unsigned height, png_paint *paint,
               void *context, struct bytes *out)
{
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, complain, complain);
    png_infop info = png_create_info_struct(png);
    uint8_t *row = malloc(width * 8ul);
    assert_non_null(row);
    png_set_write_fn(png, out, take, flush);
    write_header(png, info, kind, width, height);
    int passes = png_set_interlace_handling(png);
    for (int pass = 0; pass < passes; pass++)
        for (unsigned y = 0; y < height; y++) {
            size_t at = 0;
            for (unsigned x = 0; x < width; x++)
                at = put_dot(row, at, kind, paint(context, x, y));
            png_write_row(png, row);
        }
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    free(row);
}

struct greys {
    const uint8_t *greys;
    unsigned width;
};

static struct png_dot paint_grey(void *context, unsigned x, unsigned y)
{
    const struct greys *greys = context;
    return (struct png_dot){.grey = (uint16_t)(greys->greys[y * greys->width + x] * 257)};
}

void png_write_greys(const uint8_t *greys, unsigned width, unsigned height, struct bytes *out)
{
    struct greys context = {greys, width};
    png_write(&(struct png_kind){.color_type = PNG_COLOR_TYPE_GRAY, .depth = 8}, width, height,
              paint_grey, &context, out);
}

char *png_base64(const struct bytes *png)
{
    size_t room = sodium_base64_encoded_len(png->length, sodium_base64_VARIANT_ORIGINAL);
    char *text = malloc(room);
    assert_non_null(text);
    return sodium_bin2base64(text, room, png->data, png->length, sodium_base64_VARIANT_ORIGINAL);
}
