/* SPDX-License-Identifier: MIT */
#include "worth.h"

#include <stdio.h>
#include <string.h>

#include "code.h"
#include "offer.h"
#include "person.h"
#include "projection.h"
#include "promise.h"
#include "suspicion.h"

enum { REWARDS_MAX = 64 }; /* of one person, at a sale */

/* What deciding gathers on its way. */
struct worth {
    const struct desk *desk;
    const struct sale *sale;
    struct answer *answer;
    char given[ANSWER_PAID_MAX][CONFIG_NAME]; /* offers whose words are given */
    int given_count;
    struct {
        int64_t promise;
        char name[CONFIG_NAME];
    } visits[ANSWER_PAID_MAX]; /* those that cut a price */
    int visits_count;
    bool has_card; /* one that promises something here */
};

static void consider(struct answer *answer, int64_t promise, int64_t discount_minor)
{
    if (discount_minor <= answer->discount_minor)
        return;
    answer->discount_minor = discount_minor;
    answer->best = promise;
}

static bool is_given(const struct worth *worth, const char *name)
{
    for (int i = 0; i < worth->given_count; i++)
        if (strcmp(worth->given[i], name) == 0)
            return true;
    return false;
}

/* One place is the discount's. */
static bool has_place(const struct answer *answer)
{
    return answer->paid_count < ANSWER_PAID_MAX - 1;
}

static void tell(const struct worth *worth, const struct benefit *benefit, enum word word)
{
    struct answer *answer = worth->answer;
    const char *gift =
        benefit->words[0] != '\0' ? benefit->words : words_text(answer->language, W_THE_GIFT);
    words_add_line(answer->prompts, ANSWER_LINES, answer->language, word,
                   &(struct words_values){.visit = answer->visit, .gift = gift});
}

static void give_words(struct worth *worth, int64_t promise, const struct benefit *benefit,
                       enum word word)
{
    struct answer *answer = worth->answer;
    if (is_given(worth, benefit->name) || !has_place(answer))
        return;
    answer->paid[answer->paid_count++] = promise;
    snprintf(worth->given[worth->given_count++], CONFIG_NAME, "%s", benefit->name);
    tell(worth, benefit, word);
}

static bool is_held(const struct answer *answer)
{
    return (answer->flags & SUSPICION_HOLDS_OWN) != 0;
}

/* Can it be had at this sale? Who is gone can be given nothing. */
static bool is_due_today(const struct worth *worth, const struct benefit *benefit)
{
    bool words_wait = worth->desk->late || is_held(worth->answer);
    return !(words_wait && benefit_is_words(benefit)) &&
           benefit_on_day(benefit, worth->answer->day);
}

static void take(struct worth *worth, int64_t promise, const struct benefit *benefit)
{
    if (!is_due_today(worth, benefit))
        return;
    if (benefit_is_words(benefit) && benefit_is_reached(benefit, worth->sale))
        give_words(worth, promise, benefit, W_PROMISED);
    else
        consider(worth->answer, promise, benefit_worth(benefit, worth->sale));
}

/* The terms of a card that is good here; of another store's today's, if any. */
static int read_card(const struct worth *worth, const struct scan *scan, struct card_terms *terms,
                     struct fault *fault)
{
    bool good = scan->verdict == VERDICT_GOOD || scan->verdict == VERDICT_LOCKED;
    if (scan->id == 0 || worth->answer->via == 0 || code_kind(scan->id) != CODE_CARD)
        return 0;
    if (scan->verdict == VERDICT_ELSEWHERE)
        return promise_offline_terms(worth->desk->config, worth->answer->day, terms);
    if (!good)
        return 0;
    int status = promise_terms(worth->desk, scan->id, terms, fault);
    return status == 0 ? promise_offline_terms(worth->desk->config, worth->answer->day, terms)
                       : status;
}

static void keep_waiting(struct answer *answer, const struct scan *scan,
                         const struct card_terms *terms)
{
    if (answer->waits.promise == 0)
        answer->waits = (struct waiting_card){scan->id, scan->until_day, *terms};
}

