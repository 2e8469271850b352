/* SPDX-License-Identifier: MIT */
/*
 * The `comeback` program: one file a subcommand, one table of them in main.c. What a command tells
 * people goes to standard output; what went wrong goes to standard error, each line beginning with
 * "comeback: ". Commands own no state beyond their call.
 */
#ifndef COMEBACK_COMMAND_H
#define COMEBACK_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

enum command_exit {
    EXIT_DONE = 0,
    EXIT_REFUSED = 1, /* refused, or found wrong */
    EXIT_USAGE = 2,   /* used wrongly */
};

struct command;

/* One run of a command. */
struct call {
    const struct command *command;
    const char *config; /* comeback.ini; NULL: as the library looks */
    int count;          /* of words; words[0] is the command's name until arguments_read */
    char **words;
};

struct command {
    const char *name;
    const char *summary;  /* one line */
    const char *synopsis; /* what stands behind the name */
    const char *manual;   /* what it does, its options, an example */
    int (*run)(struct call *call);
};

/* Ended by one whose name is NULL. */
extern const struct command *const commands[];

extern const struct command command_init, command_demo, command_sale, command_replay, command_code,
    command_unlock, command_preview, command_print, command_decode, command_encode, command_queue,
    command_check, command_verify, command_serve, command_printers, command_virtual_printer,
    command_report, command_backup, command_restore, command_export, command_forget, command_tap,
    command_review;

/* Tells an error on standard error, a line of text a line, and returns the exit code given. */
int tell(int exit_code, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The name most like a mistyped one, or NULL where none is near. */
const char *nearest_name(const char *typed, const char *const *names, size_t count);

#endif
