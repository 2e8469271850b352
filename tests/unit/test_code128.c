/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>
#include <zint.h>

#include "../../drivers/code128.h"
#include "../../drivers/paper/barcode.h"

static struct zint_symbol *draw_by_zint(const char *text)
{
    struct zint_symbol *zint = ZBarcode_Create();
    assert_non_null(zint);
    zint->symbology = BARCODE_CODE128;
    if (ZBarcode_Encode(zint, (const unsigned char *)text, (int)strlen(text)) >= ZINT_ERROR)
        fail_msg("zint: %s", zint->errtxt);
    return zint;
}

static bool zint_is_black(const struct zint_symbol *zint, unsigned x)
{
    return zint->encoded_data[0][x >> 3] >> (x & 7) & 1;
}

static struct code128 encode(const char *text)
{
    struct code128 code;
    assert_true(code128_encode(text, strlen(text), &code));
    return code;
}

static void assert_drawn_as_by_zint(const struct code128 *code, const char *text)
{
    struct zint_symbol *zint = draw_by_zint(text);
    assert_int_equal(code128_modules(code), zint->width);
    for (unsigned x = 0; x < code128_modules(code); x++)
        if (code128_is_black(code, x) != zint_is_black(zint, x))
            fail_msg("\"%s\": module %u", text, x);
    ZBarcode_Delete(zint);
}

/* Between them the texts need every value but those of FNC and NUL's. */
static void every_bar_stands_where_zint_draws_it(void **state)
{
    (void)state;
    static const char *const texts[] = {
        " !\"#$%&'()*+,-./0 1 2 3 4 5 6 7 8 9:;<=>?@ABCDEFGH",
        "IJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~",
        "00010203040506070809101112131415",
        "17181920212223242526272829303132333435363738394041424344454647484950515253545556",
        "57585960616263646566676869707172737475767778798081828384858687888990919293949596",
        "979899",
        "HJ4K7M2PX9QD",
        "A123456",
        "123456A",
        "A123456B",
        "\x01\x02\x03\x04\x05\x06\x07\b\t\n\v\f\r\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17",
        "\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f ABC_",
        "de\x7f",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct code128 code = encode(texts[i]);
        assert_drawn_as_by_zint(&code, texts[i]);
    }
}

/* A small generator, so that a failure can be repeated. */
static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 16;
}

static void make_text(uint32_t *seed, const char *letters, char out[24])
{
    size_t length = 1 + next_random(seed) % 20;
    for (size_t i = 0; i < length; i++)
        out[i] = letters[next_random(seed) % strlen(letters)];
    out[length] = '\0';
}

/* Without 1 and 6 side by side there is nothing that we draw longer on purpose. */
static void no_symbol_is_longer_than_zints(void **state)
{
    (void)state;
    static const char *const alphabets[] = {"0123457890123A", "23456789JK", "0123457",
                                            "12AB",           "12a\tB",     "ab\n\r"};
    uint32_t seed = 1;
    for (int round = 0; round < 4000; round++) {
        char text[24];
        make_text(&seed, alphabets[round % 6], text);
        struct code128 code = encode(text);
        struct zint_symbol *zint = draw_by_zint(text);
        if (code128_modules(&code) > (unsigned)zint->width)
            fail_msg("\"%s\" takes %u modules, zint %d", text, code128_modules(&code), zint->width);
        ZBarcode_Delete(zint);
    }
}

static void a_pair_of_digits_is_never_what_a_printer_takes_for_dle(void **state)
{
    (void)state;
    uint32_t seed = 7;
    for (int round = 0; round < 4000; round++) {
        char text[24];
        make_text(&seed, "160420", text);
        struct code128 code = encode(text);
        bool in_c = code.values[0] == CODE128_START_C;
        for (unsigned i = 1; i < code.count - 2u; i++) {
            assert_false(in_c && code.values[i] == 16);
            if (code.values[i] == (in_c ? CODE128_TO_B : CODE128_TO_C))
                in_c = !in_c;
        }
    }
    struct code128 code = encode("1620011600");
    /* B: 1; C: 62 00 11 60; B: 0 */
    static const uint8_t values[] = {CODE128_START_B, 17, CODE128_TO_C, 62, 0, 11, 60,
                                     CODE128_TO_B,    16};
    assert_int_equal(code.count, sizeof values + 2);
    assert_memory_equal(code.values, values, sizeof values);
}

