/* SPDX-License-Identifier: MIT */
/* The report's statistics against what was published. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../../plugin/comeback.h"
#include "../../plugin/report_share.h"
#include "../../plugin/report_survival.h"
#undef fail /* cmocka has a macro of this name, too */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

/* Freireich and others, Blood 21 (1963) 699-716: weeks in remission, as Cox and Oakes (1984), table
 * 1.1, and nearly every textbook since print them; below 0: censored. */
static const int mercaptopurine[] = {6,   6,   6,   7,   10,  13,  16,  22,  23,  -6, -9,
                                     -10, -11, -17, -19, -20, -25, -32, -32, -34, -35};
static const int placebo[] = {1, 1, 2,  2,  3,  4,  4,  5,  5,  8, 8,
                              8, 8, 11, 11, 12, 12, 15, 17, 22, 23};

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

static struct survival *survival_of(const int *weeks, size_t count)
{
    struct survival *survival = calloc(1, sizeof *survival);
    assert_non_null(survival);
    for (size_t i = 0; i < count; i++)
        survival_add(survival, 0, abs(weeks[i]), weeks[i] > 0);
    return survival;
}

static struct report_curve curve_of(const struct survival *survival)
{
    struct report_curve curve;
    assert_int_equal(survival_estimate(survival, NULL, &curve, NULL), COMEBACK_OK);
    return curve;
}

static const struct report_curve_row *row_of(const struct report_curve *curve, int day)
{
    for (int i = 0; i < curve->count; i++)
        if (curve->rows[i].day == day)
            return &curve->rows[i];
    fail_msg("there is no day %d", day);
    return NULL;
}

static void expect_near(double found, double expected, double within)
{
    if (!(fabs(found - expected) <= within))
        fail_msg("found %.6f, expected %.6f", found, expected);
}

static void the_curve_of_the_leukaemia_trial_is_the_published_one(void **state)
{
    static const struct {
        int week;
        int64_t at_risk, events;
        double survival;
    } published[] = {
        {6, 21, 3, 0.857},  {7, 17, 1, 0.807}, {10, 15, 1, 0.753}, {13, 12, 1, 0.690},
        {16, 11, 1, 0.627}, {22, 7, 1, 0.538}, {23, 6, 1, 0.448},
    };
    struct survival *survival = survival_of(mercaptopurine, COUNT(mercaptopurine));
    struct report_curve curve = curve_of(survival);
    (void)state;
    for (size_t i = 0; i < COUNT(published); i++) {
        const struct report_curve_row *row = row_of(&curve, published[i].week);
        assert_int_equal(row->at_risk, published[i].at_risk);
        assert_int_equal(row->events, published[i].events);
        expect_near(row->survival, published[i].survival, 0.0005);
    }
    assert_int_equal(curve.median_day, 23);
    assert_int_equal(curve.count, 16); /* 7 with an event, 9 more with censorings alone */
    free(curve.rows);
    free(survival);
}

/* survfit(conf.type = "log-log") of R's package survival, of the same trial. */
static void its_bounds_are_those_of_the_log_log_scale(void **state)
{
    struct survival *survival = survival_of(mercaptopurine, COUNT(mercaptopurine));
    struct report_curve curve = curve_of(survival);
    (void)state;
    expect_near(row_of(&curve, 6)->low, 0.6197, 0.00005);
    expect_near(row_of(&curve, 6)->high, 0.9516, 0.00005);
    expect_near(row_of(&curve, 23)->low, 0.1880, 0.0001);
    expect_near(row_of(&curve, 23)->high, 0.6801, 0.0001);
    free(curve.rows);
    free(survival);
}

static void its_two_arms_differ_as_published(void **state)
{
    struct survival *a = survival_of(mercaptopurine, COUNT(mercaptopurine));
    struct survival *b = survival_of(placebo, COUNT(placebo));
    struct report_logrank logrank = survival_compare(a, b), turned = survival_compare(b, a);
    (void)state;
    assert_true(logrank.known);
    expect_near(logrank.chi2, 16.79, 0.005);
    expect_near(logrank.p, 4.17e-5, 0.005e-5);
    expect_near(turned.chi2, logrank.chi2, 1e-9);
    free(a);
    free(b);
}

static void two_groups_together_are_as_one(void **state)
{
    struct survival *a = survival_of(mercaptopurine, COUNT(mercaptopurine));
    struct survival *b = survival_of(placebo, COUNT(placebo));
    struct survival *both = survival_of(mercaptopurine, COUNT(mercaptopurine));
    struct report_curve apart, together;
    (void)state;
    for (size_t i = 0; i < COUNT(placebo); i++)
        survival_add(both, 0, placebo[i], true);
    assert_int_equal(survival_estimate(a, b, &apart, NULL), COMEBACK_OK);
    together = curve_of(both);
    assert_int_equal(apart.count, together.count);
    assert_memory_equal(apart.rows, together.rows, (size_t)apart.count * sizeof *apart.rows);
    free(apart.rows);
    free(together.rows);
    free(a);
    free(b);
    free(both);
}

