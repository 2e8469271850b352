/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shop_helper.h"

#include "../../plugin/code.h"
#include "../../plugin/projection.h"
#include "../../plugin/schema.h"

/* The giver buys on day 0 and takes a card home; a friend uses it on day 1; thanks are due on day
 * 15, fourteen days later. */
enum { FRIEND_DAY = 1, DUE_DAY = 15 };

static struct till till;
static int64_t card;

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

static int64_t number(const char *sql)
{
    return till_number(&till, sql);
}

static void give_card(void)
{
    card = SELL(&till, .ref = "gave", .customer = "giver")->card.code;
    assert_int_not_equal(card, 0);
}

static void use_card(const char *ref, const char *customer, int day)
{
    const struct answer *answer = SELL(&till, .ref = ref, .customer = customer, .day = day,
                                       .card = card, .total_minor = 1800, .applied_minor = 200);
    assert_int_equal(answer->tag, COMEBACK_REFERRAL);
    assert_int_equal(answer->paid_count, 1);
}

static void take_back(const char *original, int day, int64_t total_minor)
{
    SELL(&till, .kind = "return", .original = original, .day = day, .total_minor = -total_minor);
}

/* What the giver is offered off 20.00. */
static int64_t thanks_on(int day)
{
    return LOOK(&till, .customer = "giver", .day = day)->discount_minor;
}

static void the_giver_is_thanked_once_the_return_window_is_over(void **state)
{
    (void)state;
    give_card();
    use_card("friend", "friend", FRIEND_DAY);
    assert_int_equal(thanks_on(DUE_DAY - 1), 0);
    assert_int_equal(thanks_on(DUE_DAY), 200);
    SELL(&till, .customer = "giver", .day = DUE_DAY, .total_minor = 1800, .applied_minor = 200);
    assert_int_equal(thanks_on(DUE_DAY + 1), 0);
}

static void the_next_note_names_the_thanks(void **state)
{
    (void)state;
    give_card();
    use_card("friend", "friend", FRIEND_DAY);
    for (int day = 2; day <= DUE_DAY; day += DUE_DAY - 2) {
        const struct answer *answer = SELL(&till, .customer = "giver", .day = day);
        assert_int_equal(answer->note.thanks.percent, 10);
        assert_int_equal(answer->note.thanks_day, DAY_0 + DUE_DAY);
    }
}

static void any_note_of_the_chain_brings_the_thanks(void **state)
{
    (void)state;
    const struct answer *answer = SELL(&till, .print = "card");
    int64_t first = answer->note.code;
    card = answer->card.code;
    int64_t second = SELL(&till, .day = 1, .minute = 600, .note = first)->note.code;
    use_card("friend", "friend", FRIEND_DAY);
    assert_int_equal(LOOK(&till, .day = DUE_DAY, .note = first)->discount_minor, 200);
    assert_int_equal(LOOK(&till, .day = DUE_DAY, .note = second)->discount_minor, 200);
}

static void the_friends_full_return_cancels_the_thanks_and_reopens_the_card_once(void **state)
{
    (void)state;
    give_card();
    use_card("one", "one", FRIEND_DAY);
    take_back("one", FRIEND_DAY + 1, 1800);
    assert_int_equal(thanks_on(DUE_DAY), 0);
    use_card("two", "two", FRIEND_DAY + 2);
    assert_int_equal(thanks_on(FRIEND_DAY + 2 + 14), 200);
    take_back("two", FRIEND_DAY + 3, 1800);
    assert_int_equal(thanks_on(FRIEND_DAY + 2 + 14), 0);
    const struct answer *answer = LOOK(&till, .customer = "three", .day = 6, .card = card);
    assert_int_equal(answer->discount_minor, 0);
    assert_string_equal(answer->scans[0].why, "card used on 9 Jan");
}

static void a_voided_use_reopens_the_card_always(void **state)
{
    (void)state;
    give_card();
    for (int i = 0; i < 3; i++) {
        char ref[16];
        snprintf(ref, sizeof ref, "use%d", i);
        use_card(ref, ref, FRIEND_DAY);
        SELL(&till, .kind = "void", .original = ref, .day = FRIEND_DAY, .nothing = true);
    }
    assert_int_equal(LOOK(&till, .customer = "last", .day = 2, .card = card)->discount_minor, 200);
}

