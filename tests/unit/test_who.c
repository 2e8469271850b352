/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shop_helper.h"

#include "../../plugin/code.h"
#include "../../plugin/projection.h"
#include "../../plugin/reply.h"

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
    till_assert_verified(&till);
    till_close(&till);
    return 0;
}

#define PHONE "085 012 3456"

static void assert_told(const struct answer *answer, int64_t tag, const char *why)
{
    assert_string_equal(answer->why, why);
    assert_int_equal(answer->tag, tag);
}

static int64_t conflicts(void)
{
    return till_number(&till, "SELECT count(*) FROM event WHERE kind=4");
}

static void assert_prompts(const char *expected)
{
    struct bytes lines = {0};
    reply_prompts(&till.outcome.answer, &lines);
    bytes_add_byte(&lines, 0);
    assert_string_equal((const char *)lines.data, expected);
    bytes_free(&lines);
}

static void each_way_of_knowing_recognises(void **state)
{
    static const struct {
        const struct ticket first, again;
        const char *fresh, *repeat;
    } ways[] = {
        {{.customer = "7"},
         {.customer = "7", .day = 1},
         "new: customer id, may be a regular",
         "repeat: customer id, visit 2"},
        {{.phone = PHONE},
         {.phone = "+353 85 012-3456", .day = 1},
         "new: phone, may be a regular",
         "repeat: phone, visit 2"},
        {{.email = "Ann@Example.org"},
         {.email = " ann@example.ORG ", .day = 1},
         "new: e-mail, may be a regular",
         "repeat: e-mail, visit 2"},
        {{.token = "tok_1"},
         {.token = "tok_1", .day = 1},
         "new: payment card, may be a regular",
         "repeat: payment card, visit 2"},
    };
    (void)state;
    till_set(&till, "shop", "payment_token", "yes");
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        assert_told(till_sell(&till, &ways[i].first), COMEBACK_NEW, ways[i].fresh);
        assert_told(till_sell(&till, &ways[i].again), COMEBACK_REPEAT, ways[i].repeat);
    }
}

static void the_first_way_known_names_the_customer_and_the_others_follow(void **state)
{
    (void)state;
    int64_t person = SELL(&till, .email = "ann@example.org")->person;
    const struct answer *answer =
        SELL(&till, .day = 1, .customer = "7", .phone = PHONE, .email = "ann@example.org");
    assert_int_equal(answer->person, person);
    assert_told(answer, COMEBACK_REPEAT, "repeat: e-mail, visit 2");
    assert_int_equal(SELL(&till, .day = 2, .phone = PHONE)->person, person);
    assert_int_equal(SELL(&till, .day = 3, .customer = "7")->person, person);
    assert_int_equal(conflicts(), 0);
}

static void a_note_names_the_customer_where_nothing_else_does_and_the_phone_follows(void **state)
{
    (void)state;
    const struct answer *first = SELL(&till);
    int64_t person = first->person, note = first->note.code;
    assert_told(SELL(&till, .day = 1, .note = note, .phone = PHONE), COMEBACK_REPEAT,
                "repeat: note of 6 Jan, visit 2");
    assert_int_equal(SELL(&till, .day = 2, .phone = PHONE)->person, person);
}

static void who_was_known_by_paper_alone_joins_the_phone_once(void **state)
{
    (void)state;
    SELL(&till, .phone = PHONE);
    int64_t note = SELL(&till, .day = 1)->note.code;
    const struct answer *answer = SELL(&till, .day = 2, .phone = PHONE, .note = note);
    assert_told(answer, COMEBACK_REPEAT, "repeat: phone, visit 3");
    assert_int_equal(till_number(&till, "SELECT count(*) FROM event WHERE kind=3"), 1);
    SELL(&till, .day = 3, .phone = PHONE, .note = note);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM event WHERE kind=3"), 1);
    assert_int_equal(conflicts(), 0);
}

