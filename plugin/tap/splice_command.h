/* SPDX-License-Identifier: MIT */
/*
 * What a command means to the filter (splice.h): whether something is printed, the paper moves or
 * is cut, or somebody waits for it. By the tables of drivers/paper/commands.h, dialects with them;
 * a command that no row here speaks of is a setting.
 */
#ifndef COMEBACK_TAP_SPLICE_COMMAND_H
#define COMEBACK_TAP_SPLICE_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "../../drivers/paper/commands.h"

enum splice_kind {
    SPLICE_SETTING, /* and whatever leaves no mark: NUL, HT, blanks, FF, buzzers, definitions */
    SPLICE_TEXT,
    SPLICE_PICTURE, /* a mark that is no text: images, codes, symbols, what a macro prints */
    SPLICE_FEED,    /* by lines or dots, forth or back */
    SPLICE_CUT,
    SPLICE_FEED_AND_CUT, /* feeds to the blade by itself */
    SPLICE_AT_ONCE,      /* the host waits for an answer, or somebody for a drawer */
};

/* Blanks are no text even where they are underlined or white on black. */
enum splice_kind splice_kind(const struct token *token);

/*
 * How many bytes more it takes at least, of `available` ones from its start on, before this token
 * is what it will be: what one lacks that is cut off, the rest of an unknown one that says its
 * length ("GS ( ~"). 0: it is.
 */
size_t splice_lacking(const struct token *token, size_t available);
/* Might it be a longer one if it does not stand at the end (ESC 4 of two makers)? */
bool splice_may_grow(const struct token *token);

#endif
