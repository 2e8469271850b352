/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../config/codes.h"
#include "../../config/config.h"
#include "../../config/keys.h"

#define SHOP "[shop]\nname = A\naddress = B\ncountry = IE\ncurrency = EUR\n"

static struct config parse_good(const char *text)
{
    struct config config;
    struct config_faults faults;
    int status = config_parse("f", text, strlen(text), &config, &faults);
    if (status != CONFIG_OK)
        print_error("%s", faults.text);
    assert_int_equal(status, CONFIG_OK);
    assert_null(faults.text);
    assert_int_equal(faults.count, 0);
    return config;
}

static void assert_wrong(const char *text, const char *expected)
{
    struct config config;
    struct config before;
    struct config_faults faults;
    memset(&config, 0x5A, sizeof config);
    memcpy(&before, &config, sizeof config);
    assert_int_equal(config_parse("f", text, strlen(text), &config, &faults), CONFIG_WRONG);
    assert_string_equal(faults.text, expected);
    assert_memory_equal(&config, &before, sizeof config);
    config_faults_free(&faults);
    assert_null(faults.text);
}

static const char *default_file_in(enum config_language language, const char *name)
{
    const struct config_default_file *file = config_default_files(language);
    while (file->name != NULL && strcmp(file->name, name) != 0)
        file++;
    assert_non_null(file->name);
    return file->text;
}

static const char *default_file(const char *name)
{
    return default_file_in(CONFIG_ENGLISH, name);
}

static void the_default_file_is_a_ready_shop(void **state)
{
    (void)state;
    struct config config = parse_good(default_file("comeback.ini"));
    assert_string_equal(config.shop.name, "Your Shop");
    assert_string_equal(config.shop.address, "1 Your Street, Your Town");
    assert_string_equal(config.shop.country, "IE");
    assert_string_equal(config.shop.currency, "EUR");
    assert_int_equal(config.currency_digits, 2);
    assert_string_equal(config.print.printer, "virtual:paper");
    assert_int_equal(config.print.note, CONFIG_ALWAYS);
    assert_int_equal(config.print.card, CONFIG_ALWAYS);
    assert_int_equal(config.print.least_minor, 500);
    assert_int_equal(config.offer_count, 2);
    assert_int_equal(config.offers[0].to, CONFIG_FOR_FRIEND);
    assert_int_equal(config.offers[0].benefit, CONFIG_PERCENT);
    assert_int_equal(config.offers[0].percent, 10);
    assert_int_equal(config.offers[0].referrer, 10);
    assert_int_equal(config.offers[0].minimum_minor, 1000);
    assert_int_equal(config.offers[0].at_most_minor, 500);
    assert_int_equal(config.offers[0].budget_month_minor, 20000);
    assert_int_equal(config.offers[1].to, CONFIG_FOR_VISITS);
    assert_int_equal(config.offers[1].benefit, CONFIG_GIFT);
    assert_int_equal(config.offers[1].every, 6);
    assert_string_equal(config.offers[1].words, "a small present");
}

/* A section or a key of it, also where it stands behind a semicolon as an example. */
static bool starts(const char *line, const char *text, size_t length)
{
    line += strncmp(line, "; ", 2) == 0 ? 2 : 0;
    return strncmp(line, text, length) == 0;
}

static bool is_shown(const char *text, const struct key *key)
{
    char header[INI_SECTION_MAX + 4];
    char name[INI_NAME_MAX + 4];
    const char *word = strstr(key->section, " NAME");
    bool within = false;
    snprintf(header, sizeof header, "[%.*s%s",
             word != NULL ? (int)(word - key->section) : INI_SECTION_MAX, key->section,
             word != NULL ? " " : "]");
    snprintf(name, sizeof name, "%s = ", key->name);
    for (const char *line = text; line != NULL; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (starts(line, "[", 1))
            within = starts(line, header, strlen(header));
        if (within && starts(line, name, strlen(name)))
            return true;
    }
    return false;
}

