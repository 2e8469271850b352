/* SPDX-License-Identifier: MIT */
/* `comeback virtual-printer` from outside: what its clients see, what it tells, what lies there. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "built.h"

enum { PATIENCE_MS = 30000, MOST_WORDS = 24, LINE_ROOM = 65536 };

#define SLIP(text) text "\n\x1dV\x01"
#define ASK_ID                                                                                     \
    "\x1d(H\x06\0"                                                                                 \
    "000001"
#define ID "7\"0001"

static char program[PATH_MAX], folder[64];

struct printer {
    pid_t pid;
    int out_fd;
    char line[LINE_ROOM]; /* read, and not yet told */
    size_t length;
    int port;
};

/* In the test's folder; --json and what follows. The words end with NULL. */
static struct printer *start(const char *const *words)
{
    const char *all[MOST_WORDS] = {program, "virtual-printer", "--json"};
    struct printer *printer = calloc(1, sizeof *printer);
    int pipe_fds[2];
    for (int i = 0; words[i] != NULL; i++)
        all[3 + i] = words[i];
    assert_int_equal(pipe2(pipe_fds, O_CLOEXEC), 0);
    printer->pid = fork();
    if (printer->pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL); /* a test that fails does not stop it */
        dup2(pipe_fds[1], STDOUT_FILENO);
        if (chdir(folder) == 0)
            execv(program, (char *const *)all);
        _exit(127);
    }
    close(pipe_fds[1]);
    printer->out_fd = pipe_fds[0];
    return printer;
}

/* True where something can be read before patience ends. */
static bool wait_for(int fd, int patience_ms)
{
    struct pollfd poll_fd = {.fd = fd, .events = POLLIN};
    return poll(&poll_fd, 1, patience_ms) > 0;
}

/* The next line it tells. */
static json_t *event(struct printer *printer)
{
    char *end;
    while ((end = memchr(printer->line, '\n', printer->length)) == NULL) {
        assert_true(wait_for(printer->out_fd, PATIENCE_MS));
        ssize_t count =
            read(printer->out_fd, printer->line + printer->length, LINE_ROOM - printer->length);
        assert_true(count > 0);
        printer->length += (size_t)count;
    }
    json_t *object = json_loadb(printer->line, (size_t)(end - printer->line), 0, NULL);
    assert_non_null(object);
    printer->length -= (size_t)(end + 1 - printer->line);
    memmove(printer->line, end + 1, printer->length);
    return object;
}

static void expect_event(struct printer *printer, const char *name)
{
    json_t *object = event(printer);
    assert_string_equal(json_string_value(json_object_get(object, "event")), name);
    json_decref(object);
}

static void expect_fault(struct printer *printer, const char *name)
{
    json_t *object = event(printer);
    assert_string_equal(json_string_value(json_object_get(object, "event")), "fault");
    assert_string_equal(json_string_value(json_object_get(object, "name")), name);
    json_decref(object);
}

/* When it ended, in ms. */
static json_int_t expect_sheet(struct printer *printer, int number, const char *end,
                               const char *text)
{
    json_t *object = event(printer);
    json_int_t at_ms = json_integer_value(json_object_get(object, "at_ms"));
    assert_string_equal(json_string_value(json_object_get(object, "event")), "sheet");
    assert_int_equal(json_integer_value(json_object_get(object, "number")), number);
    assert_string_equal(json_string_value(json_object_get(object, "end")), end);
    assert_string_equal(json_string_value(json_object_get(object, "text")), text);
    json_decref(object);
    return at_ms;
}

static void expect_end(struct printer *printer)
{
    int status;
    expect_event(printer, "totals");
    assert_int_equal(waitpid(printer->pid, &status, 0), printer->pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    close(printer->out_fd);
    free(printer);
}

static void stop(struct printer *printer)
{
    assert_int_equal(kill(printer->pid, SIGTERM), 0);
    expect_end(printer);
}

static struct printer *start_tcp(const char *const *more)
{
    const char *words[MOST_WORDS - 3] = {"--listen", "127.0.0.1:0"};
    for (int i = 0; more[i] != NULL; i++)
        words[2 + i] = more[i];
    struct printer *printer = start(words);
    json_t *listening = event(printer);
    assert_string_equal(json_string_value(json_object_get(listening, "event")), "listening");
    printer->port = (int)json_integer_value(json_object_get(listening, "port"));
    assert_true(printer->port > 0);
    json_decref(listening);
    return printer;
}

#define START_TCP(...) start_tcp((const char *const[]){__VA_ARGS__, NULL})

/* -1 with errno set where it is refused. */
static int try_connect(const struct printer *printer)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)printer->port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0);
    if (connect(fd, (const struct sockaddr *)&address, sizeof address) == 0)
        return fd;
    int error = errno;
    close(fd);
    errno = error;
    return -1;
}

