/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shop_helper.h"

#include "../../drivers/document.h"
#include "../../drivers/escpos.h"
#include "../../plugin/code.h"
#include "../../plugin/comeback.h"
#include "../../plugin/projection.h"
#include "../../plugin/render.h"
#include "../../plugin/slip.h"

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

enum slips { NOTHING, NOTE = 1, CARD = 2, BOTH = 3 };

static enum slips slips_of(const struct answer *answer)
{
    /* What was decided is what was made. */
    assert_int_equal(till.outcome.note_text.length > 0, answer->note.made && !answer->note.on_card);
    assert_int_equal(till.outcome.card_text.length > 0, answer->card.made);
    assert_int_equal(till.outcome.job_count, answer->card.made);
    return (answer->note.made ? NOTE : NOTHING) | (answer->card.made ? CARD : NOTHING);
}

static const char *text_of(struct bytes *text)
{
    bytes_add_byte(text, 0);
    text->length--;
    return (const char *)text->data;
}

static void a_known_customer_gets_a_note_and_a_card(void **state)
{
    (void)state;
    assert_int_equal(slips_of(SELL(&till, .customer = "7")), BOTH);
}

static void somebody_unidentified_gets_a_note_and_no_card(void **state)
{
    (void)state;
    assert_int_equal(slips_of(SELL(&till)), NOTE);
}

static void what_is_not_a_sale_prints_nothing(void **state)
{
    static const char *const kinds[] = {"return", "void", "training"};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(
            slips_of(SELL(&till, .kind = kinds[i], .customer = "7", .original = "none")), NOTHING);
        assert_int_equal(slips_of(SELL(&till, .kind = kinds[i], .customer = "7", .original = "none",
                                       .print = "card")),
                         NOTHING);
    }
    assert_int_equal(slips_of(SELL(&till, .total_minor = -1, .customer = "7")), NOTHING);
}

static void a_copy_of_a_receipt_prints_nothing(void **state)
{
    (void)state;
    assert_int_equal(slips_of(SELL(&till, .copy = true, .customer = "7")), NOTHING);
    assert_int_equal(slips_of(SELL(&till, .copy = true, .print = "card")), NOTHING);
}

static void print_none_prints_nothing(void **state)
{
    (void)state;
    assert_int_equal(slips_of(SELL(&till, .print = "none", .customer = "7")), NOTHING);
}

static void a_sale_below_least_prints_nothing(void **state)
{
    (void)state;
    assert_int_equal(slips_of(SELL(&till, .total_minor = 499, .customer = "7")), NOTHING);
    assert_int_equal(slips_of(SELL(&till, .total_minor = 499)), NOTHING);
    assert_int_equal(slips_of(SELL(&till, .total_minor = 500)), NOTE);
    assert_int_equal(slips_of(SELL(&till, .total_minor = 500, .customer = "7")), BOTH);
}

static void least_is_met_by_what_was_paid_and_taken_off(void **state)
{
    (void)state;
    assert_int_equal(slips_of(SELL(&till, .total_minor = 300, .applied_minor = 200)), NOTE);
}

static void who_showed_paper_gets_a_note_whatever_the_total_and_no_card(void **state)
{
    (void)state;
    int64_t note = SELL(&till)->note.code;
    int64_t card = SELL(&till, .customer = "giver")->card.code;
    assert_int_equal(slips_of(SELL(&till, .day = 1, .note = note, .total_minor = 1)), NOTE);
    assert_int_equal(slips_of(SELL(&till, .day = 2, .note = note, .nothing = true)), NOTE);
    assert_int_equal(slips_of(SELL(&till, .day = 1, .card = card, .total_minor = 1)), NOTE);
}

static void history_and_sales_told_late_print_nothing(void **state)
{
    (void)state;
    const struct ticket ticket = {.customer = "7", .print = "card"};
    till_tell(&till, &ticket, (struct checkout_options){.history = true});
    assert_int_equal(slips_of(&till.outcome.answer), NOTHING);
    till_tell(&till, &ticket, (struct checkout_options){.late = true});
    assert_int_equal(slips_of(&till.outcome.answer), NOTHING);
}

