/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "../../drivers/symbol.h"

/* Bytes that a version holds: ISO/IEC 18004, table 7. */
static void each_version_holds_what_the_standard_says(void **state)
{
    (void)state;
    static const struct {
        enum symbol_level level;
        size_t bytes;
        uint16_t modules;
    } cases[] = {
        {SYMBOL_L, 17, 21},    {SYMBOL_L, 18, 25},    {SYMBOL_L, 32, 25},  {SYMBOL_L, 33, 29},
        {SYMBOL_M, 14, 21},    {SYMBOL_M, 15, 25},    {SYMBOL_Q, 11, 21},  {SYMBOL_Q, 12, 25},
        {SYMBOL_H, 7, 21},     {SYMBOL_H, 8, 25},     {SYMBOL_M, 213, 57}, {SYMBOL_M, 214, 61},
        {SYMBOL_L, 2953, 177}, {SYMBOL_H, 1273, 177},
    };
    uint8_t data[3000];
    memset(data, 'a', sizeof data);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct symbol symbol;
        assert_int_equal(symbol_qr(data, cases[i].bytes, cases[i].level, &symbol, NULL), 0);
        assert_int_equal(symbol.modules, cases[i].modules);
    }
}

static void a_finder_stands_in_three_corners(void **state)
{
    (void)state;
    static const char *const finder[] = {"#######.", "#.....#.", "#.###.#.", "#.###.#.",
                                         "#.###.#.", "#.....#.", "#######.", "........"};
    struct symbol symbol;
    assert_int_equal(symbol_qr((const uint8_t *)"A\0B", 3, SYMBOL_M, &symbol, NULL), DRV_OK);
    assert_int_equal(symbol.modules, 21);
    for (unsigned y = 0; y < 8; y++)
        for (unsigned x = 0; x < 8; x++) {
            bool black = finder[y][x] == '#';
            assert_int_equal(symbol_is_black(&symbol, x, y), black);
            assert_int_equal(symbol_is_black(&symbol, 20 - x, y), black);
            assert_int_equal(symbol_is_black(&symbol, x, 20 - y), black);
        }
}

static void what_no_version_holds_is_refused_and_nothing_written(void **state)
{
    (void)state;
    uint8_t data[7090];
    struct symbol symbol = {.modules = 7};
    struct drv_fault fault;
    memset(data, 'a', sizeof data);
    assert_int_equal(symbol_qr(data, 0, SYMBOL_L, &symbol, &fault), DRV_INVALID);
    assert_string_equal(fault.text, "\"\" is no data for a QR code");
    assert_int_equal(symbol_qr(data, 2954, SYMBOL_L, &symbol, &fault), DRV_LIMIT);
    assert_ptr_equal(strstr(fault.text, "\"2954\" bytes do not fit a QR code: "), fault.text);
    assert_int_equal(symbol_qr(data, 7090, SYMBOL_L, &symbol, &fault), DRV_LIMIT);
    assert_string_equal(fault.text, "\"7090\" bytes are more than a QR code holds (7089)");
    assert_int_equal(symbol.modules, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_version_holds_what_the_standard_says),
        cmocka_unit_test(a_finder_stands_in_three_corners),
        cmocka_unit_test(what_no_version_holds_is_refused_and_nothing_written),
    };
    return cmocka_run_group_tests_name("symbol", tests, NULL, NULL);
}
