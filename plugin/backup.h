/* SPDX-License-Identifier: MIT */
/*
 * A shop's store as one file, and back.
 *
 * The copy is made by VACUUM INTO: one read transaction, which in WAL mode no writer waits for, so
 * tills sell on and the copy is of one moment. sqlite3_backup would begin again with every sale of
 * another process, and would copy free pages too, with what was deleted from them.
 *
 * Secrets: a store holds keyed hashes, names and what customers said; it cannot make codes. The
 * keys that can are not in it.
 */
#ifndef COMEBACK_BACKUP_H
#define COMEBACK_BACKUP_H

#include "keys.h"
#include "store.h"

struct backup_report {
    int64_t events;
    int64_t bytes;
};

/*
 * Writes a new file: until it is whole, checked and on disk it has another name (PATH.part-PID).
 * It is its owner's alone, or its group's in a shared folder. COMEBACK_ARGUMENT where a file is
 * there already, COMEBACK_STORE where the copy could not be made or found good.
 */
int backup_write(struct store *store, const char *path, struct backup_report *out,
                 struct fault *fault);

/* Is that file a whole store of a schema that this program knows? COMEBACK_STORE with why not. */
int backup_check(const char *path, struct backup_report *out, struct fault *fault);

struct restore_report {
    int64_t events;
    int64_t jobs;           /* that waited in it and are dropped */
    char aside[STORE_PATH]; /* where the store that was in its place lies now; "" */
};

/*
 * Puts a copy of the file in the place of the store in that folder, which is moved beside it
 * (FOLDER.before-restore-N) and not changed; sales that wait in its spool go over. The new store:
 *   has an origin of its own, so that no event of what is put back bears the number of one that
 *   the old store made after the copy;
 *   has no reservations, no waiting jobs, and no printer journals: they count jobs of the old one.
 * The serials beside the keys go on where they are: no number is minted twice.
 *
 * COMEBACK_BUSY where a process has the store open, COMEBACK_STORE where the file is no good or was
 * made with other keys. On failure everything is as before.
 */
int backup_restore(const char *path, const char *store_folder, const struct keys *keys,
                   struct restore_report *out, struct fault *fault);

struct merge_report {
    int64_t events; /* that were not here before */
};

/*
 * Takes in another store of the same shop: its file as backup_write makes it, its folder, or the
 * folder of its shop. What is taken is a copy of one moment, so that tills may sell at both; those
 * of this store put their sales aside while its projections are made anew. The other store stays
 * as it is. In whatever order stores are taken in, the result is the same.
 *
 * COMEBACK_STORE where it is no good or was made with other keys, COMEBACK_CONFLICT where one is a
 * copy of the other and both went on, or where both handed out one code to different customers. On
 * failure everything is as before.
 */
int backup_merge(const char *path, const char *store_folder, const struct keys *keys,
                 struct merge_report *out, struct fault *fault);

#endif
