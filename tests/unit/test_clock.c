/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "../../plugin/clock.h"
#include "../../plugin/words.h"

static struct moment read_time(const char *text)
{
    struct moment moment = {0};
    if (!clock_parse(text, strlen(text), &moment))
        fail_msg("\"%s\" was refused", text);
    return moment;
}

/* Numbers of Python's datetime. */
static void times_are_read_as_python_reads_them(void **state)
{
    static const struct {
        const char *text;
        int64_t at_ms;
    } cases[] = {
        {"1970-01-01T00:00:00+00:00", 0},
        {"2000-02-29T23:59:59+00:00", 951868799000},
        {"2026-11-12T14:03:00+00:00", 1794492180000},
        {"2026-11-12T14:03:00.500+01:00", 1794488580500},
        {"2025-03-30T01:59:59-03:30", 1743312599000},
        {"2024-12-31T23:59:59.999+14:00", 1735639199999},
        {"2100-03-01T00:00:00-12:00", 4107585600000},
        {"1999-12-31T23:59:59+00:00", 946684799000},
        {"0001-01-01T00:00:00+00:00", -62135596800000},
        {"9999-12-31T23:59:59+00:00", 253402300799000},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(read_time(cases[i].text).at_ms, cases[i].at_ms);
}

static void rfc_3339_allows_these_writings(void **state)
{
    static const char *const same[] = {
        "2026-11-12T14:03:00Z",
        "2026-11-12t14:03:00z",
        "2026-11-12 14:03:00Z",
        "2026-11-12T14:03:00-00:00",
        "2026-11-12T15:03:00+01:00",
        "2026-11-12T14:03:00.0Z",
        "2026-11-12T14:03:00.000999999999Z",
    };
    (void)state;
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++)
        assert_int_equal(read_time(same[i]).at_ms, 1794492180000);
    /* A leap second is the first of the next minute. */
    assert_int_equal(read_time("2016-12-31T23:59:60Z").at_ms,
                     read_time("2017-01-01T00:00:00Z").at_ms);
}

static void anything_else_is_refused_and_changes_nothing(void **state)
{
    static const char *const bad[] = {
        "",
        "now",
        "2026-11-12",
        "2026-11-12T14:03:00",
        "2026-11-12T14:03Z",
        "2026-11-12T14:03:00+0100",
        "2026-11-12T14:03:00+1:00",
        "2026-11-12T14:03:00 Z",
        "2026-11-12T24:00:00Z",
        "2026-11-12T14:60:00Z",
        "2026-11-12T14:03:61Z",
        "2026-11-12T14:03:00+24:00",
        "2026-11-12T14:03:00+01:60",
        "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z",
        "2026-11-31T00:00:00Z",
        "2026-11-00T00:00:00Z",
        "2026-02-29T00:00:00Z",
        "2100-02-29T00:00:00Z",
        "26-11-12T14:03:00Z",
        "+2026-11-12T14:03:00Z",
        " 2026-11-12T14:03:00Z",
        "2026-11-12T14:03:00Z ",
        "2026-11-12T14:03:00.Z",
        "2026-11-12T14:03:00,5Z",
        "2026/11/12T14:03:00Z",
        "2026-11-12T14:03:00ZZ",
        "2026-11-12T-1:03:00Z",
        "2026-11-12T14:03:00+01:0",
        "2026-11-12T14:03:00\xC2\xA0Z",
    };
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct moment moment = {.at_ms = 5, .offset_min = 7};
        if (clock_parse(bad[i], strlen(bad[i]), &moment))
            fail_msg("\"%s\" was read", bad[i]);
        assert_int_equal(moment.at_ms, 5);
        assert_int_equal(moment.offset_min, 7);
    }
}

static void a_time_is_read_to_its_length_and_no_further(void **state)
{
    static const char text[] = "2026-11-12T14:03:00+01:00";
    struct moment moment;
    (void)state;
    for (size_t length = 0; length < sizeof text - 1; length++)
        assert_false(clock_parse(text, length, &moment));
    assert_true(clock_parse("2026-11-12T14:03:00Zjunk", 20, &moment));
    assert_false(clock_parse("2026-11-12T14:03:00\0", 20, &moment));
}

static void a_time_comes_back_as_it_was_written(void **state)
{
    static const char *const texts[] = {
        "2026-11-12T14:03:00+00:00", "2026-11-12T00:00:00+14:00", "2025-03-30T23:59:59-03:30",
        "2000-02-29T12:00:00-11:59", "1969-12-31T23:59:59+00:00",
    };
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        char text[CLOCK_TEXT];
        clock_format(read_time(texts[i]), text);
        assert_string_equal(text, texts[i]);
    }
}

