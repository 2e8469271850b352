/* SPDX-License-Identifier: MIT */
/* A till's own five lines: of what happened there since they were last read. */
#include "shop_helper.h"

#include <string.h>

#include "../../plugin/clock.h"
#include "../../plugin/report.h"

static struct till till;
static struct report_shift shift;
static int64_t now_ms;

static int open_till(void **state)
{
    (void)state;
    till_open(&till);
    now_ms = clock_now_ms();
    return 0;
}

static int close_till(void **state)
{
    (void)state;
    till_close(&till);
    return 0;
}

static void call(const char *name)
{
    now_ms += 1000;
    memset(&shift, -1, sizeof shift);
    assert_int_equal(report_shift(till.shop->store, name, now_ms, 1000, &shift, &till.fault),
                     COMEBACK_OK);
}

static void a_till_that_sold_nothing_has_noughts(void **state)
{
    (void)state;
    SELL(&till, .till = "T1", .customer = "7", .day = 0);
    till_sql(&till, "UPDATE event SET hlc=hlc-(172800000<<16) WHERE kind=2");
    call("T1");
    assert_true(shift.first_time);
    assert_int_equal(shift.since_ms, now_ms - 86400000);
    assert_int_equal(shift.made + shift.again + shift.friends + shift.steps_due + shift.steps_kept +
                         shift.notes_handed + shift.notes_back + shift.cards_handed +
                         shift.cards_back,
                     0);
}

static void expect_refused(const char *name, const char *told)
{
    memset(&shift, -1, sizeof shift);
    assert_int_equal(report_shift(till.shop->store, name, now_ms, 1000, &shift, &till.fault),
                     COMEBACK_NOTHING);
    assert_string_equal(till.fault.text, told);
    assert_int_equal(shift.made, -1);
}

static void a_till_that_never_told_a_sale_is_refused_by_the_names_of_those_that_did(void **state)
{
    (void)state;
    expect_refused("T1", "till \"T1\" has told no sale");
    SELL(&till, .till = "T2", .day = 0);
    SELL(&till, .till = "T1", .day = 0);
    SELL(&till, .till = "T2", .day = 0);
    expect_refused("t1", "till \"t1\" has told no sale; those that have: \"T1\", \"T2\"");
    call("T1");
    for (int i = 0; i < 12; i++)
        SELL(&till, .till = (char[]){(char)('a' + i), '\0'}, .day = 0);
    expect_refused("x",
                   "till \"x\" has told no sale; those that have: \"T1\", \"T2\", \"a\", \"b\","
                   " \"c\", \"d\", \"e\", \"f\", \"g\", \"h\", \"i\", \"j\"");
}

static void what_happened_is_told_once_and_by_till(void **state)
{
    (void)state;
    SELL(&till, .till = "T1", .customer = "7", .day = 0);
    SELL(&till, .till = "T1", .customer = "7", .day = 1);
    SELL(&till, .till = "T1", .customer = "7", .day = 1);
    SELL(&till, .till = "T1", .customer = "7", .day = 2);
    SELL(&till, .till = "T2", .customer = "8", .day = 0);
    SELL(&till, .till = "T2", .customer = "8", .day = 1);
    call("T1");
    assert_int_equal(shift.made, 1);
    assert_int_equal(shift.again, 2);
    assert_int_equal(shift.friends, 0);
    int64_t since_ms = now_ms;
    call("T1");
    assert_false(shift.first_time);
    assert_int_equal(shift.since_ms, since_ms);
    assert_int_equal(shift.made, 0);
    assert_int_equal(shift.again, 0);
    call("T2");
    assert_true(shift.first_time);
    assert_int_equal(shift.made, 1);
    SELL(&till, .till = "T1", .customer = "8", .day = 2);
    call("T1");
    assert_int_equal(shift.made, 0);
    assert_int_equal(shift.again, 1);
}

static void a_visit_that_was_voided_is_not_told(void **state)
{
    (void)state;
    SELL(&till, .till = "T1", .customer = "7", .day = 0);
    SELL(&till, .till = "T1", .customer = "7", .day = 1, .ref = "B");
    SELL(&till, .till = "T1", .kind = "void", .original = "B", .day = 1);
    call("T1");
    assert_int_equal(shift.made, 0);
    assert_int_equal(shift.again, 0);
}

