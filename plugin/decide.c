/* SPDX-License-Identifier: MIT */
#include "decide.h"

#include <stdio.h>
#include <string.h>

#include "code.h"
#include "consent.h"
#include "offer.h"
#include "person.h"
#include "projection.h"
#include "promise.h"
#include "prompt.h"
#include "question.h"
#include "slip_language.h"
#include "step.h"
#include "suspicion.h"
#include "stage.h"
#include "surprise.h"
#include "tag.h"
#include "undo.h"
#include "who.h"
#include "worth.h"

enum { UNSURE_DAYS = 60 };

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
    return status == COMEBACK_OK && !answer->history ? judge_held(desk, &basket, answer, fault)
                                                     : status;
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
    int status = who_find(desk, sale, answer, fault);
    if (note != NULL)
        answer->shown |=
            note->verdict == VERDICT_ELSEWHERE ? SHOWN_NOTE | SHOWN_ELSEWHERE : SHOWN_NOTE;
    if (status == COMEBACK_OK)
        status = meet_note(desk, answer, note == NULL ? 0 : note->person, fault);
    answer->known = (answer->shown & (SHOWN_IDENTITY | SHOWN_NOTE)) != 0;
    return status;
}

/* A customer is one person however they are known: nobody sends themselves. */
static bool is_customer(const struct answer *answer, int64_t person)
{
    return person != 0 && (person == answer->person || person == answer->join_with ||
                           person == answer->conflict || answer_clashes(answer, person));
}

static int find_referrer(const struct desk *desk, const struct sale *sale, struct answer *answer,
                         struct fault *fault)
{
    int64_t person = 0;
    bool told = false;
    if (!projection_counts(sale->kind, sale->total_minor))
        return COMEBACK_OK;
    int status = who_sent(desk, sale, &told, &person, fault);
    if (status != COMEBACK_OK || !told)
        return status;
    if (strcmp(sale->referrer_id, sale->customer_id) == 0 || is_customer(answer, person)) {
        answer_add_line(answer->notice, "referrer.id \"%s\": is the customer, not counted",
                        sale->referrer_id);
        return COMEBACK_OK;
    }
    answer->shown |= SHOWN_REFERRER;
    answer->referrer = person;
    return COMEBACK_OK;
}

/* A card is for somebody never here before, and of somebody else; else it is refused kindly and
 * stays good. */
static void meet_cards(struct answer *answer, bool here_before)
{
    bool sent = (answer->shown & SHOWN_REFERRER) != 0;
    for (int i = 0; i < answer->scan_count; i++) {
        struct scan *scan = &answer->scans[i];
        if (scan->id == 0 || promise_refused(scan->verdict) || code_kind(scan->id) != CODE_CARD)
            continue;
        answer->shown |= SHOWN_CARD;
        if (!here_before && !is_customer(answer, scan->person)) {
            sent = true;
            continue;
        }
        scan->verdict = VERDICT_NOT_NEW;
        promise_explain(answer->language, scan);
    }
    if (sent && !here_before)
        answer->via = (answer->shown & SHOWN_IDENTITY) != 0 ? VIA_CHECKED : VIA_PAPER;
}

/* That it is there need not be written again; outside a transaction of ours it may change. */
static void keep_begun(struct store *store, sqlite3_stmt *row)
{
    static const struct {
        int column;
        enum store_begins sort;
    } begins[] = {{3, STORE_SALE}, {4, STORE_ASKED}, {5, STORE_DRAWN}};
    for (size_t i = 0; i < sizeof begins / sizeof begins[0]; i++) {
        int column = begins[i].column;
        store->begun.known[begins[i].sort] = sqlite3_column_type(row, column) != SQLITE_NULL;
        store->begun.day[begins[i].sort] = sqlite3_column_int64(row, column);
    }
}

/* So long nobody can be called new for sure, unless what was before has been told. */
static int watch_begin(const struct desk *desk, struct answer *answer, struct fault *fault)
{
    sqlite3_stmt *row;
    if (answer->history)
        return COMEBACK_OK;
    int status = store_query(desk->store, BEGUN_DAYS, &row, fault, "i", (int64_t)answer->day);
    if (status < 0)
        return status;
    bool history = sqlite3_column_int64(row, 0) != 0;
    int64_t begun_day = sqlite3_column_int64(row, 1);
    answer->steps_begun = sqlite3_column_int64(row, 2) != 0;
    answer->may_be_regular = !history && answer->day < begun_day + UNSURE_DAYS;
    if (desk->paid)
        keep_begun(desk->store, row);
    store_done(row);
    return COMEBACK_OK;
}

static void set_tag(const struct sale *sale, const struct person_past *past, struct answer *answer)
{
    bool here_before =
        past->days_before > 0 || past->that_day > 0 || (answer->shown & SHOWN_NOTE) != 0;
    if (!projection_counts(sale->kind, sale->total_minor))
        return;
    meet_cards(answer, here_before);
    answer->visit = answer->shown == 0 ? 0 : (int32_t)past->days_before + 1;
    answer->tag = projection_tag(answer->shown, past->days_before == 0,
                                 past->that_day_via > 0 || answer->via > 0);
    if (answer->tag == COMEBACK_REFERRAL)
        answer->grade = answer->via > past->that_day_via ? answer->via : past->that_day_via;
    answer->sales_that_day = (int32_t)past->that_day;
}

static int decide_tag(const struct desk *desk, const struct sale *sale, struct answer *answer,
                      struct fault *fault)
{
    struct person_past past = {.arm = -1};
    int status = COMEBACK_OK;
    if (answer->person != 0)
        status =
            person_past(desk->store, answer->person, answer->join_with, answer->day, &past, fault);
    if (status == COMEBACK_OK)
        status = watch_begin(desk, answer, fault);
    if (status != COMEBACK_OK)
        return status;
    set_tag(sale, &past, answer);
    tag_explain(answer, sale, &past);
    return stage_find(desk, sale, &past, answer, fault);
}

typedef int decide_step(const struct desk *, const struct sale *, struct answer *, struct fault *);

/* Each needs what those before it found. */
static decide_step *const steps[] = {
    judge_scans,    find_person,   find_referrer, slip_language_find, decide_tag,
    suspicion_find, worth_decide,  undo_find,     offer_slips,        surprise_draw,
    step_find,      question_find, consent_find,
};

int decide(const struct desk *desk, const struct sale *sale, bool history, struct answer *answer,
           struct fault *fault)
{
    int status = COMEBACK_OK;
    *answer = (struct answer){
        .language = desk->language,
        .away_days = -1,
        .arm = -1,
        .day = clock_day(sale->at, desk->config->shop.day_starts_minute),
        .settings_origin = desk->settings_origin,
        .settings_seq = desk->settings_seq,
        .history = history,
    };
    for (size_t i = 0; i < sizeof steps / sizeof steps[0] && status == COMEBACK_OK; i++)
        status = steps[i](desk, sale, answer, fault);
    if (status != COMEBACK_OK)
        return status;
    prompt_cashier(desk, sale, answer);
    return COMEBACK_OK;
}
