/* SPDX-License-Identifier: MIT */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "shop_helper.h"

#include "../../config/codes.h"
#include "../../drivers/text.h"
#include "../../plugin/clock.h"
#include "../../plugin/code.h"
#include "../../plugin/promise.h"
#include "../../plugin/reply.h"
#include "../../plugin/words.h"

enum { DAY_2027 = 20819, DAYS = 365, ENOUGH = 1000 };

static const char *const language_names[LANGUAGES] = {
    [LANGUAGE_ENGLISH] = "English",       [LANGUAGE_GERMAN] = "German",
    [LANGUAGE_FRENCH] = "French",         [LANGUAGE_SPANISH] = "Spanish",
    [LANGUAGE_ITALIAN] = "Italian",       [LANGUAGE_DUTCH] = "Dutch",
    [LANGUAGE_PORTUGUESE] = "Portuguese", [LANGUAGE_POLISH] = "Polish",
};

/* The places that a word must have, by the alphabet; those not named here have none. */
static const char *const places[WORDS] = {
    [W_REPEAT_NOTE] = "{date} {visit} ",
    [W_REPEAT_ID] = "{visit} ",
    [W_REPEAT_PHONE] = "{visit} ",
    [W_REPEAT_EMAIL] = "{visit} ",
    [W_REPEAT_TOKEN] = "{visit} ",
    [W_REFERRAL_CARD_CHECKED] = "{date} ",
    [W_REFERRAL_CARD_PAPER] = "{date} ",
    [W_NOT_TAGGED] = "{kind} ",
    [W_CARD_OF] = "{date} ",
    [W_NOTE_OF] = "{date} ",
    [W_CARD_USED] = "{date} ",
    [W_CARD_EXPIRED] = "{date} ",
    [W_NOTE_EXPIRED] = "{date} ",
    [W_TAKE_OFF] = "{amount} {currency} ",
    [W_GIVE] = "{gift} {visit} ",
    [W_CONFIRM_PHONE] = "{ending} {visit} ",
    [W_THANKS] = "{percent} ",
    [W_THANKS_FROM] = "{percent} {until} ",
    [W_STEP_DUE] = "{date} {text} ",
    [W_STEP_WAITS] = "{text} ",
    [W_STEP_ON] = "{text} {until} ",
    [W_STEP_AT] = "{text} {time} {until} ",
    [W_STEP_NEXT] = "{text} ",
    [W_PERCENT_OFF] = "{percent} ",
    [W_AMOUNT_OFF] = "{amount} {currency} ",
    [W_ONE_FREE] = "{gift} ",
    [W_ON_ITEMS] = "{gift} ",
    [W_EXCEPT_ITEMS] = "{gift} ",
    [W_AS_IT_STANDS] = "{gift} ",
    [W_AT_MOST] = "{amount} {currency} ",
    [W_FROM_AMOUNT] = "{amount} {currency} ",
    [W_WAITS] = "{gift} ",
    [W_WAITS_FROM] = "{gift} {until} ",
    [W_PROMISED] = "{gift} ",
    [W_SURPRISE] = "{gift} ",
    [W_SHIFT_SINCE] = "{kind} {time} {until} ",
};

static size_t characters(const char *text)
{
    size_t count = 0;
    for (; *text != '\0'; text++)
        count += ((unsigned char)*text & 0xc0) != 0x80;
    return count;
}

static bool is_why(int word)
{
    return (word >= W_NEW_FIRST_VISIT && word <= W_NOT_TAGGED_BELOW_0) ||
           (word >= W_CARD_OF && word <= W_CODE_LOCKED);
}

static void every_language_has_every_text_in_normal_form(void **state)
{
    (void)state;
    for (int language = 0; language < LANGUAGES; language++)
        for (int word = W_NOTHING + 1; word < WORDS; word++) {
            const char *text = words_text((enum language)language, (enum word)word);
            if (text == NULL || text[0] == '\0')
                fail_msg("%s lacks word %d", language_names[language], word);
            char *normal = (char *)utf8proc_NFC((const utf8proc_uint8_t *)text);
            assert_non_null(normal);
            assert_string_equal(normal, text);
            free(normal);
        }
    assert_string_equal(words_text(LANGUAGE_POLISH, W_NOTHING), "");
}

static int by_name(const void *left, const void *right)
{
    return strcmp(left, right);
}

