/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shop_helper.h"

#include "../../plugin/code.h"

static const char mark[] = "replaces a torn slip";

static const struct queue_target here = {"file:paper.bin", "generic-80"};

static struct till till;

static int open_till(void **state)
{
    (void)state;
    till_open(&till);
    till_set(&till, "print", "printer", "file:paper.bin");
    return 0;
}

static int close_till(void **state)
{
    (void)state;
    till_close(&till);
    return 0;
}

static int64_t add_slip(const char *slip, const char *printer, const char *text)
{
    int64_t id;
    const struct job job = {.made_ms = clock_now_ms(),
                            .slip = slip,
                            .printer = printer,
                            .profile = "generic-80",
                            .stale_s = 120,
                            .text = text,
                            .host = "pos",
                            .ref = "A"};
    assert_int_equal(queue_add(till.shop->store, &job, &id, NULL), COMEBACK_OK);
    return id;
}

static int64_t add_job(const char *text)
{
    return add_slip("card", "file:paper.bin", text);
}

/* A card that was queued for a customer of that id. */
static int64_t sell_card(const char *customer)
{
    assert_true(SELL(&till, .customer = customer)->card.made);
    assert_int_equal(till.outcome.job_count, 1);
    return till.outcome.jobs[0];
}

static int drain(void)
{
    struct fault fault = {{0}};
    int ended = checkout_drain(till.shop, 1000, &fault);
    if (ended < 0)
        fail_msg("drain: %s", fault.text);
    return ended;
}

static int64_t state_of(int64_t job)
{
    char sql[64];
    snprintf(sql, sizeof sql, "SELECT state FROM job WHERE id=%lld", (long long)job);
    return till_number(&till, sql);
}

static void assert_result(int64_t job, const char *result, const char *reason)
{
    char sql[256];
    snprintf(sql, sizeof sql,
             "SELECT count(*) FROM job WHERE id=%lld AND result='%s' AND reason LIKE '%s'",
             (long long)job, result, reason);
    assert_int_equal(till_number(&till, sql), 1);
    snprintf(sql, sizeof sql,
             "SELECT count(*) FROM event WHERE kind=8 AND json_extract(body, '$.job')=%lld"
             " AND json_extract(body, '$.result')='%s'",
             (long long)job, result);
    assert_int_equal(till_number(&till, sql), 1);
}

static size_t paper(char out[65536])
{
    FILE *file = fopen(till_path(&till, "paper.bin"), "rb");
    memset(out, 0, 65536);
    if (file == NULL)
        return 0;
    size_t length = fread(out, 1, 65535, file);
    fclose(file);
    /* NULs are parameters of commands; the text is what is looked for. */
    for (size_t i = 0; i < length; i++)
        out[i] = out[i] == '\0' ? ' ' : out[i];
    return length;
}

static int count(const char *text, const char *what)
{
    int found = 0;
    for (; (text = strstr(text, what)) != NULL; text++)
        found++;
    return found;
}

static void open_journal(const char *printer, struct journal *out)
{
    char path[DRAIN_PATH], folder[96];
    strcpy(folder, till_path(&till, "store"));
    drain_journal_path(folder, printer, path);
    assert_int_equal(journal_open(path, out, NULL), DRV_OK);
}

/* As it is after a kill -9: begun in the store, and the printer's journal as far as it came. */
static void kill_sender(int64_t job, enum journal_stage stage, enum printer_result result,
                        const char *reason)
{
    char sql[96];
    struct journal journal;
    snprintf(sql, sizeof sql, "UPDATE job SET state=1, bytes=x'00', begun_ms=made_ms WHERE id=%lld",
             (long long)job);
    till_sql(&till, sql);
    open_journal("file:paper.bin", &journal);
    journal.entry.ticket = job;
    journal.entry.stage = stage;
    journal.entry.result = result;
    journal.entry.torn = result == PRINTER_NOT_PRINTED;
    snprintf(journal.entry.reason, sizeof journal.entry.reason, "%s", reason);
    assert_int_equal(journal_write(&journal, true, NULL), DRV_OK);
    journal_close(&journal);
}

static int64_t newest_job(void)
{
    return till_number(&till, "SELECT max(id) FROM job");
}

static void each_piece_of_a_replacement_bears_the_mark(void **state)
{
    char out[65536];
    (void)state;
    kill_sender(add_job("keep\n=\ngive = away\n"), JOURNAL_SENDING, PRINTER_NOT_PRINTED, "");
    drain();
    paper(out);
    assert_int_equal(count(out, mark), 2);
    assert_true(strstr(out, "keep") < strstr(strstr(out, mark) + 1, mark));
    assert_true(strstr(strstr(out, mark) + 1, mark) < strstr(out, "give = away"));
}

static void jobs_of_a_printer_come_out_in_order(void **state)
{
    char out[65536];
    (void)state;
    add_job("first\n");
    add_job("second\n");
    add_job("third\n");
    assert_int_equal(drain(), 3);
    paper(out);
    const char *first = strstr(out, "first"), *second = strstr(out, "second");
    assert_true(first != NULL && second != NULL && first < second);
    assert_true(strstr(out, "third") > second);
    assert_int_equal(drain(), 0);
    assert_int_equal(count(out, "first"), 1);
}

