/* SPDX-License-Identifier: MIT */
#include "picture.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <png.h>
#include <sodium.h>

enum { OTHER_CHUNKS_MOST = 16 };
enum { WHITE = 255, MIDDLE = 128, READ_BYTES = 2 /* of a dot, by libpng */ };

/* A grey from 0 for each dot, row by row. */
struct grey {
    size_t width, height;
    uint8_t *dots;
};

/* A PNG on its way to greys. libpng jumps back out of its own calls where it fails. */
struct reader {
    const uint8_t *next;
    size_t left;
    png_structp png;
    png_infop info;
    struct grey grey;
    struct drv_fault *fault;
};

static void refuse_png(png_structp png, png_const_charp message)
{
    struct reader *reader = png_get_error_ptr(png);
    drv_fail(reader->fault, DRV_INVALID, "picture: \"%s\", expected a PNG", message);
    png_longjmp(png, 1);
}

/* libpng's own one writes to standard error. */
static void pass_over(png_structp png, png_const_charp message)
{
    (void)png;
    (void)message;
}

static void hand_over(png_structp png, png_bytep out, size_t length)
{
    struct reader *reader = png_get_io_ptr(png);
    if (length > reader->left)
        png_error(png, "cut off");
    memcpy(out, reader->next, length);
    reader->next += length;
    reader->left -= length;
}

static int take_size(struct reader *reader)
{
    size_t width = png_get_image_width(reader->png, reader->info);
    size_t height = png_get_image_height(reader->png, reader->info);
    if (width < 1 || width > PICTURE_SOURCE_WIDTH_MOST || height < 1 ||
        height > PICTURE_SOURCE_HEIGHT_MOST || width * height > PICTURE_SOURCE_DOTS_MOST)
        return drv_fail(reader->fault, DRV_LIMIT,
                        "picture: found \"%zu x %zu\" dots, expected at most %d x %d and %d in all",
                        width, height, PICTURE_SOURCE_WIDTH_MOST, PICTURE_SOURCE_HEIGHT_MOST,
                        PICTURE_SOURCE_DOTS_MOST);
    reader->grey.width = width;
    reader->grey.height = height;
    return DRV_OK;
}

/*
 * Whatever the file has becomes a byte of grey and one of alpha for each dot. To lay it over white
 * is left to us: libpng 1.6 does not know gamma, colours to grey and a background together.
 */
static void ask_for_greys(png_structp png, png_infop info)
{
    png_set_expand(png);
    png_set_scale_16(png);
    /* Greys come out as sRGB; a file that says nothing of its gamma is taken for that. */
    png_set_alpha_mode_fixed(png, PNG_ALPHA_PNG, PNG_DEFAULT_sRGB);
    /* Asked for where there is no colour it would leave the gamma as it was. */
    if (png_get_color_type(png, info) & PNG_COLOR_MASK_COLOR)
        png_set_rgb_to_gray_fixed(png, PNG_ERROR_ACTION_NONE, PNG_RGB_TO_GRAY_DEFAULT,
                                  PNG_RGB_TO_GRAY_DEFAULT);
    png_set_add_alpha(png, WHITE, PNG_FILLER_AFTER);
}

static int take_room(struct reader *reader)
{
    struct grey *grey = &reader->grey;
    grey->dots = malloc(READ_BYTES * grey->width * grey->height);
    return grey->dots != NULL
               ? DRV_OK
               : drv_fail(reader->fault, DRV_MEMORY, "picture: no memory for \"%zu x %zu\" dots",
                          grey->width, grey->height);
}

/* As browsers do: by what sRGB says, not by light. */
static void lay_over_white(struct grey *grey)
{
    for (size_t i = 0; i < grey->width * grey->height; i++) {
        unsigned value = grey->dots[READ_BYTES * i], alpha = grey->dots[READ_BYTES * i + 1];
        grey->dots[i] = (uint8_t)((value * alpha + WHITE * (WHITE - alpha) + WHITE / 2) / WHITE);
    }
}

static int read_rows(struct reader *reader)
{
    size_t row_bytes = READ_BYTES * reader->grey.width;
    ask_for_greys(reader->png, reader->info);
    int passes = png_set_interlace_handling(reader->png);
    png_read_update_info(reader->png, reader->info);
    if (png_get_rowbytes(reader->png, reader->info) != row_bytes)
        png_error(reader->png, "not to be had in greys");
    int status = take_room(reader);
    for (int pass = 0; status == DRV_OK && pass < passes; pass++) {
        for (size_t y = 0; y < reader->grey.height; y++)
            png_read_row(reader->png, reader->grey.dots + y * row_bytes, NULL);
    }
    if (status == DRV_OK)
        lay_over_white(&reader->grey);
    return status;
}

