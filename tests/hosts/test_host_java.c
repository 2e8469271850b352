/* SPDX-License-Identifier: MIT */
/* Hosts in a JVM, as BeanShell scripts: java/ *.bsh. They see nothing of us but the shared object.
 */
#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host.h"

#define BEANSHELL "/usr/share/java/bsh.jar"

/* Runs java/NAME.bsh OBJECT ARGUMENT on BeanShell; what it printed, of a static buffer. */
static const char *run_script(const char *name, const char *argument)
{
    static char out[HOST_TEXT];
    char script[PATH_MAX], object[PATH_MAX];
    const char *const words[] = {"java", "-cp",  BEANSHELL, "bsh.Interpreter",
                                 script, object, argument,  NULL};
    snprintf(script, sizeof script, "tests/hosts/java/%s.bsh", name);
    snprintf(object, sizeof object, "%s", host_built("libcomeback.so"));
    int status = host_run(out, sizeof out, words);
    if (status != 0)
        fail_msg("%s: %d: %s", script, status, out);
    return out;
}

/* Where there is no BeanShell, which Debian has as bsh. */
static void need_java(void)
{
    host_skip_if_sanitized();
    if (access(BEANSHELL, R_OK) == 0 && system("command -v java > /dev/null") == 0)
        return;
    print_message("skipped: no java, or no " BEANSHELL "\n");
    skip();
}

static void a_script_tells_sales_with_the_shared_object_alone(void **state)
{
    const struct host_shop *where = *state;
    char picture[HOST_PATH + 16], out[HOST_TEXT];
    need_java();
    assert_string_equal(run_script("till", where->config),
                        "0 0 0 unidentified 0 \n"
                        "14 14\n"
                        "true\n"
                        "PNG\n"
                        "0 0 3 referral 425 \n"
                        "0 0 1 new 0 \n"
                        "-9 0 0 unidentified 0 mistyped: read it again\n"
                        "0.1.0\n"
                        "0 -1 0\n"
                        "-11 /nowhere/comeback.ini: No such file or directory\n");
    assert_int_equal(host_sql_number(where, "SELECT count(*) FROM sale"), 4);
    snprintf(picture, sizeof picture, "%s/qr.png", where->folder);
    const char *const words[] = {"zbarimg", "--quiet", "--raw", picture, NULL};
    assert_int_equal(host_run(out, sizeof out, words), 0);
    assert_non_null(strstr(out, "K007QF5ZMR1N\n"));
    host_check_clean(where);
}

static void wrong_handles_and_nulls_are_answered_with_a_status(void **state)
{
    const struct host_shop *where = *state;
    need_java();
    assert_string_equal(run_script("misuse", where->config),
                        "-1 -1 -1 -1 -1 -1 -1 -1 0 0 -1\n"
                        "true\n"
                        "true\n"
                        "-1 -1 -1\n"
                        "-1 -1 0 -1 0 0 0 0\n"
                        "0 0 0 0 0 true\n"
                        "-3 -2 -11 -3\n"
                        "0\n"
                        "unknown field \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
                        "xx\"\n"
                        "0 -2\n"
                        "true -6 -6\n"
                        "0 -1 0 new 0 0\n");
    host_check_clean(where);
}

static void eight_threads_share_sales_and_close_the_shop_under_each_other(void **state)
{
    const struct host_shop *where = *state;
    need_java();
    assert_string_equal(run_script("threads", where->config), "true 0 -1\ntrue\n0.1.0\n");
    host_check_clean(where);
}

static void the_class_in_the_shared_object_is_the_one_that_is_declared(void **state)
{
    (void)state;
    need_java();
    assert_string_equal(run_script("declaration", "plugin/hosts/java/Comeback.java"), "18 true\n");
}

static void functions_stand_where_the_jdk_has_them(void **state)
{
    (void)state;
    glob_t found;
    char include[PATH_MAX], system_include[PATH_MAX], out[HOST_TEXT];
    if (glob("/usr/lib/jvm/*/include", 0, NULL, &found) != 0) {
        print_message("skipped: no JDK with a jni.h\n");
        skip();
    }
    for (size_t i = 0; i < found.gl_pathc; i++) {
        snprintf(include, sizeof include, "-I%.4000s", found.gl_pathv[i]);
        snprintf(system_include, sizeof system_include, "-I%.4000s/linux", found.gl_pathv[i]);
        const char *const words[] = {
            "cc", "-fsyntax-only", include, system_include, "tests/hosts/java/places.c", NULL};
        if (host_run(out, sizeof out, words) != 0)
            fail_msg("%s: %s", found.gl_pathv[i], out);
    }
    globfree(&found);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_script_tells_sales_with_the_shared_object_alone,
                                        host_make_shop, host_remove_shop),
        cmocka_unit_test_setup_teardown(wrong_handles_and_nulls_are_answered_with_a_status,
                                        host_make_shop, host_remove_shop),
        cmocka_unit_test_setup_teardown(
            eight_threads_share_sales_and_close_the_shop_under_each_other, host_make_shop,
            host_remove_shop),
        cmocka_unit_test(the_class_in_the_shared_object_is_the_one_that_is_declared),
        cmocka_unit_test(functions_stand_where_the_jdk_has_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
