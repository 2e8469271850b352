/* SPDX-License-Identifier: MIT */
/*
 * The filter of the tap: where a note goes, what is held and how long, and that nothing else of a
 * stream is changed, in whatever chunks it comes. Streams stand here as a host sends them, ESC @
 * first; those of real hosts lie beside the project and count as skipped without it.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../../plugin/tap/splice.h"
#include "../../plugin/tap/splice_command.h"
#include "paper_sheet.h"

#define BYTES(literal) (const uint8_t *)(literal), sizeof(literal) - 1
#define NOTE           "<a note>\n"
#define ESC            "\x1b"
#define GS             "\x1d"
#define DLE            "\x10"
#define START          ESC "@"
#define CUT            ESC "i"

/* What was asked. */
struct asked {
    int count, more_follow;
    size_t place, length, fed_length;
    uint8_t fed[32];
    struct bytes receipt;
};

static void ask(void *context, const struct splice_receipt *receipt, struct bytes *note)
{
    struct asked *asked = context;
    asked->count++;
    asked->more_follow += receipt->more_follows;
    asked->place = receipt->place;
    asked->length = receipt->length;
    asked->fed_length = receipt->fed_length;
    memcpy(asked->fed, receipt->fed, receipt->fed_length);
    bytes_reset(&asked->receipt);
    bytes_add(&asked->receipt, receipt->bytes, receipt->length);
    assert_true(receipt->place <= receipt->length);
    assert_true(standing_at_line_start(receipt->standing));
    bytes_add_text(note, NOTE);
}

struct till {
    struct splice *splice;
    struct asked asked;
    struct bytes out;
    int64_t now_ms;
};

static void open_till(struct till *till)
{
    *till = (struct till){.now_ms = 1000};
    struct splice_options options = {.ask = ask, .context = &till->asked};
    struct drv_fault fault;
    assert_int_equal(splice_new(&options, &till->splice, &fault), DRV_OK);
}

static void close_till(struct till *till)
{
    splice_free(till->splice);
    bytes_free(&till->asked.receipt);
    bytes_free(&till->out);
}

static void send(struct till *till, const uint8_t *bytes, size_t length)
{
    assert_int_equal(splice_take(till->splice, bytes, length, till->now_ms, &till->out), DRV_OK);
}

#define SEND(till, text) send(till, BYTES(text))

static void end(struct till *till)
{
    assert_int_equal(splice_end(till->splice, till->now_ms, &till->out), DRV_OK);
}

/* The clock goes on, and the caller calls when it was told to. */
static void pass_time(struct till *till, int64_t ms)
{
    till->now_ms += ms;
    if (splice_due_ms(till->splice) <= till->now_ms)
        assert_int_equal(splice_tick(till->splice, till->now_ms, &till->out), DRV_OK);
}

static void check_out(const struct till *till, const uint8_t *bytes, size_t length)
{
    assert_int_equal(till->out.length, length);
    if (length > 0)
        assert_memory_equal(till->out.data, bytes, length);
}

#define CHECK_OUT(till, text) check_out(till, BYTES(text))

/* Streams that come and end, in all chunkings. */

struct stream {
    const char *bytes;
    size_t length;
    int place;           /* where the note goes; -1: nowhere */
    const char *refusal; /* "" where it was asked, or there is nothing to ask */
};

#define STREAM(before, behind)                                                                     \
    {                                                                                              \
        before behind, sizeof(before behind) - 1, sizeof(before) - 1, ""                           \
    }
#define REFUSED(text, why)                                                                         \
    {                                                                                              \
        text, sizeof(text) - 1, -1, why                                                            \
    }

static void check_chunks(const struct stream *stream, const size_t *chunks, size_t count)
{
    struct till till;
    size_t at = 0;
    open_till(&till);
    for (size_t i = 0; i < count; at += chunks[i++])
        send(&till, (const uint8_t *)stream->bytes + at, chunks[i]);
    assert_int_equal(at, stream->length);
    end(&till);
    size_t place = stream->place < 0 ? stream->length : (size_t)stream->place;
    struct bytes wanted = {0};
    bytes_add(&wanted, stream->bytes, place);
    if (stream->place >= 0)
        bytes_add_text(&wanted, NOTE);
    bytes_add(&wanted, stream->bytes + place, stream->length - place);
    check_out(&till, wanted.data, wanted.length);
    assert_string_equal(splice_refusal(till.splice), stream->refusal);
    bytes_free(&wanted);
    close_till(&till);
}

