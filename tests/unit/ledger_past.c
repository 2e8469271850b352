/* SPDX-License-Identifier: MIT */
#include "ledger.h"

#include <stdlib.h>
#include <string.h>

enum { YEAR = 365, GUESSES = 5, MINUTES = 24 * 60 };

const struct ware ledger_wares[LEDGER_WARES] = {
    {"TEA", "Green tea", "drinks"}, {"BUN", "Bun", "bread"},      {"BIKE", "City bike", "bike"},
    {"FIX", "Service", "work"},     {"FLT", "Filter", "filters"}, {"MUG", "Mug, blue", "ware"},
};

/* The second of two stores begins in the middle of every array that is counted by place. */
void past_begin(struct past *past, int store)
{
    for (int i = 0; i < past->edit_count; i++)
        free(past->edits[i]);
    memset(past, 0, sizeof *past);
    past->first_deed = past->deed_count = 1 + store * LEDGER_DEEDS / 2;
    past->first_person = past->person_count = 1 + store * LEDGER_PERSONS / 2;
}

void past_end(struct past *past)
{
    past_begin(past, 0);
}

const struct config *past_rules(const struct past *past)
{
    return past->edits[past->edit_count - 1];
}

int new_person(struct past *past, int64_t raw)
{
    past->raw_of[past->person_count] = raw;
    past->one[past->person_count] = past->person_count;
    return past->person_count++;
}

int person_of(const struct past *past, int64_t raw)
{
    for (int i = 1; i < past->person_count; i++)
        if (past->raw_of[i] == raw)
            return i;
    fail_msg("a person %lld that was never met", (long long)raw);
    return 0;
}

/* The shop's number of all that are one. */
int64_t number_of(const struct past *past, int person)
{
    int64_t least = INT64_MAX;
    for (int i = 1; i < past->person_count; i++)
        if (past->raw_of[i] != 0 && past->one[i] == past->one[person] && past->raw_of[i] < least)
            least = past->raw_of[i];
    return person == 0 ? 0 : least;
}

void make_one(struct past *past, int a, int b)
{
    int low = past->one[a] < past->one[b] ? past->one[a] : past->one[b];
    int high = past->one[a] < past->one[b] ? past->one[b] : past->one[a];
    for (int i = 1; i < past->person_count; i++)
        if (past->one[i] == high)
            past->one[i] = low;
}

bool is(const struct past *past, struct whom whom, int person)
{
    const int *one = past->one;
    return person != 0 && ((whom.person != 0 && one[person] == one[whom.person]) ||
                           (whom.other != 0 && one[person] == one[whom.other]));
}

static bool names(const struct past *past, const struct way *way, int person)
{
    if (way->owner != 0 && past->one[way->owner] == past->one[person])
        return true;
    for (int i = 0; i < way->sharer_count; i++)
        if (past->one[way->sharers[i]] == past->one[person])
            return true;
    return false;
}

bool is_known(const struct past *past, int person)
{
    for (int i = 0; i < LEDGER_WAYS * LEDGER_VALUES; i++)
        if (names(past, &past->ways[i / LEDGER_VALUES][i % LEDGER_VALUES], person))
            return true;
    return false;
}

const struct code *code_of(const struct past *past, int64_t id)
{
    for (int i = 0; i < past->code_count; i++)
        if (past->codes[i].id == id)
            return &past->codes[i];
    return NULL;
}

bool counts(const struct telling *told)
{
    return told->ref != 0 && told->total >= 0 &&
           (told->kind == SALE_SALE || told->kind == SALE_EXCHANGE || told->kind == SALE_ADVICE);
}

static void take(struct past *past, const struct deed *deed)
{
    struct deed *from = &past->deeds[deed->told.original];
    if (deed->told.kind == SALE_RETURN && deed->told.original != 0) {
        from->returned += llabs(deed->told.total);
        from->returns++;
    }
    if (deed->told.kind == SALE_EXCHANGE && deed->told.total < 0)
        from->taken -= deed->told.total;
    past->deeds[deed->undone].taken += deed->undone_minor;
}

static void settle(struct deed *deed)
{
    int64_t total = deed->told.total;
    deed->taken += deed->returned;
    bool all_back = deed->returns > 0 && deed->returned >= total;
    deed->standing = !counts(&deed->told) ? 0 : deed->voided ? -1 : !all_back;
    deed->holds = deed->standing == 1 && (deed->taken == 0 || deed->taken < total);
}

