/* SPDX-License-Identifier: MIT */
/*
 * Where a customer stands with the shop: first, growing or mature by visits and recency, in which
 * arm of the experiment, and to whom an offer, a question or a gift is for.
 */
#ifndef COMEBACK_STAGE_H
#define COMEBACK_STAGE_H

#include "answer.h"
#include "desk.h"
#include "person.h"

/*
 * Fills stage, away_days, arm and control of *answer, once the tag is decided; `past` is what it
 * was decided by. The arm is that of the customer's earliest sale that has one, by day; else a
 * keyed hash of their number; of (host, ref) where nobody is known. So it stays theirs also where
 * two persons become one. Sales that came in afterwards have none. Reads the store only where no
 * standing sale of theirs has an arm, or where they are one with others.
 */
int stage_find(const struct desk *desk, const struct sale *sale, const struct person_past *past,
               struct answer *answer, struct fault *fault);

/* May what has a target be chosen by what we know of this customer ([privacy] profiling)? Reads the
 * store only where that needs their consent. */
int stage_may_target(const struct desk *desk, const struct answer *answer, bool *may,
                     struct fault *fault);

/* Is the stage one of the bits? 0: all are. */
bool stage_fits(enum stage stage, uint32_t stages);

#endif
