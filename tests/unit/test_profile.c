/* SPDX-License-Identifier: MIT */
/* What is known of printers: the table, and the strict reader that it is made with. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../drivers/page_set.h"
#include "../../drivers/profile_reader.h"
#include "../../drivers/profile_words.h"

/* What a reading told, a line each. */
struct told {
    char mistakes[8192];
    unsigned mistake_count, fact_count, without_source;
};

static void hear_mistake(void *context, unsigned line, const char *text)
{
    struct told *told = context;
    size_t length = strlen(told->mistakes);
    snprintf(told->mistakes + length, sizeof told->mistakes - length, "%u: %s\n", line, text);
    told->mistake_count++;
}

static void hear_fact(void *context, const struct profile_fact *fact)
{
    struct told *told = context;
    told->fact_count++;
    told->without_source += fact->source[0] == '\0';
}

static int read_model(const char *text, struct profile *out, struct told *told)
{
    const struct profile_hearer hearer = {told, hear_mistake, hear_fact};
    *told = (struct told){.mistake_count = 0};
    return profile_read_model(text, strlen(text), &hearer, out);
}

static int read_own(const char *text, struct profile *out, struct told *told)
{
    const struct profile_hearer hearer = {told, hear_mistake, hear_fact};
    *told = (struct told){.mistake_count = 0};
    return profile_read_own(text, strlen(text), profile_all(), &hearer, out);
}

/* --- the table --- */

static void assert_same_pages(const struct profile *read, const struct profile *table)
{
    for (int i = 0; i < PROFILE_PAGES; i++) {
        const struct profile_page *page = &read->pages[i], *same = &table->pages[i];
        assert_int_equal(page->name == NULL, same->name == NULL);
        if (page->name == NULL)
            return;
        assert_string_equal(page->name, same->name);
        assert_int_equal(page->number, same->number);
        assert_int_equal(page->euro, same->euro);
        assert_int_equal(page->aside, same->aside);
    }
}

static void every_model_is_what_its_file_says(void **state)
{
    (void)state;
    unsigned models = 0;
    for (const struct profile *p = profile_all(); p->name != NULL; p++) {
        struct profile read;
        struct told told;
        assert_int_equal(read_model(p->text, &read, &told), DRV_OK);
        assert_int_equal(read.dots, p->dots);
        assert_int_equal(read.dpi, p->dpi);
        assert_int_equal(read.columns, p->columns);
        assert_int_equal(read.columns_b, p->columns_b);
        assert_int_equal(read.units_per_dot, p->units_per_dot);
        assert_int_equal(read.commands, p->commands);
        assert_int_equal(read.codes, p->codes);
        assert_int_equal(read.answers, p->answers);
        assert_int_equal(read.cut, p->cut);
        assert_int_equal(read.blade_lines, p->blade_lines);
        assert_int_equal(read.qr_module_most, p->qr_module_most);
        assert_int_equal(read.raster_rows_most, p->raster_rows_most);
        assert_int_equal(read.graphics_rows_most, p->graphics_rows_most);
        assert_int_equal(read.buffer_bytes, p->buffer_bytes);
        assert_same_pages(&read, p);
        assert_true(told.fact_count >= 10);
        assert_int_equal(told.without_source, 0);
        models += p->model[0] != '\0';
    }
    assert_true(models >= 20);
}

/* `make docs` wrote it last. */
static void the_page_of_printers_is_made_from_their_files(void **state)
{
    (void)state;
    char command[4096] = "awk -f docs/printers.awk";
    for (const struct profile *p = profile_all(); p->name != NULL; p++)
        sprintf(command + strlen(command), " config/printers/%s.profile", p->name);
    strcat(command, " | cmp - docs/printers.md");
    assert_int_equal(system(command), 0);
}

static void the_names_are_in_order_and_the_old_ones_stay(void **state)
{
    (void)state;
    static const char *const names[] = {"generic-80",     "generic-80-42",   "generic-58",
                                        "epson-tm-t20ii", "epson-tm-t88iii", "epson-tm-t88v",
                                        "epson-tm-l90"};
    for (const struct profile *p = profile_all(); p[1].name != NULL; p++)
        assert_true(strcmp(p[0].name, p[1].name) < 0);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        assert_string_equal(profile_find(names[i])->name, names[i]);
    assert_null(profile_find("epson"));
}

