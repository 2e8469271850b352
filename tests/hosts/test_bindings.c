/* SPDX-License-Identifier: MIT */
/*
 * Every way for a host to tell its sales, in the real runtimes: PHP by FFI, preloaded, behind a web
 * server and by the socket, Python, Node, and the bare socket. One table of sales
 * (bindings/sales.jsonl) gives the same answers through each as by `comeback sale`; and what goes
 * wrong is told in words, in time, and thrown at nobody.
 */
#include <arpa/inet.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "host.h"

enum { SOON_MS = 20000, WORDS = 4, QUESTION = 8192 };

static const char folder[] = "tests/hosts/bindings";

/* How a host is started. NULL words end it. */
struct way {
    const char *words[WORDS];
    bool loads; /* the library, and not the socket */
};
static const struct way php_ffi = {{"php", "tests/hosts/bindings/tell.php"}, true};
static const struct way php_socket = {{"php", "-dffi.enable=0", "tests/hosts/bindings/tell.php"},
                                      false};
static const struct way python = {{"python3", "-B", "tests/hosts/bindings/tell.py"}, true};
static const struct way python_socket = {{"python3", "-B", "tests/hosts/bindings/tell.py"}, false};
static const struct way node = {{"node", "tests/hosts/bindings/tell.js"}, true};
static const struct way node_socket = {{"node", "tests/hosts/bindings/tell.js"}, false};
static const struct way bare_socket = {{"python3", "-B", "tests/hosts/bindings/tell_socket.py"},
                                       false};
static const struct way command = {{"python3", "-B", "tests/hosts/bindings/tell_command.py"}, true};

static const char *till_socket(const struct host_shop *shop)
{
    static char path[HOST_PATH];
    snprintf(path, sizeof path, "%.200s/store/till.sock", shop->folder);
    return path;
}

/* What the drivers hand to their binding; `more` ends with a comma, or is "". */
static void set_options(const struct host_shop *shop, const struct way *way, const char *more)
{
    char text[4096], library[PATH_MAX], cdef[PATH_MAX];
    snprintf(library, sizeof library, "%s", host_built("libcomeback.so"));
    snprintf(cdef, sizeof cdef, "%s", host_built("comeback.cdef"));
    if (!way->loads)
        snprintf(text, sizeof text, "{%s\"socket\": \"%s\"}", more, till_socket(shop));
    else if (way == &command)
        snprintf(text, sizeof text, "{\"config\": \"%s\", \"program\": \"%.3000s\"}", shop->config,
                 host_built("comeback"));
    else
        snprintf(text, sizeof text, "{%s\"config\": \"%s\", \"library\": \"%.1500s\"%s%.1500s%s}",
                 more, shop->config, library, way == &php_ffi ? ", \"cdef\": \"" : "",
                 way == &php_ffi ? cdef : "", way == &php_ffi ? "\"" : "");
    setenv("TILL_OPTIONS", text, 1);
}

/* Plays the file, or the one line, that `table` is. */
static void play(const char *table, const struct way *way)
{
    char out[HOST_TEXT], script[64];
    const char *words[WORDS + 5] = {"python3", "-B", script, table};
    snprintf(script, sizeof script, "%s/play.py", folder);
    for (int i = 0; i < WORDS && way->words[i] != NULL; i++)
        words[i + 4] = way->words[i];
    int status = host_run(out, sizeof out, words);
    if (status != 0)
        fail_msg("%d: %s", status, out);
}

static void play_sales(const struct way *way)
{
    char table[64];
    snprintf(table, sizeof table, "%s/sales.jsonl", folder);
    play(table, way);
}

/* --- comeback serve ----------------------------------------------------------------------------
 */

static void await_socket(const struct host_shop *shop)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int64_t until_ms = host_now_ms() + SOON_MS;
    snprintf(address.sun_path, sizeof address.sun_path, "%.107s", till_socket(shop));
    for (;;) {
        int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        int failed = connect(fd, (struct sockaddr *)&address, sizeof address);
        close(fd);
        if (failed == 0)
            return;
        if (host_now_ms() > until_ms)
            fail_msg("%s: nobody answers", address.sun_path);
        usleep(5000);
    }
}

