/* SPDX-License-Identifier: MIT */
/* What the filter of the tap holds and how long, what it asks when, and what it keeps no longer. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>
#include <time.h>

#include "splice_host.h"

#define TEN "\n\n\n\n\n\n\n\n\n\n"

static void a_hold_lasts_so_long_from_the_cut_whatever_drips_in(void **state)
{
    (void)state;
    struct host host;
    host_open(&host);
    SEND(&host, START "Total 5\n\n\n");
    CHECK_OUT(&host, START "Total 5\n");
    host_pass_time(&host, 140);
    CHECK_OUT(&host, START "Total 5\n");
    SEND(&host, CUT);
    assert_int_equal(splice_due_ms(host.splice), host.now_ms + SPLICE_HOLD_MS);
    host_pass_time(&host, 100);
    SEND(&host, "\0");
    host_pass_time(&host, 49);
    SEND(&host, "\n" CUT);
    CHECK_OUT(&host, START "Total 5\n");
    host_pass_time(&host, 1);
    CHECK_OUT(&host, START "Total 5\n" NOTE "\n\n" CUT "\0\n" CUT);
    assert_int_equal(splice_due_ms(host.splice), INT64_MAX);
    host_close(&host);
}

static void a_byte_that_comes_late_does_not_save_what_was_due(void **state)
{
    (void)state;
    struct host host;
    host_open(&host);
    SEND(&host, START "Total 5\n\n" CUT);
    host.now_ms += SPLICE_HOLD_MS;
    SEND(&host, "Next\n");
    CHECK_OUT(&host, START "Total 5\n" NOTE "\n" CUT "Next\n");
    assert_int_equal(host.asked.more_follow, 0);
    host_close(&host);
}

static void feeds_without_a_cut_go_on_after_a_while_and_are_told(void **state)
{
    (void)state;
    struct host host;
    host_open(&host);
    SEND(&host, START "Total 5\n\n\n");
    host_pass_time(&host, SPLICE_HOLD_MS);
    CHECK_OUT(&host, START "Total 5\n\n\n");
    assert_int_equal(host.asked.count, 0);
    SEND(&host, "\n" CUT);
    CHECK_OUT(&host, START "Total 5\n\n\n");
    host_end(&host);
    CHECK_OUT(&host, START "Total 5\n\n\n" NOTE "\n" CUT);
    assert_int_equal(host.asked.fed_length, 2);
    assert_memory_equal(host.asked.fed, "\n\n", 2);
    host_close(&host);
}

/* GS V is followed by one byte or by two. */
static void a_cut_in_two_pieces_is_known_with_its_last_byte(void **state)
{
    (void)state;
    static const char *const cuts[] = {ESC "i", ESC "m", GS "V1", GS "VA\3", GS "Vg\3"};
    for (size_t i = 0; i < sizeof cuts / sizeof cuts[0]; i++) {
        struct host host;
        host_open(&host);
        SEND(&host, START "Total 5\n\n");
        for (const char *at = cuts[i]; *at != '\0'; at++)
            host_send(&host, (const uint8_t *)at, 1);
        host_pass_time(&host, SPLICE_HOLD_MS);
        assert_int_equal(host.asked.count, 1);
        assert_memory_equal(host.out.data, START "Total 5\n" NOTE "\n", 10 + strlen(NOTE) + 1);
        host_close(&host);
    }
}

static void each_receipt_of_a_connection_that_stays_gets_its_note(void **state)
{
    (void)state;
    struct host host;
    host_open(&host);
    for (int i = 0; i < 3; i++) {
        bytes_reset(&host.out);
        SEND(&host, START "Total 5\n\n" CUT);
        CHECK_OUT(&host, START "Total 5\n");
        host_pass_time(&host, SPLICE_HOLD_MS);
        CHECK_OUT(&host, START "Total 5\n" NOTE "\n" CUT);
        assert_int_equal(host.asked.count, i + 1);
        assert_int_equal(host.asked.length, 13);
        assert_int_equal(host.asked.place, 10);
        host_pass_time(&host, 60000);
    }
    host_close(&host);
}

