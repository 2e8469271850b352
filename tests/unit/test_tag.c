/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shop_helper.h"

#include "../../plugin/code.h"
#include "../../plugin/projection.h"
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

static void assert_told(const struct answer *answer, int64_t tag, const char *why)
{
    assert_string_equal(answer->why, why);
    assert_int_equal(answer->tag, tag);
}

/* The tag that the log now says the sale has. */
static int64_t tag_now(const char *ref)
{
    char sql[96];
    snprintf(sql, sizeof sql, "SELECT tag FROM sale WHERE ref='%s' AND kind=0", ref);
    return till_number(&till, sql);
}

static int64_t corrections_of(const char *ref, int64_t tag)
{
    char sql[160];
    snprintf(sql, sizeof sql,
             "SELECT count(*) FROM event WHERE kind=5 AND json_extract(body, '$.ref')='%s'"
             " AND json_extract(body, '$.tag')=%lld",
             ref, (long long)tag);
    return till_number(&till, sql);
}

/* A card that somebody else took home on day 0. */
static int64_t card_of_another(void)
{
    const struct answer *giver = SELL(&till, .customer = "giver");
    assert_true(giver->card.made);
    return giver->card.code;
}

static void a_sale_that_shows_nothing_is_unidentified(void **state)
{
    (void)state;
    const struct answer *answer = SELL(&till);
    assert_told(answer, COMEBACK_UNIDENTIFIED, "unidentified: nothing was shown");
    assert_int_equal(answer->visit, 0);
}

static void the_first_sale_of_a_customer_id_is_new(void **state)
{
    (void)state;
    const struct answer *answer = SELL(&till, .customer = "7");
    assert_told(answer, COMEBACK_NEW, "new: customer id, may be a regular");
    assert_int_equal(answer->visit, 1);
}

static void a_customer_id_on_another_day_is_repeat(void **state)
{
    (void)state;
    SELL(&till, .customer = "7");
    assert_told(SELL(&till, .customer = "7", .day = 1), COMEBACK_REPEAT,
                "repeat: customer id, visit 2");
    assert_told(SELL(&till, .customer = "7", .day = 30), COMEBACK_REPEAT,
                "repeat: customer id, visit 3");
}

static void a_note_shown_on_another_day_is_repeat_and_says_which(void **state)
{
    (void)state;
    int64_t note = SELL(&till)->note.code;
    assert_int_not_equal(note, 0);
    const struct answer *answer = SELL(&till, .day = 3, .note = note);
    assert_told(answer, COMEBACK_REPEAT, "repeat: note of 6 Jan, visit 2");
    assert_int_equal(answer->visit, 2);
}

static void every_note_of_the_chain_leads_to_the_same_customer(void **state)
{
    (void)state;
    int64_t first = SELL(&till)->note.code;
    int64_t second = SELL(&till, .day = 1, .note = first)->note.code;
    assert_int_not_equal(first, second);
    assert_told(SELL(&till, .day = 2, .note = first), COMEBACK_REPEAT,
                "repeat: note of 6 Jan, visit 3");
    assert_told(SELL(&till, .day = 3, .note = second), COMEBACK_REPEAT,
                "repeat: note of 7 Jan, visit 4");
}

static void a_note_recognises_to_its_last_day(void **state)
{
    (void)state;
    int64_t note = SELL(&till)->note.code;
    assert_int_equal(SELL(&till, .day = 365, .note = note)->tag, COMEBACK_REPEAT);
}

static void a_card_with_nobody_known_is_referral_on_papers_word(void **state)
{
    (void)state;
    int64_t card = card_of_another();
    const struct answer *answer = SELL(&till, .day = 1, .card = card);
    assert_told(answer, COMEBACK_REFERRAL, "referral: card of 6 Jan, paper's word");
    assert_int_equal(answer->via, VIA_PAPER);
}

static void a_card_with_an_id_never_here_before_is_referral_checked(void **state)
{
    (void)state;
    int64_t card = card_of_another();
    const struct answer *answer = SELL(&till, .day = 1, .card = card, .customer = "8");
    assert_told(answer, COMEBACK_REFERRAL, "referral: card of 6 Jan, checked");
    assert_int_equal(answer->via, VIA_CHECKED);
}

