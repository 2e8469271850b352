/* SPDX-License-Identifier: MIT */
/* jansson is the judge: what it writes of the same, byte by byte. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "../../plugin/json_text.h"
#include "../../plugin/sale.h"
#undef fail /* cmocka has a macro of this name, too */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

enum { ROUNDS = 20000, POINTS_MAX = 40, POINT_LAST = 0x10FFFF };

/* xorshift32: the same texts each time. */
static uint32_t seed = 20261122;

static uint32_t draw(uint32_t below)
{
    seed ^= seed << 13;
    seed ^= seed >> 17;
    seed ^= seed << 5;
    return seed % below;
}

static void assert_same(struct bytes *ours, json_t *value)
{
    char *theirs = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
    assert_non_null(theirs);
    bytes_add_byte(ours, 0);
    assert_false(ours->failed);
    assert_string_equal((char *)ours->data, theirs);
    free(theirs);
    json_decref(value);
    bytes_free(ours);
}

static void assert_string_is_same(const char *text)
{
    struct bytes out = {0};
    json_t *value = json_string(text);
    assert_non_null(value);
    json_text_string(&out, text);
    assert_same(&out, value);
}

static void every_character_up_to_0x2ff_is_written_as_jansson_does(void **state)
{
    (void)state;
    for (utf8proc_int32_t point = 1; point < 0x300; point++) {
        char text[8] = "a";
        utf8proc_ssize_t length = utf8proc_encode_char(point, (utf8proc_uint8_t *)text + 1);
        text[1 + length] = 'b';
        assert_string_is_same(text);
    }
    assert_string_is_same("");
}

/* Half of the characters are such as have to be escaped, or stand beside them. */
static utf8proc_int32_t any_point(void)
{
    for (;;) {
        utf8proc_int32_t point = (utf8proc_int32_t)(1 + draw(draw(2) == 0 ? 0x7f : POINT_LAST));
        if (utf8proc_codepoint_valid(point))
            return point;
    }
}

static void random_text(char *text)
{
    size_t length = 0;
    for (uint32_t left = draw(POINTS_MAX); left > 0; left--)
        length += (size_t)utf8proc_encode_char(any_point(), (utf8proc_uint8_t *)text + length);
    text[length] = '\0';
}

static void any_text_is_written_as_jansson_does(void **state)
{
    char text[4 * POINTS_MAX + 1];
    (void)state;
    for (int i = 0; i < ROUNDS; i++) {
        random_text(text);
        assert_string_is_same(text);
    }
}

static void integers_are_written_as_jansson_does(void **state)
{
    const int64_t values[] = {0, 1, -1, 9, 10, -10, 1000, INT64_MAX, INT64_MIN, INT64_MIN + 1};
    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        struct bytes out = {0};
        json_text_integer(&out, values[i]);
        assert_same(&out, json_integer(values[i]));
    }
}

/* The items of a sale, and the same out of jansson's hands. */
static json_t *add_items(struct sale *sale, int count)
{
    json_t *items = json_array();
    char texts[3][4 * POINTS_MAX + 1];
    for (int i = 0; i < count; i++) {
        int64_t quantity_milli = (int64_t)draw(1000000) - 500000, amount_minor = draw(1000000);
        for (int t = 0; t < 3; t++) {
            random_text(texts[t]);
            if (strlen(texts[t]) > SALE_ITEM_TEXT_MAX)
                texts[t][0] = '\0';
        }
        assert_int_equal(
            sale_add_item(sale, texts[0], texts[1], texts[2], quantity_milli, amount_minor, NULL),
            COMEBACK_OK);
        json_array_append_new(items,
                              json_pack("[sssII]", texts[0], texts[1], texts[2],
                                        (json_int_t)quantity_milli, (json_int_t)amount_minor));
    }
    return items;
}

static void items_are_written_as_jansson_does(void **state)
{
    (void)state;
    for (int i = 0; i < 1000; i++) {
        struct sale sale;
        struct bytes out = {0};
        assert_int_equal(sale_start(&sale, "shop", NULL), COMEBACK_OK);
        json_t *items = add_items(&sale, 1 + (int)draw(5));
        bytes_add_byte(&out, '{');
        sale_write_items(&sale, &out);
        bytes_add_byte(&out, '}');
        assert_same(&out, json_pack("{so}", "items", items));
        sale_clear(&sale);
    }
}

static void a_sale_without_items_writes_nothing(void **state)
{
    struct sale sale;
    struct bytes out = {0};
    (void)state;
    assert_int_equal(sale_start(&sale, "shop", NULL), COMEBACK_OK);
    sale_write_items(&sale, &out);
    assert_int_equal(out.length, 0);
    assert_false(out.failed);
}

static json_t *any_tree(int depth)
{
    char text[4 * POINTS_MAX + 1];
    json_t *tree;
    switch (draw(depth > 0 ? 8 : 6)) {
    case 0:
        random_text(text);
        return json_string(text);
    case 1:
        return json_integer((json_int_t)draw(UINT32_MAX) - INT32_MAX);
    case 2:
        return json_real((double)draw(1000) / 8);
    case 3:
        return json_true();
    case 4:
        return json_false();
    case 5:
        return json_null();
    case 6:
        tree = json_array();
        for (uint32_t left = draw(4); left > 0; left--)
            json_array_append_new(tree, any_tree(depth - 1));
        return tree;
    default:
        tree = json_object();
        for (uint32_t left = draw(4); left > 0; left--) {
            random_text(text);
            json_object_set_new(tree, text, any_tree(depth - 1));
        }
        return tree;
    }
}

static void random_trees_are_written_as_jansson_does(void **state)
{
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        struct bytes out = {0};
        json_t *tree = any_tree(4);
        assert_non_null(tree);
        json_text_value(&out, tree);
        assert_same(&out, tree);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_character_up_to_0x2ff_is_written_as_jansson_does),
        cmocka_unit_test(any_text_is_written_as_jansson_does),
        cmocka_unit_test(integers_are_written_as_jansson_does),
        cmocka_unit_test(items_are_written_as_jansson_does),
        cmocka_unit_test(a_sale_without_items_writes_nothing),
        cmocka_unit_test(random_trees_are_written_as_jansson_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
