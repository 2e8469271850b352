/* SPDX-License-Identifier: MIT */
/* What the checks of offers share: offers_check.c looks at each alone, offers_pairs.c at two. */
#ifndef COMEBACK_CONFIG_OFFERS_LOOK_H
#define COMEBACK_CONFIG_OFFERS_LOOK_H

#include "config.h"

enum { LOOK_SENTENCE = 400, LOOK_MONEY = 24, LOOK_NAME = CONFIG_NAME + 32 };

struct offers_look {
    const struct config *config;
    int32_t today;
};

struct look_pair {
    /* True where it is so; the sentence says it. */
    bool (*is_found)(const struct offers_look *look, const struct config_offer *offer,
                     const struct config_offer *other, char sentence[LOOK_SENTENCE]);
};

/* Told of `offer` once, naming the first `other` of which it is so; each is `other`, too. Ended by
 * a row of NULL. */
extern const struct look_pair look_pairs[];

/* Its own text, so that several can stand in one sentence. */
const char *look_money(const struct offers_look *look, int64_t minor, char out[LOOK_MONEY]);
/* "[offer early] in line 40" */
const char *look_name(const struct config_offer *offer, char out[LOOK_NAME]);
bool look_cuts_price(const struct config_offer *offer);
/* What it takes off a purchase of that much, or costs. */
int64_t look_worth(const struct config_offer *offer, int64_t base_minor);
/* So many percent of it, bounded by the offer's at_most. */
int64_t look_percent(const struct config_offer *offer, int32_t percent, int64_t base_minor);
bool look_within(const struct config_range *range, int64_t least, int64_t most);

#endif