static void a_referrer_named_by_the_host_counts_as_a_card(void **state)
{
    (void)state;
    SELL(&till, .customer = "giver");
    const struct answer *answer = SELL(&till, .customer = "8", .referrer = "giver");
    assert_told(answer, COMEBACK_REFERRAL, "referral: sent by a customer, checked");
    assert_told(SELL(&till, .customer = "8", .referrer = "giver", .day = 1), COMEBACK_REPEAT,
                "repeat: customer id, visit 2");
}

static int64_t referrer_in_event(const char *ref)
{
    char sql[160];
    snprintf(sql, sizeof sql,
             "SELECT json_extract(body, '$.referrer') FROM event WHERE kind=2"
             " AND json_extract(body, '$.ref')='%s'",
             ref);
    return till_number(&till, sql);
}

static void the_event_names_the_referrer_by_number(void **state)
{
    (void)state;
    SELL(&till, .ref = "A", .customer = "giver");
    SELL(&till, .ref = "B", .customer = "8", .referrer = "giver");
    int64_t giver = till_number(&till, "SELECT person FROM sale WHERE ref='A'");
    assert_true(giver > 0);
    assert_int_equal(referrer_in_event("B"), giver);
}

static void a_referrer_not_yet_met_is_the_same_person_when_they_come(void **state)
{
    (void)state;
    SELL(&till, .ref = "A", .customer = "8", .referrer = "giver");
    int64_t giver = referrer_in_event("A");
    assert_true(giver > 0);
    assert_told(SELL(&till, .ref = "B", .day = 1, .customer = "giver"), COMEBACK_NEW,
                "new: customer id, may be a regular");
    assert_int_equal(till_number(&till, "SELECT person FROM sale WHERE ref='B'"), giver);
    SELL(&till, .ref = "C", .customer = "9", .referrer = "giver");
    assert_int_equal(referrer_in_event("C"), giver);
}

static void a_referrer_without_a_customer_is_on_papers_word(void **state)
{
    (void)state;
    const struct answer *answer = SELL(&till, .referrer = "giver");
    assert_told(answer, COMEBACK_REFERRAL, "referral: sent by a customer, paper");
    assert_int_equal(answer->grade, VIA_PAPER);
}

static void nobody_sends_themselves(void **state)
{
    (void)state;
    const struct answer *answer = SELL(&till, .ref = "A", .customer = "7", .referrer = "7");
    assert_told(answer, COMEBACK_NEW, "new: customer id, may be a regular");
    assert_string_equal(answer->notice, "referrer.id \"7\": is the customer, not counted");
    assert_int_equal(referrer_in_event("A"), 0);
    /* By a note that the id was attached to. */
    int64_t note = SELL(&till)->note.code;
    SELL(&till, .day = 1, .note = note, .customer = "8");
    SELL(&till, .ref = "B", .day = 2, .note = note, .referrer = "8");
    assert_int_equal(referrer_in_event("B"), 0);
}

static void a_note_and_a_card_in_one_sale_are_repeat_and_the_card_stays_good(void **state)
{
    (void)state;
    int64_t card = card_of_another(), note = SELL(&till)->note.code;
    const struct answer *answer = SELL(&till, .day = 1, .note = note, .card = card);
    assert_told(answer, COMEBACK_REPEAT, "repeat: note of 6 Jan, visit 2");
    assert_int_equal(answer->scans[1].verdict, VERDICT_NOT_NEW);
    assert_int_equal(answer->scans[1].discount_minor, 0);
    assert_string_equal(promise_say(LANGUAGE_ENGLISH, VERDICT_NOT_NEW),
                        "This card is for a first visit: it stays good for a friend.");
    assert_int_equal(SELL(&till, .day = 2, .card = card)->tag, COMEBACK_REFERRAL);
}

static void a_card_shown_by_somebody_here_before_is_refused_and_stays_good(void **state)
{
    (void)state;
    int64_t card = card_of_another();
    SELL(&till, .customer = "7");
    const struct answer *answer =
        SELL(&till, .day = 1, .customer = "7", .card = card, .applied_minor = 200);
    assert_told(answer, COMEBACK_REPEAT, "repeat: customer id, visit 2");
    assert_int_equal(answer->scans[0].verdict, VERDICT_NOT_NEW);
    assert_string_equal(answer->scans[0].why, "card is for new customers; stays good");
    assert_int_equal(LOOK(&till, .day = 2, .card = card)->discount_minor, 200);
}