static void two_known_customers_are_never_made_one(void **state)
{
    (void)state;
    int64_t one = SELL(&till, .customer = "7")->person;
    int64_t other = SELL(&till, .phone = PHONE)->person;
    assert_int_equal(SELL(&till, .day = 1, .customer = "7", .phone = PHONE)->person, one);
    assert_int_equal(conflicts(), 1);
    assert_int_equal(SELL(&till, .day = 2, .phone = PHONE)->person, other);
    /* The same two once more say nothing new. */
    assert_int_equal(SELL(&till, .day = 3, .customer = "7", .phone = PHONE)->person, one);
    assert_int_equal(conflicts(), 1);
}

static void each_other_customer_that_a_sale_names_is_recorded_once(void **state)
{
    (void)state;
    int64_t one = SELL(&till, .customer = "7")->person;
    SELL(&till, .phone = PHONE);
    SELL(&till, .email = "ann@example.org");
    for (int day = 1; day < 3; day++) {
        assert_int_equal(
            SELL(&till, .day = day, .customer = "7", .phone = PHONE, .email = "ann@example.org")
                ->person,
            one);
        assert_int_equal(conflicts(), 2);
    }
    assert_int_equal(till_number(&till, "SELECT count(DISTINCT json_extract(body, '$.other')) FROM"
                                        " event WHERE kind=4"),
                     2);
}

static void a_note_of_another_known_customer_is_told_to_the_cashier(void **state)
{
    (void)state;
    int64_t note = SELL(&till)->note.code;
    SELL(&till, .day = 1, .note = note, .customer = "7");
    SELL(&till, .day = 1, .customer = "8");
    const struct answer *answer = SELL(&till, .day = 2, .customer = "8", .note = note);
    assert_int_not_equal(answer->conflict, 0);
    assert_prompts("The note is somebody else's: the sale stays with the customer told");
    assert_int_equal(conflicts(), 1);
}

static void assert_asks(const char *expected)
{
    json_t *list = reply_ask(&till.outcome.answer);
    char *text = json_dumps(list, JSON_COMPACT);
    assert_string_equal(text, expected);
    free(text);
    json_decref(list);
}

static void the_end_of_a_known_phone_is_read_back_and_not_logged(void **state)
{
    (void)state;
    SELL(&till, .phone = PHONE);
    assert_prompts("");
    SELL(&till, .day = 1, .phone = PHONE);
    assert_prompts("Phone ends in 56, visit 2. Someone else?");
    assert_int_equal(till_number(&till, "SELECT count(*) FROM event WHERE body LIKE '%ends in%'"),
                     0);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM identity WHERE ending='56'"), 1);
}

static void someone_else_of_the_household_is_a_person_of_their_own(void **state)
{
    (void)state;
    int64_t one = SELL(&till, .phone = PHONE)->person;
    const struct answer *answer = SELL(&till, .day = 1, .phone = PHONE, .someone_else = true);
    int64_t other = answer->person;
    assert_told(answer, COMEBACK_NEW, "new: phone, may be a regular");
    assert_int_not_equal(other, one);
    assert_int_equal(answer->flags, FLAG_HOUSEHOLD);
    /* Of two with one phone, paper tells them apart. */
    assert_int_not_equal(answer->note.code, 0);
    assert_prompts("");
    assert_int_equal(SELL(&till, .day = 2, .phone = PHONE)->person, one);
    answer = SELL(&till, .day = 3, .phone = PHONE, .someone_else = true);
    assert_int_equal(answer->person, other);
    assert_int_equal(answer->visit, 2);
    assert_int_equal(conflicts(), 0);
}

