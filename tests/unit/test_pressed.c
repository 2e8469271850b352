/* SPDX-License-Identifier: MIT */
#include "shop_helper.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../plugin/clock.h"
#include "../../plugin/rebuild.h"
#include "../../plugin/step.h"

static struct till till;

static const struct line bike[] = {{"BIKE", "City bike", 49900}, {NULL, NULL, 0}};

static const char sections[] = "\n[step service]\nitems = sku:BIKE\ntext = We check your bike\n"
                               "due = 6 months\n"
                               "\n[step chain]\nitems = sku:BIKE\ntext = We oil your chain\n"
                               "due = 3 weeks\n"
                               "\n[need hint]\ntext = Show the new saddles\n";

static int open_till(void **state)
{
    (void)state;
    till_open(&till);
    till_add_sections(&till, sections);
    return 0;
}

static int close_till(void **state)
{
    (void)state;
    till_close(&till);
    return 0;
}

static int64_t key_events(void)
{
    return till_number(&till, "SELECT count(*) FROM event WHERE kind=12");
}

static void a_key_told_again_does_not_close_what_its_own_sale_began(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        SELL(&till, .ref = "b", .customer = "ann", .lines = bike, .keys = "service=kept");
        assert_string_equal(till.outcome.answer.notice,
                            "answer.service: nothing of that name is open");
    }
    assert_int_equal(key_events(), 0);
    assert_true(till_has_step(LOOK(&till, .customer = "ann", .day = 1), "service"));
    till_assert_verified(&till);
}

static void a_key_pressed_after_the_sale_does_not_close_what_its_own_sale_began(void **state)
{
    (void)state;
    SELL(&till, .ref = "b", .customer = "ann", .lines = bike);
    SELL(&till, .ref = "b", .customer = "ann", .lines = bike, .keys = "service=not_relevant");
    assert_string_equal(till.outcome.answer.notice, "answer.service: nothing of that name is open");
    assert_int_equal(till_number(&till, "SELECT count(*) FROM closed"), 0);
}

static void a_key_pressed_after_the_sale_does_not_close_what_a_later_day_began(void **state)
{
    (void)state;
    SELL(&till, .ref = "v", .customer = "ann");
    SELL(&till, .customer = "ann", .day = 3, .lines = bike);
    SELL(&till, .ref = "v", .customer = "ann", .keys = "service=not_now");
    assert_true(till_has_step(LOOK(&till, .customer = "ann", .day = 4), "service"));
}

static void a_key_told_again_does_not_close_a_later_sales_appointment(void **state)
{
    (void)state;
    SELL(&till, .ref = "v", .customer = "ann", .keys = "appointment=not_now");
    SELL(&till, .customer = "ann", .minute = 800, .next_at = "2025-02-20");
    SELL(&till, .ref = "v", .customer = "ann", .keys = "appointment=not_now");
    assert_true(till_has_step(LOOK(&till, .customer = "ann", .day = 1), "appointment"));
    assert_int_equal(key_events(), 0);
    till_assert_verified(&till);
}

static void a_key_pressed_after_the_sale_is_one_press_when_it_is_told_again(void **state)
{
    (void)state;
    SELL(&till, .ref = "v", .customer = "ann");
    SELL(&till, .ref = "v", .customer = "ann", .keys = "appointment=kept");
    SELL(&till, .customer = "ann", .minute = 800, .next_at = "2025-02-20");
    SELL(&till, .ref = "v", .customer = "ann", .keys = "appointment=kept");
    assert_true(till_has_step(LOOK(&till, .customer = "ann", .day = 1), "appointment"));
    assert_int_equal(key_events(), 1);
    SELL(&till, .ref = "v", .customer = "ann", .keys = "appointment=not_now");
    assert_false(till_has_step(LOOK(&till, .customer = "ann", .day = 1), "appointment"));
    till_assert_verified(&till);
}

