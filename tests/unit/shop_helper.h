/* SPDX-License-Identifier: MIT */
/*
 * A shop as `comeback init` makes it, in a folder of its own below /tmp, and sales told to it in
 * one line each. Whatever does not work here fails the running test.
 *
 * Days count from DAY_0, a Monday in the past, so that nothing depends on when the tests run.
 */
#ifndef COMEBACK_TESTS_SHOP_HELPER_H
#define COMEBACK_TESTS_SHOP_HELPER_H

#include "../../plugin/checkout.h"
#undef fail /* cmocka has a macro of this name, too */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

enum { DAY_0 = 20094 }; /* 2025-01-06 */

struct till {
    char folder[64];
    struct shop *shop;
    struct checkout_outcome outcome; /* of the last sale told */
    struct fault fault;              /* of what was refused last */
    int refs;
};

struct line {
    const char *sku, *name;
    int64_t amount_minor;
};

/* A sale, mostly as it is: what is 0 or NULL is not told. */
struct ticket {
    const char *ref; /* NULL: one that was not used before */
    int day;
    int minute;               /* of that day; 0: noon */
    int64_t total_minor;      /* 0: 20.00 */
    bool nothing;             /* a total of 0 */
    int64_t note, card, code; /* ids that are shown */
    const char *typed;        /* a code as the customer wrote it */
    const char *customer, *referrer, *name;
    const char *phone, *email, *token, *language, *need, *consent;
    bool someone_else;
    const struct line *lines; /* ended by one without a sku */
    int64_t quantity_milli;   /* of each line; 0: one piece */
    const char *category;     /* of each line */
    const char *kind, *original, *print, *currency, *till, *cashier, *cart;
    const char *at; /* instead of day and minute */
    const char *next_at, *next_text;
    const char *keys; /* "service=kept heard=2": fields answer.service and answer.heard */
    int64_t applied_minor;
    bool copy;
};

void till_open(struct till *till);
void till_close(struct till *till);
/* The same folder, opened anew. */
void till_reopen(struct till *till);
/* Another store, of the same shop: it uses the keys and serials of `first`. */
void till_open_beside(struct till *till, const struct till *first);

/* Puts `key = value` into [section] of comeback.ini in place of what stands there, and has the shop
 * read it; value NULL takes the key out. */
void till_set(struct till *till, const char *section, const char *key, const char *value);
/* Puts sections, which must be good, behind all others. */
void till_add_sections(struct till *till, const char *text);
/* Takes a whole section out. */
void till_drop_section(struct till *till, const char *section);
void till_write(struct till *till, const char *name, const char *text);
/* *text is the caller's. */
char *till_read(const struct till *till, const char *name);
char *till_path(const struct till *till, const char *name); /* valid until the next call */

/* The status of finish; outcome or fault are filled in. */
int till_tell(struct till *till, const struct ticket *ticket, struct checkout_options options);
const struct answer *till_sell(struct till *till, const struct ticket *ticket);
const struct answer *till_look(struct till *till, const struct ticket *ticket);
/* What the cashier reads, as lines; valid until the next call. */
const char *till_prompts(const struct answer *answer);
/* The open step of that name; NULL. */
const struct answer_step *till_open_step(const struct answer *answer, const char *name);
bool till_has_step(const struct answer *answer, const char *name);
/* As the log counts days. */
int32_t till_date(int year, int month, int day);
/* The verdict on the ticket's one code, which is reserved for the ticket's basket. */
enum verdict till_scan(struct till *till, const struct ticket *ticket);
void till_cancel(struct till *till, const struct ticket *ticket);

#define SELL(till, ...) till_sell(till, &(const struct ticket){__VA_ARGS__})
#define LOOK(till, ...) till_look(till, &(const struct ticket){__VA_ARGS__})
#define SCAN(till, ...) till_scan(till, &(const struct ticket){__VA_ARGS__})
#define TELL(till, ...)                                                                            \
    till_tell(till, &(const struct ticket){__VA_ARGS__}, (struct checkout_options){.late = false})

/* The first column of the first row; -1 where there is no row. */
int64_t till_number(const struct till *till, const char *sql);
void till_sql(const struct till *till, const char *sql);
/* All rows of all projections as text, in an order that does not depend on when they came. */
char *till_projections(const struct till *till);
/* rebuild_verify finds nothing. */
void till_assert_verified(const struct till *till);

#endif
