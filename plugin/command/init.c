/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "../keys.h"
#include "../settings.h"
#include "../setup.h"
#include "arguments.h"

struct wishes {
    const char *group, *country, *currency, *language;
};

static bool names_a_place(const struct wishes *wishes)
{
    return wishes->country != NULL || wishes->currency != NULL || wishes->language != NULL;
}

static void tell_place(const struct config_locale *locale)
{
    static const char *const languages[] = {
        [CONFIG_ENGLISH] = "English",       [CONFIG_GERMAN] = "German",
        [CONFIG_FRENCH] = "French",         [CONFIG_SPANISH] = "Spanish",
        [CONFIG_ITALIAN] = "Italian",       [CONFIG_DUTCH] = "Dutch",
        [CONFIG_PORTUGUESE] = "Portuguese", [CONFIG_POLISH] = "Polish",
    };
    printf("for:  a shop in %s, paid in %s; till and slips in %s\n", locale->country,
           locale->currency, languages[locale->spoken]);
    if (strcmp(locale->currency, "EUR") != 0)
        puts("look: the amounts in comeback.ini are made for euros: write yours");
    if (strcmp(locale->country, "FR") == 0)
        puts("law:  in France slips are printed when the customer asks (code de l'environnement,\n"
             "      L541-15-10): note = always and card = always mean ask there");
}

static int make_shop(const char *folder, const struct wishes *wishes)
{
    const char *group = wishes->group;
    struct config_locale locale;
    struct fault fault = {{0}};
    if (setup_find_locale(wishes->country, wishes->currency, wishes->language, &locale, &fault) !=
        COMEBACK_OK)
        return tell(EXIT_USAGE, "init: %s", fault.text);
    int status = group == NULL ? setup_shop(folder, &locale, &fault)
                               : setup_group_shop(folder, &locale, group, &fault);
    if (status != COMEBACK_OK)
        return tell(EXIT_REFUSED, "%s", fault.text);
    printf("made: %s/comeback.ini, note.receipt, card.receipt, keys/ and an empty store/\n",
           folder);
    if (names_a_place(wishes))
        tell_place(&locale);
    if (group != NULL)
        printf("for:  every user of group %s; `comeback check` names who lacks a right\n", group);
    printf("keep: a copy of %s/keys somewhere else; without it no printed code is worth anything\n"
           "next: write the shop's name and address into %s/comeback.ini\n"
           "next: comeback -c %s/comeback.ini check\n",
           folder, folder, folder);
    return EXIT_DONE;
}

static int add_key(const char *folder)
{
    char config[STORE_PATH], keys[STORE_PATH];
    struct config_store where;
    struct fault fault = {{0}};
    int epoch;
    if (snprintf(config, sizeof config, "%s/comeback.ini", folder) >= (int)sizeof config)
        return tell(EXIT_REFUSED, "path too long: \"%.100s…\"", folder);
    settings_find_store(config, &where);
    int status = settings_path(folder, where.keys, keys, &fault);
    if (status == COMEBACK_OK)
        status = keys_add_epoch(keys, &epoch, &fault);
    if (status != COMEBACK_OK)
        return tell(EXIT_REFUSED, "%s", fault.text);
    printf("made: code key %d in %s/comeback.keys; new codes have it, printed ones stay good\n"
           "keep: a copy of %s somewhere else, instead of the one you have\n",
           epoch, keys, keys);
    return EXIT_DONE;
}

static int run(struct call *call)
{
    struct wishes wishes = {.group = NULL};
    bool new_key = false;
    const struct argument known[] = {
        {"country", NULL, &wishes.country},   {"currency", NULL, &wishes.currency},
        {"language", NULL, &wishes.language}, {"group", NULL, &wishes.group},
        {"new-code-key", &new_key, NULL},     {NULL, NULL, NULL},
    };
    int status = arguments_read(call, known, 1, 1);
    if (status != GO_ON)
        return status;
    if (new_key && wishes.group != NULL)
        return tell(EXIT_USAGE, "init: --group makes a shop, --new-code-key changes one");
    if (new_key && names_a_place(&wishes))
        return tell(EXIT_USAGE, "init: --country, --currency and --language make a shop, "
                                "--new-code-key changes one");
    return new_key ? add_key(call->words[0]) : make_shop(call->words[0], &wishes);
}

const struct command command_init = {
    "init", "make a ready shop in a folder", "DIR",
    "Makes DIR, with settings, slips, keys and an empty store. Refuses where a shop is already.\n\n"
    "  --country CC    two letters of ISO 3166, else IE: for phone numbers, and for the next two\n"
    "                  where they are not told\n"
    "  --currency CCC  three letters of ISO 4217; the amounts in the settings get its decimals\n"
    "  --language LL   of till and slips: en de fr es it nl pt pl. Later, till and dates follow\n"
    "                  language in comeback.ini; what else the slips say stands in their files\n"
    "  --group NAME    for tills that run as several users, all of that group: each may sell,\n"
    "                  scan and print; DIR must be new or empty, its settings and keys belong\n"
    "                  to who makes it\n"
    "  --new-code-key  DIR is a shop already: gives it another key for codes, 8 at most. Tills\n"
    "                  that run see it; what was printed before stays good\n\n"
    "exit: 0 made, 1 refused, 2 used wrongly\n"
    "example: comeback init shop\n"
    "example: comeback init --country DE shop\n"
    "example: comeback init --group tills /srv/shop\n",
    run};
