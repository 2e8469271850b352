/* SPDX-License-Identifier: MIT */
#include <limits.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "../../drivers/pace.h"

static void what_has_no_paper_needs_no_time(void **state)
{
    (void)state;
    assert_int_equal(pace_least_ms("virtual:paper", 100000), 0);
    assert_int_equal(pace_least_ms("file:paper.bin", 100000), 0);
    assert_int_equal(pace_least_ms("file:/tmp/paper.bin", 100000), 0);
}

static void a_slip_is_given_the_time_of_its_paper(void **state)
{
    (void)state;
    assert_int_equal(pace_least_ms("file:/dev/usb/lp0", 600), 1500);
    assert_int_equal(pace_least_ms("file:///dev/usb/lp0", 600), 1500);
    assert_int_equal(pace_least_ms("socket://printer:9100", 8000), 1500);
}

/* 8N1 is ten bits a byte. */
static void a_serial_line_is_given_the_time_of_its_bytes(void **state)
{
    (void)state;
    assert_int_equal(pace_least_ms("serial:/dev/ttyS0", 960), 2500);
    assert_int_equal(pace_least_ms("serial:/dev/ttyS0?baud=9600&flow=rtscts", 9600), 11500);
    assert_int_equal(pace_least_ms("serial:/dev/ttyS0?flow=none&baud=115200", 11520), 2500);
}

static void nonsense_never_makes_a_time_that_overflows(void **state)
{
    (void)state;
    assert_int_equal(pace_least_ms("serial:/dev/ttyS0?baud=0", 30), 2500);
    assert_int_equal(pace_least_ms("serial:/dev/ttyS0?baud=-9600", 30), 2500);
    assert_int_equal(pace_least_ms("serial:/dev/ttyS0?baud=1", INT_MAX - 1), INT_MAX);
    assert_true(pace_least_ms("serial:/dev/ttyS0", SIZE_MAX) >= 1500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_has_no_paper_needs_no_time),
        cmocka_unit_test(a_slip_is_given_the_time_of_its_paper),
        cmocka_unit_test(a_serial_line_is_given_the_time_of_its_bytes),
        cmocka_unit_test(nonsense_never_makes_a_time_that_overflows),
    };
    return cmocka_run_group_tests_name("pace", tests, NULL, NULL);
}
