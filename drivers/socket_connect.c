/* SPDX-License-Identifier: MIT */
#include "socket_connect.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <resolv.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "transport.h"

enum { FIRST_PAUSE_MS = 50, LAST_PAUSE_MS = 1000, NAME_LETTERS = 253, PORT_DIGITS = 5 };

static bool all_of(const char *text, const char *letters)
{
    return text[strspn(text, letters)] == '\0';
}

static const char *read_port(const char *text, size_t length, uint16_t *out)
{
    unsigned port = 0;
    for (size_t i = 0; i < length && i <= PORT_DIGITS; i++) {
        if (!isdigit((unsigned char)text[i]))
            return "a port has only digits";
        port = port * 10 + (unsigned)(text[i] - '0');
    }
    if (length > PORT_DIGITS || port < 1 || port > UINT16_MAX)
        return "a port is 1 to 65535";
    *out = (uint16_t)port;
    return NULL;
}

static const char *check_ipv6(const char *host)
{
    char bare[INET6_ADDRSTRLEN];
    struct in6_addr address;
    size_t length = strcspn(host, "%");
    if (length >= sizeof bare)
        return "not an IPv6 address";
    memcpy(bare, host, length);
    bare[length] = '\0';
    if (inet_pton(AF_INET6, bare, &address) != 1)
        return "not an IPv6 address";
    return IN6_IS_ADDR_UNSPECIFIED(&address) ? "the address of no host" : NULL;
}

static const char *check_name(const char *host)
{
    static const char digits[] = "0123456789";
    struct in_addr address;
    if (host[0] == '\0')
        return "it names no host";
    if (inet_pton(AF_INET, host, &address) == 1)
        return address.s_addr == INADDR_ANY ? "the address of no host" : NULL;
    /* getaddrinfo would take "1234" for 0.0.4.210. */
    if (all_of(host, "0123456789."))
        return "not an IPv4 address";
    if (strlen(host) > NAME_LETTERS || host[0] == '-' || host[0] == '.' || strstr(host, "..") ||
        !all_of(host + strspn(host, digits),
                "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._"))
        return "not the name of a host";
    return NULL;
}

/* The length of the host in it, and where what follows begins; SIZE_MAX where a bracket is open. */
static size_t host_length(const char *text, size_t length, size_t *rest)
{
    bool brackets = length > 0 && text[0] == '[';
    const char *end = memchr(text, brackets ? ']' : ':', length);
    if (brackets && end == NULL)
        return SIZE_MAX;
    size_t at = end == NULL ? length : (size_t)(end - text);
    *rest = brackets ? at + 1 : at;
    return brackets ? at - 1 : at;
}

const char *socket_address_read(const char *text, size_t length, uint16_t default_port,
                                struct socket_address *out)
{
    struct socket_address read = {.port = default_port};
    bool brackets = length > 0 && text[0] == '[';
    size_t rest = 0;
    size_t host = host_length(text, length, &rest);
    if (!brackets && rest < length && memchr(text + rest + 1, ':', length - rest - 1) != NULL)
        return "an IPv6 address stands in [brackets], and one port follows";
    if (host == SIZE_MAX)
        return "a bracket is not closed";
    if (host >= sizeof read.host)
        return "not the name of a host";
    memcpy(read.host, text + (brackets ? 1 : 0), host);
    const char *wrong = brackets ? check_ipv6(read.host) : check_name(read.host);
    if (wrong == NULL && rest < length)
        wrong = text[rest] == ':' ? read_port(text + rest + 1, length - rest - 1, &read.port)
                                  : "only a port may follow a bracket";
    if (wrong == NULL)
        *out = read;
    return wrong;
}

static bool is_numeric(const char *host)
{
    struct in_addr address;
    return strchr(host, ':') != NULL || inet_pton(AF_INET, host, &address) == 1;
}

static int resolve(const struct socket_address *address, int flags, struct addrinfo **out)
{
    struct addrinfo hints = {
        .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = flags | AI_NUMERICSERV};
    char port[PORT_DIGITS + 1];
    snprintf(port, sizeof port, "%u", address->port);
    return getaddrinfo(address->host, port, &hints, out);
}

/* _res is glibc's, one a thread; its times are in seconds. */
static int resolve_name(const struct socket_address *address, int64_t deadline_ms,
                        struct addrinfo **out)
{
    if ((_res.options & RES_INIT) == 0 && res_init() != 0)
        return EAI_SYSTEM;
    int retrans = _res.retrans, retry = _res.retry;
    int share_s = deadline_left_ms(deadline_ms) / 1000 / (_res.nscount > 0 ? _res.nscount : 1);
    _res.retry = 1;
    if (share_s < retrans)
        _res.retrans = share_s > 1 ? share_s : 1;
    int error = resolve(address, 0, out);
    _res.retrans = retrans;
    _res.retry = retry;
    return error;
}

