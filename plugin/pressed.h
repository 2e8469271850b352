/* SPDX-License-Identifier: MIT */
/*
 * Keys that were told with a sale or after it. A host that tells a sale again tells its keys again,
 * too, and by then another sale may have begun what such a key would close: a key that the log has
 * with the same word was pressed once.
 *
 * A key is the field that told it ("answer.NAME", "need", "next.at"); its word is one of ours: how
 * a step was closed, a need's name, an appointment's day and minute. Nothing else gets into the
 * log.
 */
#ifndef COMEBACK_PRESSED_H
#define COMEBACK_PRESSED_H

#include "answer.h"
#include "desk.h"

/* *before: the log has it. Reads the store. */
int pressed_before(const struct desk *desk, const struct sale *sale, const struct answer_key *key,
                   bool *before, struct fault *fault);
/* From now on the log has it. */
void pressed_keep(const struct answer_key *key, struct answer *answer);

#endif