static void the_default_file_shows_every_setting(void **state)
{
    (void)state;
    const char *text = default_file("comeback.ini");
    for (const struct key *key = config_keys; key->name != NULL; key++)
        if (!is_shown(text, key))
            fail_msg("[%s] %s is not in comeback.ini", key->section, key->name);
}

static void the_default_file_is_the_one_in_the_tree(void **state)
{
    (void)state;
    for (const struct config_default_file *file = config_default_files(CONFIG_ENGLISH);
         file->name != NULL; file++) {
        char path[64];
        char *text = NULL;
        size_t length = 0;
        snprintf(path, sizeof path, "config/%s", file->name);
        assert_int_equal(config_read_file(path, &text, &length, NULL), CONFIG_OK);
        assert_string_equal(text, file->text);
        assert_int_equal(length, strlen(file->text));
        free(text);
    }
}

static void a_tap_is_told_what_receipts_look_like(void **state)
{
    (void)state;
    struct config config = parse_good(SHOP);
    assert_string_equal(config.tap.host, "tap");
    assert_string_equal(config.tap.number, "");
    assert_false(config.tap.power_on);
    config = parse_good(SHOP "[tap]\nhost = view.touch-2\nnumber = Receipt: {} | Bon {}\n"
                             "void = \"VOID #\"\npower_on = yes\n"
                             "number_per = till-day\n");
    assert_string_equal(config.tap.host, "view.touch-2");
    assert_string_equal(config.tap.number, "Receipt: {} | Bon {}");
    assert_string_equal(config.tap.voided, "VOID #");
    assert_true(config.tap.power_on);
    assert_int_equal(config.tap.number_per, CONFIG_PER_TILL_DAY);
    assert_wrong(SHOP "[tap]\nhost = view touch\n",
                 "f:7: tap.host: found \"view touch\", expected 1 to 32 of A-Z a-z 0-9 . _ -\n");
}

static void the_owners_page_is_at_an_address_and_a_port(void **state)
{
    static const char *const bad[] = {"8630",
                                      ":8630",
                                      "127.0.0.1:",
                                      "127.0.0.1:0",
                                      "[::1]:65536",
                                      "127.0.0.1:99999999999",
                                      "shop.example:8630",
                                      "a:8630",
                                      "127.0.0.1.1:8630",
                                      "[127.0.0.1]:8630",
                                      "::1:8630",
                                      "[::1"};
    char ini[256], told[256];
    (void)state;
    assert_string_equal(parse_good(SHOP).serve.page, "");
    assert_string_equal(parse_good(SHOP "[serve]\npage = [::1]:65535\n").serve.page, "[::1]:65535");
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        snprintf(ini, sizeof ini, SHOP "[serve]\npage = %s\n", bad[i]);
        snprintf(told, sizeof told,
                 "f:7: serve.page: found \"%s\", expected an address and a port, such as "
                 "127.0.0.1:8630\n",
                 bad[i]);
        assert_wrong(ini, told);
    }
}

static void what_is_not_said_has_its_default(void **state)
{
    (void)state;
    struct config config = parse_good(SHOP);
    assert_int_equal(config.shop.day_starts_minute, 0);
    assert_string_equal(config.print.printer, "");
    assert_string_equal(config.print.profile, "generic-80");
    assert_int_equal(config.print.note, CONFIG_ALWAYS);
    assert_int_equal(config.print.card, CONFIG_ALWAYS);
    assert_false(config.print.note_on_printer);
    assert_false(config.print.exclusive);
    assert_int_equal(config.print.process_id, CONFIG_AS_PROFILE);
    assert_int_equal(config.print.card_every_days, 30);
    assert_int_equal(config.print.least_minor, 0);
    assert_int_equal(config.print.stale_s, 120);
    assert_string_equal(config.print.note_slip, "note.receipt");
    assert_string_equal(config.print.card_slip, "card.receipt");
    assert_int_equal(config.offer_count, 0);
    assert_string_equal(config.store.path, "store");
    assert_string_equal(config.store.keys, "keys");
    config = parse_good(SHOP "[offer friend]\npercent = 20\n");
    assert_int_equal(config.offer_count, 1);
    assert_int_equal(config.offers[0].referrer, 0);
    assert_int_equal(config.offers[0].return_days, 14);
    assert_int_equal(config.offers[0].days, 90);
    assert_int_equal(config.offers[0].at_most_minor, 0);
    assert_int_equal(config.offers[0].budget_month_minor, 0);
    assert_int_equal(config.offers[0].until_day, 0);
}

