/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../drivers/document_parts.h"
#include "../../drivers/escpos_symbol.h"
#include "../../drivers/paper/decode.h"
#include "../../drivers/paper/paper.h"
#include "../../drivers/symbol.h"

#define BYTES(literal) (literal), sizeof(literal) - 1

enum { EVERY_CODE = 0x3ff };

static const struct profile knows_all = {.name = "knows-all",
                                         .dots = 576,
                                         .dpi = 203,
                                         .columns = 48,
                                         .commands = PROFILE_GS_AREA | PROFILE_GS_V0,
                                         .codes = EVERY_CODE,
                                         .qr_module_most = 16,
                                         .raster_rows_most = 2303};

static struct layout_code code_of(uint8_t symbol, const char *data, size_t length)
{
    return (struct layout_code){.data = data,
                                .length = (uint16_t)length,
                                .width_dots = 576,
                                .symbol = symbol,
                                .module_dots = 3,
                                .height_dots = 80,
                                .level = 'm'};
}

static struct bytes put(struct layout_code code, const struct profile *profile)
{
    struct bytes out = {0};
    struct drv_fault fault = {"no fault"};
    if (escpos_put_symbol(&code, profile, &out, &fault) != DRV_OK)
        fail_msg("%.*s: %s", code.length, code.data, fault.text);
    return out;
}

static void assert_put(struct layout_code code, const char *bytes, size_t length)
{
    struct bytes out = put(code, &knows_all);
    assert_int_equal(out.length, length);
    assert_memory_equal(out.data, bytes, length);
    bytes_free(&out);
}

#define BARS(m, n, data) "\x1dhP\x1dw\x03\x1dH\0\x1dk" m n data "\x1dh\xa2\x1dw\x03"

/* Data as Epson's manual has it in its examples, or as npm libraries send it (bench-outputs). */
static void each_kind_goes_as_epson_takes_it(void **state)
{
    (void)state;
    assert_put(code_of(DOCUMENT_UPC, BYTES("036000291452")),
               BYTES(BARS("A", "\x0b", "03600029145")));
    assert_put(code_of(DOCUMENT_UPC, BYTES("01234565")), BYTES(BARS("B", "\x0b", "01234500006")));
    assert_put(code_of(DOCUMENT_EAN, BYTES("5901234123457")),
               BYTES(BARS("C", "\x0c", "590123412345")));
    assert_put(code_of(DOCUMENT_EAN, BYTES("9638507")), BYTES(BARS("D", "\x07", "9638507")));
    assert_put(code_of(DOCUMENT_CODE39, BYTES("*A-1*")), BYTES(BARS("E", "\x03", "A-1")));
    assert_put(code_of(DOCUMENT_ITF, BYTES("0012")), BYTES(BARS("F", "\x04", "0012")));
    assert_put(code_of(DOCUMENT_CODABAR, BYTES("a1b")), BYTES(BARS("G", "\x03", "A1B")));
    assert_put(code_of(DOCUMENT_CODE93, BYTES("Code 93")), BYTES(BARS("H", "\x07", "Code 93")));
    assert_put(code_of(DOCUMENT_CODE128, BYTES("No.123456")),
               BYTES(BARS("I", "\x0a", "{BNo.{C\x0c\x22\x38")));
    assert_put(code_of(DOCUMENT_CODE128, BYTES("{a")), BYTES(BARS("I", "\x05", "{B{{a")));
}

/* As php, npm and python libraries send it for the same job. */
static void a_qr_code_goes_with_model_module_and_level(void **state)
{
    (void)state;
    struct layout_code code =
        code_of(DOCUMENT_QR, BYTES("https://r.example.org/c/AB12CD34EF56GH78"));
    code.module_dots = 5;
    assert_put(code, BYTES("\x1d(k\x04\0\x31\x41\x32\0\x1d(k\x03\0\x31\x43\x05\x1d(k\x03\0\x31\x45"
                           "1\x1d(k+\0\x31P0https://r.example.org/c/AB12CD34EF56GH78\x1d(k\x03\0"
                           "1Q0"));
}

/* Some libraries send 12 digits by function B, as we do; their settings come in another order. */
static void the_same_ean_13_stands_in_what_others_send(void **state)
{
    (void)state;
    static const char *const files[] = {"php.bin", "ntp.bin", "receiptline.bin", "floor.bin"};
    struct bytes out = put(code_of(DOCUMENT_EAN, BYTES("5901234123457")), &knows_all);
    const uint8_t *ours = memmem(out.data, out.length, "\x1dk", 2);
    assert_non_null(ours);
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        static uint8_t theirs[16 * 1024];
        char path[80];
        snprintf(path, sizeof path, "../shared/data/escpos/bench-outputs/%s", files[i]);
        FILE *file = fopen(path, "rb");
        if (file == NULL) {
            print_message("skipped: no %s\n", path);
            bytes_free(&out);
            skip();
        }
        size_t length = fread(theirs, 1, sizeof theirs, file);
        fclose(file);
        assert_non_null(memmem(theirs, length, ours, 16));
    }
    bytes_free(&out);
}

static void area_and_alignment_are_put_back(void **state)
{
    (void)state;
    struct layout_code code = code_of(DOCUMENT_EAN, BYTES("9638507"));
    code.align = 1;
    assert_put(code, BYTES("\x1b"
                           "a\x01" BARS("D", "\x07", "9638507") "\x1b"
                                                                "a\0"));
    code.left_dots = 24;
    code.width_dots = 480;
    code.align = 2;
    assert_put(code, BYTES("\x1dL\x18\0\x1dW\xe0\x01\x1b"
                           "a\x02" BARS("D", "\x07", "9638507") "\x1b"
                                                                "a\0\x1dL\0\0\x1dW\x40\x02"));
}