static void a_note_is_printed_never_when_asked_or_always(void **state)
{
    static const struct {
        const char *note, *card;
        enum slips unasked, note_asked, card_asked;
    } cases[] = {
        {"always", "always", BOTH, BOTH, BOTH},   {"always", "ask", NOTE, NOTE, BOTH},
        {"always", "never", NOTE, NOTE, NOTE},    {"ask", "ask", NOTHING, NOTE, BOTH},
        {"ask", "never", NOTHING, NOTE, NOTHING}, {"never", "never", NOTHING, NOTHING, NOTHING},
        {"never", "ask", NOTHING, NOTHING, BOTH}, {"never", "always", BOTH, BOTH, BOTH},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char who[3][16];
        for (int k = 0; k < 3; k++)
            snprintf(who[k], sizeof who[k], "%zu-%d", i, k);
        till_set(&till, "print", "note", cases[i].note);
        till_set(&till, "print", "card", cases[i].card);
        assert_int_equal(slips_of(SELL(&till, .customer = who[0])), cases[i].unasked);
        assert_int_equal(slips_of(SELL(&till, .customer = who[1], .print = "note")),
                         cases[i].note_asked);
        assert_int_equal(slips_of(SELL(&till, .customer = who[2], .print = "card")),
                         cases[i].card_asked);
    }
}

static void in_france_always_is_ask(void **state)
{
    (void)state;
    till_set(&till, "shop", "country", "FR");
    assert_int_equal(slips_of(SELL(&till, .customer = "7")), NOTHING);
    assert_int_equal(slips_of(SELL(&till, .customer = "7", .print = "note")), NOTE);
    assert_int_equal(slips_of(SELL(&till, .customer = "7", .print = "card")), BOTH);
}

static void one_unused_card_at_a_time_even_when_asked(void **state)
{
    (void)state;
    int64_t card = SELL(&till, .customer = "7")->card.code;
    assert_int_equal(slips_of(SELL(&till, .day = 1, .customer = "7", .print = "card")), NOTE);
    SELL(&till, .day = 1, .card = card, .applied_minor = 200);
    assert_int_equal(slips_of(SELL(&till, .day = 2, .customer = "7")), NOTE);
    assert_int_equal(slips_of(SELL(&till, .day = 2, .customer = "7", .print = "card")), BOTH);
}

static void unasked_a_card_comes_once_in_card_every_days(void **state)
{
    (void)state;
    int64_t card = SELL(&till, .customer = "7")->card.code;
    SELL(&till, .day = 1, .card = card, .applied_minor = 200);
    assert_int_equal(slips_of(SELL(&till, .day = 29, .customer = "7")), NOTE);
    assert_int_equal(slips_of(SELL(&till, .day = 30, .customer = "7")), BOTH);
}

static void a_card_that_expired_makes_room_for_another(void **state)
{
    (void)state;
    SELL(&till, .customer = "7");
    assert_int_equal(slips_of(SELL(&till, .day = 90, .customer = "7")), NOTE);
    assert_int_equal(slips_of(SELL(&till, .day = 91, .customer = "7")), BOTH);
}

static void the_unidentified_get_a_card_when_they_ask_and_a_note_on_the_receipt(void **state)
{
    (void)state;
    const struct answer *answer = SELL(&till, .print = "card");
    assert_int_equal(slips_of(answer), BOTH);
    assert_false(answer->note.on_card);
    assert_null(strstr(text_of(&till.outcome.card_text), "YOUR NEXT VISIT"));
}

static void a_card_bears_a_note_to_keep_where_the_receipt_has_none(void **state)
{
    (void)state;
    till_set(&till, "print", "note", "ask");
    const struct answer *answer = SELL(&till, .print = "card");
    char note[CODE_TEXT], card[CODE_TEXT];
    assert_int_equal(slips_of(answer), BOTH);
    assert_true(answer->note.on_card);
    code_format(answer->note.code, note);
    code_format(answer->card.code, card);
    const char *text = text_of(&till.outcome.card_text);
    const char *keep = strstr(text, note), *cut = strstr(text, "\n=\n"), *give = strstr(text, card);
    assert_true(keep != NULL && cut != NULL && give != NULL);
    assert_true(keep < cut && cut < give);
    assert_int_equal(SELL(&till, .day = 1, .note = answer->note.code)->visit, 2);
}

static void told_again_with_print_card_adds_the_card_and_nothing_else(void **state)
{
    (void)state;
    const struct answer *answer = SELL(&till, .ref = "A");
    int64_t note = answer->note.code;
    assert_false(answer->card.made);
    answer = SELL(&till, .ref = "A", .print = "card");
    assert_true(answer->card.made);
    assert_int_equal(answer->note.code, note);
    assert_int_equal(till.outcome.job_count, 1);
    int64_t card = answer->card.code;
    assert_int_equal(till_number(&till, "SELECT count(*) FROM event WHERE kind=2"), 1);
    answer = SELL(&till, .ref = "A", .print = "card");
    assert_int_equal(till_number(&till, "SELECT count(*) FROM event WHERE kind=6"), 1);
    assert_int_equal(till.outcome.job_count, 0);
    assert_int_equal(answer->card.code, card);
    assert_int_equal(LOOK(&till, .day = 1, .card = card)->tag, COMEBACK_REFERRAL);
    till_assert_verified(&till);
}

