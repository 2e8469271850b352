/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ini.h"
#include "keys.h"

enum {
    COMMENT_COLUMN = 24, /* in the default file; a value put in that reaches it moves its comment */
    VALUE_TEXT = 40,
    CHANGES = 4,
    DEFAULT_DIGITS = 2, /* the default file is in EUR */
};

struct change {
    const char *key;
    char value[VALUE_TEXT];
};

struct rewriting {
    struct change changes[CHANGES];
    uint8_t digits;                    /* of the new currency */
    const struct key_section *section; /* that the lines belong to, also of examples */
};

/* Each fits on a line of 32 columns with what the slip says around it. */
static const char *const gifts[] = {
    [CONFIG_ENGLISH] = "a small present",  [CONFIG_GERMAN] = "ein Präsent",
    [CONFIG_FRENCH] = "un cadeau",         [CONFIG_SPANISH] = "un detalle",
    [CONFIG_ITALIAN] = "un pensiero",      [CONFIG_DUTCH] = "een attentie",
    [CONFIG_PORTUGUESE] = "uma lembrança", [CONFIG_POLISH] = "drobny upominek",
};

static void set(struct change **next, const char *key, const char *value)
{
    (*next)->key = key;
    snprintf((*next)->value, VALUE_TEXT, "%s", value);
    (*next)++;
}

static void gather(const struct config_locale *locale, struct change *next)
{
    set(&next, "country", locale->country);
    set(&next, "currency", locale->currency);
    set(&next, "language", config_language_words[locale->told]);
    set(&next, "gift", gifts[locale->spoken]);
}

/* What is to stand in a line that begins `key = `; NULL: it stays. */
static const struct change *find_change(const struct rewriting *rewriting, const char *line)
{
    for (int i = 0; i < CHANGES; i++) {
        const struct change *change = &rewriting->changes[i];
        size_t length = strlen(change->key);
        if (strncmp(line, change->key, length) == 0 && strncmp(line + length, " = ", 3) == 0)
            return change;
    }
    return NULL;
}

/* "5.00" or "20.00-200.00" of the default file in the other currency; false: it is none. */
static bool convert_amounts(const char *value, size_t length, uint8_t digits, char *out)
{
    char first[VALUE_TEXT];
    int64_t minor;
    const char *dash = memchr(value, '-', length);
    size_t until = dash == NULL ? length : (size_t)(dash - value);
    if (until >= sizeof first)
        return false;
    snprintf(first, sizeof first, "%.*s", (int)until, value);
    if (!config_parse_money(first, DEFAULT_DIGITS, &minor))
        return false;
    size_t used = config_format_money(out, VALUE_TEXT, minor, digits);
    if (dash == NULL)
        return true;
    out[used] = '-';
    return convert_amounts(dash + 1, length - until - 1, digits, out + used + 1);
}

/* A line "key = amount", or "; key = amount" in an example; false: it is none. */
static bool change_amount(const struct rewriting *rewriting, const char *line,
                          struct change *change, char name[INI_NAME_MAX + 1])
{
    const char *start = line + (strncmp(line, "; ", 2) == 0 ? 2 : 0);
    size_t key = strspn(start, "abcdefghijklmnopqrstuvwxyz_");
    if (key == 0 || key > INI_NAME_MAX || strncmp(start + key, " = ", 3) != 0)
        return false;
    snprintf(name, INI_NAME_MAX + 1, "%.*s", (int)key, start);
    const struct key *known =
        rewriting->section == NULL ? NULL : keys_find(rewriting->section, name);
    if (known == NULL || (known->type != &type_money && known->type != &type_money_range))
        return false;
    const char *value = start + key + 3;
    change->key = name;
    return convert_amounts(value, strcspn(value, " \n"), rewriting->digits, change->value);
}

/* A comment stays in its column. */
static void write_change(FILE *out, const struct change *change, const char *line, size_t length)
{
    bool example = strncmp(line, "; ", 2) == 0;
    const char *comment = memchr(line + 1, ';', length - 1);
    int written = fprintf(out, "%s%s = %s", example ? "; " : "", change->key, change->value);
    if (comment != NULL)
        fprintf(out, "%*s%.*s", written < COMMENT_COLUMN ? COMMENT_COLUMN - written : 1, "",
                (int)(line + length - comment), comment);
}

static void enter_section(struct rewriting *rewriting, const char *line)
{
    char name[INI_SECTION_MAX + 1];
    line += strncmp(line, "; ", 2) == 0 ? 2 : 0;
    size_t length = strcspn(line, "]\n");
    if (*line != '[' || line[length] != ']' || length > INI_SECTION_MAX)
        return;
    snprintf(name, sizeof name, "%.*s", (int)length - 1, line + 1);
    rewriting->section = keys_section(name);
}

static void write_line(FILE *out, struct rewriting *rewriting, const char *line, size_t length)
{
    char name[INI_NAME_MAX + 1];
    struct change amount;
    const struct change *change = find_change(rewriting, line);
    enter_section(rewriting, line);
    if (change == NULL && change_amount(rewriting, line, &amount, name))
        change = &amount;
    if (change != NULL)
        write_change(out, change, line, length);
    else
        fwrite(line, 1, length, out);
}

static void write_lines(FILE *out, const char *text, struct rewriting *rewriting)
{
    while (*text != '\0') {
        size_t length = strcspn(text, "\n");
        write_line(out, rewriting, text, length);
        text += length;
        if (*text == '\n')
            fputc(*text++, out);
    }
}

char *config_new_ini(const struct config_locale *locale)
{
    struct rewriting rewriting = {.section = NULL};
    char *made = NULL;
    size_t length;
    if (!config_currency_digits(locale->currency, &rewriting.digits))
        return NULL;
    gather(locale, rewriting.changes);
    FILE *out = open_memstream(&made, &length);
    if (out == NULL)
        return NULL;
    write_lines(out, config_default_files(locale->spoken)->text, &rewriting);
    bool whole = ferror(out) == 0;
    if (fclose(out) == 0 && whole)
        return made;
    free(made);
    return NULL;
}
