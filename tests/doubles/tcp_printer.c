/* SPDX-License-Identifier: MIT */
#include "tcp_printer.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { HEARD_BYTES = 4 << 20, PIECE_BYTES = 512, STOPPED_MS = 100 };

struct tcp_printer {
    struct tcp_printer_script script;
    struct sockaddr_storage address;
    socklen_t address_length;
    int listener;
    int stop_fd;
    bool stopped;
    pthread_t thread;
    uint8_t *bytes;
    size_t length;
    unsigned connections;
    bool saw_end, saw_reset;
};

struct client {
    int fd;
    size_t read;
    bool said, acted;
};

/* False when the printer is to stop, or the time is over. */
static bool await(struct tcp_printer *printer, int fd, int timeout_ms)
{
    struct pollfd fds[] = {{.fd = printer->stop_fd, .events = POLLIN},
                           {.fd = fd, .events = POLLIN}};
    int ready = poll(fds, fd < 0 ? 1 : 2, timeout_ms);
    return ready > 0 && (fds[0].revents == 0 || fds[1].revents != 0) && fd >= 0;
}

static bool is_stopped(struct tcp_printer *printer)
{
    struct pollfd stop = {.fd = printer->stop_fd, .events = POLLIN};
    return poll(&stop, 1, 0) > 0;
}

/* A filter that lets nothing through stands below TCP's own work: not even an ACK is sent. */
static bool go_dark(int fd)
{
    struct sock_filter nothing = {.code = BPF_RET | BPF_K, .k = 0};
    struct sock_fprog filter = {.len = 1, .filter = &nothing};
    return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter) == 0;
}

bool tcp_printer_can_go_dark(void)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool can = go_dark(fd);
    close(fd);
    return can;
}

static void reset(int fd)
{
    static const struct linger at_once = {.l_onoff = 1, .l_linger = 0};
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

/* False: the connection ends here. */
static bool act(struct tcp_printer *printer, struct client *client)
{
    const struct tcp_printer_script *script = &printer->script;
    if (client->acted || script->act == TCP_PRINTER_READS || client->read < script->after)
        return true;
    client->acted = true;
    switch (script->act) {
    case TCP_PRINTER_STALLS:
        await(printer, -1, script->act_ms > 0 ? (int)script->act_ms : -1);
        return true;
    case TCP_PRINTER_GOES_DARK:
        go_dark(client->fd);
        await(printer, -1, -1);
        return true;
    case TCP_PRINTER_RESETS:
        reset(client->fd);
        return false;
    default:
        return false;
    }
}

static void say(struct tcp_printer *printer, struct client *client)
{
    const char *text = printer->script.says;
    if (text == NULL || client->said || client->read < printer->script.say_after)
        return;
    client->said = true;
    send(client->fd, text, strlen(text), MSG_NOSIGNAL);
}

static void await_own_end(struct tcp_printer *printer)
{
    if (printer->script.never_ends)
        await(printer, -1, -1);
    else if (printer->script.ends_ms > 0)
        await(printer, -1, (int)printer->script.ends_ms);
}

/* Linux itself goes on handing out what came before an RST. */
static bool has_forgotten(struct tcp_printer *printer, int fd)
{
    int error = 0;
    socklen_t length = sizeof error;
    if (!printer->script.forgetful)
        return false;
    getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length);
    printer->saw_reset = error != 0;
    return printer->saw_reset;
}

/* False: nothing more comes. */
static bool take(struct tcp_printer *printer, struct client *client)
{
    if (has_forgotten(printer, client->fd))
        return false;
    size_t most = HEARD_BYTES - printer->length;
    if (most > PIECE_BYTES)
        most = PIECE_BYTES;
    if (!client->acted && client->read + most > printer->script.after &&
        printer->script.act != TCP_PRINTER_READS)
        most = printer->script.after - client->read;
    ssize_t count = recv(client->fd, printer->bytes + printer->length, most, 0);
    if (count <= 0) {
        printer->saw_end = count == 0;
        printer->saw_reset = count < 0 && errno == ECONNRESET;
        return false;
    }
    printer->length += (size_t)count;
    client->read += (size_t)count;
    if (printer->script.read_pause_us > 0)
        usleep(printer->script.read_pause_us);
    return true;
}

