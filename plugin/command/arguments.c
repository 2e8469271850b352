/* SPDX-License-Identifier: MIT */
#include "arguments.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char help[] = "help";

/* What getopt_long answers; 0 for the command's own. */
enum { HELP = 1, LIST = 2 };

static void list_options(const struct argument *known, const struct argument_list *lists,
                         struct option *out, const char **names, size_t *count)
{
    size_t i;
    for (i = 0; known[i].name != NULL && i + 2 + ARGUMENTS_LISTS < ARGUMENTS_MAX; i++) {
        bool takes_value = known[i].value != NULL;
        out[i] =
            (struct option){known[i].name, takes_value ? required_argument : no_argument, NULL, 0};
        names[i] = known[i].name;
    }
    out[i] = (struct option){help, no_argument, NULL, HELP};
    names[i++] = help;
    for (int j = 0; j < ARGUMENTS_LISTS && lists[j].name != NULL; j++) {
        out[i] = (struct option){lists[j].name, required_argument, NULL, LIST + j};
        names[i++] = lists[j].name;
    }
    out[i] = (struct option){NULL, 0, NULL, 0};
    *count = i;
}

/* Before a synopsis, which a command without options has not. */
static const char *gap(const struct command *command)
{
    return command->synopsis[0] == '\0' ? "" : " ";
}

static int print_help(const struct command *command)
{
    printf("usage: comeback %s%s%s\n\n%s", command->name, gap(command), command->synopsis,
           command->manual);
    return EXIT_DONE;
}

/* What getopt stopped at: a long option's word, or one letter of a cluster. */
static int unknown_option(const struct call *call, const char *const *names, size_t count)
{
    char typed[64];
    if (optopt != 0)
        return tell(EXIT_USAGE, "%s: unknown option \"-%c\"", call->command->name, optopt);
    snprintf(typed, sizeof typed, "%.63s", call->words[optind - 1] + 2);
    typed[strcspn(typed, "=")] = '\0';
    const char *near = nearest_name(typed, names, count);
    if (near != NULL)
        return tell(EXIT_USAGE, "%s: unknown option \"--%s\"; did you mean --%s?",
                    call->command->name, typed, near);
    return tell(EXIT_USAGE, "%s: unknown option \"--%s\"; see comeback %s --help",
                call->command->name, typed, call->command->name);
}

static int read_options(struct call *call, const struct argument *known,
                        const struct argument_list *lists)
{
    struct option options[ARGUMENTS_MAX];
    const char *names[ARGUMENTS_MAX];
    size_t count;
    int found, which = 0;
    list_options(known, lists, options, names, &count);
    optind = 0; /* getopt of the C library begins anew */
    opterr = 0;
    while ((found = getopt_long(call->count, call->words, ":", options, &which)) != -1) {
        if (found == '?')
            return unknown_option(call, names, count);
        if (found == ':')
            return tell(EXIT_USAGE, "%s: %s: its value is missing", call->command->name,
                        call->words[optind - 1]);
        if (found == HELP)
            return print_help(call->command);
        const struct argument_list *list = found >= LIST ? &lists[found - LIST] : NULL;
        int taken = list != NULL ? list->take(list->context, optarg) : EXIT_DONE;
        if (taken != EXIT_DONE)
            return taken;
        if (list != NULL)
            continue;
        if (known[which].value != NULL)
            *known[which].value = optarg;
        else
            *known[which].flag = true;
    }
    return GO_ON;
}

int arguments_read(struct call *call, const struct argument *known, int least, int most)
{
    static const struct argument_list none[] = {{NULL, NULL, NULL}};
    return arguments_read_lists(call, known, none, least, most);
}

int arguments_read_lists(struct call *call, const struct argument *known,
                         const struct argument_list *lists, int least, int most)
{
    int status = read_options(call, known, lists);
    if (status != GO_ON)
        return status;
    call->count -= optind;
    call->words += optind;
    if (call->count > most)
        return tell(EXIT_USAGE, "%s: \"%s\" is one word too many; usage: comeback %s%s%s",
                    call->command->name, call->words[most], call->command->name, gap(call->command),
                    call->command->synopsis);
    if (call->count < least)
        return tell(EXIT_USAGE, "%s: something is missing; usage: comeback %s %s",
                    call->command->name, call->command->name, call->command->synopsis);
    return GO_ON;
}

bool argument_number(const char *name, const char *text, long least, long most, long *out)
{
    char *end;
    errno = 0;
    long value = strtol(text, &end, 10);
    if (end == text || *end != '\0' || errno != 0 || value < least || value > most) {
        tell(EXIT_USAGE, "%s: found \"%s\", expected a whole number of %ld to %ld", name, text,
             least, most);
        return false;
    }
    *out = value;
    return true;
}
