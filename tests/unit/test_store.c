/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shop_helper.h"

#include "../../plugin/store.h"

static char folder[64];

static int make_store(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/comeback-XXXXXX");
    return mkdtemp(folder) == NULL || store_create(folder, NULL) != COMEBACK_OK;
}

static int remove_store(void **state)
{
    char command[96];
    (void)state;
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command);
}

static const char *path_of(const char *name)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static struct store *open_store(void)
{
    struct store *store = NULL;
    struct fault fault = {{0}};
    if (store_open(folder, 0, &store, &fault) != COMEBACK_OK)
        fail_msg("store_open: %s", fault.text);
    return store;
}

static void execute(struct store *store, const char *sql)
{
    struct fault fault = {{0}};
    if (store_execute(store, sql, &fault) != COMEBACK_OK)
        fail_msg("%s: %s", sql, fault.text);
}

static int64_t number_in(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *statement;
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
    int64_t number =
        sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : -1;
    sqlite3_finalize(statement);
    return number;
}

static void assert_refused(const char *where, const char *why)
{
    char told[256];
    struct store *store = NULL;
    struct fault fault = {{0}};
    snprintf(told, sizeof told, "%s%s: %s", folder, where, why);
    assert_int_equal(store_open(folder, 0, &store, &fault), COMEBACK_STORE);
    assert_string_equal(fault.text, told);
    assert_null(store);
}

static void a_new_store_has_a_random_origin_and_this_schema(void **state)
{
    (void)state;
    struct store *store = open_store();
    assert_true(store->origin > 0);
    assert_int_equal(number_in(store->db, "PRAGMA user_version"), SCHEMA_VERSION);
    assert_int_equal(number_in(store->db, "PRAGMA application_id"), SCHEMA_APPLICATION_ID);
    assert_int_equal(number_in(store->db, "PRAGMA synchronous"), 2);
    int64_t origin = store->origin;
    store_close(store);
    store = open_store();
    assert_int_equal(store->origin, origin);
    store_close(store);
    remove_store(NULL);
    assert_int_equal(make_store(NULL), 0);
    store = open_store();
    assert_int_not_equal(store->origin, origin);
    store_close(store);
}

static void a_store_is_not_made_over_a_store(void **state)
{
    struct fault fault = {{0}};
    char told[160];
    (void)state;
    assert_int_equal(store_create(folder, &fault), COMEBACK_STORE);
    snprintf(told, sizeof told, "%s/comeback.db: is there already", folder);
    assert_string_equal(fault.text, told);
}

static void a_store_that_is_missing_is_refused_and_not_made(void **state)
{
    (void)state;
    unlink(path_of("comeback.db"));
    assert_refused("/comeback.db", "No such file or directory; `comeback init` makes one");
    assert_int_not_equal(access(path_of("comeback.db"), F_OK), 0);
    remove_store(NULL);
    assert_refused("", "No such file or directory");
    assert_int_equal(make_store(NULL), 0);
}