static pid_t start_serve(const struct host_shop *shop)
{
    char program[PATH_MAX];
    const char *const words[] = {program, "-c", shop->config, "serve", NULL};
    int out;
    snprintf(program, sizeof program, "%s", host_built("comeback"));
    pid_t serve = host_start(words, &out);
    await_socket(shop);
    return serve;
}

static void stop_serve(const struct host_shop *shop, pid_t serve)
{
    kill(serve, SIGTERM);
    assert_int_equal(host_wait(serve), 0);
    assert_int_equal(access(till_socket(shop), F_OK), -1);
}

/* --- the same answers --------------------------------------------------------------------------
 */

static void play_by_library(const struct host_shop *shop, const struct way *way)
{
    host_skip_if_sanitized();
    set_options(shop, way, "");
    play_sales(way);
    host_check_clean(shop);
}

/* Patiently: what is late on a busy machine is another test's matter. */
static void play_by_socket(const struct host_shop *shop, const struct way *way, const char *more)
{
    pid_t serve = start_serve(shop);
    set_options(shop, way, more);
    play_sales(way);
    stop_serve(shop, serve);
    host_check_clean(shop);
}

static void need_koffi(void)
{
    char place[PATH_MAX + 16];
    snprintf(place, sizeof place, "%s/node_modules", host_built("node"));
    setenv("NODE_PATH", place, 1);
    if (access(place, F_OK) == 0)
        return;
    print_message("skipped: koffi is not there; make %s\n", place);
    skip();
}

static void the_command_gives_the_answers(void **state)
{
    set_options(*state, &command, "");
    play_sales(&command);
    host_check_clean(*state);
}

static void php_by_ffi_gives_the_same(void **state)
{
    play_by_library(*state, &php_ffi);
}

static void php_by_the_socket_gives_the_same(void **state)
{
    play_by_socket(*state, &php_socket, "\"timeout_ms\": 5000, ");
}

static void python_by_ctypes_gives_the_same(void **state)
{
    play_by_library(*state, &python);
}

static void python_by_the_socket_gives_the_same(void **state)
{
    play_by_socket(*state, &python_socket, "\"timeout_ms\": 5000, ");
}

static void node_by_koffi_gives_the_same(void **state)
{
    need_koffi();
    play_by_library(*state, &node);
}

static void node_without_promises_gives_the_same(void **state)
{
    need_koffi();
    setenv("TILL_SYNC", "1", 1);
    play_by_library(*state, &node);
    unsetenv("TILL_SYNC");
}

static void node_by_the_socket_gives_the_same(void **state)
{
    unsetenv("TILL_SYNC");
    play_by_socket(*state, &node_socket, "\"via\": \"socket\", \"timeoutMs\": 5000, ");
}

static void the_bare_socket_gives_the_same(void **state)
{
    play_by_socket(*state, &bare_socket, "");
}

/* --- behind PHP's web server -------------------------------------------------------------------
 */

/* One that is free now. */
static int free_port(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &length), 0);
    close(fd);
    return ntohs(address.sin_port);
}

