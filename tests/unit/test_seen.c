/* SPDX-License-Identifier: MIT */
#include "../../plugin/tap/seen.h"
#undef fail /* cmocka has a macro of this name, too */

#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../plugin/clock.h"

enum { FILE_BYTES = 16 + 16 * SEEN_MOST, DAY = 20000, EACH = 300 };

static char folder[] = "/tmp/comeback-seen-XXXXXX";
static char path[64];
static struct keys keys;

static int make_folder(void **state)
{
    (void)state;
    strcpy(folder + strlen(folder) - 6, "XXXXXX");
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/seen", folder);
    memset(keys.identity, 7, sizeof keys.identity);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(folder);
}

static struct seen *open_seen(void)
{
    struct fault fault;
    struct seen *seen = NULL;
    if (seen_open(folder, &keys, &seen, &fault) != COMEBACK_OK)
        fail_msg("%s", fault.text);
    return seen;
}

static bool first(struct seen *seen, int number)
{
    char text[16];
    snprintf(text, sizeof text, "%d", number);
    return seen_first(seen, "pos", text, DAY);
}

static void overwrite(off_t at, const void *bytes, size_t length)
{
    int fd = open(path, O_WRONLY);
    assert_int_equal(pwrite(fd, bytes, length, at), length);
    close(fd);
}

static void a_number_is_new_once_a_host_and_day(void **state)
{
    (void)state;
    struct seen *seen = open_seen();
    assert_true(seen_first(seen, "pos", "5", DAY));
    assert_false(seen_first(seen, "pos", "5", DAY));
    assert_true(seen_first(seen, "pos", "5", DAY + 1));
    assert_true(seen_first(seen, "other", "5", DAY));
    assert_true(seen_first(seen, "po", "s5", DAY));
    assert_string_equal(seen_notice(seen), "");
    seen_close(seen);
}

static void what_was_only_asked_for_is_not_remembered(void **state)
{
    (void)state;
    struct seen *seen = open_seen();
    assert_false(seen_before(seen, "pos", "5", DAY));
    assert_true(seen_first(seen, "pos", "5", DAY));
    assert_true(seen_before(seen, "pos", "5", DAY));
    assert_false(seen_before(seen, "pos", "5", DAY + 1));
    seen_close(seen);
}

static void what_was_seen_outlives_the_handle_and_is_seen_by_others(void **state)
{
    (void)state;
    struct seen *one = open_seen(), *two = open_seen();
    assert_true(first(one, 5));
    assert_false(first(two, 5));
    seen_close(one);
    seen_close(two);
    one = open_seen();
    assert_false(first(one, 5));
    assert_string_equal(seen_notice(one), "");
    seen_close(one);
}

static void the_oldest_make_room_for_new_ones(void **state)
{
    (void)state;
    struct stat found;
    struct seen *seen = open_seen();
    for (int i = 0; i < SEEN_MOST + 3; i++)
        assert_true(first(seen, i));
    assert_false(first(seen, 3));
    assert_false(first(seen, SEEN_MOST + 2));
    assert_true(first(seen, 2));
    assert_int_equal(stat(path, &found), 0);
    assert_int_equal(found.st_size, FILE_BYTES);
    seen_close(seen);
}

static void no_number_can_be_read_in_the_file(void **state)
{
    (void)state;
    static char bytes[FILE_BYTES];
    struct seen *seen = open_seen();
    assert_true(seen_first(seen, "shop-till", "T1-000123", DAY));
    seen_close(seen);
    FILE *file = fopen(path, "rb");
    assert_int_equal(fread(bytes, 1, sizeof bytes, file), sizeof bytes);
    fclose(file);
    assert_null(memmem(bytes, sizeof bytes, "T1-000123", 9));
    assert_null(memmem(bytes, sizeof bytes, "shop-till", 9));
    assert_null(memmem(bytes, sizeof bytes, keys.identity, 8));
}

