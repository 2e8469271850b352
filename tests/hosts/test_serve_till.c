/* SPDX-License-Identifier: MIT */
/*
 * The socket of tills of `comeback serve`, by the byte: what a till can do to it by mistake or from
 * malice, and that the next till notices nothing. The answers themselves are test_bindings' matter.
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
#include <unistd.h>

#include "host.h"

enum {
    SOON_MS = 20000,
    LINE_MS = 10000,
    ANSWER = 1 << 20,
    TILLS = 64,
    LINE_MAX_BYTES = 4 << 20,
    LISTEN_FD = 3,
    MANY = 8,
    EACH = 40,
};

static struct sockaddr_un address_in(const struct host_shop *shop, const char *name)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%.80s/store/%.20s", shop->folder, name);
    return address;
}

static int try_connect(const struct host_shop *shop)
{
    const struct sockaddr_un address = address_in(shop, "till.sock");
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(fd, (const struct sockaddr *)&address, sizeof address) == 0)
        return fd;
    close(fd);
    return -1;
}

static int connect_till(const struct host_shop *shop)
{
    int64_t until_ms = host_now_ms() + SOON_MS;
    int fd;
    while ((fd = try_connect(shop)) < 0) {
        if (host_now_ms() > until_ms)
            fail_msg("nobody answers at till.sock: %s", strerror(errno));
        usleep(5000);
    }
    return fd;
}

static pid_t start_serve(const struct host_shop *shop)
{
    char program[HOST_PATH * 2];
    const char *const words[] = {program, "-c", shop->config, "serve", NULL};
    int out;
    snprintf(program, sizeof program, "%s", host_built("comeback"));
    pid_t serve = host_start(words, &out);
    close(connect_till(shop));
    return serve;
}

static void stop_serve(pid_t serve)
{
    int64_t told_ms = host_now_ms();
    kill(serve, SIGTERM);
    assert_int_equal(host_wait(serve), 0);
    assert_true(host_now_ms() - told_ms < SOON_MS / 2);
}

static bool has_mapped(pid_t process, const char *library)
{
    char path[64], line[HOST_PATH * 2];
    bool found = false;
    snprintf(path, sizeof path, "/proc/%d/maps", (int)process);
    FILE *maps = fopen(path, "r");
    assert_non_null(maps);
    while (!found && fgets(line, sizeof line, maps) != NULL)
        found = strstr(line, library) != NULL;
    fclose(maps);
    return found;
}

static void send_bytes(int fd, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t sent = send(fd, bytes, length, MSG_NOSIGNAL);
        if (sent < 0)
            fail_msg("send: %s", strerror(errno));
        bytes += sent;
        length -= (size_t)sent;
    }
}

/* One answer without its line feed; "" where the connection has ended. */
static const char *read_answer(int fd)
{
    static char answer[ANSWER];
    size_t length = 0;
    struct pollfd wait = {.fd = fd, .events = POLLIN};
    while (length < sizeof answer - 1) {
        assert_int_equal(poll(&wait, 1, SOON_MS), 1);
        ssize_t got = recv(fd, answer + length, 1, 0);
        if (got <= 0 || answer[length] == '\n')
            break;
        length++;
    }
    answer[length] = '\0';
    return answer;
}

static const char *ask(int fd, const char *line)
{
    send_bytes(fd, line, strlen(line));
    send_bytes(fd, "\n", 1);
    return read_answer(fd);
}

static void expect(const char *answer, const char *part)
{
    if (strstr(answer, part) == NULL)
        fail_msg("found %.900s, expected %s in it", answer, part);
}

/* A connection that is answered: threads of those that went may stand for a moment. */
static int welcome_till(const struct host_shop *shop)
{
    static const char question[] = "{\"do\":\"version\",\"id\":7}\n";
    int64_t until_ms = host_now_ms() + SOON_MS;
    while (host_now_ms() < until_ms) {
        int fd = connect_till(shop);
        (void)!send(fd, question, sizeof question - 1, MSG_NOSIGNAL);
        if (strstr(read_answer(fd), "\"error\":\"\",\"status\":0,\"id\":7}") != NULL)
            return fd;
        close(fd);
    }
    fail_msg("nobody is answered any more");
    return -1;
}

static void expect_service(const struct host_shop *shop)
{
    close(welcome_till(shop));
}

static const char *sale_line(const char *ref)
{
    static char line[256];
    snprintf(line, sizeof line,
             "{\"do\":\"finish\",\"id\":\"%s\",\"sale\":{\"host\":\"till\",\"ref\":\"%s\","
             "\"total_minor\":4250,\"print\":\"card\"},\"forms\":[\"card\"]}",
             ref, ref);
    return line;
}

