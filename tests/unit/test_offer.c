/* SPDX-License-Identifier: MIT */
/* What docs/offers.md says of offers, each rule at a till. */
#include "shop_helper.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../plugin/rebuild.h"

static struct till till;

static const char head[] =
    "[shop]\nname = A Shop\naddress = 1 Street\ncountry = IE\ncurrency = EUR\n"
    "[print]\nprinter = virtual:paper\nnote = always\ncard = always\n"
    "card_every = 30\nleast = 5.00\n";

static void settings(struct till *at, const char *offers)
{
    char text[4096];
    snprintf(text, sizeof text, "%s%s", head, offers);
    till_write(at, "comeback.ini", text);
    assert_string_equal(at->shop->settings_fault, "");
}

static int open_till(void **state)
{
    (void)state;
    till_open(&till);
    return 0;
}

static int close_till(void **state)
{
    (void)state;
    till_assert_verified(&till);
    till_close(&till);
    return 0;
}

static const char early[] =
    "[offer early]\nfor = next\namount = 3.00\nminimum = 20.00\ndays = 30\n";

static void a_promise_of_a_note_begins_on_the_next_business_day(void **state)
{
    (void)state;
    settings(&till, early);
    const struct answer *answer = SELL(&till, .customer = "1");
    assert_int_equal(answer->note.next.benefit.amount_minor, 300);
    assert_int_equal(answer->note.next.benefit.until_day, DAY_0 + 30);
    assert_int_equal(LOOK(&till, .customer = "1")->discount_minor, 0);
    assert_int_equal(LOOK(&till, .customer = "1", .day = 1)->discount_minor, 300);
    assert_int_equal(LOOK(&till, .customer = "1", .day = 1, .total_minor = 1999)->discount_minor,
                     0);
    assert_int_equal(LOOK(&till, .customer = "2", .day = 1)->discount_minor, 0);
}

static void it_is_honoured_to_its_date_and_three_days(void **state)
{
    (void)state;
    settings(&till, early);
    SELL(&till, .customer = "1");
    assert_int_equal(LOOK(&till, .customer = "1", .day = 33)->discount_minor, 300);
    assert_int_equal(LOOK(&till, .customer = "1", .day = 34)->discount_minor, 0);
}

static void the_first_and_the_last_day_of_printing_are_counted(void **state)
{
    (void)state;
    settings(&till, "[offer early]\nfor = next\namount = 3.00\n"
                    "from = 2025-01-07\nuntil = 2025-01-08\n");
    static const bool printed[] = {false, true, true, false};
    for (int day = 0; day < 4; day++)
        assert_int_equal(LOOK(&till, .day = day)->note.next.benefit.given, printed[day]);
}

static void who_pays_in_another_currency_has_a_note_without_a_promise(void **state)
{
    (void)state;
    settings(&till, early);
    assert_true(SELL(&till, .currency = "USD")->note.made);
    assert_false(till.outcome.answer.note.next.benefit.given);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM reward"), 0);
}

static void an_open_promise_is_named_again_and_not_made_anew(void **state)
{
    (void)state;
    settings(&till, early);
    SELL(&till, .customer = "1");
    const struct answer *answer = SELL(&till, .customer = "1", .day = 9);
    assert_int_equal(answer->note.next.benefit.until_day, DAY_0 + 30);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM reward WHERE offer='next'"), 1);
    assert_int_equal(till_number(&till, "SELECT sum(count) FROM promised WHERE offer='early'"), 1);
    answer = SELL(&till, .customer = "1", .day = 10, .total_minor = 1700, .applied_minor = 300);
    assert_int_equal(answer->paid_count, 1);
    assert_int_equal(answer->note.next.benefit.until_day, DAY_0 + 40);
    assert_int_equal(till_number(&till, "SELECT sum(count) FROM promised WHERE offer='early'"), 2);
}

