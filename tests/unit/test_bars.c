/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "../../drivers/paper/bars.h"
#include "../../drivers/status.h"

#define DATA(text) (const uint8_t *)(text), sizeof(text) - 1

static void check_elements(const struct bars *bars, const char *elements)
{
    assert_int_equal(bars->count, strlen(elements));
    for (size_t i = 0; i < bars->count; i++)
        if (bars->elements[i] != elements[i] - '0')
            fail_msg("%s: element %zu is %u, not %c", bars->name, i, bars->elements[i],
                     elements[i]);
}

static void check_bytes(struct bytes *bytes, const char *text)
{
    bytes_add_byte(bytes, 0);
    assert_string_equal((const char *)bytes->data, text);
}

static void read_whole(enum bars_system system, const uint8_t *data, size_t length,
                       struct bars *out)
{
    size_t taken;
    *out = (struct bars){.count = 0};
    assert_int_equal(bars_read(system, data, length, out, &taken), DRV_OK);
    assert_int_equal(taken, length);
}

/* The digits' elements by the table of ISO/IEC 15420, written out by hand. */
static void ean_13_is_drawn_as_the_standard_has_it(void **state)
{
    (void)state;
    struct bars bars;
    read_whole(BARS_EAN13, DATA("590123412345"), &bars);
    /* 5 chooses LGGLLG */
    check_elements(&bars, "111"
                          "3112"
                          "1123"
                          "1222"
                          "2122"
                          "1411"
                          "2311"
                          "11111"
                          "2221"
                          "2122"
                          "1411"
                          "1132"
                          "1231"
                          "1312"
                          "111");
    check_bytes(&bars.said, "5901234123457");
    assert_int_equal(bars_width_dots(&bars, 3, 8), 95 * 3);
    bars_free(&bars);
}

static void a_wrong_check_digit_is_drawn_as_it_was_given(void **state)
{
    (void)state;
    struct bars bars;
    read_whole(BARS_EAN13, DATA("5901234123450"), &bars);
    check_elements(&bars, "111"
                          "3112"
                          "1123"
                          "1222"
                          "2122"
                          "1411"
                          "2311"
                          "11111"
                          "2221"
                          "2122"
                          "1411"
                          "1132"
                          "1231"
                          "3211"
                          "111");
    check_bytes(&bars.text, "5901234123450");
    bars_free(&bars);
}

