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
 * withdraws, the soonest first, at most ANSWER_STEPS_MAX; and answer->needs. Adds to notice what
 * was told and cannot be meant. Behind undo_find and offer_slips: nothing begins for who can never
 * be known again. Reads the store; not at all where the shop has no step and never had one.
 */
int step_find(const struct desk *desk, const struct sale *sale, struct answer *answer,
              struct fault *fault);

/*
 * The same of keys that were pressed after the sale: of what is told once more. What the sale did
 * when it was told first is not done again. nobody_before: whose sale it was is known only now, so
 * its items begin their steps now.
 */
int step_find_again(const struct desk *desk, const struct sale *sale, bool nobody_before,
                    struct answer *answer, struct fault *fault);

/* Did the sale, as now told, begin, move, close or withdraw anything? */
bool step_is_touched(const struct answer *answer);
/* Of the open ones that may be named to somebody, the place of the nth, from 0; of several with one
 * name the soonest. -1: there are not so many. spoken_of: of those that the till asks about. */
int step_nth_open(const struct answer *answer, int n, bool spoken_of);
/* The [need] of that name; NULL. */
const struct config_step *step_need(const struct config *config, const char *name);

/* The next day of business from `day` on; day itself where the shop is never open. */
int32_t step_open_day(const struct config_shop *shop, int32_t day);
/* From a day on; the same day of a month, or its last. */
int32_t step_due_day(const struct config_span *span, int32_t day);

#endif
