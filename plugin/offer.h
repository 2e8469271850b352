/* SPDX-License-Identifier: MIT */
/* Which note and card a sale earns, and on which terms; terms are frozen when they are printed. */
#ifndef COMEBACK_OFFER_H
#define COMEBACK_OFFER_H

#include "answer.h"
#include "desk.h"

enum { OFFER_NOTE_DAYS = 365 };

/* Fills answer->note and answer->card, codes left 0: record.c mints them. */
int offer_slips(const struct desk *desk, const struct sale *sale, struct answer *answer,
                struct fault *fault);

/* What a card of today promises, and until when; *offered is false where none is to be had: no
 * offer, its time over, or the month's budget spent. */
int offer_friend_terms(const struct desk *desk, int32_t day, struct card_terms *terms,
                       int32_t *until_day, bool *offered, struct fault *fault);

/* percent of base, at most at_most (0: no bound); 0 below the minimum. */
int64_t offer_discount(int32_t percent, const struct card_terms *terms, int64_t base_minor);

#endif
