/* SPDX-License-Identifier: MIT */
#include "projection_promises.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "code.h"
#include "json_text.h"
#include "projection.h"

/* What the [gift] may cost, among the budgets of offers; no offer can be called so. */
static const char gift_budget[] = "[gift]";

static int64_t number_of(const json_t *body, const char *name)
{
    return json_integer_value(json_object_get(body, name));
}

static const char *text_of(const json_t *body, const char *name)
{
    const char *text = json_string_value(json_object_get(body, name));
    return text == NULL ? "" : text;
}

static const char *text_or(const json_t *body, const char *name, const char *otherwise)
{
    const char *text = json_string_value(json_object_get(body, name));
    return text == NULL ? otherwise : text;
}

/* One more that counts, or one less. No rows of 0 are left, for there might be none. */
static int count(struct store *store, const char *name, int64_t month, int64_t liability_minor,
                 bool more, struct fault *fault)
{
    int64_t sign = more ? 1 : -1;
    int status =
        store_run(store, PROMISED_ADD, fault, "tiii", name, month, sign * liability_minor, sign);
    return status == COMEBACK_OK && !more
               ? store_run(store, PROMISED_NONE, fault, "ti", name, month)
               : status;
}

/* The columns of HANDED_MISCOUNTED: code, name, month, liability_minor, should it count? */
static int recount_handed(struct store *store, sqlite3_stmt *row, struct fault *fault)
{
    char name[CONFIG_NAME];
    int64_t code = sqlite3_column_int64(row, 0), month = sqlite3_column_int64(row, 2);
    int64_t liability_minor = sqlite3_column_int64(row, 3);
    bool counts = sqlite3_column_int(row, 4) != 0;
    snprintf(name, sizeof name, "%s", store_text(row, 1));
    store_done(row);
    int status = store_run(store, HANDED_COUNT, fault, "iti", code, name, (int64_t)counts);
    return status == COMEBACK_OK ? count(store, name, month, liability_minor, counts, fault)
                                 : status;
}

int projection_count_card(struct store *store, int64_t code, struct fault *fault)
{
    sqlite3_stmt *row;
    int status;
    while ((status = store_query(store, HANDED_MISCOUNTED_OF, &row, fault, "i", code)) == 1) {
        status = recount_handed(store, row, fault);
        if (status != COMEBACK_OK)
            break;
    }
    return status;
}

static int count_handed_at(struct store *store, const char *host, int64_t kind, const char *ref,
                           struct fault *fault)
{
    sqlite3_stmt *row;
    int status;
    while ((status = store_query(store, HANDED_MISCOUNTED_AT, &row, fault, "tit", host, kind,
                                 ref)) == 1) {
        status = recount_handed(store, row, fault);
        if (status != COMEBACK_OK)
            break;
    }
    return status;
}

/* The columns of REWARD_MISCOUNTED. */
static int recount_reward(struct store *store, sqlite3_stmt *row, struct fault *fault)
{
    char offer[16], name[CONFIG_NAME];
    int64_t person = sqlite3_column_int64(row, 0), number = sqlite3_column_int64(row, 2);
    int64_t promise = sqlite3_column_int64(row, 3), month = sqlite3_column_int64(row, 5);
    int64_t liability_minor = sqlite3_column_int64(row, 6);
    bool counts = sqlite3_column_int(row, 7) != 0;
    snprintf(offer, sizeof offer, "%s", store_text(row, 1));
    snprintf(name, sizeof name, "%s", store_text(row, 4));
    store_done(row);
    int status = store_run(store, REWARD_COUNT, fault, "itiii", person, offer, number, promise,
                           (int64_t)counts);
    return status == COMEBACK_OK ? count(store, name, month, liability_minor, counts, fault)
                                 : status;
}

int projection_count_again(struct store *store, const char *host, int64_t kind, const char *ref,
                           int64_t person, struct fault *fault)
{
    sqlite3_stmt *row;
    int status = count_handed_at(store, host, kind, ref, fault);
    while (status == COMEBACK_OK && person != 0) {
        status =
            store_query(store, REWARD_MISCOUNTED, &row, fault, "itit", person, host, kind, ref);
        if (status != 1)
            break;
        status = recount_reward(store, row, fault);
    }
    return status;
}

/* What a card promises of one offer. */
static int hand_out(struct store *store, const struct event *event, int64_t code, int64_t person,
                    const char *name, int64_t liability_minor, struct fault *fault)
{
    const json_t *body = event->body;
    int64_t month = clock_month((int32_t)number_of(body, "day"));
    return store_run(store, HANDED_INSERT, fault, "itiiitit", code, name, person, month,
                     liability_minor, text_of(body, "host"), number_of(body, "kind"),
                     text_of(body, "ref"));
}