static void what_is_named_again_stands_while_one_of_its_sales_does(void **state)
{
    (void)state;
    settings(&till, early);
    SELL(&till, .ref = "A", .customer = "1");
    SELL(&till, .ref = "B", .customer = "1", .day = 2);
    SELL(&till, .kind = "void", .original = "A", .day = 2, .nothing = true);
    assert_int_equal(LOOK(&till, .customer = "1", .day = 3)->discount_minor, 300);
    assert_int_equal(till_number(&till, "SELECT sum(count) FROM promised WHERE offer='early'"), 1);
    SELL(&till, .kind = "void", .original = "B", .day = 2, .nothing = true);
    assert_int_equal(LOOK(&till, .customer = "1", .day = 3)->discount_minor, 0);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM promised WHERE offer='early'"), 0);
}

static void terms_are_those_of_the_day_of_printing(void **state)
{
    (void)state;
    settings(&till, early);
    SELL(&till, .customer = "1");
    settings(&till, "[offer early]\nfor = next\namount = 9.00\n");
    assert_int_equal(LOOK(&till, .customer = "1", .day = 1)->discount_minor, 300);
    assert_int_equal(SELL(&till, .customer = "2", .day = 1)->note.next.benefit.amount_minor, 900);
    settings(&till, "");
    assert_int_equal(LOOK(&till, .customer = "1", .day = 2)->discount_minor, 300);
}

static void what_another_visits_offer_takes_off_waits(void **state)
{
    (void)state;
    settings(&till, "[offer a]\nfor = visits\nevery = 3\namount = 3.00\n");
    SELL(&till, .customer = "1");
    settings(&till, "[offer b]\nfor = visits\nevery = 3\namount = 2.00\n");
    SELL(&till, .customer = "1", .day = 1);
    assert_int_equal(LOOK(&till, .customer = "1", .day = 2)->discount_minor, 300);
    const struct answer *answer =
        SELL(&till, .customer = "1", .day = 2, .total_minor = 1700, .applied_minor = 300);
    assert_int_equal(answer->paid_count, 1);
    assert_int_equal(LOOK(&till, .customer = "1", .day = 3)->discount_minor, 200);
}

static void a_visits_gift_is_named_again_on_its_first_terms(void **state)
{
    (void)state;
    settings(&till, "[offer visits]\nevery = 2\ngift = a cup\n");
    assert_string_equal(SELL(&till, .customer = "1")->note.gift.words, "a cup");
    settings(&till, "[offer visits]\nevery = 2\namount = 2.00\n");
    assert_string_equal(SELL(&till, .customer = "1", .minute = 800)->note.gift.words, "a cup");
    assert_int_equal(SELL(&till, .customer = "2")->note.gift.amount_minor, 200);
    const struct answer *answer = LOOK(&till, .customer = "1", .day = 1);
    assert_int_equal(answer->discount_minor, 0);
    assert_string_equal(answer->prompts, "Visit 2: give a cup");
    assert_int_equal(LOOK(&till, .customer = "2", .day = 1)->discount_minor, 200);
}

static void assert_same_when_told_again(const char *ref, const char *customer, int day)
{
    char text[2048];
    SELL(&till, .ref = ref, .customer = customer, .day = day);
    const struct bytes *note = &till.outcome.note_text;
    assert_in_range(note->length, 1, sizeof text - 1);
    memcpy(text, note->data, note->length);
    text[note->length] = '\0';
    size_t length = note->length;
    SELL(&till, .ref = ref, .customer = customer, .day = day);
    assert_int_equal(till.outcome.answer.added, 0);
    assert_int_equal(note->length, length);
    assert_memory_equal(note->data, text, length);
}

static void a_note_says_the_same_when_its_sale_is_told_again(void **state)
{
    (void)state;
    settings(&till, "[offer early]\nfor = next\namount = 3.00\nminimum = 20.00\n"
                    "[offer cup]\nfor = visits\nevery = 4\ngift = a cup\nminimum = 5.00\n"
                    "[offer thanks]\nfor = referrer\nservice = We fit it\n");
    assert_same_when_told_again("nobody", NULL, 0);
    assert_same_when_told_again("first", "1", 0);
    assert_non_null(strstr((const char *)till.outcome.note_text.data, "a cup, from 5.00 EUR"));
    assert_same_when_told_again("named again", "1", 2);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM reward WHERE offer='next'"), 2);
}

