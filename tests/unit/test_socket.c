/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <resolv.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../drivers/socket_connect.h"
#include "../../drivers/transport.h"
#include "../doubles/tcp_body.h"
#include "../doubles/tcp_printer.h"

enum { JOB_BYTES = 200000 };

static uint8_t job[JOB_BYTES];

static int make_job(void **state)
{
    sigset_t pipe_set;
    (void)state;
    for (size_t i = 0; i < JOB_BYTES; i++)
        job[i] = (uint8_t)(i * 7 + i / 251);
    sigemptyset(&pipe_set);
    sigaddset(&pipe_set, SIGPIPE);
    return pthread_sigmask(SIG_BLOCK, &pipe_set, NULL);
}

static int no_signal_was_raised(void **state)
{
    sigset_t pending;
    (void)state;
    sigpending(&pending);
    return sigismember(&pending, SIGPIPE);
}

static struct tcp_printer *start(const struct tcp_printer_script *script)
{
    struct tcp_printer *printer = tcp_printer_start(script);
    assert_non_null(printer);
    return printer;
}

static int open_port(unsigned port, int timeout_ms, struct transport **out, struct drv_fault *fault)
{
    char place[64];
    struct transport_target target = {.place = place};
    snprintf(place, sizeof place, "//127.0.0.1:%u", port);
    return transport_socket.open(&target, deadline_after(timeout_ms), out, fault);
}

static struct transport *open_wire(const struct tcp_printer *printer)
{
    struct transport *wire;
    struct drv_fault fault = {""};
    if (open_port(tcp_printer_port(printer), 5000, &wire, &fault) != DRV_OK)
        fail_msg("%s", fault.text);
    return wire;
}

/* As delivery does: writes until all is taken, the wire fails, or the time is over. */
static int write_job(struct transport *wire, size_t length, int timeout_ms, size_t *taken,
                     struct drv_fault *fault)
{
    int64_t deadline_ms = deadline_after(timeout_ms);
    int status = DRV_OK;
    for (*taken = 0; status == DRV_OK && *taken < length;) {
        size_t count = 0;
        if (deadline_left_ms(deadline_ms) == 0)
            return DRV_TIMEOUT;
        status = wire->ops->write(wire, job + *taken, length - *taken, &count, fault);
        *taken += count;
        if (status == DRV_OK && *taken < length)
            status = wire->ops->wait(wire, true, deadline_ms, fault);
    }
    return status;
}

static int finish(struct transport *wire, int timeout_ms, enum printer_result *result,
                  struct drv_fault *fault)
{
    return wire->ops->finish(wire, deadline_after(timeout_ms), result, fault);
}

static void check_heard(const struct tcp_printer_heard *heard, size_t length)
{
    assert_int_equal(heard->length, length);
    assert_memory_equal(heard->bytes, job, length);
}

/* Sends all of it to a printer that does as the script says, without any fault. */
static void check_whole_job(const struct tcp_printer_script *script, size_t length)
{
    struct tcp_printer *printer = start(script);
    struct transport *wire = open_wire(printer);
    struct drv_fault fault = {""};
    enum printer_result result = PRINTER_UNCONFIRMED;
    size_t taken;
    assert_int_equal(write_job(wire, length, 20000, &taken, &fault), DRV_OK);
    assert_int_equal(finish(wire, 20000, &result, &fault), DRV_OK);
    wire->ops->close(wire);
    assert_int_equal(result, PRINTER_UNCONFIRMED);
    assert_string_equal(fault.text, "");
    struct tcp_printer_heard heard = tcp_printer_stop(printer);
    check_heard(&heard, length);
    assert_true(heard.saw_end);
    assert_int_equal(heard.connections, 1);
    tcp_printer_free(printer);
}

