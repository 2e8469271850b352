/* SPDX-License-Identifier: MIT */
/*
 * What a promise gives, on terms that are frozen when it is printed: in the log as JSON, from there
 * on untouched by what the owner edits. docs/offers.md says what each of them does.
 *
 * As JSON: one of percent, amount, item ["category:NAME", …], service, gift; where they say
 * something minimum, at_most, cost, items, except, weekdays, until; and liability, what it may cost
 * the shop at most, where that is bounded. Of a card also offer, "friend", name where that is
 * another, return_days, and what who gave it gets: referrer, a percentage on the card's own
 * minimum, at_most and liability, or giver, terms of an offer of its own, with its name.
 */
#ifndef COMEBACK_BENEFIT_H
#define COMEBACK_BENEFIT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "../config/config.h"
#include "sale.h"
#include "words.h"

struct benefit {
    bool given;             /* false: nothing is promised, and nothing else is set */
    char name[CONFIG_NAME]; /* the offer's */
    enum config_benefit sort;
    int32_t percent;
    int64_t amount_minor;
    struct config_selectors free_of;
    char words[CONFIG_WORDS]; /* of CONFIG_SERVICE and CONFIG_GIFT */
    int64_t minimum_minor;
    int64_t at_most_minor; /* 0: no bound */
    int64_t cost_minor;
    struct config_selectors items, except;
    uint32_t weekdays; /* bit 0 is Monday; 0: all */
    int32_t until_day; /* 0: none of its own */
};

struct card_terms {
    struct benefit gets;  /* the friend */
    struct benefit giver; /* who gave the card */
    bool giver_of_friend; /* by `referrer` of the friend's offer, within its budget */
    int32_t return_days;
};

enum { BENEFIT_WORDS = 256 };

void benefit_of_offer(const struct config_offer *offer, struct benefit *out);
/* A service or a gift: no price is cut. */
bool benefit_is_words(const struct benefit *benefit);
/* What it costs the shop at most; 0: nothing, or nobody can know. */
int64_t benefit_liability(const struct benefit *benefit);
/* Is it honoured on that day of the week? */
bool benefit_on_day(const struct benefit *benefit, int32_t day);
/*
 * Minor units to take off of this sale, whatever the day: never more than is paid. 0 below the
 * minimum, where nothing in the basket is meant, and of what is promised in words.
 */
int64_t benefit_worth(const struct benefit *benefit, const struct sale *sale);
/* Does the basket reach the minimum, with something in it of what the promise is for? */
bool benefit_is_reached(const struct benefit *benefit, const struct sale *sale);
/* As a slip has it, without its date: "10 % off, at most 5.00 EUR, from 20.00 EUR"; brief, without
 * the amounts that bound it. "" where nothing is promised. */
void benefit_words(const struct benefit *benefit, enum language language,
                   const struct config *config, bool brief, char out[BENEFIT_WORDS]);
/* What is lacking for it on that day: "Mon-Thu", else "from 20.00 EUR, on bread", else "one free:
 * cake"; "" where nothing is. */
void benefit_lacks(const struct benefit *benefit, const struct sale *sale, int32_t day,
                   enum language language, const struct config *config, char out[BENEFIT_WORDS]);

/* A new reference; NULL where memory is out. */
json_t *benefit_to_json(const struct benefit *benefit);
/* With the offer's name, and without what it may cost. */
json_t *benefit_named_to_json(const struct benefit *benefit);
/* What is missing is none; *out is wholly set. */
void benefit_from_json(const json_t *object, struct benefit *out);
json_t *card_terms_to_json(const struct card_terms *terms);
void card_terms_from_json(const json_t *object, struct card_terms *out);

#endif
