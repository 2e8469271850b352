/* SPDX-License-Identifier: MIT */
/*
 * The owner's report: does this shop make customers? Every number is counted from the projections,
 * says what it counts (report_numbers), and can name the sales that it was counted from.
 *
 * Days are business days since 1970, months calendar months since then, money minor units of the
 * shop's currency; sales in another currency are counted and not valued. What happened outside
 * from_day to to_day is not counted, but it is known: who came first in May is not new in June, and
 * a customer made in May who came in July is kept. So a month reads the same in a report on itself
 * and in one on the year.
 *
 * Reads in one transaction, so that its numbers belong together. Tills do not wait for it. While it
 * reads, a checkpoint copies into the store only what was in the WAL before: the WAL grows by what
 * is sold meanwhile, and is begun anew by the first writer afterwards.
 *
 * Memory: one customer at a time, a table of months, and what SQLite sorts in, which goes to files
 * once it is more than some MiB. The sales are walked in order of customer and day, twice: first
 * for the gaps between visits, then for all else.
 *
 * Limits: days of 2000-01-01 to 2099-12-31; a sum that 64 bits do not hold is a failure.
 */
#ifndef COMEBACK_REPORT_H
#define COMEBACK_REPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "store.h"

enum report_number {
    CUSTOMERS_FIRST,
    CUSTOMERS_MADE,
    CUSTOMERS_KEPT,
    CUSTOMERS_KEPT_SHARE,
    GAP_COUNT,
    GAP_DAYS,
    REPEAT_RETURNED,
    REPEAT_MATURE,
    REPEAT_IMMATURE,
    REPEAT_RATE,
    SALES_ALL,
    SALES_NEW,
    SALES_REPEAT,
    SALES_REFERRAL,
    SALES_REFERRAL_CHECKED,
    SALES_REFERRAL_PAPER,
    SALES_UNIDENTIFIED,
    SALES_IDENTIFIED,
    SALES_IDENTIFIED_SHARE,
    SALES_REPEAT_SHARE,
    SALES_OTHER_CURRENCY,
    VISITS_NEW,
    VISITS_REPEAT,
    VISITS_REFERRAL,
    VISITS_REFERRAL_CHECKED,
    VISITS_REFERRAL_PAPER,
    VISITS_UNIDENTIFIED,
    VALUE_ALL,
    VALUE_NEW,
    VALUE_REPEAT,
    VALUE_REFERRAL,
    VALUE_REFERRAL_CHECKED,
    VALUE_REFERRAL_PAPER,
    VALUE_UNIDENTIFIED,
    NOTES_HANDED,
    NOTES_BACK,
    NOTES_BACK_SHARE,
    CARDS_HANDED,
    CARDS_BACK,
    CARDS_CONVERSION,
    FRIENDS_FIRST,
    FRIENDS_RETURNED,
    FRIENDS_RETURNED_SHARE,
    PROMISES_MINOR,
    PROMISES_CARDS,
    PROMISES_CARDS_MINOR,
    PROMISES_THANKS_PENDING,
    PROMISES_THANKS_DUE,
    PROMISES_THANKS_MINOR,
    PROMISES_FRIENDS,
    PROMISES_FRIENDS_MINOR,
    PROMISES_GIFTS,
    PROMISES_UNBOUNDED,
    THANKS_PAID,
    THANKS_CLAWED_BACK,
    FLAGGED_HOUSEHOLD,
    FLAGGED_QUICK,
    FLAGGED_OFTEN,
    CONFLICTS_RETOLD,
    CONFLICTS_PERSONS,
    LOSSES,
    GUESSES,
    RETURNS_WITHOUT_ORIGINAL,
    RETURNS_MATCHED,
    RETURNS_UNMATCHED,
    TAGS_CORRECTED,
    REPORT_NUMBERS
};

enum report_unit {
    REPORT_COUNT,
    REPORT_MINOR,
    REPORT_DAYS,
    REPORT_PART,  /* of two counts, between 0 and 1: of all there were */
    REPORT_SHARE, /* the same, for what may come: with the bounds of chance */
};

struct report_number_text {
    const char *name; /* stable: used in JSON and CSV */
    enum report_unit unit;
    bool now;                     /* of today, not of the months reported on */
    enum report_number of, among; /* of a share */
    const char *counts;           /* one sentence or two */
};
/* Indexed by enum report_number. */
extern const struct report_number_text report_numbers[REPORT_NUMBERS];

/* A share and between what bounds it lies, 95 times in 100 (Wilson's interval). */
struct report_share {
    int64_t numerator, denominator;
    double share, low, high; /* 0, 0, 1 where the denominator is 0 */
};

enum {
    REPORT_WINDOW_DAYS = 60, /* where nobody says otherwise */
    REPORT_GAPS_LEAST = 20,  /* fewer gaps between visits tell nothing */
    REPORT_GAP_MOST = 1460,  /* days; longer ones count as this long */
};

/* One of the sales, returns or, with host "", tills that a number was counted from. */
struct report_row {
    const char *host, *ref; /* valid during the call */
    int32_t day;
};

struct report_query {
    int32_t from_day, to_day; /* both counted */
    int32_t today;            /* what is promised is told of this day */
    int32_t window_days;      /* 1 to REPORT_GAP_MOST */
    const char *currency;
    /* Hears every row of every count while the store is being read, so it must not wait for
     * anybody; NULL: nobody listens. */
    void (*hear)(void *context, enum report_number number, const struct report_row *row);
    void *context;
};

struct report_period {
    int32_t month; /* since 1970 */
    int64_t values[REPORT_NUMBERS];
};

struct report {
    int32_t first_day, last_day; /* with a sale that stands, within the query's; 0, -1: none */
    int32_t end_day;             /* the last of all; -1: none */
    bool gap_known;              /* else GAP_DAYS and CUSTOMERS_KEPT are nothing */
    struct report_period all;
    struct report_period *months; /* from the first to the last with anything in it */
    int month_count;
    struct report_period *table; /* all that memory was taken for */
};

/* *out is the caller's until report_free; untouched on failure. Not inside a transaction. */
int report_make(struct store *store, const struct report_query *query, struct report **out,
                struct fault *fault);
void report_free(struct report *report); /* NULL is fine */

/* Of a number whose unit is REPORT_SHARE or REPORT_PART. */
struct report_share report_share(const struct report_period *period, enum report_number number);
struct report_share report_wilson(int64_t numerator, int64_t denominator);

#endif
