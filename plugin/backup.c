/* SPDX-License-Identifier: MIT */
#include "backup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../drivers/shared.h"
#include "clock.h"
#include "code.h"
#include "rebuild.h"
#include "spool.h"

enum {
    READ_WAIT_MS = 2000,
    ASIDE_MAX = 999,
    PATH_ROOM = STORE_PATH + 64,
    /* What SQLite locks of a file that is open, at the second byte behind its first GiB:
     * sqlite.org/fileformat2.html, and SHARED_FIRST, SHARED_SIZE of its os_unix.c. */
    LOCK_FIRST = 0x40000000,
    LOCK_BYTES = 512,
};

static int sync_path(const char *path, struct fault *fault)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool synced = fd >= 0 && fsync(fd) == 0;
    int error = errno;
    if (fd >= 0)
        close(fd);
    return synced ? COMEBACK_OK : fail(fault, COMEBACK_STORE, "%s: %s", path, strerror(error));
}

static int sync_parent(const char *path, struct fault *fault)
{
    char copy[PATH_ROOM];
    snprintf(copy, sizeof copy, "%s", path);
    return sync_path(dirname(copy), fault);
}

static int first_number(sqlite3 *db, const char *sql, int64_t *out)
{
    sqlite3_stmt *statement;
    int code = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);
    if (code != SQLITE_OK)
        return code;
    code = sqlite3_step(statement);
    if (code == SQLITE_ROW)
        *out = sqlite3_column_int64(statement, 0);
    int ended = sqlite3_finalize(statement);
    return code == SQLITE_ROW ? SQLITE_OK : ended == SQLITE_OK ? SQLITE_EMPTY : ended;
}

/* What a file must answer to be a store, in the order in which it is asked. */
static const struct question {
    const char *sql, *wrong;
    int64_t least, most;
} questions[] = {
    {"PRAGMA application_id", "not a Comeback store", SCHEMA_APPLICATION_ID, SCHEMA_APPLICATION_ID},
    {"PRAGMA user_version", "of a schema that this program does not know", 1, SCHEMA_VERSION},
    {"SELECT integrity_check='ok' FROM pragma_integrity_check", "damaged", 1, 1},
    {"SELECT count(*) FROM meta WHERE name='origin'", "without an origin", 1, 1},
    {"SELECT count(*) FROM (SELECT 1 FROM event GROUP BY origin"
     " HAVING count(*)<>max(seq) OR min(seq)<>1)",
     "its log has gaps", 0, 0},
};

static int ask(sqlite3 *db, const char *path, struct fault *fault)
{
    for (size_t i = 0; i < sizeof questions / sizeof questions[0]; i++) {
        int64_t answer = 0;
        int code = first_number(db, questions[i].sql, &answer);
        if (code == SQLITE_NOTADB)
            return fail(fault, COMEBACK_STORE, "%s: %s", path, questions[0].wrong);
        if (code != SQLITE_OK)
            return fail(fault, COMEBACK_STORE, "%s: %s", path, sqlite3_errmsg(db));
        if (answer < questions[i].least || answer > questions[i].most)
            return fail(fault, COMEBACK_STORE, "%s: %s", path, questions[i].wrong);
    }
    return COMEBACK_OK;
}

static int open_copy(const char *path, sqlite3 **out, struct fault *fault)
{
    sqlite3 *db;
    int code = access(path, R_OK) == 0
                   ? sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL)
                   : SQLITE_CANTOPEN;
    if (code == SQLITE_CANTOPEN)
        return fail(fault, COMEBACK_STORE, "%s: %s", path, strerror(errno));
    if (code == SQLITE_OK)
        *out = db;
    else
        sqlite3_close(db);
    return code == SQLITE_OK ? COMEBACK_OK : fail(fault, COMEBACK_MEMORY, "out of memory");
}

int backup_check(const char *path, struct backup_report *out, struct fault *fault)
{
    sqlite3 *db;
    struct stat file;
    struct backup_report report = {.events = 0};
    int status = open_copy(path, &db, fault);
    if (status != COMEBACK_OK)
        return status;
    status = ask(db, path, fault);
    if (status == COMEBACK_OK &&
        first_number(db, "SELECT count(*) FROM event", &report.events) != SQLITE_OK)
        status = fail(fault, COMEBACK_STORE, "%s: %s", path, sqlite3_errmsg(db));
    sqlite3_close(db);
    if (status == COMEBACK_OK && stat(path, &file) == 0)
        report.bytes = file.st_size;
    if (status == COMEBACK_OK)
        *out = report;
    return status;
}

