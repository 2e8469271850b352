/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shop_helper.h"

#include "../../plugin/code.h"

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

static int64_t add_job(const char *text)
{
    int64_t id;
    const struct job job = {.made_ms = clock_now_ms(),
                            .slip = "card",
                            .printer = "file:paper.bin",
                            .profile = "generic-80",
                            .stale_s = 120,
                            .text = text,
                            .host = "pos",
                            .ref = "A"};
    assert_int_equal(queue_add(till.shop->store, &job, &id, NULL), COMEBACK_OK);
    return id;
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
    assert_result(job, "unconfirmed", "%");
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

static void a_job_begun_before_a_crash_is_never_sent_again(void **state)
{
    char out[65536];
    (void)state;
    int64_t job = sell_card("7"), card = till.outcome.answer.card.code;
    till_sql(&till, "UPDATE job SET state=1, bytes=x'00', begun_ms=made_ms");
    till_reopen(&till);
    assert_int_equal(drain(), 1);
    assert_result(job, "unconfirmed", "interrupted: it may have come out");
    assert_int_equal(paper(out), 0);
    struct fault fault = {{0}};
    assert_int_equal(queue_retry(till.shop->store, job, &fault), COMEBACK_STATE);
    /* It may be in somebody's hands. */
    assert_int_equal(LOOK(&till, .day = 1, .card = card)->discount_minor, 200);
}

static void what_stays_behind_a_begun_job_still_comes_out(void **state)
{
    char out[65536];
    (void)state;
    add_job("first\n");
    till_sql(&till, "UPDATE job SET state=1, bytes=x'00'");
    add_job("second\n");
    assert_int_equal(drain(), 2);
    paper(out);
    assert_int_equal(count(out, "first"), 0);
    assert_int_equal(count(out, "second"), 1);
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
    assert_int_equal(queue_retry(till.shop->store, job, &fault), COMEBACK_STATE);
    assert_int_equal(queue_drop(till.shop->store, 99, &fault), COMEBACK_NOTHING);
    assert_string_equal(fault.text, "no job \"99\"");
    till_assert_verified(&till);
}

static void what_was_not_printed_can_be_tried_again(void **state)
{
    char out[65536];
    (void)state;
    till_set(&till, "print", "printer", "file:away/paper.bin");
    int64_t job = sell_card("7"), card = till.outcome.answer.card.code;
    drain();
    assert_result(job, "not printed", "%No such file or directory%");
    assert_int_equal(LOOK(&till, .day = 1, .card = card)->discount_minor, 200);
    assert_int_equal(mkdir(till_path(&till, "away"), 0700), 0);
    assert_int_equal(drain(), 0);
    assert_int_equal(queue_retry(till.shop->store, job, NULL), COMEBACK_OK);
    assert_int_equal(drain(), 1);
    assert_result(job, "unconfirmed", "%");
    char from[128];
    strcpy(from, till_path(&till, "away/paper.bin"));
    assert_int_equal(rename(from, till_path(&till, "paper.bin")), 0);
    paper(out);
    assert_int_equal(count(out, "FOR A FRIEND"), 1);
}

static void a_card_that_did_not_come_out_in_time_makes_room_for_another(void **state)
{
    (void)state;
    till_set(&till, "print", "printer", "file:away/paper.bin");
    sell_card("7");
    int64_t card = till.outcome.answer.card.code;
    drain();
    till_sql(&till, "UPDATE job SET made_ms=made_ms-121000");
    assert_int_equal(drain(), 0);
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
    assert_int_equal(queue_retry(till.shop->store, job, &fault), COMEBACK_STATE);
    assert_string_equal(fault.text, told);
    drain();
    assert_int_equal(queue_retry(till.shop->store, job, &fault), COMEBACK_STATE);
    assert_string_equal(fault.text, told);
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
    assert_int_equal(queue_retry(till.shop->store, job, &fault), COMEBACK_STATE);
    assert_string_equal(fault.text, told);
    assert_int_equal(queue_reprint(till.shop->store, job, &copy, &fault), COMEBACK_STATE);
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
    assert_int_equal(queue_reprint(till.shop->store, job, &copy, &fault), COMEBACK_STATE);
    assert_int_equal(copy, -7);
    drain();
    assert_int_equal(queue_reprint(till.shop->store, job, &copy, &fault), COMEBACK_OK);
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

static void a_copy_that_goes_stale_or_is_dropped_leaves_the_card_good(void **state)
{
    int64_t copy;
    (void)state;
    int64_t job = sell_card("7"), card = till.outcome.answer.card.code;
    drain();
    assert_int_equal(queue_reprint(till.shop->store, job, &copy, NULL), COMEBACK_OK);
    till_sql(&till, "UPDATE job SET made_ms=made_ms-121000 WHERE state=0");
    assert_int_equal(drain(), 1);
    assert_result(copy, "not printed", "stale%");
    assert_int_equal(LOOK(&till, .day = 1, .card = card)->discount_minor, 200);
    assert_int_equal(queue_reprint(till.shop->store, job, &copy, NULL), COMEBACK_OK);
    assert_int_equal(queue_drop(till.shop->store, copy, NULL), COMEBACK_OK);
    assert_int_equal(LOOK(&till, .day = 1, .card = card)->discount_minor, 200);
}

static void a_printer_that_another_process_holds_is_left_alone(void **state)
{
    char store[96];
    (void)state;
    int64_t job = sell_card("7");
    strcpy(store, till_path(&till, "store"));
    int lock = queue_lock_printer(store, "file:paper.bin");
    assert_true(lock >= 0);
    assert_int_equal(queue_lock_printer(store, "file:paper.bin"), -1);
    assert_int_equal(drain(), 0);
    assert_int_equal(state_of(job), JOB_WAITING);
    close(lock);
    assert_int_equal(drain(), 1);
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
    int64_t bad = add_job("{code:1;option:nonsense}\n");
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
    int64_t waiting, oldest_ms;
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
    assert_int_equal(queue_waiting(till.shop->store, &waiting, &oldest_ms, NULL), COMEBACK_OK);
    assert_int_equal(waiting, 3);
    assert_in_range(oldest_ms, 70000, 75000);
    drain();
    assert_int_equal(queue_waiting(till.shop->store, &waiting, &oldest_ms, NULL), COMEBACK_OK);
    assert_int_equal(waiting, 0);
    assert_int_equal(oldest_ms, 0);
}

static void the_owner_hears_when_nobody_prints(void **state)
{
    (void)state;
    sell_card("7");
    assert_string_equal(till.outcome.answer.notice, "");
    till_sql(&till, "UPDATE job SET made_ms=made_ms-61000");
    assert_non_null(strstr(SELL(&till, .customer = "8")->notice, "nobody prints"));
}

#define TILL_TEST(name) cmocka_unit_test_setup_teardown(name, open_till, close_till)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TILL_TEST(jobs_of_a_printer_come_out_in_order),
        TILL_TEST(a_sales_card_comes_out_and_its_result_is_recorded),
        TILL_TEST(the_bytes_are_kept_before_they_are_sent),
        TILL_TEST(a_stale_job_is_not_printed_and_its_code_cancelled),
        TILL_TEST(a_cancelled_card_makes_room_for_another),
        TILL_TEST(a_job_is_printed_to_the_last_second),
        TILL_TEST(a_job_begun_before_a_crash_is_never_sent_again),
        TILL_TEST(what_stays_behind_a_begun_job_still_comes_out),
        TILL_TEST(a_dropped_job_is_not_printed_and_its_code_cancelled),
        TILL_TEST(what_was_not_printed_can_be_tried_again),
        TILL_TEST(a_card_that_did_not_come_out_in_time_makes_room_for_another),
        TILL_TEST(only_what_was_not_printed_can_be_tried_again),
        TILL_TEST(a_stale_job_is_not_tried_again_nor_copied),
        TILL_TEST(a_reprint_is_marked_copy_with_the_same_code),
        TILL_TEST(a_copy_that_goes_stale_or_is_dropped_leaves_the_card_good),
        TILL_TEST(a_printer_that_another_process_holds_is_left_alone),
        TILL_TEST(two_drainers_at_once_print_each_job_once),
        TILL_TEST(a_job_that_cannot_be_rendered_does_not_hold_up_the_rest),
        TILL_TEST(the_list_goes_from_the_newest_and_is_limited),
        TILL_TEST(the_owner_hears_when_nobody_prints),
    };
    return cmocka_run_group_tests_name("queue", tests, NULL, NULL);
}
