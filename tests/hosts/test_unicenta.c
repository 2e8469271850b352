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

/* A step, needs and a question; the step's bike was bought half a year ago by customer 4711. */
static void make_questions(const struct host_shop *where)
{
    char bike[320], told[HOST_TEXT];
    const char *const words[] = {"sh",
                                 "-c",
                                 "printf %s \"$3\" | \"$1\" -c \"$2\" sale -",
                                 "sh",
                                 host_built("comeback"),
                                 where->config,
                                 bike,
                                 NULL};
    host_edit(where, "comeback.ini", "[targets]",
              "[step check]\nitems = name:bike\ntext = We check your bike\ndue = 6 months\n"
              "[need filter]\ntext = A filter\n"
              "[need size]\ntext = 'Size 9 \"wide\" {on} [order]'\n"
              "[question heard]\ntext = How did you hear of us?\n"
              "answers = friend walked_by web\n"
              "[consent contact]\ntext = 'May we write to \"you\"?'\n[targets]");
    snprintf(bike, sizeof bike,
             "{\"host\":\"unicenta\",\"ref\":\"b\",\"at\":\"%s\",\"total_minor\":5000,"
             "\"customer.id\":\"4711\",\"answer.heard\":\"web\",\"items\":[{\"name\":\"Bike\","
             "\"quantity_milli\":1000,\"amount_minor\":5000}]}",
             host_day(-190));
    assert_int_equal(host_run(told, sizeof told, words), 0);
}

static void what_the_prompts_ask_is_answered_by_a_key_before_and_after_payment(void **state)
{
    const struct host_shop *where = *state;
    need_java();
    make_questions(where);
    const char *out = run_till("keys", write_settings(where, host_built("libcomeback.so")));
    assert_string_equal(
        out, "[unidentified: nothing was shown] How did you hear of us?: friend, walked by, web | "
             "Needs: A filter, Size 9 \"wide\" {on} [order] | : Appointment, Note, Card\n"
             "✓ How did you hear of us? walked by\n"
             "How did you hear of us? walked by\n"
             "✓ How did you hear of us? web\n"
             "✓ Needs Size 9 \"wide\" {on} [order]\n"
             "next.at \"DATE\": is before the sale\n"
             "✓ Appointment DATE 14:30\n"
             "Appointment: nothing\n"
             "[unidentified: nothing was shown] How did you hear of us?: friend, walked by, web* | "
             "Needs: A filter, Size 9 \"wide\" {on} [order]* | : Appointment*, Note, Card\n"
             "answer.heard=3 need=size next.at=AT \n"
             "null 29.25 2 0\n"
             "true\n"
             "✓ Needs A filter\n"
             "[unidentified: nothing was shown] Needs: A filter*, Size 9 \"wide\" {on} [order] | : "
             "Appointment*\n"
             "✓ How did you hear of us? friend\n"
             "[repeat: customer id, visit 2] DAY: We check your bike: Kept, Not now, Not relevant "
             "| Needs: A filter, Size 9 \"wide\" {on} [order] | May we write to \"you\"?: Yes, No "
             "| : Appointment, Note, Card\n"
             "✓ May we write to \"you\"? Yes\n"
             "null 29.25 2 0\n"
             "✓ DAY: We check your bike Not now\n"
             "[repeat: customer id, visit 2] Needs: A filter, Size 9 \"wide\" {on} [order] | May "
             "we write to \"you\"?: No | : Appointment\n"
             "✓ May we write to \"you\"? No\n"
             "null 29.25 2 null\n"
             "[unidentified: nothing was shown] How did you hear of us?: friend, walked by, web | "
             "Needs: A filter, Size 9 \"wide\" {on} [order] | : Appointment, Note, Card\n");
    assert_string_equal(
        host_sql(where, "SELECT ref, answer FROM asked WHERE ref<>'b' ORDER BY ref"), "id-1 web\n");
    assert_string_equal(
        host_sql(where, "SELECT ref, name FROM step WHERE ref<>'b' ORDER BY ref, name"),
        "id-1 appointment\nid-1 filter\nid-1 size\n");
    assert_string_equal(host_sql(where, "SELECT purpose, given FROM consent"), "contact 0\n");
    assert_string_equal(host_sql(where, "SELECT name, ref, how, by_ref FROM closed"),
                        "check b 2 id-3\n");
    assert_string_equal(host_sql(where, "SELECT ref, text FROM said WHERE what='next'"),
                        "id-1 a haircut\n");
    host_check_clean(where);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_friend_brings_a_card_and_pays_less, host_make_shop,
                                        host_remove_shop),
        cmocka_unit_test_setup_teardown(
            what_the_prompts_ask_is_answered_by_a_key_before_and_after_payment, host_make_shop,
            host_remove_shop),
        cmocka_unit_test_setup_teardown(a_till_without_the_shared_object_sells_and_says_so_once,
                                        host_make_shop, host_remove_shop),
        cmocka_unit_test_setup_teardown(a_locked_store_delays_no_payment, host_make_shop,
                                        host_remove_shop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
