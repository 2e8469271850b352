/* SPDX-License-Identifier: MIT */
#include "decide.h"

#include <stdio.h>
#include <string.h>

#include "code.h"
#include "offer.h"
#include "person.h"
#include "projection.h"
#include "promise.h"
#include "tag.h"

const char *decide_cart(const struct sale *sale)
{
    return sale->cart[0] != '\0' ? sale->cart : sale->ref;
}

static bool has_scan(const struct answer *answer, int64_t id)
{
    for (int i = 0; i < answer->scan_count; i++)
        if (answer->scans[i].id == id)
            return true;
    return false;
}

static int judge_told(const struct desk *desk, const struct sale *sale, const struct basket *basket,
                      struct answer *answer, struct fault *fault)
{
    int status = COMEBACK_OK;
    for (int i = 0; i < sale->scan_count && status == COMEBACK_OK; i++)
        status = promise_judge(desk, sale->scans[i], basket, &answer->scans[answer->scan_count++],
                               fault);
    return status;
}

/* A code that another process scanned for this basket. */
static int judge_held(const struct desk *desk, const struct basket *basket, struct answer *answer,
                      struct fault *fault)
{
    int64_t held[SALE_SCANS_MAX];
    char text[CODE_TEXT];
    int count = 0;
    int status = promise_held(desk, basket->host, basket->cart, held, &count, fault);
    for (int i = 0; i < count && status == COMEBACK_OK; i++) {
        if (answer->scan_count == SALE_SCANS_MAX || has_scan(answer, held[i]))
            continue;
        code_format(held[i], text);
        status = promise_judge(desk, text, basket, &answer->scans[answer->scan_count++], fault);
    }
    return status;
}

struct basket decide_basket(const struct sale *sale, int32_t day)
{
    return (struct basket){sale->host, decide_cart(sale), sale->till, day};
}

static int judge_scans(const struct desk *desk, const struct sale *sale, struct answer *answer,
                       struct fault *fault)
{
    struct basket basket = decide_basket(sale, answer->day);
    int status = judge_told(desk, sale, &basket, answer, fault);
    return status == COMEBACK_OK ? judge_held(desk, &basket, answer, fault) : status;
}

static struct scan *good_scan(struct answer *answer, enum code_kind kind)
{
    for (int i = 0; i < answer->scan_count; i++) {
        struct scan *scan = &answer->scans[i];
        if (scan->id != 0 && !promise_refused(scan->verdict) && code_kind(scan->id) == kind)
            return scan;
    }
    return NULL;
}

/* What is not yet known is attached to whom the note belongs to. Two known persons are never made
 * one by paper: the sale stays with the one known first. */
static int meet_note(const struct desk *desk, struct answer *answer, int64_t noted,
                     struct fault *fault)
{
    bool known = false;
    if (noted == 0 || noted == answer->person)
        return COMEBACK_OK;
    if (answer->person == 0) {
        answer->person = noted;
        return COMEBACK_OK;
    }
    int status = person_is_known(desk->store, noted, &known, fault);
    if (known)
        answer->conflict = noted;
    else
        answer->join_with = noted;
    return status;
}

static int find_person(const struct desk *desk, const struct sale *sale, struct answer *answer,
                       struct fault *fault)
{
    const struct scan *note = good_scan(answer, CODE_NOTE);
    int status = COMEBACK_OK;
    if (sale->customer_id[0] != '\0') {
        answer->shown |= SHOWN_ID;
        status = person_find(desk->store, desk->keys, PERSON_BY_ID, sale->host, sale->customer_id,
                             &answer->person, fault);
        answer->attach_id = answer->person == 0;
    }
    if (note != NULL)
        answer->shown |=
            note->verdict == VERDICT_ELSEWHERE ? SHOWN_NOTE | SHOWN_ELSEWHERE : SHOWN_NOTE;
    if (status == COMEBACK_OK)
        status = meet_note(desk, answer, note == NULL ? 0 : note->person, fault);
    answer->known = (answer->shown & (SHOWN_ID | SHOWN_NOTE)) != 0;
    return status;
}

/* A customer is one person however they are known: nobody sends themselves. */
static bool is_customer(const struct sale *sale, const struct answer *answer, int64_t person)
{
    return strcmp(sale->referrer_id, sale->customer_id) == 0 ||
           (person != 0 && (person == answer->person || person == answer->join_with ||
                            person == answer->conflict));
}

