/* SPDX-License-Identifier: MIT */
/* What a note promises for a later sale: the offers for `visits` and for `next`. */
#ifndef COMEBACK_PROMISE_NEXT_H
#define COMEBACK_PROMISE_NEXT_H

#include "answer.h"
#include "desk.h"

/*
 * Fills note.every, at, gift and next of an answer whose note is made and whose visit is known;
 * nothing to who is of the hold-out. A `next` promise of the customer that is open is named again
 * and not made anew. Reads the store where the settings have such an offer with a limit, or one
 * for `next` and somebody known.
 */
int promise_next(const struct desk *desk, const struct sale *sale, struct answer *answer,
                 struct fault *fault);

#endif
