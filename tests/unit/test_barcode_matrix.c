/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "../../drivers/paper/barcode_matrix.h"
#include "../../drivers/status.h"

struct symbol {
    struct matrix_settings settings;
    struct matrix_data data;
    struct bitmap dots;
    uint16_t module_dots;
};

static void start(struct symbol *symbol)
{
    *symbol = (struct symbol){.module_dots = 0};
    matrix_settings_start(&symbol->settings);
}

static void end(struct symbol *symbol)
{
    matrix_data_free(&symbol->data);
    bitmap_free(&symbol->dots);
}

static void set(struct symbol *symbol, uint8_t kind, uint8_t function, const char *parameters,
                size_t length)
{
    matrix_set(&symbol->settings, kind, function, (const uint8_t *)parameters, length);
}
#define SET(symbol, kind, function, parameters)                                                    \
    set(symbol, kind, function, parameters, sizeof(parameters) - 1)

static void store(struct symbol *symbol, uint8_t kind, const char *data)
{
    assert_true(matrix_store(&symbol->data, kind, (const uint8_t *)data, strlen(data)));
}

static int draw(struct symbol *symbol, unsigned room_dots)
{
    struct matrix_place place = {room_dots, 203};
    bitmap_free(&symbol->dots);
    return matrix_draw(&symbol->data, &symbol->settings, &place, &symbol->dots,
                       &symbol->module_dots);
}

static void check_size(struct symbol *symbol, unsigned width_dots, unsigned height_dots)
{
    assert_int_equal(draw(symbol, 576), DRV_OK);
    assert_int_equal(symbol->dots.width_dots, width_dots);
    assert_int_equal(symbol->dots.height_dots, height_dots);
}

static void values_out_of_their_range_change_nothing(void **state)
{
    (void)state;
    static const struct {
        uint8_t kind, function;
        const char *parameters;
        size_t length;
    } wrong[] = {
        {MATRIX_PDF417, 65, "\x1f", 1},
        {MATRIX_PDF417, 66, "\2", 1},
        {MATRIX_PDF417, 66, "\x5b", 1},
        {MATRIX_PDF417, 67, "\1", 1},
        {MATRIX_PDF417, 68, "\x09", 1},
        {MATRIX_PDF417, 69, "0\x39", 2},
        {MATRIX_PDF417, 69, "1\x29", 2},
        {MATRIX_PDF417, 69, "1", 1},
        {MATRIX_PDF417, 70, "\2", 1},
        {MATRIX_QR, 65, "4\0", 2},
        {MATRIX_QR, 67, "\0", 1},
        {MATRIX_QR, 67, "\x11", 1},
        {MATRIX_QR, 69, "4", 1},
        {MATRIX_QR, 69, "", 0},
        {MATRIX_MAXICODE, 65, "1", 1},
        {MATRIX_DATABAR, 67, "\x09", 1},
        {MATRIX_DATABAR, 71, "\x69\0", 2},
        {MATRIX_DATABAR, 71, "\x8d", 1},
        {MATRIX_AZTEC, 66, "\2\0", 2},
        {MATRIX_AZTEC, 66, "\0\x21", 2},
        {MATRIX_AZTEC, 69, "\4", 1},
        {MATRIX_AZTEC, 69, "\x60", 1},
        {MATRIX_DATAMATRIX, 66, "\0\x10\x12", 3},
        {MATRIX_DATAMATRIX, 66, "\1\0\0", 3},
        {MATRIX_DATAMATRIX, 67, "\1", 1},
        {MATRIX_DATAMATRIX, 99, "\1", 1},
    };
    struct symbol symbol, fresh;
    start(&symbol);
    start(&fresh);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        set(&symbol, wrong[i].kind, wrong[i].function, wrong[i].parameters, wrong[i].length);
        if (memcmp(&symbol.settings, &fresh.settings, sizeof fresh.settings) != 0)
            fail_msg("%zu: function %u of %u is taken", i, wrong[i].function, wrong[i].kind);
    }
    SET(&symbol, MATRIX_DATAMATRIX, 66, "1\x0c\x24");
    assert_int_equal(symbol.settings.values[DATAMATRIX_RECTANGLE], 1);
    assert_int_equal(symbol.settings.values[DATAMATRIX_ROWS], 12);
    assert_int_equal(symbol.settings.values[DATAMATRIX_COLUMNS], 36);
    SET(&symbol, MATRIX_DATABAR, 71, "\x6a\0");
    assert_int_equal(symbol.settings.values[DATABAR_WIDTH_DOTS], 106);
    end(&symbol);
}

