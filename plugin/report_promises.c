/* SPDX-License-Identifier: MIT */
#include "report_parts.h"

#include <string.h>

#include "code.h"
#include "promise.h"

/* The columns of REPORT_CODES: id, issued_day, the day it came back on, null where it did not; and
 * of REPORT_CODES_AT host and ref of the sale that it was handed out at, and of that which it came
 * back at. */
static int take_code(struct report_run *run, sqlite3_stmt *code, struct fault *fault)
{
    bool card = code_kind(sqlite3_column_int64(code, 0)) == CODE_CARD;
    int32_t day = sqlite3_column_int(code, 1);
    const struct report_row handed = {store_text(code, 3), store_text(code, 4), day};
    const struct report_row back = {store_text(code, 5), store_text(code, 6),
                                    sqlite3_column_int(code, 2)};
    int status = report_add(run, card ? CARDS_HANDED : NOTES_HANDED, day, 1, &handed, fault);
    if (status != COMEBACK_OK || sqlite3_column_type(code, 2) == SQLITE_NULL)
        return status;
    return report_add(run, card ? CARDS_BACK : NOTES_BACK, day, 1, &back, fault);
}

/* Which sales it was takes longer, and is asked for where anybody listens. */
int report_paper(struct report_run *run, struct fault *fault)
{
    sqlite3_stmt *row;
    int status =
        store_query(run->store, run->query->hear == NULL ? REPORT_CODES : REPORT_CODES_AT, &row,
                    fault, "ii", (int64_t)run->query->from_day, (int64_t)run->query->to_day);
    return report_each(run, row, status, take_code, fault);
}

static int owe(struct report_run *run, enum report_number number, int64_t most_minor,
               struct fault *fault)
{
    if (most_minor < 0)
        return report_add_now(run, PROMISES_UNBOUNDED, 1, NULL, fault);
    int status = report_add_now(run, number, most_minor, NULL, fault);
    return status == COMEBACK_OK ? report_add_now(run, PROMISES_MINOR, most_minor, NULL, fault)
                                 : status;
}

/* Of two promises at once. */
static int64_t both(int64_t a_minor, int64_t b_minor)
{
    return a_minor < 0 || b_minor < 0 ? -1 : a_minor + b_minor;
}

/* The columns of REPORT_OPEN_CARDS: host, ref, issued_day, what it may cost for the friend, and for
 * who gave it where that has terms of its own. */
static int take_open_card(struct report_run *run, sqlite3_stmt *card, struct fault *fault)
{
    const struct report_row row = {store_text(card, 0), store_text(card, 1),
                                   sqlite3_column_int(card, 2)};
    int status = report_add_now(run, PROMISES_CARDS, 1, &row, fault);
    return status == COMEBACK_OK
               ? owe(run, PROMISES_CARDS_MINOR,
                     both(sqlite3_column_int64(card, 3), sqlite3_column_int64(card, 4)), fault)
               : status;
}

/* The columns of REPORT_THANKS: host, ref and day of the sale that used the card first; the day on
 * which they are due, null where they are owed no more or
 * not yet; at most; paid; whether the giver has a
 * purchase of their own; whether the owner has to look at the sale first;
 * and for its offer: name, taken off, in words, cost. */
static int take_thanks(struct report_run *run, sqlite3_stmt *thanks, struct fault *fault)
{
    bool earned = sqlite3_column_type(thanks, 3) != SQLITE_NULL;
    bool due = sqlite3_column_int64(thanks, 3) <= run->query->today;
    bool paid = sqlite3_column_int(thanks, 5) != 0, bought = sqlite3_column_int(thanks, 6) != 0;
    bool held = sqlite3_column_int(thanks, 7) != 0;
    const struct report_row row = {store_text(thanks, 0), store_text(thanks, 1),
                                   sqlite3_column_int(thanks, 2)};
    bool owed = bought && (earned || held);
    const struct report_offered offered = {.name = store_text(thanks, 8),
                                           .to = "referrer",
                                           .day = row.day,
                                           .counts = owed,
                                           .spent = paid,
                                           .taken_minor = sqlite3_column_int64(thanks, 9),
                                           .in_words = sqlite3_column_int(thanks, 10) != 0,
                                           .cost_minor = sqlite3_column_int64(thanks, 11),
                                           .most_minor = sqlite3_column_int64(thanks, 4)};
    int status = report_offered(run, &offered, fault);
    if (status != COMEBACK_OK)
        return status;
    if (paid)
        return report_add_now(run, THANKS_PAID, 1, &row, fault);
    if (!owed)
        return report_add_now(run, THANKS_CLAWED_BACK, 1, &row, fault);
    status = report_add_now(run,
                            !earned ? PROMISES_THANKS_HELD
                            : due   ? PROMISES_THANKS_DUE
                                    : PROMISES_THANKS_PENDING,
                            1, &row, fault);
    return status == COMEBACK_OK
               ? owe(run, PROMISES_THANKS_MINOR, sqlite3_column_int64(thanks, 4), fault)
               : status;
}

int report_waits(struct report_run *run, const char *offer, int64_t most_minor,
                 const struct report_row *row, struct fault *fault)
{
    bool next = strcmp(offer, "next") == 0;
    int status = report_add_now(run, next ? PROMISES_NEXT : PROMISES_GIFTS, 1, row, fault);
    return status == COMEBACK_OK ? owe(run, PROMISES_NOTES_MINOR, most_minor, fault) : status;
}

/* The columns of REPORT_WAITING: host, ref and day of the sale that promised; at most; whether that
 * is among the cards. */
static int take_waiting(struct report_run *run, sqlite3_stmt *waiting, struct fault *fault)
{
    const struct report_row row = {store_text(waiting, 0), store_text(waiting, 1),
                                   sqlite3_column_int(waiting, 2)};
    int status = report_add_now(run, PROMISES_FRIENDS, 1, &row, fault);
    if (status != COMEBACK_OK || sqlite3_column_int(waiting, 4) != 0)
        return status;
    return owe(run, PROMISES_FRIENDS_MINOR, sqlite3_column_int64(waiting, 3), fault);
}

int report_promises(struct report_run *run, struct fault *fault)
{
    static const struct {
        enum statement statement;
        const char *types; /* "i": needs the last day of those that are still taken */
        int (*take)(struct report_run *, sqlite3_stmt *, struct fault *);
    } promises[] = {
        {REPORT_OPEN_CARDS, "i", take_open_card},
        {REPORT_THANKS, "", take_thanks},
        {REPORT_WAITING, "i", take_waiting},
    };
    sqlite3_stmt *row;
    int64_t taken_until = run->query->today - PROMISE_GRACE_DAYS;
    int status = COMEBACK_OK;
    for (size_t i = 0; i < sizeof promises / sizeof promises[0] && status == COMEBACK_OK; i++) {
        status = store_query(run->store, promises[i].statement, &row, fault, promises[i].types,
                             taken_until);
        status = report_each(run, row, status, promises[i].take, fault);
    }
    return status;
}
