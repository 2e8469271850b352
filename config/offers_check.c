/* SPDX-License-Identifier: MIT */
#include "offers_check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "offers_look.h"

enum { DATE = 16, WEEK = 7 };

const char *look_money(const struct offers_look *look, int64_t minor, char out[LOOK_MONEY])
{
    config_format_money(out, LOOK_MONEY, minor, look->config->currency_digits);
    return out;
}

const char *look_name(const struct config_offer *offer, char out[LOOK_NAME])
{
    snprintf(out, LOOK_NAME, "[offer %s] in line %d", offer->name, (int)offer->line);
    return out;
}

bool look_cuts_price(const struct config_offer *offer)
{
    return offer->benefit < CONFIG_SERVICE;
}

static int64_t bounded(const struct config_offer *offer, int64_t minor)
{
    return offer->at_most_minor > 0 && minor > offer->at_most_minor ? offer->at_most_minor : minor;
}

int64_t look_percent(const struct config_offer *offer, int32_t percent, int64_t base_minor)
{
    return bounded(offer, base_minor * percent / 100);
}

int64_t look_worth(const struct config_offer *offer, int64_t base_minor)
{
    if (offer->benefit == CONFIG_PERCENT)
        return look_percent(offer, offer->percent, base_minor);
    if (offer->benefit == CONFIG_AMOUNT)
        return bounded(offer, offer->amount_minor);
    return offer->benefit == CONFIG_ITEM && offer->cost_minor == 0 ? offer->at_most_minor
                                                                   : offer->cost_minor;
}

bool look_within(const struct config_range *range, int64_t least, int64_t most)
{
    return !range->given || (range->least <= most && range->most >= least);
}

static void write_date(int32_t day, char out[DATE])
{
    time_t second = (time_t)day * 86400;
    struct tm broken;
    strftime(out, DATE, "%Y-%m-%d", gmtime_r(&second, &broken));
}

/* When it never applies */

static bool has_ended(const struct offers_look *look, const struct config_offer *offer,
                      char *sentence)
{
    char date[DATE];
    write_date(offer->until_day, date);
    snprintf(sentence, LOOK_SENTENCE, "it ended on %s and is promised no more", date);
    return offer->until_day > 0 && offer->until_day < look->today;
}

static bool is_never_printed(const struct offers_look *look, const struct config_offer *offer,
                             char *sentence)
{
    const struct config_print *print = &look->config->print;
    bool card = offer->to == CONFIG_FOR_FRIEND;
    snprintf(sentence, LOOK_SENTENCE, "never promised: it stands on a %s, and [print] has %s",
             card ? "card" : "note", card ? "card = never" : "note = never and card = never");
    return print->card == CONFIG_NEVER &&
           (card || (offer->to == CONFIG_FOR_NEXT && print->note == CONFIG_NEVER));
}

static bool has_no_card(const struct offers_look *look, const struct config_offer *offer,
                        char *sentence)
{
    bool card = false;
    for (int32_t i = 0; i < look->config->offer_count; i++)
        card = card || look->config->offers[i].to == CONFIG_FOR_FRIEND;
    snprintf(sentence, LOOK_SENTENCE,
             "it thanks who gave a card, and no offer for = friend prints one");
    return offer->to == CONFIG_FOR_REFERRER && !card;
}

static bool is_honoured_on_closed_days(const struct offers_look *look,
                                       const struct config_offer *offer, char *sentence)
{
    snprintf(sentence, LOOK_SENTENCE,
             "on none of its weekdays is the shop open, so it is never honoured");
    return offer->weekdays != 0 && (offer->weekdays & look->config->shop.open) == 0;
}

static bool may_end_before_its_weekdays(const struct offers_look *look,
                                        const struct config_offer *offer, char *sentence)
{
    snprintf(sentence, LOOK_SENTENCE,
             "with days = %d it may be over before one of its weekdays comes", (int)offer->days);
    return offer->weekdays != 0 && offer->days < WEEK &&
           (look->config->shop.open & ~offer->weekdays) != 0;
}

static bool excludes_stage(const struct offers_look *look, const struct config_offer *offer,
                           char *sentence)
{
    const struct {
        uint32_t stage;
        int64_t least, most;
    } stages[] = {
        {CONFIG_STAGE_FIRST, 1, 1},
        {CONFIG_STAGE_GROWING, 2, INT64_MAX},
        {CONFIG_STAGE_MATURE, look->config->stage.mature_visits, INT64_MAX},
    };
    snprintf(sentence, LOOK_SENTENCE,
             "no customer is at that stage at those visits; first is visit 1, growing from 2 on, "
             "mature from %d on",
             (int)look->config->stage.mature_visits);
    if (offer->stages == 0 || !offer->visit.given)
        return false;
    for (size_t i = 0; i < sizeof stages / sizeof stages[0]; i++)
        if ((offer->stages & stages[i].stage) != 0 &&
            look_within(&offer->visit, stages[i].least, stages[i].most))
            return false;
    return true;
}

