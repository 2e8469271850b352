/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../drivers/escpos.h"
#include "../../drivers/paper/commands.h"
#include "../../drivers/paper/decode.h"
#include "../../drivers/paper/paper.h"
#include "../../drivers/shaped.h"
#include "profile_helper.h"

static struct document *parse(const char *text)
{
    struct document *document = NULL;
    struct drv_fault fault = {"no fault"};
    if (document_parse(text, strlen(text), &document, &fault) != DRV_OK)
        fail_msg("%s: %s", text, fault.text);
    return document;
}

static int have_pango(void **state)
{
    struct shaped *shaped = NULL;
    struct drv_fault fault;
    *state = shaped_open(&shaped, &fault) == DRV_OK ? "there" : NULL;
    if (*state == NULL)
        fprintf(stderr, "test_escpos_draw: %s\n", fault.text);
    shaped_close(shaped);
    return 0;
}

static void need_pango(void **state)
{
    if (*state == NULL)
        skip();
}

static struct escpos *open_encoder(const char *profile)
{
    struct escpos *escpos = NULL;
    assert_int_equal(escpos_open(test_profile(profile), NULL, &escpos, NULL), DRV_OK);
    return escpos;
}

static void encode(struct escpos *escpos, const char *text, struct bytes *out)
{
    struct drv_fault fault = {"no fault"};
    struct document *document = parse(text);
    if (escpos_encode(escpos, document, ESCPOS_SLIP, out, &fault) != DRV_OK)
        fail_msg("%s: %s", text, fault.text);
    assert_int_equal(decode_strict(out->data, out->length, NULL), DRV_OK);
    document_free(document);
}

static size_t count_pictures(const struct bytes *slip)
{
    struct token token = {0};
    size_t count = 0;
    for (size_t at = 0; token_next(slip->data, slip->length, at, &token); at += token.length)
        count += strcmp(token.command->name, "GS v 0") == 0;
    return count;
}

/* The bytes without the pictures among them. */
static void drop_pictures(const struct bytes *slip, struct bytes *out)
{
    struct token token = {0};
    for (size_t at = 0; token_next(slip->data, slip->length, at, &token); at += token.length)
        if (strcmp(token.command->name, "GS v 0") != 0)
            bytes_add(out, slip->data + at, token.length);
}

static const char *const words[] = {"\u0634\u0643\u0631\u0627",
                                    "\u05ea\u05d5\u05d3\u05d4",
                                    "\u0e02\u0e2d\u0e1a\u0e04\u0e38\u0e13",
                                    "\u0928\u092e\u0938\u094d\u0924\u0947",
                                    "\u3042\u308a\u304c\u3068\u3046",
                                    "\u6b22\u8fce",
                                    "\uac10\uc0ac",
                                    "\U0001f600",
                                    "\u0416\u03b2"};

static void neighbours_of_a_drawn_row_are_the_same_bytes(void **state)
{
    need_pango(state);
    struct escpos *escpos = open_encoder("known-80");
    struct bytes plain = {0};
    encode(escpos, "-\n|Caf\u00e9 \u2013 | 5 \u20ac\n|\"total\" | 1.00", &plain);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        char text[256];
        struct bytes slip = {0}, rest = {0};
        snprintf(text, sizeof text,
                 "-\n|Caf\u00e9 \u2013 | 5 \u20ac\n|%s | 2.50\n|\"total\" | 1.00", words[i]);
        encode(escpos, text, &slip);
        assert_int_equal(count_pictures(&slip), 1);
        drop_pictures(&slip, &rest);
        if (rest.length != plain.length || memcmp(rest.data, plain.data, rest.length) != 0)
            fail_msg("%s: %.*s", words[i], (int)rest.length, rest.data);
        bytes_free(&slip);
        bytes_free(&rest);
    }
    bytes_free(&plain);
    escpos_close(escpos);
}

/* First and last black column of dots in a stretch of a row of 24. */
static void find_ink(const struct paper_sheet *sheet, unsigned row, unsigned from, unsigned to,
                     unsigned *first, unsigned *last)
{
    *first = to;
    *last = from;
    for (unsigned y = row * 24; y < row * 24 + 24; y++)
        for (unsigned x = from; x < to; x++)
            if (sheet->dots[y * sheet->stride + x / 8] >> (7 - x % 8) & 1) {
                *first = x < *first ? x : *first;
                *last = x > *last ? x : *last;
            }
}

/* Blocks fill their cells, whoever draws them. */
static void columns_of_drawn_and_printed_rows_begin_at_the_same_dot(void **state)
{
    need_pango(state);
    struct escpos *escpos = open_encoder("known-80");
    struct bytes slip = {0};
    struct paper *paper;
    unsigned printed[2], drawn[2];
    encode(escpos, "{width:10 * 6}\n`x`|`left` | ` `\n`x`|`left`\u05ea\u05d5 | ` `", &slip);
    assert_int_equal(count_pictures(&slip), 1);
    assert_int_equal(paper_print(slip.data, slip.length, test_profile("known-80"), &paper, NULL),
                     DRV_OK);
    const struct paper_sheet *sheet = paper_sheet_at(paper, 0);
    static const unsigned columns[][2] = {{0, 120}, {504, 576}};
    for (size_t i = 0; i < 2; i++) {
        find_ink(sheet, 0, columns[i][0], columns[i][1], &printed[0], &printed[1]);
        find_ink(sheet, 1, columns[i][0], columns[i][1], &drawn[0], &drawn[1]);
        assert_true(printed[0] <= printed[1]);
        assert_int_equal(printed[0], drawn[0]);
        assert_int_equal(printed[1], drawn[1]);
    }
    paper_free(paper);
    bytes_free(&slip);
    escpos_close(escpos);
}

