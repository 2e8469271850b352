/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shop_helper.h"

#include "../../plugin/code.h"
#include "../../plugin/promise.h"

static struct till till;

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

/* A card that "giver" took home on day 0, on the terms in force. */
static int64_t card_of_giver(void)
{
    const struct answer *giver = SELL(&till, .customer = "giver");
    assert_true(giver->card.made);
    return giver->card.code;
}

/* A code with a good check symbol that no key of ours made. */
static int64_t guess(int i)
{
    return (INT64_C(3) << 53 | INT64_C(5) << 50 | (int64_t)i << 30) ^ 0x155;
}

static void guess_at(const char *name, int day, int times)
{
    for (int i = 0; i < times; i++)
        assert_int_equal(SCAN(&till, .till = name, .day = day, .code = guess(i)), VERDICT_FOREIGN);
}

static void the_friends_percent_has_a_minimum_and_an_upper_bound(void **state)
{
    static const struct {
        int64_t total_minor, discount_minor;
    } cases[] = {
        {999, 0}, {1000, 100}, {1009, 100}, {2000, 200}, {4999, 499}, {5000, 500}, {999999, 500},
    };
    (void)state;
    int64_t card = card_of_giver();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct answer *answer =
            LOOK(&till, .day = 1, .card = card, .total_minor = cases[i].total_minor);
        assert_int_equal(answer->discount_minor, cases[i].discount_minor);
        assert_int_equal(answer->scans[0].discount_minor, cases[i].discount_minor);
        assert_int_equal(answer->tag, COMEBACK_REFERRAL);
    }
}

static void the_cashier_is_told_what_to_take_off(void **state)
{
    (void)state;
    int64_t card = card_of_giver();
    assert_string_equal(LOOK(&till, .day = 1, .card = card)->prompts, "Take off 2.00 EUR");
    assert_string_equal(LOOK(&till, .day = 1, .card = card, .total_minor = 900)->prompts, "");
}

static void the_total_after_the_discount_counts_with_what_was_taken_off(void **state)
{
    (void)state;
    int64_t card = card_of_giver();
    const struct answer *answer =
        SELL(&till, .day = 1, .card = card, .total_minor = 900, .applied_minor = 100);
    assert_int_equal(answer->discount_minor, 100);
    assert_int_equal(answer->paid_count, 1);
}

static void another_currency_is_promised_and_paid_nothing(void **state)
{
    (void)state;
    int64_t card = card_of_giver();
    const struct answer *answer = LOOK(&till, .day = 1, .card = card, .currency = "USD");
    assert_int_equal(answer->discount_minor, 0);
    assert_int_equal(answer->tag, COMEBACK_REFERRAL);
    assert_string_equal(answer->notice, "currency USD: tagged, but promises are in EUR");
    answer = SELL(&till, .day = 1, .card = card, .currency = "USD");
    assert_false(answer->card.made);
    assert_int_equal(LOOK(&till, .day = 2, .card = card)->discount_minor, 200);
    guess_at("T1", 1, 5);
    answer =
        SELL(&till, .till = "T1", .day = 1, .card = card, .currency = "USD", .applied_minor = 200);
    assert_int_equal(answer->paid_count, 0);
    assert_int_equal(LOOK(&till, .day = 2, .card = card)->discount_minor, 200);
}

static void a_discount_that_the_host_did_not_apply_is_not_used_up(void **state)
{
    (void)state;
    int64_t card = card_of_giver();
    const struct answer *answer = SELL(&till, .day = 1, .card = card);
    assert_int_equal(answer->tag, COMEBACK_REFERRAL);
    assert_int_equal(answer->paid_count, 0);
    assert_int_equal(LOOK(&till, .day = 2, .card = card)->discount_minor, 200);
}

static void an_applied_discount_uses_the_card_up(void **state)
{
    (void)state;
    int64_t card = card_of_giver();
    SELL(&till, .day = 1, .card = card, .applied_minor = 200);
    const struct answer *answer = LOOK(&till, .day = 2, .card = card);
    assert_int_equal(answer->scans[0].verdict, VERDICT_USED);
    assert_string_equal(answer->scans[0].why, "card used on 7 Jan");
    assert_int_equal(answer->discount_minor, 0);
    assert_int_equal(answer->tag, COMEBACK_UNIDENTIFIED);
    assert_string_equal(promise_say(LANGUAGE_ENGLISH, VERDICT_USED),
                        "We can't take this card today.");
}

