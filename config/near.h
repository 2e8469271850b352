/* SPDX-License-Identifier: MIT */
/* Names that are meant where another one stands: within two edits of a letter. */
#ifndef COMEBACK_CONFIG_NEAR_H
#define COMEBACK_CONFIG_NEAR_H

#include <stdbool.h>

enum { NEAR_NONE = 3 }; /* what *best is before the first name */

/*
 * True where `known` is nearer than all before it; *best is then its distance. Both have at most
 * INI_SECTION_MAX bytes. Names of three letters are all two edits from each other, so a name must
 * be kept by half.
 */
bool near_is_nearer(const char *name, const char *known, int *best);

#endif