static void every_setting_reaches_its_place(void **state)
{
    (void)state;
    struct config config = parse_good(
        "[store]\npath = /s\nkeys = /k\n[shop]\nname = \"Caf\xC3\xA9; Bar\"\naddress = B\n"
        "country = DE\ncurrency = KWD\nday_starts = 04:30\nstaff = 17 23\n"
        "[print]\nprinter = \"socket://10.0.0.9:9100\"\nprofile = generic-58\nnote = ask\n"
        "card = never\nnote_on = printer\nexclusive = yes\nprocess_id = no\ncard_every = 0\nleast "
        "= 0.500\nstale = 60\n"
        "note_slip = n\ncard_slip = c\n"
        "[offer friend]\npercent = 100\nreferrer = 99\nminimum = 1.000\nat_most = 2.000\n"
        "return_days = 0\ndays = 365\nbudget_month = 3.000\nuntil = 2027-02-19\n"
        "[offer visits]\nevery = 2\ngift = G\nuntil = 2028-02-29\n");
    assert_string_equal(config.shop.name, "Caf\xC3\xA9; Bar");
    assert_int_equal(config.shop.day_starts_minute, 4 * 60 + 30);
    assert_string_equal(config.shop.staff, "17 23");
    assert_int_equal(config.currency_digits, 3);
    assert_string_equal(config.print.printer, "socket://10.0.0.9:9100");
    assert_string_equal(config.print.profile, "generic-58");
    assert_int_equal(config.print.note, CONFIG_ASK);
    assert_int_equal(config.print.card, CONFIG_NEVER);
    assert_true(config.print.note_on_printer);
    assert_true(config.print.exclusive);
    assert_int_equal(config.print.process_id, CONFIG_ANSWERS_NOT);
    assert_int_equal(config.print.card_every_days, 0);
    assert_int_equal(config.print.least_minor, 500);
    assert_int_equal(config.print.stale_s, 60);
    assert_string_equal(config.print.note_slip, "n");
    assert_string_equal(config.print.card_slip, "c");
    assert_int_equal(config.offers[0].percent, 100);
    assert_int_equal(config.offers[0].referrer, 99);
    assert_int_equal(config.offers[0].minimum_minor, 1000);
    assert_int_equal(config.offers[0].at_most_minor, 2000);
    assert_int_equal(config.offers[0].return_days, 0);
    assert_int_equal(config.offers[0].days, 365);
    assert_int_equal(config.offers[0].budget_month_minor, 3000);
    /* date -u -d 2027-02-19 +%s, over 86400; and so for 2028-02-29 */
    assert_int_equal(config.offers[0].until_day, 20868);
    assert_int_equal(config.offers[1].until_day, 21243);
    assert_int_equal(config.offers[1].every, 2);
    assert_string_equal(config.offers[1].words, "G");
    assert_string_equal(config.store.path, "/s");
    assert_string_equal(config.store.keys, "/k");
}

static void in_france_always_is_ask(void **state)
{
    (void)state;
    const char *shop = "[shop]\nname = A\naddress = B\ncountry = FR\ncurrency = EUR\n";
    struct config config = parse_good(shop);
    assert_int_equal(config.print.note, CONFIG_ASK);
    assert_int_equal(config.print.card, CONFIG_ASK);
    config = parse_good("[shop]\nname = A\naddress = B\ncountry = FR\ncurrency = EUR\n"
                        "[print]\nnote = never\ncard = always\n");
    assert_int_equal(config.print.note, CONFIG_NEVER);
    assert_int_equal(config.print.card, CONFIG_ASK);
}

