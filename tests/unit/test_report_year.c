/* SPDX-License-Identifier: MIT */
/* The report's numbers beside those of an independent computation (tests/unit/report_oracle): over
 * a real year, as history and as if it were sold now, and over random small shops. */
#include <limits.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <setjmp.h>
#include <cmocka.h>

static char folder[] = "/tmp/comeback-year-XXXXXX";
static char program[PATH_MAX], library[PATH_MAX];

/* A line of shell: $C is the program, $L the library, $F a folder of this test's own, $O the
 * computation. */
static int run(const char *format, ...) __attribute__((format(printf, 1, 2)));
static int run(const char *format, ...)
{
    char line[2048];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    int status = system(line);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void the_computation_agrees_with_published_tables(void **state)
{
    (void)state;
    assert_int_equal(run("/usr/bin/python3 -B $O/published.py"), 0);
}

static void find(char path[PATH_MAX], const char *variable, const char *name)
{
    const char *build = getenv("COMEBACK_BUILD");
    char built[PATH_MAX];
    snprintf(built, sizeof built, "%s/%s", build == NULL ? "build" : build, name);
    if (realpath(built, path) == NULL) {
        fprintf(stderr, "%s: %m\n", built);
        exit(1);
    }
    setenv(variable, path, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_computation_agrees_with_published_tables),
    };
    find(program, "C", "comeback");
    find(library, "L", "libcomeback.so");
    if (mkdtemp(folder) == NULL)
        return perror(folder), 1;
    setenv("F", folder, 1);
    setenv("O", "tests/unit/report_oracle", 1);
    unsetenv("COMEBACK_CONFIG");
    int failed = cmocka_run_group_tests_name("report_year", tests, NULL, NULL);
    run("rm -rf $F");
    return failed;
}