static int find_addresses(const struct socket_address *address, int64_t deadline_ms,
                          struct addrinfo **out, struct drv_fault *fault)
{
    int error = is_numeric(address->host) ? resolve(address, AI_NUMERICHOST, out)
                                          : resolve_name(address, deadline_ms, out);
    if (error == 0)
        return DRV_OK;
    if (error == EAI_MEMORY)
        return drv_fail(fault, DRV_MEMORY, "host \"%.80s\": out of memory", address->host);
    return drv_fail(fault, DRV_IO, "host \"%.80s\": %s", address->host,
                    error == EAI_SYSTEM ? strerror(errno) : gai_strerror(error));
}

/* 0 or an errno. */
static int await_connection(int fd, int timeout_ms)
{
    struct pollfd poll_fd = {.fd = fd, .events = POLLOUT};
    int64_t until_ms = deadline_after(timeout_ms);
    int ready, error = 0;
    socklen_t length = sizeof error;
    do
        ready = poll(&poll_fd, 1, deadline_left_ms(until_ms));
    while (ready < 0 && errno == EINTR);
    if (ready == 0)
        return ETIMEDOUT;
    if (ready < 0 || getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length) < 0)
        return errno;
    return error;
}

/* Where nobody listens on a port of our own that the kernel may also give to a client, a client
 * can end up connected to itself (RFC 9293, 3.5, simultaneous initiation). */
static bool is_own_end(int fd)
{
    struct sockaddr_storage here = {0}, there = {0};
    socklen_t here_length = sizeof here, there_length = sizeof there;
    return getsockname(fd, (struct sockaddr *)&here, &here_length) == 0 &&
           getpeername(fd, (struct sockaddr *)&there, &there_length) == 0 &&
           here_length == there_length && memcmp(&here, &there, here_length) == 0;
}

/* 0 or an errno. */
static int connect_one(const struct addrinfo *to, int timeout_ms, int *out)
{
    int fd = socket(to->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return errno;
    int error = connect(fd, to->ai_addr, to->ai_addrlen) < 0 ? errno : 0;
    if (error == EINPROGRESS)
        error = await_connection(fd, timeout_ms);
    if (error == 0 && is_own_end(fd))
        error = ECONNREFUSED;
    if (error == 0)
        *out = fd;
    else
        close(fd);
    return error;
}

/* The first error tells most: getaddrinfo puts last what cannot be reached. */
static int connect_any(const struct addrinfo *to, int64_t deadline_ms, int *out)
{
    int count = 0, first = 0;
    for (const struct addrinfo *each = to; each != NULL; each = each->ai_next)
        count++;
    for (; to != NULL; to = to->ai_next) {
        int error = connect_one(to, deadline_left_ms(deadline_ms) / count--, out);
        if (error == 0)
            return 0;
        if (first == 0)
            first = error;
    }
    return first;
}

static const struct {
    int error;
    int status;
} may_pass[] = {
    {ECONNREFUSED, DRV_GONE}, {EHOSTUNREACH, DRV_GONE}, {EHOSTDOWN, DRV_GONE},
    {ENETUNREACH, DRV_GONE},  {ENETDOWN, DRV_GONE},     {ECONNRESET, DRV_GONE},
    {ETIMEDOUT, DRV_TIMEOUT},
};

/* DRV_IO for what will not pass by waiting. */
static int status_of(int error)
{
    for (size_t i = 0; i < sizeof may_pass / sizeof may_pass[0]; i++)
        if (may_pass[i].error == error)
            return may_pass[i].status;
    return DRV_IO;
}

static int next_pause_ms(int pause_ms)
{
    return pause_ms * 2 < LAST_PAUSE_MS ? pause_ms * 2 : LAST_PAUSE_MS;
}

int socket_connect(const struct socket_address *address, int64_t deadline_ms, int *fd,
                   struct drv_fault *fault)
{
    struct addrinfo *to = NULL;
    int status = find_addresses(address, deadline_ms, &to, fault);
    if (status != DRV_OK)
        return status;
    int error = connect_any(to, deadline_ms, fd);
    for (int pause_ms = FIRST_PAUSE_MS; status_of(error) != DRV_IO && error != 0;
         pause_ms = next_pause_ms(pause_ms)) {
        if (deadline_left_ms(deadline_ms) <= pause_ms)
            break;
        poll(NULL, 0, pause_ms);
        error = connect_any(to, deadline_ms, fd);
    }
    freeaddrinfo(to);
    if (error == 0)
        return DRV_OK;
    return drv_fail(fault, status_of(error), "\"%.80s\" port %u: %s", address->host, address->port,
                    strerror(error));
}