/* One wrong line in the sixth line's section, and all that is told of it. */
static void a_wrong_value_is_told_with_what_was_expected(void **state)
{
    (void)state;
    static const struct {
        const char *section;
        const char *line;
        const char *told;
    } lines[] = {
        {"print", "least = 5,00",
         "print.least: found \"5,00\", expected an amount such as 5.00, from 0.00 to 10000000.00"},
        {"print", "least = 5",
         "print.least: found \"5\", expected an amount such as 5.00, from "
         "0.00 to 10000000.00"},
        {"print", "least = -1.00",
         "print.least: found \"-1.00\", expected an amount such as 5.00, "
         "from 0.00 to 10000000.00"},
        {"print", "least = 10000000.01",
         "print.least: found \"10000000.01\", expected an amount "
         "such as 5.00, from 0.00 to 10000000.00"},
        {"print", "least =",
         "print.least: found \"\", expected an amount such as 5.00, from 0.00 to 10000000.00"},
        {"print", "note = Always", "print.note: found \"Always\", expected never, ask or always"},
        {"print", "card = yes", "print.card: found \"yes\", expected never, ask or always"},
        {"print", "exclusive = maybe", "print.exclusive: found \"maybe\", expected no or yes"},
        {"print", "process_id = auto",
         "print.process_id: found \"auto\", expected profile, yes or no"},
        {"print", "note_on = both", "print.note_on: found \"both\", expected receipt or printer"},
        {"print", "card_every = 366",
         "print.card_every: found \"366\", expected a whole number from 0 to 365"},
        {"print", "card_every = 030",
         "print.card_every: found \"030\", expected a whole number from 0 to 365"},
        {"print", "card_every = 30 days",
         "print.card_every: found \"30 days\", expected a whole number from 0 to 365"},
        {"print", "stale = 0", "print.stale: found \"0\", expected a whole number from 1 to 86400"},
        {"print", "profile = \" \"",
         "print.profile: found \" \", expected a text of 1 to 127 bytes"},
        {"print", "printer = \" \"",
         "print.printer: found \" \", expected a text of 0 to 255 bytes"},
        {"print", "width = 95",
         "print.width: found \"95\", expected dots from 96 to 2048, such as 384 for 58 mm paper"},
        {"print", "cut = yes",
         "print.cut: found \"yes\", expected profile, none, gs-v, gs-v0 or esc-i"},
        {"offer friend", "percent = 0",
         "offer friend.percent: found \"0\", expected a whole number from 1 to 100"},
        {"offer friend", "percent = 101",
         "offer friend.percent: found \"101\", expected a whole number from 1 to 100"},
        {"offer friend", "percent = 10\nat_most = 0.00",
         "offer friend.at_most: found \"0.00\", expected an amount such as 5.00, from 0.01 to "
         "10000000.00"},
        {"offer friend", "percent = 10\nuntil = 2027-02-30",
         "offer friend.until: found \"2027-02-30\", expected a date such as 2027-02-19, from "
         "2000-01-01 to 2199-12-31"},
        {"offer friend", "percent = 10\nuntil = 19.2.2027",
         "offer friend.until: found \"19.2.2027\", expected a date such as 2027-02-19, from "
         "2000-01-01 to 2199-12-31"},
        {"offer friend", "percent = 10\nuntil = 1999-12-31",
         "offer friend.until: found \"1999-12-31\", expected a date such as 2027-02-19, from "
         "2000-01-01 to 2199-12-31"},
        {"offer friend", "percent = 10\nuntil = 2200-01-01",
         "offer friend.until: found \"2200-01-01\", expected a date such as 2027-02-19, from "
         "2000-01-01 to 2199-12-31"},
        {"offer friend", "percent = 10\nuntil = 2027-00-10",
         "offer friend.until: found \"2027-00-10\", expected a date such as 2027-02-19, from "
         "2000-01-01 to 2199-12-31"},
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        char text[400];
        char expected[400];
        int line = strchr(lines[i].line, '\n') != NULL ? 8 : 7;
        snprintf(text, sizeof text, SHOP "[%s]\n%s\n", lines[i].section, lines[i].line);
        snprintf(expected, sizeof expected, "f:%d: %s\n", line, lines[i].told);
        assert_wrong(text, expected);
    }
}