static void one_area_holds_the_data_of_one_kind(void **state)
{
    (void)state;
    struct symbol symbol;
    start(&symbol);
    assert_int_equal(draw(&symbol, 576), DRV_INVALID);
    store(&symbol, MATRIX_QR, "0AB");
    check_size(&symbol, 21 * 3, 21 * 3);
    store(&symbol, MATRIX_QR, "1ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJKLMNOPQRSTUVWXYZ"); /* not m */
    check_size(&symbol, 21 * 3, 21 * 3);
    store(&symbol, MATRIX_DATAMATRIX, "0AB");
    assert_int_equal(symbol.data.kind, MATRIX_DATAMATRIX);
    check_size(&symbol, 10 * 3, 10 * 3);
    /* Of a composite symbol either part may come first, and again. */
    store(&symbol, MATRIX_COMPOSITE, "01A(10)12");
    assert_int_equal(draw(&symbol, 576), DRV_INVALID);
    store(&symbol, MATRIX_COMPOSITE, "00B331234567890");
    assert_int_equal(draw(&symbol, 576), DRV_OK);
    assert_int_equal(symbol.module_dots, 2);
    unsigned height = symbol.dots.height_dots;
    store(&symbol, MATRIX_COMPOSITE, "01A(10)1234567890123456789");
    assert_int_equal(draw(&symbol, 576), DRV_OK);
    assert_true(symbol.dots.height_dots >= height);
    end(&symbol);
}

static void qr_is_as_large_as_its_data_and_level_ask(void **state)
{
    (void)state;
    struct symbol symbol;
    start(&symbol);
    store(&symbol, MATRIX_QR, "0ABCDEFGHIJKLMNOPQRSTUVW"); /* 23 of 25 letters at level L */
    check_size(&symbol, 21 * 3, 21 * 3);
    SET(&symbol, MATRIX_QR, 69, "3");
    check_size(&symbol, 29 * 3, 29 * 3);
    SET(&symbol, MATRIX_QR, 67, "\x10");
    check_size(&symbol, 29 * 16, 29 * 16);
    SET(&symbol, MATRIX_QR, 65, "1\0"); /* model 1 is not drawn */
    assert_int_equal(draw(&symbol, 576), DRV_INVALID);
    store(&symbol, MATRIX_QR, "0123");
    SET(&symbol, MATRIX_QR, 65, "3\0");
    SET(&symbol, MATRIX_QR, 69, "0");
    check_size(&symbol, 11 * 16, 11 * 16);
    end(&symbol);
}

static void pdf417_takes_the_columns_that_fit(void **state)
{
    (void)state;
    struct symbol symbol;
    start(&symbol);
    store(&symbol, MATRIX_PDF417, "0Some more text than fits into a single row of it, for sure");
    assert_int_equal(draw(&symbol, 576), DRV_OK);
    unsigned width = symbol.dots.width_dots;
    assert_int_equal((width - 69 * 3) % (17 * 3), 0);
    assert_int_equal(draw(&symbol, width - 1), DRV_OK);
    assert_int_equal(symbol.dots.width_dots, width - 17 * 3);
    SET(&symbol, MATRIX_PDF417, 65, "\4");
    assert_int_equal(draw(&symbol, 100), DRV_OK); /* what was asked for, though too wide */
    assert_int_equal(symbol.dots.width_dots, (69 + 4 * 17) * 3);
    SET(&symbol, MATRIX_PDF417, 70, "\1");
    SET(&symbol, MATRIX_PDF417, 66, "\x1e");
    SET(&symbol, MATRIX_PDF417, 68, "\4");
    check_size(&symbol, (35 + 4 * 17) * 3, 30 * 4 * 3);
    SET(&symbol, MATRIX_PDF417, 66, "\3"); /* twelve words are too few */
    assert_int_equal(draw(&symbol, 576), DRV_LIMIT);
    end(&symbol);
}