static void a_card_added_afterwards_bears_the_note_that_the_receipt_lacks(void **state)
{
    (void)state;
    till_set(&till, "print", "note", "ask");
    assert_false(SELL(&till, .ref = "A")->note.made);
    const struct answer *answer = SELL(&till, .ref = "A", .print = "card");
    assert_true(answer->card.made);
    assert_true(answer->note.made && answer->note.on_card);
    assert_non_null(strstr(text_of(&till.outcome.card_text), "\n=\n"));
    int64_t note = answer->note.code, card = answer->card.code;
    assert_int_equal(SELL(&till, .day = 1, .note = note)->visit, 2);
    SELL(&till, .day = 1, .minute = 13 * 60, .card = card, .applied_minor = 200);
    assert_int_equal(LOOK(&till, .day = 15, .note = note)->discount_minor, 200);
    till_assert_verified(&till);
}

static void a_card_asked_for_after_print_none_bears_the_note(void **state)
{
    (void)state;
    assert_int_equal(slips_of(SELL(&till, .ref = "A", .print = "none")), NOTHING);
    const struct answer *answer = SELL(&till, .ref = "A", .print = "card");
    assert_true(answer->card.made && answer->note.made && answer->note.on_card);
    assert_int_equal(till.outcome.note_text.length, 0);
}

static void a_card_that_may_not_be_added_mints_no_note(void **state)
{
    (void)state;
    till_set(&till, "print", "card", "never");
    SELL(&till, .ref = "A", .print = "none");
    assert_int_equal(slips_of(SELL(&till, .ref = "A", .print = "card")), NOTHING);
    SELL(&till, .ref = "B");
    int64_t note = till.outcome.answer.note.code;
    const struct answer *answer = SELL(&till, .ref = "B", .print = "card");
    assert_false(answer->card.made);
    assert_int_equal(answer->note.code, note);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM code"), 1);
}

static void the_gift_on_a_note_that_heads_an_added_card_is_promised(void **state)
{
    (void)state;
    SELL(&till, .ref = "A", .print = "none");
    int64_t note = SELL(&till, .ref = "A", .print = "card")->note.code;
    assert_int_equal(till.outcome.answer.note.at, 6);
    for (int day = 1; day < 5; day++)
        SELL(&till, .day = day, .note = note, .print = "none");
    assert_string_equal(SELL(&till, .day = 5, .note = note)->prompts,
                        "Visit 6: give a small present");
    till_assert_verified(&till);
}

static void told_again_as_a_copy_or_with_print_none_there_are_no_slips(void **state)
{
    (void)state;
    assert_int_equal(slips_of(SELL(&till, .ref = "A", .customer = "7")), BOTH);
    int64_t events = till_number(&till, "SELECT count(*) FROM event");
    assert_int_equal(slips_of(SELL(&till, .ref = "A", .customer = "7", .copy = true)), NOTHING);
    assert_int_equal(slips_of(SELL(&till, .ref = "A", .customer = "7", .print = "none")), NOTHING);
    assert_int_equal(
        slips_of(SELL(&till, .ref = "A", .customer = "7", .copy = true, .print = "card")), NOTHING);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM event"), events);
}

static void who_is_known_by_id_gets_the_note_without_a_code(void **state)
{
    (void)state;
    const struct answer *answer = SELL(&till, .customer = "7");
    assert_int_equal(answer->note.code, 0);
    const char *text = text_of(&till.outcome.note_text);
    assert_non_null(strstr(text, "YOUR NEXT VISIT"));
    assert_null(strstr(text, "{code:"));
    assert_null(strstr(text, "Keep this"));
}

static void a_months_budget_ends_new_cards_and_not_the_old(void **state)
{
    (void)state;
    /* A card may cost 5.00 on either side. */
    till_set(&till, "offer friend", "budget_month", "25.00");
    int64_t card = SELL(&till, .customer = "1")->card.code;
    assert_int_equal(slips_of(SELL(&till, .customer = "2")), BOTH);
    assert_int_equal(slips_of(SELL(&till, .customer = "3")), NOTE);
    assert_int_equal(slips_of(SELL(&till, .customer = "4", .print = "card")), NOTE);
    assert_int_equal(LOOK(&till, .day = 1, .card = card)->discount_minor, 200);
    assert_int_equal(slips_of(SELL(&till, .customer = "3", .day = 25)), NOTE);
    assert_int_equal(slips_of(SELL(&till, .customer = "3", .day = 26)), BOTH);
}