static void what_somebody_waits_for_goes_out_at_once_with_all_before_it(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t length;
    } commands[] = {
#define COMMAND(text) {text, sizeof(text) - 1}
        COMMAND(DLE "\4\1"),
        COMMAND(DLE "\4\7\1"),
        COMMAND(DLE "\5\1"),
        COMMAND(DLE "\x14\1\0\1"),
        COMMAND(DLE "\x14\2\1\x08"),
        COMMAND(DLE "\x14\7\1"),
        COMMAND(DLE "\x14\x08\1\3\x14\1\6\2\x08"),
        COMMAND(GS "r\1"),
        COMMAND(GS "I\1"),
        COMMAND(GS "a\xff"),
        COMMAND(GS "(H\6\0\x30\x30"
                   "1234"),
        COMMAND(GS "(k\3\0\x31\x52\x30"),
        COMMAND(ESC "v"),
        COMMAND(ESC "u\0"),
        COMMAND("\5"),
        COMMAND(ESC "p\0\x19\xfa"),
        COMMAND(ESC "p1\x19\xfa"),
        COMMAND(ESC "&0\x19\xfa"),
        COMMAND("\7"),
        COMMAND(GS "\5"),
#undef COMMAND
    };
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        struct host host;
        host_open(&host);
        SEND(&host, START "Total 5\n\n\n" CUT "\0");
        host_send(&host, (const uint8_t *)commands[i].bytes, commands[i].length);
        if (host.out.length != 15 + strlen(NOTE) + commands[i].length)
            fail_msg("command %zu: %zu bytes are out", i, host.out.length);
        assert_memory_equal(host.out.data, START "Total 5\n" NOTE "\n\n" CUT "\0",
                            15 + strlen(NOTE));
        assert_int_equal(host.asked.count, 1);
        assert_int_equal(host.asked.more_follow, 0);
        host_close(&host);
        host_open(&host);
        SEND(&host, START "Total 5\n\n\n");
        host_send(&host, (const uint8_t *)commands[i].bytes, commands[i].length);
        assert_int_equal(host.out.length, 12 + commands[i].length);
        assert_int_equal(host.asked.count, 0);
        host_close(&host);
    }
}

static void a_question_inside_an_image_goes_out_with_it(void **state)
{
    (void)state;
    struct host host;
    host_open(&host);
    SEND(&host, START "Total 5\n\n\n" GS "v0\0\x10\0\x10\0\xff\xff" DLE "\4\1");
    CHECK_OUT(&host, START "Total 5\n\n\n" GS "v0\0\x10\0\x10\0\xff\xff" DLE "\4\1");
    assert_int_equal(splice_due_ms(host.splice), INT64_MAX);
    host_close(&host);
}

/* ESC d 8 is how some hosts print their last line. */
static void feeds_before_the_place_are_told_so_that_a_note_can_repeat_them(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t length;
        const char *fed;
        size_t fed_length;
    } cases[] = {
#define CASE(text, feeds) {text, sizeof(text) - 1, feeds, sizeof(feeds) - 1}
        CASE(START "Total 5" ESC "d\x08" CUT, ESC "d\x08"),
        CASE(START "Total 5" ESC "J\xff" GS "V\0", ESC "J\xff"),
        CASE(START "Total 5" ESC "d\x08" GS "VB\0", ""),
        CASE(START "Total 5\n\n\n" ESC "d\2" ESC "p\0\x19\xfa" CUT, "\n\n" ESC "d\2"),
        CASE(START "Total 5\n\n\n" ESC "p\0\x19\xfa\n\n" CUT, "\n\n"),
        CASE(START "Total 5\n\n\n" ESC "p\0\x19\xfa"
                   "Thanks\n\n" CUT,
             ""),
        CASE(START "Total 5\n\n\n" CUT, ""),
        CASE(START "Total 5" ESC "d\x08", ESC "d\x08"),
        CASE(START "Total 5\n\n" DLE "\4\1\n" CUT, "\n"),
        CASE(START "Total 5\n" TEN TEN TEN TEN DLE "\4\1" CUT, TEN TEN TEN "\n\n"),
#undef CASE
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct host host;
        host_open(&host);
        host_send(&host, (const uint8_t *)cases[i].bytes, cases[i].length);
        host_end(&host);
        assert_int_equal(host.asked.count, 1);
        assert_int_equal(host.asked.fed_length, cases[i].fed_length);
        assert_memory_equal(host.asked.fed, cases[i].fed, cases[i].fed_length);
        host_close(&host);
    }
}