static void a_second_use_is_paid_and_recorded_as_a_loss(void **state)
{
    (void)state;
    int64_t card = card_of_giver();
    SELL(&till, .day = 1, .card = card, .applied_minor = 200);
    const struct answer *answer = SELL(&till, .day = 2, .card = card, .applied_minor = 200);
    assert_true(answer->lost);
    assert_string_equal(answer->notice, "loss: this card's promise was used at another till");
    assert_int_equal(till_number(&till, "SELECT count(*) FROM event WHERE kind=2 AND"
                                        " json_extract(body, '$.lost')"),
                     1);
    till_assert_verified(&till);
}

static void a_return_in_full_gives_the_card_back_once(void **state)
{
    (void)state;
    int64_t card = card_of_giver();
    SELL(&till, .ref = "A", .day = 1, .card = card, .applied_minor = 200, .total_minor = 1800);
    SELL(&till, .kind = "return", .day = 2, .original = "A", .total_minor = -1800);
    assert_int_equal(LOOK(&till, .day = 3, .card = card)->discount_minor, 200);
    SELL(&till, .day = 3, .card = card, .applied_minor = 200);
    assert_int_equal(LOOK(&till, .day = 3, .card = card)->scans[0].verdict, VERDICT_USED);
}

static void a_scan_reserves_for_its_own_basket(void **state)
{
    (void)state;
    int64_t card = card_of_giver();
    assert_int_equal(SCAN(&till, .day = 1, .cart = "one", .card = card), VERDICT_GOOD);
    assert_int_equal(SCAN(&till, .day = 1, .cart = "two", .card = card), VERDICT_HELD);
    assert_int_equal(SCAN(&till, .day = 1, .cart = "one", .card = card), VERDICT_GOOD);
    const struct answer *answer = LOOK(&till, .day = 1, .cart = "two", .card = card);
    assert_int_equal(answer->discount_minor, 0);
    assert_string_equal(answer->scans[0].why, "card is at another till now");
}

static void a_code_scanned_in_another_process_counts_for_the_basket(void **state)
{
    (void)state;
    int64_t card = card_of_giver();
    SCAN(&till, .day = 1, .cart = "one", .card = card);
    const struct answer *answer = SELL(&till, .day = 1, .cart = "one", .applied_minor = 200);
    assert_int_equal(answer->tag, COMEBACK_REFERRAL);
    assert_int_equal(answer->paid[0], card);
}

static void cancel_gives_the_reservation_back(void **state)
{
    (void)state;
    int64_t card = card_of_giver();
    SCAN(&till, .day = 1, .cart = "one", .card = card);
    till_cancel(&till, &(const struct ticket){.cart = "one"});
    assert_int_equal(SCAN(&till, .day = 1, .cart = "two", .card = card), VERDICT_GOOD);
}

static void finish_ends_the_reservation(void **state)
{
    (void)state;
    int64_t card = card_of_giver();
    SCAN(&till, .day = 1, .cart = "one", .card = card);
    SELL(&till, .day = 1, .cart = "one", .card = card);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM reservation"), 0);
    assert_int_equal(SCAN(&till, .day = 1, .cart = "two", .card = card), VERDICT_GOOD);
}

static void a_reservation_ends_after_fifteen_minutes(void **state)
{
    (void)state;
    int64_t card = card_of_giver(), before_ms = clock_now_ms();
    SCAN(&till, .day = 1, .cart = "one", .card = card);
    int64_t until_ms = till_number(&till, "SELECT until_ms FROM reservation");
    assert_in_range(until_ms - before_ms, 15 * 60000, 15 * 60000 + 5000);
    till_sql(&till, "UPDATE reservation SET until_ms=until_ms-15*60000");
    assert_int_equal(SCAN(&till, .day = 1, .cart = "two", .card = card), VERDICT_GOOD);
}

static void scanning_again_renews_the_reservation(void **state)
{
    (void)state;
    int64_t card = card_of_giver();
    SCAN(&till, .day = 1, .cart = "one", .card = card);
    till_sql(&till, "UPDATE reservation SET until_ms=until_ms-14*60000");
    int64_t before = till_number(&till, "SELECT until_ms FROM reservation");
    SCAN(&till, .day = 1, .cart = "one", .card = card);
    assert_in_range(till_number(&till, "SELECT until_ms FROM reservation") - before, 13 * 60000,
                    15 * 60000);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM reservation"), 1);
}

static void two_baskets_with_one_card_make_one_winner_and_one_loss(void **state)
{
    (void)state;
    int64_t card = card_of_giver();
    SCAN(&till, .day = 1, .cart = "one", .card = card);
    assert_int_equal(SCAN(&till, .day = 1, .cart = "two", .card = card), VERDICT_HELD);
    assert_false(SELL(&till, .day = 1, .cart = "one", .card = card, .applied_minor = 200)->lost);
    assert_true(SELL(&till, .day = 1, .cart = "two", .card = card, .applied_minor = 200)->lost);
}

