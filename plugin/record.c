/* SPDX-License-Identifier: MIT */
#include "record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "code.h"
#include "consent.h"
#include "decide.h"
#include "log.h"
#include "offer.h"
#include "projection.h"
#include "person.h"
#include "promise.h"
#include "question.h"
#include "retention.h"
#include "slip_language.h"
#include "step.h"
#include "step_json.h"
#include "who.h"

enum { MINT_TRIES = 16, NO_SERIAL = 1 };

/* One above the newest serial of this quarter that the store knows: see keys_take_serial. */
static int serial_floor(const struct desk *desk, enum code_kind kind, int32_t quarter,
                        uint32_t *floor, struct fault *fault)
{
    sqlite3_stmt *row;
    int64_t first, last;
    code_range(kind, quarter, &first, &last);
    int status = store_query(desk->store, CODE_NEWEST, &row, fault, "ii", first, last);
    if (status < 0)
        return status;
    bool this_quarter = status == 1 && clock_quarter(sqlite3_column_int(row, 1)) == quarter;
    *floor = this_quarter ? code_serial(sqlite3_column_int64(row, 0)) + 1 : 0;
    store_done(row);
    return COMEBACK_OK;
}

static int mint(const struct desk *desk, enum code_kind kind, int32_t day, int64_t *code,
                struct fault *fault)
{
    int32_t quarter = clock_quarter(day);
    uint32_t floor, serial;
    int64_t taken = 1;
    int status = serial_floor(desk, kind, quarter, &floor, fault);
    /* An id of eight quarters ago may, once in a very long while, be the same. */
    for (int i = 0; i < MINT_TRIES && status == COMEBACK_OK && taken != 0; i++) {
        if (keys_take_serial(desk->keys, kind, quarter, floor, &serial, fault) != COMEBACK_OK)
            return NO_SERIAL;
        *code = code_mint(desk->keys, kind, quarter, serial);
        status = store_number(desk->store, CODE_IS_THERE, 0, &taken, fault, "i", *code);
    }
    return status;
}

/* Where no serial can be had the sale goes on without slips, and the owner is told. */
static void do_without(struct answer *answer, const struct fault *why)
{
    answer->note = (struct note){0};
    answer->card = (struct card){0};
    answer_add_line(answer->notice, "no slips: %.300s", why->text);
}

static int mint_all(const struct desk *desk, struct answer *answer, struct fault *fault)
{
    struct fault why = {{0}};
    int status = COMEBACK_OK;
    bool needs_code = answer->note.made && ((answer->shown & SHOWN_NO_CODE) == 0 ||
                                            (answer->flags & FLAG_HOUSEHOLD) != 0);
    if (needs_code)
        status = mint(desk, CODE_NOTE, answer->day, &answer->note.code, &why);
    if (status == COMEBACK_OK && answer->card.made)
        status = mint(desk, CODE_CARD, answer->day, &answer->card.code, &why);
    if (status == NO_SERIAL)
        do_without(answer, &why);
    return status < 0 ? fail(fault, status, "%s", why.text) : COMEBACK_OK;
}

static int append_with(const struct desk *desk, enum event_kind kind, const struct sale *sale,
                       int64_t person, json_t *body, const struct bytes *more, struct fault *fault)
{
    if (body == NULL)
        return fail(fault, COMEBACK_MEMORY, "out of memory");
    struct event event = {
        .kind = kind, .at_ms = sale->at.at_ms, .person = person, .body = body, .more = more};
    int status = log_append(desk->store, &event, fault);
    json_decref(body);
    return status;
}

static int append(const struct desk *desk, enum event_kind kind, const struct sale *sale,
                  int64_t person, json_t *body, struct fault *fault)
{
    return append_with(desk, kind, sale, person, body, NULL, fault);
}