static void a_card_that_was_never_handed_out_gives_its_budget_back(void **state)
{
    (void)state;
    till_set(&till, "offer friend", "budget_month", "10.00");
    SELL(&till, .customer = "1");
    assert_int_equal(slips_of(SELL(&till, .customer = "2")), NOTE);
    assert_int_equal(till_number(&till, "SELECT minor FROM promised"), 1000);
    till_sql(&till, "UPDATE job SET made_ms=made_ms-121000");
    assert_int_equal(checkout_drain(till.shop, 1000, NULL), 1);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM promised WHERE minor<>0"), 0);
    assert_int_equal(slips_of(SELL(&till, .customer = "2", .day = 1)), BOTH);
    till_assert_verified(&till);
}

static void one_unused_card_at_a_time_whoever_the_note_makes_one(void **state)
{
    (void)state;
    const struct answer *answer = SELL(&till, .ref = "A", .print = "card");
    int64_t note = answer->note.code;
    assert_true(answer->card.made);
    /* Known by id, with no card of their own; the note's card is unused. */
    SELL(&till, .day = 1, .customer = "7", .print = "none");
    assert_int_equal(slips_of(SELL(&till, .day = 40, .customer = "7", .note = note)), NOTE);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM event WHERE kind=3"), 1);
}

/* The sale was told of whoever is not who stands for them by now. */
static void one_unused_card_at_a_time_when_told_again_after_a_join(void **state)
{
    (void)state;
    for (int i = 0; i < 8; i++) {
        char a[16], b[16], who[16];
        snprintf(a, sizeof a, "A%d", i);
        snprintf(b, sizeof b, "B%d", i);
        snprintf(who, sizeof who, "%d", i);
        int64_t note = SELL(&till, .ref = a)->note.code;
        SELL(&till, .ref = b, .day = 1, .customer = who, .print = "none");
        assert_true(SELL(&till, .day = 2, .customer = who, .note = note)->card.made);
        assert_false(SELL(&till, .ref = a, .print = "card")->card.made);
        assert_false(SELL(&till, .ref = b, .day = 1, .customer = who, .print = "card")->card.made);
    }
}

static void until_is_the_last_day_of_printing(void **state)
{
    (void)state;
    till_set(&till, "offer friend", "until", "2025-01-08");
    till_set(&till, "offer visits", "until", "2025-01-08");
    const struct answer *answer = SELL(&till, .customer = "1", .day = 2);
    assert_true(answer->card.made);
    assert_int_equal(answer->note.every, 6);
    assert_int_equal(answer->card.until_day, DAY_0 + 92);
    answer = SELL(&till, .customer = "2", .day = 3);
    assert_false(answer->card.made);
    assert_int_equal(answer->note.every, 0);
}

static void a_note_has_at_most_twelve_lines_at_42_columns(void **state)
{
    struct bytes text = {0};
    struct slip_values values;
    int lines = 0;
    (void)state;
    till_set(&till, "offer visits", "gift", "a loaf of the dark bread that you like, or a cake");
    const struct answer *answer = SELL(&till);
    const struct settings *settings = till.shop->settings;
    slip_note_values(&settings->config, answer, &values);
    assert_int_equal(slip_expand(settings->note, &values, 42, &text, NULL), COMEBACK_OK);
    for (size_t i = 0; i < text.length; i++)
        lines += text.data[i] == '\n';
    assert_in_range(lines, 9, 12);
    bytes_free(&text);
}

/* What the note has in {{thanks}}. */
static const char *thanks_said(const struct answer *answer)
{
    static struct slip_values values;
    slip_note_values(&till.shop->settings->config, answer, &values);
    return values.text[SLIP_THANKS];
}

static void the_givers_next_note_names_what_waits(void **state)
{
    (void)state;
    int64_t note = SELL(&till, .print = "card")->note.code, card = till.outcome.answer.card.code;
    assert_string_equal(thanks_said(SELL(&till, .day = 1, .note = note)), "");
    SELL(&till, .day = 1, .minute = 13 * 60, .card = card, .applied_minor = 200);
    const struct answer *answer = SELL(&till, .day = 2, .note = note);
    assert_string_equal(thanks_said(answer), "10 % off waits for you from 21 January 2025");
    assert_non_null(strstr(text_of(&till.outcome.note_text), thanks_said(answer)));
    /* The friend earned nothing, and who never gave a card did not either. */
    assert_string_equal(thanks_said(SELL(&till, .day = 2, .customer = "9")), "");
    answer = SELL(&till, .day = 15, .note = note);
    assert_string_equal(thanks_said(answer), "10 % off waits for you, until used");
    answer = SELL(&till, .day = 16, .note = note, .applied_minor = 200);
    assert_string_equal(thanks_said(answer), "");
    assert_string_equal(thanks_said(SELL(&till, .day = 17, .note = note)), "");
}