static void of_several_pieces_of_paper_in_one_go_the_last_gets_the_note(void **state)
{
    (void)state;
    static const struct stream stream =
        STREAM(START "Kitchen\n\n" CUT "Shop\n\n" CUT "Total 5\n", "\n" CUT);
    struct host host;
    stream_check(&stream);
    host_open(&host);
    host_send(&host, (const uint8_t *)stream.bytes, stream.length);
    assert_int_equal(host.asked.count, 2);
    assert_int_equal(host.asked.more_follow, 2);
    assert_int_equal(host.asked.length, 8);
    assert_memory_equal(host.asked.receipt.data, "Shop\n\n" CUT, 8);
    host_pass_time(&host, SPLICE_HOLD_MS);
    assert_int_equal(host.asked.count, 3);
    assert_int_equal(host.asked.more_follow, 2);
    assert_memory_equal(host.asked.receipt.data, "Total 5\n\n" CUT, host.asked.length);
    host_close(&host);
}

static void a_cut_with_nothing_before_it_begins_a_receipt(void **state)
{
    (void)state;
    struct host host;
    host_open(&host);
    SEND(&host, CUT "\n" CUT START "Total 5\n" CUT);
    host_end(&host);
    CHECK_OUT(&host, CUT "\n" CUT START "Total 5\n" NOTE CUT);
    assert_memory_equal(host.asked.receipt.data, START "Total 5\n" CUT, host.asked.length);
    host_close(&host);
}

static void a_pause_before_the_cut_or_the_end_leaves_no_note(void **state)
{
    (void)state;
    struct host host;
    for (int cut = 0; cut < 2; cut++) {
        host_open(&host);
        SEND(&host, START "Total 5\n\n");
        host_pass_time(&host, SPLICE_PAUSE_MS + 1);
        if (cut)
            SEND(&host, CUT "\n");
        assert_int_equal(host.out.length, cut ? 14 : 11);
        host_end(&host);
        assert_int_equal(host.asked.count, 0);
        assert_string_equal(splice_refusal(host.splice),
                            "after a pause, on paper that may have been torn off");
        host_close(&host);
    }
}

static void an_end_without_a_cut_needs_its_feeds_whatever_cut_came_before(void **state)
{
    (void)state;
    struct host host;
    host_open(&host);
    SEND(&host, START "Total 5\n" GS "VB\0");
    host_pass_time(&host, SPLICE_HOLD_MS);
    SEND(&host, "Total 6" ESC "d\x08");
    host_end(&host);
    assert_int_equal(host.asked.count, 2);
    assert_int_equal(host.asked.fed_length, 3);
    host_close(&host);
}

static void remember_looks(void *context, const struct splice_receipt *receipt, struct bytes *note)
{
    bool *bold = context;
    (void)note;
    bold[0] = !standing_is_plain(receipt->start, STANDING_EMPHASIS);
    bold[1] = !standing_is_plain(receipt->standing, STANDING_EMPHASIS);
}

