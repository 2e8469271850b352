/* SPDX-License-Identifier: MIT */
#include "store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "../drivers/shared.h"
#include "clock.h"

enum {
    CACHE_KIB = 1024,
    CACHE_LOAD_KIB = 64 * 1024,
    PAGE_KIB = 4, /* SQLite's own choice */
    SURVEY_PART = 16,
    PAUSE_US = 400,
    BUSY_AT_OPEN_MS = 40,
    COPIES_MAX = 9,
};

static const char *const statement_sql[STATEMENT_COUNT] = {
#define STATEMENT(name, sql) [name] = (sql),
#include "statements.h"
#undef STATEMENT
};

/* statfs(2) and linux/magic.h: WAL needs shared memory, which these do not give. */
static const struct {
    long type;
    const char *name;
} network_systems[] = {
    {0x6969, "NFS"},        {0x517B, "SMB"},      {0xFF534D42, "CIFS"}, {0xFE534D42, "SMB2"},
    {0x01021997, "9P"},     {0x5346414F, "AFS"},  {0x73757245, "Coda"}, {0x00C36400, "Ceph"},
    {0x0BD00BD0, "Lustre"}, {0x01161970, "GFS2"},
};

const char *store_network_name(long file_system_type)
{
    for (size_t i = 0; i < sizeof network_systems / sizeof network_systems[0]; i++)
        if (network_systems[i].type == file_system_type)
            return network_systems[i].name;
    return NULL;
}

/* SQLite does not say which of its files it may not open. */
static int not_opened(const struct store *store, struct fault *fault)
{
    static const char *const endings[] = {"", "-wal", "-shm"};
    char path[STORE_PATH + 32];
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        snprintf(path, sizeof path, "%s/comeback.db%s", store->folder, endings[i]);
        if (faccessat(AT_FDCWD, path, R_OK | W_OK, AT_EACCESS) != 0 && errno != ENOENT)
            return fail(fault, COMEBACK_STORE, "%s: %s", path, strerror(errno));
    }
    return fail(fault, COMEBACK_STORE, "%s/comeback.db: %s", store->folder,
                sqlite3_errmsg(store->db));
}

static int failed(struct store *store, struct fault *fault)
{
    int code = sqlite3_errcode(store->db);
    const char *text = sqlite3_errmsg(store->db);
    if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
        return fail(fault, COMEBACK_BUSY, "%s/comeback.db: locked by another process",
                    store->folder);
    if (code == SQLITE_NOMEM)
        return fail(fault, COMEBACK_MEMORY, "out of memory");
    if (code == SQLITE_CANTOPEN)
        return not_opened(store, fault);
    if (code == SQLITE_NOTADB)
        return fail(fault, COMEBACK_STORE, "%s/comeback.db: not a Comeback store", store->folder);
    return fail(fault, COMEBACK_STORE, "%s/comeback.db: %s", store->folder, text);
}

static int wait_for_lock(void *context, int count)
{
    const struct store *store = context;
    (void)count;
    if (clock_monotonic_ms() >= store->wait_until_ms)
        return 0;
    usleep(PAUSE_US);
    return 1;
}

static int count_frames(void *context, sqlite3 *db, const char *name, int frames)
{
    (void)db, (void)name;
    ((struct store *)context)->wal_frames = frames;
    return SQLITE_OK;
}

int store_execute(struct store *store, const char *sql, struct fault *fault)
{
    return sqlite3_exec(store->db, sql, NULL, NULL, NULL) == SQLITE_OK ? COMEBACK_OK
                                                                       : failed(store, fault);
}

static int read_pragma(struct store *store, const char *sql, int64_t *out, struct fault *fault)
{
    sqlite3_stmt *statement;
    if (sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL) != SQLITE_OK)
        return failed(store, fault);
    int step = sqlite3_step(statement);
    if (step == SQLITE_ROW)
        *out = sqlite3_column_int64(statement, 0);
    int status = step == SQLITE_ROW ? COMEBACK_OK : failed(store, fault);
    sqlite3_finalize(statement);
    return status;
}

