/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <iconv.h>
#include <stdio.h>
#include <string.h>

#include "../../drivers/escpos.h"
#include "../../drivers/page_set.h"
#include "../../drivers/paper/paper.h"
#include "profile_helper.h"

static const struct profile *usual(void)
{
    return test_profile("known-80");
}

static void a_page_that_the_profile_lacks_is_refused(void **state)
{
    (void)state;
    struct page_set set = {.count = 99};
    struct drv_fault fault;
    assert_int_equal(page_set_open(usual(), "CP866", &set, &fault), DRV_UNSUPPORTED);
    assert_string_equal(fault.text, "profile \"known-80\" has no code page \"CP866\"");
    assert_int_equal(set.count, 99);
}

/* One byte of a page as UTF-8, by iconv; false where the page has nothing there. */
static bool byte_as_text(const char *page, uint8_t byte, char out[8])
{
    iconv_t converter = iconv_open("UTF-8", page);
    assert_true(converter != (iconv_t)-1);
    char *in = (char *)&byte, *to = out;
    size_t in_left = 1, out_left = 7;
    bool there = iconv(converter, &in, &in_left, &to, &out_left) != (size_t)-1;
    *to = '\0';
    iconv_close(converter);
    return there;
}

static void assert_printed(const struct profile *profile, const char *page, const char *text,
                           const char *expected)
{
    struct escpos *escpos = NULL;
    struct document *document = NULL;
    struct paper *paper = NULL;
    struct bytes slip = {0};
    assert_int_equal(escpos_open(profile, page, &escpos, NULL), DRV_OK);
    assert_int_equal(document_parse(text, strlen(text), &document, NULL), DRV_OK);
    assert_int_equal(escpos_encode(escpos, document, ESCPOS_SLIP, &slip, NULL), DRV_OK);
    assert_int_equal(paper_print(slip.data, slip.length, profile, &paper, NULL), DRV_OK);
    if (strcmp(paper_sheet_at(paper, 0)->text, expected) != 0)
        fail_msg("%s on %s of %s: \"%s\"", text, page, profile->name,
                 paper_sheet_at(paper, 0)->text);
    paper_free(paper);
    bytes_free(&slip);
    document_free(document);
    escpos_close(escpos);
}

/* Blanks and hyphens that are only typography do not come through: text.h. */
static bool shows(const char *text)
{
    return strcmp(text, "\u00a0") != 0 && strcmp(text, "\u00ad") != 0;
}

static void every_byte_of_every_page_comes_out_as_what_it_is(void **state)
{
    (void)state;
    for (const struct profile *profile = profile_all(); profile->name != NULL; profile++)
        for (int page = 0; page < PROFILE_PAGES && profile->pages[page].name != NULL; page++) {
            const char *name = profile->pages[page].name;
            int count = 0;
            if (profile->pages[page].aside)
                continue;
            for (int byte = 0x80; byte <= 0xff; byte++) {
                char letter[8], text[16], expected[16];
                if (!byte_as_text(name, (uint8_t)byte, letter) || !shows(letter))
                    continue;
                snprintf(text, sizeof text, "|x%s", letter);
                bool said = strcmp(letter, "\u20ac") != 0 || profile->pages[page].euro;
                snprintf(expected, sizeof expected, "x%s\n", said ? letter : "EUR");
                assert_printed(profile, name, text, expected);
                count++;
            }
            assert_true(count >= 109); /* CP1253 has 17 holes, and the two that do not show */
        }
}

/* A euro stands where only some models have it, and an owner may name a page of any. */
static void a_euro_comes_only_from_a_page_that_is_known_to_hold_it(void **state)
{
    (void)state;
    struct profile profile = *test_profile("known-80");
    profile.pages[0].euro = false;
    assert_printed(&profile, "CP858", "|5 \u20ac", "5 EUR\n");
    assert_printed(&profile, "CP1252", "|5 \u20ac", "5 \u20ac\n");
    assert_printed(&profile, NULL, "|5 \u20ac", "5 \u20ac\n");
}

