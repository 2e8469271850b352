/* SPDX-License-Identifier: MIT */
#include "virtual_wire.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

#include "../tcp_listen.h"
#include "command.h"

enum {
    WAITING_CLIENTS = 1, /* Linux lets one more in than listen was told: with the first, three */
    BITS_A_BYTE = 10,
    TICK_US = 1000,
    LATE_US = 4000, /* we may be so late and catch up; longer ago the wire was idle */
};

/* TCP. */

/* A port of 0 is the system's choice, and stays that one when it is bound again. */
static int start_listening(struct virtual_wire *wire)
{
    char place[sizeof wire->place];
    struct fault fault = {{0}};
    snprintf(place, sizeof place, "%s",
             wire->place[0] == '\0' ? wire->options.listen : wire->place);
    const struct tcp_listen wish = {.address = place,
                                    .example = "127.0.0.1:9100",
                                    .backlog = WAITING_CLIENTS,
                                    .receive_window = (int)wire->options.receive_window};
    int status = tcp_listen(&wish, &wire->listen_fd, wire->place, &fault);
    if (status != COMEBACK_OK)
        return tell(status == COMEBACK_VALUE ? EXIT_USAGE : EXIT_REFUSED, "--listen: %s",
                    fault.text);
    wire->port = (int)strtol(strrchr(wire->place, ':') + 1, NULL, 10);
    return EXIT_DONE;
}

/* Whoever waits there is sent a reset. */
static void stop_listening(struct virtual_wire *wire)
{
    if (wire->listen_fd >= 0)
        close(wire->listen_fd);
    wire->listen_fd = -1;
}

static void reset_client(int fd)
{
    const struct linger at_once = {.l_onoff = 1, .l_linger = 0};
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close(fd);
}

/* A pty. */

/* Ours, or one left behind; nothing but a symbolic link. */
static void remove_link(const char *path)
{
    char target[2];
    if (readlink(path, target, sizeof target) >= 0)
        unlink(path);
}

