/* SPDX-License-Identifier: MIT */
#include "spool.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../drivers/bytes.h"
#include "clock.h"

enum {
    SUM_BYTES = 16,
    SUM_TEXT = 2 * SUM_BYTES,
    HEAD = 1 + SUM_TEXT + 1, /* mark, checksum, blank */
    RESERVE_BYTES = 256 * 1024,
    FILE_LIMIT = 64 * 1024 * 1024,
    LOCK_WAIT_MS = 20,
    MARKS_MAX = 4096,
};

static void checksum(const char *text, size_t length, char out[SUM_TEXT + 1])
{
    uint8_t sum[SUM_BYTES];
    crypto_generichash(sum, sizeof sum, (const uint8_t *)text, length, NULL, 0);
    sodium_bin2hex(out, SUM_TEXT + 1, sum, sizeof sum);
}

static void make_reserve(const char *folder)
{
    char path[STORE_PATH + 64];
    snprintf(path, sizeof path, "%s/reserve", folder);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return;
    bool whole = posix_fallocate(fd, 0, RESERVE_BYTES) == 0 && fsync(fd) == 0;
    close(fd);
    if (!whole)
        unlink(path);
}

int spool_create(const char *store_folder, struct fault *fault)
{
    char folder[STORE_PATH + 16];
    snprintf(folder, sizeof folder, "%s/spool", store_folder);
    if (mkdir(folder, 0700) != 0 && errno != EEXIST)
        return fail(fault, COMEBACK_STORE, "%s: %s", folder, strerror(errno));
    make_reserve(folder);
    return COMEBACK_OK;
}

void spool_open(struct spool *spool, const char *store_folder)
{
    *spool = (struct spool){.fd = -1};
    if (snprintf(spool->folder, sizeof spool->folder, "%s/spool", store_folder) >=
        (int)sizeof spool->folder)
        spool->folder[0] = '\0';
}

void spool_close(struct spool *spool)
{
    if (spool->fd >= 0)
        close(spool->fd);
    spool->fd = -1;
}

static bool lock_file(int fd, int wait_ms)
{
    int64_t until_ms = clock_monotonic_ms() + wait_ms;
    while (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if (clock_monotonic_ms() >= until_ms)
            return false;
        usleep(500);
    }
    return true;
}

static void sync_folder(const char *folder)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return;
    fsync(fd);
    close(fd);
}

static bool is_named(int fd, const char *path)
{
    struct stat file, named;
    return fstat(fd, &file) == 0 && stat(path, &named) == 0 && file.st_dev == named.st_dev &&
           file.st_ino == named.st_ino;
}

/* Locked before it bears a name that takers look for: one that took it in empty would remove it.
 * On a full disk no file can be made, but the reserve can be given a name. */
static int create_file(struct spool *spool, bool from_reserve, struct fault *fault)
{
    char draft[STORE_PATH + 64];
    uint32_t number = randombytes_random();
    spool_close(spool);
    snprintf(spool->path, sizeof spool->path, "%s/%d-%08x.spool", spool->folder, (int)getpid(),
             number);
    if (from_reserve)
        snprintf(draft, sizeof draft, "%s/reserve", spool->folder);
    else
        snprintf(draft, sizeof draft, "%s/%d-%08x.new", spool->folder, (int)getpid(), number);
    int fd = open(draft, O_RDWR | O_CLOEXEC | (from_reserve ? 0 : O_CREAT | O_EXCL), 0600);
    if (fd < 0)
        return fail(fault, COMEBACK_STORE, "%s: %s", draft, strerror(errno));
    /* Another process may have waited for, and got, the same reserve. */
    if (!lock_file(fd, LOCK_WAIT_MS) || !is_named(fd, draft) || rename(draft, spool->path) != 0) {
        close(fd);
        return fail(fault, COMEBACK_STORE, "%s: taken by another process", draft);
    }
    spool->fd = fd;
    spool->length = 0;
    sync_folder(spool->folder);
    return COMEBACK_OK;
}

/* Our file may have been taken in meanwhile: removed, or become the reserve again. */
static bool ready(struct spool *spool)
{
    return spool->fd >= 0 && lock_file(spool->fd, LOCK_WAIT_MS) && is_named(spool->fd, spool->path);
}

static int write_line(struct spool *spool, const struct bytes *line, struct fault *fault)
{
    ssize_t written = pwrite(spool->fd, line->data, line->length, spool->length);
    if (written != (ssize_t)line->length || fdatasync(spool->fd) != 0) {
        int error = written >= 0 && written < (ssize_t)line->length ? ENOSPC : errno;
        /* Half a line must not stay in front of a later one. */
        if (ftruncate(spool->fd, spool->length) != 0)
            spool_close(spool);
        return fail(fault, COMEBACK_STORE, "%s: %s", spool->path, strerror(error));
    }
    spool->length += written;
    return COMEBACK_OK;
}

