/* SPDX-License-Identifier: MIT */
/*
 * `comeback serve` as a service manager sees it, by sd_notify(3) and sd_listen_fds(3), with this
 * program in the manager's place; and as tills and printers see it. systemd itself looks at the
 * units, as far as it can without being process 1.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host.h"

enum { SOON_MS = 20000, LISTEN_FD = 3, PAGE = 4096 };

/* What a manager would set; -1 and NULL: it does not. */
struct manager {
    int notify_fd;
    int listen_fd;
    const char *watchdog_usec;
};

static int bind_datagrams(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%.100s", path);
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    assert_true(fd >= 0);
    assert_int_equal(bind(fd, (const struct sockaddr *)&address, sizeof address), 0);
    return fd;
}

static const char *in_shop(const struct host_shop *shop, const char *name)
{
    static char path[HOST_PATH];
    snprintf(path, sizeof path, "%.200s/%.50s", shop->folder, name);
    return path;
}

static int open_notify(const struct host_shop *shop)
{
    setenv("NOTIFY_SOCKET", in_shop(shop, "notify.sock"), 1);
    return bind_datagrams(in_shop(shop, "notify.sock"));
}

static void become_serve(const struct host_shop *shop, const struct manager *manager)
{
    char pid[16], program[HOST_PATH * 2];
    snprintf(pid, sizeof pid, "%d", (int)getpid());
    snprintf(program, sizeof program, "%s", host_built("comeback"));
    int log = open(in_shop(shop, "serve.log"), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    dup2(log, 1);
    dup2(log, 2);
    if (manager->notify_fd < 0)
        unsetenv("NOTIFY_SOCKET");
    if (manager->watchdog_usec != NULL) {
        setenv("WATCHDOG_USEC", manager->watchdog_usec, 1);
        setenv("WATCHDOG_PID", pid, 1);
    }
    if (manager->listen_fd >= 0) {
        dup2(manager->listen_fd, LISTEN_FD);
        setenv("LISTEN_PID", pid, 1);
        setenv("LISTEN_FDS", "1", 1);
    }
    execl(program, program, "-c", shop->config, "serve", NULL);
    _exit(127);
}

static pid_t start_serve(const struct host_shop *shop, const struct manager *manager)
{
    pid_t child = host_fork();
    if (child == 0)
        become_serve(shop, manager);
    return child;
}

/* The next message; fails where none comes soon. */
static const char *next_message(int fd)
{
    static char text[512];
    struct pollfd wait = {.fd = fd, .events = POLLIN};
    assert_int_equal(poll(&wait, 1, SOON_MS), 1);
    ssize_t length = recv(fd, text, sizeof text - 1, 0);
    assert_true(length > 0);
    text[length] = '\0';
    return text;
}

static void await_message(int fd, const char *text)
{
    int64_t until_ms = host_now_ms() + SOON_MS;
    while (strcmp(next_message(fd), text) != 0)
        assert_true(host_now_ms() < until_ms);
}

static void stop_serve(pid_t serve)
{
    kill(serve, SIGTERM);
    assert_int_equal(host_wait(serve), 0);
}

/* One sale, whose slips go to that printer. */
static void sell(const struct host_shop *shop, const char *ref)
{
    char out[HOST_TEXT], file[HOST_PATH], text[160];
    int length =
        snprintf(text, sizeof text, "{\"ref\":\"%s\",\"total_minor\":4250,\"customer.id\":\"c%s\"}",
                 ref, ref);
    snprintf(file, sizeof file, "%s", in_shop(shop, "sale.json"));
    host_write(file, text, (size_t)length);
    if (host_comeback(shop, out, sizeof out, "sale", file, NULL) != 0)
        fail_msg("sale: %s", out);
}

static void use_printer(const struct host_shop *shop, const char *old, const char *fresh)
{
    host_edit(shop, "comeback.ini", old, fresh);
}

static bool appears(const struct host_shop *shop, const char *name)
{
    int64_t until_ms = host_now_ms() + SOON_MS;
    while (access(in_shop(shop, name), F_OK) != 0 && host_now_ms() < until_ms)
        usleep(2000);
    return access(in_shop(shop, name), F_OK) == 0;
}

static void await_number(const struct host_shop *shop, const char *sql, int64_t expected)
{
    int64_t until_ms = host_now_ms() + SOON_MS;
    while (host_sql_number(shop, sql) != expected)
        if (host_now_ms() > until_ms)
            fail_msg("%s: %s", sql, host_sql(shop, sql));
}

/* A printer that takes no byte: a pipe that is full and that nobody reads. The descriptor. */
static int make_dead_printer(const struct host_shop *shop)
{
    static const char full[PAGE];
    assert_int_equal(mkfifo(in_shop(shop, "pipe"), 0600), 0);
    int fd = open(in_shop(shop, "pipe"), O_RDWR | O_NONBLOCK | O_CLOEXEC);
    assert_int_equal(fcntl(fd, F_SETPIPE_SZ, PAGE), PAGE);
    assert_int_equal(write(fd, full, sizeof full), sizeof full);
    return fd;
}

static void it_says_when_it_is_ready_and_when_it_stops(void **state)
{
    const struct manager manager = {open_notify(*state), -1, NULL};
    pid_t serve = start_serve(*state, &manager);
    assert_string_equal(next_message(manager.notify_fd), "READY=1");
    assert_string_equal(next_message(manager.notify_fd), "STATUS=idle");
    kill(serve, SIGTERM);
    assert_string_equal(next_message(manager.notify_fd), "STOPPING=1");
    assert_int_equal(host_wait(serve), 0);
    close(manager.notify_fd);
}

static void the_watchdog_is_fed_twice_an_interval(void **state)
{
    const struct manager manager = {open_notify(*state), -1, "400000"};
    pid_t serve = start_serve(*state, &manager);
    for (int i = 0; i < 4; i++)
        await_message(manager.notify_fd, "WATCHDOG=1");
    stop_serve(serve);
    close(manager.notify_fd);
}

static void nobody_is_fed_where_nobody_watches(void **state)
{
    const struct manager manager = {open_notify(*state), -1, NULL};
    pid_t serve = start_serve(*state, &manager);
    await_message(manager.notify_fd, "READY=1");
    usleep(1500000);
    kill(serve, SIGTERM);
    const char *message;
    while (strcmp(message = next_message(manager.notify_fd), "STOPPING=1") != 0)
        assert_string_not_equal(message, "WATCHDOG=1");
    assert_int_equal(host_wait(serve), 0);
    close(manager.notify_fd);
}

/* As with systemd: it holds the socket, and starts the service when something comes in. */
static void the_first_job_starts_it(void **state)
{
    struct pollfd poked = {.events = POLLIN};
    struct manager manager = {open_notify(*state), -1, NULL};
    poked.fd = manager.listen_fd = bind_datagrams(in_shop(*state, "store/serve.sock"));
    assert_int_equal(poll(&poked, 1, 0), 0);
    sell(*state, "A1");
    assert_int_equal(poll(&poked, 1, SOON_MS), 1);
    pid_t serve = start_serve(*state, &manager);
    await_message(manager.notify_fd, "READY=1");
    assert_true(appears(*state, "paper/000001.png"));
    assert_int_equal(poll(&poked, 1, 0), 0); /* taken */
    stop_serve(serve);
    assert_int_equal(access(in_shop(*state, "store/serve.sock"), F_OK), 0);
    close(manager.listen_fd);
    close(manager.notify_fd);
}

static void a_managers_socket_is_not_taken_from_it_by_hand(void **state)
{
    const struct manager manager = {open_notify(*state), -1, NULL};
    int socket = bind_datagrams(in_shop(*state, "store/serve.sock"));
    pid_t serve = start_serve(*state, &manager);
    await_message(manager.notify_fd, "READY=1");
    sell(*state, "A1");
    assert_true(appears(*state, "paper/000001.png")); /* it looks each second */
    stop_serve(serve);
    sell(*state, "A2");
    struct pollfd poked = {.fd = socket, .events = POLLIN};
    assert_int_equal(poll(&poked, 1, SOON_MS), 1);
    close(socket);
    close(manager.notify_fd);
}

static void a_dead_printer_delays_no_other(void **state)
{
    const struct manager manager = {-1, -1, NULL};
    int dead = make_dead_printer(*state);
    use_printer(*state, "virtual:paper", "file:pipe");
    sell(*state, "A1");
    pid_t serve = start_serve(*state, &manager);
    await_number(*state, "SELECT count(*) FROM job WHERE state=1", 1);
    use_printer(*state, "file:pipe", "file:alive.bin");
    sell(*state, "A2");
    await_number(*state, "SELECT count(*) FROM job WHERE state=2 AND printer='file:alive.bin'", 1);
    assert_int_equal(host_sql_number(*state, "SELECT count(*) FROM job WHERE state=1"), 1);
    stop_serve(serve);
    close(dead);
}

static void a_slip_that_was_not_begun_waits_on_where_it_is_told_to_stop(void **state)
{
    const struct manager manager = {-1, -1, NULL};
    int dead = make_dead_printer(*state);
    use_printer(*state, "virtual:paper", "file:pipe");
    sell(*state, "A1");
    pid_t serve = start_serve(*state, &manager);
    await_number(*state, "SELECT count(*) FROM job WHERE state=1", 1);
    int64_t told_ms = host_now_ms();
    stop_serve(serve);
    assert_true(host_now_ms() - told_ms < SOON_MS);
    assert_int_equal(host_sql_number(*state, "SELECT count(*) FROM job WHERE state=0"), 1);
    assert_int_equal(host_sql_number(*state, "SELECT count(*) FROM job"), 1);
    close(dead);
}

/* Longer than a pipe's page, so that a part of it goes out. */
static void lengthen_card(const struct host_shop *shop)
{
    char path[HOST_PATH];
    snprintf(path, sizeof path, "%s", in_shop(shop, "card.receipt"));
    FILE *card = fopen(path, "ae");
    assert_non_null(card);
    for (int i = 0; i < 200; i++)
        fprintf(card, "line %d of a long card\n", i);
    assert_int_equal(fclose(card), 0);
}

static void a_slip_in_the_midst_is_recorded_as_torn_where_it_is_told_to_stop(void **state)
{
    const struct manager manager = {-1, -1, NULL};
    char begun[PAGE];
    struct pollfd some = {.events = POLLIN};
    int dead = make_dead_printer(*state);
    assert_int_equal(read(dead, begun, sizeof begun), PAGE);
    lengthen_card(*state);
    use_printer(*state, "virtual:paper", "file:pipe");
    sell(*state, "A1");
    pid_t serve = start_serve(*state, &manager);
    some.fd = dead;
    assert_int_equal(poll(&some, 1, SOON_MS), 1);
    int64_t told_ms = host_now_ms();
    stop_serve(serve);
    assert_true(host_now_ms() - told_ms < SOON_MS);
    assert_int_equal(host_sql_number(*state, "SELECT count(*) FROM job WHERE state=2 AND torn=2"
                                             " AND result='not printed' AND reason LIKE 'torn: %'"),
                     1);
    assert_int_equal(host_sql_number(*state, "SELECT count(*) FROM job WHERE state=0 AND first=1"
                                             " AND text LIKE 'replaces a torn slip%'"),
                     1);
    close(dead);
}

static int read_port(const struct host_shop *shop)
{
    char line[256] = "";
    FILE *file = fopen(in_shop(shop, "printer.json"), "re");
    if (file != NULL && fgets(line, sizeof line, file) == NULL)
        line[0] = '\0';
    if (file != NULL)
        fclose(file);
    const char *at = strstr(line, "\"port\":");
    return at == NULL ? 0 : atoi(at + strlen("\"port\":"));
}

/* A printer that takes a second for a slip and confirms it, if nothing befalls it. */
static pid_t start_printer(const struct host_shop *shop, const char *options)
{
    char command[HOST_TEXT], uri[64];
    int fd, port = 0;
    int64_t until_ms = host_now_ms() + SOON_MS;
    snprintf(command, sizeof command,
             "exec %s virtual-printer --listen 127.0.0.1:0 --speed 200 --json %s > '%s'",
             host_built("comeback"), options, in_shop(shop, "printer.json"));
    const char *const words[] = {"sh", "-c", command, NULL};
    pid_t printer = host_start(words, &fd);
    close(fd);
    while ((port = read_port(shop)) == 0 && host_now_ms() < until_ms)
        usleep(2000);
    snprintf(uri, sizeof uri, "socket://127.0.0.1:%d", port);
    host_edit(shop, "comeback.ini", "virtual:paper", uri);
    host_edit(shop, "comeback.ini", "process_id = profile", "process_id = yes");
    return printer;
}

static void a_slip_in_the_making_is_finished_where_the_printer_goes_on(void **state)
{
    const struct manager manager = {-1, -1, NULL};
    pid_t printer = start_printer(*state, "");
    sell(*state, "A1");
    pid_t serve = start_serve(*state, &manager);
    await_number(*state, "SELECT count(*) FROM job WHERE state=1", 1);
    stop_serve(serve);
    assert_int_equal(
        host_sql_number(*state, "SELECT count(*) FROM job WHERE state=2 AND result='printed'"), 1);
    kill(printer, SIGTERM);
    assert_int_equal(host_wait(printer), 0);
}

static void await_ending(int fd, const char *ending)
{
    int64_t until_ms = host_now_ms() + SOON_MS;
    const char *message = next_message(fd);
    while (strlen(message) < strlen(ending) ||
           strcmp(message + strlen(message) - strlen(ending), ending) != 0) {
        assert_true(host_now_ms() < until_ms);
        message = next_message(fd);
    }
}

static void assert_says(const struct host_shop *shop, const char *command, const char *option,
                        const char *what)
{
    char out[HOST_TEXT];
    assert_int_equal(host_comeback(shop, out, sizeof out, command, option, NULL), 0);
    if (strstr(out, what) == NULL)
        fail_msg("%s: no \"%s\" in %s", command, what, out);
}

static void what_a_slip_in_the_making_waits_for_is_told_everywhere(void **state)
{
    const struct manager manager = {open_notify(*state), -1, NULL};
    char out[HOST_TEXT];
    pid_t printer = start_printer(*state, "--fault paper-out@120");
    sell(*state, "A1");
    pid_t serve = start_serve(*state, &manager);
    await_ending(manager.notify_fd, ": the paper is out");
    assert_says(*state, "queue", NULL, " begun: waits: the paper is out\n");
    assert_says(*state, "queue", "--json", "\"reason\": \"waits: the paper is out\"");
    assert_says(*state, "printers", NULL, "    at work, waits: the paper is out\n");
    assert_says(*state, "printers", "--json", "\"ready\": false");
    assert_int_equal(host_comeback(*state, out, sizeof out, "queue", "run", NULL), 1);
    assert_non_null(strstr(out, " begun: waits: the paper is out\n"));
    stop_serve(serve);
    assert_says(*state, "queue", NULL, " not printed: torn: the paper is out");
    kill(printer, SIGTERM);
    assert_int_equal(host_wait(printer), 0);
    close(manager.notify_fd);
}

static void a_printer_that_comes_back_gets_what_waits(void **state)
{
    const struct manager manager = {open_notify(*state), -1, NULL};
    use_printer(*state, "virtual:paper", "virtual:gone/paper");
    pid_t serve = start_serve(*state, &manager);
    await_message(manager.notify_fd, "READY=1");
    sell(*state, "A1");
    await_number(*state, "SELECT count(*) FROM job WHERE state=0 AND reason LIKE '%No such file%'",
                 1);
    assert_int_equal(mkdir(in_shop(*state, "gone"), 0700), 0);
    assert_true(appears(*state, "gone/paper/000001.png"));
    stop_serve(serve);
    close(manager.notify_fd);
}

/* Written for this build, and judged where systemd finds nothing else of ours. */
static void systemd_finds_nothing_wrong_with_the_units(void **state)
{
    char folder[HOST_PATH], command[HOST_TEXT], out[HOST_TEXT];
    snprintf(folder, sizeof folder, "%s", in_shop(*state, "units"));
    snprintf(command, sizeof command,
             "command -v systemd-analyze >/dev/null || exit 77; mkdir '%s' && cd config/systemd && "
             "for unit in comeback comeback-tap; do "
             "sed 's|@BINDIR@|%s|' $unit.service.in > '%s/'$unit.service; done && "
             "cp comeback.socket '%s' && cd '%s' && "
             "systemd-analyze verify --man=no ./comeback.service ./comeback-tap.service "
             "./comeback.socket",
             folder, host_built(""), folder, folder, folder);
    const char *const words[] = {"sh", "-c", command, NULL};
    int status = host_run(out, sizeof out, words);
    if (status == 77)
        skip();
    assert_string_equal(out, "");
    assert_int_equal(status, 0);
}

/* One job a sale: a card, headed by what would be its note. */
static int make_shop(void **state)
{
    int failed = host_make_shop(state);
    if (failed == 0)
        host_edit(*state, "comeback.ini", "note = always", "note = never");
    return failed;
}

#define SHOP_TEST(name) cmocka_unit_test_setup_teardown(name, make_shop, host_remove_shop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SHOP_TEST(it_says_when_it_is_ready_and_when_it_stops),
        SHOP_TEST(the_watchdog_is_fed_twice_an_interval),
        SHOP_TEST(nobody_is_fed_where_nobody_watches),
        SHOP_TEST(the_first_job_starts_it),
        SHOP_TEST(a_managers_socket_is_not_taken_from_it_by_hand),
        SHOP_TEST(a_dead_printer_delays_no_other),
        SHOP_TEST(a_slip_that_was_not_begun_waits_on_where_it_is_told_to_stop),
        SHOP_TEST(a_slip_in_the_midst_is_recorded_as_torn_where_it_is_told_to_stop),
        SHOP_TEST(a_slip_in_the_making_is_finished_where_the_printer_goes_on),
        SHOP_TEST(what_a_slip_in_the_making_waits_for_is_told_everywhere),
        SHOP_TEST(a_printer_that_comes_back_gets_what_waits),
        SHOP_TEST(systemd_finds_nothing_wrong_with_the_units),
    };
    return cmocka_run_group_tests_name("serve", tests, NULL, NULL);
}
