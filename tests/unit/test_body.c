/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../drivers/paper/body.h"
#include "../doubles/body_wire.h"

#define BYTES(text) (const uint8_t *)(text), sizeof(text) - 1

enum { ALL = 0xFF, SECOND_US = 1000000 };

static struct profile profile = {
    .name = "test",
    .dots = 384,
    .dpi = 203,
    .columns = 32,
    .pages = {{.name = "CP858", .number = 19}, {.name = "CP437", .number = 0}},
    .answers = ALL};

static struct body *body_with(struct body_options options)
{
    struct body *body = NULL;
    struct drv_fault fault = {""};
    options.profile = &profile;
    if (body_new(&options, &body, &fault) != DRV_OK)
        fail_msg("%s", fault.text);
    return body;
}

static void advance(struct body *body, int64_t duration_us)
{
    struct drv_fault fault = {""};
    if (body_advance(body, body_now_us(body) + duration_us, &fault) != DRV_OK)
        fail_msg("%s", fault.text);
}

static void happen(struct body *body, enum body_event event)
{
    assert_int_equal(body_happen(body, event, NULL), DRV_OK);
    advance(body, 0);
}

static void script(struct body *body, const char *text)
{
    struct drv_fault fault = {""};
    if (body_script(body, text, &fault) != DRV_OK)
        fail_msg("%s", fault.text);
}

static void send(struct body *body, const uint8_t *bytes, size_t length)
{
    assert_int_equal(body_receive(body, bytes, length), length);
    advance(body, 0);
}

/* As a wire that waits for room. */
static void send_slowly(struct body *body, const uint8_t *bytes, size_t length)
{
    while (length > 0) {
        size_t taken = body_receive(body, bytes, length);
        bytes += taken;
        length -= taken;
        int64_t next = body_next_us(body);
        assert_true(taken > 0 || next != BODY_NEVER);
        advance(body, next == BODY_NEVER ? 0 : next - body_now_us(body));
    }
}

/* What it says, as "12 37 22 ..". */
static const char *answer(struct body *body)
{
    static char text[1024];
    uint8_t bytes[256];
    size_t count = body_answer(body, bytes, sizeof bytes);
    text[0] = '\0';
    for (size_t i = 0; i < count; i++)
        sprintf(text + 3 * i, "%02X ", bytes[i]);
    if (count > 0)
        text[3 * count - 1] = '\0';
    return text;
}

static struct body_sheet sheet_at(const struct body *body, size_t index)
{
    struct body_sheet sheet = {NULL, BODY_CUT, 0};
    assert_true(body_sheet_at(body, index, &sheet));
    return sheet;
}

static void check_sheet(const struct body *body, size_t index, enum body_end end, uint32_t rows,
                        const char *text)
{
    struct body_sheet sheet = sheet_at(body, index);
    assert_int_equal(sheet.end, end);
    assert_int_equal(sheet.sheet->height_dots, rows);
    assert_string_equal(sheet.sheet->text, text);
}

static void a_slip_takes_the_time_that_paper_takes(void **state)
{
    (void)state;
    struct body *body = body_with((struct body_options){.cut_ms = 300});
    send(body, BYTES("one\ntwo\n\x1dV\x01"));
    /* 60 rows of 1/203 inch at 150 mm/s are 50.05 ms. */
    assert_int_equal(body_next_us(body), 25025);
    advance(body, 50049);
    check_sheet(body, 0, BODY_STILL, 59, "one\ntwo\n");
    advance(body, 1);
    assert_int_equal(body_next_us(body), 350050);
    advance(body, 299999);
    check_sheet(body, 0, BODY_STILL, 60, "one\ntwo\n");
    advance(body, 1);
    check_sheet(body, 0, BODY_CUT, 60, "one\ntwo\n");
    assert_int_equal(sheet_at(body, 0).ended_us, 350050);
    assert_int_equal(body_sheet_count(body), 1);
    assert_int_equal(body_next_us(body), BODY_NEVER);
    body_free(body);
}

static void a_full_buffer_takes_no_more(void **state)
{
    (void)state;
    struct body *body = body_with((struct body_options){.speed_mm_s = 1});
    static uint8_t blank[5000];
    memset(blank, '\n', sizeof blank);
    send(body, blank, 1); /* the head is at work for long */
    assert_int_equal(body_receive(body, blank, sizeof blank), 4096);
    assert_int_equal(body_receive(body, blank, 1), 0);
    body_free(body);
}

/* TM-T88III specification p. 64: busy at 128 bytes left, ready again at 256. */
static void it_is_busy_at_128_free_bytes_until_256(void **state)
{
    (void)state;
    struct body *body = body_with((struct body_options){.speed_mm_s = 1});
    static uint8_t lines[4096];
    memset(lines, '\n', sizeof lines);
    send(body, lines, 1);
    send(body, lines, 4096 - 129);
    assert_false(body_busy(body));
    send(body, lines, 1);
    assert_true(body_busy(body));
    for (int free_bytes = 129; free_bytes < 256; free_bytes++) {
        advance(body, body_next_us(body) - body_now_us(body));
        assert_true(body_busy(body));
    }
    advance(body, body_next_us(body) - body_now_us(body));
    assert_false(body_busy(body));
    body_free(body);
}