static void a_wrong_shop_is_told(void **state)
{
    (void)state;
    assert_wrong("[shop]\nname = A\naddress = B\ncountry = Ireland\ncurrency = euro\n"
                 "day_starts = 24:00\n",
                 "f:4: shop.country: found \"Ireland\", expected a country of ISO 3166 in two "
                 "capitals, such as IE\n"
                 "f:5: shop.currency: found \"euro\", expected a currency of ISO 4217 in three "
                 "capitals, such as EUR\n"
                 "f:6: shop.day_starts: found \"24:00\", expected a time of day from 00:00 to "
                 "23:59\n");
}

static void amounts_follow_the_currency_wherever_it_stands(void **state)
{
    (void)state;
    const char *yen = "[print]\nleast = 500\n[shop]\nname = A\naddress = B\ncountry = JP\n"
                      "currency = JPY\n";
    assert_int_equal(parse_good(yen).print.least_minor, 500);
    assert_wrong("[print]\nleast = 5.00\n[shop]\nname = A\naddress = B\ncountry = JP\n"
                 "currency = JPY\n",
                 "f:2: print.least: found \"5.00\", expected an amount such as 500, from 0 to "
                 "1000000000\n");
    /* Where the currency is wrong, an amount of any currency is given the benefit of the doubt. */
    assert_wrong("[shop]\nname = A\naddress = B\ncountry = JP\ncurrency = Y\n"
                 "[print]\nleast = 500\n[offer friend]\npercent = 10\nminimum = 5,0\n",
                 "f:5: shop.currency: found \"Y\", expected a currency of ISO 4217 in three "
                 "capitals, such as EUR\n"
                 "f:10: offer friend.minimum: found \"5,0\", expected an amount such as 5.00, from "
                 "0.00 to 10000000.00\n");
}

static void a_name_that_is_not_known_is_told_with_the_nearest(void **state)
{
    (void)state;
    assert_wrong(
        SHOP "nmae = A\ncolour = blue\nleast = 1.00\n[prnt]\nleast = 1.00\n[steps]\n[basket]\n",
        "f:6: shop.nmae: found \"nmae\", expected name\n"
        "f:7: shop.colour: found \"colour\", expected one of name, address, logo, country, "
        "currency, day_starts, language, staff, "
        "walk_in, payment_token, open, closed\n"
        "f:8: shop.least: found \"least\", expected this key in [print]\n"
        "f:9: prnt: found \"[prnt]\", expected [print]\n"
        "f:11: steps: found \"[steps]\", expected [step NAME]\n"
        "f:12: basket: found \"[basket]\", expected [shop], [print], [offer NAME], [stage], "
        "[step NAME], [need NAME], [question NAME], [gift], [effect], [privacy], [consent NAME], "
        "[targets], [tap], [serve] or [store]\n");
}

static void what_is_missing_is_told_at_its_section(void **state)
{
    (void)state;
    assert_wrong(SHOP "[offer friend]\n[offer visits]\nevery = 3\n",
                 "f:6: offer friend: found nothing, expected one of percent, amount, item, service "
                 "or gift\n"
                 "f:7: offer visits: found nothing, expected one of percent, amount, item, service "
                 "or gift\n");
    assert_wrong("", "f:1: shop.name: found nothing, expected a text of 1 to 63 bytes\n"
                     "f:1: shop.address: found nothing, expected a text of 1 to 127 bytes\n"
                     "f:1: shop.country: found nothing, expected a country of ISO 3166 in two "
                     "capitals, such as IE\n"
                     "f:1: shop.currency: found nothing, expected a currency of ISO 4217 in three "
                     "capitals, such as EUR\n");
}