/* The log has what it is and from when; which words they are is the slip's language to say. */
static void what_waits_is_said_in_the_language_of_each_slip(void **state)
{
    (void)state;
    int64_t card = SELL(&till, .customer = "7", .print = "card")->card.code;
    SELL(&till, .day = 1, .card = card, .applied_minor = 200);
    SELL(&till, .ref = "T", .day = 2, .customer = "7");
    assert_non_null(strstr(text_of(&till.outcome.note_text), "from 21 January 2025"));
    SELL(&till, .ref = "T", .day = 2, .customer = "7", .language = "fr");
    assert_non_null(strstr(text_of(&till.outcome.note_text), "dès le 21 janvier"));
    assert_int_equal(till_number(&till, "SELECT json_extract(body, '$.note.thanks.due') FROM event"
                                        " WHERE json_extract(body, '$.ref')='T'"),
                     DAY_0 + 15);
}

static void what_waited_by_an_old_log_is_said_as_it_was(void **state)
{
    (void)state;
    int64_t card = SELL(&till, .customer = "7", .print = "card")->card.code;
    SELL(&till, .day = 1, .card = card, .applied_minor = 200);
    SELL(&till, .ref = "T", .day = 2, .customer = "7");
    till_sql(&till, "UPDATE event SET body=json_set(body, '$.note.thanks', '10 % off, as we said')"
                    " WHERE json_extract(body, '$.ref')='T'");
    SELL(&till, .ref = "T", .day = 2, .customer = "7");
    assert_non_null(strstr(text_of(&till.outcome.note_text), "10 % off, as we said"));
    till_assert_verified(&till);
}

static void a_thanks_that_fell_with_its_sale_is_not_named(void **state)
{
    (void)state;
    int64_t card = SELL(&till, .customer = "7")->card.code;
    SELL(&till, .ref = "A", .day = 1, .card = card, .applied_minor = 200);
    SELL(&till, .kind = "void", .day = 1, .original = "A", .nothing = true);
    assert_string_equal(thanks_said(SELL(&till, .day = 20, .customer = "7")), "");
}

/* Every character of the value stands on both slips as it was given. */
static void assert_comes_out_as_text(const char *hostile)
{
    struct bytes text = {0};
    struct fault fault = {{0}};
    char quoted[160];
    snprintf(quoted, sizeof quoted, "\"%s\"", hostile);
    till_set(&till, "shop", "name", quoted);
    till_set(&till, "offer visits", "gift", quoted);
    if (TELL(&till, .customer = hostile, .print = "card") != COMEBACK_OK)
        fail_msg("%s: %s", hostile, till.fault.text);
    assert_string_equal(till.shop->settings->config.shop.name, hostile);
    assert_int_equal(slips_of(&till.outcome.answer), BOTH);
    const struct bytes *slips[] = {&till.outcome.note_text, &till.outcome.card_text};
    for (int i = 0; i < 2; i++) {
        bytes_reset(&text);
        assert_int_equal(render_slip(&till.outcome.profile, NULL, (const char *)slips[i]->data,
                                     slips[i]->length, "text", false, &text, &fault),
                         COMEBACK_OK);
        assert_non_null(strstr(text_of(&text), hostile));
    }
    bytes_free(&text);
}

static void hostile_names_and_gifts_come_out_as_text(void **state)
{
    static const char *const hostile[] = {
        "{code:1;option:qr}", "===", "---",   "a|b|c", "^^^big", "_u_", "`inv`", "{{code}}",
        "{{#card.until}}",    "~",   "{c:x}",
    };
    (void)state;
    for (size_t i = 0; i < sizeof hostile / sizeof hostile[0]; i++)
        assert_comes_out_as_text(hostile[i]);
}

