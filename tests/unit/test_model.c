/* SPDX-License-Identifier: MIT */
/*
 * The rules once more, as arrays and loops that look at everything each time: after each step of a
 * random past the shop must say what these say. One past is 500 steps of a few customers; pasts
 * share a store and no customers, so that each is met by a store that is not empty.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shop_helper.h"

#include "../../plugin/code.h"
#include "../../plugin/projection.h"
#include "../../plugin/rebuild.h"

enum {
    PASTS = 40,
    STEPS = 500,
    REFS = 2 * STEPS + 8, /* of two tills; a return may name a sale that is told later, or never */
    PERSONS = 6 * STEPS,
    PROMISES = 16 * STEPS,
    DAYS = 700,
    VALUES = 9, /* of one way of knowing; 0: not told */
    SKUS = 4,
};
/* The settings as `init` makes them. */
enum {
    MINIMUM = 1000,
    AT_MOST = 500,
    LEAST = 500,
    CARD_DAYS = 90,
    CARD_EVERY = 30,
    NOTE_DAYS = 365,
    GRACE = 3,
    WINDOW = 14,
    GIFT_EVERY = 6,
    THANKS_MOST = 3,
    THANKS_DAYS = 90,
    OFTEN = 4,
    YEAR = 365
};

static struct till tills[2], *at;
static int past_number;

/* xorshift32: the same draws each time; persons and codes are other numbers. */
static uint32_t seed;

static int draw(int below)
{
    seed ^= seed << 13;
    seed ^= seed >> 17;
    seed ^= seed << 5;
    return (int)(seed % (uint32_t)below);
}

/* What was told under one ref. */
struct deed {
    bool told;
    int kind, day, original, sku;
    int64_t total, applied;
    int person, shown, via, visit, told_tag;
    bool household, held, history, note, card, other_till;
    int sent_by; /* the person whose card it was, or who was named; of a via alone */
    int undone;  /* the sale from which a return took that named none */
    int64_t undone_minor;
    /* What follows from all of them. */
    bool voided, holds;
    int returns, standing, tag;
    int64_t returned, taken;
};

/* One value of a way of knowing: whose it is, and who else says so. */
struct way {
    int owner, sharer_count;
    int sharers[2 * STEPS];
};

struct code {
    int64_t id;
    int person;
    int64_t raw; /* the shop's number of that person then */
    int issued, until;
};

enum offer { VISITS, THANKS, FRIEND };

/* What waits; each sale that promised it has a row. */
struct reward {
    enum offer offer;
    int person, number, due, until, giver;
    int64_t promise, card;
};

struct use {
    int64_t promise;
    int deed;
};

enum { BY_ID, BY_PHONE, BY_EMAIL, WAYS };

static struct deed deeds[REFS];
static struct way ways[WAYS][VALUES];
static struct code codes[PROMISES];
static struct reward rewards[PROMISES];
static struct use uses[PROMISES];
static int deed_count, code_count, reward_count, use_count, person_count;
static enum config_when note_when, card_when;
static int first_deed, first_code; /* of the till that is selling */
static int one[PERSONS];           /* the lowest of all that are one with a person */
static int64_t raw_of[PERSONS];

static void forget_all(void)
{
    memset(deeds, 0, sizeof deeds);
    memset(ways, 0, sizeof ways);
    deed_count = first_deed = 1;
    person_count = 1;
    first_code = 0;
    code_count = reward_count = use_count = 0;
}

static int new_person(int64_t raw)
{
    raw_of[person_count] = raw;
    one[person_count] = person_count;
    return person_count++;
}

/* The shop's number of all that are one. */
static int64_t number_of(int person)
{
    int64_t least = INT64_MAX;
    for (int i = 1; i < person_count; i++)
        if (one[i] == one[person] && raw_of[i] < least)
            least = raw_of[i];
    return least;
}

static void make_one(int a, int b)
{
    int low = one[a] < one[b] ? one[a] : one[b], high = one[a] < one[b] ? one[b] : one[a];
    for (int i = 1; i < person_count; i++)
        if (one[i] == high)
            one[i] = low;
}

static bool counts(const struct deed *deed)
{
    return deed->told && deed->total >= 0 &&
           (deed->kind == SALE_SALE || deed->kind == SALE_EXCHANGE || deed->kind == SALE_ADVICE);
}

static void take(const struct deed *deed)
{
    struct deed *from = &deeds[deed->original];
    if (deed->kind == SALE_RETURN && deed->original != 0) {
        from->returned += llabs(deed->total);
        from->returns++;
    }
    if (deed->kind == SALE_EXCHANGE && deed->total < 0)
        from->taken -= deed->total;
    deeds[deed->undone].taken += deed->undone_minor;
}

static void settle(struct deed *deed)
{
    deed->taken += deed->returned;
    bool all_back = deed->returns > 0 && deed->returned >= deed->total;
    deed->standing = !counts(deed) ? 0 : deed->voided ? -1 : !all_back;
    deed->holds = deed->standing == 1 && (deed->taken == 0 || deed->taken < deed->total);
}

