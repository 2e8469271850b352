/* SPDX-License-Identifier: MIT */
#include "types.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "codes.h"
#include "config.h"
#include "keys.h"

/* Days since 1970-01-01 of 2000-01-01 and 2199-12-31. */
enum { DAY_LEAST = 10957, DAY_MOST = 84005 };

void *types_place(const struct key *key, void *record)
{
    return (char *)record + key->offset;
}

void types_store_number(const struct key *key, void *record, int64_t number)
{
    void *place = types_place(key, record);
    if (key->size == sizeof(int64_t))
        memcpy(place, &number, sizeof number);
    else if (key->size == sizeof(bool))
        memcpy(place, &(bool){number != 0}, sizeof(bool));
    else
        memcpy(place, &(int32_t){(int32_t)number}, sizeof(int32_t));
}

void types_append(char out[KEYS_TEXT], const char *format, ...)
{
    size_t used = strlen(out);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(out + used, KEYS_TEXT - used, format, arguments);
    va_end(arguments);
}

/* Texts */

static bool store_text(const struct key *key, const char *value, void *record)
{
    memcpy(types_place(key, record), value, strlen(value) + 1);
    return true;
}

static bool read_text(const struct key *key, const char *value, struct decimals decimals,
                      void *record)
{
    (void)decimals;
    size_t length = strlen(value);
    bool blank = value[strspn(value, " ")] == '\0';
    return length < key->size && (!blank || (length == 0 && key->least == 0)) &&
           store_text(key, value, record);
}

static void expect_text(char *out, const struct key *key, struct decimals decimals)
{
    (void)decimals;
    snprintf(out, KEYS_TEXT, "a text of %" PRId64 " to %zu bytes", key->least, key->size - 1);
}