/* The places of a text, in the order of the alphabet, and whether a brace stands apart. */
static bool read_places(const char *text, char out[128])
{
    char found[4][24];
    int count = 0;
    out[0] = '\0';
    for (const char *open = strchr(text, '{'); open != NULL; open = strchr(open + 1, '{'))
        if (count == 4 || sscanf(open, "{%20[a-z]}", found[count]) != 1 ||
            open[strlen(found[count++]) + 1] != '}')
            return false;
    qsort(found, (size_t)count, sizeof found[0], by_name);
    for (int i = 0; i < count; i++)
        snprintf(out + strlen(out), 128 - strlen(out), "{%.20s} ", found[i]);
    return true;
}

static void every_text_has_the_places_of_its_word_and_no_other(void **state)
{
    char found[128];
    (void)state;
    for (int language = 0; language < LANGUAGES; language++)
        for (int word = W_NOTHING + 1; word < WORDS; word++) {
            const char *text = words_text((enum language)language, (enum word)word);
            const char *wanted = places[word] == NULL ? "" : places[word];
            if (!read_places(text, found) || strcmp(found, wanted) != 0)
                fail_msg("%s: \"%s\" has \"%s\", expected \"%s\"", language_names[language], text,
                         found, wanted);
        }
}

static void assert_short(enum language language, enum word word, const struct words_values *values)
{
    char whole[WORDS_LINE], why[ANSWER_WHY];
    words_fill(whole, sizeof whole, ENOUGH, language, word, values);
    words_fill(why, sizeof why, WORDS_WHY_CHARACTERS, language, word, values);
    if (characters(whole) > 40 || strcmp(whole, why) != 0)
        fail_msg("%s: \"%s\" has %zu characters", language_names[language], whole,
                 characters(whole));
}

static void a_why_has_at_most_40_characters_with_every_date_and_the_longest_visit(void **state)
{
    (void)state;
    for (int language = 0; language < LANGUAGES; language++)
        for (int word = 0; word < WORDS; word++)
            for (int day = 0; is_why(word) && day < DAYS; day++)
                assert_short((enum language)language, (enum word)word,
                             &(struct words_values){.day = DAY_2027 + day, .visit = 9999});
}

static void a_why_has_at_most_40_characters_with_every_kind(void **state)
{
    (void)state;
    for (int language = 0; language < LANGUAGES; language++)
        for (int kind = W_KIND_SALE; kind <= W_KIND_ADVICE; kind++)
            assert_short((enum language)language, W_NOT_TAGGED,
                         &(struct words_values){.kind = words_text((enum language)language, kind)});
}

static void what_a_note_says_of_thanks_is_never_cut(void **state)
{
    char whole[WORDS_LINE];
    (void)state;
    for (int language = 0; language < LANGUAGES; language++)
        for (int day = 0; day < DAYS; day++) {
            words_fill(whole, sizeof whole, ENOUGH, (enum language)language, W_THANKS_FROM,
                       &(struct words_values){.percent = 100, .day = DAY_2027 + day});
            assert_true(strlen(whole) < sizeof((struct note){0}).thanks);
        }
}

static void a_phone_is_asked_about_in_full(void **state)
{
    char whole[WORDS_LINE];
    (void)state;
    for (int language = 0; language < LANGUAGES; language++) {
        words_fill(whole, sizeof whole, ENOUGH, (enum language)language, W_CONFIRM_PHONE,
                   &(struct words_values){.ending = "67", .visit = 9999});
        assert_true(strlen(whole) < ANSWER_CONFIRM);
    }
}

/* All that a cashier can be told at one sale, with the longest gift of the settings. */
static void all_prompts_of_a_sale_have_room(void **state)
{
    static const enum word told[] = {W_TAKE_OFF, W_GIVE, W_CONFLICT, W_ASK_BOTH};
    char gift[CONFIG_WORDS];
    struct words_values values = {
        .visit = 9999, .amount = "10000000000.00", .currency = "EUR", .gift = gift};
    (void)state;
    memset(gift, 'g', sizeof gift - 1);
    gift[sizeof gift - 1] = '\0';
    for (int language = 0; language < LANGUAGES; language++) {
        char lines[ANSWER_LINES] = "", last[WORDS_LINE];
        for (size_t i = 0; i < sizeof told / sizeof told[0]; i++)
            words_add_line(lines, sizeof lines, (enum language)language, told[i], &values);
        words_fill(last, sizeof last, ENOUGH, (enum language)language, W_ASK_BOTH, &values);
        assert_string_equal(strrchr(lines, '\n') + 1, last);
    }
}

