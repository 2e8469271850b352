/* SPDX-License-Identifier: MIT */
#include "ledger.h"

#include <stdlib.h>
#include <string.h>

enum { USUAL_DAYS = 14 };

static int return_days(const struct config *rules)
{
    for (int i = 0; i < rules->offer_count; i++)
        if (rules->offers[i].to == CONFIG_FOR_FRIEND)
            return rules->offers[i].return_days;
    return USUAL_DAYS;
}

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
    int window = return_days(past_rules(past)), last = 0;
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

void expect(const struct past *past, const struct telling *told, int arm, struct expected *out)
{
    bool pays_back = told->kind == SALE_RETURN || (told->kind == SALE_EXCHANGE && told->total < 0);
    memset(out, 0, sizeof *out);
    out->arm = arm;
    find_whom(past, told, out);
    find_tag(past, told, out);
    find_stage(past, told, out);
    find_worth(past, told, out);
    find_slips(past, told, out);
    find_surprise(past, told, out);
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
                             .household = (deed->flags & FLAG_HOUSEHOLD) != 0,
                             .stage = deed->stage,
                             .away = deed->away,
                             .control = deed->control,
                             .next_open = -1,
                             .best = -1};
    if (is_forgotten(past, deed->person))
        return;
    find_slips(past, told, out);
    out->has_card = out->has_card && key == PRINT_CARD && !deed->card;
    out->has_note = out->has_note && (out->has_card || key == PRINT_NOTE) && !deed->note;
    out->has_code = out->has_code && out->has_note;
    if (!out->has_note) {
        out->visits.offer = out->next.offer = NULL;
        out->next_open = -1;
    }
    find_steps_again(past, deed, told, out);
    find_question_again(past, deed, told, out);
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
        if (expected->share[sort] && way->owner != person && way->owner_too != person)
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

static void learn_visits(struct past *past, const struct telling *told,
                         const struct expected *expected, int person)
{
    int at = expected->visits_at;
    if (expected->visits.offer == NULL)
        return;
    past->promises[past->promise_count++] = (struct promise){
        .sort = OF_VISITS,
        .id = projection_promise(past->raw_of[person], name_of(expected->visits), at),
        .person = person,
        .number = at,
        .giver = told->ref,
        .terms = expected->visits};
}

static void learn_next(struct past *past, const struct telling *told,
                       const struct expected *expected, const struct answer *answer, int person)
{
    struct promise *promise = &past->promises[past->promise_count];
    int64_t number = answer->note.next.number;
    if (expected->next_open >= 0)
        *promise = past->promises[expected->next_open];
    else if (expected->next.offer != NULL)
        *promise = (struct promise){
            .sort = OF_LATER,
            .id = projection_promise(past->raw_of[person], name_of(expected->next), number),
            .number = number,
            .person = person,
            .due = told->day + 1,
            .until = told->day + expected->next.offer->days,
            .is_next = true,
            .terms = expected->next};
    else
        return;
    promise->giver = told->ref;
    past->promise_count++;
}

void learn_slips(struct past *past, const struct telling *told, const struct expected *expected,
                 const struct answer *answer, int person)
{
    struct deed *deed = &past->deeds[told->ref];
    if (expected->has_code)
        add_code(past, (struct code){.id = answer->note.code,
                                     .person = person,
                                     .issued = told->day,
                                     .until = told->day + LEDGER_NOTE_DAYS,
                                     .deed = told->ref});
    learn_visits(past, told, expected, person);
    learn_next(past, told, expected, answer, person);
    if (expected->has_card)
        add_code(past, (struct code){.id = answer->card.code,
                                     .person = person,
                                     .issued = told->day,
                                     .until = told->day + expected->gets.offer->days,
                                     .gets = expected->gets,
                                     .giver = expected->giver,
                                     .deed = told->ref});
    deed->note |= expected->has_note;
    deed->card |= expected->has_card;
    deed->person = person;
}

/* Of a card that another till printed on some day of its quarter. */
static int until_of_elsewhere(int64_t id, int day)
{
    return clock_quarter_start(code_quarter(id, DAY_0 + day)) + CODE_LIFE_DAYS - DAY_0;
}

static void learn_wait(struct past *past, const struct telling *told, int64_t promise, int person)
{
    const struct code *card = code_of(past, promise);
    past->promises[past->promise_count++] = (struct promise){
        .sort = OF_LATER,
        .id = promise,
        .number = promise,
        .person = person,
        .due = told->day + 1,
        .until = card == NULL ? until_of_elsewhere(promise, told->day) : card->until,
        .giver = told->ref,
        .terms = card == NULL ? offline_terms(past, told->day) : card->gets};
}

/* Of a card that was never printed nothing is kept unless it is used or waits. */
static void learn_sent(struct past *past, const struct telling *told,
                       const struct expected *expected, const struct answer *answer)
{
    bool waits = expected->has_waiting && expected->waits == 0;
    if (expected->sent && (waits || is_paid(expected, 0)))
        add_code(past, (struct code){.id = answer->sent.promise,
                                     .person = person_of(past, answer->referrer),
                                     .issued = told->day,
                                     .until = told->day + expected->sent_gets.offer->days,
                                     .gets = expected->sent_gets,
                                     .giver = expected->sent_giver,
                                     .deed = told->ref});
}

static void learn_worth(struct past *past, const struct telling *told,
                        const struct expected *expected, const struct answer *answer, int person)
{
    learn_sent(past, told, expected, answer);
    for (int i = 0; i < expected->paid_count; i++)
        add_use(past, expected->paid[i] == 0 ? answer->sent.promise : expected->paid[i], told->ref);
    if (expected->has_waiting)
        learn_wait(past, told, expected->waits == 0 ? answer->sent.promise : expected->waits,
                   person);
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
        .stage = expected->stage,
        .away = expected->away,
        .control = expected->control,
        .arm = counts(told) ? answer->arm : -1,
        .surprise = answer->surprise.given ? (int)answer->surprise.cost_minor : -1,
        .sent_with = expected->sent_with,
        .sent_by = sender,
        .undone = expected->undone,
        .undone_minor = expected->undone_minor,
    };
    if (counts(told) && told->kind != SALE_ADVICE && !told->history)
        learn_worth(past, told, expected, answer, person);
    learn_slips(past, told, expected, answer, person);
    learn_steps(past, told, expected, person);
    learn_consent(past, told, person);
    if (expected->whom.other != 0)
        make_one(past, person, expected->whom.other);
    if (!told->history)
        release(past, told->cart);
    judge(past);
}