static bool read_host(const struct key *key, const char *value, struct decimals decimals,
                      void *record)
{
    static const char may_have[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                   "0123456789._-";
    (void)decimals;
    size_t length = strlen(value);
    return length > 0 && length < key->size && strspn(value, may_have) == length &&
           store_text(key, value, record);
}

static void expect_host(char *out, const struct key *key, struct decimals decimals)
{
    (void)decimals;
    snprintf(out, KEYS_TEXT, "1 to %zu of A-Z a-z 0-9 . _ -", key->size - 1);
}

static bool is_address(const char *text, size_t length)
{
    char host[INET6_ADDRSTRLEN];
    struct in6_addr room;
    bool six = length >= 2 && text[0] == '[' && text[length - 1] == ']';
    if (six) {
        text++;
        length -= 2;
    }
    if (length >= sizeof host)
        return false;
    memcpy(host, text, length);
    host[length] = '\0';
    return inet_pton(six ? AF_INET6 : AF_INET, host, &room) == 1;
}

/* Names are not looked up: whoever answers for them would say where we listen. */
static bool read_place(const struct key *key, const char *value, struct decimals decimals,
                       void *record)
{
    enum { DIGITS = 5 };
    const char *colon = strrchr(value, ':');
    (void)decimals;
    if (value[0] == '\0')
        return store_text(key, value, record);
    if (colon == NULL || strlen(value) >= key->size || !is_address(value, (size_t)(colon - value)))
        return false;
    size_t digits = strspn(colon + 1, "0123456789");
    long port = digits <= DIGITS ? strtol(colon + 1, NULL, 10) : 0;
    return colon[1 + digits] == '\0' && port > 0 && port <= UINT16_MAX &&
           store_text(key, value, record);
}

static void expect_place(char *out, const struct key *key, struct decimals decimals)
{
    (void)key;
    (void)decimals;
    snprintf(out, KEYS_TEXT, "an address and a port, such as 127.0.0.1:8630");
}

static bool read_country(const struct key *key, const char *value, struct decimals decimals,
                         void *record)
{
    (void)decimals;
    return codes_is_country(value) && store_text(key, value, record);
}

static void expect_country(char *out, const struct key *key, struct decimals decimals)
{
    (void)key;
    (void)decimals;
    snprintf(out, KEYS_TEXT, "a country of ISO 3166 in two capitals, such as IE");
}

static bool read_currency(const struct key *key, const char *value, struct decimals decimals,
                          void *record)
{
    (void)decimals;
    uint8_t digits;
    return config_currency_digits(value, &digits) && store_text(key, value, record);
}

static void expect_currency(char *out, const struct key *key, struct decimals decimals)
{
    (void)key;
    (void)decimals;
    snprintf(out, KEYS_TEXT, "a currency of ISO 4217 in three capitals, such as EUR");
}

/* Numbers */

static bool in_range(const struct key *key, int64_t number)
{
    return number >= key->least && number <= key->most;
}

static bool store_in_range(const struct key *key, void *record, int64_t number)
{
    if (!in_range(key, number))
        return false;
    types_store_number(key, record, number);
    return true;
}

static bool read_whole(const struct key *key, const char *value, struct decimals decimals,
                       void *record)
{
    (void)decimals;
    int64_t number;
    return config_parse_money(value, 0, &number) && store_in_range(key, record, number);
}

static void expect_whole(char *out, const struct key *key, struct decimals decimals)
{
    (void)decimals;
    snprintf(out, KEYS_TEXT, "a whole number from %" PRId64 " to %" PRId64, key->least, key->most);
}

static void expect_dots(char *out, const struct key *key, struct decimals decimals)
{
    (void)decimals;
    snprintf(out, KEYS_TEXT, "dots from %" PRId64 " to %" PRId64 ", such as 384 for 58 mm paper",
             key->least, key->most);
}

bool types_read_money(const char *text, struct decimals decimals, int64_t *minor)
{
    for (uint8_t digits = decimals.least; digits <= decimals.most; digits++) {
        if (config_parse_money(text, digits, minor))
            return true;
    }
    return false;
}

static bool read_money(const struct key *key, const char *value, struct decimals decimals,
                       void *record)
{
    int64_t minor;
    return types_read_money(value, decimals, &minor) && store_in_range(key, record, minor);
}

static void expect_money(char *out, const struct key *key, struct decimals decimals)
{
    uint8_t digits = decimals.least == decimals.most ? decimals.least : 2;
    char least[24];
    char most[24];
    char example[24];
    config_format_money(least, sizeof least, key->least, digits);
    config_format_money(most, sizeof most, key->most, digits);
    config_format_money(example, sizeof example, 500, digits);
    snprintf(out, KEYS_TEXT, "an amount such as %s, from %s to %s", example, least, most);
}

static bool read_word(const struct key *key, const char *value, struct decimals decimals,
                      void *record)
{
    (void)decimals;
    for (int i = 0; key->words[i] != NULL; i++) {
        if (strcmp(key->words[i], value) == 0) {
            types_store_number(key, record, i);
            return true;
        }
    }
    return false;
}

static void expect_word(char *out, const struct key *key, struct decimals decimals)
{
    (void)decimals;
    out[0] = '\0';
    for (int i = 0; key->words[i] != NULL; i++) {
        const char *join = i == 0 ? "" : key->words[i + 1] != NULL ? ", " : " or ";
        types_append(out, "%s%s", join, key->words[i]);
    }
}

/* Reads "dd:dd" or the like: the pattern's d are digits, gathered into a number at each of them. */
static bool read_pattern(const char *value, const char *pattern, int *numbers)
{
    for (; *pattern != '\0'; value++, pattern++) {
        bool digit = *value >= '0' && *value <= '9';
        if (*pattern == 'd' ? !digit : *value != *pattern)
            return false;
        if (digit)
            *numbers = *numbers * 10 + (*value - '0');
        else
            numbers++;
    }
    return *value == '\0';
}

static bool read_clock(const struct key *key, const char *value, struct decimals decimals,
                       void *record)
{
    (void)decimals;
    int clock[2] = {0};
    if (!read_pattern(value, "dd:dd", clock) || clock[0] > 23 || clock[1] > 59)
        return false;
    types_store_number(key, record, clock[0] * 60 + clock[1]);
    return true;
}

static void expect_clock(char *out, const struct key *key, struct decimals decimals)
{
    (void)key;
    (void)decimals;
    snprintf(out, KEYS_TEXT, "a time of day from 00:00 to 23:59");
}

bool types_read_date(const char *text, int64_t *day)
{
    int date[3] = {0};
    if (!read_pattern(text, "dddd-dd-dd", date))
        return false;
    struct tm broken = {.tm_year = date[0] - 1900, .tm_mon = date[1] - 1, .tm_mday = date[2]};
    int64_t number = timegm(&broken) / 86400;
    /* timegm turns 30 February into 2 March, and so tells that there is none. */
    if (broken.tm_mon != date[1] - 1 || broken.tm_mday != date[2] || number < DAY_LEAST ||
        number > DAY_MOST)
        return false;
    *day = number;
    return true;
}

/* A day that has passed is no mistake: a good file must not turn wrong by waiting. */
static bool read_date(const struct key *key, const char *value, struct decimals decimals,
                      void *record)
{
    (void)decimals;
    int64_t day;
    if (!types_read_date(value, &day))
        return false;
    types_store_number(key, record, day);
    return true;
}

static void expect_date(char *out, const struct key *key, struct decimals decimals)
{
    (void)key;
    (void)decimals;
    snprintf(out, KEYS_TEXT, "a date such as 2027-02-19, from 2000-01-01 to 2199-12-31");
}

/* Defaults */

static void show_text(char *out, const struct key *key)
{
    snprintf(out, KEYS_TEXT, "%s", key->text == NULL ? "" : key->text);
}

/* A default out of its range stands for nothing. */
static void show_whole(char *out, const struct key *key)
{
    if (in_range(key, key->number))
        snprintf(out, KEYS_TEXT, "%" PRId64, key->number);
}

static void show_money(char *out, const struct key *key)
{
    if (in_range(key, key->number))
        config_format_money(out, KEYS_TEXT, key->number, 2);
}

static void show_word(char *out, const struct key *key)
{
    if (key->number >= 0)
        snprintf(out, KEYS_TEXT, "%s", key->words[key->number]);
}

static void show_clock(char *out, const struct key *key)
{
    snprintf(out, KEYS_TEXT, "%02d:%02d", (int)key->number / 60, (int)key->number % 60);
}

const struct key_type type_text = {read_text, expect_text, show_text};
const struct key_type type_host = {read_host, expect_host, show_text};
const struct key_type type_place = {read_place, expect_place, show_text};
const struct key_type type_country = {read_country, expect_country, NULL};
const struct key_type type_currency = {read_currency, expect_currency, NULL};
const struct key_type type_whole = {read_whole, expect_whole, show_whole};
const struct key_type type_dots = {read_whole, expect_dots, show_whole};
const struct key_type type_money = {read_money, expect_money, show_money};
const struct key_type type_word = {read_word, expect_word, show_word};
const struct key_type type_clock = {read_clock, expect_clock, show_clock};
const struct key_type type_date = {read_date, expect_date, NULL};