static void a_voided_return_leaves_the_card_used(void **state)
{
    (void)state;
    give_card();
    use_card("friend", "friend", FRIEND_DAY);
    SELL(&till, .ref = "back", .kind = "return", .original = "friend", .day = FRIEND_DAY,
         .total_minor = -1800);
    SELL(&till, .kind = "void", .original = "back", .day = FRIEND_DAY, .nothing = true);
    assert_int_equal(thanks_on(DUE_DAY), 200);
}

static void a_partial_return_below_the_minimum_cancels_the_thanks(void **state)
{
    (void)state;
    give_card();
    use_card("friend", "friend", FRIEND_DAY);
    take_back("friend", FRIEND_DAY + 1, 1000);
    assert_int_equal(thanks_on(DUE_DAY), 200); /* 20.00 less 10.00 is the minimum */
    take_back("friend", FRIEND_DAY + 1, 1);
    assert_int_equal(thanks_on(DUE_DAY), 0);
}

static void the_givers_return_leaves_the_card_good_and_pays_only_a_customer(void **state)
{
    (void)state;
    const struct answer *gave = SELL(&till, .ref = "gave", .print = "card");
    int64_t note = gave->note.code;
    card = gave->card.code;
    take_back("gave", 0, 2000);
    use_card("friend", "friend", FRIEND_DAY);
    assert_int_equal(LOOK(&till, .day = DUE_DAY, .note = note)->discount_minor, 0);
    /* A sale of their own that stands, and they are thanked. */
    SELL(&till, .day = 3, .note = note);
    assert_int_equal(LOOK(&till, .day = DUE_DAY, .note = note)->discount_minor, 200);
}

static void a_full_return_cancels_the_notes_promise_and_the_note_still_recognises(void **state)
{
    (void)state;
    const struct answer *first = SELL(&till, .ref = "first");
    int64_t note = first->note.code;
    till_drop_section(&till, "offer visits");
    take_back("first", 0, 2000);
    for (int day = 1; day <= 5; day++)
        SELL(&till, .day = day, .note = note);
    const struct answer *sixth = SELL(&till, .day = 6, .note = note);
    assert_int_equal(sixth->tag, COMEBACK_REPEAT);
    assert_int_equal(sixth->visit, 6);
    assert_string_equal(sixth->prompts, "");
}

static void what_another_note_promised_too_stays_promised(void **state)
{
    (void)state;
    int64_t note = SELL(&till, .ref = "first")->note.code;
    SELL(&till, .day = 1, .note = note);
    take_back("first", 1, 2000);
    for (int day = 2; day <= 5; day++)
        SELL(&till, .day = day, .note = note);
    assert_string_equal(SELL(&till, .day = 6, .note = note)->prompts,
                        "Visit 6: give a small present");
}

static void a_return_that_names_no_sale_takes_from_the_last_purchase_of_the_item(void **state)
{
    static const struct line tea[] = {{"TEA", "Tea", 1200}, {"MUG", "Mug", 600}, {0}};
    static const struct line back[] = {{"TEA", "Tea", -1200}, {0}};
    (void)state;
    SELL(&till, .ref = "old", .customer = "7", .lines = tea, .total_minor = 1800);
    SELL(&till, .ref = "last", .customer = "7", .day = 1, .lines = tea, .total_minor = 1800);
    SELL(&till, .ref = "back", .customer = "7", .day = 3, .kind = "return", .lines = back,
         .total_minor = -1200);
    assert_int_equal(number("SELECT taken_minor FROM sale WHERE ref='last'"), 1200);
    assert_int_equal(number("SELECT taken_minor FROM sale WHERE ref='old'"), 0);
    assert_int_equal(number("SELECT holds FROM sale WHERE ref='last'"), 1);
}

