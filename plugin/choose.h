/* SPDX-License-Identifier: MIT */
/*
 * Which of the offers in the settings fits a sale: days of printing, to whom, how often, within
 * which budget. The first in the file does; docs/offers.md says what each limit means.
 */
#ifndef COMEBACK_CHOOSE_H
#define COMEBACK_CHOOSE_H

#include "answer.h"
#include "desk.h"

struct chooser {
    const struct desk *desk;
    const struct sale *sale;
    const struct answer *answer;
    int64_t person, other; /* whose limits count; 0: nobody is known yet. other: person again, or
                            * one who is about to become one with them */
    bool untargeted;       /* it is printed at no sale: targets are not looked at */
    bool may_target;       /* filled by choose_begin */
};

/* What is promised by this sale; reads the store only where profiling needs a consent. */
int choose_begin(const struct desk *desk, const struct sale *sale, const struct answer *answer,
                 struct chooser *out, struct fault *fault);

/* On the offer's days of printing, and to whom it is for? Reads nothing. */
bool choose_is_for(const struct chooser *chooser, const struct config_offer *offer);
/* Do per_customer, total and the month's budget leave room for one more that may cost so much?
 * Reads the store for each of these that is set. */
int choose_has_room(const struct chooser *chooser, const struct config_offer *offer,
                    int64_t liability_minor, bool *has, struct fault *fault);
/* The first offer of the sort that is for this sale and has room; *out NULL: none. */
int choose_first(const struct chooser *chooser, enum config_for sort,
                 const struct config_offer **out, struct fault *fault);
/* The next of that sort behind `offer`, NULL being before the first; NULL: there is none. */
const struct config_offer *choose_next(const struct config *config, enum config_for sort,
                                       const struct config_offer *offer);

#endif