static void mistakes_in_a_template_are_told_with_their_line(void **state)
{
    static const struct {
        const char *text, *told;
    } cases[] = {
        {"a\n{{shop.nam}}\n", "card.receipt:2: found \"shop.nam\", expected a field's name"},
        {"a\n\n{{#code}}\nb\n",
         "card.receipt:3: found \"{{#code}}\", expected an end of this section"},
        {"{{#code}}\n{{/thanks}}\n",
         "card.receipt:2: found \"{{/thanks}}\", expected the end of the section opened last"},
        {"{{/code}}\n",
         "card.receipt:1: found \"{{/code}}\", expected the end of the section opened last"},
        {"x {{code\n", "card.receipt:1: found \"{{code\", expected }}"},
        {"{{shop.name}} {{code}}\n", "card.receipt: {{card.until}} is missing; it must be printed"},
        {"{{card.until}} {{code}}\n", "card.receipt: {{shop.name}} is missing; it must be printed"},
        {"{{card.until}} {{shop.name}}\n", "card.receipt: {{code}} is missing; it must be printed"},
        {"{{#code}}{{#code}}{{#code}}{{#code}}{{#code}}\n",
         "card.receipt:1: found \"{{#code}}\", expected at most 4 sections within one another"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct slip_template *slip = NULL;
        struct fault fault = {{0}};
        assert_int_equal(
            slip_parse("card.receipt", cases[i].text, SLIP_CARD_REQUIRED, &slip, &fault),
            COMEBACK_CONFIG);
        assert_string_equal(fault.text, cases[i].told);
        assert_null(slip);
    }
}

static void a_closing_date_that_may_not_be_printed_does_not_count(void **state)
{
    static const char *const texts[] = {
        "{{shop.name}} {{code}}{{#thanks}}{{card.until}}{{/thanks}}\n",
        "{{shop.name}} {{code}}{{#card.until}} valid for long{{/card.until}}\n",
        "{{shop.name}} "
        "{{code}}{{#code}}{{#friend.minimum}}{{card.until}}{{/friend.minimum}}{{/code}}",
    };
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct slip_template *slip = NULL;
        struct fault fault = {{0}};
        assert_int_equal(slip_parse("card.receipt", texts[i], SLIP_CARD_REQUIRED, &slip, &fault),
                         COMEBACK_CONFIG);
        assert_string_equal(fault.text,
                            "card.receipt: {{card.until}} is missing; it must be printed");
        assert_null(slip);
    }
}

static void a_closing_date_stands_wherever_there_is_a_code(void **state)
{
    struct slip_template *slip = NULL;
    (void)state;
    assert_int_equal(slip_parse("note.receipt",
                                "{{#code}}\n{{shop.name}} {{code.until}}\n{{/code}}\n",
                                SLIP_NOTE_REQUIRED, &slip, NULL),
                     COMEBACK_OK);
    slip_free(slip);
}

static void a_template_too_long_is_refused(void **state)
{
    struct slip_template *slip = NULL;
    struct fault fault = {{0}};
    char *text = malloc(16386);
    (void)state;
    memset(text, 'a', 16385);
    text[16385] = '\0';
    assert_int_equal(slip_parse("note.receipt", text, 0, &slip, &fault), COMEBACK_CONFIG);
    assert_string_equal(fault.text, "note.receipt: 16385 bytes, expected at most 16384");
    text[16384] = '\0';
    assert_int_equal(slip_parse("note.receipt", text, 0, &slip, &fault), COMEBACK_OK);
    slip_free(slip);
    free(text);
}

/* The note as the printer burns it, read off its picture by a scanner. */
static void scan_note(const char *profile, char *out, size_t capacity)
{
    char command[160];
    struct bytes png = {0};
    struct fault fault = {{0}};
    const struct bytes *note = &till.outcome.note_text;
    assert_int_equal(render_slip(profile_find(profile), NULL, (const char *)note->data,
                                 note->length, "png", false, &png, &fault),
                     COMEBACK_OK);
    FILE *file = fopen(till_path(&till, "note.png"), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(png.data, 1, png.length, file), png.length);
    fclose(file);
    bytes_free(&png);
    snprintf(command, sizeof command, "zbarimg -q %s 2>/dev/null", till_path(&till, "note.png"));
    FILE *scanner = popen(command, "r");
    assert_non_null(scanner);
    out[fread(out, 1, capacity - 1, scanner)] = '\0';
    pclose(scanner);
}

/* As the host's scanner types it, at the next visit. */
static void assert_scanned(const char *code)
{
    comeback *shop;
    comeback_sale *sale;
    char why[64];
    assert_int_equal(comeback_open(till_path(&till, "comeback.ini"), &shop), COMEBACK_OK);
    assert_int_equal(comeback_sale_begin(shop, "test", "wedge", &sale), COMEBACK_OK);
    assert_int_equal(comeback_sale_set(sale, "at", "2025-01-07T12:00:00Z", 20), COMEBACK_OK);
    assert_int_equal(comeback_sale_scan(sale, code, strlen(code)), COMEBACK_OK);
    assert_int_equal(comeback_sale_set(sale, "total_minor", "2000", 4), COMEBACK_OK);
    assert_int_equal(comeback_sale_finish(sale), COMEBACK_OK);
    assert_int_equal(comeback_sale_tag(sale), COMEBACK_REPEAT);
    assert_int_equal(comeback_sale_get(sale, "why", why, sizeof why, NULL), COMEBACK_OK);
    if (strncmp(why, "repeat: note of ", 16) != 0)
        fail_msg("why: %s", why);
    comeback_sale_free(sale);
    comeback_close(shop);
}

