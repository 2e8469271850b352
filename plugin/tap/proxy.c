/* SPDX-License-Identifier: MIT */
#include "proxy.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../clock.h"
#include "pump.h"

enum {
    BACKLOG = 16,
    LOOK_MS = 1000, /* for threads that are done */
    SULK_MS = 100,
    ROOM_MS = 1000, /* that who comes waits for one that is about to go */
    ROOM_LOOK_MS = 10,
    /* A till whose plug was pulled is noticed within a minute and a half. */
    ALIVE_IDLE_S = 60,
    ALIVE_EACH_S = 10,
    ALIVE_COUNT = 3,
};

enum guest_state { GUEST_FREE, GUEST_RUNS, GUEST_DONE };

struct guest {
    struct proxy *proxy;
    struct lane *lane;
    pthread_t thread;
    int fd;
    enum guest_state state;
};

struct door {
    int fd;
    struct lane *lane;
};

struct proxy {
    struct tap *tap;
    struct door doors[PROXY_DOORS];
    int door_count;
    pthread_mutex_t mutex; /* over the states */
    struct guest guests[PROXY_MOST];
};

int proxy_new(struct tap *tap, struct proxy **out, struct fault *fault)
{
    struct proxy *proxy = calloc(1, sizeof *proxy);
    if (proxy == NULL)
        return fail(fault, COMEBACK_MEMORY, "out of memory");
    proxy->tap = tap;
    pthread_mutex_init(&proxy->mutex, NULL);
    for (int i = 0; i < PROXY_MOST; i++)
        proxy->guests[i] = (struct guest){.proxy = proxy, .fd = -1};
    *out = proxy;
    return COMEBACK_OK;
}

static enum guest_state state_of(struct guest *guest)
{
    pthread_mutex_lock(&guest->proxy->mutex);
    enum guest_state state = guest->state;
    pthread_mutex_unlock(&guest->proxy->mutex);
    return state;
}

static void set_state(struct guest *guest, enum guest_state state)
{
    pthread_mutex_lock(&guest->proxy->mutex);
    guest->state = state;
    pthread_mutex_unlock(&guest->proxy->mutex);
}

void proxy_free(struct proxy *proxy)
{
    if (proxy == NULL)
        return;
    for (int i = 0; i < proxy->door_count; i++)
        close(proxy->doors[i].fd);
    for (struct guest *guest = proxy->guests; guest < proxy->guests + PROXY_MOST; guest++)
        if (state_of(guest) != GUEST_FREE)
            pthread_join(guest->thread, NULL);
    pthread_mutex_destroy(&proxy->mutex);
    free(proxy);
}

/* Doors. */

int proxy_listen(struct proxy *proxy, const char *address, struct lane *lane,
                 char place[static TCP_PLACE], struct fault *fault)
{
    const struct tcp_listen wish = {
        .address = address, .example = "0.0.0.0:9100", .backlog = BACKLOG};
    int fd;
    if (proxy->door_count == PROXY_DOORS)
        return fail(fault, COMEBACK_LIMIT, "\"%.80s\": more than %d ports", address, PROXY_DOORS);
    int status = tcp_listen(&wish, &fd, place, fault);
    if (status == COMEBACK_OK)
        proxy->doors[proxy->door_count++] = (struct door){.fd = fd, .lane = lane};
    return status;
}

/* Guests. */

static void set_option(int fd, int level, int name, int value)
{
    setsockopt(fd, level, name, &value, sizeof value);
}

static void prepare(int fd)
{
    set_option(fd, IPPROTO_TCP, TCP_NODELAY, 1);
    set_option(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
    set_option(fd, IPPROTO_TCP, TCP_KEEPIDLE, ALIVE_IDLE_S);
    set_option(fd, IPPROTO_TCP, TCP_KEEPINTVL, ALIVE_EACH_S);
    set_option(fd, IPPROTO_TCP, TCP_KEEPCNT, ALIVE_COUNT);
}

static void reset(int fd)
{
    static const struct linger at_once = {.l_onoff = 1, .l_linger = 0};
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close(fd);
}

static void *serve_guest(void *context)
{
    struct guest *guest = context;
    const struct pump_host host = {.in_fd = guest->fd, .out_fd = guest->fd};
    struct pump_result result = pump_run(guest->proxy->tap, guest->lane, &host);
    if (result.end == PUMP_DONE)
        close(guest->fd);
    else
        reset(guest->fd);
    lane_drain(guest->lane, result.slips_wait);
    set_state(guest, GUEST_DONE);
    return NULL;
}

static struct guest *find_room(struct proxy *proxy)
{
    for (struct guest *guest = proxy->guests; guest < proxy->guests + PROXY_MOST; guest++)
        if (state_of(guest) == GUEST_FREE)
            return guest;
    return NULL;
}

static void gather_done(struct proxy *proxy)
{
    for (struct guest *guest = proxy->guests; guest < proxy->guests + PROXY_MOST; guest++)
        if (state_of(guest) == GUEST_DONE) {
            pthread_join(guest->thread, NULL);
            set_state(guest, GUEST_FREE);
        }
}

/* A till whose connection is closed prints the next receipt before its thread has ended. */
static struct guest *await_room(struct proxy *proxy)
{
    int64_t until_ms = clock_monotonic_ms() + ROOM_MS;
    struct guest *guest = find_room(proxy);
    while (guest == NULL && clock_monotonic_ms() < until_ms && !tap_stops(proxy->tap)) {
        poll(NULL, 0, ROOM_LOOK_MS);
        gather_done(proxy);
        guest = find_room(proxy);
    }
    return guest;
}

static void let_in(struct proxy *proxy, int fd, struct lane *lane)
{
    struct guest *guest = await_room(proxy);
    if (guest == NULL) {
        tap_say(proxy->tap, TAP_SAYS_HOST, "refused: %d tills are connected", PROXY_MOST);
        reset(fd);
        return;
    }
    prepare(fd);
    guest->fd = fd;
    guest->lane = lane;
    set_state(guest, GUEST_RUNS);
    int error = pthread_create(&guest->thread, NULL, serve_guest, guest);
    if (error == 0)
        return;
    set_state(guest, GUEST_FREE);
    tap_say(proxy->tap, TAP_SAYS_HOST, "refused: no thread: %s", strerrordesc_np(error));
    reset(fd);
}

static void answer_door(struct proxy *proxy, const struct door *door)
{
    int fd = accept4(door->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd >= 0)
        let_in(proxy, fd, door->lane);
    else if (errno != EAGAIN && errno != EINTR && errno != ECONNABORTED) {
        tap_say(proxy->tap, TAP_SAYS_HOST, "a till could not be let in: %m");
        /* Out of descriptors: it still waits at the door. */
        poll(NULL, 0, SULK_MS);
    }
}

void proxy_serve(struct proxy *proxy)
{
    struct pollfd fds[PROXY_DOORS + 1];
    for (int i = 0; i < proxy->door_count; i++)
        fds[i] = (struct pollfd){.fd = proxy->doors[i].fd, .events = POLLIN};
    fds[proxy->door_count] = (struct pollfd){.fd = tap_stop_fd(proxy->tap), .events = POLLIN};
    while (!tap_stops(proxy->tap)) {
        poll(fds, (nfds_t)proxy->door_count + 1, LOOK_MS);
        gather_done(proxy);
        for (int i = 0; i < proxy->door_count; i++)
            if ((fds[i].revents & POLLIN) != 0)
                answer_door(proxy, &proxy->doors[i]);
    }
}
