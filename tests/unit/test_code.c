/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../plugin/code.h"
#undef fail /* cmocka has a macro of this name, too */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

enum { TODAY = 20094, QUARTER = 220 }; /* 2025-01-06 */

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/* first: bytes 0 to 31; second: 32 times A5. */
static struct keys make_keys(uint64_t shop, bool first, bool second)
{
    struct keys keys = {.shop = shop, .serials_fd = -1};
    if (first) {
        for (int i = 0; i < KEYS_SECRET_BYTES; i++)
            keys.code[keys.epochs][i] = (uint8_t)i;
        keys.epochs++;
    }
    if (second)
        memset(keys.code[keys.epochs++], 0xA5, KEYS_SECRET_BYTES);
    return keys;
}

static const uint64_t SHOP = 0x0123456789abcdef;

static const char *text_of(int64_t id)
{
    static char text[CODE_TEXT];
    code_format(id, text);
    return text;
}

static bool is_read(const char *text, int64_t *id)
{
    return code_parse(text, strlen(text), id);
}

/*
 * Made with Python's hmac and a GF(32) of its own: the message is kind (1 byte), quarter (4), shop
 * (8), serial (4), big endian; the 60 bits are kind 2, quarter modulo 8 3, serial 20, HMAC 30,
 * check 5.
 */
