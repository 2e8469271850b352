/* SPDX-License-Identifier: MIT */
#include "retention.h"

#include "answer.h"
#include "clock.h"
#include "projection.h"

enum {
    READ_WAIT_MS = 2000,
    TIDY_WAIT_MS = 5,
    BATCH = 64,
    QUIET_MS = 10 * 60 * 1000,
    HLC_MS_SHIFT = 16, /* log.h: milliseconds are a clock's upper bits */
};

bool retention_before(const struct config *config, int32_t today, int32_t *day)
{
    struct civil_date date = clock_civil(today);
    if (config->privacy.keep_months == 0)
        return false;
    int months = date.year * 12 + date.month - 1 - config->privacy.keep_months;
    /* The 31st of a shorter month is its last day. */
    while (!clock_date(months / 12, months % 12 + 1, date.day, day))
        if (--date.day == 0)
            return false;
    return true;
}

int retention_count(struct store *store, int32_t before_day, int64_t *due, struct fault *fault)
{
    return store_number(store, RETENTION_COUNT, 0, due, fault, "i", (int64_t)before_day);
}

/* The columns of RETENTION_NEXT: person, who stands for them, the last day. */
struct kept {
    int64_t person, now;
    bool due;
};

static int read_batch(struct store *store, int64_t after, int32_t before_day,
                      struct kept batch[BATCH], int *count, struct fault *fault)
{
    sqlite3_stmt *row;
    *count = 0;
    int status = store_begin_read(store, READ_WAIT_MS, fault);
    if (status != COMEBACK_OK)
        return status;
    status = store_query(store, RETENTION_NEXT, &row, fault, "ii", after, (int64_t)BATCH);
    while (status == 1) {
        batch[(*count)++] =
            (struct kept){sqlite3_column_int64(row, 0), sqlite3_column_int64(row, 1),
                          sqlite3_column_int64(row, 2) < before_day};
        status = store_next(store, row, fault);
    }
    store_done(row);
    store_rollback(store);
    return status;
}

static int forget_one(struct store *store, int64_t person, struct forget_report *sum,
                      struct fault *fault)
{
    struct forget_report report = {.persons = 0};
    int status = forget_person(store, person, &report, fault);
    if (status != COMEBACK_OK)
        return status;
    sum->persons++;
    sum->ways += report.ways;
    sum->sayings += report.sayings;
    sum->consents += report.consents;
    sum->slips += report.slips;
    return COMEBACK_OK;
}

/* Two of a batch may be one, and the first has taken the other with it. */
static bool is_first(const struct kept *batch, int place)
{
    for (int i = 0; i < place; i++)
        if (batch[i].now == batch[place].now)
            return false;
    return true;
}

int retention_forget(struct store *store, int32_t before_day, struct retention_pass *pass,
                     int for_ms, struct fault *fault)
{
    int64_t until_ms = clock_monotonic_ms() + for_ms;
    struct kept batch[BATCH];
    int count = BATCH, status = COMEBACK_OK;
    while (status == COMEBACK_OK && count == BATCH && clock_monotonic_ms() < until_ms) {
        status = read_batch(store, pass->after, before_day, batch, &count, fault);
        for (int i = 0; i < count && status == COMEBACK_OK; i++) {
            if (batch[i].due && is_first(batch, i))
                status = forget_one(store, batch[i].now, &pass->report, fault);
            if (status == COMEBACK_OK)
                pass->after = batch[i].person;
        }
    }
    return status != COMEBACK_OK ? status : count == BATCH;
}

int retention_keep_cashier(const struct desk *desk, const struct sale *sale, struct fault *fault)
{
    char hash[ANSWER_CASHIER];
    if (!desk->config->privacy.cashier_names || sale->cashier[0] == '\0')
        return COMEBACK_OK;
    answer_cashier(desk->keys, sale, hash);
    return store_run(desk->store, CASHIER_PUT, fault, "tt", hash, sale->cashier);
}

int retention_drop_cashiers(struct store *store, const struct config *config, struct fault *fault)
{
    int64_t count = 0;
    if (config->privacy.cashier_names)
        return COMEBACK_OK;
    int status = store_number(store, CASHIERS_KEPT, 0, &count, fault, "");
    if (status != COMEBACK_OK || count == 0)
        return status;
    status = store_begin_write(store, READ_WAIT_MS, fault);
    if (status != COMEBACK_OK)
        return status;
    status = store_run(store, CASHIERS_FORGET, fault, "");
    if (status == COMEBACK_OK)
        status = store_run(store, META_UNCLEAN, fault, "");
    if (status == COMEBACK_OK)
        return store_commit(store, fault);
    store_rollback(store);
    return status;
}

/* Has nothing been appended for so long? */
static int is_quiet(struct store *store, bool *quiet, struct fault *fault)
{
    int64_t hlc;
    int status = store_number(store, EVENT_CLOCK, 0, &hlc, fault, "");
    if (status == COMEBACK_OK)
        *quiet = clock_now_ms() - (hlc >> HLC_MS_SHIFT) > QUIET_MS;
    return status;
}

static int clean(struct store *store, struct retention_day *state, struct fault *fault)
{
    bool unclean = false, quiet = false;
    int copies, status = forget_is_unclean(store, &unclean, fault);
    if (status == COMEBACK_OK && unclean)
        status = is_quiet(store, &quiet, fault);
    if (status == COMEBACK_OK && unclean && quiet)
        status = forget_clean(store, TIDY_WAIT_MS, &copies, fault);
    state->clean = status == COMEBACK_OK && (!unclean || quiet);
    return status;
}

static int slice(struct shop *shop, struct store *store, struct retention_day *state,
                 struct fault *fault)
{
    const struct config *config = &shop->settings->config;
    int32_t before_day;
    int status = retention_drop_cashiers(store, config, fault);
    if (status == COMEBACK_OK && retention_before(config, state->day, &before_day))
        status = retention_forget(store, before_day, &state->pass, SHOP_SLICE_MS, fault);
    state->done = status == 0;
    return status < 0 ? status : COMEBACK_OK;
}

int retention_tidy(struct shop *shop, struct retention_day *state, struct fault *fault)
{
    struct store *store;
    int status = shop_lock(shop, TIDY_WAIT_MS, &store, fault);
    if (status != COMEBACK_OK)
        return status;
    int32_t today = clock_day(clock_now(), shop->settings->config.shop.day_starts_minute);
    if (state->day != today)
        *state = (struct retention_day){.day = today};
    /* What waits might be of who is due, and would bring them back. */
    if (!state->done && !spool_waits(&shop->spool))
        status = slice(shop, store, state, fault);
    else if (state->done && !state->clean)
        status = clean(store, state, fault);
    shop_unlock(shop);
    return status;
}