/* Only at a first visit, by tags, visit or stage. */
static bool is_of_first_visits(const struct config_offer *offer, const char **why)
{
    bool tags = offer->tags != 0 && (offer->tags & CONFIG_TAG_REPEAT) == 0;
    bool visit = offer->visit.given && offer->visit.most <= 1;
    *why = tags ? "tags without repeat" : visit ? "visit = 1" : "stage = first";
    return tags || visit || offer->stages == CONFIG_STAGE_FIRST;
}

static bool is_away_at_first_visit(const struct offers_look *look, const struct config_offer *offer,
                                   char *sentence)
{
    const char *why;
    (void)look;
    bool first = is_of_first_visits(offer, &why);
    snprintf(sentence, LOOK_SENTENCE,
             "away asks for a visit before, and %s has first visits only: nobody is promised it",
             why);
    return offer->away_days.given && first;
}

static bool excludes_tags(const struct offers_look *look, const struct config_offer *offer,
                          char *sentence)
{
    bool later = (offer->visit.given && offer->visit.least > 1) ||
                 (offer->stages != 0 && (offer->stages & CONFIG_STAGE_FIRST) == 0);
    (void)look;
    snprintf(sentence, LOOK_SENTENCE,
             "tags without repeat are of first visits only, and %s leaves these out: nobody is "
             "promised it",
             offer->visit.given && offer->visit.least > 1 ? "visit" : "stage");
    return offer->tags != 0 && (offer->tags & CONFIG_TAG_REPEAT) == 0 && later;
}

static bool needs_profiling(const struct offers_look *look, const struct config_offer *offer,
                            char *sentence)
{
    snprintf(sentence, LOOK_SENTENCE,
             "it goes by tags, visit, away or stage, and [privacy] has profiling = no: nobody is "
             "promised it");
    return look->config->privacy.profiling == CONFIG_PROFILING_NO &&
           (offer->tags != 0 || offer->stages != 0 || offer->visit.given || offer->away_days.given);
}

static bool holds_selector(const struct config_selectors *list,
                           const struct config_selector *selector)
{
    for (int32_t i = 0; i < list->count; i++)
        if (list->list[i].selects == selector->selects &&
            strcmp(list->list[i].text, selector->text) == 0)
            return true;
    return false;
}

static bool excepts_all_items(const struct offers_look *look, const struct config_offer *offer,
                              char *sentence)
{
    (void)look;
    snprintf(sentence, LOOK_SENTENCE, "except takes out all that items names: it is for nothing");
    for (int32_t i = 0; i < offer->items.count; i++)
        if (!holds_selector(&offer->except, &offer->items.list[i]))
            return false;
    return offer->items.count > 0;
}

static bool asks_more_than_was_paid(const struct offers_look *look,
                                    const struct config_offer *offer, char *sentence)
{
    char most[LOOK_MONEY], minimum[LOOK_MONEY];
    snprintf(sentence, LOOK_SENTENCE,
             "who is promised it pays at most %s, and it is honoured from %s on: few will reach it",
             look_money(look, offer->basket_minor.most, most),
             look_money(look, offer->minimum_minor, minimum));
    return offer->to == CONFIG_FOR_NEXT && offer->basket_minor.given &&
           offer->basket_minor.most < offer->minimum_minor;
}

/* Keys that do nothing */

static bool never_reaches_at_most(const struct offers_look *look, const struct config_offer *offer,
                                  char *sentence)
{
    char amount[LOOK_MONEY], most[LOOK_MONEY];
    snprintf(sentence, LOOK_SENTENCE, "at_most = %s is never reached: no more than %s is taken off",
             look_money(look, offer->at_most_minor, most),
             look_money(look, offer->amount_minor, amount));
    return offer->benefit == CONFIG_AMOUNT && offer->at_most_minor >= offer->amount_minor;
}

static bool always_reaches_at_most(const struct offers_look *look, const struct config_offer *offer,
                                   char *sentence)
{
    char most[LOOK_MONEY];
    snprintf(sentence, LOOK_SENTENCE,
             "at_most is always reached: %s is taken off, whatever is bought; amount = %s says it",
             look_money(look, offer->at_most_minor, most), most);
    int64_t least = offer->benefit == CONFIG_AMOUNT ? offer->amount_minor - 1
                                                    : offer->minimum_minor * offer->percent / 100;
    return offer->at_most_minor > 0 && least >= offer->at_most_minor &&
           offer->benefit <= CONFIG_AMOUNT;
}

static bool has_idle_at_most(const struct offers_look *look, const struct config_offer *offer,
                             char *sentence)
{
    (void)look;
    snprintf(sentence, LOOK_SENTENCE, "at_most does nothing: a %s cuts no price",
             offer->benefit == CONFIG_SERVICE ? "service" : "gift");
    return !look_cuts_price(offer) && offer->at_most_minor > 0;
}