static void a_sales_card_comes_out_and_its_result_is_recorded(void **state)
{
    char out[65536];
    (void)state;
    int64_t job = sell_card("7");
    assert_int_equal(state_of(job), JOB_WAITING);
    assert_int_equal(drain(), 1);
    assert_int_equal(state_of(job), JOB_ENDED);
    assert_result(job, "unconfirmed", "it took all bytes and says nothing more");
    paper(out);
    assert_int_equal(count(out, "FOR A FRIEND"), 1);
    till_assert_verified(&till);
}

static void the_bytes_are_kept_before_they_are_sent(void **state)
{
    (void)state;
    int64_t job = sell_card("7");
    drain();
    char sql[96];
    struct stat file;
    snprintf(sql, sizeof sql, "SELECT length(bytes) FROM job WHERE id=%lld", (long long)job);
    assert_int_equal(stat(till_path(&till, "paper.bin"), &file), 0);
    assert_int_equal(till_number(&till, sql), file.st_size);
}

static void a_stale_job_is_not_printed_and_its_code_cancelled(void **state)
{
    char out[65536];
    (void)state;
    int64_t job = sell_card("7"), card = till.outcome.answer.card.code;
    assert_int_equal(LOOK(&till, .day = 1, .card = card)->discount_minor, 200);
    till_sql(&till, "UPDATE job SET made_ms=made_ms-121000");
    assert_int_equal(drain(), 1);
    assert_result(job, "not printed", "stale%");
    assert_int_equal(paper(out), 0);
    const struct answer *answer = LOOK(&till, .day = 1, .card = card);
    assert_int_equal(answer->scans[0].verdict, VERDICT_CANCELLED);
    assert_string_equal(answer->scans[0].why, "card was never handed out");
    assert_int_equal(answer->discount_minor, 0);
    till_assert_verified(&till);
}

static void a_cancelled_card_makes_room_for_another(void **state)
{
    (void)state;
    sell_card("7");
    till_sql(&till, "UPDATE job SET made_ms=made_ms-121000");
    drain();
    assert_true(SELL(&till, .customer = "7", .day = 1)->card.made);
}

static void a_job_is_printed_to_the_last_second(void **state)
{
    (void)state;
    int64_t job = sell_card("7");
    till_sql(&till, "UPDATE job SET made_ms=made_ms-115000");
    drain();
    assert_result(job, "unconfirmed", "%");
}

static void a_job_whose_sender_died_before_the_first_byte_is_printed_as_if_new(void **state)
{
    char out[65536];
    (void)state;
    add_job("before\n");
    drain();
    int64_t job = sell_card("7");
    till_sql(&till, "UPDATE job SET state=1, bytes=x'00', begun_ms=made_ms WHERE state=0");
    till_reopen(&till);
    assert_int_equal(drain(), 1);
    assert_result(job, "unconfirmed", "%");
    paper(out);
    assert_int_equal(count(out, "FOR A FRIEND"), 1);
    assert_int_equal(count(out, mark), 0);
}

static void a_begun_job_whose_journal_was_lost_counts_as_torn(void **state)
{
    (void)state;
    int64_t job = sell_card("7");
    till_sql(&till, "UPDATE job SET state=1, bytes=x'00', begun_ms=made_ms");
    assert_int_equal(drain(), 2);
    assert_result(job, "not printed", "torn: what became of it is not known; job % replaces it");
}

static void a_job_that_came_out_before_the_kill_ends_as_the_journal_says(void **state)
{
    char out[65536];
    struct fault fault = {{0}};
    (void)state;
    int64_t job = sell_card("7");
    kill_sender(job, JOURNAL_ENDED, PRINTER_PRINTED, "it said so");
    till_reopen(&till);
    assert_int_equal(drain(), 1);
    assert_result(job, "printed", "it said so");
    assert_int_equal(paper(out), 0);
    assert_int_equal(queue_retry(till.shop->store, job, &here, &fault), COMEBACK_STATE);
}

static void a_card_in_the_midst_of_a_kill_is_printed_again_with_its_code_and_a_mark(void **state)
{
    char out[65536], code[CODE_TEXT], reason[96];
    (void)state;
    int64_t job = sell_card("7"), card = till.outcome.answer.card.code;
    code_format(card, code);
    kill_sender(job, JOURNAL_SENDING, PRINTER_PRINTED, "");
    till_reopen(&till);
    assert_int_equal(drain(), 2);
    snprintf(reason, sizeof reason, "torn: we were interrupted; job %lld replaces it",
             (long long)newest_job());
    assert_result(job, "not printed", reason);
    assert_result(newest_job(), "unconfirmed", "%");
    assert_int_equal(till_number(&till, "SELECT count(*) FROM job"), 2);
    paper(out);
    assert_int_equal(count(out, mark), 1);
    assert_true(strstr(out, mark) < strstr(out, "FOR A FRIEND"));
    assert_int_equal(count(out, "FOR A FRIEND"), 1);
    assert_true(count(out, code) > 0);
    assert_int_equal(LOOK(&till, .day = 1, .card = card)->discount_minor, 200);
    till_assert_verified(&till);
}

static void a_replacement_comes_before_later_jobs(void **state)
{
    char out[65536];
    (void)state;
    int64_t first = add_job("first\n");
    add_job("second\n");
    kill_sender(first, JOURNAL_SENDING, PRINTER_PRINTED, "");
    assert_int_equal(drain(), 3);
    paper(out);
    assert_non_null(strstr(out, "first"));
    assert_true(strstr(out, "first") < strstr(out, "second"));
    assert_int_equal(count(out, mark), 1);
}

