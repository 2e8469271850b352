/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>
#include <zint.h>

#include "../../drivers/document_parts.h"
#include "../../drivers/layout.h"
#include "../../drivers/symbol.h"

static struct layout_code code_of(uint8_t symbol, const char *text, uint8_t module_dots)
{
    return (struct layout_code){.data = text,
                                .length = (uint16_t)strlen(text),
                                .symbol = symbol,
                                .module_dots = module_dots,
                                .height_dots = 48,
                                .level = 'm'};
}

/* Bytes that a version holds: ISO/IEC 18004, table 7. */
static void each_version_of_qr_holds_what_the_standard_says(void **state)
{
    (void)state;
    static const struct {
        char level;
        uint16_t bytes, modules;
    } cases[] = {
        {'l', 17, 21},  {'l', 18, 25},  {'l', 32, 25},    {'l', 33, 29},    {'m', 14, 21},
        {'m', 15, 25},  {'q', 11, 21},  {'q', 12, 25},    {'h', 7, 21},     {'h', 8, 25},
        {'m', 213, 57}, {'m', 214, 61}, {'l', 2953, 177}, {'h', 1273, 177},
    };
    char data[3000];
    memset(data, 'a', sizeof data);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct layout_code code = code_of(DOCUMENT_QR, "", 2);
        struct bitmap bitmap;
        code.data = data;
        code.length = cases[i].bytes;
        code.level = cases[i].level;
        assert_int_equal(symbol_draw(&code, &bitmap, NULL), DRV_OK);
        assert_int_equal(bitmap.width_dots, cases[i].modules * 2);
        bitmap_free(&bitmap);
    }
}

static void a_finder_stands_in_three_corners(void **state)
{
    (void)state;
    static const char *const finder[] = {"#######.", "#.....#.", "#.###.#.", "#.###.#.",
                                         "#.###.#.", "#.....#.", "#######.", "........"};
    struct layout_code code = code_of(DOCUMENT_QR, "A\0B", 3);
    struct bitmap bitmap;
    code.length = 3;
    assert_int_equal(symbol_draw(&code, &bitmap, NULL), DRV_OK);
    assert_int_equal(bitmap.width_dots, 21 * 3);
    for (unsigned y = 0; y < 8 * 3; y++)
        for (unsigned x = 0; x < 8 * 3; x++) {
            bool black = finder[y / 3][x / 3] == '#';
            assert_int_equal(bitmap_is_black(&bitmap, x, y), black);
            assert_int_equal(bitmap_is_black(&bitmap, 62 - x, y), black);
            assert_int_equal(bitmap_is_black(&bitmap, x, 62 - y), black);
        }
    bitmap_free(&bitmap);
}

/* Each kind, and what of it zint wants to know. */
static const struct {
    uint8_t symbol;
    const char *text;
    int zint;
    const char *said; /* to zint, where that is other than the text */
    uint8_t quiet_left, quiet_right;
} drawn[] = {
    {DOCUMENT_UPC, "036000291452", BARCODE_UPCA, "03600029145", 9, 9},
    {DOCUMENT_UPC, "01234565", BARCODE_UPCE, "0123456", 9, 7},
    {DOCUMENT_EAN, "4006381333931", BARCODE_EANX, "400638133393", 11, 7},
    {DOCUMENT_EAN, "9638507", BARCODE_EANX, NULL, 7, 7},
    {DOCUMENT_CODE39, "A", BARCODE_CODE39, NULL, 10, 10},
    {DOCUMENT_CODE39, "*CODE 39-.$/+%*", BARCODE_CODE39, "CODE 39-.$/+%", 10, 10},
    {DOCUMENT_ITF, "12", BARCODE_C25INTER, NULL, 10, 10},
    {DOCUMENT_ITF, "00123456789012", BARCODE_C25INTER, NULL, 10, 10},
    {DOCUMENT_CODABAR, "A1B", BARCODE_CODABAR, NULL, 10, 10},
    {DOCUMENT_CODABAR, "C0123456789-$:/.+D", BARCODE_CODABAR, NULL, 10, 10},
    {DOCUMENT_CODE93, "CODE 93-.$/+%", BARCODE_CODE93, NULL, 10, 10},
    {DOCUMENT_CODE93, "Code\t93{|}~", BARCODE_CODE93, NULL, 10, 10},
    {DOCUMENT_CODE128, "HJ4K7M2PX9QD", BARCODE_CODE128, NULL, 10, 10},
};
enum { DRAWN = sizeof drawn / sizeof drawn[0] };