static void a_small_buffer_is_busy_when_it_is_full_and_ready_when_half_empty(void **state)
{
    (void)state;
    struct body *body = body_with((struct body_options){.buffer_bytes = 45, .speed_mm_s = 1});
    static uint8_t lines[46];
    memset(lines, '\n', sizeof lines);
    send(body, lines, 1);
    send(body, lines, 43);
    assert_false(body_busy(body));
    send(body, lines, 1);
    assert_true(body_busy(body));
    for (int used = 43; used > 23; used--)
        advance(body, body_next_us(body) - body_now_us(body));
    assert_true(body_busy(body));
    advance(body, body_next_us(body) - body_now_us(body));
    assert_false(body_busy(body));
    body_free(body);
}

static void a_picture_larger_than_the_buffer_is_printed(void **state)
{
    (void)state;
    struct body *body = body_with((struct body_options){.cut_ms = UINT32_MAX});
    static uint8_t job[8 + 48 * 160 + 4] = "\x1dv0\0\x30\0\xa0\0";
    memset(job + 8, 0xFF, 48 * 160);
    memcpy(job + 8 + 48 * 160, "\x1dV\0", 3);
    send_slowly(body, job, 8 + 48 * 160 + 3);
    advance(body, SECOND_US);
    check_sheet(body, 0, BODY_CUT, 160, "[image 384x160]\n");
    const struct paper_sheet *sheet = sheet_at(body, 0).sheet;
    for (size_t i = 0; i < sheet->stride * sheet->height_dots; i++)
        assert_int_equal(sheet->dots[i], 0xFF);
    body_free(body);
}

/* As paper_print, which has all of it at once. */
static void bytes_that_come_one_by_one_print_the_same(void **state)
{
    (void)state;
    static const uint8_t job[] =
        "\x1b@\x1b(X\x02\0ab\x1d(X\x02\0cd\x1d(k\x04\0"
        "1A2\0\x1d(k\x03\0"
        "1C\x04\x1d(k\x06\0"
        "1P0abc\x1d(k\x03\0"
        "1Q0Text that is far too long for one line of 32 letters\n\x1b*\x21\x02\0abcdef\n"
        "\x1d(H\x06\0\x30\x30"
        "abcd\x1dVB\x10";
    struct paper *paper;
    assert_int_equal(paper_print(job, sizeof job - 1, &profile, &paper, NULL), DRV_OK);
    struct body *body = body_with((struct body_options){.speed_mm_s = UINT32_MAX});
    for (size_t i = 0; i < sizeof job - 1; i++)
        send(body, &job[i], 1);
    advance(body, SECOND_US);
    const struct paper_sheet *whole = paper_sheet_at(paper, 0), *got = sheet_at(body, 0).sheet;
    assert_string_equal(got->text, whole->text);
    assert_int_equal(got->height_dots, whole->height_dots);
    assert_memory_equal(got->dots, whole->dots, whole->stride * whole->height_dots);
    paper_free(paper);
    body_free(body);
}

static void paper_that_ends_in_a_slip_makes_two_pieces(void **state)
{
    (void)state;
    struct body *body = body_with((struct body_options){.cut_ms = UINT32_MAX});
    script(body, "paper-out@70");
    script(body, "paper-in@+3s");
    send(body, BYTES("one\ntwo\nthree\nfour\n\x1dV\x01\x1d(H\x06\0\x30\x30"
                     "abcd"));
    advance(body, SECOND_US);
    check_sheet(body, 0, BODY_RAN_OUT, 70, "one\ntwo\n[torn three]\n");
    assert_int_equal(body_sheet_count(body), 1);
    assert_string_equal(answer(body), "");
    advance(body, 4 * SECOND_US);
    check_sheet(body, 1, BODY_CUT, 50, "four\n");
    assert_string_equal(answer(body), "37 22 61 62 63 64 00");
    assert_true(body_script_done(body));
    body_free(body);
}

static void what_stands_below_the_end_of_the_paper_moves_up(void **state)
{
    (void)state;
    struct body *body = body_with((struct body_options){.cut_ms = UINT32_MAX});
    script(body, "paper-out@10");
    send(body, BYTES("one\x1b"
                     "d\x03two\n\x1dV\x01"));
    advance(body, SECOND_US);
    happen(body, BODY_PAPER_IN);
    advance(body, SECOND_US);
    check_sheet(body, 1, BODY_CUT, 110, "\n\ntwo\n");
    const struct paper_sheet *sheet = sheet_at(body, 1).sheet;
    static const uint32_t rows[] = {30 - 10, 60 - 10, 90 - 10};
    assert_int_equal(sheet->block_count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(sheet->blocks[i].y_dots, rows[i]);
        assert_int_equal(sheet->blocks[i].text_offset, i);
    }
    body_free(body);
}

static void both_pieces_together_have_every_row(void **state)
{
    (void)state;
    struct body *body = body_with((struct body_options){.cut_ms = UINT32_MAX});
    uint8_t job[8 + 48 * 20 + 3] = "\x1dv0\0\x30\0\x14\0";
    for (int i = 0; i < 48 * 20; i++)
        job[8 + i] = (uint8_t)(i / 48 + 1);
    memcpy(job + 8 + 48 * 20, "\x1dV\0", 3);
    script(body, "paper-out@7");
    script(body, "paper-in@+1s");
    send(body, job, sizeof job);
    advance(body, 3 * SECOND_US);
    check_sheet(body, 0, BODY_RAN_OUT, 7, "[torn [image 384x20]]\n");
    check_sheet(body, 1, BODY_CUT, 13, "");
    for (unsigned row = 0; row < 20; row++) {
        const struct paper_sheet *sheet = sheet_at(body, row < 7 ? 0 : 1).sheet;
        assert_int_equal(sheet->dots[(row < 7 ? row : row - 7) * sheet->stride], row + 1);
    }
    body_free(body);
}

