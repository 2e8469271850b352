/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "offers_look.h"

/* To whom */

/* Does the first range hold wherever the second does? */
static bool range_covers(const struct config_range *wide, const struct config_range *narrow)
{
    return !wide->given ||
           (narrow->given && wide->least <= narrow->least && wide->most >= narrow->most);
}

static bool bits_cover(uint32_t wide, uint32_t narrow)
{
    return wide == 0 || (narrow != 0 && (narrow & ~wide) == 0);
}

static bool days_cover(const struct config_offer *wide, const struct config_offer *narrow)
{
    return (wide->from_day == 0 || (narrow->from_day >= wide->from_day)) &&
           (wide->until_day == 0 ||
            (narrow->until_day != 0 && narrow->until_day <= wide->until_day));
}

/* Is `wide` to be had whenever `narrow` is? One that runs out leaves room for the other. */
static bool covers(const struct config_offer *wide, const struct config_offer *narrow)
{
    return wide->per_customer == 0 && wide->total == 0 && wide->budget_month_minor == 0 &&
           bits_cover(wide->tags, narrow->tags) && bits_cover(wide->stages, narrow->stages) &&
           range_covers(&wide->visit, &narrow->visit) &&
           range_covers(&wide->away_days, &narrow->away_days) &&
           range_covers(&wide->basket_minor, &narrow->basket_minor) && days_cover(wide, narrow);
}

/* A mature customer is promised words before price, whatever stands first. */
static bool may_step_ahead(const struct offers_look *look, const struct config_offer *later,
                           const struct config_offer *first)
{
    return later->to == CONFIG_FOR_NEXT && !look->config->stage.any_first &&
           look_cuts_price(first) && !look_cuts_price(later) &&
           (later->stages == 0 || (later->stages & CONFIG_STAGE_MATURE) != 0);
}

static bool is_behind(const struct offers_look *look, const struct config_offer *offer,
                      const struct config_offer *other, char *sentence)
{
    char name[LOOK_NAME];
    snprintf(sentence, LOOK_SENTENCE,
             "never promised: %s stands before it, and whoever fits this one fits that",
             look_name(other, name));
    return other < offer && other->to == offer->to && covers(other, offer) &&
           !may_step_ahead(look, offer, other);
}

static bool is_held_back_by_words(const struct offers_look *look, const struct config_offer *offer,
                                  const struct config_offer *other, char *sentence)
{
    char name[LOOK_NAME];
    snprintf(sentence, LOOK_SENTENCE,
             "never promised: a mature customer has %s, a service or gift, before a price; "
             "[stage] mature = any would change that",
             look_name(other, name));
    return other > offer && offer->to == CONFIG_FOR_NEXT && other->to == CONFIG_FOR_NEXT &&
           !look->config->stage.any_first && offer->stages == CONFIG_STAGE_MATURE &&
           look_cuts_price(offer) && !look_cuts_price(other) && covers(other, offer);
}

static bool has_idle_referrer(const struct offers_look *look, const struct config_offer *offer,
                              const struct config_offer *other, char *sentence)
{
    char name[LOOK_NAME];
    (void)look;
    snprintf(sentence, LOOK_SENTENCE,
             "referrer = %d does nothing: %s is what who gave the card gets", (int)offer->referrer,
             look_name(other, name));
    return offer->to == CONFIG_FOR_FRIEND && offer->referrer > 0 &&
           other->to == CONFIG_FOR_REFERRER;
}

/* Money */

/* A purchase to reckon with: the least one that is honoured, or a hundred. */
static int64_t purchase_of(const struct config_offer *offer)
{
    return offer->minimum_minor > 0 ? offer->minimum_minor : 10000;
}

static bool is_much(const struct offers_look *look, int64_t minor, int64_t of_minor,
                    const char *giver, char *sentence)
{
    char both[LOOK_MONEY], of[LOOK_MONEY];
    snprintf(sentence, LOOK_SENTENCE,
             "a friend who buys for %s and the thanks for it, %s, cost %s together, %s of it",
             look_money(look, of_minor, of), giver, look_money(look, minor, both),
             minor < of_minor ? "more than half" : "all");
    return minor > of_minor / 2;
}

static bool has_referrer_offer(const struct offers_look *look)
{
    for (int32_t i = 0; i < look->config->offer_count; i++)
        if (look->config->offers[i].to == CONFIG_FOR_REFERRER)
            return true;
    return false;
}

static bool loses_with_referrer(const struct offers_look *look, const struct config_offer *offer,
                                const struct config_offer *other, char *sentence)
{
    char giver[LOOK_NAME];
    int64_t purchase = purchase_of(offer);
    snprintf(giver, sizeof giver, "referrer = %d", (int)offer->referrer);
    return other == offer && offer->to == CONFIG_FOR_FRIEND && offer->referrer > 0 &&
           !has_referrer_offer(look) &&
           is_much(look,
                   look_worth(offer, purchase) + look_percent(offer, offer->referrer, purchase),
                   purchase, giver, sentence);
}

static bool loses_with_thanks(const struct offers_look *look, const struct config_offer *offer,
                              const struct config_offer *other, char *sentence)
{
    char giver[LOOK_NAME];
    int64_t purchase = purchase_of(offer);
    int64_t later = other->minimum_minor > 0 ? other->minimum_minor : purchase;
    return offer->to == CONFIG_FOR_FRIEND && other->to == CONFIG_FOR_REFERRER &&
           is_much(look, look_worth(offer, purchase) + look_worth(other, later), purchase,
                   look_name(other, giver), sentence);
}

const struct look_pair look_pairs[] = {
    {is_behind},           {is_held_back_by_words}, {has_idle_referrer},
    {loses_with_referrer}, {loses_with_thanks},     {NULL},
};
