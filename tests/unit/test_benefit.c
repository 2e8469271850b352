/* SPDX-License-Identifier: MIT */
/* What a promise is worth, how it reads, and that its terms come back from the log as they were. */
#include "../../plugin/benefit.h"
#undef fail /* cmocka has a macro of this name, too */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

static struct sale sale;

static int start(void **state)
{
    (void)state;
    memset(&sale, 0, sizeof sale);
    return sale_start(&sale, "pos", NULL);
}

static int clear(void **state)
{
    (void)state;
    sale_clear(&sale);
    return 0;
}

static void add(const char *sku, const char *category, int64_t quantity_milli, int64_t minor)
{
    assert_int_equal(sale_add_item(&sale, sku, "", category, quantity_milli, minor, NULL),
                     COMEBACK_OK);
    sale.total_minor += minor;
}

static const struct config_selectors bread = {.list = {{CONFIG_CATEGORY, "bread"}}, .count = 1};
static const struct config_selectors rye = {.list = {{CONFIG_SKU, "rye"}}, .count = 1};

static void a_percentage_is_of_what_is_paid_and_rounded_down(void **state)
{
    (void)state;
    const struct benefit tenth = {.given = true, .sort = CONFIG_PERCENT, .percent = 10};
    sale.total_minor = 1999;
    assert_int_equal(benefit_worth(&tenth, &sale), 199);
    sale.applied_minor = 11;
    assert_int_equal(benefit_worth(&tenth, &sale), 201);
}

static void the_minimum_is_reached_by_the_lines_that_are_meant(void **state)
{
    (void)state;
    struct benefit tenth = {.given = true,
                            .sort = CONFIG_PERCENT,
                            .percent = 10,
                            .minimum_minor = 1000,
                            .items = bread,
                            .except = rye};
    add("rye", "bread", 1000, 5000);
    add("bun", "bread", 1000, 999);
    add("jam", "spread", 1000, 5000);
    assert_int_equal(benefit_worth(&tenth, &sale), 0);
    add("bun", "bread", 1000, 1);
    assert_int_equal(benefit_worth(&tenth, &sale), 100);
    tenth.at_most_minor = 40;
    assert_int_equal(benefit_worth(&tenth, &sale), 40);
}

static void an_amount_is_never_more_than_what_it_is_for(void **state)
{
    (void)state;
    const struct benefit three = {
        .given = true, .sort = CONFIG_AMOUNT, .amount_minor = 300, .items = bread};
    assert_int_equal(benefit_worth(&three, &sale), 0);
    add("bun", "bread", 1000, 120);
    add("jam", "spread", 1000, 5000);
    assert_int_equal(benefit_worth(&three, &sale), 120);
    /* What another discount left of the sale bounds it, too. */
    sale.total_minor = 100;
    assert_int_equal(benefit_worth(&three, &sale), 100);
}

static void one_of_them_is_free_the_dearest_single_one(void **state)
{
    (void)state;
    struct benefit free_bread = {.given = true, .sort = CONFIG_ITEM, .free_of = bread};
    add("bun", "bread", 10000, 500);
    add("rye", "bread", 500, 210);
    add("jam", "spread", 1000, 900);
    assert_int_equal(benefit_worth(&free_bread, &sale), 210);
    add("loaf", "bread", 2000, 701);
    assert_int_equal(benefit_worth(&free_bread, &sale), 350);
    free_bread.at_most_minor = 300;
    assert_int_equal(benefit_worth(&free_bread, &sale), 300);
}

static void words_cut_no_price_and_need_no_basket(void **state)
{
    (void)state;
    struct benefit bun = {.given = true, .sort = CONFIG_GIFT, .words = "a bun"};
    assert_int_equal(benefit_worth(&bun, &sale), 0);
    assert_true(benefit_is_reached(&bun, &sale));
    bun.minimum_minor = 1;
    assert_false(benefit_is_reached(&bun, &sale));
    bun.minimum_minor = 0;
    bun.items = bread;
    assert_false(benefit_is_reached(&bun, &sale));
    add("bun", "bread", 1000, 1);
    assert_true(benefit_is_reached(&bun, &sale));
}

