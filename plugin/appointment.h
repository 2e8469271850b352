/* SPDX-License-Identifier: MIT */
/*
 * A day, and perhaps a minute of it, that a customer was given: the fields next.at and next.text.
 * It is a step of the name `appointment`, of which one stands at a time; what it is for is kept
 * with the customer, not in the log.
 */
#ifndef COMEBACK_APPOINTMENT_H
#define COMEBACK_APPOINTMENT_H

#include "answer.h"
#include "desk.h"

extern const char appointment_name[];

/* Is this step one that a visit on the answer's day keeps: on its day or within three of it? */
bool appointment_is_kept(const struct answer *answer, const struct answer_step *step);

/* What the sale tells of one becomes a step of answer->steps, in the place of another that is open.
 * Adds to notice what cannot be meant. again: the sale was told before; what it told then and what
 * became of it since stands. */
int appointment_begin(const struct desk *desk, const struct sale *sale, bool again,
                      struct answer *answer, struct fault *fault);

#endif
