/* SPDX-License-Identifier: MIT */
#include "command.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_MAX_BYTES = 48, NEAR_ENOUGH = 3 };

int tell(int exit_code, const char *format, ...)
{
    char *text;
    va_list arguments;
    va_start(arguments, format);
    int length = vasprintf(&text, format, arguments);
    va_end(arguments);
    if (length < 0)
        return exit_code;
    char *rest = text, *line;
    while ((line = strsep(&rest, "\n")) != NULL)
        fprintf(stderr, "comeback: %s\n", line);
    free(text);
    return exit_code;
}

static size_t least_of(size_t a, size_t b, size_t c)
{
    size_t least = a < b ? a : b;
    return least < c ? least : c;
}

/* Levenshtein's distance, by one row. */
static size_t distance(const char *a, const char *b)
{
    size_t row[NAME_MAX_BYTES + 1], length = strlen(b);
    if (strlen(a) > NAME_MAX_BYTES || length > NAME_MAX_BYTES)
        return NAME_MAX_BYTES;
    for (size_t j = 0; j <= length; j++)
        row[j] = j;
    for (size_t i = 1; a[i - 1] != '\0'; i++) {
        size_t corner = row[0];
        row[0] = i;
        for (size_t j = 1; j <= length; j++) {
            size_t above = row[j];
            row[j] = least_of(above + 1, row[j - 1] + 1, corner + (a[i - 1] != b[j - 1]));
            corner = above;
        }
    }
    return row[length];
}

const char *nearest_name(const char *typed, const char *const *names, size_t count)
{
    const char *nearest = NULL;
    size_t least = NEAR_ENOUGH;
    for (size_t i = 0; i < count; i++) {
        size_t far = distance(typed, names[i]);
        bool begins = strncmp(typed, names[i], strlen(typed)) == 0;
        if ((far < least || (far == least && begins)) && far < strlen(names[i])) {
            least = far;
            nearest = names[i];
        }
    }
    return nearest;
}
