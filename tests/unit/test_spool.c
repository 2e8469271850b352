/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shop_helper.h"

static struct till till;
static sqlite3 *locker; /* another program that holds the store's write lock */

static int open_till(void **state)
{
    (void)state;
    till_open(&till);
    return 0;
}

static int close_till(void **state)
{
    (void)state;
    sqlite3_close(locker);
    locker = NULL;
    till_close(&till);
    return 0;
}

static void lock_store(void)
{
    assert_int_equal(sqlite3_open(till_path(&till, "store/comeback.db"), &locker), SQLITE_OK);
    assert_int_equal(sqlite3_exec(locker, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
}

static void unlock_store(void)
{
    sqlite3_close(locker);
    locker = NULL;
}

/* The nth file of the spool that ends so; NULL where there are not so many. */
static char *spool_file(const char *end, int n)
{
    static char path[512];
    struct dirent **names = NULL;
    char *found = NULL;
    int count = scandir(till_path(&till, "store/spool"), &names, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        size_t length = strlen(names[i]->d_name), tail = strlen(end);
        bool fits = length > tail && strcmp(names[i]->d_name + length - tail, end) == 0;
        if (fits && n-- == 0) {
            snprintf(path, sizeof path, "%s/%s", till_path(&till, "store/spool"), names[i]->d_name);
            found = path;
        }
        free(names[i]);
    }
    free(names);
    return found;
}

static char *read_path(const char *path)
{
    char *text = calloc(1, 300000);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_true(fread(text, 1, 299999, file) < 299999);
    fclose(file);
    return text;
}

static void write_path(const char *path, const char *text, size_t length)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, length, file), length);
    fclose(file);
}

/* Puts the sale aside, as it goes when another program holds the store. */
static void put_aside(const char *ref, const char *customer, int day)
{
    lock_store();
    assert_int_equal(TELL(&till, .ref = ref, .customer = customer, .day = day), COMEBACK_LATER);
    unlock_store();
}

static bool is_told(const char *ref)
{
    char sql[96];
    snprintf(sql, sizeof sql, "SELECT count(*) FROM sale WHERE ref='%s'", ref);
    return till_number(&till, sql) == 1;
}

static void a_locked_store_costs_forty_milliseconds_and_no_sale(void **state)
{
    (void)state;
    lock_store();
    int64_t before_ms = clock_monotonic_ms();
    assert_int_equal(TELL(&till, .ref = "A", .customer = "7"), COMEBACK_LATER);
    /* Not a benchmark: only that it did wait, and not for seconds. */
    assert_in_range(clock_monotonic_ms() - before_ms, 30, 1000);
    assert_int_equal(till.outcome.answer.tag, COMEBACK_UNIDENTIFIED);
    assert_int_equal(till.outcome.note_text.length, 0);
    assert_int_equal(till.outcome.job_count, 0);
    assert_non_null(strstr(till.outcome.answer.notice, "tagged later: "));
    assert_int_equal(spool_count(&till.shop->spool), 1);
}

static void the_next_finish_takes_the_spool_in_first(void **state)
{
    (void)state;
    put_aside("A", "7", 0);
    const struct answer *answer = SELL(&till, .ref = "B", .customer = "7", .day = 1);
    assert_int_equal(answer->tag, COMEBACK_REPEAT);
    assert_int_equal(answer->visit, 2);
    assert_true(is_told("A"));
    assert_false(spool_waits(&till.shop->spool));
    assert_null(spool_file(".spool", 0));
    till_assert_verified(&till);
}

static void a_drain_takes_the_spool_in(void **state)
{
    (void)state;
    put_aside("A", "7", 0);
    assert_true(shop_drain(till.shop, 1000, NULL) >= 0);
    assert_true(is_told("A"));
    assert_int_equal(till_number(&till, "SELECT count(*) FROM job"), 0);
}

static void another_process_takes_in_what_a_dead_one_left(void **state)
{
    (void)state;
    put_aside("A", "7", 0);
    till_reopen(&till);
    SELL(&till, .customer = "8");
    assert_true(is_told("A"));
}

