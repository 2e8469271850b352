/* SPDX-License-Identifier: MIT */
/*
 * The log of events, the only truth. An event is never changed. Its id is (origin, seq): the
 * store's random number and a count without gaps. Its place among the events of many stores is
 * (hlc, origin, seq); hlc is a hybrid clock: milliseconds since 1970 in its upper 48 bits, and it
 * never goes back within a store, whose own events and those taken in from others it follows.
 *
 * Appending also applies: the projections are brought up to date in the same transaction by the
 * same function that rebuilds them.
 */
#ifndef COMEBACK_LOG_H
#define COMEBACK_LOG_H

#include <jansson.h>
#include <stdint.h>

#include "../drivers/bytes.h"
#include "store.h"

enum event_kind {
    EVENT_SETTINGS = 1, /* {ini, note, card}: what was in force from here on */
    EVENT_SALE = 2,     /* a sale as told and as decided; see projection.h */
    EVENT_JOINED = 3,   /* {with}: the event's person and that one are the same */
    EVENT_CONFLICT = 4, /* {host, kind, ref, …}: told again with other content, or two persons */
    EVENT_CORRECTION = 5, /* {host, kind, ref, tag}: the log now says otherwise than was told */
    EVENT_CARD = 6,      /* {host, kind, ref, day, issued, rewards, card, note}: added afterwards */
    EVENT_CANCELLED = 7, /* {code, why}: a code that was never handed out */
    EVENT_SLIP = 8,      /* {slip, code, result, reason}: what became of a print job */
    EVENT_GUESS = 9,     /* {till, day}: a good check with a wrong tag */
    EVENT_UNLOCK = 10,   /* {till, day}: guesses of that till and day are forgiven */
    EVENT_FORGOTTEN = 11, /* {persons}: all that are one with the event's person are forgotten */
    EVENT_ANSWER = 12,    /* {host, kind, ref, day, begins, closes, answer}: keys pressed after the
                             sale; the lists as in a sale's body, see projection.h */
    EVENT_REVIEW = 13,    /* {host, kind, ref, look}: what the owner said: suspicion.h */
};

struct event {
    int64_t origin;
    int64_t seq;
    int64_t hlc;
    int64_t kind;
    int64_t at_ms;
    int64_t logged_ms;
    int64_t person; /* 0: about nobody */
    const json_t *body;
    /* More members of the body, as text, that no projection needs; NULL or empty. Of an event that
     * is appended only: read again, they are in the body. */
    const struct bytes *more;
};

/*
 * Inside a write transaction. Fills origin, seq, hlc and logged_ms of *event. Where the event shows
 * that an earlier tag is no longer true, corrections are appended behind it.
 */
int log_append(struct store *store, struct event *event, struct fault *fault);

/* *out is a new reference; COMEBACK_NOTHING where there is no such event. */
int log_read(struct store *store, int64_t origin, int64_t seq, json_t **out, struct fault *fault);

/* Every event in its place, from oldest; `visit` returns COMEBACK_OK to go on. */
int log_walk(struct store *store,
             int (*visit)(void *context, const struct event *event, struct fault *fault),
             void *context, struct fault *fault);

#endif
