/* SPDX-License-Identifier: MIT */
#include "promise_next.h"

#include <sodium.h>
#include <string.h>

#include "choose.h"
#include "projection.h"

/* Apart for each sale of a day: the day in the upper bits, so that the newest stand together. */
static int64_t number_of(const struct sale *sale, int32_t day)
{
    uint16_t low;
    const char *const parts[] = {sale->host, sale->ref};
    crypto_generichash_state state;
    uint8_t hash[crypto_generichash_BYTES_MIN];
    crypto_generichash_init(&state, NULL, 0, sizeof hash);
    for (size_t i = 0; i < 2; i++)
        crypto_generichash_update(&state, (const uint8_t *)parts[i], strlen(parts[i]) + 1);
    crypto_generichash_final(&state, hash, sizeof hash);
    memcpy(&low, hash, sizeof low);
    return (int64_t)day * (UINT16_MAX + 1) + low;
}

static bool is_paid_now(const struct answer *answer, int64_t promise)
{
    for (int i = 0; i < answer->paid_count; i++)
        if (answer->paid[i] == promise)
            return true;
    return false;
}

/* The columns of NEXT_OPEN: person, number, due_day, promise, terms. */
static void read_open(sqlite3_stmt *row, const char *name, struct next_promise *out)
{
    json_t *terms = json_loads(store_text(row, 4), 0, NULL);
    benefit_from_json(terms, &out->benefit);
    json_decref(terms);
    memcpy(out->benefit.name, name, sizeof out->benefit.name);
    out->person = sqlite3_column_int64(row, 0);
    out->number = sqlite3_column_int64(row, 1);
    out->due_day = sqlite3_column_int(row, 2);
}

static void take_known(const struct answer *answer, const char *name, struct next_promise *out)
{
    for (int i = 0; i < answer->open_count && !out->benefit.given; i++) {
        const struct open_promise *open = &answer->open[i];
        if (strcmp(open->next.benefit.name, name) == 0 && !is_paid_now(answer, open->promise))
            *out = open->next;
    }
}

/* The promise of this offer that the customer has and this sale does not use up. */
static int find_open(const struct chooser *chooser, const struct config_offer *offer,
                     struct next_promise *out, struct fault *fault)
{
    sqlite3_stmt *row;
    if (chooser->answer->open_known)
        take_known(chooser->answer, offer->name, out);
    if (chooser->person == 0 || chooser->answer->open_known)
        return COMEBACK_OK;
    int status = store_query(chooser->desk->store, NEXT_OPEN, &row, fault, "iiti", chooser->person,
                             chooser->other, offer->name, (int64_t)chooser->answer->day);
    while (status == 1 && !out->benefit.given) {
        if (!is_paid_now(chooser->answer, sqlite3_column_int64(row, 3)))
            read_open(row, offer->name, out);
        else
            status = store_next(chooser->desk->store, row, fault);
    }
    store_done(row);
    return status < 0 ? status : COMEBACK_OK;
}

static int make(const struct chooser *chooser, const struct config_offer *offer,
                struct next_promise *out, struct fault *fault)
{
    bool has = false;
    int32_t day = chooser->answer->day;
    struct next_promise next = {.number = number_of(chooser->sale, day), .due_day = day + 1};
    benefit_of_offer(offer, &next.benefit);
    next.benefit.until_day = day + offer->days;
    int status = choose_has_room(chooser, offer, benefit_liability(&next.benefit), &has, fault);
    if (has)
        *out = next;
    return status;
}

static int promise_first(const struct chooser *chooser, bool words_only, struct next_promise *out,
                         struct fault *fault)
{
    const struct config *config = chooser->desk->config;
    int status = COMEBACK_OK;
    for (const struct config_offer *offer = choose_next(config, CONFIG_FOR_NEXT, NULL);
         offer != NULL && status == COMEBACK_OK && !out->benefit.given;
         offer = choose_next(config, CONFIG_FOR_NEXT, offer)) {
        if ((words_only && offer->benefit < CONFIG_SERVICE) || !choose_is_for(chooser, offer))
            continue;
        status = find_open(chooser, offer, out, fault);
        if (status == COMEBACK_OK && !out->benefit.given)
            status = make(chooser, offer, out, fault);
    }
    return status;
}

/* Who comes all the time is not won by a price. */
static int promise_later(const struct chooser *chooser, struct next_promise *out,
                         struct fault *fault)
{
    bool service_first = chooser->answer->stage == STAGE_MATURE && chooser->may_target &&
                         !chooser->desk->config->stage.any_first;
    int status = service_first ? promise_first(chooser, true, out, fault) : COMEBACK_OK;
    return status == COMEBACK_OK && !out->benefit.given ? promise_first(chooser, false, out, fault)
                                                        : status;
}

/* On the terms on which it was promised first, whatever the offer says by now. */
static int find_promised(const struct chooser *chooser, const struct config_offer *offer,
                         int64_t at, struct benefit *out, struct fault *fault)
{
    sqlite3_stmt *row;
    if (chooser->person == 0)
        return COMEBACK_OK;
    int status = store_query(chooser->desk->store, VISITS_PROMISED, &row, fault, "iiti",
                             chooser->person, chooser->other, offer->name, at);
    if (status <= 0)
        return status;
    json_t *terms = json_loads(store_text(row, 0), 0, NULL);
    benefit_from_json(terms, out);
    json_decref(terms);
    store_done(row);
    memcpy(out->name, offer->name, sizeof out->name);
    return COMEBACK_OK;
}

static int promise_visit(const struct chooser *chooser, const struct config_offer *offer,
                         int64_t at, struct benefit *out, struct fault *fault)
{
    struct benefit benefit;
    bool has = false;
    int status = find_promised(chooser, offer, at, out, fault);
    if (status != COMEBACK_OK || out->given)
        return status;
    benefit_of_offer(offer, &benefit);
    status = choose_has_room(chooser, offer, benefit_liability(&benefit), &has, fault);
    if (has)
        *out = benefit;
    return status;
}

static int promise_visits(const struct chooser *chooser, struct note *note, struct fault *fault)
{
    const struct config *config = chooser->desk->config;
    int status = COMEBACK_OK;
    for (const struct config_offer *offer = choose_next(config, CONFIG_FOR_VISITS, NULL);
         offer != NULL && status == COMEBACK_OK && !note->gift.given;
         offer = choose_next(config, CONFIG_FOR_VISITS, offer)) {
        if (!choose_is_for(chooser, offer))
            continue;
        note->every = offer->every;
        note->at = (note->visit / offer->every + 1) * offer->every;
        status = promise_visit(chooser, offer, note->at, &note->gift, fault);
    }
    if (!note->gift.given)
        note->every = note->at = 0;
    return status;
}

int promise_next(const struct desk *desk, const struct sale *sale, struct answer *answer,
                 struct fault *fault)
{
    struct chooser chooser;
    if (answer->control || desk->config->offer_count == 0)
        return COMEBACK_OK;
    int status = choose_begin(desk, sale, answer, &chooser, fault);
    if (status == COMEBACK_OK)
        status = promise_visits(&chooser, &answer->note, fault);
    return status == COMEBACK_OK ? promise_later(&chooser, &answer->note.next, fault) : status;
}
