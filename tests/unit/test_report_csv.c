/* SPDX-License-Identifier: MIT */
/* The report's lists as a spreadsheet takes them. */
#include "shop_helper.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "built.h"

static struct till till;
static char program[PATH_MAX];

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

/* A line of shell, $F being the shop's folder and $C the report of this shop. */
static int run(const char *line)
{
    char whole[3 * PATH_MAX];
    snprintf(whole, sizeof whole, "F='%s' C='%s -c %s/comeback.ini report'; { %s ; }", till.folder,
             program, till.folder, line);
    return built_shell(whole);
}

static void expect_output(const char *line, const char *golden)
{
    char whole[1024];
    snprintf(whole, sizeof whole, "{ %s; } > $F/found", line);
    run(whole);
    char *found = till_read(&till, "found");
    assert_string_equal(found, golden);
    free(found);
}

static void a_cohort_is_a_line_for_each_month_after(void **state)
{
    (void)state;
    SELL(&till, .customer = "a", .day = 0); /* on 6 January 2025 */
    SELL(&till, .customer = "b", .day = 1);
    SELL(&till, .customer = "c", .day = 2);
    SELL(&till, .customer = "a", .day = 40);
    SELL(&till, .customer = "d", .day = 41);
    SELL(&till, .customer = "e", .day = 84); /* 31 March */
    expect_output("$C --csv cohorts", "month,size,month_after,active,share\n"
                                      "2025-01,3,0,3,1\n"
                                      "2025-01,3,1,1,0.333333\n"
                                      "2025-01,3,2,0,0\n"
                                      "2025-02,1,0,1,1\n"
                                      "2025-02,1,1,0,0\n"
                                      "2025-03,1,0,1,1\n");
    expect_output("$C --csv curves.return --to 2025-01-07",
                  "day,at_risk,events,survival,low,high\n1,1,0,1,1,1\n");
    expect_output("$C --csv months | cut -d, -f1,2,3 | tail -4",
                  "month,customers.first,customers.made\n"
                  "2025-01,3,0\n2025-02,1,1\n2025-03,1,0\n");
}

static void arms_and_targets_are_rows_and_what_is_not_known_is_empty(void **state)
{
    (void)state;
    till_set(&till, "targets", "made", "20");
    SELL(&till, .customer = "a", .day = 0);
    expect_output("$C --csv targets",
                  "made.target,made.month,made.this_month,kept.target,kept.made,kept.kept,"
                  "kept.share,kept.low,kept.high\n"
                  "20,2025-01,0,,0,0,,,\n");
    expect_output("$C --csv effect",
                  "of,since,control.first,control.mature,control.returned,treated.first,"
                  "treated.mature,treated.returned,difference,low,high,needed,enough\n"
                  "promises,,0,0,0,0,0,0,,,,2943,false\n"
                  "gift,,0,0,0,0,0,0,,,,2943,false\n");
    expect_output("$C --csv curves.logrank", "chi2,p\n");
}

/* Python's reader of CSV is the judge of quotes. */
static void what_a_host_says_is_text_and_no_formula(void **state)
{
    (void)state;
    static const char *const refs[] = {"=1+1", "+2", "-3", "@x", "a,\"b\"", "ok"};
    for (size_t i = 0; i < sizeof refs / sizeof refs[0]; i++)
        SELL(&till, .ref = refs[i], .day = clock_day(clock_now(), 0) - DAY_0);
    till_sql(&till, "UPDATE sale SET flags=2");
    expect_output("$C --csv look | python3 -c 'import csv, sys;"
                  "print(*sorted(r[\"ref\"] for r in csv.DictReader(sys.stdin)), sep=\"\\n\")'",
                  "'+2\n'-3\n'=1+1\n'@x\na,\"b\"\nok\n");
}

/* Of those that --json tells none is missing, and each is in both by one name. */
static void every_list_of_json_is_a_table(void **state)
{
    (void)state;
    SELL(&till, .customer = "a", .day = 0);
    assert_int_equal(run("$C --json | python3 -c 'import json, sys;"
                         "print(*[n for n, v in json.load(sys.stdin).items()"
                         " if isinstance(v, (list, dict)) or n == \"curves.logrank\"])'"
                         " | tr ' ' '\\n' > $F/names; test $(wc -l < $F/names) = 15 &&"
                         " while read name; do $C --csv $name | head -1 | grep -q , || exit 1;"
                         " done < $F/names"),
                     0);
    expect_output("$C --csv cohort 2>&1", "comeback: report: no list \"cohort\"; did you mean "
                                          "cohorts?\n");
    expect_output("$C --csv nothing 2>&1", "comeback: report: no list \"nothing\"; the lists are "
                                           "those of comeback report --explain\n");
    assert_int_equal(run("$C --csv cohort 2> $F/err"), 2);
}

#define TILL_TEST(name) cmocka_unit_test_setup_teardown(name, open_till, close_till)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TILL_TEST(a_cohort_is_a_line_for_each_month_after),
        TILL_TEST(arms_and_targets_are_rows_and_what_is_not_known_is_empty),
        TILL_TEST(what_a_host_says_is_text_and_no_formula),
        TILL_TEST(every_list_of_json_is_a_table),
    };
    built_find("comeback", program);
    return cmocka_run_group_tests_name("report csv", tests, NULL, NULL);
}
