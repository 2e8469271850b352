/* SPDX-License-Identifier: MIT */
#include "types.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <utf8proc.h>

#include "config.h"
#include "keys.h"

enum { WEEK = 7 };

/* The next word between blanks: true and *word, or false at the end. One too long is "". */
static bool next_word(const char **at, char word[CONFIG_WORDS])
{
    *at += strspn(*at, " ");
    size_t length = strcspn(*at, " ");
    snprintf(word, CONFIG_WORDS, "%.*s", length < CONFIG_WORDS ? (int)length : 0, *at);
    *at += length;
    return length > 0;
}

/* The word's number in a list ended by NULL, or -1. */
static int word_number(const char *const *words, const char *word)
{
    for (int i = 0; words[i] != NULL; i++)
        if (strcmp(words[i], word) == 0)
            return i;
    return -1;
}

/* What an item is known by */

static const char *const selects_words[] = {"sku", "category", "name", NULL};

/* "category: bread " of `length` bytes. */
static bool read_selector(const char *text, size_t length, struct config_selector *out)
{
    char kind[CONFIG_WORDS];
    const char *colon = memchr(text, ':', length);
    if (colon == NULL || colon - text >= CONFIG_WORDS)
        return false;
    snprintf(kind, sizeof kind, "%.*s", (int)(colon - text), text);
    int selects = word_number(selects_words, kind);
    const char *from = colon + 1;
    const char *end = text + length;
    while (from < end && *from == ' ')
        from++;
    while (end > from && end[-1] == ' ')
        end--;
    if (selects < 0 || end == from || end - from >= CONFIG_WORDS)
        return false;
    out->selects = (enum config_selects)selects;
    snprintf(out->text, sizeof out->text, "%.*s", (int)(end - from), from);
    return true;
}

static bool read_selectors(const struct key *key, const char *value, struct decimals decimals,
                           void *record)
{
    (void)decimals;
    struct config_selectors list = {.count = 0};
    if (key->most > 0 && strlen(value) > (size_t)key->most)
        return false;
    for (;; value++) {
        value += strspn(value, " ");
        size_t length = strcspn(value, ",");
        if (list.count == CONFIG_SELECTORS_MAX ||
            !read_selector(value, length, &list.list[list.count++]))
            return false;
        value += length;
        if (*value == '\0')
            break;
    }
    memcpy(types_place(key, record), &list, sizeof list);
    return true;
}

static void expect_selectors(char *out, const struct key *key, struct decimals decimals)
{
    (void)decimals;
    snprintf(out, KEYS_TEXT,
             "1 to %d of category:NAME, sku:ID or name:WORDS with commas between, of at most %d "
             "bytes each",
             CONFIG_SELECTORS_MAX, CONFIG_WORDS - 1);
    if (key->most > 0)
        types_append(out, " and %" PRId64 " in all", key->most);
}

/* Ranges */

/* An empty bound leaves *number alone. */
static bool read_bound(const struct key *key, const char *text, size_t length,
                       struct decimals decimals, int64_t *number)
{
    char bound[24];
    if (length >= sizeof bound)
        return false;
    snprintf(bound, sizeof bound, "%.*s", (int)length, text);
    bool read = length == 0 || types_read_money(bound, decimals, number);
    return read && (length == 0 || (*number >= key->least && *number <= key->most));
}

static bool read_money_range(const struct key *key, const char *value, struct decimals decimals,
                             void *record)
{
    struct config_range range = {true, key->least, INT64_MAX};
    const char *dash = strchr(value, '-');
    size_t first = dash == NULL ? strlen(value) : (size_t)(dash - value);
    const char *second = dash == NULL ? value : dash + 1;
    if (strpbrk(value, "0123456789") == NULL ||
        !read_bound(key, value, first, decimals, &range.least) ||
        !read_bound(key, second, strlen(second), decimals, &range.most) || range.least > range.most)
        return false;
    memcpy(types_place(key, record), &range, sizeof range);
    return true;
}

static bool read_range(const struct key *key, const char *value, struct decimals decimals,
                       void *record)
{
    (void)decimals;
    return read_money_range(key, value, (struct decimals){0, 0}, record);
}

static void expect_range(char *out, const struct key *key, struct decimals decimals)
{
    (void)decimals;
    snprintf(out, KEYS_TEXT,
             "a range such as 3, 3-, -3 or 3-5, from %" PRId64 " to %" PRId64 ", the smaller first",
             key->least, key->most);
}

