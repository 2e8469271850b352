/* SPDX-License-Identifier: MIT */
/*
 * The wire to CUPS: against Debian's cupsd, which is run here for these tests alone, with a backend
 * that writes files; and, for what it does not do of its own will, against canned answers.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../drivers/ipp.h"
#include "../../drivers/transport.h"

#define CUPSD "/usr/sbin/cupsd"

enum { JOB_BYTES = 4 << 20, START_MS = 20000 };

static uint8_t job[JOB_BYTES];
static char folder[64];
static pid_t cupsd;
static unsigned cupsd_port;

static const char *path_of(const char *name)
{
    static char paths[2][128];
    static unsigned next;
    char *path = paths[next++ % 2];
    snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

static void write_file(const char *name, const char *text)
{
    FILE *file = fopen(path_of(name), "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static unsigned find_free_port(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    bool found = bind(fd, (struct sockaddr *)&address, length) == 0 &&
                 getsockname(fd, (struct sockaddr *)&address, &length) == 0;
    close(fd);
    return found ? ntohs(address.sin_port) : 0;
}

/* Without rights for others, so that a cupsd of root's runs it as root. */
static void write_backend(void)
{
    mkdir(path_of("bin"), 0755);
    mkdir(path_of("bin/backend"), 0755);
    assert_int_equal(symlink("/usr/lib/cups/daemon", path_of("bin/daemon")), 0);
    write_file("bin/backend/paper", "#!/bin/sh\ncat \"${6:--}\" > \"${DEVICE_URI#paper:}\"\n");
    chmod(path_of("bin/backend/paper"), 0700);
}

static void write_settings(void)
{
    static const char *const folders[] = {"root", "spool", "cache", "state", "temp", "docs"};
    char text[4096];
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++)
        mkdir(path_of(folders[i]), 0755);
    snprintf(text, sizeof text,
             "ServerRoot %s/root\nRequestRoot %s/spool\nCacheDir %s/cache\nStateDir %s/state\n"
             "TempDir %s/temp\nDocumentRoot %s/docs\nServerBin %s/bin\n"
             "DataDir /usr/share/cups\nSystemGroup root\n"
             "AccessLog %s/access\nErrorLog %s/errors\nPageLog %s/pages\n",
             folder, folder, folder, folder, folder, folder, folder, folder, folder, folder);
    write_file("files.conf", text);
    snprintf(text, sizeof text,
             "Listen %s/sock\nListen 127.0.0.1:%u\nBrowsing Off\nWebInterface No\n"
             "DefaultAuthType None\nLogLevel debug\n<Location />\nOrder allow,deny\nAllow all\n"
             "</Location>\n<Policy default>\n<Limit All>\nOrder deny,allow\n</Limit>\n</Policy>\n",
             folder, cupsd_port);
    write_file("cupsd.conf", text);
    snprintf(text, sizeof text,
             "<Printer till>\nDeviceURI paper:%s/till.out\nState Idle\nAccepting Yes\n</Printer>\n"
             "<Printer B\xc3\xbcro>\nDeviceURI paper:%s/office.out\nState Idle\nAccepting Yes\n"
             "</Printer>\n"
             "<Printer stopped>\nDeviceURI paper:%s/stopped.out\nState Stopped\nReason paused\n"
             "Accepting Yes\n</Printer>\n"
             "<Printer closed>\nDeviceURI paper:%s/closed.out\nState Idle\nAccepting No\n"
             "</Printer>\n",
             folder, folder, folder, folder);
    write_file("root/printers.conf", text);
}

static void run_cupsd(void)
{
    int log = open(path_of("cupsd.log"), O_CREAT | O_WRONLY | O_APPEND, 0600);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    dup2(log, 1);
    dup2(log, 2);
    execl(CUPSD, "cupsd", "-f", "-c", path_of("cupsd.conf"), "-s", path_of("files.conf"), NULL);
    _exit(127);
}

static bool answers(void)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    snprintf(address.sun_path, sizeof address.sun_path, "%s/sock", folder);
    bool found = connect(fd, (struct sockaddr *)&address, sizeof address) == 0;
    close(fd);
    return found;
}