static void a_card_is_honoured_three_days_after_its_date(void **state)
{
    (void)state;
    int64_t card = card_of_giver();
    assert_int_equal(till.outcome.answer.card.until_day, DAY_0 + 90);
    assert_int_equal(LOOK(&till, .day = 90, .card = card)->discount_minor, 200);
    assert_int_equal(LOOK(&till, .day = 93, .card = card)->discount_minor, 200);
    const struct answer *answer = LOOK(&till, .day = 94, .card = card);
    assert_int_equal(answer->discount_minor, 0);
    assert_string_equal(answer->scans[0].why, "card expired on 6 Apr");
}

static void a_note_is_honoured_three_days_after_its_date(void **state)
{
    (void)state;
    int64_t note = SELL(&till)->note.code;
    assert_int_equal(LOOK(&till, .day = 368, .note = note)->tag, COMEBACK_REPEAT);
    assert_int_equal(LOOK(&till, .day = 369, .note = note)->tag, COMEBACK_UNIDENTIFIED);
    assert_int_equal(till.outcome.answer.scans[0].verdict, VERDICT_EXPIRED);
}

/* 2025-04-01 is day 85: the first of a quarter, and a till whose clock is a day behind. */
static void a_code_of_a_till_whose_clock_is_ahead_is_no_guess(void **state)
{
    (void)state;
    int64_t note = SELL(&till, .day = 85)->note.code;
    assert_int_equal(SCAN(&till, .till = "behind", .day = 84, .code = note), VERDICT_GOOD);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM guess"), 0);
}

static void the_terms_of_a_card_are_those_of_the_day_it_was_printed(void **state)
{
    (void)state;
    int64_t card = card_of_giver();
    till_set(&till, "offer friend", "percent", "50");
    till_set(&till, "offer friend", "minimum", "100.00");
    till_set(&till, "offer friend", "at_most", "50.00");
    till_set(&till, "offer friend", "days", "10");
    const struct answer *answer = LOOK(&till, .day = 90, .card = card);
    assert_int_equal(answer->discount_minor, 200);
    till_drop_section(&till, "offer friend");
    assert_int_equal(LOOK(&till, .day = 90, .card = card)->discount_minor, 200);
}

static const struct answer *visit_of(const char *customer, int day)
{
    return SELL(&till, .customer = customer, .day = day);
}

static void the_gift_comes_at_the_sixth_visit_and_once(void **state)
{
    (void)state;
    for (int day = 0; day < 5; day++)
        assert_string_equal(visit_of("7", day)->prompts, "");
    const struct answer *answer = visit_of("7", 5);
    assert_int_equal(answer->visit, 6);
    assert_string_equal(answer->prompts, "Visit 6: give a small present");
    assert_int_equal(answer->paid_count, 1);
    answer = SELL(&till, .customer = "7", .day = 5, .minute = 20 * 60);
    assert_string_equal(answer->prompts, "");
    assert_int_equal(answer->paid_count, 0);
    for (int day = 6; day < 11; day++)
        assert_string_equal(visit_of("7", day)->prompts, "");
    assert_string_equal(visit_of("7", 11)->prompts, "Visit 12: give a small present");
    till_assert_verified(&till);
}

static void the_gift_is_given_however_many_thanks_wait(void **state)
{
    (void)state;
    SELL(&till, .customer = "giver");
    for (int i = 0; i < 9; i++) {
        char friend[24];
        snprintf(friend, sizeof friend, "friend%d", i);
        SELL(&till, .day = 1, .customer = friend, .referrer = "giver", .total_minor = 1800,
             .applied_minor = 200);
    }
    for (int day = 20; day < 24; day++)
        SELL(&till, .day = day, .customer = "giver");
    assert_string_equal(LOOK(&till, .day = 24, .customer = "giver")->prompts,
                        "Visit 6: give a small present\nTake off 2.00 EUR");
    assert_string_equal(SELL(&till, .day = 24, .customer = "giver")->prompts,
                        "Visit 6: give a small present");
}

static void a_look_promises_the_gift_and_does_not_use_it_up(void **state)
{
    (void)state;
    for (int day = 0; day < 5; day++)
        visit_of("7", day);
    for (int i = 0; i < 2; i++)
        assert_string_equal(LOOK(&till, .customer = "7", .day = 5)->prompts,
                            "Visit 6: give a small present");
    assert_int_equal(visit_of("7", 5)->paid_count, 1);
}

static void a_gift_that_was_promised_is_given_after_the_offer_was_edited(void **state)
{
    (void)state;
    visit_of("7", 0);
    till_set(&till, "offer visits", "gift", "nothing to speak of");
    for (int day = 1; day < 5; day++)
        visit_of("7", day);
    assert_string_equal(visit_of("7", 5)->prompts, "Visit 6: give a small present");
}

