/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as a picture: the first says how wide and how drawn it is to be. No crash, no hang;
 * what comes out holds to what picture.h promises, also through base64, and the virtual printer
 * takes its bytes by every command without losing step.
 */
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "../../drivers/paper/decode.h"
#include "../../drivers/picture_cache.h"
#include "../../drivers/raster.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void require(bool holds)
{
    if (!holds)
        abort();
}

static uint32_t number_at(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static uint32_t crc_of(const uint8_t *bytes, size_t length)
{
    uint32_t crc = UINT32_MAX;
    for (size_t i = 0; i < length; i++) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc & 1 ? crc >> 1 ^ 0xedb88320u : crc >> 1;
    }
    return ~crc;
}

/* Or hardly anything that the fuzzer changes would be looked at by libpng. */
static void mend_checksums(uint8_t *png, size_t length)
{
    enum { SIGNATURE = 8, AROUND = 12 };
    for (size_t at = SIGNATURE; at + AROUND <= length;) {
        size_t data = number_at(png + at);
        if (data > length - at - AROUND)
            return;
        uint32_t crc = crc_of(png + at + 4, 4 + data);
        for (int i = 0; i < 4; i++)
            png[at + 8 + data + (size_t)i] = (uint8_t)(crc >> (24 - 8 * i));
        at += AROUND + data;
    }
}

static void check_dots(const struct bitmap *dots, const struct picture_wish *wish)
{
    require(dots->width_dots > 0 && dots->width_dots <= wish->width_dots);
    require(dots->height_dots > 0 && dots->height_dots <= PICTURE_HEIGHT_MOST);
    uint8_t beyond = (uint8_t)(0xff >> ((dots->width_dots - 1) % 8 + 1));
    for (unsigned y = 0; y < dots->height_dots; y++)
        require((dots->rows[(y + 1) * dots->stride - 1] & beyond) == 0);
}

static void print(const struct bitmap *dots)
{
    static const uint32_t commands[] = {PROFILE_GS_V0, PROFILE_GS_L,
                                        PROFILE_ESC_STAR | PROFILE_ESC_3 | PROFILE_ESC_J};
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        const struct profile profile = {.name = "fuzz",
                                        .dots = 576,
                                        .dpi = 203,
                                        .units_per_dot = 1,
                                        .commands = commands[i],
                                        .raster_rows_most = 255,
                                        .graphics_rows_most = 1662};
        struct bytes out = {0};
        raster_put(&profile, dots, &out);
        require(decode_strict(out.data, out.length, NULL) == DRV_OK);
        bytes_free(&out);
    }
}

static void check_base64(const uint8_t *png, size_t length, const struct picture_wish *wish,
                         const struct picture *expected)
{
    struct picture_cache cache = {.clock = 0};
    const struct picture *picture = NULL;
    size_t room = sodium_base64_encoded_len(length, sodium_base64_VARIANT_ORIGINAL);
    char *text = malloc(room);
    require(text != NULL);
    sodium_bin2base64(text, room, png, length, sodium_base64_VARIANT_ORIGINAL);
    int status = picture_cache_get(&cache, text, strlen(text), wish, &picture, NULL);
    require((status == DRV_OK) == (expected != NULL));
    if (expected != NULL)
        require(memcmp(picture->hash, expected->hash, PICTURE_HASH) == 0);
    picture_cache_free(&cache);
    free(text);
}

static void try_png(const uint8_t *png, size_t length, const struct picture_wish *wish)
{
    struct picture *picture = NULL;
    int status = picture_from_png(png, length, wish, &picture, NULL);
    require((status == DRV_OK) == (picture != NULL));
    if (picture != NULL) {
        check_dots(&picture->dots, wish);
        print(&picture->dots);
    }
    check_base64(png, length, wish, picture);
    picture_free(picture);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    static const uint16_t widths[] = {576, 384, 7, 1};
    struct picture *picture = NULL;
    if (length == 0)
        return 0;
    const struct picture_wish wish = {widths[bytes[0] >> 1 & 3], bytes[0] & 1};
    uint8_t *png = malloc(length);
    require(png != NULL);
    memcpy(png, bytes + 1, length - 1);
    try_png(png, length - 1, &wish);
    mend_checksums(png, length - 1);
    try_png(png, length - 1, &wish);
    free(png);
    /* The same bytes as base64 itself. */
    picture_from_base64((const char *)bytes, length, &wish, &picture, NULL);
    picture_free(picture);
    return 0;
}
