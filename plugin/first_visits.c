/* SPDX-License-Identifier: MIT */
#include "first_visits.h"

#include <stdlib.h>

#include "fault.h"

/* Days of a sale: 2000-01-01 to 2099-12-31. */
enum { DAY_LEAST = 10957, DAY_MOST = 47481 };

struct tally {
    struct {
        int32_t first, returned;
    } of_days[DAY_MOST - DAY_LEAST + 1];
    int32_t first_day, last_day; /* with a sale */
    /* The customer whose days come now. */
    int64_t person;
    int32_t day;
    bool told; /* whether they came again */
};

static void take_span(struct tally *tally, int32_t day)
{
    if (day > tally->last_day)
        tally->last_day = day;
    if (tally->first_day == 0 || day < tally->first_day)
        tally->first_day = day;
}

/* In the order of persons and days; 0 is nobody. */
static void take_day(struct tally *tally, int64_t person, int32_t day)
{
    if (day < DAY_LEAST || day > DAY_MOST)
        return;
    take_span(tally, day);
    if (person == 0)
        return;
    if (person != tally->person) {
        tally->person = person;
        tally->day = day;
        tally->told = false;
        tally->of_days[day - DAY_LEAST].first++;
    } else if (day > tally->day && !tally->told) {
        tally->told = true;
        tally->of_days[tally->day - DAY_LEAST].returned +=
            day - tally->day <= FIRST_VISITS_WINDOW_DAYS;
    }
}

static int read_days(struct store *store, struct tally *tally, struct fault *fault)
{
    sqlite3_stmt *row;
    int status = store_query(store, REPORT_DAYS_SOLD, &row, fault, "");
    while (status == 1) {
        take_day(tally, sqlite3_column_int64(row, 0), sqlite3_column_int(row, 1));
        status = store_next(store, row, fault);
    }
    store_done(row);
    return status;
}

static void sum_up(const struct tally *tally, struct first_visits *out)
{
    *out = (struct first_visits){.count = 0};
    if (tally->last_day == 0)
        return;
    int32_t old = tally->last_day - FIRST_VISITS_YEAR_DAYS;
    for (int32_t day = tally->first_day; day <= tally->last_day; day++) {
        int32_t first = tally->of_days[day - DAY_LEAST].first;
        bool mature = day <= tally->last_day - FIRST_VISITS_WINDOW_DAYS &&
                      day > old - FIRST_VISITS_WINDOW_DAYS;
        out->count += day > old ? first : 0;
        out->mature += mature ? first : 0;
        out->returned += mature ? tally->of_days[day - DAY_LEAST].returned : 0;
    }
    out->days = tally->last_day - (tally->first_day > old ? tally->first_day - 1 : old);
}

int first_visits_count(struct store *store, struct first_visits *out, struct fault *fault)
{
    struct tally *tally = calloc(1, sizeof *tally);
    if (tally == NULL)
        return fail(fault, COMEBACK_MEMORY, "out of memory");
    int status = read_days(store, tally, fault);
    if (status == COMEBACK_OK)
        sum_up(tally, out);
    free(tally);
    return status;
}