static void judge_tags(void)
{
    int first[PERSONS], via[PERSONS];
    for (int i = 0; i < person_count; i++) {
        first[i] = INT_MAX;
        via[i] = 0;
    }
    for (int i = 1; i < deed_count; i++) {
        const struct deed *deed = &deeds[i];
        int who = one[deed->person];
        if (deed->standing != 1 || deed->person == 0 || deed->day > first[who])
            continue;
        via[who] = deed->day < first[who] || deed->via > via[who] ? deed->via : via[who];
        first[who] = deed->day;
    }
    for (int i = 1; i < deed_count; i++) {
        struct deed *deed = &deeds[i];
        int who = one[deed->person];
        if (deed->standing == 1)
            deed->tag = deed->shown == 0         ? COMEBACK_UNIDENTIFIED
                        : deed->day > first[who] ? COMEBACK_REPEAT
                        : via[who] != VIA_NOBODY ? COMEBACK_REFERRAL
                                                 : COMEBACK_NEW;
    }
}

/* All that follows from what was told, anew. */
static void judge(void)
{
    for (int i = 0; i < REFS; i++) {
        deeds[i].voided = false;
        deeds[i].returns = 0;
        deeds[i].returned = deeds[i].taken = 0;
    }
    for (int i = 1; i < REFS; i++)
        if (deeds[i].told && deeds[i].kind == SALE_VOID)
            deeds[deeds[i].original].voided = true;
    for (int i = 1; i < REFS; i++)
        if (deeds[i].told && !deeds[i].voided)
            take(&deeds[i]);
    for (int i = 1; i < REFS; i++)
        settle(&deeds[i]);
    judge_tags();
}

static bool is_spent(int64_t promise)
{
    int tried = 0;
    for (int i = 0; i < use_count; i++) {
        const struct deed *deed = &deeds[uses[i].deed];
        if (uses[i].promise == promise && deed->holds)
            return true;
        tried += uses[i].promise == promise && deed->standing >= 0;
    }
    return tried > 1;
}

static bool is_given(int64_t promise)
{
    for (int i = 0; i < reward_count; i++)
        if (rewards[i].promise == promise && deeds[rewards[i].giver].holds)
            return true;
    return false;
}

/* Whom a sale is about: two where they are about to become one. */
struct whom {
    int person, other;
};

static bool is(struct whom whom, int person)
{
    return person != 0 && ((whom.person != 0 && one[person] == one[whom.person]) ||
                           (whom.other != 0 && one[person] == one[whom.other]));
}

static bool is_known(int person)
{
    for (int i = 0; i < WAYS * VALUES; i++) {
        const struct way *way = &ways[i / VALUES][i % VALUES];
        if (way->owner != 0 && one[way->owner] == one[person])
            return true;
        for (int k = 0; k < way->sharer_count; k++)
            if (one[way->sharers[k]] == one[person])
                return true;
    }
    return false;
}

static bool has_bought(struct whom whom)
{
    for (int i = 1; i < deed_count; i++)
        if (deeds[i].holds && is(whom, deeds[i].person))
            return true;
    return false;
}

/* Did the customer send the giver in the year before that day? */
static bool sent(int customer, int giver, int day)
{
    for (int i = 1; i < deed_count; i++) {
        const struct deed *deed = &deeds[i];
        if (customer != 0 && giver != 0 && deed->standing == 1 && deed->via != 0 &&
            deed->person != 0 && one[deed->person] == one[giver] && deed->sent_by != 0 &&
            one[deed->sent_by] == one[customer] && deed->day <= day && deed->day >= day - YEAR)
            return true;
    }
    return false;
}

/* The day on which a card was used by somebody else who kept enough of it, and whom there is no
 * need to look at; INT_MAX: never. */
static int thanked_on(int64_t card, int giver, struct whom givers)
{
    for (int i = 0; i < use_count; i++) {
        const struct deed *deed = &deeds[uses[i].deed];
        if (uses[i].promise == card && deed->holds && !is(givers, deed->person) && !deed->held &&
            !sent(deed->person, giver, deed->day) &&
            deed->total + deed->applied - deed->taken >= MINIMUM)
            return deed->day;
    }
    return INT_MAX;
}

static bool may_be_thanked(struct whom whom, int day)
{
    int thanked = 0;
    for (int i = 0; i < reward_count; i++) {
        bool given = false;
        for (int k = 0; k < use_count; k++)
            given = given || (uses[k].promise == rewards[i].promise && deeds[uses[k].deed].holds &&
                              deeds[uses[k].deed].day > day - THANKS_DAYS);
        thanked += given && rewards[i].offer == THANKS && is(whom, rewards[i].person);
    }
    return thanked < THANKS_MOST || is_known(whom.person);
}

static bool is_due(const struct reward *reward, struct whom whom, int visit, int day)
{
    if (!is(whom, reward->person) || is_spent(reward->promise))
        return false;
    if (reward->offer == VISITS)
        return reward->number <= visit && is_given(reward->promise);
    if (reward->offer == FRIEND)
        return reward->due <= day && day <= reward->until + GRACE && is_given(reward->promise);
    int used = thanked_on(reward->card, reward->person, whom);
    return used <= day - WINDOW && has_bought(whom) && may_be_thanked(whom, day);
}

static int64_t discount_of(int64_t base)
{
    int64_t tenth = base / 10;
    return base < MINIMUM ? 0 : tenth > AT_MOST ? AT_MOST : tenth;
}

