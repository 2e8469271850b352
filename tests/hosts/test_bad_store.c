/* SPDX-License-Identifier: MIT */
/*
 * A host whose shop is in trouble: a store that is locked, not ours, read-only, full, damaged or
 * newer, settings that turn bad under way, keys that are gone. It is told why, it never crashes,
 * and what was acknowledged stays.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host.h"

enum { NOBODY = 65534, DAMAGES = 60, SALES_FULL = 400, DISK_KIB = 8192 };

static struct host_api api;

static int load(void **state)
{
    (void)state;
    api = host_need_api();
    return 0;
}

static const char *path_in(const struct host_shop *where, const char *name)
{
    static char path[HOST_PATH + 64];
    snprintf(path, sizeof path, "%s/%s", where->folder, name);
    return path;
}

static void check_refused(const struct host_shop *where, int status, const char *part)
{
    comeback *shop = NULL;
    assert_int_equal(api.open(where->config, &shop), status);
    assert_null(shop);
    if (strstr(api.error(NULL), part) == NULL)
        fail_msg("\"%s\" does not quote \"%s\"", api.error(NULL), part);
}

static off_t size_of(const char *path)
{
    struct stat file;
    assert_int_equal(stat(path, &file), 0);
    return file.st_size;
}

/* --- locked ------------------------------------------------------------------------------------
 */

enum { TRIES = 8, WAIT_MS = 40 };

/* How long finish of a sale takes that was looked at before, or whose shop was opened just now. */
static int64_t finish_ms(comeback *shop, const char *ref, bool looked)
{
    comeback_sale *sale = host_begin(&api, shop, ref);
    if (looked)
        assert_int_equal(api.look(sale), COMEBACK_BUSY);
    int64_t began_ms = host_now_ms();
    assert_int_equal(api.finish(sale), COMEBACK_LATER);
    int64_t took_ms = host_now_ms() - began_ms;
    api.free(sale);
    return took_ms;
}

/* The least of some, for a busy machine delays anything. */
static void who_waited_in_vain_is_not_kept_waiting_again(void **state)
{
    pid_t holder = host_lock_store(*state, true);
    int64_t looked_ms = INT64_MAX, opened_ms = INT64_MAX;
    for (int i = 0; i < TRIES; i++) {
        char ref[16];
        comeback *shop = host_open(&api, *state);
        snprintf(ref, sizeof ref, "O%d", i);
        int64_t took_ms = finish_ms(shop, ref, false);
        opened_ms = took_ms < opened_ms ? took_ms : opened_ms;
        usleep(120000); /* now its opening is forgotten */
        ref[0] = 'L';
        took_ms = finish_ms(shop, ref, true);
        looked_ms = took_ms < looked_ms ? took_ms : looked_ms;
        api.close(shop);
    }
    host_unlock_store(holder);
    assert_in_range(opened_ms, 0, WAIT_MS - 1);
    assert_in_range(looked_ms, 0, WAIT_MS - 1);
}

static void a_store_locked_even_for_reading_costs_no_sale(void **state)
{
    pid_t holder = host_lock_store(*state, true);
    comeback *shop = host_open(&api, *state);
    comeback_sale *sale = host_begin(&api, shop, "1");
    assert_int_equal(api.look(sale), COMEBACK_BUSY);
    assert_non_null(strstr(api.error(shop), "locked by another process"));
    assert_int_equal(api.finish(sale), COMEBACK_LATER);
    assert_int_equal(host_tell(&api, shop, "2", "4711"), COMEBACK_LATER);
    assert_int_equal(api.drain(shop, 0), COMEBACK_BUSY);
    host_unlock_store(holder);
    assert_int_equal(host_tell(&api, shop, "3", "4711"), COMEBACK_OK);
    assert_int_equal(host_sql_number(*state, "SELECT count(*) FROM sale"), 3);
    api.free(sale);
    api.close(shop);
    host_check_clean(*state);
}

/* --- not ours ----------------------------------------------------------------------------------
 */

/* As nobody, where we are root, for whom modes mean nothing. What open answers. */
static int open_as_nobody(const struct host_shop *where, char *error, size_t room)
{
    int ends[2], status = COMEBACK_OK;
    comeback *shop;
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    pid_t child = host_fork();
    if (child == 0) {
        if (getuid() == 0 && (setgid(NOBODY) != 0 || setuid(NOBODY) != 0))
            _exit(100);
        status = api.open(where->config, &shop);
        const char *text = api.error(NULL);
        _exit(write(ends[1], text, strlen(text)) >= 0 ? -status : 101);
    }
    close(ends[1]);
    ssize_t got = read(ends[0], error, room - 1);
    error[got > 0 ? got : 0] = '\0';
    close(ends[0]);
    return -host_wait(child);
}

