/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sys/resource.h>

#include "../../drivers/picture.h"
#include "png_helper.h"

static const struct picture_wish plain = {576, false}, dithered = {576, true};

static struct picture *read_picture(struct bytes *png, const struct picture_wish *wish)
{
    struct picture *picture = NULL;
    struct drv_fault fault = {{0}};
    if (picture_from_png(png->data, png->length, wish, &picture, &fault) != DRV_OK)
        fail_msg("%s", fault.text);
    bytes_free(png);
    return picture;
}

static struct picture *of_greys(const uint8_t *greys, unsigned width, unsigned height,
                                const struct picture_wish *wish)
{
    struct bytes png = {0};
    png_write_greys(greys, width, height, &png);
    return read_picture(&png, wish);
}

/* '#' black, '.' white, rows ended by '/'. */
static void assert_dots(struct picture *picture, const char *expected)
{
    char found[400], *next = found;
    const struct bitmap *dots = &picture->dots;
    assert_true((dots->width_dots + 1u) * dots->height_dots < sizeof found);
    for (unsigned y = 0; y < dots->height_dots; y++) {
        for (unsigned x = 0; x < dots->width_dots; x++)
            *next++ = bitmap_is_black(dots, x, y) ? '#' : '.';
        *next++ = '/';
    }
    *next = '\0';
    assert_string_equal(found, expected);
    picture_free(picture);
}

static void a_dot_is_black_where_it_is_darker_than_the_middle(void **state)
{
    (void)state;
    const uint8_t greys[] = {0, 127, 128, 255, 60, 200};
    assert_dots(of_greys(greys, 3, 2, &plain), "##./.#./");
}

/* A wedge from black to white and an empty corner, in every kind that PNG has. */
static struct png_dot paint_sign(void *context, unsigned x, unsigned y)
{
    (void)context;
    uint16_t value = (x + y) % 3 == 0 ? 0 : 0xffff;
    return (struct png_dot){value, value, value, value, 0xffff};
}

static void every_colour_type_and_depth_gives_the_same_dots(void **state)
{
    (void)state;
    static const struct {
        int type, depths[5];
    } kinds[] = {{PNG_COLOR_TYPE_GRAY, {1, 2, 4, 8, 16}},
                 {PNG_COLOR_TYPE_GRAY_ALPHA, {8, 16}},
                 {PNG_COLOR_TYPE_RGB, {8, 16}},
                 {PNG_COLOR_TYPE_RGB_ALPHA, {8, 16}},
                 {PNG_COLOR_TYPE_PALETTE, {8}}};
    png_color palette[256];
    for (int i = 0; i < 256; i++)
        palette[i] = (png_color){(uint8_t)i, (uint8_t)i, (uint8_t)i};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        for (int depth = 0; depth < 5 && kinds[i].depths[depth] != 0; depth++)
            for (int interlaced = 0; interlaced < 2; interlaced++) {
                struct bytes png = {0};
                struct png_kind kind = {.color_type = kinds[i].type,
                                        .depth = kinds[i].depths[depth],
                                        .interlaced = interlaced == 1};
                if (kind.color_type == PNG_COLOR_TYPE_PALETTE)
                    kind.palette = palette;
                png_write(&kind, 9, 5, paint_sign, NULL, &png);
                assert_dots(read_picture(&png, &plain),
                            "#..#..#../..#..#..#/.#..#..#./#..#..#../..#..#..#/");
            }
}

static struct png_dot paint_black_as_dense_as_wide(void *context, unsigned x, unsigned y)
{
    (void)context;
    (void)y;
    return (struct png_dot){.alpha = (uint16_t)(x * 0xffff / 4)};
}

static void what_is_transparent_lies_over_white(void **state)
{
    (void)state;
    static const int types[] = {PNG_COLOR_TYPE_GRAY_ALPHA, PNG_COLOR_TYPE_RGB_ALPHA};
    for (int i = 0; i < 2; i++)
        for (int depth = 8; depth <= 16; depth += 8) {
            struct bytes png = {0};
            struct png_kind kind = {.color_type = types[i], .depth = depth};
            png_write(&kind, 5, 1, paint_black_as_dense_as_wide, NULL, &png);
            assert_dots(read_picture(&png, &plain), "...##/");
        }
}

static struct png_dot paint_index(void *context, unsigned x, unsigned y)
{
    (void)context;
    (void)y;
    return (struct png_dot){.grey = (uint16_t)(x * 257)};
}

