/* SPDX-License-Identifier: MIT */
#include "../../plugin/email.h"
#undef fail /* cmocka has a macro of this name, too */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

static const char untouched[] = "untouched";

static int normalise(const char *text, char out[EMAIL_TEXT], struct fault *fault)
{
    strcpy(out, untouched);
    fault->text[0] = '\0';
    return email_normalise(text, (size_t)-1, out, fault);
}

static void assert_refused(const char *text, const char *why)
{
    char out[EMAIL_TEXT];
    struct fault fault;
    assert_int_equal(normalise(text, out, &fault), COMEBACK_VALUE);
    assert_string_equal(fault.text, why);
    assert_string_equal(out, untouched);
}

static void one_address_has_one_text(void **state)
{
    static const struct {
        const char *text, *same;
    } cases[] = {
        {"ann@example.org", "ann@example.org"},
        {" \tAnn@Example.ORG\r\n", "ann@example.org"},
        {"\ufeffann@example.org\u200b", "ann@example.org"},
        {"ann.o'neil+shop@mail.example.org", "ann.o'neil+shop@mail.example.org"},
        {"a..b.@docomo.example", "a..b.@docomo.example"},
        /* U+0065 U+0301 composed; capitals folded behind it */
        {"Rene\u0301E@caf\u00c9.example", "ren\u00e9e@caf\u00e9.example"},
        {"\u039f\u0394\u039f\u03a3@example.gr", "\u03bf\u03b4\u03bf\u03c3@example.gr"},
        {"info@stra\u00dfe.example", "info@strasse.example"},
        {"a@\u4f8b\u3048.\u30c6\u30b9\u30c8", "a@\u4f8b\u3048.\u30c6\u30b9\u30c8"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char out[EMAIL_TEXT], again[EMAIL_TEXT];
        struct fault fault;
        assert_int_equal(normalise(cases[i].text, out, &fault), COMEBACK_OK);
        assert_string_equal(out, cases[i].same);
        assert_int_equal(normalise(out, again, &fault), COMEBACK_OK);
        assert_string_equal(again, out);
    }
}

static void what_is_no_address_is_refused_with_its_reason(void **state)
{
    static const struct {
        const char *text, *why;
    } cases[] = {
        {"", "customer.email: found no \"@\", expected one"},
        {"ann.example.org", "customer.email: found no \"@\", expected one"},
        {"a@b@example.org", "customer.email: found more than one \"@\", expected one"},
        {"@example.org", "customer.email: found 0 bytes before the \"@\", expected 1 to 64"},
        {"Ann <ann@example.org>",
         "customer.email: found U+0020, expected an address alone, as ann@example.org"},
        {"<ann@example.org>",
         "customer.email: found \"<\", expected an address alone, as ann@example.org"},
        {"ann@example.org,ben@example.org",
         "customer.email: found \",\", expected an address alone, as ann@example.org"},
        {"mailto:ann@example.org",
         "customer.email: found \":\", expected an address alone, as ann@example.org"},
        {"\"ann\"@example.org",
         "customer.email: found \"\"\", expected an address alone, as ann@example.org"},
        {"ann@[192.0.2.1]",
         "customer.email: found \"[\", expected an address alone, as ann@example.org"},
        {"ann@exa\u00a0mple.org",
         "customer.email: found U+00A0, expected an address alone, as ann@example.org"},
        {"ann\x01@example.org",
         "customer.email: found U+0001, expected an address alone, as ann@example.org"},
        {"ann@exam\u200bple.org",
         "customer.email: found U+200B, expected an address alone, as ann@example.org"},
        {"ann@\xff", "customer.email: found bytes that are not UTF-8, expected an address"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_refused(cases[i].text, cases[i].why);
}

static void a_domain_has_a_dot_between_labels(void **state)
{
    static const char *const wrong[] = {
        "ann@", "ann@localhost", "ann@.org", "ann@example.", "ann@example..org", "ann@.",
    };
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_refused(wrong[i], "customer.email: found no domain behind the \"@\", expected one "
                                 "with a dot, as example.org");
}

static void a_nul_in_the_midst_is_refused(void **state)
{
    (void)state;
    char out[EMAIL_TEXT] = "";
    struct fault fault = {""};
    static const char text[] = "ann@example.org\0.evil";
    assert_int_equal(email_normalise(text, sizeof text - 1, out, &fault), COMEBACK_VALUE);
    assert_string_equal(fault.text, "customer.email: found U+0000, expected an address alone, as "
                                    "ann@example.org");
    assert_int_equal(email_normalise(text, 15, out, &fault), COMEBACK_OK);
    assert_string_equal(out, "ann@example.org");
}

static void an_address_has_254_bytes_at_most(void **state)
{
    (void)state;
    char text[2048], out[EMAIL_TEXT];
    struct fault fault;
    static const char too_long[] =
        "customer.email: found more than 254 bytes, expected at most as many";
    /* 2 + 248 + 4 */
    memset(text, 'b', sizeof text);
    memcpy(text, "a@", 2);
    strcpy(text + 250, ".org");
    assert_int_equal(normalise(text, out, &fault), COMEBACK_OK);
    assert_int_equal(strlen(out), 254);
    text[250] = 'b';
    strcpy(text + 251, ".org");
    assert_refused(text, too_long);
    /* Blanks around it are no part of it, up to what is read at all. */
    snprintf(text, sizeof text, "%1024s", "ann@example.org");
    assert_int_equal(normalise(text, out, &fault), COMEBACK_OK);
    snprintf(text, sizeof text, "%1025s", "ann@example.org");
    assert_refused(text, too_long);
    /* Each of these becomes three code points. */
    text[0] = '\0';
    for (int i = 0; i < 512; i++)
        strcat(text, "\u0390");
    assert_refused(text, too_long);
}

static void a_local_part_has_64_bytes_at_most(void **state)
{
    (void)state;
    char text[128], out[EMAIL_TEXT];
    struct fault fault;
    snprintf(text, sizeof text, "%064d@example.org", 0);
    assert_int_equal(normalise(text, out, &fault), COMEBACK_OK);
    snprintf(text, sizeof text, "%065d@example.org", 0);
    assert_refused(text, "customer.email: found 65 bytes before the \"@\", expected 1 to 64");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_address_has_one_text),
        cmocka_unit_test(what_is_no_address_is_refused_with_its_reason),
        cmocka_unit_test(a_domain_has_a_dot_between_labels),
        cmocka_unit_test(a_nul_in_the_midst_is_refused),
        cmocka_unit_test(an_address_has_254_bytes_at_most),
        cmocka_unit_test(a_local_part_has_64_bytes_at_most),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
