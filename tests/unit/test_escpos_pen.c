/* SPDX-License-Identifier: MIT */
/* What is sent to a printer of which little is known. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "../../drivers/escpos.h"
#include "../../drivers/paper/commands.h"
#include "../../drivers/paper/decode.h"
#include "../../drivers/paper/paper.h"
#include "profile_helper.h"

#define TEAR "\x1b\x64\x04"

static void encode(const struct profile *profile, const char *page, const char *text,
                   enum escpos_place place, struct bytes *out)
{
    struct escpos *escpos = NULL;
    struct document *document = NULL;
    struct drv_fault fault = {"no fault"};
    assert_int_equal(document_parse(text, strlen(text), &document, &fault), DRV_OK);
    assert_int_equal(escpos_open(profile, page, &escpos, &fault), DRV_OK);
    if (escpos_encode(escpos, document, place, out, &fault) != DRV_OK)
        fail_msg("%s: %s", text, fault.text);
    assert_int_equal(decode_strict(out->data, out->length, NULL), DRV_OK);
    document_free(document);
    escpos_close(escpos);
}

static void assert_bytes(const struct profile *profile, const char *page, enum escpos_place place,
                         const char *text, const char *bytes, size_t length)
{
    struct bytes out = {0};
    encode(profile, page, text, place, &out);
    if (out.length != length || memcmp(out.data, bytes, length) != 0)
        fail_msg("\"%s\" became %zu bytes, not %zu: \"%.*s\"", text, out.length, length,
                 (int)out.length, (const char *)out.data);
    bytes_free(&out);
}

#define BYTES(literal) (literal), sizeof(literal) - 1

static void assert_bare(const char *text, const char *bytes, size_t length)
{
    assert_bytes(test_profile("bare-80"), NULL, ESCPOS_SLIP, text, bytes, length);
}

static void a_bare_slip_is_text_and_line_feeds(void **state)
{
    (void)state;
    assert_bare("|Hello\n\n|World", BYTES("\x1b@Hello\n \nWorld\n" TEAR));
    assert_bytes(test_profile("bare-80"), NULL, ESCPOS_INSIDE, "|Hello",
                 BYTES("\x1b\x61\0\x1b\x45\0\x1b!\0Hello\n"));
}

static void looks_and_sizes_are_said_by_esc_bang_alone(void **state)
{
    (void)state;
    assert_bare("|a^b^c", BYTES("\x1b@a\x1b!\x20"
                                "b\x1b!\0c\n" TEAR));
    assert_bare("|^^high\n|^^^\"_both", BYTES("\x1b@\x1b!\x10high\n\x1b!\xb8"
                                              "both\n\x1b!\0" TEAR));
    assert_bare("|\"bold\"_under_", BYTES("\x1b@\x1b!\x08"
                                          "bold\x1b!\x80"
                                          "under\n\x1b!\0" TEAR));
}

/* ESC a only where the row is one stretch that ends at the paper's edge, or stands in its middle.
 */
static void places_are_said_by_blanks_and_alignment(void **state)
{
    (void)state;
    assert_bare("odd", BYTES("\x1b@\x1b\x61\x01odd\n\x1b\x61\0" TEAR));
    assert_bare("right|", BYTES("\x1b@\x1b\x61\x02right\n\x1b\x61\0" TEAR));
    assert_bare("|a | b|", BYTES("\x1b@a                                              b\n" TEAR));
    assert_bare("|\"a\" | 5.00", BYTES("\x1b@\x1b!\x08"
                                       "a\x1b!\0                                           "
                                       "5.00\n" TEAR));
}

static unsigned count_commands(const struct bytes *slip, const char *name)
{
    struct token token = {0};
    unsigned count = 0;
    for (size_t at = 0; token_next(slip->data, slip->length, at, &token); at += token.length)
        count += strcmp(token.command->name, name) == 0;
    return count;
}