static void a_generic_printer_is_trusted_with_pictures_alone(void **state)
{
    (void)state;
    static const char *const names[] = {"generic-80", "generic-80-42", "generic-58"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const struct profile *profile = profile_find(names[i]);
        assert_int_equal(profile->commands, PROFILE_GS_V0);
        assert_int_equal(profile->codes, 0);
        assert_int_equal(profile->answers, 0);
        assert_string_equal(profile->model, "");
    }
}

static void a_printer_that_tells_its_model_has_that_profile(void **state)
{
    (void)state;
    assert_string_equal(profile_for_model("EPSON", "TM-T88V")->name, "epson-tm-t88v");
    assert_string_equal(profile_for_model("Epson", "tm-t20ii")->name, "epson-tm-t20ii");
    assert_null(profile_for_model("EPSON", "TM-T88"));
    assert_null(profile_for_model("STAR", "TM-T88V"));
    assert_null(profile_for_model("", ""));
}

/* Its letters would come out in the wrong order, or unjoined: they are drawn instead. */
static void no_text_is_put_on_a_page_that_is_aside(void **state)
{
    (void)state;
    static const uint32_t letters[] = {0x05D0, 0x0628, 0x0E01};
    struct page_set set;
    assert_int_equal(page_set_open(profile_find("epson-tm-l90"), NULL, &set, NULL), DRV_OK);
    for (unsigned i = 0; i < set.count; i++)
        for (size_t j = 0; j < sizeof letters / sizeof letters[0]; j++)
            assert_false(text_page_has(&set.entries[i].page, letters[j]));
}

static void columns_follow_the_width_of_the_paper(void **state)
{
    (void)state;
    struct profile profile = *profile_find("epson-tm-t20ii");
    assert_true(profile_set_width(&profile, 384));
    assert_int_equal(profile.dots, 384);
    assert_int_equal(profile.columns, 32);
    assert_int_equal(profile.columns_b, 42);
    assert_false(profile_set_width(&profile, 385));
    assert_false(profile_set_width(&profile, 11));
    assert_int_equal(profile.dots, 384);
    profile = *profile_find("epson-tm-t88v");
    assert_true(profile_set_width(&profile, 360));
    assert_int_equal(profile.columns, 30);
    assert_int_equal(profile.columns_b, 40);
}

/* --- the reader --- */

#define WHOLE                                                                                      \
    "source = a book\ndots = 512\ndpi = 180\ncolumns = 42\ncommands = none\ncodes = none\n"        \
    "answers = none\ncut = none\n"

static void a_model_is_read_whole(void **state)
{
    (void)state;
    struct profile profile;
    struct told told;
    assert_int_equal(read_model("# a printer\r\n"
                                "source = a book, p. 1\r\n"
                                "  maker   =   ACME  \n"
                                "model = X = 1\n"
                                "dots = 512\ndpi = 180\ncolumns = 42\ncolumns_b = 56\n"
                                "units_per_dot = 2\n"
                                "\n"
                                "source = another, p. 2\n"
                                "page = 19  CP858  euro\npage = 0 CP437\n"
                                "commands = esc-t  esc-j gs-v0 gs-l gs-nv\ncodes = ean13 qr\n"
                                "answers = realtime asb\ncut = esc-i\nblade_lines = 4\n"
                                "qr_module_most = 16\nraster_rows_most = 2303\n"
                                "graphics_rows_most = 1662\nbuffer_bytes = 4096",
                                &profile, &told),
                     DRV_OK);
    assert_string_equal(told.mistakes, "");
    assert_int_equal(told.fact_count, 18);
    assert_int_equal(profile.dots, 512);
    assert_int_equal(profile.columns_b, 56);
    assert_int_equal(profile.units_per_dot, 2);
    assert_string_equal(profile.pages[0].name, "CP858");
    assert_int_equal(profile.pages[0].number, 19);
    assert_true(profile.pages[0].euro);
    assert_false(profile.pages[1].euro);
    assert_null(profile.pages[2].name);
    assert_int_equal(profile.commands,
                     PROFILE_ESC_T | PROFILE_ESC_J | PROFILE_GS_V0 | PROFILE_GS_L | PROFILE_GS_NV);
    assert_int_equal(profile.codes, PROFILE_EAN13 | PROFILE_QR);
    assert_int_equal(profile.answers, PROFILE_REALTIME | PROFILE_ASB);
    assert_int_equal(profile.cut, PROFILE_CUT_ESC_I);
    assert_int_equal(profile.graphics_rows_most, 1662);
    assert_int_equal(profile.buffer_bytes, 4096);
}