/* --- what is answered --------------------------------------------------------------------------
 */

static void answers_come_in_order_with_their_ids(void **state)
{
    pid_t serve = start_serve(*state);
    int fd = connect_till(*state);
    const char *const lines = "{\"do\":\"version\",\"id\":1}\n{\"do\":\"look\",\"id\":[2],\"sale\":"
                              "{\"total_minor\":1}}\r\n{\"do\":\"version\"}\n{\"do\":\"version\"";
    send_bytes(fd, lines, strlen(lines));
    expect(read_answer(fd), "\"id\":1}");
    expect(read_answer(fd), "\"tag\":\"unidentified\"");
    expect(read_answer(fd), "\"id\":null}");
    for (const char *byte = ",\"id\":{\"a\":4}}\n"; *byte != '\0'; byte++)
        send_bytes(fd, byte, 1);
    expect(read_answer(fd), "\"id\":{\"a\":4}}");
    close(fd);
    stop_serve(serve);
}

static void what_is_no_question_is_named_and_the_next_is_answered(void **state)
{
    static const struct {
        const char *line, *error;
    } rows[] = {
        {"garbage", "column 7: '[' or '{' expected near 'garbage'"},
        {"", "column 0: '[' or '{' expected near end of file"},
        {"[]", "expected an object"},
        {"{\"do\":1}", "do: found \\\"\\\", expected look, finish, cancel or version"},
        {"{\"do\":\"sell\"}", "do: found \\\"sell\\\", expected look, finish, cancel or version"},
        {"{\"do\":\"look\"}", "sale: expected an object"},
        {"{\"do\":\"look\",\"do\":\"look\"}", "column 17: duplicate object key near '\\\"do\\\"'"},
        {"{\"do\":\"version\\u0000\"}",
         "do: found \\\"\\\", expected look, finish, cancel or version"},
        {"{\"do\":\"look\",\"sale\":{\"host\":5}}", "host: expected a text"},
        {"{\"do\":\"look\",\"sale\":{\"host\":\"a\\u0000b\"}}", "host: expected a text"},
        {"{\"do\":\"look\",\"sale\":{\"total_minor\":\"1\\u00000\"}}",
         "total_minor: found \\\"1\\\", expected a whole number of minor units"},
        {"{\"do\":\"look\",\"sale\":{},\"forms\":[\"note\\u0000\"]}", "forms: expected texts"},
        {"{\"do\":\"look\",\"sale\":{\"ref\":1.5}}", "ref: expected a text or a whole number"},
        {"{\"do\":\"look\",\"sale\":{\"items\":1}}", "items: expected a list"},
        {"{\"do\":\"look\",\"sale\":{\"items\":[1]}}", "items: expected objects"},
        {"{\"do\":\"look\",\"sale\":{\"scan\":\"K\"}}", "scan: expected a list"},
        {"{\"do\":\"look\",\"sale\":{\"scan\":[1]}}", "scan: expected texts"},
        {"{\"do\":\"look\",\"sale\":{},\"forms\":\"card\"}", "forms: expected a list"},
        {"{\"do\":\"look\",\"sale\":{},\"forms\":[{}]}", "forms: expected texts"},
        {"{\"do\":\"look\",\"sale\":{},\"forms\":[1,2,3,4,5,6,7,8,9,10,11,12,13]}",
         "forms: found 13, expected at most 12"},
        {"{\"do\":\"look\",\"sale\":{\"total_minor\":9223372036854775807}}",
         "total_minor: found \\\"9223372036854775807\\\", expected a whole number of minor units"},
    };
    pid_t serve = start_serve(*state);
    int fd = connect_till(*state);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char error[256];
        snprintf(error, sizeof error, "\"error\":\"%.200s\"", rows[i].error);
        expect(ask(fd, rows[i].line), error);
    }
    send_bytes(fd, "{\"do\"\0:1}\n", 10);
    expect(read_answer(fd), "\"error\":\"a NUL byte at offset 5\"");
    expect(ask(fd, "{\"do\":\"version\",\"id\":7}"), "\"status\":0,\"id\":7}");
    close(fd);
    stop_serve(serve);
    assert_int_equal(host_sql_number(*state, "SELECT count(*) FROM sale"), 0);
}