static void await_port(int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((in_port_t)port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int64_t until_ms = host_now_ms() + SOON_MS;
    for (;;) {
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        int failed = connect(fd, (struct sockaddr *)&address, sizeof address);
        close(fd);
        if (failed == 0)
            return;
        if (host_now_ms() > until_ms)
            fail_msg("the web server did not start");
        usleep(20000);
    }
}

static void play_behind_web_server(const struct host_shop *shop, const char *const settings[3])
{
    char address[32], url[48];
    const char *const words[] = {"php",
                                 settings[0],
                                 settings[1],
                                 settings[2],
                                 "-S",
                                 address,
                                 "tests/hosts/bindings/tell.php",
                                 NULL};
    const struct way web = {{url}, true};
    int port = free_port(), out;
    host_skip_if_sanitized();
    set_options(shop, &php_ffi, "\"via\": \"ffi\", ");
    snprintf(address, sizeof address, "127.0.0.1:%d", port);
    snprintf(url, sizeof url, "http://%s/", address);
    pid_t server = host_start(words, &out);
    await_port(port);
    play_sales(&web);
    kill(server, SIGTERM);
    host_wait(server);
    host_check_clean(shop);
}

static void php_behind_a_web_server_gives_the_same(void **state)
{
    const char *const settings[] = {"-dffi.enable=1", "-ddisplay_errors=1", "-derror_reporting=-1"};
    play_behind_web_server(*state, settings);
}

/* Where php.ini is as it comes, only what was preloaded may load a library. */
static void php_preloaded_needs_no_other_setting(void **state)
{
    char preload[PATH_MAX + 64], place[PATH_MAX];
    assert_non_null(realpath("plugin/hosts/php/Comeback.php", place));
    snprintf(preload, sizeof preload, "-dopcache.preload=%s", place);
    const char *const settings[] = {"-dffi.enable=preload", "-dopcache.preload_user=root", preload};
    play_behind_web_server(*state, settings);
}

/* --- what goes wrong ---------------------------------------------------------------------------
 */

static void use_options(const char *format, ...) __attribute__((format(printf, 1, 2)));

static void use_options(const char *format, ...)
{
    char text[4096];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    setenv("TILL_OPTIONS", text, 1);
}

/* finish of one sale, whose fields `more` begins with a comma or is "". */
static void expect_finish(const struct way *way, const char *more, const char *expected)
{
    char line[QUESTION];
    snprintf(line, sizeof line,
             "{\"ask\": {\"do\": \"finish\", \"sale\": {\"host\": \"till\", \"ref\": \"1\", "
             "\"total_minor\": 4250%s}, \"forms\": [\"note\"]}, \"expect\": {%s}}",
             more, expected);
    play(line, way);
}

/* The owner and the till are told the same. */
static void expect_unreachable(const struct way *way, const char *error)
{
    char text[QUESTION / 2];
    snprintf(text, sizeof text,
             "\"status\": -12, \"tag\": \"\", \"discount_minor\": 0, \"slips\": {\"note\": \"\"}, "
             "\"error\": \"%.1800s\"",
             error);
    expect_finish(way, "", text);
    snprintf(text, sizeof text,
             "{\"ask\": {\"do\": \"problem\"}, \"expect\": {\"error\": \"%.1800s\"}}", error);
    play(text, way);
}

/* From a table of settings, say; the answer is what the binding promises, nothing thrown. */
static void what_is_no_form_is_not_asked_for(void **state)
{
    static const struct way *const ways[] = {&php_ffi, &python, &node};
    static const char *const forms[] = {"null", "[5, null, [\"note\"]]", "7"};
    char line[256];
    (void)state;
    use_options("{\"library\": \"/nowhere/x.so\", \"socket\": \"/nowhere/till.sock\"}");
    for (size_t i = 0; i < 9; i++) {
        if (ways[i / 3] == &php_ffi && i % 3 == 2)
            continue; /* its language refuses that at the call */
        snprintf(line, sizeof line,
                 "{\"ask\": {\"do\": \"finish\", \"sale\": {\"ref\": \"1\"}, \"forms\": %s},"
                 " \"expect\": {\"status\": -12, \"tag\": \"\"}}",
                 forms[i % 3]);
        play(line, ways[i / 3]);
    }
}

static void php_that_may_not_load_and_finds_nobody_says_both(void **state)
{
    char cdef[PATH_MAX], error[1024];
    snprintf(cdef, sizeof cdef, "%s", host_built("comeback.cdef"));
    use_options("{\"socket\": \"%s\", \"cdef\": \"%.1800s\"}", till_socket(*state), cdef);
    snprintf(error, sizeof error,
             "comeback serve does not answer at %s (No such file or directory), and the library is "
             "not loaded (FFI API is restricted by \\\"ffi.enable\\\" configuration directive)",
             till_socket(*state));
    expect_unreachable(&php_socket, error);
}

static void a_library_that_is_missing_is_named(void **state)
{
    (void)state;
    use_options("{\"via\": \"ffi\", \"library\": \"/nowhere/x.so\", \"cdef\": \"%.1800s\"}",
                host_built("comeback.cdef"));
    expect_unreachable(&php_ffi, "/nowhere/x.so cannot be loaded");
    use_options("{\"library\": \"/nowhere/x.so\"}");
    expect_unreachable(&python, "/nowhere/x.so: cannot open shared object file: No such file or "
                                "directory");
}

/* One of this build without the function for slips, which a binding of today needs. */
static void a_library_that_is_older_is_said_to_be(void **state)
{
    char older[PATH_MAX], error[PATH_MAX + 128];
    (void)state;
    host_skip_if_sanitized();
    snprintf(older, sizeof older, "%s", host_built("tests/hosts/older.so"));
    use_options("{\"via\": \"ffi\", \"library\": \"%.1500s\", \"cdef\": \"%.1500s\"}", older,
                host_built("comeback.cdef"));
    snprintf(error, sizeof error,
             "%.1500s is older than Comeback.php beside it: it has no comeback_sale_slip", older);
    expect_unreachable(&php_ffi, error);
    use_options("{\"library\": \"%.1500s\"}", older);
    snprintf(error, sizeof error,
             "%.1500s: older than this comeback.py: it has no comeback_sale_slip", older);
    expect_unreachable(&python, error);
}

static void what_koffi_cannot_load_is_named(void **state)
{
    char older[PATH_MAX], error[PATH_MAX + 128];
    (void)state;
    need_koffi();
    use_options("{\"via\": \"library\", \"library\": \"/nowhere/x.so\"}");
    expect_unreachable(&node, "/nowhere/x.so: Failed to load shared library: cannot open shared "
                              "object file: No such file or directory");
    host_skip_if_sanitized();
    snprintf(older, sizeof older, "%s", host_built("tests/hosts/older.so"));
    use_options("{\"via\": \"library\", \"library\": \"%.1500s\"}", older);
    snprintf(error, sizeof error, "%.1500s: older than comeback.js: it has no comeback_sale_slip",
             older);
    expect_unreachable(&node, error);
}

static void node_without_koffi_asks_the_socket_and_says_why(void **state)
{
    char error[1024];
    setenv("NODE_PATH", "", 1);
    use_options("{\"socket\": \"%s\"}", till_socket(*state));
    snprintf(error, sizeof error,
             "comeback serve does not answer at %s (ENOENT), and the library is not loaded (Cannot "
             "find module 'koffi')",
             till_socket(*state));
    expect_unreachable(&node_socket, error);
}

/* Every mistake of the file in one sentence. */
static void wrong_settings_are_named_with_their_lines(void **state)
{
    const struct host_shop *shop = *state;
    static const struct way *const ways[] = {&php_ffi, &python, &node};
    char error[HOST_PATH * 2 + 256];
    host_skip_if_sanitized();
    need_koffi();
    host_edit(shop, "comeback.ini", "every = 6", "every = six");
    host_edit(shop, "comeback.ini", "least = 5.00", "least = five");
    snprintf(
        error, sizeof error,
        "%s:28: print.least: found \\\"five\\\", expected an amount such as 5.00, from 0.00 to "
        "10000000.00; %s:50: offer visits.every: found \\\"six\\\", expected a whole number from 2 "
        "to 100",
        shop->config, shop->config);
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        set_options(shop, ways[i],
                    i == 0   ? "\"via\": \"ffi\", "
                    : i == 2 ? "\"via\": \"library\", "
                             : "");
        expect_unreachable(ways[i], error);
    }
}

