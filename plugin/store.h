/* SPDX-License-Identifier: MIT */
/*
 * The shop's SQLite file: opening and refusing it, transactions with a deadline, statements.
 * What the tables mean is schema.h's business; who writes them is log.c's and projection.c's.
 *
 * One connection, used under its owner's mutex. WAL, synchronous=FULL: a commit is one fdatasync.
 * Every statement's SQL stands in statements.h and is prepared once.
 */
#ifndef COMEBACK_STORE_H
#define COMEBACK_STORE_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fault.h"
#include "schema.h"

enum statement {
#define STATEMENT(name, sql) name,
#include "statements.h"
#undef STATEMENT
    STATEMENT_COUNT
};

enum { STORE_PATH = 512 };

/* Of the log, while a write transaction of ours lasts: see log.c. */
struct store_tail {
    bool known;
    int64_t seq, hlc;
};

/* A day that `begun` has or goes below, by sort of sale, while a write transaction of ours lasts.
 */
enum store_begins { STORE_SALE, STORE_HISTORY, STORE_ASKED, STORE_DRAWN, STORE_BEGINS };

struct store_begun {
    bool known[STORE_BEGINS];
    int64_t day[STORE_BEGINS];
};

struct store {
    sqlite3 *db;
    sqlite3_stmt *statements[STATEMENT_COUNT];
    int64_t origin; /* random, of this store */
    int64_t wait_until_ms;
    int wal_frames; /* since the last checkpoint, as of our last commit */
    bool light;     /* synchronous may be less than FULL */
    struct store_tail tail;
    struct store_begun begun; /* see projection.c */
    int wal_fd;               /* locked by flock between load_begin and load_end; else -1 */
    char folder[STORE_PATH];
};

/* Makes the folder and an empty store in it, with the rights of its parent: see shared.h. */
int store_create(const char *folder, struct fault *fault);
/* An empty file for SQLite to fill, with its folder's rights; refuses where one is there. */
int store_make_file(const char *path, struct fault *fault);
/*
 * COMEBACK_STORE where it is missing, unreadable, read-only, of a newer schema, not a store, or on
 * a network file system; COMEBACK_BUSY where it stayed locked for wait_ms; COMEBACK_FORKED where
 * this process still holds a connection that its parent opened, dead or not. An older schema is
 * brought up to date after a copy of it was laid beside it (comeback.db.v1).
 */
int store_open(const char *folder, int wait_ms, struct store **out, struct fault *fault);
void store_close(struct store *store);

/* Each waits at most wait_ms for another writer; COMEBACK_BUSY, COMEBACK_STORE. */
int store_begin_write(struct store *store, int wait_ms, struct fault *fault);
int store_begin_read(struct store *store, int wait_ms, struct fault *fault);
int store_commit(struct store *store, struct fault *fault);
void store_rollback(struct store *store);
/* As begin_write, but its commit is not followed by fdatasync: for what may be lost by a crash. */
int store_begin_light(struct store *store, int wait_ms, struct fault *fault);
/*
 * Puts on disk whatever was committed before, light or by whom ever: all commits are in one WAL,
 * which SQLite syncs as one file before it moves anything of it into the store's. Not inside a
 * transaction.
 */
int store_sync(struct store *store, struct fault *fault);

/*
 * For who writes for minutes, between two transactions: much memory for pages, and what stands in
 * the WAL is moved into the file by this process alone, for no till shall wait for what it did not
 * write. Ends with the process at the latest.
 */
void store_load_begin(struct store *store);
void store_load_end(struct store *store);

/*
 * For who reads all of the store, in a transaction of its own: memory for pages, a sixteenth of
 * what the store has and 64 MiB at most, and as much for each list that is sorted; what is more of
 * it goes to disk, for it may be more than a till's memory. End it also where the beginning failed.
 */
int store_survey_begin(struct store *store, int wait_ms, struct fault *fault);
void store_survey_end(struct store *store);

/*
 * Types of the arguments: i int64_t, t const char * (NULL: null), b const void * and size_t,
 * z int64_t with 0 for null. store_run executes; store_query leaves the statement at its first row:
 * 1; where there is none, 0, or where it fails, *out is NULL. A query is ended by store_done.
 * Text and bytes are copied for a query alone, for only that outlives the call.
 */
int store_run(struct store *store, enum statement statement, struct fault *fault, const char *types,
              ...);
int store_query(struct store *store, enum statement statement, sqlite3_stmt **out,
                struct fault *fault, const char *types, ...);
/* The next row: 1, 0 at the end, or a failure. */
int store_next(struct store *store, sqlite3_stmt *statement, struct fault *fault);
void store_done(sqlite3_stmt *statement);
/* The first column of the first row, or otherwise where there is none. */
int store_number(struct store *store, enum statement statement, int64_t otherwise, int64_t *out,
                 struct fault *fault, const char *types, ...);

/* Column i as text, "" for null; valid until the next step. */
const char *store_text(sqlite3_stmt *statement, int column);

/* Moves what the WAL holds into the file once it is long; not inside a transaction. Nothing while
 * another process is at it, or at a load. */
void store_checkpoint(struct store *store, int frames);
/* Statements over no parameters, for schema work. */
int store_execute(struct store *store, const char *sql, struct fault *fault);

/* Applies the steps above the store's version, each in a transaction; lays a copy aside first, and
 * never over an older one (comeback.db.v1.2). One process at a time: COMEBACK_BUSY. */
int store_migrate(struct store *store, const struct schema_step *steps, struct fault *fault);
/* Is this f_type of statfs(2) a file system on another machine? Its name, or NULL. */
const char *store_network_name(long file_system_type);

#endif
