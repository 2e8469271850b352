/* SPDX-License-Identifier: MIT */
/* What is printed once, what is marked as a copy, and what is printed only where somebody asks. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shop_helper.h"

#include "../../plugin/code.h"

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
    till_assert_verified(&till);
    till_close(&till);
    return 0;
}

static char *text_of(const struct bytes *slip)
{
    char *text = strndup(slip->length > 0 ? (const char *)slip->data : "", slip->length);
    assert_non_null(text);
    return text;
}

static void drain(int jobs)
{
    assert_int_equal(checkout_drain(till.shop, 1000, NULL), jobs);
}

static int64_t reprint(int64_t job)
{
    struct fault fault = {{0}};
    int64_t copy = 0;
    if (queue_reprint(till.shop->store, job, &here, &copy, &fault) != COMEBACK_OK)
        fail_msg("reprint: %s", fault.text);
    return copy;
}

/* How often the mark is a line of what that job prints, and how often the code. */
static void assert_job(int64_t job, const char *mark, int marks, int64_t card)
{
    char sql[256], code[CODE_TEXT];
    code_format(card, code);
    snprintf(sql, sizeof sql,
             "SELECT (length(text)-length(replace(text, '%s'||char(10), '')))/%d FROM job"
             " WHERE id=%lld",
             mark, (int)strlen(mark) + 1, (long long)job);
    assert_int_equal(till_number(&till, sql), marks);
    snprintf(sql, sizeof sql, "SELECT instr(text, '%s')>0 FROM job WHERE id=%lld", code,
             (long long)job);
    assert_int_equal(till_number(&till, sql), 1);
    snprintf(sql, sizeof sql,
             "SELECT (length(text)-length(replace(text, 'COPY', '')))/4 FROM job WHERE id=%lld",
             (long long)job);
    assert_int_equal(till_number(&till, sql), marks);
}

/* The host that tells it again has had no answer, and so nothing to print. */
static void a_sale_told_again_has_its_slips_unmarked_and_prints_no_second_card(void **state)
{
    (void)state;
    SELL(&till, .ref = "A", .customer = "7");
    char *note = text_of(&till.outcome.note_text), *card = text_of(&till.outcome.card_text);
    assert_int_equal(till.outcome.job_count, 1);
    SELL(&till, .ref = "A", .customer = "7");
    char *note_again = text_of(&till.outcome.note_text);
    char *card_again = text_of(&till.outcome.card_text);
    assert_string_equal(note_again, note);
    assert_string_equal(card_again, card);
    assert_null(strstr(note_again, "COPY"));
    assert_int_equal(till.outcome.job_count, 0);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM job"), 1);
    free(note);
    free(card);
    free(note_again);
    free(card_again);
}

static void a_receipt_printed_again_has_nothing_of_ours(void **state)
{
    (void)state;
    SELL(&till, .ref = "A", .customer = "7");
    int64_t events = till_number(&till, "SELECT count(*) FROM event");
    SELL(&till, .ref = "A", .customer = "7", .copy = true);
    assert_int_equal(till.outcome.note_text.length + till.outcome.card_text.length, 0);
    assert_int_equal(till.outcome.job_count, 0);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM event"), events);
}

static void copies_of_a_card_are_numbered_with_the_same_code_and_logged(void **state)
{
    (void)state;
    SELL(&till, .customer = "7");
    int64_t job = till.outcome.card_job, card = till.outcome.answer.card.code;
    drain(1);
    assert_job(job, "COPY", 0, card);
    int64_t first = reprint(job);
    drain(1);
    assert_job(first, "COPY 1", 1, card);
    int64_t second = reprint(job);
    drain(1);
    assert_job(second, "COPY 2", 1, card);
    int64_t third = reprint(first), fourth;
    drain(1);
    assert_job(third, "COPY 3", 1, card);
    fourth = reprint(second);
    assert_job(fourth, "COPY 4", 1, card);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM event WHERE kind=8"), 4);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM code"), 1);
}

static void both_parts_of_a_card_with_its_note_are_marked(void **state)
{
    (void)state;
    till_set(&till, "print", "note", "ask");
    SELL(&till, .print = "card");
    int64_t job = till.outcome.card_job, card = till.outcome.answer.card.code;
    drain(1);
    int64_t copy = reprint(job);
    assert_job(copy, "COPY 1", 2, card);
    drain(1);
    assert_job(reprint(copy), "COPY 2", 2, card);
}

static void a_used_card_is_not_copied_nor_is_its_copy(void **state)
{
    struct fault fault = {{0}};
    char said[64];
    int64_t none = -7;
    (void)state;
    SELL(&till, .customer = "7");
    int64_t jobs[] = {till.outcome.card_job, 0}, card = till.outcome.answer.card.code;
    drain(1);
    jobs[1] = reprint(jobs[0]);
    drain(1);
    SELL(&till, .ref = "used", .customer = "8", .day = 1, .card = card, .applied_minor = 200,
         .print = "none");
    for (int i = 0; i < 2; i++) {
        assert_int_equal(queue_reprint(till.shop->store, jobs[i], &here, &none, &fault),
                         COMEBACK_STATE);
        snprintf(said, sizeof said, "job %lld: its card is used up", (long long)jobs[i]);
        assert_string_equal(fault.text, said);
    }
    assert_int_equal(none, -7);
    SELL(&till, .kind = "void", .original = "used", .day = 1, .nothing = true);
    assert_job(reprint(jobs[0]), "COPY 2", 1, card);
}

static void in_france_nothing_comes_unasked_whatever_is_set(void **state)
{
    static const char *const slips[] = {"note", "card"};
    (void)state;
    till_set(&till, "shop", "country", "FR");
    till_set(&till, "print", "note_on", "printer");
    for (int i = 0; i < 2; i++)
        till_set(&till, "print", slips[i], "always");
    SELL(&till, .ref = "A", .customer = "7");
    assert_int_equal(till.outcome.answer.ask, ASK_NOTE | ASK_CARD);
    assert_int_equal(till.outcome.note_text.length + till.outcome.card_text.length, 0);
    assert_int_equal(till.outcome.job_count, 0);
}

/* The receipt is out when the customer is asked. */
static void in_france_one_key_after_the_sale_prints_what_was_asked_for_once(void **state)
{
    (void)state;
    till_set(&till, "shop", "country", "FR");
    SELL(&till, .ref = "A", .customer = "7");
    SELL(&till, .ref = "A", .customer = "7", .print = "note");
    assert_true(till.outcome.answer.note.made);
    assert_false(till.outcome.answer.card.made);
    assert_int_equal(till.outcome.job_count, 1);
    SELL(&till, .ref = "A", .customer = "7", .print = "note");
    assert_int_equal(till.outcome.job_count, 0);
    SELL(&till, .ref = "B", .customer = "8");
    SELL(&till, .ref = "B", .customer = "8", .print = "none");
    assert_int_equal(till_number(&till, "SELECT count(*) FROM job"), 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_till, close_till)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_sale_told_again_has_its_slips_unmarked_and_prints_no_second_card),
        TEST(a_receipt_printed_again_has_nothing_of_ours),
        TEST(copies_of_a_card_are_numbered_with_the_same_code_and_logged),
        TEST(both_parts_of_a_card_with_its_note_are_marked),
        TEST(a_used_card_is_not_copied_nor_is_its_copy),
        TEST(in_france_nothing_comes_unasked_whatever_is_set),
        TEST(in_france_one_key_after_the_sale_prints_what_was_asked_for_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