static int append_sale(const struct desk *desk, const struct sale *sale,
                       const struct answer *answer, struct fault *fault)
{
    struct bytes more = {0};
    answer_write_more(answer, sale, &more);
    if (sale->item_count > 0)
        bytes_add_byte(&more, ',');
    sale_write_items(sale, &more);
    int status = append_with(desk, EVENT_SALE, sale, answer->person,
                             answer_to_json(desk->keys, answer, sale), &more, fault);
    bytes_free(&more);
    return status;
}

static int settle_referrer(const struct desk *desk, const struct sale *sale, struct answer *answer,
                           struct fault *fault)
{
    const struct person_key key = {PERSON_BY_ID, sale->host, sale->referrer_id};
    if ((answer->shown & SHOWN_REFERRER) == 0 || answer->referrer != 0)
        return COMEBACK_OK;
    answer->referrer = person_new();
    return person_attach(desk->store, desk->keys, &key, answer->referrer, false, fault);
}

static int record_two_persons(const struct desk *desk, const struct sale *sale,
                              const struct answer *answer, int64_t other, struct fault *fault)
{
    return append(desk, EVENT_CONFLICT, sale, answer->person,
                  json_pack("{ss sI ss sI sI}", "host", sale->host, "kind", (json_int_t)sale->kind,
                            "ref", sale->ref, "other", (json_int_t)other, "day",
                            (json_int_t)answer->day),
                  fault);
}

static int keep_said(const struct desk *desk, const struct sale *sale, const struct answer *answer,
                     const char *what, const char *text, struct fault *fault)
{
    if (text[0] == '\0')
        return COMEBACK_OK;
    return store_run(desk->store, SAID_PUT, fault, "itititt", answer->person, sale->host,
                     (int64_t)sale->kind, sale->ref, (int64_t)answer->day, what, text);
}

/* What somebody is called and said, apart from the log. */
static int keep_words(const struct desk *desk, const struct sale *sale, const struct answer *answer,
                      struct fault *fault)
{
    int status = COMEBACK_OK;
    if (answer->person == 0)
        return COMEBACK_OK;
    if (sale->customer_name[0] != '\0')
        status = person_set_name(desk->store, answer->person, sale->customer_name, fault);
    if (status == COMEBACK_OK && sale->customer_language[0] != '\0')
        status = person_set_language(desk->store, answer->person, sale->customer_language, fault);
    if (status == COMEBACK_OK && step_need(desk->config, sale->need) == NULL)
        status = keep_said(desk, sale, answer, "need", sale->need, fault);
    return status == COMEBACK_OK ? keep_said(desk, sale, answer, "next", sale->next_text, fault)
                                 : status;
}

static int settle_person(const struct desk *desk, const struct sale *sale, struct answer *answer,
                         struct fault *fault)
{
    if (answer->person == 0 && (answer->shown != 0 || answer->note.made || answer->card.made))
        answer->person = person_draw(desk->lot);
    int status = who_attach(desk, sale, answer, fault);
    if (status == COMEBACK_OK)
        status = keep_words(desk, sale, answer, fault);
    if (status == COMEBACK_OK && sale->consent[0] != '\0')
        status = consent_keep(desk, sale, sale->at.at_ms, answer, fault);
    if (status == COMEBACK_OK && answer->join_with != 0)
        status = append(desk, EVENT_JOINED, sale, answer->person,
                        json_pack("{sI}", "with", (json_int_t)answer->join_with), fault);
    if (status == COMEBACK_OK && answer->conflict != 0)
        status = record_two_persons(desk, sale, answer, answer->conflict, fault);
    for (int i = 0; i < answer->clash_count && status == COMEBACK_OK; i++)
        if (answer->clashes[i] != answer->conflict)
            status = record_two_persons(desk, sale, answer, answer->clashes[i], fault);
    return status;
}

/* Whatever it was of: a code, a promise of the customer's, or both. */
static void tell_untaken(const struct sale *sale, struct answer *answer)
{
    if (answer->discount_minor > 0 && sale->applied_minor == 0)
        answer_add_line(answer->notice,
                        "a discount was offered and discount.applied_minor not told:"
                        " it waits for the next visit");
}