static bool has_idle_cost(const struct offers_look *look, const struct config_offer *offer,
                          char *sentence)
{
    (void)look;
    snprintf(sentence, LOOK_SENTENCE, "cost does nothing: what %s costs is what it takes off",
             offer->benefit == CONFIG_PERCENT ? "percent" : "amount");
    return offer->benefit < CONFIG_ITEM && offer->cost_minor > 0;
}

static bool has_idle_budget(const struct offers_look *look, const struct config_offer *offer,
                            char *sentence)
{
    (void)look;
    snprintf(sentence, LOOK_SENTENCE,
             "budget_month never stops it: without cost, a %s counts as nothing",
             offer->benefit == CONFIG_SERVICE ? "service" : "gift");
    return !look_cuts_price(offer) && offer->budget_month_minor > 0 && offer->cost_minor == 0;
}

/* What loses money alone */

static bool gives_all_away(const struct offers_look *look, const struct config_offer *offer,
                           char *sentence)
{
    bool all = offer->benefit == CONFIG_PERCENT && offer->percent == 100;
    int64_t most = all ? offer->at_most_minor : bounded(offer, offer->amount_minor);
    char money[LOOK_MONEY], minimum[LOOK_MONEY];
    look_money(look, most, money);
    if (all && most == 0)
        snprintf(sentence, LOOK_SENTENCE, "with percent = 100 the customer pays nothing");
    else
        snprintf(sentence, LOOK_SENTENCE,
                 "who buys for %s pays nothing; minimum = %s does not "
                 "prevent it",
                 money, look_money(look, offer->minimum_minor, minimum));
    return (all && most == 0) ||
           ((all || offer->benefit == CONFIG_AMOUNT) && most >= offer->minimum_minor);
}

static bool (*const alone[])(const struct offers_look *, const struct config_offer *, char *) = {
    has_ended,
    is_never_printed,
    has_no_card,
    is_honoured_on_closed_days,
    may_end_before_its_weekdays,
    excludes_stage,
    is_away_at_first_visit,
    excludes_tags,
    needs_profiling,
    excepts_all_items,
    asks_more_than_was_paid,
    never_reaches_at_most,
    always_reaches_at_most,
    has_idle_at_most,
    has_idle_cost,
    has_idle_budget,
    gives_all_away,
};

static void tell(FILE *out, const struct config_offer *offer, const char *sentence, size_t *count)
{
    char name[LOOK_NAME];
    fprintf(out, "%s: %s\n", look_name(offer, name), sentence);
    (*count)++;
}

static void look_at(const struct offers_look *look, const struct config_offer *offer, FILE *out,
                    size_t *count)
{
    char sentence[LOOK_SENTENCE];
    for (size_t i = 0; i < sizeof alone / sizeof alone[0]; i++)
        if (alone[i](look, offer, sentence))
            tell(out, offer, sentence, count);
    for (const struct look_pair *pair = look_pairs; pair->is_found != NULL; pair++)
        for (int32_t i = 0; i < look->config->offer_count; i++) {
            const struct config_offer *other = &look->config->offers[i];
            if (!pair->is_found(look, offer, other, sentence))
                continue;
            tell(out, offer, sentence, count);
            break;
        }
}

/* NULL where nothing is in the way of the gift now and then. */
static const char *find_gift_flaw(const struct config *config)
{
    const struct config_surprise *gift = &config->surprise;
    if (gift->budget_month_minor > 0 && gift->cost_minor == 0)
        return "budget_month never stops it: without cost it counts as nothing";
    if (gift->stages != 0 && config->privacy.profiling == CONFIG_PROFILING_NO)
        return "never given: it goes by stage, and [privacy] has profiling = no";
    return NULL;
}

static void look_at_gift(const struct config *config, FILE *out, size_t *count)
{
    const char *flaw = config->surprise.present ? find_gift_flaw(config) : NULL;
    if (flaw == NULL)
        return;
    fprintf(out, "[gift]: %s\n", flaw);
    (*count)++;
}

int offers_check(const struct config *config, int32_t today, struct config_faults *out)
{
    struct offers_look look = {config, today};
    char *text = NULL;
    size_t length = 0, count = 0;
    FILE *stream = open_memstream(&text, &length);
    if (stream == NULL)
        return CONFIG_MEMORY;
    for (int32_t i = 0; i < config->offer_count; i++)
        look_at(&look, &config->offers[i], stream, &count);
    look_at_gift(config, stream, &count);
    bool lost = ferror(stream) != 0;
    if (fclose(stream) != 0 || lost) {
        free(text);
        return CONFIG_MEMORY;
    }
    if (count == 0) {
        free(text);
        text = NULL;
    }
    *out = (struct config_faults){text, count};
    return count == 0 ? CONFIG_OK : CONFIG_WRONG;
}