static void expect_money_range(char *out, const struct key *key, struct decimals decimals)
{
    uint8_t digits = decimals.least == decimals.most ? decimals.least : 2;
    char low[24];
    char top[24];
    (void)key;
    config_format_money(low, sizeof low, 2000, digits);
    config_format_money(top, sizeof top, 5000, digits);
    snprintf(out, KEYS_TEXT, "a range of amounts such as %s-, -%s or %s-%s, the smaller first", low,
             top, low, top);
}

/* Spans of time */

static const struct {
    const char *one, *many;
    int32_t most; /* ten years */
} units[] = {
    [CONFIG_DAYS] = {"day", "days", 3650},
    [CONFIG_WEEKS] = {"week", "weeks", 520},
    [CONFIG_MONTHS] = {"month", "months", 120},
    [CONFIG_YEARS] = {"year", "years", 10},
};

static bool read_time(const char *value, struct config_span *out)
{
    char count[CONFIG_WORDS], unit[CONFIG_WORDS], more[CONFIG_WORDS];
    int64_t number;
    if (!next_word(&value, count) || !next_word(&value, unit) || next_word(&value, more) ||
        !config_parse_money(count, 0, &number))
        return false;
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (strcmp(unit, number == 1 ? units[i].one : units[i].many) == 0 && number >= 0 &&
            number <= units[i].most) {
            *out = (struct config_span){(int32_t)number, (enum config_due)i};
            return true;
        }
    return false;
}

static bool read_span(const struct key *key, const char *value, struct decimals decimals,
                      void *record)
{
    (void)decimals;
    struct config_span span;
    if (!read_time(value, &span) || span.count == 0)
        return false;
    memcpy(types_place(key, record), &span, sizeof span);
    return true;
}

static void expect_span(char *out, const struct key *key, struct decimals decimals)
{
    (void)key;
    (void)decimals;
    snprintf(out, KEYS_TEXT,
             "a time such as 14 days, 2 weeks, 6 months or 1 year, at most 10 years");
}

static bool read_ahead(const struct key *key, const char *value, struct decimals decimals,
                       void *record)
{
    (void)decimals;
    struct config_span span;
    if (!read_time(value, &span) || span.unit > CONFIG_WEEKS)
        return false;
    int64_t days = span.unit == CONFIG_WEEKS ? (int64_t)span.count * WEEK : span.count;
    if (days < key->least || days > key->most)
        return false;
    types_store_number(key, record, days);
    return true;
}

static void expect_ahead(char *out, const struct key *key, struct decimals decimals)
{
    (void)decimals;
    snprintf(out, KEYS_TEXT, "a time such as 14 days or 2 weeks, at most %" PRId64 " days",
             key->most);
}

static void show_ahead(char *out, const struct key *key)
{
    snprintf(out, KEYS_TEXT, "%" PRId64 " days", key->number);
}

/* Days of the week */