/* Opened anew, with eight codes: ten calls that could each wait 40 ms. */
static void a_locked_store_is_waited_for_once(void **state)
{
    static const char codes[] = ", \"scan\": [\"K000-04GB-K78Z\", \"K000-04GB-K78Z\", "
                                "\"K000-04GB-K78Z\", \"K000-04GB-K78Z\", \"K000-04GB-K78Z\", "
                                "\"K000-04GB-K78Z\", \"K000-04GB-K78Z\", \"K000-04GB-K78Z\"]";
    static const struct way *const ways[] = {&php_ffi, &python, &node};
    host_skip_if_sanitized();
    need_koffi();
    for (int readers_too = 0; readers_too < 2; readers_too++) {
        pid_t holder = host_lock_store(*state, readers_too != 0);
        for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
            set_options(*state, ways[i], "");
            expect_finish(ways[i], codes, "\"status\": 1, \"tag\": \"\", \"most_ms\": 250");
        }
        host_unlock_store(holder);
    }
}

static void a_server_that_hangs_is_not_waited_for(void **state)
{
    static const struct way *const ways[] = {&php_socket, &python_socket, &node_socket};
    const struct host_shop *shop = *state;
    char error[512];
    pid_t serve = start_serve(shop);
    kill(serve, SIGSTOP);
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        set_options(shop, ways[i], i == 1 ? "" : "\"via\": \"socket\", ");
        snprintf(error, sizeof error,
                 "\"status\": -12, \"most_ms\": 1000, \"error\": \"comeback serve does not answer "
                 "at %s (no answer in 50 ms)\"",
                 till_socket(shop));
        expect_finish(ways[i], "", error);
    }
    kill(serve, SIGKILL);
    host_wait(serve);
}

