/* SPDX-License-Identifier: MIT */
/* The options and words behind a command's name. --help is every command's. */
#ifndef COMEBACK_ARGUMENTS_H
#define COMEBACK_ARGUMENTS_H

#include "command.h"

enum {
    ARGUMENTS_MAX = 28,  /* options of one command */
    ARGUMENTS_LISTS = 2, /* of them such as may be given more than once */
    GO_ON = -1,          /* no exit code: the command is to run */
};

/* A flag, or an option with a value. A list of them ends with a NULL name. */
struct argument {
    const char *name;
    bool *flag;
    const char **value;
};

/*
 * Fills in what the options name and leaves the words behind them in call->words and call->count,
 * which must be `least` to `most`. GO_ON, or the exit code after help or an error was told.
 */
int arguments_read(struct call *call, const struct argument *known, int least, int most);

/* An option that may be given more than once: each value in turn goes to `take`, which tells. A
 * list of them ends with a NULL name. */
struct argument_list {
    const char *name;
    int (*take)(void *context, const char *value); /* EXIT_DONE, or the command's exit code */
    void *context;
};
/* As arguments_read, with such options, in the order in which they were given. */
int arguments_read_lists(struct call *call, const struct argument *known,
                         const struct argument_list *lists, int least, int most);

/* A whole number of least to most; else tells what was found. */
bool argument_number(const char *name, const char *text, long least, long most, long *out);

#endif
