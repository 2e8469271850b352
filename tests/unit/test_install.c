/* SPDX-License-Identifier: MIT */
/*
 * What `make install` lays, below a folder of its own: a host builds against it, pages and
 * completion know every command and option, and uninstall takes it all away again.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { OUTPUT_MOST = 1 << 17, LINE_MOST = 4096, OPTIONS_LEAST = 40 };

static char tree[64], out[OUTPUT_MOST];

/* A line of the shell, in which $BUILD and $TREE are set; its output is in `out`. */
static int run(const char *format, ...) __attribute__((format(printf, 1, 2)));
static int run(const char *format, ...)
{
    char line[LINE_MOST];
    va_list arguments;
    va_start(arguments, format);
    assert_in_range(vsnprintf(line, sizeof line, format, arguments), 1, sizeof line - 1);
    va_end(arguments);
    FILE *stream = popen(line, "r");
    assert_non_null(stream);
    out[fread(out, 1, sizeof out - 1, stream)] = '\0';
    int status = pclose(stream);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void assert_runs(const char *line)
{
    if (run("{ %s; } 2>&1", line) != 0)
        fail_msg("%s: %s", line, out);
}

static int install(void **state)
{
    (void)state;
    const char *build = getenv("COMEBACK_BUILD");
    setenv("BUILD", build == NULL ? "build" : build, 1);
    strcpy(tree, "/tmp/comeback-install-XXXXXX");
    if (mkdtemp(tree) == NULL)
        return -1;
    setenv("TREE", tree, 1);
    assert_runs("make -s BUILD=$BUILD DESTDIR=$TREE PREFIX=/usr/local install");
    return 0;
}

static int clean(void **state)
{
    (void)state;
    return run("rm -rf $TREE");
}

/* README's program, as somebody would build it who has only what is installed. */
static void the_host_of_the_readme_builds_against_it_and_runs(void **state)
{
    (void)state;
    assert_runs("sed -n '/^```c$/,/^```$/p' README.md | grep -v '^```' > $TREE/host.c");
    /* A library with sanitizers wants a host with them. */
    assert_runs("export PKG_CONFIG_SYSROOT_DIR=$TREE "
                "PKG_CONFIG_LIBDIR=$TREE/usr/local/lib/pkgconfig; cd $TREE && sanitize=; "
                "nm -D usr/local/lib/libcomeback.so | grep -q __asan_init && "
                "sanitize=-fsanitize=address,undefined; "
                "cc -Wall -Werror $sanitize host.c $(pkg-config --cflags --libs comeback) "
                "-o host");
    assert_runs("cd $TREE && usr/local/bin/comeback init shop && "
                "LD_LIBRARY_PATH=usr/local/lib ./host");
    assert_non_null(strstr(out, "unidentified"));
    assert_runs("PKG_CONFIG_LIBDIR=$TREE/usr/local/lib/pkgconfig "
                "pkg-config --modversion comeback && $TREE/usr/local/bin/comeback --version");
    char package[16], program[16];
    assert_int_equal(sscanf(out, "%15s comeback %15s", package, program), 2);
    assert_string_equal(package, program);
}

/* Calls `each` with every line of what the shell says; returns how many there were. */
static int for_each(const char *line, void (*each)(const char *))
{
    static char lines[OUTPUT_MOST];
    assert_runs(line);
    strcpy(lines, out);
    int count = 0;
    for (char *rest = lines, *item; (item = strsep(&rest, "\n")) != NULL;) {
        if (item[0] == '\0')
            continue;
        each(item);
        count++;
    }
    return count;
}

static const char every_command[] =
    "$TREE/usr/local/bin/comeback --help | sed -n 's/^  \\([a-z][a-z-]*\\)  .*/\\1/p'";

/* COMMAND --OPTION, a line each: those of its usage, and those that have a line of their own. */
static const char every_option[] =
    "for c in $($TREE/usr/local/bin/comeback --help | sed -n 's/^  \\([a-z][a-z-]*\\)  .*/\\1/p'); "
    "do $TREE/usr/local/bin/comeback $c --help | sed -n '1,/^$/p; s/^  \\(--[a-z-]*\\).*/\\1/p' | "
    "grep -o -e '--[a-z][a-z-]*' | sort -u | sed \"s/^/$c /\"; done";

static void assert_page_is_whole(const char *command)
{
    static const char *const parts[] = {
        "NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXIT STATUS", "EXAMPLES", "SEE ALSO",
    };
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (run("grep -q '^\\.SH %s$' $TREE/usr/local/share/man/man1/comeback-%s.1", parts[i],
                command) != 0)
            fail_msg("comeback-%s(1) has no %s", command, parts[i]);
    if (run("grep -q 'comeback-%s 1' $TREE/usr/local/share/man/man1/comeback.1", command) != 0)
        fail_msg("comeback(1) does not list %s", command);
}

static void every_command_has_a_page(void **state)
{
    (void)state;
    assert_true(for_each(every_command, assert_page_is_whole) >= 15);
}

static void assert_option_is_in_page(const char *words)
{
    char command[64], option[64];
    assert_int_equal(sscanf(words, "%63s --%63s", command, option), 2);
    if (run("sed 's/\\\\-/-/g' $TREE/usr/local/share/man/man1/comeback-%s.1 | grep -q -e '--%s'",
            command, option) != 0)
        fail_msg("comeback-%s(1) does not tell of --%s", command, option);
}

static void every_option_is_in_its_page(void **state)
{
    (void)state;
    assert_true(for_each(every_option, assert_option_is_in_page) >= OPTIONS_LEAST);
}

static void every_setting_is_in_its_page(void **state)
{
    (void)state;
    assert_runs("sed -n 's/^\\(; \\)\\{0,1\\}\\([a-z_]*\\) = .*/\\2/p' config/comeback.ini | "
                "sort -u | while read -r key; do "
                "grep -q \"^.fB$key.fR$\" $TREE/usr/local/share/man/man5/comeback.ini.5 || "
                "{ echo \"$key\"; exit 1; }; done");
    assert_runs("man --version >/dev/null 2>&1 || exit 0; "
                "MANWIDTH=80 man -l $TREE/usr/local/share/man/man5/comeback.ini.5");
    assert_non_null(strstr(out, "a whole number from 0 to 365. Default: 30."));
}

static void every_function_is_in_its_page(void **state)
{
    (void)state;
    assert_runs("nm -D --defined-only $TREE/usr/local/lib/libcomeback.so | "
                "sed -n 's/.* T \\(comeback_[a-z_]*\\).*/\\1/p' | while read -r name; do "
                "grep -q \"^.SS $name$\" $TREE/usr/local/share/man/man3/comeback.3 || "
                "{ echo \"$name\"; exit 1; }; echo \"$name\"; done");
    assert_non_null(strstr(out, "comeback_sale_finish\n"));
}

/* What bash offers at the end of a line, in the order of the alphabet, blanks between. */
static const char *offered(const char *words)
{
    assert_int_equal(
        run("cd $TREE && bash -c '. usr/local/share/bash-completion/completions/comeback; "
            "COMP_WORDS=(comeback %s); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _comeback; "
            "printf \"%%s\\n\" \"${COMPREPLY[@]}\"' | LC_ALL=C sort | paste -sd' '",
            words),
        0);
    out[strcspn(out, "\n")] = '\0';
    return out;
}

static void assert_option_is_offered(const char *words)
{
    const char *option = strstr(words, " --") + 1;
    offered(words);
    for (char *rest = out, *item; (item = strsep(&rest, " ")) != NULL;)
        if (strcmp(item, option) == 0)
            return;
    fail_msg("comeback %s is not completed", words);
}

static void bash_completes_every_option(void **state)
{
    (void)state;
    assert_true(for_each(every_option, assert_option_is_offered) >= OPTIONS_LEAST);
}

static void bash_completes_what_may_stand_there(void **state)
{
    static const struct {
        const char *words, *offered;
    } cases[] = {
        {"que", "queue"},
        {"pr", "preview print printers"},
        {"--c", "--config"},
        {"-c deep/shop.ini que", "queue"},
        {"-c deep/sh", "deep/shop.ini"},
        {"preview c", "card"},
        {"preview deep/sh", "deep/shop.ini"},
        {"preview card c", ""},
        {"preview card --te", "--text"},
        {"preview --png deep/", "deep/folder deep/shop.ini"},
        {"preview --png = deep/sh", "deep/shop.ini"},
        {"preview --printer epson-tm-t88v", "epson-tm-t88v epson-tm-t88vi"},
        {"preview --printer so", "socket://"},
        {"queue r", "reprint retry run"},
        {"queue run --t", "--timeout"},
        {"queue run --timeout \"\"", ""},
        {"init deep/", "deep/folder"},
        {"sale deep/s", "deep/shop.ini"},
        {"virtual-printer --profile generic-5", "generic-58"},
        {"nonsense \"\"", ""},
    };
    (void)state;
    assert_runs("mkdir -p $TREE/deep/folder && touch $TREE/deep/shop.ini");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_string_equal(offered(cases[i].words), cases[i].offered);
}

static void the_manifest_names_what_was_laid_and_uninstall_takes_that_away(void **state)
{
    (void)state;
    assert_runs("rm -rf $TREE/shop $TREE/deep $TREE/host $TREE/host.c");
    assert_runs("echo theirs > $TREE/usr/local/bin/theirs");
    assert_runs("cd $TREE && { cat usr/local/share/comeback/installed; "
                "echo /usr/local/bin/theirs; echo /usr/local/share/comeback/installed; } | "
                "sort > listed && find . ! -type d ! -name listed | sed 's/^.//' | sort | "
                "diff - listed && rm listed");
    assert_runs("make -s BUILD=$BUILD DESTDIR=$TREE PREFIX=/usr/local uninstall");
    assert_runs("cd $TREE && find . ! -type d -o -name comeback");
    assert_string_equal(out, "./usr/local/bin/theirs\n");
    assert_int_equal(run("make -s BUILD=$BUILD DESTDIR=$TREE PREFIX=/usr/local uninstall 2>&1"), 2);
    assert_non_null(strstr(out, "nothing is installed below"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_host_of_the_readme_builds_against_it_and_runs),
        cmocka_unit_test(every_command_has_a_page),
        cmocka_unit_test(every_option_is_in_its_page),
        cmocka_unit_test(every_setting_is_in_its_page),
        cmocka_unit_test(every_function_is_in_its_page),
        cmocka_unit_test(bash_completes_every_option),
        cmocka_unit_test(bash_completes_what_may_stand_there),
        cmocka_unit_test(the_manifest_names_what_was_laid_and_uninstall_takes_that_away),
    };
    return cmocka_run_group_tests(tests, install, clean);
}
