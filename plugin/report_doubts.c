/* SPDX-License-Identifier: MIT */
#include "report_parts.h"

#include <inttypes.h>

#include "doubt.h"

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

static int take_doubt(void *context, const struct doubt *doubt, struct fault *fault)
{
    static const enum report_number numbers[DOUBT_KINDS] = {
        [DOUBT_LOSS] = LOSSES,
        [DOUBT_RETOLD] = CONFLICTS_RETOLD,
        [DOUBT_PERSONS] = CONFLICTS_PERSONS,
        [DOUBT_CORRECTED] = TAGS_CORRECTED,
    };
    struct report_run *run = context;
    const struct report_row row = {doubt->host, doubt->ref, doubt->day};
    const struct doubt_text *text = &doubt_texts[doubt->kind];
    int status = COMEBACK_OK;
    if (doubt->open)
        status = report_look_at(run, text->why, &row, fault, "%s", text->text);
    return status == COMEBACK_OK ? report_add(run, numbers[doubt->kind], row.day, 1, &row, fault)
                                 : status;
}

static int take_guesses(struct report_run *run, sqlite3_stmt *found, struct fault *fault)
{
    const struct report_row row = read_row(found);
    int64_t count = sqlite3_column_int64(found, 3);
    int status = COMEBACK_OK;
    if (doubt_is_young(row.day, run->query->today))
        status = report_look_at(run, "guesses", &row, fault,
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
        {REPORT_GUESSES, take_guesses},
    };
    sqlite3_stmt *row;
    int status = COMEBACK_OK;
    for (size_t i = 0; i < sizeof doubts / sizeof doubts[0] && status == COMEBACK_OK; i++) {
        status = store_query(run->store, doubts[i].statement, &row, fault, "");
        status = report_each(run, row, status, doubts[i].take, fault);
    }
    return status == COMEBACK_OK ? doubt_each(run->store, run->query->today, take_doubt, run, fault)
                                 : status;
}