static bool zint_is_black(const struct zint_symbol *zint, int x)
{
    return zint->encoded_data[0][x >> 3] >> (x & 7) & 1;
}

static struct zint_symbol *draw_by_zint(size_t i)
{
    const char *said = drawn[i].said != NULL ? drawn[i].said : drawn[i].text;
    struct zint_symbol *zint = ZBarcode_Create();
    assert_non_null(zint);
    zint->symbology = drawn[i].zint;
    if (ZBarcode_Encode(zint, (const uint8_t *)said, (int)strlen(said)) >= ZINT_ERROR)
        fail_msg("zint: %s", zint->errtxt);
    /* Its Codabar ends with a gap. */
    while (!zint_is_black(zint, zint->width - 1))
        zint->width--;
    return zint;
}

static void each_kind_is_measured_as_zint_draws_it(void **state)
{
    (void)state;
    for (size_t i = 0; i < DRAWN; i++) {
        struct layout_code code = code_of(drawn[i].symbol, drawn[i].text, 2);
        struct symbol_size size;
        struct zint_symbol *zint = draw_by_zint(i);
        assert_int_equal(symbol_measure(&code, &size, NULL), DRV_OK);
        /* Its wide elements are two modules, of ITF three. */
        int wide = drawn[i].symbol == DOCUMENT_ITF ? 3 : 2;
        if (size.modules + wide * size.wide != zint->width)
            fail_msg("%s: %u modules and %u wide ones, zint %d", drawn[i].text, size.modules,
                     size.wide, zint->width);
        assert_int_equal(size.quiet_left, drawn[i].quiet_left);
        assert_int_equal(size.quiet_right, drawn[i].quiet_right);
        ZBarcode_Delete(zint);
    }
}

/* Dots a module and dots a wide element, as Epson's table of GS w has them at 180 dpi. */
static const struct {
    uint8_t module, wide;
} gs_w[] = {{2, 5}, {3, 8}, {4, 10}, {5, 13}, {6, 16}};

/* Walks along zint's modules and ours; a run of two or more is a wide element of two widths. */
static void assert_drawn_as(const struct zint_symbol *zint, const struct bitmap *bitmap,
                            bool two_widths, unsigned module, unsigned wide)
{
    unsigned at = 0;
    for (int x = 0, run; x < zint->width; x += run) {
        bool black = zint_is_black(zint, x);
        for (run = 1; x + run < zint->width && zint_is_black(zint, x + run) == black;)
            run++;
        unsigned dots = two_widths && run > 1 ? wide : (unsigned)run * module;
        for (unsigned end = at + dots; at < end; at++)
            for (unsigned y = 0; y < bitmap->height_dots; y += bitmap->height_dots - 1u)
                assert_int_equal(bitmap_is_black(bitmap, at, y), black);
    }
    assert_int_equal(at, bitmap->width_dots);
}

