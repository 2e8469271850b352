/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>
#include <zint.h>

#include "../../drivers/qr.h"

static const char levels[] = "lmqh";

/* What zint makes of the same data; 0 where it cannot. */
static unsigned drawn_modules(const char *data, size_t length, int level)
{
    struct zint_symbol *symbol = ZBarcode_Create();
    assert_non_null(symbol);
    symbol->symbology = BARCODE_QRCODE;
    symbol->option_1 = level + 1;
    int error = ZBarcode_Encode(symbol, (const unsigned char *)data, (int)length);
    unsigned modules = error < ZINT_ERROR ? (unsigned)symbol->width : 0;
    ZBarcode_Delete(symbol);
    return modules;
}

/* Lengths on both sides of every step of every level, by data of one mode. */
static void compare_steps(char character, size_t most)
{
    char data[4400];
    memset(data, character, sizeof data);
    for (int level = 0; level < 4; level++) {
        unsigned before = 0;
        for (size_t length = 1; length <= most; length++) {
            unsigned modules = qr_modules(data, length, levels[level]);
            if (modules == before)
                continue;
            assert_int_equal(modules, drawn_modules(data, length, level));
            if (length > 1)
                assert_int_equal(before, drawn_modules(data, length - 1, level));
            before = modules;
        }
        assert_int_equal(before, 0);
    }
}

static void sizes_step_where_a_drawing_program_steps(void **state)
{
    (void)state;
    compare_steps('A', 4300);
    compare_steps('a', 2960);
}

static void a_symbol_of_mixed_data_is_never_larger_than_said(void **state)
{
    (void)state;
    static const char *const data[] = {
        "HJ4K-7M2P-X9QD",     "https://r.example.org/c/AB12CD34EF56GH78", "12345678901234567890",
        "Caf\u00e9 Zo\u00eb", "BEGIN:VCARD\r\nVERSION:3.0\r\nEND:VCARD",
    };
    for (size_t i = 0; i < sizeof data / sizeof data[0]; i++) {
        for (int level = 0; level < 4; level++)
            assert_true(drawn_modules(data[i], strlen(data[i]), level) <=
                        qr_modules(data[i], strlen(data[i]), levels[level]));
    }
}

static void what_no_version_holds_has_no_size(void **state)
{
    (void)state;
    char data[9000] = {0};
    assert_int_equal(qr_modules(data, sizeof data, 'l'), 0);
    assert_int_equal(qr_modules("A", 1, 'x'), 0);
    assert_int_equal(qr_modules("A", 1, '\0'), 0);
    assert_int_equal(qr_modules("HJ4K-7M2P-X9QD", 14, 'm'), 21);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes_step_where_a_drawing_program_steps),
        cmocka_unit_test(a_symbol_of_mixed_data_is_never_larger_than_said),
        cmocka_unit_test(what_no_version_holds_has_no_size),
    };
    return cmocka_run_group_tests_name("qr", tests, NULL, NULL);
}