static void nobody_sends_themselves_by_a_card_of_their_own(void **state)
{
    (void)state;
    int64_t card = SELL(&till, .ref = "A", .customer = "7")->card.code;
    SELL(&till, .kind = "void", .original = "A", .nothing = true);
    const struct answer *answer = SELL(&till, .day = 1, .customer = "7", .card = card);
    assert_told(answer, COMEBACK_NEW, "new: customer id, may be a regular");
    assert_int_equal(answer->discount_minor, 0);
    assert_int_equal(answer->scans[0].verdict, VERDICT_NOT_NEW);
    assert_int_equal(LOOK(&till, .day = 2, .customer = "8", .card = card)->tag, COMEBACK_REFERRAL);
}

/* The two are known apart, and their phone is the giver's. */
static void a_card_of_who_has_the_customers_phone_is_their_own(void **state)
{
    (void)state;
    int64_t card = SELL(&till, .customer = "7", .phone = "085 012 3456")->card.code;
    SELL(&till, .ref = "A", .customer = "8");
    SELL(&till, .kind = "void", .original = "A", .nothing = true);
    const struct answer *answer =
        SELL(&till, .day = 1, .customer = "8", .phone = "085 012 3456", .card = card);
    assert_int_equal(answer->tag, COMEBACK_NEW);
    assert_int_equal(answer->scans[0].verdict, VERDICT_NOT_NEW);
    /* Somebody else of the household may be sent; the owner looks at it. */
    answer = LOOK(&till, .day = 1, .customer = "9", .phone = "085 012 3456", .someone_else = true,
                  .card = card);
    assert_int_equal(answer->tag, COMEBACK_REFERRAL);
    assert_int_equal(answer->flags, FLAG_HOUSEHOLD);
}

static void the_referrer_who_has_the_customers_phone_is_the_customer(void **state)
{
    (void)state;
    SELL(&till, .customer = "7", .phone = "085 012 3456");
    SELL(&till, .ref = "A", .customer = "8");
    SELL(&till, .kind = "void", .original = "A", .nothing = true);
    const struct answer *answer = SELL(&till, .ref = "B", .day = 1, .customer = "8",
                                       .phone = "085 012 3456", .referrer = "7");
    assert_int_equal(answer->tag, COMEBACK_NEW);
    assert_int_equal(referrer_in_event("B"), 0);
}

static void what_bears_one_ref_is_undone_together_in_whatever_order_it_came(void **state)
{
    (void)state;
    SELL(&till, .ref = "A", .customer = "7");
    SELL(&till, .kind = "void", .original = "A", .nothing = true);
    SELL(&till, .ref = "A", .kind = "exchange", .customer = "7");
    SELL(&till, .ref = "B", .customer = "7");
    SELL(&till, .ref = "B", .kind = "exchange", .customer = "7");
    SELL(&till, .kind = "void", .original = "B", .nothing = true);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM sale WHERE standing=-1"), 4);
}

static void two_sales_of_one_business_day_are_one_visit_with_one_tag(void **state)
{
    (void)state;
    SELL(&till, .customer = "7", .minute = 9 * 60);
    const struct answer *answer = SELL(&till, .customer = "7", .minute = 20 * 60);
    assert_told(answer, COMEBACK_NEW, "new: same visit as earlier today");
    assert_int_equal(answer->visit, 1);
    SELL(&till, .customer = "7", .day = 1);
    answer = SELL(&till, .customer = "7", .day = 1, .minute = 20 * 60);
    assert_int_equal(answer->tag, COMEBACK_REPEAT);
    assert_int_equal(answer->visit, 2);
}

static void a_later_sale_of_a_referrals_visit_is_referral_too(void **state)
{
    (void)state;
    int64_t card = card_of_another();
    int64_t note = SELL(&till, .day = 1, .card = card)->note.code;
    assert_told(SELL(&till, .day = 1, .note = note, .minute = 20 * 60), COMEBACK_REFERRAL,
                "referral: same visit as earlier today");
}

