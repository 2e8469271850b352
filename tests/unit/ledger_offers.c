/* SPDX-License-Identifier: MIT */
#include "ledger.h"

#include <stdio.h>
#include <string.h>

enum { ARMS_OF_A_PERCENT = 100 };

static bool is_before(const struct deed *deed, const struct deed *other)
{
    char ref[16], other_ref[16];
    if (deed->told.day != other->told.day)
        return deed->told.day < other->told.day;
    if (deed->told.kind != other->told.kind)
        return deed->told.kind < other->told.kind;
    snprintf(ref, sizeof ref, "L%d", deed->told.ref);
    snprintf(other_ref, sizeof other_ref, "L%d", other->told.ref);
    return strcmp(ref, other_ref) < 0;
}

/* That of the customer's earliest sale, whatever became of it. */
static int arm_of(const struct past *past, struct whom whom)
{
    const struct deed *first = NULL;
    for (int i = 1; i < past->deed_count; i++) {
        const struct deed *deed = &past->deeds[i];
        if (deed->told.ref != 0 && deed->arm >= 0 && is(past, whom, deed->person) &&
            (first == NULL || is_before(deed, first)))
            first = deed;
    }
    return first == NULL ? -1 : first->arm;
}

static int days_away(const struct past *past, const struct telling *told, struct whom whom)
{
    int last = -1;
    for (int i = 1; i < past->deed_count; i++) {
        const struct deed *deed = &past->deeds[i];
        if (deed->standing == 1 && is(past, whom, deed->person) && deed->told.day < told->day &&
            deed->told.day > last)
            last = deed->told.day;
    }
    return last < 0 ? -1 : told->day - last;
}

void find_stage(const struct past *past, const struct telling *told, struct expected *out)
{
    const struct config_stage *stage = &past_rules(past)->stage;
    out->away = -1;
    if (!counts(told))
        return;
    int arm = told->history ? -1 : arm_of(past, out->whom);
    out->arm = arm >= 0 ? arm : out->arm;
    out->control = out->arm >= 0 && out->arm < past_rules(past)->effect.holdout * ARMS_OF_A_PERCENT;
    out->away = days_away(past, told, out->whom);
    bool mature =
        out->visit >= stage->mature_visits && out->away >= 0 && out->away <= stage->mature_days;
    out->stage = out->visit <= 1 ? STAGE_FIRST : mature ? STAGE_MATURE : STAGE_GROWING;
}

static bool is_in(const struct config_range *range, int64_t number)
{
    return !range->given || (number >= range->least && number <= range->most);
}

static bool is_in_time(const struct config_offer *offer, int day)
{
    return (offer->from_day == 0 || DAY_0 + day >= offer->from_day) &&
           (offer->until_day == 0 || DAY_0 + day <= offer->until_day);
}

static bool has_target(const struct config_offer *offer)
{
    return offer->tags != 0 || offer->stages != 0 || offer->visit.given || offer->away_days.given;
}

bool may_profile(const struct past *past, const struct expected *out)
{
    enum config_profiling profiling = past_rules(past)->privacy.profiling;
    return profiling == CONFIG_PROFILING_YES ||
           (profiling == CONFIG_PROFILING_CONSENT &&
            has_consented(past, (struct whom){out->whom.person, 0}));
}

/* All that is said must hold. */
static bool is_for(const struct past *past, const struct telling *told, const struct expected *out,
                   const struct config_offer *offer)
{
    if (!is_in_time(offer, told->day) || !is_in(&offer->basket_minor, told->total))
        return false;
    if (!has_target(offer))
        return true;
    return may_profile(past, out) && (offer->tags == 0 || (offer->tags & 1u << out->tag) != 0) &&
           (offer->stages == 0 || (offer->stages & 1u << out->stage) != 0) &&
           is_in(&offer->visit, out->visit > 0 ? out->visit : 1) &&
           (!offer->away_days.given || (out->away >= 0 && is_in(&offer->away_days, out->away)));
}

/* Of an offer: those that count, of everybody or of one customer, in all or in a month. */
struct tally {
    const char *name;
    const struct whom *whom; /* NULL: everybody */
    int month;               /* 0: any */
    int64_t times, minor;
};

static void tally_one(const struct past *past, struct tally *tally, int person, int day,
                      const char *name, int64_t minor)
{
    bool theirs = tally->whom == NULL || is(past, *tally->whom, person);
    bool then = tally->month == 0 || clock_month(DAY_0 + day) == tally->month;
    if (!theirs || !then || strcmp(name, tally->name) != 0)
        return;
    tally->times++;
    tally->minor += minor;
}

