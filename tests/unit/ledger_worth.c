/* SPDX-License-Identifier: MIT */
#include "ledger.h"

#include <stdlib.h>
#include <string.h>

#include "../../plugin/promise.h"

enum { THANKS_MOST = 3, THANKS_DAYS = 90, WORDS_MOST = ANSWER_PAID_MAX - 1 };

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
            !is(past, givers, deed->person) &&
            kept >= code_of(past, thanks->card)->gets.offer->minimum_minor &&
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
        thanked += promise->card != 0 && is(past, whom, promise->person) &&
                   was_paid_after(past, promise->id, day - THANKS_DAYS);
    }
    return thanked < THANKS_MOST || is_known(past, whom.person);
}

static bool is_due(const struct past *past, const struct promise *promise, struct whom whom,
                   int visit, int day)
{
    if (!is(past, whom, promise->person) || is_spent(past, promise->id))
        return false;
    if (promise->card != 0) {
        int used = thanked_on(past, promise, whom);
        return used != LEDGER_NEVER &&
               used + code_of(past, promise->card)->gets.offer->return_days <= day &&
               has_bought(past, whom) && may_be_thanked(past, whom, day);
    }
    bool in_time = promise->until == 0 || day <= promise->until + LEDGER_GRACE;
    bool begun = promise->sort == OF_VISITS ? promise->number <= visit : promise->due <= day;
    return in_time && begun && is_given(past, promise->id);
}

/* Who is gone can be given nothing; who comes too often gets no more than what was taken off. */
static bool is_blocked(struct terms terms, const struct telling *told, const struct expected *out)
{
    bool words_wait = told->late || (out->flags & FLAG_OFTEN) != 0;
    return !is_on_day(terms, told->day) || (words_wait && is_words(terms));
}

/* Can it be had at this sale? */
static bool is_had(struct terms terms, const struct telling *told, const struct expected *out)
{
    return !is_blocked(terms, told, out) &&
           (is_words(terms) ? is_reached(terms, told) : worth_of(terms, told) > 0);
}

static void add_due(struct due due, const struct telling *told, struct expected *out)
{
    for (int i = 0; i < out->due_count; i++)
        if (out->dues[i].promise == due.promise)
            return;
    if (is_had(due.terms, told, out))
        out->dues[out->due_count++] = due;
}

static int by_order(const void *left, const void *right)
{
    const struct due *a = left, *b = right;
    if (a->sort != b->sort)
        return (int)a->sort - (int)b->sort;
    if (a->day != b->day)
        return a->day - b->day;
    return (a->number > b->number) - (a->number < b->number);
}

/* Named again it is on the terms on which it was made. */
static bool was_made_before(const struct past *past, int place)
{
    const struct promise *promise = &past->promises[place];
    for (int i = 0; i < place; i++)
        if (past->promises[i].id == promise->id && past->promises[i].person == promise->person)
            return true;
    return false;
}

static void find_due(const struct past *past, struct whom whom, int visit,
                     const struct telling *told, struct expected *out)
{
    int before = out->due_count;
    for (int i = 0; i < past->promise_count; i++) {
        const struct promise *promise = &past->promises[i];
        if (is_due(past, promise, whom, visit, told->day) && !was_made_before(past, i))
            add_due((struct due){promise->id, promise->number, promise->sort, promise->due,
                                 promise->terms},
                    told, out);
    }
    qsort(out->dues + before, (size_t)(out->due_count - before), sizeof out->dues[0], by_order);
}

/* What cannot be had today, and would be worth something, waits. */
static void meet_card(const struct telling *told, int64_t promise, struct terms terms,
                      struct expected *out)
{
    if (is_blocked(terms, told, out) && is_reached(terms, told) && !out->has_waiting) {
        out->has_waiting = true;
        out->waits = promise;
    }
    add_due((struct due){promise, 0, OF_CARD, 0, terms}, told, out);
}

/* No offer where it has none. */
static struct terms terms_of_card(const struct past *past, const struct telling *told, int64_t id)
{
    const struct code *card = code_of(past, id);
    return card == NULL ? offline_terms(past, told->day) : card->gets;
}

static void find_cards(const struct past *past, const struct telling *told, struct expected *out)
{
    for (int i = 0; i < out->scan_count; i++) {
        struct terms terms = terms_of_card(past, told, out->scans[i]);
        bool good = out->verdicts[i] == VERDICT_GOOD || out->verdicts[i] == VERDICT_ELSEWHERE;
        if (code_kind(out->scans[i]) != CODE_CARD || terms.offer == NULL || !good)
            continue;
        out->card = true;
        meet_card(told, out->scans[i], terms, out);
    }
}

/* Named by the host as sent: as if a card of today had been shown. */
static void find_sent(const struct past *past, const struct telling *told, struct expected *out)
{
    if ((out->shown & SHOWN_REFERRER) == 0 || out->via == 0 || out->card ||
        !find_card_offer(past, told, true, (struct whom){out->sender, 0}, out))
        return;
    out->sent = true;
    out->sent_gets = out->gets;
    out->sent_giver = out->giver;
    meet_card(told, 0, out->gets, out);
}

bool is_paid(const struct expected *out, int64_t promise)
{
    for (int i = 0; i < out->paid_count; i++)
        if (out->paid[i] == promise)
            return true;
    return false;
}

/* Words are given beside the price that is cut, one of each offer; of visits all that are due. */
static void give_words(struct expected *out)
{
    for (int i = 0; i < out->due_count; i++) {
        const struct due *due = &out->dues[i];
        bool again = !is_words(due->terms);
        for (int k = 0; k < i && due->sort != OF_VISITS; k++)
            again = again || (is_words(out->dues[k].terms) &&
                              strcmp(name_of(out->dues[k].terms), name_of(due->terms)) == 0);
        if (!again && out->paid_count < WORDS_MOST)
            out->paid[out->paid_count++] = due->promise;
    }
}