static void a_printer_without_esc_t_has_the_page_that_its_owner_names(void **state)
{
    (void)state;
    struct page_set set;
    assert_int_equal(page_set_open(test_profile("bare-80"), NULL, &set, NULL), DRV_OK);
    assert_false(set.told);
    assert_int_equal(set.entries[0].page.count, 0);
    assert_int_equal(page_set_open(test_profile("bare-80"), "CP850", &set, NULL), DRV_OK);
    assert_true(set.told);
    assert_int_equal(set.entries[0].number, 2);
    assert_true(text_page_has(&set.entries[0].page, 0xe9));
}

static void a_page_that_iconv_does_not_know_is_left_out(void **state)
{
    (void)state;
    struct profile profile = *test_profile("known-80");
    profile.pages[1].name = "CP-none";
    struct page_set set;
    struct drv_fault fault;
    assert_int_equal(page_set_open(&profile, NULL, &set, NULL), DRV_OK);
    page_set_load(&set);
    assert_int_equal(page_set_mask(&set, 0xe9), 0xd); /* CP858, CP850, CP437 */
    assert_int_equal(page_set_mask(&set, 0x160), 0);  /* CP1252 alone */
    assert_int_equal(page_set_mask(&set, 0x2500), 0xd);
    assert_int_equal(page_set_mask(&set, 0x80), 0);
    assert_int_equal(page_set_open(&profile, "CP-none", &set, &fault), DRV_UNSUPPORTED);
    assert_string_equal(fault.text, "no code page \"CP-none\" on this machine");
}

static void a_loss_is_what_no_page_has(void **state)
{
    (void)state;
    struct page_set set;
    const char *text = "\u2013 \u0160 \u03c0 \u0141\u0416";
    assert_int_equal(page_set_open(usual(), NULL, &set, NULL), DRV_OK);
    assert_ptr_equal(page_set_first_loss(&set, text, strlen(text), TEXT_BARE),
                     strstr(text, "\u0141"));
    assert_ptr_equal(page_set_first_loss(&set, text, strlen(text), TEXT_LOST),
                     strstr(text, "\u0416"));
    assert_null(page_set_first_loss(&set, text, 9, TEXT_PLAIN));
}

/* The pages of the manuals, where iconv has no say. */
static void the_pages_are_those_of_the_printers_manuals(void **state)
{
    (void)state;
    static const struct {
        const char *page, *text, *bytes;
    } cases[] = {
        {"CP858", "|\u20ac", "\x1bt\x13\xd5"},
        {"CP1252", "|\u20ac", "\x1bt\x10\x80"},
        {"CP850", "|\u0131", "\x1bt\x02\xd5"},
        {"CP850", "|\u20ac",
         "\x1bt\x02"
         "EUR"},
        {"CP858", "|\u00fc", "\x1bt\x13\x81"},
        {"CP1252", "|\u00fc", "\x1bt\x10\xfc"},
        {"CP858", "|\u2013", "\x1bt\x13-"},
        {"CP1252", "|\u201c", "\x1bt\x10\x93"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct escpos *escpos = NULL;
        struct document *document = NULL;
        struct bytes slip = {0};
        assert_int_equal(escpos_open(usual(), cases[i].page, &escpos, NULL), DRV_OK);
        assert_int_equal(document_parse(cases[i].text, strlen(cases[i].text), &document, NULL), 0);
        assert_int_equal(escpos_encode(escpos, document, ESCPOS_SLIP, &slip, NULL), DRV_OK);
        assert_memory_equal(slip.data + 7, cases[i].bytes, 3); /* ESC @, FS ., ESC R 0; ESC 3 24 */
        assert_memory_equal(slip.data + 13, cases[i].bytes + 3, strlen(cases[i].bytes) - 3);
        bytes_free(&slip);
        document_free(document);
        escpos_close(escpos);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_that_the_profile_lacks_is_refused),
        cmocka_unit_test(every_byte_of_every_page_comes_out_as_what_it_is),
        cmocka_unit_test(a_euro_comes_only_from_a_page_that_is_known_to_hold_it),
        cmocka_unit_test(a_printer_without_esc_t_has_the_page_that_its_owner_names),
        cmocka_unit_test(a_page_that_iconv_does_not_know_is_left_out),
        cmocka_unit_test(a_loss_is_what_no_page_has),
        cmocka_unit_test(the_pages_are_those_of_the_printers_manuals),
    };
    return cmocka_run_group_tests_name("page_set", tests, NULL, NULL);
}