static int start_cupsd(void)
{
    cupsd_port = find_free_port();
    write_settings();
    write_backend();
    cupsd = fork();
    if (cupsd == 0)
        run_cupsd();
    for (int64_t end_ms = deadline_after(START_MS); deadline_left_ms(end_ms) > 0; usleep(20000))
        if (answers())
            return 0;
    print_message("cupsd did not come up: see %s\n", path_of("errors"));
    return -1;
}

static int set_up(void **state)
{
    sigset_t pipe_set;
    (void)state;
    for (size_t i = 0; i < JOB_BYTES; i++)
        job[i] = (uint8_t)(i * 7 + i / 251);
    sigemptyset(&pipe_set);
    sigaddset(&pipe_set, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe_set, NULL);
    strcpy(folder, "/tmp/cups-XXXXXX");
    /* cupsd's children are another user's and must get in. */
    if (mkdtemp(folder) == NULL || chmod(folder, 0755) < 0)
        return -1;
    setenv("CUPS_SERVER", path_of("sock"), 1);
    return access(CUPSD, X_OK) == 0 ? start_cupsd() : 0;
}

static int tear_down(void **state)
{
    char command[96];
    sigset_t pending;
    (void)state;
    if (cupsd > 0) {
        kill(cupsd, SIGTERM);
        waitpid(cupsd, NULL, 0);
    }
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    sigpending(&pending);
    return system(command) != 0 || sigismember(&pending, SIGPIPE);
}

static void need_cupsd(void)
{
    if (cupsd > 0)
        return;
    print_message("no " CUPSD " here\n");
    skip();
}

static int open_place(const char *place, int timeout_ms, struct transport **out,
                      struct drv_fault *fault)
{
    const struct transport_target target = {.place = place};
    return transport_cups.open(&target, deadline_after(timeout_ms), out, fault);
}

static struct transport *open_wire(const char *place)
{
    struct transport *wire = NULL;
    struct drv_fault fault = {""};
    if (open_place(place, 10000, &wire, &fault) != DRV_OK)
        fail_msg("%s", fault.text);
    return wire;
}

static int send_job(struct transport *wire, size_t length, int timeout_ms,
                    enum printer_result *result, struct drv_fault *fault)
{
    size_t taken = 0;
    assert_int_equal(wire->ops->write(wire, job, length / 2, &taken, fault), DRV_OK);
    assert_int_equal(taken, length / 2);
    assert_int_equal(wire->ops->write(wire, job + length / 2, length - length / 2, &taken, fault),
                     DRV_OK);
    return wire->ops->finish(wire, deadline_after(timeout_ms), result, fault);
}

static bool has_come(const char *name, size_t length)
{
    struct stat is;
    for (int64_t end_ms = deadline_after(20000); deadline_left_ms(end_ms) > 0; usleep(20000))
        if (stat(path_of(name), &is) == 0 && (size_t)is.st_size == length)
            return true;
    return false;
}

static void check_printed(const char *place, const char *output, size_t length)
{
    struct drv_fault fault = {""};
    enum printer_result result = PRINTER_UNCONFIRMED;
    static uint8_t read[JOB_BYTES];
    struct transport *wire = open_wire(place);
    assert_int_equal(send_job(wire, length, 10000, &result, &fault), DRV_OK);
    wire->ops->close(wire);
    assert_int_equal(result, PRINTER_UNCONFIRMED);
    assert_string_equal(fault.text, "");
    assert_true(has_come(output, length));
    FILE *file = fopen(path_of(output), "rb");
    assert_non_null(file);
    assert_int_equal(fread(read, 1, length, file), length);
    fclose(file);
    assert_memory_equal(read, job, length);
}

static void a_job_comes_out_of_its_queue_as_it_went_in(void **state)
{
    (void)state;
    need_cupsd();
    check_printed("till", "till.out", 300000);
}

static void a_queue_may_have_a_name_that_is_not_ascii(void **state)
{
    (void)state;
    need_cupsd();
    check_printed("B\xc3\xbcro", "office.out", 500);
}

