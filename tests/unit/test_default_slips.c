/* SPDX-License-Identifier: MIT */
/*
 * The slips of a new shop in each language, with every section on. What they say at 32 columns
 * stands in default_slips/, to be read by who speaks the language.
 */
#include "../../plugin/offer.h"
#include "../../plugin/slip.h"
#undef fail /* cmocka has a macro of this name, too */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../config/config.h"
#include "../../drivers/page_set.h"
#include "../../plugin/render.h"
#include "../../plugin/words.h"

enum { DAY = 20781, NOTE_CODE = 123456789, CARD_CODE = 987654321 }; /* 2026-11-24 */

enum slip { NOTE, CARD };

static struct config config_of(enum config_language language)
{
    struct config_locale locale = {"IE", "EUR", language, language};
    struct config config;
    char *ini = config_new_ini(&locale);
    assert_non_null(ini);
    assert_int_equal(config_parse("comeback.ini", ini, strlen(ini), &config, NULL), CONFIG_OK);
    free(ini);
    return config;
}

/* The fifth visit of somebody whose friend has come, a week before what waits may be used. */
static struct answer answer_of(const struct config *config, int32_t day)
{
    struct answer answer = {.day = day};
    answer.note =
        (struct note){.code = NOTE_CODE, .visit = 5, .every = 6, .at = 6, .until_day = day + 365};
    offer_card_of(config, choose_next(config, CONFIG_FOR_FRIEND, NULL), NULL, &answer.card.terms);
    answer.note.giver = answer.card.terms.giver;
    benefit_of_offer(choose_next(config, CONFIG_FOR_VISITS, NULL), &answer.note.gift);
    answer.note.thanks = (struct benefit){.given = true, .sort = CONFIG_PERCENT, .percent = 10};
    answer.note.thanks_day = day + 7;
    answer.card.code = CARD_CODE;
    answer.card.until_day = day + 90;
    return answer;
}

/* The same with what the shop will do next: as much as a note can have of it. */
static void add_steps(struct answer *answer)
{
    static const char text[] = "A service, free";
    answer->step_count = 2;
    for (int i = 0; i < 2; i++) {
        struct answer_step *step = &answer->steps[i];
        *step = (struct answer_step){.due_day = answer->day + 170 + i, .from_now = true};
        snprintf(step->name, sizeof step->name, "step%d", i);
        snprintf(step->text, sizeof step->text, "%s", text);
    }
}

static const char *template_of(enum config_language language, enum slip slip)
{
    const char *name = slip == CARD ? "card.receipt" : "note.receipt";
    const struct config_default_file *file = config_default_files(language);
    while (strcmp(file->name, name) != 0)
        file++;
    return file->text;
}

static void expand_with(enum config_language language, enum slip slip, int32_t day,
                        unsigned columns, bool steps, struct bytes *out)
{
    struct config config = config_of(language);
    struct answer answer = answer_of(&config, day);
    struct slip_values values;
    struct slip_template *template = NULL;
    if (steps)
        add_steps(&answer);
    unsigned required = slip == CARD ? SLIP_CARD_REQUIRED : SLIP_NOTE_REQUIRED;
    assert_int_equal(slip_parse("f", template_of(language, slip), required, &template, NULL),
                     COMEBACK_OK);
    if (slip == CARD)
        slip_card_values(&config, &answer, &values);
    else
        slip_note_values(&config, &answer, &values);
    assert_int_equal(slip_expand(template, &values, columns, out, NULL), COMEBACK_OK);
    slip_free(template);
}

static void expand(enum config_language language, enum slip slip, int32_t day, unsigned columns,
                   struct bytes *out)
{
    expand_with(language, slip, day, columns, false, out);
}

