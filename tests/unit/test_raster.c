/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../drivers/paper/paper.h"
#include "../../drivers/raster.h"

enum { GS = 0x1d, ESC = 0x1b, LF = 0x0a };

static struct profile model(uint32_t commands, uint16_t dpi)
{
    return (struct profile){.name = "a model",
                            .dots = dpi == 180 ? 512 : 576,
                            .dpi = dpi,
                            .columns = 42,
                            .commands = commands,
                            .units_per_dot = 1,
                            .raster_rows_most = 2303,
                            .graphics_rows_most = 1662};
}

static struct bitmap white(uint16_t width, uint16_t height)
{
    struct bitmap bitmap;
    assert_true(bitmap_new(width, height, &bitmap));
    return bitmap;
}

/* The bitmap is freed. */
static void assert_bytes(const struct profile *profile, struct bitmap bitmap, unsigned x_dots,
                         const uint8_t *expected, size_t length)
{
    struct bytes out = {0};
    raster_put_at(profile, &bitmap, x_dots, &out);
    assert_false(out.failed);
    assert_int_equal(out.length, length);
    if (length > 0)
        assert_memory_equal(out.data, expected, length);
    bytes_free(&out);
    bitmap_free(&bitmap);
}

/* Black: the upper left dot, and the third one of the third row. */
static struct bitmap two_dots(void)
{
    struct bitmap bitmap = white(20, 3);
    bitmap_fill(&bitmap, 0, 0, 1, 1);
    bitmap_fill(&bitmap, 10, 2, 1, 1);
    return bitmap;
}

static void gs_v_0_sends_rows_without_the_white_at_their_right(void **state)
{
    (void)state;
    static const uint8_t expected[] = {GS, 'v',  '0',  0,    2,    0,    3,
                                       0,  0x80, 0x00, 0x00, 0x00, 0x00, 0x20};
    const struct profile profile = model(PROFILE_GS_V0 | PROFILE_GS_L | PROFILE_ESC_STAR, 203);
    assert_bytes(&profile, two_dots(), 0, expected, sizeof expected);
}

static void a_profile_that_names_no_command_is_given_gs_v_0(void **state)
{
    (void)state;
    static const uint8_t expected[] = {GS, 'v', '0', 0, 1, 0, 1, 0, 0xff};
    const struct profile profile = {.name = "nothing known", .dots = 384, .dpi = 203};
    struct bitmap bitmap = white(8, 1);
    bitmap_fill(&bitmap, 0, 0, 8, 1);
    assert_bytes(&profile, bitmap, 0, expected, sizeof expected);
}

static void graphics_are_stored_by_function_112_and_printed_by_50(void **state)
{
    (void)state;
    static const uint8_t expected[] = {GS,   '(', 'L', 16,  0, 48,   112,  48,   1,    1,
                                       49,   16,  0,   3,   0, 0x80, 0x00, 0x00, 0x00, 0x00,
                                       0x20, GS,  '(', 'L', 2, 0,    48,   50};
    const struct profile profile = model(PROFILE_GS_L | PROFILE_ESC_STAR, 203);
    assert_bytes(&profile, two_dots(), 0, expected, sizeof expected);
}

static void graphics_above_65535_bytes_go_out_as_gs_8_l(void **state)
{
    (void)state;
    static const uint8_t header[] = {GS, '8', 'L', 10 + 0x40, 0x67, 1, 0,    48,  112,
                                     48, 1,   1,   49,        64,   2, 0xf8, 0x04};
    struct profile profile = model(PROFILE_GS_L, 203);
    struct bitmap bitmap = white(576, 1272);
    struct bytes out = {0};
    bitmap_fill(&bitmap, 0, 0, 576, 1272);
    raster_put(&profile, &bitmap, &out);
    /* 10 + 72 bytes * 1272 rows = 0x165ca */
    const uint8_t length[] = {0xca, 0x65, 1, 0};
    assert_memory_equal(out.data, header, 3);
    assert_memory_equal(out.data + 3, length, sizeof length);
    assert_memory_equal(out.data + 7, header + 7, sizeof header - 7);
    assert_int_equal(out.length, 17 + 72 * 1272 + 7);
    bytes_free(&out);
    bitmap_free(&bitmap);
}

