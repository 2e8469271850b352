/* SPDX-License-Identifier: MIT */
#include "words.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <utf8proc.h>

#include "fault.h"
#include "words_table.h"

enum { NUMBER_TEXT = 16, AMOUNT_TEXT = 32 };

static const struct words_table *const tables[LANGUAGES] = {
    [LANGUAGE_ENGLISH] = &words_english,       [LANGUAGE_GERMAN] = &words_german,
    [LANGUAGE_FRENCH] = &words_french,         [LANGUAGE_SPANISH] = &words_spanish,
    [LANGUAGE_ITALIAN] = &words_italian,       [LANGUAGE_DUTCH] = &words_dutch,
    [LANGUAGE_PORTUGUESE] = &words_portuguese, [LANGUAGE_POLISH] = &words_polish,
};

/*
 * Where one of our languages is the only official one of the whole country. Of BE, CA, CH, LU and
 * their like the owner says which.
 */
static const struct {
    enum language language;
    const char *countries;
} spoken[] = {
    {LANGUAGE_GERMAN, "AT DE LI"},
    {LANGUAGE_FRENCH, "BJ BL CD CG CI FR GA GF GP MC MF MQ NC PF PM RE SN TG WF YT"},
    {LANGUAGE_SPANISH, "AR CL CO CR CU DO EC ES GT HN MX NI PA PE SV UY VE"},
    {LANGUAGE_ITALIAN, "IT SM VA"},
    {LANGUAGE_DUTCH, "NL SR"},
    {LANGUAGE_PORTUGUESE, "AO BR CV GW MZ PT ST"},
    {LANGUAGE_POLISH, "PL"},
};

static const enum language told_languages[] = {
    [CONFIG_ENGLISH] = LANGUAGE_ENGLISH,       [CONFIG_GERMAN] = LANGUAGE_GERMAN,
    [CONFIG_FRENCH] = LANGUAGE_FRENCH,         [CONFIG_SPANISH] = LANGUAGE_SPANISH,
    [CONFIG_ITALIAN] = LANGUAGE_ITALIAN,       [CONFIG_DUTCH] = LANGUAGE_DUTCH,
    [CONFIG_PORTUGUESE] = LANGUAGE_PORTUGUESE, [CONFIG_POLISH] = LANGUAGE_POLISH,
};

/* The list holds words of two letters, each but the last followed by a space. */
static bool has_country(const char *countries, const char *country)
{
    const char *found = strstr(countries, country);
    return strlen(country) == 2 && found != NULL && (found - countries) % 3 == 0;
}

enum language words_language(enum config_language told, const char *country)
{
    if (told != CONFIG_LANGUAGE_OF_COUNTRY)
        return told_languages[told];
    for (size_t i = 0; i < sizeof spoken / sizeof spoken[0]; i++)
        if (has_country(spoken[i].countries, country))
            return spoken[i].language;
    return LANGUAGE_ENGLISH;
}

static const char *const codes[LANGUAGES] = {
    [LANGUAGE_ENGLISH] = "en",    [LANGUAGE_GERMAN] = "de",  [LANGUAGE_FRENCH] = "fr",
    [LANGUAGE_SPANISH] = "es",    [LANGUAGE_ITALIAN] = "it", [LANGUAGE_DUTCH] = "nl",
    [LANGUAGE_PORTUGUESE] = "pt", [LANGUAGE_POLISH] = "pl",
};

const char *words_code(enum language language)
{
    return codes[language];
}

bool words_of_tag(const char *tag, enum language *out)
{
    if (strcspn(tag, "-_") != 2)
        return false;
    for (int i = 0; i < LANGUAGES; i++)
        if (strncasecmp(tag, codes[i], 2) == 0) {
            *out = (enum language)i;
            return true;
        }
    return false;
}

const char *words_text(enum language language, enum word word)
{
    return word == W_NOTHING ? "" : tables[language]->texts[word];
}

/* A place's name and what stands there. */
struct place {
    const char *name;
    const char *value;
};

/* The value of the place that begins at `open`; *after is set behind it. NULL: no such place. */
static const char *find_place(const struct place *places, const char *open, const char **after)
{
    size_t length = strcspn(open, "}");
    for (; places->name != NULL; places++)
        if (strlen(places->name) == length - 1 && memcmp(places->name, open + 1, length - 1) == 0) {
            *after = open + length + (open[length] == '}');
            return places->value == NULL ? "" : places->value;
        }
    return NULL;
}

static void append(char *out, size_t room, size_t *used, const char *text, size_t length)
{
    size_t left = room - 1 - *used;
    length = length < left ? length : left;
    memcpy(out + *used, text, length);
    *used += length;
    out[*used] = '\0';
}

