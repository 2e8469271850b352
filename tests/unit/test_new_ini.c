/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "../../config/codes.h"
#include "../../config/config.h"

/* The currencies are those of ISO 4217 list one, by country. */
static void a_country_pays_with_its_currency(void **state)
{
    static const char *const pairs[][2] = {
        {"IE", "EUR"}, {"AD", "EUR"}, {"BG", "EUR"}, {"HR", "EUR"}, {"CH", "CHF"}, {"LI", "CHF"},
        {"GB", "GBP"}, {"IM", "GBP"}, {"PL", "PLN"}, {"JP", "JPY"}, {"KW", "KWD"}, {"BR", "BRL"},
        {"MX", "MXN"}, {"CL", "CLP"}, {"US", "USD"}, {"SV", "USD"}, {"CW", "XCG"}, {"SN", "XOF"},
        {"CM", "XAF"}, {"NC", "XPF"}, {"GL", "DKK"}, {"ZW", "ZWG"}, {"ZM", "ZMW"}, {"AE", "AED"},
    };
    char currency[4];
    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        assert_true(codes_currency(pairs[i][0], currency));
        assert_string_equal(currency, pairs[i][1]);
    }
}

static void a_country_without_one_currency_is_told(void **state)
{
    static const char *const none[] = {"AQ", "GS", "PA", "PS", "UK", "", "I", "IE:EUR", "ie"};
    char currency[4] = "old";
    (void)state;
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        assert_false(codes_currency(none[i], currency));
        assert_string_equal(currency, "old");
    }
}

static struct config assert_good(const struct config_locale *locale)
{
    struct config config = {.currency_digits = 0};
    struct config_faults faults;
    char *text = config_new_ini(locale);
    assert_non_null(text);
    if (config_parse("new", text, strlen(text), &config, &faults) != CONFIG_OK)
        fail_msg("%s", faults.text);
    assert_string_equal(config.shop.country, locale->country);
    assert_string_equal(config.shop.currency, locale->currency);
    assert_int_equal(config.shop.language, locale->told);
    free(text);
    return config;
}

/* 245 of the 249 countries have one. */
static void the_settings_of_every_country_are_a_ready_shop(void **state)
{
    int countries = 0, with_currency = 0;
    (void)state;
    for (char a = 'A'; a <= 'Z'; a++)
        for (char b = 'A'; b <= 'Z'; b++) {
            struct config_locale locale = {{a, b, 0}, "", CONFIG_GERMAN, CONFIG_GERMAN};
            countries += codes_is_country(locale.country);
            if (!codes_currency(locale.country, locale.currency))
                continue;
            assert_true(codes_is_country(locale.country));
            with_currency++;
            assert_good(&locale);
        }
    assert_int_equal(countries, 249);
    assert_int_equal(with_currency, 245);
}

static void a_plain_shop_has_the_default_file(void **state)
{
    struct config_locale locale = {"IE", "EUR", CONFIG_LANGUAGE_OF_COUNTRY, CONFIG_ENGLISH};
    char *text = config_new_ini(&locale);
    (void)state;
    assert_string_equal(text, config_default_files(CONFIG_ENGLISH)->text);
    free(text);
}

static void a_line_keeps_its_comment_where_it_was(void **state)
{
    struct config_locale locale = {"JP", "JPY", CONFIG_SPANISH, CONFIG_SPANISH};
    char *text = config_new_ini(&locale);
    (void)state;
    assert_non_null(
        strstr(text, "\ncountry = JP            ; two letters; FR turns every always into ask\n"));
    assert_non_null(strstr(text, "\nleast = 500             ; a smaller sale prints"));
    assert_non_null(strstr(text, "\ngift = un detalle\n"));
    free(text);
}

static void amounts_have_the_decimals_of_the_currency(void **state)
{
    (void)state;
    struct config yen =
        assert_good(&(struct config_locale){"JP", "JPY", CONFIG_ENGLISH, CONFIG_ENGLISH});
    struct config dinar =
        assert_good(&(struct config_locale){"KW", "KWD", CONFIG_ENGLISH, CONFIG_ENGLISH});
    assert_int_equal(yen.currency_digits, 0);
    assert_int_equal(yen.print.least_minor, 500);
    assert_int_equal(yen.offers[0].minimum_minor, 1000);
    assert_int_equal(dinar.currency_digits, 3);
    assert_int_equal(dinar.offers[0].at_most_minor, 500);
    assert_int_equal(dinar.offers[0].budget_month_minor, 20000);
}

static void examples_have_amounts_of_the_currency_too(void **state)
{
    struct config_locale locale = {"JP", "JPY", CONFIG_ENGLISH, CONFIG_ENGLISH};
    char *text = config_new_ini(&locale);
    (void)state;
    assert_non_null(strstr(text, "\n; amount = 300          ; so much off"));
    assert_non_null(strstr(text, "\n; basket = 2000-20000   ; where so much is paid\n"));
    assert_non_null(strstr(text, "\n; cost = 60             ; what one costs the shop\n"));
    assert_non_null(strstr(text, "\n; offline_limit = 500   ; taken off"));
    assert_non_null(strstr(text, "\n; visit = 1-3           ; at these visits"));
    assert_null(strstr(text, ".00"));
    free(text);
}

/* What an owner has who takes off every semicolon. */
static void the_examples_are_good_settings(void **state)
{
    static const char *const currencies[] = {"EUR", "JPY", "KWD"};
    (void)state;
    for (size_t i = 0; i < sizeof currencies / sizeof currencies[0]; i++) {
        struct config_locale locale = {"IE", "", CONFIG_ENGLISH, CONFIG_ENGLISH};
        struct config config;
        struct config_faults faults;
        strcpy(locale.currency, currencies[i]);
        char *text = config_new_ini(&locale), *to = text;
        bool example = false;
        for (char *line = text; *line != '\0'; line += *line == '\n') {
            char *at = line + 2;
            example = strncmp(line, "; ", 2) == 0 &&
                      (*at == '[' ||
                       strncmp(at + strspn(at, "abcdefghijklmnopqrstuvwxyz_"), " = ", 3) == 0);
            line += example ? 2 : 0;
            size_t length = strcspn(line, "\n");
            memmove(to, line, length + 1);
            to += length + 1;
            line += length;
        }
        to[-1] = '\0';
        if (config_parse("new", text, strlen(text), &config, &faults) != CONFIG_OK)
            fail_msg("%s", faults.text);
        assert_int_equal(config.offer_count, 5);
        assert_int_equal(config.step_count, 2);
        free(text);
    }
}

static void a_currency_that_is_none_makes_nothing(void **state)
{
    (void)state;
    assert_null(
        config_new_ini(&(struct config_locale){"IE", "IEP", CONFIG_ENGLISH, CONFIG_ENGLISH}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_country_pays_with_its_currency),
        cmocka_unit_test(a_country_without_one_currency_is_told),
        cmocka_unit_test(the_settings_of_every_country_are_a_ready_shop),
        cmocka_unit_test(a_plain_shop_has_the_default_file),
        cmocka_unit_test(a_line_keeps_its_comment_where_it_was),
        cmocka_unit_test(amounts_have_the_decimals_of_the_currency),
        cmocka_unit_test(examples_have_amounts_of_the_currency_too),
        cmocka_unit_test(the_examples_are_good_settings),
        cmocka_unit_test(a_currency_that_is_none_makes_nothing),
    };
    return cmocka_run_group_tests_name("new ini", tests, NULL, NULL);
}