/* With a level there are 2 to the power of one more check words. */
static void pdf417_grows_with_its_level(void **state)
{
    (void)state;
    struct symbol symbol;
    start(&symbol);
    SET(&symbol, MATRIX_PDF417, 65, "\2");
    SET(&symbol, MATRIX_PDF417, 69, "00");
    store(&symbol, MATRIX_PDF417, "0ABCDEFGH"); /* the length and 4 words */
    check_size(&symbol, (69 + 2 * 17) * 3, 4 * 3 * 3);
    SET(&symbol, MATRIX_PDF417, 69, "03");
    check_size(&symbol, (69 + 2 * 17) * 3, 11 * 3 * 3);
    SET(&symbol, MATRIX_PDF417, 69, "1\x28"); /* 4 times 5 words: level 3 */
    check_size(&symbol, (69 + 2 * 17) * 3, 11 * 3 * 3);
    end(&symbol);
}

static void aztec_and_data_matrix_have_the_sizes_that_are_set(void **state)
{
    (void)state;
    struct symbol symbol;
    start(&symbol);
    store(&symbol, MATRIX_AZTEC, "0HELLO");
    check_size(&symbol, 19 * 3, 19 * 3); /* the full range has no smaller one */
    SET(&symbol, MATRIX_AZTEC, 66, "1\0");
    check_size(&symbol, 15 * 3, 15 * 3);
    SET(&symbol, MATRIX_AZTEC, 66, "1\4");
    check_size(&symbol, 27 * 3, 27 * 3);
    SET(&symbol, MATRIX_AZTEC, 66, "0\5");
    check_size(&symbol, 37 * 3, 37 * 3); /* 15 and 4 a layer, 2 for the grid */
    store(&symbol, MATRIX_DATAMATRIX, "0ABCDEFGHIJ");
    SET(&symbol, MATRIX_DATAMATRIX, 66, "1\x08\0");
    check_size(&symbol, 32 * 3, 8 * 3);
    SET(&symbol, MATRIX_DATAMATRIX, 66, "1\x08\x12"); /* 5 bytes */
    assert_int_equal(draw(&symbol, 576), DRV_LIMIT);
    SET(&symbol, MATRIX_DATAMATRIX, 66, "0\x1a\x1a");
    check_size(&symbol, 26 * 3, 26 * 3);
    end(&symbol);
}

static void data_that_is_none_for_a_symbol_is_refused(void **state)
{
    (void)state;
    static const struct {
        uint8_t kind;
        const char *data;
    } wrong[] = {
        {MATRIX_DATABAR, "0H095011015300"},
        {MATRIX_DATABAR, "0H09501101530x1"},
        {MATRIX_DATABAR, "0A0950110153001"},
        {MATRIX_MAXICODE, "012345"},
        {MATRIX_MAXICODE, "01\x1d"
                          "840\x1d"
                          "1234\x1dx"},
        {MATRIX_MAXICODE, "0A\x1d"
                          "840\x1d"
                          "1x\x1dx"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct symbol symbol;
        start(&symbol);
        store(&symbol, wrong[i].kind, wrong[i].data);
        if (draw(&symbol, 576) != DRV_INVALID)
            fail_msg("\"%s\" is drawn", wrong[i].data);
        end(&symbol);
    }
}

static void a_stacked_databar_goes_on_below_where_it_is_too_wide(void **state)
{
    (void)state;
    struct symbol symbol;
    start(&symbol);
    store(&symbol, MATRIX_DATABAR, "0L0198898765432106{13202012345");
    SET(&symbol, MATRIX_DATABAR, 71, "\xd0\x07");
    assert_int_equal(draw(&symbol, 576), DRV_OK);
    assert_int_equal(symbol.dots.width_dots, 200 * 2);
    unsigned height = symbol.dots.height_dots;
    SET(&symbol, MATRIX_DATABAR, 71, "\xcc\0");
    assert_int_equal(draw(&symbol, 576), DRV_OK);
    assert_int_equal(symbol.dots.width_dots, 102 * 2);
    assert_int_equal(height, 34 * 2);
    assert_int_equal(symbol.dots.height_dots, (2 * 34 + 3) * 2);
    end(&symbol);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_out_of_their_range_change_nothing),
        cmocka_unit_test(one_area_holds_the_data_of_one_kind),
        cmocka_unit_test(qr_is_as_large_as_its_data_and_level_ask),
        cmocka_unit_test(pdf417_takes_the_columns_that_fit),
        cmocka_unit_test(pdf417_grows_with_its_level),
        cmocka_unit_test(aztec_and_data_matrix_have_the_sizes_that_are_set),
        cmocka_unit_test(data_that_is_none_for_a_symbol_is_refused),
        cmocka_unit_test(a_stacked_databar_goes_on_below_where_it_is_too_wide),
    };
    return cmocka_run_group_tests_name("barcode_matrix", tests, NULL, NULL);
}
