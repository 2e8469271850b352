/* SPDX-License-Identifier: MIT */
/* Stages, and the hold-out. */
#include "shop_helper.h"

#include <stdio.h>
#include <string.h>

static struct till till;

static const char head[] =
    "[shop]\nname = A Shop\naddress = 1 Street\ncountry = IE\ncurrency = EUR\n"
    "[offer bun]\nfor = next\ngift = a bun\ndays = 365\n"
    "[offer visits]\nevery = 6\ngift = a cake\n";

static void settings(const char *more)
{
    char text[2048];
    snprintf(text, sizeof text, "%s%s", head, more);
    till_write(&till, "comeback.ini", text);
    assert_string_equal(till.shop->settings_fault, "");
}

static int open_till(void **state)
{
    (void)state;
    till_open(&till);
    settings("");
    return 0;
}

static int close_till(void **state)
{
    (void)state;
    till_assert_verified(&till);
    till_close(&till);
    return 0;
}

static void a_customer_is_first_then_growing_then_mature(void **state)
{
    (void)state;
    assert_int_equal(SELL(&till)->stage, STAGE_FIRST);
    assert_int_equal(SELL(&till, .customer = "1")->stage, STAGE_FIRST);
    assert_int_equal(SELL(&till, .customer = "1", .minute = 900)->stage, STAGE_FIRST);
    for (int day = 1; day < 5; day++)
        assert_int_equal(SELL(&till, .customer = "1", .day = day)->stage, STAGE_GROWING);
    assert_int_equal(SELL(&till, .customer = "1", .day = 5)->stage, STAGE_MATURE);
}

static void who_was_away_too_long_is_not_mature(void **state)
{
    (void)state;
    settings("[stage]\nmature_visits = 2\nmature_days = 10\n");
    SELL(&till, .customer = "1");
    assert_int_equal(SELL(&till, .customer = "1", .day = 10)->stage, STAGE_MATURE);
    assert_int_equal(SELL(&till, .customer = "1", .day = 21)->stage, STAGE_GROWING);
    assert_int_equal(till.outcome.answer.away_days, 11);
}

static void the_arm_is_that_of_the_first_sale_for_ever(void **state)
{
    (void)state;
    const struct answer *answer = SELL(&till, .ref = "A");
    int arm = answer->arm;
    int64_t note = answer->note.code;
    assert_in_range(arm, 0, 9999);
    answer = SELL(&till, .day = 1, .note = note);
    assert_int_equal(answer->arm, arm);
    SELL(&till, .kind = "void", .original = "A", .day = 1, .nothing = true);
    assert_int_equal(SELL(&till, .day = 2, .note = note)->arm, arm);
    till_assert_verified(&till);
    till_reopen(&till);
    assert_int_equal(SELL(&till, .day = 3, .note = note)->arm, arm);
}

static void who_came_before_is_in_no_arm_until_the_next_sale(void **state)
{
    (void)state;
    settings("[effect]\nholdout = 50\n");
    const struct ticket before = {.ref = "A", .customer = "c"};
    assert_int_equal(till_tell(&till, &before, (struct checkout_options){.history = true}), 0);
    assert_int_equal(till.outcome.answer.arm, -1);
    assert_false(till.outcome.answer.control);
    int arm = SELL(&till, .customer = "c", .day = 2)->arm;
    assert_in_range(arm, 0, 9999);
    const struct ticket between = {.ref = "B", .customer = "c", .day = 1};
    assert_int_equal(till_tell(&till, &between, (struct checkout_options){.history = true}), 0);
    assert_int_equal(till.outcome.answer.arm, -1);
    assert_int_equal(SELL(&till, .customer = "c", .day = 3)->arm, arm);
}

static void an_arm_stays_where_its_only_sale_fell(void **state)
{
    (void)state;
    const struct answer *answer = SELL(&till, .ref = "A");
    int arm = answer->arm;
    int64_t note = answer->note.code;
    SELL(&till, .kind = "void", .original = "A", .nothing = true);
    assert_int_equal(SELL(&till, .day = 2, .note = note)->arm, arm);
}

static void of_two_who_become_one_the_earlier_arm_holds(void **state)
{
    (void)state;
    const struct answer *answer = SELL(&till, .ref = "A");
    int arm = answer->arm;
    int64_t note = answer->note.code;
    for (int i = 0; i < 8; i++) {
        char id[16];
        snprintf(id, sizeof id, "%d", i);
        SELL(&till, .customer = id, .day = 1 + i);
    }
    assert_int_equal(SELL(&till, .customer = "3", .note = note, .day = 20)->arm, arm);
    assert_int_equal(SELL(&till, .customer = "3", .day = 21)->arm, arm);
}