/* A name of a table whose columns are filled up with them. */
static void a_nul_in_a_name_costs_the_sale_that_name(void **state)
{
    pid_t serve = start_serve(*state);
    int fd = connect_till(*state);
    const char *answer =
        ask(fd, "{\"do\":\"finish\",\"id\":\"\\u0000\",\"sale\":{\"ref\":\"N1\","
                "\"total_minor\":500,\"customer.name\":\"Ana\\u0000\",\"items\":[{\"name\":"
                "\"Tea\\u0000\",\"amount_minor\":500}],\"scan\":[\"K\\u0000\"]}}");
    expect(answer, "\"status\":0,\"id\":\"\\u0000\"}");
    close(fd);
    stop_serve(serve);
    assert_int_equal(host_sql_number(*state, "SELECT count(*) FROM sale"), 1);
}

/* Nothing may be queued for it: the printer's thread would be quicker than we. */
/* To be read on a screen: paper is still ours. */
static void a_card_that_is_only_read_here_is_printed_by_us(void **state)
{
    pid_t serve = start_serve(*state);
    int fd = connect_till(*state);
    expect(
        ask(fd,
            "{\"do\":\"finish\",\"sale\":{\"ref\":\"R1\",\"total_minor\":4250,\"print\":\"card\"},"
            "\"forms\":[\"card.text\"]}"),
        "\"jobs\":[1]");
    close(fd);
    stop_serve(serve);
}

/* Bytes that keep coming do not make its ten seconds longer. */
static void a_line_that_drips_in_is_ended_in_time(void **state)
{
    pid_t serve = start_serve(*state);
    int fd = connect_till(*state);
    struct pollfd ended = {.fd = fd, .events = POLLIN};
    int64_t until_ms = host_now_ms() + LINE_MS + SOON_MS;
    while (host_now_ms() < until_ms && poll(&ended, 1, 500) == 0)
        (void)!send(fd, "{", 1, MSG_NOSIGNAL);
    assert_true(host_now_ms() < until_ms);
    stop_serve(serve);
    close(fd);
}

static void a_card_that_is_taken_here_is_not_printed_by_us(void **state)
{
    pid_t serve = start_serve(*state);
    int fd = connect_till(*state);
    const char *answer = ask(fd, sale_line("A1"));
    expect(answer, "\"jobs\":[]");
    expect(answer, "\"slips\":{\"card\":\"G");
    expect(answer, "\"status\":0,\"id\":\"A1\"}");
    close(fd);
    stop_serve(serve);
    assert_int_equal(host_sql_number(*state, "SELECT count(*) FROM job"), 0);
}

/* --- what it can bear --------------------------------------------------------------------------
 */

static void five_thousand_items_are_a_sale_and_one_more_is_not(void **state)
{
    enum { ROOM = 1 << 20 };
    char *line = malloc(ROOM);
    pid_t serve = start_serve(*state);
    int fd = connect_till(*state);
    for (int count = 5000; count <= 5001; count++) {
        size_t length = (size_t)snprintf(
            line, ROOM, "{\"do\":\"finish\",\"sale\":{\"ref\":\"%d\",\"items\":[", count);
        for (int i = 0; i < count; i++)
            length += (size_t)snprintf(line + length, ROOM - length, "%s{\"amount_minor\":%d}",
                                       i == 0 ? "" : ",", i);
        snprintf(line + length, ROOM - length, "]}}");
        expect(ask(fd, line), count == 5000 ? "\"status\":0" : "\"status\":-6");
    }
    free(line);
    close(fd);
    stop_serve(serve);
    assert_int_equal(host_sql_number(*state, "SELECT count(*) FROM sale"), 1);
}

static void a_line_without_end_is_told_and_ended(void **state)
{
    static char piece[1 << 16];
    pid_t serve = start_serve(*state);
    int fd = connect_till(*state);
    memset(piece, ' ', sizeof piece);
    for (int sent = 0; sent <= LINE_MAX_BYTES; sent += (int)sizeof piece)
        send_bytes(fd, piece, sizeof piece);
    expect(read_answer(fd), "\"error\":\"a line of more than 4 MiB\"");
    assert_string_equal(read_answer(fd), "");
    close(fd);
    expect_service(*state);
    stop_serve(serve);
}

