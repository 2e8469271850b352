/* SPDX-License-Identifier: MIT */
/* The owner's page as a browser asks for it, byte by byte, of `comeback serve` as it is built. */
#include "shop_helper.h"

#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "built.h"

enum { TRIES = 500, TRY_US = 10000, ANSWER_BYTES = 1 << 18, LINE_BYTES = 1024, CLIENTS = 16 };

static struct till till;
static char program[PATH_MAX], heard[ANSWER_BYTES];
static uint16_t port;
static pid_t server;

/* One that nobody has just now. */
static uint16_t free_port(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &length), 0);
    close(fd);
    return ntohs(address.sin_port);
}

static void serve(void)
{
    char log[PATH_MAX];
    snprintf(log, sizeof log, "%s", till_path(&till, "serve.log"));
    server = fork();
    assert_true(server >= 0);
    if (server > 0)
        return;
    if (freopen(log, "w", stdout) == NULL || dup2(STDOUT_FILENO, STDERR_FILENO) < 0)
        _exit(3);
    execl(program, program, "-c", till_path(&till, "comeback.ini"), "serve", (char *)NULL);
    _exit(4);
}

static int call_page(void)
{
    const struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    for (int i = 0; i < TRIES; i++) {
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (connect(fd, (const struct sockaddr *)&address, sizeof address) == 0)
            return fd;
        close(fd);
        usleep(TRY_US);
    }
    fail_msg("nobody listens at port %u", port);
    return -1;
}

/* What comes back, to the end of the connection. */
static const char *ask(const char *method, const char *path, const char *host)
{
    char request[LINE_BYTES];
    size_t length = 0;
    int fd = call_page();
    int asked = snprintf(
        request, sizeof request, "%s %s HTTP/1.1\r\n%s%s%sConnection: close\r\n\r\n", method, path,
        host == NULL ? "" : "Host: ", host == NULL ? "" : host, host == NULL ? "" : "\r\n");
    assert_int_equal(send(fd, request, (size_t)asked, MSG_NOSIGNAL), asked);
    for (ssize_t got; (got = recv(fd, heard + length, sizeof heard - 1 - length, 0)) > 0;)
        length += (size_t)got;
    close(fd);
    heard[length] = '\0';
    return heard;
}

static int status_of(const char *method, const char *path, const char *host)
{
    int status = 0;
    assert_int_equal(sscanf(ask(method, path, host), "HTTP/1.1 %d", &status), 1);
    return status;
}

static int open_served(void **state)
{
    char sections[LINE_BYTES];
    (void)state;
    till_open(&till);
    port = free_port();
    till_drop_section(&till, "serve");
    snprintf(sections, sizeof sections, "\n[serve]\npage = 127.0.0.1:%u\n", port);
    till_add_sections(&till, sections);
    serve();
    return 0;
}

static int close_served(void **state)
{
    int status;
    (void)state;
    kill(server, SIGTERM);
    assert_int_equal(waitpid(server, &status, 0), server);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    till_close(&till);
    return 0;
}

static void the_page_is_the_report(void **state)
{
    char line[2 * PATH_MAX + LINE_BYTES];
    (void)state;
    SELL(&till, .customer = "ann");
    SELL(&till, .customer = "ann", .day = 3);
    assert_int_equal(status_of("GET", "/", "localhost"), 200);
    const char *page = strstr(heard, "\r\n\r\n");
    assert_non_null(page);
    assert_non_null(strstr(heard, "Content-Type: text/html; charset=utf-8\r\n"));
    assert_non_null(strstr(heard, "Cache-Control: no-store\r\n"));
    till_write(&till, "page", page + 4);
    snprintf(line, sizeof line, "'%s' -c %s/comeback.ini report --html - | cmp - %s/page", program,
             till.folder, till.folder);
    assert_int_equal(built_shell(line), 0);
}

static void a_till_sells_while_the_page_is_open(void **state)
{
    (void)state;
    for (int i = 0; i < 20; i++) {
        SELL(&till, .customer = "ann", .day = i);
        assert_int_equal(status_of("GET", "/", "localhost"), 200);
    }
    assert_int_equal(till_number(&till, "SELECT count(*) FROM sale"), 20);
}

