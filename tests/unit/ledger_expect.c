/* SPDX-License-Identifier: MIT */
#include "ledger.h"

#include <stdlib.h>
#include <string.h>

enum { USUAL_DAYS = 14 };

/* Of two stores' sales of one day nobody knows which was first. */
static bool is_later(const struct deed *deed, const struct deed *other)
{
    return deed->told.day != other->told.day ? deed->told.day > other->told.day
           : deed->origin != other->origin   ? deed->origin < other->origin
                                             : true;
}

/* The last purchase of the item within the window, of which something is left. */
static void find_purchase(const struct past *past, const struct telling *told, struct expected *out)
{
    const struct config_friend *offer = &past_rules(past)->friend_offer;
    int window = offer->present ? offer->return_days : USUAL_DAYS, last = 0;
    for (int i = 1; i < past->deed_count; i++) {
        const struct deed *deed = &past->deeds[i];
        bool same = false;
        for (int k = 0; k < deed->told.line_count; k++)
            same = same || (deed->told.lines[k].ware == told->lines[0].ware &&
                            deed->told.lines[k].amount_minor > 0);
        if (same && deed->holds && deed->told.foreign == told->foreign &&
            is(past, (struct whom){out->whom.person, 0}, deed->person) &&
            deed->told.day >= told->day - window && deed->told.day <= told->day &&
            (last == 0 || is_later(deed, &past->deeds[last])))
            last = i;
    }
    int64_t left = past->deeds[last].told.total - past->deeds[last].taken;
    int64_t back = llabs(told->total);
    out->undone_minor = last == 0 ? 0 : back < left ? back : left;
    out->undone = out->undone_minor == 0 ? 0 : last;
}

void expect(const struct past *past, const struct telling *told, struct expected *out)
{
    bool pays_back = told->kind == SALE_RETURN || (told->kind == SALE_EXCHANGE && told->total < 0);
    memset(out, 0, sizeof *out);
    find_whom(past, told, out);
    find_tag(past, told, out);
    find_worth(past, told, out);
    find_slips(past, told, out);
    if (pays_back && told->original == 0 && out->whom.person != 0)
        find_purchase(past, told, out);
    find_steps(past, told, out);
    find_question(past, told, out);
}

/* Told once more with a key: of what was decided then, what the sale had not yet. */
void expect_again(const struct past *past, const struct deed *deed, const struct telling *told,
                  struct expected *out)
{
    enum sale_print key = told->print;
    *out = (struct expected){.whom = {deed->person, 0},
                             .shown = deed->shown,
                             .visit = deed->visit,
                             .tag = deed->told_tag,
                             .household = (deed->flags & FLAG_HOUSEHOLD) != 0};
    find_slips(past, told, out);
    out->has_card = out->has_card && key == PRINT_CARD && !deed->card;
    out->has_note = out->has_note && (out->has_card || key == PRINT_NOTE) && !deed->note;
    out->has_code = out->has_code && out->has_note;
    out->visits = out->visits && out->has_note;
    find_steps_again(past, deed, told, out);
}

static void add_code(struct past *past, struct code code)
{
    code.raw = past->raw_of[code.person];
    past->codes[past->code_count++] = code;
}

static void add_use(struct past *past, int64_t promise, int deed)
{
    past->uses[past->use_count++] = (struct use){promise, deed, past->now};
    thank_giver(past, promise);
}

/* Who shared it is first named by it once the other is forgotten. */
static void own_way(struct way *way, int person)
{
    int kept = 0;
    for (int i = 0; i < way->sharer_count; i++)
        if (way->sharers[i] != person)
            way->sharers[kept++] = way->sharers[i];
    way->sharer_count = kept;
    way->owner = person;
}

static void learn_ways(struct past *past, const struct telling *told,
                       const struct expected *expected, int person)
{
    for (int sort = 0; sort < LEDGER_WAYS; sort++) {
        struct way *way = &past->ways[sort][told->known_by[sort]];
        if (expected->attach[sort])
            own_way(way, person);
        if (expected->share[sort] && way->owner != person)
            way->sharers[way->sharer_count++] = person;
    }
}

static int learn_person(struct past *past, const struct expected *expected,
                        const struct answer *answer)
{
    bool new_one = expected->shown != 0 || expected->has_note || expected->has_card;
    if (expected->whom.person != 0)
        return person_of(past, answer->person);
    return new_one ? new_person(past, answer->person) : 0;
}