static void esc_star_sends_bands_of_24_dots_that_end_in_a_line_feed(void **state)
{
    (void)state;
    static const uint8_t expected[] = {ESC, '*', 33,  2,  0, 0x80, 0x00, 0x01, 0xc0, 0x00, 0x00,
                                       LF,  ESC, '*', 33, 1, 0,    0x80, 0x00, 0x00, LF};
    const struct profile profile = model(PROFILE_ESC_STAR | PROFILE_ESC_3, 203);
    struct bitmap bitmap = white(2, 25);
    bitmap_fill(&bitmap, 0, 0, 2, 1);
    bitmap_fill(&bitmap, 1, 1, 1, 1);
    bitmap_fill(&bitmap, 0, 23, 1, 2);
    assert_bytes(&profile, bitmap, 0, expected, sizeof expected);
}

static void a_white_band_has_a_dot_of_width_so_that_it_is_as_high(void **state)
{
    (void)state;
    static const uint8_t expected[] = {ESC, '*', 33, 1, 0, 0, 0, 0, LF};
    const struct profile profile = model(PROFILE_ESC_STAR | PROFILE_ESC_3, 180);
    assert_bytes(&profile, white(1, 24), 0, expected, sizeof expected);
}

static void who_knows_no_esc_3_is_told_the_spacing_of_bands_and_given_back_its_own(void **state)
{
    (void)state;
    static const uint8_t expected[] = {ESC, '3', 24, ESC, '*', 33, 1, 0, 0, 0, 0, LF, ESC, '2'};
    const struct profile profile = model(PROFILE_ESC_STAR, 203);
    assert_bytes(&profile, white(1, 24), 0, expected, sizeof expected);
}

/* Rows 0 to 39 white, 40 black, 41 to 80 white, 81 black, 82 to 999 white. */
static struct bitmap two_lines(void)
{
    struct bitmap bitmap = white(8, 1000);
    bitmap_fill(&bitmap, 0, 40, 8, 1);
    bitmap_fill(&bitmap, 0, 81, 8, 1);
    return bitmap;
}

static void white_rows_become_feed_where_esc_j_is_proven(void **state)
{
    (void)state;
    static const uint8_t expected[] = {ESC, 'J', 40,  GS,  'v', '0', 0,   1,   0,   1,   0,   0xff,
                                       ESC, 'J', 40,  GS,  'v', '0', 0,   1,   0,   1,   0,   0xff,
                                       ESC, 'J', 255, ESC, 'J', 255, ESC, 'J', 255, ESC, 'J', 153};
    const struct profile profile = model(PROFILE_GS_V0 | PROFILE_ESC_J, 203);
    assert_bytes(&profile, two_lines(), 0, expected, sizeof expected);
}

static void a_dot_of_two_units_is_fed_by_two(void **state)
{
    (void)state;
    static const uint8_t expected[] = {ESC, 'J', 80, GS, 'v', '0', 0, 1, 0, 1, 0, 0xff};
    struct profile profile = model(PROFILE_GS_V0 | PROFILE_ESC_J, 180);
    struct bitmap bitmap = white(8, 41);
    profile.units_per_dot = 2;
    bitmap_fill(&bitmap, 0, 40, 8, 1);
    assert_bytes(&profile, bitmap, 0, expected, sizeof expected);
}

static void nothing_is_fed_by_units_that_are_not_known(void **state)
{
    (void)state;
    struct profile profile = model(PROFILE_GS_V0 | PROFILE_ESC_J, 203);
    struct bitmap bitmap = two_lines();
    struct bytes out = {0};
    profile.units_per_dot = 0;
    raster_put(&profile, &bitmap, &out);
    assert_int_equal(out.length, 8 + 1000);
    bytes_free(&out);
    bitmap_free(&bitmap);
}

/* Eleven rows of one byte are as long as a feed and one more header. */
static void white_rows_are_sent_where_feed_would_be_longer(void **state)
{
    (void)state;
    const struct profile profile = model(PROFILE_GS_V0 | PROFILE_ESC_J, 203);
    for (uint16_t gap = 11; gap <= 12; gap++) {
        struct bitmap bitmap = white(8, gap + 2);
        struct bytes out = {0};
        bitmap_fill(&bitmap, 0, 0, 8, 1);
        bitmap_fill(&bitmap, 0, gap + 1, 8, 1);
        raster_put(&profile, &bitmap, &out);
        assert_int_equal(memchr(out.data, 'J', out.length) != NULL, gap == 12);
        assert_int_equal(out.length, gap == 12 ? 9 + 3 + 9 : 8 + 2 + gap);
        bytes_free(&out);
        bitmap_free(&bitmap);
    }
}

