/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../drivers/picture_cache.h"
#include "png_helper.h"

enum { GS = 0x1d };

static const struct picture_wish wish = {16, false};

static const struct profile model = {
    .name = "a model", .dots = 576, .dpi = 203, .commands = PROFILE_GS_V0 | PROFILE_GS_AREA};
static const struct profile keeper = {.name = "a model with NV graphics",
                                      .dots = 576,
                                      .dpi = 203,
                                      .commands = PROFILE_GS_V0 | PROFILE_GS_AREA | PROFILE_GS_NV};

/* Eight dots in a row, black where the bit is set. */
static char *picture_of(uint8_t bits)
{
    uint8_t greys[8];
    struct bytes png = {0};
    for (int i = 0; i < 8; i++)
        greys[i] = bits >> (7 - i) & 1 ? 0 : 255;
    png_write_greys(greys, 8, 1, &png);
    char *base64 = png_base64(&png);
    bytes_free(&png);
    return base64;
}

static const struct picture *get(struct picture_cache *cache, const char *base64)
{
    const struct picture *picture = NULL;
    assert_int_equal(picture_cache_get(cache, base64, strlen(base64), &wish, &picture, NULL),
                     DRV_OK);
    return picture;
}

static void assert_put(struct picture_cache *cache, const struct profile *profile,
                       const struct layout_image *image, const void *expected, size_t length)
{
    struct bytes out = {0};
    struct pen pen = {.profile = profile, .out = &out};
    assert_int_equal(picture_cache_put(cache, image, &pen, NULL), DRV_OK);
    assert_int_equal(out.length, length);
    assert_memory_equal(out.data, expected, length);
    bytes_free(&out);
}

static struct layout_image image_of(const char *base64, uint8_t align)
{
    return (struct layout_image){.base64 = base64,
                                 .length = (uint32_t)strlen(base64),
                                 .left_dots = 8,
                                 .width_dots = 16,
                                 .align = align};
}

static void a_picture_is_read_once_for_each_wish(void **state)
{
    (void)state;
    struct picture_cache cache = {.clock = 0};
    char *base64 = picture_of(0xa5), *again = strdup(base64);
    const struct picture *first = get(&cache, base64), *narrow = NULL;
    assert_ptr_equal(get(&cache, again), first);
    const struct picture_wish other = {4, false};
    assert_int_equal(picture_cache_get(&cache, again, strlen(again), &other, &narrow, NULL),
                     DRV_OK);
    assert_int_equal(narrow->dots.width_dots, 4);
    assert_int_equal(first->dots.width_dots, 8);
    free(base64);
    free(again);
    picture_cache_free(&cache);
}

static void the_one_unused_for_longest_makes_room(void **state)
{
    (void)state;
    struct picture_cache cache = {.clock = 0};
    char *texts[PICTURE_CACHE_SLOTS + 1];
    for (int i = 0; i <= PICTURE_CACHE_SLOTS; i++)
        texts[i] = picture_of((uint8_t)(i + 1));
    const struct picture *first = get(&cache, texts[0]);
    for (int i = 1; i < PICTURE_CACHE_SLOTS; i++)
        get(&cache, texts[i]);
    assert_ptr_equal(get(&cache, texts[0]), first);
    get(&cache, texts[PICTURE_CACHE_SLOTS]);
    assert_ptr_equal(get(&cache, texts[0]), first);
    bool second_kept = false;
    for (int i = 0; i < PICTURE_CACHE_SLOTS; i++)
        second_kept |= cache.slots[i].length == strlen(texts[1]) &&
                       memcmp(cache.slots[i].base64, texts[1], strlen(texts[1])) == 0;
    assert_false(second_kept);
    for (int i = 0; i <= PICTURE_CACHE_SLOTS; i++)
        free(texts[i]);
    picture_cache_free(&cache);
}