void learn_slips(struct past *past, const struct telling *told, const struct expected *expected,
                 const struct answer *answer, int person)
{
    struct deed *deed = &past->deeds[told->ref];
    const struct config *rules = past_rules(past);
    int every = rules->visits_offer.every, visit = expected->visit > 0 ? expected->visit : 1;
    if (expected->has_code)
        add_code(past, (struct code){.id = answer->note.code,
                                     .person = person,
                                     .issued = told->day,
                                     .until = told->day + LEDGER_NOTE_DAYS});
    if (expected->visits) {
        int at = (visit / every + 1) * every;
        past->promises[past->promise_count++] =
            (struct promise){.sort = OF_VISITS,
                             .id = projection_promise(past->raw_of[person], "visits", at),
                             .person = person,
                             .number = at,
                             .giver = told->ref};
    }
    if (expected->has_card)
        add_code(past, (struct code){.id = answer->card.code,
                                     .person = person,
                                     .issued = told->day,
                                     .until = told->day + rules->friend_offer.days,
                                     .deed = told->ref,
                                     .terms = &rules->friend_offer});
    deed->note |= expected->has_note;
    deed->card |= expected->has_card;
    deed->person = person;
}

/* A card of this sale, printed or not; what waited already goes on waiting. */
static int64_t waiting_card(const struct past *past, const struct telling *told,
                            const struct expected *expected, const struct answer *answer)
{
    bool shown = expected->sent && answer->best == answer->sent.promise;
    for (int i = 0; i < expected->scan_count; i++)
        shown =
            shown || (expected->scans[i] == answer->best && expected->verdicts[i] == VERDICT_GOOD);
    return answer->best == 0 ? waits_unpromised(past, told, expected) : shown ? answer->best : 0;
}

static void learn_wait(struct past *past, const struct telling *told, int64_t promise, int person)
{
    const struct code *card = code_of(past, promise);
    if (card != NULL)
        past->promises[past->promise_count++] = (struct promise){.sort = OF_CARD,
                                                                 .id = promise,
                                                                 .person = person,
                                                                 .due = told->day + 1,
                                                                 .until = card->until,
                                                                 .giver = told->ref,
                                                                 .terms = card->terms};
}

static void learn_worth(struct past *past, const struct telling *told,
                        const struct expected *expected, const struct answer *answer, int person)
{
    for (int i = 0; i < expected->gift_count; i++)
        add_use(past, expected->gifts[i], told->ref);
    /* Of a card that was never printed nothing is kept unless it is used or waits. */
    if (expected->sent && expected->discount > 0 && answer->best == answer->sent.promise)
        add_code(past, (struct code){.id = answer->sent.promise,
                                     .person = person_of(past, answer->referrer),
                                     .issued = told->day,
                                     .until = told->day + past_rules(past)->friend_offer.days,
                                     .deed = told->ref,
                                     .terms = &past_rules(past)->friend_offer});
    int64_t best = answer->best != 0 ? answer->best : paid_without_worth(told, expected);
    if (told->applied != 0 && best != 0)
        add_use(past, best, told->ref);
    if (told->applied == 0)
        learn_wait(past, told, waiting_card(past, told, expected, answer), person);
}

void release(struct past *past, int cart)
{
    int kept = 0;
    for (int i = 0; i < past->hold_count; i++)
        if (past->holds[i].cart != cart)
            past->holds[kept++] = past->holds[i];
    past->hold_count = kept;
}

void learn(struct past *past, const struct telling *told, const struct expected *expected,
           const struct answer *answer)
{
    int person = learn_person(past, expected, answer);
    learn_ways(past, told, expected, person);
    int sender = expected->sender;
    if ((expected->shown & SHOWN_REFERRER) != 0 && sender == 0)
        past->ways[BY_ID][told->referrer].owner = sender = new_person(past, answer->referrer);
    past->deeds[told->ref] = (struct deed){
        .told = *told,
        .person = person,
        .shown = expected->shown,
        .via = expected->via,
        .visit = expected->visit,
        .told_tag = expected->tag,
        .tag = expected->tag,
        .flags = expected->flags,
        .origin = past->origin,
        .sent_with = expected->sent_with,
        .sent_by = sender,
        .undone = expected->undone,
        .undone_minor = expected->undone_minor,
    };
    if (counts(told) && told->kind != SALE_ADVICE && !told->history)
        learn_worth(past, told, expected, answer, person);
    learn_slips(past, told, expected, answer, person);
    learn_steps(past, told, expected, person);
    if (expected->whom.other != 0)
        make_one(past, person, expected->whom.other);
    if (!told->history)
        release(past, told->cart);
    judge(past);
}