/* The journal knows one job: to send another first would lose what became of this one. */
static void a_begun_job_is_settled_before_one_in_front_of_it_is_sent(void **state)
{
    char out[65536];
    (void)state;
    int64_t first = add_job("first\n"), second = add_job("second\n");
    kill_sender(second, JOURNAL_SENDING, PRINTER_PRINTED, "");
    assert_int_equal(drain(), 3);
    assert_result(first, "unconfirmed", "%");
    assert_result(second, "not printed", "torn: %");
    paper(out);
    assert_int_equal(count(out, "first"), 1);
    assert_int_equal(count(out, "second"), 1);
    assert_int_equal(count(out, mark), 1);
    assert_true(strstr(out, "first") < strstr(out, mark));
}

static void a_torn_note_is_dropped_and_recorded(void **state)
{
    char out[65536];
    int64_t unprinted = -7;
    (void)state;
    int64_t note = add_slip("note", "file:paper.bin", "note\n");
    kill_sender(note, JOURNAL_ENDED, PRINTER_NOT_PRINTED, "torn: the paper is out");
    assert_int_equal(drain(), 1);
    assert_result(note, "not printed", "torn: the paper is out");
    assert_int_equal(newest_job(), note);
    assert_int_equal(paper(out), 0);
    assert_int_equal(queue_unprinted(till.shop->store, 0, &unprinted, NULL), COMEBACK_OK);
    assert_int_equal(unprinted, 1);
}

static void a_card_is_replaced_three_times_and_then_given_up(void **state)
{
    char out[65536], sql[96];
    int64_t unprinted = -7;
    (void)state;
    int64_t first = add_job("card\n");
    for (int i = 0; i <= QUEUE_REPLACEMENTS; i++) {
        struct journal journal;
        int64_t job = newest_job();
        kill_sender(job, JOURNAL_SENDING, PRINTER_PRINTED, "");
        struct drain_setup setup;
        const struct drain_guard guard = checkout_guard(till.shop);
        assert_int_equal(checkout_setup(till.shop, &setup, NULL), COMEBACK_OK);
        assert_int_equal(drain_open(&guard, &setup, "file:paper.bin", &journal, NULL), COMEBACK_OK);
        journal_close(&journal);
        assert_int_equal(state_of(job), JOB_ENDED);
    }
    assert_int_equal(newest_job(), first + QUEUE_REPLACEMENTS);
    assert_result(newest_job(), "not printed", "torn: we were interrupted; given up: torn 4 times");
    assert_int_equal(drain(), 0);
    assert_int_equal(paper(out), 0);
    snprintf(sql, sizeof sql, "SELECT count(*) FROM job WHERE text='%s\ncard\n'", mark);
    assert_int_equal(till_number(&till, sql), QUEUE_REPLACEMENTS);
    assert_int_equal(queue_unprinted(till.shop->store, 0, &unprinted, NULL), COMEBACK_OK);
    assert_int_equal(unprinted, 1);
}

static void the_code_of_a_torn_card_is_never_cancelled(void **state)
{
    (void)state;
    int64_t job = sell_card("7"), card = till.outcome.answer.card.code;
    kill_sender(job, JOURNAL_SENDING, PRINTER_PRINTED, "");
    till_set(&till, "print", "printer", "");
    struct journal elsewhere;
    open_journal("file:paper.bin", &elsewhere);
    assert_int_equal(drain(), 0);
    journal_close(&elsewhere);
    assert_int_equal(state_of(job), JOB_BEGUN);
    till_sql(&till, "CREATE TRIGGER late AFTER INSERT ON job BEGIN"
                    " UPDATE job SET made_ms=made_ms-121000; END");
    assert_int_equal(drain(), 2);
    assert_result(job, "not printed", "torn: %");
    assert_result(newest_job(), "not printed", "stale: the customer is gone");
    assert_int_equal(drain(), 0);
    assert_int_equal(LOOK(&till, .day = 1, .card = card)->discount_minor, 200);
    till_assert_verified(&till);
}

static void what_may_be_on_paper_is_not_tried_again_but_copied(void **state)
{
    char out[65536], told[128];
    struct fault fault = {{0}};
    int64_t copy;
    (void)state;
    int64_t note = add_slip("note", "file:paper.bin", "note\n");
    kill_sender(note, JOURNAL_SENDING, PRINTER_PRINTED, "");
    drain();
    snprintf(told, sizeof told,
             "job %lld: it may be on paper; `comeback queue reprint %lld` prints a copy that says "
             "so",
             (long long)note, (long long)note);
    assert_int_equal(queue_retry(till.shop->store, note, &here, &fault), COMEBACK_STATE);
    assert_string_equal(fault.text, told);
    assert_int_equal(queue_reprint(till.shop->store, note, &here, &copy, &fault), COMEBACK_OK);
    assert_int_equal(drain(), 1);
    paper(out);
    assert_int_equal(count(out, "COPY"), 1);
}

