/* SPDX-License-Identifier: MIT */
/*
 * The shop's secrets and the serial high-water mark, in one folder that is not the store's:
 *
 *   comeback.keys   text: `shop HEX16`, `identity HEX64`, `code EPOCH HEX64` (the highest epoch
 *                   mints, all verify)
 *   serials         16 slots of 16 bytes: for each kind and quarter modulo 8 the quarter, the next
 *                   serial and the end of the block of 1,024 taken. It lies beside the key so that
 *                   a store put back from an old copy never mints a number twice. Several stores
 *                   of one shop use one folder, never copies of it: those would count alike, and
 *                   print each code twice (rebuild_merge refuses such stores).
 *
 * Losing comeback.keys makes every printed code worthless, and nobody is known by phone or number
 * any more: the identity key never changes. The code key may: keys_add_epoch, where it may have
 * become known, or after comeback.keys was put back beside older serials than were in use. What
 * was printed before stays good, what is printed from then on has the new key. Who knows an old
 * key can still make codes of its time, until other digits are written in its place, which ends
 * all of them. A running process sees an epoch more by itself (keys_refresh), any other change
 * when it opens the shop anew.
 */
#ifndef COMEBACK_KEYS_H
#define COMEBACK_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

#include "fault.h"

enum {
    KEYS_SECRET_BYTES = 32,
    KEYS_HASH_BYTES = 16,
    KEYS_EPOCHS_MAX = 8,
    KEYS_SERIALS = 1 << 20,
    KEYS_BLOCK = 1024,
    KEYS_PATH = 512,
};

struct keys_stamp {
    dev_t device;
    ino_t inode;
    off_t size;
    struct timespec changed;
};

struct keys {
    uint64_t shop;
    uint8_t identity[KEYS_SECRET_BYTES];
    uint8_t code[KEYS_EPOCHS_MAX][KEYS_SECRET_BYTES]; /* oldest first */
    int epochs;
    int serials_fd;
    char path[KEYS_PATH];   /* comeback.keys */
    struct keys_stamp read; /* when it was read last */
};

/* Makes the folder and both files; refuses where a key is there already. */
int keys_create(const char *folder, struct fault *fault);
int keys_open(const char *folder, struct keys *out, struct fault *fault);
void keys_close(struct keys *keys);

/* A new epoch, from now on the one that mints, in a file with the rights of the old one; *epoch is
 * its number. COMEBACK_LIMIT beyond KEYS_EPOCHS_MAX, COMEBACK_BUSY where another process is at it.
 */
int keys_add_epoch(const char *folder, int *epoch, struct fault *fault);
/* Looks whether the file has changed and takes in what epochs it has more; true where there were
 * any. Of a file that is another shop's, has an epoch less or a mistake, nothing is taken. */
bool keys_refresh(struct keys *keys);

/*
 * The next serial for a code of that kind (2 or 3) and quarter, at least floor. Called inside the
 * store's write transaction. One fdatasync a block; COMEBACK_LIMIT when a quarter's 2^20 are gone.
 * Refreshes the keys, for what is minted next.
 */
int keys_take_serial(struct keys *keys, int kind, int32_t quarter, uint32_t floor, uint32_t *serial,
                     struct fault *fault);

/* A keyed hash that stands for one way of knowing somebody: ("id", host, "42"). */
void keys_identity_hash(const struct keys *keys, const char *sort, const char *scope,
                        const char *value, uint8_t out[KEYS_HASH_BYTES]);

#endif
