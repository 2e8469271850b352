/* SPDX-License-Identifier: MIT */
#include "report.h"

#include <stdio.h>

#define DAY_MS INT64_C(86400000)

enum {
    HLC_BITS = 16,
    TILLS_AMONG = 100000, /* events: a till that has told nothing for longer is taken as mistyped */
    TILL_NAMES = 200,
};

struct span {
    struct store *store;
    const char *till;
    int64_t after, last; /* seq of events of this store: behind the one, up to the other */
};

static int find_last(struct span *span, struct fault *fault)
{
    sqlite3_stmt *row;
    int status = store_query(span->store, EVENT_LAST, &row, fault, "i", span->store->origin);
    span->last = status == 1 ? sqlite3_column_int64(row, 0) : 0;
    store_done(row);
    return status < 0 ? status : COMEBACK_OK;
}

static int find_mark(struct span *span, int64_t now_ms, struct report_shift *shift,
                     struct fault *fault)
{
    sqlite3_stmt *row;
    int status =
        store_query(span->store, SHIFT_LAST, &row, fault, "it", span->store->origin, span->till);
    if (status < 0)
        return status;
    shift->first_time = status == 0;
    shift->since_ms = now_ms - DAY_MS;
    if (status == 1) {
        span->after = sqlite3_column_int64(row, 0);
        shift->since_ms = sqlite3_column_int64(row, 1);
    }
    store_done(row);
    if (!shift->first_time)
        return COMEBACK_OK;
    return store_number(span->store, SHIFT_BEFORE, 0, &span->after, fault, "ii",
                        span->store->origin, shift->since_ms << HLC_BITS);
}

/* "\"1\", \"2\"" */
static int name_tills(const struct span *span, int64_t after, char out[TILL_NAMES],
                      struct fault *fault)
{
    sqlite3_stmt *row;
    size_t used = 0;
    int status =
        store_query(span->store, SHIFT_TILLS, &row, fault, "ii", span->store->origin, after);
    out[0] = '\0';
    while (status == 1 && used < TILL_NAMES) {
        used += (size_t)snprintf(out + used, TILL_NAMES - used, "%s\"%.64s\"",
                                 used == 0 ? "" : ", ", store_text(row, 0));
        status = store_next(span->store, row, fault);
    }
    store_done(row);
    return status < 0 ? status : COMEBACK_OK;
}

/* What is mistyped would be told as noughts. */
static int check_till(const struct span *span, struct fault *fault)
{
    char tills[TILL_NAMES];
    int64_t told = 0, after = span->last - TILLS_AMONG;
    int status = store_number(span->store, SHIFT_TOLD_BY, 0, &told, fault, "iit",
                              span->store->origin, after, span->till);
    if (status != COMEBACK_OK || told > 0)
        return status;
    status = name_tills(span, after, tills, fault);
    if (status != COMEBACK_OK)
        return status;
    return fail(fault, COMEBACK_NOTHING, "till \"%s\" has told no sale%s%s", span->till,
                tills[0] == '\0' ? "" : "; those that have: ", tills);
}

static int count(const struct span *span, struct report_shift *shift, struct fault *fault)
{
    const struct {
        enum statement statement;
        int64_t *numbers[4];
    } parts[] = {
        {SHIFT_SERVED, {&shift->made, &shift->again, &shift->friends, &shift->cards_back}},
        {SHIFT_STEPS, {&shift->steps_due, &shift->steps_kept}},
        {SHIFT_HANDED, {&shift->notes_handed, &shift->cards_handed}},
        {SHIFT_NOTES_BACK, {&shift->notes_back}},
    };
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        sqlite3_stmt *row;
        int status = store_query(span->store, parts[i].statement, &row, fault, "iit",
                                 span->store->origin, span->after, span->till);
        for (int k = 0; status == 1 && k < 4 && parts[i].numbers[k] != NULL; k++)
            *parts[i].numbers[k] = sqlite3_column_int64(row, k);
        store_done(row);
        if (status < 0)
            return status;
    }
    return COMEBACK_OK;
}

static int read_span(struct span *span, int64_t now_ms, int wait_ms, struct report_shift *shift,
                     struct fault *fault)
{
    int status = store_begin_read(span->store, wait_ms, fault);
    if (status != COMEBACK_OK)
        return status;
    status = find_last(span, fault);
    if (status == COMEBACK_OK)
        status = find_mark(span, now_ms, shift, fault);
    if (status == COMEBACK_OK && shift->first_time)
        status = check_till(span, fault);
    if (status == COMEBACK_OK)
        status = count(span, shift, fault);
    store_rollback(span->store);
    return status;
}

int report_shift(struct store *store, const char *till, int64_t now_ms, int wait_ms,
                 struct report_shift *out, struct fault *fault)
{
    struct span span = {.store = store, .till = till};
    struct report_shift shift = {.made = 0};
    int status = read_span(&span, now_ms, wait_ms, &shift, fault);
    if (status == COMEBACK_OK)
        status = store_begin_light(store, wait_ms, fault);
    if (status != COMEBACK_OK)
        return status;
    status = store_run(store, SHIFT_MARK, fault, "itii", store->origin, till, span.last, now_ms);
    if (status == COMEBACK_OK)
        status = store_commit(store, fault);
    if (status != COMEBACK_OK) {
        store_rollback(store);
        return status;
    }
    *out = shift;
    return COMEBACK_OK;
}