static void bars_that_a_scanner_reads_say_who_comes_back(void **state)
{
    static const char *const profiles[] = {"generic-58", "generic-80-42", "generic-80",
                                           "epson-tm-t88iii", "epson-tm-t20ii"};
    char read[64], code[CODE_TEXT], expected[32] = "CODE-128:";
    (void)state;
    if (system("zbarimg --version >/dev/null 2>&1") != 0) {
        print_message("skipped: no zbarimg\n");
        skip();
    }
    till_set(&till, "print", "code", "code128");
    code_format(SELL(&till)->note.code, code);
    for (char *from = code, *to = expected + 9; *from != '\0'; from++)
        if (*from != '-')
            *to++ = *from;
    for (size_t i = 0; i < sizeof profiles / sizeof profiles[0]; i++) {
        scan_note(profiles[i], read, sizeof read);
        read[strcspn(read, "\n")] = '\0';
        assert_string_equal(read, expected);
    }
    assert_scanned(expected + 9);
}

static void a_code_stands_on_slips_as_the_settings_say(void **state)
{
    static const struct {
        const char *word;
        bool qr, bars;
    } cases[] = {{"qr", true, false}, {"code128", false, true}, {"both", true, true}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        till_set(&till, "print", "code", cases[i].word);
        SELL(&till);
        const char *text = text_of(&till.outcome.note_text);
        const char *qr = strstr(text, ";option:qrcode"), *bars = strstr(text, ";option:code128");
        assert_int_equal(qr != NULL, cases[i].qr);
        assert_int_equal(bars != NULL, cases[i].bars);
        assert_true(qr == NULL || bars == NULL || qr < bars);
    }
}

static void a_template_that_cannot_be_printed_leaves_the_last_good_one_in_force(void **state)
{
    (void)state;
    till_write(&till, "note.receipt", "{{shop.name}} {{code.until}}\n{command:1}\n");
    assert_int_equal(slips_of(SELL(&till, .customer = "7")), BOTH);
    assert_non_null(strstr(text_of(&till.outcome.note_text), "YOUR NEXT VISIT"));
    assert_non_null(strstr(till.outcome.answer.notice, "settings not in force since "));
    assert_non_null(strstr(till.outcome.answer.notice, ": note.receipt: "));
}

/* Fit for the sample values that settings are tried with, and not for this sale's. */
static void a_slip_that_cannot_be_made_never_costs_a_sale(void **state)
{
    char template[4200];
    (void)state;
    memset(template, 'x', sizeof template);
    strcpy(template + 4050, "{{shop.name}}{{code.until}}{{visits.gift}}\n");
    till_set(&till, "offer visits", "gift",
             "sixty-three bytes of gift, which is as long as one can be told");
    till_write(&till, "note.receipt", template);
    assert_string_equal(till.shop->settings_fault, "");
    assert_int_equal(TELL(&till), COMEBACK_OK);
    assert_false(till.outcome.answer.note.made);
    assert_non_null(strstr(till.outcome.answer.notice, "no slips: "));
    assert_int_equal(till_number(&till, "SELECT count(*) FROM event WHERE kind=2"), 1);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM code"), 0);
}

static void a_waiting_job_is_frozen(void **state)
{
    (void)state;
    SELL(&till, .customer = "7");
    till_sql(&till, "CREATE TABLE then_waiting AS SELECT text, printer FROM job");
    till_write(&till, "card.receipt", "{{shop.name}} {{card.until}} {{code}} changed\n");
    till_set(&till, "shop", "name", "Another Shop");
    till_set(&till, "print", "printer", "virtual:elsewhere");
    SELL(&till, .customer = "8");
    assert_non_null(strstr(text_of(&till.outcome.card_text), "changed"));
    assert_int_equal(till_number(&till, "SELECT count(*) FROM job JOIN then_waiting"
                                        " USING (text, printer) WHERE printer='virtual:paper'"),
                     1);
}

