/* SPDX-License-Identifier: MIT */
#include "ledger.h"

#include "../../plugin/promise.h"

enum { THANKS_MOST = 3, THANKS_DAYS = 90, GIFTS_MOST = 7 };

static int64_t worth_of(const struct config_friend *terms, int32_t percent, int64_t base)
{
    int64_t part = base * percent / 100;
    if (base <= 0 || base < terms->minimum_minor)
        return 0;
    return terms->at_most_minor > 0 && part > terms->at_most_minor ? terms->at_most_minor : part;
}

static bool has_bought(const struct past *past, struct whom whom)
{
    for (int i = 1; i < past->deed_count; i++)
        if (past->deeds[i].holds && is(past, whom, past->deeds[i].person))
            return true;
    return false;
}

/* The day on which a card was used by somebody else who kept enough of it, and whom there is no
 * need to look at. */
static int thanked_on(const struct past *past, const struct promise *thanks, struct whom givers)
{
    for (int i = 0; i < past->use_count; i++) {
        const struct deed *deed = &past->deeds[past->uses[i].deed];
        int64_t kept = deed->told.total + deed->told.applied - deed->taken;
        if (past->uses[i].promise == thanks->card && deed->holds &&
            !is(past, givers, deed->person) && kept >= thanks->terms->minimum_minor &&
            may_thank(past, deed, thanks->person))
            return deed->told.day;
    }
    return LEDGER_NEVER;
}

static bool was_paid_after(const struct past *past, int64_t promise, int day)
{
    for (int i = 0; i < past->use_count; i++) {
        const struct deed *deed = &past->deeds[past->uses[i].deed];
        if (past->uses[i].promise == promise && deed->holds && deed->told.day > day)
            return true;
    }
    return false;
}

static bool may_be_thanked(const struct past *past, struct whom whom, int day)
{
    int thanked = 0;
    for (int i = 0; i < past->promise_count; i++) {
        const struct promise *promise = &past->promises[i];
        thanked += promise->sort == OF_THANKS && is(past, whom, promise->person) &&
                   was_paid_after(past, promise->id, day - THANKS_DAYS);
    }
    return thanked < THANKS_MOST || is_known(past, whom.person);
}

bool is_due(const struct past *past, const struct promise *promise, struct whom whom, int visit,
            int day)
{
    if (!is(past, whom, promise->person) || is_spent(past, promise->id))
        return false;
    if (promise->sort == OF_VISITS)
        return promise->number <= visit && is_given(past, promise->id);
    if (promise->sort == OF_CARD)
        return promise->due <= day && day <= promise->until + LEDGER_GRACE &&
               is_given(past, promise->id);
    int used = thanked_on(past, promise, whom);
    return used != LEDGER_NEVER && used + promise->terms->return_days <= day &&
           has_bought(past, whom) && may_be_thanked(past, whom, day);
}

static void add_price(struct expected *out, int64_t promise, int64_t minor)
{
    if (minor <= 0)
        return;
    out->prices[out->price_count++] = (struct price){promise, minor};
    out->discount = minor > out->discount ? minor : out->discount;
}

static bool has_gift(const struct expected *out, int64_t promise)
{
    for (int i = 0; i < out->gift_count; i++)
        if (out->gifts[i] == promise)
            return true;
    return false;
}

static void add_gift(struct expected *out, int64_t promise)
{
    if (!has_gift(out, promise) && out->gift_count < GIFTS_MOST)
        out->gifts[out->gift_count++] = promise;
}

static void find_due(const struct past *past, struct whom whom, int visit, int day, int64_t base,
                     struct expected *out)
{
    for (int i = 0; i < past->promise_count; i++) {
        const struct promise *promise = &past->promises[i];
        if (!is_due(past, promise, whom, visit, day))
            continue;
        if (promise->sort == OF_VISITS)
            add_gift(out, promise->id);
        else
            add_price(out, promise->id,
                      worth_of(promise->terms,
                               promise->sort == OF_THANKS ? promise->terms->referrer
                                                          : promise->terms->percent,
                               base));
    }
}

static void find_cards(const struct past *past, int64_t base, struct expected *out)
{
    for (int i = 0; i < out->scan_count; i++) {
        const struct code *card = code_of(past, out->scans[i]);
        if (card == NULL || code_kind(card->id) != CODE_CARD || out->verdicts[i] != VERDICT_GOOD)
            continue;
        out->card = true;
        add_price(out, card->id, worth_of(card->terms, card->terms->percent, base));
    }
}

/* Named by the host as sent: as if a card of today had been shown. */
static void find_sent(const struct past *past, const struct telling *told, int64_t base,
                      struct expected *out)
{
    if ((out->shown & SHOWN_REFERRER) == 0 || out->via == 0 || out->card ||
        !is_offered(past, told->day))
        return;
    const struct config_friend *terms = &past_rules(past)->friend_offer;
    out->sent = true;
    add_price(out, 0, worth_of(terms, terms->percent, base));
}

void find_worth(const struct past *past, const struct telling *told, struct expected *out)
{
    int64_t base = told->total + told->applied;
    if (!counts(told) || told->kind == SALE_ADVICE || told->history || told->foreign ||
        (out->flags & FLAG_OFTEN) != 0)
        return;
    find_cards(past, base, out);
    find_sent(past, told, base, out);
    if (out->locked && !out->named)
        return;
    struct whom whom = {out->whom.person, out->locked ? 0 : out->whom.other};
    if (out->shown != 0 && whom.person != 0)
        find_due(past, whom, told->late ? 0 : out->visit, told->day, base, out);
    if (out->conflict != 0 && !out->locked)
        find_due(past, (struct whom){out->conflict, 0}, 0, told->day, base, out);
}

/* What the host took off and nothing due was worth: of a card that is used up it is a loss. */
int64_t paid_without_worth(const struct telling *told, const struct expected *out)
{
    for (int i = 0; i < out->scan_count && told->applied != 0; i++) {
        if (code_kind(out->scans[i]) != CODE_CARD)
            continue;
        if (out->verdicts[i] == VERDICT_HELD)
            return 0;
        if (out->verdicts[i] == VERDICT_USED || out->verdicts[i] == VERDICT_LOCKED)
            return out->scans[i];
    }
    return 0;
}

/* A card of a locked till promises nothing today. */
int64_t waits_unpromised(const struct past *past, const struct telling *told,
                         const struct expected *out)
{
    for (int i = 0; i < out->scan_count && out->via != 0 && out->discount == 0; i++) {
        const struct code *card = code_of(past, out->scans[i]);
        if (out->verdicts[i] == VERDICT_LOCKED && card != NULL &&
            worth_of(card->terms, card->terms->percent, told->total) > 0)
            return card->id;
    }
    return 0;
}