static const char *const weekday_words[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun", NULL};

/* "mon" or "fri-mon". */
static bool read_days_of_week(char *word, uint32_t *bits)
{
    char *dash = strchr(word, '-');
    if (dash != NULL)
        *dash = '\0';
    int from = word_number(weekday_words, word);
    int to = dash == NULL ? from : word_number(weekday_words, dash + 1);
    if (from < 0 || to < 0)
        return false;
    for (int day = from; day != to; day = (day + 1) % WEEK)
        *bits |= 1U << day;
    *bits |= 1U << to;
    return true;
}

static bool read_weekdays(const struct key *key, const char *value, struct decimals decimals,
                          void *record)
{
    (void)decimals;
    char word[CONFIG_WORDS];
    uint32_t bits = 0;
    while (next_word(&value, word))
        if (!read_days_of_week(word, &bits))
            return false;
    if (bits == 0)
        return false;
    types_store_number(key, record, bits);
    return true;
}

static void expect_weekdays(char *out, const struct key *key, struct decimals decimals)
{
    (void)key;
    (void)decimals;
    snprintf(out, KEYS_TEXT, "days such as mon-sat or mon wed fri");
}

/* No setting has any other days by default than all, or than those of its offer. */
static void show_weekdays(char *out, const struct key *key)
{
    if (key->number != 0)
        snprintf(out, KEYS_TEXT, "mon-sun");
}

/* Dates */

/* Keeps the list ascending; a date told twice is one. */
static void insert_day(int32_t *days, int32_t *count, int32_t day)
{
    int32_t at = *count;
    while (at > 0 && days[at - 1] >= day)
        at--;
    if (at < *count && days[at] == day)
        return;
    memmove(days + at + 1, days + at, (size_t)(*count - at) * sizeof *days);
    days[at] = day;
    (*count)++;
}

static bool read_dates(const struct key *key, const char *value, struct decimals decimals,
                       void *record)
{
    (void)decimals;
    char word[CONFIG_WORDS];
    int32_t days[CONFIG_CLOSED_MAX];
    int32_t count = 0;
    int64_t day;
    while (next_word(&value, word)) {
        if (count == CONFIG_CLOSED_MAX || !types_read_date(word, &day))
            return false;
        insert_day(days, &count, (int32_t)day);
    }
    if (count == 0)
        return false;
    memcpy(types_place(key, record), days, (size_t)count * sizeof *days);
    memcpy((char *)record + key->count, &count, sizeof count);
    return true;
}

static void expect_dates(char *out, const struct key *key, struct decimals decimals)
{
    (void)key;
    (void)decimals;
    snprintf(out, KEYS_TEXT, "1 to %d dates such as 2026-12-25, with blanks between",
             CONFIG_CLOSED_MAX);
}

/* Words */

static bool read_bits(const struct key *key, const char *value, struct decimals decimals,
                      void *record)
{
    (void)decimals;
    char word[CONFIG_WORDS];
    uint32_t bits = 0;
    while (next_word(&value, word)) {
        int number = word_number(key->words, word);
        if (number < 0)
            return false;
        bits |= 1U << number;
    }
    if (bits == 0)
        return false;
    types_store_number(key, record, bits);
    return true;
}

static void expect_bits(char *out, const struct key *key, struct decimals decimals)
{
    (void)decimals;
    snprintf(out, KEYS_TEXT, "one or more of ");
    for (int i = 0; key->words[i] != NULL; i++)
        types_append(out, "%s%s", i > 0 ? " " : "", key->words[i]);
}

/* Letters of any language with their marks, digits, _ and -; a mere number is a word's place. */
static bool is_answer(const char *word)
{
    utf8proc_int32_t point;
    bool number = true;
    if (word[0] == '\0' || strlen(word) >= CONFIG_NAME)
        return false;
    for (utf8proc_ssize_t length; *word != '\0'; word += length) {
        length = utf8proc_iterate((const utf8proc_uint8_t *)word, -1, &point);
        utf8proc_category_t is = length > 0 ? utf8proc_category(point) : UTF8PROC_CATEGORY_CN;
        bool letter = (is >= UTF8PROC_CATEGORY_LU && is <= UTF8PROC_CATEGORY_ME) || point == '_' ||
                      point == '-';
        if (!letter && is != UTF8PROC_CATEGORY_ND)
            return false;
        number = number && !letter;
    }
    return !number;
}

static bool read_answers(const struct key *key, const char *value, struct decimals decimals,
                         void *record)
{
    (void)decimals;
    char word[CONFIG_WORDS];
    char words[CONFIG_ANSWERS_MAX][CONFIG_NAME] = {{0}};
    int32_t count = 0;
    while (next_word(&value, word)) {
        if (count == CONFIG_ANSWERS_MAX || !is_answer(word))
            return false;
        for (int32_t i = 0; i < count; i++)
            if (strcmp(words[i], word) == 0)
                return false;
        snprintf(words[count++], CONFIG_NAME, "%.*s", CONFIG_NAME - 1, word);
    }
    if (count < 2)
        return false;
    memcpy(types_place(key, record), words, sizeof words);
    memcpy((char *)record + key->count, &count, sizeof count);
    return true;
}

static void expect_answers(char *out, const struct key *key, struct decimals decimals)
{
    (void)key;
    (void)decimals;
    snprintf(out, KEYS_TEXT,
             "2 to %d different words with blanks between, each 1 to %d bytes of letters, digits, "
             "_ and -, none a mere number",
             CONFIG_ANSWERS_MAX, CONFIG_NAME - 1);
}

const struct key_type type_selectors = {read_selectors, expect_selectors, NULL};
const struct key_type type_range = {read_range, expect_range, NULL};
const struct key_type type_money_range = {read_money_range, expect_money_range, NULL};
const struct key_type type_span = {read_span, expect_span, NULL};
const struct key_type type_ahead = {read_ahead, expect_ahead, show_ahead};
const struct key_type type_weekdays = {read_weekdays, expect_weekdays, show_weekdays};
const struct key_type type_dates = {read_dates, expect_dates, NULL};
const struct key_type type_bits = {read_bits, expect_bits, NULL};
const struct key_type type_answers = {read_answers, expect_answers, NULL};