static void check_refused_to_nobody(const struct host_shop *where, const char *part)
{
    char error[HOST_TEXT];
    assert_int_equal(open_as_nobody(where, error, sizeof error), COMEBACK_STORE);
    if (strstr(error, part) == NULL || strstr(error, "ermission denied") == NULL)
        fail_msg("\"%s\" does not quote \"%s\"", error, part);
}

static void a_store_of_another_user_is_refused_by_name(void **state)
{
    const struct host_shop *where = *state;
    if (getuid() != 0) {
        print_message("skipped: only root can be somebody else\n");
        skip();
    }
    assert_int_equal(chmod(where->root, 0755), 0);
    check_refused_to_nobody(where, "store");
    assert_int_equal(chmod(path_in(where, "store"), 0777), 0);
    check_refused_to_nobody(where, "store/comeback.db");
    assert_int_equal(chmod(path_in(where, "store/comeback.db"), 0666), 0);
    check_refused_to_nobody(where, "store/comeback.db-");
    assert_int_equal(chmod(path_in(where, "store/comeback.db-wal"), 0666), 0);
    assert_int_equal(chmod(path_in(where, "store/comeback.db-shm"), 0666), 0);
    check_refused_to_nobody(where, "keys/comeback.keys");
}

static void a_read_only_store_is_refused_by_name(void **state)
{
    const struct host_shop *where = *state;
    assert_int_equal(chmod(where->root, 0755), 0);
    assert_int_equal(chmod(path_in(where, "store"), 0777), 0);
    assert_int_equal(chmod(path_in(where, "store/comeback.db"), 0444), 0);
    check_refused_to_nobody(where, "store/comeback.db");
    assert_int_equal(chmod(path_in(where, "store/comeback.db"), 0666), 0);
    assert_int_equal(chmod(path_in(where, "store"), 0555), 0);
    check_refused_to_nobody(where, "store");
    assert_int_equal(chmod(path_in(where, "store"), 0755), 0);
}

/* --- not a store -------------------------------------------------------------------------------
 */

static void what_is_not_a_store_is_refused(void **state)
{
    static const char text[] = "ref,total\n1,4250\n";
    const struct host_shop *where = *state;
    /* Else its WAL would bring the whole store back. */
    host_sql(where, "PRAGMA wal_checkpoint(TRUNCATE)");
    host_write(path_in(where, "store/comeback.db"), text, sizeof text - 1);
    check_refused(where, COMEBACK_STORE, "comeback.db: not a Comeback store");
    host_write(path_in(where, "store/comeback.db"), "", 0);
    check_refused(where, COMEBACK_STORE, "comeback.db: not a Comeback store");
    unlink(path_in(where, "store/comeback.db"));
    check_refused(where, COMEBACK_STORE, "`comeback init` makes one");
    assert_int_equal(mkdir(path_in(where, "store/comeback.db"), 0700), 0);
    check_refused(where, COMEBACK_STORE, "comeback.db");
}

static void a_database_of_another_program_is_refused(void **state)
{
    host_sql(*state, "PRAGMA application_id=1");
    check_refused(*state, COMEBACK_STORE, "comeback.db: not a Comeback store");
}

static void a_newer_schema_is_refused_and_left_alone(void **state)
{
    host_sql(*state, "PRAGMA user_version=99");
    check_refused(*state, COMEBACK_STORE, "schema 99 is newer than this program's ");
    assert_int_equal(host_sql_number(*state, "PRAGMA user_version"), 99);
}

static void make_some_sales(const struct host_shop *where)
{
    char ref[16];
    comeback *shop = host_open(&api, where);
    for (int i = 0; i < 60; i++) {
        snprintf(ref, sizeof ref, "%d", i);
        assert_int_equal(host_tell(&api, shop, ref, i % 2 == 0 ? ref : NULL), COMEBACK_OK);
    }
    api.close(shop);
    host_sql(where, "PRAGMA wal_checkpoint(TRUNCATE)");
}

