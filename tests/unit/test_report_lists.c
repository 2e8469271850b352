/* SPDX-License-Identifier: MIT */
/* What the report tells in lists: small pasts whose numbers can be counted by hand. */
#include "shop_helper.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../plugin/clock.h"
#include "../../plugin/power.h"
#include "../../plugin/report.h"

enum { LAST_DAY = 47481 /* 2099-12-31 */, JANUARY = 55 * 12 /* 2025-01, of DAY_0, its 6th */ };

static struct till till;
static struct report *report;
static struct report_query query;

static int open_till(void **state)
{
    (void)state;
    till_open(&till);
    report = NULL;
    query = (struct report_query){
        .to_day = LAST_DAY, .today = DAY_0, .window_days = REPORT_WINDOW_DAYS, .currency = "EUR"};
    return 0;
}

static int close_till(void **state)
{
    (void)state;
    report_free(report);
    till_close(&till);
    return 0;
}

static void make(void)
{
    struct fault fault = {{0}};
    report_free(report);
    report = NULL;
    query.config = &till.shop->settings->config;
    if (report_make(till.shop->store, &query, &report, &fault) != COMEBACK_OK)
        fail_msg("%s", fault.text);
}

static void expect(enum report_number number, int64_t value)
{
    if (report->all.values[number] != value)
        fail_msg("%s: found %lld, expected %lld", report_numbers[number].name,
                 (long long)report->all.values[number], (long long)value);
}

static void expect_rows(const struct report_curve *curve, const struct report_curve_row *rows,
                        int count)
{
    assert_int_equal(curve->count, count);
    for (int i = 0; i < count; i++) {
        assert_int_equal(curve->rows[i].day, rows[i].day);
        assert_int_equal(curve->rows[i].at_risk, rows[i].at_risk);
        assert_int_equal(curve->rows[i].events, rows[i].events);
        assert_true(fabs(curve->rows[i].survival - rows[i].survival) < 1e-12);
    }
}

static void visit(const char *customer, int day)
{
    SELL(&till, .customer = customer, .day = day);
}

static void who_comes_again_leaves_the_curve_of_return(void **state)
{
    static const struct report_curve_row rows[] = {
        {3, 4, 1, 0.75, 0, 0}, {5, 3, 1, 0.5, 0, 0}, {10, 2, 0, 0.5, 0, 0}, {20, 1, 0, 0.5, 0, 0}};
    (void)state;
    visit("a", 0);
    visit("a", 3);
    visit("a", 20); /* no third visit counts */
    visit("b", 0);
    visit("b", 5);
    visit("c", 10); /* seen for 10 days */
    visit("d", 0);
    visit("e", 20); /* seen for none */
    make();
    expect_rows(&report->curves.come_again, rows, 4);
    expect(RETURN_MEDIAN_DAY, 5);
    assert_false(report->unknown[RETURN_MEDIAN_DAY]);
    assert_true(report->unknown[STAYING_MEDIAN_DAY]); /* fewer than 20 gaps */
    assert_int_equal(report->curves.staying.count, 0);
}

static void with_a_first_day_who_came_before_enters_late(void **state)
{
    static const struct report_curve_row rows[] = {
        {8, 3, 1, 2.0 / 3, 0, 0}, {10, 2, 0, 2.0 / 3, 0, 0}, {20, 1, 0, 2.0 / 3, 0, 0}};
    (void)state;
    visit("gone before", 0);
    visit("gone before", 4);
    visit("on the day", 0);
    visit("on the day", 5);
    visit("later", 0); /* at risk from an age of 5 on */
    visit("later", 8);
    visit("never", 0); /* at risk from 5 to 20 */
    visit("new", 10);
    visit("of the end", 20);
    query.from_day = DAY_0 + 5;
    make();
    expect_rows(&report->curves.come_again, rows, 3);
    assert_true(report->unknown[RETURN_MEDIAN_DAY]);
}

static void what_comes_after_the_last_day_is_not_known(void **state)
{
    static const struct report_curve_row rows[] = {{10, 1, 0, 1, 0, 0}};
    (void)state;
    visit("a", 0);
    visit("a", 12);
    visit("b", 11);
    query.to_day = DAY_0 + 10;
    make();
    assert_int_equal(report->end_day, DAY_0 + 12);
    assert_int_equal(report->seen_day, DAY_0 + 10);
    expect_rows(&report->curves.come_again, rows, 1);
}

/* 20 gaps of 10 days by ten customers; so gap.days is 10. */
static void make_gaps(void)
{
    char name[16];
    for (int i = 0; i < 10; i++) {
        snprintf(name, sizeof name, "gap%d", i);
        for (int day = 0; day <= 20; day += 10)
            visit(name, day);
    }
}

