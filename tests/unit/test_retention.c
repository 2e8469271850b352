/* SPDX-License-Identifier: MIT */
/* Who is forgotten when their last visit is too long ago, and the names of cashiers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shop_helper.h"

#include "../../plugin/clock.h"
#include "../../plugin/retention.h"

enum { LONG_MS = 60000, MONTHS_36 = DAY_0 + 1095 /* 2028-01-06 */ };

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

static int32_t before(int32_t today)
{
    int32_t day = -1;
    assert_true(retention_before(&till.shop->settings->config, today, &day));
    return day;
}

static int64_t due(int32_t today)
{
    int64_t count = -1;
    assert_int_equal(retention_count(till.shop->store, before(today), &count, NULL), COMEBACK_OK);
    return count;
}

static struct forget_report forget(int32_t today)
{
    struct retention_pass pass = {.after = 0};
    assert_int_equal(retention_forget(till.shop->store, before(today), &pass, LONG_MS, &till.fault),
                     COMEBACK_OK);
    return pass.report;
}

static int32_t day_of(int year, int month, int day)
{
    int32_t out;
    assert_true(clock_date(year, month, day, &out));
    return out;
}

static void months_are_counted_back_by_the_calendar(void **state)
{
    (void)state;
    assert_int_equal(before(day_of(2026, 11, 22)), day_of(2023, 11, 22));
    till_set(&till, "shop", "name", "Corner Shop");
    assert_int_equal(before(day_of(2024, 2, 29)), day_of(2021, 2, 28));
}

static void set_months(const char *months)
{
    char *text = till_read(&till, "comeback.ini"), longer[32768];
    if (strstr(text, "\n[privacy]\n") == NULL) {
        snprintf(longer, sizeof longer, "%s\n[privacy]\nkeep_months = %s\n", text, months);
        till_write(&till, "comeback.ini", longer);
    } else {
        till_set(&till, "privacy", "keep_months", months);
    }
    free(text);
    assert_string_equal(till.shop->settings_fault, "");
}

static void where_nothing_is_kept_for_ever_nobody_is_due(void **state)
{
    int32_t day = 7;
    (void)state;
    set_months("0");
    assert_false(retention_before(&till.shop->settings->config, DAY_0 + 9000, &day));
    assert_int_equal(day, 7);
}

static void who_came_last_before_that_day_is_forgotten_and_what_was_sold_stays(void **state)
{
    (void)state;
    SELL(&till, .day = 0, .customer = "old", .name = "Ann", .phone = "085 123 4567");
    SELL(&till, .day = 0, .customer = "true");
    SELL(&till, .day = 5, .customer = "true");
    assert_int_equal(due(MONTHS_36), 0);
    assert_int_equal(forget(MONTHS_36).persons, 0);
    assert_int_equal(due(MONTHS_36 + 1), 1);
    struct forget_report report = forget(MONTHS_36 + 1);
    assert_int_equal(report.persons, 1);
    assert_int_equal(report.ways, 2);
    assert_int_equal(due(MONTHS_36 + 1), 0);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM identity"), 1);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM person"), 0);
    assert_int_equal(till_number(&till, "SELECT sum(total_minor) FROM sale WHERE tag>0"), 6000);
    till_assert_verified(&till);
}

static void who_is_one_with_somebody_who_came_later_is_not_due(void **state)
{
    (void)state;
    int64_t note = SELL(&till, .day = 300, .need = "a kettle")->note.code;
    SELL(&till, .day = 0, .customer = "7");
    SELL(&till, .day = 301, .customer = "7", .note = note);
    assert_int_equal(due(MONTHS_36 + 200), 0);
    assert_int_equal(due(MONTHS_36 + 303), 1);
    assert_int_equal(forget(MONTHS_36 + 303).persons, 1);
    assert_int_equal(till_number(&till, "SELECT (SELECT count(*) FROM identity)+"
                                        "(SELECT count(*) FROM said)"),
                     0);
    till_assert_verified(&till);
}