/* Where Pango is there; without it they are said as well as they can be. */
static void what_cannot_be_said_is_drawn(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        unsigned pictures, bangs;
    } cases[] = {
        {"|`white on black`", 1, 0},
        {"|^^^^large", 1, 0},
        {"|^^three high^^ or not", 0, 2},
        {"{width:5 *}\nodd|x", 0, 0},
        {"{width:5 *}\n| even | even |", 1, 0}, /* half a cell to the left of each */
        {"|Caf\u00e9", 1, 0},
        {"|\u201cquotes\u201d \u2013 5 \u20ac\u2026", 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct bytes slip = {0};
        encode(test_profile("bare-80"), NULL, cases[i].text, ESCPOS_SLIP, &slip);
        if (count_commands(&slip, "GS v 0") != cases[i].pictures ||
            count_commands(&slip, "ESC !") != cases[i].bangs)
            fail_msg("\"%s\": %u pictures, %u ESC !", cases[i].text,
                     count_commands(&slip, "GS v 0"), count_commands(&slip, "ESC !"));
        bytes_free(&slip);
    }
}

static void nothing_is_sent_that_is_not_trusted(void **state)
{
    (void)state;
    static const char *const trusted[] = {"text",  "LF",    "ESC @", "ESC !",
                                          "ESC a", "ESC d", "ESC E", "GS v 0"};
    static const char text[] =
        "{width:* 10}\n-\n\"Bold\"|_under_\n{border:line}\n^wide|`white`\n-\nCaf\u00e9|5 \u20ac\n"
        "{border:space;width:auto}\n^^^^^large\n{code:HJ4K;option:qrcode}\n"
        "{code:HJ4K;option:code128,2,48}\n=\ncentred\n";
    static const char *const profiles[] = {"bare-80", "bare-58"};
    for (size_t i = 0; i < 2; i++) {
        struct bytes slip = {0};
        struct token token = {0};
        encode(test_profile(profiles[i]), NULL, text, ESCPOS_SLIP, &slip);
        for (size_t at = 0; token_next(slip.data, slip.length, at, &token); at += token.length) {
            bool known = false;
            for (size_t j = 0; j < sizeof trusted / sizeof trusted[0]; j++)
                known = known || strcmp(token.command->name, trusted[j]) == 0;
            if (!known)
                fail_msg("%s was sent to %s", token.command->name, profiles[i]);
        }
        for (size_t at = 0; token_next(slip.data, slip.length, at, &token); at += token.length)
            for (size_t j = 0; strcmp(token.command->name, "text") == 0 && j < token.length; j++)
                assert_true(slip.data[at + j] < 0x7f);
        bytes_free(&slip);
    }
}

static void the_page_that_an_owner_names_is_told(void **state)
{
    (void)state;
    assert_bytes(test_profile("bare-80"), "CP850", ESCPOS_SLIP, "|Caf\u00e9",
                 BYTES("\x1b@\x1c.\x1bt\x02"
                       "Caf\x82\n" TEAR));
    assert_bytes(test_profile("bare-80"), "CP850", ESCPOS_INSIDE, "|Caf\u00e9",
                 BYTES("\x1c.\x1bt\x02\x1b\x61\0\x1b\x45\0\x1b!\0"
                       "Caf\x82\n\x1bt\0"));
}

static void a_cut_is_the_command_that_is_known_at_the_blade(void **state)
{
    (void)state;
    struct profile profile = *test_profile("bare-80");
    profile.cut = PROFILE_CUT_GS_V0;
    assert_bytes(&profile, NULL, ESCPOS_SLIP, "|a", BYTES("\x1b@a\n" TEAR "\x1dV\x01"));
    profile.cut = PROFILE_CUT_ESC_I;
    assert_bytes(&profile, NULL, ESCPOS_SLIP, "|a", BYTES("\x1b@a\n" TEAR "\x1bi"));
    profile.cut = PROFILE_CUT_GS_V;
    assert_bytes(&profile, NULL, ESCPOS_SLIP, "|a", BYTES("\x1b@a\n\x1dV\x42\x18"));
    profile.cut = PROFILE_CUT_NONE;
    profile.blade_lines = 0;
    assert_bytes(&profile, NULL, ESCPOS_SLIP, "|a", BYTES("\x1b@a\n"));
    /* Lines to the blade are those of power-on. */
    profile.cut = PROFILE_CUT_ESC_I;
    profile.blade_lines = 3;
    profile.commands |= PROFILE_ESC_3;
    assert_bytes(&profile, NULL, ESCPOS_SLIP, "|a",
                 BYTES("\x1b@\x1b\x33\x18"
                       "a\n\x1b\x32\x1b\x64\x03\x1b\x33\x18\x1bi"));
}

