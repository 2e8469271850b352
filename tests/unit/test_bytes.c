/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "../../drivers/bytes.h"

static void a_run_grows_and_keeps_what_was_written(void **state)
{
    (void)state;
    struct bytes bytes = {0};
    for (int i = 0; i < 1000; i++)
        bytes_add_byte(&bytes, (uint8_t)i);
    assert_int_equal(bytes.length, 1000);
    assert_int_equal(bytes.data[999], (uint8_t)999);
    assert_false(bytes.failed);
    bytes_free(&bytes);
    assert_null(bytes.data);
}

static void an_impossible_size_fails_and_stays_failed_until_reset(void **state)
{
    (void)state;
    struct bytes bytes = {0};
    assert_null(bytes_grow(&bytes, SIZE_MAX / 2));
    assert_true(bytes.failed);
    bytes_add_text(&bytes, "lost");
    assert_int_equal(bytes.length, 0);
    bytes_reset(&bytes);
    bytes_add_text(&bytes, "kept");
    assert_memory_equal(bytes.data, "kept", 4);
    bytes_free(&bytes);
}

static void no_room_in_an_empty_run_is_no_failure(void **state)
{
    (void)state;
    struct bytes bytes = {0};
    assert_non_null(bytes_grow(&bytes, 0));
    assert_int_equal(bytes.length, 0);
    assert_false(bytes.failed);
    bytes_free(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_run_grows_and_keeps_what_was_written),
        cmocka_unit_test(an_impossible_size_fails_and_stays_failed_until_reset),
        cmocka_unit_test(no_room_in_an_empty_run_is_no_failure),
    };
    return cmocka_run_group_tests_name("bytes", tests, NULL, NULL);
}