static void the_file_is_its_owners_alone(void **state)
{
    (void)state;
    struct stat found;
    seen_close(open_seen());
    assert_int_equal(stat(path, &found), 0);
    assert_int_equal(found.st_mode & ALLPERMS, 0600);
}

static void in_a_groups_folder_the_file_is_the_groups(void **state)
{
    (void)state;
    struct stat found;
    assert_int_equal(chmod(folder, 02770), 0);
    seen_close(open_seen());
    assert_int_equal(stat(path, &found), 0);
    assert_int_equal(found.st_mode & ALLPERMS, 0660);
}

static void a_torn_record_is_forgotten_and_told(void **state)
{
    (void)state;
    struct seen *seen = open_seen();
    for (int i = 0; i < 4; i++)
        assert_true(first(seen, i));
    seen_close(seen);
    overwrite(16 + 16 * 3 + 6, "torn", 4);
    seen = open_seen();
    assert_string_equal(seen_notice(seen),
                        "1 of the receipts in the file \"seen\" cannot be read and are forgotten");
    assert_false(first(seen, 2));
    assert_true(first(seen, 3));
    seen_close(seen);
}

static void a_record_that_is_torn_while_it_is_open_harms_no_other(void **state)
{
    (void)state;
    struct seen *seen = open_seen();
    for (int i = 0; i < 4; i++)
        assert_true(first(seen, i));
    overwrite(16 + 16 * 1 + 8, "\xff\xff\xff\xff", 4);
    assert_true(first(seen, 4));
    for (int i = 0; i < 5; i++)
        assert_int_equal(first(seen, i), i == 1);
    seen_close(seen);
}

static void check_begins_anew(void)
{
    struct seen *seen = open_seen();
    assert_string_equal(seen_notice(seen),
                        "the file \"seen\" was damaged or of other keys and begins anew: a reprint "
                        "of an older receipt may get a note");
    assert_true(first(seen, 1));
    assert_false(first(seen, 1));
    seen_close(seen);
}

static void a_file_that_is_none_begins_anew_and_says_so(void **state)
{
    (void)state;
    struct seen *seen = open_seen();
    assert_true(first(seen, 1));
    seen_close(seen);
    overwrite(3, "?", 1);
    check_begins_anew();
    assert_int_equal(truncate(path, 1000), 0);
    check_begins_anew();
    keys.identity[0]++;
    check_begins_anew();
}

static void a_file_cut_off_under_us_says_nothing(void **state)
{
    (void)state;
    struct seen *seen = open_seen();
    assert_true(first(seen, 1));
    assert_int_equal(truncate(path, 1000), 0);
    assert_false(first(seen, 2));
    seen_close(seen);
}

static void a_locked_file_is_not_waited_for_longer_than_40_ms(void **state)
{
    (void)state;
    struct seen *seen = open_seen();
    int fd = open(path, O_RDWR);
    assert_int_equal(flock(fd, LOCK_EX), 0);
    int64_t start = clock_monotonic_ms();
    assert_false(first(seen, 1));
    int64_t took = clock_monotonic_ms() - start;
    assert_in_range(took, 35, 400);
    close(fd);
    assert_true(first(seen, 1));
    seen_close(seen);
}

static void a_disk_without_room_is_told(void **state)
{
    (void)state;
    struct fault fault;
    struct seen *seen = NULL;
    struct rlimit before, tight;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    tight = (struct rlimit){FILE_BYTES - 1, before.rlim_max};
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
    int status = seen_open(folder, &keys, &seen, &fault);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(status, COMEBACK_STORE);
    assert_null(seen);
    assert_non_null(strstr(fault.text, "/seen: File too large"));
}

static void all_of_the_file_is_on_the_disk_from_the_start(void **state)
{
    (void)state;
    struct stat found;
    seen_close(open_seen());
    assert_int_equal(stat(path, &found), 0);
    assert_true(512 * found.st_blocks >= FILE_BYTES);
}