static int connect_to(struct printer *printer)
{
    int fd = try_connect(printer);
    assert_true(fd >= 0);
    return fd;
}

static void put(int fd, const char *bytes, size_t length)
{
    assert_int_equal(write(fd, bytes, length), length);
}

static void expect_bytes(int fd, const char *bytes, size_t length)
{
    char got[64];
    for (size_t at = 0; at < length;) {
        assert_true(wait_for(fd, PATIENCE_MS));
        ssize_t count = read(fd, got + at, length - at);
        assert_true(count > 0);
        at += (size_t)count;
    }
    assert_memory_equal(got, bytes, length);
}

/* The other side has nothing more to say. */
static void expect_closed(int fd)
{
    char byte;
    assert_true(wait_for(fd, PATIENCE_MS));
    assert_int_equal(read(fd, &byte, 1), 0);
    close(fd);
}

#define PUT(fd, bytes)    put(fd, bytes, sizeof(bytes) - 1)
#define EXPECT(fd, bytes) expect_bytes(fd, bytes, sizeof(bytes) - 1)

static void expect_file(const char *name, const char *start_of_it, size_t length)
{
    char path[PATH_MAX], got[64] = "";
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fread(got, 1, length, file), length);
    fclose(file);
    assert_memory_equal(got, start_of_it, length);
}

static void a_slip_sent_by_tcp_comes_out_and_is_confirmed(void **state)
{
    (void)state;
    struct printer *printer = START_TCP("--out", "paper");
    int fd = connect_to(printer);
    PUT(fd, SLIP("one") ASK_ID);
    EXPECT(fd, ID "\0");
    shutdown(fd, SHUT_WR);
    expect_closed(fd);
    expect_event(printer, "linked");
    expect_sheet(printer, 1, "cut", "one\n");
    expect_event(printer, "lost");
    stop(printer);
    expect_file("paper/000001.png", "\x89PNG\r\n", 6);
    expect_file("paper/000001.txt", "one\n", 4);
}

static void who_comes_second_waits_unread(void **state)
{
    (void)state;
    struct printer *printer = start_tcp((const char *const[]){NULL});
    int first = connect_to(printer), second = connect_to(printer);
    PUT(second, SLIP("second"));
    PUT(first, SLIP("first") ASK_ID);
    EXPECT(first, ID "\0");
    expect_event(printer, "linked");
    expect_sheet(printer, 1, "cut", "first\n");
    close(first);
    expect_event(printer, "lost");
    expect_event(printer, "linked");
    expect_sheet(printer, 2, "cut", "second\n");
    stop(printer);
    close(second);
}

static void who_comes_second_may_be_refused(void **state)
{
    (void)state;
    struct printer *printer = START_TCP("--refuse");
    int first = connect_to(printer);
    expect_event(printer, "linked");
    assert_int_equal(try_connect(printer), -1);
    assert_int_equal(errno, ECONNREFUSED);
    shutdown(first, SHUT_WR);
    expect_closed(first);
    expect_event(printer, "lost");
    int second = connect_to(printer);
    expect_event(printer, "linked");
    stop(printer);
    close(second);
}

static void a_reset_printer_resets_the_connection(void **state)
{
    (void)state;
    struct printer *printer = START_TCP("--fault", "reset@6b");
    char byte;
    int fd = connect_to(printer);
    PUT(fd, SLIP("never"));
    assert_true(wait_for(fd, PATIENCE_MS));
    assert_int_equal(read(fd, &byte, 1), -1);
    assert_int_equal(errno, ECONNRESET);
    close(fd);
    expect_event(printer, "linked");
    expect_fault(printer, "reset");
    expect_event(printer, "lost");
    fd = connect_to(printer);
    PUT(fd, SLIP("after"));
    expect_event(printer, "linked");
    expect_sheet(printer, 1, "cut", "after\n");
    stop(printer);
    close(fd);
}

static void a_pulled_cable_tells_nobody(void **state)
{
    (void)state;
    struct printer *printer = START_TCP("--fault", "unplug@4b", "--fault", "plug@+300ms");
    int old = connect_to(printer);
    PUT(old, SLIP("one"));
    expect_event(printer, "linked");
    expect_fault(printer, "unplug");
    expect_event(printer, "lost");
    PUT(old, SLIP("lost"));
    expect_fault(printer, "plug");
    int fd = connect_to(printer);
    PUT(fd, "\x1dV\x01" ASK_ID);
    EXPECT(fd, ID "\0");
    expect_event(printer, "linked");
    expect_sheet(printer, 1, "cut", "one\n");
    assert_false(wait_for(old, 0)); /* neither an end nor a reset */
    stop(printer);
    close(old);
    close(fd);
}