/* Nothing but *reader is used after a jump back, and it is not of this frame. */
static int read_greys(struct reader *reader)
{
    if (setjmp(png_jmpbuf(reader->png)) != 0)
        return DRV_INVALID;
    png_set_read_fn(reader->png, reader, hand_over);
    /* Compressed texts and profiles become as large as they like otherwise. */
    png_set_chunk_malloc_max(reader->png, PICTURE_PNG_MOST);
    png_set_chunk_cache_max(reader->png, OTHER_CHUNKS_MOST);
    png_read_info(reader->png, reader->info);
    int status = take_size(reader);
    return status == DRV_OK ? read_rows(reader) : status;
}

/* On failure too, out->dots is the caller's to free. */
static int read_png(const uint8_t *png, size_t length, struct grey *out, struct drv_fault *fault)
{
    struct reader reader = {.next = png, .left = length, .fault = fault};
    if (length > PICTURE_PNG_MOST)
        return drv_fail(fault, DRV_LIMIT,
                        "picture: found \"%zu\" bytes of PNG, expected at most %d", length,
                        PICTURE_PNG_MOST);
    reader.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &reader, refuse_png, pass_over);
    if (reader.png != NULL)
        reader.info = png_create_info_struct(reader.png);
    int status = reader.info == NULL
                     ? drv_fail(fault, DRV_MEMORY, "picture: no memory for \"%zu\" bytes", length)
                     : read_greys(&reader);
    png_destroy_read_struct(&reader.png, &reader.info, NULL);
    *out = reader.grey;
    return status;
}

/*
 * One direction of a picture that becomes smaller. Both are measured in parts so small that an old
 * dot is `to` of them long and a new one `from`.
 */
struct shrink {
    size_t from, to; /* dots */
};

static size_t first_covered(struct shrink shrink, size_t at)
{
    return at * shrink.from / shrink.to;
}

static size_t covered_end(struct shrink shrink, size_t at)
{
    return ((at + 1) * shrink.from + shrink.to - 1) / shrink.to;
}

static size_t overlap(struct shrink shrink, size_t at, size_t old)
{
    size_t start = at * shrink.from, end = start + shrink.from;
    size_t old_start = old * shrink.to, old_end = old_start + shrink.to;
    return (end < old_end ? end : old_end) - (start > old_start ? start : old_start);
}

static uint8_t mean(const struct grey *grey, struct shrink across, struct shrink down, size_t x,
                    size_t y)
{
    uint64_t sum = 0, whole = (uint64_t)across.from * down.from;
    for (size_t row = first_covered(down, y); row < covered_end(down, y); row++) {
        const uint8_t *dots = grey->dots + row * grey->width;
        uint64_t row_sum = 0;
        for (size_t column = first_covered(across, x); column < covered_end(across, x); column++)
            row_sum += overlap(across, x, column) * dots[column];
        sum += row_sum * overlap(down, y, row);
    }
    return (uint8_t)((sum + whole / 2) / whole);
}

/* In place: a new dot lies at or before the first old one that it covers. */
static void shrink_greys(struct grey *grey, size_t width, size_t height)
{
    struct shrink across = {grey->width, width}, down = {grey->height, height};
    if (grey->width <= width || grey->height == 0)
        return;
    for (size_t y = 0; y < height; y++) {
        for (size_t x = 0; x < width; x++)
            grey->dots[y * width + x] = mean(grey, across, down, x, y);
    }
    grey->width = width;
    grey->height = height;
}

static size_t scaled(size_t height, size_t from_width, size_t to_width)
{
    size_t scaled = (height * to_width + from_width / 2) / from_width;
    return scaled > 0 ? scaled : 1;
}

static int fit(struct grey *grey, const struct picture_wish *wish, struct drv_fault *fault)
{
    bool wide = grey->width > wish->width_dots;
    size_t height = wide ? scaled(grey->height, grey->width, wish->width_dots) : grey->height;
    if (height > PICTURE_HEIGHT_MOST)
        return drv_fail(fault, DRV_LIMIT,
                        "picture: found \"%zu\" dots of height, expected at most %d", height,
                        PICTURE_HEIGHT_MOST);
    shrink_greys(grey, wish->width_dots, height);
    return DRV_OK;
}

static void blacken(struct bitmap *dots, size_t x, size_t y)
{
    dots->rows[y * dots->stride + x / 8] |= (uint8_t)(0x80 >> x % 8);
}

static void threshold_row(const struct grey *grey, size_t y, struct bitmap *out)
{
    const uint8_t *row = grey->dots + y * grey->width;
    for (size_t x = 0; x < grey->width; x++) {
        if (row[x] < MIDDLE)
            blacken(out, x, y);
    }
}

/* What rows owe to this one and the next, in sixteenths; a dot more at either end. */
struct debts {
    int16_t *here, *below;
};

