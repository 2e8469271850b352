/* SPDX-License-Identifier: MIT */
/*
 * Hosts that vanish: what the filter of the tap completes, and that the next job comes out as if
 * nothing had been.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "paper_sheet.h"
#include "splice_host.h"

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
        CASE(START GS "(~\5\0", 5),
        CASE(START GS "(~", 2),
        CASE(START GS "(~\0\x40", 0x4000),
        CASE(START GS "V", 1),
        CASE(START GS "k", 2),
        CASE(START GS "8L\xff\xff\3\0\x30\x70", 0x3ffff - 2),
        CASE(START "Total", 0),
#undef CASE
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct host host;
        host_open(&host);
        host_send(&host, (const uint8_t *)cases[i].bytes, cases[i].length);
        host_end(&host);
        assert_int_equal(host.out.length, cases[i].length + cases[i].nuls);
        assert_memory_equal(host.out.data, cases[i].bytes, cases[i].length);
        for (size_t at = cases[i].length; at < host.out.length; at++)
            assert_int_equal(host.out.data[at], 0);
        host_close(&host);
    }
}

static void what_a_nul_does_not_end_is_ended_otherwise(void **state)
{
    (void)state;
    struct host host;
    host_open(&host);
    SEND(&host, ESC "=");
    host_end(&host);
    CHECK_OUT(&host, ESC "=\1");
    host_close(&host);
    host_open(&host);
    SEND(&host, ESC "b8"
                    "2"
                    "11ABC");
    host_end(&host);
    CHECK_OUT(&host, ESC "b8"
                         "2"
                         "11ABC\x1e");
    host_close(&host);
}

static void what_nothing_ends_is_given_up(void **state)
{
    (void)state;
    struct host host;
    host_open(&host);
    SEND(&host, ESC GS "a1" ESC "b\1\1\1\1"
                       "ABC");
    assert_int_equal(splice_end(host.splice, host.now_ms, &host.out), DRV_LIMIT);
    host_close(&host);
}

static void what_lacks_too_much_is_not_completed_and_that_is_said(void **state)
{
    (void)state;
    struct host host;
    host_open(&host);
    SEND(&host, START GS "8L\xff\xff\xff\xff\x30\x70\x30\1\1\x31\xff\1\xff\1");
    assert_int_equal(splice_end(host.splice, host.now_ms, &host.out), DRV_LIMIT);
    CHECK_OUT(&host, START GS "8L\xff\xff\xff\xff\x30\x70\x30\1\1\x31\xff\1\xff\1");
    host_close(&host);
}

/* Of more than is kept: the rest goes by unread. */
static void a_long_command_is_completed_too(void **state)
{
    (void)state;
    enum { BODY = 0x500000, CHUNK = 1 << 20 };
    static const uint8_t dots[CHUNK];
    static const size_t lacks[] = {1, 100, SPLICE_FILL_MAX, SPLICE_FILL_MAX + 1};
    for (size_t i = 0; i < sizeof lacks / sizeof lacks[0]; i++) {
        struct host host;
        host_open(&host);
        SEND(&host, START GS "8L\0\0\x50\0\x30\x70\x30\1\1\x31\0\1\0\1");
        for (size_t left = BODY - 10 - lacks[i], length; left > 0; left -= length) {
            length = left < CHUNK ? left : CHUNK;
            host_send(&host, dots, length);
        }
        size_t before = host.out.length, filled = lacks[i] <= SPLICE_FILL_MAX ? lacks[i] : 0;
        assert_int_equal(splice_end(host.splice, host.now_ms, &host.out),
                         filled > 0 ? DRV_OK : DRV_LIMIT);
        assert_int_equal(host.out.length - before, filled);
        host_close(&host);
    }
}

static void a_host_that_vanishes_inside_a_command_leaves_no_note(void **state)
{
    (void)state;
    struct host host;
    host_open(&host);
    SEND(&host, START "Total 5\n\n" GS "V");
    host_end(&host);
    CHECK_OUT(&host, START "Total 5\n\n" GS "V\0");
    assert_string_equal(splice_refusal(host.splice), "within a command");
    host_close(&host);
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
    struct host host;
    host_open(&host);
    host_send(&host, bytes, length);
    host_end(&host);
    bytes_add(&host.out, job, sizeof job - 1);
    struct paper *paper = sheet_print(576, host.out.data, host.out.length);
    size_t count = paper_sheet_count(paper);
    check_same_sheet(paper_sheet_at(paper, count - 1), sheet_first(alone));
    paper_free(paper);
    paper_free(alone);
    host_close(&host);
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

static void a_real_host_that_vanishes_leaves_the_next_job_as_it_is(void **state)
{
    (void)state;
    static uint8_t bytes[1 << 16];
    recordings_or_skip();
    static const char *const names[] = {"pos/chromis-receipt.bin", "pos/core-pos-receipt.bin",
                                        "pos/dolibarr-takepos-receipt.bin",
                                        "pos/viewtouch-receipt.bin"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        size_t whole = recording_read(names[i], bytes, sizeof bytes);
        for (size_t length = 0; length < whole; length++)
            check_next_job(bytes, length);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_command_that_was_cut_off_is_completed_with_nuls),
        cmocka_unit_test(what_a_nul_does_not_end_is_ended_otherwise),
        cmocka_unit_test(what_nothing_ends_is_given_up),
        cmocka_unit_test(what_lacks_too_much_is_not_completed_and_that_is_said),
        cmocka_unit_test(a_long_command_is_completed_too),
        cmocka_unit_test(a_host_that_vanishes_inside_a_command_leaves_no_note),
        cmocka_unit_test(a_host_that_vanishes_anywhere_leaves_the_next_job_as_it_is),
        cmocka_unit_test(a_real_host_that_vanishes_leaves_the_next_job_as_it_is),
    };
    return cmocka_run_group_tests_name("splice_end", tests, NULL, NULL);
}