static void a_folder_that_is_not_there_is_refused(void **state)
{
    (void)state;
    struct fault fault;
    struct seen *seen = NULL;
    assert_int_equal(seen_open("/nonexistent", &keys, &seen, &fault), COMEBACK_STORE);
    assert_string_equal(fault.text, "/nonexistent/seen: No such file or directory");
    assert_null(seen);
    seen_close(NULL);
}

/* How many of EACH numbers this one was the first to see. */
static int count_first(struct seen *seen)
{
    int count = 0;
    for (int i = 0; i < EACH; i++)
        count += first(seen, i);
    return count;
}

static void of_two_processes_never_both_are_first(void **state)
{
    (void)state;
    int ends[2], others = 0;
    struct seen *seen = open_seen();
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        struct seen *own = NULL;
        int count = seen_open(folder, &keys, &own, NULL) == COMEBACK_OK ? count_first(own) : -1;
        _exit(write(ends[1], &count, sizeof count) == sizeof count ? 0 : 1);
    }
    int ours = count_first(seen);
    assert_int_equal(read(ends[0], &others, sizeof others), sizeof others);
    assert_int_equal(waitpid(child, NULL, 0), child);
    /* On a busy machine the 40 ms may pass for both: then neither is. */
    assert_in_range(ours + others, EACH / 2, EACH);
    close(ends[0]);
    close(ends[1]);
    seen_close(seen);
}

static void *count_on_a_thread(void *seen)
{
    return (void *)(intptr_t)count_first(seen);
}

static void of_two_threads_never_both_are_first(void **state)
{
    (void)state;
    pthread_t thread;
    void *others;
    struct seen *seen = open_seen();
    assert_int_equal(pthread_create(&thread, NULL, count_on_a_thread, seen), 0);
    int ours = count_first(seen);
    pthread_join(thread, &others);
    assert_in_range(ours + (intptr_t)others, EACH / 2, EACH);
    seen_close(seen);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)

static void what_is_forgotten_comes_first_again_and_nothing_else_does(void **state)
{
    struct seen *seen = open_seen();
    (void)state;
    for (int i = 0; i < 5; i++)
        assert_true(first(seen, i));
    seen_forget(seen, "pos", "2", DAY);
    seen_forget(seen, "pos", "4", DAY);
    seen_forget(seen, "pos", "3", DAY + 1);
    seen_forget(seen, "pos", "99", DAY);
    seen_close(seen);
    seen = open_seen();
    assert_string_equal(seen_notice(seen), "");
    assert_true(first(seen, 4));
    assert_true(first(seen, 2));
    for (int i = 0; i < 5; i++)
        assert_false(first(seen, i));
    seen_close(seen);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_number_is_new_once_a_host_and_day),
        TEST(what_was_only_asked_for_is_not_remembered),
        TEST(what_was_seen_outlives_the_handle_and_is_seen_by_others),
        TEST(the_oldest_make_room_for_new_ones),
        TEST(what_is_forgotten_comes_first_again_and_nothing_else_does),
        TEST(no_number_can_be_read_in_the_file),
        TEST(the_file_is_its_owners_alone),
        TEST(in_a_groups_folder_the_file_is_the_groups),
        TEST(a_torn_record_is_forgotten_and_told),
        TEST(a_record_that_is_torn_while_it_is_open_harms_no_other),
        TEST(a_file_that_is_none_begins_anew_and_says_so),
        TEST(a_file_cut_off_under_us_says_nothing),
        TEST(a_locked_file_is_not_waited_for_longer_than_40_ms),
        TEST(a_disk_without_room_is_told),
        TEST(all_of_the_file_is_on_the_disk_from_the_start),
        TEST(a_folder_that_is_not_there_is_refused),
        TEST(of_two_processes_never_both_are_first),
        TEST(of_two_threads_never_both_are_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