static int hand_out_card(struct store *store, const struct event *event, int64_t code,
                         int64_t person, const json_t *terms, struct fault *fault)
{
    const json_t *giver = json_object_get(terms, "giver");
    int status = hand_out(store, event, code, person, text_or(terms, "name", "friend"),
                          number_of(terms, "liability"), fault);
    if (status == COMEBACK_OK && giver != NULL)
        status = hand_out(store, event, code, person, text_of(giver, "name"),
                          number_of(giver, "liability"), fault);
    return status == COMEBACK_OK ? projection_count_card(store, code, fault) : status;
}

static int give_code(struct store *store, const struct event *event, const json_t *code,
                     int64_t person, struct fault *fault)
{
    int64_t id = number_of(code, "code"), day = number_of(event->body, "day");
    const json_t *terms = json_object_get(code, "terms");
    bool is_card = id < 0 || code_kind(id) == CODE_CARD;
    char *text = json_dumps(terms, JSON_COMPACT);
    if (text == NULL)
        return fail(fault, COMEBACK_MEMORY, "out of memory");
    int status =
        store_run(store, CODE_INSERT, fault, "iiiitt", id, person, day, number_of(code, "until"),
                  text, is_card ? text_or(terms, "name", "friend") : "");
    free(text);
    return status == COMEBACK_OK && is_card ? hand_out_card(store, event, id, person, terms, fault)
                                            : status;
}

int projection_issued(struct store *store, const struct event *event, const json_t *code,
                      struct fault *fault)
{
    return give_code(store, event, code, event->person, fault);
}

/* As if the referrer had given a card: the thanks are theirs. */
int projection_sent(struct store *store, const struct event *event, const json_t *code,
                    struct fault *fault)
{
    return give_code(store, event, code, number_of(event->body, "referrer"), fault);
}

struct reward {
    int64_t person;
    const char *offer, *name;
    int64_t number, promise, due_day, wait_days, minimum_minor, until_day, month, liability_minor;
    bool counts;
    const json_t *terms;
};

/* NUL-terminated. */
static int write_terms(const json_t *terms, struct bytes *out, struct fault *fault)
{
    if (terms != NULL)
        json_text_value(out, terms);
    bytes_add_byte(out, 0);
    return terms == NULL || out->failed ? fail(fault, COMEBACK_MEMORY, "out of memory")
                                        : COMEBACK_OK;
}

/* *changed: it is new, or counts from now on. */
static int insert_reward(struct store *store, const struct reward *reward, bool *changed,
                         struct fault *fault)
{
    struct bytes text = {0};
    int status = write_terms(reward->terms, &text, fault);
    if (status == COMEBACK_OK)
        status = store_run(store, REWARD_INSERT, fault, "itiiiititiiii", reward->person,
                           reward->offer, reward->number, reward->promise, reward->due_day,
                           reward->wait_days, (const char *)text.data, reward->minimum_minor,
                           reward->name, reward->until_day, reward->month, reward->liability_minor,
                           (int64_t)reward->counts);
    bytes_free(&text);
    *changed = status == COMEBACK_OK && sqlite3_changes(store->db) > 0;
    return status;
}

/* As it was made first: later ones may be of another month. */
static int count_reward(struct store *store, const struct reward *reward, struct fault *fault)
{
    sqlite3_stmt *row;
    int status = store_query(store, REWARD_COUNTED, &row, fault, "itii", reward->person,
                             reward->offer, reward->number, reward->promise);
    if (status <= 0)
        return status;
    int64_t month = sqlite3_column_int64(row, 0), liability_minor = sqlite3_column_int64(row, 1);
    store_done(row);
    return count(store, reward->name, month, liability_minor, true, fault);
}

static struct reward read_reward(const struct event *event, const json_t *object)
{
    int64_t person = number_of(object, "person");
    struct reward reward = {.person = person == 0 ? event->person : person,
                            .offer = text_of(object, "offer"),
                            .number = number_of(object, "number"),
                            .due_day = number_of(object, "due"),
                            .terms = json_object_get(object, "terms")};
    reward.name = text_or(object, "name", reward.offer);
    reward.minimum_minor = number_of(reward.terms, "minimum");
    reward.until_day = number_of(reward.terms, "until");
    reward.liability_minor = number_of(reward.terms, "liability");
    if (reward.liability_minor != 0)
        reward.month = clock_month((int32_t)number_of(event->body, "day"));
    return reward;
}

/* What waits of a card was promised with the card. */
static bool is_of_note(const struct reward *reward)
{
    return strcmp(reward->offer, "friend") != 0;
}

static int stand_by(struct store *store, const struct event *event, const struct reward *reward,
                    struct fault *fault)
{
    const json_t *body = event->body;
    int64_t person = is_of_note(reward) ? reward->person : 0;
    return store_run(store, GIVER_INSERT, fault, "iitit", person, reward->promise,
                     text_of(body, "host"), number_of(body, "kind"), text_of(body, "ref"));
}

