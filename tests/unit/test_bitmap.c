/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "../../drivers/bitmap.h"

/* The same, dot by dot. */
static void set(struct bitmap *bitmap, unsigned x, unsigned y)
{
    if (x < bitmap->width_dots && y < bitmap->height_dots)
        bitmap->rows[y * bitmap->stride + x / 8] |= (uint8_t)(0x80 >> x % 8);
}

static void assert_same(const struct bitmap *a, const struct bitmap *b)
{
    assert_memory_equal(a->rows, b->rows, a->stride * a->height_dots);
}

static void a_fill_is_every_dot_of_its_rectangle_on_the_bitmap(void **state)
{
    (void)state;
    for (unsigned x = 0; x < 24; x++)
        for (unsigned width = 0; width < 24; width++) {
            struct bitmap filled, dotted;
            assert_true(bitmap_new(21, 3, &filled) && bitmap_new(21, 3, &dotted));
            bitmap_fill(&filled, x, 1, width, 5);
            for (unsigned i = 0; i < width * 5; i++)
                set(&dotted, x + i % width, 1 + i / width);
            assert_same(&filled, &dotted);
            bitmap_free(&filled);
            bitmap_free(&dotted);
        }
}

static void a_drawing_is_every_black_dot_moved_and_no_dot_beyond_the_edge(void **state)
{
    (void)state;
    struct bitmap stamp;
    assert_true(bitmap_new(11, 2, &stamp));
    bitmap_fill(&stamp, 0, 0, 3, 1);
    bitmap_fill(&stamp, 9, 0, 2, 2);
    for (unsigned x = 0; x < 24; x++) {
        struct bitmap drawn, dotted;
        assert_true(bitmap_new(21, 2, &drawn) && bitmap_new(21, 2, &dotted));
        bitmap_draw(&drawn, x, 1, &stamp);
        for (unsigned i = 0; i < 11; i++)
            if (bitmap_is_black(&stamp, i, 0))
                set(&dotted, x + i, 1);
        assert_same(&drawn, &dotted);
        assert_true(bitmap_row_is_white(&drawn, 0));
        assert_int_equal(bitmap_row_is_white(&drawn, 1), x > 20);
        bitmap_free(&drawn);
        bitmap_free(&dotted);
    }
    bitmap_free(&stamp);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fill_is_every_dot_of_its_rectangle_on_the_bitmap),
        cmocka_unit_test(a_drawing_is_every_black_dot_moved_and_no_dot_beyond_the_edge),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
