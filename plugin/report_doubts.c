/* SPDX-License-Identifier: MIT */
#include "report_parts.h"

#include <inttypes.h>

#include "log.h"

/* The columns of each begin with host, ref and day. */
static struct report_row read_row(sqlite3_stmt *row)
{
    return (struct report_row){store_text(row, 0), store_text(row, 1), sqlite3_column_int(row, 2)};
}

static int take_return(struct report_run *run, sqlite3_stmt *found, struct fault *fault)
{
    const struct report_row row = read_row(found);
    enum report_number which =
        sqlite3_column_int(found, 3) != 0 ? RETURNS_MATCHED : RETURNS_UNMATCHED;
    int status = report_add(run, RETURNS_WITHOUT_ORIGINAL, row.day, 1, &row, fault);
    return status == COMEBACK_OK ? report_add(run, which, row.day, 1, &row, fault) : status;
}

static int take_loss(struct report_run *run, sqlite3_stmt *found, struct fault *fault)
{
    const struct report_row row = read_row(found);
    int status = report_look_at(run, "loss", &row, fault,
                                "what it took off was promised once, and paid by another sale");
    return status == COMEBACK_OK ? report_add(run, LOSSES, row.day, 1, &row, fault) : status;
}

/* Behind the row: the event's kind, and whether it is about two persons. */
static int take_event(struct report_run *run, sqlite3_stmt *found, struct fault *fault)
{
    const struct report_row row = read_row(found);
    bool persons = sqlite3_column_int(found, 4) != 0;
    if (sqlite3_column_int64(found, 3) == EVENT_CORRECTION)
        return report_add(run, TAGS_CORRECTED, row.day, 1, &row, fault);
    int status = report_look_at(run, "conflict", &row, fault, "%s",
                                persons ? "two known customers were named"
                                        : "told again with another day, total or currency");
    if (status != COMEBACK_OK)
        return status;
    return report_add(run, persons ? CONFLICTS_PERSONS : CONFLICTS_RETOLD, row.day, 1, &row, fault);
}

static int take_guesses(struct report_run *run, sqlite3_stmt *found, struct fault *fault)
{
    const struct report_row row = read_row(found);
    int64_t count = sqlite3_column_int64(found, 3);
    int status = report_look_at(run, "guesses", &row, fault,
                                "%" PRId64 " well typed codes at this till were not ours", count);
    return status == COMEBACK_OK ? report_add(run, GUESSES, row.day, count, &row, fault) : status;
}

int report_doubts(struct report_run *run, struct fault *fault)
{
    static const struct {
        enum statement statement;
        int (*take)(struct report_run *, sqlite3_stmt *, struct fault *);
    } doubts[] = {
        {REPORT_RETURNS, take_return},
        {REPORT_LOSSES, take_loss},
        {REPORT_EVENTS, take_event},
        {REPORT_GUESSES, take_guesses},
    };
    sqlite3_stmt *row;
    int status = COMEBACK_OK;
    for (size_t i = 0; i < sizeof doubts / sizeof doubts[0] && status == COMEBACK_OK; i++) {
        status = store_query(run->store, doubts[i].statement, &row, fault, "");
        status = report_each(run, row, status, doubts[i].take, fault);
    }
    return status;
}