static void no_slice_is_higher_than_the_profile_says(void **state)
{
    (void)state;
    struct profile profile = model(PROFILE_GS_V0, 203);
    struct bitmap bitmap = white(8, 30);
    struct bytes out = {0};
    profile.raster_rows_most = 24;
    bitmap_fill(&bitmap, 0, 0, 8, 30);
    raster_put(&profile, &bitmap, &out);
    const uint8_t first[] = {GS, 'v', '0', 0, 1, 0, 24, 0},
                  second[] = {GS, 'v', '0', 0, 1, 0, 6, 0};
    assert_int_equal(out.length, 8 + 24 + 8 + 6);
    assert_memory_equal(out.data, first, 8);
    assert_memory_equal(out.data + 8 + 24, second, 8);
    bytes_free(&out);
    bitmap_free(&bitmap);
}

static void white_to_the_left_is_sent_where_that_is_shorter_than_a_margin(void **state)
{
    (void)state;
    static const uint8_t sent[] = {GS, 'v', '0', 0, 2, 0, 1, 0, 0x00, 0x1f};
    const struct profile profile = model(PROFILE_GS_V0 | PROFILE_GS_AREA, 203);
    struct bitmap bitmap = white(5, 1);
    bitmap_fill(&bitmap, 0, 0, 5, 1);
    assert_bytes(&profile, bitmap, 11, sent, sizeof sent);
}

static void a_margin_moves_what_is_high_and_is_taken_back(void **state)
{
    (void)state;
    static const uint8_t expected[] = {GS, 'L', 44,   1,    GS,   'v', '0', 0, 1, 0,
                                       3,  0,   0xff, 0xff, 0xff, GS,  'L', 0, 0};
    const struct profile profile = model(PROFILE_GS_V0 | PROFILE_GS_AREA, 203);
    struct bitmap bitmap = white(8, 3);
    bitmap_fill(&bitmap, 0, 0, 8, 3);
    assert_bytes(&profile, bitmap, 300, expected, sizeof expected);
}

static void nothing_is_sent_for_no_rows(void **state)
{
    (void)state;
    const struct profile profile = model(PROFILE_GS_V0, 203);
    assert_bytes(&profile, white(8, 0), 0, NULL, 0);
    assert_bytes(&profile, white(0, 8), 0, NULL, 0);
}

/* Is there a command that a printer obeys wherever it stands? */
static bool has_realtime(const struct bytes *bytes)
{
    for (size_t i = 1; i < bytes->length; i++)
        if (bytes->data[i - 1] == 0x10 && memchr("\x04\x05\x14", bytes->data[i], 3) != NULL)
            return true;
    return false;
}

static void no_real_time_command_stands_in_a_picture(void **state)
{
    (void)state;
    static const uint8_t commands[] = {0x10, 0x14, 0x01, 0x00, 0x01, 0x10, 0x04, 0x01,
                                       0x10, 0x05, 0x02, 0x10, 0x10, 0x14, 0x08, 0x10};
    const struct profile profile = model(PROFILE_GS_V0, 203);
    struct bitmap bitmap = white(8 * sizeof commands, 2);
    struct bytes out = {0};
    memcpy(bitmap.rows, commands, sizeof commands);
    memcpy(bitmap.rows + bitmap.stride, "\x04\x05\x14", 3); /* behind the DLE that ends a row */
    raster_put(&profile, &bitmap, &out);
    assert_false(has_realtime(&out));
    assert_int_equal(out.data[8 + 1], 0x16);
    assert_int_equal(out.data[8 + sizeof commands], 0x06);
    bytes_free(&out);
    bitmap_free(&bitmap);
}

/* 1040 rows: 10 04; 0x0410 bytes of parameters: 10 04. */
static void no_real_time_command_stands_in_a_header(void **state)
{
    (void)state;
    static const uint32_t commands[] = {PROFILE_GS_V0, PROFILE_GS_L};
    for (int i = 0; i < 2; i++)
        for (uint16_t height = 1; height <= 1700; height++) {
            const struct profile profile = model(commands[i], 203);
            struct bitmap bitmap = white(8, height);
            struct bytes out = {0};
            bitmap_fill(&bitmap, 0, 0, 8, height);
            raster_put(&profile, &bitmap, &out);
            assert_false(has_realtime(&out));
            assert_true(out.length > height);
            bytes_free(&out);
            bitmap_free(&bitmap);
        }
}

/* Lines, dots and wide gaps. */
static struct bitmap some_picture(unsigned seed)
{
    srand(seed);
    struct bitmap bitmap =
        white((uint16_t)(1 + (unsigned)rand() % 384), (uint16_t)(1 + (unsigned)rand() % 400));
    for (int i = 0; i < 12; i++) {
        unsigned y = (unsigned)rand() % bitmap.height_dots;
        bitmap_fill(&bitmap, (unsigned)rand() % bitmap.width_dots, y, (unsigned)rand() % 60,
                    (unsigned)rand() % 9);
    }
    return bitmap;
}