static void a_palette_may_have_transparent_entries(void **state)
{
    (void)state;
    png_color palette[256] = {{0, 0, 0}};
    uint8_t alpha[256] = {0, 255};
    struct bytes png = {0};
    struct png_kind kind = {.color_type = PNG_COLOR_TYPE_PALETTE,
                            .depth = 8,
                            .palette = palette,
                            .palette_alpha = alpha};
    png_write(&kind, 2, 1, paint_index, NULL, &png);
    assert_dots(read_picture(&png, &plain), ".#/");
}

static struct png_dot paint_quarter(void *context, unsigned x, unsigned y)
{
    (void)context;
    (void)y;
    uint16_t value = x == 0 ? 0x2000 : 0x5000;
    return (struct png_dot){value, value, value, value, 0xffff};
}

/* Of 255 parts of light 55 are the middle of sRGB; the same samples as sRGB are both dark. */
static void the_files_gamma_counts(void **state)
{
    (void)state;
    static const int types[] = {PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA, PNG_COLOR_TYPE_RGB,
                                PNG_COLOR_TYPE_RGB_ALPHA};
    for (int i = 0; i < 8; i++) {
        struct bytes png = {0}, linear = {0};
        struct png_kind kind = {.color_type = types[i / 2], .depth = i % 2 == 0 ? 8 : 16};
        png_write(&kind, 2, 1, paint_quarter, NULL, &png);
        assert_dots(read_picture(&png, &plain), "##/");
        kind.gamma = 1.0;
        png_write(&kind, 2, 1, paint_quarter, NULL, &linear);
        assert_dots(read_picture(&linear, &plain), "#./");
    }
}