static void a_server_is_reached_by_tcp(void **state)
{
    (void)state;
    char place[64];
    need_cupsd();
    snprintf(place, sizeof place, "//127.0.0.1:%u/till", cupsd_port);
    check_printed(place, "till.out", 700);
}

static void a_queue_that_cannot_print_says_why(void **state)
{
    (void)state;
    static const struct {
        const char *queue, *text;
    } cases[] = {
        {"nix", "cups has no queue \"nix\""},
        {"stopped", "cups has stopped the queue \"stopped\": paused"},
        {"closed", "the queue \"closed\" of cups takes no jobs"},
    };
    need_cupsd();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct transport *wire = NULL;
        struct drv_fault fault = {""};
        assert_int_equal(open_place(cases[i].queue, 10000, &wire, &fault), DRV_IO);
        assert_string_equal(fault.text, cases[i].text);
        assert_null(wire);
    }
}

static void a_name_is_read_strictly(void **state)
{
    (void)state;
    static const struct {
        const char *place, *wrong;
    } cases[] = {
        {"till", NULL},
        {"Till_2", NULL},
        {"//print.lan/till", NULL},
        {"//[::1]:8631/till", NULL},
        {"///till", "it names no host"},
        {"//print.lan", "expected cups:QUEUE or cups://host/QUEUE"},
        {"//print.lan/", "it names no queue"},
        {"//print.lan:0/till", "a port is 1 to 65535"},
        {"//print.lan/printers/till", "not the name of a queue"},
        {"/till", "not the name of a queue"},
        {"the till", "not the name of a queue"},
        {"till#2", "not the name of a queue"},
        {"till?a=b", "not the name of a queue"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char expected[240] = "";
        struct drv_fault fault = {""};
        if (cases[i].wrong != NULL)
            snprintf(expected, sizeof expected, "printer \"cups:%s\": %s", cases[i].place,
                     cases[i].wrong);
        assert_int_equal(transport_cups.check(cases[i].place, &fault),
                         cases[i].wrong == NULL ? DRV_OK : DRV_INVALID);
        assert_string_equal(fault.text, expected);
    }
}

static void a_name_has_at_most_127_bytes(void **state)
{
    (void)state;
    char name[129];
    memset(name, 'q', sizeof name);
    name[127] = '\0';
    assert_int_equal(transport_cups.check(name, NULL), DRV_OK);
    name[127] = 'q';
    name[128] = '\0';
    struct drv_fault fault = {""};
    assert_int_equal(transport_cups.check(name, &fault), DRV_INVALID);
    assert_non_null(strstr(fault.text, ": the name of a queue has at most 127 bytes"));
}

/* A server of canned answers, one a connection. */

struct canned {
    const char *answer; /* NULL: it closes */
    size_t length;
    size_t reads; /* so much of a request before; SIZE_MAX: all of it */
};

struct server {
    char path[100];
    int fd;
    const struct canned *canned;
    size_t count;
    pthread_t thread;
    size_t heard;
};

/* How long is a request whose head is there? */
static size_t request_length(const char *text)
{
    const char *length = strstr(text, "Content-Length: "), *end = strstr(text, "\r\n\r\n");
    return length == NULL || end == NULL
               ? SIZE_MAX
               : (size_t)(end + 4 - text) + strtoul(length + 16, NULL, 10);
}

static void hear(struct server *server, int fd, size_t most)
{
    static char request[JOB_BYTES + 4096];
    size_t length = 0;
    while (length < most) {
        size_t room = most - length < sizeof request - 1 - length ? most - length
                                                                  : sizeof request - 1 - length;
        ssize_t count = read(fd, request + length, room);
        if (count <= 0)
            break;
        length += (size_t)count;
        request[length] = '\0';
        if (length >= request_length(request))
            break;
    }
    server->heard += length;
}

static void *serve(void *argument)
{
    struct server *server = argument;
    for (size_t i = 0; i < server->count; i++) {
        int fd = accept(server->fd, NULL, NULL);
        if (fd < 0)
            break;
        hear(server, fd, server->canned[i].reads);
        if (server->canned[i].answer != NULL)
            send(fd, server->canned[i].answer, server->canned[i].length, MSG_NOSIGNAL);
        close(fd);
    }
    return NULL;
}

static void start_server(struct server *server, const struct canned *canned, size_t count)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    *server = (struct server){.canned = canned, .count = count};
    snprintf(server->path, sizeof server->path, "%s", path_of("canned"));
    strcpy(address.sun_path, server->path);
    unlink(server->path);
    server->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(server->fd, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(server->fd, 4), 0);
    setenv("CUPS_SERVER", server->path, 1);
    pthread_create(&server->thread, NULL, serve, server);
}

