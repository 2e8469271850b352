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
    for (size_t i = 1; i < length; i += 1 + length / 4096 * 7)
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

/* Longer than what is looked at with every byte. */
static void an_image_in_two_pieces_keeps_nobody_from_the_place(void **state)
{
    (void)state;
    static char bytes[10000] = START "Total 5\n" GS "v0\0\x28\0\xc8";
    struct stream stream = {.bytes = bytes, .length = 10 + 8 + 8000 + 4, .refusal = ""};
    memcpy(bytes + 10 + 8 + 8000, "\n\n" CUT, 4);
    stream.place = 10 + 8 + 8000;
    for (size_t i = 1; i < stream.length; i++)
        check_chunks(&stream, (size_t[]){i, stream.length - i}, 2);
    check_stream(&stream);
    for (size_t i = 12; i < 19; i++)
        for (size_t j = 1; j < 20; j++)
            check_chunks(&stream, (size_t[]){i, stream.length - i - j, j}, 3);
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
        struct till till;
        open_till(&till);
        SEND(&till, START "Total 5\n\n\n" CUT "\0");
        send(&till, (const uint8_t *)commands[i].bytes, commands[i].length);
        if (till.out.length != 15 + strlen(NOTE) + commands[i].length)
            fail_msg("command %zu: %zu bytes are out", i, till.out.length);
        assert_memory_equal(till.out.data, START "Total 5\n" NOTE "\n\n" CUT "\0",
                            15 + strlen(NOTE));
        assert_int_equal(till.asked.count, 1);
        assert_int_equal(till.asked.more_follow, 0);
        close_till(&till);
        open_till(&till);
        SEND(&till, START "Total 5\n\n\n");
        send(&till, (const uint8_t *)commands[i].bytes, commands[i].length);
        assert_int_equal(till.out.length, 12 + commands[i].length);
        assert_int_equal(till.asked.count, 0);
        close_till(&till);
    }
}

static void a_question_inside_an_image_goes_out_with_it(void **state)
{
    (void)state;
    struct till till;
    open_till(&till);
    SEND(&till, START "Total 5\n\n\n" GS "v0\0\x10\0\x10\0\xff\xff" DLE "\4\1");
    CHECK_OUT(&till, START "Total 5\n\n\n" GS "v0\0\x10\0\x10\0\xff\xff" DLE "\4\1");
    assert_int_equal(splice_due_ms(till.splice), INT64_MAX);
    close_till(&till);
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
#undef CASE
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct till till;
        open_till(&till);
        send(&till, (const uint8_t *)cases[i].bytes, cases[i].length);
        end(&till);
        assert_int_equal(till.asked.count, 1);
        assert_int_equal(till.asked.fed_length, cases[i].fed_length);
        assert_memory_equal(till.asked.fed, cases[i].fed, cases[i].fed_length);
        close_till(&till);
    }
}

static void of_several_pieces_of_paper_in_one_go_the_last_gets_the_note(void **state)
{
    (void)state;
    static const struct stream stream =
        STREAM(START "Kitchen\n\n" CUT "Shop\n\n" CUT "Total 5\n", "\n" CUT);
    struct till till;
    check_stream(&stream);
    open_till(&till);
    send(&till, (const uint8_t *)stream.bytes, stream.length);
    assert_int_equal(till.asked.count, 2);
    assert_int_equal(till.asked.more_follow, 2);
    assert_int_equal(till.asked.length, 8);
    assert_memory_equal(till.asked.receipt.data, "Shop\n\n" CUT, 8);
    pass_time(&till, SPLICE_HOLD_MS);
    assert_int_equal(till.asked.count, 3);
    assert_int_equal(till.asked.more_follow, 2);
    assert_memory_equal(till.asked.receipt.data, "Total 5\n\n" CUT, till.asked.length);
    close_till(&till);
}

static void a_cut_with_nothing_before_it_begins_a_receipt(void **state)
{
    (void)state;
    struct till till;
    open_till(&till);
    SEND(&till, CUT "\n" CUT START "Total 5\n" CUT);
    end(&till);
    CHECK_OUT(&till, CUT "\n" CUT START "Total 5\n" NOTE CUT);
    assert_memory_equal(till.asked.receipt.data, START "Total 5\n" CUT, till.asked.length);
    close_till(&till);
}