/* It would align by its head, which is wider than the paper, and cannot be told so. */
static void what_is_beside_the_left_on_narrow_paper_is_drawn(void **state)
{
    (void)state;
    static const char *const texts[] = {"odd", "right|\n{code:HJ4K;option:qrcode}"};
    struct profile profile = *profile_find("generic-80");
    profile.codes = PROFILE_QR;
    profile.qr_module_most = 8;
    assert_true(profile_set_width(&profile, 390));
    for (size_t i = 0; i < 2; i++) {
        struct bytes slip = {0};
        encode(&profile, NULL, texts[i], ESCPOS_SLIP, &slip);
        assert_int_equal(count_commands(&slip, "ESC a"), 0);
        assert_int_equal(count_commands(&slip, "GS ( k"), 0);
        bytes_free(&slip);
    }
}

/* The same paper as the printer that knows all commands makes, but for the height of its rows. */
static void the_text_on_paper_is_the_same(void **state)
{
    (void)state;
    static const char text[] = "{width:* 8}\nBread | 2.50\nMilk, fresh | 11.00\n{width:auto}\n"
                               "\"thank you\"\nright|\n";
    const char *const profiles[] = {"bare-80", "known-80"};
    struct paper *papers[2];
    for (size_t i = 0; i < 2; i++) {
        struct bytes slip = {0};
        encode(test_profile(profiles[i]), NULL, text, ESCPOS_SLIP, &slip);
        assert_int_equal(
            paper_print(slip.data, slip.length, test_profile(profiles[i]), &papers[i], NULL), 0);
        bytes_free(&slip);
    }
    const char *bare = paper_sheet_at(papers[0], 0)->text;
    const char *known = paper_sheet_at(papers[1], 0)->text;
    assert_memory_equal(bare, known, strlen(known));
    for (const char *p = bare + strlen(known); *p != '\0'; p++)
        assert_int_equal(*p, '\n'); /* to the tear bar */
    paper_free(papers[0]);
    paper_free(papers[1]);
}

/* By ESC a as by ESC $, to the dot; sizes of two, in whose rows both are of a height. */
static void an_aligned_row_has_the_same_dots(void **state)
{
    (void)state;
    static const char *const texts[] = {"^^^big|", "^^^odd", "|^^^left", "^^a^^^b",
                                        "{width:20;align:right}\n^^^ x|"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const char *const profiles[] = {"bare-58", "known-58"};
        struct paper *papers[2];
        for (size_t j = 0; j < 2; j++) {
            struct bytes slip = {0};
            const struct profile *profile = test_profile(profiles[j]);
            encode(profile, NULL, texts[i], ESCPOS_SLIP, &slip);
            assert_int_equal(paper_print(slip.data, slip.length, profile, &papers[j], NULL), 0);
            assert_int_equal(count_commands(&slip, "GS v 0"), 0);
            bytes_free(&slip);
        }
        const struct paper_sheet *bare = paper_sheet_at(papers[0], 0);
        const struct paper_sheet *known = paper_sheet_at(papers[1], 0);
        assert_int_equal(bare->stride, known->stride);
        assert_memory_equal(bare->dots, known->dots, 48 * known->stride);
        paper_free(papers[0]);
        paper_free(papers[1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bare_slip_is_text_and_line_feeds),
        cmocka_unit_test(looks_and_sizes_are_said_by_esc_bang_alone),
        cmocka_unit_test(places_are_said_by_blanks_and_alignment),
        cmocka_unit_test(what_cannot_be_said_is_drawn),
        cmocka_unit_test(nothing_is_sent_that_is_not_trusted),
        cmocka_unit_test(the_page_that_an_owner_names_is_told),
        cmocka_unit_test(a_cut_is_the_command_that_is_known_at_the_blade),
        cmocka_unit_test(what_is_beside_the_left_on_narrow_paper_is_drawn),
        cmocka_unit_test(the_text_on_paper_is_the_same),
        cmocka_unit_test(an_aligned_row_has_the_same_dots),
    };
    return cmocka_run_group_tests_name("escpos_pen", tests, NULL, NULL);
}
