/* SPDX-License-Identifier: MIT */
/*
 * The words that receipts of many countries have for the same thing. A row is looked at as words:
 * letters and digits that nothing parts; marks between them do not matter, so that "Bon-Nr." and
 * "bon nr" are one. A letter with a mark is also found as its bare letter ("zaplaty") and as any
 * character that is not ASCII, for printers without the page lose marks, and hosts that name a
 * wrong page turn them into something else. ~ in a list stands for the first part of a compound.
 *
 * The lists are what tills in these languages print, as their users, manuals and tax offices show
 * them; none of them is one maker's.
 */
#ifndef COMEBACK_TAP_RECEIPT_WORDS_H
#define COMEBACK_TAP_RECEIPT_WORDS_H

#include "pattern.h"

enum receipt_sort {
    WORDS_COPY,      /* a second printing */
    WORDS_VOID,      /* a void, return, training, quotation, report … */
    WORDS_KITCHEN,   /* an order for the kitchen, which has no amounts; a shop may be called so */
    WORDS_HEAD,      /* a return or quotation, above the items: below them it may head a policy, or
                        praise */
    WORDS_UNPAID,    /* a bill that is to be paid */
    WORDS_PAPER,     /* receipt, invoice, no, of: may stand beside those above */
    WORDS_PAYMENT,   /* cash, Visa, change: stands before an amount below the total */
    WORDS_BY,        /* may stand beside those in a row without an amount: "Paid by card" */
    WORDS_CHANGE,    /* those of them that are what the customer gets back */
    WORDS_GIVEN,     /* those of them that are what the customer handed over */
    WORDS_TOTAL,     /* what the customer pays, in no doubt */
    WORDS_SUM,       /* total, which may be that or a part of it */
    WORDS_PART,      /* subtotal, tax, discount: no total whatever else stands beside */
    WORDS_TIP,       /* those of them that are the waiter's, and no part of what was bought */
    WORDS_COUNT,     /* behind a number: how many items were bought */
    WORDS_INCLUDING, /* incl.: what follows is in it */
    WORDS_NUMBER,    /* of a receipt */
    WORDS_ORDER,     /* of an order or a sale: where a receipt has no number of its own */
    WORDS_REFERENCE, /* of a sale or of its payment, nobody knows */
    WORDS_NO,        /* no., nr.: may stand behind those two */
    WORDS_OTHER,     /* of a table, a terminal, a tax office: never the receipt's */
    WORDS_CUSTOMER,
    WORDS_CASHIER,
    WORDS_TILL,
    WORDS_SORTS
};

enum { RECEIPT_WORDS = 40 }; /* of one row that are looked at */

struct receipt_word {
    int start, end; /* characters of the row */
    bool digits;    /* has a digit */
};

struct receipt_words {
    const struct pattern_row *row;
    int count;
    struct receipt_word list[RECEIPT_WORDS];
};

void receipt_words_of(const struct pattern_row *row, struct receipt_words *out);
/* How many words the longest of that sort takes that begins at word `at`; 0: none does. */
int receipt_words_at(const struct receipt_words *words, int at, enum receipt_sort sort);
/* The first word below `end` at which one of that sort begins, or -1. */
int receipt_words_find(const struct receipt_words *words, int end, enum receipt_sort sort);

/* What the row says where it says nothing else: WORDS_COPY to WORDS_UNPAID, beside paper and
 * numbers; else WORDS_SORTS. */
enum receipt_sort receipt_words_say(const struct pattern_row *row);

#endif