static void every_mistake_says_where_what_and_what_was_expected(void **state)
{
    (void)state;
    static const struct {
        const char *text, *told;
    } cases[] = {
        {"", "0: dots: found nothing, expected it in every profile\n"
             "0: dpi: found nothing, expected it in every profile\n"
             "0: columns: found nothing, expected it in every profile\n"
             "0: commands: found nothing, expected it in every profile\n"
             "0: codes: found nothing, expected it in every profile\n"
             "0: answers: found nothing, expected it in every profile\n"
             "0: cut: found nothing, expected it in every profile\n"},
        {WHOLE "dots = 512\n", "9: dots: found \"512\", expected the key once\n"},
        {WHOLE "colums = 42\n", "9: \"colums\": found an unknown key\n"},
        {WHOLE "like = generic-80\n", "9: \"like\": found an unknown key\n"},
        {WHOLE "blade_lines = 21\n",
         "9: blade_lines: found \"21\", expected a whole number from 0 to 20\n"},
        {WHOLE "blade_lines = -1\n",
         "9: blade_lines: found \"-1\", expected a whole number from 0 to 20\n"},
        {WHOLE "raster_rows_most = 65536\n",
         "9: raster_rows_most: found \"65536\", expected a whole number from 0 to 65535\n"},
        {WHOLE "raster_rows_most = 4294967297\n",
         "9: raster_rows_most: found \"4294967297\", expected a whole number from 0 to 65535\n"},
        {WHOLE "blade_lines\n", "9: found \"blade_lines\", expected key = value\n"},
        {WHOLE "blade_lines =  \n", "9: found \"blade_lines =\", expected key = value\n"},
        {WHOLE "= 4\n", "9: found \"= 4\", expected key = value\n"},
        {WHOLE "page = 256 CP437\n",
         "9: page: found \"256 CP437\", expected a number from 0 to 255, a code page that is "
         "known, and euro where it has one, such as 19 CP858 euro\n"},
        {WHOLE "page = 0 CP1 euro\n",
         "9: page: found \"0 CP1 euro\", expected a number from 0 to 255, a code page that is "
         "known, and euro where it has one, such as 19 CP858 euro\n"},
        {WHOLE "page = 0 CP437\npage = 0 CP850\n",
         "10: page: found \"0 CP850\", expected a number that no other page has\n"},
        {WHOLE "page = none\npage = 0 CP850\n",
         "10: page: found \"0 CP850\", expected none alone, or pages alone\n"},
        {"source = a\ncut = gs-v66\n",
         "2: cut: found \"gs-v66\", expected none, gs-v, gs-v0 or esc-i\n"
         "0: dots: found nothing, expected it in every profile\n"
         "0: dpi: found nothing, expected it in every profile\n"
         "0: columns: found nothing, expected it in every profile\n"
         "0: commands: found nothing, expected it in every profile\n"
         "0: codes: found nothing, expected it in every profile\n"
         "0: answers: found nothing, expected it in every profile\n"},
        {WHOLE "maker = 12345678901234567890123456789012345678901\n",
         "9: maker: found \"12345678901234567890123456789012345678901\", expected a name of at "
         "most 40 bytes\n"},
        {WHOLE "source = a\tb\n", "9: found a control character\n"},
        {WHOLE "columns_b = 41\n", "0: columns_b: expected no less than columns\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct profile before, profile;
        struct told told;
        memset(&before, 0x5A, sizeof before);
        profile = before;
        assert_int_equal(read_model(cases[i].text, &profile, &told), DRV_INVALID);
        assert_string_equal(told.mistakes, cases[i].told);
        assert_memory_equal(&profile, &before, sizeof profile);
    }
}

static void a_fact_without_a_source_is_refused(void **state)
{
    (void)state;
    struct profile profile;
    struct told told;
    assert_int_equal(read_model("dots = 512\n" WHOLE, &profile, &told), DRV_INVALID);
    assert_string_equal(told.mistakes, "1: dots: found \"512\", expected a line source = above it\n"
                                       "3: dots: found \"512\", expected the key once\n");
}

static void facts_that_cannot_be_meant_together_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *facts, *told;
    } cases[] = {
        {"commands = gs-v0\ncodes = none\n", "0: raster_rows_most: expected beside gs-v0\n"},
        {"commands = gs-l\ncodes = none\n", "0: graphics_rows_most: expected beside gs-l\n"},
        {"commands = gs-nv\ncodes = none\n", "0: commands: expected gs-l beside gs-nv\n"},
        {"commands = esc-j\ncodes = none\n", "0: units_per_dot: expected beside esc-j\n"},
        {"commands = none\ncodes = qr\n", "0: qr_module_most: expected beside qr\n"},
        {"commands = none\ncodes = qr qr\n",
         "3: codes: found \"qr\", expected none, or each once of upc-a, upc-e, ean13, ean8, "
         "code39, itf, codabar, code93, code128, qr\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[512];
        struct profile profile;
        struct told told;
        snprintf(text, sizeof text,
                 "source = a\n%sdots = 384\ndpi = 203\ncolumns = 32\nanswers = none\ncut = none\n",
                 cases[i].facts);
        assert_int_equal(read_model(text, &profile, &told), DRV_INVALID);
        assert_string_equal(told.mistakes, cases[i].told);
    }
}