/* `places` ends with a NULL name. What is none of them stays as it is written. */
static void expand(char *out, size_t room, const char *text, const struct place *places)
{
    size_t used = 0;
    out[0] = '\0';
    while (*text != '\0') {
        size_t literal = strcspn(text, "{");
        append(out, room, &used, text, literal);
        text += literal;
        const char *after = text, *value = *text == '{' ? find_place(places, text, &after) : NULL;
        if (value != NULL)
            append(out, room, &used, value, strlen(value));
        else if (*text == '{')
            append(out, room, &used, after++, 1);
        text = after;
    }
}

/* How many bytes of the text are at most so many characters and bytes, ending where a reader sees
 * a character end. */
static size_t whole_characters(const char *text, size_t most, size_t most_bytes)
{
    const utf8proc_uint8_t *cursor = (const utf8proc_uint8_t *)text;
    size_t length = strlen(text), done = 0, fits = 0, count = 0;
    if (length <= most && length <= most_bytes)
        return length;
    utf8proc_int32_t before = 0, point, state = 0;
    while (done < length && done <= most_bytes && count <= most) {
        utf8proc_ssize_t taken =
            utf8proc_iterate(cursor + done, (utf8proc_ssize_t)(length - done), &point);
        if (done > 0 && utf8proc_grapheme_break_stateful(before, point, &state))
            fits = done;
        before = point;
        done += taken > 0 ? (size_t)taken : 1;
        count++;
    }
    return done == length && done <= most_bytes && count <= most ? done : fits;
}

static void cut(char *out, size_t room, size_t most, const char *text)
{
    size_t length = whole_characters(text, most, room - 1);
    memcpy(out, text, length);
    out[length] = '\0';
}

void words_fill(char *out, size_t room, size_t most, enum language language, enum word word,
                const struct words_values *values)
{
    static const struct words_values none;
    const struct words_values *v = values == NULL ? &none : values;
    const char *pattern = words_text(language, word);
    char text[WORDS_LINE], date[CLOCK_TEXT] = "", until[CLOCK_TEXT] = "";
    char visit[NUMBER_TEXT] = "", percent[NUMBER_TEXT] = "", amount[AMOUNT_TEXT] = "";
    if (v->amount != NULL)
        snprintf(amount, sizeof amount, "%s", v->amount);
    words_localize_amount(language, amount);
    if (strstr(pattern, "{date}") != NULL)
        words_short_date(language, v->day, date);
    if (strstr(pattern, "{until}") != NULL)
        words_long_date(language, v->day, until);
    if (strstr(pattern, "{visit}") != NULL)
        snprintf(visit, sizeof visit, "%" PRId32, v->visit);
    if (strstr(pattern, "{percent}") != NULL)
        snprintf(percent, sizeof percent, "%" PRId32, v->percent);
    const struct place places[] = {
        {"date", date},        {"until", until},   {"visit", visit},
        {"percent", percent},  {"amount", amount}, {"gift", v->gift},
        {"ending", v->ending}, {"kind", v->kind},  {"currency", v->currency},
        {"text", v->text},     {"time", v->time},  {NULL, NULL},
    };
    expand(text, sizeof text, pattern, places);
    fault_make_utf8(text);
    cut(out, room, most, text);
}

void words_add_line(char *lines, size_t room, enum language language, enum word word,
                    const struct words_values *values)
{
    size_t used = strlen(lines);
    if (used + 2 > room)
        return;
    if (used > 0)
        lines[used++] = '\n';
    words_fill(lines + used, room - used, WORDS_LINE, language, word, values);
}

void words_localize_amount(enum language language, char *amount)
{
    char *point = strchr(amount, '.');
    if (point != NULL)
        *point = tables[language]->decimal;
}

static void format_date(const struct words_table *table, const char *pattern,
                        const char *const months[12], int32_t day, char out[CLOCK_TEXT])
{
    char year[NUMBER_TEXT], of_month[NUMBER_TEXT];
    struct civil_date date = clock_civil(day);
    snprintf(year, sizeof year, "%d", date.year);
    snprintf(of_month, sizeof of_month, "%d", date.day);
    const struct place places[] = {
        {"day", date.day == 1 && table->first != NULL ? table->first : of_month},
        {"month", months[date.month - 1]},
        {"year", year},
        {NULL, NULL},
    };
    expand(out, CLOCK_TEXT, pattern, places);
}

void words_short_date(enum language language, int32_t day, char out[CLOCK_TEXT])
{
    const struct words_table *table = tables[language];
    format_date(table, table->short_date, table->short_months, day, out);
}

void words_long_date(enum language language, int32_t day, char out[CLOCK_TEXT])
{
    const struct words_table *table = tables[language];
    format_date(table, table->long_date, table->long_months, day, out);
}