/* A card may promise of two offers: to the friend, and to the giver. */
static void tally_cards(const struct past *past, struct tally *tally)
{
    for (int i = 0; i < past->code_count; i++) {
        const struct code *code = &past->codes[i];
        if (code->gets.offer == NULL || code->cancelled || !past->deeds[code->deed].holds)
            continue;
        int64_t own = code->giver.of_giver ? liability_of(code->giver) : 0;
        tally_one(past, tally, code->person, code->issued, name_of(code->gets),
                  liability_of(code->gets) + own);
        if (code->giver.offer != NULL && !code->giver.of_giver)
            tally_one(past, tally, code->person, code->issued, name_of(code->giver),
                      liability_of(code->giver));
    }
}

/* However many notes named it, it was promised once, with the first. */
static bool was_made_before(const struct past *past, int place)
{
    for (int i = 0; i < place; i++)
        if (past->promises[i].id == past->promises[place].id)
            return true;
    return false;
}

static void tally_notes(const struct past *past, struct tally *tally)
{
    for (int i = 0; i < past->promise_count; i++) {
        const struct promise *promise = &past->promises[i];
        bool of_note = promise->is_next || promise->sort == OF_VISITS;
        if (of_note && strcmp(name_of(promise->terms), tally->name) == 0 &&
            is_given(past, promise->id) && !was_made_before(past, i))
            tally_one(past, tally, promise->person, past->deeds[promise->giver].told.day,
                      tally->name, liability_of(promise->terms));
    }
}

static struct tally tally_of(const struct past *past, const char *name, const struct whom *whom,
                             int month)
{
    struct tally tally = {.name = name, .whom = whom, .month = month};
    tally_cards(past, &tally);
    tally_notes(past, &tally);
    return tally;
}

int64_t promised_times(const struct past *past, const char *name)
{
    return tally_of(past, name, NULL, 0).times;
}

int64_t promised_in(const struct past *past, const char *name, int month)
{
    return tally_of(past, name, NULL, month).minor;
}

static bool has_room(const struct past *past, const struct config_offer *offer, struct whom whom,
                     int64_t liability, int day)
{
    int month = clock_month(DAY_0 + day);
    if (offer->per_customer > 0 &&
        tally_of(past, offer->name, &whom, 0).times >= offer->per_customer)
        return false;
    if (offer->total > 0 && promised_times(past, offer->name) >= offer->total)
        return false;
    return offer->budget_month_minor == 0 ||
           promised_in(past, offer->name, month) + liability <= offer->budget_month_minor;
}

static bool has_offer(const struct config *rules, enum config_for sort)
{
    for (int i = 0; i < rules->offer_count; i++)
        if (rules->offers[i].to == sort)
            return true;
    return false;
}

static bool is_meant(const struct past *past, const struct telling *told, bool untargeted,
                     const struct expected *out, const struct config_offer *offer)
{
    return untargeted ? is_in_time(offer, told->day) : is_for(past, told, out, offer);
}

static struct terms find_giver_offer(const struct past *past, const struct telling *told,
                                     bool untargeted, struct whom whom, const struct expected *out)
{
    const struct config *rules = past_rules(past);
    for (int i = 0; i < rules->offer_count; i++) {
        struct terms terms = {.offer = &rules->offers[i]};
        if (terms.offer->to == CONFIG_FOR_REFERRER &&
            is_meant(past, told, untargeted, out, terms.offer) &&
            has_room(past, terms.offer, whom, liability_of(terms), told->day))
            return terms;
    }
    return (struct terms){.offer = NULL};
}

bool find_card_offer(const struct past *past, const struct telling *told, bool untargeted,
                     struct whom whom, struct expected *out)
{
    const struct config *rules = past_rules(past);
    struct terms giver = find_giver_offer(past, told, untargeted, whom, out);
    for (int i = 0; i < rules->offer_count; i++) {
        struct terms gets = {.offer = &rules->offers[i]}, own = {.offer = NULL};
        if (gets.offer->to != CONFIG_FOR_FRIEND ||
            !is_meant(past, told, untargeted, out, gets.offer))
            continue;
        if (!has_offer(rules, CONFIG_FOR_REFERRER) && gets.offer->referrer > 0)
            own = (struct terms){.offer = gets.offer, .of_giver = true};
        if (!has_room(past, gets.offer, whom, liability_of(gets) + liability_of(own), told->day))
            continue;
        out->gets = gets;
        out->giver = own.offer != NULL ? own : giver;
        return true;
    }
    return false;
}

struct terms offline_terms(const struct past *past, int day)
{
    const struct config *rules = past_rules(past);
    for (int i = 0; i < rules->offer_count; i++) {
        const struct config_offer *offer = &rules->offers[i];
        struct terms terms = {offer, false, offer->offline_limit_minor};
        if (offer->to == CONFIG_FOR_FRIEND && terms.limit > 0 && is_in_time(offer, day))
            return is_words(terms) && offer->cost_minor > terms.limit ? (struct terms){.limit = 0}
                                                                      : terms;
    }
    return (struct terms){.limit = 0};
}

