/* SPDX-License-Identifier: MIT */
/*
 * What the shop will do next: steps that an item begins, needs that the cashier's key begins,
 * appointments; what closes and what withdraws them. docs/offers.md has the rules, projection.h
 * what the log keeps of them.
 */
#ifndef COMEBACK_STEP_H
#define COMEBACK_STEP_H

#include "answer.h"
#include "desk.h"

/*
 * Fills answer->steps: the customer's open ones, and those that this sale begins, moves, closes or
 * withdraws, the soonest first, at most ANSWER_STEPS_MAX. Adds to notice what was told and cannot
 * be meant. Reads the store; not at all where the shop has no step and never had one.
 */
int step_find(const struct desk *desk, const struct sale *sale, struct answer *answer,
              struct fault *fault);

/* The same of keys that were pressed after the sale: of what is told once more. */
int step_find_again(const struct desk *desk, const struct sale *sale, struct answer *answer,
                    struct fault *fault);

/* The next day of business from `day` on; day itself where the shop is never open. */
int32_t step_open_day(const struct config_shop *shop, int32_t day);
/* From a day on; the same day of a month, or its last. */
int32_t step_due_day(const struct config_span *span, int32_t day);

#endif
