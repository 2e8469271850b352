/* SPDX-License-Identifier: MIT */
/* What the parts of a report share: report.c begins and ends it, each of the others counts some. */
#ifndef COMEBACK_REPORT_PARTS_H
#define COMEBACK_REPORT_PARTS_H

#include "report.h"

enum { REPORT_MONTH_FIRST = 20 * 12 /* 1990-01 */, REPORT_MONTHS = 110 * 12 };

struct report_run {
    struct store *store;
    const struct report_query *query;
    struct report *report;
    struct report_spent *spent; /* what report_spent has read */
};

/* Days before and after the calendar are its first and its last: a till whose clock has died says
 * 1970 or 1980, and its sales are sales. What is read from the store goes through this. */
int32_t report_day(int32_t day);
/* Counts `amount` in the month of `day`, where that is asked for, and lets `row` be heard. */
int report_add(struct report_run *run, enum report_number number, int32_t day, int64_t amount,
               const struct report_row *row, struct fault *fault);
/* The same of a number that is told of today. */
int report_add_now(struct report_run *run, enum report_number number, int64_t amount,
                   const struct report_row *row, struct fault *fault);

/* Takes each row of a query, `status` being what store_query answered, and ends it. */
int report_each(struct report_run *run, sqlite3_stmt *row, int status,
                int (*take)(struct report_run *, sqlite3_stmt *, struct fault *),
                struct fault *fault);

/* A visit, as far as its customer's past is asked for it. */
struct report_visit {
    int32_t day;
    bool valued; /* all sales of it are in the shop's currency */
    int64_t sales;
    int64_t drawn, given;   /* of them: could have had the gift now and then; had it */
    int64_t value_minor;    /* of those that are */
    char host[33], ref[65]; /* of one of its sales, where anybody listens */
};

/* One customer's visits up to report->seen_day, by day, and what their first one was like. */
struct report_past {
    int64_t person; /* who stands for them */
    int64_t first_tag;
    char host[33], ref[65]; /* of the first visit's first sale, by host, kind and ref */
    int64_t kind, origin, seq;
    int64_t arm;                     /* of that sale; -1: it has none */
    int64_t giver;                   /* who sent them; 0: nobody, or not known who */
    int64_t given_origin, given_seq; /* of the sale that says so */
    struct report_visit *visits;
    int count, capacity;
};

/* First seen: known there and then. */
bool report_was_known(const struct report_past *past);
/* Is the day among those reported on? */
bool report_on(const struct report_run *run, int32_t day);

/*
 * What is counted customer by customer, in the order of their numbers, beside report_customers.
 * Each has a state of its own, zeroed, that lasts from begin to clear; what it fills of the report
 * is the report's. begin, end and clear may be NULL, size 0; clear comes in any case.
 */
struct report_part {
    size_t size;
    int (*begin)(struct report_run *run, void *state, struct fault *fault);
    int (*take)(struct report_run *run, void *state, const struct report_past *past,
                struct fault *fault);
    int (*end)(struct report_run *run, void *state, struct fault *fault);
    void (*clear)(void *state);
};
extern const struct report_part report_part_curves;
extern const struct report_part report_part_cohorts;
extern const struct report_part report_part_upsell;
extern const struct report_part report_part_discounts;
extern const struct report_part report_part_tree;
extern const struct report_part report_part_effect;
extern const struct report_part report_part_gift;
/* The owner's: of which month they are, and how the year stands beside them. */
extern const struct report_part report_part_targets;

/* report_past.c: all of these. */
enum { REPORT_PARTS = 8 };
struct report_pasts {
    struct report_past past; /* of the customer whose sales are being read */
    void *states[REPORT_PARTS];
};
int report_pasts_begin(struct report_run *run, struct report_pasts *pasts, struct fault *fault);
/* A visit of pasts->past more; the sale's row is kept where anybody listens. NULL: no memory. */
struct report_visit *report_pasts_visit(const struct report_run *run, struct report_pasts *pasts,
                                        const struct report_row *row);
/* Lets all parts take the past, and empties it. */
int report_pasts_take(struct report_run *run, struct report_pasts *pasts, struct fault *fault);
int report_pasts_end(struct report_run *run, struct report_pasts *pasts, struct fault *fault);
void report_pasts_clear(struct report_pasts *pasts); /* zeroed, or half begun, is fine */

/* report_gaps.c: the days with sales, and the gap that 90 % of the gaps are within. */
int report_gaps(struct report_run *run, struct fault *fault);
/* report_customers.c: sales, visits, values, customers made and kept; after report_gaps. */
int report_customers(struct report_run *run, struct fault *fault);
/* report_spent.c: all uses of promises, read once, 24 bytes each promise until report_spent_free.
 */
struct report_spent_promise {
    int64_t promise;
    int64_t taken_minor; /* by the first sale that used it and holds; 0: none does */
    bool spent;          /* by a sale that holds, or by two that were returned */
};
int report_spent(struct report_run *run, struct fault *fault);
/* NULL: never used. Valid until report_spent_free. */
const struct report_spent_promise *report_spent_find(const struct report_run *run, int64_t promise);
void report_spent_free(struct report_run *run);
/* report_promises.c: notes and cards, and what is promised by now. */
int report_paper(struct report_run *run, struct fault *fault);
int report_promises(struct report_run *run, struct fault *fault);
/* What waits of a note, `for` a visit or the next sale; at most_minor as in report_offered. */
int report_waits(struct report_run *run, const char *offer, int64_t most_minor,
                 const struct report_row *row, struct fault *fault);
/* report_steps.c: steps, needs and appointments; questions; gifts now and then. */
int report_steps(struct report_run *run, struct fault *fault);
/* report_offers.c: what each offer promised. */
struct report_offered {
    const char *name, *to;
    int32_t day, until_day; /* until_day 0: none */
    bool counts;            /* it was made and not withdrawn */
    bool spent;
    int64_t taken_minor; /* of the sale that spent it */
    bool in_words;       /* no price is cut */
    int64_t cost_minor;
    int64_t most_minor; /* -1: it has no bound */
};
int report_offered(struct report_run *run, const struct report_offered *offered,
                   struct fault *fault);
int report_offers(struct report_run *run, struct fault *fault);
/* report_budgets.c: those of the settings, and what is given of them this month. */
int report_budgets(struct report_run *run, struct fault *fault);
/* report_doubts.c: what went wrong, or may have. */
int report_doubts(struct report_run *run, struct fault *fault);
/* report_look.c: what of it the owner should look at; after the others. */
int report_look(struct report_run *run, struct fault *fault);
/* Something to look at, of whatever day. */
int report_look_at(struct report_run *run, const char *why, const struct report_row *row,
                   struct fault *fault, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

#endif