static void who_stays_away_for_longer_than_the_gap_has_lapsed(void **state)
{
    static const struct report_curve_row rows[] = {
        {10, 12, 1, 11.0 / 12, 0, 0}, {30, 11, 10, 1.0 / 12, 0, 0}, {31, 1, 0, 1.0 / 12, 0, 0}};
    (void)state;
    make_gaps();
    visit("once", 0);
    visit("again and again", 0);
    for (int day = 1; day <= 31; day += 10)
        visit("again and again", day);
    make();
    expect(GAP_DAYS, 10);
    expect_rows(&report->curves.staying, rows, 3);
    expect(STAYING_MEDIAN_DAY, 30);
    visit("once", 31); /* takes nothing back */
    make();
    assert_int_equal(report->curves.staying.rows[0].events, 1);
}

static void who_came_last_as_long_ago_as_the_gap_has_not_lapsed(void **state)
{
    (void)state;
    make_gaps();
    visit("last", 29);
    visit("last", 30);
    make();
    assert_int_equal(report->seen_day, DAY_0 + 30);
    assert_int_equal(report->curves.staying.rows[report->curves.staying.count - 1].events, 0);
    assert_true(report->unknown[STAYING_MEDIAN_DAY]);
}

static void friends_have_a_curve_of_their_own(void **state)
{
    (void)state;
    int64_t card = SELL(&till, .customer = "giver", .day = 0)->card.code;
    SELL(&till, .customer = "friend", .day = 1, .card = card);
    visit("friend", 4);
    visit("giver", 9);
    make();
    assert_int_equal(report->curves.of_new.count, 1);
    assert_int_equal(report->curves.of_new.rows[0].day, 9);
    assert_int_equal(report->curves.of_referral.count, 1);
    assert_int_equal(report->curves.of_referral.rows[0].day, 3);
    assert_true(report->curves.logrank.known);
    assert_true(fabs(report->curves.logrank.chi2 - 1) < 1e-12); /* (1-1/2)^2 / (1/4) */
    assert_true(fabs(report->curves.logrank.p - 0.3173105) < 1e-6);
}

static void who_was_nobody_at_first_is_in_no_curve(void **state)
{
    (void)state;
    int64_t note = SELL(&till, .day = 0)->note.code;
    SELL(&till, .day = 10, .note = note);
    SELL(&till, .day = 40);
    make();
    expect(CUSTOMERS_MADE, 1);
    assert_int_equal(report->curves.come_again.count, 0);
    assert_int_equal(report->cohort_count, 0);
}

static void a_cohort_is_told_as_far_as_months_have_passed(void **state)
{
    (void)state;
    visit("a", 0);
    visit("a", 2);
    visit("a", 30); /* 5 February */
    visit("b", 0);
    visit("b", 60); /* 7 March */
    visit("c", 27); /* 2 February */
    visit("d", 83); /* 30 March */
    make();
    assert_int_equal(report->cohort_count, 3);
    const struct report_cohort *january = &report->cohorts[0], *march = &report->cohorts[2];
    assert_int_equal(january->month, JANUARY);
    assert_int_equal(january->size, 2);
    assert_int_equal(january->active_count, 2); /* March has not passed */
    assert_int_equal(january->active[0], 2);
    assert_int_equal(january->active[1], 1);
    assert_int_equal(march->size, 1);
    assert_int_equal(march->active_count, 1);
    visit("d", 84); /* its last day */
    make();
    assert_int_equal(report->cohorts[0].active_count, 3);
    assert_int_equal(report->cohorts[0].active[2], 1);
}

static void pay(const char *customer, int day, int64_t total_minor)
{
    SELL(&till, .customer = customer, .day = day, .total_minor = total_minor);
}

static void a_basket_is_held_against_its_customers_earlier_ones(void **state)
{
    (void)state;
    pay("a", 0, 1000);
    pay("a", 1, 3000);
    pay("a", 2, 1000);
    pay("a", 2, 1000); /* one visit of 2000 */
    pay("a", 3, 2000); /* the median of 1000 2000 3000, and not above it */
    pay("a", 4, 2001); /* 1000 2000 2000 3000 */
    pay("b", 0, 9000);
    make();
    expect(UPSELL_VISITS, 2);
    expect(UPSELL_ABOVE, 1);
    expect(UPSELL_MEDIAN_PERCENT, 100);
    pay("a", 5, 3010); /* 150.5 percent, rounded up */
    pay("a", 6, 7000);
    make();
    expect(UPSELL_VISITS, 4);
    expect(UPSELL_ABOVE, 3);
    /* 100, 100, 150 or 151, 350 */
    expect(UPSELL_MEDIAN_PERCENT, 126);
    query.from_day = DAY_0 + 6;
    make();
    expect(UPSELL_VISITS, 1);
    expect(UPSELL_MEDIAN_PERCENT, 350);
}

