/* SPDX-License-Identifier: MIT */
/* A host in PHP: php/till.php, on the command line and behind PHP's own web server. */
#include <arpa/inet.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "host.h"

enum { START_MS = 20000 };

static void php_tells_sales_on_the_command_line(void **state)
{
    const struct host_shop *where = *state;
    char cdef[PATH_MAX], object[PATH_MAX], out[HOST_TEXT];
    const char *const words[] = {"php", "tests/hosts/php/till.php", cdef, object, where->config,
                                 NULL};
    snprintf(cdef, sizeof cdef, "%s", host_built("comeback.cdef"));
    snprintf(object, sizeof object, "%s", host_built("libcomeback.so"));
    host_skip_if_sanitized();
    int status = host_run(out, sizeof out, words);
    assert_string_equal(out, "0 unidentified 0 \n"
                             "0 referral 425 \n"
                             "0 new 0 \n"
                             "-9 unidentified 0 mistyped: read it again\n"
                             "the note has its code\n"
                             "/nowhere/comeback.ini: No such file or directory\n");
    assert_int_equal(status, 0);
    host_check_clean(where);
}

/* --- behind a web server -----------------------------------------------------------------------
 */

static struct sockaddr_in address_of(in_port_t port)
{
    return (struct sockaddr_in){
        .sin_family = AF_INET, .sin_port = port, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

/* One that is free now. In network order. */
static in_port_t free_port(void)
{
    struct sockaddr_in address = address_of(0);
    socklen_t length = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &length), 0);
    close(fd);
    return address.sin_port;
}

static int connect_to(in_port_t port)
{
    struct sockaddr_in address = address_of(port);
    int64_t until_ms = host_now_ms() + START_MS;
    for (;;) {
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0)
            return fd;
        close(fd);
        if (host_now_ms() > until_ms)
            fail_msg("the web server did not start: %s", strerror(errno));
        usleep(20000);
    }
}

/* The body of a GET. */
static const char *get(in_port_t port, const char *path)
{
    static char answer[HOST_TEXT];
    char request[256];
    size_t length = 0;
    int fd = connect_to(port);
    int asked = snprintf(request, sizeof request, "GET %s HTTP/1.0\r\n\r\n", path);
    assert_int_equal(write(fd, request, (size_t)asked), asked);
    for (ssize_t got = 1; got > 0; length += got > 0 ? (size_t)got : 0)
        got = read(fd, answer + length, sizeof answer - 1 - length);
    close(fd);
    answer[length] = '\0';
    const char *body = strstr(answer, "\r\n\r\n");
    if (body == NULL)
        fail_msg("no answer: \"%s\"", answer);
    return body + 4;
}

static pid_t start_server(const struct host_shop *where, in_port_t port)
{
    char address[32];
    const char *const words[] = {
        "php", "-d", "ffi.enable=1", "-S", address, "tests/hosts/php/till.php", NULL};
    int out;
    snprintf(address, sizeof address, "127.0.0.1:%d", ntohs(port));
    setenv("TILL_CDEF", host_built("comeback.cdef"), 1);
    setenv("TILL_OBJECT", host_built("libcomeback.so"), 1);
    setenv("TILL_CONFIG", where->config, 1);
    /* Its log goes nowhere; the pipe stays open as long as this program lives. */
    return host_start(words, &out);
}

static void php_tells_sales_behind_a_web_server_twice_in_one_process(void **state)
{
    const struct host_shop *where = *state;
    int server, again, status;
    char tag[32], note[32], path[64];
    host_skip_if_sanitized();
    in_port_t port = free_port();
    pid_t child = start_server(where, port);
    assert_int_equal(sscanf(get(port, "/?ref=1"), "%d %d %31s %31s", &server, &status, tag, note),
                     4);
    assert_int_equal(status, 0);
    assert_string_equal(tag, "unidentified");
    snprintf(path, sizeof path, "/?ref=2&scan=%s", note);
    assert_int_equal(sscanf(get(port, path), "%d %d %31s", &again, &status, tag), 3);
    assert_int_equal(status, 0);
    assert_int_equal(server, again);
    assert_string_equal(tag, "new");
    for (int i = 3; i < 20; i++) {
        snprintf(path, sizeof path, "/?ref=%d&customer=4711", i);
        assert_int_equal(sscanf(get(port, path), "%d %d %31s", &again, &status, tag), 3);
        assert_int_equal(status, 0);
    }
    kill(child, SIGTERM);
    host_wait(child);
    assert_int_equal(host_sql_number(where, "SELECT count(*) FROM sale"), 19);
    host_check_clean(where);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(php_tells_sales_on_the_command_line, host_make_shop,
                                        host_remove_shop),
        cmocka_unit_test_setup_teardown(php_tells_sales_behind_a_web_server_twice_in_one_process,
                                        host_make_shop, host_remove_shop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
