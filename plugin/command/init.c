/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "../setup.h"
#include "arguments.h"

static int run(struct call *call)
{
    static const struct argument known[] = {{NULL, NULL, NULL}};
    struct fault fault = {{0}};
    int status = arguments_read(call, known, 1, 1);
    if (status != GO_ON)
        return status;
    const char *folder = call->words[0];
    if (setup_shop(folder, &fault) != COMEBACK_OK)
        return tell(EXIT_REFUSED, "%s", fault.text);
    printf("made: %s/comeback.ini, note.receipt, card.receipt, keys/ and an empty store/\n"
           "keep: a copy of %s/keys somewhere else; without it no printed code is worth anything\n"
           "next: write the shop's name and address into %s/comeback.ini\n"
           "next: comeback -c %s/comeback.ini check\n",
           folder, folder, folder, folder);
    return EXIT_DONE;
}

const struct command command_init = {
    "init", "make a ready shop in a folder", "DIR",
    "Makes DIR, with settings, slips, keys and an empty store. Refuses where a shop is already.\n\n"
    "exit: 0 made, 1 refused, 2 used wrongly\n"
    "example: comeback init shop\n",
    run};