static void upc_e_leaves_zeros_out_and_knows_its_long_form(void **state)
{
    (void)state;
    static const struct {
        const char *data, *said;
    } cases[] = {
        {"01234500005", "01234558"}, {"04210000526", "04252614"}, {"425261", "04252614"},
        {"0425261", "04252614"},     {"04252614", "04252614"},    {"01230000045", "01234531"},
        {"01234000005", "01234543"}, {"01200000345", "01234505"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct bars bars = {.count = 0};
        size_t taken;
        const uint8_t *data = (const uint8_t *)cases[i].data;
        if (bars_read(BARS_UPC_E, data, strlen(cases[i].data), &bars, &taken) != DRV_OK)
            fail_msg("%s is refused", cases[i].data);
        assert_int_equal(bars.count, 33);
        check_bytes(&bars.said, cases[i].said);
        bars_free(&bars);
    }
}

static void two_widths_are_thin_and_thick(void **state)
{
    (void)state;
    struct bars bars;
    read_whole(BARS_ITF, DATA("12"), &bars);
    /* Bars say 1 (wide, narrow three times, wide), spaces 2. */
    check_elements(&bars, "11112112111122211");
    assert_int_equal(bars_width_dots(&bars, 3, 8), 12 * 3 + 5 * 8);
    bars_free(&bars);
}

static void the_text_is_what_a_person_reads(void **state)
{
    (void)state;
    static const struct {
        enum bars_system system;
        const char *data, *said, *text;
    } cases[] = {
        {BARS_UPC_A, "01234567890", "012345678905", "012345678905"},
        {BARS_EAN8, "9638507", "96385074", "96385074"},
        {BARS_CODE39, "*AB-1*", "AB-1", "*AB-1*"},
        {BARS_CODE39, "AB-1", "AB-1", "*AB-1*"},
        {BARS_CODABAR, "A12B", "A12B", "A12B"},
        {BARS_CODE93, "A\x01\x1f\x7f", "A\x01\x1f\x7f", "□A■A■E■T□"},
        {BARS_CODE128, "{BNo.{C\x0c\x22", "No.1234", "No.1234"},
        {BARS_CODE128, "{AA\tB", "A\tB", "A B"},
        {BARS_CODE128_AUTO, "a\xe9", "a\xe9", "a\u00e9"},
        {BARS_DATABAR, "0950110153001", "0109501101530010", "(01)09501101530010"},
        {BARS_GS1_128, "(01)9501234567890*", "0195012345678903", "(01)95012345678903"},
        {BARS_GS1_128, "(01)9501234567890* {1(3102)000400", "01950123456789033102000400",
         "(01)95012345678903 (3102)000400"},
        {BARS_GS1_128, "10A{{{(B", "10A{(B", "10A{(B"},
        {BARS_DATABAR_EXPANDED, "(01)9889876543210*{1(3202)012345", "01988987654321063202012345",
         "(01)98898765432106(3202)012345"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct bars bars;
        read_whole(cases[i].system, (const uint8_t *)cases[i].data, strlen(cases[i].data), &bars);
        check_bytes(&bars.said, cases[i].said);
        check_bytes(&bars.text, cases[i].text);
        bars_free(&bars);
    }
}

static void gs1_128_begins_with_fnc1_and_says_pairs(void **state)
{
    (void)state;
    struct bars bars;
    /* Start C, FNC1, 01, 23; the check value is (105 + 102 + 2 * 1 + 3 * 23) mod 103. */
    read_whole(BARS_GS1_128, DATA("0123"), &bars);
    check_elements(&bars, "211232"
                          "411131"
                          "222122"
                          "312131"
                          "122411"
                          "2331112");
    bars_free(&bars);
}

static void what_no_printer_takes_is_refused_where_it_goes_wrong(void **state)
{
    (void)state;
    static const struct {
        enum bars_system system;
        const char *data;
        int status;
        size_t taken;
    } cases[] = {
        {BARS_EAN13, "59012341234", DRV_INVALID, 0},
        {BARS_EAN13, "5901234123457 ", DRV_INVALID, 0},
        {BARS_EAN13, "59012x412345", DRV_INVALID, 6},
        {BARS_UPC_E, "123456789", DRV_INVALID, 0},
        {BARS_UPC_E, "1234567", DRV_INVALID, 7},
        {BARS_UPC_E, "12345678901", DRV_INVALID, 11},
        {BARS_UPC_E, "04252615", DRV_INVALID, 8},
        {BARS_CODE39, "ab", DRV_INVALID, 1},
        {BARS_CODE39, "A*B", DRV_OK, 2},
        {BARS_ITF, "1", DRV_INVALID, 0},
        {BARS_ITF, "123", DRV_OK, 3},
        {BARS_CODABAR, "1234", DRV_INVALID, 4},
        {BARS_CODABAR, "A1E", DRV_INVALID, 3},
        {BARS_CODE93, "a\x80", DRV_INVALID, 2},
        {BARS_CODE128, "AB", DRV_INVALID, 2},
        {BARS_GS1_128, "01{x12", DRV_INVALID, 4},
        {BARS_GS1_128, "10A*", DRV_INVALID, 4},
        {BARS_DATABAR_LIMITED, "2950110153001", DRV_INVALID, 1},
        {BARS_DATABAR, "095011015300", DRV_INVALID, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct bars bars = {.count = 0};
        size_t taken = 99;
        int status = bars_read(cases[i].system, (const uint8_t *)cases[i].data,
                               strlen(cases[i].data), &bars, &taken);
        if (status != cases[i].status || taken != cases[i].taken)
            fail_msg("%u \"%s\": %d after %zu", cases[i].system, cases[i].data, status, taken);
        bars_free(&bars);
    }
}

static void what_is_longer_than_any_paper_has_no_bars(void **state)
{
    (void)state;
    uint8_t data[255];
    struct bars bars = {.count = 0};
    size_t taken;
    memset(data, 'A', sizeof data);
    assert_int_equal(bars_read(BARS_CODE39, data, sizeof data, &bars, &taken), DRV_LIMIT);
    bars_free(&bars);
}

/* What is taken is part of the data: a `{` at their end begins nothing. */
static void no_more_is_taken_than_there_is(void **state)
{
    static const char fills[] = "\0001{}A(*";
    uint8_t data[255];
    (void)state;
    for (int system = BARS_UPC_A; system < BARS_END; system++)
        for (size_t length = 0; length <= sizeof data; length++)
            for (size_t i = 0; i < sizeof fills - 1; i++) {
                struct bars bars = {.count = 0};
                size_t taken = 0;
                memset(data, fills[i], sizeof data);
                bars_read((enum bars_system)system, data, length, &bars, &taken);
                assert_true(taken <= length);
                bars_free(&bars);
            }
}

/* Read to its end and no further; the sanitizers see to that. */
static void a_code_39_of_a_star_alone_is_none(void **state)
{
    struct bars bars = {.count = 0};
    size_t taken = 0;
    uint8_t *star = malloc(1);
    (void)state;
    *star = '*';
    assert_int_equal(bars_read(BARS_CODE39, star, 1, &bars, &taken), DRV_INVALID);
    bars_free(&bars);
    free(star);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ean_13_is_drawn_as_the_standard_has_it),
        cmocka_unit_test(a_wrong_check_digit_is_drawn_as_it_was_given),
        cmocka_unit_test(upc_e_leaves_zeros_out_and_knows_its_long_form),
        cmocka_unit_test(two_widths_are_thin_and_thick),
        cmocka_unit_test(the_text_is_what_a_person_reads),
        cmocka_unit_test(gs1_128_begins_with_fnc1_and_says_pairs),
        cmocka_unit_test(no_more_is_taken_than_there_is),
        cmocka_unit_test(a_code_39_of_a_star_alone_is_none),
        cmocka_unit_test(what_no_printer_takes_is_refused_where_it_goes_wrong),
        cmocka_unit_test(what_is_longer_than_any_paper_has_no_bars),
    };
    return cmocka_run_group_tests_name("bars", tests, NULL, NULL);
}
