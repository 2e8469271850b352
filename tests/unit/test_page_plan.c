/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../drivers/escpos.h"
#include "../../drivers/page_plan.h"
#include "../../drivers/paper/paper.h"
#include "profile_helper.h"

enum { CP437 = 0, CP850 = 2, CP737 = 14, CP1252 = 16, CP866 = 17, CP852 = 18, CP858 = 19 };

static struct document *parse(const char *text)
{
    struct document *document = NULL;
    assert_int_equal(document_parse(text, strlen(text), &document, NULL), DRV_OK);
    return document;
}

static uint8_t number_for(const char *text)
{
    struct page_set set;
    struct page_plan plan = {0};
    struct document *document = parse(text);
    assert_int_equal(page_set_open(test_profile("known-80"), NULL, &set, NULL), DRV_OK);
    assert_int_equal(page_plan_document(&plan, &set, document, 48, NULL), DRV_OK);
    uint8_t number = set.entries[plan.first].number;
    page_plan_free(&plan);
    document_free(document);
    return number;
}

static void the_page_that_says_all_is_the_only_one(void **state)
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
        {"\u03c0 \u20ac", CP437},        /* no page has both; a euro has a plain form */
        {"\u4e2d\u6587", CP858},         /* on no page */
        {"\u200b\u00ad", CP858},         /* shows nothing anyway */
        {"\u0141\u0416 \u0160", CP1252}, /* two are lost anywhere */
        {"it\u2019s", CP1252},
        {"-\nit\u2019s\n-", CP858}, /* CP1252 has dashes and quotes, and no lines */
        {"{border:line}\nit\u2019s", CP858},
        {"-\n\u0160koda\n-", CP1252},
        {"{code:\u0160\u0160;option:qrcode}\n\u03c0", CP437}, /* a symbol is not text */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (number_for(cases[i].text) != cases[i].number)
            fail_msg("\"%s\": page %u", cases[i].text, number_for(cases[i].text));
}

static void encode(const char *profile, const char *text, struct bytes *out)
{
    struct escpos *escpos = NULL;
    struct document *document = parse(text);
    struct drv_fault fault = {"no fault"};
    assert_int_equal(escpos_open(test_profile(profile), NULL, &escpos, NULL), DRV_OK);
    if (escpos_encode(escpos, document, ESCPOS_SLIP, out, &fault) != DRV_OK)
        fail_msg("%s: %s", text, fault.text);
    document_free(document);
    escpos_close(escpos);
}

/* The numbers of all ESC t, in their order, as text. */
static void list_pages(const struct bytes *slip, char out[64])
{
    *out = '\0';
    for (size_t i = 0; i + 2 < slip->length; i++)
        if (slip->data[i] == 0x1b && slip->data[i + 1] == 't')
            snprintf(out + strlen(out), 64 - strlen(out), "%s%u", *out ? " " : "",
                     slip->data[i + 2]);
}

static void assert_pages(const char *profile, const char *text, const char *pages,
                         const char *paper_text)
{
    struct bytes slip = {0};
    struct paper *paper = NULL;
    char list[64];
    encode(profile, text, &slip);
    list_pages(&slip, list);
    if (strcmp(list, pages) != 0)
        fail_msg("\"%s\": pages %s", text, list);
    assert_int_equal(paper_print(slip.data, slip.length, test_profile(profile), &paper, NULL), 0);
    if (strcmp(paper_sheet_at(paper, 0)->text, paper_text) != 0)
        fail_msg("\"%s\": \"%s\"", text, paper_sheet_at(paper, 0)->text);
    paper_free(paper);
    bytes_free(&slip);
}

