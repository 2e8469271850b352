/* SPDX-License-Identifier: MIT */
/*
 * From a sale as told to what we say to it: who, tag, what the codes are worth, slips. Reads the
 * store and changes nothing, so that a look before payment and the finish after it say the same.
 */
#ifndef COMEBACK_DECIDE_H
#define COMEBACK_DECIDE_H

#include "answer.h"
#include "desk.h"
#include "promise.h"

/* Within a transaction. history: afterwards, from the past; prints and pays nothing. */
int decide(const struct desk *desk, const struct sale *sale, bool history, struct answer *answer,
           struct fault *fault);
/* What reservations of this sale belong to: cart, else ref. */
const char *decide_cart(const struct sale *sale);
/* Where this sale's codes are shown; points into the sale. */
struct basket decide_basket(const struct sale *sale, int32_t day);

#endif
