/* SPDX-License-Identifier: MIT */
#include "notify.h"

#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { FIRST_FD = 3, SOCKETS_MAX = 2 };

void notify(const char *text)
{
    const char *path = getenv("NOTIFY_SOCKET");
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (path == NULL || (path[0] != '/' && path[0] != '@') ||
        strlen(path) >= sizeof address.sun_path)
        return;
    memcpy(address.sun_path, path, strlen(path));
    if (path[0] == '@')
        address.sun_path[0] = '\0';
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return;
    socklen_t length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(path));
    (void)!sendto(fd, text, strlen(text), MSG_NOSIGNAL | MSG_DONTWAIT,
                  (const struct sockaddr *)&address, length);
    close(fd);
}

/* A variable's number; 0 where it is none. */
static long long number(const char *name)
{
    const char *text = getenv(name);
    char *end = NULL;
    long long value = text == NULL ? 0 : strtoll(text, &end, 10);
    return text == NULL || *end != '\0' || value < 0 ? 0 : value;
}

/* The variables are inherited by whoever we might start; the number says whom they are for. */
static bool is_for_us(const char *name)
{
    return number(name) == getpid();
}

int notify_watchdog_ms(void)
{
    long long half_ms = number("WATCHDOG_USEC") / 2000;
    if (getenv("WATCHDOG_PID") != NULL && !is_for_us("WATCHDOG_PID"))
        return 0;
    return half_ms > INT_MAX ? INT_MAX : (int)half_ms;
}

static bool is_of_type(int fd, int type)
{
    int found = 0;
    socklen_t length = sizeof found;
    return getsockopt(fd, SOL_SOCKET, SO_TYPE, &found, &length) == 0 && found == type;
}

int notify_socket(int type)
{
    long long count = is_for_us("LISTEN_PID") ? number("LISTEN_FDS") : 0;
    for (int fd = FIRST_FD; fd < FIRST_FD + SOCKETS_MAX && fd < FIRST_FD + count; fd++)
        if (is_of_type(fd, type))
            return fcntl(fd, F_SETFD, FD_CLOEXEC) == 0 ? fd : -1;
    return -1;
}
