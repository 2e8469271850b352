/* SPDX-License-Identifier: MIT */
#include "report_parts.h"

#include <stdlib.h>
#include <string.h>

enum { EARLIER_LEAST = 3, PERCENT_MOST = 100000 };

struct upsell {
    int64_t of_percent[PERCENT_MOST + 1];
    int64_t *values; /* of the earlier visits of one customer, ascending */
    int count, capacity;
};

/* Twice the median, so that it is whole. */
static __int128 median_twice(const struct upsell *upsell)
{
    int middle = upsell->count / 2;
    __int128 upper = upsell->values[middle];
    return upper + (upsell->count % 2 == 0 ? upsell->values[middle - 1] : upper);
}

static int insert(struct upsell *upsell, int64_t value, struct fault *fault)
{
    if (upsell->count == upsell->capacity) {
        int capacity = upsell->capacity == 0 ? 64 : 2 * upsell->capacity;
        int64_t *values = realloc(upsell->values, (size_t)capacity * sizeof *values);
        if (values == NULL)
            return fail(fault, COMEBACK_MEMORY, "out of memory");
        upsell->values = values;
        upsell->capacity = capacity;
    }
    int from = 0, to = upsell->count;
    while (from < to) {
        int middle = (from + to) / 2;
        if (upsell->values[middle] < value)
            from = middle + 1;
        else
            to = middle;
    }
    int64_t *at = upsell->values + from;
    memmove(at + 1, at, (size_t)(upsell->count++ - from) * sizeof *at);
    *at = value;
    return COMEBACK_OK;
}

static void keep_percent(struct upsell *upsell, int64_t value, __int128 twice)
{
    if (twice <= 0)
        return;
    /* 100 * value / (twice / 2), and half of the divisor to round by. */
    __int128 percent = value <= 0 ? 0 : ((__int128)400 * value + twice) / (2 * twice);
    upsell->of_percent[percent < PERCENT_MOST ? (int)percent : PERCENT_MOST]++;
}

static int compare(struct report_run *run, struct upsell *upsell, const struct report_visit *visit,
                   struct fault *fault)
{
    const struct report_row row = {visit->host, visit->ref, visit->day};
    __int128 twice = median_twice(upsell);
    int status = report_add(run, UPSELL_VISITS, visit->day, 1, &row, fault);
    if (status == COMEBACK_OK && (__int128)2 * visit->value_minor > twice)
        status = report_add(run, UPSELL_ABOVE, visit->day, 1, &row, fault);
    if (status == COMEBACK_OK && report_on(run, visit->day))
        keep_percent(upsell, visit->value_minor, twice);
    return status;
}

static int take(struct report_run *run, void *state, const struct report_past *past,
                struct fault *fault)
{
    struct upsell *upsell = state;
    int status = COMEBACK_OK;
    upsell->count = 0;
    for (int i = 0; i < past->count && status == COMEBACK_OK; i++) {
        const struct report_visit *visit = &past->visits[i];
        if (!visit->valued)
            continue;
        if (upsell->count >= EARLIER_LEAST)
            status = compare(run, upsell, visit, fault);
        if (status == COMEBACK_OK)
            status = insert(upsell, visit->value_minor, fault);
    }
    return status;
}

/* The percent of the visit that so many are below. */
static int percent_at(const struct upsell *upsell, int64_t below)
{
    int percent = 0;
    for (int64_t seen = upsell->of_percent[0]; seen <= below; seen += upsell->of_percent[percent])
        percent++;
    return percent;
}

static int end(struct report_run *run, void *state, struct fault *fault)
{
    const struct upsell *upsell = state;
    int64_t count = 0;
    (void)fault;
    for (int i = 0; i <= PERCENT_MOST; i++)
        count += upsell->of_percent[i];
    run->report->unknown[UPSELL_MEDIAN_PERCENT] = count == 0;
    if (count > 0)
        run->report->all.values[UPSELL_MEDIAN_PERCENT] =
            (percent_at(upsell, (count - 1) / 2) + percent_at(upsell, count / 2) + 1) / 2;
    return COMEBACK_OK;
}

static void clear(void *state)
{
    free(((struct upsell *)state)->values);
}

const struct report_part report_part_upsell = {sizeof(struct upsell), NULL, take, end, clear};
