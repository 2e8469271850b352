/* SPDX-License-Identifier: MIT */
/* Who looks at our output, and how wide their window is. */
#ifndef COMEBACK_TERMINAL_H
#define COMEBACK_TERMINAL_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* A terminal whose owner did not set NO_COLOR (no-color.org). */
bool terminal_has_colour(FILE *stream);
/* Of standard output; $COLUMNS, else 80, where it is none. 24 to 1,000. */
unsigned terminal_columns(void);
/* What the locale of the environment writes. */
bool terminal_has_utf8(void);

/* A bar on standard error, only where that is a terminal; drawn at most ten times a second. */
struct progress {
    bool shown;
    int64_t next_ms;
};
struct progress progress_begin(void);
void progress_draw(struct progress *progress, int64_t done, int64_t all);
void progress_end(struct progress *progress);

#endif
