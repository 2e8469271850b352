/* SPDX-License-Identifier: MIT */
/* A copy of the store while tills sell, and a copy put back: what is in it and what is not. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shop_helper.h"

#include "../../plugin/backup.h"
#include "../../plugin/code.h"
#include "../../plugin/drain.h"

enum { ROOM = 160, MINTED = 3000, COPIES = 5 };

static struct till till;

static int open_till(void **state)
{
    (void)state;
    till_open(&till);
    return 0;
}

static int close_till(void **state)
{
    (void)state;
    till_close(&till);
    return 0;
}

static const char *at(const char *name, char room[ROOM])
{
    snprintf(room, ROOM, "%s/%s", till.folder, name);
    return room;
}

static void close_shop(void)
{
    shop_close(till.shop);
    till.shop = NULL;
}

static struct backup_report back_up(const char *name)
{
    struct backup_report report = {.events = 0};
    struct fault fault = {{0}};
    char path[ROOM];
    if (backup_write(till.shop->store, at(name, path), &report, &fault) != COMEBACK_OK)
        fail_msg("%s", fault.text);
    return report;
}

/* The status, and what was told. */
static int restore(const char *name, struct restore_report *report, struct fault *fault)
{
    char path[ROOM], store[ROOM], folder[ROOM];
    struct keys keys;
    assert_int_equal(keys_open(at("keys", folder), &keys, fault), COMEBACK_OK);
    int status = backup_restore(at(name, path), at("store", store), &keys, report, fault);
    keys_close(&keys);
    return status;
}

static struct restore_report put_back(const char *name)
{
    struct restore_report report = {.events = 0};
    struct fault fault = {{0}};
    close_shop();
    if (restore(name, &report, &fault) != COMEBACK_OK)
        fail_msg("%s", fault.text);
    till_reopen(&till);
    return report;
}

static void run(const char *steps)
{
    char command[512];
    snprintf(command, sizeof command, "cd '%s' && { %s ; }", till.folder, steps);
    if (system(command) != 0)
        fail_msg("%s", command);
}

static void a_copy_has_every_event_and_is_for_its_owner(void **state)
{
    struct stat file;
    struct backup_report again;
    char path[ROOM];
    (void)state;
    SELL(&till);
    SELL(&till);
    struct backup_report report = back_up("copy.db");
    assert_int_equal(report.events, till_number(&till, "SELECT count(*) FROM event"));
    assert_int_equal(stat(at("copy.db", path), &file), 0);
    assert_int_equal(file.st_mode & 0777, 0600);
    assert_int_equal(report.bytes, file.st_size);
    assert_int_equal(backup_check(path, &again, NULL), COMEBACK_OK);
    assert_int_equal(again.events, report.events);
    run("test \"$(ls)\" = \"$(printf 'card.receipt\\ncomeback.ini\\ncopy.db\\nkeys\\n"
        "note.receipt\\nstore')\"");
}

static void nothing_is_written_over(void **state)
{
    struct backup_report report;
    struct fault fault = {{0}};
    char path[ROOM], told[ROOM + 32];
    (void)state;
    till_write(&till, "copy.db", "letters");
    assert_int_equal(backup_write(till.shop->store, at("copy.db", path), &report, &fault),
                     COMEBACK_ARGUMENT);
    snprintf(told, sizeof told, "%s: is there already", path);
    assert_string_equal(fault.text, told);
    char *text = till_read(&till, "copy.db");
    assert_string_equal(text, "letters");
    free(text);
}

static void a_copy_that_has_no_place_leaves_nothing_behind(void **state)
{
    struct backup_report report;
    struct fault fault = {{0}};
    char path[ROOM], told[2 * ROOM];
    (void)state;
    assert_int_equal(backup_write(till.shop->store, at("none/copy.db", path), &report, &fault),
                     COMEBACK_STORE);
    snprintf(told, sizeof told, "%s.part-%d: No such file or directory", path, (int)getpid());
    assert_string_equal(fault.text, told);
    run("test ! -e none");
}

/* Exit code 0 only where no sale had to wait so long that it was put aside. */
static void keep_selling(int stop)
{
    char byte;
    till_reopen(&till);
    till.refs = 50000;
    while (read(stop, &byte, 1) < 0 && errno == EAGAIN)
        if (TELL(&till) != COMEBACK_OK)
            _exit(1);
    _exit(till.refs > 50000 ? 0 : 2);
}