/* fd's of our connection must not reach a child of the host; SQLite opens with O_CLOEXEC. */
static int connect(struct store *store, int flags, struct fault *fault)
{
    char path[STORE_PATH + 16];
    snprintf(path, sizeof path, "%s/comeback.db", store->folder);
    int code = sqlite3_open_v2(path, &store->db, flags | SQLITE_OPEN_NOMUTEX, NULL);
    if (code != SQLITE_OK)
        return store->db == NULL ? fail(fault, COMEBACK_MEMORY, "out of memory")
                                 : failed(store, fault);
    sqlite3_extended_result_codes(store->db, 0);
    sqlite3_busy_handler(store->db, wait_for_lock, store);
    sqlite3_wal_hook(store->db, count_frames, store);
    /* The last to close must not pay for a checkpoint: a PHP request opens and closes each time. */
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    return COMEBACK_OK;
}

static int set_pragmas(struct store *store, struct fault *fault)
{
    char sql[128];
    snprintf(sql, sizeof sql,
             "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-%d;"
             " PRAGMA temp_store=MEMORY;",
             CACHE_KIB);
    return store_execute(store, sql, fault);
}

/* SQLite itself would give a new file the mode 0644; what it makes beside it gets that file's. */
int store_make_file(const char *path, struct fault *fault)
{
    int fd = shared_open(path, O_RDWR | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0 && errno == EEXIST)
        return fail(fault, COMEBACK_STORE, "%s: is there already", path);
    if (fd < 0)
        return fail(fault, COMEBACK_STORE, "%s: %s", path, strerror(errno));
    close(fd);
    return COMEBACK_OK;
}

static bool sync_file(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool synced = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    return synced;
}

/* Under the first name that is free: comeback.db.v1, comeback.db.v1.2 and so on. What lies there
 * may be the only copy of what a step spoiled. */
static int give_free_name(const char *part, const char *path, struct fault *fault)
{
    char name[STORE_PATH + 48];
    snprintf(name, sizeof name, "%s", path);
    for (int number = 2; link(part, name) != 0; number++) {
        if (errno != EEXIST || number > COPIES_MAX)
            return fail(fault, COMEBACK_STORE, "%s: %s", name, strerror(errno));
        snprintf(name, sizeof name, "%s.%d", path, number);
    }
    return COMEBACK_OK;
}

static int copy_aside(struct store *store, int64_t version, struct fault *fault)
{
    char sql[STORE_PATH + 80], path[STORE_PATH + 32], part[STORE_PATH + 40];
    snprintf(path, sizeof path, "%s/comeback.db.v%lld", store->folder, (long long)version);
    snprintf(part, sizeof part, "%s.part", path);
    unlink(part);
    int status = store_make_file(part, fault);
    sqlite3_snprintf(sizeof sql, sql, "VACUUM INTO %Q", part);
    if (status == COMEBACK_OK)
        status = store_execute(store, sql, fault);
    if (status == COMEBACK_OK && !sync_file(part))
        status = fail(fault, COMEBACK_STORE, "%s: %s", part, strerror(errno));
    if (status == COMEBACK_OK)
        status = give_free_name(part, path, fault);
    unlink(part);
    return status;
}

static int run_step_inside(struct store *store, const struct schema_step *step, struct fault *fault)
{
    char sql[64];
    int64_t version = 0;
    int status = read_pragma(store, "PRAGMA user_version", &version, fault);
    if (status != COMEBACK_OK || version >= step->version)
        return status;
    snprintf(sql, sizeof sql, "PRAGMA user_version=%d", step->version);
    status = store_execute(store, step->sql, fault);
    return status == COMEBACK_OK ? store_execute(store, sql, fault) : status;
}

static int run_step(struct store *store, const struct schema_step *step, struct fault *fault)
{
    int status = store_execute(store, "BEGIN IMMEDIATE", fault);
    if (status != COMEBACK_OK)
        return status;
    status = run_step_inside(store, step, fault);
    if (status == COMEBACK_OK)
        status = store_execute(store, "COMMIT", fault);
    if (status != COMEBACK_OK)
        store_rollback(store);
    return status;
}

static int migrate_alone(struct store *store, const struct schema_step *steps, struct fault *fault)
{
    int64_t version = 0;
    bool copied = false;
    int status = read_pragma(store, "PRAGMA user_version", &version, fault);
    for (; status == COMEBACK_OK && steps->version != 0; steps++) {
        if (steps->version <= version)
            continue;
        if (version > 0 && !copied)
            status = copy_aside(store, version, fault);
        copied = true;
        if (status == COMEBACK_OK)
            status = run_step(store, steps, fault);
    }
    return status;
}

/* The folder itself is locked, which leaves no file behind. A descriptor to close when done, or a
 * failure. */
