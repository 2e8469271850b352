/* SPDX-License-Identifier: MIT */
/*
 * What a till can know of fraud: rules that flag a sale, in a table, each with what it holds back.
 * Never the sale, and no word to the customer. docs/offers.md lists them.
 */
#ifndef COMEBACK_SUSPICION_H
#define COMEBACK_SUSPICION_H

#include "answer.h"
#include "desk.h"

enum {
    /* Flags by which the giver's thanks wait for the owner. */
    SUSPICION_HOLDS_THANKS = 1 | 2 | 8, /* FLAG_HOUSEHOLD, FLAG_QUICK, FLAG_CIRCLE */
    /* Flags by which what this sale would pay waits. */
    SUSPICION_HOLDS_OWN = 4, /* FLAG_OFTEN */
};

/* Adds to answer->flags. Behind the tag, before worth_decide. */
int suspicion_find(const struct desk *desk, const struct sale *sale, struct answer *answer,
                   struct fault *fault);

/* What the owner decided: appends EVENT_REVIEW. look: 1 allowed, -1 refused. COMEBACK_NOTHING where
 * there is no such sale or it is not flagged. In a write transaction. */
int suspicion_review(const struct desk *desk, const char *host, const char *ref, int look,
                     struct fault *fault);

#endif
