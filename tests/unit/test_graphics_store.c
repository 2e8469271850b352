/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "../../drivers/paper/graphics_bmp.h"
#include "../../drivers/paper/graphics_dots.h"
#include "../../drivers/paper/graphics_store.h"
#include "../../drivers/status.h"

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 16;
}

/* Bit by bit, as the manuals draw it. */
static void columns_become_the_rows_that_they_draw(void **state)
{
    (void)state;
    uint32_t seed = 5;
    for (size_t column_bytes = 1; column_bytes <= 3; column_bytes++)
        for (size_t count = 1; count <= 40; count++) {
            uint8_t columns[3 * 40], rows[24 * 5] = {0};
            for (size_t i = 0; i < sizeof columns; i++)
                columns[i] = (uint8_t)next_random(&seed);
            dots_from_columns(columns, column_bytes, count, rows, 5);
            for (size_t y = 0; y < 8 * column_bytes; y++)
                for (size_t x = 0; x < 40; x++) {
                    int sent =
                        columns[x * column_bytes % sizeof columns + y / 8] >> (7 - y % 8) & 1;
                    assert_int_equal(rows[y * 5 + x / 8] >> (7 - x % 8) & 1, x < count ? sent : 0);
                }
        }
}

static void each_dot_is_burnt_so_often(void **state)
{
    (void)state;
    static const uint8_t rows[] = {0xA5, 0xFF, 0x3C, 0x00}; /* 11 dots wide */
    for (unsigned wide = 1; wide <= 3; wide++)
        for (unsigned high = 1; high <= 3; high++) {
            struct bitmap dots;
            assert_true(dots_enlarge(rows, 2, 11, 2, wide, high, &dots));
            assert_int_equal(dots.width_dots, 11 * wide);
            assert_int_equal(dots.height_dots, 2 * high);
            for (unsigned y = 0; y < dots.height_dots; y++)
                for (unsigned x = 0; x < 8 * dots.stride; x++) {
                    unsigned column = x / wide;
                    int sent =
                        column < 11 && rows[y / high * 2 + column / 8] >> (7 - column % 8) & 1;
                    assert_int_equal(dots.rows[y * dots.stride + x / 8] >> (7 - x % 8) & 1, sent);
                }
            bitmap_free(&dots);
        }
}

static bool put(struct graphics_store *store, const char *key, bool is_image, uint16_t width,
                uint16_t height)
{
    struct bitmap dots;
    assert_true(bitmap_new(width, height, &dots));
    return graphics_put(store, (const uint8_t *)key, is_image, &dots);
}

static void a_key_holds_what_was_last_put_under_it(void **state)
{
    (void)state;
    struct graphics_store store = {.capacity_bytes = 1000};
    assert_true(put(&store, "AB", false, 80, 10));
    assert_int_equal(graphics_room(&store), 1000 - 100 - 16);
    assert_true(put(&store, "CD", false, 8, 1));
    assert_true(put(&store, "AB", false, 16, 3));
    assert_int_equal(store.count, 2);
    assert_int_equal(graphics_find(&store, (const uint8_t *)"AB", false)->dots.width_dots, 16);
    assert_int_equal(graphics_room(&store), 1000 - (6 + 16) - (1 + 16));
    assert_null(graphics_find(&store, (const uint8_t *)"AC", false));
    assert_int_equal(store.writes, 3);
    graphics_delete(&store, (const uint8_t *)"XX");
    assert_int_equal(store.writes, 3);
    graphics_delete(&store, (const uint8_t *)"CD");
    assert_int_equal(store.writes, 4);
    graphics_clear(&store);
    graphics_clear(&store);
    assert_int_equal(store.writes, 5);
    assert_int_equal(graphics_room(&store), 1000);
    graphics_store_free(&store);
}

