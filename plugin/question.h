/* SPDX-License-Identifier: MIT */
/* The one question of a sale: which is due, and what was answered. */
#ifndef COMEBACK_QUESTION_H
#define COMEBACK_QUESTION_H

#include "answer.h"
#include "desk.h"

/* Fills answer->question. */
int question_find(const struct desk *desk, const struct sale *sale, struct answer *answer,
                  struct fault *fault);

/*
 * An answer that came after the sale; *answer is what was told then. Not counted, and said in
 * notice, where the till has told a later sale since.
 */
int question_find_again(const struct desk *desk, const struct sale *sale, struct answer *answer,
                        struct fault *fault);

#endif