static int open_line(const char *name)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    int fd = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);
    assert_true(fd >= 0);
    return fd;
}

static void a_pty_comes_back_at_the_same_link(void **state)
{
    (void)state;
    struct printer *printer = start((const char *const[]){
        "--pty", "--link", "tty", "--fault", "unplug@15b", "--fault", "plug@+300ms", NULL});
    expect_event(printer, "listening");
    int fd = open_line("tty");
    PUT(fd, SLIP("one") "\x10\x04\x01");
    EXPECT(fd, "\x12");
    expect_sheet(printer, 1, "cut", "one\n");
    PUT(fd, SLIP("two"));
    expect_fault(printer, "unplug");
    expect_event(printer, "lost");
    struct pollfd hung_up = {.fd = fd};
    assert_int_equal(poll(&hung_up, 1, PATIENCE_MS), 1);
    assert_true(hung_up.revents & POLLHUP);
    close(fd);
    expect_fault(printer, "plug");
    expect_event(printer, "linked");
    fd = open_line("tty");
    PUT(fd, "\n\x1dV\x01");
    expect_sheet(printer, 2, "cut", "two\n");
    stop(printer);
    close(fd);
}

static void without_power_a_serial_line_swallows_everything(void **state)
{
    (void)state;
    struct printer *printer = start((const char *const[]){
        "--pty", "--link", "tty", "--fault", "power-off@7b", "--fault", "power-on@+300ms", NULL});
    expect_event(printer, "listening");
    int fd = open_line("tty");
    PUT(fd, SLIP("one"));
    expect_fault(printer, "power-off");
    PUT(fd, SLIP("two"));
    expect_fault(printer, "power-on");
    EXPECT(fd, "\x3b\x31\0");
    PUT(fd, SLIP("three"));
    expect_sheet(printer, 1, "cut", "three\n");
    stop(printer);
    close(fd);
}

static void one_that_is_stopped_tells_what_hangs_in_it(void **state)
{
    (void)state;
    struct printer *printer = START_TCP("--out", "still");
    int fd = connect_to(printer);
    PUT(fd, "one\n\x1dr\x01");
    EXPECT(fd, "\0");
    kill(printer->pid, SIGINT);
    expect_event(printer, "linked");
    expect_sheet(printer, 1, "still", "one\n");
    expect_end(printer);
    expect_file("still/000001.txt", "one\n", 4);
    close(fd);
}

static void it_ends_by_itself_after_its_jobs_or_its_time(void **state)
{
    (void)state;
    struct printer *printer = START_TCP("--jobs", "2");
    int fd = connect_to(printer);
    PUT(fd, SLIP("one") SLIP("two") ASK_ID);
    EXPECT(fd, ID "\0"); /* the last one is answered still */
    close(fd);
    expect_event(printer, "linked");
    expect_sheet(printer, 1, "cut", "one\n");
    expect_sheet(printer, 2, "cut", "two\n");
    expect_event(printer, "lost");
    expect_end(printer);
    expect_end(START_TCP("--for", "1"));
}

static void it_answers_only_what_it_is_told_to(void **state)
{
    (void)state;
    struct printer *printer = START_TCP("--answers", "realtime,process-id");
    int fd = connect_to(printer);
    PUT(fd, "\x1dr\x01\x1d"
            "a\xff" ASK_ID "\x10\x04\x04");
    shutdown(fd, SHUT_WR);
    EXPECT(fd, "\x12" ID "\0");
    expect_closed(fd);
    expect_event(printer, "linked");
    expect_event(printer, "lost");
    stop(printer);
}

/* 6,000 bytes of 10 bits at 115,200 a second. */
static void no_byte_is_faster_than_its_baud_rate(void **state)
{
    (void)state;
    static char job[6000 + 4] = "\x1dv0\0\x32\0\x77\0";
    struct printer *printer =
        START_TCP("--baud", "115200", "--speed", "10000", "--short", "7", "--cut", "1");
    memcpy(job + 8 + 0x32 * 0x77, "\n\x1dV\x01", 4);
    int fd = connect_to(printer);
    put(fd, job, sizeof job);
    json_t *linked = event(printer);
    json_int_t begin_ms = json_integer_value(json_object_get(linked, "at_ms"));
    json_decref(linked);
    json_int_t end_ms = expect_sheet(printer, 1, "cut", "[image 400x119]\n");
    assert_true(end_ms - begin_ms >= 500);
    stop(printer);
    close(fd);
}

static void a_full_printer_holds_its_client_back(void **state)
{
    (void)state;
    static char blank[4 << 20];
    struct printer *printer = START_TCP("--receive-window", "4096", "--fault", "cover-open@0ms");
    int fd = connect_to(printer);
    setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &(int){4096}, sizeof(int));
    size_t sent = 0;
    expect_fault(printer, "cover-open");
    expect_event(printer, "linked");
    for (int pause = 0; pause < 20; pause++) {
        ssize_t count = send(fd, blank, sizeof blank, MSG_DONTWAIT);
        sent += count > 0 ? (size_t)count : 0;
        poll(NULL, 0, 10);
    }
    assert_true(sent >= 4096);
    assert_true(sent < 100000);
    stop(printer);
    close(fd);
}

