/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "../../drivers/document_parts.h"
#include "../../drivers/symbol_data.h"

static struct layout_code code_of(uint8_t symbol, const char *data, size_t length)
{
    return (struct layout_code){.data = data, .length = (uint16_t)length, .symbol = symbol};
}

static void assert_read(uint8_t symbol, const char *text, uint8_t kind, const char *said)
{
    struct layout_code code = code_of(symbol, text, strlen(text));
    struct symbol_data data;
    struct drv_fault fault = {"no fault"};
    if (symbol_data_read(&code, &data, &fault) != DRV_OK)
        fail_msg("\"%s\": %s", text, fault.text);
    assert_int_equal(data.kind, kind);
    assert_string_equal(data.text, said);
    assert_int_equal(data.length, strlen(said));
}

static void assert_refused(uint8_t symbol, const char *text, size_t length, int status,
                           const char *why)
{
    struct layout_code code = code_of(symbol, text, length);
    struct symbol_data data = {.kind = 77};
    struct drv_fault fault = {"no fault"};
    assert_int_equal(symbol_data_read(&code, &data, &fault), status);
    assert_string_equal(fault.text, why);
    assert_int_equal(data.kind, 77);
    assert_int_equal(symbol_data_read(&code, &data, NULL), status);
}

#define REFUSED(symbol, text, why) assert_refused(symbol, text, sizeof(text) - 1, DRV_INVALID, why)

/* The numbers are the GS1 General Specifications' own and ones from goods. */
static void a_check_digit_that_is_missing_is_computed(void **state)
{
    (void)state;
    assert_read(DOCUMENT_EAN, "400638133393", SYMBOL_EAN13, "4006381333931");
    assert_read(DOCUMENT_EAN, "4006381333931", SYMBOL_EAN13, "4006381333931");
    assert_read(DOCUMENT_EAN, "978020137962", SYMBOL_EAN13, "9780201379624");
    assert_read(DOCUMENT_EAN, "9638507", SYMBOL_EAN8, "96385074");
    assert_read(DOCUMENT_EAN, "96385074", SYMBOL_EAN8, "96385074");
    assert_read(DOCUMENT_UPC, "03600029145", SYMBOL_UPC_A, "036000291452");
    assert_read(DOCUMENT_UPC, "036000291452", SYMBOL_UPC_A, "036000291452");
    assert_read(DOCUMENT_EAN, "000000000000", SYMBOL_EAN13, "0000000000000");
}

/* GS1 General Specifications 5.2.2.4.2: 0 12345 00006 5 is 01234565 is 0 12345 00006 5. */
static void upc_e_takes_six_to_eight_digits(void **state)
{
    (void)state;
    assert_read(DOCUMENT_UPC, "123456", SYMBOL_UPC_E, "01234565");
    assert_read(DOCUMENT_UPC, "0123456", SYMBOL_UPC_E, "01234565");
    assert_read(DOCUMENT_UPC, "01234565", SYMBOL_UPC_E, "01234565");
    assert_read(DOCUMENT_UPC, "1123456", SYMBOL_UPC_E, "11234562");
    assert_read(DOCUMENT_UPC, "04252614", SYMBOL_UPC_E, "04252614");
    assert_read(DOCUMENT_UPC, "425261", SYMBOL_UPC_E, "04252614");
}

