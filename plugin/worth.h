/* SPDX-License-Identifier: MIT */
/*
 * What a sale's codes and its customer's promises are worth, and what of it is paid: of all that
 * cuts a price the best one, and beside it what is promised in words, one of each offer. Reads the
 * store and changes nothing.
 */
#ifndef COMEBACK_WORTH_H
#define COMEBACK_WORTH_H

#include "answer.h"
#include "desk.h"

/* Who is known by paper alone may be anybody: thanked so often in so many days, and no more. */
enum { WORTH_THANKS_MAX = 3, WORTH_THANKS_DAYS = 90 };

/* Once the tag is decided. Fills discount_minor, best, paid, waits, lost and sent. */
int worth_decide(const struct desk *desk, const struct sale *sale, struct answer *answer,
                 struct fault *fault);

/* What the giver gets, of the terms of a reward for thanks: their own, or the card's. */
void worth_read_thanks(const json_t *terms, struct benefit *out);

#endif