static bool is_promised(const struct answer *answer, const char *name)
{
    return answer->note.next.benefit.given && strcmp(answer->note.next.benefit.name, name) == 0;
}

static void visit_tags_basket_and_dates_say_to_whom(void **state)
{
    (void)state;
    settings(&till, "[offer third]\nfor = next\ngift = a bun\nvisit = 3\n"
                    "[offer large]\nfor = next\ngift = a cake\nbasket = 50.00-\n"
                    "[offer fresh]\nfor = next\ngift = a tart\ntags = new\n"
                    "[offer over]\nfor = next\ngift = a loaf\nuntil = 2025-01-01\n"
                    "[offer soon]\nfor = next\ngift = a loaf\nfrom = 2025-02-01\n");
    assert_true(is_promised(SELL(&till, .customer = "1"), "fresh"));
    assert_true(is_promised(SELL(&till, .customer = "2", .total_minor = 5000), "large"));
    assert_false(SELL(&till, .customer = "1", .day = 1)->note.next.benefit.given);
    assert_true(is_promised(SELL(&till, .customer = "1", .day = 2), "third"));
    assert_true(is_promised(SELL(&till, .customer = "2", .day = 26), "soon"));
}

static void away_is_since_the_visit_before_and_never_a_first_one(void **state)
{
    (void)state;
    settings(&till, "[offer missed]\nfor = next\ngift = a bun\naway = 60-\n");
    assert_false(SELL(&till, .customer = "1")->note.next.benefit.given);
    assert_false(SELL(&till, .customer = "1", .day = 59)->note.next.benefit.given);
    assert_true(is_promised(SELL(&till, .customer = "1", .day = 119), "missed"));
}

static const char ladder[] = "[offer price]\nfor = next\npercent = 10\nat_most = 5.00\ndays = 1\n"
                             "[offer check]\nfor = next\nservice = We check it\ndays = 1\n";

static void a_mature_customer_is_promised_service_before_price(void **state)
{
    (void)state;
    char more[1024];
    settings(&till, ladder);
    for (int day = 0; day < 25; day += 5)
        assert_true(is_promised(SELL(&till, .customer = "1", .day = day), "price"));
    assert_true(is_promised(SELL(&till, .customer = "1", .day = 25), "check"));
    snprintf(more, sizeof more, "%s[stage]\nmature = any\n", ladder);
    settings(&till, more);
    assert_true(is_promised(SELL(&till, .customer = "1", .day = 30), "price"));
}

static void what_is_in_words_is_given_beside_the_best_price(void **state)
{
    (void)state;
    settings(&till, "[offer bun]\nfor = next\ngift = a bun\n");
    SELL(&till, .customer = "1");
    settings(&till, "[offer half]\nfor = next\npercent = 50\n");
    SELL(&till, .customer = "1", .day = 1, .print = "none"); /* the bun is given */
    settings(&till, "[offer bun]\nfor = next\ngift = a bun\n");
    SELL(&till, .customer = "1", .day = 1);
    settings(&till, "[offer half]\nfor = next\npercent = 50\n");
    SELL(&till, .customer = "1", .day = 1);
    settings(&till, early);
    SELL(&till, .customer = "1", .day = 1);
    const struct answer *answer = LOOK(&till, .customer = "1", .day = 2);
    assert_int_equal(answer->discount_minor, 1000);
    assert_string_equal(answer->prompts, "Promised: a bun\nTake off 10.00 EUR");
    SELL(&till, .customer = "1", .day = 2, .total_minor = 1000, .applied_minor = 1000);
    answer = LOOK(&till, .customer = "1", .day = 3);
    assert_string_equal(answer->prompts, "Take off 3.00 EUR");
}