static void who_vanishes_in_a_line_or_before_the_answer_harms_nobody(void **state)
{
    pid_t serve = start_serve(*state);
    for (int i = 0; i < 2 * TILLS; i++) {
        int fd = welcome_till(*state);
        const char *line = i % 2 == 0 ? sale_line("V1") : "{\"do\":";
        send_bytes(fd, line, strlen(line));
        if (i % 2 == 0)
            send_bytes(fd, "\n", 1);
        close(fd);
    }
    int fd = welcome_till(*state);
    expect(ask(fd, sale_line("V1")), "\"status\":0");
    close(fd);
    stop_serve(serve);
    assert_int_equal(host_sql_number(*state, "SELECT count(*) FROM sale"), 1);
    host_check_clean(*state);
}

/* It asks until nothing more goes out, and reads nothing; then the server is told to stop. */
static void who_never_reads_delays_nobody(void **state)
{
    static const char line[] = "{\"do\":\"look\",\"sale\":{\"total_minor\":1}}\n";
    pid_t serve = start_serve(*state);
    int fd = connect_till(*state);
    struct pollfd wait = {.fd = fd, .events = POLLOUT};
    while (poll(&wait, 1, 500) == 1)
        (void)!send(fd, line, sizeof line - 1, MSG_NOSIGNAL | MSG_DONTWAIT);
    expect_service(*state);
    stop_serve(serve);
    close(fd);
}

static void the_sixty_fifth_is_told_and_let_in_when_one_leaves(void **state)
{
    int fds[TILLS];
    pid_t serve = start_serve(*state);
    for (int i = 0; i < TILLS; i++)
        fds[i] = welcome_till(*state);
    int more = connect_till(*state);
    expect(read_answer(more), "\"error\":\"64 connections are open already\"");
    assert_string_equal(read_answer(more), "");
    close(more);
    expect(ask(fds[0], "{\"do\":\"version\"}"), "\"status\":0");
    close(fds[TILLS - 1]);
    fds[TILLS - 1] = welcome_till(*state);
    stop_serve(serve);
    for (int i = 0; i < TILLS; i++)
        close(fds[i]);
}

/* Where it had to wait for the others, a sale is durable and tagged later. */
static int tell_many(const struct host_shop *shop, int till)
{
    int fd = try_connect(shop), failed = 0;
    char ref[32];
    for (int i = 0; i < EACH; i++) {
        snprintf(ref, sizeof ref, "T%d-%d", till, i);
        const char *answer = ask(fd, sale_line(ref));
        failed += strstr(answer, "\"status\":0") == NULL && strstr(answer, "\"status\":1") == NULL;
    }
    return failed;
}

static void eight_tills_tell_at_once(void **state)
{
    pid_t serve = start_serve(*state), tills[MANY];
    for (int i = 0; i < MANY; i++) {
        tills[i] = host_fork();
        if (tills[i] == 0)
            _exit(tell_many(*state, i));
    }
    for (int i = 0; i < MANY; i++)
        assert_int_equal(host_wait(tills[i]), 0);
    stop_serve(serve);
    host_check_clean(*state);
    assert_int_equal(host_sql_number(*state, "SELECT count(*) FROM sale"), MANY * EACH);
}

/* --- whose socket it is ------------------------------------------------------------------------
 */

static mode_t mode_of(const struct host_shop *shop)
{
    struct stat file;
    const struct sockaddr_un address = address_in(shop, "till.sock");
    assert_int_equal(lstat(address.sun_path, &file), 0);
    assert_true(S_ISSOCK(file.st_mode));
    return file.st_mode & 07777;
}

static void its_mode_says_who_may_tell_sales(void **state)
{
    const struct host_shop *shop = *state;
    char store[HOST_PATH];
    snprintf(store, sizeof store, "%.200s/store", shop->folder);
    mode_t mask = umask(0);
    pid_t serve = start_serve(shop);
    assert_int_equal(mode_of(shop), 0600);
    stop_serve(serve);
    umask(077);
    assert_int_equal(chmod(store, 02770), 0);
    serve = start_serve(shop);
    assert_int_equal(mode_of(shop), 0660);
    stop_serve(serve);
    umask(mask);
    assert_int_equal(access(address_in(shop, "till.sock").sun_path, F_OK), -1);
}

static void what_a_killed_server_left_is_replaced(void **state)
{
    pid_t serve = start_serve(*state);
    kill(serve, SIGKILL);
    host_wait(serve);
    assert_int_equal(try_connect(*state), -1);
    serve = start_serve(*state);
    expect_service(*state);
    stop_serve(serve);
}

static int listen_at(const struct host_shop *shop, const char *name, int type)
{
    const struct sockaddr_un address = address_in(shop, name);
    int fd = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(fd, (const struct sockaddr *)&address, sizeof address), 0);
    if (type == SOCK_STREAM)
        assert_int_equal(listen(fd, 8), 0);
    return fd;
}

