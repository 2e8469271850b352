/* SPDX-License-Identifier: MIT */
#include "tcp_body.h"

#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { STEP_MS = 2, PIECE_BYTES = 256 };

struct tcp_body {
    struct body *body;
    int listener, client;
    unsigned port, losses;
    uint8_t held[PIECE_BYTES]; /* read, and not yet taken by the body */
    size_t held_bytes;
    bool ended; /* the client's side of it */
    int64_t began_us;
    atomic_bool stopping;
    bool running;
    pthread_t thread;
};

static int64_t now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void hang_up(struct tcp_body *printer, bool reset)
{
    const struct linger how = {.l_onoff = reset, .l_linger = 0};
    setsockopt(printer->client, SOL_SOCKET, SO_LINGER, &how, sizeof how);
    close(printer->client);
    printer->client = -1;
    printer->held_bytes = 0;
    printer->ended = false;
}

static void take(struct tcp_body *printer)
{
    size_t room = sizeof printer->held - printer->held_bytes;
    ssize_t count =
        room == 0 || printer->ended
            ? -1
            : recv(printer->client, printer->held + printer->held_bytes, room, MSG_DONTWAIT);
    if (count > 0)
        printer->held_bytes += (size_t)count;
    printer->ended = printer->ended || count == 0;
    size_t taken = body_receive(printer->body, printer->held, printer->held_bytes);
    memmove(printer->held, printer->held + taken, printer->held_bytes - taken);
    printer->held_bytes -= taken;
}

static void say(struct tcp_body *printer)
{
    uint8_t answer[PIECE_BYTES];
    size_t length = body_answer(printer->body, answer, sizeof answer);
    if (length > 0)
        send(printer->client, answer, length, MSG_NOSIGNAL);
}

/* What a body says of its reset is for who comes next. */
static void serve(struct tcp_body *printer)
{
    if (body_link_losses(printer->body) != printer->losses) {
        hang_up(printer, true);
        return;
    }
    take(printer);
    say(printer);
    if (printer->ended && printer->held_bytes == 0)
        hang_up(printer, false);
}

static void *run(void *argument)
{
    struct tcp_body *printer = argument;
    while (!printer->stopping) {
        struct pollfd poll_fd = {.fd = printer->listener, .events = POLLIN};
        body_advance(printer->body, now_us() - printer->began_us, NULL);
        if (printer->client >= 0)
            serve(printer);
        else if (poll(&poll_fd, 1, 0) > 0) {
            printer->client = accept4(printer->listener, NULL, NULL, SOCK_CLOEXEC);
            printer->losses = body_link_losses(printer->body);
        }
        poll(NULL, 0, STEP_MS);
    }
    return NULL;
}

static bool make_port(struct tcp_body *printer)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    printer->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (printer->listener < 0 || bind(printer->listener, (struct sockaddr *)&address, length) < 0 ||
        getsockname(printer->listener, (struct sockaddr *)&address, &length) < 0)
        return false;
    printer->port = ntohs(address.sin_port);
    return listen(printer->listener, 4) == 0;
}

struct tcp_body *tcp_body_start(const struct body_options *options, const char *script)
{
    struct tcp_body *printer = calloc(1, sizeof *printer);
    if (printer == NULL)
        return NULL;
    printer->listener = printer->client = -1;
    printer->began_us = now_us();
    printer->running = body_new(options, &printer->body, NULL) == DRV_OK &&
                       (script == NULL || body_script(printer->body, script, NULL) == DRV_OK) &&
                       make_port(printer) &&
                       pthread_create(&printer->thread, NULL, run, printer) == 0;
    if (printer->running)
        return printer;
    tcp_body_free(printer);
    return NULL;
}

unsigned tcp_body_port(const struct tcp_body *printer)
{
    return printer->port;
}

struct body *tcp_body_stop(struct tcp_body *printer)
{
    if (printer->running) {
        printer->stopping = true;
        pthread_join(printer->thread, NULL);
        printer->running = false;
    }
    return printer->body;
}

void tcp_body_free(struct tcp_body *printer)
{
    if (printer == NULL)
        return;
    tcp_body_stop(printer);
    if (printer->client >= 0)
        close(printer->client);
    if (printer->listener >= 0)
        close(printer->listener);
    body_free(printer->body);
    free(printer);
}
