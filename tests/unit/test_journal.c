/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../drivers/journal.h"
#include "../../drivers/owed.h"
#include "../../drivers/printer.h"

static char path[64];

static int make_path(void **state)
{
    (void)state;
    strcpy(path, "/tmp/journal-XXXXXX");
    int fd = mkstemp(path);
    close(fd);
    return fd < 0;
}

static int remove_path(void **state)
{
    (void)state;
    return unlink(path);
}

static struct journal opened(void)
{
    struct journal journal;
    assert_int_equal(journal_open(path, &journal, NULL), DRV_OK);
    return journal;
}

static void write_entry(const struct journal_entry *entry)
{
    struct journal journal = opened();
    journal.entry = *entry;
    assert_int_equal(journal_write(&journal, true, NULL), DRV_OK);
    journal_close(&journal);
}

static void what_was_written_is_read(void **state)
{
    (void)state;
    const struct journal_entry entry = {.ticket = 7,
                                        .stage = JOURNAL_ENDED,
                                        .next_id = 41,
                                        .owed_nuls = 12,
                                        .owed_cut = 1,
                                        .detached = "1-1:1.0",
                                        .reason = "torn"};
    write_entry(&entry);
    struct journal journal = opened();
    assert_memory_equal(&journal.entry, &entry, sizeof entry);
    journal_close(&journal);
}

static void one_process_at_a_time_is_at_a_printer(void **state)
{
    (void)state;
    struct drv_fault fault;
    struct journal first = opened(), second = {.fd = -7};
    char expected[200];
    assert_int_equal(journal_open(path, &second, &fault), DRV_BUSY);
    snprintf(expected, sizeof expected, "\"%s\": another process is at the printer", path);
    assert_string_equal(fault.text, expected);
    assert_int_equal(second.fd, -7);
    journal_close(&first);
    second = opened();
    journal_close(&second);
}

static void who_only_looks_needs_no_lock(void **state)
{
    (void)state;
    struct journal_entry entry = {.ticket = 1}, found = {.ticket = 9};
    struct drv_fault fault;
    assert_int_equal(journal_peek(path, &found, &fault), DRV_INVALID);
    assert_int_equal(found.ticket, 9);
    struct journal holder = opened();
    snprintf(entry.reason, sizeof entry.reason, "the paper is out");
    holder.entry = entry;
    assert_int_equal(journal_write(&holder, false, NULL), DRV_OK);
    assert_int_equal(journal_peek(path, &found, NULL), DRV_OK);
    assert_string_equal(found.reason, "the paper is out");
    journal_close(&holder);
    assert_int_equal(journal_peek("/nowhere/journal", &found, &fault), DRV_IO);
    assert_string_equal(fault.text, "\"/nowhere/journal\": No such file or directory");
}

static void a_damaged_entry_counts_as_none(void **state)
{
    (void)state;
    write_entry(&(struct journal_entry){.ticket = 7, .stage = JOURNAL_SENDING});
    int fd = open(path, O_RDWR);
    assert_int_equal(pwrite(fd, "x", 1, 12), 1);
    close(fd);
    struct journal journal = opened();
    assert_int_equal(journal.entry.ticket, 0);
    assert_int_equal(journal.entry.stage, JOURNAL_IDLE);
    journal_close(&journal);
}

/* An old ID that is answered late must not meet itself. */
static void ids_start_somewhere_else_each_time(void **state)
{
    (void)state;
    uint32_t seen[3];
    for (size_t i = 0; i < 3; i++) {
        struct journal journal = opened();
        seen[i] = journal.entry.next_id;
        journal_close(&journal);
    }
    assert_false(seen[0] == seen[1] && seen[1] == seen[2]);
}

static void a_killed_process_leaves_lock_and_entry_to_the_next(void **state)
{
    (void)state;
    int ready[2];
    char byte;
    assert_int_equal(pipe(ready), 0);
    pid_t child = fork();
    if (child == 0) {
        struct journal journal;
        journal_open(path, &journal, NULL);
        journal.entry = (struct journal_entry){.ticket = 9, .stage = JOURNAL_SENDING};
        journal_write(&journal, false, NULL);
        byte = write(ready[1], "r", 1) == 1 ? 0 : 1;
        pause();
        _exit(byte);
    }
    assert_int_equal(read(ready[0], &byte, 1), 1);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    struct journal journal = opened();
    struct printer_claim claim;
    assert_int_equal(printer_past(&journal, 9, &claim), PRINTER_INTERRUPTED);
    assert_true(claim.torn);
    assert_int_equal(claim.result, PRINTER_NOT_PRINTED);
    assert_int_equal(printer_past(&journal, 8, &claim), PRINTER_UNTOUCHED);
    journal_close(&journal);
    close(ready[0]);
    close(ready[1]);
}

