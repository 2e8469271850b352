/* SPDX-License-Identifier: MIT */
/* One line of text on what went wrong, beside a COMEBACK_* status. */
#ifndef COMEBACK_FAULT_H
#define COMEBACK_FAULT_H

#include "comeback.h"

struct fault {
    char text[1024];
};

/* Writes the text (fault may be NULL) and returns status. */
int fail(struct fault *fault, int status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
