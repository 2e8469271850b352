/* SPDX-License-Identifier: MIT */
#include "keys.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clock.h"

enum { FILE_LIMIT = 4096, SLOT_WAIT_MS = 20 };

struct slot {
    int32_t quarter;
    uint32_t next;
    uint32_t end;
    uint32_t reserved;
};

static int path_join(char out[512], const char *folder, const char *name, struct fault *fault)
{
    if (snprintf(out, 512, "%s/%s", folder, name) >= 512)
        return fail(fault, COMEBACK_CONFIG, "path too long: \"%s/%s\"", folder, name);
    return COMEBACK_OK;
}

static size_t secret_line(char *out, size_t room, const char *name)
{
    uint8_t secret[KEYS_SECRET_BYTES];
    char hex[2 * KEYS_SECRET_BYTES + 1];
    randombytes_buf(secret, sizeof secret);
    sodium_bin2hex(hex, sizeof hex, secret, sizeof secret);
    int length = snprintf(out, room, "%s %s\n", name, hex);
    sodium_memzero(secret, sizeof secret);
    sodium_memzero(hex, sizeof hex);
    return (size_t)length;
}

static int write_new_file(const char *path, const void *data, size_t length, struct fault *fault)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return fail(fault, COMEBACK_STORE, "%s: %s", path, strerror(errno));
    bool whole = write(fd, data, length) == (ssize_t)length && fsync(fd) == 0;
    int error = errno;
    close(fd);
    if (!whole)
        unlink(path);
    return whole ? COMEBACK_OK : fail(fault, COMEBACK_STORE, "%s: %s", path, strerror(error));
}

int keys_create(const char *folder, struct fault *fault)
{
    char path[512], text[FILE_LIMIT];
    struct slot slots[16] = {0};
    if (sodium_init() < 0)
        return fail(fault, COMEBACK_STORE, "no source of random numbers");
    if (mkdir(folder, 0700) != 0 && errno != EEXIST)
        return fail(fault, COMEBACK_STORE, "%s: %s", folder, strerror(errno));
    int status = path_join(path, folder, "comeback.keys", fault);
    if (status != COMEBACK_OK)
        return status;
    uint64_t shop;
    randombytes_buf(&shop, sizeof shop);
    size_t length = (size_t)snprintf(text, sizeof text, "shop %016" PRIx64 "\n", shop);
    length += secret_line(text + length, sizeof text - length, "identity");
    length += secret_line(text + length, sizeof text - length, "code 1");
    status = write_new_file(path, text, length, fault);
    sodium_memzero(text, sizeof text);
    if (status != COMEBACK_OK)
        return status;
    status = path_join(path, folder, "serials", fault);
    return status != COMEBACK_OK ? status : write_new_file(path, slots, sizeof slots, fault);
}

static bool read_secret(const char *hex, uint8_t out[KEYS_SECRET_BYTES])
{
    size_t length;
    const char *end;
    return sodium_hex2bin(out, KEYS_SECRET_BYTES, hex, strlen(hex), NULL, &length, &end) == 0 &&
           length == KEYS_SECRET_BYTES && *end == '\0';
}

static bool read_key_line(struct keys *keys, const char *line)
{
    char hex[80];
    int epoch;
    if (sscanf(line, "shop %16" SCNx64, &keys->shop) == 1)
        return true;
    if (sscanf(line, "identity %79s", hex) == 1)
        return read_secret(hex, keys->identity);
    if (sscanf(line, "code %d %79s", &epoch, hex) == 2 && epoch == keys->epochs + 1 &&
        epoch <= KEYS_EPOCHS_MAX)
        return read_secret(hex, keys->code[keys->epochs++]);
    return false;
}

static int read_keys(struct keys *keys, const char *path, FILE *file, struct fault *fault)
{
    char line[128];
    for (int number = 1; fgets(line, sizeof line, file) != NULL; number++) {
        line[strcspn(line, "\n")] = '\0';
        bool understood = line[0] == '\0' || line[0] == '#' || read_key_line(keys, line);
        sodium_memzero(line, sizeof line);
        if (!understood)
            return fail(fault, COMEBACK_STORE, "%s:%d: not a key line", path, number);
    }
    if (keys->shop == 0 || keys->epochs == 0 || sodium_is_zero(keys->identity, KEYS_SECRET_BYTES))
        return fail(fault, COMEBACK_STORE, "%s: a key is missing", path);
    return COMEBACK_OK;
}

static struct keys_stamp stamp_of(const struct stat *file)
{
    return (struct keys_stamp){file->st_dev, file->st_ino, file->st_size, file->st_mtim};
}