static void the_whole_of_it_cancels_what_rested_on_it_and_changes_no_tag(void **state)
{
    static const struct line tea[] = {{"TEA", "Tea", 1800}, {0}};
    static const struct line back[] = {{"TEA", "Tea", -1800}, {0}};
    (void)state;
    give_card();
    SELL(&till, .ref = "friend", .customer = "friend", .day = FRIEND_DAY, .card = card,
         .lines = tea, .total_minor = 1800, .applied_minor = 200);
    assert_int_equal(thanks_on(DUE_DAY), 200);
    SELL(&till, .ref = "back", .customer = "friend", .day = 5, .kind = "return", .lines = back,
         .total_minor = -1800);
    assert_int_equal(thanks_on(DUE_DAY), 0);
    assert_int_equal(number("SELECT tag FROM sale WHERE ref='friend'"), COMEBACK_REFERRAL);
    assert_int_equal(number("SELECT standing FROM sale WHERE ref='friend'"), 1);
    assert_int_equal(number("SELECT count(*) FROM event WHERE kind=5"), 0);
    SELL(&till, .kind = "void", .original = "back", .day = 5, .nothing = true);
    assert_int_equal(thanks_on(DUE_DAY), 200);
}

static void one_of_nobody_or_after_the_window_or_of_another_item_undoes_nothing(void **state)
{
    static const struct line tea[] = {{"TEA", "Tea", 1800}, {0}};
    static const struct line back[] = {{"TEA", "Tea", -1800}, {0}};
    static const struct line other[] = {{"MUG", "Mug", -1800}, {0}};
    (void)state;
    SELL(&till, .ref = "bought", .customer = "7", .lines = tea, .total_minor = 1800);
    SELL(&till, .day = 1, .kind = "return", .lines = back, .total_minor = -1800);
    SELL(&till, .customer = "7", .day = 1, .kind = "return", .lines = other, .total_minor = -1800);
    SELL(&till, .customer = "8", .day = 1, .kind = "return", .lines = back, .total_minor = -1800);
    SELL(&till, .customer = "7", .day = 15, .kind = "return", .lines = back, .total_minor = -1800);
    assert_int_equal(number("SELECT count(*) FROM undone"), 0);
    SELL(&till, .customer = "7", .day = 14, .kind = "return", .lines = back, .total_minor = -1800);
    assert_int_equal(number("SELECT count(*) FROM undone"), 1);
    assert_int_equal(number("SELECT holds FROM sale WHERE ref='bought'"), 0);
}

static void no_more_is_taken_from_a_sale_than_it_has(void **state)
{
    static const struct line tea[] = {{"TEA", "Tea", 1000}, {0}};
    static const struct line back[] = {{"TEA", "Tea", -1500}, {0}};
    (void)state;
    SELL(&till, .ref = "one", .customer = "7", .lines = tea, .total_minor = 1000);
    SELL(&till, .ref = "two", .customer = "7", .day = 1, .lines = tea, .total_minor = 1000);
    SELL(&till, .customer = "7", .day = 2, .kind = "return", .lines = back, .total_minor = -1500);
    assert_int_equal(number("SELECT taken_minor FROM sale WHERE ref='two'"), 1000);
    SELL(&till, .customer = "7", .day = 2, .kind = "return", .lines = back, .total_minor = -1500);
    assert_int_equal(number("SELECT taken_minor FROM sale WHERE ref='one'"), 1000);
}

static void any_name_of_an_item_is_found(void **state)
{
    static const char *const names[] = {"6\" pot", "a\\b", "caf\xc3\xa9", "a/b", "\t", "\x7f"};
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const struct line bought[] = {{names[i], "", 1000}, {0}};
        const struct line back[] = {{names[i], "", -1000}, {0}};
        SELL(&till, .ref = names[i], .customer = "7", .lines = bought, .total_minor = 1000);
        SELL(&till, .customer = "7", .kind = "return", .lines = back, .total_minor = -1000);
        assert_int_equal(number("SELECT count(*) FROM undone"), i + 1);
    }
}

static void an_exchange_takes_back_what_it_paid_out(void **state)
{
    (void)state;
    give_card();
    use_card("friend", "friend", FRIEND_DAY);
    SELL(&till, .customer = "friend", .day = 2, .kind = "exchange", .original = "friend",
         .nothing = true);
    assert_int_equal(thanks_on(DUE_DAY), 200);
    SELL(&till, .customer = "friend", .day = 2, .kind = "exchange", .original = "friend",
         .total_minor = -1100);
    assert_int_equal(number("SELECT taken_minor FROM sale WHERE ref='friend'"), 1100);
    assert_int_equal(thanks_on(DUE_DAY), 0);
    assert_int_equal(number("SELECT standing FROM sale WHERE ref='friend'"), 1);
}

