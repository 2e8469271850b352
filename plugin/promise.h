/* SPDX-License-Identifier: MIT */
/*
 * What a code is worth now, reservations, and guesses. A code's number and a reward's number are
 * both promises; a promise is paid once: by the first standing sale that used it.
 */
#ifndef COMEBACK_PROMISE_H
#define COMEBACK_PROMISE_H

#include "answer.h"
#include "desk.h"

enum {
    PROMISE_HOLD_MS = 15 * 60 * 1000,
    PROMISE_GRACE_DAYS = 3, /* honoured so long after the printed date */
    PROMISE_GUESSES = 5,    /* a till and day */
};

/* Where a code is shown: reservations belong to (host, cart), guesses to till and day. */
struct basket {
    const char *host;
    const char *cart;
    const char *till; /* NULL: none, never locked */
    int32_t day;
};

/* Judges a code's text. Fails only where the store does. */
int promise_judge(const struct desk *desk, const char *text, const struct basket *basket,
                  struct scan *out, struct fault *fault);
/* The terms on which a code was handed out: 1; 0, and *out untouched, where this store has none. */
int promise_terms(const struct desk *desk, int64_t code, struct card_terms *out,
                  struct fault *fault);
/* Is the code still worth something: recognises, or has a promise? */
bool promise_refused(enum verdict verdict);
/* What a card that another store issued is worth here: today's terms of the first offer for friends
 * with an offline_limit, up to that. False where there is none; *out is untouched then. */
bool promise_offline_terms(const struct config *config, int32_t day, struct card_terms *out);
/* What the customer reads; "" where there is nothing to say. Static. */
const char *promise_say(enum language language, enum verdict verdict);
/* Fills scan->why for the cashier from its verdict. */
void promise_explain(enum language language, struct scan *scan);

int promise_reserve(const struct desk *desk, int64_t code, const char *host, const char *cart,
                    struct fault *fault);
int promise_release(const struct desk *desk, const char *host, const char *cart,
                    struct fault *fault);
/* The codes held for a basket, at most SALE_SCANS_MAX. */
int promise_held(const struct desk *desk, const char *host, const char *cart,
                 int64_t codes[SALE_SCANS_MAX], int *count, struct fault *fault);

int promise_locked(const struct desk *desk, const char *till, int32_t day, bool *locked,
                   struct fault *fault);
/* Appends the guess to the log. The same code at the same till and day is one guess for
 * PROMISE_HOLD_MS from when it was last shown: hosts tell all codes of a basket with each look. */
int promise_guessed(const struct desk *desk, int64_t code, const char *till, int32_t day,
                    struct fault *fault);
int promise_unlock(const struct desk *desk, const char *till, int32_t day, struct fault *fault);

#endif
