/* SPDX-License-Identifier: MIT */
/*
 * Where a TCP wire leads, and getting there before a deadline.
 *
 * A numeric address never touches the resolver. A name is asked of the system's (hosts file, DNS,
 * what else nsswitch.conf names): glibc's has no deadline, but asks each name server of a thread as
 * often and as long as that thread's _res says, so we let it ask each once, for our time shared
 * among them and at least a second, and give _res back as it was. What that does not bound: the
 * list of search domains, and modules of nsswitch.conf that keep their own time (mdns: about 5 s).
 */
#ifndef COMEBACK_DRIVERS_SOCKET_CONNECT_H
#define COMEBACK_DRIVERS_SOCKET_CONNECT_H

#include <stddef.h>
#include <stdint.h>

#include "status.h"

enum { SOCKET_HOST_BYTES = 256 }; /* a name has at most 253 letters (RFC 1035, 2.3.4) */

struct socket_address {
    char host[SOCKET_HOST_BYTES]; /* without brackets */
    uint16_t port;
};

/*
 * "host", "host:9100", "192.0.2.7", "[fe80::1%eth0]:9100". NULL, or what is wrong with it; *out is
 * untouched then.
 */
const char *socket_address_read(const char *text, size_t length, uint16_t default_port,
                                struct socket_address *out);

/*
 * Connects, without a byte being sent: non-blocking, closed on exec. A printer serves one client
 * at a time and may refuse the second, so what may pass (refused, unreachable, no answer) is tried
 * again until the deadline, at least once. DRV_GONE, DRV_TIMEOUT, DRV_IO, DRV_MEMORY.
 */
int socket_connect(const struct socket_address *address, int64_t deadline_ms, int *fd,
                   struct drv_fault *fault);

#endif