static void weekdays_let_it_wait(void **state)
{
    (void)state;
    settings(&till, "[offer quiet]\nfor = next\npercent = 10\nweekdays = mon-thu\n");
    SELL(&till, .customer = "1");
    assert_int_equal(LOOK(&till, .customer = "1", .day = 3)->discount_minor, 200); /* Thursday */
    assert_int_equal(LOOK(&till, .customer = "1", .day = 4)->discount_minor, 0);
    assert_int_equal(LOOK(&till, .customer = "1", .day = 7)->discount_minor, 200);
}

static void a_card_on_another_weekday_waits_for_the_friend(void **state)
{
    (void)state;
    settings(&till, "[offer friend]\npercent = 10\nweekdays = mon\n");
    int64_t card = SELL(&till, .customer = "1")->card.code;
    const struct answer *answer = SELL(&till, .customer = "2", .day = 4, .card = card);
    assert_int_equal(answer->tag, COMEBACK_REFERRAL);
    assert_int_equal(answer->discount_minor, 0);
    assert_int_equal(LOOK(&till, .customer = "2", .day = 5)->discount_minor, 0);
    assert_int_equal(LOOK(&till, .customer = "2", .day = 7)->discount_minor, 200);
}

static void of_two_cards_that_wait_the_first_does_and_the_other_stays_good(void **state)
{
    (void)state;
    settings(&till, "[offer friend]\npercent = 10\nweekdays = mon\n");
    int64_t first = SELL(&till, .customer = "1")->card.code;
    int64_t other = SELL(&till, .customer = "3")->card.code;
    const struct answer *answer =
        SELL(&till, .customer = "2", .day = 4, .card = first, .code = other);
    assert_int_equal(answer->waits.promise, first);
    SELL(&till, .customer = "2", .day = 7, .total_minor = 1800, .applied_minor = 200);
    assert_int_equal(LOOK(&till, .customer = "8", .day = 7, .card = first)->scans[0].verdict,
                     VERDICT_USED);
    assert_int_equal(LOOK(&till, .customer = "8", .day = 7, .card = other)->discount_minor, 200);
}

static const char *why_of(int64_t card, int day, const struct line *lines)
{
    return LOOK(&till, .customer = "2", .day = day, .card = card, .lines = lines)->scans[0].why;
}

/* Day 0 is a Monday. */
static void the_cashier_reads_why_a_good_card_takes_nothing_off(void **state)
{
    (void)state;
    settings(&till, "[offer friend]\namount = 4.00\nminimum = 10.00\nitems = sku:4711\n"
                    "weekdays = mon\n");
    int64_t card = SELL(&till, .customer = "1")->card.code;
    static const struct line rye[] = {{"4711", "Rye", 999}, {"2", "Milk", 5000}, {NULL, NULL, 0}};
    static const struct line two[] = {{"4711", "Rye", 1000}, {NULL, NULL, 0}};
    assert_string_equal(why_of(card, 7, rye), "card of 6 Jan, from 10.00 EUR, on 4711");
    assert_string_equal(why_of(card, 7, two), "card of 6 Jan");
    assert_string_equal(why_of(card, 8, two), "card of 6 Jan, Mon");
    settings(&till, "[offer friend]\nservice = a wash\nminimum = 30.00\nreferrer = 0\n");
    card = SELL(&till, .customer = "3")->card.code;
    assert_string_equal(why_of(card, 7, NULL), "card of 6 Jan, from 30.00 EUR");
    settings(&till, "[offer friend]\nitem = name:Cake\nreferrer = 0\n");
    card = SELL(&till, .customer = "4")->card.code;
    assert_string_equal(why_of(card, 7, two), "card of 6 Jan, one free: Cake");
}