/* A till whose customers have both arms in the first few sales. */
static const char *find_arm(bool control)
{
    static char id[16];
    for (int i = 0; i < 200; i++) {
        snprintf(id, sizeof id, "h%d", i);
        if (LOOK(&till, .ref = id, .customer = id)->control == control)
            return id;
    }
    fail_msg("nobody of 200 is in that arm");
    return NULL;
}

static void the_control_gets_the_same_note_and_code_without_a_promise(void **state)
{
    (void)state;
    settings("[effect]\nholdout = 50\n");
    const char *id = find_arm(true);
    const struct answer *answer = SELL(&till, .ref = id, .customer = id, .token = "t");
    assert_true(answer->control && answer->note.made);
    assert_false(answer->note.next.benefit.given);
    assert_int_equal(answer->note.every, 0);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM reward"), 0);
    id = find_arm(false);
    answer = SELL(&till, .ref = id, .customer = id);
    assert_true(answer->note.next.benefit.given);
    assert_int_equal(answer->note.every, 6);
}

/* The arm is in the log; here it is chosen. */
static void so_many_of_ten_thousand_are_refused_and_not_one_more(void **state)
{
    (void)state;
    static const struct {
        const char *settings;
        int arm;
        bool control;
    } cases[] = {
        {"", 0, false},
        {"[effect]\nholdout = 1\n", 99, true},
        {"[effect]\nholdout = 1\n", 100, false},
        {"[effect]\nholdout = 50\n", 4999, true},
        {"[effect]\nholdout = 50\n", 5000, false},
    };
    SELL(&till, .customer = "1");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char sql[64];
        snprintf(sql, sizeof sql, "UPDATE sale SET arm=%d", cases[i].arm);
        till_sql(&till, sql);
        settings(cases[i].settings);
        assert_int_equal(LOOK(&till, .customer = "1", .day = 1)->control, cases[i].control);
    }
    till_close(&till);
    open_till(state);
}

static void what_was_promised_before_is_honoured(void **state)
{
    (void)state;
    settings("[effect]\nholdout = 50\n");
    const char *id = find_arm(true);
    settings("");
    assert_true(SELL(&till, .ref = id, .customer = id)->note.next.benefit.given);
    settings("[effect]\nholdout = 50\n");
    const struct answer *answer = SELL(&till, .customer = id, .day = 1);
    assert_true(answer->control);
    assert_string_equal(answer->prompts, "Promised: a bun");
}

static void nobody_is_refused_anything_until_the_owner_says_so(void **state)
{
    (void)state;
    for (int i = 0; i < 50; i++)
        assert_false(SELL(&till)->control);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM sale WHERE arm<0"), 0);
}

static void without_profiling_everybody_has_what_has_no_target(void **state)
{
    (void)state;
    till_write(&till, "comeback.ini",
               "[shop]\nname = A Shop\naddress = 1 Street\ncountry = IE\ncurrency = EUR\n"
               "[offer a]\nfor = next\ngift = a tart\nvisit = 1\n"
               "[offer b]\nfor = next\ngift = a bun\n[privacy]\nprofiling = no\n");
    assert_string_equal(SELL(&till, .customer = "1")->note.next.benefit.name, "b");
}

#define TILL_TEST(name) cmocka_unit_test_setup_teardown(name, open_till, close_till)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TILL_TEST(a_customer_is_first_then_growing_then_mature),
        TILL_TEST(who_was_away_too_long_is_not_mature),
        TILL_TEST(the_arm_is_that_of_the_first_sale_for_ever),
        TILL_TEST(who_came_before_is_in_no_arm_until_the_next_sale),
        TILL_TEST(an_arm_stays_where_its_only_sale_fell),
        TILL_TEST(of_two_who_become_one_the_earlier_arm_holds),
        TILL_TEST(the_control_gets_the_same_note_and_code_without_a_promise),
        TILL_TEST(so_many_of_ten_thousand_are_refused_and_not_one_more),
        TILL_TEST(what_was_promised_before_is_honoured),
        TILL_TEST(nobody_is_refused_anything_until_the_owner_says_so),
        TILL_TEST(without_profiling_everybody_has_what_has_no_target),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