static int append_line(struct spool *spool, const struct bytes *line, bool from_reserve,
                       struct fault *fault)
{
    int status = COMEBACK_OK;
    if (from_reserve || !ready(spool))
        status = create_file(spool, from_reserve, fault);
    if (status == COMEBACK_OK)
        status = write_line(spool, line, fault);
    if (spool->fd >= 0)
        flock(spool->fd, LOCK_UN);
    return status;
}

int spool_append(struct spool *spool, const json_t *sale, struct fault *fault)
{
    char sum[SUM_TEXT + 1];
    struct bytes line = {0};
    char *text = json_dumps(sale, JSON_COMPACT);
    if (text == NULL)
        return fail(fault, COMEBACK_MEMORY, "out of memory");
    checksum(text, strlen(text), sum);
    bytes_add_byte(&line, '+');
    bytes_add_text(&line, sum);
    bytes_add_byte(&line, ' ');
    bytes_add_text(&line, text);
    bytes_add_byte(&line, '\n');
    int status = line.failed ? fail(fault, COMEBACK_MEMORY, "out of memory")
                             : append_line(spool, &line, false, fault);
    if (status == COMEBACK_STORE)
        status = append_line(spool, &line, true, fault);
    bytes_free(&line);
    free(text);
    return status;
}

static int is_spool(const struct dirent *entry)
{
    const char *end = strrchr(entry->d_name, '.');
    return end != NULL && strcmp(end, ".spool") == 0;
}

bool spool_waits(const struct spool *spool)
{
    DIR *folder = opendir(spool->folder);
    bool waits = false;
    if (folder == NULL)
        return false;
    for (struct dirent *entry; !waits && (entry = readdir(folder)) != NULL;)
        waits = is_spool(entry);
    closedir(folder);
    return waits;
}

static int read_file(int fd, struct bytes *out, struct fault *fault)
{
    struct stat file;
    if (fstat(fd, &file) != 0 || file.st_size > FILE_LIMIT)
        return fail(fault, COMEBACK_STORE, "spool: a file too large");
    uint8_t *room = bytes_grow(out, (size_t)file.st_size);
    if (room == NULL && file.st_size > 0)
        return fail(fault, COMEBACK_MEMORY, "out of memory");
    if (pread(fd, room, (size_t)file.st_size, 0) != (ssize_t)file.st_size)
        return fail(fault, COMEBACK_STORE, "spool: %s", strerror(errno));
    return COMEBACK_OK;
}

/* The line at offset without its newline; 0 where there is no whole line any more, or no line. */
static size_t line_at(const struct bytes *file, size_t offset)
{
    if (offset >= file->length || file->data[offset] == '\0')
        return 0;
    const uint8_t *end = memchr(file->data + offset, '\n', file->length - offset);
    return end == NULL ? 0 : (size_t)(end - (file->data + offset));
}

static json_t *read_line(const uint8_t *line, size_t length)
{
    char sum[SUM_TEXT + 1];
    if (length <= HEAD || line[HEAD - 1] != ' ')
        return NULL;
    checksum((const char *)line + HEAD, length - HEAD, sum);
    if (memcmp(line + 1, sum, SUM_TEXT) != 0)
        return NULL;
    return json_loadb((const char *)line + HEAD, length - HEAD, 0, NULL);
}

