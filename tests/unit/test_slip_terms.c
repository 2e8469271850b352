/* SPDX-License-Identifier: MIT */
/* What a card has to say by the rules of promotions: refused, or told to the owner. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shop_helper.h"

#include "../../plugin/slip_terms.h"

static struct till till;

static int open_till(void **state)
{
    (void)state;
    till_open(&till);
    return 0;
}

static int close_till(void **state)
{
    (void)state;
    till_close(&till);
    return 0;
}

static int missing(const char *expected)
{
    struct bytes lines = {0};
    int count = slip_terms_missing(till.shop->settings, &lines);
    bytes_add_byte(&lines, 0);
    assert_string_equal((const char *)lines.data, expected);
    bytes_free(&lines);
    return count;
}

#define MUST "{{shop.name}}\n{{code}}\n{{card.until}}\n"

static void the_default_cards_lack_nothing(void **state)
{
    (void)state;
    for (int i = CONFIG_ENGLISH; i <= CONFIG_POLISH; i++) {
        const struct config_default_file *file = config_default_files((enum config_language)i);
        while (strcmp(file->name, "card.receipt") != 0)
            file++;
        till_write(&till, "card.receipt", file->text);
        assert_string_equal(till.shop->settings_fault, "");
        assert_int_equal(missing(""), 0);
    }
}

static void a_card_without_its_closing_date_its_shop_or_its_code_is_refused(void **state)
{
    static const char *const texts[] = {"{{shop.name}}\n{{code}}\n",
                                        "{{shop.name}}\n{{card.until}}\n",
                                        "{{code}}\n{{card.until}}\n"};
    static const char *const faults[] = {
        "card.receipt: {{card.until}} is missing; it must be printed",
        "card.receipt: {{code}} is missing; it must be printed",
        "card.receipt: {{shop.name}} is missing; it must be printed"};
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        till_write(&till, "card.receipt", texts[i]);
        assert_string_equal(till.shop->settings_fault, faults[i]);
    }
}

static void what_else_it_lacks_is_told(void **state)
{
    (void)state;
    till_write(&till, "card.receipt", MUST);
    assert_int_equal(missing("card.receipt: lacks the offer: {{friend.benefit}}\n"
                             "card.receipt: lacks the minimum: {{friend.minimum}}\n"
                             "card.receipt: lacks what is taken off at most: "
                             "{{friend.at_most}}\n"
                             "card.receipt: lacks who offers it: {{shop.address}}\n"),
                     4);
    till_write(&till, "card.receipt",
               MUST "{{friend.percent}}\n{{friend.at_most}}\n{{shop.address}}\n");
    assert_int_equal(missing("card.receipt: lacks the minimum: {{friend.minimum}}\n"), 1);
    till_set(&till, "offer friend", "minimum", NULL);
    assert_int_equal(missing(""), 0);
    till_write(&till, "card.receipt", MUST "{{friend.percent}}\n{{shop.address}}\n");
    assert_int_equal(missing("card.receipt: lacks what is taken off at most: {{friend.at_most}}\n"),
                     1);
    till_set(&till, "offer friend", "budget_month", NULL);
    till_set(&till, "offer friend", "at_most", NULL);
    assert_int_equal(missing(""), 0);
}

static void a_card_that_says_where_the_terms_stand_may_be_short(void **state)
{
    (void)state;
    till_write(&till, "card.receipt", MUST "Terms: www.example.org/terms\n");
    assert_int_equal(missing(""), 0);
}

static void so_is_that_of_each_language(void **state)
{
    (void)state;
    till_write(&till, "card.fr.receipt",
               MUST "{{friend.percent}}\n{{friend.minimum}}\n{{friend.at_most}}\n");
    assert_int_equal(missing("card.receipt in fr: lacks who offers it: {{shop.address}}\n"), 1);
}

#define SHOP "[shop]\nname = A\naddress = B\ncountry = IE\ncurrency = EUR\n"

static const char percents[] =
    MUST "{{friend.minimum}} {{friend.at_most}} {{shop.address}}\n"
         "{{#friend.percent}}{{friend.percent}} % off{{/friend.percent}}\n"
         "\n{{referrer.percent}} % for you\n";

static void a_percentage_on_the_card_is_told_where_an_offer_is_none(void **state)
{
    (void)state;
    till_write(&till, "card.receipt", percents);
    assert_int_equal(missing(""), 0);
    till_write(&till, "comeback.ini", SHOP "[offer friend]\namount = 3.00\nminimum = 5.00\n");
    assert_string_equal(till.shop->settings_fault, "");
    assert_int_equal(missing("card.receipt:5: {{friend.percent}} says nothing of [offer friend], "
                             "which is no percentage; {{friend.benefit}} does\n"),
                     1);
    till_write(&till, "comeback.ini",
               SHOP "[offer friend]\namount = 3.00\nminimum = 5.00\n"
                    "[offer thanks]\nfor = referrer\nservice = a wash\n");
    assert_string_equal(till.shop->settings_fault, "");
    assert_int_equal(missing("card.receipt:5: {{friend.percent}} says nothing of [offer friend], "
                             "which is no percentage; {{friend.benefit}} does\n"
                             "card.receipt:7: {{referrer.percent}} says nothing of [offer thanks], "
                             "which is no percentage; {{referrer.benefit}} does\n"),
                     2);
    till_write(&till, "card.receipt",
               MUST "{{friend.minimum}} {{shop.address}}\n{{friend.percent}} {{friend.benefit}}\n");
    assert_int_equal(missing(""), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_till, close_till)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_default_cards_lack_nothing),
        TEST(a_card_without_its_closing_date_its_shop_or_its_code_is_refused),
        TEST(what_else_it_lacks_is_told),
        TEST(a_card_that_says_where_the_terms_stand_may_be_short),
        TEST(so_is_that_of_each_language),
        TEST(a_percentage_on_the_card_is_told_where_an_offer_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