static void every_mistake_is_told_up_to_a_hundred(void **state)
{
    (void)state;
    char text[4096] = "";
    struct profile profile;
    struct told told;
    for (int i = 0; i < 150; i++)
        strcat(text, "x = 1\n");
    assert_int_equal(read_model(text, &profile, &told), DRV_INVALID);
    assert_int_equal(told.mistake_count, PROFILE_MISTAKES_MOST);
}

static void a_text_or_a_line_that_is_too_long_is_refused(void **state)
{
    (void)state;
    static char text[PROFILE_FILE_MAX + 2];
    char line[2 * PROFILE_LINE_MAX];
    struct profile profile;
    struct told told;
    memset(text, '\n', sizeof text - 1);
    assert_int_equal(read_model(text, &profile, &told), DRV_LIMIT);
    assert_string_equal(told.mistakes, "0: found 16385 bytes, expected at most 16384\n");
    snprintf(line, sizeof line, "# %0*d\n" WHOLE, PROFILE_LINE_MAX - 2, 0);
    assert_int_equal(read_model(line, &profile, &told), DRV_OK);
    snprintf(line, sizeof line, "# %0*d\n" WHOLE, PROFILE_LINE_MAX - 1, 0);
    assert_int_equal(read_model(line, &profile, &told), DRV_INVALID);
    assert_string_equal(told.mistakes, "1: found a line of 256 bytes, expected at most 255\n");
}

static void there_is_room_for_47_pages(void **state)
{
    (void)state;
    char text[2048];
    struct profile profile;
    struct told told;
    int length = snprintf(text, sizeof text, WHOLE);
    for (int i = 0; i < 47; i++)
        length += snprintf(text + length, sizeof text - (size_t)length, "page = %d CP437\n", i);
    assert_int_equal(read_model(text, &profile, &told), DRV_OK);
    assert_int_equal(profile.pages[46].number, 46);
    assert_null(profile.pages[47].name);
    strcat(text, "page = 47 CP437\n");
    assert_int_equal(read_model(text, &profile, &told), DRV_INVALID);
    assert_string_equal(told.mistakes,
                        "56: page: found \"47 CP437\", expected no more than 47 pages\n");
}

/* --- an own profile --- */

static void an_own_profile_is_what_it_is_like_but_for_what_it_says(void **state)
{
    (void)state;
    struct profile profile;
    struct told told;
    const struct profile *like = profile_find("epson-tm-t88v");
    assert_int_equal(
        read_own("like = epson-tm-t88v\ncut = none\nblade_lines = 5\n", &profile, &told), DRV_OK);
    assert_ptr_equal(profile.name, like->name);
    assert_int_equal(profile.cut, PROFILE_CUT_NONE);
    assert_int_equal(profile.blade_lines, 5);
    profile.cut = like->cut;
    profile.blade_lines = like->blade_lines;
    assert_memory_equal(&profile, like, sizeof profile);
}