static void an_amount_has_the_decimal_point_of_its_language(void **state)
{
    char text[64], amount[] = "1250.00", whole[] = "1250";
    (void)state;
    words_fill(text, sizeof text, ENOUGH, LANGUAGE_GERMAN, W_TAKE_OFF,
               &(struct words_values){.amount = amount, .currency = "EUR"});
    assert_string_equal(text, "1250,00 EUR abziehen");
    words_fill(text, sizeof text, ENOUGH, LANGUAGE_ENGLISH, W_TAKE_OFF,
               &(struct words_values){.amount = amount, .currency = "EUR"});
    assert_string_equal(text, "Take off 1250.00 EUR");
    words_localize_amount(LANGUAGE_FRENCH, amount);
    assert_string_equal(amount, "1250,00");
    words_localize_amount(LANGUAGE_FRENCH, whole);
    assert_string_equal(whole, "1250");
}

/* As CLDR 48 writes them; but for the first of a month in French and Italian, and Sep. without t.
 */
static void dates_are_written_as_their_language_does(void **state)
{
    static const struct {
        enum language language;
        const char *first_short, *first_long, *ninth_short, *ninth_long;
    } cases[LANGUAGES] = {
        {LANGUAGE_ENGLISH, "1 Jan", "1 January 2027", "30 Sep", "30 September 2027"},
        {LANGUAGE_GERMAN, "1. Jan.", "1. Januar 2027", "30. Sep.", "30. September 2027"},
        {LANGUAGE_FRENCH, "1er janv.", "1er janvier 2027", "30 sept.", "30 septembre 2027"},
        {LANGUAGE_SPANISH, "1 ene", "1 de enero de 2027", "30 sep", "30 de septiembre de 2027"},
        {LANGUAGE_ITALIAN, "1º gen", "1º gennaio 2027", "30 set", "30 settembre 2027"},
        {LANGUAGE_DUTCH, "1 jan", "1 januari 2027", "30 sep", "30 september 2027"},
        {LANGUAGE_PORTUGUESE, "1 jan", "1 de janeiro de 2027", "30 set", "30 de setembro de 2027"},
        {LANGUAGE_POLISH, "1 sty", "1.01.2027", "30 wrz", "30.09.2027"},
    };
    char text[CLOCK_TEXT];
    (void)state;
    for (size_t i = 0; i < LANGUAGES; i++) {
        words_short_date(cases[i].language, DAY_2027, text);
        assert_string_equal(text, cases[i].first_short);
        words_long_date(cases[i].language, DAY_2027, text);
        assert_string_equal(text, cases[i].first_long);
        words_short_date(cases[i].language, DAY_2027 + 272, text);
        assert_string_equal(text, cases[i].ninth_short);
        words_long_date(cases[i].language, DAY_2027 + 272, text);
        assert_string_equal(text, cases[i].ninth_long);
    }
}

/* The months as CLDR 48 has them behind a day's number, "d MMMM". */
static void months_bear_the_names_that_cldr_gives_them(void **state)
{
    static const struct {
        enum language language;
        const char *pattern;
        const char *months[12];
    } cases[] = {
        {LANGUAGE_ENGLISH,
         "2 %s 2027",
         {"January", "February", "March", "April", "May", "June", "July", "August", "September",
          "October", "November", "December"}},
        {LANGUAGE_GERMAN,
         "2. %s 2027",
         {"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September",
          "Oktober", "November", "Dezember"}},
        {LANGUAGE_FRENCH,
         "2 %s 2027",
         {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
          "octobre", "novembre", "décembre"}},
        {LANGUAGE_SPANISH,
         "2 de %s de 2027",
         {"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre",
          "octubre", "noviembre", "diciembre"}},
        {LANGUAGE_ITALIAN,
         "2 %s 2027",
         {"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto",
          "settembre", "ottobre", "novembre", "dicembre"}},
        {LANGUAGE_DUTCH,
         "2 %s 2027",
         {"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
          "oktober", "november", "december"}},
        {LANGUAGE_PORTUGUESE,
         "2 de %s de 2027",
         {"janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro",
          "outubro", "novembro", "dezembro"}},
    };
    static const int starts[12] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    char text[CLOCK_TEXT], wanted[CLOCK_TEXT];
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        for (int month = 0; month < 12; month++) {
            const char *rest = strstr(cases[i].pattern, "%s");
            snprintf(wanted, sizeof wanted, "%.*s%s%s", (int)(rest - cases[i].pattern),
                     cases[i].pattern, cases[i].months[month], rest + 2);
            words_long_date(cases[i].language, DAY_2027 + starts[month] + 1, text);
            assert_string_equal(text, wanted);
        }
}