static void a_basket_of_another_currency_is_passed_over(void **state)
{
    (void)state;
    for (int day = 0; day < 3; day++)
        pay("a", day, 1000);
    SELL(&till, .customer = "a", .day = 3, .currency = "USD", .total_minor = 99);
    make();
    expect(UPSELL_VISITS, 0);
    assert_true(report->unknown[UPSELL_MEDIAN_PERCENT]);
    pay("a", 4, 2000);
    make();
    expect(UPSELL_VISITS, 1);
    expect(UPSELL_MEDIAN_PERCENT, 200);
}

static void what_was_taken_off_is_told_by_visit_number(void **state)
{
    (void)state;
    int64_t card = SELL(&till, .customer = "giver", .day = 0)->card.code;
    SELL(&till, .customer = "friend", .day = 1, .card = card, .total_minor = 1800,
         .applied_minor = 200);
    pay("friend", 2, 500);
    SELL(&till, .customer = "friend", .day = 2, .currency = "USD", .total_minor = 99);
    make();
    assert_int_equal(report->discounts[0].sales, 2);
    assert_int_equal(report->discounts[0].taken_minor, 200);
    assert_int_equal(report->discounts[0].paid_minor, 3800);
    assert_true(fabs(report_discount_share(&report->discounts[0]) - 0.05) < 1e-12);
    assert_int_equal(report->discounts[1].sales, 2);
    assert_int_equal(report->discounts[1].taken_minor, 0);
    assert_int_equal(report->discounts[1].paid_minor, 500);
    assert_int_equal(report->life[0].sales, 0);
}

/* Of 15 visits the tenths have two and one by turns; of 13 the later ones stand together. */
static void a_life_of_visits_is_told_by_tenths(void **state)
{
    (void)state;
    for (int day = 0; day < 9; day++)
        pay("short", day, 100);
    for (int day = 0; day < 15; day++)
        pay("long", day, 100 + day);
    make();
    assert_int_equal(report->life[0].sales, 2);
    assert_int_equal(report->life[0].paid_minor, 201);
    assert_int_equal(report->life[1].sales, 1);
    assert_int_equal(report->life[1].paid_minor, 102);
    assert_int_equal(report->life[9].paid_minor, 114);
    assert_int_equal(report->discounts[8].sales, 2);
    assert_int_equal(report->discounts[12].sales, 3);
}

static int64_t card_of(const char *customer, int day)
{
    const struct answer *answer = SELL(&till, .customer = customer, .day = day);
    assert_true(answer->card.made);
    return answer->card.code;
}

/* The card that the friend takes away. */
static int64_t befriend(const char *customer, int day, int64_t card)
{
    const struct answer *answer =
        SELL(&till, .customer = customer, .day = day, .card = card, .total_minor = 1000);
    assert_true(answer->card.made);
    return answer->card.code;
}

static void friends_of_friends_are_a_generation_further(void **state)
{
    (void)state;
    int64_t card = befriend("child", 1, card_of("root", 0));
    befriend("grandchild", 11, card);
    visit("child", 12);
    befriend("second child", 41, card_of("other root", 40));
    SELL(&till, .customer = "named", .referrer = "grandchild", .day = 42, .total_minor = 70);
    SELL(&till, .customer = "of a stranger", .referrer = "never seen", .day = 42, .total_minor = 7);
    make();
    assert_int_equal(report->generation_count, 3);
    assert_int_equal(report->tree[0].friends, 3);
    assert_int_equal(report->tree[0].again, 1);
    assert_int_equal(report->tree[0].value_minor, 1000 + 2000 + 1000 + 7);
    assert_int_equal(report->tree[1].friends, 1);
    assert_int_equal(report->tree[1].value_minor, 1000);
    assert_int_equal(report->tree[2].friends, 1);
    assert_int_equal(report->tree[2].value_minor, 70);
    query.from_day = DAY_0 + 42;
    make();
    assert_int_equal(report->generation_count, 3);
    assert_int_equal(report->tree[0].friends, 1);
    assert_int_equal(report->tree[1].friends, 0);
}

/* The engine lets nobody do so; logs that were joined may. */
static void a_ring_of_friends_ends_the_walk(void **state)
{
    (void)state;
    befriend("tail", 41, befriend("b", 21, befriend("a", 1, card_of("root", 0))));
    till_sql(&till, "UPDATE sale SET sent_with=NULL, sent_by=(SELECT t.person FROM sale t"
                    " WHERE t.day=sale.day+20 AND t.tag=3) WHERE day=20095 AND tag=3");
    make();
    assert_int_equal(report->generation_count, 3);
    assert_int_equal(report->tree[0].friends, 0);
    assert_int_equal(report->tree[1].friends, 2); /* of each other */
    assert_int_equal(report->tree[2].friends, 1);
}

