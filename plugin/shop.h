/* SPDX-License-Identifier: MIT */
/*
 * An open shop: settings, keys, store, spool, and the one mutex over them. What edge.c offers to
 * hosts and the commands to people is done here: one short transaction a sale.
 *
 * Lock order: the shop's mutex, then the store's write lock, then the serials' flock, then a spool
 * file's flock. A printer is never talked to with any of them held but its own flock.
 */
#ifndef COMEBACK_SHOP_H
#define COMEBACK_SHOP_H

#include <pthread.h>
#include <sys/types.h>

#include "../drivers/escpos.h"
#include "answer.h"
#include "desk.h"
#include "queue.h"
#include "settings.h"
#include "spool.h"

enum {
    SHOP_WAIT_MS = 40,  /* no call waits longer for other threads and writers together */
    SHOP_SLICE_MS = 10, /* long work holds the write lock no longer */
    SHOP_JOBS_MAX = 4,
};

struct shop {
    pid_t pid;
    char path[STORE_PATH];   /* comeback.ini, absolute */
    char folder[STORE_PATH]; /* that relative paths are relative to */
    char store_folder[STORE_PATH];
    char keys_folder[STORE_PATH];
    pthread_mutex_t mutex; /* over everything below */
    struct settings *settings;
    struct settings_stamp stamp;
    char settings_fault[512]; /* why the file is not in force; "" */
    int64_t settings_fault_ms;
    bool store_moved; /* [store] now names other folders than those in use */
    struct keys keys;
    struct store *store; /* NULL while it could not be opened for being locked */
    struct spool spool;
    pthread_mutex_t spool_mutex; /* of this process's own spool file; never with the other held */
    struct escpos *escpos;
    int poke_fd;
};

/* What finish leaves besides the answer. */
struct shop_outcome {
    struct answer answer;
    struct bytes note_text; /* expanded ReceiptLine; empty where there is no note */
    struct bytes card_text;
    const struct profile *profile; /* that they were laid out for */
    int64_t jobs[SHOP_JOBS_MAX];
    int job_count;
    int64_t note_job, card_job; /* which of them; 0: none */
};
void shop_outcome_free(struct shop_outcome *outcome);

struct shop_options {
    bool history;         /* afterwards: tags, no slips */
    bool late;            /* out of the spool: the customer is gone, nothing is printed */
    bool note_to_printer; /* the caller has no receipt to put the note into */
};

/* Where comeback.ini is looked up when nobody names it; COMEBACK_CONFIG where there is none. */
int shop_find_config(char out[STORE_PATH], struct fault *fault);
/* path NULL: looked up as above. */
int shop_open(const char *path, struct shop **out, struct fault *fault);
void shop_close(struct shop *shop);

/* The mutex, waiting at most wait_ms; and the store, opened if it was not. */
int shop_lock(struct shop *shop, int wait_ms, struct store **store, struct fault *fault);
void shop_unlock(struct shop *shop);
/* With the mutex held. */
struct desk shop_desk(struct shop *shop, bool note_to_printer);
/* Reads changed files again; never fails: the last good settings stay. */
void shop_refresh(struct shop *shop);

int shop_scan(struct shop *shop, const struct sale *sale, const char *code, struct scan *out,
              struct fault *fault);
/* Both fill in the shop's currency where the sale has none. */
int shop_look(struct shop *shop, struct sale *sale, struct answer *out, struct fault *fault);
/* sale must be complete. COMEBACK_OK, COMEBACK_LATER, COMEBACK_CONFLICT, or a failure. */
int shop_finish(struct shop *shop, struct sale *sale, struct shop_options options,
                struct shop_outcome *out, struct fault *fault);
/* The host takes the slip and prints it itself: a job that waits for it is withdrawn, if it is not
 * too late and the store is free. */
void shop_give(struct shop *shop, int64_t job);
int shop_cancel(struct shop *shop, const struct sale *sale, struct fault *fault);
/* Takes in what waits in the spool, in slices, for at most `for_ms`; *taken counts sales. */
int shop_take_spool(struct shop *shop, int for_ms, int *taken, struct fault *fault);
int shop_drain(struct shop *shop, int timeout_ms, struct fault *fault);

/* The texts of an answer's slips, with the mutex held. */
int shop_slip_texts(struct shop *shop, struct shop_outcome *out, struct fault *fault);
/* The profile in force. */
const struct profile *shop_profile(struct shop *shop);

#endif