/* Made at an earlier sale, and now this one's, too. */
static int name_again(struct store *store, const struct event *event, struct reward *reward,
                      struct fault *fault)
{
    const json_t *body = event->body;
    int status = stand_by(store, event, reward, fault);
    if (status == COMEBACK_OK)
        status = store_run(store, REWARD_COUNT_AGAIN, fault, "itiitit", reward->person,
                           reward->offer, reward->number, reward->promise, text_of(body, "host"),
                           number_of(body, "kind"), text_of(body, "ref"));
    return status == COMEBACK_OK && sqlite3_changes(store->db) > 0
               ? count_reward(store, reward, fault)
               : status;
}

static int add_reward(struct store *store, const struct event *event, const json_t *object,
                      bool holds, struct fault *fault)
{
    struct reward reward = read_reward(event, object);
    bool changed = false;
    /* A card's promise is one, whoever comes for it first. */
    reward.promise = is_of_note(&reward)
                         ? projection_promise(reward.person, reward.name, reward.number)
                         : reward.number;
    if (reward.terms == NULL)
        return name_again(store, event, &reward, fault);
    if (!is_of_note(&reward))
        reward.month = reward.liability_minor = 0;
    reward.counts = is_of_note(&reward) && holds;
    int status = insert_reward(store, &reward, &changed, fault);
    if (status == COMEBACK_OK && changed && reward.counts)
        status = count_reward(store, &reward, fault);
    return status == COMEBACK_OK ? stand_by(store, event, &reward, fault) : status;
}

int projection_rewards(struct store *store, const struct event *event, int64_t holds,
                       struct fault *fault)
{
    const json_t *body = event->body, *list = json_object_get(body, "rewards");
    int status = COMEBACK_OK;
    if (holds == PROJECTION_LOOK_UP && json_array_size(list) > 0)
        status = store_number(store, SALE_HOLDS, 0, &holds, fault, "tit", text_of(body, "host"),
                              number_of(body, "kind"), text_of(body, "ref"));
    for (size_t i = 0; i < json_array_size(list) && status == COMEBACK_OK; i++)
        status = add_reward(store, event, json_array_get(list, i), holds != 0, fault);
    return status;
}

/* A card that was used up makes its giver's thanks wait for the end of the return window. */
static int thank_giver(struct store *store, int64_t card, struct fault *fault)
{
    sqlite3_stmt *row;
    bool changed;
    int status = store_query(store, CODE_FIND, &row, fault, "i", card);
    if (status <= 0)
        return status;
    struct reward reward = {
        .person = sqlite3_column_int64(row, 0), .offer = "thanks", .number = card};
    json_t *terms = json_loads(store_text(row, 4), 0, NULL);
    const json_t *giver = json_object_get(terms, "giver");
    store_done(row);
    status = COMEBACK_OK;
    reward.promise = projection_promise(reward.person, "thanks", card);
    reward.wait_days = number_of(terms, "return_days");
    reward.minimum_minor = number_of(terms, "minimum");
    reward.terms = giver == NULL ? terms : giver;
    reward.name = giver == NULL ? text_or(terms, "name", "friend") : text_of(giver, "name");
    if (giver != NULL || number_of(terms, "referrer") > 0)
        status = insert_reward(store, &reward, &changed, fault);
    json_decref(terms);
    return status;
}

int projection_settle(struct store *store, struct fault *fault)
{
    sqlite3_stmt *row;
    int status = store_query(store, THANKS_LATE, &row, fault, "");
    while (status == 1) {
        status = thank_giver(store, sqlite3_column_int64(row, 0), fault);
        if (status == COMEBACK_OK)
            status = store_next(store, row, fault);
    }
    store_done(row);
    return status;
}

int projection_paid(struct store *store, const struct event *event, const json_t *paid,
                    struct fault *fault)
{
    const json_t *body = event->body;
    int64_t promise = json_integer_value(paid);
    int64_t base_minor = number_of(body, "total_minor") + number_of(body, "applied");
    int status = store_run(store, USED_INSERT, fault, "iiiititi", promise, event->hlc,
                           event->origin, event->seq, text_of(body, "host"),
                           number_of(body, "kind"), text_of(body, "ref"), base_minor);
    return status == COMEBACK_OK ? thank_giver(store, promise, fault) : status;
}

int projection_gift(struct store *store, const struct event *event, struct fault *fault)
{
    const json_t *body = event->body, *drawn = json_object_get(body, "drawn");
    int64_t month = clock_month((int32_t)number_of(body, "day"));
    if (!json_is_true(json_object_get(drawn, "given")))
        return COMEBACK_OK;
    return store_run(store, PROMISED_ADD, fault, "tiii", gift_budget, month,
                     number_of(drawn, "cost"), (int64_t)1);
}