/* A line of shell in the test's folder, $C being the command; its exit code, and what it said. */
static int run(const char *options, char *err, size_t room)
{
    char line[PATH_MAX + 512];
    snprintf(line, sizeof line, "cd '%s' && '%s' virtual-printer %s 2>&1 </dev/null", folder,
             program, options);
    FILE *stream = popen(line, "r");
    assert_non_null(stream);
    err[fread(err, 1, room - 1, stream)] = '\0';
    int status = pclose(stream);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void nonsense_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *options;
        int code;
        const char *said;
    } cases[] = {
        {"", 2, "comeback: virtual-printer: one of --listen ADDR:PORT and --pty is needed\n"},
        {"--pty --listen 127.0.0.1:0", 2,
         "comeback: virtual-printer: one of --listen ADDR:PORT and --pty is needed\n"},
        {"--listen 127.0.0.1:0 --link x", 2, "comeback: --link: only a pty has a path\n"},
        {"--listen here", 2,
         "comeback: --listen: found \"here\", expected such as 127.0.0.1:9100\n"},
        {"--listen here:80", 2, "comeback: --listen: \"here:80\": Name or service not known\n"},
        {"--listen 192.0.2.1:9100", 1,
         "comeback: --listen: \"192.0.2.1:9100\": Cannot assign requested address\n"},
        {"--pty --baud 0", 2,
         "comeback: --baud: found \"0\", expected a whole number of 50 to 10000000\n"},
        {"--pty --profile x", 2, "comeback: --profile: there is no \"x\"\n"},
        {"--pty --answers asb,x", 2,
         "comeback: --answers: found \"x\", expected some of realtime, asb, gs-r, process-id, "
         "recover, clear with commas between, or all, or none\n"},
        {"--pty --fault fire@3", 2, "comeback: fault \"fire@3\": there is no \"fire\"\n"},
        {"--pty --out /dev/null/x", 1, "comeback: --out: \"/dev/null/x\": Not a directory\n"},
        {"--pty --link .", 1, "comeback: --link: \".\": File exists\n"},
        {"--pty --falt x", 2,
         "comeback: virtual-printer: unknown option \"--falt\"; did you mean --fault?\n"},
        {"--pty --fault", 2, "comeback: virtual-printer: --fault: its value is missing\n"},
    };
    char said[1024];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(run(cases[i].options, said, sizeof said), cases[i].code);
        assert_string_equal(said, cases[i].said);
    }
}

static void in_words_the_first_line_is_the_path_of_the_pty(void **state)
{
    (void)state;
    char said[1024];
    assert_int_equal(run("--pty --for 1", said, sizeof said), 0);
    assert_memory_equal(said, "/dev/pts/", 9);
    const char *second = strchr(said, '\n');
    assert_non_null(second);
    assert_string_equal(second + 1,
                        "0 sheets, 0 bytes, 0 rows; printed for 0 ms, waited for bytes 0 ms\n");
}

static int make_folder(void **state)
{
    (void)state;
    signal(SIGPIPE, SIG_IGN);
    strcpy(folder, "/tmp/virtual-printer-XXXXXX");
    return mkdtemp(folder) == NULL;
}

static int remove_folder(void **state)
{
    char line[128];
    (void)state;
    snprintf(line, sizeof line, "rm -rf '%s'", folder);
    return system(line);
}

int main(void)
{
    built_find("comeback", program);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_slip_sent_by_tcp_comes_out_and_is_confirmed),
        cmocka_unit_test(who_comes_second_waits_unread),
        cmocka_unit_test(who_comes_second_may_be_refused),
        cmocka_unit_test(a_reset_printer_resets_the_connection),
        cmocka_unit_test(a_pulled_cable_tells_nobody),
        cmocka_unit_test(a_pty_comes_back_at_the_same_link),
        cmocka_unit_test(without_power_a_serial_line_swallows_everything),
        cmocka_unit_test(one_that_is_stopped_tells_what_hangs_in_it),
        cmocka_unit_test(it_ends_by_itself_after_its_jobs_or_its_time),
        cmocka_unit_test(it_answers_only_what_it_is_told_to),
        cmocka_unit_test(no_byte_is_faster_than_its_baud_rate),
        cmocka_unit_test(a_full_printer_holds_its_client_back),
        cmocka_unit_test(nonsense_is_refused),
        cmocka_unit_test(in_words_the_first_line_is_the_path_of_the_pty),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
