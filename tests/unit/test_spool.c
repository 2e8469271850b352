/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
#include <sodium.h>
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

static void take_all(void)
{
    int taken;
    assert_int_equal(checkout_take_spool(till.shop, 10000, &taken, NULL), COMEBACK_OK);
}

static bool is_told(const char *ref)
{
    char sql[96];
    snprintf(sql, sizeof sql, "SELECT count(*) FROM sale WHERE ref='%s'", ref);
    return till_number(&till, sql) == 1;
}

/* A sale takes in for some milliseconds, in which a busy machine may do next to nothing. */
static void sell_until_all_is_taken_in(void)
{
    int tries = 0;
    do
        SELL(&till);
    while (spool_waits(&till.shop->spool) && ++tries < 100);
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
    assert_true(checkout_drain(till.shop, 1000, NULL) >= 0);
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
        sell_until_all_is_taken_in();
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
    sell_until_all_is_taken_in();
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
    int answer_at; /* that many sales were taken before `answer` is given; 0: at once */
    char refs[16][16];
};

static int count_sale(void *context, const json_t *sale, struct fault *fault)
{
    struct counter *counter = context;
    (void)fault;
    usleep((useconds_t)counter->pause_ms * 1000);
    if (counter->answer != COMEBACK_OK && counter->taken >= counter->answer_at)
        return counter->answer;
    snprintf(counter->refs[counter->taken++ % 16], 16, "%s",
             json_string_value(json_object_get(sale, "ref")));
    return COMEBACK_OK;
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
    int done = spool_take(&till.shop->spool, &taker, clock_monotonic_ms() + for_ms, NULL);
    return done < 0 ? done : COMEBACK_OK;
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
    assert_int_equal(checkout_take_spool(till.shop, 5000, &taken, NULL), COMEBACK_OK);
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

static int spool_one(struct spool *spool, const char *text, struct fault *fault)
{
    json_t *sale = json_pack("{ss}", "ref", text);
    int status = spool_append(spool, sale, fault);
    json_decref(sale);
    return status;
}

static int count_one(void *context, const json_t *sale, struct fault *fault)
{
    (void)sale;
    (void)fault;
    ++*(int *)context;
    return COMEBACK_OK;
}

static int commit_nothing(void *context, struct fault *fault)
{
    (void)context;
    (void)fault;
    return COMEBACK_OK;
}

/* In a child, which alone sees the small disk: two tills in turns, ten processes of one sale each,
 * and one sale for which nothing is left. 0 where it is as it should be. */
static int put_aside_on_a_full_disk(void)
{
    char store[96], folder[128];
    struct spool spools[12];
    struct fault fault = {{0}};
    int taken = 0;
    const struct spool_taker taker = {&taken, count_one, commit_nothing};
    strcpy(store, till_path(&till, "store"));
    snprintf(folder, sizeof folder, "%s/spool", store);
    if (!mount_small(folder))
        return CANNOT_MOUNT;
    if (spool_create(store, NULL) != COMEBACK_OK)
        return 1;
    fill_disk(folder);
    for (int i = 0; i < 12; i++)
        spool_open(&spools[i], store);
    for (int i = 0; i < 6; i++)
        if (spool_one(&spools[i % 2], "A", NULL) != COMEBACK_OK)
            return 2;
    for (int i = 2; i < 12; i++)
        if (spool_one(&spools[i], "B", NULL) != COMEBACK_OK)
            return 3;
    char *large = calloc(1, 256 * 1024);
    memset(large, 'x', 256 * 1024 - 1);
    if (spool_one(&spools[3], large, &fault) != COMEBACK_STORE ||
        strstr(fault.text, "No space left on device") == NULL)
        return 4;
    if (spool_one(&spools[0], "A", NULL) != COMEBACK_OK || spool_count(&spools[0]) != 17)
        return 5;
    if (spool_take(&spools[0], &taker, INT64_MAX, NULL) < 0 || taken != 17)
        return 6;
    free(large);
    for (int i = 0; i < 12; i++)
        spool_close(&spools[i]);
    return 0;
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

/* A file of so many lines of about 3 KiB, made here: the sum is BLAKE2b of 16 bytes. */
static void write_long_file(int lines)
{
    static char padding[3001], text[4096], sum[33];
    uint8_t raw[16];
    memset(padding, 'x', sizeof padding - 1);
    FILE *file = fopen(till_path(&till, "store/spool/1-00000001.spool"), "wb");
    assert_non_null(file);
    for (int i = 0; i < lines; i++) {
        int length = snprintf(text, sizeof text, "{\"ref\":\"L%d\",\"x\":\"%s\"}", i, padding);
        crypto_generichash(raw, sizeof raw, (const uint8_t *)text, (size_t)length, NULL, 0);
        sodium_bin2hex(sum, sizeof sum, raw, sizeof raw);
        fprintf(file, "+%s %s\n", sum, text);
    }
    assert_int_equal(fclose(file), 0);
}

static void a_file_of_seventy_mebibytes_is_taken_in_to_its_last_line(void **state)
{
    enum { LINES = 24000 };
    struct counter counter = {.taken = 0};
    int total = 0;
    (void)state;
    write_long_file(LINES);
    assert_int_equal(spool_count(&till.shop->spool), LINES);
    for (int slice = 0; slice < LINES && spool_waits(&till.shop->spool); slice++) {
        assert_int_equal(take(&counter, 10), COMEBACK_OK);
        total += counter.taken;
    }
    assert_int_equal(total, LINES);
    assert_string_equal(counter.refs[(counter.taken - 1) % 16], "L23999");
    assert_null(spool_file(".spool", 0));
    assert_null(spool_file(".bad", 0));
}

static void a_pass_without_any_time_takes_one_line(void **state)
{
    struct counter counter = {.taken = 0};
    (void)state;
    append(3);
    for (int left = 3; left > 0; left--) {
        assert_int_equal(spool_count(&till.shop->spool), left);
        assert_int_equal(take(&counter, -1), COMEBACK_OK);
        assert_int_equal(counter.taken, 1);
    }
    assert_int_equal(spool_count(&till.shop->spool), 0);
}

static void append_long(const char *ref, size_t length)
{
    char *text = malloc(length + 1);
    assert_non_null(text);
    memset(text, 'x', length);
    text[length] = '\0';
    json_t *sale = json_pack("{ss ss}", "ref", ref, "x", text);
    assert_int_equal(spool_append(&till.shop->spool, sale, NULL), COMEBACK_OK);
    json_decref(sale);
    free(text);
}

static void a_long_line_is_taken_in_whole(void **state)
{
    struct counter counter = {.taken = 0};
    (void)state;
    append_long("A", 10);
    append_long("B", 3000000);
    append_long("C", 10);
    assert_int_equal(take(&counter, 5000), COMEBACK_OK);
    assert_int_equal(counter.taken, 3);
    assert_string_equal(counter.refs[1], "B");
    assert_string_equal(counter.refs[2], "C");
    assert_null(spool_file(".bad", 0));
}

static void a_process_begins_a_new_file_above_a_mebibyte(void **state)
{
    struct counter counter = {.taken = 0};
    char ref[16];
    (void)state;
    for (int i = 0; i < 12; i++) {
        snprintf(ref, sizeof ref, "R%02d", i);
        append_long(ref, 400000);
        usleep(2000); /* files are named by the millisecond */
    }
    assert_non_null(spool_file(".spool", 3));
    assert_null(spool_file(".spool", 4));
    assert_int_equal(take(&counter, 5000), COMEBACK_OK);
    assert_int_equal(counter.taken, 12);
    for (int i = 0; i < 12; i++) {
        snprintf(ref, sizeof ref, "R%02d", i);
        assert_string_equal(counter.refs[i], ref);
    }
}

static void what_comes_before_a_failure_is_committed(void **state)
{
    struct counter counter = {.answer = COMEBACK_STORE, .answer_at = 2};
    (void)state;
    append(4);
    assert_int_equal(take(&counter, 1000), COMEBACK_OK);
    assert_int_equal(counter.commits, 1);
    assert_int_equal(spool_count(&till.shop->spool), 2);
    counter.answer_at = 0;
    assert_int_equal(take(&counter, 1000), COMEBACK_STORE);
    assert_int_equal(counter.commits, 0);
    assert_int_equal(spool_count(&till.shop->spool), 2);
}

static void a_line_is_kept_aside_for_what_it_says_alone(void **state)
{
    static const int of_the_line[] = {COMEBACK_VALUE, COMEBACK_ARGUMENT, COMEBACK_LIMIT,
                                      COMEBACK_NOTHING};
    static const int of_the_store[] = {COMEBACK_BUSY, COMEBACK_STORE, COMEBACK_MEMORY,
                                       COMEBACK_CONFIG};
    struct counter counter = {.taken = 0};
    (void)state;
    append(1);
    for (int i = 0; i < 4; i++) {
        counter.answer = of_the_store[i];
        assert_int_equal(take(&counter, 1000), of_the_store[i]);
        assert_int_equal(spool_count(&till.shop->spool), 1);
        assert_null(spool_file(".bad", 0));
    }
    for (int i = 0; i < 4; i++) {
        counter.answer = of_the_line[i];
        assert_int_equal(take(&counter, 1000), COMEBACK_OK);
        assert_int_equal(spool_count(&till.shop->spool), 0);
        assert_int_equal(unlink(spool_file(".bad", 0)), 0);
        append(1);
    }
}

/* A line that cannot be read and cannot be kept aside either. */
static void break_spool(void)
{
    FILE *file = fopen(till_path(&till, "store/spool/0.spool"), "wb");
    assert_non_null(file);
    fputs("+no such line\n", file);
    fclose(file);
    assert_int_equal(mkdir(till_path(&till, "store/spool/0.spool.bad"), 0700), 0);
}

static void a_fault_of_the_spool_stops_no_sale_no_other_file_and_no_job(void **state)
{
    (void)state;
    SELL(&till, .customer = "7");
    assert_int_equal(till_number(&till, "SELECT count(*) FROM job WHERE state=0"), 1);
    put_aside("A", "8", 0);
    break_spool();
    SELL(&till, .ref = "B", .customer = "9");
    assert_true(is_told("B"));
    assert_true(is_told("A"));
    assert_true(checkout_drain(till.shop, 2000, NULL) > 0);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM job WHERE state<2"), 0);
    assert_true(spool_waits(&till.shop->spool));
    till_assert_verified(&till);
}

static void a_poisoned_line_leaves_no_trace_and_the_rest_is_taken_in(void **state)
{
    (void)state;
    put_aside("A", "7", 0);
    lock_store();
    json_t *poison = json_pack("{ss ss si}", "host", "pos", "ref", "P", "kind", 77);
    assert_int_equal(spool_append(&till.shop->spool, poison, NULL), COMEBACK_OK);
    json_decref(poison);
    unlock_store();
    put_aside("B", "8", 0);
    take_all();
    assert_true(is_told("A") && is_told("B") && !is_told("P"));
    assert_non_null(spool_file(".bad", 0));
    till_assert_verified(&till);
}

/* The settings are logged with the first line after an edit; A's own event is not to be found. */
static void what_a_bad_line_had_logged_leaves_no_gap_in_the_log(void **state)
{
    (void)state;
    SELL(&till, .ref = "A", .customer = "7");
    put_aside("A", "7", 0);
    put_aside("B", "8", 0);
    till_sql(&till, "UPDATE sale SET seq=999999 WHERE ref='A'");
    till_set(&till, "print", "least", "4.00");
    take_all();
    assert_true(is_told("B"));
    assert_non_null(spool_file(".bad", 0));
    assert_int_equal(till_number(&till, "SELECT max(seq)-count(*) FROM event"),
                     till_number(&till, "SELECT min(seq)-1 FROM event"));
}

static void a_sale_is_put_aside_for_who_asks_for_no_reason(void **state)
{
    struct checkout_outcome outcome = {.job_count = 0};
    struct sale sale;
    (void)state;
    assert_int_equal(sale_start(&sale, "pos", NULL), COMEBACK_OK);
    assert_int_equal(sale_set(&sale, "ref", "A", 1, NULL), COMEBACK_OK);
    assert_int_equal(sale_set(&sale, "total_minor", "2000", 4, NULL), COMEBACK_OK);
    assert_int_equal(sale_complete(&sale, NULL), COMEBACK_OK);
    lock_store();
    assert_int_equal(
        checkout_finish(till.shop, &sale, (struct checkout_options){.late = false}, &outcome, NULL),
        COMEBACK_LATER);
    unlock_store();
    assert_non_null(strstr(outcome.answer.notice, "tagged later: "));
    checkout_outcome_free(&outcome);
    sale_clear(&sale);
    take_all();
    assert_true(is_told("A"));
}

static int count_entries(const char *path)
{
    struct dirent **names = NULL;
    int count = scandir(path, &names, NULL, NULL);
    for (int i = 0; i < count; i++)
        free(names[i]);
    free(names);
    return count;
}

/* Locked against readers too, so that not even opening it is possible. */
static void lock_store_wholly(void)
{
    assert_int_equal(sqlite3_open(till_path(&till, "store/comeback.db"), &locker), SQLITE_OK);
    assert_int_equal(sqlite3_exec(locker,
                                  "PRAGMA locking_mode=EXCLUSIVE; BEGIN IMMEDIATE;"
                                  "INSERT INTO meta VALUES('x', 1); COMMIT",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
}

static void a_store_that_stays_locked_costs_one_file_and_one_descriptor(void **state)
{
    (void)state;
    shop_close(till.shop);
    till.shop = NULL;
    lock_store_wholly();
    assert_int_equal(shop_open(till_path(&till, "comeback.ini"), &till.shop, NULL), COMEBACK_OK);
    assert_int_equal(TELL(&till, .ref = "0"), COMEBACK_LATER);
    int before = count_entries("/proc/self/fd");
    for (int i = 0; i < 5; i++)
        assert_int_equal(TELL(&till), COMEBACK_LATER);
    assert_int_equal(count_entries("/proc/self/fd"), before);
    assert_non_null(spool_file(".spool", 0));
    assert_null(spool_file(".spool", 1));
    unlock_store();
    take_all();
    assert_int_equal(till_number(&till, "SELECT count(*) FROM sale"), 6);
}

static void a_sale_is_put_aside_though_another_thread_holds_our_file(void **state)
{
    (void)state;
    put_aside("A", "7", 0);
    lock_store();
    pthread_mutex_lock(&till.shop->spool_mutex);
    int64_t before_ms = clock_monotonic_ms();
    assert_int_equal(TELL(&till, .ref = "B"), COMEBACK_LATER);
    assert_in_range(clock_monotonic_ms() - before_ms, 0, 1000);
    pthread_mutex_unlock(&till.shop->spool_mutex);
    unlock_store();
    take_all();
    assert_true(is_told("A") && is_told("B"));
}

/* Not a benchmark: the best of five waits once, where it waited twice before. */
static void a_spool_beside_a_locked_store_costs_no_second_wait(void **state)
{
    int64_t best_ms = 1000;
    (void)state;
    put_aside("A", "7", 0);
    lock_store();
    for (int i = 0; i < 5; i++) {
        int64_t before_ms = clock_monotonic_ms();
        assert_int_equal(TELL(&till), COMEBACK_LATER);
        int64_t took_ms = clock_monotonic_ms() - before_ms;
        best_ms = took_ms < best_ms ? took_ms : best_ms;
    }
    assert_in_range(best_ms, 30, 70);
    unlock_store();
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
        TILL_TEST(a_file_of_seventy_mebibytes_is_taken_in_to_its_last_line),
        TILL_TEST(a_pass_without_any_time_takes_one_line),
        TILL_TEST(a_long_line_is_taken_in_whole),
        TILL_TEST(a_process_begins_a_new_file_above_a_mebibyte),
        TILL_TEST(what_comes_before_a_failure_is_committed),
        TILL_TEST(a_line_is_kept_aside_for_what_it_says_alone),
        TILL_TEST(a_fault_of_the_spool_stops_no_sale_no_other_file_and_no_job),
        TILL_TEST(a_poisoned_line_leaves_no_trace_and_the_rest_is_taken_in),
        TILL_TEST(what_a_bad_line_had_logged_leaves_no_gap_in_the_log),
        TILL_TEST(a_sale_is_put_aside_for_who_asks_for_no_reason),
        TILL_TEST(a_store_that_stays_locked_costs_one_file_and_one_descriptor),
        TILL_TEST(a_sale_is_put_aside_though_another_thread_holds_our_file),
        TILL_TEST(a_spool_beside_a_locked_store_costs_no_second_wait),
        TILL_TEST(a_full_disk_has_a_reserve_for_the_spool),
        TILL_TEST(the_reserve_is_there_from_the_beginning_and_comes_back),
    };
    return cmocka_run_group_tests_name("spool", tests, NULL, NULL);
}
