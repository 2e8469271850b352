/* SPDX-License-Identifier: MIT */
/*
 * What kind of sale a line belongs to, where the export says so only by the look of a field: rules
 * KIND:FIELD~REGEX, POSIX extended; the first that matches decides. Of a field the first 255 bytes
 * are looked at.
 */
#ifndef COMEBACK_EXPORT_KIND_H
#define COMEBACK_EXPORT_KIND_H

#include <regex.h>
#include <stdbool.h>
#include <stddef.h>

enum { EXPORT_KINDS_MAX = 16, EXPORT_KIND_FIELD = 64 };

struct export_kind {
    const char *kind; /* static */
    char field[EXPORT_KIND_FIELD];
    regex_t pattern;
    int column; /* of the file, once that is open */
    /* The lines of one sale have one ref: what was asked last, and the answer. */
    bool asked, last_matched;
    char last[256];
    size_t last_length;
};

/* Zero-initialise; freed by export_kinds_free. */
struct export_kinds {
    int count;
    struct export_kind rules[EXPORT_KINDS_MAX];
};

/* EXIT_DONE, or EXIT_USAGE, told. context is the struct export_kinds. */
int export_kinds_take(void *context, const char *rule);
void export_kinds_free(struct export_kinds *kinds);

bool export_kind_matches(struct export_kind *rule, const char *text, size_t length);

#endif