static void a_line_that_was_whole_before_the_feed_ran_out_is_not_torn(void **state)
{
    (void)state;
    struct body *body = body_with((struct body_options){.cut_ms = UINT32_MAX});
    script(body, "paper-out@24");
    send(body, BYTES("one\n\x1b"
                     "d\x05"));
    advance(body, SECOND_US);
    check_sheet(body, 0, BODY_RAN_OUT, 24, "one\n");
    body_free(body);
}

static void an_open_cover_stops_the_head_and_a_closed_one_lets_it_go_on(void **state)
{
    (void)state;
    struct body *body = body_with((struct body_options){.cut_ms = UINT32_MAX});
    script(body, "cover-open@10");
    send(body, BYTES("one\ntwo\n\x1dV\x01"));
    advance(body, SECOND_US);
    check_sheet(body, 0, BODY_STILL, 10, "[torn one]\n");
    assert_int_equal(body_next_us(body), BODY_NEVER);
    happen(body, BODY_COVER_CLOSE);
    advance(body, SECOND_US);
    assert_int_equal(body_sheet_count(body), 1);
    check_sheet(body, 0, BODY_CUT, 60, "one\ntwo\n");
    body_free(body);
}

static void power_loss_takes_buffer_and_what_the_head_has_not_moved(void **state)
{
    (void)state;
    struct body *body = body_with((struct body_options){.cut_ms = UINT32_MAX});
    script(body, "power-off@40");
    send(body, BYTES("\x1b!\x20one\ntwo\nthree\n\x1dV\x01\x1d(H\x06\0\x30\x30"
                     "abcd"));
    advance(body, SECOND_US);
    check_sheet(body, 0, BODY_STILL, 40, "one\n[torn two]\n");
    assert_false(body_linked(body));
    assert_true(body_busy(body));
    assert_int_equal(body_link_losses(body), 1);
    assert_int_equal(body_receive(body, BYTES("lost")), 0);
    happen(body, BODY_POWER_ON);
    assert_string_equal(answer(body), "3B 31 00");
    send(body, BYTES("12345678901234567890123456789012\n\x1dV\x01"));
    advance(body, SECOND_US);
    /* The same piece of paper, and letters of the usual width. */
    check_sheet(body, 0, BODY_CUT, 70, "one\n[torn two]\n12345678901234567890123456789012\n");
    assert_string_equal(answer(body), "");
    body_free(body);
}

static void an_id_answers_when_what_stood_before_it_is_cut(void **state)
{
    (void)state;
    struct body *body = body_with((struct body_options){.cut_ms = 300});
    send(body, BYTES("one\n\x1dV\x01\x1d(H\x06\0\x30\x30"
                     "0001"));
    advance(body, 25025 + 299999);
    assert_string_equal(answer(body), "");
    advance(body, 1);
    assert_string_equal(answer(body), "37 22 30 30 30 31 00");
    body_free(body);
}

static void of_ids_due_at_once_only_the_latest_is_sent(void **state)
{
    (void)state;
    struct body *body = body_with((struct body_options){.cut_ms = 0});
    send(body, BYTES("\x1d(H\x06\0\x30\x30"
                     "0001\x1d(H\x06\0\x30\x30"
                     "0002"));
    assert_string_equal(answer(body), "37 22 30 30 30 32 00");
    send(body, BYTES("\x1d(H\x06\0\x30\x30"
                     "0003one\n\x1d(H\x06\0\x30\x30"
                     "0004"));
    assert_string_equal(answer(body), "37 22 30 30 30 33 00");
    advance(body, SECOND_US);
    assert_string_equal(answer(body), "37 22 30 30 30 34 00");
    body_free(body);
}

static void an_id_that_is_no_text_is_not_answered(void **state)
{
    (void)state;
    struct body *body = body_with((struct body_options){.cut_ms = 0});
    send(body, BYTES("\x1d(H\x06\0\x30\x30"
                     "00\x1f"
                     "1\x1d(H\x06\0\x30\x30"
                     "00\x7f"
                     "1\x1d(H\x07\0\x30\x30"
                     "00010"));
    assert_string_equal(answer(body), "");
    body_free(body);
}

#define CLEAR "\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"

static void what_was_cleared_never_answers(void **state)
{
    (void)state;
    struct body *body = body_with((struct body_options){.answer_ms = 100});
    script(body, "cover-open@40");
    send(body, BYTES("one\n\x1d(H\x06\0\x30\x30"
                     "0001two\n\x1d(H\x06\0\x30\x30"
                     "0002"));
    advance(body, 50000);
    send(body, BYTES(CLEAR));
    advance(body, SECOND_US);
    assert_string_equal(answer(body), "37 25 00");
    happen(body, BODY_COVER_CLOSE);
    send(body, BYTES("three\n\x1dV\x01"));
    advance(body, SECOND_US);
    check_sheet(body, 0, BODY_CUT, 70, "one\n[torn two]\nthree\n");
    assert_string_equal(answer(body), "");
    body_free(body);
}