static void what_cannot_be_meant_together_is_told(void **state)
{
    (void)state;
    assert_wrong(SHOP "[offer friend]\npercent = 10\nminimum = 100.00\nat_most = 9.99\n",
                 "f:9: offer friend.at_most: found \"9.99\", expected at least 10.00, which is "
                 "10 % of the minimum 100.00\n");
    parse_good(SHOP "[offer friend]\npercent = 10\nminimum = 100.00\nat_most = 10.00\n");
    assert_wrong(SHOP "[offer friend]\npercent = 10\nat_most = 10.00\nbudget_month = 9.99\n",
                 "f:9: offer friend.budget_month: found \"9.99\", expected at least 10.00, what "
                 "one card may cost by at_most\n");
    assert_wrong(SHOP "[offer friend]\npercent = 10\nbudget_month = 200.00\n",
                 "f:8: offer friend.budget_month: found \"200.00\", expected at_most beside it; "
                 "without it one card may cost any amount\n");
    /* Not told of an at_most that is there and wrong. */
    assert_wrong(SHOP "[offer friend]\npercent = 10\nat_most = 0.00\nbudget_month = 200.00\n",
                 "f:8: offer friend.at_most: found \"0.00\", expected an amount such as 5.00, "
                 "from 0.01 to 10000000.00\n");
    assert_wrong(SHOP "[store]\nkeys = store\n",
                 "f:7: store.keys: found \"store\", expected two folders for store.path and "
                 "store.keys\n");
    assert_wrong(SHOP "[store]\npath = keys\n",
                 "f:7: store.path: found \"keys\", expected two folders for store.path and "
                 "store.keys\n");
    assert_wrong(SHOP "[store]\npath = x\nkeys = x\n",
                 "f:8: store.keys: found \"x\", expected two folders for store.path and "
                 "store.keys\n");
}

static void all_mistakes_of_a_file_are_told_at_once_in_the_order_of_lines(void **state)
{
    (void)state;
    assert_wrong(
        "name = X\n[shop]\nname = a;b\nadres = x\ncountry = ie\ncurrency = EUR\n[print]\n"
        "least = 5,00\nNote = ask\nnote = sometimes\nnote = ask\nprinter = file:/tmp/x\\\n"
        "stale = \"12\n[Offer friend]\npercent = 0\n[offer visits]\nevery = 1\n",
        "f:1: found \"name\", expected a [section] above the first key\n"
        "f:2: shop.address: found nothing, expected a text of 1 to 127 bytes\n"
        "f:3: shop.name: found \"a;b\", expected a space before ; or #, or quotes around the "
        "whole value\n"
        "f:4: shop.adres: found \"adres\", expected address\n"
        "f:5: shop.country: found \"ie\", expected a country of ISO 3166 in two capitals, such as "
        "IE\n"
        "f:8: print.least: found \"5,00\", expected an amount such as 5.00, from 0.00 to "
        "10000000.00\n"
        "f:9: found \"Note\", expected a key of lower-case letters, digits and _, at most 31 "
        "bytes\n"
        "f:10: print.note: found \"sometimes\", expected never, ask or always\n"
        "f:11: print.note: found \"ask\", expected this key once; it stands in line 10 already\n"
        "f:12: print.printer: found \"printer = file:/tmp/x\\\", expected no \\ at the end of a "
        "line: it would join the next line to this one\n"
        "f:13: print.stale: found \"\"12\", expected a closing \"\n"
        "f:14: found \"[Offer friend]\", expected a section of lower-case letters, digits, _, - "
        "and single spaces, at most 48 bytes\n"
        "f:16: offer visits: found nothing, expected one of percent, amount, item, service or "
        "gift\n"
        "f:17: offer visits.every: found \"1\", expected a whole number from 2 to 100\n");
}

