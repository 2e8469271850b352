/* SPDX-License-Identifier: MIT */
#include "doubt.h"

#include "fault.h"
#include "log.h"

const struct doubt_text doubt_texts[DOUBT_KINDS] = {
    [DOUBT_LOSS] = {"loss", "what it took off was promised once, and paid by another sale"},
    [DOUBT_RETOLD] = {"conflict", "told again with another day, total or currency"},
    [DOUBT_PERSONS] = {"conflict", "two known customers were named"},
    [DOUBT_CORRECTED] = {NULL, NULL},
};

bool doubt_is_young(int32_t day, int32_t today)
{
    return day > today - DOUBT_DAYS;
}

/* The columns of REPORT_LOSSES, and behind them those of REPORT_EVENTS: the event's kind, and
 * whether it is about two persons. */
static enum doubt_kind kind_of(sqlite3_stmt *row)
{
    if (sqlite3_column_count(row) < 6)
        return DOUBT_LOSS;
    if (sqlite3_column_int64(row, 4) == EVENT_CORRECTION)
        return DOUBT_CORRECTED;
    return sqlite3_column_int(row, 5) != 0 ? DOUBT_PERSONS : DOUBT_RETOLD;
}

static struct doubt read_doubt(sqlite3_stmt *row, int32_t today)
{
    struct doubt doubt = {.kind = kind_of(row),
                          .host = store_text(row, 0),
                          .ref = store_text(row, 1),
                          .day = sqlite3_column_int(row, 2)};
    doubt.open = doubt_texts[doubt.kind].why != NULL && sqlite3_column_int(row, 3) == 0 &&
                 doubt_is_young(doubt.day, today);
    return doubt;
}

int doubt_each(struct store *store, int32_t today,
               int (*take)(void *context, const struct doubt *doubt, struct fault *fault),
               void *context, struct fault *fault)
{
    static const enum statement statements[] = {REPORT_LOSSES, REPORT_EVENTS};
    int status = COMEBACK_OK;
    for (size_t i = 0; i < sizeof statements / sizeof statements[0] && status == COMEBACK_OK; i++) {
        sqlite3_stmt *row;
        status = store_query(store, statements[i], &row, fault, "");
        while (status == 1) {
            const struct doubt doubt = read_doubt(row, today);
            status = take(context, &doubt, fault);
            if (status == COMEBACK_OK)
                status = store_next(store, row, fault);
        }
        store_done(row);
    }
    return status;
}

int doubt_find(struct store *store, const char *host, const char *ref, int64_t *kind,
               struct fault *fault)
{
    sqlite3_stmt *row;
    int status = store_query(store, DOUBT_NAMED, &row, fault, "tt", host, ref);
    if (status < 0)
        return status;
    bool there = status == 1;
    int64_t found = there ? sqlite3_column_int64(row, 0) : 0;
    bool undecided = there && sqlite3_column_int(row, 1) != 0;
    bool open = there && sqlite3_column_int(row, 2) != 0;
    store_done(row);
    if (!there)
        return fail(fault, COMEBACK_NOTHING, "host \"%s\", ref \"%s\": there is no such sale", host,
                    ref);
    if (undecided)
        return fail(fault, COMEBACK_NOTHING,
                    "host \"%s\", ref \"%s\": this sale is flagged: allow or refuse it", host, ref);
    if (!open)
        return fail(fault, COMEBACK_NOTHING,
                    "host \"%s\", ref \"%s\": there is nothing to look at, or it was looked at",
                    host, ref);
    *kind = found;
    return COMEBACK_OK;
}
