/* SPDX-License-Identifier: MIT */
/*
 * What happens to a sale at an open shop, in one short transaction: scan, look, finish, cancel; and
 * what comes after it: sales that were put aside are taken in, slips that wait are printed.
 */
#ifndef COMEBACK_CHECKOUT_H
#define COMEBACK_CHECKOUT_H

#include "answer.h"
#include "drain.h"
#include "shop.h"

enum { CHECKOUT_JOBS_MAX = 4 };

/* What finish leaves besides the answer. */
struct checkout_outcome {
    struct answer answer;
    struct bytes note_text; /* expanded ReceiptLine; empty where there is no note */
    struct bytes card_text;
    char next_benefit[BENEFIT_WORDS]; /* what the note promises, as it says it; "" */
    struct profile profile;           /* that they were laid out for */
    int64_t jobs[CHECKOUT_JOBS_MAX];
    int job_count;
    int64_t note_job, card_job; /* which of them; 0: none */
};
void checkout_outcome_free(struct checkout_outcome *outcome);

struct checkout_options {
    bool history;         /* afterwards: tags, no slips */
    bool late;            /* out of the spool: the customer is gone, nothing is printed */
    bool note_to_printer; /* the caller has no receipt to put the note into */
    const char *printer;  /* that this sale's slips go to; NULL: the settings' */
};

/*
 * scan, look, finish and cancel wait for the store, each as long as no call may; but a sale that
 * has waited in vain, or whose shop has when it was opened, is not kept waiting again by the calls
 * of the next 100 ms.
 */
int checkout_scan(struct shop *shop, struct sale *sale, const char *code, struct scan *out,
                  struct fault *fault);
/* Both fill in the shop's currency where the sale has none. */
int checkout_look(struct shop *shop, struct sale *sale, struct answer *out, struct fault *fault);
/* sale must be complete. COMEBACK_OK, COMEBACK_LATER, COMEBACK_CONFLICT, or a failure. */
int checkout_finish(struct shop *shop, struct sale *sale, struct checkout_options options,
                    struct checkout_outcome *out, struct fault *fault);
/* The host takes the slip and prints it itself: a job that waits for it is withdrawn, if it is not
 * too late and the store is free. */
void checkout_give(struct shop *shop, int64_t job);
int checkout_cancel(struct shop *shop, struct sale *sale, struct fault *fault);
/* Takes in what waits in the spool, in slices, for at most `for_ms`; *taken counts sales. */
int checkout_take_spool(struct shop *shop, int for_ms, int *taken, struct fault *fault);
/* Prints what waits, until then at the latest, and takes the spool in. How many jobs got a result,
 * or a failure. */
int checkout_drain(struct shop *shop, int timeout_ms, struct fault *fault);

/* For who drains by drain.h: the settings in force, and the shop as its guard. */
int checkout_setup(struct shop *shop, struct drain_setup *out, struct fault *fault);
struct drain_guard checkout_guard(struct shop *shop);
/* All of checkout_drain but the printing; which printers are waited for. */
int checkout_tidy(struct shop *shop, int for_ms, struct queue_printers *printers,
                  struct fault *fault);

/* Tells `comeback serve` that a slip waits. It listens beside the store; it need not be there, and
 * we never wait for it. With the mutex held. */
void checkout_poke(struct shop *shop);

/* The texts of an answer's slips, with the mutex held. */
int checkout_slip_texts(struct shop *shop, struct checkout_outcome *out, struct fault *fault);

#endif