/* The best for the customer, of equal ones the first. */
static void find_best(const struct telling *told, struct expected *out)
{
    out->best = -1;
    for (int i = 0; i < out->due_count; i++) {
        int64_t worth = worth_of(out->dues[i].terms, told);
        if (worth > out->discount) {
            out->discount = worth;
            out->best = i;
        }
    }
}

/* What the host took off and nothing due was worth: of a card that is used up it is a loss. */
static void pay_a_loss(struct expected *out)
{
    for (int i = 0; i < out->scan_count; i++) {
        if (code_kind(out->scans[i]) != CODE_CARD)
            continue;
        if (out->verdicts[i] == VERDICT_HELD)
            return;
        if (out->verdicts[i] == VERDICT_USED || out->verdicts[i] == VERDICT_LOCKED) {
            out->paid[out->paid_count++] = out->scans[i];
            return;
        }
    }
}

/* One cut price is for all the visits of that offer that are due. */
static void pay(struct expected *out)
{
    if (out->best < 0) {
        pay_a_loss(out);
        return;
    }
    const struct due *best = &out->dues[out->best];
    for (int i = 0; i < out->due_count; i++) {
        const struct due *due = &out->dues[i];
        if (best->sort == OF_VISITS && due->sort == OF_VISITS && i != out->best &&
            !is_words(due->terms) && strcmp(name_of(due->terms), name_of(best->terms)) == 0 &&
            out->paid_count < WORDS_MOST)
            out->paid[out->paid_count++] = due->promise;
    }
    out->paid[out->paid_count++] = best->promise;
}

static void wait_for(int64_t promise, struct expected *out)
{
    out->has_waiting = true;
    out->waits = promise;
}

/* A card of this sale that was not used up, and one that a locked till did not promise. */
static void keep_card(const struct past *past, const struct telling *told, struct expected *out)
{
    int64_t best = out->best < 0 ? -1 : out->dues[out->best].promise;
    if (out->sent && best == 0)
        wait_for(0, out);
    for (int i = 0; i < out->scan_count && out->via != 0 && !out->has_waiting; i++) {
        struct terms terms = terms_of_card(past, told, out->scans[i]);
        if (code_kind(out->scans[i]) != CODE_CARD || terms.offer == NULL)
            continue;
        bool good = !promise_refused(out->verdicts[i]) && out->scans[i] == best;
        bool locked = out->verdicts[i] == VERDICT_LOCKED && out->best < 0;
        if (good || (locked && is_reached(terms, told)))
            wait_for(out->scans[i], out);
    }
}

static void find_all_due(const struct past *past, const struct telling *told, struct expected *out)
{
    if (out->locked && !out->named)
        return;
    struct whom whom = {out->whom.person, out->locked ? 0 : out->whom.other};
    if (out->shown != 0 && whom.person != 0)
        find_due(past, whom, told->late ? 0 : out->visit, told, out);
    if (out->conflict != 0 && !out->locked)
        find_due(past, (struct whom){out->conflict, 0}, 0, told, out);
}

static void settle_best(const struct past *past, const struct telling *told, struct expected *out)
{
    if (told->applied != 0)
        pay(out);
    else
        keep_card(past, told, out);
}

void find_worth(const struct past *past, const struct telling *told, struct expected *out)
{
    out->best = -1;
    if (!counts(told) || told->kind == SALE_ADVICE || told->history || told->foreign ||
        (told->applied == 0 && (out->flags & FLAG_OFTEN) != 0))
        return;
    find_cards(past, told, out);
    find_sent(past, told, out);
    find_all_due(past, told, out);
    give_words(out);
    out->word_count = out->paid_count;
    find_best(told, out);
    settle_best(past, told, out);
}

static bool is_among(const int64_t *list, int count, int64_t promise)
{
    for (int i = 0; i < count; i++)
        if (list[i] == promise)
            return true;
    return false;
}

static const struct due *due_of(const struct expected *out, int64_t promise)
{
    for (int i = 0; i < out->due_count; i++)
        if (out->dues[i].promise == promise)
            return &out->dues[i];
    return NULL;
}

/* Of visits all that are due are given, as far as there is room; of the rest one of each offer. */
static bool are_equal(const struct due *one, const struct due *other)
{
    return one != NULL && other != NULL && by_order(one, other) == 0 &&
           (one->sort == OF_VISITS || strcmp(name_of(one->terms), name_of(other->terms)) == 0);
}

static void prefer_paid(const struct answer *answer, struct expected *out)
{
    for (int i = 0; i < answer->paid_count; i++) {
        if (is_paid(out, answer->paid[i]))
            continue;
        for (int k = 0; k < out->paid_count; k++)
            if (!is_among(answer->paid, answer->paid_count, out->paid[k]) &&
                are_equal(due_of(out, answer->paid[i]), due_of(out, out->paid[k]))) {
                out->paid[k] = answer->paid[i];
                break;
            }
    }
}

void prefer_equal(const struct past *past, const struct telling *told, const struct answer *answer,
                  struct expected *out)
{
    for (int i = 0; i < out->due_count && out->best >= 0; i++)
        if (out->dues[i].promise == answer->best &&
            by_order(&out->dues[i], &out->dues[out->best]) == 0 &&
            worth_of(out->dues[i].terms, told) == out->discount) {
            out->best = i;
            out->paid_count = out->word_count;
            settle_best(past, told, out);
            break;
        }
    prefer_paid(answer, out);
}