/* The date of the wall clock, so many minutes ago; numbers of Python's datetime. */
static void the_business_day_is_the_walls_date_after_it_began(void **state)
{
    static const struct {
        const char *text;
        int32_t day_starts_minute, day;
    } cases[] = {
        {"2026-11-12T00:00:00+00:00", 0, 20769},   {"2026-11-12T23:59:59+00:00", 0, 20769},
        {"2026-11-12T03:59:59+00:00", 240, 20768}, {"2026-11-12T04:00:00+00:00", 240, 20769},
        {"2026-11-12T00:30:00+02:00", 0, 20769},   {"2026-11-12T23:30:00-05:00", 0, 20769},
        {"2026-11-12T00:30:00+14:00", 60, 20768},  {"2024-03-01T01:00:00+00:00", 120, 19782},
        {"2026-01-01T05:29:59-11:30", 330, 20453}, {"1969-12-31T23:00:00+00:00", 0, -1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(clock_day(read_time(cases[i].text), cases[i].day_starts_minute),
                         cases[i].day);
}

static void dates_are_those_of_pythons_calendar(void **state)
{
    static const struct {
        int32_t day;
        const char *short_date, *long_date, *iso_date;
        int32_t month, quarter;
    } cases[] = {
        {0, "1 Jan", "1 January 1970", "1970-01-01", 0, 0},
        {789, "29 Feb", "29 February 1972", "1972-02-29", 25, 8},
        {11016, "29 Feb", "29 February 2000", "2000-02-29", 361, 120},
        {11017, "1 Mar", "1 March 2000", "2000-03-01", 362, 120},
        {20094, "6 Jan", "6 January 2025", "2025-01-06", 660, 220},
        {20769, "12 Nov", "12 November 2026", "2026-11-12", 682, 227},
        {47540, "28 Feb", "28 February 2100", "2100-02-28", 1561, 520},
        {47541, "1 Mar", "1 March 2100", "2100-03-01", 1562, 520},
        {157113, "29 Feb", "29 February 2400", "2400-02-29", 5161, 1720},
        {2932896, "31 Dec", "31 December 9999", "9999-12-31", 96359, 32119},
    };
    char text[CLOCK_TEXT];
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        words_short_date(LANGUAGE_ENGLISH, cases[i].day, text);
        assert_string_equal(text, cases[i].short_date);
        words_long_date(LANGUAGE_ENGLISH, cases[i].day, text);
        assert_string_equal(text, cases[i].long_date);
        clock_iso_date(cases[i].day, text);
        assert_string_equal(text, cases[i].iso_date);
        assert_int_equal(clock_month(cases[i].day), cases[i].month);
        assert_int_equal(clock_quarter(cases[i].day), cases[i].quarter);
    }
}

static void every_day_of_four_centuries_follows_the_one_before(void **state)
{
    char before[CLOCK_TEXT] = "", text[CLOCK_TEXT + 16];
    (void)state;
    for (int32_t day = 0; day < 146097; day++) {
        clock_iso_date(day, text);
        assert_true(strcmp(before, text) < 0);
        strcpy(before, text);
        strcat(text, "T00:00:00Z");
        assert_int_equal(clock_day(read_time(text), 0), day);
    }
}

static void a_quarter_starts_on_the_first_day_that_is_in_it(void **state)
{
    (void)state;
    for (int32_t quarter = 1; quarter < 1000; quarter++) {
        int32_t day = clock_quarter_start(quarter);
        assert_int_equal(clock_quarter(day), quarter);
        assert_int_equal(clock_quarter(day - 1), quarter - 1);
    }
    assert_int_equal(clock_quarter_start(0), 0);
}

static void tomorrow_ends_with_its_own_date(void **state)
{
    static const struct {
        const char *at;
        bool after;
    } cases[] = {
        {"2026-11-13T23:59:59.999+00:00", false}, {"2026-11-14T00:00:00+00:00", true},
        {"2026-11-14T00:00:00+14:00", false},     {"2026-11-14T23:59:59.999+14:00", false},
        {"2026-11-15T00:00:00+14:00", true},      {"2026-11-13T00:00:00-12:00", false},
        {"2026-11-14T00:00:00-12:00", true},      {"1990-01-01T00:00:00Z", false},
        {"9999-12-31T23:59:59Z", true},
    };
    int64_t now_ms = read_time("2026-11-12T12:00:00Z").at_ms;
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(clock_is_after_tomorrow(read_time(cases[i].at), now_ms), cases[i].after);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_are_read_as_python_reads_them),
        cmocka_unit_test(rfc_3339_allows_these_writings),
        cmocka_unit_test(tomorrow_ends_with_its_own_date),
        cmocka_unit_test(anything_else_is_refused_and_changes_nothing),
        cmocka_unit_test(a_time_is_read_to_its_length_and_no_further),
        cmocka_unit_test(a_time_comes_back_as_it_was_written),
        cmocka_unit_test(the_business_day_is_the_walls_date_after_it_began),
        cmocka_unit_test(dates_are_those_of_pythons_calendar),
        cmocka_unit_test(a_quarter_starts_on_the_first_day_that_is_in_it),
        cmocka_unit_test(every_day_of_four_centuries_follows_the_one_before),
    };
    return cmocka_run_group_tests_name("clock", tests, NULL, NULL);
}