static void become_serve(const struct host_shop *shop, int datagrams, int stream)
{
    char pid[16], program[HOST_PATH * 2];
    snprintf(pid, sizeof pid, "%d", (int)getpid());
    snprintf(program, sizeof program, "%s", host_built("comeback"));
    int first = dup(datagrams), second = dup(stream), nowhere = open("/dev/null", O_WRONLY);
    dup2(nowhere, 1);
    dup2(first, LISTEN_FD);
    dup2(second, LISTEN_FD + 1);
    setenv("LISTEN_PID", pid, 1);
    setenv("LISTEN_FDS", "2", 1);
    execl(program, program, "-c", shop->config, "serve", NULL);
    _exit(127);
}

/* As with systemd: it listens, a till knocks, the service is started and finds the till there. */
static void the_first_till_starts_it(void **state)
{
    int datagrams = listen_at(*state, "serve.sock", SOCK_DGRAM);
    int stream = listen_at(*state, "till.sock", SOCK_STREAM);
    int fd = connect_till(*state);
    send_bytes(fd, "{\"do\":\"version\",\"id\":7}\n", 25);
    pid_t serve = host_fork();
    if (serve == 0)
        become_serve(*state, datagrams, stream);
    expect(read_answer(fd), "\"status\":0,\"id\":7}");
    stop_serve(serve);
    close(fd);
    fd = try_connect(*state);
    assert_true(fd >= 0); /* the manager's still */
    close(fd);
    close(stream);
    close(datagrams);
}

static void beside_a_manager_it_is_left_alone(void **state)
{
    int datagrams = listen_at(*state, "serve.sock", SOCK_DGRAM);
    int stream = listen_at(*state, "till.sock", SOCK_STREAM);
    char program[HOST_PATH * 2], said[64] = {0};
    const struct host_shop *shop = *state;
    const char *const words[] = {program, "-c", shop->config, "serve", NULL};
    struct pollfd knocked = {.fd = stream, .events = POLLIN};
    int out;
    snprintf(program, sizeof program, "%s", host_built("comeback"));
    pid_t serve = host_start(words, &out);
    assert_true(read(out, said, sizeof said - 1) > 0);
    assert_memory_equal(said, "serving ", 8);
    int fd = try_connect(shop);
    assert_int_equal(poll(&knocked, 1, SOON_MS), 1);
    stop_serve(serve);
    close(fd);
    close(out);
    close(stream);
    close(datagrams);
}

/* Else the first till that asks waits for fonts longer than it waits for an answer. */
static void what_has_to_be_drawn_is_drawn_once_before_anybody_asks(void **state)
{
    pid_t serve = start_serve(*state);
    assert_false(has_mapped(serve, "libpango"));
    stop_serve(serve);
    host_edit(*state, "comeback.ini", "a small present", "подарок");
    serve = start_serve(*state);
    assert_true(has_mapped(serve, "libpango"));
    stop_serve(serve);
}

#define IN_A_SHOP(test) cmocka_unit_test_setup_teardown(test, host_make_shop, host_remove_shop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_A_SHOP(answers_come_in_order_with_their_ids),
        IN_A_SHOP(what_has_to_be_drawn_is_drawn_once_before_anybody_asks),
        IN_A_SHOP(what_is_no_question_is_named_and_the_next_is_answered),
        IN_A_SHOP(a_nul_in_a_name_costs_the_sale_that_name),
        IN_A_SHOP(a_card_that_is_only_read_here_is_printed_by_us),
        IN_A_SHOP(a_card_that_is_taken_here_is_not_printed_by_us),
        IN_A_SHOP(five_thousand_items_are_a_sale_and_one_more_is_not),
        IN_A_SHOP(a_line_without_end_is_told_and_ended),
        IN_A_SHOP(a_line_that_drips_in_is_ended_in_time),
        IN_A_SHOP(who_vanishes_in_a_line_or_before_the_answer_harms_nobody),
        IN_A_SHOP(who_never_reads_delays_nobody),
        IN_A_SHOP(the_sixty_fifth_is_told_and_let_in_when_one_leaves),
        IN_A_SHOP(eight_tills_tell_at_once),
        IN_A_SHOP(its_mode_says_who_may_tell_sales),
        IN_A_SHOP(what_a_killed_server_left_is_replaced),
        IN_A_SHOP(the_first_till_starts_it),
        IN_A_SHOP(beside_a_manager_it_is_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