static void a_pause_before_the_cut_or_the_end_leaves_no_note(void **state)
{
    (void)state;
    struct till till;
    for (int cut = 0; cut < 2; cut++) {
        open_till(&till);
        SEND(&till, START "Total 5\n\n");
        pass_time(&till, SPLICE_PAUSE_MS + 1);
        if (cut)
            SEND(&till, CUT);
        end(&till);
        assert_int_equal(till.asked.count, 0);
        assert_string_equal(splice_refusal(till.splice),
                            "after a pause, on paper that may have been torn off");
        close_till(&till);
    }
}

static void a_cut_of_which_a_part_had_to_go_on_is_no_place(void **state)
{
    (void)state;
    struct till till;
    open_till(&till);
    SEND(&till, START "Total 5\n\n" ESC);
    pass_time(&till, SPLICE_HOLD_MS);
    CHECK_OUT(&till, START "Total 5\n\n" ESC);
    SEND(&till, "i");
    CHECK_OUT(&till, START "Total 5\n\n" CUT);
    assert_string_equal(splice_refusal(till.splice), "behind a cut that came in pieces");
    SEND(&till, START "Total 6\n" CUT);
    end(&till);
    CHECK_OUT(&till, START "Total 5\n\n" CUT START "Total 6\n" NOTE CUT);
    close_till(&till);
}

/* Limits. */

static void more_than_can_be_held_goes_on_with_the_note(void **state)
{
    (void)state;
    static const uint8_t nuls[SPLICE_HELD_MAX];
    struct till till;
    open_till(&till);
    SEND(&till, START "Total 5\n\n" CUT);
    send(&till, nuls, sizeof nuls);
    assert_int_equal(till.out.length, 13 + sizeof nuls + strlen(NOTE));
    assert_memory_equal(till.out.data, START "Total 5\n" NOTE "\n" CUT, 13 + strlen(NOTE));
    close_till(&till);
}

static void a_receipt_without_end_gets_no_note_and_the_next_one_does(void **state)
{
    (void)state;
    static char line[1000];
    struct till till;
    memset(line, 'x', sizeof line - 1);
    line[sizeof line - 1] = '\n';
    open_till(&till);
    SEND(&till, START);
    for (int i = 0; i <= SPLICE_RECEIPT_MAX / (int)sizeof line; i++) {
        bytes_reset(&till.out);
        send(&till, (const uint8_t *)line, sizeof line);
        assert_int_equal(till.out.length, sizeof line);
    }
    SEND(&till, "\n" CUT);
    assert_int_equal(till.asked.count, 0);
    assert_string_equal(splice_refusal(till.splice), "in a receipt longer than 4 MiB");
    bytes_reset(&till.out);
    SEND(&till, "Total 5\n\n" CUT);
    end(&till);
    CHECK_OUT(&till, "Total 5\n" NOTE "\n" CUT);
    close_till(&till);
}

static void a_command_without_end_goes_by_and_what_follows_is_understood(void **state)
{
    (void)state;
    static const uint8_t dots[1 << 20];
    struct till till;
    open_till(&till);
    SEND(&till, START GS "8L\0\0\x50\0\x30\x70\x30\1\1\x31\0\1\0\1");
    for (int i = 0; i < 5; i++) {
        bytes_reset(&till.out);
        send(&till, dots, sizeof dots - (i == 4 ? 10 : 0));
        assert_int_equal(till.out.length, sizeof dots - (i == 4 ? 10 : 0));
    }
    bytes_reset(&till.out);
    SEND(&till, START "Total 5\n\n" CUT "Total 6\n\n" CUT);
    end(&till);
    CHECK_OUT(&till, START "Total 5\n\n" CUT "Total 6\n" NOTE "\n" CUT);
    close_till(&till);
}