static void it_is_told_how_the_printer_stands_at_the_start_and_at_the_place(void **state)
{
    (void)state;
    bool bold[2] = {true, true};
    struct splice *splice;
    struct bytes out = {0};
    struct splice_options options = {.power_on = true, .ask = remember_looks, .context = bold};
    assert_int_equal(splice_new(&options, &splice, NULL), DRV_OK);
    splice_take(splice, BYTES("Total 5\n" ESC "E\1Thanks\n\n" CUT), 0, &out);
    splice_tick(splice, SPLICE_HOLD_MS, &out);
    assert_false(bold[0]);
    assert_true(bold[1]);
    splice_take(splice,
                BYTES("Total 6\n" ESC "E"
                      "\0"
                      "More\n\n" CUT ESC "E\1"),
                1000, &out);
    splice_tick(splice, 1000 + SPLICE_HOLD_MS, &out);
    assert_true(bold[0]);
    assert_false(bold[1]);
    splice_take(splice, BYTES("Total 7\n"), 2000, &out);
    splice_end(splice, 2000, &out);
    assert_false(bold[0]);
    assert_true(bold[1]);
    splice_free(splice);
    bytes_free(&out);
}

static void a_question_to_a_printer_that_is_not_selected_goes_out_at_once(void **state)
{
    (void)state;
    struct host host;
    host_open(&host);
    SEND(&host, START "Total 5\n\n" ESC "=\2TOTAL 5\n" DLE "\4\1");
    assert_int_equal(host.out.length, 25);
    host_close(&host);
}

static void a_cut_of_which_a_part_had_to_go_on_is_no_place(void **state)
{
    (void)state;
    struct host host;
    host_open(&host);
    SEND(&host, START "Total 5\n\n" ESC);
    host_pass_time(&host, SPLICE_HOLD_MS);
    CHECK_OUT(&host, START "Total 5\n\n" ESC);
    SEND(&host, "i");
    CHECK_OUT(&host, START "Total 5\n\n" CUT);
    assert_string_equal(splice_refusal(host.splice), "behind a cut that came in pieces");
    SEND(&host, START "Total 6\n" CUT);
    host_end(&host);
    CHECK_OUT(&host, START "Total 5\n\n" CUT START "Total 6\n" NOTE CUT);
    host_close(&host);
}

/* Limits. */

static void more_than_can_be_held_goes_on_with_the_note(void **state)
{
    (void)state;
    static const uint8_t nuls[SPLICE_HELD_MAX];
    struct host host;
    host_open(&host);
    SEND(&host, START "Total 5\n\n" CUT);
    host_send(&host, nuls, sizeof nuls);
    assert_int_equal(host.out.length, 13 + sizeof nuls + strlen(NOTE));
    assert_memory_equal(host.out.data, START "Total 5\n" NOTE "\n" CUT, 13 + strlen(NOTE));
    host_close(&host);
}

static void a_receipt_without_end_gets_no_note_and_the_next_one_does(void **state)
{
    (void)state;
    static char line[1000];
    struct host host;
    memset(line, 'x', sizeof line - 1);
    line[sizeof line - 1] = '\n';
    host_open(&host);
    SEND(&host, START);
    for (int i = 0; i <= SPLICE_RECEIPT_MAX / (int)sizeof line; i++) {
        bytes_reset(&host.out);
        host_send(&host, (const uint8_t *)line, sizeof line);
        assert_int_equal(host.out.length, sizeof line);
    }
    SEND(&host, "\n" CUT);
    assert_int_equal(host.asked.count, 0);
    assert_string_equal(splice_refusal(host.splice), "in a receipt longer than 4 MiB");
    bytes_reset(&host.out);
    SEND(&host, "Total 5\n\n" CUT);
    host_end(&host);
    CHECK_OUT(&host, "Total 5\n" NOTE "\n" CUT);
    host_close(&host);
}

/* Of what looks like cuts. */
static void a_command_without_end_goes_by_and_what_follows_is_understood(void **state)
{
    (void)state;
    enum { CHUNK = 1 << 16, CHUNKS = 80, HEADER = 10 };
    static uint8_t dots[CHUNK];
    struct host host;
    for (size_t i = 0; i < sizeof dots; i++)
        dots[i] = (uint8_t)CUT[i % 2];
    host_open(&host);
    SEND(&host, START GS "8L\0\0\x50\0\x30\x70\x30\1\1\x31\0\1\0\1");
    for (int i = 0; i < CHUNKS; i++) {
        size_t length = i + 1 < CHUNKS ? CHUNK : CHUNK - HEADER;
        bytes_reset(&host.out);
        host_send(&host, dots, length);
        assert_int_equal(host.out.length, length);
    }
    bytes_reset(&host.out);
    SEND(&host, START "Total 5\n\n" CUT);
    CHECK_OUT(&host, START "Total 5\n\n" CUT);
    SEND(&host, "Total 6\n\n" CUT);
    host_end(&host);
    CHECK_OUT(&host, START "Total 5\n\n" CUT "Total 6\n" NOTE "\n" CUT);
    host_close(&host);
}

