/* SPDX-License-Identifier: MIT */
/*
 * What the hosts in these tests share: the shared object as a POS loads it, a fresh shop made by
 * `comeback init`, and other programs. They see nothing of us but comeback.h. Built things are
 * looked for in $COMEBACK_BUILD, else in build.
 */
#ifndef COMEBACK_TESTS_HOST_H
#define COMEBACK_TESTS_HOST_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdbool.h>
#include <sys/types.h>

#include "../../plugin/comeback.h"

enum { HOST_PATH = 256, HOST_TEXT = 16384 };

struct host_api {
    __typeof__(comeback_open) *open;
    __typeof__(comeback_close) *close;
    __typeof__(comeback_error) *error;
    __typeof__(comeback_version) *version;
    __typeof__(comeback_drain) *drain;
    __typeof__(comeback_sale_begin) *begin;
    __typeof__(comeback_sale_set) *set;
    __typeof__(comeback_sale_add_item) *add_item;
    __typeof__(comeback_sale_item_set) *item_set;
    __typeof__(comeback_sale_scan) *scan;
    __typeof__(comeback_sale_look) *look;
    __typeof__(comeback_sale_finish) *finish;
    __typeof__(comeback_sale_cancel) *cancel;
    __typeof__(comeback_sale_tag) *tag;
    __typeof__(comeback_sale_get) *get;
    __typeof__(comeback_sale_slip) *slip;
    __typeof__(comeback_sale_free) *free;
};

struct host_shop {
    char root[HOST_PATH];   /* a folder of this test alone */
    char folder[HOST_PATH]; /* the shop in it */
    char config[HOST_PATH];
};

/* $COMEBACK_BUILD/name, absolute; of a static buffer. */
const char *host_built(const char *name);
/* Skips the test where we are built with AddressSanitizer: an interpreter that is not cannot load
 * us then. Returns where not. */
void host_skip_if_sanitized(void);

/* NULL and dlerror() in *why where it cannot be loaded. */
void *host_load(struct host_api *api, const char **why);
/* The same; the test fails where it cannot be loaded. */
struct host_api host_need_api(void);

/* cmocka's setup and teardown: *state is a struct host_shop. */
int host_make_shop(void **state);
int host_remove_shop(void **state);
/* In a folder that is there already. false where init failed. */
bool host_init(struct host_shop *shop, const char *root);

/* Runs a program, words ending with NULL; its stdout and stderr are put into out, NUL-terminated
 * and cut at room. Its exit status, or 128 and the signal. */
int host_run(char *out, size_t room, const char *const words[]);
/* comeback -c CONFIG words…; at most 6 words. */
int host_comeback(const struct host_shop *shop, char *out, size_t room, const char *word, ...);
/* SQL on the shop's store by Python's sqlite3; rows are printed as a line each, columns apart by
 * blanks. The test fails where it fails. */
const char *host_sql(const struct host_shop *shop, const char *sql);
int64_t host_sql_number(const struct host_shop *shop, const char *sql);
/* Starts words as a child that keeps its stdout for us; *out reads it. */
pid_t host_start(const char *const words[], int *out);
int host_wait(pid_t child);
/* fork() whose child dies of its own faults: cmocka would catch them and run the other tests. */
pid_t host_fork(void);

/* Another program takes the store's write lock, or keeps even readers out; given back when it is
 * told to end. */
pid_t host_lock_store(const struct host_shop *shop, bool readers_too);
void host_unlock_store(pid_t holder);

/* Replaces the first `old` in the shop's file `name`; the test fails where it is not there. */
void host_edit(const struct host_shop *shop, const char *name, const char *old, const char *fresh);
void host_write(const char *path, const void *data, size_t length);

/* A shop with keys for its cashiers: a question "heard", needs "filter" and "belt", a card that is
 * asked for, and a step "service" that is due to customer 7 of that POS, who bought a bicycle 40
 * days ago. */
void host_set_keys(const struct host_shop *shop, const char *host);

/* A field of a sale as text, of a static buffer; "?STATUS" where it was refused. */
const char *host_field(const struct host_api *api, const comeback_sale *sale, const char *field);
/* Sets a field; the test fails where it is refused. */
void host_set(const struct host_api *api, comeback_sale *sale, const char *field, const char *text);
/* A sale begun by host "till" with a total of 42.50; the test fails where it is refused. */
comeback_sale *host_begin(const struct host_api *api, comeback *shop, const char *ref);
comeback *host_open(const struct host_api *api, const struct host_shop *shop);
/* Begins, fills, finishes and frees; what finish answered. Fails no test: for children, threads. */
int host_tell(const struct host_api *api, comeback *shop, const char *ref, const char *customer);
/* RFC 3339 of now and so many days; of a static buffer. */
const char *host_day(int days);
int64_t host_now_ms(void);

/* All is well in the store, and everything that waited has been taken in. */
void host_check_clean(const struct host_shop *shop);

#endif
