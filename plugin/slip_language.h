/* SPDX-License-Identifier: MIT */
/* In which language a customer's slips are: as the sale says it, else as it was kept of them, else
 * the shop's. Prompts and why stay the till's. */
#ifndef COMEBACK_SLIP_LANGUAGE_H
#define COMEBACK_SLIP_LANGUAGE_H

#include "answer.h"
#include "desk.h"

/* Fills slip_language and in_other_language of *answer, once it is known who it is. A language
 * that the shop has no slips in is the shop's. Reads the store where the sale does not say it. */
int slip_language_find(const struct desk *desk, const struct sale *sale, struct answer *answer,
                       struct fault *fault);

#endif
