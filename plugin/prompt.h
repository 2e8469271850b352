/* SPDX-License-Identifier: MIT */
/* What the cashier is told to do at a sale, a line each, in the till's language. */
#ifndef COMEBACK_PROMPT_H
#define COMEBACK_PROMPT_H

#include "answer.h"
#include "desk.h"

/* Once all else is decided. Adds to prompts; fills confirm, which has digits of a phone. */
void prompt_cashier(const struct desk *desk, const struct sale *sale, struct answer *answer);

#endif
