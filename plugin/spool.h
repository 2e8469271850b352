/* SPDX-License-Identifier: MIT */
/*
 * Where a sale goes when the store cannot take it in time: a file beside the store, one a process
 * and about a MiB, a line a sale of at most 16 MiB: a mark (+ waits, - was taken in), a checksum,
 * the sale as JSON. A line is on disk (fdatasync) before finish answers COMEBACK_LATER. Whoever
 * next holds the store's write lock takes the files in; a sale taken in twice is one sale.
 *
 * spool/reserve is 256 KiB of disk kept for the day on which the disk is full. It becomes the file
 * of the first process that needs it, and all others write there, too.
 */
#ifndef COMEBACK_SPOOL_H
#define COMEBACK_SPOOL_H

#include <jansson.h>
#include <stdbool.h>
#include <sys/types.h>

#include "fault.h"
#include "store.h"

struct spool {
    char folder[STORE_PATH];
    char path[STORE_PATH + 64]; /* this process's file; "" while there is none */
    int fd;
    int64_t length;
    char taking[288]; /* the file that spool_take left off in, and where */
    off_t taken_to;
};

/* Makes the folder and the reserve. */
int spool_create(const char *store_folder, struct fault *fault);
void spool_open(struct spool *spool, const char *store_folder);
void spool_close(struct spool *spool);

/* Uses path, fd and length alone, and spool_take the rest: each is safe beside the other. */
int spool_append(struct spool *spool, const json_t *sale, struct fault *fault);
/* Does any process's sale wait? */
bool spool_waits(const struct spool *spool);
/* How many sales wait, over all files; for `check`. */
int spool_count(const struct spool *spool);

/*
 * Hands each waiting sale to `take` until until_ms (monotonic), at least one; those for which it
 * returned COMEBACK_OK are marked once `commit` has returned COMEBACK_OK. A `take` that fails must
 * leave nothing of its sale behind, for those before it are committed. A file that is done is
 * removed. A line that cannot be read, or that `take` refuses for what it says (VALUE, ARGUMENT,
 * LIMIT, NOTHING), is kept in a file ending in .bad; any other failure leaves it where it is.
 * How many lines are done with, or the last file's failure that had one.
 */
struct spool_taker {
    void *context;
    int (*take)(void *context, const json_t *sale, struct fault *fault);
    int (*commit)(void *context, struct fault *fault);
};
int spool_take(struct spool *spool, const struct spool_taker *taker, int64_t until_ms,
               struct fault *fault);

#endif
