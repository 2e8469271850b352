/* SPDX-License-Identifier: MIT */
/* What rebuilding costs; that it is right is test_log.c's business. */
#include <stdlib.h>

#include "shop_helper.h"

#include "../../plugin/rebuild.h"

static struct till till;

static int open_till(void **state)
{
    (void)state;
    till_open(&till);
    return 0;
}

static int close_till(void **state)
{
    (void)state;
    till_close(&till);
    return 0;
}

/* 20,000 events of 1 KiB that no projection looks at. */
static void add_idle_events(void)
{
    till_sql(&till, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<20000)"
                    "INSERT INTO event SELECT 4711, i, 20001-i, 99, 0, 0, NULL,"
                    " json_object('x', printf('%1000d', i)) FROM n");
}

static void a_log_is_verified_in_little_memory(void **state)
{
    enum { MEBIBYTE = 1024 * 1024 };
    struct rebuild_report report;
    struct bytes text = {0};
    (void)state;
    SELL(&till, .customer = "7");
    add_idle_events();
    sqlite3_int64 before = sqlite3_memory_used();
    sqlite3_memory_highwater(1);
    assert_int_equal(rebuild_verify(till.shop->store, &report, &text, NULL), COMEBACK_OK);
    assert_in_range(sqlite3_memory_highwater(0) - before, 0, 8 * MEBIBYTE);
    assert_true(report.events > 20000);
    assert_int_equal(report.differences, 0);
    assert_int_equal(report.gaps, 0);
    bytes_free(&text);
}

#define TILL_TEST(name) cmocka_unit_test_setup_teardown(name, open_till, close_till)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TILL_TEST(a_log_is_verified_in_little_memory),
    };
    return cmocka_run_group_tests_name("rebuild", tests, NULL, NULL);
}