static void letters_of_several_pages_take_the_fewest_switches(void **state)
{
    (void)state;
    assert_pages("pages-80", "|\u0416\u0416\n|\u0160\u0160\n|\u0411", "17 16 17",
                 "\u0416\u0416\n\u0160\u0160\n\u0411\n");
    /* Greek of CP437 and of CP737: the second has all of it. */
    assert_pages("pages-80", "|\u03c0\n|\u039a\u03b1\u03bb\u03b7 \u03c0\n|x", "14",
                 "\u03c0\n\u039a\u03b1\u03bb\u03b7 \u03c0\nx\n");
    /* \u0160 and \u00e9 are on two pages each, on CP1252 both; \u0141 and \u00e9 on CP852. */
    assert_pages("pages-80", "|\u0160 \u00e9 \u0416 \u00e9 \u0141", "16 17 18",
                 "\u0160 \u00e9 \u0416 \u00e9 \u0141\n");
    /* The box lines that both Cyrillic and Western pages have cost nothing. */
    assert_pages("lines-80", "|\u0416\n-\n|\u00e9", "17 19",
                 "\u0416\n"
                 "\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500"
                 "\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500"
                 "\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500"
                 "\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500"
                 "\n\u00e9\n");
}

static void nothing_is_switched_for_a_dash_or_a_euro(void **state)
{
    (void)state;
    assert_pages("pages-80", "|\u0416 \u2013 \u201cx\u201d 5 \u20ac\u2026", "17",
                 "\u0416 - \"x\" 5 EUR...\n");
    /* In force anyway: whole. */
    assert_pages("pages-80", "|\u0416\n|\u0160 \u2013 5 \u20ac", "17 16",
                 "\u0416\n\u0160 \u2013 5 \u20ac\n");
    /* A euro is one or the other throughout, a dash is not. */
    assert_pages("pages-80", "|\u0416 5 \u20ac \u2013 \u0416\n|\u0160 \u2013 5 \u20ac", "17 16",
                 "\u0416 5 EUR - \u0416\n\u0160 \u2013 5 EUR\n");
}

static void columns_are_planned_in_the_order_in_which_they_are_printed(void **state)
{
    (void)state;
    /* Two wrapped columns of one letter each: by columns one switch, by rows three. */
    assert_pages("pages-80", "{width:1 1}\n|\u0416\u0416 | \u0160\u0160|", "17 16 17 16",
                 "                      \u0416 \u0160\n"
                 "                      \u0416 \u0160\n");
}

static void text_is_brought_to_normal_form(void **state)
{
    (void)state;
    assert_pages("known-80", "|Cafe\u0301 \u212bngstro\u0308m", "19",
                 "Caf\u00e9 \u00c5ngstr\u00f6m\n");
    assert_pages("pages-80", "|S\u030ckoda \u0416", "16 17", "\u0160koda \u0416\n");
}

/* The job of the npm libraries, of which one switches 26 times. */
static void the_job_of_the_npm_libraries_takes_one_page(void **state)
{
    (void)state;
    json_error_t error;
    json_t *job = json_load_file("../shared/peers/job.json", 0, &error), *line;
    struct bytes text = {0}, slip = {0};
    char pages[64];
    size_t i;
    if (job == NULL)
        skip();
    bytes_add_text(&text, json_string_value(json_object_get(job, "heading")));
    json_array_foreach(json_object_get(job, "lines"), i, line)
    {
        bytes_add_text(&text, "\n|");
        bytes_add_text(&text, json_string_value(line));
    }
    bytes_add_byte(&text, '\0');
    encode("pages-80", (const char *)text.data, &slip);
    list_pages(&slip, pages);
    assert_string_equal(pages, "16");
    json_decref(job);
    bytes_free(&text);
    bytes_free(&slip);
}

/* All ways to say a few letters, by brute force. */
static unsigned fewest_switches(const uint16_t *masks, unsigned count, unsigned pages)
{
    unsigned fewest = count;
    for (unsigned last = 0; count == 0 && last < pages; last++)
        return 0;
    unsigned ways = 1;
    for (unsigned i = 0; i < count; i++)
        ways *= pages;
    for (unsigned way = 0; way < ways; way++) {
        unsigned rest = way, before = pages, switches = 0;
        bool says = true;
        for (unsigned i = 0; i < count && says; i++, rest /= pages) {
            unsigned page = rest % pages;
            says = masks[i] >> page & 1;
            switches += before != pages && before != page;
            before = page;
        }
        if (says && switches < fewest)
            fewest = switches;
    }
    return fewest;
}

