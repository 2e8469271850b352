/* SPDX-License-Identifier: MIT */
/* Which note and card a sale earns, and what they promise; terms are frozen when they are printed.
 */
#ifndef COMEBACK_OFFER_H
#define COMEBACK_OFFER_H

#include "answer.h"
#include "choose.h"
#include "desk.h"

enum { OFFER_NOTE_DAYS = 365 };

/* Fills answer->note and answer->card, codes left 0: record.c mints them. */
int offer_slips(const struct desk *desk, const struct sale *sale, struct answer *answer,
                struct fault *fault);

/*
 * What a card of today promises to friend and giver, and until when; *offered is false where none
 * is to be had: no offer for friends fits, or none has room. `chooser` says whose limits count, and
 * whether offers that are for some customers only are looked at.
 */
int offer_card_terms(const struct chooser *chooser, struct card_terms *terms, int32_t *until_day,
                     bool *offered, struct fault *fault);

/* What a card on the terms of these promises; where no offer in the settings says what the giver
 * gets, the friend's own may. thanks NULL: none fits. */
void offer_card_of(const struct config *config, const struct config_offer *friend,
                   const struct config_offer *thanks, struct card_terms *out);

#endif