static int record_new(const struct desk *desk, const struct sale *sale, bool history,
                      struct answer *answer, struct fault *fault)
{
    int status = decide(desk, sale, history, answer, fault);
    if (status == COMEBACK_OK)
        status = mint_all(desk, answer, fault);
    if (status == COMEBACK_OK)
        status = settle_person(desk, sale, answer, fault);
    if (status == COMEBACK_OK)
        status = settle_referrer(desk, sale, answer, fault);
    if (status == COMEBACK_OK)
        status = append_sale(desk, sale, answer, fault);
    if (status == COMEBACK_OK)
        status = retention_keep_cashier(desk, sale, fault);
    if (status == COMEBACK_OK)
        tell_untaken(sale, answer);
    if (status == COMEBACK_OK && !history)
        status = promise_release(desk, sale->host, decide_cart(sale), fault);
    return status;
}

struct told {
    int64_t origin, seq, person, day, total_minor, card;
    char currency[4];
    struct note note; /* added later */
};

static int find_told(const struct desk *desk, const struct sale *sale, struct told *out,
                     struct fault *fault)
{
    sqlite3_stmt *row;
    int status = store_query(desk->store, SALE_FIND, &row, fault, "tit", sale->host,
                             (int64_t)sale->kind, sale->ref);
    if (status == 1) {
        *out = (struct told){.origin = sqlite3_column_int64(row, 0),
                             .seq = sqlite3_column_int64(row, 1),
                             .person = sqlite3_column_int64(row, 2),
                             .day = sqlite3_column_int64(row, 3),
                             .total_minor = sqlite3_column_int64(row, 4),
                             .card = sqlite3_column_int64(row, 8)};
        strncpy(out->currency, store_text(row, 5), sizeof out->currency - 1);
        json_t *note = json_loads(store_text(row, 10), 0, NULL);
        answer_read_note(&out->note, note);
        json_decref(note);
    }
    store_done(row);
    return status;
}

enum { DAYS_TEXT = 2 * CLOCK_TEXT + 16 };

/* Empty where it is one day. */
static void say_days(int32_t before, int32_t now, char out[DAYS_TEXT])
{
    char before_text[CLOCK_TEXT], now_text[CLOCK_TEXT];
    clock_iso_date(before, before_text);
    clock_iso_date(now, now_text);
    out[0] = '\0';
    if (before != now)
        snprintf(out, DAYS_TEXT, "; day %s, now %s", before_text, now_text);
}

static int record_conflict(const struct desk *desk, const struct sale *sale, int32_t day,
                           const struct told *told, struct fault *fault)
{
    int status =
        append(desk, EVENT_CONFLICT, sale, 0,
               json_pack("{ss sI ss sI sI ss}", "host", sale->host, "kind", (json_int_t)sale->kind,
                         "ref", sale->ref, "day", (json_int_t)day, "total_minor",
                         (json_int_t)sale->total_minor, "currency", sale->currency),
               fault);
    if (status != COMEBACK_OK)
        return status;
    char days[DAYS_TEXT];
    say_days((int32_t)told->day, day, days);
    return fail(fault, COMEBACK_CONFLICT,
                "ref \"%s\": told before with total_minor %lld %s, now %lld %s%s", sale->ref,
                (long long)told->total_minor, told->currency, (long long)sale->total_minor,
                sale->currency, days);
}

static int append_slips(const struct desk *desk, const struct sale *sale,
                        const struct answer *answer, struct fault *fault)
{
    json_t *body =
        json_pack("{ss sI ss sI so so}", "host", sale->host, "kind", (json_int_t)sale->kind, "ref",
                  sale->ref, "day", (json_int_t)answer->day, "issued", answer_issued_all(answer),
                  "rewards", answer_rewards_all(answer));
    if (answer->card.made)
        json_object_set_new(body, "card", answer_card_to_json(&answer->card));
    if (answer->note.made)
        json_object_set_new(body, "note", answer_note_to_json(&answer->note));
    return append(desk, EVENT_CARD, sale, answer->person, body, fault);
}

