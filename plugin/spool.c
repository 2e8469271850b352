/* SPDX-License-Identifier: MIT */
#include "spool.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../drivers/bytes.h"
#include "../drivers/shared.h"
#include "clock.h"

enum {
    SUM_BYTES = 16,
    SUM_TEXT = 2 * SUM_BYTES,
    HEAD = 1 + SUM_TEXT + 1, /* mark, checksum, blank */
    RESERVE_BYTES = 256 * 1024,
    FILE_FULL = 1024 * 1024,
    WINDOW_BYTES = 256 * 1024,
    LINE_LIMIT = 64 * WINDOW_BYTES, /* above 5,000 items, each character of them escaped */
    BLOCK_BYTES = 4096,
    LOCK_WAIT_MS = 10, /* a taker's slice */
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
    int fd = shared_open(path, O_WRONLY | O_EXCL | O_CLOEXEC, 0600);
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
    if (shared_mkdir(folder, 0700) != 0 && errno != EEXIST)
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

/* The rest of the reserve is zeros. */
static off_t text_end(int fd, off_t at)
{
    uint8_t block[BLOCK_BYTES];
    off_t end = at;
    for (ssize_t got; (got = pread(fd, block, sizeof block, at)) > 0; at += got)
        for (ssize_t i = 0; i < got; i++)
            if (block[i] != '\0')
                end = at + i + 1;
    return end;
}

/* Locked before it bears a name that takers look for: one that took it in empty would remove it.
 * On a full disk no file can be made, but the reserve can be given a name. */
static int create_file(struct spool *spool, bool from_reserve, struct fault *fault)
{
    char draft[STORE_PATH + 64];
    uint32_t number = randombytes_random();
    spool_close(spool);
    /* The time first, for files are taken in by the order of their names. */
    snprintf(spool->path, sizeof spool->path, "%s/%012" PRIx64 "-%d-%08x.spool", spool->folder,
             (uint64_t)clock_now_ms(), (int)getpid(), number);
    if (from_reserve)
        snprintf(draft, sizeof draft, "%s/reserve", spool->folder);
    else
        snprintf(draft, sizeof draft, "%s/%d-%08x.new", spool->folder, (int)getpid(), number);
    int fd = from_reserve ? open(draft, O_RDWR | O_CLOEXEC)
                          : shared_open(draft, O_RDWR | O_EXCL | O_CLOEXEC, 0600);
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

static bool is_lent(int fd)
{
    struct stat file;
    return fstat(fd, &file) == 0 && file.st_size == RESERVE_BYTES;
}

/* Our file may have been taken in meanwhile: removed, or become the reserve again. On a full disk
 * others write into it, too, and a line that it has no room for would cost them theirs. */
static bool ready(struct spool *spool, size_t needed)
{
    if (spool->fd < 0 || spool->length >= FILE_FULL || !lock_file(spool->fd, LOCK_WAIT_MS) ||
        !is_named(spool->fd, spool->path))
        return false;
    spool->length = text_end(spool->fd, spool->length);
    return !is_lent(spool->fd) || (size_t)spool->length + needed <= RESERVE_BYTES;
}

/* Has it room behind whole lines? Half a line of a crash would spoil ours. */
static bool has_room(int fd, size_t needed, off_t *end)
{
    char last = '\n';
    *end = text_end(fd, 0);
    return (size_t)*end + needed <= RESERVE_BYTES &&
           (*end == 0 || (pread(fd, &last, 1, *end - 1) == 1 && last == '\n'));
}

static bool share(struct spool *spool, const char *name, size_t needed)
{
    char path[sizeof spool->path];
    off_t end;
    if (snprintf(path, sizeof path, "%s/%s", spool->folder, name) >= (int)sizeof path)
        return false;
    int fd = open(path, O_RDWR | O_CLOEXEC);
    if (fd < 0)
        return false;
    if (!is_lent(fd) || !lock_file(fd, LOCK_WAIT_MS) || !is_named(fd, path) ||
        !has_room(fd, needed, &end)) {
        close(fd);
        return false;
    }
    spool_close(spool);
    memcpy(spool->path, path, sizeof path);
    spool->fd = fd;
    spool->length = end;
    return true;
}

static int is_spool(const struct dirent *entry)
{
    const char *end = strrchr(entry->d_name, '.');
    return end != NULL && strcmp(end, ".spool") == 0;
}

/* What the reserve lent to one process is all that the disk has for the others. */
static int share_file(struct spool *spool, size_t needed, struct fault *fault)
{
    DIR *folder = opendir(spool->folder);
    bool shared = false;
    if (folder == NULL)
        return fail(fault, COMEBACK_STORE, "%s: %s", spool->folder, strerror(errno));
    for (struct dirent *entry; !shared && (entry = readdir(folder)) != NULL;)
        shared = is_spool(entry) && share(spool, entry->d_name, needed);
    closedir(folder);
    return shared
               ? COMEBACK_OK
               : fail(fault, COMEBACK_STORE, "%s: nothing of the reserve is left", spool->folder);
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

/* Where a line goes, in the order of trying. */
enum place { IN_OWN_FILE, IN_RESERVE, IN_LENT_FILE, PLACES };

static int append_line(struct spool *spool, const struct bytes *line, enum place place,
                       struct fault *fault)
{
    int status = COMEBACK_OK;
    if (place == IN_LENT_FILE)
        status = share_file(spool, line->length, fault);
    else if (place == IN_RESERVE || !ready(spool, line->length))
        status = create_file(spool, place == IN_RESERVE, fault);
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
                             : append_line(spool, &line, IN_OWN_FILE, fault);
    /* Why none of the disk was to be had says more than that nothing is left of the reserve. */
    for (int place = IN_RESERVE; place < PLACES && status == COMEBACK_STORE; place++)
        if (append_line(spool, &line, (enum place)place, NULL) == COMEBACK_OK)
            status = COMEBACK_OK;
    bytes_free(&line);
    free(text);
    return status;
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

/* The part of a file that is in memory. */
struct window {
    int fd;
    off_t start;
    struct bytes bytes;
};

static int load(struct window *window, off_t at, size_t room, struct fault *fault)
{
    bytes_reset(&window->bytes);
    uint8_t *into = bytes_grow(&window->bytes, room);
    if (into == NULL)
        return fail(fault, COMEBACK_MEMORY, "out of memory");
    ssize_t got = pread(window->fd, into, room, at);
    window->bytes.length = got < 0 ? 0 : (size_t)got;
    window->start = at;
    return got < 0 ? fail(fault, COMEBACK_STORE, "spool: %s", strerror(errno)) : COMEBACK_OK;
}

static size_t loaded_line(const struct window *window, off_t at, const uint8_t **line)
{
    size_t skip = (size_t)(at - window->start), length = window->bytes.length;
    if (at < window->start || skip >= length || window->bytes.data[skip] == '\0')
        return 0;
    *line = window->bytes.data + skip;
    const uint8_t *end = memchr(*line, '\n', length - skip);
    return end == NULL ? 0 : (size_t)(end - *line);
}

/* The line at that offset without its newline, until the next call; *length is 0 where there is no
 * whole line any more, or no line. */
static int line_at(struct window *window, off_t at, const uint8_t **line, size_t *length,
                   struct fault *fault)
{
    *length = loaded_line(window, at, line);
    for (size_t room = WINDOW_BYTES; *length == 0 && room <= LINE_LIMIT; room *= 2) {
        int status = load(window, at, room, fault);
        if (status != COMEBACK_OK)
            return status;
        *length = loaded_line(window, at, line);
        if (window->bytes.length < room)
            break;
    }
    return COMEBACK_OK;
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

static bool copy_range(int from, off_t at, off_t end, int to)
{
    uint8_t block[BLOCK_BYTES];
    while (at < end) {
        size_t want = end - at < BLOCK_BYTES ? (size_t)(end - at) : BLOCK_BYTES;
        ssize_t got = pread(from, block, want, at);
        if (got <= 0 || write(to, block, (size_t)got) != got)
            return false;
        at += got;
    }
    return true;
}

struct pass {
    const struct spool_taker *taker;
    const char *folder;
    const char *path;
    int fd;
    off_t from;             /* what is before is done with */
    off_t marks[MARKS_MAX]; /* offsets of lines handed over, to be marked after the commit */
    int mark_count;
    off_t to;   /* as far as this pass came */
    bool whole; /* the file was read to its end */
};

/* False where the copy is not on disk: then the line is not done with. */
static bool keep_bad(const struct pass *pass, off_t at, off_t end)
{
    char bad[STORE_PATH + 300];
    snprintf(bad, sizeof bad, "%s.bad", pass->path);
    int fd = shared_open(bad, O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
    if (fd < 0)
        return false;
    bool kept = copy_range(pass->fd, at, end, fd) && write(fd, "\n", 1) == 1 && fdatasync(fd) == 0;
    close(fd);
    return kept;
}

/* What is wrong with the line itself, and will be however often it is tried. */
static bool is_of_the_line(int status)
{
    return status == COMEBACK_VALUE || status == COMEBACK_ARGUMENT || status == COMEBACK_LIMIT ||
           status == COMEBACK_NOTHING;
}

static int take_line(struct pass *pass, const uint8_t *line, size_t length, struct fault *fault)
{
    json_t *sale = read_line(line, length);
    int status =
        sale == NULL ? COMEBACK_VALUE : pass->taker->take(pass->taker->context, sale, fault);
    json_decref(sale);
    if (is_of_the_line(status))
        return keep_bad(pass, pass->to, pass->to + (off_t)length)
                   ? COMEBACK_OK
                   : fail(fault, COMEBACK_STORE, "%s.bad: %s", pass->path, strerror(errno));
    /* Told before with other content: the log has that conflict, so the line is done with. */
    return status == COMEBACK_CONFLICT ? COMEBACK_OK : status;
}

/* A crash leaves half a line, which was promised to nobody; a bad disk leaves anything. */
static bool keep_tail(const struct pass *pass)
{
    off_t end = text_end(pass->fd, pass->to);
    return end == pass->to || keep_bad(pass, pass->to, end);
}

static bool is_enough(const struct pass *pass, int64_t until_ms)
{
    return pass->mark_count == MARKS_MAX ||
           (pass->mark_count > 0 && clock_monotonic_ms() >= until_ms);
}

static int take_lines(struct pass *pass, struct window *window, int64_t until_ms,
                      struct fault *fault)
{
    const uint8_t *line;
    size_t length;
    int status;
    pass->to = pass->from;
    while ((status = line_at(window, pass->to, &line, &length, fault)) == COMEBACK_OK &&
           length > 0) {
        if (line[0] != '-') {
            if (is_enough(pass, until_ms))
                return COMEBACK_OK;
            status = take_line(pass, line, length, fault);
            if (status != COMEBACK_OK)
                break;
            pass->marks[pass->mark_count++] = pass->to;
        }
        pass->to += (off_t)length + 1;
    }
    /* The lines before it are as good as committed; the next pass meets it first. */
    if (status != COMEBACK_OK)
        return pass->mark_count > 0 ? COMEBACK_OK : status;
    pass->whole = keep_tail(pass);
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

static bool mark(const struct pass *pass)
{
    for (int i = 0; i < pass->mark_count; i++)
        if (pwrite(pass->fd, "-", 1, pass->marks[i]) != 1)
            return false;
    return true;
}

static int take_file(struct pass *pass, int64_t until_ms, struct fault *fault)
{
    struct window window = {.fd = pass->fd};
    int status = take_lines(pass, &window, until_ms, fault);
    bytes_free(&window.bytes);
    if (status == COMEBACK_OK)
        status = pass->taker->commit(pass->taker->context, fault);
    if (status != COMEBACK_OK || !mark(pass))
        return status;
    pass->from = pass->to;
    if (pass->whole && !is_given_back(pass))
        unlink(pass->path);
    return COMEBACK_OK;
}

/* Where a long file was left off, lest every slice read it from its beginning. No two files ever
 * bear one name. */
static void remember(struct spool *spool, const char *name, const struct pass *pass)
{
    snprintf(spool->taking, sizeof spool->taking, "%s", pass->whole ? "" : name);
    spool->taken_to = pass->from;
}

static int take_open(struct spool *spool, const char *name, struct pass *pass, int64_t until_ms,
                     struct fault *fault)
{
    char path[STORE_PATH + 288];
    snprintf(path, sizeof path, "%s/%s", spool->folder, name);
    int status = COMEBACK_OK, fd = open(path, O_RDWR | O_CLOEXEC);
    if (fd >= 0 && lock_file(fd, 0)) {
        pass->folder = spool->folder;
        pass->path = path;
        pass->fd = fd;
        pass->from = strcmp(spool->taking, name) == 0 ? spool->taken_to : 0;
        status = take_file(pass, until_ms, fault);
        remember(spool, name, pass);
    }
    if (fd >= 0)
        close(fd);
    return status;
}

static int take_named(struct spool *spool, const char *name, const struct spool_taker *taker,
                      int64_t until_ms, struct fault *fault)
{
    struct pass *pass = calloc(1, sizeof *pass);
    if (pass == NULL)
        return fail(fault, COMEBACK_MEMORY, "out of memory");
    pass->taker = taker;
    int status = take_open(spool, name, pass, until_ms, fault);
    int done = pass->mark_count;
    free(pass);
    return status == COMEBACK_OK ? done : status;
}

int spool_take(struct spool *spool, const struct spool_taker *taker, int64_t until_ms,
               struct fault *fault)
{
    struct dirent **names = NULL;
    int count = scandir(spool->folder, &names, is_spool, alphasort);
    int done = 0, failure = COMEBACK_OK;
    for (int i = 0; i < count; i++) {
        bool in_time = done == 0 || clock_monotonic_ms() < until_ms;
        /* A file that cannot be read stops no other; a store that is locked stops them all. */
        if (in_time && failure != COMEBACK_BUSY) {
            int status = take_named(spool, names[i]->d_name, taker, until_ms, fault);
            done += status > 0 ? status : 0;
            failure = status < 0 ? status : failure;
        }
        free(names[i]);
    }
    free(names);
    if (failure != COMEBACK_OK)
        return failure;
    make_reserve(spool->folder);
    return done;
}

static int count_lines(const char *path)
{
    struct window window = {.fd = open(path, O_RDONLY | O_CLOEXEC)};
    const uint8_t *line;
    size_t length;
    off_t at = 0;
    int waiting = 0;
    if (window.fd < 0)
        return 0;
    while (line_at(&window, at, &line, &length, NULL) == COMEBACK_OK && length > 0) {
        waiting += line[0] == '+';
        at += (off_t)length + 1;
    }
    bytes_free(&window.bytes);
    close(window.fd);
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