static int find_referrer(const struct desk *desk, const struct sale *sale, struct answer *answer,
                         struct fault *fault)
{
    int64_t person = 0;
    if (sale->referrer_id[0] == '\0' || !projection_counts(sale->kind, sale->total_minor))
        return COMEBACK_OK;
    int status = person_find(desk->store, desk->keys, PERSON_BY_ID, sale->host, sale->referrer_id,
                             &person, fault);
    if (status != COMEBACK_OK)
        return status;
    if (is_customer(sale, answer, person)) {
        answer_add_line(answer->notice, "referrer.id \"%s\": is the customer, not counted",
                        sale->referrer_id);
        return COMEBACK_OK;
    }
    answer->shown |= SHOWN_REFERRER;
    answer->referrer = person;
    return COMEBACK_OK;
}

/* A card is for somebody never here before; else it is refused kindly and stays good. */
static void meet_cards(struct answer *answer, bool here_before)
{
    bool sent = (answer->shown & SHOWN_REFERRER) != 0;
    for (int i = 0; i < answer->scan_count; i++) {
        struct scan *scan = &answer->scans[i];
        if (scan->id == 0 || promise_refused(scan->verdict) || code_kind(scan->id) != CODE_CARD)
            continue;
        answer->shown |= SHOWN_CARD;
        sent = true;
        if (!here_before)
            continue;
        scan->verdict = VERDICT_NOT_NEW;
        promise_explain(answer->language, scan);
    }
    if (sent && !here_before)
        answer->via = (answer->shown & SHOWN_ID) != 0 ? VIA_CHECKED : VIA_PAPER;
}

static int set_tag(const struct desk *desk, const struct sale *sale, struct answer *answer,
                   struct fault *fault)
{
    struct person_past past = {0};
    int status = COMEBACK_OK;
    if (answer->person != 0)
        status =
            person_past(desk->store, answer->person, answer->join_with, answer->day, &past, fault);
    if (status != COMEBACK_OK)
        return status;
    bool counts = projection_counts(sale->kind, sale->total_minor);
    bool here_before = past.days_before > 0 || past.that_day || (answer->shown & SHOWN_NOTE) != 0;
    if (counts) {
        meet_cards(answer, here_before);
        answer->visit = answer->shown == 0 ? 0 : (int32_t)past.days_before + 1;
        answer->tag = projection_tag(answer->shown, past.days_before == 0,
                                     past.that_day_via > 0 || answer->via > 0);
        if (answer->tag == COMEBACK_REFERRAL)
            answer->grade = answer->via > past.that_day_via ? answer->via : past.that_day_via;
    }
    tag_explain(answer, sale, &past);
    return COMEBACK_OK;
}

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
    if (answer->paid_count == ANSWER_PAID_MAX)
        return;
    answer->paid[answer->paid_count++] = promise;
    if (!gift_given)
        words_add_line(
            answer->prompts, ANSWER_LINES, answer->language, W_GIVE,
            &(struct words_values){.visit = answer->visit,
                                   .gift = gift ? gift : words_text(answer->language, W_THE_GIFT)});
}

/* The columns of REWARDS_DUE: offer, number, promise, terms. */
static void worth_of_reward(struct answer *answer, sqlite3_stmt *row, int64_t base_minor,
                            bool gift_given)
{
    json_t *terms = json_loads(store_text(row, 3), 0, NULL);
    int64_t promise = sqlite3_column_int64(row, 2);
    int64_t until_day = json_integer_value(json_object_get(terms, "until"));
    const char *offer = store_text(row, 0);
    struct card_terms card = answer_read_card_terms(terms);
    if (strcmp(offer, "visits") == 0)
        give_gift(answer, promise, terms, gift_given);
    else if (strcmp(offer, "thanks") == 0)
        consider(answer, promise, offer_discount(card.referrer, &card, base_minor));
    else if (answer->day - PROMISE_GRACE_DAYS <= until_day)
        consider(answer, promise, offer_discount(card.percent, &card, base_minor));
    json_decref(terms);
}

static int worth_of_person(const struct desk *desk, struct answer *answer, int64_t person,
                           int64_t other, int64_t visit, int64_t base_minor, struct fault *fault)
{
    sqlite3_stmt *row;
    int status = store_query(desk->store, REWARDS_DUE, &row, fault, "iiii", person,
                             other == 0 ? person : other, visit, (int64_t)answer->day);
    while (status == 1) {
        worth_of_reward(answer, row, base_minor, answer->paid_count > 0);
        status = store_next(desk->store, row, fault);
    }
    store_done(row);
    return status;
}

