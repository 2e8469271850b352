/* SPDX-License-Identifier: MIT */
/* Whether the printer has the letters of what the owner wrote. */
#ifndef COMEBACK_LETTERS_H
#define COMEBACK_LETTERS_H

#include <stdbool.h>
#include <stddef.h>

#include "../../drivers/profile.h"
#include "../settings.h"

/*
 * Writes what to say of the texts that stand on a note and on a card: false where a letter of them
 * will be printed as "?", because the one page that a slip is printed on lacks it. A letter that
 * loses its marks is named too.
 */
bool letters_are_there(const struct settings *settings, const struct profile *profile, char *out,
                       size_t capacity);

#endif
