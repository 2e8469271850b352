/* SPDX-License-Identifier: MIT */
/*
 * Who somebody is. A person is a random number; what they are known by lies apart from the log, as
 * keyed hashes in `identity`, and what they said or are called in `person` and `said`. A way of
 * knowing names one person. It may be shared: then it is first of all somebody else's, such as a
 * household's one phone.
 */
#ifndef COMEBACK_PERSON_H
#define COMEBACK_PERSON_H

#include <stdbool.h>

#include "keys.h"
#include "store.h"

/* The order of knowing; the numbers stand in the store. */
enum person_sort { PERSON_BY_ID = 1, PERSON_BY_PHONE, PERSON_BY_EMAIL, PERSON_BY_TOKEN };

/* One way of knowing, its value in normal form. An id and a token mean something to a host only,
 * which is then their scope; else the scope is "". */
struct person_key {
    enum person_sort sort;
    const char *scope;
    const char *value;
};

/* "id", "phone", "email", "token" */
const char *person_sort_name(enum person_sort sort);

/* *person is who stands for them, 0 where nobody is known so. */
int person_find(struct store *store, const struct keys *keys, const struct person_key *key,
                int64_t *person, struct fault *fault);
/* The one other person who shares it; 0 where there is none, or more than one. */
int person_find_shared(struct store *store, const struct keys *keys, const struct person_key *key,
                       int64_t *person, struct fault *fault);
/* Is the person, or anybody one with them, known so, shared or not? */
int person_has(struct store *store, const struct keys *keys, const struct person_key *key,
               int64_t person, bool *has, struct fault *fault);
/* From now on that person is known so. */
int person_attach(struct store *store, const struct keys *keys, const struct person_key *key,
                  int64_t person, bool shared, struct fault *fault);
/* Is the person, or anybody one with them, known by more than codes? */
int person_is_known(struct store *store, int64_t person, bool *known, struct fault *fault);
int person_set_name(struct store *store, int64_t person, const char *name, struct fault *fault);
int person_set_language(struct store *store, int64_t person, const char *language,
                        struct fault *fault);
int64_t person_new(void);

/*
 * Numbers for many new persons, as random as those of person_new, but drawn in lots and handed out
 * from the lowest up: rows of persons who come one after the other then lie near each other in the
 * indexes, and many of them are written with one page. That order says no more than the log's.
 */
struct person_lot {
    int64_t *numbers;
    size_t count, next;
};
/* lot NULL: person_new. Each lot is larger than the one before, to 8 MiB; zero it before use. */
int64_t person_draw(struct person_lot *lot);
void person_lot_free(struct person_lot *lot);

/* Standing visits on other days up to `day`, and whether there is any standing sale at all. */
struct person_past {
    int64_t days_before;  /* distinct business days before `day` */
    int64_t that_day;     /* standing sales on `day` itself */
    int64_t that_day_via; /* of that day's sales, the best grade of a referral */
    int64_t last_before;  /* the last of the days before; only where there is one */
    int64_t arm;          /* of the earliest that has one; -1: none has, or it was not looked for */
};
int person_past(struct store *store, int64_t person, int64_t other, int32_t day,
                struct person_past *past, struct fault *fault);

#endif