static void the_largest_basket_does_not_overflow(void **state)
{
    (void)state;
    const struct benefit all = {
        .given = true, .sort = CONFIG_PERCENT, .percent = 100, .items = bread};
    for (int i = 0; i < SALE_ITEMS_MAX; i++)
        add("bun", "bread", 1000, SALE_MINOR_MAX);
    assert_int_equal(benefit_worth(&all, &sale), SALE_ITEMS_MAX * SALE_MINOR_MAX);
}

static void weekdays_begin_on_monday(void **state)
{
    (void)state;
    enum { MONDAY = 20094 }; /* 2025-01-06 */
    const struct benefit weekend = {.given = true, .weekdays = 1u << 5 | 1u << 6};
    for (int i = 0; i < 14; i++)
        assert_int_equal(benefit_on_day(&weekend, MONDAY + i), i % 7 >= 5);
    assert_true(benefit_on_day(&weekend, -5)); /* 1969-12-27 was a Saturday */
    assert_true(benefit_on_day(&(struct benefit){.given = true}, MONDAY));
}

static void what_it_may_cost_is_bounded_where_it_says_so(void **state)
{
    (void)state;
    static const struct {
        struct benefit benefit;
        int64_t liability;
    } rows[] = {
        {{.given = false, .at_most_minor = 5}, 0},
        {{.given = true, .sort = CONFIG_PERCENT, .percent = 10}, 0},
        {{.given = true, .sort = CONFIG_PERCENT, .at_most_minor = 500}, 500},
        {{.given = true, .sort = CONFIG_AMOUNT, .amount_minor = 300}, 300},
        {{.given = true, .sort = CONFIG_AMOUNT, .amount_minor = 300, .at_most_minor = 200}, 200},
        {{.given = true, .sort = CONFIG_ITEM, .at_most_minor = 200, .cost_minor = 90}, 200},
        {{.given = true, .sort = CONFIG_ITEM, .cost_minor = 90}, 90},
        {{.given = true, .sort = CONFIG_SERVICE, .cost_minor = 400}, 400},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_int_equal(benefit_liability(&rows[i].benefit), rows[i].liability);
}

static void assert_words(const struct benefit *benefit, enum language language, bool brief,
                         const char *expected)
{
    static struct config config = {.currency_digits = 2};
    char words[BENEFIT_WORDS];
    memcpy(config.shop.currency, "EUR", 4);
    benefit_words(benefit, language, &config, brief, words);
    assert_string_equal(words, expected);
}

static void terms_are_said_in_the_language_of_the_slip(void **state)
{
    (void)state;
    const struct benefit tenth = {.given = true,
                                  .sort = CONFIG_PERCENT,
                                  .percent = 10,
                                  .at_most_minor = 500,
                                  .minimum_minor = 2000,
                                  .items = bread,
                                  .except = rye,
                                  .weekdays = 0x2f};
    const struct benefit three = {.given = true, .sort = CONFIG_AMOUNT, .amount_minor = 300};
    const struct benefit one = {.given = true, .sort = CONFIG_ITEM, .free_of = bread};
    const struct benefit words = {.given = true, .sort = CONFIG_SERVICE, .words = "We fit it"};
    assert_words(&tenth, LANGUAGE_ENGLISH, false,
                 "10\u00a0% off, on bread, except rye, at most 5.00 EUR, from 20.00 EUR, Mon-Thu, "
                 "Sat");
    assert_words(&tenth, LANGUAGE_ENGLISH, true,
                 "10\u00a0% off, on bread, except rye, Mon-Thu, Sat");
    assert_words(&three, LANGUAGE_GERMAN, false, "3,00 EUR Rabatt");
    assert_words(&one, LANGUAGE_ENGLISH, false, "one free: bread");
    assert_words(&words, LANGUAGE_POLISH, false, "We fit it");
    assert_words(&(struct benefit){.given = false}, LANGUAGE_ENGLISH, false, "");
}

/* A list as long as may be is cut and never runs over. */
static void the_longest_terms_fit(void **state)
{
    (void)state;
    static struct config config = {.currency_digits = 2};
    struct benefit most = {.given = true, .sort = CONFIG_ITEM, .weekdays = 0x55};
    char words[BENEFIT_WORDS];
    for (int i = 0; i < CONFIG_SELECTORS_MAX; i++)
        memset(most.items.list[i].text, 'x', CONFIG_WORDS - 1);
    most.items.count = CONFIG_SELECTORS_MAX;
    most.except = most.free_of = most.items;
    for (int language = 0; language < LANGUAGES; language++) {
        benefit_words(&most, (enum language)language, &config, false, words);
        assert_true(strlen(words) < BENEFIT_WORDS);
    }
}

static void assert_same_terms(const struct benefit *benefit)
{
    struct benefit read;
    json_t *object = benefit_to_json(benefit);
    json_object_set_new(object, "name", json_string(benefit->name));
    benefit_from_json(object, &read);
    assert_memory_equal(&read, benefit, sizeof read);
    json_decref(object);
}

static void terms_come_back_as_they_were(void **state)
{
    (void)state;
    struct benefit benefit;
    memset(&benefit, 0, sizeof benefit);
    benefit.given = true;
    strcpy(benefit.name, "early");
    benefit.minimum_minor = 1;
    benefit.at_most_minor = 2;
    benefit.cost_minor = 3;
    benefit.weekdays = 0x41;
    benefit.until_day = 20000;
    memcpy(&benefit.items, &bread, sizeof bread);
    memcpy(&benefit.except, &rye, sizeof rye);
    benefit.percent = 7;
    assert_same_terms(&benefit);
    benefit.percent = 0;
    benefit.sort = CONFIG_AMOUNT;
    benefit.amount_minor = 300;
    assert_same_terms(&benefit);
    benefit.amount_minor = 0;
    benefit.sort = CONFIG_ITEM;
    memcpy(&benefit.free_of, &bread, sizeof bread);
    assert_same_terms(&benefit);
    memset(&benefit.free_of, 0, sizeof benefit.free_of);
    benefit.sort = CONFIG_SERVICE;
    strcpy(benefit.words, "We fit it");
    assert_same_terms(&benefit);
    benefit.sort = CONFIG_GIFT;
    assert_same_terms(&benefit);
}

static void a_card_of_an_older_log_is_still_read(void **state)
{
    (void)state;
    struct card_terms terms;
    json_t *object =
        json_loads("{\"offer\":\"friend\",\"percent\":10,\"referrer\":5,\"minimum\":1000,"
                   "\"at_most\":500,\"return_days\":14,\"liability\":1000}",
                   0, NULL);
    card_terms_from_json(object, &terms);
    assert_string_equal(terms.gets.name, "friend");
    assert_int_equal(terms.gets.percent, 10);
    assert_int_equal(terms.giver.percent, 5);
    assert_int_equal(terms.giver.minimum_minor, 1000);
    assert_int_equal(terms.giver.at_most_minor, 500);
    assert_int_equal(terms.return_days, 14);
    json_t *again = card_terms_to_json(&terms);
    assert_true(json_equal(again, object));
    json_decref(again);
    json_decref(object);
}

static void what_is_no_terms_promises_nothing(void **state)
{
    (void)state;
    static const char *const texts[] = {"{}", "[]", "{\"minimum\":5}",
                                        "{\"item\":3,\"items\":[1]}"};
    struct benefit benefit;
    for (size_t i = 0; i < 4; i++) {
        json_t *object = json_loads(texts[i], 0, NULL);
        benefit_from_json(object, &benefit);
        assert_int_equal(benefit.given, i == 3);
        assert_int_equal(benefit_worth(&benefit, &sale), 0);
        json_decref(object);
    }
    benefit_from_json(NULL, &benefit);
    assert_false(benefit.given);
}

#define SALE_TEST(name) cmocka_unit_test_setup_teardown(name, start, clear)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SALE_TEST(a_percentage_is_of_what_is_paid_and_rounded_down),
        SALE_TEST(the_minimum_is_reached_by_the_lines_that_are_meant),
        SALE_TEST(an_amount_is_never_more_than_what_it_is_for),
        SALE_TEST(one_of_them_is_free_the_dearest_single_one),
        SALE_TEST(words_cut_no_price_and_need_no_basket),
        SALE_TEST(the_largest_basket_does_not_overflow),
        cmocka_unit_test(weekdays_begin_on_monday),
        cmocka_unit_test(what_it_may_cost_is_bounded_where_it_says_so),
        cmocka_unit_test(terms_are_said_in_the_language_of_the_slip),
        cmocka_unit_test(the_longest_terms_fit),
        cmocka_unit_test(terms_come_back_as_they_were),
        cmocka_unit_test(a_card_of_an_older_log_is_still_read),
        SALE_TEST(what_is_no_terms_promises_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
