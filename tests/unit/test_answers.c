/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "../../drivers/answers.h"

#define BYTES(text) (const uint8_t *)(text), sizeof(text) - 1

static struct answers answers;

static int start(void **state)
{
    (void)state;
    memset(&answers, 0, sizeof answers);
    return 0;
}

static void expect(enum answer_kind kind, const uint8_t *bytes, size_t length)
{
    struct answer answer;
    assert_true(answers_next(&answers, &answer));
    assert_int_equal(answer.kind, kind);
    assert_int_equal(answer.length, length);
    assert_memory_equal(answer.bytes, bytes, length);
}

static void expect_nothing(void)
{
    struct answer answer;
    assert_false(answers_next(&answers, &answer));
}

/* TM-T88III specification, appendix G. */
static void each_answer_is_told_by_its_first_byte(void **state)
{
    (void)state;
    answers_put(&answers, BYTES("\x12\x10\x01\x02\x0f\x0c\x11\x13\x37\x22"
                                "abcd\0_EPSON\0\x3b\x31\0\x37\x25\0\x37\x23@A\0"));
    expect(ANSWER_REALTIME, BYTES("\x12"));
    expect(ANSWER_ASB, BYTES("\x10\x01\x02\x0f"));
    expect(ANSWER_STATUS, BYTES("\x0c"));
    expect(ANSWER_XON, BYTES("\x11"));
    expect(ANSWER_XOFF, BYTES("\x13"));
    expect(ANSWER_PROCESS_ID, BYTES("abcd"));
    expect(ANSWER_IDENTITY, BYTES("EPSON"));
    expect(ANSWER_POWER_ON, BYTES("1"));
    expect(ANSWER_CLEARED, BYTES(""));
    expect(ANSWER_OFFLINE, BYTES("@A"));
    expect_nothing();
}

static void an_answer_may_come_byte_by_byte(void **state)
{
    (void)state;
    static const uint8_t id[] = {0x37, 0x22, 'a', 'b', 'c', 'd', 0};
    for (size_t i = 0; i < sizeof id; i++) {
        expect_nothing();
        answers_put(&answers, id + i, 1);
    }
    expect(ANSWER_PROCESS_ID, BYTES("abcd"));
}

static void flow_control_in_the_middle_of_an_answer_does_not_break_it(void **state)
{
    (void)state;
    answers_put(&answers, BYTES("\x10\x13\x01\x02\x11\x0f"));
    expect(ANSWER_XOFF, BYTES("\x13"));
    expect(ANSWER_XON, BYTES("\x11"));
    expect(ANSWER_ASB, BYTES("\x10\x01\x02\x0f"));
    answers_put(&answers, BYTES("\x37\x22"
                                "ab\x13"
                                "cd\0"));
    expect(ANSWER_XOFF, BYTES("\x13"));
    expect(ANSWER_PROCESS_ID, BYTES("abcd"));
}

/* The second byte of automatic status never has bit 4. */
static void automatic_status_that_is_cut_short_costs_one_byte(void **state)
{
    (void)state;
    answers_put(&answers, BYTES("\x10\x12\x37\x22wxyz\0"));
    expect(ANSWER_NOISE, BYTES("\x10"));
    expect(ANSWER_REALTIME, BYTES("\x12"));
    expect(ANSWER_PROCESS_ID, BYTES("wxyz"));
}

static void an_id_of_another_length_is_no_id(void **state)
{
    (void)state;
    struct answer answer;
    answers_put(&answers, BYTES("\x37\x22"
                                "abc\0\x37\x22"
                                "abcde\0"));
    while (answers_next(&answers, &answer))
        assert_int_not_equal(answer.kind, ANSWER_PROCESS_ID);
}

static void what_fits_nothing_is_dropped_byte_by_byte(void **state)
{
    (void)state;
    answers_put(&answers, BYTES("\xff\x9f\x12"));
    expect(ANSWER_NOISE, BYTES("\xff"));
    expect(ANSWER_NOISE, BYTES("\x9f"));
    expect(ANSWER_REALTIME, BYTES("\x12"));
}

static void a_block_without_end_is_given_up(void **state)
{
    (void)state;
    uint8_t endless[200];
    struct answer answer;
    int count = 0;
    memset(endless, 'A', sizeof endless);
    endless[0] = 0x5f;
    answers_put(&answers, endless, sizeof endless);
    while (answers_next(&answers, &answer) && count < 500) {
        assert_int_not_equal(answer.kind, ANSWER_IDENTITY);
        count++;
    }
    assert_int_equal(count, 200);
}

static void a_flood_leaves_its_end(void **state)
{
    (void)state;
    static const uint8_t id[] = {0x37, 0x22, 'l', 'a', 's', 't', 0};
    uint8_t flood[3 * ANSWERS_ROOM];
    struct answer answer, last = {0};
    memset(flood, 0xff, sizeof flood);
    memcpy(flood + sizeof flood - sizeof id, id, sizeof id);
    answers_put(&answers, flood, sizeof flood);
    while (answers_next(&answers, &answer))
        last = answer;
    assert_int_equal(last.kind, ANSWER_PROCESS_ID);
    assert_memory_equal(last.bytes, "last", 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(each_answer_is_told_by_its_first_byte, start),
        cmocka_unit_test_setup(an_answer_may_come_byte_by_byte, start),
        cmocka_unit_test_setup(flow_control_in_the_middle_of_an_answer_does_not_break_it, start),
        cmocka_unit_test_setup(automatic_status_that_is_cut_short_costs_one_byte, start),
        cmocka_unit_test_setup(an_id_of_another_length_is_no_id, start),
        cmocka_unit_test_setup(what_fits_nothing_is_dropped_byte_by_byte, start),
        cmocka_unit_test_setup(a_block_without_end_is_given_up, start),
        cmocka_unit_test_setup(a_flood_leaves_its_end, start),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