static void an_image_in_single_bytes_takes_no_longer_than_its_bytes(void **state)
{
    (void)state;
    enum { ROWS = 4096, WIDTH = 75 };
    struct till till;
    uint8_t image[] = GS "v0\0\x4b\0\0\x10";
    clock_t began = clock();
    open_till(&till);
    SEND(&till, START "Total 5\n");
    send(&till, image, sizeof image - 1);
    for (int i = 0; i < ROWS * WIDTH; i++)
        send(&till, &(uint8_t){(uint8_t)i}, 1);
    assert_int_equal(till.out.length, 10 + 8 + ROWS * WIDTH);
    SEND(&till, "\n" CUT);
    end(&till);
    assert_int_equal(till.asked.place, 10 + 8 + ROWS * WIDTH);
    assert_true((double)(clock() - began) / CLOCKS_PER_SEC < 2);
    close_till(&till);
}

/* A barcode that never ends: only a NUL would. */
static void data_without_end_in_single_bytes_takes_no_longer_than_its_bytes(void **state)
{
    (void)state;
    struct till till;
    clock_t began = clock();
    open_till(&till);
    SEND(&till, START GS "k\4");
    for (int i = 0; i < SPLICE_RECEIPT_MAX + 1000; i++)
        SEND(&till, "A");
    assert_int_equal(till.out.length, 5 + SPLICE_RECEIPT_MAX + 1000);
    assert_true((double)(clock() - began) / CLOCKS_PER_SEC < 10);
    close_till(&till);
}

/* Hosts that vanish. */

static void a_command_that_was_cut_off_is_completed_with_nuls(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t length, nuls;
    } cases[] = {
#define CASE(text, count) {text, sizeof(text) - 1, count}
        CASE(START ESC, 1),
        CASE(START ESC "a", 1),
        CASE(START GS "v0\0\1\0\2\0", 2),
        CASE(START GS "v0\0\1\0", 2),
        CASE(START GS "k\4ABC", 1),
        CASE(START GS "kI\5{BAB", 1),
        CASE(START ESC "D\5\6", 1),
        CASE(START GS "(~\5\0\1", 4),
        CASE(START GS "8L\xff\xff\3\0\x30\x70", 0x3ffff - 2),
        CASE(START "Total", 0),
#undef CASE
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct till till;
        open_till(&till);
        send(&till, (const uint8_t *)cases[i].bytes, cases[i].length);
        end(&till);
        assert_int_equal(till.out.length, cases[i].length + cases[i].nuls);
        assert_memory_equal(till.out.data, cases[i].bytes, cases[i].length);
        for (size_t at = cases[i].length; at < till.out.length; at++)
            assert_int_equal(till.out.data[at], 0);
        close_till(&till);
    }
}

static void a_selection_that_was_cut_off_selects_the_printer(void **state)
{
    (void)state;
    struct till till;
    open_till(&till);
    SEND(&till, ESC "=");
    end(&till);
    CHECK_OUT(&till, ESC "=\1");
    close_till(&till);
}

static void what_lacks_too_much_is_not_completed_and_that_is_said(void **state)
{
    (void)state;
    struct till till;
    open_till(&till);
    SEND(&till, START GS "8L\xff\xff\xff\xff\x30\x70\x30\1\1\x31\xff\1\xff\1");
    assert_int_equal(splice_end(till.splice, till.now_ms, &till.out), DRV_LIMIT);
    CHECK_OUT(&till, START GS "8L\xff\xff\xff\xff\x30\x70\x30\1\1\x31\xff\1\xff\1");
    close_till(&till);
}

static void a_host_that_vanishes_inside_a_command_leaves_no_note(void **state)
{
    (void)state;
    struct till till;
    open_till(&till);
    SEND(&till, START "Total 5\n\n" GS "V");
    end(&till);
    CHECK_OUT(&till, START "Total 5\n\n" GS "V\0");
    assert_string_equal(splice_refusal(till.splice), "within a command");
    close_till(&till);
}

static void check_same_sheet(const struct paper_sheet *one, const struct paper_sheet *other)
{
    assert_int_equal(one->height_dots, other->height_dots);
    assert_memory_equal(one->dots, other->dots, one->height_dots * one->stride);
    assert_string_equal(one->text, other->text);
}

