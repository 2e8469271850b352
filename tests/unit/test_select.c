/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../plugin/select.h"

static const struct config_selectors bread = {
    .list = {{CONFIG_CATEGORY, "Bread"}, {CONFIG_SKU, "4711"}, {CONFIG_ITEM_NAME, "Äpfel rot"}},
    .count = 3};

static void a_category_and_a_sku_are_meant_whole(void **state)
{
    (void)state;
    assert_true(select_item(&bread, "1", "Roll", "Bread"));
    assert_false(select_item(&bread, "1", "Roll", "Breads"));
    assert_false(select_item(&bread, "1", "Roll", "Brea"));
    assert_true(select_item(&bread, "4711", "Roll", ""));
    assert_false(select_item(&bread, "47110", "Roll", ""));
    assert_false(select_item(&bread, "Bread", "4711", ""));
}

static void a_name_begins_so(void **state)
{
    (void)state;
    assert_true(select_item(&bread, "", "Äpfel rot, 1 kg", ""));
    assert_true(select_item(&bread, "", "Äpfel rot", ""));
    assert_false(select_item(&bread, "", "Äpfel ro", ""));
    assert_false(select_item(&bread, "", "rote Äpfel rot", ""));
}

static void capitals_do_not_matter_in_any_alphabet(void **state)
{
    (void)state;
    const struct config_selectors greek = {{{CONFIG_CATEGORY, "ψωμί"}}, 1};
    assert_true(select_item(&bread, "", "ÄPFEL ROT", ""));
    assert_true(select_item(&bread, "", "äpfel Rot", "x"));
    assert_true(select_item(&bread, "", "", "bREAD"));
    assert_true(select_item(&greek, "", "", "ΨΩΜΊ"));
    assert_false(select_item(&bread, "", "Apfel rot", ""));
}

static void what_is_not_utf8_is_only_itself(void **state)
{
    (void)state;
    const struct config_selectors stray = {{{CONFIG_CATEGORY, "a\xff"}}, 1};
    assert_true(select_item(&stray, "", "", "A\xff"));
    assert_false(select_item(&stray, "", "", "A\xfe"));
    assert_false(select_item(&stray, "", "", "A\xc3"));
}

static void an_empty_list_names_nothing(void **state)
{
    (void)state;
    const struct config_selectors none = {.count = 0};
    assert_false(select_item(&none, "", "", ""));
    assert_false(select_item(&none, "4711", "Roll", "Bread"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_category_and_a_sku_are_meant_whole),
        cmocka_unit_test(a_name_begins_so),
        cmocka_unit_test(capitals_do_not_matter_in_any_alphabet),
        cmocka_unit_test(what_is_not_utf8_is_only_itself),
        cmocka_unit_test(an_empty_list_names_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
