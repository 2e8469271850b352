/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>
#include <utf8proc.h>

#include "../../drivers/text.h"

static struct text_page open_page(const char *name)
{
    struct text_page page;
    assert_int_equal(text_page_open(name, &page, NULL), DRV_OK);
    return page;
}

static void assert_encoded(const struct text_page *page, const char *text, const char *expected)
{
    struct bytes out = {0};
    text_encode(page, text, strlen(text), &out);
    assert_int_equal(out.length, strlen(expected));
    assert_memory_equal(out.data, expected, out.length);
    bytes_free(&out);
}

/* The bytes are those of the code page tables in printers' manuals. */
static void latin_text_is_one_byte_a_character(void **state)
{
    (void)state;
    struct text_page page = open_page("CP858");
    assert_encoded(&page, "Caf\u00e9 5,00 \u20ac \u2500", "Caf\x82 5,00 \xd5 \xc4");
    assert_encoded(&page, "\u00c5ngstr\u00f6m, sm\u00f8rrebr\u00f8d \u00f1\u00d1\u00bf",
                   "\x8fngstr\x94m, sm\x9brrebr\x9b"
                   "d \xa4\xa5\xa8");
    page = open_page("CP1252");
    assert_encoded(&page, "\u00e9 \u20ac \u2026 \u2013 \u201c", "\xe9 \x80 \x85 \x96 \x93");
}

static void typography_that_the_page_lacks_is_written_plainly(void **state)
{
    (void)state;
    struct text_page page = open_page("CP858");
    assert_encoded(&page,
                   "\u201cit\u2019s\u201d \u2013 \u2014 \u2026 a\u00a0b\u202fc \u2212"
                   "5 \u2122 so\u00adft",
                   "\"it's\" - - ... a b c -5 TM soft");
    page = open_page("CP437");
    assert_encoded(&page, "5 \u20ac", "5 EUR");
    assert_encoded(&page, "\u2500", "\xc4");
    page = open_page("CP1252");
    assert_false(text_page_has(&page, 0x2500));
}

/* Polish as in a short message, and what other alphabets write in two letters. */
static void a_latin_letter_that_the_page_lacks_loses_its_marks(void **state)
{
    (void)state;
    struct text_page page = open_page("CP858");
    assert_encoded(&page,
                   "za\u017c\u00f3\u0142\u0107 g\u0119\u015bl\u0105 ja\u017a\u0144, "
                   "\u0141\u00d3D\u0179 \u0118\u0104\u015a",
                   "zaz\xa2lc gesla jazn, L\xe0"
                   "DZ EAS");
    assert_encoded(&page, "c\u0153ur, \u0160koda, T\u1ea5t, \u1e9e", "coeur, Skoda, Tat, SS");
    page = open_page("CP437");
    assert_encoded(&page, "\u00e3o S\u00e3o, sm\u00f8r, \u00de\u00f3r", "ao Sao, smor, TH\xa2r");
    assert_int_equal(text_cells(&page, 0xde), 2);
    page = open_page("CP1252");
    assert_encoded(&page, "\u0153 \u0160", "\x9c \x8a");
}

static void what_no_table_holds_keeps_its_cells(void **state)
{
    (void)state;
    struct text_page page = open_page("CP858");
    assert_encoded(&page, "\u0416\u65e5x\u0301\u200b\U0001f600", "???x??");
    assert_int_equal(text_cells(&page, 0x65e5), 2);
    assert_int_equal(text_cells(&page, 0x2026), 3);
    assert_int_equal(text_cells(NULL, 0x2026), 1);
    assert_int_equal(text_cells(NULL, 0x301), 0);
}

