/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "../../config/config.h"

static const struct amount {
    const char *text;
    uint8_t digits;
    int64_t minor;
} amounts[] = {
    {"5.00", 2, 500},
    {"0.00", 2, 0},
    {"0.05", 2, 5},
    {"-0.05", 2, -5},
    {"-12.30", 2, -1230},
    {"500", 0, 500},
    {"0", 0, 0},
    {"0.500", 3, 500},
    {"1.2345", 4, 12345},
    {"92233720368547758.07", 2, INT64_MAX},
    {"-92233720368547758.08", 2, INT64_MIN},
    {"9223372036854775807", 0, INT64_MAX},
    {"-9223372036854775808", 0, INT64_MIN},
};

static void an_amount_reads_and_writes_back_as_it_was(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof amounts / sizeof *amounts; i++) {
        int64_t minor = 42;
        char text[32];
        assert_true(config_parse_money(amounts[i].text, amounts[i].digits, &minor));
        assert_int_equal(minor, amounts[i].minor);
        size_t length = config_format_money(text, sizeof text, minor, amounts[i].digits);
        assert_string_equal(text, amounts[i].text);
        assert_int_equal(length, strlen(amounts[i].text));
    }
}

static void an_amount_in_another_form_is_refused_and_leaves_the_output_alone(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint8_t digits;
    } refused[] = {
        {"", 2},
        {"-", 2},
        {".", 2},
        {"5", 2},
        {"5.", 2},
        {"5.0", 2},
        {"5.000", 2},
        {".50", 2},
        {"5,00", 2},
        {"+5.00", 2},
        {" 5.00", 2},
        {"5.00 ", 2},
        {"5.00x", 2},
        {"05.00", 2},
        {"00.00", 2},
        {"--5.00", 2},
        {"5.-1", 2},
        {"0x5.00", 2},
        {"5e2", 0},
        {"500.", 0},
        {"5.00", 0},
        {"1,000.00", 2},
        {"5.00", 3},
        {"1.23456", 5},
        {"\xD9\xA5.00", 2},
        {"9223372036854775808", 0},
        {"-9223372036854775809", 0},
        {"92233720368547758.08", 2},
        {"-92233720368547758.09", 2},
        {"99999999999999999999999999", 0},
    };
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        int64_t minor = 42;
        assert_false(config_parse_money(refused[i].text, refused[i].digits, &minor));
        assert_int_equal(minor, 42);
    }
}

static void a_short_buffer_gets_what_fits_and_the_whole_length_is_told(void **state)
{
    (void)state;
    char text[4] = "xyz";
    assert_int_equal(config_format_money(text, sizeof text, 123456, 2), 7);
    assert_string_equal(text, "123");
    assert_int_equal(config_format_money(NULL, 0, 123456, 2), 7);
}

static void a_currency_has_the_decimals_of_iso_4217(void **state)
{
    (void)state;
    static const struct {
        const char *currency;
        uint8_t digits;
    } known[] = {{"EUR", 2}, {"GBP", 2}, {"JPY", 0}, {"KWD", 3},
                 {"CLF", 4}, {"XOF", 0}, {"ZWG", 2}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        uint8_t digits = 99;
        assert_true(config_currency_digits(known[i].currency, &digits));
        assert_int_equal(digits, known[i].digits);
    }
    static const char *const unknown[] = {"",    "eur", "EU",  "EURO", "UR ",
                                          "XXX", "XAU", "DEM", "   "};
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        uint8_t digits = 99;
        assert_false(config_currency_digits(unknown[i], &digits));
        assert_int_equal(digits, 99);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_amount_reads_and_writes_back_as_it_was),
        cmocka_unit_test(an_amount_in_another_form_is_refused_and_leaves_the_output_alone),
        cmocka_unit_test(a_short_buffer_gets_what_fits_and_the_whole_length_is_told),
        cmocka_unit_test(a_currency_has_the_decimals_of_iso_4217),
    };
    return cmocka_run_group_tests_name("money", tests, NULL, NULL);
}