static void
an_exchange_that_names_no_sale_takes_what_it_paid_back_from_the_last_purchase(void **state)
{
    static const struct line tea[] = {{"TEA", "Tea", 1800}, {0}};
    static const struct line swap[] = {{"TEA", "Tea", -1800}, {"MUG", "Mug", 700}, {0}};
    (void)state;
    give_card();
    SELL(&till, .ref = "friend", .customer = "friend", .day = FRIEND_DAY, .card = card,
         .lines = tea, .total_minor = 1800, .applied_minor = 200);
    SELL(&till, .ref = "swap", .customer = "friend", .day = 5, .kind = "exchange", .lines = swap,
         .total_minor = -1100);
    assert_int_equal(number("SELECT taken_minor FROM sale WHERE ref='friend'"), 1100);
    assert_int_equal(thanks_on(DUE_DAY), 0);
    SELL(&till, .kind = "void", .original = "swap", .day = 5, .nothing = true);
    assert_int_equal(thanks_on(DUE_DAY), 200);
}

/* The mug that was taken instead was bought before, too, and is not what came back. */
static void what_an_exchange_sold_is_not_taken_back(void **state)
{
    static const struct line mug[] = {{"MUG", "Mug", 700}, {0}};
    static const struct line swap[] = {{"TEA", "Tea", -1800}, {"MUG", "Mug", 700}, {0}};
    (void)state;
    SELL(&till, .customer = "7", .lines = mug, .total_minor = 700);
    SELL(&till, .customer = "7", .day = 1, .kind = "exchange", .lines = swap, .total_minor = -1100);
    assert_int_equal(number("SELECT count(*) FROM undone"), 0);
}

static void a_referrer_named_by_the_host_is_thanked_as_for_a_card(void **state)
{
    (void)state;
    SELL(&till, .customer = "giver");
    const struct answer *answer =
        SELL(&till, .ref = "sent", .customer = "friend", .day = 1, .referrer = "giver",
             .total_minor = 1800, .applied_minor = 200);
    assert_int_equal(answer->tag, COMEBACK_REFERRAL);
    assert_int_equal(answer->discount_minor, 200);
    assert_int_equal(thanks_on(DUE_DAY - 1), 0);
    assert_int_equal(thanks_on(DUE_DAY), 200);
    take_back("sent", 2, 1800);
    assert_int_equal(thanks_on(DUE_DAY), 0);
}

/* Who used the card came as a stranger, and later shows that they gave it. */
static void who_turns_out_to_have_sent_themselves_is_not_thanked(void **state)
{
    (void)state;
    const struct answer *answer = SELL(&till, .print = "card");
    int64_t note = answer->note.code;
    card = answer->card.code;
    use_card("friend", "friend", FRIEND_DAY);
    assert_int_equal(LOOK(&till, .day = DUE_DAY, .note = note)->discount_minor, 200);
    answer = LOOK(&till, .day = DUE_DAY, .note = note, .customer = "friend");
    assert_int_equal(answer->discount_minor, 0);
    answer = SELL(&till, .day = 2, .note = note, .customer = "friend");
    assert_false(answer->note.thanks.given);
    assert_int_equal(LOOK(&till, .day = DUE_DAY, .note = note)->discount_minor, 0);
}

/* The card was used up, and what was taken off once more is of a sale of nobody. */
static void a_loss_at_a_sale_of_nobody_is_thanked_once_the_first_use_was_returned(void **state)
{
    (void)state;
    give_card();
    use_card("friend", "friend", FRIEND_DAY);
    SELL(&till, .ref = "loss", .day = 2, .card = card, .total_minor = 1800, .applied_minor = 200,
         .print = "none");
    assert_int_equal(till.outcome.answer.person, 0);
    take_back("friend", 3, 1800);
    assert_int_equal(thanks_on(2 + 14), 200);
}

