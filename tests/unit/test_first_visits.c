/* SPDX-License-Identifier: MIT */
#include "shop_helper.h"

#include "../../plugin/first_visits.h"

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

static void expect(int64_t count, int32_t days, int64_t mature, int64_t returned)
{
    struct first_visits seen;
    struct fault fault = {{0}};
    if (first_visits_count(till.shop->store, &seen, &fault) != COMEBACK_OK)
        fail_msg("%s", fault.text);
    assert_int_equal(seen.count, count);
    assert_int_equal(seen.days, days);
    assert_int_equal(seen.mature, mature);
    assert_int_equal(seen.returned, returned);
}

static void an_empty_store_has_nobody(void **state)
{
    (void)state;
    expect(0, 0, 0, 0);
    SELL(&till, .day = 3, .print = "none");
    expect(0, 1, 0, 0);
    /* Known by the note, should it come back. */
    SELL(&till, .day = 3);
    expect(1, 1, 0, 0);
}

static void who_came_again_in_time_is_told_from_who_did_not(void **state)
{
    (void)state;
    SELL(&till, .day = 0, .customer = "in-time");
    SELL(&till, .day = 0, .customer = "late");
    SELL(&till, .day = 0, .customer = "same-day");
    SELL(&till, .day = 0, .customer = "same-day", .minute = 800);
    SELL(&till, .day = 1, .customer = "mature-today");
    SELL(&till, .day = 2, .customer = "not-yet");
    SELL(&till, .day = 60, .customer = "in-time");
    SELL(&till, .day = 60, .customer = "in-time", .minute = 800);
    SELL(&till, .day = 61, .customer = "late");
    expect(5, 62, 4, 1);
    SELL(&till, .day = 62, .customer = "not-yet");
    expect(5, 63, 5, 2);
    till_assert_verified(&till);
}

static void of_older_days_only_the_last_year_counts(void **state)
{
    (void)state;
    SELL(&till, .day = 0, .customer = "old");
    SELL(&till, .day = 1, .customer = "old");
    SELL(&till, .day = 365, .customer = "new");
    expect(1, 365, 1, 1);
    SELL(&till, .day = 424, .customer = "new");
    expect(1, 365, 1, 1);
    SELL(&till, .day = 425, .customer = "newer");
    expect(2, 365, 1, 1);
}

static void what_was_voided_was_no_visit(void **state)
{
    (void)state;
    SELL(&till, .day = 0, .customer = "a", .ref = "first");
    SELL(&till, .day = 9, .customer = "a");
    SELL(&till, .day = 70, .print = "none");
    expect(1, 71, 1, 1);
    SELL(&till, .day = 70, .kind = "void", .original = "first");
    expect(1, 62, 1, 0);
}

#define TILL_TEST(name) cmocka_unit_test_setup_teardown(name, open_till, close_till)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TILL_TEST(an_empty_store_has_nobody),
        TILL_TEST(who_came_again_in_time_is_told_from_who_did_not),
        TILL_TEST(of_older_days_only_the_last_year_counts),
        TILL_TEST(what_was_voided_was_no_visit),
    };
    return cmocka_run_group_tests_name("first visits", tests, NULL, NULL);
}
