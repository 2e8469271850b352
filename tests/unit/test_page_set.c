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

enum { CP437 = 0, CP850 = 2, CP1252 = 16, CP858 = 19 };

static const struct profile *usual(void)
{
    return profile_find("generic-80");
}

static struct page_set open_set(void)
{
    struct page_set set;
    assert_int_equal(page_set_open(usual(), NULL, &set, NULL), DRV_OK);
    return set;
}

static void the_page_that_loses_least_says_a_text(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint8_t number;
    } cases[] = {
        {"", CP858},
        {"Your Shop", CP858},
        {"Caf\u00e9 5,00 \u20ac", CP858},
        {"\u20ac \u0160koda", CP1252},
        {"\u201cthe\u201d caf\u00e9 \u2013 \u20ac", CP1252},
        {"\u0131stanbul", CP850}, /* a dotless i stands where CP858 has the euro */
        {"\u00b1 \u2264 \u03c0", CP437},
        {"\u03c0 \u20ac", CP437},             /* no page has both; a euro has a plain form */
        {"\u4e2d\u6587", CP858},              /* on no page */
        {"\u200b\u00ad", CP858},              /* shows nothing anyway */
        {"\u0160\u0160\u0160 \u03c0", CP437}, /* one that is lost is more than marks that are */
        {"\u0141\u0416 \u0160", CP1252},      /* so many are lost anywhere; of marks fewest here */
    };
    struct page_set set = open_set();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint8_t number = page_set_for_text(&set, cases[i].text, strlen(cases[i].text))->number;
        if (number != cases[i].number)
            fail_msg("\"%s\": page %u", cases[i].text, number);
    }
}

static uint8_t number_for(const struct page_set *set, const char *text)
{
    struct document *document = NULL;
    assert_int_equal(document_parse(text, strlen(text), &document, NULL), DRV_OK);
    uint8_t number = page_set_for_document(set, document, 48)->number;
    document_free(document);
    return number;
}

/* CP1252 has dashes and quotes, and no lines. */
static void lines_that_are_drawn_count_more_than_a_quote_and_less_than_a_letter(void **state)
{
    (void)state;
    struct page_set set = open_set();
    assert_int_equal(number_for(&set, "it\u2019s"), CP1252);
    assert_int_equal(number_for(&set, "-\nit\u2019s\n-"), CP858);
    assert_int_equal(number_for(&set, "{border:line}\nit\u2019s"), CP858);
    assert_int_equal(number_for(&set, "-\n\u0160koda\n-"), CP1252);
    /* What stands in a symbol is not printed as text. */
    assert_int_equal(number_for(&set, "{code:\u0160\u0160;option:qrcode}\n\u03c0"), CP437);
}

static void a_page_that_the_profile_lacks_is_refused(void **state)
{
    (void)state;
    struct page_set set = {.count = 99};
    struct drv_fault fault;
    assert_int_equal(page_set_open(usual(), "CP866", &set, &fault), DRV_UNSUPPORTED);
    assert_string_equal(fault.text, "profile \"generic-80\" has no code page \"CP866\"");
    struct profile bare = {.name = "bare"};
    assert_int_equal(page_set_open(&bare, NULL, &set, &fault), DRV_UNSUPPORTED);
    assert_string_equal(fault.text, "profile \"bare\" has no code page \"\"");
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
                snprintf(expected, sizeof expected, "x%s\n", letter);
                assert_printed(profile, name, text, expected);
                count++;
            }
            assert_true(count >= 109); /* CP1253 has 17 holes, and the two that do not show */
        }
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
        assert_memory_equal(slip.data + 7, cases[i].bytes, 3); /* ESC @, FS ., ESC R 0 */
        assert_memory_equal(slip.data + 16, cases[i].bytes + 3, strlen(cases[i].bytes) - 3);
        bytes_free(&slip);
        document_free(document);
        escpos_close(escpos);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_page_that_loses_least_says_a_text),
        cmocka_unit_test(lines_that_are_drawn_count_more_than_a_quote_and_less_than_a_letter),
        cmocka_unit_test(a_page_that_the_profile_lacks_is_refused),
        cmocka_unit_test(every_byte_of_every_page_comes_out_as_what_it_is),
        cmocka_unit_test(the_pages_are_those_of_the_printers_manuals),
    };
    return cmocka_run_group_tests_name("page_set", tests, NULL, NULL);
}
