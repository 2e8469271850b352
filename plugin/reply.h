/* SPDX-License-Identifier: MIT */
/* An outcome as the JSON object that hosts and `comeback sale` get. */
#ifndef COMEBACK_REPLY_H
#define COMEBACK_REPLY_H

#include <jansson.h>

#include "checkout.h"

/* answered: there is a tag; finished: codes and jobs are out. A new reference. */
json_t *reply_json(const struct checkout_outcome *outcome, bool answered, bool finished,
                   const char *error);
/* What the cashier is to do, a line each. */
void reply_prompts(const struct answer *answer, struct bytes *out);
/* {"id", "text", "answers"} of the question while it may be answered; else null. */
json_t *reply_question(const struct answer *answer);
/* [{"id", "text", "due", "sort", "answers"}] of the customer's open steps, the soonest first; due
 * is a day, a moment without offset, or null: at the next visit. answers is empty until it is due.
 */
json_t *reply_steps(const struct answer *answer);
/* [{"id", "text"}]: what the cashier may pick. */
json_t *reply_needs(const struct answer *answer);
json_t *reply_consents(const struct answer *answer);
/* {"offer", "benefit", "until"} of the promise that the sale's note makes; else null. */
json_t *reply_next(const struct checkout_outcome *outcome);
/* The gift that was drawn at this sale, in words; else null. */
json_t *reply_gift(const struct answer *answer);
/* ["note", "card"]: what the prompts ask the cashier to offer; one of them, or none. */
json_t *reply_ask(const struct answer *answer);
/* What the customer's display shows, a line each. */
void reply_display(const struct answer *answer, struct bytes *out);

#endif
