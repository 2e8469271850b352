/* SPDX-License-Identifier: MIT */
/* What terms of a promise may cost, read once and remembered. */
#include <stdio.h>
#include <string.h>

#include "../../plugin/comeback.h"
#include "../../plugin/report_terms.h"
#undef fail /* cmocka has a macro of this name, too */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

static struct report_terms read_terms(struct report_terms_seen *seen, const char *text)
{
    struct fault fault = {{0}};
    struct report_terms terms;
    assert_int_equal(report_terms_read(seen, text, &terms, &fault), COMEBACK_OK);
    return terms;
}

static void expect(struct report_terms terms, bool in_words, int64_t cost_minor, int64_t most_minor)
{
    assert_int_equal(terms.in_words, in_words);
    assert_int_equal(terms.cost_minor, cost_minor);
    assert_int_equal(terms.most_minor, most_minor);
}

static void what_is_given_in_words_costs_what_the_owner_said(void **state)
{
    expect(read_terms(*state, "{\"gift\":\"a cup\",\"cost\":200,\"liability\":300}"), true, 200,
           200);
    expect(read_terms(*state, "{\"service\":\"we fit it\"}"), true, 0, 0);
}

static void a_price_that_is_cut_has_the_bound_of_its_terms_or_none(void **state)
{
    expect(read_terms(*state, "{\"amount\":300,\"liability\":300}"), false, 0, 300);
    expect(read_terms(*state, "{\"percent\":10,\"liability\":0}"), false, 0, -1);
    expect(read_terms(*state, "{\"percent\":10}"), false, 0, -1);
}

/* More of them than are remembered, and each twice. */
static void terms_that_take_each_others_place_are_told_apart(void **state)
{
    char text[64];
    for (int i = 0; i < 20000; i++) {
        snprintf(text, sizeof text, "{\"amount\":%d,\"liability\":%d}", 1 + i % 10000,
                 1 + i % 10000);
        expect(read_terms(*state, text), false, 0, 1 + i % 10000);
    }
}

static void terms_too_long_to_be_remembered_are_read(void **state)
{
    char text[1024];
    snprintf(text, sizeof text, "{\"gift\":\"%0900d\",\"cost\":7}", 0);
    expect(read_terms(*state, text), true, 7, 7);
}

static void terms_that_are_no_object_are_refused_and_not_remembered(void **state)
{
    static const char *const wrong[] = {"", "{", "[1]", "7"};
    for (size_t i = 0; i < 2 * sizeof wrong / sizeof wrong[0]; i++) {
        struct fault fault = {{0}};
        struct report_terms terms = {false, 5, 6};
        const char *text = wrong[i / 2];
        char expected[64];
        snprintf(expected, sizeof expected, "terms \"%s\" are no object", text);
        assert_int_equal(report_terms_read(*state, text, &terms, &fault), COMEBACK_STORE);
        assert_string_equal(fault.text, expected);
        expect(terms, false, 5, 6);
    }
}

static int begin(void **state)
{
    *state = report_terms_new();
    return *state == NULL ? -1 : 0;
}

static int end(void **state)
{
    report_terms_free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_given_in_words_costs_what_the_owner_said),
        cmocka_unit_test(a_price_that_is_cut_has_the_bound_of_its_terms_or_none),
        cmocka_unit_test(terms_that_take_each_others_place_are_told_apart),
        cmocka_unit_test(terms_too_long_to_be_remembered_are_read),
        cmocka_unit_test(terms_that_are_no_object_are_refused_and_not_remembered),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