static void what_is_refused_takes_no_place(void **state)
{
    (void)state;
    struct picture_cache cache = {.clock = 0};
    const struct picture *picture = NULL;
    struct drv_fault fault = {{0}};
    assert_int_equal(picture_cache_get(&cache, "AAAA", 4, &wish, &picture, &fault), DRV_INVALID);
    assert_null(picture);
    assert_string_equal(fault.text, "picture: \"cut off\", expected a PNG");
    for (int i = 0; i < PICTURE_CACHE_SLOTS; i++)
        assert_null(cache.slots[i].base64);
    struct bytes out = {0};
    const struct layout_image image = image_of("!", 0);
    struct pen pen = {.profile = &model, .out = &out};
    assert_int_equal(picture_cache_put(&cache, &image, &pen, &fault), DRV_INVALID);
    assert_string_equal(fault.text, "picture: found \"!\" at byte 0, expected base64");
    assert_int_equal(out.length, 0);
    picture_cache_free(&cache);
}

/* A dot high, it is moved by white in its row: from 8, 12 and 16 on. */
static void a_picture_stands_left_in_the_middle_or_right_in_its_area(void **state)
{
    (void)state;
    struct picture_cache cache = {.clock = 0};
    char *base64 = picture_of(0xff);
    static const uint8_t left[] = {GS, 'v', '0', 0, 2, 0, 1, 0, 0x00, 0xff};
    static const uint8_t middle[] = {GS, 'v', '0', 0, 3, 0, 1, 0, 0x00, 0x0f, 0xf0};
    static const uint8_t right[] = {GS, 'v', '0', 0, 3, 0, 1, 0, 0x00, 0x00, 0xff};
    struct layout_image image = image_of(base64, 0);
    assert_put(&cache, &model, &image, left, sizeof left);
    image.align = 1;
    assert_put(&cache, &model, &image, middle, sizeof middle);
    assert_put(&cache, &model, &image, middle, sizeof middle);
    image.align = 2;
    assert_put(&cache, &model, &image, right, sizeof right);
    free(base64);
    picture_cache_free(&cache);
}

static void a_stored_picture_is_printed_by_its_key(void **state)
{
    (void)state;
    struct picture_cache cache = {.clock = 0};
    char *base64 = picture_of(0xff), *other = picture_of(0x0f);
    static const uint8_t by_key[] = {GS, 'L', 8,   0, GS, '(', 'L', 6, 0, 48,
                                     69, 'C', 'B', 1, 1,  GS,  'L', 0, 0};
    static const uint8_t whole[] = {GS, 'v', '0', 0, 2, 0, 1, 0, 0x00, 0xff};
    static const uint8_t foreign[] = {GS, 'v', '0', 0, 2, 0, 1, 0, 0x00, 0x0f};
    struct layout_image image = image_of(base64, 0), another = image_of(other, 0);
    memcpy(cache.stored.hash, get(&cache, base64)->hash, PICTURE_HASH);
    assert_put(&cache, &keeper, &image, whole, sizeof whole);
    memcpy(cache.stored.key, "CB", 2);
    assert_put(&cache, &keeper, &image, by_key, sizeof by_key);
    assert_put(&cache, &keeper, &another, foreign, sizeof foreign);
    picture_cache_free(&cache);
    free(base64);
    free(other);
}

static void a_model_that_keeps_no_pictures_is_sent_the_whole_one(void **state)
{
    (void)state;
    struct picture_cache cache = {.clock = 0};
    char *base64 = picture_of(0xff);
    static const uint8_t whole[] = {GS, 'v', '0', 0, 2, 0, 1, 0, 0x00, 0xff};
    struct layout_image image = image_of(base64, 0);
    memcpy(cache.stored.hash, get(&cache, base64)->hash, PICTURE_HASH);
    memcpy(cache.stored.key, "CB", 2);
    assert_put(&cache, &model, &image, whole, sizeof whole);
    picture_cache_free(&cache);
    free(base64);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_picture_is_read_once_for_each_wish),
        cmocka_unit_test(the_one_unused_for_longest_makes_room),
        cmocka_unit_test(what_is_refused_takes_no_place),
        cmocka_unit_test(a_picture_stands_left_in_the_middle_or_right_in_its_area),
        cmocka_unit_test(a_stored_picture_is_printed_by_its_key),
        cmocka_unit_test(a_model_that_keeps_no_pictures_is_sent_the_whole_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
