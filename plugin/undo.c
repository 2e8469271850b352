/* SPDX-License-Identifier: MIT */
#include "undo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "choose.h"

enum { USUAL_DAYS = 14 };

/* Lines of the return that are still looked for. */
struct search {
    const struct sale *sale;
    bool *found; /* by line */
    int left;
    int64_t left_minor; /* of what was paid back */
};

/* So long the giver of a card waits, in case what the friend bought comes back. */
static int32_t window_days(const struct config *config)
{
    const struct config_offer *offer = choose_next(config, CONFIG_FOR_FRIEND, NULL);
    return offer == NULL ? USUAL_DAYS : offer->return_days;
}

/* By sku; a line without one by its name. */
static bool is_same(const struct sale *sale, const struct sale_item *item, const json_t *bought)
{
    const char *sku = sale_item_text(sale, item->sku);
    const char *wanted = sku[0] != '\0' ? sku : sale_item_text(sale, item->name);
    const char *has = json_string_value(json_array_get(bought, sku[0] != '\0' ? 0 : 1));
    return wanted[0] != '\0' && has != NULL && strcmp(has, wanted) == 0 &&
           json_integer_value(json_array_get(bought, 4)) > 0;
}

static bool is_among(const struct sale *sale, const struct sale_item *item, const json_t *items)
{
    size_t i;
    json_t *bought;
    json_array_foreach(items, i, bought)
    {
        if (is_same(sale, item, bought))
            return true;
    }
    return false;
}

/* What of the return was bought there, at most what is left of it. */
static int64_t take_from(struct search *search, const json_t *items, int64_t left_minor)
{
    int64_t taken_minor = 0;
    for (int i = 0; i < search->sale->item_count; i++) {
        const struct sale_item *item = &search->sale->items[i];
        if (search->found[i] || !is_among(search->sale, item, items))
            continue;
        search->found[i] = true;
        search->left--;
        taken_minor += llabs(item->amount_minor);
    }
    if (taken_minor > left_minor)
        taken_minor = left_minor;
    if (taken_minor > search->left_minor)
        taken_minor = search->left_minor;
    search->left_minor -= taken_minor;
    return taken_minor;
}

/* As a body has it unescaped; else it cannot be looked for without reading the body. */
static bool may_have(const struct sale *sale, const struct sale_item *item, const char *body)
{
    const char *sku = sale_item_text(sale, item->sku);
    const char *wanted = sku[0] != '\0' ? sku : sale_item_text(sale, item->name);
    for (const char *c = wanted; *c != '\0'; c++)
        if (*c == '"' || *c == '\\' || (unsigned char)*c < ' ')
            return true;
    return strstr(body, wanted) != NULL;
}

/* Most sales have nothing of the return, and a body takes long to read. */
static bool may_have_any(const struct search *search, const char *body)
{
    for (int i = 0; i < search->sale->item_count; i++)
        if (!search->found[i] && may_have(search->sale, &search->sale->items[i], body))
            return true;
    return false;
}

/* *items is a new reference, or NULL where nothing is looked for in them. */
static int read_items(const struct desk *desk, int64_t origin, int64_t seq,
                      const struct search *search, json_t **items, struct fault *fault)
{
    sqlite3_stmt *row;
    int status = store_query(desk->store, EVENT_BODY, &row, fault, "ii", origin, seq);
    if (status < 0)
        return status;
    const char *text = status == 1 ? store_text(row, 0) : "";
    json_t *body = may_have_any(search, text) ? json_loads(text, 0, NULL) : NULL;
    store_done(row);
    *items = json_incref(json_object_get(body, "items"));
    json_decref(body);
    return COMEBACK_OK;
}

/* The columns of PERSON_RECENT: host, kind, ref, origin, seq, what is left of it. */
static int look_into(const struct desk *desk, sqlite3_stmt *row, struct search *search,
                     struct answer *answer, struct fault *fault)
{
    struct undone undone = {.kind = sqlite3_column_int64(row, 1)};
    json_t *items;
    int status = read_items(desk, sqlite3_column_int64(row, 3), sqlite3_column_int64(row, 4),
                            search, &items, fault);
    if (status != COMEBACK_OK)
        return status;
    undone.minor = take_from(search, items, sqlite3_column_int64(row, 5));
    json_decref(items);
    snprintf(undone.host, sizeof undone.host, "%s", store_text(row, 0));
    snprintf(undone.ref, sizeof undone.ref, "%s", store_text(row, 2));
    if (undone.minor > 0)
        answer->undone[answer->undone_count++] = undone;
    return COMEBACK_OK;
}

static int search_recent(const struct desk *desk, struct search *search, struct answer *answer,
                         struct fault *fault)
{
    sqlite3_stmt *row;
    int status = store_query(desk->store, PERSON_RECENT, &row, fault, "iiit", answer->person,
                             (int64_t)answer->day - window_days(desk->config), (int64_t)answer->day,
                             search->sale->currency);
    while (status == 1 && search->left > 0 && answer->undone_count < ANSWER_UNDONE_MAX) {
        status = look_into(desk, row, search, answer, fault);
        if (status == COMEBACK_OK)
            status = store_next(desk->store, row, fault);
    }
    store_done(row);
    return status < 0 ? status : COMEBACK_OK;
}

static bool pays_back(const struct sale *sale)
{
    return sale->kind == SALE_RETURN || (sale->kind == SALE_EXCHANGE && sale->total_minor < 0);
}

/* Of an exchange's lines those above 0 are what the customer took instead. */
static void leave_what_was_sold(struct search *search)
{
    for (int i = 0; i < search->sale->item_count && search->sale->kind == SALE_EXCHANGE; i++) {
        search->found[i] = search->sale->items[i].amount_minor >= 0;
        search->left -= search->found[i];
    }
}

int undo_find(const struct desk *desk, const struct sale *sale, struct answer *answer,
              struct fault *fault)
{
    if (!pays_back(sale) || sale->original[0] != '\0' || answer->person == 0 ||
        sale->item_count == 0)
        return COMEBACK_OK;
    struct search search = {sale, calloc((size_t)sale->item_count, sizeof *search.found),
                            sale->item_count, llabs(sale->total_minor)};
    if (search.found == NULL)
        return fail(fault, COMEBACK_MEMORY, "out of memory");
    leave_what_was_sold(&search);
    int status = search_recent(desk, &search, answer, fault);
    free(search.found);
    return status;
}
