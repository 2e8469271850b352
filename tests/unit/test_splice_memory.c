/* SPDX-License-Identifier: MIT */
/* The filter of the tap where memory runs out: the host's bytes go through as they came. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#include "splice_host.h"

enum { ROOM = 1 << 16 };

static size_t most = SIZE_MAX;

/* Stands before libc's, of which no block larger than `most` is to be had any more. */
void *realloc(void *block, size_t size)
{
    static void *(*real)(void *, size_t);
    if (real == NULL)
        *(void **)&real = dlsym(RTLD_NEXT, "realloc");
    return size > most ? NULL : real(block, size);
}

static void out_of_memory_everything_goes_through_in_order(void **state)
{
    (void)state;
    static uint8_t text[3000];
    struct host host;
    memset(text, 'x', sizeof text);
    host_open(&host);
    bytes_grow(&host.out, ROOM);
    bytes_reset(&host.out);
    SEND(&host, START "Total 5\n\n" CUT);
    CHECK_OUT(&host, START "Total 5\n");
    most = 2000;
    host_send(&host, text, sizeof text);
    SEND(&host, START "Total 6\n\n" CUT);
    host_end(&host);
    most = SIZE_MAX;
    assert_int_equal(host.out.length, 13 + sizeof text + 13);
    assert_memory_equal(host.out.data, START "Total 5\n\n" CUT "x", 14);
    assert_memory_equal(host.out.data + 13, text, sizeof text);
    assert_memory_equal(host.out.data + 13 + sizeof text, START "Total 6\n\n" CUT, 13);
    assert_int_equal(host.asked.count, 0);
    assert_string_equal(splice_refusal(host.splice), "out of memory");
    assert_int_equal(splice_due_ms(host.splice), INT64_MAX);
    host_close(&host);
}

static void what_cannot_even_be_appended_is_said(void **state)
{
    (void)state;
    static uint8_t text[3000];
    struct host host;
    host_open(&host);
    most = 2000;
    int status = splice_take(host.splice, text, sizeof text, 0, &host.out);
    most = SIZE_MAX;
    assert_int_equal(status, DRV_MEMORY);
    host_close(&host);
}

static void a_note_that_did_not_fit_is_no_note(void **state)
{
    (void)state;
    struct host host;
    host_open(&host);
    bytes_grow(&host.out, ROOM);
    bytes_reset(&host.out);
    bytes_grow(&host.asked.receipt, ROOM);
    SEND(&host, START "Total 5\n\n" CUT);
    most = 100;
    host_end(&host);
    most = SIZE_MAX;
    assert_int_equal(host.asked.count, 1);
    CHECK_OUT(&host, START "Total 5\n\n" CUT);
    host_close(&host);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(out_of_memory_everything_goes_through_in_order),
        cmocka_unit_test(what_cannot_even_be_appended_is_said),
        cmocka_unit_test(a_note_that_did_not_fit_is_no_note),
    };
    return cmocka_run_group_tests_name("splice_memory", tests, NULL, NULL);
}