/* iconv's pages, which are not ours. Where a printer has only the page of the IBM PC, ã is bare. */
static void what_stands_on_slips_prints_on_every_western_page(void **state)
{
    static const char *const pages[] = {"CP437", "CP850", "CP858", "CP1252"};
    static const enum word printed[] = {
        W_TOMORROW, W_THANKS,   W_THANKS_FROM,  W_PERCENT_OFF, W_AMOUNT_OFF,
        W_ONE_FREE, W_ON_ITEMS, W_EXCEPT_ITEMS, W_AT_MOST,     W_FROM_AMOUNT,
        W_WEEKDAYS, W_WAITS,    W_WAITS_FROM,
    };
    struct text_page page;
    char text[WORDS_LINE];
    (void)state;
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
        assert_int_equal(text_page_open(pages[i], &page, NULL), DRV_OK);
        for (int language = 0; language < LANGUAGES; language++)
            for (int at = 0; at < 3 * DAYS; at++) {
                struct words_values values = {.percent = 10, .day = DAY_2027 + at / 3};
                struct bytes out = {0};
                words_fill(text, sizeof text, ENOUGH, (enum language)language, printed[at % 3],
                           &values);
                text_encode(&page, text, strlen(text), &out);
                bool lacks = memchr(out.data, '?', out.length) != NULL;
                bytes_free(&out);
                const char *bare = text_first_loss(&page, text, strlen(text), TEXT_BARE);
                if (lacks || (bare != NULL) != (i == 0 && strcmp(text, "amanhã") == 0))
                    fail_msg("%s on %s: \"%s\"", language_names[language], pages[i], text);
            }
    }
}

