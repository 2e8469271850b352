/* SPDX-License-Identifier: MIT */
#include "promise.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "code.h"
#include "log.h"
#include "projection.h"

/* Which of a code's days its explanation names. */
enum day { NO_DAY, ISSUED_DAY, UNTIL_DAY, USED_DAY };

/* Only a card is used up, held, or refused to somebody. */
static const struct {
    bool refused;
    enum word say, card, note;
    enum day day;
} verdicts[] = {
    [VERDICT_GOOD] = {false, W_NOTHING, W_CARD_OF, W_NOTE_OF, ISSUED_DAY},
    [VERDICT_ELSEWHERE] = {false, W_NOTHING, W_CARD_ELSEWHERE, W_NOTE_ELSEWHERE, NO_DAY},
    [VERDICT_TYPO] = {true, W_NOTHING, W_CODE_TYPO, W_CODE_TYPO, NO_DAY},
    [VERDICT_FOREIGN] = {true, W_SAY_CANNOT_TAKE, W_CODE_FOREIGN, W_CODE_FOREIGN, NO_DAY},
    [VERDICT_USED] = {true, W_SAY_CANNOT_TAKE, W_CARD_USED, W_CARD_USED, USED_DAY},
    [VERDICT_EXPIRED] = {true, W_SAY_CANNOT_TAKE, W_CARD_EXPIRED, W_NOTE_EXPIRED, UNTIL_DAY},
    [VERDICT_CANCELLED] = {true, W_SAY_CANNOT_TAKE, W_CARD_CANCELLED, W_NOTE_CANCELLED, NO_DAY},
    [VERDICT_HELD] = {true, W_SAY_CANNOT_TAKE, W_CARD_HELD, W_CARD_HELD, NO_DAY},
    [VERDICT_NOT_NEW] = {true, W_SAY_FIRST_VISIT, W_CARD_NOT_NEW, W_CARD_NOT_NEW, NO_DAY},
    [VERDICT_LOCKED] = {false, W_SAY_CANNOT_TAKE, W_CODE_LOCKED, W_CODE_LOCKED, NO_DAY},
};

bool promise_refused(enum verdict verdict)
{
    return verdicts[verdict].refused;
}

const char *promise_say(enum language language, enum verdict verdict)
{
    return words_text(language, verdicts[verdict].say);
}

void promise_explain(enum language language, struct scan *scan)
{
    const int32_t days[] = {[NO_DAY] = 0,
                            [ISSUED_DAY] = scan->issued_day,
                            [UNTIL_DAY] = scan->until_day,
                            [USED_DAY] = scan->used_day};
    const struct words_values values = {.day = days[verdicts[scan->verdict].day]};
    enum word word = code_kind(scan->id) == CODE_CARD ? verdicts[scan->verdict].card
                                                      : verdicts[scan->verdict].note;
    words_fill(scan->why, sizeof scan->why, WORDS_WHY_CHARACTERS, language, word, &values);
}

static int read_code(const struct desk *desk, struct scan *scan, bool *cancelled,
                     struct fault *fault)
{
    sqlite3_stmt *row;
    int status = store_query(desk->store, CODE_FIND, &row, fault, "i", scan->id);
    if (status <= 0)
        return status;
    scan->person = sqlite3_column_int64(row, 0);
    scan->issued_day = sqlite3_column_int(row, 1);
    scan->until_day = sqlite3_column_int(row, 2);
    *cancelled = sqlite3_column_int(row, 3) != 0;
    store_done(row);
    status = projection_person(desk->store, scan->person, &scan->person, fault);
    return status == COMEBACK_OK ? 1 : status;
}

int promise_terms(const struct desk *desk, int64_t code, struct card_terms *out,
                  struct fault *fault)
{
    sqlite3_stmt *row;
    int status = store_query(desk->store, CODE_FIND, &row, fault, "i", code);
    if (status <= 0)
        return status;
    json_t *terms = json_loads(store_text(row, 4), 0, NULL);
    card_terms_from_json(terms, out);
    json_decref(terms);
    store_done(row);
    return 1;
}