static void codes_are_laid_out_as_computed_elsewhere(void **state)
{
    static const struct {
        int key;
        uint64_t shop;
        enum code_kind kind;
        int32_t quarter;
        uint32_t serial;
        const char *text;
    } vectors[] = {
        {0, 0x0123456789abcdef, CODE_NOTE, 220, 0, "M000-0P8H-H1WE"},
        {0, 0x0123456789abcdef, CODE_CARD, 220, 0, "W000-0D5F-ETAC"},
        {0, 0x0123456789abcdef, CODE_NOTE, 227, 1048575, "KZZZ-Z6PJ-6PVB"},
        {0, 0x0123456789abcdef, CODE_CARD, 223, 524287, "ZFZZ-ZESG-1SSZ"},
        {0, 0x0123456789abcdef, CODE_NOTE, 224, 1, "G000-1S89-0XAX"},
        {0, 0x0123456789abcdef, CODE_CARD, 221, 65536, "X200-09N1-BYKT"},
        {0, 0xfedcba9876543210, CODE_NOTE, 220, 0, "M000-0ZD1-3CE9"},
        {0, 0xfedcba9876543210, CODE_CARD, 220, 0, "W000-0DFW-HM08"},
        {0, 0xfedcba9876543210, CODE_NOTE, 227, 1048575, "KZZZ-ZMB6-0EZR"},
        {0, 0xfedcba9876543210, CODE_CARD, 223, 524287, "ZFZZ-Z0KM-638X"},
        {0, 0xfedcba9876543210, CODE_NOTE, 224, 1, "G000-14T9-WSN4"},
        {0, 0xfedcba9876543210, CODE_CARD, 221, 65536, "X200-05T2-GMC8"},
        {1, 0x0123456789abcdef, CODE_NOTE, 220, 0, "M000-0C8V-0WGY"},
        {1, 0x0123456789abcdef, CODE_CARD, 220, 0, "W000-05D0-F0XE"},
        {1, 0x0123456789abcdef, CODE_NOTE, 227, 1048575, "KZZZ-ZBGS-7MMC"},
        {1, 0x0123456789abcdef, CODE_CARD, 223, 524287, "ZFZZ-ZMYS-YZHX"},
        {1, 0x0123456789abcdef, CODE_NOTE, 224, 1, "G000-1MG6-397A"},
        {1, 0x0123456789abcdef, CODE_CARD, 221, 65536, "X200-0JZ1-N0FA"},
        {1, 0xfedcba9876543210, CODE_NOTE, 220, 0, "M000-0QYR-P91J"},
        {1, 0xfedcba9876543210, CODE_CARD, 220, 0, "W000-0PR4-HK4A"},
        {1, 0xfedcba9876543210, CODE_NOTE, 227, 1048575, "KZZZ-ZZ50-7502"},
        {1, 0xfedcba9876543210, CODE_CARD, 223, 524287, "ZFZZ-ZETC-7TA2"},
        {1, 0xfedcba9876543210, CODE_NOTE, 224, 1, "G000-18BJ-E09R"},
        {1, 0xfedcba9876543210, CODE_CARD, 221, 65536, "X200-068P-Z9D7"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
        struct keys keys = make_keys(vectors[i].shop, vectors[i].key == 0, vectors[i].key == 1);
        int64_t id = code_mint(&keys, vectors[i].kind, vectors[i].quarter, vectors[i].serial),
                read = 0;
        assert_string_equal(text_of(id), vectors[i].text);
        assert_true(is_read(vectors[i].text, &read));
        assert_int_equal(read, id);
        assert_int_equal(code_kind(id), vectors[i].kind);
        assert_int_equal(code_serial(id), vectors[i].serial);
    }
}

/* All kinds, quarters and a spread of serials. */
static int64_t spread(const struct keys *keys, int i)
{
    return code_mint(keys, i % 2 == 0 ? CODE_NOTE : CODE_CARD, QUARTER + i % 8,
                     (uint32_t)i * 7919 % KEYS_SERIALS);
}

static void assert_typo(const char *text)
{
    int64_t id = -7;
    if (is_read(text, &id))
        fail_msg("\"%s\" was read as a code", text);
    assert_int_equal(id, -7);
}

static void every_single_wrong_symbol_is_a_typo(void **state)
{
    struct keys keys = make_keys(SHOP, true, false);
    (void)state;
    for (int i = 0; i < 200; i++) {
        char text[CODE_TEXT];
        code_format(spread(&keys, i), text);
        for (int place = 0; place < CODE_TEXT - 1; place++) {
            char right = text[place];
            for (int wrong = 0; wrong < 32 && right != '-'; wrong++) {
                text[place] = alphabet[wrong];
                if (alphabet[wrong] != right)
                    assert_typo(text);
            }
            text[place] = right;
        }
    }
}

static void every_swap_of_two_symbols_is_a_typo(void **state)
{
    struct keys keys = make_keys(SHOP, true, false);
    (void)state;
    for (int i = 0; i < 200; i++) {
        char text[CODE_TEXT];
        code_format(spread(&keys, i), text);
        for (int a = 0; a < CODE_TEXT - 1; a++)
            for (int b = a + 1; b < CODE_TEXT - 1; b++) {
                char swapped[CODE_TEXT];
                memcpy(swapped, text, sizeof swapped);
                swapped[a] = text[b];
                swapped[b] = text[a];
                if (text[a] != text[b] && text[a] != '-' && text[b] != '-')
                    assert_typo(swapped);
            }
    }
}

static void case_blanks_hyphens_and_lookalikes_do_not_matter(void **state)
{
    static const char *const writings[] = {
        "M000-0P8H-H1WE", "m000-0p8h-h1we",       "M0000P8HH1WE",   "M000 0P8H H1WE",
        "MOOO-oP8H-HIWE", "  m0-000-p8-hh-lwe  ", "M000-0P8H-HLWE", "mooo0p8hh1we\r\n",
        "M000-0P8H-HiWE", "M000\t0P8H-H1WE",
    };
    int64_t expected, id;
    (void)state;
    assert_true(is_read("M000-0P8H-H1WE", &expected));
    for (size_t i = 0; i < sizeof writings / sizeof writings[0]; i++) {
        assert_true(is_read(writings[i], &id));
        assert_int_equal(id, expected);
    }
}

static void what_is_not_twelve_symbols_is_a_typo(void **state)
{
    static const char *const writings[] = {
        "",
        "-",
        "M000-0P8H-H1W",
        "M000-0P8H-H1WE0",
        "M000-0P8H-H1WU",
        "M000-0P8H-H1W*",
        "M000-0P8H_H1WE",
        "4006381333931",
        "M000-0P8H-H1W\xC3\x89",
        "000000000000",
    };
    (void)state;
    for (size_t i = 0; i < sizeof writings / sizeof writings[0]; i++)
        assert_typo(writings[i]);
    int64_t id = -7;
    assert_false(code_parse("M000\0000P8HH1WE", 13, &id));
    assert_false(code_parse("M000-0P8H-H1WE", 13, &id));
    assert_int_equal(id, -7);
}

static void notes_begin_with_g_to_q_and_cards_with_r_to_z(void **state)
{
    struct keys keys = make_keys(SHOP, true, false);
    bool seen[128] = {false};
    (void)state;
    for (int quarter = QUARTER; quarter < QUARTER + 8; quarter++)
        for (uint32_t serial = 0; serial < KEYS_SERIALS; serial += 65521) {
            char note = text_of(code_mint(&keys, CODE_NOTE, quarter, serial))[0];
            char card = text_of(code_mint(&keys, CODE_CARD, quarter, serial))[0];
            seen[(int)note] = seen[(int)card] = true;
            assert_non_null(strchr("GHJKMNPQ", note));
            assert_non_null(strchr("RSTVWXYZ", card));
        }
    for (const char *letter = "GHJKMNPQRSTVWXYZ"; *letter != '\0'; letter++)
        assert_true(seen[(int)*letter]);
}

static int32_t first_day_of(int32_t quarter)
{
    int32_t day = (quarter - 1) * 91;
    while (clock_quarter(day) < quarter)
        day++;
    return day;
}

static void a_quarter_is_known_from_the_one_before_it_to_six_after_it(void **state)
{
    struct keys keys = make_keys(SHOP, true, false);
    (void)state;
    for (int32_t quarter = QUARTER; quarter < QUARTER + 16; quarter++) {
        int64_t id = code_mint(&keys, CODE_NOTE, quarter, 5);
        for (int later = -1; later < 7; later++) {
            int32_t today = first_day_of(quarter + later);
            assert_int_equal(code_quarter(id, today), quarter);
            assert_true(code_is_ours(&keys, id, today));
        }
        /* Now it reads as one of the next quarter, whose HMAC is another. */
        int32_t wrapped = first_day_of(quarter + 7);
        assert_int_equal(code_quarter(id, wrapped), quarter + 8);
        assert_false(code_is_ours(&keys, id, wrapped));
    }
}

static void a_codes_longest_life_is_shorter_than_seven_quarters(void **state)
{
    (void)state;
    for (int32_t quarter = 100; quarter < 400; quarter++)
        assert_true(first_day_of(quarter + 7) - first_day_of(quarter + 1) > CODE_LIFE_DAYS);
}

static void another_key_shop_kind_or_serial_is_not_ours(void **state)
{
    struct keys keys = make_keys(SHOP, true, false), other = make_keys(SHOP, false, true);
    struct keys elsewhere = make_keys(SHOP ^ 1, true, false);
    (void)state;
    for (int i = 0; i < 64; i++) {
        int32_t today = first_day_of(QUARTER + 6);
        int64_t id = spread(&keys, i);
        assert_true(code_is_ours(&keys, id, today));
        assert_false(code_is_ours(&other, id, today));
        assert_false(code_is_ours(&elsewhere, id, today));
        for (int bit = 0; bit < 55; bit++)
            assert_false(code_is_ours(&keys, id ^ INT64_C(1) << bit, today) &&
                         code_kind(id ^ INT64_C(1) << bit) >= CODE_NOTE);
    }
}

static void a_new_epoch_verifies_old_codes_and_mints_new_ones(void **state)
{
    struct keys first = make_keys(SHOP, true, false), both = make_keys(SHOP, true, true);
    struct keys second = make_keys(SHOP, false, true);
    (void)state;
    int64_t before = code_mint(&first, CODE_CARD, QUARTER, 9);
    int64_t after = code_mint(&both, CODE_CARD, QUARTER, 9);
    assert_true(code_is_ours(&both, before, TODAY));
    assert_true(code_is_ours(&both, after, TODAY));
    assert_int_not_equal(before, after);
    assert_int_equal(after, code_mint(&second, CODE_CARD, QUARTER, 9));
    assert_false(code_is_ours(&first, after, TODAY));
}

static void a_range_holds_all_codes_of_its_kind_and_quarter(void **state)
{
    struct keys keys = make_keys(SHOP, true, false);
    int64_t first, last;
    (void)state;
    code_range(CODE_CARD, QUARTER, &first, &last);
    int64_t low = code_mint(&keys, CODE_CARD, QUARTER, 0);
    int64_t high = code_mint(&keys, CODE_CARD, QUARTER, KEYS_SERIALS - 1);
    assert_true(first <= low && low < high && high <= last);
    assert_false(code_mint(&keys, CODE_CARD, QUARTER + 1, 0) <= last);
    assert_false(code_mint(&keys, CODE_NOTE, QUARTER, KEYS_SERIALS - 1) >= first);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_are_laid_out_as_computed_elsewhere),
        cmocka_unit_test(every_single_wrong_symbol_is_a_typo),
        cmocka_unit_test(every_swap_of_two_symbols_is_a_typo),
        cmocka_unit_test(case_blanks_hyphens_and_lookalikes_do_not_matter),
        cmocka_unit_test(what_is_not_twelve_symbols_is_a_typo),
        cmocka_unit_test(notes_begin_with_g_to_q_and_cards_with_r_to_z),
        cmocka_unit_test(a_quarter_is_known_from_the_one_before_it_to_six_after_it),
        cmocka_unit_test(a_codes_longest_life_is_shorter_than_seven_quarters),
        cmocka_unit_test(another_key_shop_kind_or_serial_is_not_ours),
        cmocka_unit_test(a_new_epoch_verifies_old_codes_and_mints_new_ones),
        cmocka_unit_test(a_range_holds_all_codes_of_its_kind_and_quarter),
    };
    return cmocka_run_group_tests_name("code", tests, NULL, NULL);
}
