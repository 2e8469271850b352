/* SPDX-License-Identifier: MIT */
/* A gift now and then. */
#include "shop_helper.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../plugin/reply.h"

static struct till till;

static void settings(const char *gift)
{
    char text[1024];
    snprintf(text, sizeof text,
             "[shop]\nname = A Shop\naddress = 1 Street\ncountry = IE\ncurrency = EUR\n%s", gift);
    till_write(&till, "comeback.ini", text);
    assert_string_equal(till.shop->settings_fault, "");
}

static int open_till(void **state)
{
    (void)state;
    till_open(&till);
    return 0;
}

static int close_till(void **state)
{
    (void)state;
    till_assert_verified(&till);
    till_close(&till);
    return 0;
}

static const char chocolate[] =
    "[gift]\ntext = a chocolate\none_in = 4\ncost = 0.60\nleast = 5.00\n";

static int given_of(int sales)
{
    int given = 0;
    for (int i = 0; i < sales; i++)
        given += SELL(&till)->surprise.given;
    return given;
}

static void one_sale_in_so_many_has_it(void **state)
{
    (void)state;
    settings(chocolate);
    int given = given_of(400);
    assert_in_range(given, 60, 140); /* 100 expected, 4.6 standard deviations */
    assert_int_equal(till_number(&till, "SELECT count(*) FROM drawn"), 400);
    assert_int_equal(till_number(&till, "SELECT sum(given) FROM drawn"), given);
    assert_int_equal(till_number(&till, "SELECT minor FROM promised WHERE offer='[gift]'"),
                     60 * given);
}

static void a_sale_of_just_the_least_may_have_it(void **state)
{
    (void)state;
    settings(chocolate);
    assert_true(SELL(&till, .total_minor = 500)->surprise.eligible);
    assert_false(SELL(&till, .total_minor = 499)->surprise.eligible);
}

/* Nobody can know it before, and telling the sale again draws the same. */
static void it_is_said_at_the_end_only_and_the_same_once_more(void **state)
{
    (void)state;
    settings("[gift]\ntext = a chocolate\none_in = 2\ncost = 0.60\n");
    for (int i = 0; i < 20; i++) {
        char ref[16];
        snprintf(ref, sizeof ref, "G%d", i);
        assert_string_equal(LOOK(&till, .ref = ref)->prompts, "");
        bool given = SELL(&till, .ref = ref)->surprise.given;
        assert_string_equal(till.outcome.answer.prompts,
                            given ? "Give, as a surprise: a chocolate" : "");
        assert_int_equal(SELL(&till, .ref = ref)->surprise.given, given);
        assert_string_equal(till.outcome.answer.prompts,
                            given ? "Give, as a surprise: a chocolate" : "");
    }
    assert_int_equal(till_number(&till, "SELECT count(*) FROM drawn"), 20);
}

static void assert_reply(const char *name, const char *expected)
{
    json_t *object = reply_json(&till.outcome, true, true, "");
    char *text = json_dumps(json_object_get(object, name), JSON_COMPACT | JSON_ENCODE_ANY);
    assert_string_equal(text, expected);
    free(text);
    json_decref(object);
}

static void hosts_read_it_and_the_promise_of_the_note_as_json(void **state)
{
    (void)state;
    settings("[gift]\ntext = a chocolate\none_in = 2\n"
             "[offer early]\nfor = next\namount = 3.00\nminimum = 20.00\ndays = 30\n");
    for (int i = 0; i < 20; i++) {
        char ref[16];
        snprintf(ref, sizeof ref, "G%d", i);
        const char *gift = SELL(&till, .ref = ref)->surprise.given ? "\"a chocolate\"" : "null";
        assert_reply("gift", gift);
        SELL(&till, .ref = ref);
        assert_reply("gift", gift);
        assert_reply("next", "{\"offer\":\"early\",\"benefit\":\"3.00 EUR off, from 20.00 EUR\","
                             "\"until\":\"2025-02-05\"}");
    }
    assert_int_not_equal(till_number(&till, "SELECT sum(given) FROM drawn"), 0);
    settings("");
    SELL(&till, .ref = "plain");
    assert_reply("next", "null");
    assert_reply("gift", "null");
}

static void the_budget_ends_it(void **state)
{
    (void)state;
    settings("[gift]\ntext = a chocolate\none_in = 2\ncost = 0.60\nbudget_month = 1.80\n");
    assert_int_equal(given_of(60), 3);
    assert_true(till_number(&till, "SELECT count(*) FROM drawn") < 60);
    assert_int_equal(till_number(&till, "SELECT minor FROM promised"), 180);
}

static void a_small_sale_a_return_and_staff_have_none(void **state)
{
    (void)state;
    settings("staff = boss\n[gift]\ntext = a chocolate\none_in = 2\nleast = 5.00\n");
    for (int i = 0; i < 20; i++) {
        SELL(&till, .total_minor = 499);
        SELL(&till, .kind = "return", .total_minor = -2000);
        SELL(&till, .customer = "boss");
    }
    assert_int_equal(till_number(&till, "SELECT count(*) FROM drawn"), 0);
}

static void it_is_for_the_stages_that_are_named(void **state)
{
    (void)state;
    settings("[gift]\ntext = a chocolate\none_in = 2\nstage = growing\n");
    SELL(&till, .customer = "1");
    assert_int_equal(till_number(&till, "SELECT count(*) FROM drawn"), 0);
    SELL(&till, .customer = "1", .day = 1);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM drawn"), 1);
}

static void the_control_has_none(void **state)
{
    (void)state;
    int control = 0;
    settings("[gift]\ntext = a chocolate\none_in = 2\n[effect]\nholdout = 50\n");
    for (int i = 0; i < 60; i++) {
        const struct answer *answer = SELL(&till);
        assert_int_equal(answer->surprise.eligible, !answer->control);
        control += answer->control;
    }
    assert_in_range(control, 10, 50);
}

#define TILL_TEST(name) cmocka_unit_test_setup_teardown(name, open_till, close_till)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TILL_TEST(one_sale_in_so_many_has_it),
        TILL_TEST(a_sale_of_just_the_least_may_have_it),
        TILL_TEST(it_is_said_at_the_end_only_and_the_same_once_more),
        TILL_TEST(hosts_read_it_and_the_promise_of_the_note_as_json),
        TILL_TEST(the_budget_ends_it),
        TILL_TEST(a_small_sale_a_return_and_staff_have_none),
        TILL_TEST(it_is_for_the_stages_that_are_named),
        TILL_TEST(the_control_has_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