static void items_are_what_minimum_and_percent_are_reckoned_from(void **state)
{
    (void)state;
    static const struct line lines[] = {{"4711", "Rye", 1200}, {"1", "Jam", 800}, {NULL, NULL, 0}};
    settings(&till, "[offer rye]\nfor = next\npercent = 10\nminimum = 12.00\nitems = sku:4711\n");
    SELL(&till, .customer = "1");
    assert_int_equal(LOOK(&till, .customer = "1", .day = 1, .lines = lines)->discount_minor, 120);
    assert_int_equal(LOOK(&till, .customer = "1", .day = 1)->discount_minor, 0);
}

static void per_customer_and_total_are_kept(void **state)
{
    (void)state;
    settings(&till,
             "[offer once]\nfor = next\ngift = a bun\nper_customer = 1\ntotal = 2\ndays = 1\n");
    assert_true(is_promised(SELL(&till, .customer = "1", .ref = "A"), "once"));
    assert_false(SELL(&till, .customer = "1", .day = 5)->note.next.benefit.given);
    assert_true(is_promised(SELL(&till, .customer = "2", .day = 5), "once"));
    assert_false(SELL(&till, .customer = "3", .day = 5)->note.next.benefit.given);
    SELL(&till, .kind = "void", .original = "A", .day = 5, .nothing = true);
    assert_true(is_promised(SELL(&till, .customer = "4", .day = 5), "once"));
}

static void a_budget_of_the_month_counts_what_it_may_cost(void **state)
{
    (void)state;
    settings(&till, "[offer bun]\nfor = next\ngift = a bun\ncost = 1.50\nbudget_month = 3.00\n");
    assert_true(is_promised(SELL(&till, .customer = "1", .ref = "A"), "bun"));
    assert_true(is_promised(SELL(&till, .customer = "2"), "bun"));
    assert_false(SELL(&till, .customer = "3")->note.next.benefit.given);
    SELL(&till, .kind = "return", .original = "A", .total_minor = -2000);
    assert_true(is_promised(SELL(&till, .customer = "4"), "bun"));
    assert_true(is_promised(SELL(&till, .customer = "3", .day = 26), "bun"));
}

static void friend_and_giver_have_offers_of_their_own(void **state)
{
    (void)state;
    settings(&till, "[offer friend]\namount = 4.00\nminimum = 10.00\nreturn_days = 0\n"
                    "[offer thanks]\nfor = referrer\nservice = We fit it\ncost = 4.00\n");
    const struct answer *answer = SELL(&till, .customer = "1");
    int64_t card = answer->card.code;
    assert_string_equal(answer->note.giver.words, "We fit it");
    answer = SELL(&till, .customer = "2", .day = 1, .card = card, .total_minor = 1600,
                  .applied_minor = 400);
    assert_int_equal(answer->discount_minor, 400);
    /* The friend has a card, too. */
    answer = SELL(&till, .customer = "1", .day = 2);
    assert_string_equal(answer->prompts, "Promised: We fit it");
    assert_string_equal(SELL(&till, .customer = "1", .day = 3)->prompts, "");
    assert_int_equal(till_number(&till, "SELECT sum(count) FROM promised WHERE offer='thanks'"), 2);
    assert_int_equal(till_number(&till, "SELECT minor FROM promised WHERE offer='thanks'"), 800);
}

static void merge(struct till *into, const struct till *from)
{
    struct fault fault = {{0}};
    if (rebuild_merge(into->shop->store, till_path(from, "store"), &fault) != COMEBACK_OK)
        fail_msg("merge: %s", fault.text);
    till_assert_verified(into);
}

/* Behind what `init` writes, which says where the keys are. */
static void add_settings(struct till *at, const char *offers)
{
    char *text = till_read(at, "comeback.ini"), whole[32768];
    snprintf(whole, sizeof whole, "%s\n%s", text, offers);
    till_write(at, "comeback.ini", whole);
    assert_string_equal(at->shop->settings_fault, "");
    free(text);
}

