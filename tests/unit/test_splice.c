/* SPDX-License-Identifier: MIT */
/*
 * Where the filter of the tap puts a note, where none, and that nothing else of a stream is
 * changed, in whatever chunks it comes. Streams stand here as a host sends them, ESC @ first; those
 * of real hosts lie beside the project and count as skipped without it.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "splice_host.h"

#define THIRTY "123456789 123456789 123456789 "
#define NINETY THIRTY THIRTY THIRTY

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
        STREAM(START "Total 5\n" ESC "&\3AA\x1e" NINETY, "\n\n" CUT),
        /* Not GS D, which would be 66 bytes: known with the third. */
        STREAM(START "Total 5\n", GS "D" START "\n" CUT),
        STREAM(START "Total 5" GS "D" START "Thanks\n", "\n" CUT),
        /* A parameter to those makers who give it one. */
        STREAM(START ESC "4\1Total 5\n", ESC "4\0\n\n" CUT),
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
        struct host host;
        stream_check(&streams[i]);
        host_open(&host);
        host_send(&host, (const uint8_t *)streams[i].bytes, streams[i].length);
        SEND(&host, "More\n");
        assert_int_equal(host.asked.more_follow, 1);
        host_close(&host);
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
        stream_check_chunks(&stream, (size_t[]){i, stream.length - i}, 2);
    stream_check(&stream);
    for (size_t i = 12; i < 19; i++)
        for (size_t j = 1; j < 20; j++)
            stream_check_chunks(&stream, (size_t[]){i, stream.length - i - j, j}, 3);
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
        REFUSED(START ESC "=\3Total 5\n\n" CUT, "while a display is written to"),
        REFUSED(START "Total 5\n" ESC "w0More\n", "behind bytes that are not understood"),
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
        STREAM(START ESC "=\2" ESC "~~X" ESC "=\1"
                         "Total 5\n",
               "\n" CUT),
        STREAM(START ESC "=\2TOTAL 5\n" ESC "=\1"
                         "Total 5\n",
               ESC "=\2THANKS\n" ESC "=\1\n" CUT),
        STREAM(START "Total 5\n", "\n" ESC "=\2"
                                  "BYE\n" ESC "~~" ESC "=\1" CUT),
        STREAM(START "Total 5\n" ESC "=\2" DLE "\4\1"
                     "BYE\n" ESC "=\1",
               "\n" CUT),
        STREAM(START "Total 5\n", ESC "=\2" ESC "&\3AA\x1e" NINETY ESC "=\1\n" CUT),
    };
    struct stream put_right = streams[0];
    put_right.place++;
    stream_check(&put_right);
    for (size_t i = 1; i < sizeof streams / sizeof streams[0]; i++)
        stream_check(&streams[i]);
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

static void a_recorded_receipt_gets_its_note_in_all_chunkings(void **state)
{
    (void)state;
    static uint8_t bytes[1 << 16];
    recordings_or_skip();
    for (size_t i = 0; i < sizeof recordings / sizeof recordings[0]; i++) {
        size_t length = recording_read(recordings[i].path, bytes, sizeof bytes);
        struct stream stream = {.bytes = (const char *)bytes,
                                .length = length,
                                .place = -1,
                                .refusal = recordings[i].refusal};
        if (recordings[i].behind >= 0)
            stream.place = (int)length - recordings[i].behind;
        print_message("%s\n", recordings[i].path);
        stream_check(&stream);
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
        cmocka_unit_test(a_recorded_receipt_gets_its_note_in_all_chunkings),
    };
    return cmocka_run_group_tests_name("splice", tests, NULL, NULL);
}