static int copy_into(sqlite3 *db, const char *path, struct fault *fault)
{
    char sql[PATH_ROOM * 2];
    int status = store_make_file(path, fault);
    if (status != COMEBACK_OK)
        return status;
    sqlite3_snprintf(sizeof sql, sql, "VACUUM INTO %Q", path);
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        status = fail(fault, COMEBACK_STORE, "%s: %s", path, sqlite3_errmsg(db));
    return status == COMEBACK_OK ? sync_path(path, fault) : status;
}

/* A stick may have a file system without links, or one that cannot refuse to replace. */
static int give_name(const char *part, const char *path, struct fault *fault)
{
    if (renameat2(AT_FDCWD, part, AT_FDCWD, path, RENAME_NOREPLACE) == 0)
        return sync_parent(path, fault);
    if (errno == EINVAL && link(part, path) == 0)
        return sync_parent(path, fault);
    if (errno == EEXIST)
        return fail(fault, COMEBACK_ARGUMENT, "%s: is there already", path);
    return fail(fault, COMEBACK_STORE, "%s: %s", path, strerror(errno));
}

/* Tills sell meanwhile: the copy is of one moment between the two counts. */
static int check_count(struct store *store, int64_t before, const struct backup_report *copy,
                       const char *path, struct fault *fault)
{
    int64_t after = 0;
    int status = store_number(store, EVENT_COUNT, 0, &after, fault, "");
    if (status == COMEBACK_OK && (copy->events < before || copy->events > after))
        status = fail(fault, COMEBACK_STORE, "%s: has %lld events of %lld", path,
                      (long long)copy->events, (long long)after);
    return status;
}

int backup_write(struct store *store, const char *path, struct backup_report *out,
                 struct fault *fault)
{
    char part[PATH_ROOM];
    int64_t before = 0;
    struct backup_report report;
    if (snprintf(part, sizeof part, "%s.part-%d", path, (int)getpid()) >= (int)sizeof part)
        return fail(fault, COMEBACK_ARGUMENT, "path too long: \"%.100s…\"", path);
    if (access(path, F_OK) == 0)
        return fail(fault, COMEBACK_ARGUMENT, "%s: is there already", path);
    unlink(part);
    store->wait_until_ms = clock_monotonic_ms() + READ_WAIT_MS;
    int status = store_number(store, EVENT_COUNT, 0, &before, fault, "");
    if (status == COMEBACK_OK)
        status = copy_into(store->db, part, fault);
    if (status == COMEBACK_OK)
        status = backup_check(part, &report, fault);
    if (status == COMEBACK_OK)
        status = check_count(store, before, &report, part, fault);
    if (status == COMEBACK_OK)
        status = give_name(part, path, fault);
    unlink(part);
    if (status == COMEBACK_OK)
        *out = report;
    return status;
}

/*
 * Whoever has a store open in WAL mode holds a lock on these bytes from its first read until it
 * closes, alive or not at work. With ours held nobody can open it either: they are told BUSY. No
 * SQLite is asked, for what lies there may be what a restore is to mend. -1 where there is none.
 */
static int lock_out(const char *store_folder, int *lock, struct fault *fault)
{
    char path[PATH_ROOM];
    struct flock all = {
        .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = LOCK_FIRST, .l_len = LOCK_BYTES};
    snprintf(path, sizeof path, "%s/comeback.db", store_folder);
    *lock = open(path, O_RDWR | O_CLOEXEC);
    if (*lock < 0 && errno == ENOENT)
        return COMEBACK_OK;
    if (*lock < 0)
        return fail(fault, COMEBACK_STORE, "%s: %s", path, strerror(errno));
    if (fcntl(*lock, F_SETLK, &all) == 0)
        return COMEBACK_OK;
    int error = errno;
    fcntl(*lock, F_GETLK, &all);
    close(*lock);
    *lock = -1;
    if (error != EACCES && error != EAGAIN)
        return fail(fault, COMEBACK_STORE, "%s: %s", path, strerror(error));
    return fail(fault, COMEBACK_BUSY,
                "%s: process %d has it open: stop the tills and comeback serve first", path,
                (int)all.l_pid);
}

/* As the store that it is to replace; else as the shop's folder has it. */
static int make_folder(const char *path, const char *like, struct fault *fault)
{
    struct stat old;
    bool known = stat(like, &old) == 0;
    bool made = known ? mkdir(path, 0700) == 0 && chown(path, old.st_uid, old.st_gid) == 0 &&
                            chmod(path, old.st_mode & ALLPERMS) == 0
                      : shared_mkdir(path, 0700) == 0;
    return made ? COMEBACK_OK : fail(fault, COMEBACK_STORE, "%s: %s", path, strerror(errno));
}

static int copy_file(const char *from, const char *folder, struct fault *fault)
{
    char path[PATH_ROOM];
    sqlite3 *db;
    int status = open_copy(from, &db, fault);
    if (status != COMEBACK_OK)
        return status;
    snprintf(path, sizeof path, "%s/comeback.db", folder);
    status = copy_into(db, path, fault);
    sqlite3_close(db);
    return status;
}

