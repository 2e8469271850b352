/* SPDX-License-Identifier: MIT */
#include "choose.h"

#include "clock.h"
#include "stage.h"

int choose_begin(const struct desk *desk, const struct sale *sale, const struct answer *answer,
                 struct chooser *out, struct fault *fault)
{
    *out = (struct chooser){
        .desk = desk,
        .sale = sale,
        .answer = answer,
        .person = answer->person,
        .other = answer->join_with == 0 ? answer->person : answer->join_with,
    };
    return stage_may_target(desk, answer, &out->may_target, fault);
}

static bool in_time(const struct config_offer *offer, int32_t day)
{
    return (offer->from_day == 0 || day >= offer->from_day) &&
           (offer->until_day == 0 || day <= offer->until_day);
}

static bool in_range(const struct config_range *range, int64_t number)
{
    return !range->given || (number >= range->least && number <= range->most);
}

/* By what we know of the customer; what is in the basket is no profile. */
static bool is_targeted(const struct config_offer *offer)
{
    return offer->tags != 0 || offer->stages != 0 || offer->visit.given || offer->away_days.given;
}

static bool fits_customer(const struct config_offer *offer, const struct answer *answer)
{
    bool tagged = offer->tags == 0 || (offer->tags & 1u << answer->tag) != 0;
    bool away = !offer->away_days.given ||
                (answer->away_days >= 0 && in_range(&offer->away_days, answer->away_days));
    return tagged && away && in_range(&offer->visit, answer->visit > 0 ? answer->visit : 1) &&
           stage_fits(answer->stage, offer->stages);
}

bool choose_is_for(const struct chooser *chooser, const struct config_offer *offer)
{
    if (!in_time(offer, chooser->answer->day))
        return false;
    if (chooser->untargeted)
        return true;
    if (!in_range(&offer->basket_minor, chooser->sale->total_minor))
        return false;
    return !is_targeted(offer) || (chooser->may_target && fits_customer(offer, chooser->answer));
}

static int within_customer(const struct chooser *chooser, const struct config_offer *offer,
                           bool *has, struct fault *fault)
{
    int64_t promised = 0;
    int status = COMEBACK_OK;
    if (offer->per_customer > 0 && chooser->person != 0)
        status = store_number(chooser->desk->store, PROMISED_TO, 0, &promised, fault, "iit",
                              chooser->person, chooser->other, offer->name);
    *has = offer->per_customer == 0 || promised < offer->per_customer;
    return status;
}

static int within_total(const struct chooser *chooser, const struct config_offer *offer, bool *has,
                        struct fault *fault)
{
    int64_t promised = 0;
    int status = COMEBACK_OK;
    if (offer->total > 0)
        status = store_number(chooser->desk->store, PROMISED_TIMES, 0, &promised, fault, "t",
                              offer->name);
    *has = offer->total == 0 || promised < offer->total;
    return status;
}

static int within_budget(const struct chooser *chooser, const struct config_offer *offer,
                         int64_t liability_minor, bool *has, struct fault *fault)
{
    int64_t promised = 0, budget = offer->budget_month_minor;
    int status = COMEBACK_OK;
    if (budget > 0)
        status = store_number(chooser->desk->store, PROMISED_IN, 0, &promised, fault, "ti",
                              offer->name, (int64_t)clock_month(chooser->answer->day));
    *has = budget == 0 || promised + liability_minor <= budget;
    return status;
}

int choose_has_room(const struct chooser *chooser, const struct config_offer *offer,
                    int64_t liability_minor, bool *has, struct fault *fault)
{
    int status = within_customer(chooser, offer, has, fault);
    if (status == COMEBACK_OK && *has)
        status = within_total(chooser, offer, has, fault);
    if (status == COMEBACK_OK && *has)
        status = within_budget(chooser, offer, liability_minor, has, fault);
    return status;
}

const struct config_offer *choose_next(const struct config *config, enum config_for sort,
                                       const struct config_offer *offer)
{
    const struct config_offer *end = config->offers + config->offer_count;
    for (offer = offer == NULL ? config->offers : offer + 1; offer < end; offer++)
        if (offer->to == sort)
            return offer;
    return NULL;
}

int choose_first(const struct chooser *chooser, enum config_for sort,
                 const struct config_offer **out, struct fault *fault)
{
    const struct config *config = chooser->desk->config;
    struct benefit benefit;
    bool has = false;
    int status = COMEBACK_OK;
    *out = NULL;
    for (const struct config_offer *offer = choose_next(config, sort, NULL);
         offer != NULL && status == COMEBACK_OK && !has; offer = choose_next(config, sort, offer)) {
        if (!choose_is_for(chooser, offer))
            continue;
        benefit_of_offer(offer, &benefit);
        status = choose_has_room(chooser, offer, benefit_liability(&benefit), &has, fault);
        if (has)
            *out = offer;
    }
    return status;
}