static bool is_as_read(const struct keys_stamp *read, const struct stat *file)
{
    return read->device == file->st_dev && read->inode == file->st_ino &&
           read->size == file->st_size && read->changed.tv_sec == file->st_mtim.tv_sec &&
           read->changed.tv_nsec == file->st_mtim.tv_nsec;
}

static int read_key_file(struct keys *keys, struct fault *fault)
{
    struct stat found;
    FILE *file = fopen(keys->path, "re");
    if (file == NULL)
        return fail(fault, COMEBACK_STORE, "%s: %s", keys->path, strerror(errno));
    /* From before it is read: what is written meanwhile is seen at the next look. */
    if (fstat(fileno(file), &found) == 0)
        keys->read = stamp_of(&found);
    int status = read_keys(keys, keys->path, file, fault);
    fclose(file);
    return status;
}

static int open_key_file(struct keys *keys, const char *folder, struct fault *fault)
{
    int status = path_join(keys->path, folder, "comeback.keys", fault);
    return status == COMEBACK_OK ? read_key_file(keys, fault) : status;
}

static bool has_more(const struct keys *fresh, const struct keys *keys)
{
    return fresh->shop == keys->shop && fresh->epochs > keys->epochs &&
           sodium_memcmp(fresh->identity, keys->identity, sizeof keys->identity) == 0 &&
           sodium_memcmp(fresh->code, keys->code, (size_t)keys->epochs * KEYS_SECRET_BYTES) == 0;
}

bool keys_refresh(struct keys *keys)
{
    struct stat file;
    struct keys fresh = {.serials_fd = -1};
    if (stat(keys->path, &file) != 0 || is_as_read(&keys->read, &file))
        return false;
    memcpy(fresh.path, keys->path, sizeof fresh.path);
    bool more = read_key_file(&fresh, NULL) == COMEBACK_OK && has_more(&fresh, keys);
    if (more) {
        memcpy(keys->code, fresh.code, sizeof keys->code);
        keys->epochs = fresh.epochs;
    }
    keys->read = fresh.read;
    sodium_memzero(&fresh, sizeof fresh);
    return more;
}

int keys_open(const char *folder, struct keys *out, struct fault *fault)
{
    char path[512];
    struct keys keys = {.serials_fd = -1};
    if (sodium_init() < 0)
        return fail(fault, COMEBACK_STORE, "no source of random numbers");
    int status = open_key_file(&keys, folder, fault);
    if (status == COMEBACK_OK)
        status = path_join(path, folder, "serials", fault);
    if (status == COMEBACK_OK) {
        keys.serials_fd = open(path, O_RDWR | O_CLOEXEC);
        if (keys.serials_fd < 0)
            status = fail(fault, COMEBACK_STORE, "%s: %s", path, strerror(errno));
    }
    if (status == COMEBACK_OK)
        *out = keys;
    sodium_memzero(&keys, sizeof keys);
    return status;
}

/* Out of sight until it is whole, with the rights of the file that it replaces. */
static int replace_file(const struct keys *keys, const char *text, size_t length,
                        struct fault *fault)
{
    char draft[KEYS_PATH + 8];
    struct stat old;
    snprintf(draft, sizeof draft, "%s.XXXXXX", keys->path);
    int fd = mkostemp(draft, O_CLOEXEC);
    if (fd < 0)
        return fail(fault, COMEBACK_STORE, "%s: %s", draft, strerror(errno));
    bool whole = stat(keys->path, &old) == 0 && fchown(fd, old.st_uid, old.st_gid) == 0 &&
                 fchmod(fd, old.st_mode & ALLPERMS) == 0 &&
                 write(fd, text, length) == (ssize_t)length && fsync(fd) == 0 &&
                 rename(draft, keys->path) == 0;
    int error = errno;
    close(fd);
    if (whole)
        return COMEBACK_OK;
    unlink(draft);
    return fail(fault, COMEBACK_STORE, "%s: %s", keys->path, strerror(error));
}

/* The file as it stands, remarks and all, and a line more. */
static int add_line(const struct keys *keys, struct fault *fault)
{
    char text[FILE_LIMIT], name[24];
    FILE *file = fopen(keys->path, "re");
    if (file == NULL)
        return fail(fault, COMEBACK_STORE, "%s: %s", keys->path, strerror(errno));
    size_t length = fread(text, 1, sizeof text, file);
    fclose(file);
    int status = COMEBACK_OK;
    if (length + 128 > sizeof text)
        status =
            fail(fault, COMEBACK_LIMIT, "%s: more than %d bytes", keys->path, FILE_LIMIT - 128);
    if (status == COMEBACK_OK) {
        if (length > 0 && text[length - 1] != '\n')
            text[length++] = '\n';
        snprintf(name, sizeof name, "code %d", keys->epochs + 1);
        length += secret_line(text + length, sizeof text - length, name);
        status = replace_file(keys, text, length, fault);
    }
    sodium_memzero(text, sizeof text);
    return status;
}