/* 187 modules with the quiet zone are 374 dots of the 384 that 58 mm paper has. */
static void a_code_of_ours_fits_58_mm_paper(void **state)
{
    (void)state;
    struct code128 code = encode("HJ4K7M2PX9QD");
    assert_int_equal(code128_modules(&code), 167);
    assert_true((code128_modules(&code) + 2 * CODE128_QUIET_MODULES) * 2 <= 384);
    code = encode("HJ4K-7M2P-X9QD");
    assert_true((code128_modules(&code) + 2 * CODE128_QUIET_MODULES) * 2 > 384);
}

/* The fewest values by trying each way of saying what is left; a wrong rule cannot agree. */
static unsigned fewest(const char *text, size_t length, char set)
{
    unsigned best = 1000;
    if (length == 0)
        return 0;
    for (const char *to = "ABC"; *to != '\0'; to++) {
        bool pair = length >= 2 && text[0] >= '0' && text[0] <= '9' && text[1] >= '0' &&
                    text[1] <= '9' && memcmp(text, "16", 2) != 0;
        if (*to == 'A' ? text[0] > '_' : *to == 'B' ? text[0] < ' ' : !pair)
            continue;
        size_t skip = *to == 'C' ? 2 : 1;
        unsigned said = 1u + (set != *to), stay = said + fewest(text + skip, length - skip, *to);
        best = stay < best ? stay : best;
        if (set == 'C' || *to == 'C')
            continue;
        unsigned shift = said + fewest(text + skip, length - skip, set);
        best = shift < best ? shift : best;
    }
    return best;
}

static void no_other_mix_of_sets_says_it_in_less(void **state)
{
    (void)state;
    static const char *const alphabets[] = {"1a\t", "12\rA", "06a1\x1b", "1234a\n"};
    uint32_t seed = 11;
    for (int round = 0; round < 600; round++) {
        char text[10];
        size_t length = 1 + next_random(&seed) % 8;
        for (size_t i = 0; i < length; i++)
            text[i] = alphabets[round % 4][next_random(&seed) % strlen(alphabets[round % 4])];
        text[length] = '\0';
        struct code128 code = encode(text);
        unsigned best = 1000;
        for (const char *set = "ABC"; *set != '\0'; set++) {
            unsigned count = fewest(text, length, *set);
            best = count < best ? count : best;
        }
        assert_int_equal(code.count, best + 3); /* start, check, stop */
    }
}

static void control_characters_are_said_in_set_a_or_by_a_shift(void **state)
{
    (void)state;
    /* B: a b, one of A: tab, c; A: tab A, CR; C: 12 34, A: LF LF */
    static const uint8_t shifted[] = {CODE128_START_B, 65, 66, CODE128_SHIFT, 73, 67};
    static const uint8_t in_a[] = {CODE128_START_A, 73, 33, 77};
    static const uint8_t changed[] = {CODE128_START_C, 12, 34, CODE128_TO_A, 74, 74};
    struct code128 code = encode("ab\tc");
    assert_int_equal(code.count, sizeof shifted + 2);
    assert_memory_equal(code.values, shifted, sizeof shifted);
    code = encode("\tA\r");
    assert_memory_equal(code.values, in_a, sizeof in_a);
    code = encode("1234\n\n");
    assert_memory_equal(code.values, changed, sizeof changed);
    assert_true(code128_encode("\0", 1, &code));
    assert_int_equal(code.values[1], 64);
}