static void a_claim_outlives_its_process(void **state)
{
    (void)state;
    struct printer_claim claim;
    struct journal journal = opened();
    journal.entry = (struct journal_entry){
        .ticket = 5, .stage = JOURNAL_ENDED, .result = PRINTER_UNCONFIRMED, .reason = "stuck"};
    assert_int_equal(printer_past(&journal, 5, &claim), PRINTER_ENDED);
    assert_int_equal(claim.result, PRINTER_UNCONFIRMED);
    assert_string_equal(claim.reason, "stuck");
    /* Nothing of it went out: it may be tried again as if for the first time. */
    journal.entry.result = PRINTER_NOT_PRINTED;
    assert_int_equal(printer_past(&journal, 5, &claim), PRINTER_UNTOUCHED);
    journal.entry.torn = 1;
    assert_int_equal(printer_past(&journal, 5, &claim), PRINTER_ENDED);
    journal_close(&journal);
}

#define OWED(text, least, most) owed_nuls((const uint8_t *)(text), sizeof(text) - 1, least, most)

static void a_command_cut_off_is_owed_what_it_lacks(void **state)
{
    (void)state;
    /* 2 + 1 + 8 + 12 bytes: a picture of 2 bytes by 6 rows begins at 3. */
    static const char job[] = "\x1b@A\x1dv0\0\2\0\6\0............B\n";
    assert_int_equal(OWED(job, 0, 0), 0);
    assert_int_equal(OWED(job, 1, 1), 1);
    assert_int_equal(OWED(job, 2, 2), 0);
    assert_int_equal(OWED(job, 3, 3), 0);
    assert_int_equal(OWED(job, 4, 4), 19);
    assert_int_equal(OWED(job, 11, 11), 12);
    assert_int_equal(OWED(job, 22, 22), 1);
    assert_int_equal(OWED(job, 23, 23), 0);
    assert_int_equal(OWED(job, 25, 25), 0);
}

static void where_it_stopped_between_two_places_the_worst_is_owed(void **state)
{
    (void)state;
    static const char job[] = "\x1b@A\x1dv0\0\2\0\6\0............B\n";
    assert_int_equal(OWED(job, 0, 25), 19);
    assert_int_equal(OWED(job, 10, 25), 13);
    assert_int_equal(OWED(job, 23, 25), 0);
    assert_int_equal(OWED(job, 0, 3), 1);
}

static void a_huge_picture_is_owed_a_limited_patience(void **state)
{
    (void)state;
    enum { LENGTH = 8 + 200 * 2000 };
    uint8_t *job = calloc(1, LENGTH);
    const uint8_t head[] = {0x1d, 'v', '0', 0, 200, 0, 2000 & 255, 2000 >> 8};
    memcpy(job, head, sizeof head);
    assert_int_equal(owed_nuls(job, LENGTH, 0, LENGTH), OWED_MAX_NULS);
    assert_int_equal(owed_nuls(job, LENGTH, LENGTH - 5, LENGTH), 5);
    free(job);
}

int main(void)
{
#define ON_PATH(test) cmocka_unit_test_setup_teardown(test, make_path, remove_path)
    const struct CMUnitTest tests[] = {
        ON_PATH(what_was_written_is_read),
        ON_PATH(one_process_at_a_time_is_at_a_printer),
        ON_PATH(who_only_looks_needs_no_lock),
        ON_PATH(a_damaged_entry_counts_as_none),
        ON_PATH(ids_start_somewhere_else_each_time),
        ON_PATH(a_killed_process_leaves_lock_and_entry_to_the_next),
        ON_PATH(a_claim_outlives_its_process),
        cmocka_unit_test(a_command_cut_off_is_owed_what_it_lacks),
        cmocka_unit_test(where_it_stopped_between_two_places_the_worst_is_owed),
        cmocka_unit_test(a_huge_picture_is_owed_a_limited_patience),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