static int mint_slips(const struct desk *desk, const struct sale *sale, struct answer *answer,
                      struct fault *fault)
{
    if (answer->person == 0)
        answer->person = person_new();
    int status = mint_all(desk, answer, fault);
    if (status == COMEBACK_OK && (answer->card.made || answer->note.made))
        status = append_slips(desk, sale, answer, fault);
    return status;
}

/* The customer asked for a note or a card after all: it is added, and nothing else changes. What
 * the sale gave out before is not given again; the receipt is out, so a note that is new heads the
 * card, or is a slip of its own. */
static int add_slips(const struct desk *desk, const struct sale *sale, struct answer *answer,
                     struct fault *fault)
{
    const struct note note = answer->note;
    const struct card card = answer->card;
    int status = offer_slips(desk, sale, answer, fault);
    if (note.made)
        answer->note = (struct note){0};
    if (card.made || sale->print != PRINT_CARD)
        answer->card = (struct card){0};
    answer->note.made = answer->note.made && (answer->card.made || sale->print == PRINT_NOTE);
    answer->note.on_card = answer->card.made && answer->note.made;
    if (status == COMEBACK_OK && (answer->note.made || answer->card.made))
        status = mint_slips(desk, sale, answer, fault);
    answer->added = (answer->note.made ? ASK_NOTE : 0) | (answer->card.made ? ASK_CARD : 0);
    if (note.made)
        answer->note = note;
    if (card.made)
        answer->card = card;
    if (status != COMEBACK_OK)
        return status;
    return answer->added != 0 ? RECORD_ADDED : RECORD_AGAIN;
}

/* What was added when the sale was told again belongs to the answer from then on. */
static int read_added_card(const struct desk *desk, int64_t code, struct card *card,
                           struct fault *fault)
{
    sqlite3_stmt *row;
    int status = store_query(desk->store, CODE_FIND, &row, fault, "i", code);
    if (status <= 0)
        return status;
    json_t *terms = json_loads(store_text(row, 4), 0, NULL);
    *card = (struct card){.made = true, .code = code, .until_day = sqlite3_column_int(row, 2)};
    card_terms_from_json(terms, &card->terms);
    json_decref(terms);
    store_done(row);
    return COMEBACK_OK;
}

static int slips_again(const struct desk *desk, const struct sale *sale, bool history,
                       struct answer *answer, struct fault *fault)
{
    answer->ask &= ~((answer->note.made ? ASK_NOTE : 0) | (answer->card.made ? ASK_CARD : 0));
    if (sale->print != PRINT_AS_SET)
        answer->ask = 0;
    if (sale->copy || sale->print == PRINT_NONE) {
        answer->note = (struct note){0};
        answer->card = (struct card){0};
    } else if (!history && ((sale->print == PRINT_CARD && !answer->card.made) ||
                            (sale->print == PRINT_NOTE && !answer->note.made))) {
        return add_slips(desk, sale, answer, fault);
    }
    return RECORD_AGAIN;
}

static int append_answer(const struct desk *desk, const struct sale *sale,
                         const struct answer *answer, struct fault *fault)
{
    json_t *body = json_pack("{ss sI ss sI}", "host", sale->host, "kind", (json_int_t)sale->kind,
                             "ref", sale->ref, "day", (json_int_t)answer->day);
    if (body != NULL)
        step_json_add(body, answer);
    return append(desk, EVENT_ANSWER, sale, answer->person, body, fault);
}

/* Keys that were pressed since the sale was told. */
static int answers_again(const struct desk *desk, const struct sale *sale, const struct told *told,
                         struct answer *answer, struct fault *fault)
{
    bool answered = false;
    int status = step_find_again(desk, sale, told->person == 0, answer, fault);
    if (status == COMEBACK_OK)
        status = question_find_again(desk, sale, told->origin, told->seq, &answered, answer, fault);
    if (status != COMEBACK_OK || !(answered || answer->key_count > 0 || step_is_touched(answer)))
        return status;
    if (answer->person != 0)
        status = keep_said(desk, sale, answer, "next", sale->next_text, fault);
    return status == COMEBACK_OK ? append_answer(desk, sale, answer, fault) : status;
}

