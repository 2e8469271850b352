/* SPDX-License-Identifier: MIT */
#include "worth.h"

#include <string.h>

#include "code.h"
#include "offer.h"
#include "person.h"
#include "projection.h"
#include "promise.h"
#include "suspicion.h"

static void consider(struct answer *answer, int64_t promise, int64_t discount_minor)
{
    if (discount_minor <= answer->discount_minor)
        return;
    answer->discount_minor = discount_minor;
    answer->best = promise;
}

static void worth_of_cards(struct answer *answer, int64_t base_minor)
{
    for (int i = 0; i < answer->scan_count; i++) {
        struct scan *scan = &answer->scans[i];
        if (scan->verdict != VERDICT_GOOD || code_kind(scan->id) != CODE_CARD || answer->via == 0)
            continue;
        scan->discount_minor = offer_discount(scan->terms.percent, &scan->terms, base_minor);
        consider(answer, scan->id, scan->discount_minor);
    }
}

static void give_gift(struct answer *answer, int64_t promise, const json_t *terms, bool gift_given)
{
    const char *gift = json_string_value(json_object_get(terms, "gift"));
    /* One place is the discount's. */
    if (answer->paid_count == ANSWER_PAID_MAX - 1)
        return;
    answer->paid[answer->paid_count++] = promise;
    if (!gift_given)
        words_add_line(
            answer->prompts, ANSWER_LINES, answer->language, W_GIVE,
            &(struct words_values){.visit = answer->visit,
                                   .gift = gift ? gift : words_text(answer->language, W_THE_GIFT)});
}

/* Whose promises are looked at, and by what. */
struct pass {
    int64_t person, other; /* other: about to become one with person; or person again */
    int64_t visit;
    int64_t base_minor;
    bool thanks;
};

/* The columns of REWARDS_DUE: offer, number, promise, terms. */
static void worth_of_reward(struct answer *answer, sqlite3_stmt *row, const struct pass *pass)
{
    json_t *terms = json_loads(store_text(row, 3), 0, NULL);
    int64_t promise = sqlite3_column_int64(row, 2);
    int64_t until_day = json_integer_value(json_object_get(terms, "until"));
    const char *offer = store_text(row, 0);
    struct card_terms card = answer_read_card_terms(terms);
    if (strcmp(offer, "visits") == 0)
        give_gift(answer, promise, terms, answer->paid_count > 0);
    else if (strcmp(offer, "thanks") == 0 && pass->thanks)
        consider(answer, promise, offer_discount(card.referrer, &card, pass->base_minor));
    else if (strcmp(offer, "friend") == 0 && answer->day - PROMISE_GRACE_DAYS <= until_day)
        consider(answer, promise, offer_discount(card.percent, &card, pass->base_minor));
    json_decref(terms);
}

static int may_be_thanked(const struct desk *desk, struct pass *pass, int64_t day,
                          struct fault *fault)
{
    bool known;
    int64_t given = 0;
    int status = person_is_known(desk->store, pass->person, &known, fault);
    if (status == COMEBACK_OK && !known)
        status = store_number(desk->store, THANKS_GIVEN, 0, &given, fault, "iii", pass->person,
                              pass->other, day - WORTH_THANKS_DAYS);
    pass->thanks = given < WORTH_THANKS_MAX;
    return status;
}

static int worth_of_person(const struct desk *desk, struct answer *answer, struct pass pass,
                           struct fault *fault)
{
    sqlite3_stmt *row;
    int status = may_be_thanked(desk, &pass, answer->day, fault);
    if (status == COMEBACK_OK)
        status = store_query(desk->store, REWARDS_DUE, &row, fault, "iiii", pass.person, pass.other,
                             pass.visit, (int64_t)answer->day);
    else
        return status;
    while (status == 1) {
        worth_of_reward(answer, row, &pass);
        status = store_next(desk->store, row, fault);
    }
    store_done(row);
    return status;
}

static int worth_of_rewards(const struct desk *desk, struct answer *answer, int64_t base_minor,
                            bool locked, struct fault *fault)
{
    int64_t person = answer->person, other = locked ? 0 : answer->join_with;
    int status = COMEBACK_OK;
    /* Of a locked till the codes are doubted, and what they bear waits. */
    if (answer->shown == 0 || (locked && answer->named_by == 0))
        return COMEBACK_OK;
    /* Who is gone can be given nothing. */
    if (person != 0)
        status = worth_of_person(desk, answer,
                                 (struct pass){person, other != 0 ? other : person,
                                               desk->late ? 0 : answer->visit, base_minor, false},
                                 fault);
    /* The sale is not of the note's person, but what the note promises is paid; this visit is not
     * one of theirs. */
    if (status == COMEBACK_OK && answer->conflict != 0 && !locked)
        status = worth_of_person(
            desk, answer, (struct pass){answer->conflict, answer->conflict, 0, base_minor, false},
            fault);
    return status;
}