static void bars_stand_where_zint_draws_them_with_wide_ones_as_epson_does(void **state)
{
    (void)state;
    for (size_t i = 0; i < DRAWN * 5; i++) {
        struct layout_code code =
            code_of(drawn[i / 5].symbol, drawn[i / 5].text, gs_w[i % 5].module);
        struct zint_symbol *zint = draw_by_zint(i / 5);
        struct symbol_size size;
        struct bitmap bitmap;
        assert_int_equal(symbol_measure(&code, &size, NULL), DRV_OK);
        assert_int_equal(symbol_draw(&code, &bitmap, NULL), DRV_OK);
        assert_int_equal(bitmap.width_dots, symbol_dots(&size, code.module_dots));
        assert_int_equal(bitmap.height_dots, 48);
        assert_drawn_as(zint, &bitmap, size.wide > 0, gs_w[i % 5].module, gs_w[i % 5].wide);
        bitmap_free(&bitmap);
        ZBarcode_Delete(zint);
    }
}

static void a_qr_code_is_drawn_as_large_as_it_was_measured(void **state)
{
    (void)state;
    /* Digits alone would fit a smaller version than the one that a printer is sure to need. */
    static const char *const texts[] = {"HJ4K-7M2P-X9QD", "https://example.org/?c=HJ4K",
                                        "12345678901234567890123456789012345678901234567890"};
    for (size_t i = 0; i < 3 * 4; i++) {
        struct layout_code code = code_of(DOCUMENT_QR, texts[i / 4], (uint8_t)(2 + i % 4));
        struct symbol_size size;
        struct bitmap bitmap;
        code.level = "lmqh"[i % 4];
        assert_int_equal(symbol_measure(&code, &size, NULL), DRV_OK);
        assert_int_equal(size.quiet_left, 4);
        assert_int_equal(size.quiet_right, 4);
        assert_int_equal(symbol_draw(&code, &bitmap, NULL), DRV_OK);
        assert_int_equal(bitmap.width_dots, size.modules * code.module_dots);
        assert_int_equal(bitmap.height_dots, bitmap.width_dots);
        assert_true(bitmap_is_black(&bitmap, bitmap.width_dots - 1u, 0));
        assert_true(bitmap_is_black(&bitmap, 0, bitmap.height_dots - 1u));
        bitmap_free(&bitmap);
    }
}

static void modules_get_smaller_until_symbol_and_quiet_zones_fit(void **state)
{
    (void)state;
    const struct symbol_size ean = {95, 0, 11, 7, 6}, code39 = {34, 15, 10, 10, 6};
    assert_int_equal(symbol_fit(&ean, 4, 452), 4);
    assert_int_equal(symbol_fit(&ean, 4, 451), 3);
    assert_int_equal(symbol_fit(&ean, 4, 339), 3);
    assert_int_equal(symbol_fit(&ean, 4, 338), 2);
    assert_int_equal(symbol_fit(&ean, 4, 226), 2);
    assert_int_equal(symbol_fit(&ean, 4, 225), 0);
    assert_int_equal(symbol_fit(&ean, 2, 576), 2);
    /* 34 * 3 and 15 * 8 and 20 * 3; 34 * 2 and 15 * 5 and 20 * 2 */
    assert_int_equal(symbol_fit(&code39, 3, 282), 3);
    assert_int_equal(symbol_fit(&code39, 3, 281), 2);
    assert_int_equal(symbol_fit(&code39, 3, 183), 2);
    assert_int_equal(symbol_fit(&code39, 3, 182), 0);
    assert_int_equal(symbol_fit(&code39, 8, 5000), 6);
    assert_int_equal(symbol_fit(&ean, 8, 5000), 6);
}

static void assert_text(uint8_t symbol, const char *text, const char *below)
{
    struct layout_code code = code_of(symbol, text, 2);
    char out[SYMBOL_TEXT_MOST + 3] = "untouched";
    assert_int_equal(symbol_text(&code, out), strlen(below));
    assert_string_equal(out, below);
}