static void the_first_page_of_an_own_profile_takes_the_place_of_all(void **state)
{
    (void)state;
    struct profile profile;
    struct told told;
    assert_int_equal(read_own("like = epson-tm-t88v\npage = 7 CP866\n", &profile, &told), DRV_OK);
    assert_string_equal(profile.pages[0].name, "CP866");
    assert_null(profile.pages[1].name);
    assert_int_equal(read_own("like = epson-tm-t88v\npage = none\n", &profile, &told), DRV_OK);
    assert_null(profile.pages[0].name);
}

static void an_own_profile_must_be_like_one_that_there_is(void **state)
{
    (void)state;
    static const struct {
        const char *text, *told;
    } cases[] = {
        {"# nothing\n", "0: like: found nothing, expected the profile that it is like\n"},
        {"like = mine\n", "1: like: found \"mine\", expected a profile of `comeback printers "
                          "--profiles`\n"},
        {"cut = none\nlike = generic-80\n",
         "1: cut: found \"none\", expected a line like = above it\n"},
        {"like = generic-80\nlike = generic-58\n",
         "2: like: found \"generic-58\", expected the key once\n"},
        {"like = generic-80\ncolumns = 49\n",
         "0: columns: expected dots to be 12 to 24 times as many\n"},
        {"like = generic-80\nmodel = X\n", "2: \"model\": found an unknown key\n"},
        {"like = generic-80\ncommands = gs-l\n", "0: graphics_rows_most: expected beside gs-l\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct profile profile;
        struct told told;
        assert_int_equal(read_own(cases[i].text, &profile, &told), DRV_INVALID);
        assert_string_equal(told.mistakes, cases[i].told);
    }
}

/* --- words --- */

static void a_set_is_written_as_it_is_read(void **state)
{
    (void)state;
    char text[64], short_text[8];
    const struct profile_word *list = profile_answer_words;
    assert_int_equal(profile_words_of_set(list, 0, " ", text, sizeof text), 4);
    assert_string_equal(text, "none");
    profile_words_of_set(list, PROFILE_ASB | PROFILE_CLEAR, " ", text, sizeof text);
    assert_string_equal(text, "asb clear");
    assert_int_equal(profile_words_of_set(list, PROFILE_ASB | PROFILE_CLEAR, ", ", short_text,
                                          sizeof short_text),
                     10);
    assert_string_equal(short_text, "asb, cl");
    assert_string_equal(profile_word_of(profile_cut_words, PROFILE_CUT_GS_V0)->word, "gs-v0");
    assert_null(profile_word_of(profile_cut_words, 99));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_model_is_what_its_file_says),
        cmocka_unit_test(the_page_of_printers_is_made_from_their_files),
        cmocka_unit_test(the_names_are_in_order_and_the_old_ones_stay),
        cmocka_unit_test(a_generic_printer_is_trusted_with_pictures_alone),
        cmocka_unit_test(a_printer_that_tells_its_model_has_that_profile),
        cmocka_unit_test(no_text_is_put_on_a_page_that_is_aside),
        cmocka_unit_test(columns_follow_the_width_of_the_paper),
        cmocka_unit_test(a_model_is_read_whole),
        cmocka_unit_test(every_mistake_says_where_what_and_what_was_expected),
        cmocka_unit_test(a_fact_without_a_source_is_refused),
        cmocka_unit_test(facts_that_cannot_be_meant_together_are_refused),
        cmocka_unit_test(every_mistake_is_told_up_to_a_hundred),
        cmocka_unit_test(a_text_or_a_line_that_is_too_long_is_refused),
        cmocka_unit_test(there_is_room_for_47_pages),
        cmocka_unit_test(an_own_profile_is_what_it_is_like_but_for_what_it_says),
        cmocka_unit_test(the_first_page_of_an_own_profile_takes_the_place_of_all),
        cmocka_unit_test(an_own_profile_must_be_like_one_that_there_is),
        cmocka_unit_test(a_set_is_written_as_it_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