static void the_business_day_begins_when_the_owner_says(void **state)
{
    (void)state;
    till_set(&till, "shop", "day_starts", "04:00");
    SELL(&till, .customer = "7", .day = 0, .minute = 23 * 60);
    assert_int_equal(SELL(&till, .customer = "7", .day = 1, .minute = 3 * 60 + 59)->visit, 1);
    assert_int_equal(SELL(&till, .customer = "7", .day = 1, .minute = 4 * 60)->visit, 2);
}

static void the_date_of_the_wall_clock_is_the_business_day(void **state)
{
    (void)state;
    /* One instant apart in UTC's day, one day on the shop's wall. */
    SELL(&till, .customer = "7", .at = "2025-06-01T00:30:00+02:00");
    assert_int_equal(SELL(&till, .customer = "7", .at = "2025-06-01T23:30:00+02:00")->visit, 1);
    assert_int_equal(SELL(&till, .customer = "7", .at = "2025-06-02T00:00:00+02:00")->visit, 2);
}

static void the_note_of_another_known_person_is_a_conflict_and_the_sale_stays(void **state)
{
    (void)state;
    /* Known by id, so their notes bear no code; the one from before they were known does. */
    int64_t note = SELL(&till)->note.code;
    SELL(&till, .day = 1, .note = note, .customer = "8");
    SELL(&till, .customer = "7");
    const struct answer *answer = SELL(&till, .day = 2, .customer = "7", .note = note);
    assert_told(answer, COMEBACK_REPEAT, "repeat: customer id, visit 2");
    assert_int_equal(till_number(&till, "SELECT count(*) FROM event WHERE kind=4"), 1);
    assert_int_equal(SELL(&till, .day = 3, .customer = "7")->visit, 3);
    assert_int_equal(SELL(&till, .day = 3, .customer = "8")->visit, 3);
}

static void an_unknown_id_beside_a_known_note_is_attached_to_whose_note_it_is(void **state)
{
    (void)state;
    int64_t note = SELL(&till)->note.code;
    SELL(&till, .day = 1, .note = note, .customer = "8");
    const struct answer *answer = SELL(&till, .day = 2, .customer = "9", .note = note);
    assert_int_equal(answer->tag, COMEBACK_REPEAT);
    assert_int_equal(answer->visit, 3);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM event WHERE kind=4"), 0);
    assert_int_equal(SELL(&till, .day = 3, .customer = "9")->visit, 4);
}

static void a_person_known_by_codes_alone_joins_the_known_one_once(void **state)
{
    (void)state;
    int64_t note = SELL(&till)->note.code;
    SELL(&till, .day = 1, .customer = "7");
    const struct answer *answer = SELL(&till, .day = 2, .customer = "7", .note = note);
    assert_int_equal(answer->visit, 3);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM event WHERE kind=3"), 1);
    assert_int_equal(SELL(&till, .day = 3, .customer = "7", .note = note)->visit, 4);
    assert_int_equal(SELL(&till, .day = 4, .note = note)->visit, 5);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM event WHERE kind=3"), 1);
}

static void joining_corrects_what_was_told_as_a_first_visit(void **state)
{
    (void)state;
    int64_t note = SELL(&till, .day = 0)->note.code;
    assert_int_equal(SELL(&till, .ref = "A", .day = 1, .customer = "7")->tag, COMEBACK_NEW);
    SELL(&till, .day = 2, .customer = "7", .note = note);
    assert_int_equal(tag_now("A"), COMEBACK_REPEAT);
    assert_int_equal(corrections_of("A", COMEBACK_REPEAT), 1);
    till_assert_verified(&till);
}

static void an_unknown_id_beside_a_note_is_attached_to_its_person(void **state)
{
    (void)state;
    int64_t note = SELL(&till)->note.code;
    assert_told(SELL(&till, .day = 1, .note = note, .customer = "7"), COMEBACK_REPEAT,
                "repeat: note of 6 Jan, visit 2");
    assert_int_equal(SELL(&till, .day = 2, .customer = "7")->visit, 3);
}