static void everything_the_host_told_comes_through_the_spool(void **state)
{
    (void)state;
    int64_t note = SELL(&till)->note.code, card = SELL(&till, .customer = "g")->card.code;
    lock_store();
    assert_int_equal(TELL(&till, .ref = "A", .day = 2, .minute = 23 * 60 + 59, .note = note,
                          .card = card, .customer = "7", .till = "T9", .total_minor = 1234,
                          .currency = "USD", .kind = "exchange", .original = "X"),
                     COMEBACK_LATER);
    unlock_store();
    SELL(&till);
    assert_int_equal(
        till_number(&till, "SELECT count(*) FROM sale WHERE ref='A' AND kind=2 AND day=20096 AND"
                           " total_minor=1234 AND currency='USD' AND original='X' AND tag=2"),
        1);
    assert_int_equal(
        till_number(&till, "SELECT count(*) FROM event WHERE json_extract(body, '$.ref')='A' AND"
                           " json_extract(body, '$.till')='T9' AND"
                           " json_array_length(body, '$.scans')=2"),
        1);
}

static void sales_are_taken_in_as_they_were_told(void **state)
{
    (void)state;
    lock_store();
    for (int i = 0; i < 6; i++)
        assert_int_equal(TELL(&till, .customer = "7", .day = i), COMEBACK_LATER);
    unlock_store();
    assert_int_equal(spool_count(&till.shop->spool), 6);
    SELL(&till, .customer = "7", .day = 6);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM event WHERE kind=5"), 0);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM event a JOIN event b ON b.seq=a.seq+1"
                                        " WHERE a.kind=2 AND b.kind=2 AND b.at_ms<=a.at_ms"),
                     0);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM sale WHERE tag=2"), 6);
}

static void a_spool_taken_in_twice_is_one_sale(void **state)
{
    (void)state;
    put_aside("A", "7", 0);
    char *path = strdup(spool_file(".spool", 0)), *text = read_path(path);
    SELL(&till);
    write_path(path, text, strlen(text)); /* as after a crash between commit and removal */
    int64_t events = till_number(&till, "SELECT count(*) FROM event");
    SELL(&till);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM event"), events + 1);
    assert_true(is_told("A"));
    assert_false(spool_waits(&till.shop->spool));
    free(path);
    free(text);
}

static void a_sale_told_again_while_it_waits_is_one_sale(void **state)
{
    (void)state;
    put_aside("A", "7", 0);
    put_aside("A", "7", 0);
    const struct answer *answer = SELL(&till, .ref = "A", .customer = "7");
    assert_int_equal(answer->tag, COMEBACK_NEW);
    assert_true(is_told("A"));
    assert_int_equal(till_number(&till, "SELECT count(*) FROM event WHERE kind=2"), 1);
}

static void a_line_that_was_taken_in_is_not_read_again(void **state)
{
    (void)state;
    put_aside("A", "7", 0);
    char *path = spool_file(".spool", 0), *text = read_path(path);
    assert_int_equal(text[0], '+');
    text[0] = '-';
    write_path(path, text, strlen(text));
    SELL(&till);
    assert_false(is_told("A"));
    assert_null(spool_file(".bad", 0));
    free(text);
}

static void half_a_last_line_is_kept_aside_and_the_rest_taken_in(void **state)
{
    (void)state;
    put_aside("A", "7", 0);
    put_aside("B", "8", 0);
    char *path = spool_file(".spool", 0), *text = read_path(path);
    char *second = strchr(text, '\n') + 1;
    size_t torn = (size_t)(second - text) + strlen(second) / 2;
    write_path(path, text, torn);
    SELL(&till);
    assert_true(is_told("A"));
    assert_false(is_told("B"));
    assert_null(spool_file(".spool", 0));
    char *bad = read_path(spool_file(".bad", 0));
    assert_int_equal(strlen(bad), torn - (size_t)(second - text) + 1);
    assert_memory_equal(bad, second, strlen(bad) - 1);
    free(bad);
    free(text);
}

static void any_changed_byte_is_found_and_the_line_kept_aside(void **state)
{
    static const size_t places[] = {1, 20, 33, 34, 60, 120};
    (void)state;
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        char first[16], second[16];
        snprintf(first, sizeof first, "A%zu", i);
        snprintf(second, sizeof second, "B%zu", i);
        put_aside(first, "7", 0);
        put_aside(second, "8", 0);
        char *path = spool_file(".spool", 0), *text = read_path(path);
        text[places[i]] ^= 4;
        write_path(path, text, strlen(text));
        SELL(&till);
        assert_false(is_told(first));
        assert_true(is_told(second));
        assert_null(spool_file(".spool", 0));
        char *bad = read_path(spool_file(".bad", 0));
        assert_memory_equal(bad, text, (size_t)(strchr(text, '\n') + 1 - text));
        unlink(spool_file(".bad", 0));
        free(bad);
        free(text);
    }
}