/* A sale to be told, and what the shop should say to it. */
struct step {
    int kind, day, sku, original, ref;
    int64_t total, applied;
    int told[WAYS]; /* values; 0: not told */
    int referrer;   /* an id */
    bool someone_else, late, history;
    bool locked;        /* its till guessed too often that day */
    int note, cards[2]; /* places in codes; -1: not shown */
    const char *print;

    struct whom whom;
    bool attach[WAYS], share[WAYS], household;
    int clashes[WAYS], conflict, shown, via, visit, tag, sender;
    enum verdict verdicts[2];
    int days_before, that_day, that_day_via;
    int64_t discount, best; /* best: of a card; 0: another's */
    bool sent, gift[PROMISES];
    bool has_note, has_card, has_code, named;
    int giver; /* of the card that counts, else who was named */
    bool quick, circle;
    int ask;
    int undone;
    int64_t undone_minor;
};

/* The one other person who says so too. */
static int only_sharer(const struct way *way)
{
    int found = 0;
    for (int i = 0; i < way->sharer_count; i++) {
        if (found != 0 && one[found] != one[way->sharers[i]])
            return 0;
        found = way->sharers[i];
    }
    return found;
}

static bool says_so(const struct way *way, int person)
{
    if (way->owner != 0 && one[way->owner] == one[person])
        return true;
    for (int i = 0; i < way->sharer_count; i++)
        if (one[way->sharers[i]] == one[person])
            return true;
    return false;
}

static void meet_way(struct step *step, int sort, const struct way *way)
{
    struct whom *whom = &step->whom;
    if (way->owner == 0)
        step->attach[sort] = true;
    else if (whom->person == 0) {
        whom->person = way->owner;
        step->named = true;
    } else if (!says_so(way, whom->person)) {
        step->share[sort] = true;
        step->clashes[sort] = way->owner;
    }
}

static void meet_someone_else(struct step *step, int sort, const struct way *way)
{
    struct whom *whom = &step->whom;
    int sharer = only_sharer(way);
    bool unknown_before = step->attach[BY_ID] || step->attach[BY_PHONE] || step->attach[BY_EMAIL];
    step->household = true;
    if (whom->person == 0 && !unknown_before && sharer != 0) {
        whom->person = sharer;
        step->named = true;
    } else if (whom->person == 0 || sharer == 0 || one[whom->person] != one[sharer])
        step->share[sort] = true;
}

static void meet_note(struct step *step)
{
    struct whom *whom = &step->whom;
    if (step->note < 0 || step->day > codes[step->note].until + GRACE)
        return;
    int noted = codes[step->note].person;
    step->shown |= SHOWN_NOTE;
    if (whom->person == 0)
        whom->person = noted;
    else if (one[noted] == one[whom->person])
        return;
    else if (is_known(noted))
        step->conflict = noted;
    else
        whom->other = noted;
}

static void find_whom(struct step *step)
{
    static const int shown[WAYS] = {SHOWN_ID, SHOWN_PHONE, SHOWN_EMAIL};
    for (int sort = 0; sort < WAYS; sort++) {
        const struct way *way = &ways[sort][step->told[sort]];
        if (step->told[sort] == 0)
            continue;
        step->shown |= shown[sort];
        if (step->someone_else && sort != BY_ID && way->owner != 0)
            meet_someone_else(step, sort, way);
        else
            meet_way(step, sort, way);
    }
    meet_note(step);
}

static void look_back(struct step *step)
{
    bool seen[DAYS] = {false};
    for (int i = 1; i < deed_count; i++) {
        const struct deed *deed = &deeds[i];
        if (deed->standing != 1 || !is(step->whom, deed->person) || deed->day > step->day)
            continue;
        if (deed->day == step->day) {
            step->that_day++;
            step->that_day_via = deed->via > step->that_day_via ? deed->via : step->that_day_via;
        } else if (!seen[deed->day]) {
            seen[deed->day] = true;
            step->days_before++;
        }
    }
}

static bool is_customer(const struct step *step, int person)
{
    bool same = is(step->whom, person) ||
                (step->conflict != 0 && person != 0 && one[step->conflict] == one[person]);
    for (int i = 0; i < WAYS; i++)
        same =
            same || (person != 0 && step->clashes[i] != 0 && one[step->clashes[i]] == one[person]);
    return same;
}

/* Everything is sold at noon. */
static void look_at_giver(struct step *step)
{
    if (step->giver == 0)
        step->giver = step->sender;
    for (int i = 1; i < deed_count; i++)
        if (step->giver != 0 && deeds[i].standing == 1 && deeds[i].day == step->day &&
            deeds[i].person != 0 && one[deeds[i].person] == one[step->giver] &&
            deeds[i].other_till == step->locked)
            step->quick = true;
    step->circle = sent(step->whom.person, step->giver, step->day) ||
                   sent(step->whom.other, step->giver, step->day);
}

