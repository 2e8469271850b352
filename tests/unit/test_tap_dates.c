/* SPDX-License-Identifier: MIT */
#include "../../plugin/tap/receipt_dates.h"
#undef fail /* cmocka has a macro of this name, too */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "../../plugin/clock.h"

static struct receipt_dates read_dates(const char *text)
{
    struct tap_rows rows = {.count = 1, .words = true};
    struct receipt_dates dates;
    bytes_add_text(&rows.text, text);
    receipt_dates_of(&rows, &dates);
    tap_rows_free(&rows);
    return dates;
}

static bool says(const char *text, int year, int month, int day)
{
    struct receipt_dates dates = read_dates(text);
    int32_t meant;
    assert_true(clock_date(year, month, day, &meant));
    return receipt_dates_have(&dates, meant);
}

static void dates_are_read_in_every_order(void **state)
{
    static const char *const texts[] = {
        "21.11.2026",   "Datum:21.11.26 10:31",       "21/11/2026 10:31", "11/21/2026",
        "On 11/21/26,", "2026-11-21T20:15:09",        "26/11/21",         "2026/11/21",
        "21-11-2026",   "2026\u5e7411\u670821\u65e5", "(21.11.2026)",     "21.11.2026.",
    };
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (!says(texts[i], 2026, 11, 21))
            fail_msg("%s", texts[i]);
}

static void a_month_that_may_be_a_day_is_both(void **state)
{
    (void)state;
    assert_true(says("05/11/2026", 2026, 11, 5));
    assert_true(says("05/11/2026", 2026, 5, 11));
    assert_int_equal(read_dates("13/11/2026").count, 1);
}

static void other_numbers_are_no_dates(void **state)
{
    static const char *const texts[] = {
        "",           "31.02.2026", "555-0123",   "1.2",           "10:31:22",     "21.11",
        "0-21-11-26", "99/99/99",   "1-800-5550", "12.345.678,90", "192.168.1.40", "21.11.20261",
    };
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (read_dates(texts[i]).count > 0)
            fail_msg("%s", texts[i]);
}

static void more_dates_than_are_kept_harm_nothing(void **state)
{
    char text[16 * (RECEIPT_DATES + 9)] = "";
    (void)state;
    for (int i = 0; i < RECEIPT_DATES + 8; i++)
        sprintf(text + strlen(text), "2026-%02d-%02d\n", 1 + i / 15, 14 + i % 15);
    assert_int_equal(read_dates(text).count, RECEIPT_DATES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_are_read_in_every_order),
        cmocka_unit_test(a_month_that_may_be_a_day_is_both),
        cmocka_unit_test(other_numbers_are_no_dates),
        cmocka_unit_test(more_dates_than_are_kept_harm_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