static void a_sale_told_late_corrects_the_visit_that_seemed_the_first(void **state)
{
    (void)state;
    assert_int_equal(SELL(&till, .ref = "B", .day = 5, .customer = "7")->tag, COMEBACK_NEW);
    assert_int_equal(SELL(&till, .ref = "A", .day = 1, .customer = "7")->tag, COMEBACK_NEW);
    assert_int_equal(tag_now("B"), COMEBACK_REPEAT);
    assert_int_equal(corrections_of("B", COMEBACK_REPEAT), 1);
    assert_int_equal(corrections_of("A", COMEBACK_REPEAT), 0);
    till_assert_verified(&till);
}

static void the_sale_keeps_the_tag_as_told_in_its_event(void **state)
{
    (void)state;
    SELL(&till, .ref = "B", .day = 5, .customer = "7");
    SELL(&till, .ref = "A", .day = 1, .customer = "7");
    assert_int_equal(till_number(&till, "SELECT json_extract(body, '$.tag') FROM event WHERE kind=2"
                                        " AND json_extract(body, '$.ref')='B'"),
                     COMEBACK_NEW);
    assert_told(SELL(&till, .ref = "B", .day = 5, .customer = "7"), COMEBACK_NEW,
                "new: customer id, may be a regular");
}

static void the_first_sale_returned_in_full_makes_the_next_one_new(void **state)
{
    (void)state;
    SELL(&till, .ref = "A", .customer = "7");
    assert_int_equal(SELL(&till, .ref = "B", .day = 3, .customer = "7")->tag, COMEBACK_REPEAT);
    SELL(&till, .ref = "R", .day = 4, .kind = "return", .original = "A", .total_minor = -2000);
    assert_int_equal(tag_now("B"), COMEBACK_NEW);
    assert_int_equal(corrections_of("B", COMEBACK_NEW), 1);
    assert_int_equal(SELL(&till, .day = 5, .customer = "7")->visit, 2);
    till_assert_verified(&till);
}

static void a_void_makes_the_next_sale_new_again(void **state)
{
    (void)state;
    SELL(&till, .ref = "A", .customer = "7");
    SELL(&till, .ref = "V", .kind = "void", .original = "A", .nothing = true);
    assert_told(SELL(&till, .day = 1, .customer = "7"), COMEBACK_NEW,
                "new: customer id, may be a regular");
}

static void a_voided_return_gives_the_sale_back(void **state)
{
    (void)state;
    SELL(&till, .ref = "A", .day = 1, .customer = "7");
    SELL(&till, .ref = "B", .day = 2, .customer = "7");
    SELL(&till, .ref = "R", .day = 2, .kind = "return", .original = "A", .total_minor = -2000);
    assert_int_equal(till_number(&till, "SELECT tag FROM sale WHERE ref='B'"), COMEBACK_NEW);
    SELL(&till, .ref = "V", .day = 2, .kind = "void", .original = "R", .nothing = true);
    assert_int_equal(till_number(&till, "SELECT tag FROM sale WHERE ref='B'"), COMEBACK_REPEAT);
    till_assert_verified(&till);
}

static void a_partial_return_changes_nothing(void **state)
{
    (void)state;
    SELL(&till, .ref = "A", .customer = "7");
    SELL(&till, .ref = "B", .day = 1, .customer = "7");
    SELL(&till, .kind = "return", .day = 1, .original = "A", .total_minor = -1999);
    assert_int_equal(tag_now("A"), COMEBACK_NEW);
    assert_int_equal(tag_now("B"), COMEBACK_REPEAT);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM event WHERE kind=5"), 0);
    assert_int_equal(SELL(&till, .day = 2, .customer = "7")->visit, 3);
}

static void two_partial_returns_that_are_all_of_it_undo_the_sale(void **state)
{
    (void)state;
    SELL(&till, .ref = "A", .customer = "7");
    SELL(&till, .ref = "B", .day = 1, .customer = "7");
    SELL(&till, .kind = "return", .day = 1, .original = "A", .total_minor = -1500);
    assert_int_equal(tag_now("B"), COMEBACK_REPEAT);
    SELL(&till, .kind = "return", .day = 1, .original = "A", .total_minor = -500);
    assert_int_equal(tag_now("B"), COMEBACK_NEW);
    till_assert_verified(&till);
}