static void assert_on_paper(const struct profile *profile, const struct bitmap *bitmap, unsigned x)
{
    struct bytes out = {0};
    struct paper *paper = NULL;
    if (profile->commands & PROFILE_ESC_3)
        bytes_add(&out, "\x1b\x33\x18", 3);
    raster_put_at(profile, bitmap, x, &out);
    bytes_add(&out, "x\n", 2);
    assert_int_equal(paper_print(out.data, out.length, profile, &paper, NULL), DRV_OK);
    const struct paper_sheet *sheet = paper_sheet_at(paper, 0);
    bool bands = (profile->commands & PROFILE_ESC_STAR) != 0;
    unsigned height = bitmap->height_dots;
    if (bands)
        height += sheet->height_dots - 24 - height;
    assert_in_range(height, bitmap->height_dots, bitmap->height_dots + (bands ? 23 : 0));
    assert_int_equal(sheet->height_dots, height + 24);
    for (unsigned y = 0; y < height; y++)
        for (unsigned at = 0; at < sheet->width_dots; at++) {
            bool inside = at >= x && at < x + bitmap->width_dots && y < bitmap->height_dots;
            bool black = sheet->dots[y * sheet->stride + at / 8] >> (7 - at % 8) & 1;
            assert_int_equal(black, inside && bitmap_is_black(bitmap, at - x, y));
        }
    paper_free(paper);
    bytes_free(&out);
}

static void every_way_of_sending_puts_the_same_dots_on_paper(void **state)
{
    (void)state;
    static const uint32_t commands[] = {
        PROFILE_GS_V0 | PROFILE_ESC_3,
        PROFILE_GS_V0 | PROFILE_ESC_3 | PROFILE_ESC_J,
        PROFILE_GS_V0 | PROFILE_ESC_3 | PROFILE_ESC_J | PROFILE_GS_AREA,
        PROFILE_GS_L | PROFILE_ESC_3,
        PROFILE_GS_L | PROFILE_ESC_3 | PROFILE_ESC_J | PROFILE_GS_AREA,
        PROFILE_ESC_STAR | PROFILE_ESC_3 | PROFILE_GS_AREA,
        PROFILE_ESC_STAR | PROFILE_ESC_3 | PROFILE_ESC_J,
    };
    for (unsigned seed = 0; seed < 60; seed++)
        for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
            struct profile profile = model(commands[i], seed % 2 == 0 ? 203 : 180);
            profile.raster_rows_most = seed % 3 == 0 ? 24 : 2303;
            profile.graphics_rows_most = seed % 3 == 0 ? 100 : 1662;
            profile.units_per_dot = profile.dpi == 180 || seed % 5 == 0 ? 2 : 1;
            struct bitmap bitmap = some_picture(seed);
            assert_on_paper(&profile, &bitmap, seed % 4 == 0 ? 0 : seed * 2);
            bitmap_free(&bitmap);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gs_v_0_sends_rows_without_the_white_at_their_right),
        cmocka_unit_test(a_profile_that_names_no_command_is_given_gs_v_0),
        cmocka_unit_test(graphics_are_stored_by_function_112_and_printed_by_50),
        cmocka_unit_test(graphics_above_65535_bytes_go_out_as_gs_8_l),
        cmocka_unit_test(esc_star_sends_bands_of_24_dots_that_end_in_a_line_feed),
        cmocka_unit_test(a_white_band_has_a_dot_of_width_so_that_it_is_as_high),
        cmocka_unit_test(who_knows_no_esc_3_is_told_the_spacing_of_bands_and_given_back_its_own),
        cmocka_unit_test(white_rows_become_feed_where_esc_j_is_proven),
        cmocka_unit_test(a_dot_of_two_units_is_fed_by_two),
        cmocka_unit_test(nothing_is_fed_by_units_that_are_not_known),
        cmocka_unit_test(white_rows_are_sent_where_feed_would_be_longer),
        cmocka_unit_test(no_slice_is_higher_than_the_profile_says),
        cmocka_unit_test(white_to_the_left_is_sent_where_that_is_shorter_than_a_margin),
        cmocka_unit_test(a_margin_moves_what_is_high_and_is_taken_back),
        cmocka_unit_test(nothing_is_sent_for_no_rows),
        cmocka_unit_test(no_real_time_command_stands_in_a_picture),
        cmocka_unit_test(no_real_time_command_stands_in_a_header),
        cmocka_unit_test(every_way_of_sending_puts_the_same_dots_on_paper),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