static int read_use(const struct desk *desk, struct scan *scan, bool *used, struct fault *fault)
{
    int64_t day;
    int status = store_number(desk->store, USED_UP_ON, INT64_MIN, &day, fault, "i", scan->id);
    if (status == COMEBACK_OK) {
        *used = day != INT64_MIN;
        scan->used_day = *used ? (int32_t)day : 0;
    }
    return status;
}

int promise_locked(const struct desk *desk, const char *till, int32_t day, bool *locked,
                   struct fault *fault)
{
    int64_t guesses;
    int status =
        store_number(desk->store, GUESS_COUNT, 0, &guesses, fault, "ti", till, (int64_t)day);
    if (status == COMEBACK_OK)
        *locked = guesses >= PROMISE_GUESSES;
    return status;
}

static int judge_card(const struct desk *desk, const struct basket *basket, struct scan *scan,
                      struct fault *fault)
{
    int64_t held;
    bool used;
    int status = read_use(desk, scan, &used, fault);
    if (status == COMEBACK_OK)
        status = store_number(desk->store, RESERVED_ELSEWHERE, 0, &held, fault, "itti", scan->id,
                              basket->host, basket->cart, desk->now_ms);
    if (status == COMEBACK_OK)
        scan->verdict = used ? VERDICT_USED : held > 0 ? VERDICT_HELD : VERDICT_GOOD;
    return status;
}

static bool is_over(const struct config_offer *offer, int32_t day)
{
    return day < offer->from_day || (offer->until_day != 0 && day > offer->until_day);
}

/* What is given in words costs what it costs; a price is cut no further than the limit. */
static bool limit(struct benefit *benefit, int64_t limit_minor)
{
    if (benefit_is_words(benefit))
        return benefit->cost_minor <= limit_minor;
    if (benefit->at_most_minor == 0 || benefit->at_most_minor > limit_minor)
        benefit->at_most_minor = limit_minor;
    return true;
}

bool promise_offline_terms(const struct config *config, int32_t day, struct card_terms *out)
{
    for (int32_t i = 0; i < config->offer_count; i++) {
        const struct config_offer *offer = &config->offers[i];
        struct card_terms terms = {.return_days = offer->return_days};
        if (offer->to != CONFIG_FOR_FRIEND || offer->offline_limit_minor == 0 ||
            is_over(offer, day))
            continue;
        benefit_of_offer(offer, &terms.gets);
        if (!limit(&terms.gets, offer->offline_limit_minor))
            return false;
        *out = terms;
        return true;
    }
    return false;
}

/* Ours, but issued by another store: on some day of its quarter. Reckoned from the first it is
 * never honoured too long, and still for longer than any note or card is made for. */
static int judge_elsewhere(const struct desk *desk, const struct basket *basket, struct scan *scan,
                           struct fault *fault)
{
    struct card_terms terms;
    scan->until_day = clock_quarter_start(code_quarter(scan->id, basket->day)) + CODE_LIFE_DAYS;
    scan->verdict = basket->day > scan->until_day ? VERDICT_EXPIRED : VERDICT_ELSEWHERE;
    if (scan->verdict == VERDICT_EXPIRED || code_kind(scan->id) != CODE_CARD ||
        !promise_offline_terms(desk->config, basket->day, &terms))
        return COMEBACK_OK;
    int status = judge_card(desk, basket, scan, fault);
    if (status == COMEBACK_OK && scan->verdict == VERDICT_GOOD)
        scan->verdict = VERDICT_ELSEWHERE;
    return status;
}

static int judge_ours(const struct desk *desk, const struct basket *basket, struct scan *scan,
                      struct fault *fault)
{
    bool cancelled = false;
    int status = read_code(desk, scan, &cancelled, fault);
    if (status < 0)
        return status;
    if (status == 0)
        return judge_elsewhere(desk, basket, scan, fault);
    if (cancelled)
        scan->verdict = VERDICT_CANCELLED;
    else if (basket->day > scan->until_day + PROMISE_GRACE_DAYS)
        scan->verdict = VERDICT_EXPIRED;
    else if (code_kind(scan->id) == CODE_CARD)
        return judge_card(desk, basket, scan, fault);
    else
        scan->verdict = VERDICT_GOOD;
    return COMEBACK_OK;
}

