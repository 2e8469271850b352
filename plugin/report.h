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
 * docs/report.md defines what is more than a count: curves, cohorts, effect and the other lists.
 *
 * Memory: the visits of one customer at a time, a table of months, counts by day, a row for each
 * friend, and what SQLite sorts in, which goes to files once it is more than some MiB. The sales
 * are walked in order of customer and day, twice: first for the gaps between visits, then for all
 * else.
 *
 * Limits: days of 1990-01-01 to 2099-12-31, others counting as the nearest of them; a sum that 64
 * bits do not hold is a failure.
 */
#ifndef COMEBACK_REPORT_H
#define COMEBACK_REPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "../config/config.h"
#include "store.h"

enum { REPORT_DAY_FIRST = 7305 /* 1990-01-01 */, REPORT_DAY_LAST = 47481 /* 2099-12-31 */ };

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
    FLAGGED_CIRCLE,
    PROMISES_THANKS_HELD,
    PROMISES_NEXT,
    PROMISES_NOTES_MINOR,
    LOOK_COUNT,
    RETURN_MEDIAN_DAY,
    STAYING_MEDIAN_DAY,
    UPSELL_VISITS,
    UPSELL_ABOVE,
    UPSELL_ABOVE_SHARE,
    UPSELL_MEDIAN_PERCENT,
    STEPS_BEGUN,
    STEPS_WITHDRAWN,
    STEPS_DUE,
    STEPS_KEPT,
    STEPS_NOT_NOW,
    STEPS_NOT_RELEVANT,
    STEPS_OPEN,
    STEPS_KEPT_SHARE,
    QUESTIONS_ELIGIBLE,
    QUESTIONS_ASKED,
    QUESTIONS_ASKED_SHARE,
    GIFTS_ELIGIBLE,
    GIFTS_GIVEN,
    GIFTS_COST,
    BUDGETS_GIVEN,
    BUDGETS_ALL,
    REPORT_NUMBERS
};

enum report_unit {
    REPORT_COUNT,
    REPORT_MINOR,
    REPORT_DAYS,
    REPORT_PERCENT, /* a whole number of them */
    REPORT_PART,    /* of two counts, between 0 and 1: of all there were */
    REPORT_SHARE,   /* the same, for what may come: with the bounds of chance */
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
    REPORT_WINDOW_DAYS = 60,     /* where nobody says otherwise */
    REPORT_GAPS_LEAST = 20,      /* fewer gaps between visits tell nothing */
    REPORT_GAP_MOST = 1460,      /* days; longer ones count as this long */
    REPORT_DISCOUNT_VISITS = 13, /* the last stands for all later ones */
    REPORT_LIFE_PARTS = 10,
    REPORT_LOOK_MOST = 20,
    REPORT_KEPT_DAYS = 365,
    REPORT_DETECT_POINTS = 3, /* where nobody says otherwise */
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
    /* Budgets, targets and [effect] detect; NULL: none, and REPORT_DETECT_POINTS. */
    const struct config *config;
    /* Hears every row of every count while the store is being read, so it must not wait for
     * anybody; NULL: nobody listens. */
    void (*hear)(void *context, enum report_number number, const struct report_row *row);
    void *context;
};

struct report_period {
    int32_t month; /* since 1970 */
    int64_t values[REPORT_NUMBERS];
};

/* One day on which somebody of those at risk came to the event, or was seen no longer. */
struct report_curve_row {
    int32_t day; /* of their age, from 1 */
    int64_t at_risk, events;
    double survival, low, high;
};
/* By day, ascending; NULL and 0 where nobody was at risk. */
struct report_curve {
    struct report_curve_row *rows;
    int count;
    int32_t median_day; /* -1: there is none */
};
struct report_logrank {
    bool known; /* else there are not two groups to compare */
    double chi2, p;
};
struct report_curves {
    struct report_curve come_again, staying; /* `return` and `staying`; the latter needs a gap */
    struct report_curve of_new, of_referral; /* the first, by the tag of the first visit */
    struct report_logrank logrank;           /* of these two */
};

struct report_cohort {
    int32_t month; /* of the first visits, since 1970 */
    int64_t size;
    int64_t *active; /* the first is the size; then a month each, as far as they have passed */
    int active_count;
};

/* What was taken off for promises and what was paid beside it. */
struct report_discount {
    int64_t sales, taken_minor, paid_minor;
};

struct report_generation { /* of friends; the first is generation 1 */
    int64_t friends, again, value_minor;
};

struct report_offer {
    char name[33];
    const char *to; /* as the key `for` has it: "friend", … */
    int64_t promised, used, open, expired;
    int64_t taken_minor, cost_minor, open_minor;
    bool unbounded; /* some of the open ones have no upper bound and are not in open_minor */
};