static int open_pty(struct virtual_wire *wire)
{
    struct termios raw;
    wire->client_fd = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
    if (wire->client_fd < 0 || grantpt(wire->client_fd) != 0 || unlockpt(wire->client_fd) != 0 ||
        ptsname_r(wire->client_fd, wire->place, sizeof wire->place) != 0)
        return tell(EXIT_REFUSED, "--pty: %s", strerror(errno));
    wire->slave_fd = open(wire->place, O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (wire->slave_fd < 0 || tcgetattr(wire->slave_fd, &raw) != 0)
        return tell(EXIT_REFUSED, "%s: %s", wire->place, strerror(errno));
    cfmakeraw(&raw);
    tcsetattr(wire->slave_fd, TCSANOW, &raw);
    if (wire->options.link == NULL)
        return EXIT_DONE;
    remove_link(wire->options.link);
    if (symlink(wire->place, wire->options.link) != 0)
        return tell(EXIT_REFUSED, "--link: \"%.200s\": %s", wire->options.link, strerror(errno));
    return EXIT_DONE;
}

static void close_pty(struct virtual_wire *wire)
{
    if (wire->options.link != NULL && wire->slave_fd >= 0)
        remove_link(wire->options.link);
    if (wire->slave_fd >= 0)
        close(wire->slave_fd);
    if (wire->client_fd >= 0)
        close(wire->client_fd);
    wire->slave_fd = wire->client_fd = -1;
}

/* Either. */

static bool is_pty(const struct virtual_wire *wire)
{
    return wire->options.listen == NULL;
}

int virtual_wire_open(const struct virtual_wire_options *options, struct virtual_wire *out)
{
    *out = (struct virtual_wire){
        .options = *options, .listen_fd = -1, .client_fd = -1, .slave_fd = -1, .abandoned_fd = -1};
    return is_pty(out) ? open_pty(out) : start_listening(out);
}

void virtual_wire_close(struct virtual_wire *wire)
{
    if (is_pty(wire))
        close_pty(wire);
    stop_listening(wire);
    if (wire->client_fd >= 0)
        close(wire->client_fd);
    if (wire->abandoned_fd >= 0)
        close(wire->abandoned_fd);
    wire->client_fd = wire->abandoned_fd = -1;
}

static int64_t byte_us(const struct virtual_wire *wire)
{
    return wire->options.baud == 0 ? 0 : BITS_A_BYTE * INT64_C(1000000) / wire->options.baud;
}

/* How many bytes may pass by now. */
static size_t allowance(const struct virtual_wire *wire, int64_t *next_us, int64_t now_us)
{
    int64_t each = byte_us(wire);
    if (each == 0)
        return SIZE_MAX;
    if (now_us - *next_us > LATE_US)
        *next_us = now_us;
    return now_us < *next_us ? 0 : (size_t)((now_us - *next_us) / each) + 1;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static int lose_client(struct virtual_wire *wire)
{
    close(wire->client_fd);
    wire->client_fd = -1;
    wire->out_count = 0;
    if (!is_pty(wire) && wire->listen_fd < 0)
        start_listening(wire);
    return VIRTUAL_WIRE_LOST;
}

/* Who waits is let in when the one before has been read to the end. */
static int accept_client(struct virtual_wire *wire)
{
    if (wire->listen_fd < 0 || wire->client_fd >= 0 || wire->in_count > 0)
        return 0;
    wire->client_fd = accept4(wire->listen_fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (wire->client_fd < 0)
        return 0;
    wire->has_ended = false;
    setsockopt(wire->client_fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
    if (wire->options.refuse)
        stop_listening(wire);
    return VIRTUAL_WIRE_LINKED;
}

static int read_client(struct virtual_wire *wire, int64_t now_us)
{
    size_t most = least(allowance(wire, &wire->next_in_us, now_us), sizeof wire->in);
    if (wire->options.short_reads > 0)
        most = least(most, (size_t)wire->options.short_reads);
    if (wire->client_fd < 0 || wire->in_count > 0 || wire->has_ended || most == 0)
        return 0;
    ssize_t count = read(wire->client_fd, wire->in, most);
    if (count < 0)
        return errno == EAGAIN || errno == EINTR ? 0 : lose_client(wire);
    wire->has_ended = count == 0;
    wire->in_count = (size_t)count;
    wire->next_in_us += count * byte_us(wire);
    return 0;
}

/* On a pty the wire stays while the printer is off: what comes then is lost. */
static void offer(struct virtual_wire *wire, struct body *body)
{
    size_t taken =
        body_linked(body) ? body_receive(body, wire->in, wire->in_count) : wire->in_count;
    wire->in_count -= taken;
    memmove(wire->in, wire->in + taken, wire->in_count);
}

static int write_client(struct virtual_wire *wire, struct body *body, int64_t now_us)
{
    size_t room = sizeof wire->out - wire->out_count;
    wire->out_count += body_answer(body, wire->out + wire->out_count, room);
    if (wire->client_fd < 0)
        wire->out_count = 0;
    size_t most = least(allowance(wire, &wire->next_out_us, now_us), wire->out_count);
    if (most == 0)
        return 0;
    ssize_t count = is_pty(wire) ? write(wire->client_fd, wire->out, most)
                                 : send(wire->client_fd, wire->out, most, MSG_NOSIGNAL);
    if (count < 0)
        return errno == EAGAIN || errno == EINTR ? 0 : lose_client(wire);
    wire->next_out_us += count * byte_us(wire);
    wire->out_count -= (size_t)count;
    memmove(wire->out, wire->out + count, wire->out_count);
    return 0;
}

/* Nothing more will come, all of it is in the printer, and what that had to say is said. */
static int part_from_client(struct virtual_wire *wire)
{
    bool done = wire->client_fd >= 0 && wire->has_ended && wire->in_count == 0;
    return done && wire->out_count == 0 ? lose_client(wire) : 0;
}

int virtual_wire_serve(struct virtual_wire *wire, struct body *body)
{
    int64_t now_us = body_now_us(body);
    int changes = accept_client(wire) | read_client(wire, now_us);
    offer(wire, body);
    return changes | write_client(wire, body, now_us) | part_from_client(wire);
}

static int pull_cable(struct virtual_wire *wire)
{
    bool had_client = wire->client_fd >= 0;
    if (is_pty(wire)) {
        close_pty(wire);
    } else {
        stop_listening(wire);
        if (wire->abandoned_fd >= 0)
            close(wire->abandoned_fd);
        wire->abandoned_fd = wire->client_fd;
        wire->client_fd = -1;
    }
    return had_client ? VIRTUAL_WIRE_LOST : 0;
}

static int break_link(struct virtual_wire *wire)
{
    bool had_client = wire->client_fd >= 0;
    stop_listening(wire);
    if (had_client)
        reset_client(wire->client_fd);
    wire->client_fd = -1;
    return had_client ? VIRTUAL_WIRE_LOST : 0;
}

/* A serial line knows nothing of the printer's power. */
static int restore(struct virtual_wire *wire)
{
    if (!is_pty(wire) && wire->listen_fd < 0 && wire->client_fd < 0)
        start_listening(wire);
    if (is_pty(wire) && wire->client_fd < 0 && open_pty(wire) == EXIT_DONE)
        return VIRTUAL_WIRE_LINKED;
    return 0;
}

int virtual_wire_suffer(struct virtual_wire *wire, const struct body *body, enum body_event event)
{
    int changes = 0;
    if (event == BODY_UNPLUG || event == BODY_POWER_OFF || event == BODY_RESET)
        wire->in_count = wire->out_count = 0;
    if (event == BODY_UNPLUG)
        changes = pull_cable(wire);
    if ((event == BODY_POWER_OFF || event == BODY_RESET) && !is_pty(wire))
        changes = break_link(wire);
    return body_linked(body) ? changes | restore(wire) : changes;
}

/* What the baud rate does not let pass yet is waited for, a tick at least. */
static bool may_pass(const struct virtual_wire *wire, int64_t next_us, int64_t now_us,
                     int64_t *until_us)
{
    if (byte_us(wire) == 0 || next_us <= now_us)
        return true;
    int64_t then = next_us > now_us + TICK_US ? next_us : now_us + TICK_US;
    if (then < *until_us)
        *until_us = then;
    return false;
}

void virtual_wire_watch(const struct virtual_wire *wire, const struct body *body,
                        struct pollfd fds[static VIRTUAL_WIRE_FDS], int64_t *until_us)
{
    int64_t now_us = body_now_us(body);
    bool free_for_one = wire->client_fd < 0 && wire->in_count == 0;
    fds[0] = (struct pollfd){.fd = free_for_one ? wire->listen_fd : -1, .events = POLLIN};
    fds[1] = (struct pollfd){.fd = -1};
    if (wire->client_fd < 0)
        return;
    if (wire->in_count == 0 && !wire->has_ended &&
        may_pass(wire, wire->next_in_us, now_us, until_us))
        fds[1].events |= POLLIN;
    if (wire->out_count > 0 && may_pass(wire, wire->next_out_us, now_us, until_us))
        fds[1].events |= POLLOUT;
    /* A reset is told even to those who ask for nothing; then it would be told for ever. */
    fds[1].fd = fds[1].events != 0 ? wire->client_fd : -1;
}
