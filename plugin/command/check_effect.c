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
    HOLDOUT_EXAMPLE = 10, /* percent */
    MONTHS_MOST = 120,
    LAST_DAY = 47481,     /* 2099-12-31 */
    MONTHS_OF_YEARS = 48, /* in 1461 days, which are four years */
    DAYS_OF_YEARS = 1461,
    LINE = 256,
};

/* What the rate was counted from. */
static const char *source_of(struct power_seen without, struct power_seen shop)
{
    if (without.mature >= POWER_SEEN_LEAST)
        return "of those without";
    return shop.mature >= POWER_SEEN_LEAST ? "of today" : "taken because the last year saw too few";
}

static void say_needed(struct power_seen without, struct power_seen shop, int32_t points,
                       int64_t needed, char out[LINE])
{
    char rate[80];
    bool taken = without.mature < POWER_SEEN_LEAST && shop.mature < POWER_SEEN_LEAST;
    snprintf(rate, sizeof rate, taken ? "%d %%, %s," : "the %d %% %s",
             (int)(100 * power_rate(without, shop) + 0.5), source_of(without, shop));
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
static int count_effect(struct store *store, const struct config *config, int32_t today,
                        struct report_effect *out, struct fault *fault)
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
    *out = report->effect;
    report_free(report);
    return COMEBACK_OK;
}

static void say_progress(const struct report_effect *effect, int32_t holdout, char out[LINE])
{
    snprintf(out, LINE,
             "with holdout = %d: %" PRId64 " without and %" PRId64
             " with promises had %d days to come again%s",
             (int)holdout, effect->control.mature, effect->treated.mature, FIRST_VISITS_WINDOW_DAYS,
             effect->enough ? "; `comeback report` says how many did" : ": not enough yet");
}

int check_effect(struct store *store, const struct config *config, int32_t today, char *out,
                 size_t capacity, struct fault *fault)
{
    struct first_visits seen;
    struct report_effect effect = {.known = false};
    char needed_line[LINE], second[LINE] = "";
    int32_t points = config->effect.detect_points, holdout = config->effect.holdout;
    int status = first_visits_count(store, &seen, fault);
    if (status == COMEBACK_OK && holdout > 0)
        status = count_effect(store, config, today, &effect, fault);
    if (status != COMEBACK_OK)
        return status;
    const struct power_seen shop = {seen.mature, seen.returned};
    const struct power_seen without = {effect.control.mature, effect.control.returned};
    int64_t needed = power_needed(power_rate(without, shop), points / 100.0);
    say_needed(without, shop, points, needed, needed_line);
    if (holdout > 0)
        say_progress(&effect, holdout, second);
    else if (needed > 0)
        say_example(&seen, needed, second);
    snprintf(out, capacity, "%s%s%s", needed_line, second[0] != '\0' ? "\n" : "", second);
    return COMEBACK_OK;
}
