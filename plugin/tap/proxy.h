/* SPDX-License-Identifier: MIT */
/*
 * Ports that tills print to as if they were the printer's own. One thread a connection, PROXY_MOST
 * at a time over all ports; who comes beyond that is refused after a second without a free place. A
 * host whose printer cannot be reached, or breaks off, sees its connection reset.
 */
#ifndef COMEBACK_TAP_PROXY_H
#define COMEBACK_TAP_PROXY_H

#include "../tcp_listen.h"
#include "lane.h"

enum { PROXY_MOST = 64, PROXY_DOORS = 16 };

struct proxy;

int proxy_new(struct tap *tap, struct proxy **out, struct fault *fault);
/* Lets the connections come to their end, at most PUMP_STOP_MS and what a wire takes to close. */
void proxy_free(struct proxy *proxy); /* NULL is fine */

/*
 * Listens at "127.0.0.1:9100", "[::1]:9100", ":9100"; port 0 is the system's choice. What it
 * listens at is put into place. The lane must outlive the proxy. As tcp_listen; COMEBACK_LIMIT.
 */
int proxy_listen(struct proxy *proxy, const char *address, struct lane *lane,
                 char place[static TCP_PLACE], struct fault *fault);
/* Until the tap is to stop. */
void proxy_serve(struct proxy *proxy);

#endif
