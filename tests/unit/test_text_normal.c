/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "../../drivers/text_normal.h"

static size_t put(uint32_t codepoint, char *out)
{
    return (size_t)utf8proc_encode_char((utf8proc_int32_t)codepoint, (utf8proc_uint8_t *)out);
}

static bool is_surrogate(uint32_t codepoint)
{
    return codepoint >= 0xd800 && codepoint <= 0xdfff;
}

/* utf8proc normalises without a quick check, so it can judge ours. */
static void assert_check_is_safe(const char *text, size_t length)
{
    char ended[32];
    memcpy(ended, text, length);
    ended[length] = '\0';
    if (!text_is_normal(text, length))
        return;
    utf8proc_uint8_t *normal = utf8proc_NFC((const utf8proc_uint8_t *)ended);
    if (strcmp((char *)normal, ended) != 0)
        fail_msg("\"%s\" is not normal", ended);
    free(normal);
}

static void what_is_called_normal_is(void **state)
{
    (void)state;
    static const char *const before[] = {"", "A", "e\u0301", "\u1112", "\u0626", "\u0915"};
    for (uint32_t codepoint = 1; codepoint < 0x30000; codepoint++)
        for (size_t i = 0; i < sizeof before / sizeof before[0] && !is_surrogate(codepoint); i++) {
            char text[16];
            strcpy(text, before[i]);
            size_t length = strlen(text) + put(codepoint, text + strlen(text));
            assert_check_is_safe(text, length);
        }
}

static void what_most_slips_say_is_called_normal(void **state)
{
    (void)state;
    static const char *const texts[] = {"",
                                        "Your Shop",
                                        "Caf\u00e9 5,00 \u20ac \u2013 \u201cx\u201d",
                                        "\u0160koda \u0141\u00f3d\u017a",
                                        "\u039a\u03b1\u03bb\u03b7\u03bc\u03ad\u03c1\u03b1",
                                        "\u0416\u0439\u0451",
                                        "\u3042\u304c",
                                        "\uac10\uc0ac",
                                        "\u6b22\u8fce",
                                        "\u05ea\u05d5\u05d3\u05d4",
                                        "\u0634\u0643\u0631\u0627"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (!text_is_normal(texts[i], strlen(texts[i])))
            fail_msg("%s", texts[i]);
    assert_false(text_is_normal("e\u0301", 3));
    assert_false(text_is_normal("\u212b", 3));
    assert_false(text_is_normal("\u1112\u1161", 6));
}

static void assert_normalized(const char *text, size_t length, const char *expected)
{
    struct bytes out = {0};
    text_normalize(text, length, &out);
    assert_int_equal(out.length, strlen(expected));
    assert_memory_equal(out.data, expected, out.length);
    bytes_free(&out);
}

static void marks_compose_and_are_put_in_order(void **state)
{
    (void)state;
    assert_normalized("Cafe\u0301", 6, "Caf\u00e9");
    assert_normalized("\u1112\u1161\u11ab", 9, "\ud55c");
    assert_normalized("a\u0323\u0307", 5, "\u1ea1\u0307");
    assert_normalized("a\u0307\u0323", 5, "\u1ea1\u0307");
    assert_normalized("a\xff", 2, "a\xff");
    struct bytes out = {0};
    text_normalize("", 0, &out);
    assert_int_equal(out.length, 0);
    bytes_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_called_normal_is),
        cmocka_unit_test(what_most_slips_say_is_called_normal),
        cmocka_unit_test(marks_compose_and_are_put_in_order),
    };
    return cmocka_run_group_tests_name("text_normal", tests, NULL, NULL);
}