/* The other end of a pipe, as a printer whose cable is pulled in the midst of a slip. */
static void *read_a_little(void *path)
{
    char text[100];
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    fcntl(fd, F_SETPIPE_SZ, 4096);
    ssize_t got = read(fd, text, sizeof text);
    close(fd);
    return got > 0 ? path : NULL;
}

static void *read_all(void *out)
{
    char *at = out;
    int fd = open(till_path(&till, "pipe"), O_RDONLY | O_CLOEXEC);
    for (ssize_t got; (got = read(fd, at, 1024)) > 0;)
        at += got;
    *at = '\0';
    close(fd);
    return out;
}

/* A writer's descriptor, which keeps the reader there until the drain has its own: opening for
 * writing refuses a pipe that nobody reads yet. */
static int await_reader(const char *path)
{
    int fd;
    while ((fd = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC)) < 0)
        usleep(1000);
    return fd;
}

static void a_card_broken_off_on_the_wire_is_printed_again_whole(void **state)
{
    static char out[65536], text[20000];
    char path[128];
    pthread_t reader;
    void *read_some;
    (void)state;
    for (int i = 0; i < 600; i++)
        sprintf(text + strlen(text), "line %03d of a card\n", i);
    strcpy(path, till_path(&till, "pipe"));
    assert_int_equal(mkfifo(path, 0600), 0);
    till_set(&till, "print", "printer", "file:pipe");
    int64_t card = add_slip("card", "file:pipe", text);
    pthread_create(&reader, NULL, read_a_little, path);
    int fd = await_reader(path);
    assert_int_equal(drain(), 1);
    close(fd);
    pthread_join(reader, &read_some);
    assert_non_null(read_some);
    assert_result(card, "not printed", "torn: %; job % replaces it");
    assert_int_equal(state_of(newest_job()), JOB_WAITING);
    pthread_create(&reader, NULL, read_all, out);
    fd = await_reader(path);
    assert_int_equal(drain(), 1);
    close(fd);
    pthread_join(reader, NULL);
    assert_result(newest_job(), "unconfirmed", "%");
    for (char *at = out; at < out + sizeof out - 1; at++)
        *at = *at == '\0' ? ' ' : *at;
    assert_int_equal(count(out, mark), 1);
    assert_int_equal(count(out, "line 000"), 1);
    assert_int_equal(count(out, "line 599"), 1);
}

static void a_job_of_which_nothing_went_out_waits_and_says_why(void **state)
{
    struct queue_backlog backlog;
    char sql[160];
    (void)state;
    till_set(&till, "print", "printer", "file:away/paper.bin");
    int64_t job = sell_card("7");
    assert_int_equal(drain(), 0);
    assert_int_equal(state_of(job), JOB_WAITING);
    snprintf(sql, sizeof sql,
             "SELECT count(*) FROM job WHERE id=%lld AND result IS NULL AND bytes IS NULL"
             " AND reason LIKE '%%No such file or directory%%'",
             (long long)job);
    assert_int_equal(till_number(&till, sql), 1);
    assert_int_equal(queue_waiting(till.shop->store, &backlog, NULL), COMEBACK_OK);
    assert_non_null(strstr(backlog.reason, "No such file or directory"));
    till_sql(&till, "UPDATE job SET made_ms=made_ms-121000");
    assert_int_equal(drain(), 1);
    assert_result(job, "not printed", "stale: the customer is gone; last: %No such file%");
}

/* Its sender died while it dialled a second time. */
static void a_job_that_goes_stale_ends_with_what_kept_it_waiting_before_it_was_begun(void **state)
{
    (void)state;
    add_job("before\n");
    drain();
    int64_t job = sell_card("7");
    till_sql(&till, "UPDATE job SET state=1, bytes=x'00', begun_ms=made_ms,"
                    " reason='Connection refused', made_ms=made_ms-121000 WHERE state=0");
    assert_int_equal(drain(), 1);
    assert_result(job, "not printed", "stale: the customer is gone; last: Connection refused");
}

static void a_printer_that_is_away_does_not_hold_up_another(void **state)
{
    char out[65536];
    (void)state;
    add_slip("card", "file:away/paper.bin", "first\n");
    add_job("second\n");
    assert_int_equal(drain(), 1);
    paper(out);
    assert_int_equal(count(out, "second"), 1);
}

static void a_printer_whose_journal_cannot_be_used_is_told_after_the_others_printed(void **state)
{
    char out[65536], folder[96], path[DRAIN_PATH];
    struct fault fault = {{0}};
    (void)state;
    add_slip("card", "file:a.bin", "first\n");
    add_job("second\n");
    strcpy(folder, till_path(&till, "store"));
    drain_journal_path(folder, "file:a.bin", path);
    assert_int_equal(mkdir(path, 0700), 0);
    assert_int_equal(checkout_drain(till.shop, 1000, &fault), COMEBACK_STORE);
    assert_non_null(strstr(fault.text, "Is a directory"));
    paper(out);
    assert_int_equal(count(out, "second"), 1);
    assert_int_equal(rmdir(path), 0);
}