static bool has_card(const struct answer *answer)
{
    for (int i = 0; i < answer->scan_count; i++)
        if (answer->scans[i].verdict == VERDICT_GOOD && code_kind(answer->scans[i].id) == CODE_CARD)
            return true;
    return false;
}

/* Named by the host as sent: as if a card of today's terms had been shown. */
static int worth_of_sent(const struct desk *desk, struct answer *answer, int64_t base_minor,
                         struct fault *fault)
{
    struct sent sent = {.promise = -person_new()};
    bool offered;
    if ((answer->shown & SHOWN_REFERRER) == 0 || answer->via == 0 || has_card(answer))
        return COMEBACK_OK;
    int status =
        offer_friend_terms(desk, answer->day, &sent.terms, &sent.until_day, &offered, fault);
    if (status != COMEBACK_OK || !offered)
        return status;
    sent.discount_minor = offer_discount(sent.terms.percent, &sent.terms, base_minor);
    answer->sent = sent;
    consider(answer, sent.promise, sent.discount_minor);
    return COMEBACK_OK;
}

/* What the host took off is paid from the best promise; where another till's sale has used that up
 * meanwhile, it is paid all the same and counted as a loss. A promise that another basket holds
 * stays that basket's: here is the loss, there it is paid. */
static void pay(const struct sale *sale, struct answer *answer)
{
    if (sale->applied_minor == 0)
        return;
    int64_t promise = answer->best;
    for (int i = 0; i < answer->scan_count && promise == 0 && !answer->lost; i++) {
        const struct scan *scan = &answer->scans[i];
        if (scan->id == 0 || code_kind(scan->id) != CODE_CARD)
            continue;
        answer->lost = scan->verdict == VERDICT_USED || scan->verdict == VERDICT_HELD;
        bool spent = scan->verdict == VERDICT_USED || scan->verdict == VERDICT_LOCKED;
        promise = spent ? scan->id : 0;
    }
    if (promise != 0)
        answer->paid[answer->paid_count++] = promise;
    if (answer->lost)
        answer_add_line(answer->notice, "loss: this card's promise was used at another till");
}

static bool waits(const struct sale *sale, const struct answer *answer, const struct scan *scan)
{
    if (scan->id == 0 || answer->via == 0)
        return false;
    if (scan->verdict == VERDICT_LOCKED)
        return answer->best == 0 &&
               offer_discount(scan->terms.percent, &scan->terms, sale->total_minor) > 0;
    return scan->verdict == VERDICT_GOOD && scan->id == answer->best;
}

/* What the host did not take off waits for this customer's next visit, and so does what a locked
 * till did not promise. */
static void keep_card(const struct sale *sale, struct answer *answer)
{
    if (sale->applied_minor != 0)
        return;
    if (answer->best != 0 && answer->best == answer->sent.promise)
        answer->waits = answer->best;
    for (int i = 0; i < answer->scan_count && answer->waits == 0; i++)
        if (waits(sale, answer, &answer->scans[i]))
            answer->waits = answer->scans[i].id;
}

static int worth_in_currency(const struct desk *desk, const struct sale *sale,
                             struct answer *answer, struct fault *fault)
{
    int64_t base_minor = sale->total_minor + sale->applied_minor;
    bool locked = false;
    worth_of_cards(answer, base_minor);
    int status = worth_of_sent(desk, answer, base_minor, fault);
    if (status == COMEBACK_OK)
        status = promise_locked(desk, sale->till, answer->day, &locked, fault);
    return status == COMEBACK_OK ? worth_of_rewards(desk, answer, base_minor, locked, fault)
                                 : status;
}

int worth_decide(const struct desk *desk, const struct sale *sale, struct answer *answer,
                 struct fault *fault)
{
    bool same_currency = strcmp(sale->currency, desk->config->shop.currency) == 0;
    if (!projection_counts(sale->kind, sale->total_minor) || sale->kind == SALE_ADVICE ||
        answer->history || (answer->flags & SUSPICION_HOLDS_OWN) != 0)
        return COMEBACK_OK;
    if (!same_currency) {
        answer_add_line(answer->notice, "currency %s: tagged, but promises are in %s",
                        sale->currency, desk->config->shop.currency);
        return COMEBACK_OK;
    }
    int status = worth_in_currency(desk, sale, answer, fault);
    pay(sale, answer);
    keep_card(sale, answer);
    return status;
}