static void what_has_no_room_changes_nothing(void **state)
{
    (void)state;
    struct graphics_store store = {.capacity_bytes = 100};
    assert_true(put(&store, "AB", false, 8, 40));
    assert_false(put(&store, "CD", false, 8, 40));
    assert_false(put(&store, "AB", false, 8, 85));
    assert_int_equal(graphics_find(&store, (const uint8_t *)"AB", false)->dots.height_dots, 40);
    assert_int_equal(store.writes, 1);
    assert_true(put(&store, "AB", false, 8, 84)); /* in its own place there is room */
    assert_int_equal(graphics_room(&store), 0);
    graphics_fill(&store);
    assert_false(put(&store, "CD", false, 8, 1));
    graphics_store_free(&store);
}

static void graphics_and_images_drive_each_other_out(void **state)
{
    (void)state;
    struct graphics_store store = {.capacity_bytes = 0};
    assert_true(put(&store, "AB", false, 8, 40));
    assert_true(put(&store, "\1", true, 8, 40));
    assert_int_equal(store.count, 1);
    assert_null(graphics_find(&store, (const uint8_t *)"AB", false));
    assert_non_null(graphics_find(&store, (const uint8_t *)"\1", true));
    assert_true(put(&store, "AB", false, 8, 40));
    assert_null(graphics_find(&store, (const uint8_t *)"\1", true));
    graphics_store_free(&store);
}

static void put32(uint8_t *at, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        at[i] = (uint8_t)(value >> (8 * i));
}

/* 9 by 2 dots: the upper row is the last one. */
static size_t make_bmp(uint8_t file[128], uint32_t height, bool white_first)
{
    memset(file, 0, 128);
    memcpy(file, "BM", 2);
    put32(file + 10, 62);
    put32(file + 14, 40);
    put32(file + 18, 9);
    put32(file + 22, height);
    file[26] = 1;
    file[28] = 1;
    put32(file + (white_first ? 54 : 58), 0x00FFFFFF);
    file[62] = 0x0F;
    file[63] = 0xFF;
    file[66] = 0xF0;
    return 70;
}

static void a_windows_file_is_read_from_its_foot(void **state)
{
    (void)state;
    uint8_t file[128];
    struct bitmap dots;
    size_t length = make_bmp(file, 2, true);
    assert_int_equal(bmp_read(file, length, &dots), DRV_OK);
    assert_int_equal(dots.width_dots, 9);
    assert_int_equal(dots.height_dots, 2);
    assert_memory_equal(dots.rows, "\xf0\x00\x0f\x80", 4);
    bitmap_free(&dots);
    make_bmp(file, (uint32_t)-2, false);
    assert_int_equal(bmp_read(file, length, &dots), DRV_OK);
    assert_memory_equal(dots.rows, "\xf0\x00\x0f\x80", 4);
    bitmap_free(&dots);
}

static void a_file_that_is_none_is_refused(void **state)
{
    (void)state;
    static const struct {
        size_t at;
        uint32_t value;
    } wrong[] = {
        {0, 0x4D43}, {10, 63},   {10, 0xFFFFFFFF}, {14, 12}, {14, 0xFFFFFFF0}, {18, 0}, {18, 8193},
        {22, 0},     {22, 2305}, {22, 0x80000000}, {28, 24}, {30, 1},          {22, 3},
    };
    uint8_t file[128];
    struct bitmap dots;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        size_t length = make_bmp(file, 2, true);
        put32(file + wrong[i].at, wrong[i].value);
        if (bmp_read(file, length, &dots) != DRV_INVALID)
            fail_msg("%u at %zu is read", wrong[i].value, wrong[i].at);
    }
    for (size_t length = 0; length < 70; length++) {
        make_bmp(file, 2, true);
        uint8_t *exact = malloc(length + 1);
        memcpy(exact, file, length);
        assert_int_equal(bmp_read(exact, length, &dots), DRV_INVALID);
        free(exact);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_become_the_rows_that_they_draw),
        cmocka_unit_test(each_dot_is_burnt_so_often),
        cmocka_unit_test(a_key_holds_what_was_last_put_under_it),
        cmocka_unit_test(what_has_no_room_changes_nothing),
        cmocka_unit_test(graphics_and_images_drive_each_other_out),
        cmocka_unit_test(a_windows_file_is_read_from_its_foot),
        cmocka_unit_test(a_file_that_is_none_is_refused),
    };
    return cmocka_run_group_tests_name("graphics_store", tests, NULL, NULL);
}
