/* SPDX-License-Identifier: MIT */
/*
 * What went wrong at a sale and was let go: paid twice, told in two ways, of two people. It stays
 * in the log and in the report's counts; the owner should see it once. docs/report.md, "What needs
 * a look".
 */
#ifndef COMEBACK_DOUBT_H
#define COMEBACK_DOUBT_H

#include <stdbool.h>

#include "store.h"

enum { DOUBT_DAYS = 30 }; /* so long it is shown to an owner who says nothing to it */

enum doubt_kind { DOUBT_LOSS, DOUBT_RETOLD, DOUBT_PERSONS, DOUBT_CORRECTED, DOUBT_KINDS };
/* The report's word for it, and a sentence. Both NULL: nobody need look. */
struct doubt_text {
    const char *why, *text;
};
extern const struct doubt_text doubt_texts[DOUBT_KINDS];

struct doubt {
    enum doubt_kind kind;
    const char *host, *ref; /* valid during the call */
    int32_t day;
    bool open; /* to be looked at */
};

/* Is what is of this day still shown? */
bool doubt_is_young(int32_t day, int32_t today);

/* Hands each to `take`, whose failure ends it; the losses first. Reads every use of a promise: not
 * for a till. */
int doubt_each(struct store *store, int32_t today,
               int (*take)(void *context, const struct doubt *doubt, struct fault *fault),
               void *context, struct fault *fault);

/* Which sale the owner means who has seen it: *kind, for suspicion_append. COMEBACK_NOTHING where
 * there is no such sale, nothing to look at, or a flag to be decided. Reads every use of a promise,
 * so outside of a write transaction: tills would wait. */
int doubt_find(struct store *store, const char *host, const char *ref, int64_t *kind,
               struct fault *fault);

#endif