static void an_address_is_read_strictly(void **state)
{
    (void)state;
    static const struct {
        const char *place, *wrong;
    } cases[] = {
        {"//printer", NULL},
        {"//printer/", NULL},
        {"//printer.till-2.lan:9101", NULL},
        {"//printer:1", NULL},
        {"//printer:65535", NULL},
        {"//192.0.2.7:9100", NULL},
        {"//[2001:db8::7]:9100", NULL},
        {"//[fe80::1%eth0]", NULL},
        {"//localhost", NULL},
        {"printer:9100", "expected socket://host:9100"},
        {"/printer:9100", "expected socket://host:9100"},
        {"//", "it names no host"},
        {"//:9100", "it names no host"},
        {"///dev/lp0", "nothing follows the port"},
        {"//printer:9100/raw", "nothing follows the port"},
        {"//printer?timeout=5", "it takes no parameters"},
        {"//printer:9100?", "it takes no parameters"},
        {"//printer:", "a port is 1 to 65535"},
        {"//printer:0", "a port is 1 to 65535"},
        {"//printer:65536", "a port is 1 to 65535"},
        {"//printer:4294976396", "a port is 1 to 65535"},
        {"//printer:+1", "a port has only digits"},
        {"//printer:91 00", "a port has only digits"},
        {"//a:b:c", "an IPv6 address stands in [brackets], and one port follows"},
        {"//2001:db8::7", "an IPv6 address stands in [brackets], and one port follows"},
        {"//[2001:db8::7", "a bracket is not closed"},
        {"//[2001:db8::7]9100", "only a port may follow a bracket"},
        {"//[]", "not an IPv6 address"},
        {"//[printer]", "not an IPv6 address"},
        {"//[::ffff:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0]", "not an IPv6 address"},
        {"//[::]", "the address of no host"},
        {"//0.0.0.0", "the address of no host"},
        {"//1234", "not an IPv4 address"},
        {"//192.0.2.300", "not an IPv4 address"},
        {"//root@printer", "not the name of a host"},
        {"//-printer", "not the name of a host"},
        {"//till..lan", "not the name of a host"},
        {"//dr\xc3\xbc"
         "cker",
         "not the name of a host"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char expected[240] = "";
        struct drv_fault fault = {""};
        if (cases[i].wrong != NULL)
            snprintf(expected, sizeof expected, "printer \"socket:%s\": %s", cases[i].place,
                     cases[i].wrong);
        assert_int_equal(transport_socket.check(cases[i].place, &fault),
                         cases[i].wrong == NULL ? DRV_OK : DRV_INVALID);
        assert_string_equal(fault.text, expected);
    }
}

static void a_name_may_have_253_letters(void **state)
{
    (void)state;
    char name[300];
    struct socket_address address = {.port = 7};
    memset(name, 'a', sizeof name);
    assert_null(socket_address_read(name, 253, 9100, &address));
    assert_int_equal(strlen(address.host), 253);
    assert_int_equal(address.port, 9100);
    memset(&address, 0x5A, sizeof address);
    struct socket_address before = address;
    assert_string_equal(socket_address_read(name, 254, 9100, &address), "not the name of a host");
    assert_string_equal(socket_address_read(name, 300, 9100, &address), "not the name of a host");
    assert_memory_equal(&address, &before, sizeof address);
}

static void an_address_is_taken_apart(void **state)
{
    (void)state;
    struct socket_address address;
    assert_null(socket_address_read("[fe80::1%eth0]:631", 18, 9100, &address));
    assert_string_equal(address.host, "fe80::1%eth0");
    assert_int_equal(address.port, 631);
}

static void a_job_arrives_whole_and_the_connection_ends_in_order(void **state)
{
    (void)state;
    check_whole_job(&(struct tcp_printer_script){0}, JOB_BYTES);
}

static void an_ipv6_printer_is_reached(void **state)
{
    (void)state;
    struct tcp_printer *printer = tcp_printer_start(&(struct tcp_printer_script){.address = "::1"});
    if (printer == NULL) {
        print_message("no IPv6 on loopback here: %s\n", strerror(errno));
        skip();
    }
    char place[64];
    struct transport *wire;
    struct drv_fault fault;
    struct transport_target target = {.place = place};
    snprintf(place, sizeof place, "//[::1]:%u", tcp_printer_port(printer));
    assert_int_equal(transport_socket.open(&target, deadline_after(2000), &wire, &fault), DRV_OK);
    wire->ops->close(wire);
    assert_int_equal(tcp_printer_stop(printer).connections, 1);
    tcp_printer_free(printer);
}

static void a_name_is_looked_up(void **state)
{
    (void)state;
    struct tcp_printer *printer = start(&(struct tcp_printer_script){0});
    struct socket_address address = {.host = "localhost",
                                     .port = (uint16_t)tcp_printer_port(printer)};
    struct drv_fault fault;
    int fd;
    assert_int_equal(socket_connect(&address, deadline_after(3000), &fd, &fault), DRV_OK);
    close(fd);
    assert_int_equal(tcp_printer_stop(printer).connections, 1);
    tcp_printer_free(printer);
}

/* Makes a name server of this thread that hears and never answers; returns its descriptor. */
static int make_deaf_name_server(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, length), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &length), 0);
    assert_int_equal(res_init(), 0);
    _res.nscount = 1;
    _res.nsaddr_list[0] = address;
    _res.dnsrch[0] = NULL;
    return fd;
}