static void serve(struct tcp_printer *printer, int fd)
{
    struct client client = {.fd = fd};
    printer->connections++;
    printer->saw_end = printer->saw_reset = false;
    for (;;) {
        say(printer, &client);
        if (!act(printer, &client))
            break;
        if (!await(printer, fd, is_stopped(printer) ? STOPPED_MS : -1) || !take(printer, &client))
            break;
    }
    if (printer->saw_end)
        await_own_end(printer);
    close(fd);
}

static void *run(void *argument)
{
    struct tcp_printer *printer = argument;
    if (printer->script.refuses_ms > 0)
        await(printer, -1, (int)printer->script.refuses_ms);
    listen(printer->listener, 8);
    while (await(printer, printer->listener, is_stopped(printer) ? 0 : -1)) {
        int fd = accept4(printer->listener, NULL, NULL, SOCK_CLOEXEC);
        if (fd >= 0)
            serve(printer, fd);
    }
    return NULL;
}

static bool bind_address(struct tcp_printer *printer)
{
    struct sockaddr_in6 six = {.sin6_family = AF_INET6};
    struct sockaddr_in four = {.sin_family = AF_INET};
    const char *address = printer->script.address == NULL ? "127.0.0.1" : printer->script.address;
    bool is_six = inet_pton(AF_INET6, address, &six.sin6_addr) == 1;
    inet_pton(AF_INET, address, &four.sin_addr);
    printer->listener = socket(is_six ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (printer->listener < 0)
        return false;
    /* Inherited by what it accepts; a window is agreed on before accept returns. */
    if (printer->script.receive_buffer > 0)
        setsockopt(printer->listener, SOL_SOCKET, SO_RCVBUF, &printer->script.receive_buffer,
                   sizeof(int));
    printer->address_length = sizeof printer->address;
    return bind(printer->listener, is_six ? (struct sockaddr *)&six : (struct sockaddr *)&four,
                is_six ? sizeof six : sizeof four) == 0 &&
           getsockname(printer->listener, (struct sockaddr *)&printer->address,
                       &printer->address_length) == 0;
}

struct tcp_printer *tcp_printer_start(const struct tcp_printer_script *script)
{
    struct tcp_printer *printer = calloc(1, sizeof *printer);
    if (printer == NULL)
        return NULL;
    printer->script = *script;
    printer->listener = -1;
    printer->bytes = malloc(HEARD_BYTES);
    printer->stop_fd = eventfd(0, EFD_CLOEXEC);
    if (printer->bytes == NULL || printer->stop_fd < 0 || !bind_address(printer) ||
        (script->refuses_ms == 0 && listen(printer->listener, 8) < 0) ||
        pthread_create(&printer->thread, NULL, run, printer) != 0) {
        printer->stopped = true;
        tcp_printer_free(printer);
        return NULL;
    }
    return printer;
}

unsigned tcp_printer_port(const struct tcp_printer *printer)
{
    return ntohs(printer->address.ss_family == AF_INET6
                     ? ((const struct sockaddr_in6 *)&printer->address)->sin6_port
                     : ((const struct sockaddr_in *)&printer->address)->sin_port);
}

struct tcp_printer_heard tcp_printer_stop(struct tcp_printer *printer)
{
    if (!printer->stopped) {
        eventfd_write(printer->stop_fd, 1);
        pthread_join(printer->thread, NULL);
        printer->stopped = true;
    }
    return (struct tcp_printer_heard){.bytes = printer->bytes,
                                      .length = printer->length,
                                      .connections = printer->connections,
                                      .saw_end = printer->saw_end,
                                      .saw_reset = printer->saw_reset};
}

void tcp_printer_free(struct tcp_printer *printer)
{
    if (printer == NULL)
        return;
    tcp_printer_stop(printer);
    if (printer->listener >= 0)
        close(printer->listener);
    if (printer->stop_fd >= 0)
        close(printer->stop_fd);
    free(printer->bytes);
    free(printer);
}