static const struct report_offer *offer_of(const char *name)
{
    for (int i = 0; i < report->offer_count; i++)
        if (strcmp(report->offers[i].name, name) == 0)
            return &report->offers[i];
    fail_msg("there is no offer %s", name);
    return NULL;
}

static void cards_and_thanks_are_of_the_offer_that_made_them(void **state)
{
    (void)state;
    till_drop_section(&till, "offer visits");
    int64_t card = SELL(&till, .customer = "giver", .day = 0)->card.code;
    SELL(&till, .customer = "friend", .day = 1, .card = card, .total_minor = 1800,
         .applied_minor = 200, .print = "none");
    make();
    assert_int_equal(report->offer_count, 1);
    const struct report_offer *friend = offer_of("friend");
    assert_string_equal(friend->to, "friend");
    assert_int_equal(friend->promised, 2); /* the card, and thanks for it */
    assert_int_equal(friend->used, 1);
    assert_int_equal(friend->open, 1);
    assert_int_equal(friend->taken_minor, 200);
    assert_int_equal(friend->open_minor, 500);
    SELL(&till, .customer = "giver", .day = 20, .applied_minor = 150, .print = "none");
    make();
    assert_int_equal(offer_of("friend")->used, 2);
    assert_int_equal(offer_of("friend")->taken_minor, 350);
    assert_int_equal(offer_of("friend")->open_minor, 0);
    SELL(&till, .customer = "other", .day = 21);
    query.today = DAY_0 + 21 + 93; /* 90 days and three of grace */
    make();
    assert_int_equal(offer_of("friend")->open, 1);
    query.today++;
    make();
    assert_int_equal(offer_of("friend")->open, 0);
    assert_int_equal(offer_of("friend")->expired, 1);
    query.from_day = DAY_0 + 2;
    make();
    assert_int_equal(offer_of("friend")->promised, 1);
}

static void add_settings(const char *text)
{
    char *ini = till_read(&till, "comeback.ini"), all[32768];
    assert_true((size_t)snprintf(all, sizeof all, "%s\n%s", ini, text) < sizeof all);
    till_write(&till, "comeback.ini", all);
    free(ini);
}

static void what_a_note_promises_is_of_its_offer(void **state)
{
    (void)state;
    add_settings("[offer next]\namount = 3.00\n");
    till_set(&till, "offer visits", "every", "2");
    till_set(&till, "offer visits", "cost", "0.40");
    SELL(&till, .customer = "a", .day = 0, .print = "note");
    make();
    assert_string_equal(offer_of("next")->to, "next");
    assert_int_equal(offer_of("next")->promised, 1);
    assert_int_equal(offer_of("next")->open_minor, 300);
    assert_string_equal(offer_of("visits")->to, "visits");
    assert_int_equal(offer_of("visits")->open_minor, 40);
    expect(PROMISES_NEXT, 1);
    expect(PROMISES_GIFTS, 1);
    expect(PROMISES_NOTES_MINOR, 340);
    expect(PROMISES_UNBOUNDED, 0);
    SELL(&till, .customer = "a", .day = 1, .print = "none", .applied_minor = 300, .ref = "B");
    make();
    assert_int_equal(offer_of("next")->used, 1);
    assert_int_equal(offer_of("next")->taken_minor, 300);
    assert_int_equal(offer_of("next")->cost_minor, 0);
    assert_int_equal(offer_of("visits")->used, 1);
    assert_int_equal(offer_of("visits")->taken_minor, 0);
    assert_int_equal(offer_of("visits")->cost_minor, 40);
    expect(PROMISES_NOTES_MINOR, 0);
    assert_int_equal(report->discounts[1].taken_minor, 300);
    SELL(&till, .kind = "void", .original = "B", .day = 1);
    make();
    assert_int_equal(offer_of("next")->open, 1);
    assert_int_equal(offer_of("next")->taken_minor, 0);
}

/* Nothing is sold before 1990, so that all days are meant. */
static void what_a_note_promises_is_told_from_before_any_sale_on(void **state)
{
    (void)state;
    add_settings("[offer next]\namount = 3.00\n");
    SELL(&till, .customer = "a", .day = 0, .print = "note");
    query.from_day = 1; /* 2 January 1970 */
    make();
    assert_int_equal(offer_of("next")->promised, 1);
    assert_int_equal(offer_of("visits")->promised, 1);
}

/* Arms as they come from the log are tried with offers; here they are chosen. */
static void first_visit(const char *customer, int day, int arm)
{
    char sql[128];
    visit(customer, day);
    snprintf(sql, sizeof sql, "UPDATE sale SET arm=%d WHERE ref='S%d'", arm, till.refs);
    till_sql(&till, sql);
}