static void the_zeros_of_upc_e_come_back_where_its_last_digit_says(void **state)
{
    (void)state;
    static const struct {
        const char *short_form, *whole;
    } cases[] = {
        {"04252614", "042100005264"}, {"01234505", "012000003455"}, {"01234522", "012200003452"},
        {"01234531", "012300000451"}, {"01234543", "012340000053"}, {"01234558", "012345000058"},
        {"01234596", "012345000096"}, {"11234562", "112345000062"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char whole[13] = "";
        symbol_expand_upc_e(cases[i].short_form, whole);
        assert_string_equal(whole, cases[i].whole);
    }
    REFUSED(DOCUMENT_UPC, "0120453", "no UPC-E is \"0120453\": 01200000045 is written otherwise");
    REFUSED(DOCUMENT_UPC, "122453", "no UPC-E is \"0122453\": 01220000045 is written otherwise");
    REFUSED(DOCUMENT_UPC, "123054", "no UPC-E is \"0123054\": 01230000005 is written otherwise");
    REFUSED(DOCUMENT_UPC, "0123405", "no UPC-E is \"0123405\": 01234000005 is written otherwise");
}

static void a_wrong_check_digit_is_refused_with_the_right_one(void **state)
{
    (void)state;
    REFUSED(DOCUMENT_EAN, "4006381333932",
            "the check digit of EAN-13 \"4006381333932\" is 1, not 2");
    REFUSED(DOCUMENT_EAN, "96385075", "the check digit of EAN-8 \"96385075\" is 4, not 5");
    REFUSED(DOCUMENT_UPC, "036000291453", "the check digit of UPC-A \"036000291453\" is 2, not 3");
    REFUSED(DOCUMENT_UPC, "01234560", "the check digit of UPC-E \"01234560\" is 5, not 0");
}

static void digits_of_another_number_or_letters_are_refused(void **state)
{
    (void)state;
    REFUSED(DOCUMENT_EAN, "", "EAN-8 takes 7 or 8 digits: \"\"");
    REFUSED(DOCUMENT_EAN, "123456", "EAN-8 takes 7 or 8 digits: \"123456\"");
    REFUSED(DOCUMENT_EAN, "123456789", "EAN-13 takes 12 or 13 digits: \"123456789\"");
    REFUSED(DOCUMENT_EAN, "12345678901234", "EAN-13 takes 12 or 13 digits: \"12345678901234\"");
    REFUSED(DOCUMENT_EAN, "40063813339A", "EAN-13 takes 12 or 13 digits: \"40063813339A\"");
    REFUSED(DOCUMENT_EAN, "40063813339\0", "EAN-13 takes 12 or 13 digits: \"40063813339?\"");
    REFUSED(DOCUMENT_UPC, "12345", "UPC-E takes 6 to 8 digits: \"12345\"");
    REFUSED(DOCUMENT_UPC, "2123456", "UPC-E is of number system 0 or 1: \"2123456\"");
    REFUSED(DOCUMENT_UPC, "1234567890", "UPC-A takes 11 or 12 digits: \"1234567890\"");
    REFUSED(DOCUMENT_UPC, "1234567890123", "UPC-A takes 11 or 12 digits: \"1234567890123\"");
    REFUSED(DOCUMENT_ITF, "123", "ITF takes 2 to 80 digits, an even number: \"123\"");
    REFUSED(DOCUMENT_ITF, "", "ITF takes 2 to 80 digits, an even number: \"\"");
    REFUSED(DOCUMENT_ITF, "12 4", "ITF takes 2 to 80 digits, an even number: \"12 4\"");
}

static void code_39_brings_its_stars_or_gets_them(void **state)
{
    (void)state;
    assert_read(DOCUMENT_CODE39, "AB-12", SYMBOL_CODE39, "AB-12");
    assert_read(DOCUMENT_CODE39, "*AB-12*", SYMBOL_CODE39, "AB-12");
    assert_read(DOCUMENT_CODE39, "*AB-12", SYMBOL_CODE39, "AB-12");
    assert_read(DOCUMENT_CODE39, "0 Z-.$/+%", SYMBOL_CODE39, "0 Z-.$/+%");
    assert_read(DOCUMENT_ITF, "1234", SYMBOL_ITF, "1234");
#define WHAT_39 "Code 39 takes 1 to 80 of 0-9 A-Z blank - . $ / + %"
    REFUSED(DOCUMENT_CODE39, "ab", WHAT_39 ": \"ab\"");
    REFUSED(DOCUMENT_CODE39, "A*B", WHAT_39 ": \"A*B\"");
    REFUSED(DOCUMENT_CODE39, "*", WHAT_39 ": \"\"");
    REFUSED(DOCUMENT_CODE39, "**", WHAT_39 ": \"\"");
    REFUSED(DOCUMENT_CODE39, "", WHAT_39 ": \"\"");
    REFUSED(DOCUMENT_CODE39, "A\x1b@", WHAT_39 ": \"A?@\"");
}

static void codabar_brings_its_start_and_stop(void **state)
{
    (void)state;
    assert_read(DOCUMENT_CODABAR, "A12-34$5:6/7.8+9B", SYMBOL_CODABAR, "A12-34$5:6/7.8+9B");
    assert_read(DOCUMENT_CODABAR, "c1d", SYMBOL_CODABAR, "C1D");
#define WHAT_CODABAR "Codabar takes 3 to 80 of 0-9 - $ : / . + between two of A to D"
    REFUSED(DOCUMENT_CODABAR, "1234", WHAT_CODABAR ": \"1234\"");
    REFUSED(DOCUMENT_CODABAR, "A1234", WHAT_CODABAR ": \"A1234\"");
    REFUSED(DOCUMENT_CODABAR, "1234A", WHAT_CODABAR ": \"1234A\"");
    REFUSED(DOCUMENT_CODABAR, "A12A3B", WHAT_CODABAR ": \"A12A3B\"");
    REFUSED(DOCUMENT_CODABAR, "AAB", WHAT_CODABAR ": \"AAB\"");
    REFUSED(DOCUMENT_CODABAR, "AB", WHAT_CODABAR ": \"AB\"");
    REFUSED(DOCUMENT_CODABAR, "E12E", WHAT_CODABAR ": \"E12E\"");
}

static void only_code_93_and_128_have_control_characters(void **state)
{
    (void)state;
    struct layout_code code = code_of(DOCUMENT_CODE93, "a\0\x1b\x7f", 4);
    struct symbol_data data;
    assert_int_equal(symbol_data_read(&code, &data, NULL), DRV_OK);
    assert_int_equal(data.length, 4);
    assert_memory_equal(data.text, "a\0\x1b\x7f", 5);
    code.symbol = DOCUMENT_CODE128;
    assert_int_equal(symbol_data_read(&code, &data, NULL), DRV_OK);
    assert_int_equal(data.length, 4);
    REFUSED(DOCUMENT_CODE93, "caf\u00e9",
            "Code 93 takes 1 to 80 characters of ASCII: \"caf\u00e9\"");
    REFUSED(DOCUMENT_CODE128, "\u20ac\n",
            "Code 128 takes 1 to 80 characters of ASCII: \"\u20ac?\"");
    REFUSED(DOCUMENT_CODE128, "", "Code 128 takes 1 to 80 characters of ASCII: \"\"");
}

static void bars_hold_eighty_characters(void **state)
{
    (void)state;
    static const uint8_t symbols[] = {DOCUMENT_CODE39, DOCUMENT_ITF, DOCUMENT_CODE93,
                                      DOCUMENT_CODE128};
    char text[200];
    struct symbol_data data;
    struct drv_fault fault;
    memset(text, '1', sizeof text);
    for (size_t i = 0; i < sizeof symbols; i++) {
        struct layout_code code = code_of(symbols[i], text, SYMBOL_TEXT_MOST);
        assert_int_equal(symbol_data_read(&code, &data, NULL), DRV_OK);
        code.length = SYMBOL_TEXT_MOST + 2;
        assert_int_equal(symbol_data_read(&code, &data, &fault), DRV_LIMIT);
        code.length = sizeof text;
        assert_int_equal(symbol_data_read(&code, &data, &fault), DRV_LIMIT);
        assert_non_null(strchr(fault.text, '"'));
        assert_int_equal(strspn(strchr(fault.text, '"') + 1, "1"), 100);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_check_digit_that_is_missing_is_computed),
        cmocka_unit_test(upc_e_takes_six_to_eight_digits),
        cmocka_unit_test(the_zeros_of_upc_e_come_back_where_its_last_digit_says),
        cmocka_unit_test(a_wrong_check_digit_is_refused_with_the_right_one),
        cmocka_unit_test(digits_of_another_number_or_letters_are_refused),
        cmocka_unit_test(code_39_brings_its_stars_or_gets_them),
        cmocka_unit_test(codabar_brings_its_start_and_stop),
        cmocka_unit_test(only_code_93_and_128_have_control_characters),
        cmocka_unit_test(bars_hold_eighty_characters),
    };
    return cmocka_run_group_tests_name("symbol_data", tests, NULL, NULL);
}