static void a_job_is_not_begun_in_less_time_than_it_takes(void **state)
{
    struct queue_backlog backlog;
    struct fault fault = {{0}};
    (void)state;
    till_set(&till, "print", "printer", "file:/dev/comeback-none");
    int64_t job = add_slip("card", "file:/dev/comeback-none", "first\n");
    assert_int_equal(checkout_drain(till.shop, 200, &fault), 0);
    assert_int_equal(queue_waiting(till.shop->store, &backlog, NULL), COMEBACK_OK);
    assert_string_equal(backlog.reason, "it takes 1500 ms, and who drains gave less");
    assert_int_equal(checkout_drain(till.shop, 2000, &fault), 0);
    assert_int_equal(queue_waiting(till.shop->store, &backlog, NULL), COMEBACK_OK);
    assert_non_null(strstr(backlog.reason, "/dev/comeback-none"));
    assert_int_equal(state_of(job), JOB_WAITING);
}

static void what_the_settings_say_of_a_printer_holds_for_no_other(void **state)
{
    struct drain_setup setup;
    (void)state;
    till_set(&till, "print", "exclusive", "yes");
    till_set(&till, "print", "process_id", "no");
    shop_refresh(till.shop);
    assert_int_equal(checkout_setup(till.shop, &setup, NULL), COMEBACK_OK);
    struct printer_port ours = drain_port(&setup, "file:paper.bin", NULL, NULL);
    struct printer_port other = drain_port(&setup, "file:other.bin", NULL, NULL);
    assert_true(ours.exclusive);
    assert_int_equal(ours.process_id, PRINTER_ANSWERS_NOT);
    assert_string_equal(ours.folder, till.shop->folder);
    assert_false(other.exclusive);
    assert_int_equal(other.process_id, PRINTER_AS_PROFILE);
}

static void a_dropped_job_is_not_printed_and_its_code_cancelled(void **state)
{
    char out[65536], told[64];
    struct fault fault = {{0}};
    (void)state;
    int64_t job = sell_card("7"), card = till.outcome.answer.card.code;
    assert_int_equal(queue_drop(till.shop->store, job, &fault), COMEBACK_OK);
    assert_int_equal(state_of(job), JOB_DROPPED);
    assert_result(job, "not printed", "dropped");
    assert_int_equal(drain(), 0);
    assert_int_equal(paper(out), 0);
    assert_int_equal(LOOK(&till, .day = 1, .card = card)->scans[0].verdict, VERDICT_CANCELLED);
    assert_int_equal(queue_drop(till.shop->store, job, &fault), COMEBACK_STATE);
    snprintf(told, sizeof told, "job %lld: not waiting any more", (long long)job);
    assert_string_equal(fault.text, told);
    assert_int_equal(queue_retry(till.shop->store, job, &here, &fault), COMEBACK_STATE);
    assert_int_equal(queue_drop(till.shop->store, 99, &fault), COMEBACK_NOTHING);
    assert_string_equal(fault.text, "no job \"99\"");
    till_assert_verified(&till);
}

static void what_was_not_printed_can_be_tried_again(void **state)
{
    char out[65536];
    (void)state;
    int64_t job = add_job("{code:1;option:itf}\n");
    drain();
    assert_result(job, "not printed", "%");
    assert_int_equal(drain(), 0);
    till_sql(&till, "UPDATE job SET text='mended'||char(10)");
    assert_int_equal(queue_retry(till.shop->store, job, &here, NULL), COMEBACK_OK);
    assert_int_equal(drain(), 1);
    assert_result(job, "unconfirmed", "%");
    paper(out);
    assert_int_equal(count(out, "mended"), 1);
}

static void a_card_that_did_not_come_out_in_time_makes_room_for_another(void **state)
{
    (void)state;
    till_set(&till, "print", "printer", "file:away/paper.bin");
    sell_card("7");
    int64_t card = till.outcome.answer.card.code;
    drain();
    till_sql(&till, "UPDATE job SET made_ms=made_ms-121000");
    assert_int_equal(drain(), 1);
    const struct answer *answer = LOOK(&till, .day = 1, .card = card);
    assert_int_equal(answer->scans[0].verdict, VERDICT_CANCELLED);
    assert_true(SELL(&till, .day = 40, .customer = "7")->card.made);
    till_assert_verified(&till);
}

static void only_what_was_not_printed_can_be_tried_again(void **state)
{
    struct fault fault = {{0}};
    char told[80];
    (void)state;
    int64_t job = sell_card("7");
    snprintf(told, sizeof told, "job %lld: only what was not printed can be tried again",
             (long long)job);
    assert_int_equal(queue_retry(till.shop->store, job, &here, &fault), COMEBACK_STATE);
    assert_string_equal(fault.text, told);
    drain();
    assert_int_equal(queue_retry(till.shop->store, job, &here, &fault), COMEBACK_STATE);
    assert_non_null(strstr(fault.text, "it may be on paper"));
}

static void a_stale_job_is_not_tried_again_nor_copied(void **state)
{
    struct fault fault = {{0}};
    char told[64];
    int64_t copy = -7;
    (void)state;
    int64_t job = sell_card("7");
    till_sql(&till, "UPDATE job SET made_ms=made_ms-121000");
    drain();
    snprintf(told, sizeof told, "job %lld: its code was cancelled", (long long)job);
    assert_int_equal(queue_retry(till.shop->store, job, &here, &fault), COMEBACK_STATE);
    assert_string_equal(fault.text, told);
    assert_int_equal(queue_reprint(till.shop->store, job, &here, &copy, &fault), COMEBACK_STATE);
    assert_string_equal(fault.text, told);
    assert_int_equal(copy, -7);
}

