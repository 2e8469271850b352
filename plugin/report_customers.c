/* SPDX-License-Identifier: MIT */
#include "report_parts.h"

#include <stdio.h>
#include <string.h>

#include "comeback.h"
#include "projection.h"

struct place {
    char host[33], ref[65];
    int32_t day;
};

struct sold {
    int64_t person; /* 0: nobody */
    struct report_row row;
    int64_t minor;
    bool valued; /* in the shop's currency */
    int64_t via, tag, flags;
    int64_t kind, arm, origin, seq;
    int64_t giver; /* who sent the customer with this sale; 0: nobody, or not known who */
    int64_t drawn; /* 1: it could have had the gift now and then, 2: it had */
    int64_t gift_minor;
};

/* The customer whose sales are being read. */
struct customer {
    int64_t person;
    int64_t first_tag; /* of the first visit */
    int64_t via;       /* of the visit that is being read */
    int visits;
    struct place first, second, last;
};

/* Tags, and what a referral rests on: the columns in which a sale is counted. */
enum column { UNIDENTIFIED, NEW, REPEAT, REFERRAL, CHECKED, PAPER };
static const struct {
    enum report_number sales, visits, value;
} columns[] = {
    [UNIDENTIFIED] = {SALES_UNIDENTIFIED, VISITS_UNIDENTIFIED, VALUE_UNIDENTIFIED},
    [NEW] = {SALES_NEW, VISITS_NEW, VALUE_NEW},
    [REPEAT] = {SALES_REPEAT, VISITS_REPEAT, VALUE_REPEAT},
    [REFERRAL] = {SALES_REFERRAL, VISITS_REFERRAL, VALUE_REFERRAL},
    [CHECKED] = {SALES_REFERRAL_CHECKED, VISITS_REFERRAL_CHECKED, VALUE_REFERRAL_CHECKED},
    [PAPER] = {SALES_REFERRAL_PAPER, VISITS_REFERRAL_PAPER, VALUE_REFERRAL_PAPER},
};
static const enum column column_of_tag[] = {
    [COMEBACK_UNIDENTIFIED] = UNIDENTIFIED,
    [COMEBACK_NEW] = NEW,
    [COMEBACK_REPEAT] = REPEAT,
    [COMEBACK_REFERRAL] = REFERRAL,
};

static int count(struct report_run *run, enum report_number number, const struct sold *sold,
                 int64_t amount, struct fault *fault)
{
    return report_add(run, number, sold->row.day, amount, &sold->row, fault);
}

static int count_in(struct report_run *run, enum column column, const struct sold *sold,
                    bool begins_visit, struct fault *fault)
{
    int status = count(run, columns[column].sales, sold, 1, fault);
    if (status == COMEBACK_OK && begins_visit)
        status = count(run, columns[column].visits, sold, 1, fault);
    if (status == COMEBACK_OK && sold->valued)
        status = count(run, columns[column].value, sold, sold->minor, fault);
    return status;
}

static int count_flags(struct report_run *run, const struct sold *sold, struct fault *fault)
{
    static const struct {
        int64_t flag;
        enum report_number number;
    } flags[] = {
        {FLAG_HOUSEHOLD, FLAGGED_HOUSEHOLD},
        {FLAG_QUICK, FLAGGED_QUICK},
        {FLAG_OFTEN, FLAGGED_OFTEN},
        {FLAG_CIRCLE, FLAGGED_CIRCLE},
    };
    int status = COMEBACK_OK;
    for (size_t i = 0; i < sizeof flags / sizeof flags[0] && status == COMEBACK_OK; i++)
        if ((sold->flags & flags[i].flag) != 0)
            status = count(run, flags[i].number, sold, 1, fault);
    return status;
}

static int count_gift(struct report_run *run, const struct sold *sold, struct fault *fault)
{
    int status = sold->drawn > 0 ? count(run, GIFTS_ELIGIBLE, sold, 1, fault) : COMEBACK_OK;
    if (status != COMEBACK_OK || sold->drawn < 2)
        return status;
    status = count(run, GIFTS_GIVEN, sold, 1, fault);
    return status == COMEBACK_OK ? count(run, GIFTS_COST, sold, sold->gift_minor, fault) : status;
}

static int count_of_all(struct report_run *run, const struct sold *sold, struct fault *fault)
{
    int status = count(run, SALES_ALL, sold, 1, fault);
    if (status == COMEBACK_OK && sold->tag != COMEBACK_UNIDENTIFIED)
        status = count(run, SALES_IDENTIFIED, sold, 1, fault);
    if (status == COMEBACK_OK)
        status = sold->valued ? count(run, VALUE_ALL, sold, sold->minor, fault)
                              : count(run, SALES_OTHER_CURRENCY, sold, 1, fault);
    if (status == COMEBACK_OK)
        status = count_flags(run, sold, fault);
    return status == COMEBACK_OK ? count_gift(run, sold, fault) : status;
}

