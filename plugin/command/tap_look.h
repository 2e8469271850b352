/* SPDX-License-Identifier: MIT */
/*
 * Recorded receipts as a tap reads them: --learn proposes patterns and shows what they find, --try
 * shows what those in force find, and whether and where a note would go in.
 */
#ifndef COMEBACK_TAP_LOOK_H
#define COMEBACK_TAP_LOOK_H

#include "command.h"

enum { TAP_LOOK_FILES = 32 };

struct tap_look {
    bool learn; /* else try */
    bool json;
    const char *png; /* the paper with a SAMPLE note, of one receipt tried; NULL: none */
    const char *files[TAP_LOOK_FILES];
    int count;
};

/* The exit code; 1 where a receipt would get no note, or nothing could be learned. */
int tap_look(const struct call *call, const struct tap_look *look);

#endif
