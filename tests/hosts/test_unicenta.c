/* SPDX-License-Identifier: MIT */
/*
 * uniCenta and its kin: the very script and resources that a shop installs, on BeanShell and
 * Velocity, with doubles of a till in unicenta/till.bsh. The hosts themselves are run by
 * real/chromis.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host.h"

#define JARS      "/usr/share/java/"
#define BEANSHELL JARS "bsh.jar"

static void need_java(void)
{
    host_skip_if_sanitized();
    if (access(BEANSHELL, R_OK) == 0 && access(JARS "velocity.jar", R_OK) == 0 &&
        system("command -v java > /dev/null") == 0)
        return;
    print_message("skipped: no java, BeanShell or Velocity\n");
    skip();
}

/* The owner's settings for the script; their path. */
static const char *write_settings(const struct host_shop *where, const char *library)
{
    static char path[HOST_PATH + 32];
    char text[PATH_MAX + HOST_PATH];
    snprintf(path, sizeof path, "%s/unicenta.properties", where->root);
    int length = snprintf(text, sizeof text, "library=%s\nconfig=%s\ncard=receipt\n", library,
                          where->config);
    host_write(path, text, (size_t)length);
    return path;
}

/* Runs unicenta/NAME.bsh; what it printed, without the JVM's own warnings. */
static const char *run_till(const char *name, const char *settings)
{
    static char out[HOST_TEXT];
    char script[PATH_MAX];
    const char *const words[] = {
        "sh",
        "-c",
        "java -Djava.awt.headless=true -cp " BEANSHELL ":" JARS "velocity.jar:" JARS
        "commons-collections3.jar:" JARS "commons-lang.jar bsh.Interpreter \"$0\" "
        "plugin/hosts/unicenta/comeback.bsh \"$1\" plugin/hosts/unicenta/resources "
        "tests/hosts/unicenta/receipt.xml 2> /dev/null",
        script,
        settings,
        NULL};
    snprintf(script, sizeof script, "tests/hosts/unicenta/%s.bsh", name);
    int status = host_run(out, sizeof out, words);
    if (status != 0)
        fail_msg("%s: %d: %s", script, status, out);
    return out;
}

static void a_friend_brings_a_card_and_pays_less(void **state)
{
    const struct host_shop *where = *state;
    need_java();
    const char *out = run_till("day", write_settings(where, host_built("libcomeback.so")));
    assert_string_equal(out,
                        "null 29.25 2 0\n"
                        "true true [Comeback.Card.till-1, Comeback.Note.till-1]\n"
                        "0 true\n"
                        "-9 -9 false true\n"
                        "012345678905<enter> RRRRRRRRRRRR<enter> RRRRRRRRRRRR<clear> 1-2<enter>\n"
                        "true none\n"
                        "4 26.33\n"
                        "null 35.78 5 397\n"
                        "null 29.25 2 null\n"
                        "null 0.00 0 0\n"
                        "null 29.25 2 null\n"
                        "0 0 0\n"
                        "null\n"
                        "false true\n"
                        "2 2 true\n"
                        "1 0 false\n");
    assert_string_equal(host_sql(where, "SELECT ref, tag, total_minor, taken_minor FROM sale "
                                        "ORDER BY seq"),
                        "id-1 0 2925 2925\n" /* brought back below */
                        "id-2 3 3578 0\n"
                        "id-4 0 2925 0\n"
                        "id-5 0 0 0\n"
                        "id-7 0 2925 0\n");
    assert_int_equal(host_sql_number(where, "SELECT json_extract(body, '$.applied') FROM sale s "
                                            "JOIN event e ON e.origin = s.origin AND e.seq = s.seq "
                                            "WHERE ref = 'id-2'"),
                     397);
    host_check_clean(where);
}

static void a_till_without_the_shared_object_sells_and_says_so_once(void **state)
{
    const struct host_shop *where = *state;
    need_java();
    assert_string_equal(run_till("faults", write_settings(where, "/nowhere/libcomeback.so")),
                        "null true 2 1 [] not found: libcomeback.so\n"
                        "null true 2 1 [] not found: libcomeback.so\n"
                        "null true 0 1 [] not found: libcomeback.so\n"
                        "null null\n");
}

static void a_locked_store_delays_no_payment(void **state)
{
    const struct host_shop *where = *state;
    char drained[HOST_TEXT];
    need_java();
    const char *settings = write_settings(where, host_built("libcomeback.so"));
    pid_t holder = host_lock_store(where, false);
    const char *out = run_till("faults", settings);
    host_unlock_store(holder);
    assert_string_equal(out,
                        "null true 2 1 [] tagged later: comeback.db: locked by another process\n"
                        "null true 2 1 [] tagged later: comeback.db: locked by another process\n"
                        "null true 0 1 [] tagged later: comeback.db: locked by another process\n"
                        "null null\n");
    assert_int_equal(host_sql_number(where, "SELECT count(*) FROM sale"), 0);
    assert_int_equal(host_comeback(where, drained, sizeof drained, "queue", "run", NULL), 0);
    assert_int_equal(host_sql_number(where, "SELECT count(*) FROM sale"), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_friend_brings_a_card_and_pays_less, host_make_shop,
                                        host_remove_shop),
        cmocka_unit_test_setup_teardown(a_till_without_the_shared_object_sells_and_says_so_once,
                                        host_make_shop, host_remove_shop),
        cmocka_unit_test_setup_teardown(a_locked_store_delays_no_payment, host_make_shop,
                                        host_remove_shop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