static bool goes_as_dots(struct layout_code code, const struct profile *profile)
{
    struct bytes out = put(code, profile);
    bool bars = memmem(out.data, out.length, "\x1dk", 2) != NULL;
    bool square = memmem(out.data, out.length, "\x1d(k", 3) != NULL;
    bool dots = memmem(out.data, out.length, "\x1dv0", 3) != NULL;
    assert_true((bars || square) != dots);
    bytes_free(&out);
    return dots;
}

static void what_a_profile_does_not_name_goes_as_dots(void **state)
{
    (void)state;
    static const struct {
        uint8_t symbol;
        const char *text;
        uint16_t bit;
    } cases[] = {
        {DOCUMENT_UPC, "036000291452", PROFILE_UPC_A},  {DOCUMENT_UPC, "01234565", PROFILE_UPC_E},
        {DOCUMENT_EAN, "4006381333931", PROFILE_EAN13}, {DOCUMENT_EAN, "96385074", PROFILE_EAN8},
        {DOCUMENT_CODE39, "A", PROFILE_CODE39},         {DOCUMENT_ITF, "12", PROFILE_ITF},
        {DOCUMENT_CODABAR, "A1B", PROFILE_CODABAR},     {DOCUMENT_CODE93, "A", PROFILE_CODE93},
        {DOCUMENT_CODE128, "A", PROFILE_CODE128},       {DOCUMENT_QR, "A", PROFILE_QR},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct layout_code code = code_of(cases[i].symbol, cases[i].text, strlen(cases[i].text));
        struct profile profile = knows_all;
        profile.codes = cases[i].bit;
        assert_false(goes_as_dots(code, &profile));
        profile.codes = EVERY_CODE & ~cases[i].bit;
        assert_true(goes_as_dots(code, &profile));
    }
}

static void what_a_printer_cannot_surely_be_told_goes_as_dots(void **state)
{
    (void)state;
    struct layout_code code = code_of(DOCUMENT_QR, BYTES("A"));
    struct profile profile = knows_all;
    profile.qr_module_most = 8;
    code.module_dots = 8;
    assert_false(goes_as_dots(code, &profile));
    code.module_dots = 9;
    assert_true(goes_as_dots(code, &profile));
    assert_true(goes_as_dots(code_of(DOCUMENT_UPC, BYTES("11234562")), &knows_all));
    assert_true(goes_as_dots(code_of(DOCUMENT_QR, BYTES("A\x10\x14\x01\0\x01")), &knows_all));
    assert_false(goes_as_dots(code_of(DOCUMENT_QR, BYTES("A\tB\r\n")), &knows_all));
    assert_true(goes_as_dots(code_of(DOCUMENT_CODE128, BYTES("A\tB")), &knows_all));
    assert_true(goes_as_dots(code_of(DOCUMENT_CODE128, BYTES("A\0")), &knows_all));
    assert_true(goes_as_dots(code_of(DOCUMENT_CODE93, BYTES("\x04")), &knows_all));
    code = code_of(DOCUMENT_EAN, BYTES("9638507"));
    code.width_dots = 504;
    assert_false(goes_as_dots(code, &knows_all));
    profile.commands = PROFILE_GS_V0;
    assert_true(goes_as_dots(code, &profile));
}

/* pL 16 and pH 4 or 5 or 20 would be what real-time commands begin with. */
static void no_count_of_bytes_makes_a_real_time_command(void **state)
{
    (void)state;
    static char data[6 * 1024];
    memset(data, 'a', sizeof data);
    for (uint16_t length = 1020; length < 1310; length++) {
        struct bytes out = put(code_of(DOCUMENT_QR, data, length), &knows_all);
        for (size_t i = 0; i + 1 < out.length; i++)
            if (out.data[i] == 0x10)
                assert_true(out.data[i + 1] != 4 && out.data[i + 1] != 5 && out.data[i + 1] != 20);
        bytes_free(&out);
    }
}

static void what_is_refused_leaves_nothing_behind(void **state)
{
    (void)state;
    struct layout_code code = code_of(DOCUMENT_EAN, BYTES("4006381333930"));
    struct bytes out = {0};
    struct drv_fault fault;
    bytes_add_text(&out, "ab");
    assert_int_equal(escpos_put_symbol(&code, &knows_all, &out, &fault), DRV_INVALID);
    assert_string_equal(fault.text, "the check digit of EAN-13 \"4006381333930\" is 1, not 0");
    assert_int_equal(out.length, 2);
    bytes_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_goes_as_epson_takes_it),
        cmocka_unit_test(a_qr_code_goes_with_model_module_and_level),
        cmocka_unit_test(the_same_ean_13_stands_in_what_others_send),
        cmocka_unit_test(area_and_alignment_are_put_back),
        cmocka_unit_test(what_a_profile_does_not_name_goes_as_dots),
        cmocka_unit_test(what_a_printer_cannot_surely_be_told_goes_as_dots),
        cmocka_unit_test(no_count_of_bytes_makes_a_real_time_command),
        cmocka_unit_test(what_is_refused_leaves_nothing_behind),
    };
    return cmocka_run_group_tests_name("escpos_symbol", tests, NULL, NULL);
}
