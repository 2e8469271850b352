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
/* What the customer's display shows, a line each. */
void reply_display(const struct answer *answer, struct bytes *out);

#endif
