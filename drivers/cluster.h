/* SPDX-License-Identifier: MIT */
/*
 * Text by what readers take for one character: a letter with its marks, an emoji of several, a
 * syllable (extended grapheme clusters of UAX #29, by utf8proc). No line is broken inside one. And
 * where a line of ideographs can break: before and behind each of them, but for punctuation that
 * closes or opens (a small part of UAX #14; words of other scripts break at blanks).
 */
#ifndef COMEBACK_DRIVERS_CLUSTER_H
#define COMEBACK_DRIVERS_CLUSTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text.h"

/* One cluster of UTF-8; start is before end. *cells as text_cells counts its codepoints. */
size_t cluster_next(const struct text_page *page, const char *start, const char *end,
                    unsigned *cells);

/* Whether a line may end behind `before` and the next begin with `after`. */
bool cluster_can_break(uint32_t before, uint32_t after);

#endif