static void a_gift_that_was_promised_is_given_after_the_offer_was_removed(void **state)
{
    (void)state;
    visit_of("7", 0);
    till_drop_section(&till, "offer visits");
    for (int day = 1; day < 5; day++)
        visit_of("7", day);
    assert_string_equal(visit_of("7", 5)->prompts, "Visit 6: give a small present");
    assert_int_equal(till.outcome.answer.note.every, 0);
}

static void a_gift_waits_where_the_sale_is_told_from_the_spool(void **state)
{
    (void)state;
    for (int day = 0; day < 5; day++)
        visit_of("7", day);
    /* The customer was gone before anybody could be told to give it. */
    assert_int_equal(till_tell(&till, &(const struct ticket){.customer = "7", .day = 5},
                               (struct checkout_options){.late = true}),
                     COMEBACK_OK);
    assert_int_equal(till.outcome.answer.visit, 6);
    assert_string_equal(visit_of("7", 6)->prompts, "Visit 7: give a small present");
}

static void a_gift_comes_back_when_its_sale_was_returned_in_full(void **state)
{
    (void)state;
    for (int day = 0; day < 5; day++)
        visit_of("7", day);
    SELL(&till, .ref = "six", .customer = "7", .day = 5);
    SELL(&till, .kind = "return", .original = "six", .day = 5, .total_minor = -2000);
    assert_string_equal(visit_of("7", 6)->prompts, "Visit 6: give a small present");
}

static void advice_is_a_visit_that_pays_no_reward(void **state)
{
    (void)state;
    for (int day = 0; day < 5; day++)
        visit_of("7", day);
    const struct answer *answer =
        SELL(&till, .customer = "7", .day = 5, .kind = "advice", .nothing = true);
    assert_int_equal(answer->visit, 6);
    assert_string_equal(answer->prompts, "");
    assert_true(answer->note.made);
    assert_string_equal(visit_of("7", 6)->prompts, "Visit 7: give a small present");
}

static void the_giver_is_thanked_after_the_return_window_and_once(void **state)
{
    (void)state;
    int64_t card = card_of_giver();
    SELL(&till, .day = 1, .card = card, .applied_minor = 200);
    assert_int_equal(LOOK(&till, .day = 14, .customer = "giver")->discount_minor, 0);
    const struct answer *answer = LOOK(&till, .day = 15, .customer = "giver");
    assert_int_equal(answer->discount_minor, 200);
    assert_string_equal(answer->prompts, "Take off 2.00 EUR");
    SELL(&till, .day = 15, .customer = "giver", .applied_minor = 200);
    assert_int_equal(LOOK(&till, .day = 16, .customer = "giver")->discount_minor, 0);
}

static void the_giver_is_not_thanked_for_a_sale_that_was_returned(void **state)
{
    (void)state;
    int64_t card = card_of_giver();
    SELL(&till, .ref = "A", .day = 1, .card = card, .applied_minor = 200);
    SELL(&till, .kind = "return", .day = 5, .original = "A", .total_minor = -2000);
    assert_int_equal(LOOK(&till, .day = 15, .customer = "giver")->discount_minor, 0);
}

static void the_giver_waits_from_the_use_that_stands(void **state)
{
    (void)state;
    int64_t card = card_of_giver();
    SELL(&till, .ref = "A", .day = 1, .card = card, .applied_minor = 200);
    SELL(&till, .kind = "void", .day = 1, .original = "A", .nothing = true);
    SELL(&till, .day = 10, .card = card, .applied_minor = 200);
    assert_int_equal(LOOK(&till, .day = 23, .customer = "giver")->discount_minor, 0);
    assert_int_equal(LOOK(&till, .day = 24, .customer = "giver")->discount_minor, 200);
    till_assert_verified(&till);
}

/* Nothing was scanned: the giver is known, and what waits for them was offered all the same. */
static void a_discount_that_nobody_scanned_and_nobody_took_off_is_told(void **state)
{
    static const char untaken[] = "a discount was offered and discount.applied_minor not told:"
                                  " it waits for the next visit";
    (void)state;
    int64_t card = SELL(&till, .customer = "7", .print = "card")->card.code;
    SELL(&till, .day = 1, .card = card, .applied_minor = 200);
    assert_string_equal(SELL(&till, .day = 2, .customer = "7")->notice, "");
    assert_string_equal(SELL(&till, .day = 20, .customer = "7")->notice, untaken);
    assert_string_equal(SELL(&till, .day = 21, .customer = "7", .applied_minor = 200)->notice, "");
    assert_string_equal(SELL(&till, .day = 22, .customer = "7")->notice, "");
}

