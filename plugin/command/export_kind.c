/* SPDX-License-Identifier: MIT */
#include "export_kind.h"

#include <stdio.h>
#include <string.h>

#include "../sale.h"
#include "command.h"

static const char *kind_named(const char *name, size_t length)
{
    for (int kind = SALE_SALE; kind <= SALE_ADVICE; kind++) {
        const char *known = sale_kind_name((enum sale_kind)kind);
        if (strlen(known) == length && memcmp(known, name, length) == 0)
            return known;
    }
    return NULL;
}

int export_kinds_take(void *context, const char *text)
{
    struct export_kinds *kinds = context;
    struct export_kind *rule = &kinds->rules[kinds->count];
    char why[128];
    if (kinds->count == EXPORT_KINDS_MAX)
        return tell(EXIT_USAGE, "--kind: more than %d", EXPORT_KINDS_MAX);
    size_t kind = strcspn(text, ":");
    const char *field = text + kind + (text[kind] == ':');
    size_t length = strcspn(field, "~");
    rule->kind = kind_named(text, kind);
    if (rule->kind == NULL || field[length] != '~' || length == 0 || length >= sizeof rule->field)
        return tell(EXIT_USAGE,
                    "--kind: found \"%.60s\", expected KIND:FIELD~REGEX such as return:ref~^C",
                    text);
    snprintf(rule->field, sizeof rule->field, "%.*s", (int)length, field);
    int status = regcomp(&rule->pattern, field + length + 1, REG_EXTENDED | REG_NOSUB);
    if (status != 0) {
        regerror(status, &rule->pattern, why, sizeof why);
        return tell(EXIT_USAGE, "--kind: \"%.60s\": %s", field + length + 1, why);
    }
    kinds->count++;
    return EXIT_DONE;
}

void export_kinds_free(struct export_kinds *kinds)
{
    while (kinds->count > 0)
        regfree(&kinds->rules[--kinds->count].pattern);
}

bool export_kind_matches(struct export_kind *rule, const char *text, size_t length)
{
    if (length >= sizeof rule->last)
        length = sizeof rule->last - 1;
    if (rule->asked && length == rule->last_length && memcmp(rule->last, text, length) == 0)
        return rule->last_matched;
    memcpy(rule->last, text, length);
    rule->last[length] = '\0';
    rule->last_length = length;
    rule->last_matched = regexec(&rule->pattern, rule->last, 0, NULL, 0) == 0;
    rule->asked = true;
    return rule->last_matched;
}