static void a_return_told_before_its_sale_undoes_it_all_the_same(void **state)
{
    (void)state;
    SELL(&till, .kind = "return", .day = 1, .original = "A", .total_minor = -2000);
    SELL(&till, .ref = "A", .customer = "7");
    assert_int_equal(SELL(&till, .day = 2, .customer = "7")->tag, COMEBACK_NEW);
    till_assert_verified(&till);
}

static void a_return_at_another_pos_does_not_touch_a_ref_of_the_same_name(void **state)
{
    (void)state;
    SELL(&till, .ref = "A", .customer = "7");
    SELL(&till, .kind = "return", .original = "B", .total_minor = -2000);
    assert_int_equal(SELL(&till, .day = 1, .customer = "7")->visit, 2);
}

static void what_is_not_a_sale_is_not_tagged(void **state)
{
    static const struct {
        const char *kind;
        int64_t total_minor;
        const char *why;
    } cases[] = {
        {"return", -2000, "not tagged: return"},
        {"void", 2000, "not tagged: void"},
        {"training", 2000, "not tagged: training"},
        {"sale", -1, "not tagged: total below 0"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct answer *answer = SELL(&till, .customer = "7", .kind = cases[i].kind,
                                           .original = "none", .total_minor = cases[i].total_minor);
        assert_told(answer, COMEBACK_UNIDENTIFIED, cases[i].why);
    }
    assert_int_equal(SELL(&till, .day = 1, .customer = "7")->tag, COMEBACK_NEW);
}

static void a_total_of_nothing_and_advice_are_visits(void **state)
{
    (void)state;
    SELL(&till, .customer = "7", .nothing = true);
    assert_int_equal(
        SELL(&till, .day = 1, .customer = "7", .kind = "advice", .nothing = true)->visit, 2);
    assert_int_equal(SELL(&till, .day = 2, .customer = "7", .kind = "exchange")->visit, 3);
}

static void another_currency_is_tagged(void **state)
{
    (void)state;
    SELL(&till, .customer = "7", .currency = "USD");
    assert_int_equal(SELL(&till, .day = 1, .customer = "7", .currency = "GBP")->tag,
                     COMEBACK_REPEAT);
}

static size_t characters(const char *text)
{
    size_t count = 0;
    for (; *text != '\0'; text++)
        count += (*text & 0xC0) != 0x80;
    return count;
}

static void assert_short(const struct answer *answer)
{
    assert_in_range(characters(answer->why), 1, 40);
    for (int i = 0; i < answer->scan_count; i++)
        assert_in_range(characters(answer->scans[i].why), 1, 40);
}

/* Every combination of what can be shown, on days with one and two digits and long visit counts. */
static void no_why_is_longer_than_forty_characters(void **state)
{
    static const char *const kinds[] = {"sale", "return", "exchange", "void", "training", "advice"};
    static const int days[] = {1, 45, 200, 400};
    (void)state;
    int64_t cards[3], note = SELL(&till)->note.code;
    for (int i = 0; i < 3; i++) {
        char giver[16];
        snprintf(giver, sizeof giver, "g%d", i);
        cards[i] = SELL(&till, .customer = giver)->card.code;
    }
    SELL(&till, .customer = "7");
    SELL(&till, .day = 1, .card = cards[1], .applied_minor = 200);
    const int64_t shown_notes[] = {0, note, note ^ 1};
    const int64_t shown_cards[] = {0, cards[0], cards[1], cards[2] ^ 1};
    const char *const ids[] = {NULL, "7", "unheard of"};
    for (size_t kind = 0; kind < 6; kind++)
        for (size_t day = 0; day < 4; day++)
            for (size_t n = 0; n < 3; n++)
                for (size_t c = 0; c < 4; c++)
                    for (size_t id = 0; id < 3; id++)
                        for (int sign = -1; sign <= 1; sign += 2)
                            assert_short(LOOK(&till, .kind = kinds[kind], .day = days[day],
                                              .note = shown_notes[n], .card = shown_cards[c],
                                              .customer = ids[id], .original = "x",
                                              .referrer = day % 2 == 0 ? NULL : "giver",
                                              .typed = sign > 0 ? NULL : "GGGG-GGGG-GGG1",
                                              .total_minor = sign * 2000));
}

static void a_why_stays_short_after_a_lifetime_of_visits(void **state)
{
    (void)state;
    int64_t note = SELL(&till, .at = "2000-12-31T12:00:00+00:00")->note.code;
    for (int day = 1; day <= 120; day++)
        till_tell(&till, &(const struct ticket){.customer = "7", .day = day},
                  (struct checkout_options){.history = true});
    assert_short(SELL(&till, .day = 121, .customer = "7"));
    assert_string_equal(till.outcome.answer.why, "repeat: customer id, visit 121");
    assert_short(LOOK(&till, .day = 121, .customer = "7", .note = note));
}

#define TILL_TEST(name) cmocka_unit_test_setup_teardown(name, open_till, close_till)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TILL_TEST(a_sale_that_shows_nothing_is_unidentified),
        TILL_TEST(the_first_sale_of_a_customer_id_is_new),
        TILL_TEST(a_customer_id_on_another_day_is_repeat),
        TILL_TEST(a_note_shown_on_another_day_is_repeat_and_says_which),
        TILL_TEST(every_note_of_the_chain_leads_to_the_same_customer),
        TILL_TEST(a_note_recognises_to_its_last_day),
        TILL_TEST(a_card_with_nobody_known_is_referral_on_papers_word),
        TILL_TEST(a_card_with_an_id_never_here_before_is_referral_checked),
        TILL_TEST(a_referrer_named_by_the_host_counts_as_a_card),
        TILL_TEST(the_event_names_the_referrer_by_number),
        TILL_TEST(a_referrer_not_yet_met_is_the_same_person_when_they_come),
        TILL_TEST(a_referrer_without_a_customer_is_on_papers_word),
        TILL_TEST(nobody_sends_themselves),
        TILL_TEST(a_note_and_a_card_in_one_sale_are_repeat_and_the_card_stays_good),
        TILL_TEST(a_card_shown_by_somebody_here_before_is_refused_and_stays_good),
        TILL_TEST(nobody_sends_themselves_by_a_card_of_their_own),
        TILL_TEST(a_card_of_who_has_the_customers_phone_is_their_own),
        TILL_TEST(the_referrer_who_has_the_customers_phone_is_the_customer),
        TILL_TEST(what_bears_one_ref_is_undone_together_in_whatever_order_it_came),
        TILL_TEST(two_sales_of_one_business_day_are_one_visit_with_one_tag),
        TILL_TEST(a_later_sale_of_a_referrals_visit_is_referral_too),
        TILL_TEST(the_business_day_begins_when_the_owner_says),
        TILL_TEST(the_date_of_the_wall_clock_is_the_business_day),
        TILL_TEST(the_note_of_another_known_person_is_a_conflict_and_the_sale_stays),
        TILL_TEST(an_unknown_id_beside_a_known_note_is_attached_to_whose_note_it_is),
        TILL_TEST(a_person_known_by_codes_alone_joins_the_known_one_once),
        TILL_TEST(joining_corrects_what_was_told_as_a_first_visit),
        TILL_TEST(an_unknown_id_beside_a_note_is_attached_to_its_person),
        TILL_TEST(a_sale_told_late_corrects_the_visit_that_seemed_the_first),
        TILL_TEST(the_sale_keeps_the_tag_as_told_in_its_event),
        TILL_TEST(the_first_sale_returned_in_full_makes_the_next_one_new),
        TILL_TEST(a_void_makes_the_next_sale_new_again),
        TILL_TEST(a_voided_return_gives_the_sale_back),
        TILL_TEST(a_partial_return_changes_nothing),
        TILL_TEST(two_partial_returns_that_are_all_of_it_undo_the_sale),
        TILL_TEST(a_return_told_before_its_sale_undoes_it_all_the_same),
        TILL_TEST(a_return_at_another_pos_does_not_touch_a_ref_of_the_same_name),
        TILL_TEST(what_is_not_a_sale_is_not_tagged),
        TILL_TEST(a_total_of_nothing_and_advice_are_visits),
        TILL_TEST(another_currency_is_tagged),
        TILL_TEST(no_why_is_longer_than_forty_characters),
        TILL_TEST(a_why_stays_short_after_a_lifetime_of_visits),
    };
    return cmocka_run_group_tests_name("tag", tests, NULL, NULL);
}