static void a_question_inside_a_picture_is_answered_and_stays_in_the_picture(void **state)
{
    (void)state;
    struct body *body = body_with((struct body_options){.cut_ms = UINT32_MAX});
    send(body, BYTES("\x1dv0\0\x03\0\x01\0\x10\x04"));
    assert_string_equal(answer(body), "");
    send(body, BYTES("\x01\x1dV\0"));
    assert_string_equal(answer(body), "12");
    advance(body, SECOND_US);
    check_sheet(body, 0, BODY_CUT, 1, "[image 24x1]\n");
    assert_memory_equal(sheet_at(body, 0).sheet->dots, "\x10\x04\x01\0", 4);
    body_free(body);
}

#define ASK_ALL "\x10\x04\x01\x10\x04\x02\x10\x04\x03\x10\x04\x04"

/* TM-T88III specification p. 84. */
static void it_says_how_it_feels(void **state)
{
    (void)state;
    static const struct {
        enum body_event event;
        const char *realtime, *automatic;
        uint8_t port;
    } cases[] = {
        {BODY_PLUG, "12 12 12 12", "10 00 00 0F", 0x18},
        {BODY_NEAR_END, "12 12 12 1E", "10 00 03 0F", 0x18},
        {BODY_PAPER_OUT, "1A 32 12 7E", "18 00 0F 0F", 0x20},
        {BODY_COVER_OPEN, "1A 16 12 12", "38 00 00 0F", 0x00},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct body *body = body_with((struct body_options){.cut_ms = 0});
        send(body, BYTES("\x1d"
                         "a\xff"));
        answer(body);
        happen(body, cases[i].event);
        if (i > 0)
            assert_string_equal(answer(body), cases[i].automatic);
        send(body, BYTES(ASK_ALL));
        assert_string_equal(answer(body), cases[i].realtime);
        assert_int_equal(body_port_status(body), cases[i].port);
        body_free(body);
    }
}

static void a_jammed_cutter_goes_on_after_enq_1(void **state)
{
    (void)state;
    struct body *body = body_with((struct body_options){.cut_ms = UINT32_MAX});
    happen(body, BODY_CUTTER_JAM);
    send(body, BYTES("one\n\x1dV\x01two\n\x1dV\x01\x1d(H\x06\0\x30\x30"
                     "0001"));
    advance(body, SECOND_US);
    check_sheet(body, 0, BODY_STILL, 30, "one\n");
    send(body, BYTES(ASK_ALL));
    assert_string_equal(answer(body), "1A 52 1A 12");
    send(body, BYTES("\x10\x05\x01"));
    send(body, BYTES("\x10\x04\x03"));
    assert_string_equal(answer(body), "1A"); /* it lies there still */
    happen(body, BODY_CUTTER_CLEAR);
    advance(body, SECOND_US);
    assert_int_equal(body_sheet_count(body), 1);
    check_sheet(body, 0, BODY_STILL, 30, "one\n");
    send(body, BYTES("\x10\x05\x01"));
    advance(body, SECOND_US);
    check_sheet(body, 0, BODY_CUT, 30, "one\n");
    check_sheet(body, 1, BODY_CUT, 30, "two\n");
    assert_string_equal(answer(body), "37 22 30 30 30 31 00");
    body_free(body);
}

static void a_jammed_cutter_forgets_after_enq_2(void **state)
{
    (void)state;
    struct body *body = body_with((struct body_options){.cut_ms = UINT32_MAX});
    happen(body, BODY_CUTTER_JAM);
    send(body, BYTES("one\n\x1dV\x01two\n\x1dV\x01\x1d(H\x06\0\x30\x30"
                     "0001"));
    advance(body, SECOND_US);
    happen(body, BODY_CUTTER_CLEAR);
    send(body, BYTES("\x10\x05\x02three\n\x1dV\x01"));
    advance(body, SECOND_US);
    assert_int_equal(body_sheet_count(body), 1);
    check_sheet(body, 0, BODY_CUT, 60, "one\nthree\n");
    assert_string_equal(answer(body), "");
    body_free(body);
}

static void enq_without_an_error_does_nothing(void **state)
{
    (void)state;
    struct body *body = body_with((struct body_options){.cut_ms = UINT32_MAX});
    send(body, BYTES("one\ntwo\n\x1dV\x01\x10\x05\x02"));
    happen(body, BODY_COVER_OPEN);
    send(body, BYTES("\x10\x05\x02"));
    happen(body, BODY_COVER_CLOSE);
    advance(body, SECOND_US);
    check_sheet(body, 0, BODY_CUT, 60, "one\ntwo\n");
    body_free(body);
}

