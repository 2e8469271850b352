/* SPDX-License-Identifier: MIT */
/* The one question of a sale: which is due, and what was answered. */
#ifndef COMEBACK_QUESTION_H
#define COMEBACK_QUESTION_H

#include "answer.h"
#include "desk.h"

/* Fills answer->question, behind stage_find. Reads the store where there is one to be asked and
 * somebody is known. */
int question_find(const struct desk *desk, const struct sale *sale, struct answer *answer,
                  struct fault *fault);

/*
 * An answer that came after the sale; *answer is what was told then, its event (origin, seq).
 * *answered: it is the first, and counts. Not counted, and said in notice, where the till has told
 * a later sale since; then the question is not shown any more, either.
 */
int question_find_again(const struct desk *desk, const struct sale *sale, int64_t origin,
                        int64_t seq, bool *answered, struct answer *answer, struct fault *fault);

#endif