static void a_reprint_is_marked_copy_with_the_same_code(void **state)
{
    char out[65536], code[CODE_TEXT];
    struct fault fault = {{0}};
    int64_t copy = -7;
    (void)state;
    int64_t job = sell_card("7");
    code_format(till.outcome.answer.card.code, code);
    assert_int_equal(queue_reprint(till.shop->store, job, &here, &copy, &fault), COMEBACK_STATE);
    assert_int_equal(copy, -7);
    drain();
    assert_int_equal(queue_reprint(till.shop->store, job, &here, &copy, &fault), COMEBACK_OK);
    assert_int_not_equal(copy, job);
    paper(out);
    assert_int_equal(count(out, "COPY"), 0);
    int once = count(out, code);
    assert_true(once > 0);
    assert_int_equal(drain(), 1);
    paper(out);
    assert_int_equal(count(out, "COPY"), 1);
    assert_int_equal(count(out, "FOR A FRIEND"), 2);
    assert_int_equal(count(out, code), 2 * once);
}

static void what_is_tried_again_or_copied_comes_out_where_the_settings_say_now(void **state)
{
    const struct queue_target elsewhere = {"file:new.bin", "generic-58"};
    const struct queue_target nowhere = {"", "generic-80"};
    struct fault fault = {{0}};
    int64_t copy;
    (void)state;
    int64_t bad = add_job("{code:1;option:itf}\n"), good = add_job("good\n");
    drain();
    assert_int_equal(queue_retry(till.shop->store, bad, &nowhere, &fault), COMEBACK_STATE);
    assert_string_equal(fault.text, "print.printer: no printer is named in the settings");
    assert_int_equal(queue_retry(till.shop->store, bad, &elsewhere, NULL), COMEBACK_OK);
    assert_int_equal(queue_reprint(till.shop->store, good, &elsewhere, &copy, NULL), COMEBACK_OK);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM job WHERE state=0 AND"
                                        " printer='file:new.bin' AND profile='generic-58'"),
                     2);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM job WHERE state=2 AND"
                                        " printer='file:paper.bin' AND profile='generic-80'"),
                     1);
}

static void a_copy_that_goes_stale_or_is_dropped_leaves_the_card_good(void **state)
{
    int64_t copy;
    (void)state;
    int64_t job = sell_card("7"), card = till.outcome.answer.card.code;
    drain();
    assert_int_equal(queue_reprint(till.shop->store, job, &here, &copy, NULL), COMEBACK_OK);
    till_sql(&till, "UPDATE job SET made_ms=made_ms-121000 WHERE state=0");
    assert_int_equal(drain(), 1);
    assert_result(copy, "not printed", "stale%");
    assert_int_equal(LOOK(&till, .day = 1, .card = card)->discount_minor, 200);
    assert_int_equal(queue_reprint(till.shop->store, job, &here, &copy, NULL), COMEBACK_OK);
    assert_int_equal(queue_drop(till.shop->store, copy, NULL), COMEBACK_OK);
    assert_int_equal(LOOK(&till, .day = 1, .card = card)->discount_minor, 200);
}

static void a_printer_that_another_process_holds_is_left_alone(void **state)
{
    struct journal journal;
    (void)state;
    int64_t job = sell_card("7");
    open_journal("file:paper.bin", &journal);
    assert_int_equal(drain(), 0);
    assert_int_equal(state_of(job), JOB_WAITING);
    journal_close(&journal);
    assert_int_equal(drain(), 1);
}

static const char *notice_of_another_sale(const char *customer)
{
    return SELL(&till, .customer = customer)->notice;
}

static bool printer_waits(struct drain_wait *out)
{
    char folder[96];
    strcpy(folder, till_path(&till, "store"));
    return drain_waits(folder, "file:paper.bin", out);
}

static void what_a_slip_in_the_making_waits_for_is_told_while_its_sender_is_there(void **state)
{
    struct journal journal;
    struct drain_wait wait;
    (void)state;
    int64_t job = sell_card("7");
    kill_sender(job, JOURNAL_SENDING, PRINTER_NOT_PRINTED, "the cover is open");
    assert_false(printer_waits(&wait));
    till_sql(&till, "UPDATE job SET made_ms=made_ms-61000");
    open_journal("file:paper.bin", &journal);
    assert_true(printer_waits(&wait));
    assert_int_equal(wait.job, job);
    assert_string_equal(wait.reason, "the cover is open");
    assert_string_equal(notice_of_another_sale("8"), "slips wait: the cover is open");
    journal_close(&journal);
    assert_false(printer_waits(&wait));
    assert_non_null(strstr(notice_of_another_sale("9"), "nobody prints"));
}

static void a_slip_that_goes_on_or_is_done_waits_for_nothing(void **state)
{
    struct journal journal;
    struct drain_wait wait = {.job = 5};
    (void)state;
    assert_false(printer_waits(&wait)); /* no journal yet */
    kill_sender(sell_card("7"), JOURNAL_SENDING, PRINTER_NOT_PRINTED, "");
    open_journal("file:paper.bin", &journal);
    assert_false(printer_waits(&wait));
    journal.entry.stage = JOURNAL_ENDED;
    strcpy(journal.entry.reason, "torn: the paper is out");
    assert_int_equal(journal_write(&journal, false, NULL), DRV_OK);
    assert_false(printer_waits(&wait));
    assert_int_equal(wait.job, 5);
    journal_close(&journal);
}

