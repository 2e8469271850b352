/* SPDX-License-Identifier: MIT */
/*
 * What a till can know of fraud: rules that flag a sale, in a table, each with what it holds back.
 * Never the sale, and no word to the customer. docs/offers.md lists them.
 *
 * A flag is what was known at the sale, and stays in the log. A circle may also come out later,
 * when two customers turn out to be one: so whether thanks wait for it is asked of the store each
 * time (statements.h, CIRCLE), and not of the flag alone.
 */
#ifndef COMEBACK_SUSPICION_H
#define COMEBACK_SUSPICION_H

#include "answer.h"
#include "desk.h"

enum {
    /* Flags by which the giver's thanks wait for the owner. */
    SUSPICION_HOLDS_THANKS = 1 | 2 | 8, /* FLAG_HOUSEHOLD, FLAG_QUICK, FLAG_CIRCLE */
    /* Flags by which what this sale would pay waits for the customer's next visit. */
    SUSPICION_HOLDS_OWN = 4, /* FLAG_OFTEN */
    SUSPICION_REASON = 320,  /* room for all reasons of a sale */
};

/* Adds to answer->flags. Behind the tag, before worth_decide. Reads the store only where a friend
 * was sent. */
int suspicion_find(const struct desk *desk, const struct sale *sale, struct answer *answer,
                   struct fault *fault);

/* Why a sale with these flags is looked at, for the owner: sentences parted by "; ". */
void suspicion_reason(int64_t flags, char out[SUSPICION_REASON]);
/* Their names, parted by blanks: "household quick". */
void suspicion_names(int64_t flags, char out[SUSPICION_REASON]);

/* A sale that waits for the owner. */
struct suspicion {
    char host[33];
    char ref[65];
    int32_t day;
    int64_t flags; /* FLAG_CIRCLE also where it came out later */
};

/* Sales that stand, are flagged and that nobody has decided, the latest first: at most `most` of
 * them; *count is of how many there are. */
int suspicion_list(struct store *store, struct suspicion *list, int most, int64_t *count,
                   struct fault *fault);

/* What the owner said of a sale; column `look`. Nothing said, or only seen, decides no flag. */
enum look { LOOK_REFUSED = -1, LOOK_NOTHING = 0, LOOK_ALLOWED = 1, LOOK_SEEN = 2 };

/* What the owner decided: appends EVENT_REVIEW. look: allowed or refused. COMEBACK_NOTHING where
 * there is no such sale or it is not flagged. In a write transaction. */
int suspicion_review(const struct desk *desk, const char *host, const char *ref, enum look look,
                     struct fault *fault);
/* The same of any sale, unasked. */
int suspicion_append(const struct desk *desk, const char *host, int64_t kind, const char *ref,
                     enum look look, struct fault *fault);

#endif
