/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    COMMENT_COLUMN = 24, /* in the default file; no value put in reaches it */
    VALUE_TEXT = 40,
    CHANGES = 8,
};

struct change {
    const char *key;
    char value[VALUE_TEXT];
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

static void gather(const struct config *standard, const struct config_locale *locale,
                   uint8_t digits, struct change *next)
{
    const struct {
        const char *key;
        int64_t minor;
    } amounts[] = {
        {"least", standard->print.least_minor},
        {"minimum", standard->friend_offer.minimum_minor},
        {"at_most", standard->friend_offer.at_most_minor},
        {"budget_month", standard->friend_offer.budget_month_minor},
    };
    set(&next, "country", locale->country);
    set(&next, "currency", locale->currency);
    set(&next, "language", config_language_words[locale->told]);
    set(&next, "gift", gifts[locale->spoken]);
    for (size_t i = 0; i < sizeof amounts / sizeof amounts[0]; i++, next++) {
        next->key = amounts[i].key;
        config_format_money(next->value, VALUE_TEXT, amounts[i].minor, digits);
    }
}

/* What is to stand in a line that begins `key = `; NULL: it stays. */
static const struct change *find_change(const struct change *changes, const char *line)
{
    for (int i = 0; i < CHANGES; i++) {
        size_t length = strlen(changes[i].key);
        if (strncmp(line, changes[i].key, length) == 0 && strncmp(line + length, " = ", 3) == 0)
            return &changes[i];
    }
    return NULL;
}

/* A comment stays in its column. */
static void write_change(FILE *out, const struct change *change, const char *line, size_t length)
{
    const char *comment = memchr(line, ';', length);
    int written = fprintf(out, "%s = %s", change->key, change->value);
    if (comment != NULL)
        fprintf(out, "%*s%.*s", COMMENT_COLUMN - written, "", (int)(line + length - comment),
                comment);
}

static void write_lines(FILE *out, const char *text, const struct change *changes)
{
    while (*text != '\0') {
        size_t length = strcspn(text, "\n");
        const struct change *change = find_change(changes, text);
        if (change != NULL)
            write_change(out, change, text, length);
        else
            fwrite(text, 1, length, out);
        text += length;
        if (*text == '\n')
            fputc(*text++, out);
    }
}

static char *with_changes(const char *text, const struct change *changes)
{
    char *made = NULL;
    size_t length;
    FILE *out = open_memstream(&made, &length);
    if (out == NULL)
        return NULL;
    write_lines(out, text, changes);
    bool whole = ferror(out) == 0;
    if (fclose(out) == 0 && whole)
        return made;
    free(made);
    return NULL;
}

char *config_new_ini(const struct config_locale *locale)
{
    const char *text = config_default_files(locale->spoken)->text;
    struct change changes[CHANGES];
    struct config *standard = malloc(sizeof *standard);
    uint8_t digits;
    char *made = NULL;
    if (standard != NULL && config_currency_digits(locale->currency, &digits) &&
        config_parse("comeback.ini", text, strlen(text), standard, NULL) == CONFIG_OK) {
        gather(standard, locale, digits, changes);
        made = with_changes(text, changes);
    }
    free(standard);
    return made;
}