/* By hand: at 2 only who entered before 2 is at risk, and who left at 2 still is. */
static void who_enters_late_is_at_risk_only_from_then_on(void **state)
{
    static const struct {
        int entry, exit;
        bool event;
    } people[] = {{0, 2, true}, {0, 4, false}, {1, 3, true},
                  {2, 5, true}, {3, 3, true},  {4, 2, true}};
    static const struct report_curve_row expected[] = {{2, 3, 1, 2.0 / 3, 0, 0},
                                                       {3, 3, 1, 4.0 / 9, 0, 0},
                                                       {4, 2, 0, 4.0 / 9, 0, 0},
                                                       {5, 1, 1, 0, 0, 0}};
    struct survival *survival = survival_of(NULL, 0);
    (void)state;
    for (size_t i = 0; i < COUNT(people); i++)
        survival_add(survival, people[i].entry, people[i].exit, people[i].event);
    struct report_curve curve = curve_of(survival);
    assert_int_equal(curve.count, COUNT(expected));
    for (int i = 0; i < curve.count; i++) {
        assert_int_equal(curve.rows[i].day, expected[i].day);
        assert_int_equal(curve.rows[i].at_risk, expected[i].at_risk);
        assert_int_equal(curve.rows[i].events, expected[i].events);
        expect_near(curve.rows[i].survival, expected[i].survival, 1e-12);
    }
    assert_int_equal(curve.median_day, 3);
    assert_true(curve.rows[3].low == 0 && curve.rows[3].high == 0);
    free(curve.rows);
    free(survival);
}

static void where_nothing_happens_the_curve_stays_at_1(void **state)
{
    const int censored[] = {-3, -5};
    struct survival *survival = survival_of(censored, 2), *nobody = survival_of(NULL, 0);
    struct report_curve curve = curve_of(survival), empty = curve_of(nobody);
    (void)state;
    assert_int_equal(curve.count, 2);
    assert_true(curve.rows[1].survival == 1 && curve.rows[1].low == 1 && curve.rows[1].high == 1);
    assert_int_equal(curve.median_day, -1);
    assert_int_equal(empty.count, 0);
    assert_null(empty.rows);
    assert_false(survival_compare(survival, nobody).known);
    free(curve.rows);
    free(survival);
    free(nobody);
}

static void the_very_old_count_as_a_hundred_and_ten_years(void **state)
{
    struct survival *survival = survival_of(NULL, 0);
    (void)state;
    survival_add(survival, 0, INT32_MAX, true);
    survival_add(survival, INT32_MIN, 1, true);
    assert_int_equal(survival->events[SURVIVAL_AGES - 1], 1);
    assert_int_equal(survival->entered[0], 2);
    free(survival);
}

/* Newcombe, Statistics in Medicine 17 (1998) 873-890, table II, method 10. */
static void the_bounds_of_a_difference_are_those_of_the_literature(void **state)
{
    static const struct {
        int64_t a, m, b, n;
        double low, high;
    } rows[] = {
        {56, 70, 48, 80, 0.0524, 0.3339}, {9, 10, 3, 10, 0.1705, 0.8090},
        {6, 7, 2, 7, 0.0582, 0.8062},     {5, 56, 0, 29, -0.0381, 0.1926},
        {0, 10, 0, 20, -0.1611, 0.2775},  {0, 10, 0, 10, -0.2775, 0.2775},
        {10, 10, 0, 20, 0.6791, 1.0000},  {10, 10, 0, 10, 0.6075, 1.0000},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct report_effect effect = {.treated = {0, rows[i].m, rows[i].a},
                                       .control = {0, rows[i].n, rows[i].b}};
        report_difference(&effect);
        assert_true(effect.known);
        expect_near(effect.low, rows[i].low, 0.00006);
        expect_near(effect.high, rows[i].high, 0.00006);
    }
}

static void of_an_empty_arm_no_difference_is_known(void **state)
{
    struct report_effect effect = {.treated = {5, 5, 2}, .control = {4, 0, 0}};
    (void)state;
    report_difference(&effect);
    assert_false(effect.known);
    assert_true(effect.low == -1 && effect.high == 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_curve_of_the_leukaemia_trial_is_the_published_one),
        cmocka_unit_test(its_bounds_are_those_of_the_log_log_scale),
        cmocka_unit_test(its_two_arms_differ_as_published),
        cmocka_unit_test(two_groups_together_are_as_one),
        cmocka_unit_test(who_enters_late_is_at_risk_only_from_then_on),
        cmocka_unit_test(where_nothing_happens_the_curve_stays_at_1),
        cmocka_unit_test(the_very_old_count_as_a_hundred_and_ten_years),
        cmocka_unit_test(the_bounds_of_a_difference_are_those_of_the_literature),
        cmocka_unit_test(of_an_empty_arm_no_difference_is_known),
    };
    return cmocka_run_group_tests_name("report survival", tests, NULL, NULL);
}
