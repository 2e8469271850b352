/* SPDX-License-Identifier: MIT */
/* What a sale's event, or one of keys pressed after it, says of steps and of the question. */
#ifndef COMEBACK_PROJECTION_STEPS_H
#define COMEBACK_PROJECTION_STEPS_H

#include "log.h"

/* Applies begins, moves, closes, withdraws and keys of the event's body. */
int projection_steps(struct store *store, const struct event *event, struct fault *fault);
/* What was answered after the sale; the first answer counts. */
int projection_answer(struct store *store, const struct event *event, struct fault *fault);

#endif