/* In a child, so that a crash is its own. 0 where everything answered as the manual allows. */
static int sell_on_damage(const struct host_shop *where)
{
    comeback *shop;
    comeback_sale *sale;
    int status = api.open(where->config, &shop);
    if (status != COMEBACK_OK)
        return status == COMEBACK_STORE && api.error(NULL)[0] != '\0' ? 0 : 1;
    for (int i = 0; i < 20; i++) {
        if (api.begin(shop, "till", NULL, &sale) != COMEBACK_OK)
            return 2;
        api.set(sale, "ref", &"abcdefghijklmnopqrstuvwxyz"[i], 1);
        api.set(sale, "total_minor", "4250", 4);
        api.set(sale, "customer.id", &"abcdefghijklmnopqrstuvwxyz"[i], 1);
        api.scan(sale, "K000-0000-0001", 14);
        api.look(sale);
        /* Damaged where it is written: aside, and no sale is refused. */
        if (api.finish(sale) < 0)
            return 3;
        api.free(sale);
    }
    api.drain(shop, 0);
    api.close(shop);
    return 0;
}

static void check_damage(const struct host_shop *where, const char *what)
{
    pid_t child = host_fork();
    if (child == 0)
        _exit(sell_on_damage(where));
    int status = host_wait(child);
    if (status != 0)
        fail_msg("%s: %d", what, status);
}

static void restore(const struct host_shop *where)
{
    char out[HOST_TEXT], from[HOST_PATH + 64], to[HOST_PATH + 64];
    const char *const words[] = {"sh", "-c", "rm -rf \"$1\" && cp -a \"$0\" \"$1\"",
                                 from, to,   NULL};
    snprintf(from, sizeof from, "%s/good", where->root);
    snprintf(to, sizeof to, "%s/store", where->folder);
    assert_int_equal(host_run(out, sizeof out, words), 0);
}

static void keep_good(const struct host_shop *where)
{
    char out[HOST_TEXT], from[HOST_PATH + 64], to[HOST_PATH + 64];
    const char *const words[] = {"cp", "-a", from, to, NULL};
    snprintf(from, sizeof from, "%s/store", where->folder);
    snprintf(to, sizeof to, "%s/good", where->root);
    assert_int_equal(host_run(out, sizeof out, words), 0);
}

static void a_store_cut_short_crashes_nobody(void **state)
{
    const struct host_shop *where = *state;
    char what[64];
    make_some_sales(where);
    keep_good(where);
    off_t whole = size_of(path_in(where, "store/comeback.db"));
    for (int i = 0; i < 16; i++) {
        off_t length = whole * i / 16 + i % 3;
        restore(where);
        assert_int_equal(truncate(path_in(where, "store/comeback.db"), length), 0);
        snprintf(what, sizeof what, "cut at %lld", (long long)length);
        check_damage(where, what);
    }
}

static void a_store_with_wild_bytes_crashes_nobody(void **state)
{
    const struct host_shop *where = *state;
    char what[64], bytes[64];
    unsigned seed = 20261122;
    make_some_sales(where);
    keep_good(where);
    off_t whole = size_of(path_in(where, "store/comeback.db"));
    for (int i = 0; i < DAMAGES; i++) {
        restore(where);
        int fd = open(path_in(where, "store/comeback.db"), O_WRONLY | O_CLOEXEC);
        for (int hit = 0; hit < 20; hit++) {
            for (size_t j = 0; j < sizeof bytes; j++)
                bytes[j] = (char)rand_r(&seed);
            off_t at = 100 + rand_r(&seed) % (whole - 100 - (off_t)sizeof bytes);
            assert_int_equal(pwrite(fd, bytes, sizeof bytes, at), sizeof bytes);
        }
        close(fd);
        snprintf(what, sizeof what, "wild bytes, round %d", i);
        check_damage(where, what);
    }
}

/* --- full --------------------------------------------------------------------------------------
 */

static int make_small_disk(void **state)
{
    char root[HOST_PATH] = "/tmp/comeback-disk-XXXXXX", size[32];
    struct host_shop *shop = calloc(1, sizeof *shop);
    *state = shop;
    snprintf(size, sizeof size, "size=%dk", DISK_KIB);
    if (mkdtemp(root) == NULL)
        return 1;
    snprintf(shop->root, sizeof shop->root, "%s", root);
    if (mount("comeback", root, "tmpfs", MS_NOSUID | MS_NODEV, size) != 0)
        return 0; /* the test skips itself */
    return host_init(shop, root) ? 0 : 1;
}