static void a_third_of_the_household_needs_paper(void **state)
{
    (void)state;
    int64_t one = SELL(&till, .phone = PHONE)->person;
    int64_t two = SELL(&till, .phone = PHONE, .customer = "8", .someone_else = true)->person;
    int64_t three = SELL(&till, .phone = PHONE, .customer = "9", .someone_else = true)->person;
    int64_t nobody_known = SELL(&till, .day = 1, .phone = PHONE, .someone_else = true)->person;
    assert_int_not_equal(two, three);
    assert_int_not_equal(nobody_known, one);
    assert_int_not_equal(nobody_known, two);
    assert_int_not_equal(nobody_known, three);
    assert_int_equal(SELL(&till, .day = 2, .phone = PHONE, .customer = "9")->person, three);
    assert_int_equal(conflicts(), 0);
}

static void someone_else_with_a_phone_that_nobody_has_is_its_owner(void **state)
{
    (void)state;
    int64_t person = SELL(&till, .phone = PHONE, .someone_else = true)->person;
    assert_int_equal(till.outcome.answer.flags, 0);
    assert_int_equal(SELL(&till, .day = 1, .phone = PHONE)->person, person);
}

static void what_cannot_be_a_phone_or_address_is_told_and_not_used(void **state)
{
    (void)state;
    const struct answer *answer = SELL(&till, .phone = "call me", .email = "ann at home");
    assert_told(answer, COMEBACK_UNIDENTIFIED, "unidentified: nothing was shown");
    assert_non_null(strstr(answer->notice, "customer.phone: "));
    assert_non_null(strstr(answer->notice, "customer.email: "));
    assert_non_null(strstr(answer->notice, "; not used"));
    assert_int_equal(till_number(&till, "SELECT count(*) FROM identity"), 0);
}

static void a_walk_in_id_is_nobody(void **state)
{
    (void)state;
    till_set(&till, "shop", "walk_in", "1 CASH");
    assert_int_equal(SELL(&till, .customer = "CASH")->tag, COMEBACK_UNIDENTIFIED);
    assert_int_equal(SELL(&till, .customer = "1", .phone = PHONE)->tag, COMEBACK_NEW);
    assert_int_equal(SELL(&till, .customer = "11")->tag, COMEBACK_NEW);
    assert_int_equal(SELL(&till, .customer = "12", .referrer = "CASH")->tag, COMEBACK_NEW);
}

static void a_payment_token_is_nothing_unless_switched_on(void **state)
{
    (void)state;
    assert_int_equal(SELL(&till, .token = "tok_1")->tag, COMEBACK_UNIDENTIFIED);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM identity"), 0);
}

static void who_is_known_by_phone_or_address_needs_no_code_and_by_card_does(void **state)
{
    (void)state;
    till_set(&till, "shop", "payment_token", "yes");
    assert_int_equal(SELL(&till, .phone = PHONE)->note.code, 0);
    assert_int_equal(SELL(&till, .email = "ann@example.org")->note.code, 0);
    assert_int_not_equal(SELL(&till, .token = "tok_1")->note.code, 0);
}

static void what_is_kept_of_a_customer_is_hashes_and_no_number(void **state)
{
    (void)state;
    SELL(&till, .phone = PHONE, .email = "ann@example.org", .name = "Ann", .need = "a blue one");
    assert_int_equal(till_number(&till, "SELECT count(*) FROM identity"), 2);
    assert_int_equal(
        till_number(&till, "SELECT count(*) FROM event WHERE kind<>1 AND (body LIKE '%Ann%' OR body"
                           " LIKE '%blue%' OR body LIKE '%0123456%')"),
        0);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM said WHERE text='a blue one'"), 1);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM person WHERE name='Ann'"), 1);
}

static void for_sixty_days_a_new_face_may_be_a_regular(void **state)
{
    (void)state;
    SELL(&till, .customer = "1");
    assert_told(SELL(&till, .customer = "2", .day = 59), COMEBACK_NEW,
                "new: customer id, may be a regular");
    assert_told(SELL(&till, .customer = "3", .day = 60), COMEBACK_NEW,
                "new: first sale of this customer id");
}

