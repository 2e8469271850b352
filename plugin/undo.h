/* SPDX-License-Identifier: MIT */
/*
 * From which sales a return took that names none, or an exchange that paid back: the known
 * customer's last purchase of each item within the return window, as far as something of it is
 * left, and no more than was paid back. What finds none undoes nothing; the report counts it.
 */
#ifndef COMEBACK_UNDO_H
#define COMEBACK_UNDO_H

#include "answer.h"
#include "desk.h"

/* Fills undone of *answer. Looks at 64 purchases at most, in 16 of which something is found. */
int undo_find(const struct desk *desk, const struct sale *sale, struct answer *answer,
              struct fault *fault);

#endif
