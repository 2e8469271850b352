/* SPDX-License-Identifier: MIT */
#include "shop_helper.h"

#include <string.h>

#include "../../plugin/clock.h"

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

/* The cashier tells it with both tickets of a visit. */
static void an_appointment_told_by_two_sales_stands_while_one_does(void **state)
{
    (void)state;
    SELL(&till, .ref = "v1", .customer = "ann", .next_at = "2025-02-20", .next_text = "Fitting");
    SELL(&till, .ref = "v2", .customer = "ann", .next_at = "2025-02-20", .next_text = "Fitting");
    SELL(&till, .ref = "v2", .customer = "ann", .next_at = "2025-02-20", .next_text = "Fitting");
    assert_int_equal(till_number(&till, "SELECT count(*) FROM step"), 1);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM event WHERE kind=12"), 0);
    SELL(&till, .ref = "w", .kind = "void", .original = "v1", .day = 1, .nothing = true);
    const struct answer *answer = LOOK(&till, .customer = "ann", .day = 2);
    assert_int_equal(till_open_step(answer, "appointment")->due_day, till_date(2025, 2, 20));
    assert_string_equal(till_open_step(answer, "appointment")->text, "Fitting");
    SELL(&till, .kind = "void", .original = "v2", .day = 2, .nothing = true);
    assert_false(till_has_step(LOOK(&till, .customer = "ann", .day = 3), "appointment"));
    till_assert_verified(&till);
}

static void another_appointment_takes_the_place_of_one_that_two_sales_told(void **state)
{
    (void)state;
    SELL(&till, .ref = "v1", .customer = "ann", .next_at = "2025-02-20");
    SELL(&till, .ref = "v2", .customer = "ann", .next_at = "2025-02-20");
    SELL(&till, .ref = "v2", .customer = "ann", .next_at = "2025-02-27");
    const struct answer *answer = LOOK(&till, .customer = "ann", .day = 2);
    assert_int_equal(answer->step_count, 1);
    assert_int_equal(answer->steps[0].due_day, till_date(2025, 2, 27));
    SELL(&till, .kind = "void", .original = "v2", .day = 2, .nothing = true);
    answer = LOOK(&till, .customer = "ann", .day = 3);
    assert_int_equal(answer->step_count, 1);
    assert_int_equal(answer->steps[0].due_day, till_date(2025, 2, 20));
    till_assert_verified(&till);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_till, close_till)
    const struct CMUnitTest tests[] = {
        TEST(an_appointment_told_by_two_sales_stands_while_one_does),
        TEST(another_appointment_takes_the_place_of_one_that_two_sales_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
