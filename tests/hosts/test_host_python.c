/* SPDX-License-Identifier: MIT */
/* A host in Python: python/till.py. */
#include <limits.h>
#include <stdio.h>

#include "host.h"

static void python_tells_sales_by_ctypes(void **state)
{
    const struct host_shop *where = *state;
    char cdef[PATH_MAX], object[PATH_MAX], out[HOST_TEXT];
    const char *const words[] = {
        "python3", "tests/hosts/python/till.py", cdef, object, where->config, NULL};
    snprintf(cdef, sizeof cdef, "%s", host_built("comeback.cdef"));
    snprintf(object, sizeof object, "%s", host_built("libcomeback.so"));
    host_skip_if_sanitized();
    int status = host_run(out, sizeof out, words);
    assert_string_equal(out, "0 unidentified 0 b'\\x89PNG'\n"
                             "3 referral 425 b'\\x89PNG'\n"
                             "1 new 0 b'\\x89PNG'\n"
                             "COMEBACK_TYPO: mistyped: read it again\n"
                             "COMEBACK_VALUE: total_minor: found \"1e9\", expected a whole number "
                             "of minor units\n"
                             "COMEBACK_UNKNOWN_FIELD: unknown field \"shoe\"\n"
                             "2 printed\n");
    assert_int_equal(status, 0);
    assert_int_equal(host_sql_number(where, "SELECT count(*) FROM sale"), 3);
    host_check_clean(where);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(python_tells_sales_by_ctypes, host_make_shop,
                                        host_remove_shop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