static void meet_cards(struct step *step)
{
    bool before = step->days_before > 0 || step->that_day > 0 || (step->shown & SHOWN_NOTE) != 0;
    bool sent = false;
    int sender = ways[BY_ID][step->referrer].owner;
    if (step->referrer != 0 && step->referrer != step->told[BY_ID] && !is_customer(step, sender)) {
        step->shown |= SHOWN_REFERRER;
        step->sender = sender;
        sent = true;
    }
    for (int i = 0; i < 2; i++) {
        const struct code *card = &codes[step->cards[i] < 0 ? 0 : step->cards[i]];
        if (step->cards[i] < 0)
            continue;
        step->verdicts[i] = step->day > card->until + GRACE             ? VERDICT_EXPIRED
                            : is_spent(card->id)                        ? VERDICT_USED
                            : before || is_customer(step, card->person) ? VERDICT_NOT_NEW
                            : step->locked                              ? VERDICT_LOCKED
                                                                        : VERDICT_GOOD;
        bool good = step->verdicts[i] == VERDICT_GOOD || step->verdicts[i] == VERDICT_LOCKED;
        if (good && step->giver == 0)
            step->giver = card->person;
        sent = sent || good;
        if (good || step->verdicts[i] == VERDICT_NOT_NEW)
            step->shown |= SHOWN_CARD;
    }
    if (sent && !before)
        look_at_giver(step);
    if (sent && !before)
        step->via = (step->shown & SHOWN_IDENTITY) != 0 ? VIA_CHECKED : VIA_PAPER;
}

static void tag(struct step *step)
{
    meet_cards(step);
    step->visit = step->shown == 0 ? 0 : step->days_before + 1;
    step->tag = step->shown == 0                            ? COMEBACK_UNIDENTIFIED
                : step->days_before > 0                     ? COMEBACK_REPEAT
                : step->via != 0 || step->that_day_via != 0 ? COMEBACK_REFERRAL
                                                            : COMEBACK_NEW;
}

static void rate_rewards(struct step *step, struct whom whom, int visit, int64_t value)
{
    for (int i = 0; i < reward_count; i++) {
        if (!is_due(&rewards[i], whom, visit, step->day))
            continue;
        if (rewards[i].offer == VISITS)
            step->gift[i] = true;
        else if (step->discount == 0)
            step->discount = value;
    }
}

/* All percents are one here: the first that is worth something is the best. */
static void rate(struct step *step)
{
    int64_t value = discount_of(step->total + step->applied);
    bool card = false;
    for (int i = 0; i < 2; i++) {
        bool good = step->cards[i] >= 0 && step->verdicts[i] == VERDICT_GOOD;
        card = card || good;
        if (good && value > 0 && step->best == 0) {
            step->best = codes[step->cards[i]].id;
            step->discount = value;
        }
    }
    step->sent = (step->shown & SHOWN_REFERRER) != 0 && step->via != 0 && !card && value > 0;
    if (step->sent)
        step->discount = value;
    if (step->locked && !step->named)
        return;
    struct whom whom = {step->whom.person, step->locked ? 0 : step->whom.other};
    if (step->shown != 0 && whom.person != 0)
        rate_rewards(step, whom, step->late ? 0 : step->visit, value);
    if (step->conflict != 0 && !step->locked)
        rate_rewards(step, (struct whom){step->conflict, 0}, 0, value);
}

static bool is_pressed(const struct step *step, const char *key)
{
    return step->print != NULL && strcmp(step->print, key) == 0;
}

static bool may_have_card(const struct step *step)
{
    bool open = false, known = (step->shown & (SHOWN_IDENTITY | SHOWN_NOTE)) != 0;
    int latest = INT_MIN / 2;
    for (int i = 0; i < code_count; i++) {
        const struct code *code = &codes[i];
        if (code->id < 0 || code_kind(code->id) != CODE_CARD || !is(step->whom, code->person))
            continue;
        latest = code->issued > latest ? code->issued : latest;
        open = open || (code->until >= step->day && !is_spent(code->id));
    }
    bool due = known && step->day - latest >= CARD_EVERY;
    return !open && (is_pressed(step, "card") || due);
}

static bool is_wanted(const struct step *step, enum config_when when, const char *key)
{
    return when == CONFIG_ALWAYS || (when == CONFIG_ASK && is_pressed(step, key));
}

static void hand_out(struct step *step)
{
    bool large = step->total + step->applied >= LEAST;
    bool showed_paper = (step->shown & (SHOWN_NOTE | SHOWN_CARD)) != 0;
    if (step->late || step->history || is_pressed(step, "none") ||
        !(large || showed_paper || step->kind == SALE_ADVICE))
        return;
    bool may = large && may_have_card(step);
    step->has_card = may && is_wanted(step, card_when, "card");
    step->has_note = step->has_card || is_wanted(step, note_when, "note");
    step->has_code = step->has_note && ((step->shown & SHOWN_NO_CODE) == 0 || step->household);
    if (may && card_when == CONFIG_ASK && step->print == NULL)
        step->ask |= ASK_CARD;
    if (note_when == CONFIG_ASK && step->print == NULL)
        step->ask |= ASK_NOTE;
}

/* The last purchase of the item within the window, of which something is left. */
static void look_for_purchase(struct step *step)
{
    int last = 0;
    for (int i = 1; i < deed_count; i++) {
        const struct deed *deed = &deeds[i];
        if (deed->holds && deed->sku == step->sku &&
            is((struct whom){step->whom.person, 0}, deed->person) &&
            deed->day >= step->day - WINDOW && deed->day <= step->day &&
            (last == 0 || deed->day >= deeds[last].day))
            last = i;
    }
    int64_t left = deeds[last].total - deeds[last].taken;
    step->undone = last;
    step->undone_minor = llabs(step->total) < left ? llabs(step->total) : left;
    if (last == 0 || step->undone_minor == 0)
        step->undone = step->undone_minor = 0;
}