static void a_closing_that_was_voided_is_not_made_up_for_by_telling_again(void **state)
{
    (void)state;
    SELL(&till, .customer = "ann", .lines = bike);
    SELL(&till, .ref = "k", .customer = "ann", .day = 14, .keys = "chain=kept");
    SELL(&till, .ref = "v", .customer = "ann", .day = 15, .keys = "chain=not_now");
    SELL(&till, .kind = "void", .ref = "x", .original = "k", .day = 15, .total_minor = 0);
    SELL(&till, .ref = "v", .customer = "ann", .day = 15, .keys = "chain=not_now");
    assert_true(till_has_step(LOOK(&till, .customer = "ann", .day = 16), "chain"));
    till_assert_verified(&till);
}

static void a_need_told_again_is_one_press_though_it_was_only_moved(void **state)
{
    (void)state;
    SELL(&till, .ref = "a", .customer = "ann", .need = "hint");
    SELL(&till, .ref = "b", .customer = "ann", .minute = 700, .need = "hint");
    SELL(&till, .customer = "ann", .day = 1, .keys = "hint=kept");
    SELL(&till, .ref = "b", .customer = "ann", .minute = 700, .need = "hint");
    assert_false(till_has_step(LOOK(&till, .customer = "ann", .day = 2), "hint"));
    assert_int_equal(till_number(&till, "SELECT count(*) FROM step"), 1);
    till_assert_verified(&till);
}

static void an_appointment_told_again_does_not_come_back_in_the_place_of_a_later_one(void **state)
{
    (void)state;
    SELL(&till, .ref = "v", .customer = "ann", .next_at = "2025-02-20");
    SELL(&till, .ref = "v", .customer = "ann", .next_at = "2025-02-12");
    SELL(&till, .ref = "v", .customer = "ann", .next_at = "2025-02-20");
    assert_int_equal(
        till_open_step(LOOK(&till, .customer = "ann", .day = 1), "appointment")->due_day,
        till_date(2025, 2, 12));
    assert_int_equal(key_events(), 1);
    till_assert_verified(&till);
}

static void the_log_has_keys_in_words_of_ours_only(void **state)
{
    (void)state;
    SELL(&till, .customer = "ann", .need = "ring +353 1 234",
         .keys = "service=kept ann_murphy=kept chain=whatever",
         .next_at = "2025-02-20T10:30:00+00:00", .next_text = "Fitting");
    assert_int_equal(till_number(&till, "SELECT json_extract(body, '$.keys')="
                                        "'{\"answer.service\":\"kept\",\"next.at\":\"20139:630\"}'"
                                        " FROM event WHERE kind=2"),
                     1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_key_told_again_does_not_close_what_its_own_sale_began,
                                        open_till, close_till),
        cmocka_unit_test_setup_teardown(
            a_key_pressed_after_the_sale_does_not_close_what_its_own_sale_began, open_till,
            close_till),
        cmocka_unit_test_setup_teardown(
            a_key_pressed_after_the_sale_does_not_close_what_a_later_day_began, open_till,
            close_till),
        cmocka_unit_test_setup_teardown(a_key_told_again_does_not_close_a_later_sales_appointment,
                                        open_till, close_till),
        cmocka_unit_test_setup_teardown(
            a_key_pressed_after_the_sale_is_one_press_when_it_is_told_again, open_till, close_till),
        cmocka_unit_test_setup_teardown(
            a_closing_that_was_voided_is_not_made_up_for_by_telling_again, open_till, close_till),
        cmocka_unit_test_setup_teardown(a_need_told_again_is_one_press_though_it_was_only_moved,
                                        open_till, close_till),
        cmocka_unit_test_setup_teardown(
            an_appointment_told_again_does_not_come_back_in_the_place_of_a_later_one, open_till,
            close_till),
        cmocka_unit_test_setup_teardown(the_log_has_keys_in_words_of_ours_only, open_till,
                                        close_till),
    };
    return cmocka_run_group_tests_name("pressed", tests, NULL, NULL);
}