/* via: of the visit. Where nothing was said to identify the buyer, each sale is a visit. */
static int count_sale(struct report_run *run, const struct sold *sold, int64_t via,
                      bool begins_visit, struct fault *fault)
{
    enum column column = column_of_tag[sold->tag & 3];
    bool begins = begins_visit || column == UNIDENTIFIED;
    int status = count_of_all(run, sold, fault);
    if (status == COMEBACK_OK)
        status = count_in(run, column, sold, begins, fault);
    if (status == COMEBACK_OK && column == REFERRAL)
        status = count_in(run, via == VIA_CHECKED ? CHECKED : PAPER, sold, begins, fault);
    return status;
}

static void keep_place(struct place *place, const struct report_row *row)
{
    place->day = row->day;
    snprintf(place->host, sizeof place->host, "%s", row->host);
    snprintf(place->ref, sizeof place->ref, "%s", row->ref);
}

/* Counts in the month of `day` and shows where. */
static int count_customer(struct report_run *run, enum report_number number, int32_t day,
                          const struct place *place, struct fault *fault)
{
    const struct report_row row = {place->host, place->ref, place->day};
    return report_add(run, number, day, 1, &row, fault);
}

static int count_cohort(struct report_run *run, const struct customer *customer,
                        struct fault *fault)
{
    int32_t day = customer->first.day, window = run->query->window_days;
    bool mature = run->report->end_day - day >= window;
    int status =
        count_customer(run, mature ? REPEAT_MATURE : REPEAT_IMMATURE, day, &customer->first, fault);
    if (status == COMEBACK_OK && mature && customer->visits > 1 &&
        customer->second.day - day <= window)
        status = count_customer(run, REPEAT_RETURNED, day, &customer->second, fault);
    return status;
}

static int count_friend(struct report_run *run, const struct customer *customer,
                        struct fault *fault)
{
    int32_t day = customer->first.day;
    int status = count_customer(run, FRIENDS_FIRST, day, &customer->first, fault);
    if (status == COMEBACK_OK && customer->visits > 1)
        status = count_customer(run, FRIENDS_RETURNED, day, &customer->second, fault);
    return status;
}

static int count_made(struct report_run *run, const struct customer *customer, struct fault *fault)
{
    int32_t day = customer->second.day, away = run->report->end_day - customer->last.day;
    int status = count_customer(run, CUSTOMERS_MADE, day, &customer->second, fault);
    if (status == COMEBACK_OK && run->report->gap_known && away < run->report->all.values[GAP_DAYS])
        status = count_customer(run, CUSTOMERS_KEPT, day, &customer->last, fault);
    return status;
}

static int count_ended(struct report_run *run, const struct customer *customer, struct fault *fault)
{
    int64_t tag = customer->first_tag;
    int status = COMEBACK_OK;
    if (customer->visits == 0)
        return COMEBACK_OK;
    /* Who was nobody at first, or was known to another till before, has no first visit here. */
    if (tag == COMEBACK_NEW || tag == COMEBACK_REFERRAL) {
        status = count_customer(run, CUSTOMERS_FIRST, customer->first.day, &customer->first, fault);
        if (status == COMEBACK_OK)
            status = count_cohort(run, customer, fault);
    }
    if (status == COMEBACK_OK && tag == COMEBACK_REFERRAL)
        status = count_friend(run, customer, fault);
    if (status == COMEBACK_OK && customer->visits > 1)
        status = count_made(run, customer, fault);
    return status;
}

static int end_customer(struct report_run *run, const struct customer *customer,
                        struct report_pasts *pasts, struct fault *fault)
{
    int status = count_ended(run, customer, fault);
    return status == COMEBACK_OK ? report_pasts_take(run, pasts, fault) : status;
}

static bool is_before(const struct sold *sold, int64_t origin, int64_t seq)
{
    return seq == 0 || sold->origin < origin || (sold->origin == origin && sold->seq < seq);
}

/* As stage.h finds whose arm it is: stores that were joined in another order tell the same. */
static bool is_first(const struct report_past *past, const struct sold *sold)
{
    int by_host = strcmp(sold->row.host, past->host);
    if (past->seq == 0 || by_host != 0)
        return past->seq == 0 || by_host < 0;
    if (sold->kind != past->kind)
        return sold->kind < past->kind;
    return strcmp(sold->row.ref, past->ref) < 0;
}

static void keep_first(struct report_past *past, const struct sold *sold)
{
    if (is_first(past, sold)) {
        snprintf(past->host, sizeof past->host, "%s", sold->row.host);
        snprintf(past->ref, sizeof past->ref, "%s", sold->row.ref);
        past->kind = sold->kind;
        past->origin = sold->origin;
        past->seq = sold->seq;
        past->arm = sold->arm;
    }
    if (sold->giver != 0 && is_before(sold, past->given_origin, past->given_seq)) {
        past->giver = sold->giver;
        past->given_origin = sold->origin;
        past->given_seq = sold->seq;
    }
}

