/* SPDX-License-Identifier: MIT */
#include "seen.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../drivers/shared.h"
#include "../clock.h"
#include "../shop.h"

enum { HASH_BYTES = 8, HEAD_BYTES = 16, PAUSE_US = 300, TRIES = 8 };

/* All zeros: never written. */
struct record {
    uint8_t hash[HASH_BYTES];
    uint32_t order; /* from 1; the newest has the highest */
    uint32_t check; /* over its place, hash and order */
};

struct seen {
    pthread_mutex_t mutex; /* flock parts processes, not the threads of one */
    int fd;
    uint8_t key[crypto_generichash_KEYBYTES];
    char notice[160];
    struct record records[SEEN_MOST];
};

_Static_assert(sizeof(struct record) == 16, "a record never lies across two pages");

static uint32_t check_of(const struct seen *seen, int place, const struct record *record)
{
    uint8_t all[sizeof place + HASH_BYTES + sizeof record->order], sum[crypto_shorthash_BYTES];
    uint32_t check;
    memcpy(all, &place, sizeof place);
    memcpy(all + sizeof place, record->hash, HASH_BYTES);
    memcpy(all + sizeof place + HASH_BYTES, &record->order, sizeof record->order);
    crypto_shorthash(sum, all, sizeof all, seen->key);
    memcpy(&check, sum, sizeof check);
    return check;
}

static void hash_receipt(const struct seen *seen, const char *host, const char *number, int32_t day,
                         uint8_t out[HASH_BYTES])
{
    crypto_generichash_state state;
    uint8_t hash[crypto_generichash_BYTES];
    crypto_generichash_init(&state, seen->key, sizeof seen->key, sizeof hash);
    crypto_generichash_update(&state, (const uint8_t *)host, strlen(host) + 1);
    crypto_generichash_update(&state, (const uint8_t *)number, strlen(number) + 1);
    crypto_generichash_update(&state, (const uint8_t *)&day, sizeof day);
    crypto_generichash_final(&state, hash, sizeof hash);
    memcpy(out, hash, HASH_BYTES);
}

/* What the file begins with; another where the keys are others. */
static void head_of(const struct seen *seen, uint8_t out[HEAD_BYTES])
{
    static const uint8_t name[HEAD_BYTES - crypto_shorthash_BYTES] = {'S', 'E', 'E', 'N',
                                                                      '1', ' ', ' ', '\n'};
    memcpy(out, name, sizeof name);
    crypto_shorthash(out + sizeof name, name, sizeof name, seen->key);
}

/* Tries once more when time is up, for that may have gone by while we were not running. */
static bool lock_file(int fd, int64_t until_ms)
{
    for (;;) {
        bool last = clock_monotonic_ms() >= until_ms;
        if (flock(fd, LOCK_EX | LOCK_NB) == 0)
            return true;
        if (last)
            return false;
        usleep(PAUSE_US);
    }
}

static bool read_records(struct seen *seen)
{
    ssize_t got = pread(seen->fd, seen->records, sizeof seen->records, HEAD_BYTES);
    return got == (ssize_t)sizeof seen->records;
}

static bool is_empty(const struct record *record)
{
    static const struct record empty;
    return memcmp(record, &empty, sizeof empty) == 0;
}

static bool is_good(const struct seen *seen, int place)
{
    const struct record *record = &seen->records[place];
    return !is_empty(record) && record->check == check_of(seen, place, record);
}

static bool write_all(int fd, const void *bytes, size_t length, off_t at)
{
    return pwrite(fd, bytes, length, at) == (ssize_t)length;
}

/* Every block is taken now, and the head last, so that a file that was begun is no file. */
static bool begin_anew(struct seen *seen)
{
    uint8_t head[HEAD_BYTES];
    memset(seen->records, 0, sizeof seen->records);
    head_of(seen, head);
    if (ftruncate(seen->fd, 0) != 0)
        return false;
    errno = posix_fallocate(seen->fd, 0, HEAD_BYTES + sizeof seen->records);
    return errno == 0 && write_all(seen->fd, seen->records, sizeof seen->records, HEAD_BYTES) &&
           write_all(seen->fd, head, sizeof head, 0);
}

/* How many there were; they are empty then. */
static int drop_damaged(struct seen *seen)
{
    int count = 0;
    for (int i = 0; i < SEEN_MOST; i++) {
        if (is_empty(&seen->records[i]) || is_good(seen, i))
            continue;
        memset(&seen->records[i], 0, sizeof seen->records[i]);
        count++;
    }
    return count;
}

/* A new file, one to begin anew, or one to go on with. */
static bool take_up(struct seen *seen)
{
    struct stat found;
    uint8_t head[HEAD_BYTES], meant[HEAD_BYTES];
    if (fstat(seen->fd, &found) != 0)
        return false;
    if (found.st_size == 0)
        return begin_anew(seen);
    head_of(seen, meant);
    bool ours = found.st_size == (off_t)(HEAD_BYTES + sizeof seen->records) &&
                pread(seen->fd, head, sizeof head, 0) == (ssize_t)sizeof head &&
                memcmp(head, meant, sizeof head) == 0 && read_records(seen);
    if (!ours) {
        snprintf(seen->notice, sizeof seen->notice,
                 "the file \"seen\" was damaged or of other keys and begins anew: a reprint of an "
                 "older receipt may get a note");
        return begin_anew(seen);
    }
    int damaged = drop_damaged(seen);
    if (damaged == 0)
        return true;
    snprintf(seen->notice, sizeof seen->notice,
             "%d of the receipts in the file \"seen\" cannot be read and are forgotten", damaged);
    return write_all(seen->fd, seen->records, sizeof seen->records, HEAD_BYTES);
}