static void the_country_says_the_language_where_it_has_one(void **state)
{
    static const struct {
        const char *country;
        enum language language;
    } cases[] = {
        {"IE", LANGUAGE_ENGLISH}, {"DE", LANGUAGE_GERMAN},     {"AT", LANGUAGE_GERMAN},
        {"LI", LANGUAGE_GERMAN},  {"FR", LANGUAGE_FRENCH},     {"MC", LANGUAGE_FRENCH},
        {"ES", LANGUAGE_SPANISH}, {"MX", LANGUAGE_SPANISH},    {"IT", LANGUAGE_ITALIAN},
        {"SM", LANGUAGE_ITALIAN}, {"NL", LANGUAGE_DUTCH},      {"PT", LANGUAGE_PORTUGUESE},
        {"PL", LANGUAGE_POLISH},  {"BR", LANGUAGE_PORTUGUESE}, {"BE", LANGUAGE_ENGLISH},
        {"CH", LANGUAGE_ENGLISH}, {"LU", LANGUAGE_ENGLISH},    {"CA", LANGUAGE_ENGLISH},
        {"JP", LANGUAGE_ENGLISH}, {"", LANGUAGE_ENGLISH},      {"T ", LANGUAGE_ENGLISH},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (words_language(CONFIG_LANGUAGE_OF_COUNTRY, cases[i].country) != cases[i].language)
            fail_msg("country \"%s\"", cases[i].country);
}

/* A country that the settings would refuse could never be met. */
static void countries_of_a_language_are_countries(void **state)
{
    int spoken = 0;
    (void)state;
    for (char first = 'A'; first <= 'Z'; first++)
        for (char second = 'A'; second <= 'Z'; second++) {
            const char country[3] = {first, second, '\0'};
            if (words_language(CONFIG_LANGUAGE_OF_COUNTRY, country) == LANGUAGE_ENGLISH)
                continue;
            spoken++;
            assert_true(codes_is_country(country));
        }
    assert_int_equal(spoken, 3 + 20 + 17 + 3 + 2 + 7 + 1);
}

static void a_language_that_was_told_stands_above_the_country(void **state)
{
    (void)state;
    assert_int_equal(words_language(CONFIG_FRENCH, "CH"), LANGUAGE_FRENCH);
    assert_int_equal(words_language(CONFIG_ENGLISH, "DE"), LANGUAGE_ENGLISH);
    assert_int_equal(words_language(CONFIG_POLISH, "IE"), LANGUAGE_POLISH);
}

static void a_text_is_cut_between_what_is_read_as_characters(void **state)
{
    /* An e and its accent apart, a family of three joined by ZWJ, and x. */
    static const char gift[] = "e\u0301\U0001f468\u200d\U0001f469\u200d\U0001f467x";
    /* In bytes, where a character of the whole ends. */
    static const size_t ends[] = {13, 14, 17, 35, 36};
    const struct words_values values = {.visit = 5, .gift = gift};
    char whole[64], part[64];
    (void)state;
    words_fill(whole, sizeof whole, ENOUGH, LANGUAGE_ENGLISH, W_GIVE, &values);
    assert_string_equal(whole, "Visit 5: give e\u0301\U0001f468\u200d\U0001f469\u200d\U0001f467x");
    for (size_t room = 14; room <= sizeof whole; room++) {
        size_t wanted = 0;
        words_fill(part, room, ENOUGH, LANGUAGE_ENGLISH, W_GIVE, &values);
        for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
            wanted = ends[i] < room ? ends[i] : wanted;
        assert_int_equal(strlen(part), wanted);
        assert_memory_equal(part, whole, wanted);
    }
}

static void most_counts_characters_and_not_bytes(void **state)
{
    const struct words_values values = {.visit = 5, .gift = "ééé"};
    char text[64];
    (void)state;
    words_fill(text, sizeof text, 16, LANGUAGE_ENGLISH, W_GIVE, &values);
    assert_string_equal(text, "Visit 5: give éé");
    words_fill(text, sizeof text, 17, LANGUAGE_ENGLISH, W_GIVE, &values);
    assert_string_equal(text, "Visit 5: give ééé");
    words_fill(text, sizeof text, 0, LANGUAGE_ENGLISH, W_GIVE, &values);
    assert_string_equal(text, "");
    words_fill(text, 1, ENOUGH, LANGUAGE_ENGLISH, W_GIVE, &values);
    assert_string_equal(text, "");
}

static void a_value_is_taken_as_it_stands(void **state)
{
    char text[64];
    (void)state;
    words_fill(text, sizeof text, ENOUGH, LANGUAGE_ENGLISH, W_GIVE,
               &(struct words_values){.visit = 1, .gift = "{visit} {what} { %s"});
    assert_string_equal(text, "Visit 1: give {visit} {what} { %s");
    words_fill(text, sizeof text, ENOUGH, LANGUAGE_ENGLISH, W_GIVE,
               &(struct words_values){.visit = 1, .gift = "a\xff\xc3"});
    assert_string_equal(text, "Visit 1: give a??");
    words_fill(text, sizeof text, ENOUGH, LANGUAGE_ENGLISH, W_GIVE, NULL);
    assert_string_equal(text, "Visit 0: give ");
}

static void a_line_is_added_and_cut_where_there_is_no_room(void **state)
{
    char lines[24] = "";
    (void)state;
    words_add_line(lines, sizeof lines, LANGUAGE_ENGLISH, W_TOMORROW, NULL);
    words_add_line(lines, sizeof lines, LANGUAGE_PORTUGUESE, W_TOMORROW, NULL);
    assert_string_equal(lines, "tomorrow\namanhã");
    words_add_line(lines, sizeof lines, LANGUAGE_SPANISH, W_TOMORROW, NULL);
    assert_string_equal(lines, "tomorrow\namanhã\nmañan");
    words_add_line(lines, sizeof lines, LANGUAGE_SPANISH, W_TOMORROW, NULL);
    assert_string_equal(lines, "tomorrow\namanhã\nmañan");
}

/* A shop at work. */

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

static void a_german_till_speaks_german(void **state)
{
    (void)state;
    till_set(&till, "shop", "country", "DE");
    assert_string_equal(SELL(&till, .customer = "7")->why, "neu: Kundennummer, evtl. Stammkunde");
    assert_string_equal(SELL(&till, .customer = "7")->why, "neu: derselbe Besuch wie vorhin");
    assert_string_equal(SELL(&till, .day = 1, .customer = "7")->why,
                        "wieder da: Kundennummer, Besuch 2");
    int64_t note = SELL(&till)->note.code;
    assert_string_equal(SELL(&till, .day = 3, .note = note)->why,
                        "wieder da: Zettel 6. Jan., Besuch 2");
    assert_string_equal(SELL(&till, .kind = "return", .total_minor = -100)->why,
                        "nicht gezählt: Rückgabe");
}

static void slips_bear_their_dates_in_the_shops_language(void **state)
{
    (void)state;
    till_set(&till, "shop", "language", "fr");
    SELL(&till, .day = 54);
    const struct bytes *note = &till.outcome.note_text;
    assert_non_null(memmem(note->data, note->length, "demain", 6));
    assert_non_null(memmem(note->data, note->length, "1er mars 2026", 13));
    assert_null(memmem(note->data, note->length, "March", 5));
    SELL(&till, .day = 54, .print = "card");
    const struct bytes *card = &till.outcome.card_text;
    assert_non_null(memmem(card->data, card->length, "Printed 1er mars 2025", 21));
    assert_non_null(memmem(card->data, card->length, "Spend 10,00 EUR", 15));
}

static void what_the_customer_reads_is_in_the_tills_language(void **state)
{
    (void)state;
    till_set(&till, "shop", "language", "it");
    int64_t card = SELL(&till, .customer = "giver")->card.code;
    const struct answer *answer = LOOK(&till, .day = 1, .card = card, .customer = "giver");
    assert_string_equal(answer->scans[0].why, "buono per nuovi clienti; resta valido");
    struct bytes shown = {0};
    reply_display(answer, &shown);
    bytes_add_byte(&shown, 0);
    assert_string_equal((const char *)shown.data,
                        "Questo buono è per una prima visita: resta valido per un amico.");
    bytes_free(&shown);
    assert_string_equal(LOOK(&till, .day = 1, .card = card)->prompts, "Scontare 2,00 EUR");
}

static void a_sale_told_again_says_what_it_said(void **state)
{
    (void)state;
    till_set(&till, "shop", "language", "es");
    SELL(&till, .ref = "A", .customer = "7");
    SELL(&till, .ref = "B", .day = 1, .customer = "7");
    till_set(&till, "shop", "language", "nl");
    assert_string_equal(SELL(&till, .ref = "B", .day = 1, .customer = "7")->why,
                        "vuelve: n.º de cliente, visita 2");
    assert_string_equal(SELL(&till, .day = 2, .customer = "7")->why,
                        "terug: klantnummer, bezoek 3");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_language_has_every_text_in_normal_form),
        cmocka_unit_test(every_text_has_the_places_of_its_word_and_no_other),
        cmocka_unit_test(a_why_has_at_most_40_characters_with_every_date_and_the_longest_visit),
        cmocka_unit_test(a_why_has_at_most_40_characters_with_every_kind),
        cmocka_unit_test(what_a_note_says_of_thanks_is_never_cut),
        cmocka_unit_test(a_phone_is_asked_about_in_full),
        cmocka_unit_test(all_prompts_of_a_sale_have_room),
        cmocka_unit_test(an_amount_has_the_decimal_point_of_its_language),
        cmocka_unit_test(dates_are_written_as_their_language_does),
        cmocka_unit_test(months_bear_the_names_that_cldr_gives_them),
        cmocka_unit_test(what_stands_on_slips_prints_on_every_western_page),
        cmocka_unit_test(the_country_says_the_language_where_it_has_one),
        cmocka_unit_test(countries_of_a_language_are_countries),
        cmocka_unit_test(a_language_that_was_told_stands_above_the_country),
        cmocka_unit_test(a_text_is_cut_between_what_is_read_as_characters),
        cmocka_unit_test(most_counts_characters_and_not_bytes),
        cmocka_unit_test(a_value_is_taken_as_it_stands),
        cmocka_unit_test(a_line_is_added_and_cut_where_there_is_no_room),
        cmocka_unit_test_setup_teardown(a_german_till_speaks_german, open_till, close_till),
        cmocka_unit_test_setup_teardown(slips_bear_their_dates_in_the_shops_language, open_till,
                                        close_till),
        cmocka_unit_test_setup_teardown(what_the_customer_reads_is_in_the_tills_language, open_till,
                                        close_till),
        cmocka_unit_test_setup_teardown(a_sale_told_again_says_what_it_said, open_till, close_till),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