/* As after a crash: its socket lies there, and nobody is behind it, until it runs again. */
static void a_server_that_was_killed_is_missed_until_it_is_back(void **state)
{
    const struct host_shop *shop = *state;
    char error[512];
    pid_t serve = start_serve(shop);
    kill(serve, SIGKILL);
    host_wait(serve);
    set_options(shop, &python_socket, "");
    snprintf(error, sizeof error, "comeback serve does not answer at %s (Connection refused)",
             till_socket(shop));
    expect_unreachable(&python_socket, error);
    set_options(shop, &php_socket, "\"via\": \"socket\", ");
    expect_unreachable(&php_socket, error);
    serve = start_serve(shop);
    set_options(shop, &php_socket, "\"timeout_ms\": 5000, ");
    expect_finish(&php_socket, "", "\"status\": 0, \"error\": \"\"");
    stop_serve(shop, serve);
}

/* --- the declarations --------------------------------------------------------------------------
 */

static void the_bindings_declare_what_the_header_does(void **state)
{
    char out[HOST_TEXT], cdef[PATH_MAX];
    const char *const words[] = {"python3", "-B", "tests/hosts/bindings/declarations.py", cdef,
                                 NULL};
    (void)state;
    snprintf(cdef, sizeof cdef, "%s", host_built("comeback.cdef"));
    int status = host_run(out, sizeof out, words);
    assert_string_equal(out, "");
    assert_int_equal(status, 0);
}

#define IN_A_SHOP(test) cmocka_unit_test_setup_teardown(test, host_make_shop, host_remove_shop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_A_SHOP(the_command_gives_the_answers),
        IN_A_SHOP(php_by_ffi_gives_the_same),
        IN_A_SHOP(php_by_the_socket_gives_the_same),
        IN_A_SHOP(php_behind_a_web_server_gives_the_same),
        IN_A_SHOP(php_preloaded_needs_no_other_setting),
        IN_A_SHOP(python_by_ctypes_gives_the_same),
        IN_A_SHOP(python_by_the_socket_gives_the_same),
        IN_A_SHOP(node_by_koffi_gives_the_same),
        IN_A_SHOP(node_without_promises_gives_the_same),
        IN_A_SHOP(node_by_the_socket_gives_the_same),
        IN_A_SHOP(the_bare_socket_gives_the_same),
        cmocka_unit_test(what_is_no_form_is_not_asked_for),
        IN_A_SHOP(php_that_may_not_load_and_finds_nobody_says_both),
        IN_A_SHOP(a_library_that_is_missing_is_named),
        IN_A_SHOP(a_library_that_is_older_is_said_to_be),
        IN_A_SHOP(what_koffi_cannot_load_is_named),
        IN_A_SHOP(node_without_koffi_asks_the_socket_and_says_why),
        IN_A_SHOP(wrong_settings_are_named_with_their_lines),
        IN_A_SHOP(a_locked_store_is_waited_for_once),
        IN_A_SHOP(a_server_that_hangs_is_not_waited_for),
        IN_A_SHOP(a_server_that_was_killed_is_missed_until_it_is_back),
        cmocka_unit_test(the_bindings_declare_what_the_header_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
