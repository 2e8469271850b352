/* SPDX-License-Identifier: MIT */
#include "suspicion.h"

#include <stdio.h>
#include <string.h>

#include "code.h"
#include "log.h"
#include "projection.h"
#include "promise.h"

enum {
    OFTEN_SALES = 4, /* a day, and one more is looked at */
    QUICK_MS = 10 * 60 * 1000,
};

/* Who sent this customer, by the card that counts, else by referrer.id; 0: not known here. */
static int64_t giver_of(const struct answer *answer)
{
    for (int i = 0; i < answer->scan_count; i++) {
        const struct scan *scan = &answer->scans[i];
        if (scan->id != 0 && !promise_refused(scan->verdict) && code_kind(scan->id) == CODE_CARD &&
            scan->person != 0)
            return scan->person;
    }
    return answer->referrer;
}

static int sent_within_a_year(const struct desk *desk, int64_t giver, int64_t customer, int32_t day,
                              bool *found, struct fault *fault)
{
    int64_t count = 0;
    int status = customer == 0 ? COMEBACK_OK
                               : store_number(desk->store, SENT_BY, 0, &count, fault, "iii", giver,
                                              customer, (int64_t)day);
    *found = *found || count > 0;
    return status;
}

static int find_circle(const struct desk *desk, const struct sale *sale,
                       const struct answer *answer, bool *found, struct fault *fault)
{
    int64_t giver = giver_of(answer);
    (void)sale;
    if (answer->via == 0 || giver == 0)
        return COMEBACK_OK;
    int status = sent_within_a_year(desk, giver, answer->person, answer->day, found, fault);
    return status == COMEBACK_OK
               ? sent_within_a_year(desk, giver, answer->join_with, answer->day, found, fault)
               : status;
}

static int find_quick(const struct desk *desk, const struct sale *sale, const struct answer *answer,
                      bool *found, struct fault *fault)
{
    sqlite3_stmt *row;
    int64_t giver = giver_of(answer);
    if (answer->via == 0 || giver == 0)
        return COMEBACK_OK;
    int status =
        store_query(desk->store, PERSON_AT_TILL, &row, fault, "ii", giver, (int64_t)answer->day);
    while (status == 1) {
        int64_t apart_ms = sale->at.at_ms - sqlite3_column_int64(row, 0);
        if (strcmp(store_text(row, 1), sale->till) == 0 && apart_ms < QUICK_MS &&
            apart_ms > -QUICK_MS)
            *found = true;
        status = store_next(desk->store, row, fault);
    }
    store_done(row);
    return status;
}

static int find_often(const struct desk *desk, const struct sale *sale, const struct answer *answer,
                      bool *found, struct fault *fault)
{
    (void)desk, (void)sale, (void)fault;
    *found = answer->sales_that_day >= OFTEN_SALES;
    return COMEBACK_OK;
}

static const struct rule {
    int64_t flag;
    const char *name, *reason;
    /* NULL: who.c finds it, by whom the phone names. */
    int (*find)(const struct desk *, const struct sale *, const struct answer *, bool *found,
                struct fault *);
} rules[] = {
    {FLAG_CIRCLE, "circle", "who gave the card was sent by this customer within 12 months",
     find_circle},
    {FLAG_HOUSEHOLD, "household", "a phone or e-mail of several people", NULL},
    {FLAG_QUICK, "quick", "giver and friend bought at one till within ten minutes", find_quick},
    {FLAG_OFTEN, "often", "one customer more than four times that day", find_often},
};
enum { RULES = sizeof rules / sizeof rules[0] };

int suspicion_find(const struct desk *desk, const struct sale *sale, struct answer *answer,
                   struct fault *fault)
{
    int status = COMEBACK_OK;
    for (int i = 0; i < RULES && status == COMEBACK_OK; i++) {
        bool found = false;
        if (rules[i].find != NULL)
            status = rules[i].find(desk, sale, answer, &found, fault);
        answer->flags |= found ? rules[i].flag : 0;
    }
    return status;
}

void suspicion_reason(int64_t flags, char out[SUSPICION_REASON])
{
    out[0] = '\0';
    for (int i = 0; i < RULES; i++) {
        size_t used = strlen(out);
        if ((flags & rules[i].flag) != 0)
            snprintf(out + used, SUSPICION_REASON - used, "%s%s", used > 0 ? "; " : "",
                     rules[i].reason);
    }
}

void suspicion_names(int64_t flags, char out[SUSPICION_REASON])
{
    out[0] = '\0';
    for (int i = 0; i < RULES; i++) {
        size_t used = strlen(out);
        if ((flags & rules[i].flag) != 0)
            snprintf(out + used, SUSPICION_REASON - used, "%s%s", used > 0 ? " " : "",
                     rules[i].name);
    }
}

/* The columns of FLAGGED: host, ref, day, flags, circle. */
static struct suspicion read_flagged(sqlite3_stmt *row)
{
    struct suspicion found = {.day = sqlite3_column_int(row, 2),
                              .flags = sqlite3_column_int64(row, 3)};
    snprintf(found.host, sizeof found.host, "%s", store_text(row, 0));
    snprintf(found.ref, sizeof found.ref, "%s", store_text(row, 1));
    if (sqlite3_column_int(row, 4) != 0)
        found.flags |= FLAG_CIRCLE;
    return found;
}

int suspicion_list(struct store *store, struct suspicion *list, int most, int64_t *count,
                   struct fault *fault)
{
    sqlite3_stmt *row;
    int64_t found = 0;
    int status = store_query(store, FLAGGED, &row, fault, "");
    while (status == 1) {
        if (found < most)
            list[found] = read_flagged(row);
        found++;
        status = store_next(store, row, fault);
    }
    store_done(row);
    if (status == COMEBACK_OK)
        *count = found;
    return status;
}

int suspicion_append(const struct desk *desk, const char *host, int64_t kind, const char *ref,
                     enum look look, struct fault *fault)
{
    json_t *body = json_pack("{ss sI ss si}", "host", host, "kind", (json_int_t)kind, "ref", ref,
                             "look", (int)look);
    struct event event = {.kind = EVENT_REVIEW, .at_ms = desk->now_ms, .body = body};
    int status = body == NULL ? fail(fault, COMEBACK_MEMORY, "out of memory")
                              : log_append(desk->store, &event, fault);
    json_decref(body);
    return status;
}

int suspicion_review(const struct desk *desk, const char *host, const char *ref, enum look look,
                     struct fault *fault)
{
    sqlite3_stmt *row;
    int status = store_query(desk->store, FLAGGED_NAMED, &row, fault, "tt", host, ref);
    if (status < 0)
        return status;
    bool there = status == 1;
    int64_t kind = there ? sqlite3_column_int64(row, 0) : 0;
    bool flagged = there && sqlite3_column_int(row, 1) != 0;
    store_done(row);
    if (!there)
        return fail(fault, COMEBACK_NOTHING, "host \"%s\", ref \"%s\": there is no such sale", host,
                    ref);
    if (!flagged)
        return fail(fault, COMEBACK_NOTHING, "host \"%s\", ref \"%s\": this sale is not flagged",
                    host, ref);
    return suspicion_append(desk, host, kind, ref, look, fault);
}