static void a_section_falls_out_with_its_line_where_its_field_is_empty(void **state)
{
    struct slip_template *slip = NULL;
    struct slip_values values = {0};
    struct bytes out = {0};
    (void)state;
    assert_int_equal(
        slip_parse("t",
                   "a\n{{#thanks}}\nb{{thanks}}\n{{/thanks}}\nc{{#visit}}, {{visit}}{{/visit}}\n",
                   0, &slip, NULL),
        COMEBACK_OK);
    assert_int_equal(slip_expand(slip, &values, 42, &out, NULL), COMEBACK_OK);
    assert_string_equal(text_of(&out), "a\nc\n");
    bytes_reset(&out);
    strcpy(values.text[SLIP_THANKS], "x");
    strcpy(values.text[SLIP_VISIT], "3");
    assert_int_equal(slip_expand(slip, &values, 42, &out, NULL), COMEBACK_OK);
    assert_string_equal(text_of(&out), "a\nbx\nc, 3\n");
    bytes_free(&out);
    slip_free(slip);
}

#define TILL_TEST(name) cmocka_unit_test_setup_teardown(name, open_till, close_till)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TILL_TEST(a_known_customer_gets_a_note_and_a_card),
        TILL_TEST(somebody_unidentified_gets_a_note_and_no_card),
        TILL_TEST(what_is_not_a_sale_prints_nothing),
        TILL_TEST(a_copy_of_a_receipt_prints_nothing),
        TILL_TEST(print_none_prints_nothing),
        TILL_TEST(a_sale_below_least_prints_nothing),
        TILL_TEST(least_is_met_by_what_was_paid_and_taken_off),
        TILL_TEST(who_showed_paper_gets_a_note_whatever_the_total_and_no_card),
        TILL_TEST(history_and_sales_told_late_print_nothing),
        TILL_TEST(a_note_is_printed_never_when_asked_or_always),
        TILL_TEST(in_france_always_is_ask),
        TILL_TEST(one_unused_card_at_a_time_even_when_asked),
        TILL_TEST(unasked_a_card_comes_once_in_card_every_days),
        TILL_TEST(a_card_that_expired_makes_room_for_another),
        TILL_TEST(the_unidentified_get_a_card_when_they_ask_and_a_note_on_the_receipt),
        TILL_TEST(a_card_bears_a_note_to_keep_where_the_receipt_has_none),
        TILL_TEST(told_again_with_print_card_adds_the_card_and_nothing_else),
        TILL_TEST(a_card_added_afterwards_bears_the_note_that_the_receipt_lacks),
        TILL_TEST(a_card_asked_for_after_print_none_bears_the_note),
        TILL_TEST(a_card_that_may_not_be_added_mints_no_note),
        TILL_TEST(the_gift_on_a_note_that_heads_an_added_card_is_promised),
        TILL_TEST(told_again_as_a_copy_or_with_print_none_there_are_no_slips),
        TILL_TEST(who_is_known_by_id_gets_the_note_without_a_code),
        TILL_TEST(a_months_budget_ends_new_cards_and_not_the_old),
        TILL_TEST(a_card_that_was_never_handed_out_gives_its_budget_back),
        TILL_TEST(one_unused_card_at_a_time_whoever_the_note_makes_one),
        TILL_TEST(one_unused_card_at_a_time_when_told_again_after_a_join),
        TILL_TEST(until_is_the_last_day_of_printing),
        TILL_TEST(a_note_has_at_most_twelve_lines_at_42_columns),
        TILL_TEST(the_givers_next_note_names_what_waits),
        TILL_TEST(what_waits_is_said_in_the_language_of_each_slip),
        TILL_TEST(what_waited_by_an_old_log_is_said_as_it_was),
        TILL_TEST(a_thanks_that_fell_with_its_sale_is_not_named),
        TILL_TEST(hostile_names_and_gifts_come_out_as_text),
        TILL_TEST(a_waiting_job_is_frozen),
        TILL_TEST(bars_that_a_scanner_reads_say_who_comes_back),
        TILL_TEST(a_code_stands_on_slips_as_the_settings_say),
        TILL_TEST(a_template_that_cannot_be_printed_leaves_the_last_good_one_in_force),
        TILL_TEST(a_slip_that_cannot_be_made_never_costs_a_sale),
        cmocka_unit_test(mistakes_in_a_template_are_told_with_their_line),
        cmocka_unit_test(a_closing_date_that_may_not_be_printed_does_not_count),
        cmocka_unit_test(a_closing_date_stands_wherever_there_is_a_code),
        cmocka_unit_test(a_template_too_long_is_refused),
        cmocka_unit_test(a_section_falls_out_with_its_line_where_its_field_is_empty),
    };
    return cmocka_run_group_tests_name("slips", tests, NULL, NULL);
}