static void the_arms_are_of_who_came_while_somebody_was_refused(void **state)
{
    (void)state;
    first_visit("before", 0, 5);
    till_set(&till, "effect", "holdout", "10");
    first_visit("control", 1, 999);
    first_visit("control again", 2, 0);
    visit("control again", 62);
    first_visit("treated", 3, 1000);
    first_visit("treated again", 4, 9999);
    visit("treated again", 64);
    first_visit("too late", 5, 9998);
    visit("too late", 66);
    first_visit("young", 66, 3);
    till_set(&till, "effect", "holdout", "0");
    first_visit("after", 66, 4);
    make();
    const struct report_effect *effect = &report->effect;
    assert_int_equal(effect->since_day, DAY_0 + 1);
    assert_int_equal(effect->control.first, 3);
    assert_int_equal(effect->control.mature, 2);
    assert_int_equal(effect->control.returned, 1);
    assert_int_equal(effect->treated.first, 3);
    assert_int_equal(effect->treated.mature, 3);
    assert_int_equal(effect->treated.returned, 1);
    assert_true(effect->known);
    assert_true(fabs(effect->difference - (1.0 / 3 - 0.5)) < 1e-12);
    assert_int_equal(effect->needed, 2943); /* of so few the 20 % that is taken */
    assert_false(effect->enough);
}

/* Two who became one on their first day; the till goes on with the arm of the sale named first. */
static void who_was_two_is_in_the_arm_that_the_till_goes_on_with(void **state)
{
    (void)state;
    till_set(&till, "effect", "holdout", "10");
    SELL(&till, .customer = "one", .ref = "S9", .day = 0);
    SELL(&till, .customer = "one", .ref = "S10", .day = 0);
    till_sql(&till, "UPDATE sale SET arm=CASE ref WHEN 'S9' THEN 5000 ELSE 5 END");
    make();
    assert_int_equal(report->effect.control.first, 1);
    assert_int_equal(report->effect.treated.first, 0);
}

/* Their past came in when it was over: nobody could be promised anything then. */
static void who_came_before_anybody_was_promised_anything_is_in_no_arm(void **state)
{
    (void)state;
    till_set(&till, "effect", "holdout", "10");
    first_visit("regular", 0, -1);
    first_visit("regular", 1, 5);
    first_visit("new one", 1, 5);
    make();
    assert_int_equal(report->effect.control.first, 1);
    assert_int_equal(report->effect.treated.first, 0);
}

static void while_nobody_is_refused_the_shops_own_rate_tells_what_it_takes(void **state)
{
    (void)state;
    for (int i = 0; i < 5; i++) {
        char name[16];
        snprintf(name, sizeof name, "c%d", i);
        visit(name, 0);
    }
    visit("c0", 60);
    till_set(&till, "effect", "detect", "5");
    make();
    assert_int_equal(report->effect.since_day, -1);
    assert_false(report->effect.known);
    expect(REPEAT_RETURNED, 1);
    expect(REPEAT_MATURE, 5);
    assert_int_equal(report->effect.needed, 1094);
}

static void gifts_are_compared_with_sales_that_could_have_had_one(void **state)
{
    (void)state;
    visit("a", 0);
    visit("a", 1);
    visit("b", 0);
    visit("b", 61);
    visit("c", 61);
    till_sql(&till, "INSERT INTO begun VALUES('drawn', 0); UPDATE sale SET drawn=1 WHERE ref<>'S2';"
                    "UPDATE sale SET drawn=2, gift_minor=60 WHERE ref IN ('S1', 'S5')");
    make();
    expect(GIFTS_ELIGIBLE, 4);
    expect(GIFTS_GIVEN, 2);
    expect(GIFTS_COST, 120);
    assert_int_equal(report->gift.treated.first, 2);
    assert_int_equal(report->gift.treated.mature, 1);
    assert_int_equal(report->gift.treated.returned, 1);
    assert_int_equal(report->gift.control.first, 2);
    assert_int_equal(report->gift.control.mature, 1);
    assert_int_equal(report->gift.control.returned, 0);
}

/* "Next visit" is a promise that nobody broke while there was none. */
static void a_need_without_a_day_is_due_at_its_customers_next_visit(void **state)
{
    (void)state;
    till_add_sections(&till, "\n[need hint]\ntext = Show the new saddles\n");
    SELL(&till, .customer = "a", .need = "hint");
    SELL(&till, .customer = "b", .day = 2, .need = "hint");
    query.today = DAY_0 + 30;
    make();
    expect(STEPS_BEGUN, 2);
    expect(STEPS_DUE, 0);
    SELL(&till, .customer = "a", .day = 9);
    query.today = DAY_0 + 9;
    make();
    expect(STEPS_DUE, 0);
    query.today = DAY_0 + 10;
    query.from_day = DAY_0 + 9;
    make();
    expect(STEPS_DUE, 1);
    expect(STEPS_OPEN, 1);
    SELL(&till, .customer = "b", .day = 12, .need = "hint");
    SELL(&till, .customer = "b", .day = 20, .keys = "hint=kept");
    query.today = DAY_0 + 20;
    query.from_day = DAY_0 + 13;
    make();
    expect(STEPS_DUE, 1);
    expect(STEPS_KEPT, 1);
    query.from_day = 0;
    make();
    expect(STEPS_DUE, 2);
}

