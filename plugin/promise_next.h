/* SPDX-License-Identifier: MIT */
/* What a note promises for a later sale: the offers for `visits` and for `next`. */
#ifndef COMEBACK_PROMISE_NEXT_H
#define COMEBACK_PROMISE_NEXT_H

#include "answer.h"
#include "desk.h"

/*
 * Fills note.every, at, gift and next of an answer whose note is made and whose visit is known;
 * nothing to who is of the hold-out. What the customer was promised of the same offer and is open
 * is named again, on its own terms. Reads the store where the settings have such an offer and
 * somebody is known, and for its limits.
 */
int promise_next(const struct desk *desk, const struct sale *sale, struct answer *answer,
                 struct fault *fault);

#endif