static void who_finds_a_printer_held_is_told_which(void **state)
{
    struct journal journal, second;
    struct drain_setup setup;
    struct fault fault = {{0}};
    (void)state;
    const struct drain_guard guard = checkout_guard(till.shop);
    assert_int_equal(checkout_setup(till.shop, &setup, &fault), COMEBACK_OK);
    open_journal("file:paper.bin", &journal);
    assert_int_equal(drain_open(&guard, &setup, "file:paper.bin", &second, &fault), COMEBACK_BUSY);
    assert_string_equal(fault.text, "\"file:paper.bin\": another process is at it");
    journal_close(&journal);
}

/* In a child: a shop of its own on the same folder. */
static void drain_in_child(void)
{
    struct shop *shop;
    shop_close(till.shop); /* the parent's */
    if (shop_open(till_path(&till, "comeback.ini"), &shop, NULL) != COMEBACK_OK)
        _exit(1);
    for (int i = 0; i < 20; i++)
        if (checkout_drain(shop, 50, NULL) < 0)
            _exit(2);
    shop_close(shop);
    _exit(0);
}

static void two_drainers_at_once_print_each_job_once(void **state)
{
    char out[65536], text[32];
    int status;
    (void)state;
    for (int i = 0; i < 40; i++) {
        snprintf(text, sizeof text, "job-%02d\n", i);
        add_job(text);
    }
    pid_t children[2];
    for (int i = 0; i < 2; i++) {
        children[i] = fork();
        if (children[i] == 0)
            drain_in_child();
    }
    for (int i = 0; i < 2; i++) {
        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_int_equal(status, 0);
    }
    drain();
    paper(out);
    const char *before = out;
    for (int i = 0; i < 40; i++) {
        snprintf(text, sizeof text, "job-%02d", i);
        assert_int_equal(count(out, text), 1);
        assert_true(strstr(out, text) > before);
        before = strstr(out, text);
    }
    assert_int_equal(till_number(&till, "SELECT count(*) FROM job WHERE state=2"), 40);
}

static void a_job_that_cannot_be_rendered_does_not_hold_up_the_rest(void **state)
{
    char out[65536];
    (void)state;
    int64_t bad = add_job("{code:1;option:itf}\n");
    add_job("second\n");
    assert_int_equal(drain(), 2);
    assert_result(bad, "not printed", "%");
    paper(out);
    assert_int_equal(count(out, "second"), 1);
}

struct seen {
    int64_t ids[8];
    int count;
    enum job_state state;
    char slip[16], host[16], ref[16];
};

static void see(void *context, const struct queue_line *line)
{
    struct seen *seen = context;
    if (seen->count == 0) {
        seen->state = line->state;
        snprintf(seen->slip, sizeof seen->slip, "%s", line->slip);
        snprintf(seen->host, sizeof seen->host, "%s", line->host);
        snprintf(seen->ref, sizeof seen->ref, "%s", line->ref);
    }
    seen->ids[seen->count++] = line->id;
}

static void the_list_goes_from_the_newest_and_is_limited(void **state)
{
    struct seen seen = {.count = 0};
    struct queue_backlog backlog;
    (void)state;
    int64_t first = add_job("a\n"), second = add_job("b\n"), third = add_job("c\n");
    assert_int_equal(queue_list(till.shop->store, 2, see, &seen, NULL), COMEBACK_OK);
    assert_int_equal(seen.count, 2);
    assert_int_equal(seen.ids[0], third);
    assert_int_equal(seen.ids[1], second);
    assert_int_equal(seen.state, JOB_WAITING);
    assert_string_equal(seen.slip, "card");
    assert_string_equal(seen.host, "pos");
    assert_string_equal(seen.ref, "A");
    char sql[96];
    snprintf(sql, sizeof sql, "UPDATE job SET made_ms=made_ms-70000 WHERE id=%lld",
             (long long)first);
    till_sql(&till, sql);
    assert_int_equal(queue_waiting(till.shop->store, &backlog, NULL), COMEBACK_OK);
    assert_int_equal(backlog.count, 3);
    assert_in_range(backlog.oldest_ms, 70000, 75000);
    assert_string_equal(backlog.reason, "");
    drain();
    assert_int_equal(queue_waiting(till.shop->store, &backlog, NULL), COMEBACK_OK);
    assert_int_equal(backlog.count, 0);
    assert_int_equal(backlog.oldest_ms, 0);
}