static void where_history_came_in_a_new_face_is_new(void **state)
{
    (void)state;
    assert_int_equal(till_tell(&till, &(const struct ticket){.customer = "1"},
                               (struct checkout_options){.history = true}),
                     COMEBACK_OK);
    assert_told(SELL(&till, .customer = "2", .day = 1), COMEBACK_NEW,
                "new: first sale of this customer id");
}

static void more_than_four_sales_a_day_are_flagged(void **state)
{
    (void)state;
    for (int i = 0; i < 4; i++)
        assert_int_equal(SELL(&till, .customer = "7")->flags, 0);
    assert_int_equal(SELL(&till, .customer = "7")->flags, FLAG_OFTEN);
    assert_int_equal(SELL(&till, .customer = "7", .day = 1)->flags, 0);
}

static void a_friend_right_behind_the_giver_at_one_till_is_flagged(void **state)
{
    (void)state;
    const int noon = 12 * 60;
    int64_t card = SELL(&till, .customer = "7", .till = "1", .minute = noon)->card.code;
    assert_int_equal(LOOK(&till, .card = card, .till = "1", .minute = noon + 9)->flags, FLAG_QUICK);
    assert_int_equal(LOOK(&till, .card = card, .till = "2", .minute = noon + 9)->flags, 0);
    assert_int_equal(LOOK(&till, .card = card, .till = "1", .minute = noon + 10)->flags, 0);
    /* It is looked at, not refused. */
    assert_int_equal(LOOK(&till, .card = card, .till = "1", .minute = noon + 9)->tag,
                     COMEBACK_REFERRAL);
}

static void a_sale_from_the_spool_knows_the_phone_too(void **state)
{
    struct spool spool;
    struct sale sale;
    int taken;
    (void)state;
    assert_int_equal(sale_start(&sale, "pos", NULL), COMEBACK_OK);
    assert_int_equal(sale_set(&sale, "ref", "late", 4, NULL), COMEBACK_OK);
    assert_int_equal(sale_set(&sale, "at", "2025-01-06T12:00:00Z", 20, NULL), COMEBACK_OK);
    assert_int_equal(sale_set(&sale, "total_minor", "2000", 4, NULL), COMEBACK_OK);
    assert_int_equal(sale_set(&sale, "customer.phone", PHONE, strlen(PHONE), NULL), COMEBACK_OK);
    json_t *object = sale_to_json(&sale);
    spool_open(&spool, till.shop->store_folder);
    assert_int_equal(spool_append(&spool, object, NULL), COMEBACK_OK);
    spool_close(&spool);
    json_decref(object);
    sale_clear(&sale);
    assert_int_equal(checkout_take_spool(till.shop, 1000, &taken, NULL), COMEBACK_OK);
    assert_int_equal(taken, 1);
    assert_told(SELL(&till, .day = 1, .phone = PHONE), COMEBACK_REPEAT, "repeat: phone, visit 2");
}

static void where_the_owner_says_ask_the_cashier_is_told_to_and_the_key_answers(void **state)
{
    (void)state;
    till_set(&till, "print", "note", "ask");
    till_set(&till, "print", "card", "ask");
    const struct answer *answer = SELL(&till, .ref = "A", .customer = "7");
    assert_prompts("Ask: a note, or a card for a friend? [Note] [Card]");
    assert_asks("[\"note\",\"card\"]");
    assert_false(answer->note.made || answer->card.made);
    answer = SELL(&till, .ref = "A", .customer = "7", .print = "note");
    assert_true(answer->note.made);
    assert_false(answer->card.made);
    assert_int_equal(till.outcome.job_count, 1);
    assert_prompts("");
    /* Whoever asks anew what to do is told what is still open. */
    SELL(&till, .ref = "A", .customer = "7");
    assert_prompts("Ask: a card for a friend? [Card]");
    assert_asks("[\"card\"]");
    answer = SELL(&till, .ref = "A", .customer = "7", .print = "note");
    assert_true(answer->note.made);
    assert_int_equal(till.outcome.job_count, 0);
    answer = SELL(&till, .ref = "A", .customer = "7", .print = "card");
    assert_true(answer->card.made);
    assert_int_equal(till.outcome.job_count, 1);
    SELL(&till, .ref = "A", .customer = "7", .print = "card");
    assert_int_equal(till.outcome.job_count, 0);
}

