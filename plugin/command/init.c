/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "../keys.h"
#include "../settings.h"
#include "../setup.h"
#include "arguments.h"

static int make_shop(const char *folder, const char *group)
{
    struct fault fault = {{0}};
    int status =
        group == NULL ? setup_shop(folder, &fault) : setup_group_shop(folder, group, &fault);
    if (status != COMEBACK_OK)
        return tell(EXIT_REFUSED, "%s", fault.text);
    printf("made: %s/comeback.ini, note.receipt, card.receipt, keys/ and an empty store/\n",
           folder);
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
    const char *group = NULL;
    bool new_key = false;
    const struct argument known[] = {
        {"group", NULL, &group}, {"new-code-key", &new_key, NULL}, {NULL, NULL, NULL}};
    int status = arguments_read(call, known, 1, 1);
    if (status != GO_ON)
        return status;
    if (new_key && group != NULL)
        return tell(EXIT_USAGE, "init: --group makes a shop, --new-code-key changes one");
    return new_key ? add_key(call->words[0]) : make_shop(call->words[0], group);
}

const struct command command_init = {
    "init", "make a ready shop in a folder", "DIR",
    "Makes DIR, with settings, slips, keys and an empty store. Refuses where a shop is already.\n\n"
    "  --group NAME    for tills that run as several users, all of that group: each may sell,\n"
    "                  scan and print; DIR must be new or empty, its settings and keys belong\n"
    "                  to who makes it\n"
    "  --new-code-key  DIR is a shop already: gives it another key for codes, 8 at most. Tills\n"
    "                  that run see it; what was printed before stays good\n\n"
    "exit: 0 made, 1 refused, 2 used wrongly\n"
    "example: comeback init shop\n"
    "example: comeback init --group tills /srv/shop\n",
    run};