static void expect(struct step *step)
{
    const struct deed as_deed = {.told = true, .kind = step->kind, .total = step->total};
    find_whom(step);
    look_back(step);
    if (counts(&as_deed)) {
        tag(step);
        if (step->kind != SALE_ADVICE && !step->history && step->that_day < OFTEN)
            rate(step);
        hand_out(step);
    } else if (step->kind != SALE_VOID && step->original == 0 && step->whom.person != 0) {
        look_for_purchase(step);
    }
}

static int by_raw(int64_t raw)
{
    for (int i = 1; i < person_count; i++)
        if (raw_of[i] == raw)
            return i;
    fail_msg("a person %lld that was never met", (long long)raw);
    return 0;
}

static void add_code(int64_t id, int person, int day, int days)
{
    codes[code_count++] = (struct code){id, person, raw_of[person], day, day + days};
}

static void add_reward(enum offer offer, int person, int number, int64_t promise, int giver)
{
    rewards[reward_count++] = (struct reward){
        .offer = offer, .person = person, .number = number, .promise = promise, .giver = giver};
}

static void add_use(int64_t promise, int deed)
{
    uses[use_count++] = (struct use){promise, deed};
    for (int i = 0; i < code_count; i++) {
        if (codes[i].id != promise)
            continue;
        int64_t thanks = projection_promise(codes[i].raw, "thanks", promise);
        for (int k = 0; k < reward_count; k++)
            if (rewards[k].promise == thanks)
                return;
        add_reward(THANKS, codes[i].person, 0, thanks, 0);
        rewards[reward_count - 1].card = promise;
    }
}

static void learn_ways(const struct step *step, int person)
{
    for (int sort = 0; sort < WAYS; sort++) {
        struct way *way = &ways[sort][step->told[sort]];
        if (step->attach[sort])
            way->owner = person;
        if (step->share[sort] && way->owner != person)
            way->sharers[way->sharer_count++] = person;
    }
}

static void learn_slips(const struct step *step, int person, const struct answer *answer)
{
    int visit = step->visit > 0 ? step->visit : 1, gift = (visit / GIFT_EVERY + 1) * GIFT_EVERY;
    if (step->has_code)
        add_code(answer->note.code, person, step->day, NOTE_DAYS);
    if (step->has_note)
        add_reward(VISITS, person, gift, projection_promise(raw_of[person], "visits", gift),
                   step->ref);
    if (step->has_card)
        add_code(answer->card.code, person, step->day, CARD_DAYS);
    deeds[step->ref].note |= step->has_note;
    deeds[step->ref].card |= step->has_card;
    deeds[step->ref].person = person;
}

/* Of equal ones any may be paid, but it must be due. */
static int64_t any_due(const struct step *step, const struct answer *answer)
{
    int64_t paid = answer->paid[answer->paid_count - 1];
    for (int i = 0; i < reward_count; i++)
        if (rewards[i].promise == paid && rewards[i].offer != VISITS &&
            (is_due(&rewards[i], step->whom, 0, step->day) ||
             is_due(&rewards[i], (struct whom){step->conflict, 0}, 0, step->day)))
            return paid;
    fail_msg("paid is %lld, which is not due", (long long)paid);
    return 0;
}

/* What the discount was paid from; 0: nothing. */
static int64_t paid_from(const struct step *step, const struct answer *answer)
{
    if (step->applied == 0)
        return 0;
    if (step->best != 0)
        return step->best;
    if (step->sent)
        return answer->sent.promise;
    if (step->discount > 0)
        return any_due(step, answer);
    for (int i = 0; i < 2; i++)
        if (step->cards[i] >= 0 &&
            (step->verdicts[i] == VERDICT_USED || step->verdicts[i] == VERDICT_LOCKED))
            return codes[step->cards[i]].id;
    return 0;
}

static int64_t learn_gifts(const struct step *step)
{
    int64_t promises[8];
    int count = 0;
    for (int i = 0; i < reward_count; i++) {
        bool again = !step->gift[i];
        for (int k = 0; k < count; k++)
            again = again || promises[k] == rewards[i].promise;
        if (!again)
            promises[count++] = rewards[i].promise;
    }
    for (int i = 0; i < count; i++)
        add_use(promises[i], step->ref);
    return count;
}

/* What waits for the customer: not taken off, or not promised by a locked till. */
static int64_t waiting_card(const struct step *step, const struct answer *answer)
{
    if (step->applied != 0)
        return 0;
    if (step->best != 0)
        return step->best;
    if (step->sent)
        return answer->sent.promise;
    for (int i = 0; i < 2 && step->discount == 0; i++)
        if (step->cards[i] >= 0 && step->verdicts[i] == VERDICT_LOCKED &&
            discount_of(step->total) > 0)
            return codes[step->cards[i]].id;
    return 0;
}