static int worth_of_rewards(const struct desk *desk, struct answer *answer, int64_t base_minor,
                            bool locked, struct fault *fault)
{
    /* Of a locked till the codes are doubted, and what they bear waits. */
    bool known_by_id = (answer->shown & SHOWN_ID) != 0 && !answer->attach_id;
    /* Who is gone can be given nothing. */
    int64_t visit = desk->late ? 0 : answer->visit;
    int status = COMEBACK_OK;
    if (answer->shown == 0 || (locked && !known_by_id))
        return COMEBACK_OK;
    if (answer->person != 0)
        status = worth_of_person(desk, answer, answer->person, locked ? 0 : answer->join_with,
                                 visit, base_minor, fault);
    /* The sale is not of the note's person, but what the note promises is paid; this visit is not
     * one of theirs. */
    if (status == COMEBACK_OK && answer->conflict != 0 && !locked)
        status = worth_of_person(desk, answer, answer->conflict, 0, 0, base_minor, fault);
    return status;
}

/* What the host took off is paid from the best promise; where another till's sale has used that up
 * meanwhile, it is paid all the same and counted as a loss. A promise that another basket holds
 * stays that basket's: here is the loss, there it is paid. */
static void pay(const struct sale *sale, struct answer *answer)
{
    if (sale->applied_minor == 0 || answer->paid_count == ANSWER_PAID_MAX)
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

/* What the host did not take off waits for this customer's next visit. */
static void keep_card(const struct sale *sale, struct answer *answer)
{
    for (int i = 0; i < answer->scan_count && sale->applied_minor == 0; i++) {
        const struct scan *scan = &answer->scans[i];
        if (scan->id != 0 && scan->id == answer->best && scan->verdict == VERDICT_GOOD)
            answer->waits = scan->id;
    }
}

static int set_worth(const struct desk *desk, const struct sale *sale, struct answer *answer,
                     struct fault *fault)
{
    int64_t base_minor = sale->total_minor + sale->applied_minor;
    bool same_currency = strcmp(sale->currency, desk->config->shop.currency) == 0;
    bool locked = false;
    int status = COMEBACK_OK;
    if (!projection_counts(sale->kind, sale->total_minor) || sale->kind == SALE_ADVICE ||
        answer->history)
        return COMEBACK_OK;
    if (same_currency) {
        worth_of_cards(answer, base_minor);
        status = promise_locked(desk, sale->till, answer->day, &locked, fault);
    }
    if (same_currency && status == COMEBACK_OK)
        status = worth_of_rewards(desk, answer, base_minor, locked, fault);
    pay(sale, answer);
    keep_card(sale, answer);
    if (!same_currency)
        answer_add_line(answer->notice, "currency %s: tagged, but promises are in %s",
                        sale->currency, desk->config->shop.currency);
    return status;
}

static void prompt_discount(const struct desk *desk, const struct sale *sale, struct answer *answer)
{
    char amount[32];
    if (answer->discount_minor == 0 || sale->applied_minor > 0)
        return;
    config_format_money(amount, sizeof amount, answer->discount_minor,
                        desk->config->currency_digits);
    words_add_line(
        answer->prompts, ANSWER_LINES, answer->language, W_TAKE_OFF,
        &(struct words_values){.amount = amount, .currency = desk->config->shop.currency});
}

int decide(const struct desk *desk, const struct sale *sale, bool history, struct answer *answer,
           struct fault *fault)
{
    *answer = (struct answer){
        .language = desk->language,
        .day = clock_day(sale->at, desk->config->shop.day_starts_minute),
        .settings_origin = desk->settings_origin,
        .settings_seq = desk->settings_seq,
        .history = history,
    };
    int status = judge_scans(desk, sale, answer, fault);
    if (status == COMEBACK_OK)
        status = find_person(desk, sale, answer, fault);
    if (status == COMEBACK_OK)
        status = find_referrer(desk, sale, answer, fault);
    if (status == COMEBACK_OK)
        status = set_tag(desk, sale, answer, fault);
    if (status == COMEBACK_OK)
        status = set_worth(desk, sale, answer, fault);
    if (status != COMEBACK_OK)
        return status;
    prompt_discount(desk, sale, answer);
    if (sale->ignored != NULL)
        answer_add_line(answer->notice, "%s: not used by this version", sale->ignored);
    return offer_slips(desk, sale, answer, fault);
}