static void what_the_host_could_not_take_off_waits_for_who_was_sent_too(void **state)
{
    (void)state;
    SELL(&till, .customer = "giver");
    SELL(&till, .customer = "friend", .day = 1, .referrer = "giver");
    assert_int_equal(thanks_on(DUE_DAY), 0);
    assert_int_equal(LOOK(&till, .customer = "friend", .day = 2)->discount_minor, 200);
    SELL(&till, .customer = "friend", .day = 2, .total_minor = 1800, .applied_minor = 200);
    assert_int_equal(LOOK(&till, .customer = "friend", .day = 3)->discount_minor, 0);
    assert_int_equal(thanks_on(2 + 14), 200);
}

/* Three cards of one chain of notes, used by three friends; then a fourth. */
static void paper_alone_is_thanked_three_times_in_ninety_days(void **state)
{
    (void)state;
    const struct answer *answer = SELL(&till, .print = "card");
    int64_t note = answer->note.code;
    card = answer->card.code;
    for (int i = 0; i < 4; i++) {
        char friend[24];
        snprintf(friend, sizeof friend, "friend%d", i);
        use_card(friend, friend, 1 + i);
        answer = SELL(&till, .day = 2 + i, .minute = 600, .note = note, .print = "card");
        assert_true(answer->card.made);
        card = answer->card.code;
    }
    for (int i = 0; i < 3; i++)
        SELL(&till, .day = 30 + i, .note = note, .total_minor = 1800, .applied_minor = 200);
    assert_int_equal(LOOK(&till, .day = 33, .note = note)->discount_minor, 0);
    assert_int_equal(LOOK(&till, .day = 119, .note = note)->discount_minor, 0);
    assert_int_equal(LOOK(&till, .day = 121, .note = note)->discount_minor, 200);
    /* Who is known otherwise is not bound. */
    assert_int_equal(LOOK(&till, .day = 33, .note = note, .customer = "7")->discount_minor, 0);
    SELL(&till, .day = 33, .note = note, .customer = "7");
    assert_int_equal(LOOK(&till, .day = 34, .customer = "7")->discount_minor, 200);
}

/* As version 2 left a store: without what version 3 added. */
static void go_back_to_version_3(void)
{
    till_sql(
        &till,
        "DROP TABLE pressed; DROP TABLE step; DROP TABLE moved; DROP TABLE closed; DROP TABLE back;"
        "DROP VIEW asked; DROP VIEW drawn; DROP TABLE consent; DROP TABLE cashier;"
        "DROP TABLE handed; DROP INDEX sale_person; DROP INDEX sale_answer;"
        "ALTER TABLE sale DROP COLUMN asked; ALTER TABLE sale DROP COLUMN answer;"
        "ALTER TABLE sale DROP COLUMN drawn; ALTER TABLE sale DROP COLUMN gift_minor;"
        "ALTER TABLE promised DROP COLUMN count; DELETE FROM promised WHERE minor=0;"
        "ALTER TABLE giver RENAME TO giver_4;"
        "CREATE TABLE giver("
        "  promise INTEGER NOT NULL, host TEXT NOT NULL, kind INTEGER NOT NULL,"
        "  ref TEXT NOT NULL, PRIMARY KEY(promise, host, kind, ref)) WITHOUT ROWID;"
        "INSERT INTO giver SELECT promise, host, kind, ref FROM giver_4;"
        "DROP TABLE giver_4;"
        "DROP INDEX sale_sent_by; DROP INDEX event_settings;"
        "CREATE INDEX sale_person ON sale(person, standing, day, via)"
        " WHERE person IS NOT NULL;"
        "ALTER TABLE code DROP COLUMN name; ALTER TABLE reward DROP COLUMN name;"
        "ALTER TABLE reward DROP COLUMN until_day;"
        "ALTER TABLE reward DROP COLUMN month;"
        "ALTER TABLE reward DROP COLUMN liability_minor;"
        "ALTER TABLE reward DROP COLUMN counted; ALTER TABLE sale DROP COLUMN arm;"
        "ALTER TABLE sale DROP COLUMN look; ALTER TABLE sale DROP COLUMN cashier;"
        "ALTER TABLE sale DROP COLUMN sent_with; ALTER TABLE sale DROP COLUMN sent_by;"
        "UPDATE event SET body=json_remove(body, '$.arm');");
}