static void a_discount_that_was_not_applied_waits_for_the_friends_next_visit(void **state)
{
    (void)state;
    int64_t card = card_of_giver();
    int64_t note = SELL(&till, .day = 1, .card = card)->note.code;
    assert_int_equal(LOOK(&till, .day = 1, .note = note)->discount_minor, 0);
    const struct answer *answer = LOOK(&till, .day = 2, .note = note);
    assert_int_equal(answer->discount_minor, 200);
    assert_string_equal(answer->prompts, "Take off 2.00 EUR");
    SELL(&till, .day = 2, .note = note, .applied_minor = 200);
    assert_int_equal(LOOK(&till, .day = 3, .note = note)->discount_minor, 0);
    assert_int_equal(LOOK(&till, .day = 3, .card = card)->scans[0].verdict, VERDICT_USED);
    assert_int_equal(LOOK(&till, .day = 15, .customer = "giver")->discount_minor, 0);
    assert_int_equal(LOOK(&till, .day = 16, .customer = "giver")->discount_minor, 200);
    till_assert_verified(&till);
}

/* A friend uses a card of who shows that note. */
static void thank_for(int64_t note, int day, const char *friend)
{
    const struct answer *giver = SELL(&till, .day = day, .note = note, .print = "card");
    assert_true(giver->card.made);
    SELL(&till, .day = day, .minute = 13 * 60, .customer = friend, .card = giver->card.code,
         .total_minor = 1800, .applied_minor = 200);
}

static void who_is_known_by_paper_alone_is_thanked_three_times_in_ninety_days(void **state)
{
    static const char *const friends[] = {"f0", "f1", "f2", "f3"};
    (void)state;
    int64_t note = SELL(&till)->note.code;
    for (int i = 0; i < 4; i++)
        thank_for(note, 1 + i, friends[i]);
    for (int i = 0; i < 3; i++)
        assert_int_equal(
            SELL(&till, .day = 30 + i, .note = note, .total_minor = 1800, .applied_minor = 200)
                ->discount_minor,
            200);
    assert_int_equal(LOOK(&till, .day = 33, .note = note)->discount_minor, 0);
    assert_int_equal(LOOK(&till, .day = 119, .note = note)->discount_minor, 0);
    assert_int_equal(LOOK(&till, .day = 120, .note = note)->discount_minor, 200);
}

static void a_waiting_discount_is_gone_once_another_used_the_card(void **state)
{
    (void)state;
    int64_t card = card_of_giver();
    SELL(&till, .day = 1, .customer = "8", .card = card);
    SELL(&till, .day = 2, .customer = "9", .card = card, .applied_minor = 200);
    assert_int_equal(LOOK(&till, .day = 3, .customer = "8")->discount_minor, 0);
}

static void a_waiting_discount_ends_with_its_card(void **state)
{
    (void)state;
    SELL(&till, .day = 1, .customer = "8", .card = card_of_giver());
    assert_int_equal(LOOK(&till, .day = 93, .customer = "8")->discount_minor, 200);
    assert_int_equal(LOOK(&till, .day = 94, .customer = "8")->discount_minor, 0);
}

static void what_a_note_promises_is_paid_though_its_person_conflicts(void **state)
{
    (void)state;
    int64_t note = SELL(&till, .print = "card")->note.code, card = till.outcome.answer.card.code;
    SELL(&till, .day = 1, .note = note, .customer = "8");
    SELL(&till, .day = 1, .minute = 13 * 60, .card = card, .applied_minor = 200);
    SELL(&till, .day = 1, .customer = "7");
    const struct answer *answer = LOOK(&till, .day = 15, .customer = "7", .note = note);
    assert_int_equal(answer->visit, 2);
    assert_int_equal(answer->discount_minor, 200);
}

static void five_guesses_lock_promises_of_that_till_and_still_tag(void **state)
{
    (void)state;
    int64_t card = card_of_giver(), note = SELL(&till)->note.code;
    guess_at("T1", 1, 4);
    assert_int_equal(LOOK(&till, .till = "T1", .day = 1, .card = card)->discount_minor, 200);
    guess_at("T1", 1, 5);
    const struct answer *answer = LOOK(&till, .till = "T1", .day = 1, .card = card);
    assert_int_equal(answer->discount_minor, 0);
    assert_int_equal(answer->tag, COMEBACK_REFERRAL);
    assert_string_equal(answer->scans[0].why, "too many wrong codes: wait or unlock");
    assert_int_equal(SCAN(&till, .till = "T1", .day = 1, .card = card, .cart = "c"),
                     VERDICT_LOCKED);
    till_cancel(&till, &(const struct ticket){.cart = "c"});
    assert_string_equal(promise_say(LANGUAGE_ENGLISH, VERDICT_LOCKED),
                        "We can't take this card today.");
    assert_int_equal(LOOK(&till, .till = "T1", .day = 1, .note = note)->tag, COMEBACK_REPEAT);
    assert_int_equal(LOOK(&till, .till = "T2", .day = 1, .card = card)->discount_minor, 200);
}