static void steps_are_told_by_their_date_and_by_what_was_said(void **state)
{
    (void)state;
    visit("a", 0);
    visit("a", 10);
    till_sql(&till, "INSERT INTO step(host, kind, ref, name, person, day, due_day, minute, sort,"
                    " sku, text) SELECT host, kind, ref, n.column1, person, day, day+n.column2, 0,"
                    " 0, '', '' FROM sale, (VALUES('open', 5), ('to come', 20), ('kept', 50),"
                    " ('not now', 5), ('no', 5), ('back', 5), ('moved', 5)) n WHERE ref='S1'");
    till_sql(&till, "INSERT INTO closed SELECT a.host, a.kind, a.ref, n.column1, 1, b.origin,"
                    " b.seq, b.host, b.kind, b.ref, b.day, n.column2 FROM sale a, sale b,"
                    " (VALUES('kept', 1), ('not now', 2), ('no', 3), ('back', 1)) n"
                    " WHERE a.ref='S1' AND b.ref='S2'");
    till_sql(&till, "INSERT INTO moved SELECT a.host, a.kind, a.ref, 'moved', b.host, b.kind,"
                    " b.ref, a.day+40 FROM sale a, sale b WHERE a.ref='S1' AND b.ref='S2'");
    till_sql(&till, "INSERT INTO back SELECT host, kind, ref, 'back', host, 'R' FROM sale"
                    " WHERE ref='S1'");
    query.today = DAY_0 + 15;
    make();
    expect(STEPS_BEGUN, 7);
    expect(STEPS_WITHDRAWN, 1);
    expect(STEPS_DUE, 4);
    expect(STEPS_OPEN, 1);
    expect(STEPS_KEPT, 1);
    expect(STEPS_NOT_NOW, 1);
    expect(STEPS_NOT_RELEVANT, 1);
    query.today = DAY_0 + 41;
    query.from_day = DAY_0 + 1;
    make();
    expect(STEPS_BEGUN, 0);
    expect(STEPS_DUE, 6);
    expect(STEPS_OPEN, 3);
    query.today = DAY_0 + 5;
    make();
    expect(STEPS_OPEN, 0); /* it is its day */
}

static void questions_and_answers_are_counted(void **state)
{
    (void)state;
    for (int day = 0; day < 5; day++)
        visit("a", day);
    till_sql(&till, "INSERT INTO begun VALUES('asked', 0); UPDATE sale SET asked='heard',"
                    " answer=CASE ref WHEN 'S1' THEN '' WHEN 'S2' THEN 'friend' ELSE 'web' END");
    make();
    expect(QUESTIONS_ELIGIBLE, 5);
    expect(QUESTIONS_ASKED, 4);
    assert_int_equal(report->answer_count, 2);
    assert_string_equal(report->answers[0].question, "heard");
    assert_string_equal(report->answers[0].answer, "web");
    assert_int_equal(report->answers[0].count, 3);
    assert_string_equal(report->answers[1].answer, "friend");
}

static void what_needs_a_look_is_listed_the_latest_first(void **state)
{
    (void)state;
    for (int day = 0; day < 30; day++)
        SELL(&till, .customer = "a", .day = day, .ref = NULL);
    till_sql(&till, "UPDATE sale SET flags=6 WHERE day>=20094+5");
    till_sql(&till, "UPDATE sale SET look=1 WHERE ref='S30'");
    assert_int_equal(TELL(&till, .ref = "S1", .customer = "a", .day = 0, .total_minor = 1),
                     COMEBACK_CONFLICT);
    query.from_day = DAY_0 + 40; /* of whatever day */
    make();
    expect(LOOK_COUNT, 25);
    assert_int_equal(report->look_count, REPORT_LOOK_MOST);
    assert_string_equal(report->look[0].ref, "S29");
    assert_string_equal(report->look[0].why, "quick often");
    assert_int_equal(report->look[0].day, DAY_0 + 28);
    assert_string_equal(report->look[19].ref, "S10");
    till_sql(&till, "UPDATE sale SET look=-1 WHERE flags<>0");
    make();
    expect(LOOK_COUNT, 1);
    assert_string_equal(report->look[0].why, "conflict");
    assert_string_equal(report->look[0].text, "told again with another day, total or currency");
}

