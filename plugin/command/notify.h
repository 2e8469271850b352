/* SPDX-License-Identifier: MIT */
/*
 * What a service manager and we tell each other: the protocols of sd_notify(3), sd_listen_fds(3)
 * and sd_watchdog_enabled(3), which are a few variables and datagrams. Where nobody asked for it
 * nothing happens.
 */
#ifndef COMEBACK_NOTIFY_H
#define COMEBACK_NOTIFY_H

#include <stdint.h>

/* "READY=1", "STATUS=..."; lines apart by \n. */
void notify(const char *text);
/* Half of the watchdog's interval, after which WATCHDOG=1 is due; 0: nobody watches. */
int notify_watchdog_ms(void);
/* The socket of that type (SOCK_DGRAM, SOCK_STREAM) among the first two that we were started with,
 * close-on-exec; -1: none. */
int notify_socket(int type);

#endif