static void what_a_page_would_lose_is_told_before(void **state)
{
    (void)state;
    struct text_page page = open_page("CP850");
    const char *text = "Caf\u00e9 \u20ac\u2026 \u0141\u0416";
    assert_ptr_equal(text_first_loss(&page, text, strlen(text), TEXT_PLAIN), text + 6);
    assert_ptr_equal(text_first_loss(&page, text, strlen(text), TEXT_BARE), strstr(text, "\u0141"));
    assert_ptr_equal(text_first_loss(&page, text, strlen(text), TEXT_LOST), strstr(text, "\u0416"));
    assert_null(text_first_loss(&page, text, strlen(text) - 2, TEXT_LOST));
    assert_int_equal(text_loss(&page, 0xe9), TEXT_WHOLE);
    assert_int_equal(text_loss(&page, '~'), TEXT_WHOLE);
    assert_int_equal(text_loss(&page, 0x20ac), TEXT_PLAIN);
    assert_int_equal(text_loss(&page, 0x200b), TEXT_PLAIN); /* shows nothing */
    assert_int_equal(text_loss(&page, 0x141), TEXT_BARE);
    assert_int_equal(text_loss(&page, 0x15b), TEXT_BARE);
    assert_int_equal(text_loss(&page, 0x3ac), TEXT_LOST);  /* a letter with a mark, not Latin */
    assert_int_equal(text_loss(&page, 0x2260), TEXT_LOST); /* a sign with a mark, no letter */
    assert_int_equal(text_loss(&page, 0x4e2d), TEXT_LOST);
    assert_int_equal(text_loss(&page, 0x1f600), TEXT_LOST);
}

static void no_codepoint_becomes_a_control_byte(void **state)
{
    (void)state;
    static const char *const names[] = {"CP437", "CP850", "CP858", "CP1252"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct text_page page = open_page(names[i]);
        for (uint32_t codepoint = 0; codepoint < 0x110000; codepoint++) {
            uint8_t bytes[TEXT_BYTES_MOST];
            unsigned count = text_put(&page, codepoint, bytes);
            assert_true(count <= TEXT_BYTES_MOST);
            if (count != text_cells(&page, codepoint))
                fail_msg("U+%04X takes %u bytes", codepoint, count);
            for (unsigned j = 0; j < count; j++) {
                if (bytes[j] < 0x20 || bytes[j] == 0x7f)
                    fail_msg("U+%04X on %s is 0x%02x", codepoint, names[i], bytes[j]);
            }
        }
    }
}

static void what_is_not_utf_8_is_a_question_mark(void **state)
{
    (void)state;
    struct text_page page = open_page("CP858");
    assert_encoded(&page, "a\xff\xc3", "a??");
    assert_encoded(&page,
                   "a\x1b\xc2\x9b\x7f"
                   "b",
                   "ab");
}

/* utf8proc is the judge of all pairs of bytes, and of a lead at the very end. */
static void a_character_is_read_as_utf8proc_reads_it(void **state)
{
    (void)state;
    for (unsigned pair = 0; pair < 0x10000; pair++) {
        const char text[2] = {(char)(pair >> 8), (char)pair};
        for (size_t length = 1; length <= 2; length++) {
            uint32_t codepoint;
            utf8proc_int32_t expected;
            size_t taken = text_next(text, text + length, &codepoint);
            utf8proc_ssize_t right = utf8proc_iterate((const utf8proc_uint8_t *)text,
                                                      (utf8proc_ssize_t)length, &expected);
            assert_int_equal(taken, right > 0 ? right : 1);
            assert_int_equal(codepoint, right > 0 ? (uint32_t)expected : 0xfffd);
        }
    }
}

static void an_unknown_page_is_refused_by_name(void **state)
{
    (void)state;
    struct text_page page = {.count = 7};
    struct drv_fault fault;
    assert_int_equal(text_page_open("CP-none", &page, &fault), DRV_UNSUPPORTED);
    assert_string_equal(fault.text, "no code page \"CP-none\" on this machine");
    assert_int_equal(page.count, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(latin_text_is_one_byte_a_character),
        cmocka_unit_test(typography_that_the_page_lacks_is_written_plainly),
        cmocka_unit_test(a_latin_letter_that_the_page_lacks_loses_its_marks),
        cmocka_unit_test(what_no_table_holds_keeps_its_cells),
        cmocka_unit_test(what_a_page_would_lose_is_told_before),
        cmocka_unit_test(no_codepoint_becomes_a_control_byte),
        cmocka_unit_test(what_is_not_utf_8_is_a_question_mark),
        cmocka_unit_test(a_character_is_read_as_utf8proc_reads_it),
        cmocka_unit_test(an_unknown_page_is_refused_by_name),
    };
    return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