static void printable_text_never_needs_set_a(void **state)
{
    (void)state;
    uint32_t seed = 5;
    for (int round = 0; round < 2000; round++) {
        char text[24];
        make_text(&seed, "1234567890AZ_ az{~", text);
        struct code128 code = encode(text);
        bool in_c = code.values[0] == CODE128_START_C;
        assert_int_not_equal(code.values[0], CODE128_START_A);
        for (unsigned i = 1; i < code.count - 2u; i++) {
            assert_int_not_equal(code.values[i], CODE128_TO_A);
            assert_false(!in_c && code.values[i] == CODE128_SHIFT);
            if (code.values[i] == (in_c ? CODE128_TO_B : CODE128_TO_C))
                in_c = !in_c;
        }
    }
}

static void what_is_not_ascii_or_too_long_is_refused(void **state)
{
    (void)state;
    char text[CODE128_TEXT_MOST + 1];
    struct code128 code = {.count = 7};
    memset(text, 'a', sizeof text);
    assert_false(code128_encode("", 0, &code));
    assert_false(code128_encode("\x80", 1, &code));
    assert_false(code128_encode("caf\u00e9", 5, &code));
    assert_false(code128_encode(text, sizeof text, &code));
    assert_int_equal(code.count, 7);
    assert_true(code128_encode(text, CODE128_TEXT_MOST, &code));
    assert_int_equal(code.count, CODE128_TEXT_MOST + 3);
}

#define BYTES(literal) (const uint8_t *)(literal), sizeof(literal) - 1

static void a_printer_reads_the_sets_that_the_data_names(void **state)
{
    (void)state;
    struct code128 code;
    struct bytes said = {0};
    /* The example of Epson's manuals: "No." in B, then pairs in C. */
    assert_true(barcode_read(BYTES("{BNo.{C\x0c\x22\x38"), &code, &said));
    bytes_add(&said, "", 1);
    assert_string_equal(said.data, "No.123456");
    assert_drawn_as_by_zint(&code, "No.123456");
    bytes_reset(&said);
    assert_true(barcode_read(BYTES("{A{1\tA{B{{{2a"), &code, &said));
    bytes_add(&said, "", 1);
    assert_string_equal(said.data, "\tA{a");
    static const uint8_t values[] = {CODE128_START_A, 102, 73, 33, CODE128_TO_B, 91, 97, 65};
    assert_int_equal(code.count, sizeof values + 2);
    assert_memory_equal(code.values, values, sizeof values);
    bytes_free(&said);
}

static void data_that_no_printer_takes_is_not_read(void **state)
{
    (void)state;
    static const struct {
        const char *data;
        size_t length;
    } cases[] = {
        {"", 0},      {"{", 1},    {"AB", 2},   {"{Dabc", 5},  {"{Ba{", 4},
        {"{Ba{x", 5}, {"{Aa", 3},  {"{B\t", 3}, {"{B\x80", 3}, {"{C\x64", 3},
        {"{C{2", 4},  {"{C{{", 4}, {"{B{B", 4},
    };
    struct code128 code = {.count = 7};
    struct bytes said = {0};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (barcode_read((const uint8_t *)cases[i].data, cases[i].length, &code, &said))
            fail_msg("read: %s", cases[i].data);
    assert_int_equal(code.count, 7);
    assert_int_equal(said.length, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_bar_stands_where_zint_draws_it),
        cmocka_unit_test(no_symbol_is_longer_than_zints),
        cmocka_unit_test(a_pair_of_digits_is_never_what_a_printer_takes_for_dle),
        cmocka_unit_test(a_code_of_ours_fits_58_mm_paper),
        cmocka_unit_test(no_other_mix_of_sets_says_it_in_less),
        cmocka_unit_test(control_characters_are_said_in_set_a_or_by_a_shift),
        cmocka_unit_test(printable_text_never_needs_set_a),
        cmocka_unit_test(what_is_not_ascii_or_too_long_is_refused),
        cmocka_unit_test(a_printer_reads_the_sets_that_the_data_names),
        cmocka_unit_test(data_that_no_printer_takes_is_not_read),
    };
    return cmocka_run_group_tests_name("code128", tests, NULL, NULL);
}
