/* SPDX-License-Identifier: MIT */
/*
 * An open shop: settings, keys, store, spool, and the one mutex over them.
 *
 * Lock order: the shop's mutex, then the store's write lock, then the serials' flock, then a spool
 * file's flock. A printer is never talked to with any of them held but its own flock.
 */
#ifndef COMEBACK_SHOP_H
#define COMEBACK_SHOP_H

#include <pthread.h>
#include <sys/types.h>

#include "../drivers/profile.h"
#include "desk.h"
#include "settings.h"
#include "spool.h"

enum {
    /* For other threads and writers together; with the rest of a call it is no more than 40. */
    SHOP_WAIT_MS = 35,
    SHOP_SLICE_MS = 10, /* long work holds the write lock no longer */
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
    char settings_fault[512];  /* why the file is not in force; "" */
    int64_t settings_fault_ms; /* since when */
    bool store_moved;          /* [store] now names other folders than those in use */
    struct keys keys;
    int64_t locked_ms;   /* monotonic: the open waited in vain; 0: it did not */
    struct store *store; /* NULL while it could not be opened for being locked */
    struct spool spool;
    pthread_mutex_t spool_mutex; /* of this process's own spool file; never with the other held */
    int poke_fd;
};

/* Where comeback.ini is looked up when nobody names it; COMEBACK_CONFIG where there is none. */
int shop_find_config(char out[STORE_PATH], struct fault *fault);
/* path NULL: looked up as above. */
int shop_open(const char *path, struct shop **out, struct fault *fault);
void shop_close(struct shop *shop);

/* The mutex, waiting at most wait_ms; and the store, opened if it was not. */
int shop_lock(struct shop *shop, int wait_ms, struct store **store, struct fault *fault);
void shop_unlock(struct shop *shop);
/* One of the shop's mutexes, waiting at most so long. */
bool shop_lock_mutex(pthread_mutex_t *mutex, int wait_ms);
/* With the mutex held. */
struct desk shop_desk(struct shop *shop, bool note_to_printer);
/* Reads changed files again; never fails: the last good settings stay. */
void shop_refresh(struct shop *shop);

/* The shop's currency where the sale was told none; with the mutex held. */
void shop_fill_currency(const struct shop *shop, struct sale *sale);
/* What the till speaks; with the mutex held. */
enum language shop_language(const struct shop *shop);
/* The profile in force, while these settings are. */
const struct profile *shop_profile(struct shop *shop);

#endif
