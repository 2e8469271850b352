/* SPDX-License-Identifier: MIT */
#include "report_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "promise.h"
#include "report_terms.h"

/* Those whose cards are given away, whatever else bears the name. */
static const char friend[] = "friend";

static struct report_offer *insert(struct report *report, int at, const char *name)
{
    size_t count = (size_t)report->offer_count;
    struct report_offer *offers = realloc(report->offers, (count + 1) * sizeof *offers);
    if (offers == NULL)
        return NULL;
    report->offers = offers;
    memmove(&offers[at + 1], &offers[at], (count - (size_t)at) * sizeof *offers);
    report->offer_count++;
    offers[at] = (struct report_offer){.to = ""};
    snprintf(offers[at].name, sizeof offers[at].name, "%s", name);
    return &offers[at];
}

static struct report_offer *find(struct report *report, const char *name)
{
    int at = 0, order = 1;
    while (at < report->offer_count && (order = strcmp(name, report->offers[at].name)) > 0)
        at++;
    return at < report->offer_count && order == 0 ? &report->offers[at] : insert(report, at, name);
}

/* The literal that lives as long as the report. */
static const char *word_of(const char *to)
{
    static const char *const words[] = {"friend", "referrer", "visits", "next"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(words[i], to) == 0)
            return words[i];
    return "";
}

static bool add_spent(struct report_offer *offer, const struct report_offered *offered)
{
    int64_t *sum = offered->in_words ? &offer->cost_minor : &offer->taken_minor;
    int64_t minor = offered->in_words ? offered->cost_minor : offered->taken_minor;
    offer->used++;
    return !__builtin_add_overflow(*sum, minor, sum);
}

static bool add_open(struct report_offer *offer, const struct report_offered *offered)
{
    offer->open++;
    offer->unbounded = offer->unbounded || offered->most_minor < 0;
    return offered->most_minor < 0 ||
           !__builtin_add_overflow(offer->open_minor, offered->most_minor, &offer->open_minor);
}

int report_offered(struct report_run *run, const struct report_offered *offered,
                   struct fault *fault)
{
    bool fits = true;
    if (!(offered->counts || offered->spent) || !report_on(run, offered->day))
        return COMEBACK_OK;
    struct report_offer *offer = find(run->report, offered->name);
    if (offer == NULL)
        return fail(fault, COMEBACK_MEMORY, "out of memory");
    if (offer->to[0] == '\0' || strcmp(offered->to, friend) == 0)
        offer->to = word_of(offered->to);
    offer->promised++;
    if (offered->spent)
        fits = add_spent(offer, offered);
    else if (offered->until_day == 0 ||
             offered->until_day + PROMISE_GRACE_DAYS >= run->query->today)
        fits = add_open(offer, offered);
    else
        offer->expired++;
    return fits ? COMEBACK_OK
                : fail(fault, COMEBACK_LIMIT, "offer \"%s\": a sum is more than 64 bits hold",
                       offered->name);
}

/* The columns of REPORT_OFFERED. */
static struct report_offered read_offered(const struct report_run *run, sqlite3_stmt *row,
                                          const struct report_terms *terms)
{
    const struct report_spent_promise *used = report_spent_find(run, sqlite3_column_int64(row, 2));
    return (struct report_offered){
        .name = store_text(row, 0),
        .to = store_text(row, 1),
        .day = sqlite3_column_int(row, 3),
        .until_day = sqlite3_column_int(row, 4),
        .counts = sqlite3_column_int(row, 5) != 0,
        .spent = used != NULL && used->spent,
        .taken_minor = used == NULL ? 0 : used->taken_minor,
        .in_words = terms->in_words,
        .cost_minor = terms->cost_minor,
        .most_minor = terms->most_minor,
    };
}

/* What a note promised and is taken still; what a card did, REPORT_OPEN_CARDS tells. */
static bool waits(const struct report_run *run, const struct report_offered *offered)
{
    int32_t taken_until = run->query->today - PROMISE_GRACE_DAYS;
    return strcmp(offered->to, friend) != 0 && offered->counts && !offered->spent &&
           (offered->until_day == 0 || offered->until_day >= taken_until);
}

static int take_offered(struct report_run *run, struct report_terms_seen *seen, sqlite3_stmt *row,
                        struct fault *fault)
{
    struct report_terms terms;
    int status = report_terms_read(seen, store_text(row, 6), &terms, fault);
    if (status != COMEBACK_OK)
        return status;
    const struct report_offered offered = read_offered(run, row, &terms);
    const struct report_row sale = {store_text(row, 7), store_text(row, 8),
                                    sqlite3_column_int(row, 9)};
    if (waits(run, &offered))
        status = report_waits(run, offered.to, terms.most_minor, &sale, fault);
    return status == COMEBACK_OK ? report_offered(run, &offered, fault) : status;
}

/* Are there days that are not reported on? */
static bool chooses_days(const struct report_query *query)
{
    return query->from_day > 0 ||
           clock_month(query->to_day + 1) < REPORT_MONTH_FIRST + REPORT_MONTHS;
}

static int read_all(struct report_run *run, struct report_terms_seen *seen, struct fault *fault)
{
    sqlite3_stmt *row;
    int status =
        store_query(run->store, REPORT_OFFERED, &row, fault, "ii",
                    (int64_t)chooses_days(run->query), (int64_t)(run->query->hear != NULL));
    while (status == 1) {
        status = take_offered(run, seen, row, fault);
        if (status == COMEBACK_OK)
            status = store_next(run->store, row, fault);
    }
    store_done(row);
    return status;
}

int report_offers(struct report_run *run, struct fault *fault)
{
    struct report_terms_seen *seen = report_terms_new();
    if (seen == NULL)
        return fail(fault, COMEBACK_MEMORY, "out of memory");
    int status = read_all(run, seen, fault);
    report_terms_free(seen);
    return status;
}