/* What the customer was promised for that visit, on the terms of then; of several, who were several
 * before, the lowest number's. */
static const struct promise *find_promised(const struct past *past, struct whom whom,
                                           const char *name, int at)
{
    const struct promise *found = NULL;
    for (int i = 0; i < past->promise_count; i++) {
        const struct promise *promise = &past->promises[i];
        if (promise->sort == OF_VISITS && promise->number == at && is_given(past, promise->id) &&
            is(past, whom, promise->person) && strcmp(name_of(promise->terms), name) == 0 &&
            (found == NULL || promise->id < found->id))
            found = promise;
    }
    return found;
}

static void find_visits(const struct past *past, const struct telling *told, struct expected *out)
{
    const struct config *rules = past_rules(past);
    int visit = out->visit > 0 ? out->visit : 1;
    for (int i = 0; i < rules->offer_count && out->visits.offer == NULL; i++) {
        const struct config_offer *offer = &rules->offers[i];
        struct terms terms = {.offer = offer};
        if (offer->to != CONFIG_FOR_VISITS || !is_for(past, told, out, offer))
            continue;
        int at = (visit / offer->every + 1) * offer->every;
        const struct promise *before = find_promised(past, out->whom, offer->name, at);
        if (before != NULL)
            out->visits = before->terms;
        else if (has_room(past, offer, out->whom, liability_of(terms), told->day))
            out->visits = terms;
        out->visits_at = at;
    }
}

/* The one of this offer that the customer has, the first to begin; -1. */
static int find_open(const struct past *past, const struct telling *told,
                     const struct expected *out, const char *name)
{
    int first = -1;
    for (int i = 0; i < past->promise_count; i++) {
        const struct promise *promise = &past->promises[i];
        if (!promise->is_next || strcmp(name_of(promise->terms), name) != 0 ||
            promise->until < told->day || !is(past, out->whom, promise->person) ||
            !is_given(past, promise->id) || is_spent(past, promise->id) ||
            is_paid(out, promise->id))
            continue;
        if (first < 0 || promise->due < past->promises[first].due ||
            (promise->due == past->promises[first].due &&
             promise->number < past->promises[first].number))
            first = i;
    }
    return first;
}

static bool find_next(const struct past *past, const struct telling *told, bool words_only,
                      struct expected *out)
{
    const struct config *rules = past_rules(past);
    for (int i = 0; i < rules->offer_count; i++) {
        struct terms terms = {.offer = &rules->offers[i]};
        if (terms.offer->to != CONFIG_FOR_NEXT || (words_only && !is_words(terms)) ||
            !is_for(past, told, out, terms.offer))
            continue;
        out->next_open = find_open(past, told, out, terms.offer->name);
        if (out->next_open < 0 &&
            has_room(past, terms.offer, out->whom, liability_of(terms), told->day))
            out->next = terms;
        if (out->next_open >= 0 || out->next.offer != NULL)
            return true;
    }
    return false;
}

/* Who comes all the time is not won by a price. */
void find_note_offers(const struct past *past, const struct telling *told, struct expected *out)
{
    const struct config *rules = past_rules(past);
    bool words_first =
        out->stage == STAGE_MATURE && may_profile(past, out) && !rules->stage.any_first;
    if (!out->has_note || told->foreign || out->control)
        return;
    find_visits(past, told, out);
    if (!words_first || !find_next(past, told, true, out))
        find_next(past, told, false, out);
}

int64_t surprises_in(const struct past *past, int month)
{
    int64_t given = 0;
    for (int i = 1; i < past->deed_count; i++) {
        const struct deed *deed = &past->deeds[i];
        if (deed->told.ref != 0 && deed->surprise > 0 &&
            clock_month(DAY_0 + deed->told.day) == month)
            given += deed->surprise;
    }
    return given;
}

void find_surprise(const struct past *past, const struct telling *told, struct expected *out)
{
    const struct config_surprise *gift = &past_rules(past)->surprise;
    if (!gift->present || out->control || told->total < gift->least_minor || !counts(told) ||
        told->kind == SALE_ADVICE || told->history || told->late || told->copy || told->foreign)
        return;
    bool staged =
        gift->stages == 0 || (may_profile(past, out) && (gift->stages & 1u << out->stage) != 0);
    int64_t given = surprises_in(past, clock_month(DAY_0 + told->day));
    out->eligible = staged && (gift->budget_month_minor == 0 ||
                               given + gift->cost_minor <= gift->budget_month_minor);
}
