/* SPDX-License-Identifier: MIT */
#include "tap_counter.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { WORDS = 64, NAMES = 128, LINE = 512, STOP_MS = 5000 };

/* Port 0: any, which *port is then. */
static int listen_at(unsigned *port)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)*port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
    assert_int_equal(bind(fd, (struct sockaddr *)&address, length), 0);
    assert_int_equal(listen(fd, 16), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &length), 0);
    *port = ntohs(address.sin_port);
    return fd;
}

static bool is_ready(int fd, short events, int within_ms)
{
    struct pollfd wait = {.fd = fd, .events = events};
    return poll(&wait, 1, within_ms) == 1;
}

static void read_line(const struct counter *counter, char line[static LINE])
{
    size_t length = 0;
    char letter = 0;
    while (letter != '\n' && length + 1 < LINE) {
        if (!is_ready(counter->said, POLLIN, COUNTER_SOON_MS) ||
            read(counter->said, &letter, 1) != 1)
            fail_msg("the tap says no more; last: %.*s", (int)length, line);
        line[length++] = letter;
    }
    line[length] = '\0';
}

void counter_await_line(const struct counter *counter, const char *text)
{
    char line[LINE];
    int64_t until_ms = host_now_ms() + COUNTER_SOON_MS;
    do {
        assert_true(host_now_ms() < until_ms);
        read_line(counter, line);
    } while (strstr(line, text) == NULL);
}

static void read_ports(struct counter *counter, int ports)
{
    static const char before[] = "listening at 127.0.0.1:";
    char line[LINE];
    for (int i = 0; i < ports; i++) {
        do
            read_line(counter, line);
        while (strncmp(line, before, strlen(before)) != 0);
        counter->tap_port[i] = (unsigned)strtoul(line + strlen(before), NULL, 10);
    }
}

void counter_open_with(struct counter *counter, const struct host_shop *shop, int printers,
                       int ports, const char *const more[])
{
    char program[HOST_PATH * 2], uris[COUNTER_PRINTERS][NAMES];
    const char *words[WORDS] = {program, "-c", shop->config, "tap"};
    int count = 4;
    *counter = (struct counter){.shop = shop};
    snprintf(program, sizeof program, "%s", host_built("comeback"));
    for (int i = 0; i < printers; i++) {
        counter->printer_fd[i] = listen_at(&counter->printer_port[i]);
        snprintf(uris[i], NAMES, "socket://127.0.0.1:%u", counter->printer_port[i]);
    }
    for (int i = 0; i < ports; i++) {
        words[count++] = "--listen";
        words[count++] = "127.0.0.1:0";
        words[count++] = "--printer";
        words[count++] = uris[i < printers ? i : 0];
    }
    for (int i = 0; more != NULL && more[i] != NULL; i++)
        words[count++] = more[i];
    counter->tap = host_start(words, &counter->said);
    assert_true(counter->tap > 0);
    read_ports(counter, ports);
}

void counter_open(struct counter *counter, const struct host_shop *shop, int printers)
{
    counter_open_with(counter, shop, printers, printers, NULL);
}

int counter_stop(struct counter *counter)
{
    int64_t began_ms = host_now_ms();
    kill(counter->tap, SIGTERM);
    int status = host_wait(counter->tap);
    assert_true(host_now_ms() - began_ms < STOP_MS);
    counter->tap = 0;
    return status;
}

void counter_close(struct counter *counter)
{
    if (counter->tap > 0)
        assert_int_equal(counter_stop(counter), 0);
    close(counter->said);
    for (int i = 0; i < COUNTER_PRINTERS; i++)
        if (counter->printer_fd[i] > 0)
            close(counter->printer_fd[i]);
}

int counter_connect(const struct counter *counter, int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)counter->tap_port[port]),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
    return fd;
}

void counter_unplug(struct counter *counter, int printer)
{
    close(counter->printer_fd[printer]);
    counter->printer_fd[printer] = 0;
}

void counter_plug(struct counter *counter, int printer)
{
    counter->printer_fd[printer] = listen_at(&counter->printer_port[printer]);
}

bool counter_comes(const struct counter *counter, int printer, int within_ms)
{
    return is_ready(counter->printer_fd[printer], POLLIN, within_ms);
}

int counter_accept(const struct counter *counter, int printer)
{
    assert_true(counter_comes(counter, printer, COUNTER_SOON_MS));
    int fd = accept4(counter->printer_fd[printer], NULL, NULL, SOCK_CLOEXEC);
    assert_true(fd >= 0);
    return fd;
}

void counter_send(int fd, const void *bytes, size_t length)
{
    assert_int_equal(send(fd, bytes, length, MSG_NOSIGNAL), length);
}

size_t counter_read_for(int fd, void *out, size_t room, int for_ms)
{
    size_t length = 0;
    int64_t until_ms = host_now_ms() + for_ms;
    for (int64_t left_ms = for_ms; left_ms > 0 && length < room;
         left_ms = until_ms - host_now_ms()) {
        ssize_t got = is_ready(fd, POLLIN, (int)left_ms)
                          ? recv(fd, (char *)out + length, room - length, 0)
                          : 0;
        if (got <= 0)
            break;
        length += (size_t)got;
    }
    return length;
}

void counter_expect(int fd, const void *bytes, size_t length)
{
    char *came = calloc(1, length);
    size_t count = counter_read_for(fd, came, length, COUNTER_SOON_MS);
    assert_int_equal(count, length);
    assert_memory_equal(came, bytes, length);
    free(came);
}

size_t counter_read_all(int fd, void *out, size_t room)
{
    size_t length = 0;
    ssize_t got = 1;
    while (got > 0 && length < room) {
        assert_true(is_ready(fd, POLLIN, COUNTER_SOON_MS));
        got = recv(fd, (char *)out + length, room - length, 0);
        length += got > 0 ? (size_t)got : 0;
    }
    assert_int_equal(got, 0);
    return length;
}

bool counter_is_silent(int fd, int for_ms)
{
    return !is_ready(fd, POLLIN, for_ms);
}

bool counter_is_reset(int fd)
{
    char rest[256];
    ssize_t got = 1;
    while (got > 0) {
        assert_true(is_ready(fd, POLLIN, COUNTER_SOON_MS));
        got = recv(fd, rest, sizeof rest, 0);
    }
    assert_true(got == 0 || errno == ECONNRESET);
    return got < 0;
}

void counter_reset(int fd)
{
    static const struct linger at_once = {.l_onoff = 1, .l_linger = 0};
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close(fd);
}