static void a_note_added_for_one_of_a_household_has_a_code_too(void **state)
{
    (void)state;
    till_set(&till, "print", "note", "ask");
    till_set(&till, "print", "card", "never");
    SELL(&till, .phone = PHONE);
    int64_t other = SELL(&till, .ref = "A", .phone = PHONE, .someone_else = true)->person;
    const struct answer *answer =
        SELL(&till, .ref = "A", .phone = PHONE, .someone_else = true, .print = "note");
    assert_true(answer->note.made);
    assert_int_not_equal(answer->note.code, 0);
    assert_int_equal(LOOK(&till, .day = 1, .note = answer->note.code)->person, other);
}

static void who_said_no_is_not_asked(void **state)
{
    (void)state;
    till_set(&till, "print", "note", "ask");
    till_set(&till, "print", "card", "ask");
    SELL(&till, .customer = "7", .print = "none");
    assert_prompts("");
    SELL(&till, .day = 1);
    assert_prompts("Ask: a note for the next visit? [Note]");
}

static void the_till_speaks_the_language_of_its_country(void **state)
{
    (void)state;
    till_set(&till, "shop", "country", "DE");
    assert_string_equal(SELL(&till)->why, "unbekannt: nichts vorgezeigt");
    till_set(&till, "shop", "language", "en");
    assert_string_equal(SELL(&till)->why, "unidentified: nothing was shown");
}

#define TILL_TEST(name) cmocka_unit_test_setup_teardown(name, open_till, close_till)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TILL_TEST(each_way_of_knowing_recognises),
        TILL_TEST(the_first_way_known_names_the_customer_and_the_others_follow),
        TILL_TEST(a_note_names_the_customer_where_nothing_else_does_and_the_phone_follows),
        TILL_TEST(who_was_known_by_paper_alone_joins_the_phone_once),
        TILL_TEST(two_known_customers_are_never_made_one),
        TILL_TEST(each_other_customer_that_a_sale_names_is_recorded_once),
        TILL_TEST(a_note_of_another_known_customer_is_told_to_the_cashier),
        TILL_TEST(the_end_of_a_known_phone_is_read_back_and_not_logged),
        TILL_TEST(someone_else_of_the_household_is_a_person_of_their_own),
        TILL_TEST(a_third_of_the_household_needs_paper),
        TILL_TEST(someone_else_with_a_phone_that_nobody_has_is_its_owner),
        TILL_TEST(what_cannot_be_a_phone_or_address_is_told_and_not_used),
        TILL_TEST(a_walk_in_id_is_nobody),
        TILL_TEST(a_payment_token_is_nothing_unless_switched_on),
        TILL_TEST(who_is_known_by_phone_or_address_needs_no_code_and_by_card_does),
        TILL_TEST(what_is_kept_of_a_customer_is_hashes_and_no_number),
        TILL_TEST(for_sixty_days_a_new_face_may_be_a_regular),
        TILL_TEST(where_history_came_in_a_new_face_is_new),
        TILL_TEST(more_than_four_sales_a_day_are_flagged),
        TILL_TEST(a_friend_right_behind_the_giver_at_one_till_is_flagged),
        TILL_TEST(a_sale_from_the_spool_knows_the_phone_too),
        TILL_TEST(where_the_owner_says_ask_the_cashier_is_told_to_and_the_key_answers),
        TILL_TEST(a_note_added_for_one_of_a_household_has_a_code_too),
        TILL_TEST(who_said_no_is_not_asked),
        TILL_TEST(the_till_speaks_the_language_of_its_country),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