static void automatic_status_comes_at_once_on_change_and_until_it_is_off(void **state)
{
    (void)state;
    struct body *body = body_with((struct body_options){.cut_ms = 0});
    happen(body, BODY_COVER_OPEN);
    happen(body, BODY_COVER_CLOSE);
    assert_string_equal(answer(body), "");
    send(body, BYTES("\x1d"
                     "a\x08"));
    assert_string_equal(answer(body), "10 00 00 0F");
    happen(body, BODY_COVER_OPEN); /* is not watched */
    happen(body, BODY_COVER_CLOSE);
    assert_string_equal(answer(body), "");
    happen(body, BODY_NEAR_END);
    assert_string_equal(answer(body), "10 00 03 0F");
    send(body, BYTES("\x1d"
                     "a\xff"));
    assert_string_equal(answer(body), "10 00 03 0F");
    happen(body, BODY_COVER_OPEN);
    assert_string_equal(answer(body), "38 00 03 0F");
    happen(body, BODY_COVER_CLOSE);
    assert_string_equal(answer(body), "10 00 03 0F");
    send(body, BYTES("\x1d"
                     "a\0"));
    happen(body, BODY_COVER_OPEN);
    assert_string_equal(answer(body), "");
    body_free(body);
}

static void gs_r_is_answered_in_its_turn(void **state)
{
    (void)state;
    struct body *body = body_with((struct body_options){.cut_ms = UINT32_MAX});
    send(body, BYTES("one\n\x1dr\x01\x1dr1\x1dr\x02\x1dr\x03"));
    assert_string_equal(answer(body), "");
    happen(body, BODY_NEAR_END);
    advance(body, SECOND_US);
    assert_string_equal(answer(body), "03 03 00");
    send(body, BYTES("\x1dIB\x1dIC\x1dI\x01"));
    assert_string_equal(answer(body), "5F 56 49 52 54 55 41 4C 00 5F 74 65 73 74 00 20");
    body_free(body);
}

