/* SPDX-License-Identifier: MIT */
/* Slips in the customer's language: whose they are, what stands on them, and which file it is of.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "shop_helper.h"

#include "../../plugin/settings.h"
#include "../../plugin/words.h"

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

static bool says(const struct bytes *text, const char *what)
{
    return text->length > 0 && memmem(text->data, text->length, what, strlen(what)) != NULL;
}

static bool note_says(const char *what)
{
    return says(&till.outcome.note_text, what);
}

static bool card_says(const char *what)
{
    return says(&till.outcome.card_text, what);
}

static void tags_begin_with_a_language(void **state)
{
    static const struct {
        const char *tag;
        int language; /* -1: none of ours */
    } tags[] = {
        {"fr", LANGUAGE_FRENCH},
        {"fr-CH", LANGUAGE_FRENCH},
        {"de_AT", LANGUAGE_GERMAN},
        {"PT-br", LANGUAGE_PORTUGUESE},
        {"pl", LANGUAGE_POLISH},
        {"", -1},
        {"f", -1},
        {"fra", -1},
        {"sv", -1},
        {"de-", LANGUAGE_GERMAN},
        {"-de", -1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++) {
        enum language language = LANGUAGES;
        assert_int_equal(words_of_tag(tags[i].tag, &language), tags[i].language >= 0);
        assert_int_equal(language, tags[i].language >= 0 ? tags[i].language : (int)LANGUAGES);
    }
}

static void a_customer_reads_the_default_slips_in_their_language(void **state)
{
    (void)state;
    const struct answer *answer = SELL(&till, .language = "fr-CH", .print = "card");
    assert_true(answer->in_other_language);
    assert_true(note_says("6 janvier 2026"));
    assert_true(card_says("6 avril 2025"));
    assert_true(card_says("10,00 EUR"));
    assert_false(card_says("10.00"));
    assert_string_equal(answer->why, "unidentified: nothing was shown");
}

static void what_was_kept_of_them_holds_where_nothing_is_told(void **state)
{
    (void)state;
    int64_t note = SELL(&till, .language = "de_AT")->note.code;
    assert_true(SELL(&till, .day = 1, .note = note)->in_other_language);
    assert_true(note_says("7. Januar 2026"));
    assert_false(SELL(&till, .day = 2, .note = note, .language = "en")->in_other_language);
    assert_true(note_says("8 January 2026"));
    assert_false(SELL(&till, .day = 3)->in_other_language);
}

static void a_language_that_is_none_of_ours_is_the_shops(void **state)
{
    (void)state;
    assert_false(SELL(&till, .language = "sv")->in_other_language);
    assert_true(note_says("January 2026"));
}

static void thanks_are_named_in_the_givers_language(void **state)
{
    (void)state;
    int64_t card = SELL(&till, .customer = "7", .language = "fr", .print = "card")->card.code;
    SELL(&till, .day = 1, .customer = "8", .card = card, .applied_minor = 200);
    SELL(&till, .day = 2, .customer = "7");
    assert_true(note_says("vous attendent dès le 21 janvier"));
}

static void a_slip_told_again_is_in_the_same_language(void **state)
{
    (void)state;
    SELL(&till, .ref = "A", .language = "fr");
    assert_true(note_says("janvier 2026"));
    SELL(&till, .ref = "A");
    assert_true(note_says("janvier 2026"));
}

static void spoil(const char *name)
{
    char *text = till_read(&till, name), *longer = calloc(1, strlen(text) + 64);
    sprintf(longer, "%sMy own line\n", text);
    till_write(&till, name, longer);
    free(longer);
    free(text);
}

static void an_owners_own_text_stays_where_there_is_none_of_that_language(void **state)
{
    (void)state;
    spoil("note.receipt");
    assert_false(
        SELL(&till, .customer = "7", .language = "fr", .print = "card")->in_other_language);
    assert_true(note_says("My own line"));
    assert_true(card_says("6 April 2025"));
}

#define FRENCH_NOTE "{{shop.name}}\nA bientot\n{{code}}\n{{code.until}}\n"

static void an_owners_file_of_that_language_is_taken_as_soon_as_it_is_there(void **state)
{
    (void)state;
    spoil("note.receipt");
    till_write(&till, "note.fr.receipt", FRENCH_NOTE);
    assert_true(SELL(&till, .language = "fr")->in_other_language);
    assert_true(note_says("A bientot"));
    assert_true(note_says("6 janvier 2026"));
    till_write(&till, "note.fr.receipt", FRENCH_NOTE "Merci\n");
    SELL(&till, .language = "fr");
    assert_true(note_says("Merci"));
    assert_int_equal(unlink(till_path(&till, "note.fr.receipt")), 0);
    shop_refresh(till.shop);
    assert_false(SELL(&till, .language = "fr")->in_other_language);
}

static void what_was_in_force_is_in_the_log(void **state)
{
    struct settings *kept = NULL;
    (void)state;
    till_write(&till, "note.fr.receipt", FRENCH_NOTE);
    SELL(&till, .language = "fr");
    assert_int_equal(till_number(&till, "SELECT json_extract(body, '$.local') IS NOT NULL FROM"
                                        " event WHERE kind=1 ORDER BY seq DESC LIMIT 1"),
                     1);
    assert_int_equal(settings_from_log(till.shop->store, &kept, NULL), COMEBACK_OK);
    assert_string_equal(kept->local[LANGUAGE_FRENCH].text[SETTINGS_NOTE], FRENCH_NOTE);
    settings_free(kept);
    int64_t events = till_number(&till, "SELECT count(*) FROM event WHERE kind=1");
    till_reopen(&till);
    SELL(&till, .language = "fr", .day = 1);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM event WHERE kind=1"), events);
    till_assert_verified(&till);
}

static void a_mistake_in_one_is_told_with_file_and_line_and_the_last_good_ones_go_on(void **state)
{
    (void)state;
    till_write(&till, "card.de.receipt", "{{shop.name}}\n{{no.such.field}}\n");
    assert_string_equal(till.shop->settings_fault,
                        "card.de.receipt:2: found \"no.such.field\", expected a field's name");
    assert_true(SELL(&till, .language = "de")->in_other_language);
    till_write(&till, "card.de.receipt",
               "{{shop.name}}\n{{code}} {{card.until}}\n{{shop.address}}");
    assert_string_equal(till.shop->settings_fault, "");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_till, close_till)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tags_begin_with_a_language),
        TEST(a_customer_reads_the_default_slips_in_their_language),
        TEST(what_was_kept_of_them_holds_where_nothing_is_told),
        TEST(a_language_that_is_none_of_ours_is_the_shops),
        TEST(thanks_are_named_in_the_givers_language),
        TEST(a_slip_told_again_is_in_the_same_language),
        TEST(an_owners_own_text_stays_where_there_is_none_of_that_language),
        TEST(an_owners_file_of_that_language_is_taken_as_soon_as_it_is_there),
        TEST(what_was_in_force_is_in_the_log),
        TEST(a_mistake_in_one_is_told_with_file_and_line_and_the_last_good_ones_go_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