static void judge_tags(struct past *past)
{
    static int first[LEDGER_PERSONS], via[LEDGER_PERSONS];
    for (int i = 0; i < past->person_count; i++) {
        first[i] = LEDGER_NEVER;
        via[i] = 0;
    }
    for (int i = 1; i < past->deed_count; i++) {
        const struct deed *deed = &past->deeds[i];
        int who = past->one[deed->person], day = deed->told.day;
        if (deed->standing != 1 || deed->person == 0 || day > first[who])
            continue;
        via[who] = day < first[who] || deed->via > via[who] ? deed->via : via[who];
        first[who] = day;
    }
    for (int i = 1; i < past->deed_count; i++) {
        struct deed *deed = &past->deeds[i];
        int who = past->one[deed->person];
        bool repeat = deed->told.day > first[who] || (deed->shown & SHOWN_ELSEWHERE) != 0;
        if (deed->standing == 1)
            deed->tag = deed->shown == 0         ? COMEBACK_UNIDENTIFIED
                        : repeat                 ? COMEBACK_REPEAT
                        : via[who] != VIA_NOBODY ? COMEBACK_REFERRAL
                                                 : COMEBACK_NEW;
    }
}

void judge(struct past *past)
{
    for (int i = 0; i < LEDGER_DEEDS; i++) {
        past->deeds[i].voided = false;
        past->deeds[i].returns = 0;
        past->deeds[i].returned = past->deeds[i].taken = 0;
    }
    for (int i = 1; i < past->deed_count; i++)
        if (past->deeds[i].told.ref != 0 && past->deeds[i].told.kind == SALE_VOID)
            past->deeds[past->deeds[i].told.original].voided = true;
    for (int i = 1; i < past->deed_count; i++)
        if (past->deeds[i].told.ref != 0 && !past->deeds[i].voided)
            take(past, &past->deeds[i]);
    for (int i = 1; i < past->deed_count; i++)
        settle(&past->deeds[i]);
    judge_tags(past);
}

/* By a sale that holds, or by two that were brought back: it is given back once, and by a void
 * always. */
bool is_spent(const struct past *past, int64_t promise)
{
    int tried = 0;
    for (int i = 0; i < past->use_count; i++) {
        const struct deed *deed = &past->deeds[past->uses[i].deed];
        if (past->uses[i].promise == promise && deed->holds)
            return true;
        tried += past->uses[i].promise == promise && deed->standing >= 0;
    }
    return tried > 1;
}

bool is_given(const struct past *past, int64_t promise)
{
    for (int i = 0; i < past->promise_count; i++)
        if (past->promises[i].id == promise && past->deeds[past->promises[i].giver].holds)
            return true;
    return false;
}

int sender_of(const struct past *past, const struct deed *deed)
{
    const struct code *card = deed->sent_with == 0 ? NULL : code_of(past, deed->sent_with);
    return deed->via == 0 ? 0 : card != NULL ? card->person : deed->sent_by;
}

bool is_circle(const struct past *past, struct whom customer, int giver, int day)
{
    for (int i = 1; i < past->deed_count; i++) {
        const struct deed *deed = &past->deeds[i];
        if (deed->standing == 1 && is(past, (struct whom){giver, 0}, deed->person) &&
            deed->told.day <= day && deed->told.day >= day - YEAR &&
            is(past, customer, sender_of(past, deed)))
            return true;
    }
    return false;
}

static bool is_in_a_circle(const struct past *past, const struct deed *deed, int giver)
{
    return is_circle(past, (struct whom){deed->person, 0}, giver, deed->told.day);
}

bool is_flagged(const struct past *past, const struct deed *deed)
{
    return deed->flags != 0 || is_in_a_circle(past, deed, sender_of(past, deed));
}

bool may_thank(const struct past *past, const struct deed *deed, int giver)
{
    bool held = (deed->flags & (FLAG_HOUSEHOLD | FLAG_QUICK | FLAG_CIRCLE)) != 0;
    return deed->look == 1 || (deed->look == 0 && !held && !is_in_a_circle(past, deed, giver));
}