static void the_text_below_says_what_the_bars_say(void **state)
{
    (void)state;
    struct layout_code code = code_of(DOCUMENT_QR, "A", 2);
    char out[SYMBOL_TEXT_MOST + 3], most[SYMBOL_TEXT_MOST + 1];
    assert_text(DOCUMENT_EAN, "400638133393", "4006381333931");
    assert_text(DOCUMENT_UPC, "123456", "01234565");
    assert_text(DOCUMENT_CODE39, "A-1", "*A-1*");
    assert_text(DOCUMENT_CODABAR, "a1b", "A1B");
    assert_text(DOCUMENT_CODE128, "a\tb\x7f{", "a b {");
    assert_int_equal(symbol_text(&code, out), 0);
    code = code_of(DOCUMENT_EAN, "1", 2);
    assert_int_equal(symbol_text(&code, out), 0);
    memset(most, '1', SYMBOL_TEXT_MOST);
    most[SYMBOL_TEXT_MOST] = '\0';
    code = code_of(DOCUMENT_CODE39, most, 2);
    assert_int_equal(symbol_text(&code, out), SYMBOL_TEXT_MOST + 2);
    assert_int_equal(strlen(out), SYMBOL_TEXT_MOST + 2);
}

static void assert_not_drawn(struct layout_code code, int status, const char *why)
{
    struct bitmap bitmap = {.width_dots = 77};
    struct drv_fault fault;
    assert_int_equal(symbol_draw(&code, &bitmap, &fault), status);
    assert_string_equal(fault.text, why);
    assert_int_equal(bitmap.width_dots, 77);
}

static void what_cannot_be_drawn_is_refused_and_nothing_written(void **state)
{
    (void)state;
    char text[2000], small[SYMBOL_TEXT_MOST + 1];
    memset(text, 'a', sizeof text);
    text[sizeof text - 1] = '\0';
    memset(small, 'a', sizeof small);
    small[sizeof small - 1] = '\0';
    assert_not_drawn(code_of(DOCUMENT_ITF, "1", 2), DRV_INVALID,
                     "ITF takes 2 to 80 digits, an even number: \"1\"");
    assert_not_drawn(code_of(DOCUMENT_EAN, "9638507", 1), DRV_LIMIT,
                     "modules are 2 to 6 dots wide, not \"1\"");
    assert_not_drawn(code_of(DOCUMENT_CODE39, "A", 7), DRV_LIMIT,
                     "modules are 2 to 6 dots wide, not \"7\"");
    assert_not_drawn(code_of(DOCUMENT_QR, "A", 17), DRV_LIMIT,
                     "modules are 2 to 16 dots wide, not \"17\"");
    assert_not_drawn(code_of(DOCUMENT_QR, "", 4), DRV_INVALID, "\"\" is no data for a QR code");
    struct layout_code code = code_of(DOCUMENT_QR, text, 4);
    code.level = 'h';
    assert_not_drawn(code, DRV_LIMIT, "a QR code of level h cannot hold \"1999\" bytes");
    /* 160 characters of Code 93 are 1,477 modules, more than zint has. */
    struct bitmap bitmap = {.width_dots = 77};
    code = code_of(DOCUMENT_CODE93, small, 2);
    assert_int_equal(symbol_draw(&code, &bitmap, NULL), DRV_LIMIT);
    assert_int_equal(bitmap.width_dots, 77);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_version_of_qr_holds_what_the_standard_says),
        cmocka_unit_test(a_finder_stands_in_three_corners),
        cmocka_unit_test(each_kind_is_measured_as_zint_draws_it),
        cmocka_unit_test(bars_stand_where_zint_draws_them_with_wide_ones_as_epson_does),
        cmocka_unit_test(a_qr_code_is_drawn_as_large_as_it_was_measured),
        cmocka_unit_test(modules_get_smaller_until_symbol_and_quiet_zones_fit),
        cmocka_unit_test(the_text_below_says_what_the_bars_say),
        cmocka_unit_test(what_cannot_be_drawn_is_refused_and_nothing_written),
    };
    return cmocka_run_group_tests_name("symbol", tests, NULL, NULL);
}