static void an_image_in_single_bytes_takes_no_longer_than_its_bytes(void **state)
{
    (void)state;
    enum { ROWS = 4096, WIDTH = 75 };
    struct host host;
    uint8_t image[] = GS "v0\0\x4b\0\0\x10";
    clock_t began = clock();
    host_open(&host);
    SEND(&host, START "Total 5\n");
    host_send(&host, image, sizeof image - 1);
    for (int i = 0; i < ROWS * WIDTH; i++)
        host_send(&host, &(uint8_t){(uint8_t)i}, 1);
    assert_int_equal(host.out.length, 10 + 8 + ROWS * WIDTH);
    SEND(&host, "\n" CUT);
    host_end(&host);
    assert_int_equal(host.asked.place, 10 + 8 + ROWS * WIDTH);
    assert_true((double)(clock() - began) / CLOCKS_PER_SEC < 2);
    host_close(&host);
}

/* A barcode that never ends: only a NUL would. */
static void data_without_end_in_single_bytes_takes_no_longer_than_its_bytes(void **state)
{
    (void)state;
    struct host host;
    clock_t began = clock();
    host_open(&host);
    SEND(&host, START GS "k\4");
    for (int i = 0; i < SPLICE_RECEIPT_MAX + 1000; i++)
        SEND(&host, "A");
    assert_int_equal(host.out.length, 5 + SPLICE_RECEIPT_MAX + 1000);
    assert_true((double)(clock() - began) / CLOCKS_PER_SEC < 10);
    host_close(&host);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_hold_lasts_so_long_from_the_cut_whatever_drips_in),
        cmocka_unit_test(a_byte_that_comes_late_does_not_save_what_was_due),
        cmocka_unit_test(feeds_without_a_cut_go_on_after_a_while_and_are_told),
        cmocka_unit_test(a_cut_in_two_pieces_is_known_with_its_last_byte),
        cmocka_unit_test(each_receipt_of_a_connection_that_stays_gets_its_note),
        cmocka_unit_test(what_somebody_waits_for_goes_out_at_once_with_all_before_it),
        cmocka_unit_test(a_question_inside_an_image_goes_out_with_it),
        cmocka_unit_test(feeds_before_the_place_are_told_so_that_a_note_can_repeat_them),
        cmocka_unit_test(of_several_pieces_of_paper_in_one_go_the_last_gets_the_note),
        cmocka_unit_test(a_cut_with_nothing_before_it_begins_a_receipt),
        cmocka_unit_test(a_pause_before_the_cut_or_the_end_leaves_no_note),
        cmocka_unit_test(an_end_without_a_cut_needs_its_feeds_whatever_cut_came_before),
        cmocka_unit_test(it_is_told_how_the_printer_stands_at_the_start_and_at_the_place),
        cmocka_unit_test(a_question_to_a_printer_that_is_not_selected_goes_out_at_once),
        cmocka_unit_test(a_cut_of_which_a_part_had_to_go_on_is_no_place),
        cmocka_unit_test(more_than_can_be_held_goes_on_with_the_note),
        cmocka_unit_test(a_receipt_without_end_gets_no_note_and_the_next_one_does),
        cmocka_unit_test(a_command_without_end_goes_by_and_what_follows_is_understood),
        cmocka_unit_test(an_image_in_single_bytes_takes_no_longer_than_its_bytes),
        cmocka_unit_test(data_without_end_in_single_bytes_takes_no_longer_than_its_bytes),
    };
    return cmocka_run_group_tests_name("splice_time", tests, NULL, NULL);
}
