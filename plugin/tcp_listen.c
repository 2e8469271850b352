/* SPDX-License-Identifier: MIT */
#include "tcp_listen.h"

#include <errno.h>
#include <netdb.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { HOST_BYTES = 64, PORT_DIGITS = 5, DECIMAL = 10 };

static bool split(const char *address, char host[static HOST_BYTES], const char **port)
{
    const char *colon = strrchr(address, ':');
    if (colon == NULL || colon[1] == '\0' || colon - address >= HOST_BYTES)
        return false;
    /* getaddrinfo takes 99999 for 34463. */
    if (strlen(colon + 1) > PORT_DIGITS || strtol(colon + 1, NULL, DECIMAL) > UINT16_MAX)
        return false;
    size_t length = (size_t)(colon - address);
    if (length >= 2 && address[0] == '[' && address[length - 1] == ']') {
        address++;
        length -= 2;
    }
    memcpy(host, address, length);
    host[length] = '\0';
    *port = colon + 1;
    return true;
}

static int look_up(const struct tcp_listen *wish, struct addrinfo **out, struct fault *fault)
{
    char host[HOST_BYTES];
    const char *port;
    const struct addrinfo hints = {.ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV,
                                   .ai_socktype = SOCK_STREAM};
    if (!split(wish->address, host, &port))
        return fail(fault, COMEBACK_VALUE, "found \"%.80s\", expected such as %s", wish->address,
                    wish->example);
    int failed = getaddrinfo(host[0] == '\0' ? NULL : host, port, &hints, out);
    if (failed != 0)
        return fail(fault, COMEBACK_VALUE, "\"%.80s\": %s", wish->address, gai_strerror(failed));
    return COMEBACK_OK;
}

static int bind_to(const struct addrinfo *address, const struct tcp_listen *wish)
{
    int fd = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return -1;
    /* After a restart: connections of before are still winding down. */
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
    if (wish->receive_window > 0)
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &wish->receive_window, sizeof wish->receive_window);
    if (bind(fd, address->ai_addr, address->ai_addrlen) == 0 && listen(fd, wish->backlog) == 0)
        return fd;
    int error = errno;
    close(fd);
    errno = error;
    return -1;
}

static void tell_place(int fd, char place[static TCP_PLACE])
{
    struct sockaddr_storage address = {.ss_family = AF_UNSPEC};
    socklen_t length = sizeof address;
    char host[HOST_BYTES] = "", port[PORT_DIGITS + 1] = "0";
    getsockname(fd, (struct sockaddr *)&address, &length);
    getnameinfo((const struct sockaddr *)&address, length, host, sizeof host, port, sizeof port,
                NI_NUMERICHOST | NI_NUMERICSERV);
    bool six = address.ss_family == AF_INET6;
    snprintf(place, TCP_PLACE, "%s%s%s:%s", six ? "[" : "", host, six ? "]" : "", port);
}

int tcp_listen(const struct tcp_listen *wish, int *fd, char place[static TCP_PLACE],
               struct fault *fault)
{
    struct addrinfo *found = NULL;
    int status = look_up(wish, &found, fault);
    if (status != COMEBACK_OK)
        return status;
    int bound = bind_to(found, wish);
    freeaddrinfo(found);
    if (bound < 0)
        return fail(fault, COMEBACK_REFUSED, "\"%.80s\": %m", wish->address);
    tell_place(bound, place);
    *fd = bound;
    return COMEBACK_OK;
}