static void check_stream(const struct stream *stream)
{
    static size_t chunks[1 << 16];
    size_t length = stream->length;
    check_chunks(stream, &length, 1);
    for (size_t i = 1; length <= 4096 && i < length; i++)
        check_chunks(stream, (size_t[]){i, length - i}, 2);
    for (size_t i = 0; i < length; i++)
        chunks[i] = 1;
    check_chunks(stream, chunks, length);
    for (unsigned round = 0; round < 20; round++) {
        size_t count = 0, left = length;
        for (; left > 0; left -= chunks[count++])
            chunks[count] = 1 + (size_t)rand() % (left < 40 ? left : 40);
        check_chunks(stream, chunks, count);
    }
}

#define CHECK_STREAMS(list)                                                                        \
    for (size_t index = 0; index < sizeof(list) / sizeof(list)[0]; index++)                        \
    check_stream(&(list)[index])

static void a_note_goes_before_the_feeds_that_precede_the_last_cut(void **state)
{
    (void)state;
    static const struct stream streams[] = {
        STREAM(START "Total 5\n", "\n\n\n" CUT),
        STREAM(START "Total 5\r\n", "\r\n\r\n\0\0" CUT),
        STREAM(START "Total 5\n", ESC "d\x08" CUT),
        STREAM(START "Total 5\n", ESC "J\xff" CUT),
        STREAM(START "Total 5\n", ESC "d\xff" CUT),
        STREAM(START "Total 5\n", CUT),
        STREAM("Total 5\n", "\n\n\n" CUT),
        STREAM(START ESC "!\x08"
                         "Thanks\n",
               ESC "!\0\n\n\n" ESC "a\1" CUT),
        STREAM(START "Total 5\n", " \n   \n \n" CUT),
        STREAM(START "Total 5\n", ESC "$\0\0 \n" ESC "$\0\0 \n" CUT),
        STREAM(START "Total 5\n", "\n\n\n" CUT ESC "@"),
        STREAM(START "Total 5\n", "\n\n\n" CUT "\r\n\n\0\0\0"),
        STREAM(START "Total 5\n", "\n\n" CUT "\n\n" GS "V\x42\3"),
        STREAM(START "Total 5\n", "\n\n" CUT ESC "p\0\x19\xfa"),
        STREAM(START "Total 5\n", "\n\n" CUT DLE "\4\1"),
        STREAM(START "Total 5\n", "\n\n" CUT ESC "p\0\x19\xfa" ESC "@\0"),
        STREAM(START "Total 5\n" GS "v0\0\1\0\2\0\xff\xff", "\n\n" CUT),
        STREAM(START "Total 5\n" GS "k\4ABC\0", "\n\n" CUT),
        STREAM(START "Total 5\n" GS "(k\3\0\x31\x51\x30", "\n\n" CUT),
        STREAM(START "Total 5\n" ESC "*\0\3\0abc\n", "\n\n" CUT),
        STREAM(START "Caf\xc3\xa9 5\xe2\x82\xac\n", "\n\n" CUT),
    };
    CHECK_STREAMS(streams);
}