/* An older store's jobs keep their order, and a replacement finds its place among them. */
static void jobs_of_the_first_schema_stay_in_order(void **state)
{
    const struct schema_step *steps = schema_steps();
    sqlite3 *db;
    sqlite3_stmt *row;
    (void)state;
    assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, steps[0].sql, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(
        sqlite3_exec(db,
                     "INSERT INTO job(made_ms, slip, printer, profile, stale_s, text, state)"
                     " VALUES(1, 'card', 'p', 'x', 9, 'a', 2), (2, 'card', 'p', 'x', 9, 'b', 0),"
                     " (3, 'card', 'p', 'x', 9, 'c', 1)",
                     NULL, NULL, NULL),
        SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, steps[1].sql, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(
        sqlite3_exec(db,
                     "INSERT INTO job(made_ms, slip, printer, profile, stale_s, text, state, first,"
                     " replaced) VALUES(4, 'card', 'p', 'x', 9, 'd', 0, 1, 1)",
                     NULL, NULL, NULL),
        SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db,
                                        "SELECT group_concat(text, '') FROM (SELECT text FROM job"
                                        " WHERE printer='p' AND state<2"
                                        " ORDER BY state DESC, coalesce(first, id), id)",
                                        -1, &row, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_step(row), SQLITE_ROW);
    assert_string_equal(sqlite3_column_text(row, 0), "cdb");
    sqlite3_finalize(row);
    sqlite3_close(db);
}

static void the_owner_hears_when_nobody_prints(void **state)
{
    (void)state;
    sell_card("7");
    assert_string_equal(till.outcome.answer.notice, "");
    till_sql(&till, "UPDATE job SET made_ms=made_ms-61000");
    assert_non_null(strstr(SELL(&till, .customer = "8")->notice, "nobody prints"));
}

static void the_cashier_hears_what_keeps_slips_waiting(void **state)
{
    (void)state;
    till_set(&till, "print", "printer", "file:away/paper.bin");
    sell_card("7");
    drain();
    const char *notice = SELL(&till, .customer = "8")->notice;
    assert_memory_equal(notice, "slips wait: ", 12);
    assert_non_null(strstr(notice, "No such file or directory"));
    till_sql(&till, "DELETE FROM job WHERE id=1"); /* the next has a printer that is fine */
    assert_string_equal(SELL(&till, .customer = "9")->notice, "");
}

#define TILL_TEST(name) cmocka_unit_test_setup_teardown(name, open_till, close_till)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TILL_TEST(each_piece_of_a_replacement_bears_the_mark),
        TILL_TEST(jobs_of_a_printer_come_out_in_order),
        TILL_TEST(a_sales_card_comes_out_and_its_result_is_recorded),
        TILL_TEST(the_bytes_are_kept_before_they_are_sent),
        TILL_TEST(a_stale_job_is_not_printed_and_its_code_cancelled),
        TILL_TEST(a_cancelled_card_makes_room_for_another),
        TILL_TEST(a_job_is_printed_to_the_last_second),
        TILL_TEST(a_job_whose_sender_died_before_the_first_byte_is_printed_as_if_new),
        TILL_TEST(a_begun_job_whose_journal_was_lost_counts_as_torn),
        TILL_TEST(a_job_that_came_out_before_the_kill_ends_as_the_journal_says),
        TILL_TEST(a_card_in_the_midst_of_a_kill_is_printed_again_with_its_code_and_a_mark),
        TILL_TEST(a_replacement_comes_before_later_jobs),
        TILL_TEST(a_begun_job_is_settled_before_one_in_front_of_it_is_sent),
        TILL_TEST(a_torn_note_is_dropped_and_recorded),
        TILL_TEST(a_card_is_replaced_three_times_and_then_given_up),
        TILL_TEST(the_code_of_a_torn_card_is_never_cancelled),
        TILL_TEST(what_may_be_on_paper_is_not_tried_again_but_copied),
        TILL_TEST(a_card_broken_off_on_the_wire_is_printed_again_whole),
        TILL_TEST(a_job_of_which_nothing_went_out_waits_and_says_why),
        TILL_TEST(a_job_that_goes_stale_ends_with_what_kept_it_waiting_before_it_was_begun),
        TILL_TEST(a_printer_that_is_away_does_not_hold_up_another),
        TILL_TEST(a_printer_whose_journal_cannot_be_used_is_told_after_the_others_printed),
        TILL_TEST(a_job_is_not_begun_in_less_time_than_it_takes),
        TILL_TEST(what_the_settings_say_of_a_printer_holds_for_no_other),
        TILL_TEST(a_dropped_job_is_not_printed_and_its_code_cancelled),
        TILL_TEST(what_was_not_printed_can_be_tried_again),
        TILL_TEST(a_card_that_did_not_come_out_in_time_makes_room_for_another),
        TILL_TEST(only_what_was_not_printed_can_be_tried_again),
        TILL_TEST(a_stale_job_is_not_tried_again_nor_copied),
        TILL_TEST(a_reprint_is_marked_copy_with_the_same_code),
        TILL_TEST(what_is_tried_again_or_copied_comes_out_where_the_settings_say_now),
        TILL_TEST(a_copy_that_goes_stale_or_is_dropped_leaves_the_card_good),
        TILL_TEST(a_printer_that_another_process_holds_is_left_alone),
        TILL_TEST(what_a_slip_in_the_making_waits_for_is_told_while_its_sender_is_there),
        TILL_TEST(a_slip_that_goes_on_or_is_done_waits_for_nothing),
        TILL_TEST(who_finds_a_printer_held_is_told_which),
        TILL_TEST(two_drainers_at_once_print_each_job_once),
        TILL_TEST(a_job_that_cannot_be_rendered_does_not_hold_up_the_rest),
        TILL_TEST(the_list_goes_from_the_newest_and_is_limited),
        cmocka_unit_test(jobs_of_the_first_schema_stay_in_order),
        TILL_TEST(the_owner_hears_when_nobody_prints),
        TILL_TEST(the_cashier_hears_what_keeps_slips_waiting),
    };
    return cmocka_run_group_tests_name("queue", tests, NULL, NULL);
}
