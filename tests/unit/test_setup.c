/* SPDX-License-Identifier: MIT */
/* What a new shop is told to be; its files and rights are in test_command.c and test_rights.c. */
#include "../../plugin/setup.h"
#undef fail /* cmocka has a macro of this name, too */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

static void what_is_not_told_is_that_of_the_country(void **state)
{
    static const struct {
        const char *told[3];
        struct config_locale expected;
    } cases[] = {
        {{NULL, NULL, NULL}, {"IE", "EUR", CONFIG_LANGUAGE_OF_COUNTRY, CONFIG_ENGLISH}},
        {{"DE", NULL, NULL}, {"DE", "EUR", CONFIG_LANGUAGE_OF_COUNTRY, CONFIG_GERMAN}},
        {{"PL", NULL, NULL}, {"PL", "PLN", CONFIG_LANGUAGE_OF_COUNTRY, CONFIG_POLISH}},
        {{"BR", NULL, NULL}, {"BR", "BRL", CONFIG_LANGUAGE_OF_COUNTRY, CONFIG_PORTUGUESE}},
        {{"CH", NULL, NULL}, {"CH", "CHF", CONFIG_LANGUAGE_OF_COUNTRY, CONFIG_ENGLISH}},
        {{"CH", NULL, "it"}, {"CH", "CHF", CONFIG_ITALIAN, CONFIG_ITALIAN}},
        {{"CH", "EUR", "country"}, {"CH", "EUR", CONFIG_LANGUAGE_OF_COUNTRY, CONFIG_ENGLISH}},
        {{NULL, NULL, "nl"}, {"IE", "EUR", CONFIG_DUTCH, CONFIG_DUTCH}},
        {{"PS", "ILS", NULL}, {"PS", "ILS", CONFIG_LANGUAGE_OF_COUNTRY, CONFIG_ENGLISH}},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *const *told = cases[i].told;
        struct config_locale found;
        assert_int_equal(setup_find_locale(told[0], told[1], told[2], &found, NULL), COMEBACK_OK);
        assert_string_equal(found.country, cases[i].expected.country);
        assert_string_equal(found.currency, cases[i].expected.currency);
        assert_int_equal(found.told, cases[i].expected.told);
        assert_int_equal(found.spoken, cases[i].expected.spoken);
    }
}

static void a_word_that_is_none_is_refused(void **state)
{
    static const struct {
        const char *told[3], *expected;
    } cases[] = {
        {{"UK", NULL, NULL},
         "country \"UK\": expected a country of ISO 3166 in two capitals, such as IE"},
        {{"de", "EUR", "de"},
         "country \"de\": expected a country of ISO 3166 in two capitals, such as IE"},
        {{"", NULL, NULL},
         "country \"\": expected a country of ISO 3166 in two capitals, such as IE"},
        {{"PA", NULL, NULL},
         "country \"PA\": which currency is paid there? name it with --currency"},
        {{NULL, "IEP", NULL},
         "currency \"IEP\": expected a currency of ISO 4217 in three capitals, such as EUR"},
        {{NULL, NULL, "sv"}, "language \"sv\": expected en, de, fr, es, it, nl, pt or pl"},
        {{NULL, NULL, ""}, "language \"\": expected en, de, fr, es, it, nl, pt or pl"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *const *told = cases[i].told;
        struct config_locale found, before;
        struct fault fault = {{0}};
        memset(&found, 7, sizeof found);
        before = found;
        assert_int_equal(setup_find_locale(told[0], told[1], told[2], &found, &fault),
                         COMEBACK_ARGUMENT);
        assert_string_equal(fault.text, cases[i].expected);
        assert_memory_equal(&found, &before, sizeof found);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_told_is_that_of_the_country),
        cmocka_unit_test(a_word_that_is_none_is_refused),
    };
    return cmocka_run_group_tests_name("setup", tests, NULL, NULL);
}
