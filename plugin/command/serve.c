/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "../checkout.h"
#include "arguments.h"
#include "session.h"

enum { POLL_MS = 1000, DRAIN_MS = 2000, PATH_ROOM = STORE_PATH + 32 };

struct server {
    struct shop *shop;
    char lock_path[PATH_ROOM], socket_path[PATH_ROOM];
    int lock_fd, socket_fd, signal_fd; /* -1: not there */
    char last_error[256];
};

static int take_lock(struct server *server)
{
    const char *path = server->lock_path;
    server->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (server->lock_fd < 0)
        return tell(EXIT_REFUSED, "%s: %s", path, strerror(errno));
    if (flock(server->lock_fd, LOCK_EX | LOCK_NB) == 0)
        return EXIT_DONE;
    return tell(EXIT_REFUSED, "%s: another comeback serve runs for this store", path);
}

/* Where a till pokes us. Whoever left a socket there is gone: we hold the lock. Without it (the
 * path of a socket has at most 107 bytes) the queue is looked at each second. */
static void bind_socket(struct server *server)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t length = strlen(server->socket_path);
    if (length >= sizeof address.sun_path)
        return;
    memcpy(address.sun_path, server->socket_path, length + 1);
    unlink(server->socket_path);
    server->socket_fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (server->socket_fd >= 0 &&
        bind(server->socket_fd, (const struct sockaddr *)&address, sizeof address) != 0) {
        close(server->socket_fd);
        server->socket_fd = -1;
    }
}

static int catch_signals(struct server *server)
{
    sigset_t stop;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    sigaddset(&stop, SIGINT);
    if (sigprocmask(SIG_BLOCK, &stop, NULL) == 0)
        server->signal_fd = signalfd(-1, &stop, SFD_CLOEXEC | SFD_NONBLOCK);
    return server->signal_fd >= 0 ? EXIT_DONE : tell(EXIT_REFUSED, "signals: %s", strerror(errno));
}

/* What goes wrong each second is said once. */
static void drain(struct server *server)
{
    struct fault fault = {{0}};
    shop_refresh(server->shop);
    int ended = checkout_drain(server->shop, DRAIN_MS, &fault);
    if (ended < 0 && strncmp(fault.text, server->last_error, sizeof server->last_error - 1) != 0)
        tell(EXIT_REFUSED, "%s", fault.text);
    snprintf(server->last_error, sizeof server->last_error, "%.255s", ended < 0 ? fault.text : "");
}

static void empty_socket(int fd)
{
    char poke[16];
    while (recv(fd, poke, sizeof poke, MSG_DONTWAIT) >= 0)
        continue;
}

static void serve(struct server *server)
{
    struct pollfd wakers[] = {{.fd = server->signal_fd, .events = POLLIN},
                              {.fd = server->socket_fd, .events = POLLIN}};
    do {
        if (server->socket_fd >= 0)
            empty_socket(server->socket_fd);
        drain(server);
        poll(wakers, 2, POLL_MS);
    } while ((wakers[0].revents & POLLIN) == 0);
}

static void close_server(struct server *server)
{
    if (server->socket_fd >= 0) {
        unlink(server->socket_path);
        close(server->socket_fd);
    }
    if (server->signal_fd >= 0)
        close(server->signal_fd);
    if (server->lock_fd >= 0)
        close(server->lock_fd);
}

static int run(struct call *call)
{
    static const struct argument known[] = {{NULL, NULL, NULL}};
    struct server server = {.lock_fd = -1, .socket_fd = -1, .signal_fd = -1};
    int status = arguments_read(call, known, 0, 0);
    if (status != GO_ON)
        return status;
    status = session_open(call, &server.shop);
    if (status != EXIT_DONE)
        return status;
    snprintf(server.lock_path, PATH_ROOM, "%s/serve.lock", server.shop->store_folder);
    snprintf(server.socket_path, PATH_ROOM, "%s/serve.sock", server.shop->store_folder);
    status = take_lock(&server);
    if (status == EXIT_DONE)
        status = catch_signals(&server);
    if (status == EXIT_DONE) {
        bind_socket(&server);
        printf("serving %s%s\n", server.shop->store_folder,
               server.socket_fd >= 0 ? "" : "; no socket: looks each second");
        fflush(stdout);
        serve(&server);
    }
    close_server(&server);
    shop_close(server.shop);
    return status;
}

const struct command command_serve = {
    "serve", "print what waits, until stopped", "",
    "Stays in the foreground. Prints jobs as they come, takes in sales that were kept aside, and\n"
    "keeps the store tidy. One a store. Stops on SIGTERM or SIGINT once the job being printed has\n"
    "ended, after at most 2 seconds of others.\n\n"
    "exit: 0 stopped, 1 refused, 2 used wrongly\n"
    "example: comeback -c shop/comeback.ini serve\n",
    run};
