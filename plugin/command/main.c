/* SPDX-License-Identifier: MIT */
#include "command.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <string.h>

#include "../comeback.h"
#include "tap_backend.h"

const struct command *const commands[] = {
    &command_init,
    &command_demo,
    &command_sale,
    &command_replay,
    &command_code,
    &command_unlock,
    &command_preview,
    &command_print,
    &command_decode,
    &command_encode,
    &command_queue,
    &command_printers,
    &command_report,
    &command_review,
    &command_check,
    &command_verify,
    &command_backup,
    &command_restore,
    &command_export,
    &command_forget,
    &command_serve,
    &command_tap,
    &command_virtual_printer,
    NULL,
};
enum { COMMANDS = sizeof commands / sizeof commands[0] - 1 };

static int print_usage(void)
{
    puts("usage: comeback [-c FILE] COMMAND …\n\n"
         "  Tags each sale new, repeat or referral, and prints next-visit notes and cards.\n");
    for (const struct command *const *command = commands; *command != NULL; command++)
        printf("  %-15s  %s\n", (*command)->name, (*command)->summary);
    puts("\n  -c, --config FILE  the shop's comeback.ini; else $COMEBACK_CONFIG, ./comeback.ini,\n"
         "                     ~/.config/comeback/comeback.ini, /etc/comeback/comeback.ini\n"
         "      --help         this, or behind a command its own page\n"
         "      --version\n\n"
         "  exit: 0 done, 1 refused or found wrong, 2 used wrongly\n"
         "  example: comeback demo");
    return EXIT_DONE;
}

static const struct command *find_command(const char *name)
{
    for (const struct command *const *command = commands; *command != NULL; command++)
        if (strcmp((*command)->name, name) == 0)
            return *command;
    return NULL;
}

static int unknown_command(const char *name)
{
    const char *names[COMMANDS];
    for (size_t i = 0; i < COMMANDS; i++)
        names[i] = commands[i]->name;
    const char *near = nearest_name(name, names, COMMANDS);
    if (near != NULL)
        return tell(EXIT_USAGE, "unknown command \"%s\"; did you mean %s?", name, near);
    return tell(EXIT_USAGE, "unknown command \"%s\"; see comeback --help", name);
}

static const struct option options[] = {
    {"config", required_argument, NULL, 'c'},
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, 'v'},
    {NULL, 0, NULL, 0},
};

static int unknown_option(char **words)
{
    if (optopt != 0)
        return tell(EXIT_USAGE, "unknown option \"-%c\"; see comeback --help", optopt);
    const char *const names[] = {"config", "help", "version"};
    const char *typed = words[optind - 1] + 2;
    const char *near = nearest_name(typed, names, 3);
    return tell(EXIT_USAGE, "unknown option \"--%s\"; did you mean --%s?", typed,
                near == NULL ? "help" : near);
}

/* The folder worked in comes before the user's and the system's; the library never looks there. */
static const char *find_config(const char *named)
{
    const char *from_environment = getenv("COMEBACK_CONFIG");
    if (named != NULL || (from_environment != NULL && from_environment[0] != '\0'))
        return named;
    return access("comeback.ini", F_OK) == 0 ? "comeback.ini" : NULL;
}

static int run_command(const char *config, int count, char **words)
{
    if (count == 0)
        return tell(EXIT_USAGE, "no command; see comeback --help");
    const struct command *command = find_command(words[0]);
    if (command == NULL)
        return unknown_command(words[0]);
    struct call call = {command, find_config(config), count, words};
    int status = command->run(&call);
    /* A full disk behind standard output shows only now. */
    if (fflush(stdout) != 0 && status == EXIT_DONE)
        return tell(EXIT_REFUSED, "standard output: %m");
    return status;
}

int main(int count, char **words)
{
    const char *config = NULL;
    int found;
    if (tap_backend_is_meant())
        return tap_backend_run(count, words);
    opterr = 0;
    while ((found = getopt_long(count, words, "+:c:", options, NULL)) != -1) {
        if (found == 'h')
            return print_usage();
        if (found == 'v') {
            printf("comeback %s\n", comeback_version());
            return EXIT_DONE;
        }
        if (found == ':')
            return tell(EXIT_USAGE, "%s: its value is missing", words[optind - 1]);
        if (found == '?')
            return unknown_option(words);
        config = optarg;
    }
    return run_command(config, count - optind, words + optind);
}
