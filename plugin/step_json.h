/* SPDX-License-Identifier: MIT */
/* Steps and the question as an event's body has them: see projection.h. */
#ifndef COMEBACK_STEP_JSON_H
#define COMEBACK_STEP_JSON_H

#include "answer.h"

/* Adds begins, moves, closes, withdraws, keys, asked and answer, each where there is any. Nothing
 * begins for nobody. */
void step_json_add(json_t *body, const struct answer *answer);
/* Which question was due, and what was answered then; its text is the settings'. */
void step_json_read_question(struct answer *answer, const json_t *body);

#endif