/* What was promised this month, the one of query.today, of what may be. */
struct report_budget {
    char name[33]; /* of the offer; "gift" */
    bool is_gift;  /* [gift], and not an offer of that name */
    int64_t given_minor, budget_minor;
};

struct report_arm {
    int64_t first, mature, returned;
};
/* Two arms compared. */
struct report_effect {
    bool known;        /* there is anybody mature in both arms */
    int32_t since_day; /* -1: nobody was ever refused anything */
    struct report_arm control, treated;
    double difference, low, high; /* treated less control; -1 and 1 where nothing is known */
    int64_t needed;               /* in each arm; 0: not known, or no number is enough */
    bool enough;
};

struct report_answer {
    char question[33], answer[33];
    int64_t count;
};

/* Something for the owner to look at. */
struct report_look {
    /* Stable: household quick often circle, or several of these parted by blanks; loss conflict
     * guesses budget own_notes. */
    char why[40];
    char host[33], ref[65]; /* host "": ref is a till, an offer, a cashier */
    int32_t day;
    char text[320]; /* a sentence or some, parted by "; " */
};

struct report {
    int32_t first_day, last_day;  /* with a sale that stands, within the query's; 0, -1: none */
    int32_t end_day;              /* the last of all; -1: none */
    int32_t seen_day;             /* the same, or the query's to_day where that is earlier: `end` */
    bool gap_known;               /* else GAP_DAYS and CUSTOMERS_KEPT are nothing */
    bool unknown[REPORT_NUMBERS]; /* such a number is none: no gap, no median, nothing to share */
    struct report_period all;
    struct report_period *months; /* from the first to the last with anything in it */
    int month_count;
    struct report_period *table; /* all that memory was taken for */

    struct report_curves curves;
    struct report_cohort *cohorts; /* by month, ascending; months with nobody are left out */
    int cohort_count;
    struct report_discount discounts[REPORT_DISCOUNT_VISITS]; /* the first: visit 1 */
    struct report_discount life[REPORT_LIFE_PARTS];           /* the first: tenth 1 */
    struct report_generation *tree;
    int generation_count;
    struct report_offer *offers; /* by name */
    int offer_count;
    struct report_budget *budgets; /* in the order of the settings, the gift last */
    int budget_count;
    struct report_effect effect;
    struct report_effect gift;     /* treated: had the gift; control: could have; since_day -1 */
    struct report_answer *answers; /* by question, then the most frequent first */
    int answer_count;
    struct report_look look[REPORT_LOOK_MOST]; /* the latest first; LOOK_COUNT is of all */
    int look_count;
    int32_t target_month;             /* of seen_day; -1: none */
    int32_t made_target, kept_target; /* of the settings; 0: none */
    int64_t made_in_month;            /* in target_month up to seen_day, from_day or not */
    /* Made in the REPORT_KEPT_DAYS that ended GAP_DAYS before seen_day, and of them who came since;
     * none where no gap is known. */
    int64_t year_made, year_kept;
};

/* *out is the caller's until report_free; untouched on failure. Not inside a transaction. */
int report_make(struct store *store, const struct report_query *query, struct report **out,
                struct fault *fault);
void report_free(struct report *report); /* NULL is fine */

/* Of a number whose unit is REPORT_SHARE or REPORT_PART. */
struct report_share report_share(const struct report_period *period, enum report_number number);
struct report_share report_wilson(int64_t numerator, int64_t denominator);
double report_discount_share(const struct report_discount *discount); /* 0 where nothing was */

/* A till's own five lines. */
struct report_shift {
    bool first_time;   /* nobody asked before: of the last 24 hours */
    int64_t since_ms;  /* when it was last called, or 24 hours ago */
    int64_t made;      /* customers at their second visit */
    int64_t again;     /* visits of who was here before; these among them */
    int64_t friends;   /* first visits of who was sent */
    int64_t steps_due; /* of the customers served, those whose day had come or that were closed */
    int64_t steps_kept;
    int64_t notes_handed, notes_back, cards_handed, cards_back;
};
/*
 * What happened at that till since this was last called for it, and a mark that it was, which is
 * this store's alone. Not inside a transaction: reads in one, and marks in another. COMEBACK_BUSY
 * where either waited for wait_ms. COMEBACK_NOTHING where it was never called for that till and the
 * till told none of the sales among this store's last 100,000 events: the fault names who did.
 */
int report_shift(struct store *store, const char *till, int64_t now_ms, int wait_ms,
                 struct report_shift *out, struct fault *fault);

#endif