static int lock_migration(struct store *store, struct fault *fault)
{
    int fd = open(store->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return fail(fault, COMEBACK_STORE, "%s: %s", store->folder, strerror(errno));
    while (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if (clock_monotonic_ms() >= store->wait_until_ms) {
            close(fd);
            return fail(fault, COMEBACK_BUSY, "%s: another process brings the store up to date",
                        store->folder);
        }
        usleep(PAUSE_US);
    }
    return fd;
}

int store_migrate(struct store *store, const struct schema_step *steps, struct fault *fault)
{
    int lock = lock_migration(store, fault);
    if (lock < 0)
        return lock;
    int status = migrate_alone(store, steps, fault);
    close(lock);
    return status;
}

static int check_schema(struct store *store, struct fault *fault)
{
    int64_t application = 0, version = 0;
    int status = read_pragma(store, "PRAGMA application_id", &application, fault);
    if (status == COMEBACK_OK)
        status = read_pragma(store, "PRAGMA user_version", &version, fault);
    if (status != COMEBACK_OK)
        return status;
    if (application != SCHEMA_APPLICATION_ID)
        return fail(fault, COMEBACK_STORE, "%s/comeback.db: not a Comeback store", store->folder);
    if (version > SCHEMA_VERSION)
        return fail(fault, COMEBACK_STORE,
                    "%s/comeback.db: schema %lld is newer than this program's %d", store->folder,
                    (long long)version, SCHEMA_VERSION);
    return version < SCHEMA_VERSION ? store_migrate(store, schema_steps(), fault) : COMEBACK_OK;
}

static int check_place(const char *folder, struct fault *fault)
{
    char path[STORE_PATH + 16];
    struct statfs system;
    snprintf(path, sizeof path, "%s/comeback.db", folder);
    if (statfs(folder, &system) != 0)
        return fail(fault, COMEBACK_STORE, "%s: %s", folder, strerror(errno));
    const char *network = store_network_name((long)system.f_type);
    if (network != NULL)
        return fail(fault, COMEBACK_STORE, "%s: on a network file system (%s)", folder, network);
    if (access(path, R_OK | W_OK) != 0)
        return fail(fault, COMEBACK_STORE, "%s: %s%s", path, strerror(errno),
                    errno == ENOENT ? "; `comeback init` makes one" : "");
    if (access(folder, W_OK) != 0)
        return fail(fault, COMEBACK_STORE, "%s: %s", folder, strerror(errno));
    return COMEBACK_OK;
}

/*
 * What SQLite knows of a file's locks is in the memory of its process; a fork copies that and not
 * the locks. With its parent's connection still open a child would use the store unlocked. Two
 * properties of an open file, meant for O_ASYNC, which we never ask for, come along at a fork and
 * so tell whose it is: its owner (F_SETOWN), which the kernel forgets once that process is dead,
 * and its signal (F_SETSIG), which it never forgets.
 */
enum { OPENED_SIGNAL = SIGURG };

static void mark_as_ours(int fd)
{
    if (fcntl(fd, F_GETOWN) != 0 || fcntl(fd, F_GETSIG) == OPENED_SIGNAL)
        return;
    fcntl(fd, F_SETOWN, getpid());
    fcntl(fd, F_SETSIG, OPENED_SIGNAL);
}

static bool is_of_another(int fd)
{
    int owner = fcntl(fd, F_GETOWN);
    return owner != getpid() && (owner > 0 || fcntl(fd, F_GETSIG) == OPENED_SIGNAL);
}

/* This process's open files of the store that bears the name now. */
struct open_files {
    int count;
    bool inherited; /* one is of another process */
};

static struct open_files look_at_files(const char *folder, bool mark)
{
    char path[STORE_PATH + 16];
    struct stat store, file;
    struct open_files found = {.count = 0};
    snprintf(path, sizeof path, "%s/comeback.db", folder);
    DIR *fds = stat(path, &store) == 0 ? opendir("/proc/self/fd") : NULL;
    if (fds == NULL)
        return found;
    for (struct dirent *entry; (entry = readdir(fds)) != NULL;) {
        int fd = atoi(entry->d_name);
        if (fstat(fd, &file) != 0 || file.st_ino != store.st_ino || file.st_dev != store.st_dev)
            continue;
        found.count++;
        found.inherited = found.inherited || is_of_another(fd);
        if (mark)
            mark_as_ours(fd);
    }
    closedir(fds);
    return found;
}

static int allocate(const char *folder, struct store **out, struct fault *fault)
{
    if (strlen(folder) >= STORE_PATH)
        return fail(fault, COMEBACK_STORE, "path too long: \"%.100s…\"", folder);
    struct store *store = calloc(1, sizeof *store);
    if (store == NULL)
        return fail(fault, COMEBACK_MEMORY, "out of memory");
    memcpy(store->folder, folder, strlen(folder) + 1);
    store->wait_until_ms = clock_monotonic_ms() + BUSY_AT_OPEN_MS;
    store->wal_fd = -1;
    *out = store;
    return COMEBACK_OK;
}

static int open_existing(struct store *store, int wait_ms, struct fault *fault)
{
    store->wait_until_ms = clock_monotonic_ms() + wait_ms;
    int status = check_place(store->folder, fault);
    if (status == COMEBACK_OK && look_at_files(store->folder, false).inherited)
        status = fail(fault, COMEBACK_FORKED,
                      "%s: this process's parent opened it: close that handle here first",
                      store->folder);
    if (status == COMEBACK_OK)
        status = connect(store, SQLITE_OPEN_READWRITE, fault);
    if (status == COMEBACK_OK)
        status = check_schema(store, fault);
    if (status == COMEBACK_OK)
        status = set_pragmas(store, fault);
    if (status == COMEBACK_OK)
        status =
            read_pragma(store, "SELECT value FROM meta WHERE name='origin'", &store->origin, fault);
    /* From its first read on a connection holds a lock that restore respects; before that, another
     * store may have been put in the place of the one that was opened. */
    if (status == COMEBACK_OK && look_at_files(store->folder, true).count == 0)
        status = fail(fault, COMEBACK_BUSY, "%s: another store is being put in its place",
                      store->folder);
    return status;
}

int store_open(const char *folder, int wait_ms, struct store **out, struct fault *fault)
{
    struct store *store;
    int status = allocate(folder, &store, fault);
    if (status != COMEBACK_OK)
        return status;
    status = open_existing(store, wait_ms, fault);
    if (status == COMEBACK_OK)
        *out = store;
    else
        store_close(store);
    return status;
}

void store_close(struct store *store)
{
    if (store == NULL)
        return;
    if (store->wal_fd >= 0)
        close(store->wal_fd);
    for (int i = 0; i < STATEMENT_COUNT; i++)
        sqlite3_finalize(store->statements[i]);
    sqlite3_close(store->db);
    free(store);
}

static int fill_new(struct store *store, struct fault *fault)
{
    char sql[160];
    int64_t origin;
    randombytes_buf(&origin, sizeof origin);
    origin &= INT64_MAX;
    snprintf(sql, sizeof sql, "PRAGMA application_id=%d; PRAGMA journal_mode=WAL;",
             SCHEMA_APPLICATION_ID);
    int status = store_execute(store, sql, fault);
    if (status == COMEBACK_OK)
        status = store_migrate(store, schema_steps(), fault);
    snprintf(sql, sizeof sql, "INSERT INTO meta VALUES('origin', %lld)", (long long)origin);
    return status == COMEBACK_OK ? store_execute(store, sql, fault) : status;
}

int store_create(const char *folder, struct fault *fault)
{
    char path[STORE_PATH + 16];
    struct store *store;
    if (sodium_init() < 0)
        return fail(fault, COMEBACK_STORE, "no source of random numbers");
    int status = allocate(folder, &store, fault);
    if (status != COMEBACK_OK)
        return status;
    snprintf(path, sizeof path, "%s/comeback.db", folder);
    if (shared_mkdir(folder, 0700) != 0 && errno != EEXIST)
        status = fail(fault, COMEBACK_STORE, "%s: %s", folder, strerror(errno));
    if (status == COMEBACK_OK)
        status = store_make_file(path, fault);
    if (status == COMEBACK_OK)
        status = connect(store, SQLITE_OPEN_READWRITE, fault);
    if (status == COMEBACK_OK)
        status = fill_new(store, fault);
    store_close(store);
    return status;
}

static int begin_write(struct store *store, int wait_ms, struct fault *fault)
{
    store->wait_until_ms = clock_monotonic_ms() + wait_ms;
    store->tail.known = false;
    store->begun = (struct store_begun){.known = {false}};
    return store_run(store, BEGIN_WRITE, fault, "");
}

static int end_light(struct store *store, struct fault *fault)
{
    int status =
        store->light ? store_execute(store, "PRAGMA synchronous=FULL", fault) : COMEBACK_OK;
    if (status == COMEBACK_OK)
        store->light = false;
    return status;
}

/* Where FULL could not be put back before, nothing is committed without it. */
int store_begin_write(struct store *store, int wait_ms, struct fault *fault)
{
    int status = end_light(store, fault);
    return status == COMEBACK_OK ? begin_write(store, wait_ms, fault) : status;
}

int store_begin_read(struct store *store, int wait_ms, struct fault *fault)
{
    store->wait_until_ms = clock_monotonic_ms() + wait_ms;
    return store_run(store, BEGIN_READ, fault, "");
}

/* In WAL, synchronous=NORMAL leaves out the fdatasync of a commit; it may only be changed outside
 * a transaction, so commit and rollback put FULL back. */
int store_begin_light(struct store *store, int wait_ms, struct fault *fault)
{
    int status = store_execute(store, "PRAGMA synchronous=NORMAL", fault);
    store->light = true;
    if (status == COMEBACK_OK)
        status = begin_write(store, wait_ms, fault);
    if (status != COMEBACK_OK)
        end_light(store, NULL);
    return status;
}

/* SQLITE_FCNTL_JOURNAL_POINTER is the WAL's file in this mode. */
int store_sync(struct store *store, struct fault *fault)
{
    sqlite3_file *wal = NULL;
    int code = sqlite3_file_control(store->db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &wal);
    if (code == SQLITE_OK && wal != NULL && wal->pMethods != NULL)
        code = wal->pMethods->xSync(wal, SQLITE_SYNC_NORMAL | SQLITE_SYNC_DATAONLY);
    return code == SQLITE_OK
               ? COMEBACK_OK
               : fail(fault, COMEBACK_STORE, "%s/comeback.db-wal: cannot be synced", store->folder);
}

/* A descriptor of the WAL with its flock, or -1. Unlike one of comeback.db it can be closed without
 * SQLite losing the locks that it has in that file. */
static int lock_wal(const struct store *store)
{
    char path[STORE_PATH + 16];
    snprintf(path, sizeof path, "%s/comeback.db-wal", store->folder);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

static void keep_pages(struct store *store, int kib)
{
    char sql[64];
    snprintf(sql, sizeof sql, "PRAGMA cache_size=-%d", kib);
    store_execute(store, sql, NULL);
}

void store_load_begin(struct store *store)
{
    store->wal_fd = lock_wal(store);
    keep_pages(store, CACHE_LOAD_KIB);
}

void store_load_end(struct store *store)
{
    keep_pages(store, CACHE_KIB);
    if (store->wal_fd >= 0)
        close(store->wal_fd);
    store->wal_fd = -1;
}

int store_survey_begin(struct store *store, int wait_ms, struct fault *fault)
{
    int64_t pages = 0;
    int status = store_execute(store, "PRAGMA temp_store=FILE", fault);
    if (status == COMEBACK_OK)
        status = store_begin_read(store, wait_ms, fault);
    if (status == COMEBACK_OK)
        status = read_pragma(store, "PRAGMA page_count", &pages, fault);
    int64_t kib = pages * PAGE_KIB / SURVEY_PART;
    if (kib > CACHE_KIB)
        keep_pages(store, kib < CACHE_LOAD_KIB ? (int)kib : CACHE_LOAD_KIB);
    return status;
}

void store_survey_end(struct store *store)
{
    store_rollback(store);
    store_execute(store, "PRAGMA temp_store=MEMORY", NULL);
    keep_pages(store, CACHE_KIB);
}

/* Of a load the disk begins to write at once: whoever syncs next would have to wait for all of it.
 */
int store_commit(struct store *store, struct fault *fault)
{
    int status = store_run(store, COMMIT, fault, "");
    if (status != COMEBACK_OK)
        store_rollback(store);
    else
        end_light(store, NULL);
    if (store->wal_fd >= 0)
        sync_file_range(store->wal_fd, 0, 0, SYNC_FILE_RANGE_WRITE);
    return status;
}

void store_rollback(struct store *store)
{
    /* SQLite has already rolled back by itself after some errors, a full disk among them. */
    if (sqlite3_get_autocommit(store->db) == 0)
        store_execute(store, "ROLLBACK", NULL);
    end_light(store, NULL);
}

static sqlite3_stmt *prepared(struct store *store, enum statement statement)
{
    sqlite3_stmt **slot = &store->statements[statement];
    if (*slot == NULL)
        sqlite3_prepare_v3(store->db, statement_sql[statement], -1, SQLITE_PREPARE_PERSISTENT, slot,
                           NULL);
    return *slot;
}

/* keep: SQLITE_TRANSIENT where the statement goes on after our caller's arguments are gone. */
static int bind_one(sqlite3_stmt *statement, int i, char type, sqlite3_destructor_type keep,
                    va_list *arguments)
{
    const void *data;
    int64_t number;
    switch (type) {
    case 't':
        return sqlite3_bind_text(statement, i, va_arg(*arguments, const char *), -1, keep);
    case 'b':
        data = va_arg(*arguments, const void *);
        return sqlite3_bind_blob64(statement, i, data, va_arg(*arguments, size_t), keep);
    default:
        number = va_arg(*arguments, int64_t);
        return type == 'z' && number == 0 ? sqlite3_bind_null(statement, i)
                                          : sqlite3_bind_int64(statement, i, number);
    }
}

static int bind(sqlite3_stmt *statement, const char *types, sqlite3_destructor_type keep,
                va_list *arguments)
{
    int code = SQLITE_OK;
    for (int i = 1; types[i - 1] != '\0' && code == SQLITE_OK; i++)
        code = bind_one(statement, i, types[i - 1], keep, arguments);
    return code;
}

static int start(struct store *store, enum statement which, sqlite3_stmt **out, struct fault *fault,
                 const char *types, sqlite3_destructor_type keep, va_list *arguments)
{
    sqlite3_stmt *statement = prepared(store, which);
    if (statement == NULL || bind(statement, types, keep, arguments) != SQLITE_OK)
        return failed(store, fault);
    int status = store_next(store, statement, fault);
    if (status >= 0)
        *out = statement;
    return status;
}

int store_next(struct store *store, sqlite3_stmt *statement, struct fault *fault)
{
    int code = sqlite3_step(statement);
    if (code == SQLITE_ROW)
        return 1;
    if (code == SQLITE_DONE)
        return 0;
    int status = failed(store, fault);
    store_done(statement);
    return status;
}

void store_done(sqlite3_stmt *statement)
{
    if (statement == NULL)
        return;
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
}

int store_query(struct store *store, enum statement statement, sqlite3_stmt **out,
                struct fault *fault, const char *types, ...)
{
    va_list arguments;
    *out = NULL;
    va_start(arguments, types);
    int status = start(store, statement, out, fault, types, SQLITE_TRANSIENT, &arguments);
    va_end(arguments);
    if (status == 0) {
        store_done(*out);
        *out = NULL;
    }
    return status;
}

int store_run(struct store *store, enum statement statement, struct fault *fault, const char *types,
              ...)
{
    va_list arguments;
    sqlite3_stmt *running = NULL;
    va_start(arguments, types);
    int status = start(store, statement, &running, fault, types, SQLITE_STATIC, &arguments);
    va_end(arguments);
    store_done(running);
    return status < 0 ? status : COMEBACK_OK;
}

int store_number(struct store *store, enum statement statement, int64_t otherwise, int64_t *out,
                 struct fault *fault, const char *types, ...)
{
    va_list arguments;
    sqlite3_stmt *running = NULL;
    va_start(arguments, types);
    int status = start(store, statement, &running, fault, types, SQLITE_STATIC, &arguments);
    va_end(arguments);
    if (status < 0)
        return status;
    bool found = status == 1 && sqlite3_column_type(running, 0) != SQLITE_NULL;
    *out = found ? sqlite3_column_int64(running, 0) : otherwise;
    store_done(running);
    return COMEBACK_OK;
}

const char *store_text(sqlite3_stmt *statement, int column)
{
    const char *text = (const char *)sqlite3_column_text(statement, column);
    return text == NULL ? "" : text;
}

void store_checkpoint(struct store *store, int frames)
{
    if (store->wal_frames < frames)
        return;
    int fd = store->wal_fd < 0 ? lock_wal(store) : -1;
    if (fd < 0 && store->wal_fd < 0)
        return;
    store->wait_until_ms = 0;
    if (sqlite3_wal_checkpoint_v2(store->db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL) ==
        SQLITE_OK)
        store->wal_frames = 0;
    if (fd >= 0)
        close(fd);
}
