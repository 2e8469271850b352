/* SPDX-License-Identifier: MIT */
#include "report_parts.h"

#include <stdlib.h>
#include <string.h>

#include "first_visits.h"
#include "power.h"
#include "report_share.h"

/* A hold-out that came into force, in percent. */
struct held_out {
    int64_t origin, seq;
    int32_t percent;
};

struct effect {
    struct held_out *list; /* by origin and seq */
    int count;
    struct power_seen shop; /* of the year that ended a window ago */
};

static bool grow(struct effect *effect)
{
    /* In powers of two from 64. */
    if (effect->count != 0 && (effect->count < 64 || (effect->count & (effect->count - 1)) != 0))
        return true;
    size_t capacity = effect->count == 0 ? 64 : 2 * (size_t)effect->count;
    struct held_out *list = realloc(effect->list, capacity * sizeof *list);
    if (list == NULL)
        return false;
    effect->list = list;
    return true;
}

/* Settings that are read no more, for a key has gone since, refuse nobody anything. */
static int32_t holdout_of(const char *ini, struct config *room)
{
    if (strstr(ini, "holdout") == NULL)
        return 0;
    return config_parse("", ini, strlen(ini), room, NULL) == CONFIG_OK ? room->effect.holdout : 0;
}

static int take_settings(struct effect *effect, sqlite3_stmt *row, struct config *room,
                         struct fault *fault)
{
    if (!grow(effect))
        return fail(fault, COMEBACK_MEMORY, "out of memory");
    effect->list[effect->count++] =
        (struct held_out){sqlite3_column_int64(row, 0), sqlite3_column_int64(row, 1),
                          holdout_of(store_text(row, 2), room)};
    return COMEBACK_OK;
}

static int begin(struct report_run *run, void *state, struct fault *fault)
{
    sqlite3_stmt *row;
    struct config *room = malloc(sizeof *room);
    run->report->effect.since_day = -1;
    if (room == NULL)
        return fail(fault, COMEBACK_MEMORY, "out of memory");
    int status = store_query(run->store, REPORT_SETTINGS, &row, fault, "");
    while (status == 1) {
        status = take_settings(state, row, room, fault);
        if (status == COMEBACK_OK)
            status = store_next(run->store, row, fault);
    }
    store_done(row);
    free(room);
    return status;
}

/* In force at an event: the last before it of its store. */
static int32_t holdout_at(const struct effect *effect, int64_t origin, int64_t seq)
{
    int from = 0, to = effect->count;
    while (from < to) {
        int middle = (from + to) / 2;
        const struct held_out *at = &effect->list[middle];
        if (at->origin < origin || (at->origin == origin && at->seq < seq))
            from = middle + 1;
        else
            to = middle;
    }
    return from > 0 && effect->list[from - 1].origin == origin ? effect->list[from - 1].percent : 0;
}

/* day: of the sales that it is counted from; next: of the visit behind them, or -1. */
static void count_arm(const struct report_run *run, struct report_arm *arm, int64_t sales,
                      int32_t day, int32_t next)
{
    int32_t window = run->query->window_days;
    bool mature = run->report->seen_day - day >= window;
    arm->first += sales;
    arm->mature += mature ? sales : 0;
    arm->returned += mature && next >= 0 && next - day <= window ? sales : 0;
}

/* As first_visits.h counts them. */
static void count_shop(const struct report_run *run, struct power_seen *shop, int32_t day,
                       int32_t next)
{
    int32_t window = run->query->window_days, age = run->report->seen_day - day;
    bool counts = age >= window && age < window + FIRST_VISITS_YEAR_DAYS;
    shop->mature += counts;
    shop->returned += counts && next >= 0 && next - day <= window;
}

static int take(struct report_run *run, void *state, const struct report_past *past,
                struct fault *fault)
{
    struct report_effect *effect = &run->report->effect;
    int32_t percent = past->arm < 0 ? 0 : holdout_at(state, past->origin, past->seq);
    int32_t day = past->visits[0].day, next = past->count > 1 ? past->visits[1].day : -1;
    (void)fault;
    count_shop(run, &((struct effect *)state)->shop, day, next);
    if (percent == 0)
        return COMEBACK_OK;
    count_arm(run, past->arm < 100 * percent ? &effect->control : &effect->treated, 1, day, next);
    if (effect->since_day < 0 || day < effect->since_day)
        effect->since_day = day;
    return COMEBACK_OK;
}

static void tell_effect(const struct report_run *run, struct power_seen shop,
                        struct report_effect *effect)
{
    const struct power_seen without = {effect->control.mature, effect->control.returned};
    int32_t points = run->query->config == NULL ? REPORT_DETECT_POINTS
                                                : run->query->config->effect.detect_points;
    report_difference(effect);
    effect->needed = power_needed(power_rate(without, shop), points / 100.0);
    effect->enough = effect->needed > 0 && effect->control.mature >= effect->needed &&
                     effect->treated.mature >= effect->needed;
}

static int end(struct report_run *run, void *state, struct fault *fault)
{
    const struct effect *effect = state;
    (void)fault;
    tell_effect(run, effect->shop, &run->report->effect);
    tell_effect(run, effect->shop, &run->report->gift);
    return COMEBACK_OK;
}

static void clear(void *state)
{
    free(((struct effect *)state)->list);
}

static int begin_gift(struct report_run *run, void *state, struct fault *fault)
{
    (void)state;
    (void)fault;
    run->report->gift.since_day = -1;
    return COMEBACK_OK;
}

/* Each sale with a gift, or that could have had one. */
static int take_gift(struct report_run *run, void *state, const struct report_past *past,
                     struct fault *fault)
{
    struct report_effect *effect = &run->report->gift;
    (void)state;
    (void)fault;
    for (int i = 0; i < past->count; i++) {
        const struct report_visit *visit = &past->visits[i];
        int32_t next = i + 1 < past->count ? past->visits[i + 1].day : -1;
        count_arm(run, &effect->treated, visit->given, visit->day, next);
        count_arm(run, &effect->control, visit->drawn - visit->given, visit->day, next);
    }
    return COMEBACK_OK;
}

const struct report_part report_part_effect = {sizeof(struct effect), begin, take, end, clear};
const struct report_part report_part_gift = {0, begin_gift, take_gift, NULL, NULL};