/* Are the codes of its newest slips ours? */
static int check_keys(struct store *store, const struct keys *keys, const char *path,
                      struct fault *fault)
{
    sqlite3_stmt *row;
    int status = store_query(store, CODE_LAST_ISSUED, &row, fault, "");
    bool ours =
        status != 1 || code_is_ours(keys, sqlite3_column_int64(row, 0), sqlite3_column_int(row, 1));
    store_done(row);
    if (status >= 0 && !ours)
        return fail(fault, COMEBACK_STORE, "%s: its codes were made with other keys than %s", path,
                    keys->path);
    return status < 0 ? status : COMEBACK_OK;
}

static int start_anew_inside(struct store *store, int64_t *jobs, struct fault *fault)
{
    int64_t origin;
    randombytes_buf(&origin, sizeof origin);
    int status = store_run(store, META_ORIGIN, fault, "i", origin & INT64_MAX);
    if (status == COMEBACK_OK)
        status = store_run(store, RESERVATIONS_ALL_END, fault, "");
    if (status == COMEBACK_OK)
        status = store_run(store, JOBS_OF_A_COPY_END, fault, "i", clock_now_ms());
    *jobs = sqlite3_changes64(store->db);
    return status;
}

static int start_anew(struct store *store, int64_t *jobs, struct fault *fault)
{
    int status = store_begin_write(store, 0, fault);
    if (status == COMEBACK_OK)
        status = start_anew_inside(store, jobs, fault);
    if (status != COMEBACK_OK) {
        store_rollback(store);
        return status;
    }
    status = store_commit(store, fault);
    store_checkpoint(store, 0);
    return status;
}

static int fill(const char *path, const char *folder, const struct keys *keys, int64_t *jobs,
                struct fault *fault)
{
    struct store *store;
    int status = copy_file(path, folder, fault);
    if (status != COMEBACK_OK)
        return status;
    status = store_open(folder, 0, &store, fault);
    if (status != COMEBACK_OK)
        return status;
    status = check_keys(store, keys, path, fault);
    if (status == COMEBACK_OK)
        status = start_anew(store, jobs, fault);
    store_close(store);
    return status;
}

static void remove_files(const char *folder)
{
    DIR *opened = opendir(folder);
    if (opened == NULL)
        return;
    for (struct dirent *entry; (entry = readdir(opened)) != NULL;)
        unlinkat(dirfd(opened), entry->d_name, 0);
    closedir(opened);
    rmdir(folder);
}

/* A spool with sales in it is not here: it was moved back. */
static void remove_fresh(const char *folder)
{
    char spool[PATH_ROOM];
    snprintf(spool, sizeof spool, "%s/spool", folder);
    remove_files(spool);
    remove_files(folder);
}

/* What is not part of the store but stands in its folder for others: sales that wait, and the
 * socket that a service manager listens at. */
static int move_over(const char *from, const char *to, const char *name, struct fault *fault)
{
    char here[PATH_ROOM], there[PATH_ROOM];
    snprintf(here, sizeof here, "%s/%s", from, name);
    snprintf(there, sizeof there, "%s/%s", to, name);
    if (rename(here, there) == 0 || errno == ENOENT)
        return COMEBACK_OK;
    return fail(fault, COMEBACK_STORE, "%s: %s", here, strerror(errno));
}

static int put_aside(const char *store_folder, char aside[STORE_PATH], struct fault *fault)
{
    for (int number = 1; number <= ASIDE_MAX; number++) {
        if (snprintf(aside, STORE_PATH, "%s.before-restore-%d", store_folder, number) >= STORE_PATH)
            return fail(fault, COMEBACK_STORE, "path too long: \"%.100s…\"", store_folder);
        if (renameat2(AT_FDCWD, store_folder, AT_FDCWD, aside, RENAME_NOREPLACE) == 0)
            return COMEBACK_OK;
        if (errno != EEXIST)
            return fail(fault, COMEBACK_STORE, "%s: %s", aside, strerror(errno));
    }
    return fail(fault, COMEBACK_LIMIT, "%s: %d older stores lie beside it", store_folder,
                ASIDE_MAX);
}

