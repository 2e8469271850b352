/* SPDX-License-Identifier: MIT */
#include "graphics_bmp.h"

#include <string.h>

#include "../status.h"

/* BITMAPFILEHEADER and BITMAPINFOHEADER, in bytes from the beginning of the file. */
enum {
    DOTS_AT = 10,
    INFO_AT = 14,
    WIDTH_AT = 18,
    HEIGHT_AT = 22,
    BITS_AT = 28,
    COMPRESSION_AT = 30,
    HEADER_BYTES = 54,
    COLOUR_BYTES = 4,
};

struct file {
    const uint8_t *bytes;
    size_t length;
    size_t dots_at, stride;
    uint32_t width, height;
    bool top_first;   /* by a height below zero */
    bool zero_is_ink; /* the first colour is the darker one */
};

static uint32_t read32(const uint8_t *at)
{
    return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static unsigned brightness(const uint8_t *colour)
{
    return 114U * colour[0] + 587U * colour[1] + 299U * colour[2];
}

static bool read_header(struct file *file)
{
    const uint8_t *bytes = file->bytes;
    if (file->length < HEADER_BYTES || memcmp(bytes, "BM", 2) != 0)
        return false;
    uint32_t info = read32(bytes + INFO_AT), height = read32(bytes + HEIGHT_AT);
    file->top_first = height > INT32_MAX;
    file->height = file->top_first ? 0U - height : height;
    file->width = read32(bytes + WIDTH_AT);
    file->dots_at = read32(bytes + DOTS_AT);
    file->stride = (file->width + 31) / 32 * (size_t)4;
    return info >= HEADER_BYTES - INFO_AT && info <= file->length - INFO_AT &&
           bytes[BITS_AT] == 1 && bytes[BITS_AT + 1] == 0 && read32(bytes + COMPRESSION_AT) == 0 &&
           file->width >= 1 && file->width <= BMP_WIDTH_MOST && file->height >= 1 &&
           file->height <= BMP_ROWS_MOST;
}

static bool read_colours(struct file *file)
{
    size_t at = INFO_AT + (size_t)read32(file->bytes + INFO_AT);
    if (file->length - at < (size_t)2 * COLOUR_BYTES)
        return false;
    file->zero_is_ink = brightness(file->bytes + at) < brightness(file->bytes + at + COLOUR_BYTES);
    return file->dots_at <= file->length &&
           file->length - file->dots_at >= file->stride * file->height;
}

static void copy_row(const struct file *file, uint32_t y, struct bitmap *out)
{
    uint32_t row = file->top_first ? y : file->height - 1 - y;
    const uint8_t *from = file->bytes + file->dots_at + row * file->stride;
    uint8_t *to = out->rows + y * out->stride;
    for (size_t i = 0; i < out->stride; i++)
        to[i] = file->zero_is_ink ? (uint8_t)~from[i] : from[i];
    if (file->width % 8 != 0)
        to[out->stride - 1] &= (uint8_t)(0xFF00U >> file->width % 8);
}

int bmp_read(const uint8_t *bytes, size_t length, struct bitmap *out)
{
    struct file file = {.bytes = bytes, .length = length};
    struct bitmap dots;
    if (!read_header(&file) || !read_colours(&file))
        return DRV_INVALID;
    if (!bitmap_new((uint16_t)file.width, (uint16_t)file.height, &dots))
        return DRV_MEMORY;
    for (uint32_t y = 0; y < file.height; y++)
        copy_row(&file, y, &dots);
    *out = dots;
    return DRV_OK;
}