static void who_never_bought_is_kept_from_the_last_friend_they_sent(void **state)
{
    (void)state;
    SELL(&till, .day = 10, .customer = "friend", .referrer = "giver");
    assert_int_equal(due(MONTHS_36 + 10), 0);
    assert_int_equal(due(MONTHS_36 + 11), 2);
    assert_int_equal(forget(MONTHS_36 + 11).persons, 2);
}

static void many_are_forgotten_in_slices(void **state)
{
    char name[16];
    struct retention_pass pass = {.after = 0};
    int slices = 0;
    (void)state;
    for (int i = 0; i < 150; i++) {
        snprintf(name, sizeof name, "c%d", i);
        SELL(&till, .customer = name, .print = "none");
    }
    while (retention_forget(till.shop->store, before(MONTHS_36 + 1), &pass, 1, &till.fault) > 0)
        slices++;
    assert_true(slices >= 2);
    assert_int_equal(pass.report.persons, 150);
    assert_int_equal(due(MONTHS_36 + 1), 0);
    till_assert_verified(&till);
}

static void serve_forgets_once_a_day_and_cleans_when_nobody_sells(void **state)
{
    struct retention_day day = {.day = 0};
    (void)state;
    set_months("1");
    SELL(&till, .customer = "old");
    for (int i = 0; i < 100 && !day.done; i++)
        assert_int_equal(retention_tidy(till.shop, &day, &till.fault), COMEBACK_OK);
    assert_true(day.done);
    assert_int_equal(day.pass.report.persons, 1);
    assert_int_equal(retention_tidy(till.shop, &day, &till.fault), COMEBACK_OK);
    assert_false(day.clean);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM meta WHERE name='unclean'"), 1);
    /* As if ten minutes had passed. */
    till_sql(&till, "UPDATE event SET hlc=hlc-(11*60*1000<<16)");
    assert_int_equal(retention_tidy(till.shop, &day, &till.fault), COMEBACK_OK);
    assert_true(day.clean);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM meta WHERE name='unclean'"), 0);
}

static void cashiers_have_no_names_until_the_owner_says_so(void **state)
{
    (void)state;
    SELL(&till, .cashier = "Ann");
    assert_int_equal(till_number(&till, "SELECT count(*) FROM cashier"), 0);
    set_months("36");
    till_set(&till, "privacy", "cashier_names", "yes");
    SELL(&till, .cashier = "Ann");
    SELL(&till, .cashier = "Ann");
    assert_int_equal(till_number(&till, "SELECT name='Ann' FROM cashier"), 1);
    assert_int_equal(till_number(&till, "SELECT hash=(SELECT json_extract(body, '$.cashier') FROM"
                                        " event WHERE kind=2 LIMIT 1) FROM cashier"),
                     1);
    assert_int_equal(
        till_number(&till, "SELECT count(*) FROM event WHERE kind<>1 AND body LIKE '%Ann%'"), 0);
    assert_int_equal(retention_drop_cashiers(till.shop->store, &till.shop->settings->config, NULL),
                     COMEBACK_OK);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM cashier"), 1);
    till_set(&till, "privacy", "cashier_names", "no");
    assert_int_equal(retention_drop_cashiers(till.shop->store, &till.shop->settings->config, NULL),
                     COMEBACK_OK);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM cashier"), 0);
    till_assert_verified(&till);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_till, close_till)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(months_are_counted_back_by_the_calendar),
        TEST(where_nothing_is_kept_for_ever_nobody_is_due),
        TEST(who_came_last_before_that_day_is_forgotten_and_what_was_sold_stays),
        TEST(who_is_one_with_somebody_who_came_later_is_not_due),
        TEST(who_never_bought_is_kept_from_the_last_friend_they_sent),
        TEST(many_are_forgotten_in_slices),
        TEST(serve_forgets_once_a_day_and_cleans_when_nobody_sells),
        TEST(cashiers_have_no_names_until_the_owner_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
