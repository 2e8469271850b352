/* SPDX-License-Identifier: MIT */
/*
 * socket://host:9100: raw TCP. Opened for a job and never held idle, since a printer serves one
 * client at a time. A connection that is lost is never made again under a job.
 */
#include "transport.h"

#include <errno.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "socket_connect.h"

enum {
    DEFAULT_PORT = 9100,
    SEND_BUFFER_BYTES = 16 << 10,
    SILENT_MS = 6000, /* for so long no retransmission was acknowledged: the other side is gone */
    LOOK_MS = 500,    /* how often that is looked at, while waiting */
    LEAVE_LOOK_MS = 10,
    IDLE_MS = 2000,
    READS = 64,
};

struct socket_wire {
    struct transport base;
    int fd;
    size_t pending;          /* as last known */
    int64_t silent_since_ms; /* 0: it is not silent */
    bool lost;
    bool left; /* finish took leave: what is still on its way may arrive */
    struct socket_address address;
};

static const char *read_place(const char *place, struct socket_address *out)
{
    size_t length = strlen(place);
    if (place[0] != '/' || place[1] != '/')
        return "expected socket://host:9100";
    place += 2;
    length -= 2;
    if (length > 0 && place[length - 1] == '/')
        length--;
    if (memchr(place, '/', length) != NULL)
        return "nothing follows the port";
    if (memchr(place, '?', length) != NULL)
        return "it takes no parameters";
    return socket_address_read(place, length, DEFAULT_PORT, out);
}

static int socket_check(const char *place, struct drv_fault *fault)
{
    struct socket_address address;
    char quoted[TRANSPORT_QUOTE];
    const char *wrong = read_place(place, &address);
    if (wrong == NULL)
        return DRV_OK;
    return drv_fail(fault, DRV_INVALID, "printer \"socket:%s\": %s", transport_quote(place, quoted),
                    wrong);
}

static void set_option(int fd, int level, int name, int value)
{
    setsockopt(fd, level, name, &value, sizeof value);
}

/*
 * A small send buffer: what the printer cannot take while its paper is out should stay ours, and
 * not lie before a status request. No keepalive, which would only find what the deadline finds.
 */
static void prepare(int fd)
{
    set_option(fd, IPPROTO_TCP, TCP_NODELAY, 1);
    set_option(fd, SOL_SOCKET, SO_KEEPALIVE, 0);
    set_option(fd, SOL_SOCKET, SO_SNDBUF, SEND_BUFFER_BYTES);
}

static int socket_open(const struct transport_target *target, int64_t deadline_ms,
                       struct transport **out, struct drv_fault *fault)
{
    int status = socket_check(target->place, fault);
    if (status != DRV_OK)
        return status;
    struct socket_wire *wire = calloc(1, sizeof *wire);
    if (wire == NULL)
        return drv_fail(fault, DRV_MEMORY, "\"%.80s\": out of memory", target->place);
    wire->base.ops = &transport_socket;
    read_place(target->place, &wire->address);
    status = socket_connect(&wire->address, deadline_ms, &wire->fd, fault);
    if (status != DRV_OK) {
        free(wire);
        return status;
    }
    prepare(wire->fd);
    *out = &wire->base;
    return DRV_OK;
}

static size_t socket_pending(struct transport *transport)
{
    struct socket_wire *wire = (struct socket_wire *)transport;
    int unacknowledged;
    if (!wire->lost && ioctl(wire->fd, SIOCOUTQ, &unacknowledged) == 0 && unacknowledged >= 0)
        wire->pending = (size_t)unacknowledged;
    return wire->pending;
}

static int lose(struct socket_wire *wire, int status, const char *how, struct drv_fault *fault)
{
    socket_pending(&wire->base);
    wire->lost = true;
    return drv_fail(fault, status, "\"%.80s\" port %u: %s", wire->address.host, wire->address.port,
                    how);
}