static void keep_bad(const char *path, const uint8_t *line, size_t length)
{
    char bad[STORE_PATH + 96];
    snprintf(bad, sizeof bad, "%s.bad", path);
    int fd = open(bad, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (fd < 0)
        return;
    struct bytes copy = {0};
    bytes_add(&copy, line, length);
    bytes_add_byte(&copy, '\n');
    if (write(fd, copy.data, copy.length) == (ssize_t)copy.length)
        fdatasync(fd);
    bytes_free(&copy);
    close(fd);
}

struct pass {
    const struct spool_taker *taker;
    const char *folder;
    const char *path;
    int fd;
    size_t marks[MARKS_MAX]; /* offsets of lines handed over, to be marked after the commit */
    int mark_count;
    bool whole; /* the file was read to its end */
};

static int take_line(struct pass *pass, const uint8_t *line, size_t length, struct fault *fault)
{
    json_t *sale = read_line(line, length);
    int status =
        sale == NULL ? COMEBACK_VALUE : pass->taker->take(pass->taker->context, sale, fault);
    json_decref(sale);
    if (status == COMEBACK_VALUE || status == COMEBACK_LIMIT) {
        keep_bad(pass->path, line, length);
        return COMEBACK_OK;
    }
    /* Told before with other content: the log has that conflict, so the line is done with. */
    return status == COMEBACK_CONFLICT ? COMEBACK_OK : status;
}

/* A crash leaves half a line, which was promised to nobody; a bad disk leaves anything. The rest of
 * the reserve is zeros. */
static void keep_tail(const struct pass *pass, const struct bytes *file, size_t offset)
{
    size_t end = file->length;
    while (end > offset && file->data[end - 1] == '\0')
        end--;
    if (end > offset)
        keep_bad(pass->path, file->data + offset, end - offset);
}

static int take_lines(struct pass *pass, const struct bytes *file, int64_t until_ms,
                      struct fault *fault)
{
    int status = COMEBACK_OK;
    size_t offset = 0;
    for (size_t length; (length = line_at(file, offset)) > 0; offset += length + 1) {
        if (file->data[offset] == '-')
            continue;
        if (pass->mark_count == MARKS_MAX || clock_monotonic_ms() >= until_ms)
            return COMEBACK_OK;
        status = take_line(pass, file->data + offset, length, fault);
        if (status != COMEBACK_OK)
            return status;
        pass->marks[pass->mark_count++] = offset;
    }
    keep_tail(pass, file, offset);
    pass->whole = true;
    return COMEBACK_OK;
}

/* What the reserve lent is not let go, for a disk that is still full would swallow it: it is the
 * reserve again. */
static bool is_given_back(const struct pass *pass)
{
    static const uint8_t zeros[4096];
    char reserve[STORE_PATH + 64];
    struct stat file;
    snprintf(reserve, sizeof reserve, "%s/reserve", pass->folder);
    if (fstat(pass->fd, &file) != 0 || file.st_size != RESERVE_BYTES || access(reserve, F_OK) == 0)
        return false;
    for (off_t at = 0; at < RESERVE_BYTES; at += (off_t)sizeof zeros)
        if (pwrite(pass->fd, zeros, sizeof zeros, at) != (ssize_t)sizeof zeros)
            return false;
    return fdatasync(pass->fd) == 0 && rename(pass->path, reserve) == 0;
}

static int take_file(struct pass *pass, int64_t until_ms, struct fault *fault)
{
    struct bytes file = {0};
    int status = read_file(pass->fd, &file, fault);
    if (status == COMEBACK_OK)
        status = take_lines(pass, &file, until_ms, fault);
    if (status == COMEBACK_OK)
        status = pass->taker->commit(pass->taker->context, fault);
    for (int i = 0; i < pass->mark_count && status == COMEBACK_OK; i++)
        if (pwrite(pass->fd, "-", 1, (off_t)pass->marks[i]) != 1)
            pass->whole = false;
    if (status == COMEBACK_OK && pass->whole && !is_given_back(pass))
        unlink(pass->path);
    bytes_free(&file);
    return status;
}

static int take_named(struct spool *spool, const char *name, const struct spool_taker *taker,
                      int64_t until_ms, struct fault *fault)
{
    char path[STORE_PATH + 288];
    struct pass *pass = calloc(1, sizeof *pass);
    if (pass == NULL)
        return fail(fault, COMEBACK_MEMORY, "out of memory");
    snprintf(path, sizeof path, "%s/%s", spool->folder, name);
    int status = COMEBACK_OK, fd = open(path, O_RDWR | O_CLOEXEC);
    if (fd >= 0 && lock_file(fd, 0)) {
        pass->taker = taker;
        pass->folder = spool->folder;
        pass->path = path;
        pass->fd = fd;
        status = take_file(pass, until_ms, fault);
    }
    if (fd >= 0)
        close(fd);
    free(pass);
    return status;
}

int spool_take(struct spool *spool, const struct spool_taker *taker, int64_t until_ms,
               struct fault *fault)
{
    struct dirent **names = NULL;
    int count = scandir(spool->folder, &names, is_spool, alphasort);
    int status = COMEBACK_OK;
    for (int i = 0; i < count; i++) {
        if (status == COMEBACK_OK && clock_monotonic_ms() < until_ms)
            status = take_named(spool, names[i]->d_name, taker, until_ms, fault);
        free(names[i]);
    }
    free(names);
    if (status == COMEBACK_OK)
        make_reserve(spool->folder);
    return status;
}

static int count_lines(const char *path)
{
    struct bytes file = {0};
    int waiting = 0, fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return 0;
    if (read_file(fd, &file, NULL) == COMEBACK_OK)
        for (size_t offset = 0, length; (length = line_at(&file, offset)) > 0; offset += length + 1)
            waiting += file.data[offset] == '+';
    bytes_free(&file);
    close(fd);
    return waiting;
}

int spool_count(const struct spool *spool)
{
    struct dirent **names = NULL;
    char path[STORE_PATH + 288];
    int waiting = 0, count = scandir(spool->folder, &names, is_spool, alphasort);
    for (int i = 0; i < count; i++) {
        snprintf(path, sizeof path, "%s/%s", spool->folder, names[i]->d_name);
        waiting += count_lines(path);
        free(names[i]);
    }
    free(names);
    return waiting;
}