static void it_can_be_read_and_nothing_else(void **state)
{
    (void)state;
    assert_int_equal(status_of("POST", "/", "localhost"), 405);
    assert_non_null(strstr(heard, "Allow: GET, HEAD\r\n"));
    assert_int_equal(status_of("DELETE", "/", "localhost"), 405);
    assert_int_equal(status_of("GET", "/../comeback.ini", "localhost"), 404);
    assert_int_equal(status_of("HEAD", "/", "localhost"), 200);
    assert_string_equal(strstr(heard, "\r\n\r\n"), "\r\n\r\n");
}

/* A page of some other site whose name was made to point here (DNS rebinding). */
static void another_sites_name_for_it_is_refused(void **state)
{
    static const char *const good[] = {"127.0.0.1", "127.0.0.1:8630", "[::1]:8630", "LOCALHOST:1"};
    static const char *const bad[] = {"example.org", "127.0.0.1.example.org", "localhost.example",
                                      "a"};
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        assert_int_equal(status_of("GET", "/", good[i]), 200);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(status_of("GET", "/", bad[i]), 421);
    assert_int_equal(status_of("GET", "/", NULL), 421);
}

static void a_port_that_somebody_has_does_not_keep_serve_from_printing(void **state)
{
    struct till other;
    char line[2 * PATH_MAX + LINE_BYTES], sections[64];
    (void)state;
    assert_int_equal(status_of("GET", "/", "localhost"), 200);
    till_open(&other);
    till_drop_section(&other, "serve");
    snprintf(sections, sizeof sections, "\n[serve]\npage = 127.0.0.1:%u\n", port);
    till_add_sections(&other, sections);
    till_sell(&other, &(const struct ticket){.customer = "ann"});
    snprintf(line, sizeof line,
             "timeout 20 '%s' -c %s/comeback.ini serve > %s/log 2>&1 & for i in $(seq 500); do"
             " ls %s/paper/*.png > /dev/null 2>&1 && break; sleep 0.02; done; kill %%1; wait;"
             " ls %s/paper/*.png > /dev/null && grep -q 'page: \"127.0.0.1:%u\": Address already"
             " in use' %s/log",
             program, other.folder, other.folder, other.folder, other.folder, port, other.folder);
    assert_int_equal(built_shell(line), 0);
    till_close(&other);
}

/* As many as there may be, in the midst of a request: the library waits 10 s for each byte. */
static void call_slowly(int clients[static CLIENTS])
{
    for (int i = 0; i < CLIENTS; i++) {
        clients[i] = call_page();
        assert_int_equal(send(clients[i], "GET / HT", 8, MSG_NOSIGNAL), 8);
    }
}

static void hang_up(const int clients[static CLIENTS])
{
    for (int i = 0; i < CLIENTS; i++)
        close(clients[i]);
}

static time_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec;
}

static void slow_clients_keep_nobody_out(void **state)
{
    int clients[CLIENTS];
    (void)state;
    call_slowly(clients);
    time_t asked = now();
    assert_int_equal(status_of("GET", "/", "localhost"), 200);
    assert_in_range(now() - asked, 0, 7);
    hang_up(clients);
}

static void serve_stops_while_clients_are_slow(void **state)
{
    int clients[CLIENTS];
    siginfo_t ended;
    (void)state;
    call_slowly(clients);
    usleep(10 * TRY_US);
    time_t stopped = now();
    kill(server, SIGTERM);
    assert_int_equal(waitid(P_PID, (id_t)server, &ended, WEXITED | WNOWAIT), 0);
    assert_in_range(now() - stopped, 0, 7);
    hang_up(clients);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_served, close_served)
    const struct CMUnitTest tests[] = {
        TEST(the_page_is_the_report),
        TEST(a_till_sells_while_the_page_is_open),
        TEST(it_can_be_read_and_nothing_else),
        TEST(another_sites_name_for_it_is_refused),
        TEST(a_port_that_somebody_has_does_not_keep_serve_from_printing),
        TEST(slow_clients_keep_nobody_out),
        TEST(serve_stops_while_clients_are_slow),
    };
    built_find("comeback", program);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
