/* SPDX-License-Identifier: MIT */
/* One line of text on what went wrong, beside a COMEBACK_* status. */
#ifndef COMEBACK_FAULT_H
#define COMEBACK_FAULT_H

#include "comeback.h"

enum { FAULT_POINT = 16 }; /* room for one character as a fault quotes it */

struct fault {
    char text[4096]; /* settings tell every mistake, a line each */
};

/* Every byte that is not UTF-8 becomes a ?: hosts are handed text. */
void fault_make_utf8(char *text);

void fault_set(struct fault *fault, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* "x" in its quotes; U+0007 where it is a control, a blank or nothing that can be seen. */
void fault_quote_point(int32_t point, char out[FAULT_POINT]);

/* Writes the text (fault may be NULL) and is status. A macro, so that analysers see which. */
#define fail(fault, status, ...) (fault_set((fault), __VA_ARGS__), (status))

#endif