static unsigned count_switches(const struct bytes *slip)
{
    char list[64];
    unsigned switches = 0;
    list_pages(slip, list);
    for (const char *p = list; *p != '\0'; p++)
        switches += *p == ' ';
    return switches;
}

static void no_other_way_has_fewer_switches(void **state)
{
    (void)state;
    /* On CP858 alone of three, on CP1252 alone, on CP852 alone, on two of them, and so on. */
    static const char *const letters[] = {"\u00f1", "\u0160", "\u0141", "\u2500",
                                          "\u00e9", "\u0153", "\u0159", "\u00e3"};
    struct profile profile = *test_profile("known-80");
    profile.pages[2] = (struct profile_page){.name = "CP852", .number = 18};
    profile.pages[3].name = NULL;
    struct page_set set;
    assert_int_equal(page_set_open(&profile, NULL, &set, NULL), DRV_OK);
    page_set_load(&set);
    srand(5);
    for (int round = 0; round < 300; round++) {
        char text[64] = "|";
        uint16_t masks[7];
        unsigned count = 1 + (unsigned)rand() % 7, musts = 0;
        for (unsigned i = 0; i < count; i++) {
            const char *letter = letters[(unsigned)rand() % 8];
            uint32_t codepoint;
            text_next(letter, letter + strlen(letter), &codepoint);
            strcat(text, letter);
            if (codepoint != 0x2500) /* it has a plain form */
                masks[musts++] = page_set_mask(&set, codepoint);
        }
        struct escpos *escpos = NULL;
        struct document *document = parse(text);
        struct bytes slip = {0};
        assert_int_equal(escpos_open(&profile, NULL, &escpos, NULL), DRV_OK);
        assert_int_equal(escpos_encode(escpos, document, ESCPOS_SLIP, &slip, NULL), DRV_OK);
        if (count_switches(&slip) != fewest_switches(masks, musts, 3))
            fail_msg("\"%s\": %u switches, not %u", text, count_switches(&slip),
                     fewest_switches(masks, musts, 3));
        bytes_free(&slip);
        document_free(document);
        escpos_close(escpos);
    }
}

/* Of the letters in this list the layout must know whether they are whole; of no others. */
static void no_other_plain_form_takes_other_cells(void **state)
{
    (void)state;
    static const uint16_t widened[] = {0xc6,  0xde,   0xdf,   0xe6,   0xfe,  0x152,
                                       0x153, 0x1e9e, 0x2026, 0x20ac, 0x2122};
    size_t next = 0;
    for (uint32_t c = 0xa1; c < 0x110000; c++) {
        if (c == 0xad || text_cells(NULL, c) == text_cells(&text_ascii, c))
            continue;
        if (next == sizeof widened / sizeof widened[0] || widened[next++] != c)
            fail_msg("U+%04X takes %u cells, not %u", c, text_cells(&text_ascii, c),
                     text_cells(NULL, c));
    }
    assert_int_equal(next, sizeof widened / sizeof widened[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_page_that_says_all_is_the_only_one),
        cmocka_unit_test(letters_of_several_pages_take_the_fewest_switches),
        cmocka_unit_test(nothing_is_switched_for_a_dash_or_a_euro),
        cmocka_unit_test(columns_are_planned_in_the_order_in_which_they_are_printed),
        cmocka_unit_test(text_is_brought_to_normal_form),
        cmocka_unit_test(the_job_of_the_npm_libraries_takes_one_page),
        cmocka_unit_test(no_other_way_has_fewer_switches),
        cmocka_unit_test(no_other_plain_form_takes_other_cells),
    };
    return cmocka_run_group_tests_name("page_plan", tests, NULL, NULL);
}