/* What comes after report->seen_day is not in the past. */
static int keep_sale(struct report_run *run, struct report_pasts *pasts, const struct sold *sold,
                     bool begins_visit, struct fault *fault)
{
    struct report_past *past = &pasts->past;
    if (sold->row.day > run->report->seen_day)
        return COMEBACK_OK;
    if (begins_visit && report_pasts_visit(run, pasts, &sold->row) == NULL)
        return fail(fault, COMEBACK_MEMORY, "out of memory");
    struct report_visit *visit = &past->visits[past->count - 1];
    visit->sales++;
    visit->drawn += sold->drawn > 0;
    visit->given += sold->drawn == 2;
    visit->valued = visit->valued && sold->valued;
    if (sold->valued &&
        __builtin_add_overflow(visit->value_minor, sold->minor, &visit->value_minor))
        return fail(fault, COMEBACK_LIMIT,
                    "ref \"%s\": the visit's value is more than 64 bits hold", sold->row.ref);
    if (past->count == 1)
        keep_first(past, sold);
    return COMEBACK_OK;
}

static void begin_visit(struct customer *customer, const struct sold *sold)
{
    customer->visits++;
    customer->via = sold->via;
    keep_place(&customer->last, &sold->row);
    if (customer->visits == 1) {
        customer->first = customer->last;
        customer->first_tag = sold->tag;
    } else if (customer->visits == 2) {
        customer->second = customer->last;
    }
}

static void begin_customer(struct customer *customer, struct report_past *past,
                           const struct sold *sold)
{
    *customer = (struct customer){.person = sold->person};
    past->person = sold->person;
    past->first_tag = sold->tag;
    past->arm = -1;
}

static int take_sale(struct report_run *run, struct customer *customer, struct report_pasts *pasts,
                     const struct sold *sold, struct fault *fault)
{
    if (sold->person == 0)
        return count_sale(run, sold, VIA_NOBODY, true, fault);
    if (sold->person != customer->person) {
        int status = end_customer(run, customer, pasts, fault);
        if (status != COMEBACK_OK)
            return status;
        begin_customer(customer, &pasts->past, sold);
    }
    bool begins = customer->visits == 0 || sold->row.day != customer->last.day;
    if (begins)
        begin_visit(customer, sold);
    int status = count_sale(run, sold, customer->via, begins, fault);
    return status == COMEBACK_OK ? keep_sale(run, pasts, sold, begins, fault) : status;
}

/* The columns of REPORT_SOLD. */
static struct sold read_sale(sqlite3_stmt *row, const char *currency)
{
    return (struct sold){
        .person = sqlite3_column_int64(row, 0),
        .row = {.host = store_text(row, 2),
                .ref = store_text(row, 3),
                .day = report_day(sqlite3_column_int(row, 1))},
        .minor = sqlite3_column_int64(row, 4),
        .valued = strcmp(store_text(row, 5), currency) == 0,
        .via = sqlite3_column_int64(row, 6),
        .tag = sqlite3_column_int64(row, 7),
        .flags = sqlite3_column_int64(row, 8),
        .arm = sqlite3_column_int64(row, 9),
        .giver = sqlite3_column_int64(row, 10),
        .origin = sqlite3_column_int64(row, 11),
        .seq = sqlite3_column_int64(row, 12),
        .kind = sqlite3_column_int64(row, 13),
        .drawn = sqlite3_column_int64(row, 14),
        .gift_minor = sqlite3_column_int64(row, 15),
    };
}

static int read_sales(struct report_run *run, struct report_pasts *pasts, struct fault *fault)
{
    sqlite3_stmt *row;
    struct customer customer = {.person = 0};
    int status = store_query(run->store, REPORT_SOLD, &row, fault, "");
    while (status == 1) {
        struct sold sold = read_sale(row, run->query->currency);
        status = take_sale(run, &customer, pasts, &sold, fault);
        if (status == COMEBACK_OK)
            status = store_next(run->store, row, fault);
    }
    store_done(row);
    return status == COMEBACK_OK ? end_customer(run, &customer, pasts, fault) : status;
}

int report_customers(struct report_run *run, struct fault *fault)
{
    struct report_pasts pasts = {.past = {.visits = NULL}};
    int status = report_pasts_begin(run, &pasts, fault);
    if (status == COMEBACK_OK)
        status = read_sales(run, &pasts, fault);
    if (status == COMEBACK_OK)
        status = report_pasts_end(run, &pasts, fault);
    report_pasts_clear(&pasts);
    return status;
}
