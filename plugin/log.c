/* SPDX-License-Identifier: MIT */
#include "log.h"

#include <stdlib.h>

#include "clock.h"
#include "json_text.h"
#include "projection.h"

/* Our last event, and the highest clock in this store: that of our last event, unless a log of
 * another origin was taken in. */
static int read_tail(struct store *store, struct store_tail *tail, struct fault *fault)
{
    sqlite3_stmt *last;
    int status = store_query(store, EVENT_LAST, &last, fault, "i", store->origin);
    if (status < 0)
        return status;
    tail->seq = status == 1 ? sqlite3_column_int64(last, 0) : 0;
    tail->hlc = status == 1 ? sqlite3_column_int64(last, 1) : -1;
    bool alone = status == 1 && sqlite3_column_int(last, 2) == 0;
    store_done(last);
    return alone ? COMEBACK_OK : store_number(store, EVENT_CLOCK, -1, &tail->hlc, fault, "");
}

/* Above every clock in this store. Nobody else writes while our transaction lasts, so the log's end
 * is read once in it. */
static int next_place(struct store *store, struct event *event, struct fault *fault)
{
    struct store_tail *tail = &store->tail;
    int status = tail->known ? COMEBACK_OK : read_tail(store, tail, fault);
    if (status != COMEBACK_OK)
        return status;
    event->origin = store->origin;
    event->logged_ms = clock_now_ms();
    event->seq = tail->seq + 1;
    int64_t now = event->logged_ms << 16;
    event->hlc = now > tail->hlc ? now : tail->hlc + 1;
    return COMEBACK_OK;
}

/* NUL-terminated; event->more stands before the closing brace. */
static int write_body(const struct event *event, struct bytes *body, struct fault *fault)
{
    json_text_value(body, event->body);
    if (!body->failed && event->more != NULL && event->more->length > 0) {
        body->length--;
        if (body->length > 1)
            bytes_add_byte(body, ',');
        bytes_add(body, event->more->data, event->more->length);
        bytes_add_byte(body, '}');
    }
    bytes_add_byte(body, 0);
    bool failed = body->failed || (event->more != NULL && event->more->failed);
    return failed ? fail(fault, COMEBACK_MEMORY, "out of memory") : COMEBACK_OK;
}

static int insert(struct store *store, struct event *event, struct fault *fault)
{
    int status = next_place(store, event, fault);
    if (status != COMEBACK_OK)
        return status;
    struct bytes body = {0};
    status = write_body(event, &body, fault);
    if (status == COMEBACK_OK)
        status = store_run(store, EVENT_INSERT, fault, "iiiiiizt", event->origin, event->seq,
                           event->hlc, event->kind, event->at_ms, event->logged_ms, event->person,
                           (const char *)body.data);
    bytes_free(&body);
    if (status == COMEBACK_OK)
        store->tail = (struct store_tail){true, event->seq, event->hlc};
    return status;
}

static int correct(struct store *store, const struct correction *correction, int64_t at_ms,
                   struct fault *fault)
{
    json_t *body =
        json_pack("{ss sI ss sI}", "host", correction->host, "kind", (json_int_t)correction->kind,
                  "ref", correction->ref, "tag", (json_int_t)correction->tag);
    struct event event = {.kind = EVENT_CORRECTION, .at_ms = at_ms, .body = body};
    int status = insert(store, &event, fault);
    if (status == COMEBACK_OK)
        status = projection_apply(store, &event, NULL, fault);
    json_decref(body);
    return status;
}

int log_append(struct store *store, struct event *event, struct fault *fault)
{
    struct corrections corrections = {0};
    int status = insert(store, event, fault);
    if (status == COMEBACK_OK)
        status = projection_apply(store, event, &corrections, fault);
    for (int i = 0; i < corrections.count && status == COMEBACK_OK; i++)
        status = correct(store, &corrections.list[i], event->at_ms, fault);
    free(corrections.list);
    return status;
}

int log_read(struct store *store, int64_t origin, int64_t seq, json_t **out, struct fault *fault)
{
    sqlite3_stmt *row;
    int status = store_query(store, EVENT_BODY, &row, fault, "ii", origin, seq);
    if (status < 0)
        return status;
    json_t *body = status == 1 ? json_loads(store_text(row, 0), 0, NULL) : NULL;
    store_done(row);
    if (body == NULL)
        return fail(fault, status == 1 ? COMEBACK_STORE : COMEBACK_NOTHING,
                    "event %lld of %lld: not there or not readable", (long long)seq,
                    (long long)origin);
    *out = body;
    return COMEBACK_OK;
}

static int visit_row(sqlite3_stmt *row, int (*visit)(void *, const struct event *, struct fault *),
                     void *context, struct fault *fault)
{
    struct event event = {
        .origin = sqlite3_column_int64(row, 0),
        .seq = sqlite3_column_int64(row, 1),
        .hlc = sqlite3_column_int64(row, 2),
        .kind = sqlite3_column_int64(row, 3),
        .at_ms = sqlite3_column_int64(row, 4),
        .logged_ms = sqlite3_column_int64(row, 5),
        .person = sqlite3_column_int64(row, 6),
    };
    json_t *body = json_loads(store_text(row, 7), 0, NULL);
    if (body == NULL)
        return fail(fault, COMEBACK_STORE, "event %lld of %lld: not readable", (long long)event.seq,
                    (long long)event.origin);
    event.body = body;
    int status = visit(context, &event, fault);
    json_decref(body);
    return status;
}

int log_walk(struct store *store,
             int (*visit)(void *context, const struct event *event, struct fault *fault),
             void *context, struct fault *fault)
{
    sqlite3_stmt *row;
    int status = store_query(store, EVENT_WALK, &row, fault, "");
    while (status == 1) {
        status = visit_row(row, visit, context, fault);
        if (status == COMEBACK_OK)
            status = store_next(store, row, fault);
    }
    store_done(row);
    return status;
}
