/* SPDX-License-Identifier: MIT */
/*
 * Who buys: the ways in which a sale tells it, in the order of knowing, and whom they name.
 *
 * The first way that names somebody decides. What names nobody yet is attached to them. A way that
 * names somebody else is not: it is recorded as a conflict, once, and from then on shared, for a
 * household has one phone. Where the cashier says "someone else", phone and e-mail name who else
 * shares them, if that is one person, and otherwise nobody: a new person, flagged.
 */
#ifndef COMEBACK_WHO_H
#define COMEBACK_WHO_H

#include "answer.h"
#include "desk.h"
#include "person.h"

enum { WHO_WAYS = 4, WHO_VALUE = 256 };

struct who {
    struct who_way {
        int64_t shown; /* its SHOWN_ bit */
        struct person_key key;
        char value[WHO_VALUE];
    } ways[WHO_WAYS];
    int count;
};

/*
 * The ways that can be used, their values in normal form; points into the sale and itself. What
 * cannot be read is told in `notice` (NULL: is not) and otherwise as if it had not been told.
 */
void who_read(const struct desk *desk, const struct sale *sale, struct who *out, char *notice);

/* Fills person, shown, named_by, attach, share, clashes and flags of *answer. Reads the store. */
int who_find(const struct desk *desk, const struct sale *sale, struct answer *answer,
             struct fault *fault);

/* Writes down what who_find found to be attached to answer->person. */
int who_attach(const struct desk *desk, const struct sale *sale, const struct answer *answer,
               struct fault *fault);

/* Whom referrer.id names, 0 where nobody bears it yet; *told is false where it stands for nobody.
 */
int who_sent(const struct desk *desk, const struct sale *sale, bool *told, int64_t *person,
             struct fault *fault);

/* Is the id one of the blank-separated list? */
bool who_is_listed(const char *list, const char *id);

#endif