static void it_says_only_what_its_profile_says(void **state)
{
    (void)state;
    static const struct {
        uint8_t answers;
        const char *heard;
    } cases[] = {
        {0, ""},
        {PROFILE_REALTIME, "12"},
        {PROFILE_ASB, "10 00 00 0F"},
        {PROFILE_GS_R, "00"},
        {PROFILE_PROCESS_ID, "37 22 30 30 30 31 00"},
        {PROFILE_CLEAR, "37 25 00"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        profile.answers = cases[i].answers;
        struct body *body = body_with((struct body_options){.cut_ms = 0});
        send(body, BYTES("\x10\x04\x01\x1d"
                         "a\xff\x1dr\x01\x1d(H\x06\0\x30\x30"
                         "0001"));
        const char *heard = answer(body);
        if (cases[i].answers != PROFILE_CLEAR)
            assert_string_equal(heard, cases[i].heard);
        send(body, BYTES(CLEAR));
        assert_string_equal(answer(body), cases[i].answers == PROFILE_CLEAR ? cases[i].heard : "");
        body_free(body);
    }
    profile.answers = ALL;
}

static void a_silent_one_prints_and_says_nothing(void **state)
{
    (void)state;
    struct body *body = body_with((struct body_options){.silent = true, .chatty = true});
    send(body, BYTES(ASK_ALL "\x1d"
                             "a\xff\x1dr\x01\x1dIBone\n\x1dV\x01\x1d(H\x06\0\x30\x30"
                             "0001"));
    happen(body, BODY_NEAR_END);
    advance(body, 2 * SECOND_US);
    check_sheet(body, 0, BODY_CUT, 30, "one\n");
    assert_string_equal(answer(body), "");
    body_free(body);
}

static void a_chatty_one_speaks_unasked_twice_a_second(void **state)
{
    (void)state;
    struct body *body = body_with((struct body_options){.chatty = true});
    advance(body, 499999);
    assert_string_equal(answer(body), "");
    advance(body, 1);
    assert_string_equal(answer(body), "10 00 00 0F");
    advance(body, SECOND_US);
    assert_string_equal(answer(body), "10 00 00 0F 10 00 00 0F 80");
    body_free(body);
}

static void a_late_one_answers_late(void **state)
{
    (void)state;
    struct body *body = body_with((struct body_options){.answer_ms = 700});
    send(body, BYTES("\x10\x04\x01"));
    assert_int_equal(body_next_us(body), 700000);
    advance(body, 699999);
    assert_string_equal(answer(body), "");
    advance(body, 1);
    assert_string_equal(answer(body), "12");
    body_free(body);
}

/* A serial printer looks at each byte as it comes; one that refuses them with NAK does not. */
static void a_question_gets_into_a_full_buffer_only_where_bytes_are_not_refused(void **state)
{
    (void)state;
    static uint8_t job[4100];
    memset(job, '\n', sizeof job);
    memcpy(job + 4096, "\x10\x04\x01", 3);
    for (int nak = 0; nak < 2; nak++) {
        struct body *body =
            body_with((struct body_options){.speed_mm_s = 1, .nak_when_full = nak == 1});
        happen(body, BODY_COVER_OPEN);
        assert_int_equal(body_receive(body, job, 4099), 4096);
        assert_string_equal(answer(body), nak ? "" : "1A");
        assert_int_equal(body_receive(body, job + 4096, 3), 0);
        assert_string_equal(answer(body), "");
        happen(body, BODY_COVER_CLOSE);
        advance(body, 20 * SECOND_US);
        assert_int_equal(body_receive(body, job + 4096, 3), 3);
        assert_string_equal(answer(body), nak ? "12" : "");
        send(body, job + 4096, 3);
        assert_string_equal(answer(body), "12");
        body_free(body);
    }
}

static void clearing_a_full_printer_also_drops_what_waits_at_its_door(void **state)
{
    (void)state;
    static uint8_t job[4096 + 5 + 10 + 5];
    memset(job, '\n', 4096);
    memcpy(job + 4096, "lost\n" CLEAR "kept\n", 20);
    struct body *body = body_with((struct body_options){.speed_mm_s = UINT32_MAX});
    happen(body, BODY_COVER_OPEN);
    size_t taken = body_receive(body, job, sizeof job);
    assert_int_equal(taken, 4096);
    assert_string_equal(answer(body), "37 25 00");
    assert_int_equal(body_receive(body, job + taken, sizeof job - taken), 20);
    happen(body, BODY_COVER_CLOSE);
    assert_string_equal(answer(body), "");
    check_sheet(body, 0, BODY_STILL, 30, "kept\n");
    body_free(body);
}

static void enq_2_at_a_full_printer_drops_it_too(void **state)
{
    (void)state;
    static uint8_t job[4096 + 5 + 3 + 5];
    memset(job, '\n', 4096);
    memcpy(job + 4096, "lost\n\x10\x05\x02kept\n", 13);
    struct body *body = body_with((struct body_options){.speed_mm_s = UINT32_MAX});
    happen(body, BODY_CUTTER_JAM);
    send(body, BYTES("one\n\x1dV\x01"));
    happen(body, BODY_CUTTER_CLEAR);
    size_t taken = body_receive(body, job, sizeof job);
    assert_int_equal(taken, 4096);
    send(body, job + taken, sizeof job - taken);
    check_sheet(body, 0, BODY_STILL, 60, "one\nkept\n");
    body_free(body);
}

static void an_unplugged_one_prints_what_it_has(void **state)
{
    (void)state;
    struct body *body = body_with((struct body_options){.cut_ms = UINT32_MAX});
    script(body, "unplug@6b");
    assert_int_equal(body_receive(body, BYTES("one\ntwo\n")), 6);
    advance(body, 0);
    assert_false(body_linked(body));
    assert_int_equal(body_link_losses(body), 1);
    assert_int_equal(body_receive(body, BYTES("o\n")), 0);
    advance(body, SECOND_US);
    check_sheet(body, 0, BODY_STILL, 30, "one\n");
    happen(body, BODY_PLUG);
    assert_true(body_linked(body));
    send(body, BYTES("\x10\x04\x01 more\n"));
    advance(body, SECOND_US);
    assert_string_equal(answer(body), "12");
    check_sheet(body, 0, BODY_STILL, 60, "one\ntw more\n");
    body_free(body);
}

static void a_reset_loses_everything_but_the_paper(void **state)
{
    (void)state;
    struct body *body = body_with((struct body_options){.cut_ms = UINT32_MAX});
    script(body, "reset@31");
    send(body, BYTES("\x1d"
                     "a\xffone\ntwo\nthree\n"));
    answer(body);
    advance(body, SECOND_US);
    check_sheet(body, 0, BODY_STILL, 31, "one\n[torn two]\n");
    assert_int_equal(body_link_losses(body), 1);
    assert_true(body_linked(body));
    assert_string_equal(answer(body), "3B 31 00");
    happen(body, BODY_NEAR_END);
    assert_string_equal(answer(body), "");
    body_free(body);
}

static void a_black_hole_takes_nothing_and_says_nothing(void **state)
{
    (void)state;
    struct body *body = body_with((struct body_options){.cut_ms = UINT32_MAX});
    script(body, "black-hole@4b");
    assert_int_equal(body_receive(body, BYTES("one\ntwo\n")), 4);
    advance(body, SECOND_US);
    assert_true(body_linked(body));
    assert_int_equal(body_link_losses(body), 0);
    assert_int_equal(body_receive(body, BYTES("\x10\x04\x01")), 0);
    assert_string_equal(answer(body), "");
    happen(body, BODY_PLUG);
    send(body, BYTES("\x10\x04\x01"));
    assert_string_equal(answer(body), "12");
    body_free(body);
}

static void a_button_feeds_a_line(void **state)
{
    (void)state;
    struct body *body = body_with((struct body_options){.cut_ms = UINT32_MAX});
    happen(body, BODY_FEED);
    advance(body, SECOND_US);
    check_sheet(body, 0, BODY_STILL, 30, "");
    happen(body, BODY_COVER_OPEN);
    happen(body, BODY_FEED);
    happen(body, BODY_COVER_CLOSE);
    advance(body, SECOND_US);
    check_sheet(body, 0, BODY_STILL, 30, "");
    body_free(body);
}

static void faults_come_in_the_order_of_their_causes(void **state)
{
    (void)state;
    static const enum body_event order[] = {BODY_NEAR_END, BODY_COVER_OPEN, BODY_COVER_CLOSE,
                                            BODY_PAPER_OUT};
    static const int64_t times_us[] = {0, 1500000, 2000000, 5000000};
    struct body *body = body_with((struct body_options){.cut_ms = UINT32_MAX});
    script(body, "paper-out@5s");
    script(body, "cover-open@1500ms");
    script(body, "cover-close@+500ms");
    script(body, "near-end@1b");
    script(body, "feed@1000000000");
    send_slowly(body, BYTES("one\n"));
    advance(body, 10 * SECOND_US);
    for (size_t i = 0; i < 4; i++) {
        enum body_event event;
        int64_t at_us;
        assert_true(body_fault_at(body, i, &event, &at_us));
        assert_int_equal(event, order[i]);
        assert_int_equal(at_us, times_us[i]);
    }
    assert_false(body_fault_at(body, 4, &(enum body_event){0}, &(int64_t){0}));
    assert_false(body_script_done(body));
    body_free(body);
}

static void scripts_that_say_nothing_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text, *fault;
    } cases[] = {
        {"", "fault \"\": there is no \"\""},
        {"fire@3", "fault \"fire@3\": there is no \"fire\""},
        {"paper@3", "fault \"paper@3\": there is no \"paper\""},
        {"unplug", "fault \"unplug\": expected unplug@120 (rows), @3000b (bytes), @1500ms, @2s or "
                   "@+3s (after the fault before)"},
        {"unplug@", NULL},
        {"unplug@-1", NULL},
        {"unplug@b", NULL},
        {"unplug@3x", NULL},
        {"unplug@3 s", NULL},
        {"unplug@+3", NULL},
        {"unplug@+3b", NULL},
        {"unplug@1000000001", NULL},
        {"unplug@99999999999999999999999", NULL},
        {"plug@+3s", "fault \"plug@+3s\": there is none before it"},
    };
    struct body *body = body_with((struct body_options){.cut_ms = 0});
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct drv_fault fault = {""};
        assert_int_equal(body_script(body, cases[i].text, &fault), DRV_INVALID);
        if (cases[i].fault != NULL)
            assert_string_equal(fault.text, cases[i].fault);
    }
    assert_true(body_script_done(body));
    for (int i = 0; i < 64; i++)
        script(body, "feed@1b");
    struct drv_fault fault = {""};
    assert_int_equal(body_script(body, "feed@1b", &fault), DRV_LIMIT);
    assert_string_equal(fault.text, "fault \"feed@1b\" is one more than 64");
    body_free(body);
}