/* A card that was used up makes its giver's thanks wait. */
void thank_giver(struct past *past, int64_t promise)
{
    const struct code *card = code_of(past, promise);
    if (card == NULL || card->giver.offer == NULL)
        return;
    int64_t thanks = projection_promise(card->raw, "thanks", promise);
    for (int i = 0; i < past->promise_count; i++)
        if (past->promises[i].id == thanks)
            return;
    past->promises[past->promise_count++] = (struct promise){.sort = OF_LATER,
                                                             .id = thanks,
                                                             .number = promise,
                                                             .person = card->person,
                                                             .card = promise,
                                                             .terms = card->giver};
}

/* The text that the settings ask consent to; NULL: they ask nobody. */
static const char *consent_text(const struct past *past)
{
    const struct config *rules = past_rules(past);
    return rules->consent_count == 0 ? NULL : rules->consents[0].text;
}

/* Told again it is what was said then; of two words at one sale the withdrawal stands. */
void learn_consent(struct past *past, const struct telling *told, int person)
{
    struct consent said = {person, told->day * MINUTES + told->minute, told->consent > 0,
                           consent_text(past)};
    int place = past->consent_count;
    if (told->consent == 0 || person == 0 || said.text == NULL)
        return;
    for (int i = 0; i < past->consent_count; i++) {
        const struct consent *before = &past->consents[i];
        if (before->minute != said.minute || !is(past, (struct whom){person, 0}, before->person))
            continue;
        if (before->given == said.given || !before->given)
            return;
        place = before->person == person ? i : place;
    }
    past->consents[place] = said;
    past->consent_count += place == past->consent_count;
}

/* What was said last holds, of the text of now; of two at one moment that it was not. */
bool has_consented(const struct past *past, struct whom whom)
{
    const char *text = consent_text(past);
    int last = -1;
    bool given = false;
    for (int i = 0; i < past->consent_count; i++) {
        const struct consent *said = &past->consents[i];
        if (text == NULL || said->minute < last || !is(past, whom, said->person))
            continue;
        bool agreed = said->given && strcmp(said->text, text) == 0;
        given = agreed && (given || said->minute > last);
        last = said->minute;
    }
    return given;
}

static void join_owners(struct past *into, struct way *way, int there)
{
    make_one(into, way->owner, there);
    way->owner_too = there;
}

/* Who is known by the same at two tills is one. */
static void join_ways(struct past *into, const struct past *from)
{
    for (int i = 0; i < LEDGER_WAYS * LEDGER_VALUES; i++) {
        const struct way *there = &from->ways[i / LEDGER_VALUES][i % LEDGER_VALUES];
        struct way *here = &into->ways[i / LEDGER_VALUES][i % LEDGER_VALUES];
        if (here->owner != 0 && there->owner != 0)
            join_owners(into, here, there->owner);
        else if (there->owner != 0)
            here->owner = there->owner;
        for (int k = 0; k < there->sharer_count; k++)
            here->sharers[here->sharer_count++] = there->sharers[k];
    }
}

static void copy_persons(struct past *into, const struct past *from)
{
    for (int i = into->person_count; i < from->person_count; i++) {
        bool there = i >= from->first_person;
        into->raw_of[i] = there ? from->raw_of[i] : 0;
        into->one[i] = there ? from->one[i] : i;
    }
    into->person_count = from->person_count;
}

static int by_time(const void *left, const void *right)
{
    return ((const struct use *)left)->when - ((const struct use *)right)->when;
}

static void copy_promises(struct past *into, const struct past *from)
{
    memcpy(into->codes + into->code_count, from->codes,
           (size_t)from->code_count * sizeof *from->codes);
    memcpy(into->promises + into->promise_count, from->promises,
           (size_t)from->promise_count * sizeof *from->promises);
    memcpy(into->uses + into->use_count, from->uses, (size_t)from->use_count * sizeof *from->uses);
    into->code_count += from->code_count;
    into->promise_count += from->promise_count;
    into->use_count += from->use_count;
    qsort(into->uses, (size_t)into->use_count, sizeof into->uses[0], by_time);
}