static void a_sale_told_again_gives_its_codes_back_again(void **state)
{
    (void)state;
    int64_t used = card_of_giver(), card = SELL(&till, .customer = "other")->card.code;
    SELL(&till, .ref = "A", .cart = "a", .day = 1, .card = used, .applied_minor = 200);
    assert_int_equal(SCAN(&till, .ref = "A", .cart = "a", .day = 1, .card = card), VERDICT_GOOD);
    assert_int_equal(SCAN(&till, .cart = "b", .day = 1, .card = card), VERDICT_HELD);
    SELL(&till, .ref = "A", .cart = "a", .day = 1, .card = card, .applied_minor = 200);
    assert_int_equal(SCAN(&till, .cart = "b", .day = 1, .card = card), VERDICT_GOOD);
}

/* A host tells it with each look at the basket. */
static void the_same_wrong_code_again_is_no_new_guess(void **state)
{
    (void)state;
    int64_t card = card_of_giver();
    for (int i = 0; i < 20; i++)
        guess_at("T1", 1, 4);
    assert_int_equal(till_number(&till, "SELECT count FROM guess WHERE till='T1'"), 4);
    assert_int_equal(LOOK(&till, .till = "T1", .day = 1, .card = card)->discount_minor, 200);
    guess_at("T2", 1, 1);
    guess_at("T2", 2, 1);
    assert_int_equal(till_number(&till, "SELECT sum(count) FROM guess WHERE till='T2'"), 2);
}

static void a_wrong_code_of_another_hour_is_a_new_guess(void **state)
{
    (void)state;
    guess_at("T1", 1, 1);
    till_sql(&till, "UPDATE reservation SET until_ms=until_ms-16*60*1000");
    guess_at("T1", 1, 1);
    assert_int_equal(till_number(&till, "SELECT count FROM guess WHERE till='T1'"), 2);
}

static void what_was_taken_off_at_a_locked_till_uses_the_card_up(void **state)
{
    (void)state;
    int64_t card = card_of_giver();
    guess_at("T1", 1, 5);
    const struct answer *answer =
        SELL(&till, .till = "T1", .day = 1, .card = card, .applied_minor = 200);
    assert_int_equal(answer->paid_count, 1);
    assert_int_equal(answer->paid[0], card);
    assert_false(answer->lost);
    assert_int_equal(LOOK(&till, .day = 2, .card = card)->scans[0].verdict, VERDICT_USED);
}

static void the_friends_percent_waits_for_who_showed_the_card_at_a_locked_till(void **state)
{
    (void)state;
    int64_t card = card_of_giver();
    guess_at("T1", 1, 5);
    int64_t note = SELL(&till, .till = "T1", .day = 1, .card = card)->note.code;
    assert_string_equal(till.outcome.answer.notice, "");
    assert_int_equal(LOOK(&till, .till = "T1", .day = 1, .note = note)->discount_minor, 0);
    assert_int_equal(LOOK(&till, .till = "T1", .day = 2, .note = note)->discount_minor, 200);
}

static void a_lock_holds_nothing_back_from_who_is_known_by_id(void **state)
{
    (void)state;
    int64_t card = card_of_giver();
    SELL(&till, .day = 1, .card = card, .applied_minor = 200);
    guess_at("T1", 15, 5);
    assert_int_equal(LOOK(&till, .till = "T1", .day = 15, .customer = "giver")->discount_minor,
                     200);
}

static void a_lock_holds_back_what_waits_for_the_note_shown(void **state)
{
    (void)state;
    int64_t note = SELL(&till, .print = "card")->note.code, card = till.outcome.answer.card.code;
    SELL(&till, .day = 1, .card = card, .applied_minor = 200);
    guess_at("T1", 15, 5);
    assert_int_equal(LOOK(&till, .till = "T1", .day = 15, .note = note)->discount_minor, 0);
    assert_int_equal(LOOK(&till, .till = "T2", .day = 15, .note = note)->discount_minor, 200);
    /* Nor does an id that is new beside it let the note's promise out. */
    assert_int_equal(
        LOOK(&till, .till = "T1", .day = 15, .note = note, .customer = "8")->discount_minor, 0);
    SELL(&till, .day = 14, .customer = "7");
    assert_int_equal(
        LOOK(&till, .till = "T1", .day = 15, .note = note, .customer = "7")->discount_minor, 0);
}