static void impossible_printers_are_refused(void **state)
{
    (void)state;
    static const struct {
        struct body_options options;
        int status;
        const char *fault;
    } cases[] = {
        {{.buffer_bytes = 16777217},
         DRV_LIMIT,
         "a buffer of \"16777217\" bytes is larger than 16777216"},
        {{.speed_mm_s = 10001}, DRV_LIMIT, "\"10001\" mm/s are more than 10000"},
        {{.cut_ms = 3600001}, DRV_LIMIT, "\"3600001\" ms are more than an hour"},
        {{.answer_ms = 3600001}, DRV_LIMIT, "\"3600001\" ms are more than an hour"},
        {{.buffer_bytes = 300, .busy_left_bytes = 300, .ready_left_bytes = 300},
         DRV_INVALID,
         "busy at \"300\" free bytes and ready at \"300\" do not fit a buffer of 300"},
        {{.buffer_bytes = 1},
         DRV_INVALID,
         "busy at \"1\" free bytes and ready at \"0\" do not fit a buffer of 1"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct body_options options = cases[i].options;
        struct body *body = NULL;
        struct drv_fault fault = {""};
        options.profile = &profile;
        assert_int_equal(body_new(&options, &body, &fault), cases[i].status);
        assert_string_equal(fault.text, cases[i].fault);
        assert_null(body);
    }
}

static void totals_tell_how_long_it_waited_for_bytes(void **state)
{
    (void)state;
    struct body *body = body_with((struct body_options){.cut_ms = 300});
    struct body_totals totals;
    body_totals(body, &totals);
    assert_int_equal(totals.first_row_us, BODY_NEVER);
    advance(body, SECOND_US); /* nothing has begun */
    send(body, BYTES("one\n"));
    advance(body, SECOND_US);
    send(body, BYTES("two\n\x1dV\x01"));
    advance(body, SECOND_US);
    body_totals(body, &totals);
    assert_int_equal(totals.received_bytes, 11);
    assert_int_equal(totals.moved_rows, 60);
    assert_int_equal(totals.printing_us, 2 * 25025 + 300000);
    assert_int_equal(totals.starved_us, SECOND_US - 25025);
    assert_int_equal(totals.first_row_us, SECOND_US + 835);
    body_free(body);
}

static void paper_that_was_looked_at_can_be_dropped(void **state)
{
    (void)state;
    struct body *body =
        body_with((struct body_options){.speed_mm_s = UINT32_MAX, .cut_ms = UINT32_MAX});
    struct body_sheet sheet;
    for (int i = 0; i < 100; i++)
        send(body, BYTES("one\n\x1dV\x01"));
    assert_int_equal(body_sheet_count(body), 100);
    body_drop_sheets(body, 99);
    assert_int_equal(body_sheet_count(body), 100);
    assert_false(body_sheet_at(body, 98, &sheet));
    check_sheet(body, 99, BODY_CUT, 30, "one\n");
    assert_false(body_sheet_at(body, 100, &sheet));
    body_free(body);
}

static void a_command_longer_than_8_mib_is_swallowed(void **state)
{
    (void)state;
    struct body *body =
        body_with((struct body_options){.speed_mm_s = UINT32_MAX, .cut_ms = UINT32_MAX});
    static uint8_t dots[4096];
    send(body, BYTES("\x1d\x38L\xff\xff\xff\0"));
    for (size_t left = 0xFFFFFF; left > 0;) {
        size_t length = left < sizeof dots ? left : sizeof dots;
        send(body, dots, length);
        left -= length;
    }
    send(body, BYTES("one\n\x1dV\x01"));
    check_sheet(body, 0, BODY_CUT, 30, "one\n");
    body_free(body);
}

static void a_job_that_broke_off_in_a_picture_swallows_what_comes_next(void **state)
{
    (void)state;
    struct body *body = body_with((struct body_options){.cut_ms = UINT32_MAX});
    send(body, BYTES("\x1dv0\0\x02\0\x04\0\xff\xff\xff"));
    send(body, BYTES("one\n"));
    advance(body, SECOND_US);
    assert_int_equal(body_sheet_count(body), 0);
    send(body, BYTES("\0\n\x1dV\x01"));
    advance(body, SECOND_US);
    check_sheet(body, 0, BODY_CUT, 34, "[image 16x4]\n");
    body_free(body);
}

static void a_wire_takes_ten_bits_a_byte(void **state)
{
    (void)state;
    struct body *body = body_with((struct body_options){.buffer_bytes = 4096});
    struct transport *wire;
    static uint8_t bytes[960];
    size_t taken = 0;
    memset(bytes, '\0', sizeof bytes);
    assert_int_equal(body_wire_new(&(struct body_wire_options){.body = body, .baud = 9600}, &wire),
                     DRV_OK);
    assert_int_equal(transport_body.write(wire, bytes, sizeof bytes, &taken, NULL), DRV_OK);
    assert_int_equal(taken, sizeof bytes);
    assert_int_equal(transport_body.wait(wire, false, 500, NULL), DRV_OK);
    assert_int_equal(transport_body.now_ms(wire), 500);
    assert_int_equal(transport_body.pending(wire), 481);
    assert_int_equal(transport_body.wait(wire, false, 1001, NULL), DRV_OK);
    assert_int_equal(transport_body.pending(wire), 0);
    transport_body.close(wire);
    body_free(body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_slip_takes_the_time_that_paper_takes),
        cmocka_unit_test(a_full_buffer_takes_no_more),
        cmocka_unit_test(it_is_busy_at_128_free_bytes_until_256),
        cmocka_unit_test(a_small_buffer_is_busy_when_it_is_full_and_ready_when_half_empty),
        cmocka_unit_test(a_picture_larger_than_the_buffer_is_printed),
        cmocka_unit_test(bytes_that_come_one_by_one_print_the_same),
        cmocka_unit_test(paper_that_ends_in_a_slip_makes_two_pieces),
        cmocka_unit_test(what_stands_below_the_end_of_the_paper_moves_up),
        cmocka_unit_test(both_pieces_together_have_every_row),
        cmocka_unit_test(a_line_that_was_whole_before_the_feed_ran_out_is_not_torn),
        cmocka_unit_test(an_open_cover_stops_the_head_and_a_closed_one_lets_it_go_on),
        cmocka_unit_test(power_loss_takes_buffer_and_what_the_head_has_not_moved),
        cmocka_unit_test(an_id_answers_when_what_stood_before_it_is_cut),
        cmocka_unit_test(of_ids_due_at_once_only_the_latest_is_sent),
        cmocka_unit_test(an_id_that_is_no_text_is_not_answered),
        cmocka_unit_test(what_was_cleared_never_answers),
        cmocka_unit_test(a_question_inside_a_picture_is_answered_and_stays_in_the_picture),
        cmocka_unit_test(it_says_how_it_feels),
        cmocka_unit_test(a_jammed_cutter_goes_on_after_enq_1),
        cmocka_unit_test(a_jammed_cutter_forgets_after_enq_2),
        cmocka_unit_test(enq_without_an_error_does_nothing),
        cmocka_unit_test(automatic_status_comes_at_once_on_change_and_until_it_is_off),
        cmocka_unit_test(gs_r_is_answered_in_its_turn),
        cmocka_unit_test(it_says_only_what_its_profile_says),
        cmocka_unit_test(a_silent_one_prints_and_says_nothing),
        cmocka_unit_test(a_chatty_one_speaks_unasked_twice_a_second),
        cmocka_unit_test(a_late_one_answers_late),
        cmocka_unit_test(a_question_gets_into_a_full_buffer_only_where_bytes_are_not_refused),
        cmocka_unit_test(clearing_a_full_printer_also_drops_what_waits_at_its_door),
        cmocka_unit_test(enq_2_at_a_full_printer_drops_it_too),
        cmocka_unit_test(an_unplugged_one_prints_what_it_has),
        cmocka_unit_test(a_reset_loses_everything_but_the_paper),
        cmocka_unit_test(a_black_hole_takes_nothing_and_says_nothing),
        cmocka_unit_test(a_button_feeds_a_line),
        cmocka_unit_test(faults_come_in_the_order_of_their_causes),
        cmocka_unit_test(scripts_that_say_nothing_are_refused),
        cmocka_unit_test(impossible_printers_are_refused),
        cmocka_unit_test(totals_tell_how_long_it_waited_for_bytes),
        cmocka_unit_test(paper_that_was_looked_at_can_be_dropped),
        cmocka_unit_test(a_command_longer_than_8_mib_is_swallowed),
        cmocka_unit_test(a_job_that_broke_off_in_a_picture_swallows_what_comes_next),
        cmocka_unit_test(a_wire_takes_ten_bits_a_byte),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