static void a_dash_or_a_quote_draws_nothing(void **state)
{
    (void)state;
    struct escpos *escpos = open_encoder("lines-80");
    struct bytes slip = {0};
    encode(escpos, "|\u201cit\u2019s\u201d \u2013 5 \u20ac \u2026\u00a0\u200b \u2022 \u2122\u3000x",
           &slip);
    assert_int_equal(count_pictures(&slip), 0);
    assert_string_equal(escpos_notice(escpos), "");
    bytes_free(&slip);
    escpos_close(escpos);
}

/* Sharp s and ligatures take one cell where they are drawn and two where they are not. */
static void a_drawn_letter_takes_its_own_cells(void **state)
{
    need_pango(state);
    struct escpos *escpos = open_encoder("bare-58");
    struct bytes slip = {0};
    encode(escpos, "|12345678901234567890123456789012\n|1234567890123456789012345678901\u00df",
           &slip);
    assert_int_equal(count_pictures(&slip), 1);
    bytes_free(&slip);
    escpos_close(escpos);
}

static void what_no_font_has_is_told_and_said_plainly(void **state)
{
    need_pango(state);
    struct escpos *escpos = open_encoder("known-80");
    struct bytes slip = {0};
    encode(escpos, "|a\n|b \U0010fffd\u0152 | c", &slip);
    assert_int_equal(count_pictures(&slip), 0);
    assert_non_null(memmem(slip.data, slip.length, "b ?", 3));
    assert_string_equal(escpos_notice(escpos),
                        "line 2 is not drawn: no font has all letters of \"b \U0010fffd\u0152\"");
    slip.length = 0;
    encode(escpos, "|a", &slip);
    assert_string_equal(escpos_notice(escpos), "");
    bytes_free(&slip);
    escpos_close(escpos);
}

/* Beside letters that are drawn, those of the same run need no page of their own. */
static void a_drawn_row_chooses_no_page(void **state)
{
    need_pango(state);
    struct escpos *escpos = open_encoder("known-80");
    struct bytes slip = {0};
    encode(escpos, "|\u03b1\u03b2\u03b3\u03ba 5 \u20ac\n|Caf\u00e9 5 \u20ac", &slip);
    assert_int_equal(count_pictures(&slip), 1);
    assert_memory_equal(slip.data + 7, "\x1bt\x13", 3);
    assert_non_null(memmem(slip.data, slip.length, "Caf\x82 5 \xd5\n", 8));
    bytes_free(&slip);
    escpos_close(escpos);
}

/* The digits below bars would be drawn here, but the printer puts them. */
static void a_row_that_the_printer_puts_hides_no_drawn_one_below_it(void **state)
{
    need_pango(state);
    struct profile profile = *test_profile("known-80-42");
    struct escpos *escpos = NULL;
    struct bytes slip = {0};
    profile.commands &= ~(uint32_t)PROFILE_ESC_DOLLAR;
    profile.codes |= PROFILE_EAN13;
    assert_int_equal(escpos_open(&profile, NULL, &escpos, NULL), DRV_OK);
    encode(escpos, "{code:5901234123457;option:ean,2,40,hri}\n\u65e5\u672c", &slip);
    assert_int_equal(count_pictures(&slip), 1);
    bytes_free(&slip);
    escpos_close(escpos);
}

static void inside_a_receipt_rows_are_drawn_too(void **state)
{
    need_pango(state);
    struct escpos *escpos = open_encoder("known-80");
    struct bytes slip = {0};
    struct document *document = parse("|\u05ea\u05d5\u05d3\u05d4\n|x");
    assert_int_equal(escpos_encode(escpos, document, ESCPOS_INSIDE, &slip, NULL), DRV_OK);
    assert_int_equal(count_pictures(&slip), 1);
    assert_memory_equal(slip.data + slip.length - 7, "x\n\x1b\x32\x1bt\0", 7);
    document_free(document);
    bytes_free(&slip);
    escpos_close(escpos);
}

static void an_encoder_draws_again_and_again(void **state)
{
    need_pango(state);
    struct escpos *escpos = open_encoder("known-80");
    struct bytes first = {0}, again = {0};
    encode(escpos, "|\u6b22\u8fce \u0160\n-\n|\u0416", &first);
    encode(escpos, "|x", &again);
    again.length = 0;
    encode(escpos, "|\u6b22\u8fce \u0160\n-\n|\u0416", &again);
    assert_int_equal(first.length, again.length);
    assert_memory_equal(first.data, again.data, first.length);
    bytes_free(&first);
    bytes_free(&again);
    escpos_close(escpos);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(neighbours_of_a_drawn_row_are_the_same_bytes),
        cmocka_unit_test(columns_of_drawn_and_printed_rows_begin_at_the_same_dot),
        cmocka_unit_test(a_dash_or_a_quote_draws_nothing),
        cmocka_unit_test(a_drawn_letter_takes_its_own_cells),
        cmocka_unit_test(what_no_font_has_is_told_and_said_plainly),
        cmocka_unit_test(a_drawn_row_chooses_no_page),
        cmocka_unit_test(a_row_that_the_printer_puts_hides_no_drawn_one_below_it),
        cmocka_unit_test(inside_a_receipt_rows_are_drawn_too),
        cmocka_unit_test(an_encoder_draws_again_and_again),
    };
    return cmocka_run_group_tests_name("escpos_draw", tests, have_pango, NULL);
}