static void learn_wait(const struct step *step, int person, const struct answer *answer)
{
    int64_t card = waiting_card(step, answer);
    if (card == 0)
        return;
    add_reward(FRIEND, person, 0, card, step->ref);
    rewards[reward_count - 1].due = step->day + 1;
    for (int i = 0; i < code_count; i++)
        if (codes[i].id == card)
            rewards[reward_count - 1].until = codes[i].until;
}

static void learn_promises(const struct step *step, int person, const struct answer *answer)
{
    int64_t paid = paid_from(step, answer);
    int64_t gifts = learn_gifts(step);
    assert_int_equal(answer->paid_count, gifts + (paid != 0));
    if (step->sent)
        add_code(answer->sent.promise, by_raw(answer->referrer), step->day, CARD_DAYS);
    learn_wait(step, person, answer);
    if (paid != 0)
        add_use(paid, step->ref);
}

static void learn(const struct step *step, const struct answer *answer, bool rated)
{
    int person = step->whom.person;
    if (person == 0 && (step->shown != 0 || step->has_note || step->has_card))
        new_person(answer->person);
    if (answer->person != 0)
        person = by_raw(answer->person);
    learn_ways(step, person);
    int sender = step->sender;
    if ((step->shown & SHOWN_REFERRER) != 0 && sender == 0)
        ways[BY_ID][step->referrer].owner = sender = new_person(answer->referrer);
    deeds[step->ref] = (struct deed){
        .told = true,
        .kind = step->kind,
        .day = step->day,
        .original = step->original,
        .sku = step->sku,
        .total = step->total,
        .applied = step->applied,
        .person = person,
        .shown = step->shown,
        .via = step->via,
        .visit = step->visit,
        .told_tag = step->tag,
        .tag = step->tag,
        .household = step->household,
        .held = step->household || step->quick || step->circle,
        .other_till = step->locked,
        .sent_by = step->via == 0     ? 0
                   : step->giver != 0 ? step->giver
                                      : sender,
        .history = step->history,
        .undone = step->undone,
        .undone_minor = step->undone_minor,
    };
    if (rated)
        learn_promises(step, person, answer);
    learn_slips(step, person, answer);
    if (step->whom.other != 0)
        make_one(person, step->whom.other);
}

static const char *const kinds[] = {"sale", "return", "exchange", "void", "training", "advice"};

/* Texts of a ticket. */
struct texts {
    char ref[24], original[24], id[24], referrer[24], phone[24], email[40];
    char till[16];
    struct line lines[2];
};

static struct ticket ticket_of(const struct step *step, struct texts *texts)
{
    static const char *const skus[SKUS] = {"TEA", "MUG", "POT", "CUP"};
    snprintf(texts->ref, sizeof texts->ref, "M%d-%d", past_number, step->ref);
    snprintf(texts->original, sizeof texts->original, "M%d-%d", past_number, step->original);
    snprintf(texts->id, sizeof texts->id, "M%d-%d", past_number, step->told[BY_ID]);
    snprintf(texts->referrer, sizeof texts->referrer, "M%d-%d", past_number, step->referrer);
    snprintf(texts->phone, sizeof texts->phone, "085 0%02d 00%02d", past_number,
             step->told[BY_PHONE]);
    snprintf(texts->email, sizeof texts->email, "m%d.%d@example.org", past_number,
             step->told[BY_EMAIL]);
    snprintf(texts->till, sizeof texts->till, "L%d", past_number);
    bool back = step->kind == SALE_RETURN || step->total < 0;
    texts->lines[0] = (struct line){skus[step->sku], "", back ? step->total : step->total + 1};
    texts->lines[1] = (struct line){0};
    return (struct ticket){
        .ref = texts->ref,
        .kind = kinds[step->kind],
        .day = step->day,
        .total_minor = step->total,
        .nothing = step->total == 0,
        .applied_minor = step->applied,
        .original = step->original != 0 ? texts->original : NULL,
        .customer = step->told[BY_ID] != 0 ? texts->id : NULL,
        .phone = step->told[BY_PHONE] != 0 ? texts->phone : NULL,
        .email = step->told[BY_EMAIL] != 0 ? texts->email : NULL,
        .referrer = step->referrer != 0 ? texts->referrer : NULL,
        .someone_else = step->someone_else,
        .lines = texts->lines,
        .note = step->note >= 0 ? codes[step->note].id : 0,
        .card = step->cards[0] >= 0 ? codes[step->cards[0]].id : 0,
        .code = step->cards[1] >= 0 ? codes[step->cards[1]].id : 0,
        .print = step->print,
        .till = step->locked ? texts->till : NULL,
    };
}

static void assert_person(int64_t said, int person)
{
    assert_int_equal(said, person == 0 ? 0 : number_of(person));
}