static void a_country_is_one_of_iso_3166(void **state)
{
    (void)state;
    /* The oracle: the list that comes with the time zones. */
    FILE *list = fopen("/usr/share/zoneinfo/iso3166.tab", "r");
    if (list == NULL)
        skip();
    char line[128];
    bool known[26 * 26] = {false};
    while (fgets(line, sizeof line, list) != NULL) {
        if (isupper((unsigned char)line[0]) && isupper((unsigned char)line[1]))
            known[(line[0] - 'A') * 26 + line[1] - 'A'] = true;
    }
    fclose(list);
    for (int i = 0; i < 26 * 26; i++) {
        char code[3] = {(char)('A' + i / 26), (char)('A' + i % 26), '\0'};
        assert_int_equal(codes_is_country(code), known[i]);
    }
    assert_false(codes_is_country(""));
    assert_false(codes_is_country("I"));
    assert_false(codes_is_country("IEX"));
    assert_false(codes_is_country("  "));
}

static void assert_unreadable(const char *path, int status, const char *reason)
{
    char *text = (char *)"untouched";
    size_t length = 42;
    struct config_faults faults;
    char expected[256];
    snprintf(expected, sizeof expected, "%s: %s\n", path, reason);
    assert_int_equal(config_read_file(path, &text, &length, &faults), status);
    assert_string_equal(faults.text, expected);
    assert_string_equal(text, "untouched");
    assert_int_equal(length, 42);
    config_faults_free(&faults);
}

static void a_file_that_cannot_be_read_is_told(void **state)
{
    (void)state;
    char folder[] = "/tmp/comeback-config-XXXXXX";
    char path[64];
    assert_non_null(mkdtemp(folder));
    assert_unreadable(folder, CONFIG_IO, "not a regular file");
    snprintf(path, sizeof path, "%s/comeback.ini", folder);
    assert_unreadable(path, CONFIG_IO, "No such file or directory");
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_unreadable(path, CONFIG_IO, "not a regular file");
    unlink(path);
    rmdir(folder);
}

static void a_file_of_64_kib_is_read_and_no_larger_one(void **state)
{
    (void)state;
    char path[] = "/tmp/comeback-config-XXXXXX";
    int fd = mkstemp(path);
    char *text = NULL;
    size_t length = 0;
    assert_true(fd >= 0);
    assert_int_equal(ftruncate(fd, INI_FILE_MAX), 0);
    assert_int_equal(config_read_file(path, &text, &length, NULL), CONFIG_OK);
    assert_int_equal(length, INI_FILE_MAX);
    assert_int_equal(text[length], '\0');
    free(text);
    assert_int_equal(ftruncate(fd, INI_FILE_MAX + 1), 0);
    assert_unreadable(path, CONFIG_WRONG, "found more than 65536 bytes, expected at most that");
    close(fd);
    unlink(path);
}

static void a_text_over_64_kib_is_refused_unread(void **state)
{
    (void)state;
    char *text = calloc(1, INI_FILE_MAX + 1);
    struct config config;
    struct config_faults faults;
    assert_int_equal(config_parse("f", text, INI_FILE_MAX + 1, &config, &faults), CONFIG_WRONG);
    assert_string_equal(faults.text,
                        "f:1: found \"65537 bytes\", expected a file of at most 65536 bytes\n");
    config_faults_free(&faults);
    assert_int_equal(config_parse("f", text, INI_FILE_MAX + 1, &config, NULL), CONFIG_WRONG);
    free(text);
}

/* Default slips. Their fields are a contract with what fills them in. */

static void assert_field(const char *name, size_t length)
{
    static const char *const fields[] = {
        "shop.name",      "shop.address", "printed",          "visit",
        "visits.every",   "visits.at",    "visits.gift",      "code",
        "code.from",      "code.until",   "friend.percent",   "friend.minimum",
        "friend.at_most", "card.until",   "referrer.percent", "thanks",
        "code.qr",        "code.128",     "shop.logo",        "step.1",
        "step.2",         "pen",          "friend.benefit",   "referrer.benefit",
        "next.benefit",   "next.until",
    };
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (strlen(fields[i]) == length && memcmp(fields[i], name, length) == 0)
            return;
    }
    fail_msg("unknown field %.*s", (int)length, name);
}