/* The cashier reads why a good card gives nothing now. */
static void explain_nothing(const struct worth *worth, struct scan *scan,
                            const struct benefit *gets)
{
    const struct answer *answer = worth->answer;
    char lacks[BENEFIT_WORDS], why[ANSWER_WHY + BENEFIT_WORDS];
    benefit_lacks(gets, worth->sale, answer->day, answer->language, worth->desk->config, lacks);
    if (lacks[0] == '\0' || scan->verdict != VERDICT_GOOD)
        return;
    snprintf(why, sizeof why, "%s, %s", scan->why, lacks);
    words_fill(scan->why, sizeof scan->why, WORDS_WHY_CHARACTERS, answer->language, W_AS_IT_STANDS,
               &(struct words_values){.gift = why});
}

static void worth_of_card(struct worth *worth, struct scan *scan, const struct card_terms *terms)
{
    const struct benefit *gets = &terms->gets;
    if (scan->verdict == VERDICT_LOCKED)
        return;
    worth->has_card = true;
    if (is_due_today(worth, gets))
        scan->discount_minor = benefit_worth(gets, worth->sale);
    else if (benefit_is_reached(gets, worth->sale))
        keep_waiting(worth->answer, scan, terms);
    explain_nothing(worth, scan, gets);
    take(worth, scan->id, gets);
}

static int worth_of_cards(struct worth *worth, struct fault *fault)
{
    struct card_terms terms;
    for (int i = 0; i < worth->answer->scan_count; i++) {
        struct scan *scan = &worth->answer->scans[i];
        int status = read_card(worth, scan, &terms, fault);
        if (status < 0)
            return status;
        if (status == 1)
            worth_of_card(worth, scan, &terms);
    }
    return COMEBACK_OK;
}

/* Whose promises are looked at, and by what. */
struct pass {
    int64_t person, other; /* other: about to become one with person; or person again */
    int64_t visit;
    bool thanks;
    bool own; /* of whom this sale is */
};

void worth_read_thanks(const json_t *terms, struct benefit *out)
{
    struct card_terms card;
    bool of_card = json_object_get(terms, "referrer") != NULL;
    card_terms_from_json(terms, &card);
    *out = of_card ? card.giver : card.gets;
}

/* What was missed is given at the next one, and one gift is for all that are due by then. */
static void worth_of_visits(struct worth *worth, int64_t promise, const struct benefit *benefit)
{
    struct answer *answer = worth->answer;
    if (!is_due_today(worth, benefit))
        return;
    if (!benefit_is_words(benefit)) {
        if (worth->visits_count == ANSWER_PAID_MAX)
            return;
        worth->visits[worth->visits_count].promise = promise;
        memcpy(worth->visits[worth->visits_count++].name, benefit->name, CONFIG_NAME);
        consider(answer, promise, benefit_worth(benefit, worth->sale));
    } else if (benefit_is_reached(benefit, worth->sale)) {
        if (is_given(worth, benefit->name) && has_place(answer))
            answer->paid[answer->paid_count++] = promise;
        else
            give_words(worth, promise, benefit, W_GIVE);
    }
}

static void read_reward(const char *offer, const json_t *terms, const char *name,
                        struct benefit *out)
{
    if (strcmp(offer, "thanks") == 0)
        worth_read_thanks(terms, out);
    else
        benefit_from_json(terms, out);
    snprintf(out->name, sizeof out->name, "%s", name);
}

/* For the note, which names again what is open. */
static void keep_open(struct answer *answer, sqlite3_stmt *row, const struct benefit *benefit)
{
    if (sqlite3_column_int(row, 7) < answer->day)
        return;
    answer->open_known = answer->open_known && answer->open_count < ANSWER_OPEN_MAX;
    if (!answer->open_known)
        return;
    struct open_promise *open = &answer->open[answer->open_count++];
    open->promise = sqlite3_column_int64(row, 2);
    open->next = (struct next_promise){.benefit = *benefit,
                                       .number = sqlite3_column_int64(row, 1),
                                       .person = sqlite3_column_int64(row, 5),
                                       .due_day = sqlite3_column_int(row, 6)};
}