static void each_language_says_what_is_written_down(void **state)
{
    (void)state;
    for (enum config_language l = CONFIG_ENGLISH; l <= CONFIG_POLISH; l++) {
        char path[64], *expected = NULL;
        size_t length;
        struct bytes text = {0};
        expand(l, NOTE, DAY, 32, &text);
        expand(l, CARD, DAY, 32, &text);
        bytes_add_byte(&text, 0);
        snprintf(path, sizeof path, "tests/unit/default_slips/%s.txt", config_language_words[l]);
        assert_int_equal(config_read_file(path, &expected, &length, NULL), CONFIG_OK);
        assert_string_equal((const char *)text.data, expected);
        free(expected);
        bytes_free(&text);
    }
}

/* As paper has them, a symbol being one. */
static int count_lines(const struct profile *profile, const struct bytes *text)
{
    struct bytes lines = {0};
    struct fault fault = {{0}};
    int count = 0;
    assert_int_equal(render_slip(profile, NULL, (const char *)text->data, text->length, "text",
                                 false, &lines, &fault),
                     COMEBACK_OK);
    bytes_add_byte(&lines, 0);
    for (char *rest = NULL, *line = strtok_r((char *)lines.data, "\n", &rest); line != NULL;
         line = strtok_r(NULL, "\n", &rest))
        count += line[strspn(line, " ")] != '\0';
    bytes_free(&lines);
    return count;
}

static void assert_twelve_lines(enum config_language language, const struct profile *profile,
                                int32_t day, bool steps)
{
    struct bytes text = {0};
    expand_with(language, NOTE, day, profile->columns, steps, &text);
    int count = count_lines(profile, &text);
    if (count < 9 || count > 12)
        fail_msg("%s on %s: %d lines:\n%.*s", config_language_words[language], profile->name, count,
                 (int)text.length, (const char *)text.data);
    bytes_free(&text);
}

/* In every month, since they are of different lengths. */
static void a_note_has_at_most_twelve_lines_in_any_language(void **state)
{
    static const char *const profiles[] = {"generic-58", "generic-80-42", "generic-80"};
    (void)state;
    for (enum config_language l = CONFIG_ENGLISH; l <= CONFIG_POLISH; l++)
        for (size_t i = 0; i < sizeof profiles / sizeof profiles[0]; i++)
            for (int month = 0; month < 12; month++)
                assert_twelve_lines(l, profile_find(profiles[i]), DAY + 30 * month, false);
}

/* Where each step is short enough for one line: on paper of 80 mm. */
static void a_note_with_two_steps_has_at_most_twelve_lines_too(void **state)
{
    static const char *const profiles[] = {"generic-80-42", "generic-80"};
    (void)state;
    for (enum config_language l = CONFIG_ENGLISH; l <= CONFIG_POLISH; l++)
        for (size_t i = 0; i < sizeof profiles / sizeof profiles[0]; i++)
            for (int month = 0; month < 12; month++)
                assert_twelve_lines(l, profile_find(profiles[i]), DAY + 30 * month, true);
}

static void assert_letters(enum config_language language, const struct bytes *text,
                           enum text_loss least)
{
    struct page_set set;
    const char *slip = (const char *)text->data;
    assert_int_equal(page_set_open(profile_find("epson-tm-t20ii"), NULL, &set, NULL), DRV_OK);
    const char *lost = page_set_first_loss(&set, slip, text->length, least);
    if (lost != NULL)
        fail_msg("%s: %.20s", config_language_words[language], lost);
}

static void a_printer_has_the_letters_of_every_language(void **state)
{
    (void)state;
    for (enum config_language l = CONFIG_ENGLISH; l <= CONFIG_POLISH; l++)
        for (enum slip slip = NOTE; slip <= CARD; slip++) {
            struct bytes text = {0};
            expand(l, slip, DAY, 48, &text);
            assert_letters(l, &text, TEXT_BARE);
            bytes_free(&text);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_language_says_what_is_written_down),
        cmocka_unit_test(a_note_has_at_most_twelve_lines_in_any_language),
        cmocka_unit_test(a_note_with_two_steps_has_at_most_twelve_lines_too),
        cmocka_unit_test(a_printer_has_the_letters_of_every_language),
    };
    return cmocka_run_group_tests_name("default slips", tests, NULL, NULL);
}
