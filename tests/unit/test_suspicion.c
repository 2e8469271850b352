/* SPDX-License-Identifier: MIT */
/* Sales that are looked at: what flags them, what waits meanwhile, and what the owner decides. */
#include <stdio.h>
#include <string.h>

#include "shop_helper.h"

#include "../../plugin/code.h"
#include "../../plugin/log.h"
#include "../../plugin/projection.h"
#include "../../plugin/suspicion.h"

enum { WAIT_MS = 2000, ANOTHER_HOUR = 15 * 60 };

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

static int64_t card_of(const char *customer, int day)
{
    const struct answer *answer = SELL(&till, .day = day, .customer = customer, .print = "card");
    assert_true(answer->card.made);
    return answer->card.code;
}

static int review(const char *ref, int look)
{
    struct desk desk = shop_desk(till.shop, false);
    assert_int_equal(store_begin_write(desk.store, WAIT_MS, NULL), COMEBACK_OK);
    till.fault.text[0] = '\0';
    int status = suspicion_review(&desk, "pos", ref, look, &till.fault);
    if (status == COMEBACK_OK)
        assert_int_equal(store_commit(desk.store, NULL), COMEBACK_OK);
    else
        store_rollback(desk.store);
    return status;
}

/* As another store has it that has not heard of a decision yet. */
static void see(const char *ref)
{
    struct desk desk = shop_desk(till.shop, false);
    assert_int_equal(store_begin_write(desk.store, WAIT_MS, NULL), COMEBACK_OK);
    assert_int_equal(suspicion_append(&desk, "pos", 0, ref, LOOK_SEEN, NULL), COMEBACK_OK);
    assert_int_equal(store_commit(desk.store, NULL), COMEBACK_OK);
}

static int64_t list(struct suspicion *out, int most)
{
    int64_t count = -1;
    assert_int_equal(suspicion_list(till.shop->store, out, most, &count, NULL), COMEBACK_OK);
    return count;
}

/* What the customer could take off that day. */
static int64_t discount_of(const char *customer, int day)
{
    return LOOK(&till, .day = day, .customer = customer)->discount_minor;
}

/* A sends B by name, and B sends A back by card; A's sale is "BACK". */
static void send_each_other(int day_back)
{
    int64_t card = SELL(&till, .customer = "b", .referrer = "a", .print = "card")->card.code;
    const struct answer *answer =
        SELL(&till, .day = day_back - 1, .customer = "b", .print = "card", .applied_minor = 1);
    card = answer->card.made ? answer->card.code : card;
    answer = SELL(&till, .ref = "BACK", .day = day_back, .customer = "a", .card = card,
                  .total_minor = 1800, .applied_minor = 200);
    assert_int_equal(answer->tag, COMEBACK_REFERRAL);
    assert_int_equal(answer->discount_minor, 200);
}

static void two_who_send_each_other_are_flagged_and_the_friend_has_theirs(void **state)
{
    (void)state;
    send_each_other(10);
    assert_int_equal(till.outcome.answer.flags, FLAG_CIRCLE);
    assert_string_equal(till.outcome.answer.prompts, "");
    assert_int_equal(discount_of("b", 40), 0);
    till_assert_verified(&till);
}

static void thanks_that_wait_are_not_named_on_a_note(void **state)
{
    (void)state;
    send_each_other(10);
    assert_false(SELL(&till, .day = 40, .customer = "b")->note.thanks.given);
    assert_int_equal(review("BACK", 1), COMEBACK_OK);
    assert_true(SELL(&till, .day = 41, .customer = "b")->note.thanks.given);
}

static void what_the_owner_allows_is_paid_and_what_they_refuse_is_not(void **state)
{
    (void)state;
    send_each_other(10);
    assert_int_equal(review("BACK", 1), COMEBACK_OK);
    assert_int_equal(discount_of("b", 23), 0);
    assert_int_equal(discount_of("b", 24), 200);
    assert_int_equal(review("BACK", -1), COMEBACK_OK);
    assert_int_equal(discount_of("b", 24), 0);
    assert_int_equal(review("BACK", 1), COMEBACK_OK);
    assert_int_equal(discount_of("b", 24), 200);
    till_assert_verified(&till);
}