static void a_lock_ends_the_next_day(void **state)
{
    (void)state;
    int64_t card = card_of_giver();
    guess_at("T1", 1, 5);
    assert_int_equal(LOOK(&till, .till = "T1", .day = 2, .card = card)->discount_minor, 200);
}

static void a_lock_ends_by_unlock(void **state)
{
    struct store *store;
    (void)state;
    int64_t card = card_of_giver();
    guess_at("T1", 1, 5);
    assert_int_equal(shop_lock(till.shop, 0, &store, NULL), COMEBACK_OK);
    struct desk desk = shop_desk(till.shop, false);
    assert_int_equal(store_begin_write(store, 0, NULL), COMEBACK_OK);
    assert_int_equal(promise_unlock(&desk, "T1", DAY_0 + 1, NULL), COMEBACK_OK);
    assert_int_equal(store_commit(store, NULL), COMEBACK_OK);
    shop_unlock(till.shop);
    assert_int_equal(LOOK(&till, .till = "T1", .day = 1, .card = card)->discount_minor, 200);
    till_assert_verified(&till);
}

static void a_typo_is_never_counted(void **state)
{
    (void)state;
    int64_t card = card_of_giver();
    for (int i = 0; i < 20; i++)
        assert_int_equal(SCAN(&till, .till = "T1", .day = 1, .typed = "RRRR-RRRR-RRR0"),
                         VERDICT_TYPO);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM guess"), 0);
    assert_int_equal(LOOK(&till, .till = "T1", .day = 1, .card = card)->discount_minor, 200);
    assert_string_equal(promise_say(LANGUAGE_ENGLISH, VERDICT_TYPO), "");
}

static void refused_codes_of_ours_are_not_guesses(void **state)
{
    (void)state;
    int64_t card = card_of_giver();
    SELL(&till, .day = 1, .card = card, .applied_minor = 200);
    for (int i = 0; i < 6; i++)
        assert_int_equal(SCAN(&till, .till = "T1", .day = 1, .card = card), VERDICT_USED);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM guess"), 0);
}

static void a_true_code_of_another_store_tags_and_its_promise_waits(void **state)
{
    struct till other;
    (void)state;
    till_open_beside(&other, &till);
    const struct answer *there = SELL(&other, .customer = "giver");
    int64_t card = there->card.code, note = SELL(&other)->note.code;
    const struct answer *answer = SELL(&till, .day = 1, .note = note);
    assert_int_equal(answer->tag, COMEBACK_REPEAT);
    assert_string_equal(answer->why, "repeat: note of another till");
    assert_string_equal(answer->scans[0].why, "note of another till of ours");
    answer = LOOK(&till, .day = 1, .card = card);
    assert_int_equal(answer->tag, COMEBACK_REFERRAL);
    assert_string_equal(answer->why, "referral: other till's card, paper");
    assert_int_equal(answer->discount_minor, 0);
    till_close(&other);
}

/* Whichever day of its quarter it was issued on. */
static void a_code_of_another_store_is_never_honoured_over_540_days(void **state)
{
    (void)state;
    for (int32_t quarter = 212; quarter < 220; quarter++) {
        int64_t code = code_mint(&till.shop->keys, CODE_NOTE, quarter, 7);
        int first = clock_quarter_start(quarter) - DAY_0;
        int last = clock_quarter_start(quarter + 1) - 1 - DAY_0;
        assert_int_equal(LOOK(&till, .day = first + 540, .note = code)->tag, COMEBACK_REPEAT);
        assert_int_equal(LOOK(&till, .day = last + 365 + 3, .note = code)->tag, COMEBACK_REPEAT);
        assert_int_equal(LOOK(&till, .day = first + 541, .note = code)->scans[0].verdict,
                         VERDICT_EXPIRED);
    }
}

static void a_code_of_another_shop_is_a_guess(void **state)
{
    struct till other;
    (void)state;
    till_open(&other);
    int64_t note = SELL(&other)->note.code;
    assert_int_equal(SCAN(&till, .till = "T1", .day = 1, .note = note), VERDICT_FOREIGN);
    assert_int_equal(till_number(&till, "SELECT count FROM guess"), 1);
    assert_int_equal(LOOK(&till, .day = 1, .note = note)->tag, COMEBACK_UNIDENTIFIED);
    till_close(&other);
}