static int remove_small_disk(void **state)
{
    struct host_shop *shop = *state;
    umount2(shop->root, MNT_DETACH);
    return host_remove_shop(state);
}

/* Leaves so many KiB of the disk, roughly. */
static void fill_disk(const struct host_shop *where, int left_kib)
{
    static const char block[1024];
    int fd = open(path_in(where, "../filler"), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    off_t length = 0;
    while (write(fd, block, sizeof block) == (ssize_t)sizeof block)
        length += (off_t)sizeof block;
    assert_int_equal(errno, ENOSPC);
    length -= (off_t)left_kib * 1024;
    assert_int_equal(ftruncate(fd, length > 0 ? length : 0), 0);
    close(fd);
}

/* Refs that were acknowledged go out; a refusal must say that the disk is full. */
static int sell_on_full_disk(const struct host_shop *where, int left_kib, FILE *out)
{
    comeback *shop;
    char ref[32];
    if (api.open(where->config, &shop) != COMEBACK_OK)
        return 1;
    for (int i = 0; i < SALES_FULL; i++) {
        if (i == 3)
            fill_disk(where, left_kib);
        snprintf(ref, sizeof ref, "F%d-%d", left_kib, i);
        int status = host_tell(&api, shop, ref, i % 2 == 0 ? ref : NULL);
        if (status >= 0)
            fprintf(out, "%s\n", ref);
        else if (status != COMEBACK_STORE || api.error(shop)[0] == '\0')
            return 2;
    }
    api.close(shop);
    return fclose(out) == 0 ? 0 : 3;
}

static void a_disk_that_fills_up_loses_no_acknowledged_sale(void **state)
{
    static const int left_kib[] = {0, 4, 40, 200};
    const struct host_shop *where = *state;
    char refs[] = "/tmp/comeback-refs-XXXXXX", store[HOST_PATH + 64], out[HOST_TEXT];
    const char *const words[] = {"python3", "tests/hosts/python/acknowledged.py", store, refs,
                                 NULL};
    if (where->folder[0] == '\0') {
        print_message("skipped: no disk could be mounted (%s)\n", strerror(EPERM));
        skip();
    }
    close(mkstemp(refs));
    for (int i = 0; i < 4; i++) {
        pid_t child = host_fork();
        if (child == 0)
            _exit(sell_on_full_disk(where, left_kib[i], fopen(refs, "ae")));
        assert_int_equal(host_wait(child), 0);
        unlink(path_in(where, "../filler"));
        host_check_clean(where);
        snprintf(store, sizeof store, "%s/store/comeback.db", where->folder);
        if (host_run(out, sizeof out, words) != 0)
            fail_msg("%s", out);
        print_message("%.*s\n", (int)strcspn(out, "\n"), out);
    }
    /* The reserve has room for more than these, and is there again each time. */
    assert_int_equal(host_sql_number(where, "SELECT count(*) FROM sale"), 4 * SALES_FULL);
    unlink(refs);
}

static void a_full_disk_still_takes_sales_into_its_reserve(void **state)
{
    const struct host_shop *where = *state;
    if (where->folder[0] == '\0') {
        print_message("skipped: no disk could be mounted (%s)\n", strerror(EPERM));
        skip();
    }
    comeback *shop = host_open(&api, where);
    assert_int_equal(host_tell(&api, shop, "before", NULL), COMEBACK_OK);
    comeback_sale *sale = host_begin(&api, shop, "under way");
    fill_disk(where, 0);
    assert_in_range(api.finish(sale), COMEBACK_OK, COMEBACK_LATER);
    api.free(sale);
    int later = 0;
    for (int i = 0; i < 100; i++) {
        char ref[16];
        snprintf(ref, sizeof ref, "%d", i);
        later += host_tell(&api, shop, ref, NULL) == COMEBACK_LATER;
    }
    /* What the WAL had room for is tagged at once; all the rest lies in the reserve. */
    assert_true(later > 0);
    unlink(path_in(where, "../filler"));
    assert_int_equal(host_tell(&api, shop, "after", NULL), COMEBACK_OK);
    api.close(shop);
    host_check_clean(where);
    assert_int_equal(host_sql_number(where, "SELECT count(*) FROM sale"), 103);
}

/* --- settings and keys -------------------------------------------------------------------------
 */

static comeback_sale *finished(comeback *shop, const char *ref)
{
    comeback_sale *sale = host_begin(&api, shop, ref);
    assert_int_equal(api.finish(sale), COMEBACK_OK);
    return sale;
}

static void check_notice(comeback *shop, const char *ref, const char *part)
{
    comeback_sale *sale = finished(shop, ref);
    const char *notice = host_field(&api, sale, "notice");
    if (part[0] == '\0' ? notice[0] != '\0' : strstr(notice, part) == NULL)
        fail_msg("\"%s\" is not \"%s\"", notice, part);
    assert_int_equal(strlen(host_field(&api, sale, "notes")), 14);
    api.free(sale);
}

static void settings_that_turn_bad_leave_the_last_good_in_force(void **state)
{
    const struct host_shop *where = *state;
    comeback *shop = host_open(&api, where), *second;
    check_notice(shop, "1", "");
    host_edit(where, "comeback.ini", "percent = 10 ", "percent = 999 ");
    check_notice(shop, "2", "comeback.ini:39: ");
    assert_int_equal(api.open(where->config, &second), COMEBACK_OK);
    check_notice(second, "3", "999");
    host_edit(where, "comeback.ini", "percent = 999 ", "percent = 20 ");
    check_notice(shop, "4", "");
    check_notice(second, "5", "");
    assert_int_equal(unlink(where->config), 0);
    check_notice(shop, "6", "comeback.ini: No such file");
    api.close(shop);
    api.close(second);
    host_check_clean(where);
}

static void a_slip_that_turns_bad_leaves_the_last_good_in_force(void **state)
{
    const struct host_shop *where = *state;
    comeback *shop = host_open(&api, where);
    check_notice(shop, "1", "");
    host_write(path_in(where, "note.receipt"), "{{#open}}\n", 10);
    check_notice(shop, "2", "note.receipt");
    api.close(shop);
}

static void cut(const struct host_shop *where, const char *name, off_t length)
{
    assert_int_equal(truncate(path_in(where, name), length), 0);
}

static void keys_that_are_cut_or_gone_are_refused(void **state)
{
    const struct host_shop *where = *state;
    off_t whole = size_of(path_in(where, "keys/comeback.keys"));
    cut(where, "keys/comeback.keys", whole - 10);
    check_refused(where, COMEBACK_STORE, "comeback.keys:3: not a key line");
    cut(where, "keys/comeback.keys", 60);
    check_refused(where, COMEBACK_STORE, "comeback.keys:2: not a key line");
    cut(where, "keys/comeback.keys", 0);
    check_refused(where, COMEBACK_STORE, "comeback.keys: a key is missing");
    unlink(path_in(where, "keys/comeback.keys"));
    check_refused(where, COMEBACK_STORE, "comeback.keys: No such file");
}

static void serials_that_are_cut_cost_the_slips_and_not_the_sale(void **state)
{
    const struct host_shop *where = *state;
    comeback *shop = host_open(&api, where);
    cut(where, "keys/serials", 3);
    comeback_sale *sale = finished(shop, "1");
    assert_non_null(strstr(host_field(&api, sale, "notice"), "serials: cut short"));
    assert_string_equal(host_field(&api, sale, "notes"), "");
    api.free(sale);
    api.close(shop);
    unlink(path_in(where, "keys/serials"));
    check_refused(where, COMEBACK_STORE, "keys/serials: No such file");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, host_make_shop, host_remove_shop)
#define DISK(name) cmocka_unit_test_setup_teardown(name, make_small_disk, remove_small_disk)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_store_locked_even_for_reading_costs_no_sale),
        TEST(who_waited_in_vain_is_not_kept_waiting_again),
        TEST(a_store_of_another_user_is_refused_by_name),
        TEST(a_read_only_store_is_refused_by_name),
        TEST(what_is_not_a_store_is_refused),
        TEST(a_database_of_another_program_is_refused),
        TEST(a_newer_schema_is_refused_and_left_alone),
        TEST(a_store_cut_short_crashes_nobody),
        TEST(a_store_with_wild_bytes_crashes_nobody),
        DISK(a_disk_that_fills_up_loses_no_acknowledged_sale),
        DISK(a_full_disk_still_takes_sales_into_its_reserve),
        TEST(settings_that_turn_bad_leave_the_last_good_in_force),
        TEST(a_slip_that_turns_bad_leaves_the_last_good_in_force),
        TEST(keys_that_are_cut_or_gone_are_refused),
        TEST(serials_that_are_cut_cost_the_slips_and_not_the_sale),
    };
    return cmocka_run_group_tests(tests, load, NULL);
}