static void every_cut_is_one(void **state)
{
    (void)state;
    static const struct stream streams[] = {
        STREAM(START "Total 5\n", "\n" ESC "i"),
        STREAM(START "Total 5\n", "\n" ESC "m"),
        STREAM(START "Total 5\n", "\n" GS "V\0"),
        STREAM(START "Total 5\n", "\n" GS "V\1"),
        STREAM(START "Total 5\n", "\n" GS "V0"),
        STREAM(START "Total 5\n", "\n" GS "V1"),
        STREAM(START "Total 5\n", "\n" GS "VA\3"),
        STREAM(START "Total 5\n", "\n" GS "VB\0"),
        STREAM(START "Total 5\n", "\n" GS "Va\3"),
        STREAM(START "Total 5\n", "\n" GS "Vb\3"),
        STREAM(START "Total 5\n", "\n" GS "Vg\3"),
        STREAM(START "Total 5\n", "\n" GS "Vh\3"),
        STREAM(START "Total 5\n", "\n" GS "(V\2\0\x30\1"),
        STREAM(START "Total 5\n", "\n" GS "(V\3\0\x31\1\3"),
        STREAM(START "Total 5\n", "\n" ESC "w"),
    };
    for (size_t i = 0; i < sizeof streams / sizeof streams[0]; i++) {
        struct till till;
        check_stream(&streams[i]);
        open_till(&till);
        send(&till, (const uint8_t *)streams[i].bytes, streams[i].length);
        SEND(&till, "More\n");
        assert_int_equal(till.asked.more_follow, 1);
        close_till(&till);
    }
}

static void a_connection_that_ends_behind_a_line_ends_a_receipt(void **state)
{
    (void)state;
    static const struct stream streams[] = {
        STREAM(START "Total 5\n", "\n\n\n"),     STREAM(START "Total 5\n", ""),
        STREAM(CUT START "Total 5\n", "\n\n\n"), STREAM(START "Total 5\n", "\n\f"),
        STREAM("Total 5\r\n", ESC "@"),
    };
    CHECK_STREAMS(streams);
}

static void what_is_no_receipt_goes_through_and_is_not_asked(void **state)
{
    (void)state;
    static const struct stream streams[] = {
        REFUSED(ESC "p\0\x19\xfa", ""),
        REFUSED(ESC "=\1" ESC "p\0\x32\xfa", ""),
        REFUSED(CUT, ""),
        REFUSED(START "\n\n" CUT, ""),
        REFUSED(START "    \n" CUT, ""),
        REFUSED("\0\0\0\0\0", ""),
        REFUSED(DLE "\4\1" GS "I\1", ""),
        REFUSED(START GS "v0\0\1\0\2\0\xff\xff\n\n" CUT, "in a receipt without text"),
        /* Sultan's drawer pulse, sent as UTF-8. */
        REFUSED(ESC "p\0\x19\xc3\xba", "within a line"),
    };
    CHECK_STREAMS(streams);
}

static void where_a_note_would_harm_the_bytes_go_through_and_it_is_said_why(void **state)
{
    (void)state;
    static const struct stream streams[] = {
        REFUSED(START ESC "LTotal 5\n\n" CUT, "in page mode"),
        REFUSED(START GS ":Total 5\n\n" CUT, "in a macro"),
        REFUSED(START ESC "{\1Total 5\n\n" CUT, "upside down"),
        REFUSED(START ESC "V\1Total 5\n\n" CUT, "with rotated characters"),
        REFUSED(START ESC "%\1Total 5\n\n" CUT, "with user-defined characters"),
        REFUSED(START ESC "=\3Total 5\n\n" CUT, "while a display is written to as well"),
        REFUSED(START ESC "~Total 5\n\n" CUT, "behind bytes that are not understood"),
        REFUSED(START ESC GS "a1"
                             "Total 5\n\n" ESC "d\2",
                "in another maker's language"),
        REFUSED(START "Total 5" CUT, "within a line"),
        REFUSED(START "Total 5", "within a line"),
        REFUSED(START "Total 5\nThank you", "within a line"),
        REFUSED(START "Total 5\r" GS "V\0", "within a line"),
    };
    CHECK_STREAMS(streams);
}

static void what_was_put_right_before_the_cut_is_no_obstacle(void **state)
{
    (void)state;
    static const struct stream streams[] = {
        STREAM(START ESC "{\1Total 5\n" ESC "{", "\0\n\n" CUT),
        STREAM(START ESC "~x" START "Total 5\n", "\n" CUT),
        STREAM(START ESC "=\2TOTAL 5\n" ESC "=\1"
                         "Total 5\n",
               ESC "=\2THANKS\n" ESC "=\1\n" CUT),
        STREAM(START "Total 5\n", "\n" ESC "=\2"
                                  "BYE\n" ESC "~~" ESC "=\1" CUT),
    };
    struct stream put_right = streams[0];
    put_right.place++;
    check_stream(&put_right);
    for (size_t i = 1; i < sizeof streams / sizeof streams[0]; i++)
        check_stream(&streams[i]);
}