static void a_name_server_that_says_nothing_is_not_waited_for(void **state)
{
    (void)state;
    uint8_t question[512];
    int server = make_deaf_name_server();
    int retrans = _res.retrans, retry = _res.retry;
    struct socket_address address = {.host = "printer.invalid", .port = 9100};
    struct drv_fault fault = {""};
    int fd = -7;
    int64_t begin_ms = deadline_after(0);
    assert_int_equal(socket_connect(&address, deadline_after(1500), &fd, &fault), DRV_IO);
    int64_t took_ms = deadline_after(0) - begin_ms;
    assert_string_equal(fault.text,
                        "host \"printer.invalid\": Temporary failure in name resolution");
    assert_true(recv(server, question, sizeof question, 0) > 0);
    /* glibc's own patience would be ten seconds. */
    assert_in_range(took_ms, 900, 2500);
    assert_int_equal(fd, -7);
    assert_int_equal(_res.retrans, retrans);
    assert_int_equal(_res.retry, retry);
    close(server);
    res_init();
}

static void a_number_never_touches_the_resolver(void **state)
{
    (void)state;
    uint8_t question[512];
    int server = make_deaf_name_server();
    struct tcp_printer *printer = start(&(struct tcp_printer_script){0});
    struct transport *wire = open_wire(printer);
    wire->ops->close(wire);
    tcp_printer_free(printer);
    assert_int_equal(recv(server, question, sizeof question, 0), -1);
    close(server);
    res_init();
}

static void a_printer_that_refuses_is_asked_again_until_it_listens(void **state)
{
    (void)state;
    struct tcp_printer *printer = start(&(struct tcp_printer_script){.refuses_ms = 300});
    int64_t begin_ms = deadline_after(0);
    struct transport *wire = open_wire(printer);
    assert_in_range(deadline_after(0) - begin_ms, 290, 1500);
    wire->ops->close(wire);
    assert_int_equal(tcp_printer_stop(printer).connections, 1);
    tcp_printer_free(printer);
}

static void a_printer_that_never_listens_is_told_in_time(void **state)
{
    (void)state;
    static const int timeouts_ms[] = {0, 40, 400};
    struct tcp_printer *printer = start(&(struct tcp_printer_script){.refuses_ms = 60000});
    char expected[80];
    snprintf(expected, sizeof expected, "\"127.0.0.1\" port %u: Connection refused",
             tcp_printer_port(printer));
    for (size_t i = 0; i < sizeof timeouts_ms / sizeof timeouts_ms[0]; i++) {
        struct transport *wire = NULL;
        struct drv_fault fault = {""};
        int64_t begin_ms = deadline_after(0);
        assert_int_equal(open_port(tcp_printer_port(printer), timeouts_ms[i], &wire, &fault),
                         DRV_GONE);
        assert_true(deadline_after(0) - begin_ms <= timeouts_ms[i] + 100);
        assert_string_equal(fault.text, expected);
        assert_null(wire);
    }
    tcp_printer_free(printer);
}

