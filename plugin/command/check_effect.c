/* SPDX-License-Identifier: MIT */
#include "check_effect.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "../clock.h"
#include "../first_visits.h"
#include "../power.h"
#include "../report.h"

enum {
    RATE_LEAST = 20,      /* customers; fewer have no percentage */
    RATE_PERCENT = 20,    /* is taken then */
    HOLDOUT_EXAMPLE = 10, /* percent */
    MONTHS_MOST = 120,
    LAST_DAY = 47481,     /* 2099-12-31 */
    MONTHS_OF_YEARS = 48, /* in 1461 days, which are four years */
    DAYS_OF_YEARS = 1461,
    LINE = 256,
};

static double rate_of(const struct first_visits *seen)
{
    return seen->mature < RATE_LEAST ? RATE_PERCENT / 100.0
                                     : (double)seen->returned / (double)seen->mature;
}

static void say_needed(const struct first_visits *seen, int32_t points, int64_t needed,
                       char out[LINE])
{
    char rate[80];
    snprintf(rate, sizeof rate,
             seen->mature < RATE_LEAST ? "%d %%, taken because too few have been seen,"
                                       : "the %d %% of today",
             (int)(100 * rate_of(seen) + 0.5));
    if (needed == 0)
        snprintf(out, LINE, "detect = %d is more than can be seen beside %s", (int)points, rate);
    else
        snprintf(out, LINE,
                 "to see %d points more than %s come again within %d days takes %" PRId64
                 " customers with promises and as many without",
                 (int)points, rate, FIRST_VISITS_WINDOW_DAYS, needed);
}

static void say_example(const struct first_visits *seen, int64_t needed, char out[LINE])
{
    int64_t customers = power_customers(needed, HOLDOUT_EXAMPLE);
    int length = snprintf(out, LINE, "with holdout = %d: %" PRId64 " first visits", HOLDOUT_EXAMPLE,
                          customers);
    if (seen->count == 0 || length < 0)
        return;
    double pace = (double)seen->count * DAYS_OF_YEARS / ((double)seen->days * MONTHS_OF_YEARS);
    double months = (double)customers / pace;
    if (months > MONTHS_MOST)
        snprintf(out + length, LINE - (size_t)length, ", at %.0f a month more than ten years",
                 pace < 1 ? 1 : pace);
    else
        snprintf(out + length, LINE - (size_t)length, ", at %.0f a month %d months",
                 pace < 1 ? 1 : pace, (int)months + 1);
}

/* As the report counts them. */
static int say_progress(struct store *store, const struct config *config, int32_t today,
                        char out[LINE], struct fault *fault)
{
    struct report *report;
    const struct report_query query = {.to_day = LAST_DAY,
                                       .today = today,
                                       .window_days = FIRST_VISITS_WINDOW_DAYS,
                                       .currency = config->shop.currency,
                                       .config = config};
    int status = report_make(store, &query, &report, fault);
    if (status != COMEBACK_OK)
        return status;
    const struct report_effect *effect = &report->effect;
    snprintf(out, LINE,
             "with holdout = %d: %" PRId64 " without and %" PRId64
             " with promises had %d days to come again%s",
             (int)config->effect.holdout, effect->control.mature, effect->treated.mature,
             FIRST_VISITS_WINDOW_DAYS,
             effect->enough ? "; `comeback report` says how many did" : ": not enough yet");
    report_free(report);
    return COMEBACK_OK;
}

int check_effect(struct store *store, const struct config *config, int32_t today, char *out,
                 size_t capacity, struct fault *fault)
{
    struct first_visits seen;
    char needed_line[LINE], second[LINE] = "";
    int status = first_visits_count(store, &seen, fault);
    if (status != COMEBACK_OK)
        return status;
    int64_t needed = power_needed(rate_of(&seen), config->effect.detect_points / 100.0);
    say_needed(&seen, config->effect.detect_points, needed, needed_line);
    if (config->effect.holdout > 0)
        status = say_progress(store, config, today, second, fault);
    else if (needed > 0)
        say_example(&seen, needed, second);
    if (status == COMEBACK_OK)
        snprintf(out, capacity, "%s%s%s", needed_line, second[0] != '\0' ? "\n" : "", second);
    return status;
}