static void an_unflagged_sale_can_be_neither_allowed_nor_refused(void **state)
{
    (void)state;
    SELL(&till, .ref = "PLAIN", .customer = "a");
    int64_t events = till_number(&till, "SELECT count(*) FROM event");
    assert_int_equal(review("PLAIN", 1), COMEBACK_NOTHING);
    assert_string_equal(till.fault.text, "host \"pos\", ref \"PLAIN\": this sale is not flagged");
    assert_int_equal(review("NEVER", -1), COMEBACK_NOTHING);
    assert_string_equal(till.fault.text, "host \"pos\", ref \"NEVER\": there is no such sale");
    assert_int_equal(till_number(&till, "SELECT count(*) FROM event"), events);
}

static void after_twelve_months_nobody_is_in_a_circle(void **state)
{
    (void)state;
    send_each_other(366);
    assert_int_equal(till.outcome.answer.flags, 0);
    assert_int_equal(discount_of("b", 380), 200);
}

static void the_last_day_of_twelve_months_is_in_them(void **state)
{
    (void)state;
    send_each_other(365);
    assert_int_equal(till.outcome.answer.flags, FLAG_CIRCLE);
}

static void a_circle_of_cards_is_seen_where_the_first_purchase_was_voided(void **state)
{
    (void)state;
    SELL(&till, .ref = "FIRST", .customer = "a", .print = "card");
    int64_t card = till.outcome.answer.card.code;
    SELL(&till, .day = 1, .customer = "b", .card = card, .print = "card");
    card = till.outcome.answer.card.code;
    SELL(&till, .day = 2, .kind = "void", .original = "FIRST", .nothing = true);
    const struct answer *answer = SELL(&till, .day = 3, .customer = "a", .card = card);
    assert_int_equal(answer->tag, COMEBACK_REFERRAL);
    assert_int_equal(answer->flags, FLAG_CIRCLE);
}

/*
 * A sends B. Somebody unknown comes with B's card, and B may be thanked. Then their note is shown
 * together with A's number: it was A. The sale has no flag, and stays what it was told; the thanks
 * wait all the same, and the sale is on the owner's list.
 */
static void a_circle_that_comes_out_later_holds_the_thanks_too(void **state)
{
    struct suspicion found[2];
    (void)state;
    SELL(&till, .customer = "a", .print = "card");
    int64_t card = till.outcome.answer.card.code;
    SELL(&till, .day = 1, .customer = "b", .card = card, .print = "card", .applied_minor = 200);
    card = till.outcome.answer.card.code;
    const struct answer *answer =
        SELL(&till, .ref = "X", .day = 2, .card = card, .applied_minor = 200);
    int64_t note = answer->note.code;
    assert_int_equal(answer->flags, 0);
    assert_int_equal(discount_of("b", 16), 200);
    assert_int_equal(list(found, 2), 0);

    SELL(&till, .day = 17, .customer = "a", .note = note);
    assert_int_equal(discount_of("b", 18), 0);
    assert_int_equal(list(found, 2), 1);
    assert_string_equal(found[0].ref, "X");
    assert_int_equal(found[0].flags, FLAG_CIRCLE);
    till_assert_verified(&till);

    assert_int_equal(review("X", 1), COMEBACK_OK);
    assert_int_equal(discount_of("b", 18), 200);
    till_assert_verified(&till);
}

static void a_friend_at_the_same_till_within_ten_minutes_makes_the_thanks_wait(void **state)
{
    (void)state;
    int64_t card = card_of("giver", 0);
    SELL(&till, .ref = "Q", .minute = 12 * 60 + 9, .customer = "friend", .card = card,
         .applied_minor = 200);
    assert_int_equal(till.outcome.answer.flags, FLAG_QUICK);
    assert_int_equal(discount_of("giver", 14), 0);
    assert_int_equal(review("Q", 1), COMEBACK_OK);
    assert_int_equal(discount_of("giver", 14), 200);
}