static void copy_steps(struct past *into, const struct past *from)
{
    for (int i = 0; i < from->step_event_count; i++) {
        struct step_event event = from->step_events[i];
        event.step += into->step_count;
        into->step_events[into->step_event_count++] = event;
    }
    memcpy(into->steps + into->step_count, from->steps,
           (size_t)from->step_count * sizeof *from->steps);
    memcpy(into->asked + into->asked_count, from->asked,
           (size_t)from->asked_count * sizeof *from->asked);
    into->step_count += from->step_count;
    into->asked_count += from->asked_count;
    memcpy(into->presses + into->press_count, from->presses,
           (size_t)from->press_count * sizeof *from->presses);
    into->press_count += from->press_count;
    for (int i = 0; i < LEDGER_PERSONS; i++)
        into->forgotten[i] = into->forgotten[i] || from->forgotten[i];
}

static void copy_guesses(struct past *into, const struct past *from)
{
    memcpy(into->guesses + into->guess_count, from->guesses,
           (size_t)from->guess_count * sizeof *from->guesses);
    into->guess_count += from->guess_count;
}

static void copy_consents(struct past *into, const struct past *from)
{
    memcpy(into->consents + into->consent_count, from->consents,
           (size_t)from->consent_count * sizeof *from->consents);
    into->consent_count += from->consent_count;
}

/* Of one step both are of one store, and stand as they were told. */
static bool is_forgiven(const struct past *past, int place)
{
    const struct guess *guess = &past->guesses[place];
    for (int i = 0; i < past->guess_count; i++) {
        const struct guess *other = &past->guesses[i];
        if (other->forgives && other->till == guess->till && other->day == guess->day &&
            (other->when > guess->when || (other->when == guess->when && i > place)))
            return true;
    }
    return false;
}

bool is_locked(const struct past *past, int till, int day)
{
    int guesses = 0;
    for (int i = 0; i < past->guess_count; i++) {
        const struct guess *guess = &past->guesses[i];
        guesses +=
            guess->till == till && guess->day == day && !guess->forgives && !is_forgiven(past, i);
    }
    return guesses >= GUESSES;
}

/* Whose card was used before its store was known. */
static void thank_givers(struct past *past)
{
    for (int i = 0; i < past->use_count; i++)
        thank_giver(past, past->uses[i].promise);
}

void past_merge(struct past *into, const struct past *from)
{
    memcpy(into->deeds + from->first_deed, from->deeds + from->first_deed,
           (size_t)(from->deed_count - from->first_deed) * sizeof *from->deeds);
    into->deed_count = from->deed_count;
    copy_persons(into, from);
    copy_promises(into, from);
    copy_steps(into, from);
    copy_guesses(into, from);
    copy_consents(into, from);
    join_ways(into, from);
    thank_givers(into);
    judge(into);
}

static void forget_sharers(struct past *past, struct way *way, int person)
{
    int kept = 0;
    for (int i = 0; i < way->sharer_count; i++)
        if (past->one[way->sharers[i]] != past->one[person])
            way->sharers[kept++] = way->sharers[i];
    way->sharer_count = kept;
}

static void forget_consents(struct past *past, int person)
{
    int kept = 0;
    for (int i = 0; i < past->consent_count; i++)
        if (past->one[past->consents[i].person] != past->one[person])
            past->consents[kept++] = past->consents[i];
    past->consent_count = kept;
}

/* What they were known by is gone, and their notes recognise nobody; what they gave away stays
 * good. */
void past_forget(struct past *past, int person)
{
    for (int i = 0; i < LEDGER_WAYS * LEDGER_VALUES; i++) {
        struct way *way = &past->ways[i / LEDGER_VALUES][i % LEDGER_VALUES];
        if (way->owner != 0 && past->one[way->owner] == past->one[person])
            way->owner = way->owner_too = 0;
        forget_sharers(past, way, person);
    }
    forget_consents(past, person);
    for (int i = 0; i < past->code_count; i++)
        if (past->codes[i].id > 0 && code_kind(past->codes[i].id) == CODE_NOTE &&
            past->one[past->codes[i].person] == past->one[person])
            past->codes[i].cancelled = true;
    for (int i = 1; i < past->person_count; i++)
        past->forgotten[i] = past->forgotten[i] || past->one[i] == past->one[person];
}

/* As whom a sale was told, whoever that is one with. */
bool is_forgotten(const struct past *past, int person)
{
    return past->forgotten[person];
}