static void compare(const struct step *step, const struct answer *answer)
{
    int scan = step->note >= 0;
    assert_int_equal(answer->tag, step->tag);
    assert_int_equal(answer->visit, step->visit);
    assert_int_equal(answer->via, step->via);
    assert_int_equal(answer->shown, step->shown);
    assert_int_equal(answer->discount_minor, step->discount);
    assert_int_equal(answer->note.made, step->has_note);
    assert_int_equal(answer->card.made, step->has_card);
    assert_int_equal(answer->note.code != 0, step->has_code);
    assert_int_equal(answer->ask, step->ask);
    if (step->whom.person != 0)
        assert_person(answer->person, step->whom.person);
    assert_person(answer->join_with, step->whom.other);
    assert_person(answer->conflict, step->conflict);
    assert_int_equal((answer->flags & FLAG_HOUSEHOLD) != 0, step->household);
    assert_int_equal((answer->flags & FLAG_QUICK) != 0, step->quick);
    assert_int_equal((answer->flags & FLAG_CIRCLE) != 0, step->circle);
    assert_int_equal(answer->undone_count, step->undone != 0);
    if (step->undone != 0)
        assert_int_equal(answer->undone[0].minor, step->undone_minor);
    for (int i = 0; i < 2; i++)
        if (step->cards[i] >= 0 && step->tag != 0)
            assert_int_equal(answer->scans[scan++].verdict, step->verdicts[i]);
}

static bool is_rated(const struct step *step)
{
    const struct deed as_deed = {.told = true, .kind = step->kind, .total = step->total};
    return counts(&as_deed) && step->kind != SALE_ADVICE && !step->history &&
           step->that_day < OFTEN;
}

/* What the log now says of a sale. One that fell keeps a tag that nothing asks for. */
static void compare_deed(int ref)
{
    const struct deed *deed = &deeds[ref];
    char sql[256];
    snprintf(sql, sizeof sql,
             "SELECT count(*) FROM sale WHERE host='pos' AND kind=%d AND ref='M%d-%d' AND"
             " standing=%d AND taken_minor=%lld AND holds=%d AND (standing<>1 OR tag=%d)",
             deed->kind, past_number, ref, deed->standing, (long long)deed->taken, deed->holds,
             deed->tag);
    if (counts(deed) && till_number(at, sql) != 1)
        fail_msg("there is none: %s", sql);
}

/* Nobody pulls the plug here. */
static void do_without_sync(struct till *till)
{
    till_sql(till, "PRAGMA synchronous=OFF");
}

/* Five wrong codes at a till on a day, and its cards promise nothing until the next. */
static void lock(const struct step *step)
{
    struct texts texts;
    struct ticket ticket = ticket_of(step, &texts);
    ticket.note = ticket.card = 0;
    for (int i = 1; i <= 5; i++) {
        ticket.code = (INT64_C(2) << 53) + i * 12345;
        assert_int_equal(till_scan(at, &ticket), VERDICT_FOREIGN);
    }
    do_without_sync(at); /* a scan sets it anew */
}

static void do_step(struct step *step)
{
    struct texts texts;
    const struct step before = *step;
    if (step->locked)
        lock(step);
    expect(step);
    if (is_rated(step) && step->discount > 0 && step->applied == 0 && draw(2) == 0) {
        int64_t discount = step->discount;
        *step = before;
        step->applied = discount;
        step->total -= discount;
        expect(step);
    }
    struct ticket ticket = ticket_of(step, &texts);
    assert_int_equal(
        till_tell(at, &ticket,
                  (struct checkout_options){.history = step->history, .late = step->late}),
        COMEBACK_OK);
    compare(step, &at->outcome.answer);
    learn(step, &at->outcome.answer, is_rated(step));
    judge();
    compare_deed(first_deed + draw(deed_count - first_deed));
}

/* A place in codes of that kind; -1: none. Nobody shows what is not yet printed. */
static int draw_code(enum code_kind kind, int day)
{
    const struct code *code =
        &codes[first_code + (code_count == first_code ? 0 : draw(code_count - first_code))];
    bool fits = code->id > 0 && code_kind(code->id) == kind && code->issued <= day;
    return code_count > first_code && fits ? (int)(code - codes) : -1;
}

static void draw_who(struct step *step)
{
    step->told[BY_ID] = draw(4) == 0 ? 1 + draw(VALUES - 1) : 0;
    step->told[BY_PHONE] = draw(5) == 0 ? 1 + draw(VALUES - 1) : 0;
    step->told[BY_EMAIL] = draw(8) == 0 ? 1 + draw(VALUES - 1) : 0;
    step->someone_else = draw(8) == 0;
    step->referrer = draw(12) == 0 ? 1 + draw(VALUES - 1) : 0;
    step->note = draw(2) == 0 ? draw_code(CODE_NOTE, step->day) : -1;
    step->cards[0] = draw(2) == 0 ? draw_code(CODE_CARD, step->day) : -1;
    step->cards[1] = draw(6) == 0 ? draw_code(CODE_CARD, step->day) : -1;
    if (step->cards[1] == step->cards[0])
        step->cards[1] = -1;
}

static void draw_undo(struct step *step)
{
    step->original = 1 + draw(deed_count + 3);
    step->total = step->kind == SALE_VOID ? 0 : -(int64_t)draw(4000);
    /* Mostly all of it. */
    if (step->kind != SALE_VOID && draw(2) == 0)
        step->total = -deeds[step->original].total;
    if (step->kind != SALE_VOID && draw(3) == 0)
        step->original = 0;
    if (step->kind == SALE_EXCHANGE)
        step->total = draw(2) == 0 ? step->total : draw(3000);
}