static void what_nobody_need_decide_leaves_when_it_was_seen_or_after_30_days(void **state)
{
    (void)state;
    SELL(&till, .customer = "a", .day = 0, .ref = "S1");
    assert_int_equal(TELL(&till, .ref = "S1", .customer = "a", .day = 0, .total_minor = 1),
                     COMEBACK_CONFLICT);
    till_sql(&till, "INSERT INTO guess SELECT '1', day, 2 FROM sale");
    query.today = DAY_0 + 29;
    make();
    expect(LOOK_COUNT, 2);
    till_sql(&till, "UPDATE sale SET look=2");
    make();
    expect(LOOK_COUNT, 1);
    assert_string_equal(report->look[0].why, "guesses");
    till_sql(&till, "UPDATE sale SET look=0");
    query.today = DAY_0 + 30;
    make();
    expect(LOOK_COUNT, 0);
    expect(CONFLICTS_RETOLD, 1); /* what is counted stays */
    expect(GUESSES, 2);
}

static void budgets_of_this_month_are_told_and_looked_at_when_they_are_gone_beyond(void **state)
{
    (void)state;
    till_set(&till, "offer friend", "budget_month", "20.00");
    till_sql(&till,
             "INSERT INTO promised VALUES('friend', 660, 1999, 1), ('friend', 661, 9999, 1)");
    make();
    expect(BUDGETS_GIVEN, 1999);
    expect(BUDGETS_ALL, 2000);
    expect(LOOK_COUNT, 0);
    assert_int_equal(report->budget_count, 1);
    assert_string_equal(report->budgets[0].name, "friend");
    query.today = DAY_0 + 30;
    make();
    expect(LOOK_COUNT, 1);
    assert_string_equal(report->look[0].why, "budget");
    assert_string_equal(report->look[0].text,
                        "99.99 was promised this month, and 20.00 is the budget");
}

static void targets_stand_beside_the_month_of_the_last_sale(void **state)
{
    (void)state;
    till_set(&till, "targets", "made", "20");
    till_set(&till, "targets", "kept", "60");
    visit("a", 0);
    visit("a", 1);
    visit("b", 0);
    visit("b", 30);
    visit("c", 0);
    visit("c", 31);
    make();
    assert_int_equal(report->target_month, JANUARY + 1);
    assert_int_equal(report->made_in_month, 2);
    assert_int_equal(report->made_target, 20);
    assert_int_equal(report->kept_target, 60);
    query.from_day = DAY_0 + 31; /* the month is a whole one all the same, up to its end */
    make();
    assert_int_equal(report->made_in_month, 2);
    query.to_day = DAY_0 + 30;
    query.from_day = 0;
    make();
    assert_int_equal(report->made_in_month, 1);
}

static void a_kept_target_is_of_those_made_in_a_year_who_had_the_time_to_be_lost(void **state)
{
    (void)state;
    make_gaps(); /* made on day 10 */
    visit("the day before the year", 15);
    visit("the day before the year", 25);
    visit("on its first day", 20);
    visit("on its first day", 26);
    visit("on its first day", 391);
    visit("on its last day", 385);
    visit("on its last day", 390);
    visit("too late to be lost", 385);
    visit("too late to be lost", 391);
    visit("the last", 400);
    make();
    expect(GAP_DAYS, 10);
    assert_int_equal(report->year_made, 2);
    assert_int_equal(report->year_kept, 1);
    query.from_day = DAY_0 + 395;
    make();
    assert_int_equal(report->year_made, 2);
    query.to_day = DAY_0 + 395; /* to 385: from 21 on */
    make();
    assert_int_equal(report->year_made, 2);
    assert_int_equal(report->year_kept, 1);
}

static void how_many_are_needed_rests_on_the_control_only_where_there_are_enough(void **state)
{
    char name[24];
    (void)state;
    till_set(&till, "effect", "holdout", "50");
    for (int i = 0; i < 90; i++) { /* half of them come again */
        snprintf(name, sizeof name, "%d", i);
        visit(name, 0);
        if (i % 2 == 0)
            visit(name, 10);
        if (i != 15 && i != 23)
            continue;
        SELL(&till, .day = 60);
        make();
        assert_true(report->effect.control.mature > 0 && report->effect.control.mature < 20);
        /* Of 16 the 20 % that is taken; of 24 the shop's half. */
        assert_int_equal(report->effect.needed, power_needed(i == 15 ? 0.2 : 0.5, 0.03));
    }
    make();
    const struct report_arm *control = &report->effect.control;
    assert_true(control->mature >= 20);
    assert_int_equal(report->effect.needed,
                     power_needed((double)control->returned / (double)control->mature, 0.03));
    query.to_day = DAY_0 + 59; /* nobody is mature */
    make();
    assert_int_equal(report->effect.needed, 2943);
}