/* The answer that was given then, with what was added to it since. */
static int read_answer(const struct desk *desk, const struct sale *sale, const struct told *told,
                       struct answer *answer, struct fault *fault)
{
    json_t *body;
    int status = log_read(desk->store, told->origin, told->seq, &body, fault);
    if (status != COMEBACK_OK)
        return status;
    answer_from_json(answer, body);
    answer->language = desk->language;
    json_decref(body);
    answer->known = (answer->shown & (SHOWN_IDENTITY | SHOWN_NOTE)) != 0;
    if (told->person != 0)
        status = projection_person(desk->store, told->person, &answer->person, fault);
    if (status == COMEBACK_OK)
        status = slip_language_find(desk, sale, answer, fault);
    if (told->note.made)
        answer->note = told->note;
    if (status == COMEBACK_OK && told->card != 0)
        status = read_added_card(desk, told->card, &answer->card, fault);
    return status;
}

/* Keys and consents that were told since. */
static int keys_again(const struct desk *desk, const struct sale *sale, const struct told *told,
                      bool history, struct answer *answer, struct fault *fault)
{
    int64_t at_ms;
    int status = COMEBACK_OK;
    if (!history && !sale->copy)
        status = answers_again(desk, sale, told, answer, fault);
    if (status == COMEBACK_OK && sale->consent[0] == '\0')
        return consent_find(desk, sale, answer, fault);
    if (status == COMEBACK_OK)
        status =
            store_number(desk->store, EVENT_AT, 0, &at_ms, fault, "ii", told->origin, told->seq);
    return status == COMEBACK_OK ? consent_keep(desk, sale, at_ms, answer, fault) : status;
}

/* A note would make them known again, and bring back what their other sales say of them. */
static int leave_forgotten(const struct sale *sale, struct answer *answer)
{
    if (sale->print == PRINT_CARD || sale->print == PRINT_NOTE)
        answer_add_line(answer->notice, "print: the customer of this sale is forgotten, nothing is"
                                        " printed for them");
    answer->note = (struct note){0};
    answer->card = (struct card){0};
    answer->ask = 0;
    return RECORD_AGAIN;
}

static int add_again(const struct desk *desk, const struct sale *sale, bool history,
                     const struct told *told, struct answer *answer, struct fault *fault)
{
    int64_t forgotten;
    int status = store_number(desk->store, IS_FORGOTTEN, 0, &forgotten, fault, "i", told->person);
    if (status != COMEBACK_OK)
        return status;
    if (forgotten != 0)
        return leave_forgotten(sale, answer);
    int result = slips_again(desk, sale, history, answer, fault);
    if (result >= 0)
        status = keys_again(desk, sale, told, history, answer, fault);
    return status == COMEBACK_OK ? result : status;
}

static int record_again(const struct desk *desk, const struct sale *sale, bool history,
                        const struct told *told, struct answer *answer, struct fault *fault)
{
    int32_t day = clock_day(sale->at, desk->config->shop.day_starts_minute);
    if (told->day != day || told->total_minor != sale->total_minor ||
        strcmp(told->currency, sale->currency) != 0)
        return record_conflict(desk, sale, day, told, fault);
    int status = read_answer(desk, sale, told, answer, fault);
    return status == COMEBACK_OK ? add_again(desk, sale, history, told, answer, fault) : status;
}

int record_sale(const struct desk *desk, const struct sale *sale, bool history,
                struct answer *answer, struct fault *fault)
{
    struct told told;
    int status = find_told(desk, sale, &told, fault);
    if (status == 0)
        return record_new(desk, sale, history, answer, fault);
    if (status == 1)
        status = record_again(desk, sale, history, &told, answer, fault);
    if (status < 0 || history || sale->scan_count == 0)
        return status;
    /* Shown once more they were reserved once more. */
    int released = promise_release(desk, sale->host, decide_cart(sale), fault);
    return released == COMEBACK_OK ? status : released;
}