static int add_epoch(const char *folder, int *epoch, struct fault *fault)
{
    struct keys keys = {.serials_fd = -1};
    int status = open_key_file(&keys, folder, fault);
    if (status == COMEBACK_OK && keys.epochs == KEYS_EPOCHS_MAX)
        status = fail(fault, COMEBACK_LIMIT, "%s: has %d code keys, the most there can be",
                      keys.path, keys.epochs);
    if (status == COMEBACK_OK)
        status = add_line(&keys, fault);
    if (status == COMEBACK_OK)
        *epoch = keys.epochs + 1;
    sodium_memzero(&keys, sizeof keys);
    return status;
}

int keys_add_epoch(const char *folder, int *epoch, struct fault *fault)
{
    int lock = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC), status;
    if (lock < 0)
        return fail(fault, COMEBACK_STORE, "%s: %s", folder, strerror(errno));
    if (sodium_init() < 0)
        status = fail(fault, COMEBACK_STORE, "no source of random numbers");
    else if (flock(lock, LOCK_EX | LOCK_NB) != 0)
        status = fail(fault, COMEBACK_BUSY, "%s: another process changes the keys", folder);
    else
        status = add_epoch(folder, epoch, fault);
    if (status == COMEBACK_OK)
        fsync(lock);
    close(lock);
    return status;
}

void keys_close(struct keys *keys)
{
    if (keys->serials_fd >= 0)
        close(keys->serials_fd);
    sodium_memzero(keys, sizeof *keys);
    keys->serials_fd = -1;
}

static bool lock_serials(int fd)
{
    int64_t until_ms = clock_monotonic_ms() + SLOT_WAIT_MS;
    while (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if (clock_monotonic_ms() >= until_ms)
            return false;
        usleep(500);
    }
    return true;
}

/* The block's end is made durable before a number of it is used; `next` alone need not be, for
 * the store's own newest code (floor) tells it after a crash. */
static int advance(int fd, off_t offset, struct slot slot, bool new_block, struct fault *fault)
{
    if (pwrite(fd, &slot, sizeof slot, offset) != (ssize_t)sizeof slot ||
        (new_block && fdatasync(fd) != 0))
        return fail(fault, COMEBACK_STORE, "serials: %s", strerror(errno));
    return COMEBACK_OK;
}

static int take_locked(int fd, int kind, int32_t quarter, uint32_t floor, uint32_t *serial,
                       struct fault *fault)
{
    off_t offset = (off_t)sizeof(struct slot) * (((kind & 1) << 3) | (quarter & 7));
    struct slot slot = {0};
    ssize_t got = pread(fd, &slot, sizeof slot, offset);
    if (got != (ssize_t)sizeof slot)
        return fail(fault, COMEBACK_STORE, "serials: %s", got < 0 ? strerror(errno) : "cut short");
    if (slot.quarter != quarter)
        slot = (struct slot){.quarter = quarter};
    if (slot.next < floor)
        slot.next = floor;
    if (slot.next >= KEYS_SERIALS)
        return fail(fault, COMEBACK_LIMIT, "no serials left this quarter");
    bool new_block = slot.next >= slot.end;
    if (new_block)
        slot.end = slot.next + KEYS_BLOCK;
    uint32_t taken = slot.next++;
    int status = advance(fd, offset, slot, new_block, fault);
    if (status == COMEBACK_OK)
        *serial = taken;
    return status;
}

int keys_take_serial(struct keys *keys, int kind, int32_t quarter, uint32_t floor, uint32_t *serial,
                     struct fault *fault)
{
    keys_refresh(keys);
    if (!lock_serials(keys->serials_fd))
        return fail(fault, COMEBACK_BUSY, "serials: locked by another process");
    int status = take_locked(keys->serials_fd, kind, quarter, floor, serial, fault);
    flock(keys->serials_fd, LOCK_UN);
    return status;
}

void keys_identity_hash(const struct keys *keys, const char *sort, const char *scope,
                        const char *value, uint8_t out[KEYS_HASH_BYTES])
{
    const char *const parts[] = {sort, scope, value};
    crypto_generichash_state state;
    crypto_generichash_init(&state, keys->identity, sizeof keys->identity, KEYS_HASH_BYTES);
    /* With its NUL, so that ("a", "bc") and ("ab", "c") differ. */
    for (size_t i = 0; i < 3; i++)
        crypto_generichash_update(&state, (const uint8_t *)parts[i], strlen(parts[i]) + 1);
    crypto_generichash_final(&state, out, KEYS_HASH_BYTES);
}
