/* SPDX-License-Identifier: MIT */
#include "printers_profiles.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "../../drivers/profile_reader.h"
#include "../../drivers/profile_words.h"
#include "command.h"

enum { WORDS_MAX = 256, NAMES_MAX = 64 };

/* The facts of one model as {"key", "value", "source"}. */
static void add_fact(void *context, const struct profile_fact *fact)
{
    json_array_append_new(context, json_pack("{ss ss ss}", "key", fact->key, "value", fact->value,
                                             "source", fact->source));
}

static json_t *facts_of(const struct profile *profile)
{
    json_t *facts = json_array();
    struct profile again;
    const struct profile_hearer hearer = {.context = facts, .fact = add_fact};
    profile_read_model(profile->text, strlen(profile->text), &hearer, &again);
    return facts;
}

static json_t *describe(const struct profile *profile)
{
    return json_pack("{ss ss ss so}", "name", profile->name, "maker", profile->maker, "model",
                     profile->model, "facts", facts_of(profile));
}

/* NULL: every one. */
static void tell_json(const struct profile *one)
{
    json_t *list = json_array();
    for (const struct profile *p = profile_all(); p->name != NULL; p++)
        if (one == NULL || p == one)
            json_array_append_new(list, describe(p));
    json_t *object = json_pack("{so}", "profiles", list);
    json_dumpf(object, stdout, JSON_INDENT(2));
    puts("");
    json_decref(object);
}

static void tell_all(void)
{
    char codes[WORDS_MAX];
    printf("%-20s %5s %4s %8s  %-6s %s\n", "profile", "dots", "dpi", "columns", "cut",
           "draws itself");
    for (const struct profile *p = profile_all(); p->name != NULL; p++) {
        const struct profile_word *cut = profile_word_of(profile_cut_words, p->cut);
        profile_words_of_set(profile_code_words, p->codes, " ", codes, sizeof codes);
        printf("%-20s %5u %4u %8u  %-6s %s\n", p->name, p->dots, p->dpi, p->columns,
               cut == NULL ? "" : cut->word, codes);
    }
}

static void tell_facts(const struct profile *profile)
{
    json_t *facts = facts_of(profile), *fact;
    const char *source = "";
    size_t i;
    json_array_foreach(facts, i, fact)
    {
        const char *now = json_string_value(json_object_get(fact, "source"));
        if (strcmp(now, source) != 0)
            printf("%s:\n", now);
        printf("    %s = %s\n", json_string_value(json_object_get(fact, "key")),
               json_string_value(json_object_get(fact, "value")));
        source = now;
    }
    json_decref(facts);
}

static int unknown(const char *name)
{
    const char *names[NAMES_MAX];
    size_t count = 0;
    for (const struct profile *p = profile_all(); p->name != NULL && count < NAMES_MAX; p++)
        names[count++] = p->name;
    const char *near = nearest_name(name, names, count);
    return tell(EXIT_REFUSED, "--profiles: there is no \"%.60s\"%s%s", name,
                near == NULL ? "" : "; did you mean ", near == NULL ? "" : near);
}

int printers_profiles(const char *name, bool json)
{
    const struct profile *one = name == NULL ? NULL : profile_find(name);
    if (name != NULL && one == NULL)
        return unknown(name);
    if (json)
        tell_json(one);
    else if (one != NULL)
        tell_facts(one);
    else
        tell_all();
    return EXIT_DONE;
}
