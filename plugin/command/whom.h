/* SPDX-License-Identifier: MIT */
/* The one person that a command is about, named by what they can say or show of themselves. */
#ifndef COMEBACK_WHOM_H
#define COMEBACK_WHOM_H

#include <stdint.h>

#include "../shop.h"
#include "command.h"

/* As the options give them; exactly one is. */
struct whom {
    const char *customer; /* HOST:ID */
    const char *phone, *email, *code;
};

/* EXIT_DONE, or tells that there is not exactly one. */
int whom_check(const struct call *call, const struct whom *whom);
/* How they were named, for people: `phone "085 123 4567"`. */
void whom_words(const struct whom *whom, char *out, size_t room);
/*
 * Within a transaction. *person is who stands for them. COMEBACK_NOTHING where nobody is known so,
 * COMEBACK_VALUE where what was given is no phone number, address or code, or is a card, which says
 * who gave it and not who holds it.
 */
int whom_find(const struct desk *desk, const struct whom *whom, int64_t *person,
              struct fault *fault);

#endif