static int heard[REPORT_NUMBERS];
static void hear(void *context, enum report_number number, const struct report_row *row)
{
    (void)context;
    heard[number]++;
    assert_true(strlen(row->ref) > 0);
}

static void the_sales_behind_a_number_are_named(void **state)
{
    (void)state;
    for (int day = 0; day < 8; day++)
        pay("a", day, 1000 + day);
    till_sql(&till, "INSERT INTO begun VALUES('drawn', 0), ('asked', 0);"
                    "UPDATE sale SET drawn=2, gift_minor=5, asked='heard', answer='web'");
    memset(heard, 0, sizeof heard);
    query.hear = hear;
    make();
    static const enum report_number numbers[] = {UPSELL_VISITS,      UPSELL_ABOVE, GIFTS_ELIGIBLE,
                                                 QUESTIONS_ELIGIBLE, GIFTS_GIVEN,  QUESTIONS_ASKED};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        assert_true(heard[numbers[i]] > 0);
        assert_int_equal(heard[numbers[i]], report->all.values[numbers[i]]);
    }
}

static void an_empty_shop_has_empty_lists(void **state)
{
    (void)state;
    make();
    assert_int_equal(report->curves.come_again.count + report->curves.staying.count +
                         report->cohort_count + report->generation_count + report->answer_count +
                         report->look_count,
                     0);
    assert_true(report->unknown[RETURN_MEDIAN_DAY] && report->unknown[STAYING_MEDIAN_DAY]);
    assert_true(report->unknown[UPSELL_MEDIAN_PERCENT] && report->unknown[GAP_DAYS]);
    assert_false(report->curves.logrank.known);
    assert_int_equal(report->effect.needed, 2943); /* of the 20 % that is taken */
    assert_int_equal(report->target_month, -1);
    assert_int_equal(report->year_made, 0);
    assert_int_equal(report->made_in_month, 0);
}

#define TILL_TEST(name) cmocka_unit_test_setup_teardown(name, open_till, close_till)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TILL_TEST(who_comes_again_leaves_the_curve_of_return),
        TILL_TEST(with_a_first_day_who_came_before_enters_late),
        TILL_TEST(what_comes_after_the_last_day_is_not_known),
        TILL_TEST(who_stays_away_for_longer_than_the_gap_has_lapsed),
        TILL_TEST(who_came_last_as_long_ago_as_the_gap_has_not_lapsed),
        TILL_TEST(friends_have_a_curve_of_their_own),
        TILL_TEST(who_was_nobody_at_first_is_in_no_curve),
        TILL_TEST(a_cohort_is_told_as_far_as_months_have_passed),
        TILL_TEST(a_basket_is_held_against_its_customers_earlier_ones),
        TILL_TEST(a_basket_of_another_currency_is_passed_over),
        TILL_TEST(what_was_taken_off_is_told_by_visit_number),
        TILL_TEST(a_life_of_visits_is_told_by_tenths),
        TILL_TEST(friends_of_friends_are_a_generation_further),
        TILL_TEST(a_ring_of_friends_ends_the_walk),
        TILL_TEST(cards_and_thanks_are_of_the_offer_that_made_them),
        TILL_TEST(what_a_note_promises_is_of_its_offer),
        TILL_TEST(what_a_note_promises_is_told_from_before_any_sale_on),
        TILL_TEST(the_arms_are_of_who_came_while_somebody_was_refused),
        TILL_TEST(who_was_two_is_in_the_arm_that_the_till_goes_on_with),
        TILL_TEST(who_came_before_anybody_was_promised_anything_is_in_no_arm),
        TILL_TEST(while_nobody_is_refused_the_shops_own_rate_tells_what_it_takes),
        TILL_TEST(gifts_are_compared_with_sales_that_could_have_had_one),
        TILL_TEST(a_need_without_a_day_is_due_at_its_customers_next_visit),
        TILL_TEST(steps_are_told_by_their_date_and_by_what_was_said),
        TILL_TEST(questions_and_answers_are_counted),
        TILL_TEST(what_needs_a_look_is_listed_the_latest_first),
        TILL_TEST(what_nobody_need_decide_leaves_when_it_was_seen_or_after_30_days),
        TILL_TEST(budgets_of_this_month_are_told_and_looked_at_when_they_are_gone_beyond),
        TILL_TEST(targets_stand_beside_the_month_of_the_last_sale),
        TILL_TEST(a_kept_target_is_of_those_made_in_a_year_who_had_the_time_to_be_lost),
        TILL_TEST(how_many_are_needed_rests_on_the_control_only_where_there_are_enough),
        TILL_TEST(the_sales_behind_a_number_are_named),
        TILL_TEST(an_empty_shop_has_empty_lists),
    };
    return cmocka_run_group_tests_name("report lists", tests, NULL, NULL);
}