static void ten_minutes_or_another_till_are_not_quick(void **state)
{
    (void)state;
    int64_t card = card_of("giver", 0);
    assert_int_equal(LOOK(&till, .minute = 12 * 60 + 10, .customer = "friend", .card = card)->flags,
                     0);
    assert_int_equal(LOOK(&till, .till = "T2", .customer = "friend", .card = card)->flags, 0);
}

static void one_of_a_household_is_looked_at(void **state)
{
    (void)state;
    SELL(&till, .phone = "085 123 4567");
    int64_t card = card_of("giver", 0);
    SELL(&till, .ref = "H", .day = 1, .phone = "085 123 4567", .someone_else = true, .card = card,
         .applied_minor = 200);
    assert_int_equal(till.outcome.answer.flags, FLAG_HOUSEHOLD);
    assert_int_equal(discount_of("giver", 15), 0);
    assert_int_equal(review("H", 1), COMEBACK_OK);
    assert_int_equal(discount_of("giver", 15), 200);
}

static void what_a_fifth_sale_of_a_day_would_pay_waits_for_the_next_visit(void **state)
{
    (void)state;
    int64_t card = card_of("giver", 0);
    SELL(&till, .day = 1, .customer = "friend", .card = card, .applied_minor = 200);
    for (int i = 0; i < 4; i++)
        assert_int_equal(SELL(&till, .day = 20, .customer = "giver")->flags, 0);
    const struct answer *answer = SELL(&till, .ref = "5", .day = 20, .customer = "giver");
    assert_int_equal(answer->flags, FLAG_OFTEN);
    assert_int_equal(answer->tag, COMEBACK_REPEAT);
    assert_int_equal(answer->discount_minor, 0);
    assert_int_equal(discount_of("giver", 21), 200);
    till_assert_verified(&till);
}

/* The till was offered it before the fourth was finished, and took it off. */
static void what_a_fifth_sale_took_off_all_the_same_is_used_up(void **state)
{
    (void)state;
    int64_t card = card_of("ann", 0);
    SELL(&till, .day = 1, .customer = "bob", .card = card);
    for (int i = 0; i < 4; i++)
        SELL(&till, .day = 2, .minute = (i + 1) * 60, .customer = "bob");
    const struct answer *answer =
        SELL(&till, .day = 2, .minute = 600, .customer = "bob", .applied_minor = 200);
    assert_int_equal(answer->flags, FLAG_OFTEN);
    assert_int_equal(discount_of("bob", 3), 0);
    till_assert_verified(&till);
}

static void the_list_has_the_latest_first_and_says_how_many_there_are(void **state)
{
    struct suspicion found[2];
    (void)state;
    for (int day = 1; day <= 3; day++)
        for (int i = 0; i < 5; i++)
            SELL(&till, .day = day, .customer = "runner");
    assert_int_equal(list(found, 2), 3);
    assert_int_equal(found[0].day, DAY_0 + 3);
    assert_int_equal(found[1].day, DAY_0 + 2);
    assert_string_equal(found[0].ref, "S15");
    assert_int_equal(review("S15", -1), COMEBACK_OK);
    assert_int_equal(list(found, 2), 2);
}

static void a_sale_that_was_voided_needs_no_look(void **state)
{
    struct suspicion found[2];
    (void)state;
    send_each_other(10);
    assert_int_equal(list(found, 2), 1);
    SELL(&till, .day = 11, .kind = "void", .original = "BACK", .nothing = true);
    assert_int_equal(list(found, 2), 0);
}

static void nothing_waits_of_a_sale_of_the_time_before(void **state)
{
    struct suspicion found[2];
    (void)state;
    for (int i = 0; i < 5; i++) {
        const struct ticket ticket = {.day = 1, .customer = "runner"};
        assert_int_equal(till_tell(&till, &ticket, (struct checkout_options){.history = true}), 0);
    }
    assert_int_equal(till_number(&till, "SELECT count(*) FROM sale WHERE flags<>0"), 1);
    assert_int_equal(list(found, 2), 0);
}