static bool open_file(struct seen *seen, const char *path)
{
    seen->fd = shared_open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (seen->fd < 0)
        return false;
    if (!lock_file(seen->fd, clock_monotonic_ms() + SHOP_WAIT_MS)) {
        errno = EWOULDBLOCK;
        return false;
    }
    bool good = take_up(seen);
    int error = errno;
    flock(seen->fd, LOCK_UN);
    errno = error;
    return good;
}

int seen_open(const char *store_folder, const struct keys *keys, struct seen **out,
              struct fault *fault)
{
    static const uint8_t purpose[] = "receipts that came by";
    char path[KEYS_PATH];
    if (snprintf(path, sizeof path, "%s/seen", store_folder) >= (int)sizeof path)
        return fail(fault, COMEBACK_STORE, "path too long: \"%s/seen\"", store_folder);
    struct seen *seen = calloc(1, sizeof *seen);
    if (seen == NULL)
        return fail(fault, COMEBACK_MEMORY, "out of memory");
    pthread_mutex_init(&seen->mutex, NULL);
    crypto_generichash(seen->key, sizeof seen->key, purpose, sizeof purpose, keys->identity,
                       sizeof keys->identity);
    if (!open_file(seen, path)) {
        int status = fail(fault, COMEBACK_STORE, "%s: %s", path, strerror(errno));
        seen_close(seen);
        return status;
    }
    *out = seen;
    return COMEBACK_OK;
}

void seen_close(struct seen *seen)
{
    if (seen == NULL)
        return;
    if (seen->fd >= 0)
        close(seen->fd);
    pthread_mutex_destroy(&seen->mutex);
    sodium_memzero(seen->key, sizeof seen->key);
    free(seen);
}

const char *seen_notice(const struct seen *seen)
{
    return seen->notice;
}

/* SEEN_MOST: nowhere. */
static int place_of(const struct seen *seen, const uint8_t hash[HASH_BYTES])
{
    int i = 0;
    while (i < SEEN_MOST &&
           (memcmp(seen->records[i].hash, hash, HASH_BYTES) != 0 || !is_good(seen, i)))
        i++;
    return i;
}

static bool write_record(const struct seen *seen, int place, const struct record *record)
{
    off_t at = HEAD_BYTES + (off_t)place * (off_t)sizeof *record;
    return write_all(seen->fd, record, sizeof *record, at);
}

static int newest_place(const struct seen *seen)
{
    int newest = SEEN_MOST - 1;
    uint32_t order = 0;
    for (int i = 0; i < SEEN_MOST; i++)
        if (seen->records[i].order > order) {
            order = seen->records[i].order;
            newest = i;
        }
    return newest;
}

/* The place behind the newest. A record that was damaged since the file was opened has no say in
 * which that is; so many of them that nobody can tell make it any place. */
static int next_place(struct seen *seen, uint32_t *order)
{
    int newest = newest_place(seen);
    for (int i = 0; i < TRIES && !is_empty(&seen->records[newest]) && !is_good(seen, newest); i++) {
        memset(&seen->records[newest], 0, sizeof seen->records[newest]);
        newest = newest_place(seen);
    }
    *order = seen->records[newest].order;
    return (newest + 1) % SEEN_MOST;
}

static bool remember(struct seen *seen, const uint8_t hash[HASH_BYTES])
{
    struct record record;
    uint32_t order;
    int place = next_place(seen, &order);
    memcpy(record.hash, hash, HASH_BYTES);
    record.order = order + 1;
    record.check = check_of(seen, place, &record);
    return write_record(seen, place, &record);
}

static bool lock(struct seen *seen)
{
    int64_t until_ms = clock_monotonic_ms() + SHOP_WAIT_MS;
    if (!shop_lock_mutex(&seen->mutex, SHOP_WAIT_MS))
        return false;
    if (lock_file(seen->fd, until_ms))
        return true;
    pthread_mutex_unlock(&seen->mutex);
    return false;
}

static void unlock(struct seen *seen)
{
    flock(seen->fd, LOCK_UN);
    pthread_mutex_unlock(&seen->mutex);
}

/* False where it is known or nobody knows. */
static bool is_new(struct seen *seen, const uint8_t hash[HASH_BYTES], bool and_remember)
{
    if (!lock(seen))
        return false;
    bool is = read_records(seen) && place_of(seen, hash) == SEEN_MOST &&
              (!and_remember || remember(seen, hash));
    unlock(seen);
    return is;
}

bool seen_first(struct seen *seen, const char *host, const char *number, int32_t day)
{
    uint8_t hash[HASH_BYTES];
    hash_receipt(seen, host, number, day, hash);
    return is_new(seen, hash, true);
}

bool seen_before(struct seen *seen, const char *host, const char *number, int32_t day)
{
    uint8_t hash[HASH_BYTES];
    hash_receipt(seen, host, number, day, hash);
    return !is_new(seen, hash, false);
}

void seen_forget(struct seen *seen, const char *host, const char *number, int32_t day)
{
    static const struct record empty;
    uint8_t hash[HASH_BYTES];
    hash_receipt(seen, host, number, day, hash);
    if (!lock(seen))
        return;
    int place = read_records(seen) ? place_of(seen, hash) : SEEN_MOST;
    if (place < SEEN_MOST)
        write_record(seen, place, &empty);
    unlock(seen);
}