static void what_is_not_a_store_is_refused(void **state)
{
    static const char *const names[] = {"comeback.db-wal", "comeback.db-shm", "comeback.db"};
    sqlite3 *other;
    (void)state;
    for (int i = 0; i < 3; i++)
        unlink(path_of(names[i]));
    FILE *file = fopen(path_of("comeback.db"), "w");
    for (int i = 0; i < 4096; i++)
        fputs("no database at all. ", file);
    fclose(file);
    assert_refused("/comeback.db", "not a Comeback store");
    unlink(path_of("comeback.db"));
    assert_int_equal(sqlite3_open(path_of("comeback.db"), &other), SQLITE_OK);
    assert_int_equal(sqlite3_exec(other, "CREATE TABLE sale(x)", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(other);
    assert_refused("/comeback.db", "not a Comeback store");
    assert_int_equal(truncate(path_of("comeback.db"), 0), 0);
    assert_refused("/comeback.db", "not a Comeback store");
}

static void a_newer_schema_is_refused_and_left_alone(void **state)
{
    char told[160], sql[64];
    struct store *store = open_store();
    (void)state;
    snprintf(sql, sizeof sql, "PRAGMA user_version=%d", SCHEMA_VERSION + 1);
    execute(store, sql);
    snprintf(told, sizeof told, "schema %d is newer than this program's %d", SCHEMA_VERSION + 1,
             SCHEMA_VERSION);
    assert_refused("/comeback.db", told);
    assert_int_equal(number_in(store->db, "PRAGMA user_version"), SCHEMA_VERSION + 1);
    store_close(store);
}

/* Two versions to come, after the one that is there. */
static const struct schema_step coming[] = {
    {SCHEMA_VERSION, "CREATE TABLE never(x)"},
    {SCHEMA_VERSION + 1, "ALTER TABLE person ADD COLUMN nickname TEXT;"
                         "UPDATE person SET nickname='Mr '||name"},
    {SCHEMA_VERSION + 2, "CREATE TABLE league(x); INSERT INTO league VALUES(3)"},
    {0, NULL},
};

static const struct schema_step failing[] = {
    {SCHEMA_VERSION + 1, "CREATE TABLE half(x); INSERT INTO nowhere VALUES(1)"},
    {SCHEMA_VERSION + 2, "CREATE TABLE league(x)"},
    {0, NULL},
};

static const char *copy_name(void)
{
    static char name[32];
    snprintf(name, sizeof name, "comeback.db.v%d", SCHEMA_VERSION);
    return name;
}

static void steps_above_the_stores_version_are_taken_in_order(void **state)
{
    struct store *store = open_store();
    (void)state;
    execute(store, "INSERT INTO person(id, name) VALUES(1, 'Bo')");
    assert_int_equal(store_migrate(store, coming, NULL), COMEBACK_OK);
    assert_int_equal(number_in(store->db, "PRAGMA user_version"), SCHEMA_VERSION + 2);
    assert_int_equal(number_in(store->db, "SELECT count(*) FROM person WHERE nickname='Mr Bo'"), 1);
    assert_int_equal(number_in(store->db, "SELECT x FROM league"), 3);
    assert_int_equal(number_in(store->db, "SELECT count(*) FROM sqlite_master WHERE name='never'"),
                     0);
    assert_int_equal(store_migrate(store, coming, NULL), COMEBACK_OK);
    assert_int_equal(number_in(store->db, "SELECT count(*) FROM league"), 1);
    store_close(store);
}

static void a_copy_of_the_old_store_is_laid_beside_it_first(void **state)
{
    sqlite3 *copy;
    struct store *store = open_store();
    (void)state;
    execute(store, "INSERT INTO person(id, name) VALUES(1, 'Bo')");
    assert_int_equal(store_migrate(store, coming, NULL), COMEBACK_OK);
    assert_int_equal(sqlite3_open(path_of(copy_name()), &copy), SQLITE_OK);
    assert_int_equal(number_in(copy, "PRAGMA user_version"), SCHEMA_VERSION);
    assert_int_equal(number_in(copy, "PRAGMA application_id"), SCHEMA_APPLICATION_ID);
    assert_int_equal(number_in(copy, "SELECT count(*) FROM person WHERE name='Bo'"), 1);
    assert_int_equal(number_in(copy, "SELECT value FROM meta WHERE name='origin'"), store->origin);
    assert_int_equal(
        number_in(copy, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check='ok'"),
        1);
    sqlite3_close(copy);
    store_close(store);
}

static void a_step_that_fails_leaves_the_old_version(void **state)
{
    struct fault fault = {{0}};
    char told[160];
    struct store *store = open_store();
    (void)state;
    assert_int_equal(store_migrate(store, failing, &fault), COMEBACK_STORE);
    snprintf(told, sizeof told, "%s/comeback.db: no such table: nowhere", folder);
    assert_string_equal(fault.text, told);
    assert_int_equal(number_in(store->db, "PRAGMA user_version"), SCHEMA_VERSION);
    assert_int_equal(
        number_in(store->db, "SELECT count(*) FROM sqlite_master WHERE name IN ('half', 'league')"),
        0);
    store_close(store);
    store_close(open_store());
}

static void where_no_copy_can_be_laid_nothing_is_changed(void **state)
{
    char part[48];
    struct fault fault = {{0}};
    struct store *store = open_store();
    (void)state;
    snprintf(part, sizeof part, "%s.part", copy_name());
    assert_int_equal(mkdir(path_of(part), 0700), 0);
    assert_int_equal(store_migrate(store, coming, &fault), COMEBACK_STORE);
    assert_int_equal(number_in(store->db, "PRAGMA user_version"), SCHEMA_VERSION);
    store_close(store);
}

static void an_older_copy_is_never_written_over(void **state)
{
    char text[16] = "", second[64];
    struct store *store = open_store();
    (void)state;
    FILE *file = fopen(path_of(copy_name()), "w");
    fputs("precious", file);
    fclose(file);
    assert_int_equal(store_migrate(store, coming, NULL), COMEBACK_OK);
    file = fopen(path_of(copy_name()), "r");
    assert_non_null(fgets(text, sizeof text, file));
    fclose(file);
    assert_string_equal(text, "precious");
    snprintf(second, sizeof second, "%s.2", copy_name());
    assert_int_equal(access(path_of(second), R_OK), 0);
    snprintf(second, sizeof second, "%s.part", copy_name());
    assert_int_not_equal(access(path_of(second), F_OK), 0);
    store_close(store);
}

static void one_process_at_a_time_brings_the_store_up_to_date(void **state)
{
    struct fault fault = {{0}};
    struct store *store = open_store();
    (void)state;
    int other = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_int_equal(flock(other, LOCK_EX), 0);
    assert_int_equal(store_migrate(store, coming, &fault), COMEBACK_BUSY);
    assert_non_null(strstr(fault.text, "another process brings the store up to date"));
    assert_int_not_equal(access(path_of(copy_name()), F_OK), 0);
    close(other);
    assert_int_equal(store_migrate(store, coming, &fault), COMEBACK_OK);
    store_close(store);
}

static void a_step_that_another_ran_meanwhile_is_not_run_again(void **state)
{
    struct store *one = open_store(), *other = open_store();
    (void)state;
    assert_int_equal(store_migrate(one, coming, NULL), COMEBACK_OK);
    assert_int_equal(store_migrate(other, coming, NULL), COMEBACK_OK);
    assert_int_equal(number_in(other->db, "SELECT count(*) FROM league"), 1);
    char second[64];
    snprintf(second, sizeof second, "%s.2", copy_name());
    assert_int_not_equal(access(path_of(second), F_OK), 0);
    store_close(one);
    store_close(other);
}

static void what_follows_a_light_transaction_is_never_light(void **state)
{
    struct store *store = open_store();
    (void)state;
    assert_int_equal(store_begin_light(store, 0, NULL), COMEBACK_OK);
    /* As where FULL could not be put back: SQLite refuses that inside a transaction. */
    execute(store, "COMMIT; BEGIN");
    assert_int_equal(store_begin_write(store, 0, NULL), COMEBACK_STORE);
    execute(store, "COMMIT");
    assert_int_equal(number_in(store->db, "PRAGMA synchronous"), 1);
    assert_int_equal(store_begin_write(store, 0, NULL), COMEBACK_OK);
    assert_int_equal(number_in(store->db, "PRAGMA synchronous"), 2);
    store_rollback(store);
    store_close(store);
}

/* Numbers of linux/magic.h and statfs(2). */
static void network_file_systems_are_known_by_name(void **state)
{
    static const struct {
        long type;
        const char *name;
    } network[] = {
        {0x6969, "NFS"},    {0x517B, "SMB"},     {0xFF534D42, "CIFS"}, {0xFE534D42, "SMB2"},
        {0x01021997, "9P"}, {0x5346414F, "AFS"}, {0x00C36400, "Ceph"},
    };
    static const long local[] = {0xEF53,     0x58465342, 0x9123683E,
                                 0x01021994, 0x794C7630, 0x2FC12FC1};
    (void)state;
    for (size_t i = 0; i < sizeof network / sizeof network[0]; i++)
        assert_string_equal(store_network_name(network[i].type), network[i].name);
    for (size_t i = 0; i < sizeof local / sizeof local[0]; i++)
        assert_null(store_network_name(local[i]));
}

static void a_second_writer_waits_no_longer_than_it_may(void **state)
{
    struct fault fault = {{0}};
    char told[160];
    struct store *one = open_store(), *other = open_store();
    (void)state;
    assert_int_equal(store_begin_write(one, 0, NULL), COMEBACK_OK);
    int64_t before_ms = clock_monotonic_ms();
    assert_int_equal(store_begin_write(other, 40, &fault), COMEBACK_BUSY);
    assert_in_range(clock_monotonic_ms() - before_ms, 39, 400);
    snprintf(told, sizeof told, "%s/comeback.db: locked by another process", folder);
    assert_string_equal(fault.text, told);
    assert_int_equal(store_begin_read(other, 0, NULL), COMEBACK_OK);
    store_rollback(other);
    assert_int_equal(store_commit(one, NULL), COMEBACK_OK);
    assert_int_equal(store_begin_write(other, 0, NULL), COMEBACK_OK);
    store_rollback(other);
    store_close(one);
    store_close(other);
}

static void a_rolled_back_transaction_left_nothing(void **state)
{
    struct store *store = open_store();
    (void)state;
    assert_int_equal(store_begin_light(store, 0, NULL), COMEBACK_OK);
    assert_int_equal(number_in(store->db, "PRAGMA synchronous"), 1);
    execute(store, "INSERT INTO person(id, name) VALUES(1, 'Bo')");
    store_rollback(store);
    store_rollback(store);
    assert_int_equal(number_in(store->db, "SELECT count(*) FROM person"), 0);
    assert_int_equal(number_in(store->db, "PRAGMA synchronous"), 2);
    assert_int_equal(store_begin_light(store, 0, NULL), COMEBACK_OK);
    assert_int_equal(store_commit(store, NULL), COMEBACK_OK);
    assert_int_equal(number_in(store->db, "PRAGMA synchronous"), 2);
    store_close(store);
}

static void every_statement_can_be_prepared(void **state)
{
    static const struct {
        const char *name, *sql;
    } statements[] = {
#define STATEMENT(name, sql) {#name, sql},
#include "../../plugin/statements.h"
#undef STATEMENT
    };
    struct store *store = open_store();
    (void)state;
    for (size_t i = 0; i < sizeof statements / sizeof statements[0]; i++) {
        sqlite3_stmt *statement = NULL;
        if (sqlite3_prepare_v2(store->db, statements[i].sql, -1, &statement, NULL) != SQLITE_OK)
            fail_msg("%s: %s", statements[i].name, sqlite3_errmsg(store->db));
        sqlite3_finalize(statement);
    }
    store_close(store);
}

static void a_query_that_found_nothing_can_be_asked_again(void **state)
{
    sqlite3_stmt *row = (sqlite3_stmt *)&folder;
    struct store *store = open_store();
    (void)state;
    for (int i = 0; i < 2; i++) {
        assert_int_equal(store_query(store, CODE_FIND, &row, NULL, "i", INT64_C(1)), 0);
        assert_null(row);
    }
    store_close(store);
}

enum { NOBODY = 65534 };

/* In a child, since root may open whatever the mode says: as `nobody`, who owns the folder. */
static bool is_denied_to_nobody(void)
{
    struct store *store = NULL;
    struct fault fault = {{0}};
    if (geteuid() == 0 && setuid(NOBODY) != 0)
        return false;
    return store_open(folder, 0, &store, &fault) == COMEBACK_STORE && store == NULL &&
           strstr(fault.text, "/comeback.db: Permission denied") != NULL;
}

static void assert_denied(mode_t mode, uid_t owner)
{
    int status;
    assert_int_equal(chmod(path_of("comeback.db"), mode), 0);
    if (geteuid() == 0) {
        assert_int_equal(chown(folder, NOBODY, NOBODY), 0);
        assert_int_equal(chown(path_of("comeback.db"), owner, owner), 0);
    }
    pid_t child = fork();
    if (child == 0)
        _exit(is_denied_to_nobody() ? 0 : 1);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

static void a_read_only_store_is_refused(void **state)
{
    (void)state;
    assert_denied(0400, NOBODY);
}

static void a_store_of_another_user_is_refused(void **state)
{
    (void)state;
    if (geteuid() != 0)
        skip(); /* only root can make one */
    assert_denied(0600, 0);
}

static void write_a_row(struct store *store)
{
    assert_int_equal(store_begin_light(store, 0, NULL), COMEBACK_OK);
    execute(store, "INSERT OR REPLACE INTO meta VALUES('test', 1)");
    assert_int_equal(store_commit(store, NULL), COMEBACK_OK);
}

/* wal_frames is of the last commit until a checkpoint was made. */
static void while_one_loads_no_other_moves_what_is_in_the_wal(void **state)
{
    (void)state;
    struct store *loader = open_store(), *till = open_store();
    write_a_row(till);
    store_load_begin(loader);
    store_checkpoint(till, 1);
    assert_true(till->wal_frames > 0);
    write_a_row(loader);
    store_checkpoint(loader, 1);
    assert_int_equal(loader->wal_frames, 0);
    store_load_end(loader);
    store_checkpoint(till, 1);
    assert_int_equal(till->wal_frames, 0);
    store_close(loader);
    store_close(till);
}

static void who_loads_keeps_many_pages_and_then_few_again(void **state)
{
    (void)state;
    struct store *store = open_store();
    int64_t usual = number_in(store->db, "PRAGMA cache_size");
    store_load_begin(store);
    assert_true(number_in(store->db, "PRAGMA cache_size") < 16 * usual);
    store_load_end(store);
    assert_int_equal(number_in(store->db, "PRAGMA cache_size"), usual);
    store_close(store);
}

static void two_that_load_do_not_hinder_each_other(void **state)
{
    (void)state;
    struct store *one = open_store(), *other = open_store();
    store_load_begin(one);
    store_load_begin(other);
    assert_true(one->wal_fd >= 0 && other->wal_fd < 0);
    write_a_row(other);
    store_load_end(one);
    store_checkpoint(other, 1);
    assert_int_equal(other->wal_frames, 0);
    store_close(other);
    store_close(one);
}

static void a_store_that_is_closed_no_longer_loads(void **state)
{
    (void)state;
    struct store *loader = open_store(), *till = open_store();
    store_load_begin(loader);
    store_close(loader);
    write_a_row(till);
    store_checkpoint(till, 1);
    assert_int_equal(till->wal_frames, 0);
    store_close(till);
}

static void what_is_synced_may_be_nothing(void **state)
{
    (void)state;
    struct store *store = open_store();
    assert_int_equal(store_sync(store, NULL), COMEBACK_OK);
    write_a_row(store);
    assert_int_equal(store_sync(store, NULL), COMEBACK_OK);
    store_close(store);
}

#define STORE_TEST(name) cmocka_unit_test_setup_teardown(name, make_store, remove_store)

int main(void)
{
    const struct CMUnitTest tests[] = {
        STORE_TEST(a_new_store_has_a_random_origin_and_this_schema),
        STORE_TEST(a_store_is_not_made_over_a_store),
        STORE_TEST(a_store_that_is_missing_is_refused_and_not_made),
        STORE_TEST(what_is_not_a_store_is_refused),
        STORE_TEST(a_newer_schema_is_refused_and_left_alone),
        STORE_TEST(steps_above_the_stores_version_are_taken_in_order),
        STORE_TEST(a_copy_of_the_old_store_is_laid_beside_it_first),
        STORE_TEST(a_step_that_fails_leaves_the_old_version),
        STORE_TEST(where_no_copy_can_be_laid_nothing_is_changed),
        STORE_TEST(an_older_copy_is_never_written_over),
        STORE_TEST(one_process_at_a_time_brings_the_store_up_to_date),
        STORE_TEST(a_step_that_another_ran_meanwhile_is_not_run_again),
        STORE_TEST(what_follows_a_light_transaction_is_never_light),
        STORE_TEST(while_one_loads_no_other_moves_what_is_in_the_wal),
        STORE_TEST(who_loads_keeps_many_pages_and_then_few_again),
        STORE_TEST(two_that_load_do_not_hinder_each_other),
        STORE_TEST(a_store_that_is_closed_no_longer_loads),
        STORE_TEST(what_is_synced_may_be_nothing),
        STORE_TEST(network_file_systems_are_known_by_name),
        STORE_TEST(a_second_writer_waits_no_longer_than_it_may),
        STORE_TEST(a_rolled_back_transaction_left_nothing),
        STORE_TEST(every_statement_can_be_prepared),
        STORE_TEST(a_query_that_found_nothing_can_be_asked_again),
        STORE_TEST(a_read_only_store_is_refused),
        STORE_TEST(a_store_of_another_user_is_refused),
    };
    return cmocka_run_group_tests_name("store", tests, NULL, NULL);
}