static int lose_by_errno(struct socket_wire *wire, int error, struct drv_fault *fault)
{
    static const struct {
        int error;
        const char *how;
    } known[] = {
        {ECONNRESET, "the printer broke off the connection"},
        {EPIPE, "the printer broke off the connection"},
        {ETIMEDOUT, "the printer no longer answers"},
        {EHOSTUNREACH, "the printer can no longer be reached"},
        {ENETUNREACH, "the printer can no longer be reached"},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (known[i].error == error)
            return lose(wire, DRV_GONE, known[i].how, fault);
    return lose(wire, DRV_IO, strerror(error), fault);
}

static bool is_passing(int error)
{
    return error == EAGAIN || error == EINTR || error == ENOBUFS;
}

static int socket_write(struct transport *transport, const uint8_t *bytes, size_t length,
                        size_t *taken, struct drv_fault *fault)
{
    struct socket_wire *wire = (struct socket_wire *)transport;
    ssize_t count = send(wire->fd, bytes, length, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count < 0 && !is_passing(errno))
        return lose_by_errno(wire, errno, fault);
    *taken = count > 0 ? (size_t)count : 0;
    return DRV_OK;
}

static int socket_read(struct transport *transport, uint8_t *buffer, size_t capacity, size_t *count,
                       struct drv_fault *fault)
{
    struct socket_wire *wire = (struct socket_wire *)transport;
    ssize_t got = recv(wire->fd, buffer, capacity, MSG_DONTWAIT);
    if (got < 0 && !is_passing(errno))
        return lose_by_errno(wire, errno, fault);
    if (got == 0 && capacity > 0)
        return lose(wire, DRV_GONE, "the printer closed the connection", fault);
    *count = got > 0 ? (size_t)got : 0;
    return DRV_OK;
}

/*
 * Half-open: segments go out and nothing comes back. TCP_USER_TIMEOUT cannot say so, since it also
 * ends a connection whose window is closed (tcp(7)): that is a printer without paper, which goes
 * on acknowledging the probes for as long as nobody brings any. So the count of what is
 * unanswered is asked for, which is 0 again with each acknowledgement.
 */
static bool is_silent(struct socket_wire *wire)
{
    struct tcp_info info;
    socklen_t length = sizeof info;
    if (getsockopt(wire->fd, IPPROTO_TCP, TCP_INFO, &info, &length) < 0 ||
        (info.tcpi_retransmits == 0 && info.tcpi_probes == 0)) {
        wire->silent_since_ms = 0;
        return false;
    }
    int64_t now_ms = deadline_after(0);
    if (wire->silent_since_ms == 0)
        wire->silent_since_ms = now_ms;
    return now_ms - wire->silent_since_ms >= SILENT_MS && info.tcpi_last_ack_recv >= SILENT_MS;
}

static int least(int a, int b)
{
    return a < b ? a : b;
}

static int socket_wait(struct transport *transport, bool room, int64_t until_ms,
                       struct drv_fault *fault)
{
    struct socket_wire *wire = (struct socket_wire *)transport;
    struct pollfd poll_fd = {.fd = wire->fd, .events = POLLIN | (room ? POLLOUT : 0)};
    int ready, left_ms;
    do {
        if (is_silent(wire))
            return lose(wire, DRV_GONE, "the printer no longer answers", fault);
        left_ms = deadline_left_ms(until_ms);
        ready = poll(&poll_fd, 1, least(left_ms, LOOK_MS));
    } while (ready == 0 && left_ms > LOOK_MS);
    if (ready < 0 && errno != EINTR)
        return lose_by_errno(wire, errno, fault);
    return DRV_OK;
}

/* What comes now belongs to no question any more; *ended: the printer has closed its side. */
static int drain(struct socket_wire *wire, bool *ended, struct drv_fault *fault)
{
    uint8_t dropped[512];
    ssize_t got = 1;
    /* Not for ever: who talks without end must not keep us. */
    for (int i = 0; i < READS && got > 0; i++)
        got = recv(wire->fd, dropped, sizeof dropped, MSG_DONTWAIT);
    if (got < 0 && !is_passing(errno))
        return lose_by_errno(wire, errno, fault);
    *ended = got == 0;
    return DRV_OK;
}

/* No event tells that SIOCOUTQ has come to 0. */
static int await_acknowledgement(struct socket_wire *wire, int64_t deadline_ms,
                                 struct drv_fault *fault)
{
    bool ended = false;
    while (socket_pending(&wire->base) > 0) {
        int status = drain(wire, &ended, fault);
        if (status != DRV_OK)
            return status;
        if (is_silent(wire))
            return lose(wire, DRV_GONE, "the printer no longer answers", fault);
        if (deadline_left_ms(deadline_ms) == 0)
            return drv_fail(fault, DRV_TIMEOUT, "\"%zu\" bytes were not acknowledged in time",
                            wire->pending);
        poll(NULL, 0, least(LEAVE_LOOK_MS, deadline_left_ms(deadline_ms)));
    }
    return DRV_OK;
}

static int await_end(struct socket_wire *wire, int64_t deadline_ms, struct drv_fault *fault)
{
    struct pollfd poll_fd = {.fd = wire->fd, .events = POLLIN};
    bool ended = false;
    int status = drain(wire, &ended, fault);
    while (status == DRV_OK && !ended && deadline_left_ms(deadline_ms) > 0 &&
           poll(&poll_fd, 1, least(IDLE_MS, deadline_left_ms(deadline_ms))) != 0)
        status = drain(wire, &ended, fault);
    return status;
}

static int socket_descriptor(struct transport *transport)
{
    return ((struct socket_wire *)transport)->fd;
}

static void socket_leave(struct transport *transport)
{
    struct socket_wire *wire = (struct socket_wire *)transport;
    wire->left = true;
    shutdown(wire->fd, SHUT_WR);
}

/*
 * close() with a status byte unread, or before one comes, makes the kernel send RST, and many a
 * printer then throws away what it has not yet read: half the receipt. So our side is shut first,
 * and what the printer says is read until it shuts its own or has been quiet for a while. Once the
 * printer has said that it has run everything, nothing is left that could be lost.
 */
static int socket_finish(struct transport *transport, int64_t deadline_ms,
                         enum printer_result *result, struct drv_fault *fault)
{
    struct socket_wire *wire = (struct socket_wire *)transport;
    bool has_run_all = *result == PRINTER_PRINTED || *result == PRINTER_PROCESSED;
    int status = has_run_all ? DRV_OK : await_acknowledgement(wire, deadline_ms, fault);
    if (status != DRV_OK)
        return status;
    socket_leave(transport);
    return has_run_all ? DRV_OK : await_end(wire, deadline_ms, fault);
}

/*
 * A plain close() returns at once and lets the kernel go on delivering what is in its buffer for
 * minutes: the rest of a slip of which we have said that it is not printed. With SO_LINGER of 0
 * seconds it is dropped and RST is sent. What was acknowledged is the printer's in either case.
 */
static void socket_close(struct transport *transport)
{
    struct socket_wire *wire = (struct socket_wire *)transport;
    static const struct linger drop = {.l_onoff = 1, .l_linger = 0};
    bool ended;
    if (!wire->left && socket_pending(transport) > 0)
        setsockopt(wire->fd, SOL_SOCKET, SO_LINGER, &drop, sizeof drop);
    else if (!wire->lost)
        drain(wire, &ended, NULL);
    close(wire->fd);
    free(wire);
}

const struct transport_ops transport_socket = {
    .scheme = "socket",
    .is_relayed = true,
    .check = socket_check,
    .open = socket_open,
    .write = socket_write,
    .read = socket_read,
    .wait = socket_wait,
    .descriptor = socket_descriptor,
    .leave = socket_leave,
    .pending = socket_pending,
    .finish = socket_finish,
    .close = socket_close,
};