/* Time. */

static void a_hold_lasts_so_long_from_the_cut_whatever_drips_in(void **state)
{
    (void)state;
    struct till till;
    open_till(&till);
    SEND(&till, START "Total 5\n\n\n");
    CHECK_OUT(&till, START "Total 5\n");
    pass_time(&till, 140);
    CHECK_OUT(&till, START "Total 5\n");
    SEND(&till, CUT);
    assert_int_equal(splice_due_ms(till.splice), till.now_ms + SPLICE_HOLD_MS);
    pass_time(&till, 100);
    SEND(&till, "\0");
    pass_time(&till, 49);
    SEND(&till, "\n" CUT);
    CHECK_OUT(&till, START "Total 5\n");
    pass_time(&till, 1);
    CHECK_OUT(&till, START "Total 5\n" NOTE "\n\n" CUT "\0\n" CUT);
    assert_int_equal(splice_due_ms(till.splice), INT64_MAX);
    close_till(&till);
}

static void a_byte_that_comes_late_does_not_save_what_was_due(void **state)
{
    (void)state;
    struct till till;
    open_till(&till);
    SEND(&till, START "Total 5\n\n" CUT);
    till.now_ms += SPLICE_HOLD_MS;
    SEND(&till, "Next\n");
    CHECK_OUT(&till, START "Total 5\n" NOTE "\n" CUT "Next\n");
    assert_int_equal(till.asked.more_follow, 0);
    close_till(&till);
}

static void feeds_without_a_cut_go_on_after_a_while_and_are_told(void **state)
{
    (void)state;
    struct till till;
    open_till(&till);
    SEND(&till, START "Total 5\n\n\n");
    pass_time(&till, SPLICE_HOLD_MS);
    CHECK_OUT(&till, START "Total 5\n\n\n");
    assert_int_equal(till.asked.count, 0);
    SEND(&till, "\n" CUT);
    CHECK_OUT(&till, START "Total 5\n\n\n");
    end(&till);
    CHECK_OUT(&till, START "Total 5\n\n\n" NOTE "\n" CUT);
    assert_int_equal(till.asked.fed_length, 2);
    assert_memory_equal(till.asked.fed, "\n\n", 2);
    close_till(&till);
}

static void each_receipt_of_a_connection_that_stays_gets_its_note(void **state)
{
    (void)state;
    struct till till;
    open_till(&till);
    for (int i = 0; i < 3; i++) {
        bytes_reset(&till.out);
        SEND(&till, START "Total 5\n\n" CUT);
        CHECK_OUT(&till, START "Total 5\n");
        pass_time(&till, SPLICE_HOLD_MS);
        CHECK_OUT(&till, START "Total 5\n" NOTE "\n" CUT);
        assert_int_equal(till.asked.count, i + 1);
        assert_int_equal(till.asked.length, 13);
        assert_int_equal(till.asked.place, 10);
        pass_time(&till, 60000);
    }
    close_till(&till);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_note_goes_before_the_feeds_that_precede_the_last_cut),
        cmocka_unit_test(every_cut_is_one),
        cmocka_unit_test(a_connection_that_ends_behind_a_line_ends_a_receipt),
        cmocka_unit_test(what_is_no_receipt_goes_through_and_is_not_asked),
        cmocka_unit_test(where_a_note_would_harm_the_bytes_go_through_and_it_is_said_why),
        cmocka_unit_test(what_was_put_right_before_the_cut_is_no_obstacle),
        cmocka_unit_test(a_hold_lasts_so_long_from_the_cut_whatever_drips_in),
        cmocka_unit_test(a_byte_that_comes_late_does_not_save_what_was_due),
        cmocka_unit_test(feeds_without_a_cut_go_on_after_a_while_and_are_told),
        cmocka_unit_test(each_receipt_of_a_connection_that_stays_gets_its_note),
    };
    return cmocka_run_group_tests_name("splice", tests, NULL, NULL);
}