static void copies_made_while_a_till_sells_are_of_one_moment_and_hold_up_no_sale(void **state)
{
    int stop[2], status;
    char name[24];
    int64_t before = 0;
    (void)state;
    for (int i = 0; i < 500; i++)
        SELL(&till);
    assert_int_equal(pipe2(stop, O_NONBLOCK | O_CLOEXEC), 0);
    /* Its child may not have inherited our connection. */
    close_shop();
    pid_t seller = fork();
    if (seller == 0) {
        close(stop[1]);
        keep_selling(stop[0]);
    }
    till_reopen(&till);
    for (int i = 0; i < COPIES; i++) {
        usleep(50000);
        snprintf(name, sizeof name, "copy%d.db", i);
        struct backup_report report = back_up(name);
        assert_true(report.events > before);
        before = report.events;
    }
    close(stop[1]);
    assert_int_equal(waitpid(seller, &status, 0), seller);
    close(stop[0]);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void assert_no_copy(const char *told)
{
    struct backup_report report = {.events = -7};
    struct fault fault = {{0}};
    char path[ROOM], expected[2 * ROOM];
    assert_int_equal(backup_check(at("copy.db", path), &report, &fault), COMEBACK_STORE);
    snprintf(expected, sizeof expected, "%s: %s", path, told);
    assert_string_equal(fault.text, expected);
    assert_int_equal(report.events, -7);
}

static void change_copy(const char *sql)
{
    sqlite3 *db;
    char path[ROOM];
    assert_int_equal(sqlite3_open(at("copy.db", path), &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

static void a_file_that_is_no_whole_store_says_what_is_wrong(void **state)
{
    (void)state;
    assert_no_copy("No such file or directory");
    till_write(&till, "copy.db", "this is a letter, and long enough to be looked at as a database");
    assert_no_copy("not a Comeback store");
    run("rm copy.db");
    change_copy("CREATE TABLE t(x)");
    assert_no_copy("not a Comeback store");
    run("rm copy.db");
    SELL(&till);
    back_up("copy.db");
    change_copy("PRAGMA user_version=99");
    assert_no_copy("of a schema that this program does not know");
    change_copy("PRAGMA user_version=1");
    change_copy("DELETE FROM meta WHERE name='origin'");
    assert_no_copy("without an origin");
    change_copy("INSERT INTO meta VALUES('origin', 5); DELETE FROM event WHERE seq=1");
    assert_no_copy("its log has gaps");
}

static void a_damaged_copy_is_not_put_back(void **state)
{
    struct restore_report report;
    struct fault fault = {{0}};
    char told[2 * ROOM];
    (void)state;
    for (int i = 0; i < 40; i++)
        SELL(&till, .print = "card");
    back_up("copy.db");
    close_shop();
    /* Pages in the middle, which hold rows. */
    run("dd if=/dev/urandom of=copy.db bs=4096 seek=20 count=6 conv=notrunc 2>dd");
    assert_int_equal(restore("copy.db", &report, &fault), COMEBACK_STORE);
    snprintf(told, sizeof told, "%s/copy.db: ", till.folder);
    assert_memory_equal(fault.text, told, strlen(told));
    till_reopen(&till);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM sale"), 40);
    run("test \"$(ls -d store*)\" = store");
}

static void what_is_put_back_counts_anew_and_verifies(void **state)
{
    (void)state;
    SELL(&till, .customer = "7");
    back_up("copy.db");
    int64_t origin = till_number(&till, "SELECT value FROM meta WHERE name='origin'");
    int64_t events = till_number(&till, "SELECT count(*) FROM event");
    SELL(&till, .customer = "7", .day = 1);
    struct restore_report report = put_back("copy.db");
    assert_int_equal(report.events, events);
    int64_t fresh = till_number(&till, "SELECT value FROM meta WHERE name='origin'");
    assert_int_not_equal(fresh, origin);
    assert_int_equal(till.shop->store->origin, fresh);
    assert_int_equal(till_number(&till, "SELECT count(DISTINCT origin) FROM event"), 1);
    till_assert_verified(&till);
    assert_int_equal(SELL(&till, .customer = "7", .day = 2)->tag, COMEBACK_REPEAT);
    assert_int_equal(till_number(&till, "SELECT min(seq) FROM event WHERE origin="
                                        "(SELECT value FROM meta WHERE name='origin')"),
                     1);
    /* Its clock goes on above all that was put back. */
    assert_int_equal(till_number(&till, "SELECT origin=(SELECT value FROM meta WHERE name='origin')"
                                        " FROM event ORDER BY hlc DESC LIMIT 1"),
                     1);
    till_assert_verified(&till);
}

static void the_store_that_was_there_is_kept_as_it_was(void **state)
{
    char aside[ROOM];
    (void)state;
    SELL(&till);
    back_up("copy.db");
    SELL(&till);
    close_shop();
    run("cp -r store kept");
    till_reopen(&till);
    struct restore_report report = put_back("copy.db");
    assert_string_equal(report.aside, at("store.before-restore-1", aside));
    run("cmp kept/comeback.db store.before-restore-1/comeback.db && "
        "cmp kept/comeback.db-wal store.before-restore-1/comeback.db-wal");
    assert_string_equal(put_back("copy.db").aside, at("store.before-restore-2", aside));
    /* And it can be taken back. */
    close_shop();
    run("mv store third && mv store.before-restore-1 store");
    till_reopen(&till);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM sale"), 2);
}

static void slips_that_waited_in_the_copy_are_never_printed(void **state)
{
    struct fault fault = {{0}};
    (void)state;
    int64_t card = SELL(&till, .print = "card")->card.code;
    int64_t waiting = till_number(&till, "SELECT count(*) FROM job WHERE state<2");
    assert_true(waiting > 0);
    back_up("copy.db");
    assert_true(checkout_drain(till.shop, 5000, &fault) > 0);
    run("ls store/printer-*.lock >/dev/null && rm -r paper");
    assert_int_equal(put_back("copy.db").jobs, waiting);
    run("! ls store/printer-*.lock 2>/dev/null");
    assert_int_equal(checkout_drain(till.shop, 1000, &fault), 0);
    run("test ! -e paper");
    assert_int_equal(till_number(&till, "SELECT count(*) FROM job WHERE state=3 AND reason="
                                        "'stale: the store was put back from a copy'"),
                     waiting);
    /* It may have come out after the copy was made. */
    assert_int_equal(SCAN(&till, .card = card), VERDICT_GOOD);
}

static void a_reservation_in_the_copy_holds_nobody_up(void **state)
{
    (void)state;
    int64_t card = SELL(&till, .print = "card")->card.code;
    assert_int_equal(SCAN(&till, .ref = "A", .card = card), VERDICT_GOOD);
    back_up("copy.db");
    assert_int_equal(SCAN(&till, .ref = "B", .card = card), VERDICT_HELD);
    put_back("copy.db");
    assert_int_equal(SCAN(&till, .ref = "B", .card = card), VERDICT_GOOD);
}

static void sales_that_wait_beside_the_store_go_over(void **state)
{
    sqlite3 *other;
    struct fault fault = {{0}};
    char path[ROOM];
    int taken;
    (void)state;
    SELL(&till);
    back_up("copy.db");
    assert_int_equal(sqlite3_open(at("store/comeback.db", path), &other), SQLITE_OK);
    assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(TELL(&till, .ref = "late"), COMEBACK_LATER);
    sqlite3_close(other);
    put_back("copy.db");
    assert_int_equal(checkout_take_spool(till.shop, 1000, &taken, &fault), COMEBACK_OK);
    assert_int_equal(taken, 1);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM sale WHERE ref='late'"), 1);
    till_assert_verified(&till);
}

static int compare_numbers(const void *a, const void *b)
{
    const int64_t *one = a, *other = b;
    return (*one > *other) - (*one < *other);
}

static void no_number_is_minted_twice_after_a_copy_was_put_back(void **state)
{
    static int64_t codes[2 * MINTED];
    (void)state;
    SELL(&till);
    back_up("copy.db");
    for (int i = 0; i < MINTED; i++)
        codes[i] = SELL(&till)->note.code;
    put_back("copy.db");
    till.refs = 10000;
    for (int i = 0; i < MINTED; i++)
        codes[MINTED + i] = SELL(&till)->note.code;
    qsort(codes, 2 * MINTED, sizeof codes[0], compare_numbers);
    for (int i = 1; i < 2 * MINTED; i++)
        assert_int_not_equal(code_serial(codes[i]), code_serial(codes[i - 1]));
}

static void wait_and_hold_open(int ready)
{
    till_reopen(&till);
    if (write(ready, "!", 1) != 1)
        _exit(1);
    pause();
    _exit(0);
}

static void a_store_that_a_process_has_open_is_not_replaced(void **state)
{
    int ready[2];
    char byte, told[2 * ROOM];
    struct restore_report report;
    struct fault fault = {{0}};
    (void)state;
    SELL(&till);
    back_up("copy.db");
    close_shop();
    assert_int_equal(pipe(ready), 0);
    pid_t holder = fork();
    if (holder == 0)
        wait_and_hold_open(ready[1]);
    assert_int_equal(read(ready[0], &byte, 1), 1);
    assert_int_equal(restore("copy.db", &report, &fault), COMEBACK_BUSY);
    snprintf(
        told, sizeof told,
        "%s/store/comeback.db: process %d has it open: stop the tills and comeback serve first",
        till.folder, (int)holder);
    assert_string_equal(fault.text, told);
    run("test \"$(ls -d store*)\" = store");
    kill(holder, SIGKILL);
    waitpid(holder, NULL, 0);
    close(ready[0]);
    close(ready[1]);
    assert_int_equal(restore("copy.db", &report, &fault), COMEBACK_OK);
}

static void a_copy_made_with_other_keys_is_refused_and_all_is_as_before(void **state)
{
    struct till other;
    struct restore_report report = {.events = -7};
    struct fault fault = {{0}};
    char told[2 * ROOM], command[2 * ROOM];
    (void)state;
    SELL(&till);
    till_open(&other);
    SELL(&other);
    snprintf(command, sizeof command, "%s/copy.db", till.folder);
    struct backup_report copy;
    assert_int_equal(backup_write(other.shop->store, command, &copy, &fault), COMEBACK_OK);
    till_close(&other);
    close_shop();
    run("find store | sort >before && sum store/comeback.db* >>before");
    assert_int_equal(restore("copy.db", &report, &fault), COMEBACK_STORE);
    snprintf(told, sizeof told,
             "%s/copy.db: its codes were made with other keys than "
             "%s/keys/comeback.keys",
             till.folder, till.folder);
    assert_string_equal(fault.text, told);
    assert_int_equal(report.events, -7);
    run("{ find store | sort && sum store/comeback.db* ; } | cmp - before");
    run("test \"$(ls -d store*)\" = store");
}

static void where_the_store_is_gone_the_copy_takes_its_place(void **state)
{
    (void)state;
    SELL(&till);
    back_up("copy.db");
    close_shop();
    run("rm -r store");
    till.shop = NULL;
    assert_string_equal(put_back("copy.db").aside, "");
    assert_int_equal(till_number(&till, "SELECT count(*) FROM sale"), 1);
    run("test -f store/spool/reserve && test \"$(stat -c %a store store/comeback.db)\" = "
        "\"$(printf '700\\n600')\"");
}

static void a_store_that_is_no_database_any_more_can_be_replaced(void **state)
{
    (void)state;
    SELL(&till);
    back_up("copy.db");
    close_shop();
    run("rm store/comeback.db-* && dd if=/dev/urandom of=store/comeback.db bs=4096 count=30 2>dd");
    put_back("copy.db");
    assert_int_equal(till_number(&till, "SELECT count(*) FROM sale"), 1);
}

static void the_groups_rights_stay(void **state)
{
    (void)state;
    SELL(&till);
    back_up("copy.db");
    run("chmod 2770 store && chmod 660 store/comeback.db*");
    put_back("copy.db");
    run("test \"$(stat -c %a store store/comeback.db store/comeback.db-wal store/spool)\" = "
        "\"$(printf '2770\\n660\\n660\\n700')\"");
}

#define TILL_TEST(name) cmocka_unit_test_setup_teardown(name, open_till, close_till)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TILL_TEST(a_copy_has_every_event_and_is_for_its_owner),
        TILL_TEST(nothing_is_written_over),
        TILL_TEST(a_copy_that_has_no_place_leaves_nothing_behind),
        TILL_TEST(copies_made_while_a_till_sells_are_of_one_moment_and_hold_up_no_sale),
        TILL_TEST(a_file_that_is_no_whole_store_says_what_is_wrong),
        TILL_TEST(a_damaged_copy_is_not_put_back),
        TILL_TEST(what_is_put_back_counts_anew_and_verifies),
        TILL_TEST(the_store_that_was_there_is_kept_as_it_was),
        TILL_TEST(slips_that_waited_in_the_copy_are_never_printed),
        TILL_TEST(a_reservation_in_the_copy_holds_nobody_up),
        TILL_TEST(sales_that_wait_beside_the_store_go_over),
        TILL_TEST(no_number_is_minted_twice_after_a_copy_was_put_back),
        TILL_TEST(a_store_that_a_process_has_open_is_not_replaced),
        TILL_TEST(a_copy_made_with_other_keys_is_refused_and_all_is_as_before),
        TILL_TEST(where_the_store_is_gone_the_copy_takes_its_place),
        TILL_TEST(a_store_that_is_no_database_any_more_can_be_replaced),
        TILL_TEST(the_groups_rights_stay),
    };
    return cmocka_run_group_tests_name("backup", tests, NULL, NULL);
}