/* The step's own statements, on a store whose columns are as the step before left them. */
static void fill_columns_anew(void)
{
    char sql[2048];
    const char *step = schema_steps()[3].sql, *begin = strstr(step, "UPDATE sale SET cashier");
    assert_non_null(begin);
    const char *last = strstr(begin, "WHERE via>0;");
    assert_non_null(last);
    snprintf(sql, sizeof sql, "%.*s", (int)(last - begin) + 12, begin);
    till_sql(&till, "UPDATE sale SET cashier=NULL, sent_with=NULL, sent_by=NULL");
    till_sql(&till, sql);
}

static void an_older_store_knows_who_served_and_who_sent_whom(void **state)
{
    (void)state;
    int64_t card = SELL(&till, .customer = "a", .cashier = "Ann", .print = "card")->card.code;
    SELL(&till, .day = 1, .customer = "b", .card = card, .cashier = "Bob");
    SELL(&till, .day = 1, .customer = "c", .referrer = "a");
    SELL(&till, .day = 2, .customer = "c", .referrer = "b", .card = card);
    fill_columns_anew();
    assert_int_equal(till_number(&till, "SELECT count(*) FROM sale WHERE cashier>0"), 2);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM sale WHERE sent_with>0"), 1);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM sale WHERE sent_by>0"), 1);
    till_assert_verified(&till);
}

static void reasons_are_told_in_plain_words(void **state)
{
    char text[SUSPICION_REASON];
    (void)state;
    suspicion_reason(FLAG_QUICK | FLAG_OFTEN, text);
    assert_string_equal(text, "giver and friend bought at one till within ten minutes; "
                              "one customer more than four times that day");
    suspicion_names(FLAG_QUICK | FLAG_CIRCLE, text);
    assert_string_equal(text, "circle quick");
    suspicion_reason(FLAG_QUICK | FLAG_OFTEN | FLAG_CIRCLE | FLAG_HOUSEHOLD, text);
    assert_true(strlen(text) < SUSPICION_REASON - 1);
}

static void a_word_that_a_sale_was_seen_takes_no_decision_back(void **state)
{
    struct suspicion found[1];
    (void)state;
    SELL(&till, .ref = "A", .customer = "7", .day = 0);
    till_sql(&till, "UPDATE sale SET flags=2");
    see("A");
    assert_int_equal(list(found, 1), 1); /* undecided all the same */
    assert_int_equal(review("A", LOOK_REFUSED), COMEBACK_OK);
    see("A");
    assert_int_equal(till_number(&till, "SELECT look FROM sale"), LOOK_REFUSED);
    assert_int_equal(list(found, 1), 0);
    till_sql(&till, "UPDATE sale SET flags=0");
    till_assert_verified(&till);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_till, close_till)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_word_that_a_sale_was_seen_takes_no_decision_back),
        TEST(two_who_send_each_other_are_flagged_and_the_friend_has_theirs),
        TEST(thanks_that_wait_are_not_named_on_a_note),
        TEST(what_the_owner_allows_is_paid_and_what_they_refuse_is_not),
        TEST(an_unflagged_sale_can_be_neither_allowed_nor_refused),
        TEST(after_twelve_months_nobody_is_in_a_circle),
        TEST(the_last_day_of_twelve_months_is_in_them),
        TEST(a_circle_of_cards_is_seen_where_the_first_purchase_was_voided),
        TEST(a_circle_that_comes_out_later_holds_the_thanks_too),
        TEST(a_friend_at_the_same_till_within_ten_minutes_makes_the_thanks_wait),
        TEST(ten_minutes_or_another_till_are_not_quick),
        TEST(one_of_a_household_is_looked_at),
        TEST(what_a_fifth_sale_of_a_day_would_pay_waits_for_the_next_visit),
        TEST(what_a_fifth_sale_took_off_all_the_same_is_used_up),
        TEST(the_list_has_the_latest_first_and_says_how_many_there_are),
        TEST(a_sale_that_was_voided_needs_no_look),
        TEST(nothing_waits_of_a_sale_of_the_time_before),
        TEST(an_older_store_knows_who_served_and_who_sent_whom),
        cmocka_unit_test(reasons_are_told_in_plain_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