static void a_wide_picture_becomes_as_wide_as_it_may_be_and_a_narrow_one_stays(void **state)
{
    (void)state;
    uint8_t greys[90 * 30];
    memset(greys, 0, sizeof greys);
    static const struct {
        uint16_t most, width, height;
    } cases[] = {{90, 90, 30}, {91, 90, 30}, {89, 89, 30}, {45, 45, 15}, {3, 3, 1}, {1, 1, 1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct picture_wish wish = {cases[i].most, false};
        struct picture *picture = of_greys(greys, 90, 30, &wish);
        assert_int_equal(picture->dots.width_dots, cases[i].width);
        assert_int_equal(picture->dots.height_dots, cases[i].height);
        for (unsigned y = 0; y < picture->dots.height_dots; y++)
            assert_true(bitmap_is_black(&picture->dots, picture->dots.width_dots - 1u, y));
        picture_free(picture);
    }
}

/* Means of 127.5 and 126.75, of 85 and 170, and of 102 and 153. */
static void a_smaller_dot_is_the_mean_of_what_it_covers(void **state)
{
    (void)state;
    const uint8_t halves[] = {0, 255, 255, 0, /**/ 255, 0, 0, 252};
    assert_dots(of_greys(halves, 4, 2, &(struct picture_wish){2, false}), ".#/");
    const uint8_t thirds[] = {0, 255, 0, 255, 0, 255};
    assert_dots(of_greys(thirds, 6, 1, &(struct picture_wish){2, false}), "#./");
    /* Of five dots the third is shared by both: 0 0 255, and 255 255 255. */
    const uint8_t fifths[] = {0, 0, 255, 255, 255};
    assert_dots(of_greys(fifths, 5, 1, &(struct picture_wish){2, false}), "#./");
    const uint8_t shared[] = {0, 255, 255, 0, 0};
    assert_dots(of_greys(shared, 5, 1, &(struct picture_wish){2, false}), ".#/");
}

static unsigned count_black(const struct picture *picture)
{
    unsigned count = 0;
    for (unsigned y = 0; y < picture->dots.height_dots; y++)
        for (unsigned x = 0; x < picture->dots.width_dots; x++)
            count += bitmap_is_black(&picture->dots, x, y);
    return count;
}

static void error_diffusion_keeps_every_grey(void **state)
{
    (void)state;
    enum { SIDE = 128 };
    uint8_t greys[SIDE * SIDE];
    for (int grey = 0; grey < 256; grey++) {
        memset(greys, grey, sizeof greys);
        struct picture *picture = of_greys(greys, SIDE, SIDE, &dithered);
        double share = (double)count_black(picture) / (SIDE * SIDE), wanted = 1 - grey / 255.0;
        assert_true(share - wanted < 0.012 && wanted - share < 0.012);
        picture_free(picture);
    }
}

/* Worked out apart from the code under test; were all rows to go to the right, it were
 * ".#../.#.#/.#../". */
static void error_goes_by_sixteenths_and_rows_turn_about(void **state)
{
    (void)state;
    uint8_t greys[4 * 3];
    memset(greys, 154, sizeof greys);
    assert_dots(of_greys(greys, 4, 3, &dithered), ".#../#..#/.#../");
}

static void the_hash_tells_dots_apart_and_nothing_else(void **state)
{
    (void)state;
    const uint8_t dark[] = {0, 255}, darkish[] = {9, 240}, other[] = {255, 0};
    struct picture *a = of_greys(dark, 2, 1, &plain), *b = of_greys(darkish, 2, 1, &plain);
    struct picture *c = of_greys(other, 2, 1, &plain), *d = of_greys(dark, 1, 2, &plain);
    assert_memory_equal(a->hash, b->hash, PICTURE_HASH);
    assert_memory_not_equal(a->hash, c->hash, PICTURE_HASH);
    assert_memory_not_equal(a->hash, d->hash, PICTURE_HASH);
    picture_free(a);
    picture_free(b);
    picture_free(c);
    picture_free(d);
}

static void assert_refused(const uint8_t *png, size_t length, int status, const char *expected)
{
    struct picture *picture = NULL;
    struct drv_fault fault = {{0}};
    assert_int_equal(picture_from_png(png, length, &plain, &picture, &fault), status);
    assert_null(picture);
    assert_string_equal(fault.text, expected);
}

static void what_is_no_png_is_refused(void **state)
{
    (void)state;
    assert_refused((const uint8_t *)"GIF89a  ", 8, DRV_INVALID,
                   "picture: \"Not a PNG file\", expected a PNG");
    assert_refused((const uint8_t *)"", 0, DRV_INVALID, "picture: \"cut off\", expected a PNG");
}

static void a_png_cut_off_anywhere_is_refused(void **state)
{
    (void)state;
    uint8_t greys[64 * 8];
    struct bytes png = {0};
    memset(greys, 0, sizeof greys);
    png_write_greys(greys, 64, 8, &png);
    /* IEND, the last 12 bytes, says nothing of the dots. */
    for (size_t length = 1; length < png.length - 12; length++) {
        struct picture *picture = NULL;
        assert_int_equal(picture_from_png(png.data, length, &plain, &picture, NULL), DRV_INVALID);
        assert_null(picture);
    }
    bytes_free(&png);
}

static void put_size(struct bytes *png, uint32_t width, uint32_t height)
{
    enum { IHDR_CRC = 29 };
    for (int i = 0; i < 4; i++) {
        png->data[16 + i] = (uint8_t)(width >> (24 - 8 * i));
        png->data[20 + i] = (uint8_t)(height >> (24 - 8 * i));
    }
    uint32_t crc = 0xffffffff;
    for (int i = 12; i < IHDR_CRC; i++) {
        crc ^= png->data[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc & 1 ? crc >> 1 ^ 0xedb88320 : crc >> 1;
    }
    for (int i = 0; i < 4; i++)
        png->data[IHDR_CRC + i] = (uint8_t)(~crc >> (24 - 8 * i));
}

static void what_claims_to_be_too_large_is_refused(void **state)
{
    (void)state;
    static const struct {
        uint32_t width, height;
        const char *expected;
    } cases[] = {
        {4097, 1,
         "picture: found \"4097 x 1\" dots, expected at most 4096 x 16384 and 8388608 in all"},
        {1, 16385,
         "picture: found \"1 x 16385\" dots, expected at most 4096 x 16384 and 8388608 in all"},
        {4096, 2049,
         "picture: found \"4096 x 2049\" dots, expected at most 4096 x 16384 and 8388608 in all"},
    };
    const uint8_t grey = 0;
    struct bytes png = {0};
    png_write_greys(&grey, 1, 1, &png);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        put_size(&png, cases[i].width, cases[i].height);
        assert_refused(png.data, png.length, DRV_LIMIT, cases[i].expected);
    }
    bytes_free(&png);
}

static struct png_dot paint_white(void *context, unsigned x, unsigned y)
{
    (void)context;
    (void)x;
    (void)y;
    return (struct png_dot){.grey = 0xffff};
}

static void what_would_be_too_high_on_paper_is_refused(void **state)
{
    (void)state;
    struct bytes png = {0};
    const struct png_kind kind = {.color_type = PNG_COLOR_TYPE_GRAY, .depth = 1};
    png_write(&kind, 8, 2305, paint_white, NULL, &png);
    assert_refused(png.data, png.length, DRV_LIMIT,
                   "picture: found \"2305\" dots of height, expected at most 2304");
    bytes_free(&png);
    uint8_t *large = calloc(1, PICTURE_PNG_MOST + 1);
    assert_refused(large, PICTURE_PNG_MOST + 1, DRV_LIMIT,
                   "picture: found \"262145\" bytes of PNG, expected at most 262144");
    free(large);
}

static long peak_kib(void)
{
    struct rusage usage;
    assert_int_equal(getrusage(RUSAGE_SELF, &usage), 0);
    return usage.ru_maxrss;
}

/* Once more behind itself, and again: a whole chunk is as good in any number. */
static void repeat_text(const struct bytes *png, int times, struct bytes *out)
{
    const uint8_t *type = memmem(png->data, png->length, "zTXt", 4);
    assert_non_null(type);
    const uint8_t *chunk = type - 4;
    size_t before = (size_t)(chunk - png->data);
    size_t length =
        12 + ((size_t)chunk[0] << 24 | (size_t)chunk[1] << 16 | (size_t)chunk[2] << 8 | chunk[3]);
    bytes_add(out, png->data, before);
    for (int i = 0; i < times; i++)
        bytes_add(out, chunk, length);
    bytes_add(out, chunk + length, png->length - before - length);
}

static void texts_that_unpack_to_much_take_no_memory(void **state)
{
    enum { TIMES = 8, MUCH_KIB = 3 * PNG_HELPER_TEXT / 1024 };
    (void)state;
    struct bytes png = {0}, bomb = {0};
    const struct png_kind kind = {.color_type = PNG_COLOR_TYPE_GRAY, .depth = 1, .text = true};
    png_write(&kind, 8, 1, paint_white, NULL, &png);
    repeat_text(&png, TIMES, &bomb);
    bytes_free(&png);
    long before_kib = peak_kib();
    assert_dots(read_picture(&bomb, &plain), "......../");
    assert_in_range(peak_kib() - before_kib, 0, MUCH_KIB);
}

static void assert_base64_refused(const char *base64, int status, const char *expected)
{
    struct picture *picture = NULL;
    struct drv_fault fault = {{0}};
    assert_int_equal(picture_from_base64(base64, strlen(base64), &plain, &picture, &fault), status);
    assert_null(picture);
    assert_string_equal(fault.text, expected);
}

static void base64_is_read_strictly(void **state)
{
    (void)state;
    const uint8_t greys[] = {0, 255};
    struct bytes png = {0};
    struct picture *picture = NULL;
    png_write_greys(greys, 2, 1, &png);
    char *base64 = png_base64(&png);
    assert_int_equal(picture_from_base64(base64, strlen(base64), &plain, &picture, NULL), DRV_OK);
    assert_dots(picture, "#./");
    free(base64);
    bytes_free(&png);
    assert_base64_refused("iVBO Rw==", DRV_INVALID,
                          "picture: found \"\" at byte 4, expected base64");
    assert_base64_refused("iVBOR", DRV_INVALID, "picture: found \"\" at byte 5, expected base64");
    assert_base64_refused("iVB!Rw==", DRV_INVALID,
                          "picture: found \"!Rw==\" at byte 3, expected base64");
    assert_base64_refused("iVBORx==", DRV_INVALID,
                          "picture: found \"==\" at byte 6, expected base64");
    assert_base64_refused("iVBORw==iVBO", DRV_INVALID,
                          "picture: found \"iVBO\" at byte 8, expected base64");
    assert_base64_refused("iVBORw==", DRV_INVALID, "picture: \"cut off\", expected a PNG");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_dot_is_black_where_it_is_darker_than_the_middle),
        cmocka_unit_test(every_colour_type_and_depth_gives_the_same_dots),
        cmocka_unit_test(what_is_transparent_lies_over_white),
        cmocka_unit_test(a_palette_may_have_transparent_entries),
        cmocka_unit_test(the_files_gamma_counts),
        cmocka_unit_test(a_wide_picture_becomes_as_wide_as_it_may_be_and_a_narrow_one_stays),
        cmocka_unit_test(a_smaller_dot_is_the_mean_of_what_it_covers),
        cmocka_unit_test(error_diffusion_keeps_every_grey),
        cmocka_unit_test(error_goes_by_sixteenths_and_rows_turn_about),
        cmocka_unit_test(the_hash_tells_dots_apart_and_nothing_else),
        cmocka_unit_test(what_is_no_png_is_refused),
        cmocka_unit_test(a_png_cut_off_anywhere_is_refused),
        cmocka_unit_test(what_claims_to_be_too_large_is_refused),
        cmocka_unit_test(what_would_be_too_high_on_paper_is_refused),
        cmocka_unit_test(texts_that_unpack_to_much_take_no_memory),
        cmocka_unit_test(base64_is_read_strictly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
