/* SPDX-License-Identifier: MIT */
/* A TCP port of this machine that somebody may connect to. */
#ifndef COMEBACK_TCP_LISTEN_H
#define COMEBACK_TCP_LISTEN_H

#include "fault.h"

enum { TCP_PLACE = 72 };

struct tcp_listen {
    const char *address; /* "127.0.0.1:9100", "[::1]:9100", ":9100"; port 0: the system's choice */
    const char *example; /* such an address, for who meant another */
    int backlog;         /* connections that wait */
    int receive_window;  /* bytes; 0: the system's */
};

/* *fd does not block and is the caller's to close; `place` is where it listens. COMEBACK_VALUE: no
 * such address; COMEBACK_REFUSED: it cannot be had. */
int tcp_listen(const struct tcp_listen *wish, int *fd, char place[static TCP_PLACE],
               struct fault *fault);

#endif