static void stop_server(struct server *server)
{
    shutdown(server->fd, SHUT_RDWR);
    pthread_join(server->thread, NULL);
    close(server->fd);
    setenv("CUPS_SERVER", path_of("sock"), 1);
}

#define ANSWER(text) .answer = (text), .length = sizeof(text) - 1, .reads = SIZE_MAX
#define IPP_OK       "\x01\x01\x00\x00\x00\x00\x00\x01\x03"
#define OK_HEAD      "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"

static void an_answer_that_is_none_is_told(void **state)
{
    (void)state;
    static const struct {
        struct canned canned;
        int status;
        const char *text;
    } cases[] = {
        {{ANSWER("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n")},
         DRV_IO,
         "cups answered \"401\": it wants a password"},
        {{ANSWER("HTTP/1.1 426 Upgrade Required\r\nContent-Length: 0\r\n\r\n")},
         DRV_IO,
         "cups answered \"426\": it wants encryption"},
        {{ANSWER("HTTP/1.1 418 Teapot\r\nContent-Length: 0\r\n\r\n")},
         DRV_IO,
         "cups answered \"418\""},
        {{ANSWER("220 mail.lan ESMTP\r\n")}, DRV_IO, "cups answered what is not HTTP"},
        {{ANSWER("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")},
         DRV_IO,
         "cups answered what is not IPP"},
        {{ANSWER("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n\x01\x01\x00")},
         DRV_GONE,
         "cups broke off the connection"},
        {{.reads = 10}, DRV_GONE, "cups broke off the connection: Connection reset by peer"},
        {{ANSWER("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"
                 "\x01\x01\x05\x09\x00\x00\x00\x01\x03")},
         DRV_IO,
         "cups says \"server-error-multiple-document-jobs-not-supported\" of the queue \"q\""},
        {{ANSWER("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"
                 "\x01\x01\x04\x99\x00\x00\x00\x01\x03")},
         DRV_IO,
         "cups says \"status 0x0499\" of the queue \"q\""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct server server;
        struct transport *wire = NULL;
        struct drv_fault fault = {""};
        start_server(&server, &cases[i].canned, 1);
        assert_int_equal(open_place("q", 5000, &wire, &fault), cases[i].status);
        assert_string_equal(fault.text, cases[i].text);
        assert_null(wire);
        stop_server(&server);
    }
}

static void a_server_that_is_silent_is_not_waited_for(void **state)
{
    (void)state;
    struct server server;
    struct transport *wire = NULL;
    struct drv_fault fault = {""};
    start_server(&server, NULL, 0);
    int64_t begin_ms = deadline_after(0);
    assert_int_equal(open_place("q", 200, &wire, &fault), DRV_TIMEOUT);
    assert_in_range(deadline_after(0) - begin_ms, 190, 500);
    assert_string_equal(fault.text, "cups did not answer in time");
    stop_server(&server);
}

static void a_server_that_is_not_there_is_told(void **state)
{
    (void)state;
    struct transport *wire = NULL;
    struct drv_fault fault = {""};
    char expected[200];
    setenv("CUPS_SERVER", path_of("nobody"), 1);
    assert_int_equal(open_place("q", 200, &wire, &fault), DRV_GONE);
    snprintf(expected, sizeof expected, "cups at \"%s\": No such file or directory",
             path_of("nobody"));
    assert_string_equal(fault.text, expected);
    setenv("CUPS_SERVER", path_of("sock"), 1);
}

/* What becomes of a job in finish, the queue having said before that it is ready. */
static void check_finish(const struct canned *second, size_t length, int status,
                         enum printer_result result, const char *text)
{
    const struct canned canned[] = {{ANSWER(OK_HEAD IPP_OK)}, *second};
    struct server server;
    struct drv_fault fault = {""};
    enum printer_result found = PRINTER_UNCONFIRMED;
    start_server(&server, canned, 2);
    struct transport *wire = open_wire("q");
    assert_int_equal(send_job(wire, length, 500, &found, &fault), status);
    assert_string_equal(fault.text, text);
    assert_string_equal(printer_result_name(found), printer_result_name(result));
    wire->ops->close(wire);
    stop_server(&server);
}

static void a_job_whose_answer_is_lost_may_be_in_the_queue(void **state)
{
    (void)state;
    check_finish(&(struct canned){.reads = SIZE_MAX}, 5000, DRV_GONE, PRINTER_UNCONFIRMED,
                 "cups broke off the connection");
}

/* Larger than what the system takes in for a server that does not read. */
static void a_job_of_which_not_all_was_sent_is_not_printed(void **state)
{
    (void)state;
    check_finish(&(struct canned){.reads = 1000}, 4 << 20, DRV_GONE, PRINTER_NOT_PRINTED,
                 "cups broke off the connection: Connection reset by peer");
}

static void a_job_that_is_refused_is_not_printed(void **state)
{
    (void)state;
    check_finish(&(struct canned){ANSWER(OK_HEAD "\x01\x01\x05\x06\x00\x00\x00\x01\x03")}, 5000,
                 DRV_IO, PRINTER_NOT_PRINTED,
                 "cups says \"server-error-not-accepting-jobs\" of the queue \"q\"");
}

static void an_answer_in_chunks_after_a_promise_is_an_answer(void **state)
{
    (void)state;
    check_finish(&(struct canned){ANSWER("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"
                                         "Transfer-Encoding: chunked\r\n\r\n"
                                         "4\r\n\x01\x01\x00\x00\r\n5\r\n\x00\x00\x00\x01\x03\r\n"
                                         "0\r\n\r\n")},
                 5000, DRV_OK, PRINTER_UNCONFIRMED, "");
}

static void a_job_has_at_most_8_mebibytes(void **state)
{
    (void)state;
    static const struct canned canned[] = {{ANSWER(OK_HEAD IPP_OK)}};
    struct server server;
    struct drv_fault fault = {""};
    size_t taken = 7, limit = 8 << 20;
    uint8_t *large = calloc(1, limit + 1);
    start_server(&server, canned, 1);
    struct transport *wire = open_wire("q");
    assert_int_equal(wire->ops->write(wire, large, limit + 1, &taken, &fault), DRV_LIMIT);
    assert_string_equal(fault.text, "a job of more than \"8388608\" bytes");
    assert_int_equal(taken, 7);
    assert_int_equal(wire->ops->write(wire, large, limit, &taken, &fault), DRV_OK);
    assert_int_equal(taken, limit);
    assert_int_equal(wire->ops->write(wire, large, 1, &taken, &fault), DRV_LIMIT);
    wire->ops->close(wire);
    stop_server(&server);
    free(large);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_job_comes_out_of_its_queue_as_it_went_in),
        cmocka_unit_test(a_queue_may_have_a_name_that_is_not_ascii),
        cmocka_unit_test(a_server_is_reached_by_tcp),
        cmocka_unit_test(a_queue_that_cannot_print_says_why),
        cmocka_unit_test(a_name_is_read_strictly),
        cmocka_unit_test(a_name_has_at_most_127_bytes),
        cmocka_unit_test(an_answer_that_is_none_is_told),
        cmocka_unit_test(a_server_that_is_silent_is_not_waited_for),
        cmocka_unit_test(a_server_that_is_not_there_is_told),
        cmocka_unit_test(a_job_whose_answer_is_lost_may_be_in_the_queue),
        cmocka_unit_test(a_job_of_which_not_all_was_sent_is_not_printed),
        cmocka_unit_test(a_job_that_is_refused_is_not_printed),
        cmocka_unit_test(an_answer_in_chunks_after_a_promise_is_an_answer),
        cmocka_unit_test(a_job_has_at_most_8_mebibytes),
    };
    return cmocka_run_group_tests_name("cups", tests, set_up, tear_down);
}