static void dither_dot(const struct grey *grey, size_t x, size_t y, struct debts debts,
                       struct bitmap *out)
{
    bool back = y % 2 == 1;
    int16_t *ahead = debts.here + x + (back ? 0 : 2);
    int16_t *below = debts.below + x + 1;
    int value = grey->dots[y * grey->width + x] + debts.here[x + 1] / 16;
    int error = value < MIDDLE ? value : value - WHITE;
    if (value < MIDDLE)
        blacken(out, x, y);
    *ahead = (int16_t)(*ahead + 7 * error);
    below[back ? 1 : -1] = (int16_t)(below[back ? 1 : -1] + 3 * error);
    below[0] = (int16_t)(below[0] + 5 * error);
    below[back ? -1 : 1] = (int16_t)(below[back ? -1 : 1] + error);
}

static void dither_row(const struct grey *grey, size_t y, struct debts debts, struct bitmap *out)
{
    memset(debts.below, 0, (grey->width + 2) * sizeof *debts.below);
    for (size_t i = 0; i < grey->width; i++)
        dither_dot(grey, y % 2 == 1 ? grey->width - 1 - i : i, y, debts, out);
}

static bool dither(const struct grey *grey, struct bitmap *out)
{
    int16_t *debts = calloc(2 * (grey->width + 2), sizeof *debts);
    if (debts == NULL)
        return false;
    for (size_t y = 0; y < grey->height; y++) {
        int16_t *first = debts, *second = debts + grey->width + 2;
        dither_row(grey, y,
                   y % 2 == 0 ? (struct debts){first, second} : (struct debts){second, first}, out);
    }
    free(debts);
    return true;
}

static bool draw(const struct grey *grey, bool dithered, struct bitmap *out)
{
    if (dithered)
        return dither(grey, out);
    for (size_t y = 0; y < grey->height; y++)
        threshold_row(grey, y, out);
    return true;
}

static void take_hash(struct picture *picture)
{
    const struct bitmap *dots = &picture->dots;
    const uint8_t size[] = {(uint8_t)dots->width_dots, (uint8_t)(dots->width_dots >> 8),
                            (uint8_t)dots->height_dots, (uint8_t)(dots->height_dots >> 8)};
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, PICTURE_HASH);
    crypto_generichash_update(&state, size, sizeof size);
    crypto_generichash_update(&state, dots->rows, dots->stride * dots->height_dots);
    crypto_generichash_final(&state, picture->hash, PICTURE_HASH);
}

static int make(const struct grey *grey, bool dithered, struct picture **out,
                struct drv_fault *fault)
{
    struct picture *picture = calloc(1, sizeof *picture);
    if (picture == NULL ||
        !bitmap_new((uint16_t)grey->width, (uint16_t)grey->height, &picture->dots) ||
        !draw(grey, dithered, &picture->dots)) {
        picture_free(picture);
        return drv_fail(fault, DRV_MEMORY, "picture: no memory for \"%zu x %zu\" dots", grey->width,
                        grey->height);
    }
    take_hash(picture);
    *out = picture;
    return DRV_OK;
}

int picture_from_png(const uint8_t *png, size_t length, const struct picture_wish *wish,
                     struct picture **out, struct drv_fault *fault)
{
    struct grey grey = {0};
    int status = read_png(png, length, &grey, fault);
    if (status == DRV_OK)
        status = fit(&grey, wish, fault);
    if (status == DRV_OK)
        status = make(&grey, wish->dither, out, fault);
    free(grey.dots);
    return status;
}

/* Quotes what of it can be read. */
static int refuse_base64(const char *base64, size_t length, const char *stopped,
                         struct drv_fault *fault)
{
    int shown = 0;
    while (shown < 12 && stopped + shown < base64 + length && stopped[shown] > ' ' &&
           stopped[shown] <= '~')
        shown++;
    return drv_fail(fault, DRV_INVALID, "picture: found \"%.*s\" at byte %zu, expected base64",
                    shown, stopped, (size_t)(stopped - base64));
}

int picture_from_base64(const char *base64, size_t length, const struct picture_wish *wish,
                        struct picture **out, struct drv_fault *fault)
{
    const char *stopped = base64;
    size_t room = length / 4 * 3, png_length = 0;
    if (room > PICTURE_PNG_MOST + 2)
        return drv_fail(fault, DRV_LIMIT,
                        "picture: found \"%zu\" bytes of base64, expected at most %d", length,
                        PICTURE_PNG_MOST / 3 * 4);
    uint8_t *png = malloc(room + 1);
    if (png == NULL)
        return drv_fail(fault, DRV_MEMORY, "picture: no memory for \"%zu\" bytes", room);
    int status = sodium_base642bin(png, room, base64, length, NULL, &png_length, &stopped,
                                   sodium_base64_VARIANT_ORIGINAL) == 0 &&
                         stopped == base64 + length
                     ? picture_from_png(png, png_length, wish, out, fault)
                     : refuse_base64(base64, length, stopped, fault);
    free(png);
    return status;
}

void picture_free(struct picture *picture)
{
    if (picture == NULL)
        return;
    bitmap_free(&picture->dots);
    free(picture);
}