static void the_customer_reads_one_text_whatever_the_reason(void **state)
{
    static const enum verdict refused[] = {VERDICT_FOREIGN,   VERDICT_USED, VERDICT_EXPIRED,
                                           VERDICT_CANCELLED, VERDICT_HELD, VERDICT_LOCKED};
    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
        assert_string_equal(promise_say(LANGUAGE_ENGLISH, refused[i]),
                            "We can't take this card today.");
}

#define TILL_TEST(name) cmocka_unit_test_setup_teardown(name, open_till, close_till)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TILL_TEST(the_friends_percent_has_a_minimum_and_an_upper_bound),
        TILL_TEST(the_cashier_is_told_what_to_take_off),
        TILL_TEST(the_total_after_the_discount_counts_with_what_was_taken_off),
        TILL_TEST(another_currency_is_promised_and_paid_nothing),
        TILL_TEST(a_discount_that_the_host_did_not_apply_is_not_used_up),
        TILL_TEST(an_applied_discount_uses_the_card_up),
        TILL_TEST(a_second_use_is_paid_and_recorded_as_a_loss),
        TILL_TEST(a_return_in_full_gives_the_card_back_once),
        TILL_TEST(a_scan_reserves_for_its_own_basket),
        TILL_TEST(a_code_scanned_in_another_process_counts_for_the_basket),
        TILL_TEST(cancel_gives_the_reservation_back),
        TILL_TEST(finish_ends_the_reservation),
        TILL_TEST(a_reservation_ends_after_fifteen_minutes),
        TILL_TEST(scanning_again_renews_the_reservation),
        TILL_TEST(two_baskets_with_one_card_make_one_winner_and_one_loss),
        TILL_TEST(a_card_is_honoured_three_days_after_its_date),
        TILL_TEST(a_note_is_honoured_three_days_after_its_date),
        TILL_TEST(a_code_of_a_till_whose_clock_is_ahead_is_no_guess),
        TILL_TEST(the_terms_of_a_card_are_those_of_the_day_it_was_printed),
        TILL_TEST(the_gift_comes_at_the_sixth_visit_and_once),
        TILL_TEST(the_gift_is_given_however_many_thanks_wait),
        TILL_TEST(a_look_promises_the_gift_and_does_not_use_it_up),
        TILL_TEST(a_gift_that_was_promised_is_given_after_the_offer_was_edited),
        TILL_TEST(a_gift_that_was_promised_is_given_after_the_offer_was_removed),
        TILL_TEST(a_gift_waits_where_the_sale_is_told_from_the_spool),
        TILL_TEST(a_gift_comes_back_when_its_sale_was_returned_in_full),
        TILL_TEST(advice_is_a_visit_that_pays_no_reward),
        TILL_TEST(the_giver_is_thanked_after_the_return_window_and_once),
        TILL_TEST(the_giver_is_not_thanked_for_a_sale_that_was_returned),
        TILL_TEST(the_giver_waits_from_the_use_that_stands),
        TILL_TEST(a_discount_that_nobody_scanned_and_nobody_took_off_is_told),
        TILL_TEST(a_discount_that_was_not_applied_waits_for_the_friends_next_visit),
        TILL_TEST(who_is_known_by_paper_alone_is_thanked_three_times_in_ninety_days),
        TILL_TEST(a_waiting_discount_is_gone_once_another_used_the_card),
        TILL_TEST(a_waiting_discount_ends_with_its_card),
        TILL_TEST(what_a_note_promises_is_paid_though_its_person_conflicts),
        TILL_TEST(five_guesses_lock_promises_of_that_till_and_still_tag),
        TILL_TEST(a_sale_told_again_gives_its_codes_back_again),
        TILL_TEST(the_same_wrong_code_again_is_no_new_guess),
        TILL_TEST(a_wrong_code_of_another_hour_is_a_new_guess),
        TILL_TEST(what_was_taken_off_at_a_locked_till_uses_the_card_up),
        TILL_TEST(the_friends_percent_waits_for_who_showed_the_card_at_a_locked_till),
        TILL_TEST(a_lock_holds_nothing_back_from_who_is_known_by_id),
        TILL_TEST(a_lock_holds_back_what_waits_for_the_note_shown),
        TILL_TEST(a_lock_ends_the_next_day),
        TILL_TEST(a_lock_ends_by_unlock),
        TILL_TEST(a_typo_is_never_counted),
        TILL_TEST(refused_codes_of_ours_are_not_guesses),
        TILL_TEST(a_true_code_of_another_store_tags_and_its_promise_waits),
        TILL_TEST(a_code_of_another_store_is_never_honoured_over_540_days),
        TILL_TEST(a_code_of_another_shop_is_a_guess),
        TILL_TEST(the_customer_reads_one_text_whatever_the_reason),
    };
    return cmocka_run_group_tests_name("promise", tests, NULL, NULL);
}