static void two_tills_go_beyond_a_budget_and_its_sum_is_that_of_both(void **state)
{
    (void)state;
    static const char bun[] = "[offer bun]\nfor = next\ngift = a bun\ncost = 2.00\n"
                              "budget_month = 2.00\ntotal = 1\n";
    struct till other, third;
    till_open_beside(&other, &till);
    till_open_beside(&third, &till);
    add_settings(&till, bun);
    add_settings(&other, bun);
    assert_true(is_promised(SELL(&till, .customer = "1"), "bun"));
    assert_true(is_promised(SELL(&other, .customer = "2", .ref = "A"), "bun"));
    SELL(&other, .kind = "void", .original = "A", .nothing = true);
    assert_true(is_promised(SELL(&other, .customer = "3"), "bun"));
    merge(&third, &other);
    merge(&third, &till);
    merge(&till, &other);
    char *one = till_projections(&till), *another = till_projections(&third);
    assert_string_equal(one, another);
    free(one);
    free(another);
    assert_int_equal(till_number(&till, "SELECT minor FROM promised WHERE offer='bun'"), 400);
    assert_int_equal(till_number(&till, "SELECT sum(count) FROM promised WHERE offer='bun'"), 2);
    assert_false(SELL(&till, .customer = "4", .day = 26)->note.next.benefit.given);
    till_close(&other);
    till_close(&third);
}

static void what_one_customer_was_promised_at_two_tills_is_paid_once_each(void **state)
{
    (void)state;
    struct till other;
    till_open_beside(&other, &till);
    add_settings(&till, early);
    add_settings(&other, early);
    SELL(&till, .customer = "1");
    SELL(&other, .customer = "1");
    merge(&till, &other);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM reward WHERE offer='next'"), 2);
    SELL(&till, .customer = "1", .day = 1, .total_minor = 1700, .applied_minor = 300);
    SELL(&till, .customer = "1", .day = 2, .total_minor = 1700, .applied_minor = 300);
    assert_int_equal(till_number(&till, "SELECT count(DISTINCT promise) FROM used"), 2);
    till_close(&other);
}

#define TILL_TEST(name) cmocka_unit_test_setup_teardown(name, open_till, close_till)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TILL_TEST(a_promise_of_a_note_begins_on_the_next_business_day),
        TILL_TEST(it_is_honoured_to_its_date_and_three_days),
        TILL_TEST(the_first_and_the_last_day_of_printing_are_counted),
        TILL_TEST(who_pays_in_another_currency_has_a_note_without_a_promise),
        TILL_TEST(an_open_promise_is_named_again_and_not_made_anew),
        TILL_TEST(what_is_named_again_stands_while_one_of_its_sales_does),
        TILL_TEST(terms_are_those_of_the_day_of_printing),
        TILL_TEST(what_another_visits_offer_takes_off_waits),
        TILL_TEST(a_visits_gift_is_named_again_on_its_first_terms),
        TILL_TEST(a_note_says_the_same_when_its_sale_is_told_again),
        TILL_TEST(visit_tags_basket_and_dates_say_to_whom),
        TILL_TEST(away_is_since_the_visit_before_and_never_a_first_one),
        TILL_TEST(a_mature_customer_is_promised_service_before_price),
        TILL_TEST(what_is_in_words_is_given_beside_the_best_price),
        TILL_TEST(weekdays_let_it_wait),
        TILL_TEST(a_card_on_another_weekday_waits_for_the_friend),
        TILL_TEST(of_two_cards_that_wait_the_first_does_and_the_other_stays_good),
        TILL_TEST(the_cashier_reads_why_a_good_card_takes_nothing_off),
        TILL_TEST(items_are_what_minimum_and_percent_are_reckoned_from),
        TILL_TEST(per_customer_and_total_are_kept),
        TILL_TEST(a_budget_of_the_month_counts_what_it_may_cost),
        TILL_TEST(friend_and_giver_have_offers_of_their_own),
        TILL_TEST(two_tills_go_beyond_a_budget_and_its_sum_is_that_of_both),
        TILL_TEST(what_one_customer_was_promised_at_two_tills_is_paid_once_each),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