static struct step draw_step(int day)
{
    static const int of_kind[] = {SALE_VOID, SALE_RETURN, SALE_RETURN, SALE_EXCHANGE, SALE_ADVICE};
    static const char *const prints[] = {"card", "note", "none", NULL, NULL, NULL};
    int kind = draw(24);
    struct step step = {.kind = kind < 5 ? of_kind[kind] : SALE_SALE,
                        .day = draw(12) == 0 && day > 10 ? day - draw(10) : day,
                        .ref = deed_count,
                        .sku = draw(SKUS),
                        .total = draw(20) == 0 ? 0 : 1 + draw(6000),
                        .applied = draw(25) == 0 ? 100 : 0,
                        .late = draw(30) == 0,
                        .history = draw(40) == 0,
                        .locked = draw(60) == 0,
                        .print = prints[draw(6)]};
    draw_who(&step);
    if (kind < 4)
        draw_undo(&step);
    deed_count++;
    return step;
}

/* The same sale once more, with one of the cashier's keys. */
static void tell_again(int ref)
{
    struct deed *deed = &deeds[ref];
    struct texts texts;
    struct step step = {.kind = deed->kind,
                        .day = deed->day,
                        .ref = ref,
                        .sku = deed->sku,
                        .total = deed->total,
                        .applied = deed->applied,
                        .shown = deed->shown,
                        .visit = deed->visit,
                        .household = deed->household,
                        .history = deed->history,
                        .whom = {deed->person, 0},
                        .note = -1,
                        .cards = {-1, -1},
                        .print = draw(2) == 0 ? "card" : "note"};
    bool card = strcmp(step.print, "card") == 0;
    if (!counts(deed))
        return;
    hand_out(&step);
    step.has_card = step.has_card && card && !deed->card;
    step.has_note = step.has_note && (step.has_card || !card) && !deed->note;
    step.has_code = step.has_code && step.has_note;
    struct ticket ticket = ticket_of(&step, &texts);
    const struct answer *answer = till_sell(at, &ticket);
    assert_int_equal(answer->tag, deed->told_tag);
    assert_int_equal(answer->added,
                     (step.has_note ? ASK_NOTE : 0) | (step.has_card ? ASK_CARD : 0));
    if (answer->added == 0)
        return;
    if (deed->person == 0)
        new_person(answer->person);
    learn_slips(&step, by_raw(answer->person), answer);
    judge();
}

static enum config_when set_when(const char *key)
{
    static const char *const names[] = {"always", "ask", "never"};
    static const enum config_when whens[] = {CONFIG_ALWAYS, CONFIG_ASK, CONFIG_NEVER};
    int when = draw(2) == 0 ? 0 : draw(3);
    till_set(at, "print", key, names[when]);
    return whens[when];
}

static void live_through_a_past(int steps)
{
    int day = 0;
    note_when = set_when("note");
    card_when = set_when("card");
    for (int i = 1; i < steps; i++) {
        struct step step = draw_step(day);
        do_step(&step);
        if (draw(20) == 0)
            tell_again(first_deed + draw(deed_count - first_deed));
        day += draw(4) == 0 ? 1 : draw(60) == 0 ? 20 : 0;
    }
    for (int i = first_deed; i < deed_count; i++)
        compare_deed(i);
}

static void open_till(struct till *till)
{
    do_without_sync(till);
    till_set(till, "offer friend", "budget_month", NULL);
}

static void the_shop_says_what_the_rules_say(void **state)
{
    (void)state;
    at = &tills[0];
    till_open(at);
    open_till(at);
    seed = 4;
    for (past_number = 0; past_number < PASTS; past_number++) {
        forget_all();
        live_through_a_past(STEPS);
    }
    till_assert_verified(at);
    till_close(at);
}

/* Who is known by the same at two tills is one. */
static void join_ways(const struct way others[WAYS * VALUES])
{
    for (int i = 0; i < WAYS * VALUES; i++) {
        int here = ways[i / VALUES][i % VALUES].owner, there = others[i].owner;
        if (here != 0 && there != 0)
            make_one(here, there);
    }
}

static void merge(struct till *into, struct till *from)
{
    struct fault fault = {{0}};
    till_sql(from, "PRAGMA wal_checkpoint(TRUNCATE)");
    if (rebuild_merge(into->shop->store, till_path(from, "store"), &fault) != COMEBACK_OK)
        fail_msg("merge: %s", fault.text);
}

/* Both know the same customers; returns at the second name sales of the first, too. */
static void two_tills_that_were_merged_say_what_the_rules_say_of_both(void **state)
{
    static struct way others[WAYS * VALUES];
    (void)state;
    till_open(&tills[0]);
    till_open_beside(&tills[1], &tills[0]);
    seed = 5;
    past_number = 0;
    forget_all();
    for (int i = 0; i < 2; i++) {
        memcpy(others, ways, sizeof ways);
        memset(ways, 0, sizeof ways);
        at = &tills[i];
        open_till(at);
        first_deed = deed_count;
        first_code = code_count;
        live_through_a_past(STEPS);
    }
    merge(&tills[0], &tills[1]);
    join_ways(others);
    judge();
    at = &tills[0];
    for (int i = 1; i < deed_count; i++)
        compare_deed(i);
    till_assert_verified(at);
    till_close(&tills[1]);
    till_close(&tills[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_shop_says_what_the_rules_say),
        cmocka_unit_test(two_tills_that_were_merged_say_what_the_rules_say_of_both),
    };
    return cmocka_run_group_tests_name("model", tests, NULL, NULL);
}
