/* SPDX-License-Identifier: MIT */
/* What the cashier is told to do at a sale, a line each, in the till's language. */
#ifndef COMEBACK_PROMPT_H
#define COMEBACK_PROMPT_H

#include "answer.h"
#include "desk.h"

/* What became of the steps that are due, and the question, each with its keys: as long as nobody
 * has pressed one. Never in the log, for they go with the next customer. */
void prompt_keys(const struct answer *answer, struct bytes *out);

/* Once all else is decided. Adds to prompts; fills confirm, which has digits of a phone. */
void prompt_cashier(const struct desk *desk, const struct sale *sale, struct answer *answer);

#endif
