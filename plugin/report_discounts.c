/* SPDX-License-Identifier: MIT */
#include "report_parts.h"

enum { LIFE_LEAST = REPORT_LIFE_PARTS };

/* What was taken off comes apart, in the same order: it stands in the log, of few sales. */
struct discounts {
    sqlite3_stmt *taken; /* of REPORT_TAKEN, at a row that is not counted yet; NULL: at its end */
    struct store *store;
};

/* From what `status` of a query or its next row says. */
static int at_row(struct discounts *discounts, int status)
{
    if (status == 1)
        return COMEBACK_OK;
    store_done(discounts->taken);
    discounts->taken = NULL;
    return status;
}

static int begin(struct report_run *run, void *state, struct fault *fault)
{
    struct discounts *discounts = state;
    int status =
        store_query(run->store, REPORT_TAKEN, &discounts->taken, fault, "t", run->query->currency);
    discounts->store = run->store;
    return at_row(discounts, status);
}

static bool is_before(sqlite3_stmt *row, int64_t person, int32_t day)
{
    int64_t who = sqlite3_column_int64(row, 0);
    return who < person || (who == person && report_day(sqlite3_column_int(row, 1)) < day);
}

static bool is_at(sqlite3_stmt *row, int64_t person, int32_t day)
{
    return sqlite3_column_int64(row, 0) == person && report_day(sqlite3_column_int(row, 1)) == day;
}

static int take_off(struct discounts *discounts, int64_t person, int32_t day, int64_t *taken,
                    struct fault *fault)
{
    int status = COMEBACK_OK;
    *taken = 0;
    while (status == COMEBACK_OK && discounts->taken != NULL) {
        bool at = is_at(discounts->taken, person, day);
        if (!at && !is_before(discounts->taken, person, day))
            break;
        if (at && __builtin_add_overflow(*taken, sqlite3_column_int64(discounts->taken, 2), taken))
            return fail(fault, COMEBACK_LIMIT, "what was taken off is more than 64 bits hold");
        status = at_row(discounts, store_next(discounts->store, discounts->taken, fault));
    }
    return status;
}

static bool add(struct report_discount *to, const struct report_visit *visit, int64_t taken)
{
    to->sales += visit->sales;
    return !__builtin_add_overflow(to->taken_minor, taken, &to->taken_minor) &&
           !__builtin_add_overflow(to->paid_minor, visit->value_minor, &to->paid_minor);
}

static int take(struct report_run *run, void *state, const struct report_past *past,
                struct fault *fault)
{
    struct report *report = run->report;
    bool fits = true;
    int status = COMEBACK_OK;
    for (int i = 0; i < past->count && status == COMEBACK_OK && fits; i++) {
        const struct report_visit *visit = &past->visits[i];
        int number = i < REPORT_DISCOUNT_VISITS ? i : REPORT_DISCOUNT_VISITS - 1;
        int64_t taken;
        status = take_off(state, past->person, visit->day, &taken, fault);
        if (status != COMEBACK_OK || !report_on(run, visit->day))
            continue;
        fits = add(&report->discounts[number], visit, taken);
        if (fits && past->count >= LIFE_LEAST)
            fits = add(&report->life[(int64_t)REPORT_LIFE_PARTS * i / past->count], visit, taken);
    }
    return fits ? status
                : fail(fault, COMEBACK_LIMIT, "discounts: a sum is more than 64 bits hold");
}

static void clear(void *state)
{
    struct discounts *discounts = state;
    if (discounts->taken != NULL)
        store_done(discounts->taken);
}

const struct report_part report_part_discounts = {sizeof(struct discounts), begin, take, NULL,
                                                  clear};