/* A line that no feed has printed stays in the printer's buffer, as without us, until ESC @. */
static void check_next_job(const uint8_t *bytes, size_t length)
{
    static const char job[] = ESC "@" GS "V\0" ESC "a\1Next job\n" ESC "!\x30Total 7\n" GS "V\0";
    struct paper *alone = PRINT(576, ESC "@" ESC "a\1Next job\n" ESC "!\x30Total 7\n" GS "V\0");
    struct till till;
    open_till(&till);
    send(&till, bytes, length);
    end(&till);
    bytes_add(&till.out, job, sizeof job - 1);
    struct paper *paper = sheet_print(576, till.out.data, till.out.length);
    size_t count = paper_sheet_count(paper);
    check_same_sheet(paper_sheet_at(paper, count - 1), sheet_first(alone));
    paper_free(paper);
    paper_free(alone);
    close_till(&till);
}

static void a_host_that_vanishes_anywhere_leaves_the_next_job_as_it_is(void **state)
{
    (void)state;
    static const char receipt[] = START ESC
        "t\x10" ESC "a\1" GS "!\x11Shop\n" GS "!\0" GS
        "v0\0\3\0\4\0\1\2\3\4\5\6\7\x08\x09\x0a\x0b\x0c" ESC "*!\2\0abcdef\n" ESC "D\5\x0a\0"
        "One\tTwo\n" GS "(k\7\0\x31\x50\x30"
        "ABCD" GS "(k\3\0\x31\x51\x30" GS "k\4A1\0" GS "kI\5{BABC\n" ESC "$\1\0 x\n" GS
        "W\x40\2" ESC "&\3AA\1\1\2\3"
        "\x1cp\1\0"
        "Total 5\n\n\n" GS "VA\3" ESC "p\0\x19\xfa";
    for (size_t length = 0; length < sizeof receipt; length++)
        check_next_job((const uint8_t *)receipt, length);
}

/* What hosts and libraries send. */

/* behind: bytes of it behind the place, by hand from what `comeback decode --json` says of it. */
static const struct recorded {
    const char *path;
    int behind; /* -1: no note */
    const char *refusal;
} recordings[] = {
    {"pos/chromis-receipt.bin", 15, ""},
    {"pos/core-pos-receipt.bin", 9, ""},
    {"pos/dolibarr-takepos-receipt.bin", 10, ""},
    {"pos/viewtouch-receipt.bin", 5, ""},
    {"pos/chromis-drawer.bin", -1, ""},
    {"pos/core-pos-drawer.bin", -1, ""},
    {"escpos/bench-outputs/floor.bin", 7, ""},
    {"escpos/bench-outputs/floor_nv.bin", 7, ""},
    {"escpos/bench-outputs/ntp.bin", 14, ""},
    {"escpos/bench-outputs/pe.bin", 9, ""},
    {"escpos/bench-outputs/pe_column.bin", 9, ""},
    {"escpos/bench-outputs/pe_graphics.bin", 9, ""},
    {"escpos/bench-outputs/pe_swqr.bin", 9, ""},
    {"escpos/bench-outputs/php.bin", 7, ""},
    {"escpos/bench-outputs/php_column.bin", 7, ""},
    {"escpos/bench-outputs/php_graphics.bin", 7, ""},
    {"escpos/bench-outputs/rl_generic.bin", 195, ""},
    {"escpos/bench-outputs/rpe.bin", 22, ""},
    {"escpos/escpos-tools/receipt-with-logo.bin", 9, ""},
    {"escpos/preview-tools/formatting.bin", 6, ""},
    {"escpos/preview-tools/minimal.bin", 6, ""},
    {"escpos/preview-tools/receipt.bin", 7, ""},
    {"escpos/enocperez/test-receipt-logo.escpos", -1, "in a receipt without text"},
};

#define DATA "../shared/data/"

static size_t read_recording(const char *name, uint8_t *bytes, size_t room)
{
    char path[256];
    snprintf(path, sizeof path, DATA "%s", name);
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        fail_msg("no %s", path);
    size_t length = fread(bytes, 1, room, file);
    fclose(file);
    return length;
}