static void a_nul_in_the_midst_loses_nothing_silently(void **state)
{
    (void)state;
    put_aside("A", "7", 0);
    put_aside("B", "8", 0);
    char *path = spool_file(".spool", 0), *text = read_path(path);
    size_t length = strlen(text);
    char *second = strchr(text, '\n') + 1;
    *second = '\0';
    write_path(path, text, length);
    SELL(&till);
    assert_true(is_told("A"));
    char *bad_path = spool_file(".bad", 0);
    assert_non_null(bad_path);
    struct stat bad;
    assert_int_equal(stat(bad_path, &bad), 0);
    assert_true((size_t)bad.st_size >= length - (size_t)(second - text));
    free(text);
}

static void a_sale_in_the_spool_that_conflicts_is_recorded_and_done_with(void **state)
{
    (void)state;
    SELL(&till, .ref = "A", .customer = "7");
    lock_store();
    assert_int_equal(TELL(&till, .ref = "A", .total_minor = 5), COMEBACK_LATER);
    unlock_store();
    SELL(&till);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM event WHERE kind=4"), 1);
    assert_false(spool_waits(&till.shop->spool));
    assert_null(spool_file(".bad", 0));
}

/* A taker that counts what it gets, and refuses or fails where it is told to. */
struct counter {
    int taken, commits, answer, commit_answer, pause_ms;
    char refs[16][16];
};

static int count_sale(void *context, const json_t *sale, struct fault *fault)
{
    struct counter *counter = context;
    (void)fault;
    usleep((useconds_t)counter->pause_ms * 1000);
    if (counter->answer == COMEBACK_OK && counter->taken < 16)
        snprintf(counter->refs[counter->taken], 16, "%s",
                 json_string_value(json_object_get(sale, "ref")));
    counter->taken += counter->answer == COMEBACK_OK;
    return counter->answer;
}

static int count_commit(void *context, struct fault *fault)
{
    struct counter *counter = context;
    (void)fault;
    counter->commits++;
    return counter->commit_answer;
}

static int take(struct counter *counter, int for_ms)
{
    const struct spool_taker taker = {counter, count_sale, count_commit};
    counter->taken = counter->commits = 0;
    return spool_take(&till.shop->spool, &taker, clock_monotonic_ms() + for_ms, NULL);
}

static void append(int count)
{
    for (int i = 0; i < count; i++) {
        char ref[16];
        snprintf(ref, sizeof ref, "R%02d", i);
        json_t *sale = json_pack("{ss}", "ref", ref);
        assert_int_equal(spool_append(&till.shop->spool, sale, NULL), COMEBACK_OK);
        json_decref(sale);
    }
}

static void a_slice_ends_in_time_and_the_next_goes_on_from_there(void **state)
{
    struct counter counter = {.pause_ms = 3};
    int total = 0, slices = 0;
    (void)state;
    append(16);
    while (spool_waits(&till.shop->spool) && slices < 100) {
        assert_int_equal(take(&counter, 10), COMEBACK_OK);
        assert_in_range(counter.taken, 0, 4);
        for (int i = 0; i < counter.taken; i++) {
            char ref[16];
            snprintf(ref, sizeof ref, "R%02d", total + i);
            assert_string_equal(counter.refs[i], ref);
        }
        total += counter.taken;
        slices++;
    }
    assert_int_equal(total, 16);
    assert_in_range(slices, 4, 99);
}

static void what_was_not_committed_is_taken_in_again(void **state)
{
    struct counter counter = {.commit_answer = COMEBACK_STORE};
    (void)state;
    append(3);
    assert_int_equal(take(&counter, 1000), COMEBACK_STORE);
    assert_int_equal(counter.taken, 3);
    assert_int_equal(spool_count(&till.shop->spool), 3);
    counter.commit_answer = COMEBACK_OK;
    assert_int_equal(take(&counter, 1000), COMEBACK_OK);
    assert_int_equal(counter.taken, 3);
    assert_int_equal(spool_count(&till.shop->spool), 0);
    assert_int_equal(take(&counter, 1000), COMEBACK_OK);
    assert_int_equal(counter.taken, 0);
}

static void what_the_store_could_not_take_stays(void **state)
{
    struct counter counter = {.answer = COMEBACK_BUSY};
    (void)state;
    append(2);
    assert_int_equal(take(&counter, 1000), COMEBACK_BUSY);
    assert_int_equal(spool_count(&till.shop->spool), 2);
    assert_null(spool_file(".bad", 0));
    counter.answer = COMEBACK_VALUE;
    assert_int_equal(take(&counter, 1000), COMEBACK_OK);
    assert_int_equal(spool_count(&till.shop->spool), 0);
    assert_non_null(spool_file(".bad", 0));
}

