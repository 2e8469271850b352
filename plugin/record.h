/* SPDX-License-Identifier: MIT */
/* A decision written down: codes minted, persons attached, events appended. */
#ifndef COMEBACK_RECORD_H
#define COMEBACK_RECORD_H

#include "answer.h"
#include "desk.h"

enum record_result {
    RECORD_NEW = 0,
    RECORD_AGAIN = 1, /* told before with the same content: *answer is the first one */
    RECORD_ADDED = 2, /* told again with print=card or note: *answer has one that is new */
};

/*
 * Within a write transaction. COMEBACK_CONFLICT where the sale was told before with other content;
 * then a conflict event was appended and the transaction is to be committed all the same.
 */
int record_sale(const struct desk *desk, const struct sale *sale, bool history,
                struct answer *answer, struct fault *fault);

#endif