static void skip_without_recordings(void)
{
    FILE *file = fopen(DATA "pos/chromis-receipt.bin", "rb");
    if (file == NULL) {
        print_message("skipped: no " DATA " beside this tree\n");
        skip();
    } else {
        fclose(file);
    }
}

static void a_recorded_receipt_gets_its_note_in_all_chunkings(void **state)
{
    (void)state;
    static uint8_t bytes[1 << 16];
    skip_without_recordings();
    for (size_t i = 0; i < sizeof recordings / sizeof recordings[0]; i++) {
        size_t length = read_recording(recordings[i].path, bytes, sizeof bytes);
        struct stream stream = {.bytes = (const char *)bytes,
                                .length = length,
                                .place = -1,
                                .refusal = recordings[i].refusal};
        if (recordings[i].behind >= 0)
            stream.place = (int)length - recordings[i].behind;
        print_message("%s\n", recordings[i].path);
        check_stream(&stream);
    }
}

static void a_real_host_that_vanishes_leaves_the_next_job_as_it_is(void **state)
{
    (void)state;
    static uint8_t bytes[1 << 16];
    skip_without_recordings();
    for (size_t i = 0; i < 4; i++) {
        size_t whole = read_recording(recordings[i].path, bytes, sizeof bytes);
        for (size_t length = 0; length < whole; length++)
            check_next_job(bytes, length);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_note_goes_before_the_feeds_that_precede_the_last_cut),
        cmocka_unit_test(every_cut_is_one),
        cmocka_unit_test(an_image_in_two_pieces_keeps_nobody_from_the_place),
        cmocka_unit_test(a_connection_that_ends_behind_a_line_ends_a_receipt),
        cmocka_unit_test(what_is_no_receipt_goes_through_and_is_not_asked),
        cmocka_unit_test(where_a_note_would_harm_the_bytes_go_through_and_it_is_said_why),
        cmocka_unit_test(what_was_put_right_before_the_cut_is_no_obstacle),
        cmocka_unit_test(a_hold_lasts_so_long_from_the_cut_whatever_drips_in),
        cmocka_unit_test(a_byte_that_comes_late_does_not_save_what_was_due),
        cmocka_unit_test(feeds_without_a_cut_go_on_after_a_while_and_are_told),
        cmocka_unit_test(each_receipt_of_a_connection_that_stays_gets_its_note),
        cmocka_unit_test(what_somebody_waits_for_goes_out_at_once_with_all_before_it),
        cmocka_unit_test(a_question_inside_an_image_goes_out_with_it),
        cmocka_unit_test(feeds_before_the_place_are_told_so_that_a_note_can_repeat_them),
        cmocka_unit_test(of_several_pieces_of_paper_in_one_go_the_last_gets_the_note),
        cmocka_unit_test(a_cut_with_nothing_before_it_begins_a_receipt),
        cmocka_unit_test(a_pause_before_the_cut_or_the_end_leaves_no_note),
        cmocka_unit_test(a_cut_of_which_a_part_had_to_go_on_is_no_place),
        cmocka_unit_test(more_than_can_be_held_goes_on_with_the_note),
        cmocka_unit_test(a_receipt_without_end_gets_no_note_and_the_next_one_does),
        cmocka_unit_test(a_command_without_end_goes_by_and_what_follows_is_understood),
        cmocka_unit_test(an_image_in_single_bytes_takes_no_longer_than_its_bytes),
        cmocka_unit_test(data_without_end_in_single_bytes_takes_no_longer_than_its_bytes),
        cmocka_unit_test(a_command_that_was_cut_off_is_completed_with_nuls),
        cmocka_unit_test(a_selection_that_was_cut_off_selects_the_printer),
        cmocka_unit_test(what_lacks_too_much_is_not_completed_and_that_is_said),
        cmocka_unit_test(a_host_that_vanishes_inside_a_command_leaves_no_note),
        cmocka_unit_test(a_host_that_vanishes_anywhere_leaves_the_next_job_as_it_is),
        cmocka_unit_test(a_recorded_receipt_gets_its_note_in_all_chunkings),
        cmocka_unit_test(a_real_host_that_vanishes_leaves_the_next_job_as_it_is),
    };
    return cmocka_run_group_tests_name("splice", tests, NULL, NULL);
}