static void the_shop_takes_a_long_spool_in_slice_by_slice(void **state)
{
    int taken = 0;
    (void)state;
    lock_store();
    for (int i = 0; i < 12; i++)
        assert_int_equal(TELL(&till, .customer = "7", .day = i), COMEBACK_LATER);
    unlock_store();
    assert_int_equal(shop_take_spool(till.shop, 5000, &taken, NULL), COMEBACK_OK);
    assert_int_equal(taken, 12);
    assert_false(spool_waits(&till.shop->spool));
    till_assert_verified(&till);
}

/* A small disk of our own; false where this machine does not let us have one. */
static bool mount_small(const char *place)
{
    return unshare(CLONE_NEWNS) == 0 && mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
           mount("tmpfs", place, "tmpfs", 0, "size=512k") == 0;
}

static void fill_disk(const char *folder)
{
    static const char block[4096];
    char path[160];
    snprintf(path, sizeof path, "%s/filler", folder);
    int fd = open(path, O_WRONLY | O_CREAT, 0600);
    while (write(fd, block, sizeof block) > 0)
        continue;
    close(fd);
}

enum { CANNOT_MOUNT = 77 };

/* In a child, which alone sees the small disk. 0 where both sales were put aside on it. */
static int put_aside_on_a_full_disk(void)
{
    char store[96], folder[128];
    struct spool spool;
    int waiting;
    strcpy(store, till_path(&till, "store"));
    snprintf(folder, sizeof folder, "%s/spool", store);
    if (!mount_small(folder))
        return CANNOT_MOUNT;
    if (spool_create(store, NULL) != COMEBACK_OK)
        return 1;
    fill_disk(folder);
    spool_open(&spool, store);
    for (int i = 0; i < 2; i++) {
        json_t *sale = json_pack("{ss}", "ref", "A");
        if (spool_append(&spool, sale, NULL) != COMEBACK_OK)
            return 2;
        json_decref(sale);
    }
    waiting = spool_count(&spool);
    spool_close(&spool);
    return waiting == 2 ? 0 : 3;
}

static void a_full_disk_has_a_reserve_for_the_spool(void **state)
{
    int status;
    (void)state;
    pid_t child = fork();
    if (child == 0)
        _exit(put_aside_on_a_full_disk());
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) == CANNOT_MOUNT)
        skip(); /* it takes the right to mount */
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void the_reserve_is_there_from_the_beginning_and_comes_back(void **state)
{
    struct counter counter = {.taken = 0};
    struct stat file;
    char path[160];
    (void)state;
    strcpy(path, till_path(&till, "store/spool/reserve"));
    assert_int_equal(stat(path, &file), 0);
    assert_true(file.st_blocks * 512 >= 256 * 1024);
    unlink(path);
    append(1);
    assert_int_equal(take(&counter, 1000), COMEBACK_OK);
    assert_int_equal(stat(path, &file), 0);
    assert_true(file.st_blocks * 512 >= 256 * 1024);
}

#define TILL_TEST(name) cmocka_unit_test_setup_teardown(name, open_till, close_till)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TILL_TEST(a_locked_store_costs_forty_milliseconds_and_no_sale),
        TILL_TEST(the_next_finish_takes_the_spool_in_first),
        TILL_TEST(a_drain_takes_the_spool_in),
        TILL_TEST(another_process_takes_in_what_a_dead_one_left),
        TILL_TEST(everything_the_host_told_comes_through_the_spool),
        TILL_TEST(sales_are_taken_in_as_they_were_told),
        TILL_TEST(a_spool_taken_in_twice_is_one_sale),
        TILL_TEST(a_sale_told_again_while_it_waits_is_one_sale),
        TILL_TEST(a_line_that_was_taken_in_is_not_read_again),
        TILL_TEST(half_a_last_line_is_kept_aside_and_the_rest_taken_in),
        TILL_TEST(any_changed_byte_is_found_and_the_line_kept_aside),
        TILL_TEST(a_nul_in_the_midst_loses_nothing_silently),
        TILL_TEST(a_sale_in_the_spool_that_conflicts_is_recorded_and_done_with),
        TILL_TEST(a_slice_ends_in_time_and_the_next_goes_on_from_there),
        TILL_TEST(what_was_not_committed_is_taken_in_again),
        TILL_TEST(what_the_store_could_not_take_stays),
        TILL_TEST(the_shop_takes_a_long_spool_in_slice_by_slice),
        TILL_TEST(a_full_disk_has_a_reserve_for_the_spool),
        TILL_TEST(the_reserve_is_there_from_the_beginning_and_comes_back),
    };
    return cmocka_run_group_tests_name("spool", tests, NULL, NULL);
}