static void assert_slip_is_sound(const char *text)
{
    struct span open[8] = {{0}};
    size_t depth = 0;
    for (const char *tag = strstr(text, "{{"); tag != NULL; tag = strstr(tag, "{{")) {
        tag += 2;
        char mark = *tag == '#' || *tag == '/' ? *tag++ : '\0';
        const char *end = strstr(tag, "}}");
        assert_non_null(end);
        struct span name = {tag, (size_t)(end - tag)};
        assert_field(name.text, name.length);
        if (mark == '#') {
            assert_true(depth < sizeof open / sizeof *open);
            open[depth++] = name;
        } else if (mark == '/') {
            assert_true(depth-- > 0);
            assert_int_equal(open[depth].length, name.length);
            assert_memory_equal(open[depth].text, name.text, name.length);
        }
    }
    assert_int_equal(depth, 0);
}

static void assert_slip_holds(const char *text, const char *const *fields, size_t count)
{
    assert_slip_is_sound(text);
    for (size_t i = 0; i < count; i++)
        if (strstr(text, fields[i]) == NULL)
            fail_msg("%s is not in %s", fields[i], text);
}

static void the_default_slips_hold_known_fields_and_what_the_law_asks_for(void **state)
{
    (void)state;
    /* CAP code 8.17: closing date, promoter's name and address, minimum, limits. */
    static const char *const on_card[] = {
        "{{friend.benefit}}", "{{friend.minimum}}", "{{friend.at_most}}",
        "{{card.until}}",     "{{code}}",           "{{referrer.benefit}}",
        "{{shop.name}}",      "{{shop.address}}",   "{{printed}}",
    };
    static const char *const on_note[] = {
        "{{visits.at}}",  "{{visits.gift}}", "{{thanks}}",           "{{code}}",
        "{{code.until}}", "{{shop.name}}",   "{{referrer.benefit}}",
    };
    for (enum config_language l = CONFIG_ENGLISH; l <= CONFIG_POLISH; l++) {
        assert_slip_holds(default_file_in(l, "card.receipt"), on_card,
                          sizeof on_card / sizeof *on_card);
        assert_slip_holds(default_file_in(l, "note.receipt"), on_note,
                          sizeof on_note / sizeof *on_note);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_default_file_is_a_ready_shop),
        cmocka_unit_test(the_default_file_shows_every_setting),
        cmocka_unit_test(the_default_file_is_the_one_in_the_tree),
        cmocka_unit_test(a_tap_is_told_what_receipts_look_like),
        cmocka_unit_test(the_owners_page_is_at_an_address_and_a_port),
        cmocka_unit_test(what_is_not_said_has_its_default),
        cmocka_unit_test(every_setting_reaches_its_place),
        cmocka_unit_test(in_france_always_is_ask),
        cmocka_unit_test(a_wrong_value_is_told_with_what_was_expected),
        cmocka_unit_test(a_wrong_shop_is_told),
        cmocka_unit_test(amounts_follow_the_currency_wherever_it_stands),
        cmocka_unit_test(a_name_that_is_not_known_is_told_with_the_nearest),
        cmocka_unit_test(what_is_missing_is_told_at_its_section),
        cmocka_unit_test(what_cannot_be_meant_together_is_told),
        cmocka_unit_test(all_mistakes_of_a_file_are_told_at_once_in_the_order_of_lines),
        cmocka_unit_test(a_country_is_one_of_iso_3166),
        cmocka_unit_test(a_file_that_cannot_be_read_is_told),
        cmocka_unit_test(a_file_of_64_kib_is_read_and_no_larger_one),
        cmocka_unit_test(a_text_over_64_kib_is_refused_unread),
        cmocka_unit_test(the_default_slips_hold_known_fields_and_what_the_law_asks_for),
    };
    return cmocka_run_group_tests_name("config", tests, NULL, NULL);
}
