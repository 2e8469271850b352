/* SPDX-License-Identifier: MIT */
/* `comeback review` from outside, and the cashiers that it names. */
#include <jansson.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "shop_helper.h"

#include "../../plugin/own_notes.h"
#include "built.h"

enum { OUTPUT_MOST = 1 << 16, CUSTOMERS = 40, OF_ANN = 6 };

static struct till till;
static char out[OUTPUT_MOST], program[PATH_MAX];

static int open_till(void **state)
{
    (void)state;
    till_open(&till);
    till_set(&till, "offer visits", "every", "2");
    return 0;
}

static int close_till(void **state)
{
    (void)state;
    till_close(&till);
    return 0;
}

/* The program's exit code; what it said is in `out`. */
static int run(const char *words)
{
    char line[PATH_MAX + 512];
    snprintf(line, sizeof line, "'%s' -c %s/comeback.ini review %s 2>&1", program, till.folder,
             words);
    FILE *pipe = popen(line, "r"); /* NOLINT(cert-env33-c): a line of our own making */
    assert_non_null(pipe);
    out[fread(out, 1, sizeof out - 1, pipe)] = '\0';
    int status = pclose(pipe);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void sell_often(const char *customer, int day)
{
    for (int i = 0; i < 5; i++)
        SELL(&till, .day = day, .customer = customer);
}

static int today(void)
{
    return clock_day(clock_now(), 0) - DAY_0;
}

/* Told again with another total. */
static void sell_in_two_ways(const char *ref, int day)
{
    SELL(&till, .ref = ref, .day = day, .total_minor = 1000);
    assert_int_equal(TELL(&till, .ref = ref, .day = day, .total_minor = 900), COMEBACK_CONFLICT);
}

static void what_was_told_in_two_ways_leaves_when_it_is_seen(void **state)
{
    (void)state;
    sell_in_two_ways("A", today() - 29);
    sell_in_two_ways("B", today());
    sell_in_two_ways("old", today() - 30);
    SELL(&till, .ref = "C", .day = today());
    assert_int_equal(run(""), 0);
    assert_non_null(strstr(out, " pos B: told again with another day, total or currency\n"));
    assert_true(strstr(out, " pos A: ") > strstr(out, " pos B: "));
    assert_null(strstr(out, "pos old"));
    assert_non_null(strstr(out, "\nseen: comeback review seen HOST REF; after 30 days they leave "
                                "by themselves\n"));
    assert_int_equal(run("seen pos B"), 0);
    assert_string_equal(out, "seen: pos B\n");
    assert_int_equal(run("--json"), 0);
    assert_null(strstr(out, "\"ref\": \"B\""));
    assert_non_null(strstr(out, "\"more_doubts\": 0"));
    assert_int_equal(run("seen pos B"), 1);
    assert_string_equal(out,
                        "comeback: host \"pos\", ref \"B\": there is nothing to look at, or it "
                        "was looked at\n");
    assert_int_equal(run("seen pos C"), 1);
    assert_int_equal(run("seen pos D"), 1);
    assert_string_equal(out, "comeback: host \"pos\", ref \"D\": there is no such sale\n");
    till_assert_verified(&till);
}

static void what_is_flagged_is_decided_and_not_only_seen(void **state)
{
    (void)state;
    sell_in_two_ways("A", today());
    till_sql(&till, "UPDATE sale SET flags=2 WHERE ref='A'");
    assert_int_equal(run("seen pos A"), 1);
    assert_string_equal(out, "comeback: host \"pos\", ref \"A\": this sale is flagged: allow or "
                             "refuse it\n");
    assert_int_equal(run("refuse pos A"), 0);
    assert_int_equal(run(""), 0);
    assert_string_equal(out, "nothing waits for you\n");
    /* Seen is no decision: where it comes to a flag afterwards, it waits. */
    sell_in_two_ways("E", today());
    assert_int_equal(run("seen pos E"), 0);
    assert_int_equal(till_number(&till, "SELECT look FROM sale WHERE ref='E'"), 2);
    till_sql(&till, "UPDATE sale SET flags=2 WHERE ref='E'");
    assert_int_equal(run(""), 0);
    assert_non_null(strstr(out, " pos E: giver and friend bought at one till"));
}

static void an_owner_with_nothing_to_look_at_reads_so(void **state)
{
    (void)state;
    assert_int_equal(run(""), 0);
    assert_string_equal(out, "nothing waits for you\n");
    assert_int_equal(run("--json"), 0);
    assert_non_null(strstr(out, "\"sales\": []"));
}

static void each_sale_is_listed_with_its_reason_and_decided_by_name(void **state)
{
    (void)state;
    sell_often("runner", 1);
    assert_int_equal(run(""), 0);
    assert_string_equal(out, "2025-01-07  pos S5: one customer more than four times that day\n"
                             "decide: comeback review allow HOST REF, or comeback review refuse "
                             "HOST REF\n");
    assert_int_equal(run("allow pos S5"), 0);
    assert_string_equal(out, "allowed: pos S5\n");
    assert_int_equal(till_number(&till, "SELECT look FROM sale WHERE ref='S5'"), 1);
    assert_int_equal(run("refuse pos S5"), 0);
    assert_int_equal(till_number(&till, "SELECT look FROM sale WHERE ref='S5'"), -1);
    assert_int_equal(run(""), 0);
    assert_string_equal(out, "nothing waits for you\n");
    till_assert_verified(&till);
}

static void more_than_fifty_are_counted(void **state)
{
    (void)state;
    for (int day = 0; day < 52; day++)
        sell_often("runner", day);
    assert_int_equal(run(""), 0);
    assert_non_null(strstr(out, "\nand 2 more\n"));
    assert_int_equal(run("--json"), 0);
    json_t *object = json_loads(out, 0, NULL);
    assert_int_equal(json_array_size(json_object_get(object, "sales")), 50);
    assert_int_equal(json_integer_value(json_object_get(object, "more")), 2);
    const json_t *first = json_array_get(json_object_get(object, "sales"), 0);
    assert_string_equal(json_string_value(json_object_get(first, "why")), "often");
    assert_string_equal(json_string_value(json_object_get(first, "day")), "2025-02-26");
    json_decref(object);
}

static void what_is_not_flagged_is_refused_by_name(void **state)
{
    (void)state;
    SELL(&till, .ref = "PLAIN");
    assert_int_equal(run("allow pos PLAIN"), 1);
    assert_string_equal(out, "comeback: host \"pos\", ref \"PLAIN\": this sale is not flagged\n");
    assert_int_equal(run("refuse pos NEVER"), 1);
    assert_string_equal(out, "comeback: host \"pos\", ref \"NEVER\": there is no such sale\n");
}

static void words_that_decide_nothing_are_refused(void **state)
{
    (void)state;
    assert_int_equal(run("forgive pos S1"), 2);
    assert_string_equal(out,
                        "comeback: review: found \"forgive\", expected allow, refuse or seen\n");
    assert_int_equal(run("allow pos"), 2);
    assert_string_equal(out, "comeback: review allow: expected HOST REF\n");
}

/* Of forty notes Ann hands out six; on the next day she takes all six, and Bob ten of his. */
static void sell_notes(const char *taker)
{
    int64_t notes[CUSTOMERS];
    for (int i = 0; i < CUSTOMERS; i++)
        notes[i] = SELL(&till, .cashier = i < OF_ANN ? "Ann" : "Bob")->note.code;
    for (int i = 0; i < OF_ANN + 10; i++) {
        const struct answer *answer = SELL(&till, .day = 1, .note = notes[i], .print = "none",
                                           .cashier = i < OF_ANN ? taker : "Bob");
        assert_int_equal(answer->paid_count, 1);
    }
}

static int find_cashiers(struct own_notes *list, int day)
{
    int count = -1;
    assert_int_equal(own_notes_find(till.shop->store, DAY_0 + day, list, &count, NULL),
                     COMEBACK_OK);
    return count;
}

static void a_cashier_who_takes_all_the_notes_he_printed_is_named(void **state)
{
    struct own_notes list[OWN_NOTES_MAX];
    (void)state;
    sell_notes("Ann");
    assert_int_equal(find_cashiers(list, 1), 1);
    assert_int_equal(list[0].handed, 6);
    assert_int_equal(list[0].redeemed, 6);
    assert_int_equal(list[0].own, 6);
    assert_true(fabs(list[0].share - 0.15) < 1e-12);
    assert_true(fabs(list[0].chance - 1.1390625e-05) < 1e-12);
    assert_int_equal(strlen(list[0].name), 12);
    assert_int_equal(run(""), 0);
    assert_non_null(strstr(out, ": 6 of 6 notes redeemed were of their own, who printed 15 % of "
                                "all; by chance once in 87791\n"));
    till_assert_verified(&till);
}

static void notes_that_a_colleague_takes_are_nobodys_own(void **state)
{
    struct own_notes list[OWN_NOTES_MAX];
    (void)state;
    sell_notes("Carl");
    assert_int_equal(find_cashiers(list, 1), 0);
}

static void notes_of_more_than_ninety_days_ago_are_not_looked_at(void **state)
{
    struct own_notes list[OWN_NOTES_MAX];
    (void)state;
    sell_notes("Ann");
    assert_int_equal(find_cashiers(list, 89), 1);
    assert_int_equal(find_cashiers(list, 90), 0);
}

static void one_cashier_alone_has_no_colleagues_to_be_held_against(void **state)
{
    struct own_notes list[OWN_NOTES_MAX];
    (void)state;
    for (int i = 0; i < OF_ANN; i++) {
        int64_t note = SELL(&till, .cashier = "Ann")->note.code;
        SELL(&till, .day = 1, .note = note, .cashier = "Ann");
    }
    assert_int_equal(find_cashiers(list, 1), 0);
}

/* By whole numbers, in Python: sum of comb(k, i) * p**i * (1 - p)**(k - i) over fractions. */
static void the_chance_is_the_exact_binomial(void **state)
{
    static const struct {
        int64_t trials, least;
        double share, chance;
    } known[] = {
        {20, 12, 0.25, 0.000935391579332645},     {9, 9, 1.0 / 3, 5.080526342529086e-05},
        {400, 250, 0.5, 3.2659096064192133e-07},  {5, 5, 0.1, 1e-05},
        {1000, 30, 0.01, 2.0599888509719576e-07}, {50, 25, 0.3, 0.0023695478489822635},
    };
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        double chance = own_notes_chance(known[i].trials, known[i].least, known[i].share);
        assert_true(fabs(chance / known[i].chance - 1) < 1e-9);
    }
    assert_true(own_notes_chance(10, 0, 0.5) == 1);
    assert_true(own_notes_chance(10, 11, 0.5) == 0);
    assert_true(own_notes_chance(10, 1, 0) == 0);
    assert_true(own_notes_chance(10, 10, 1) == 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_till, close_till)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_was_told_in_two_ways_leaves_when_it_is_seen),
        TEST(what_is_flagged_is_decided_and_not_only_seen),
        TEST(an_owner_with_nothing_to_look_at_reads_so),
        TEST(each_sale_is_listed_with_its_reason_and_decided_by_name),
        TEST(more_than_fifty_are_counted),
        TEST(what_is_not_flagged_is_refused_by_name),
        TEST(words_that_decide_nothing_are_refused),
        TEST(a_cashier_who_takes_all_the_notes_he_printed_is_named),
        TEST(notes_that_a_colleague_takes_are_nobodys_own),
        TEST(notes_of_more_than_ninety_days_ago_are_not_looked_at),
        TEST(one_cashier_alone_has_no_colleagues_to_be_held_against),
        cmocka_unit_test(the_chance_is_the_exact_binomial),
    };
    built_find("comeback", program);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