static int swap(const char *store_folder, const char *fresh, char aside[STORE_PATH],
                struct fault *fault)
{
    int status;
    aside[0] = '\0';
    if (access(store_folder, F_OK) == 0) {
        status = put_aside(store_folder, aside, fault);
        if (status != COMEBACK_OK)
            return status;
    }
    status = aside[0] == '\0' ? COMEBACK_OK : move_over(aside, fresh, "spool", fault);
    if (status == COMEBACK_OK && aside[0] != '\0')
        status = move_over(aside, fresh, "serve.sock", fault);
    if (status == COMEBACK_OK && aside[0] != '\0')
        status = move_over(aside, fresh, "till.sock", fault);
    if (status == COMEBACK_OK)
        status = spool_create(fresh, fault);
    if (status == COMEBACK_OK && rename(fresh, store_folder) != 0)
        status = fail(fault, COMEBACK_STORE, "%s: %s", fresh, strerror(errno));
    if (status == COMEBACK_OK)
        return sync_parent(store_folder, fault);
    if (aside[0] != '\0') {
        move_over(fresh, aside, "till.sock", NULL);
        move_over(fresh, aside, "serve.sock", NULL);
        move_over(fresh, aside, "spool", NULL);
        rename(aside, store_folder);
    }
    return status;
}

int backup_restore(const char *path, const char *store_folder, const struct keys *keys,
                   struct restore_report *out, struct fault *fault)
{
    char fresh[STORE_PATH];
    struct backup_report copy;
    struct restore_report report = {.jobs = 0};
    int lock = -1;
    if (snprintf(fresh, sizeof fresh, "%s.restored-%d", store_folder, (int)getpid()) >=
        (int)sizeof fresh)
        return fail(fault, COMEBACK_STORE, "path too long: \"%.100s…\"", store_folder);
    int status = backup_check(path, &copy, fault);
    if (status == COMEBACK_OK)
        status = lock_out(store_folder, &lock, fault);
    if (status != COMEBACK_OK)
        return status;
    status = make_folder(fresh, store_folder, fault);
    if (status == COMEBACK_OK)
        status = fill(path, fresh, keys, &report.jobs, fault);
    if (status == COMEBACK_OK)
        status = swap(store_folder, fresh, report.aside, fault);
    if (status != COMEBACK_OK)
        remove_fresh(fresh);
    if (lock >= 0)
        close(lock);
    report.events = copy.events;
    if (status == COMEBACK_OK)
        *out = report;
    return status;
}

/* The file of a store: itself, or in its folder, or in that of its shop. */
static int find_file(const char *path, char out[PATH_ROOM], struct fault *fault)
{
    static const char *const places[] = {"/comeback.db", "/store/comeback.db", ""};
    struct stat file;
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
        if (snprintf(out, PATH_ROOM, "%s%s", path, places[i]) < PATH_ROOM &&
            stat(out, &file) == 0 && S_ISREG(file.st_mode))
            return COMEBACK_OK;
    return fail(fault, COMEBACK_STORE, "%s: neither a store's file nor its folder", path);
}

/* A copy that is of our schema, with keys of ours. */
static int copy_other(const char *path, const char *folder, const struct keys *keys,
                      struct fault *fault)
{
    struct store *store;
    int status = copy_file(path, folder, fault);
    if (status == COMEBACK_OK)
        status = store_open(folder, 0, &store, fault);
    if (status != COMEBACK_OK)
        return status;
    status = check_keys(store, keys, path, fault);
    store_checkpoint(store, 0);
    store_close(store);
    return status;
}

static int merge_into(const char *store_folder, const char *folder, struct merge_report *out,
                      struct fault *fault)
{
    struct store *store;
    int64_t before = 0, after = 0;
    int status = store_open(store_folder, READ_WAIT_MS, &store, fault);
    if (status != COMEBACK_OK)
        return status;
    status = store_number(store, EVENT_COUNT, 0, &before, fault, "");
    if (status == COMEBACK_OK)
        status = rebuild_merge(store, folder, fault);
    if (status == COMEBACK_OK)
        status = store_number(store, EVENT_COUNT, 0, &after, fault, "");
    store_close(store);
    out->events = after - before;
    return status;
}

int backup_merge(const char *path, const char *store_folder, const struct keys *keys,
                 struct merge_report *out, struct fault *fault)
{
    char file[PATH_ROOM], copy[STORE_PATH];
    struct backup_report found;
    struct merge_report report = {.events = 0};
    if (snprintf(copy, sizeof copy, "%s.merged-%d", store_folder, (int)getpid()) >=
        (int)sizeof copy)
        return fail(fault, COMEBACK_STORE, "path too long: \"%.100s…\"", store_folder);
    int status = find_file(path, file, fault);
    if (status == COMEBACK_OK)
        status = backup_check(file, &found, fault);
    if (status == COMEBACK_OK)
        status = make_folder(copy, store_folder, fault);
    if (status != COMEBACK_OK)
        return status;
    status = copy_other(file, copy, keys, fault);
    if (status == COMEBACK_OK)
        status = merge_into(store_folder, copy, &report, fault);
    remove_files(copy);
    if (status == COMEBACK_OK)
        *out = report;
    return status;
}