static void go_back_to_version_2(void)
{
    go_back_to_version_3();
    till_sql(&till, "DROP TABLE said; DROP TABLE forgotten; DROP TABLE shown; DROP TABLE giver;"
                    "DROP TABLE undone; DROP TABLE begun;"
                    "UPDATE sale SET standing=0 WHERE standing<0;"
                    "ALTER TABLE sale DROP COLUMN taken_minor; ALTER TABLE sale DROP COLUMN holds;"
                    "ALTER TABLE sale DROP COLUMN flags; ALTER TABLE sale DROP COLUMN note;"
                    "ALTER TABLE used DROP COLUMN base_minor;"
                    "ALTER TABLE reward DROP COLUMN minimum_minor;"
                    "ALTER TABLE identity DROP COLUMN ending;"
                    "ALTER TABLE identity DROP COLUMN shared;"
                    "ALTER TABLE person DROP COLUMN language; DROP INDEX event_rare;"
                    "PRAGMA user_version=2");
}

static void a_store_of_version_2_is_filled_from_its_log(void **state)
{
    (void)state;
    give_card();
    use_card("friend", "friend", FRIEND_DAY);
    take_back("friend", 2, 500);
    SELL(&till, .ref = "gone", .customer = "friend", .day = 3);
    SELL(&till, .kind = "void", .original = "gone", .day = 3, .nothing = true);
    SELL(&till, .ref = "back", .customer = "friend", .day = 4);
    take_back("back", 4, 2000);
    int64_t note = SELL(&till, .day = 5)->note.code;
    SELL(&till, .day = 6, .note = note);
    till_sql(&till, "UPDATE sale SET arm=-1");
    char *before = till_projections(&till);
    go_back_to_version_2();
    till_reopen(&till);
    assert_int_equal(number("PRAGMA user_version"), SCHEMA_VERSION);
    char *after = till_projections(&till);
    assert_string_equal(after, before);
    free(before);
    free(after);
}

#define TILL_TEST(name) cmocka_unit_test_setup_teardown(name, open_till, close_till)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TILL_TEST(the_giver_is_thanked_once_the_return_window_is_over),
        TILL_TEST(the_next_note_names_the_thanks),
        TILL_TEST(any_note_of_the_chain_brings_the_thanks),
        TILL_TEST(the_friends_full_return_cancels_the_thanks_and_reopens_the_card_once),
        TILL_TEST(a_voided_use_reopens_the_card_always),
        TILL_TEST(a_voided_return_leaves_the_card_used),
        TILL_TEST(a_partial_return_below_the_minimum_cancels_the_thanks),
        TILL_TEST(the_givers_return_leaves_the_card_good_and_pays_only_a_customer),
        TILL_TEST(a_full_return_cancels_the_notes_promise_and_the_note_still_recognises),
        TILL_TEST(what_another_note_promised_too_stays_promised),
        TILL_TEST(a_return_that_names_no_sale_takes_from_the_last_purchase_of_the_item),
        TILL_TEST(the_whole_of_it_cancels_what_rested_on_it_and_changes_no_tag),
        TILL_TEST(one_of_nobody_or_after_the_window_or_of_another_item_undoes_nothing),
        TILL_TEST(no_more_is_taken_from_a_sale_than_it_has),
        TILL_TEST(any_name_of_an_item_is_found),
        TILL_TEST(an_exchange_takes_back_what_it_paid_out),
        TILL_TEST(an_exchange_that_names_no_sale_takes_what_it_paid_back_from_the_last_purchase),
        TILL_TEST(what_an_exchange_sold_is_not_taken_back),
        TILL_TEST(a_referrer_named_by_the_host_is_thanked_as_for_a_card),
        TILL_TEST(who_turns_out_to_have_sent_themselves_is_not_thanked),
        TILL_TEST(a_loss_at_a_sale_of_nobody_is_thanked_once_the_first_use_was_returned),
        TILL_TEST(what_the_host_could_not_take_off_waits_for_who_was_sent_too),
        TILL_TEST(paper_alone_is_thanked_three_times_in_ninety_days),
        TILL_TEST(a_store_of_version_2_is_filled_from_its_log),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
