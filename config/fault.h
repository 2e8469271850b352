/* SPDX-License-Identifier: MIT */
/*
 * The mistakes of one file, gathered in any order and told in the order of their lines, each as
 * `file:line: where: found "…", expected …`. The first FAULTS_KEPT that arrive are kept, the rest
 * counted. Zero-initialise before use. A failed allocation sets `failed`, so a writer checks once.
 */
#ifndef COMEBACK_CONFIG_FAULT_H
#define COMEBACK_CONFIG_FAULT_H

#include <stdbool.h>
#include <stddef.h>

#include "config.h"

enum { FAULTS_KEPT = 100 };

/* Bytes of someone else's text, without a NUL at the end. */
struct span {
    const char *text;
    size_t length;
};

struct fault_list {
    struct fault {
        int line;
        char *text;
    } faults[FAULTS_KEPT];
    size_t kept;
    size_t count;
    bool failed;
};

struct span span_of(const char *text);

/*
 * `where` is the key, or NULL. `found` is quoted with what cannot be shown written as \xNN and cut
 * after 60 bytes; where its text is NULL, "nothing" was found.
 */
void fault_add(struct fault_list *list, int line, const char *where, struct span found,
               const char *expected, ...) __attribute__((format(printf, 5, 6)));

/*
 * Moves the mistakes into *out (which may be NULL) under `name`, and leaves the list empty.
 * CONFIG_OK where there were none, else CONFIG_WRONG or CONFIG_MEMORY.
 */
int fault_tell(struct fault_list *list, const char *name, struct config_faults *out);

#endif
