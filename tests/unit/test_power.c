/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>

#include "../../plugin/power.h"

/* As R's power.prop.test tells them for power = 0.8: 1093.739, 2942.6, 57.67. */
static void published_sizes_are_met(void **state)
{
    (void)state;
    assert_int_equal(power_needed(0.20, 0.05), 1094);
    assert_int_equal(power_needed(0.20, 0.03), 2943);
    assert_int_equal(power_needed(0.50, 0.25), 58);
    /* A share and its opposite are as hard to tell apart. */
    assert_int_equal(power_needed(0.75, 0.05), 1094);
    assert_int_equal(power_needed(0.25, -0.05), 1094);
}

static double binomial(int n, int k, double p)
{
    return exp(lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) + k * log(p) +
               (n - k) * log(1 - p));
}

/* How often the test of two shares, pooled, finds a difference at 5 %: all outcomes summed. */
static double power_of(int n, double p, double q)
{
    double found = 0;
    for (int a = 0; a <= n; a++) {
        double weight = binomial(n, a, p);
        if (weight < 1e-12)
            continue;
        for (int b = 0; b <= n; b++) {
            double mean = (a + b) / (2.0 * n), apart = (double)(b - a) / n;
            if (fabs(apart) > 1.959964 * sqrt(2 * mean * (1 - mean) / n))
                found += weight * binomial(n, b, q);
        }
    }
    return found;
}

static void so_many_find_the_difference_four_times_in_five(void **state)
{
    static const double pairs[][2] = {{0.20, 0.25}, {0.30, 0.40}, {0.40, 0.50}};
    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        int n = (int)power_needed(pairs[i][0], pairs[i][1] - pairs[i][0]);
        assert_true(fabs(power_of(n, pairs[i][0], pairs[i][1]) - 0.80) < 0.01);
    }
}

static void what_are_no_two_shares_needs_nobody(void **state)
{
    static const double pairs[][2] = {{0.20, 0},   {0.98, 0.03}, {0.02, -0.03}, {-0.1, 0.2},
                                      {1.1, -0.2}, {NAN, 0.1},   {0.1, NAN},    {0.5, 1e-12}};
    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        assert_int_equal(power_needed(pairs[i][0], pairs[i][1]), 0);
    assert_true(power_needed(0, 0.03) > 0);
}

static void the_smaller_arm_has_as_many_as_are_needed(void **state)
{
    (void)state;
    assert_int_equal(power_customers(2943, 10), 29430);
    assert_int_equal(power_customers(2943, 90), 29430);
    assert_int_equal(power_customers(2943, 50), 5886);
    assert_int_equal(power_customers(100, 3), 3334);
    assert_int_equal(power_customers(0, 10), 0);
    assert_int_equal(power_customers(1, 0), 0);
    assert_int_equal(power_customers(1, 100), 0);
    assert_int_equal(power_customers(-1, 10), 0);
    assert_int_equal(power_customers(INT64_MAX, 10), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_sizes_are_met),
        cmocka_unit_test(so_many_find_the_difference_four_times_in_five),
        cmocka_unit_test(what_are_no_two_shares_needs_nobody),
        cmocka_unit_test(the_smaller_arm_has_as_many_as_are_needed),
    };
    return cmocka_run_group_tests_name("power", tests, NULL, NULL);
}