/* A note still says who somebody is; a good card might be the sixth guess. */
static int lock_card(const struct desk *desk, const struct basket *basket, struct scan *scan,
                     struct fault *fault)
{
    bool locked = false;
    if (promise_refused(scan->verdict) || code_kind(scan->id) != CODE_CARD)
        return COMEBACK_OK;
    int status = promise_locked(desk, basket->till, basket->day, &locked, fault);
    if (locked)
        scan->verdict = VERDICT_LOCKED;
    return status;
}

int promise_judge(const struct desk *desk, const char *text, const struct basket *basket,
                  struct scan *out, struct fault *fault)
{
    struct scan scan = {.verdict = VERDICT_TYPO};
    int status = COMEBACK_OK;
    if (code_parse(text, strlen(text), &scan.id)) {
        scan.verdict = VERDICT_FOREIGN;
        if (code_recognise(desk->keys, scan.id, basket->day))
            status = judge_ours(desk, basket, &scan, fault);
    }
    if (status == COMEBACK_OK)
        status = lock_card(desk, basket, &scan, fault);
    if (status != COMEBACK_OK)
        return status;
    promise_explain(desk->language, &scan);
    *out = scan;
    return COMEBACK_OK;
}

int promise_reserve(const struct desk *desk, int64_t code, const char *host, const char *cart,
                    struct fault *fault)
{
    int status = store_run(desk->store, RESERVATIONS_OLD, fault, "i", desk->now_ms);
    return status == COMEBACK_OK ? store_run(desk->store, RESERVE, fault, "itti", code, host, cart,
                                             desk->now_ms + PROMISE_HOLD_MS)
                                 : status;
}

int promise_release(const struct desk *desk, const char *host, const char *cart,
                    struct fault *fault)
{
    return store_run(desk->store, RESERVATION_END, fault, "tt", host, cart);
}

int promise_held(const struct desk *desk, const char *host, const char *cart,
                 int64_t codes[SALE_SCANS_MAX], int *count, struct fault *fault)
{
    sqlite3_stmt *row;
    int found = 0;
    int status =
        store_query(desk->store, RESERVED_BY_CART, &row, fault, "tti", host, cart, desk->now_ms);
    while (status == 1 && found < SALE_SCANS_MAX) {
        codes[found++] = sqlite3_column_int64(row, 0);
        status = store_next(desk->store, row, fault);
    }
    store_done(row);
    if (status >= 0)
        *count = found;
    return status < 0 ? status : COMEBACK_OK;
}

static int append_guess(const struct desk *desk, enum event_kind kind, const char *till,
                        int32_t day, struct fault *fault)
{
    json_t *body = json_pack("{ss sI}", "till", till, "day", (json_int_t)day);
    struct event event = {.kind = kind, .at_ms = desk->now_ms, .body = body};
    int status = log_append(desk->store, &event, fault);
    json_decref(body);
    return status;
}

int promise_guessed(const struct desk *desk, int64_t code, const char *till, int32_t day,
                    struct fault *fault)
{
    int64_t before = 0;
    char place[64];
    snprintf(place, sizeof place, "%.40s %" PRId32, till, day);
    int status = store_number(desk->store, GUESSED_BEFORE, 0, &before, fault, "iti", code, place,
                              desk->now_ms);
    if (status == COMEBACK_OK && before == 0)
        status = append_guess(desk, EVENT_GUESS, till, day, fault);
    return status == COMEBACK_OK ? promise_reserve(desk, code, "", place, fault) : status;
}

int promise_unlock(const struct desk *desk, const char *till, int32_t day, struct fault *fault)
{
    return append_guess(desk, EVENT_UNLOCK, till, day, fault);
}