static void paper_is_told_as_it_goes_out_and_comes_back(void **state)
{
    (void)state;
    int64_t note = SELL(&till, .till = "T1", .day = 0)->note.code;
    int64_t card = SELL(&till, .till = "T1", .customer = "giver", .day = 0)->card.code;
    assert_true(note != 0 && card != 0);
    call("T1");
    assert_true(shift.notes_handed >= 1);
    assert_int_equal(shift.cards_handed, 1);
    assert_int_equal(shift.notes_back, 0);
    SELL(&till, .till = "T1", .day = 0, .note = note);
    call("T1");
    assert_int_equal(shift.notes_back, 0); /* on its own day */
    SELL(&till, .till = "T1", .day = 3, .note = note);
    SELL(&till, .till = "T1", .day = 3, .card = card, .customer = "friend");
    call("T1");
    assert_int_equal(shift.notes_back, 1);
    assert_int_equal(shift.friends, 1);
    assert_int_equal(shift.cards_back, 1);
    assert_int_equal(shift.made, 1); /* whose note came back */
}

/* As the tables have them; the engine's own ways to them are tried with steps. */
static void steps_are_due_to_who_is_served_when_their_day_has_come(void **state)
{
    (void)state;
    SELL(&till, .till = "T1", .customer = "7", .day = 0, .ref = "A");
    till_sql(
        &till,
        "INSERT INTO step(host, kind, ref, name, person, day, due_day, minute, sort, sku, text)"
        " SELECT host, kind, ref, n.column1, person, day, day+n.column2, 0, 0, '', ''"
        " FROM sale, (VALUES('due', 5), ('later', 50), ('kept', 50), ('not_now', 5)) n"
        " WHERE ref='A'");
    call("T1");
    assert_int_equal(shift.steps_due, 0);
    SELL(&till, .till = "T1", .customer = "7", .day = 10, .ref = "B");
    till_sql(&till, "INSERT INTO closed(host, kind, ref, name, hlc, origin, seq, by_host, by_kind,"
                    " by_ref, day, how) SELECT a.host, a.kind, a.ref, n.column1, 1, b.origin,"
                    " b.seq, b.host, b.kind, b.ref, b.day, n.column2 FROM sale a, sale b,"
                    " (VALUES('kept', 1), ('not_now', 2)) n WHERE a.ref='A' AND b.ref='B'");
    call("T1");
    assert_int_equal(shift.steps_due, 3);
    assert_int_equal(shift.steps_kept, 1);
    SELL(&till, .till = "T1", .customer = "7", .day = 11);
    call("T1");
    assert_int_equal(shift.steps_due, 1); /* closed ones are of another shift */
    assert_int_equal(shift.steps_kept, 0);
}

static void the_mark_of_a_copied_store_is_not_its_own(void **state)
{
    (void)state;
    SELL(&till, .till = "T1", .customer = "7", .day = 0);
    call("T1");
    call("T1");
    assert_false(shift.first_time);
    till_sql(&till, "UPDATE meta SET value=json_array(4711, json_extract(value, '$[1]'), 0)"
                    " WHERE name='shift T1'");
    call("T1");
    assert_true(shift.first_time);
    till_assert_verified(&till);
}

#define TILL_TEST(name) cmocka_unit_test_setup_teardown(name, open_till, close_till)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TILL_TEST(a_till_that_sold_nothing_has_noughts),
        TILL_TEST(a_till_that_never_told_a_sale_is_refused_by_the_names_of_those_that_did),
        TILL_TEST(what_happened_is_told_once_and_by_till),
        TILL_TEST(a_visit_that_was_voided_is_not_told),
        TILL_TEST(paper_is_told_as_it_goes_out_and_comes_back),
        TILL_TEST(steps_are_due_to_who_is_served_when_their_day_has_come),
        TILL_TEST(the_mark_of_a_copied_store_is_not_its_own),
    };
    return cmocka_run_group_tests_name("report shift", tests, NULL, NULL);
}
