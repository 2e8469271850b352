/* SPDX-License-Identifier: MIT */
/* The `comeback` program: what its subcommands share. Exit 0 done, 1 refused or found wrong, 2
 * used wrongly. */
#ifndef COMEBACK_COMMAND_H
#define COMEBACK_COMMAND_H

#include <stdbool.h>

struct command {
    const char *name;
    const char *summary; /* one line */
    const char *usage;   /* behind the name, and what the options mean */
    int (*run)(const struct command *command, int count, char **words); /* words[0] is the name */
};

enum { EXIT_DONE = 0, EXIT_REFUSED = 1, EXIT_USAGE = 2 };

/* -c, else $COMEBACK_CONFIG, else ./comeback.ini where there is one; NULL: as the library looks. */
const char *command_config(void);

#endif