/* The columns of REWARDS_DUE: offer, number, promise, terms, name, person, due_day, until_day. */
static void worth_of_reward(struct worth *worth, sqlite3_stmt *row, const struct pass *pass)
{
    struct benefit benefit;
    const char *offer = store_text(row, 0);
    int64_t promise = sqlite3_column_int64(row, 2);
    json_t *terms = json_loads(store_text(row, 3), 0, NULL);
    read_reward(offer, terms, store_text(row, 4), &benefit);
    json_decref(terms);
    bool is_next = strcmp(offer, "next") == 0;
    if (is_next && pass->own)
        keep_open(worth->answer, row, &benefit);
    if (is_next && sqlite3_column_int(row, 6) > worth->answer->day)
        return;
    if (strcmp(offer, "visits") == 0)
        worth_of_visits(worth, promise, &benefit);
    else if (strcmp(offer, "thanks") != 0 || pass->thanks)
        take(worth, promise, &benefit);
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

static int worth_of_person(struct worth *worth, struct pass pass, struct fault *fault)
{
    sqlite3_stmt *row;
    struct store *store = worth->desk->store;
    int64_t day = worth->answer->day;
    int status = may_be_thanked(worth->desk, &pass, day, fault);
    if (status == COMEBACK_OK)
        status = store_query(store, REWARDS_DUE, &row, fault, "iiii", pass.person, pass.other,
                             pass.visit, day);
    else
        return status;
    int count = 0;
    for (; status == 1 && count < REWARDS_MAX; count++) {
        worth_of_reward(worth, row, &pass);
        status = store_next(store, row, fault);
    }
    store_done(row);
    if (count == REWARDS_MAX)
        worth->answer->open_known = false;
    return status < 0 ? status : COMEBACK_OK;
}

static int worth_of_rewards(struct worth *worth, bool locked, struct fault *fault)
{
    struct answer *answer = worth->answer;
    int64_t person = answer->person, other = locked ? 0 : answer->join_with;
    int status = COMEBACK_OK;
    /* Of a locked till the codes are doubted, and what they bear waits. */
    if (answer->shown == 0 || (locked && answer->named_by == 0))
        return COMEBACK_OK;
    answer->open_known = other == answer->join_with;
    /* Who is gone can be given nothing. */
    if (person != 0)
        status = worth_of_person(worth,
                                 (struct pass){person, other != 0 ? other : person,
                                               worth->desk->late ? 0 : answer->visit, false, true},
                                 fault);
    /* The sale is not of the note's person, but what the note promises is paid; this visit is not
     * one of theirs. */
    if (status == COMEBACK_OK && answer->conflict != 0 && !locked)
        status = worth_of_person(
            worth, (struct pass){answer->conflict, answer->conflict, 0, false, false}, fault);
    return status;
}

static void worth_of_sent_terms(struct worth *worth, const struct sent *sent)
{
    struct answer *answer = worth->answer;
    answer->sent = *sent;
    if (!is_due_today(worth, &sent->terms.gets) &&
        benefit_is_reached(&sent->terms.gets, worth->sale))
        answer->waits = (struct waiting_card){sent->promise, sent->until_day, sent->terms};
    take(worth, sent->promise, &sent->terms.gets);
}

/* Named by the host as sent: as if a card of today's terms had been shown. */
static int worth_of_sent(struct worth *worth, struct fault *fault)
{
    const struct answer *answer = worth->answer;
    struct sent sent = {.promise = -person_new()};
    const struct chooser chooser = {.desk = worth->desk,
                                    .sale = worth->sale,
                                    .answer = answer,
                                    .person = answer->referrer,
                                    .other = answer->referrer,
                                    .untargeted = true};
    bool offered;
    if ((answer->shown & SHOWN_REFERRER) == 0 || answer->via == 0 || worth->has_card)
        return COMEBACK_OK;
    int status = offer_card_terms(&chooser, &sent.terms, &sent.until_day, &offered, fault);
    if (status != COMEBACK_OK || !offered)
        return status;
    sent.discount_minor = benefit_worth(&sent.terms.gets, worth->sale);
    worth_of_sent_terms(worth, &sent);
    return COMEBACK_OK;
}

/* All that were due by this visit, of the offer that the discount is of. */
static void settle_visits(struct worth *worth)
{
    struct answer *answer = worth->answer;
    const char *name = NULL;
    for (int i = 0; i < worth->visits_count; i++)
        if (worth->visits[i].promise == answer->best)
            name = worth->visits[i].name;
    for (int i = 0; i < worth->visits_count && name != NULL; i++)
        if (worth->visits[i].promise != answer->best && has_place(answer) &&
            strcmp(worth->visits[i].name, name) == 0)
            answer->paid[answer->paid_count++] = worth->visits[i].promise;
}

/* What the host took off is paid from the best promise; where another till's sale has used that up
 * meanwhile, it is paid all the same and counted as a loss. A promise that another basket holds
 * stays that basket's: here is the loss, there it is paid. */
static void pay(struct worth *worth)
{
    struct answer *answer = worth->answer;
    if (worth->sale->applied_minor == 0)
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
    settle_visits(worth);
    if (promise != 0)
        answer->paid[answer->paid_count++] = promise;
    if (answer->lost)
        answer_add_line(answer->notice, "loss: this card's promise was used at another till");
}

static bool waits(const struct worth *worth, const struct scan *scan,
                  const struct card_terms *terms)
{
    int64_t best = worth->answer->best;
    if (scan->verdict == VERDICT_LOCKED)
        return best == 0 && benefit_is_reached(&terms->gets, worth->sale);
    return scan->id == best;
}

/* What the host did not take off waits for this customer's next visit, and so does what a locked
 * till did not promise. */
static int keep_card(const struct worth *worth, struct fault *fault)
{
    struct answer *answer = worth->answer;
    struct card_terms terms;
    if (worth->sale->applied_minor != 0)
        return COMEBACK_OK;
    if (answer->best != 0 && answer->best == answer->sent.promise)
        answer->waits =
            (struct waiting_card){answer->best, answer->sent.until_day, answer->sent.terms};
    for (int i = 0; i < answer->scan_count && answer->waits.promise == 0; i++) {
        const struct scan *scan = &answer->scans[i];
        int status = read_card(worth, scan, &terms, fault);
        if (status < 0)
            return status;
        if (status == 1 && waits(worth, scan, &terms))
            keep_waiting(answer, scan, &terms);
    }
    return COMEBACK_OK;
}

static int worth_in_currency(struct worth *worth, struct fault *fault)
{
    bool locked = false;
    int status = worth_of_cards(worth, fault);
    if (status == COMEBACK_OK)
        status = worth_of_sent(worth, fault);
    if (status == COMEBACK_OK)
        status = promise_locked(worth->desk, worth->sale->till, worth->answer->day, &locked, fault);
    return status == COMEBACK_OK ? worth_of_rewards(worth, locked, fault) : status;
}

int worth_decide(const struct desk *desk, const struct sale *sale, struct answer *answer,
                 struct fault *fault)
{
    struct worth worth = {.desk = desk, .sale = sale, .answer = answer};
    bool same_currency = strcmp(sale->currency, desk->config->shop.currency) == 0;
    if (!projection_counts(sale->kind, sale->total_minor) || sale->kind == SALE_ADVICE ||
        answer->history)
        return COMEBACK_OK;
    /* What was offered before the flag and taken off is used up all the same. */
    if (is_held(answer) && sale->applied_minor == 0)
        return COMEBACK_OK;
    if (!same_currency) {
        answer_add_line(answer->notice, "currency %s: tagged, but promises are in %s",
                        sale->currency, desk->config->shop.currency);
        return COMEBACK_OK;
    }
    int status = worth_in_currency(&worth, fault);
    if (status != COMEBACK_OK)
        return status;
    pay(&worth);
    return keep_card(&worth, fault);
}