/* A listener whose queue is full drops what asks for more. */
static void a_printer_that_does_not_answer_is_told_in_time(void **state)
{
    (void)state;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int fds[8], listener = socket(AF_INET, SOCK_STREAM, 0);
    struct transport *wire = NULL;
    struct drv_fault fault = {""};
    char expected[80];
    assert_int_equal(bind(listener, (struct sockaddr *)&address, length), 0);
    assert_int_equal(listen(listener, 0), 0);
    assert_int_equal(getsockname(listener, (struct sockaddr *)&address, &length), 0);
    for (int i = 0; i < 8; i++) {
        fds[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        connect(fds[i], (struct sockaddr *)&address, length);
    }
    int64_t begin_ms = deadline_after(0);
    assert_int_equal(open_port(ntohs(address.sin_port), 300, &wire, &fault), DRV_TIMEOUT);
    assert_in_range(deadline_after(0) - begin_ms, 290, 600);
    snprintf(expected, sizeof expected, "\"127.0.0.1\" port %u: Connection timed out",
             ntohs(address.sin_port));
    assert_string_equal(fault.text, expected);
    for (int i = 0; i < 8; i++)
        close(fds[i]);
    close(listener);
}

enum { TAKEN_PORT = 40000, ONLY_PORT = 40001, CANNOT = 77 };

static bool leave_one_port(void)
{
    struct ifreq request = {.ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING};
    struct sockaddr_in taken = {.sin_family = AF_INET, .sin_port = htons(TAKEN_PORT)};
    int holder = socket(AF_INET, SOCK_STREAM, 0);
    int range = open("/proc/sys/net/ipv4/ip_local_port_range", O_WRONLY);
    return holder >= 0 && range >= 0 && ioctl(holder, SIOCSIFFLAGS, &request) == 0 &&
           dprintf(range, "%d %d", TAKEN_PORT, ONLY_PORT) > 0 &&
           bind(holder, (struct sockaddr *)&taken, sizeof taken) == 0;
}

/* In a network of its own, whose kernel has but one port to give to a client: the one called. */
static int connect_to_the_only_port(void)
{
    static const char refused[] = "\"127.0.0.1\" port 40001: Connection refused";
    struct transport *wire;
    struct drv_fault fault = {""};
    if (unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0 || !leave_one_port())
        return CANNOT;
    int status = open_port(ONLY_PORT, 0, &wire, &fault);
    return status == DRV_GONE && strcmp(fault.text, refused) == 0 ? 0 : 1;
}

static void nobody_is_connected_to_himself(void **state)
{
    (void)state;
    int status;
    pid_t child = fork();
    if (child == 0)
        _exit(connect_to_the_only_port());
    assert_int_equal(waitpid(child, &status, 0), child);
    if (WIFEXITED(status) && WEXITSTATUS(status) == CANNOT) {
        print_message("no network namespace can be made here\n");
        skip();
    }
    assert_int_equal(status, 0);
}

static void the_second_client_waits_for_the_first(void **state)
{
    (void)state;
    enum { LENGTH = 3000 };
    struct tcp_printer *printer = start(&(struct tcp_printer_script){0});
    struct transport *first = open_wire(printer), *second = open_wire(printer);
    enum printer_result result = PRINTER_UNCONFIRMED;
    struct drv_fault fault = {""};
    size_t taken;
    assert_int_equal(write_job(second, LENGTH, 1000, &taken, &fault), DRV_OK);
    assert_int_equal(write_job(first, LENGTH, 1000, &taken, &fault), DRV_OK);
    assert_int_equal(finish(first, 2000, &result, &fault), DRV_OK);
    first->ops->close(first);
    assert_int_equal(finish(second, 2000, &result, &fault), DRV_OK);
    second->ops->close(second);
    struct tcp_printer_heard heard = tcp_printer_stop(printer);
    assert_int_equal(heard.connections, 2);
    assert_int_equal(heard.length, 2 * LENGTH);
    assert_memory_equal(heard.bytes, job, LENGTH);
    assert_memory_equal(heard.bytes + LENGTH, job, LENGTH);
    tcp_printer_free(printer);
}

static void what_the_printer_says_is_read(void **state)
{
    (void)state;
    struct tcp_printer *printer = start(&(struct tcp_printer_script){.says = "\x14\x01\x02\x0f"});
    struct transport *wire = open_wire(printer);
    struct drv_fault fault = {""};
    uint8_t answer[16];
    size_t count = 99;
    assert_int_equal(wire->ops->wait(wire, false, deadline_after(2000), &fault), DRV_OK);
    assert_int_equal(wire->ops->read(wire, answer, sizeof answer, &count, &fault), DRV_OK);
    assert_int_equal(count, 4);
    assert_memory_equal(answer, "\x14\x01\x02\x0f", 4);
    int64_t begin_ms = deadline_after(0);
    assert_int_equal(wire->ops->wait(wire, false, deadline_after(700), &fault), DRV_OK);
    assert_in_range(deadline_after(0) - begin_ms, 690, 1000);
    assert_int_equal(wire->ops->read(wire, answer, sizeof answer, &count, &fault), DRV_OK);
    assert_int_equal(count, 0);
    wire->ops->close(wire);
    tcp_printer_free(printer);
}

/* At close() the kernel answers bytes that nobody has read with RST, and drops what is not sent. */
static void status_bytes_that_nobody_reads_cost_nothing(void **state)
{
    (void)state;
    check_whole_job(&(struct tcp_printer_script){.says = "\x14\x01\x02\x0f",
                                                 .forgetful = true,
                                                 .receive_buffer = 4096,
                                                 .read_pause_us = 5000,
                                                 .ends_ms = 100},
                    60000);
}

/* All is in the printer's buffers by then, and an RST would still empty them. */
static void a_word_said_after_our_end_costs_nothing(void **state)
{
    (void)state;
    check_whole_job(&(struct tcp_printer_script){.says = "\x14\x01\x02\x0f",
                                                 .say_after = 5000,
                                                 .forgetful = true,
                                                 .receive_buffer = 65536,
                                                 .read_pause_us = 10000},
                    20000);
}

static void a_printer_that_pauses_gets_the_rest(void **state)
{
    (void)state;
    check_whole_job(
        &(struct tcp_printer_script){
            .act = TCP_PRINTER_STALLS, .after = 1000, .act_ms = 500, .receive_buffer = 4096},
        JOB_BYTES);
}

static void what_was_not_acknowledged_never_comes_out(void **state)
{
    (void)state;
    struct tcp_printer *printer = start(&(struct tcp_printer_script){
        .act = TCP_PRINTER_STALLS, .after = 1000, .receive_buffer = 4096});
    struct transport *wire = open_wire(printer);
    struct drv_fault fault = {""};
    size_t taken;
    assert_int_equal(write_job(wire, JOB_BYTES, 300, &taken, &fault), DRV_TIMEOUT);
    size_t pending = wire->ops->pending(wire);
    assert_in_range(pending, 1, taken - 1000);
    /* The rest has stayed with us, not in a buffer of the system. */
    assert_true(taken < 100000);
    wire->ops->close(wire);
    struct tcp_printer_heard heard = tcp_printer_stop(printer);
    check_heard(&heard, taken - pending);
    assert_true(heard.saw_reset);
    tcp_printer_free(printer);
}

static void a_printer_that_resets_is_gone(void **state)
{
    (void)state;
    struct tcp_printer *printer = start(&(struct tcp_printer_script){
        .act = TCP_PRINTER_RESETS, .after = 5000, .receive_buffer = 4096});
    struct transport *wire = open_wire(printer);
    struct drv_fault fault = {""};
    char expected[96];
    size_t taken;
    assert_int_equal(write_job(wire, JOB_BYTES, 3000, &taken, &fault), DRV_GONE);
    snprintf(expected, sizeof expected,
             "\"127.0.0.1\" port %u: the printer broke off the connection",
             tcp_printer_port(printer));
    assert_string_equal(fault.text, expected);
    size_t pending = wire->ops->pending(wire);
    assert_in_range(pending, 1, taken - 5000);
    assert_int_equal(wire->ops->pending(wire), pending);
    wire->ops->close(wire);
    tcp_printer_free(printer);
}

static void a_printer_that_hangs_up_is_gone(void **state)
{
    (void)state;
    struct tcp_printer *printer = start(&(struct tcp_printer_script){
        .act = TCP_PRINTER_CLOSES, .after = 4, .says = "\x12", .say_after = 4});
    struct transport *wire = open_wire(printer);
    struct drv_fault fault = {""};
    char expected[96];
    uint8_t answer[4] = {0};
    size_t taken, count = 0;
    assert_int_equal(write_job(wire, 4, 1000, &taken, &fault), DRV_OK);
    assert_int_equal(wire->ops->wait(wire, false, deadline_after(2000), &fault), DRV_OK);
    assert_int_equal(wire->ops->read(wire, answer, sizeof answer, &count, &fault), DRV_OK);
    assert_int_equal(count, 1);
    assert_int_equal(wire->ops->wait(wire, false, deadline_after(2000), &fault), DRV_OK);
    assert_int_equal(wire->ops->read(wire, answer, sizeof answer, &count, &fault), DRV_GONE);
    snprintf(expected, sizeof expected, "\"127.0.0.1\" port %u: the printer closed the connection",
             tcp_printer_port(printer));
    assert_string_equal(fault.text, expected);
    wire->ops->close(wire);
    tcp_printer_free(printer);
}

static void what_stays_untaken_is_told_by_finish(void **state)
{
    (void)state;
    struct tcp_printer *printer = start(&(struct tcp_printer_script){
        .act = TCP_PRINTER_STALLS, .after = 1000, .receive_buffer = 4096});
    struct transport *wire = open_wire(printer);
    struct drv_fault fault = {""};
    enum printer_result result = PRINTER_UNCONFIRMED;
    char expected[80];
    size_t taken;
    assert_int_equal(write_job(wire, 14000, 1000, &taken, &fault), DRV_OK);
    int64_t begin_ms = deadline_after(0);
    assert_int_equal(finish(wire, 300, &result, &fault), DRV_TIMEOUT);
    assert_in_range(deadline_after(0) - begin_ms, 290, 500);
    assert_int_equal(result, PRINTER_UNCONFIRMED);
    size_t pending = wire->ops->pending(wire);
    snprintf(expected, sizeof expected, "\"%zu\" bytes were not acknowledged in time", pending);
    assert_string_equal(fault.text, expected);
    wire->ops->close(wire);
    struct tcp_printer_heard heard = tcp_printer_stop(printer);
    check_heard(&heard, 14000 - pending);
    assert_true(heard.saw_reset);
    tcp_printer_free(printer);
}

static void finish_waits_for_a_printer_that_ends_late(void **state)
{
    (void)state;
    int64_t begin_ms = deadline_after(0);
    check_whole_job(&(struct tcp_printer_script){.ends_ms = 400}, 5000);
    assert_in_range(deadline_after(0) - begin_ms, 390, 1500);
}

static void finish_does_not_wait_for_ever_for_a_printer_that_never_ends(void **state)
{
    (void)state;
    int64_t begin_ms = deadline_after(0);
    check_whole_job(&(struct tcp_printer_script){.never_ends = true}, 5000);
    assert_in_range(deadline_after(0) - begin_ms, 1900, 4000);
}

/* Paper is out, say, and all of the slip is in the printer, some of it unread. */
static void what_is_torn_is_waited_for_too(void **state)
{
    (void)state;
    struct tcp_printer *printer = start(&(struct tcp_printer_script){.ends_ms = 400});
    struct transport *wire = open_wire(printer);
    struct drv_fault fault = {""};
    enum printer_result result = PRINTER_NOT_PRINTED;
    size_t taken;
    assert_int_equal(write_job(wire, 5000, 1000, &taken, &fault), DRV_OK);
    int64_t begin_ms = deadline_after(0);
    assert_int_equal(finish(wire, 5000, &result, &fault), DRV_OK);
    assert_in_range(deadline_after(0) - begin_ms, 390, 1500);
    assert_int_equal(result, PRINTER_NOT_PRINTED);
    wire->ops->close(wire);
    tcp_printer_free(printer);
}

static void what_is_confirmed_is_not_waited_for(void **state)
{
    (void)state;
    struct tcp_printer *printer = start(&(struct tcp_printer_script){.never_ends = true});
    struct transport *wire = open_wire(printer);
    struct drv_fault fault = {""};
    enum printer_result result = PRINTER_PRINTED;
    size_t taken;
    assert_int_equal(write_job(wire, 5000, 1000, &taken, &fault), DRV_OK);
    int64_t begin_ms = deadline_after(0);
    assert_int_equal(finish(wire, 20000, &result, &fault), DRV_OK);
    wire->ops->close(wire);
    assert_in_range(deadline_after(0) - begin_ms, 0, 300);
    assert_int_equal(result, PRINTER_PRINTED);
    struct tcp_printer_heard heard = tcp_printer_stop(printer);
    check_heard(&heard, 5000);
    assert_true(heard.saw_end);
    tcp_printer_free(printer);
}

static void who_takes_leave_still_hears_the_printer(void **state)
{
    const struct tcp_printer_script script = {.says = "\x12", .say_after = 3, .ends_ms = 100};
    struct tcp_printer *printer = start(&script);
    struct transport *wire = open_wire(printer);
    struct drv_fault fault = {""};
    uint8_t said[4];
    size_t taken = 0, count = 0;
    (void)state;
    assert_true(wire->ops->descriptor(wire) >= 0);
    assert_int_equal(write_job(wire, 3, 5000, &taken, &fault), DRV_OK);
    wire->ops->leave(wire);
    for (int64_t end_ms = deadline_after(5000); count == 0 && deadline_left_ms(end_ms) > 0;) {
        assert_int_equal(wire->ops->wait(wire, false, end_ms, &fault), DRV_OK);
        assert_int_equal(wire->ops->read(wire, said, sizeof said, &count, &fault), DRV_OK);
    }
    assert_int_equal(count, 1);
    assert_int_equal(said[0], 0x12);
    wire->ops->wait(wire, false, deadline_after(5000), &fault);
    assert_int_equal(wire->ops->read(wire, said, sizeof said, &count, &fault), DRV_GONE);
    wire->ops->close(wire);
    struct tcp_printer_heard heard = tcp_printer_stop(printer);
    check_heard(&heard, 3);
    assert_true(heard.saw_end);
    assert_false(heard.saw_reset);
    tcp_printer_free(printer);
}

static void a_reset_after_the_last_byte_is_told(void **state)
{
    (void)state;
    struct tcp_printer *printer = start(&(struct tcp_printer_script){
        .act = TCP_PRINTER_RESETS, .after = 5000, .read_pause_us = 20000});
    struct transport *wire = open_wire(printer);
    struct drv_fault fault = {""};
    enum printer_result result = PRINTER_UNCONFIRMED;
    char expected[96];
    size_t taken;
    assert_int_equal(write_job(wire, 5000, 1000, &taken, &fault), DRV_OK);
    assert_int_equal(finish(wire, 5000, &result, &fault), DRV_GONE);
    snprintf(expected, sizeof expected,
             "\"127.0.0.1\" port %u: the printer broke off the connection",
             tcp_printer_port(printer));
    assert_string_equal(fault.text, expected);
    assert_int_equal(result, PRINTER_UNCONFIRMED);
    wire->ops->close(wire);
    tcp_printer_free(printer);
}

/* Both take nothing more. One acknowledges that it cannot, the other is no longer there. */
static void a_dead_wire_is_told_from_a_printer_without_paper(void **state)
{
    (void)state;
    if (!tcp_printer_can_go_dark()) {
        print_message("no socket filter can be set here: %s\n", strerror(errno));
        skip();
    }
    struct tcp_printer *dark = start(&(struct tcp_printer_script){
        .act = TCP_PRINTER_GOES_DARK, .after = 1000, .receive_buffer = 4096});
    struct tcp_printer *full = start(&(struct tcp_printer_script){
        .act = TCP_PRINTER_STALLS, .after = 1000, .act_ms = 9000, .receive_buffer = 4096});
    struct transport *dark_wire = open_wire(dark), *full_wire = open_wire(full);
    struct drv_fault fault = {""};
    char expected[96];
    size_t taken, sent;
    assert_int_equal(write_job(dark_wire, JOB_BYTES, 50, &taken, &fault), DRV_TIMEOUT);
    assert_int_equal(write_job(full_wire, 14000, 50, &sent, &fault), DRV_OK);
    int64_t begin_ms = deadline_after(0);
    int status = DRV_OK;
    while (status == DRV_OK && deadline_after(0) - begin_ms < 12000) {
        status = dark_wire->ops->wait(dark_wire, false, deadline_after(100), &fault);
        assert_int_equal(full_wire->ops->wait(full_wire, false, deadline_after(100), NULL), DRV_OK);
    }
    assert_int_equal(status, DRV_GONE);
    assert_in_range(deadline_after(0) - begin_ms, 6000, 8500);
    snprintf(expected, sizeof expected, "\"127.0.0.1\" port %u: the printer no longer answers",
             tcp_printer_port(dark));
    assert_string_equal(fault.text, expected);
    assert_true(dark_wire->ops->pending(dark_wire) > 0);
    dark_wire->ops->close(dark_wire);
    enum printer_result result = PRINTER_UNCONFIRMED;
    assert_int_equal(finish(full_wire, 20000, &result, &fault), DRV_OK);
    full_wire->ops->close(full_wire);
    struct tcp_printer_heard heard = tcp_printer_stop(full);
    check_heard(&heard, 14000);
    tcp_printer_free(dark);
    tcp_printer_free(full);
}

/* Whole slips, by all of delivery, to a printer with a body, in real time. */

enum { SLIP_LINES = 60 };

static const struct profile answering = {
    .name = "answering",
    .dots = 384,
    .dpi = 203,
    .columns = 32,
    .pages = {{.name = "CP858", .number = 19}, {.name = "CP437", .number = 0}},
    .answers = PROFILE_REALTIME | PROFILE_ASB | PROFILE_GS_R | PROFILE_PROCESS_ID,
    .buffer_bytes = 4096};
static const struct profile silent = {
    .name = "silent",
    .dots = 384,
    .dpi = 203,
    .columns = 32,
    .pages = {{.name = "CP858", .number = 19}, {.name = "CP437", .number = 0}}};

static size_t make_slip(char slip[static SLIP_LINES * 32])
{
    size_t length = (size_t)sprintf(slip, "\x1b@");
    for (int i = 0; i < SLIP_LINES; i++)
        length += (size_t)sprintf(slip + length, "line %d of the slip\n", i);
    memcpy(slip + length, "\x1dV\x42\x00", 4);
    return length + 4;
}

/* Sends the slip and leaves the body for a look. */
static struct tcp_body *print_slip(const struct profile *profile, const char *script, int status,
                                   struct printer_claim *claim)
{
    static const struct printer_patience patience = {.job_ms = 8000, .hold_ms = 4000};
    const struct body_options options = {.profile = profile};
    char slip[SLIP_LINES * 32], uri[64];
    struct tcp_body *printer = tcp_body_start(&options, script);
    assert_non_null(printer);
    snprintf(uri, sizeof uri, "socket://127.0.0.1:%u", tcp_body_port(printer));
    const struct printer_port port = {.uri = uri, .profile = profile};
    size_t length = make_slip(slip);
    assert_int_equal(printer_send(&port, (uint8_t *)slip, length, 1, &patience, claim), status);
    return printer;
}

static size_t count_cut(struct body *body)
{
    size_t count = 0;
    struct body_sheet sheet;
    for (size_t i = 0; body_sheet_at(body, i, &sheet); i++)
        count += sheet.end == BODY_CUT;
    return count;
}

static void a_slip_is_printed_and_confirmed_over_tcp(void **state)
{
    (void)state;
    struct printer_claim claim;
    struct tcp_body *printer = print_slip(&answering, NULL, DRV_OK, &claim);
    assert_string_equal(printer_result_name(claim.result), "printed");
    /* It is on paper by the time that we say so. */
    assert_int_equal(count_cut(tcp_body_stop(printer)), 1);
    tcp_body_free(printer);
}

static void a_slip_to_a_silent_printer_is_unconfirmed_and_comes_out(void **state)
{
    (void)state;
    struct printer_claim claim;
    struct tcp_body *printer = print_slip(&silent, NULL, DRV_OK, &claim);
    assert_string_equal(printer_result_name(claim.result), "unconfirmed");
    usleep(3000000);
    assert_int_equal(count_cut(tcp_body_stop(printer)), 1);
    tcp_body_free(printer);
}

static void a_slip_is_torn_by_a_reset_of_the_wire(void **state)
{
    (void)state;
    struct printer_claim claim;
    struct tcp_body *printer = print_slip(&answering, "reset@400", DRV_GONE, &claim);
    assert_string_equal(printer_result_name(claim.result), "not printed");
    assert_true(claim.torn);
    assert_non_null(strstr(claim.reason, "the printer broke off the connection"));
    assert_int_equal(count_cut(tcp_body_stop(printer)), 0);
    tcp_body_free(printer);
}

#define QUIETLY(test) cmocka_unit_test_teardown(test, no_signal_was_raised)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_address_is_read_strictly),
        cmocka_unit_test(a_name_may_have_253_letters),
        cmocka_unit_test(an_address_is_taken_apart),
        QUIETLY(a_job_arrives_whole_and_the_connection_ends_in_order),
        QUIETLY(an_ipv6_printer_is_reached),
        QUIETLY(a_name_is_looked_up),
        QUIETLY(a_name_server_that_says_nothing_is_not_waited_for),
        QUIETLY(a_number_never_touches_the_resolver),
        QUIETLY(a_printer_that_refuses_is_asked_again_until_it_listens),
        QUIETLY(a_printer_that_never_listens_is_told_in_time),
        QUIETLY(a_printer_that_does_not_answer_is_told_in_time),
        QUIETLY(nobody_is_connected_to_himself),
        QUIETLY(the_second_client_waits_for_the_first),
        QUIETLY(what_the_printer_says_is_read),
        QUIETLY(status_bytes_that_nobody_reads_cost_nothing),
        QUIETLY(a_word_said_after_our_end_costs_nothing),
        QUIETLY(a_printer_that_pauses_gets_the_rest),
        QUIETLY(what_was_not_acknowledged_never_comes_out),
        QUIETLY(a_printer_that_resets_is_gone),
        QUIETLY(a_printer_that_hangs_up_is_gone),
        QUIETLY(what_stays_untaken_is_told_by_finish),
        QUIETLY(finish_waits_for_a_printer_that_ends_late),
        QUIETLY(finish_does_not_wait_for_ever_for_a_printer_that_never_ends),
        QUIETLY(what_is_torn_is_waited_for_too),
        QUIETLY(what_is_confirmed_is_not_waited_for),
        QUIETLY(who_takes_leave_still_hears_the_printer),
        QUIETLY(a_reset_after_the_last_byte_is_told),
        QUIETLY(a_slip_is_printed_and_confirmed_over_tcp),
        QUIETLY(a_slip_to_a_silent_printer_is_unconfirmed_and_comes_out),
        QUIETLY(a_slip_is_torn_by_a_reset_of_the_wire),
        QUIETLY(a_dead_wire_is_told_from_a_printer_without_paper),
    };
    return cmocka_run_group_tests_name("socket", tests, make_job, NULL);
}
