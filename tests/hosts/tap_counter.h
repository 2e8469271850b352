/* SPDX-License-Identifier: MIT */
/*
 * A counter with a tap: the built `comeback tap` between hosts and printers that are sockets of the
 * test itself, so that every byte is seen as it comes. Each wait has an end; what does not come by
 * then fails the test.
 */
#ifndef COMEBACK_TESTS_TAP_COUNTER_H
#define COMEBACK_TESTS_TAP_COUNTER_H

#include "host.h"

enum { COUNTER_PRINTERS = 8, COUNTER_SOON_MS = 10000 };

struct counter {
    const struct host_shop *shop;
    pid_t tap;
    int said;                         /* by the tap: what it prints and tells */
    int printer_fd[COUNTER_PRINTERS]; /* listens */
    unsigned printer_port[COUNTER_PRINTERS];
    unsigned tap_port[COUNTER_PRINTERS];
};

/* A tap with so many ports, each for a printer of its own. */
void counter_open(struct counter *counter, const struct host_shop *shop, int printers);
/* The same with further words behind `tap`, ended by NULL; ports as many as `ports`, of which those
 * beyond `printers` lead to the first. */
void counter_open_with(struct counter *counter, const struct host_shop *shop, int printers,
                       int ports, const char *const more[]);
/* SIGTERM, which it follows within 5 s; its exit status. */
int counter_stop(struct counter *counter);
void counter_close(struct counter *counter);

/* A line that the tap tells, with that in it, within COUNTER_SOON_MS. */
void counter_await_line(const struct counter *counter, const char *text);

/* Connects to the tap; blocking. */
int counter_connect(const struct counter *counter, int port);
/* From now on nobody listens at that printer's port; and again. */
void counter_unplug(struct counter *counter, int printer);
void counter_plug(struct counter *counter, int printer);
/* The tap comes to the printer. */
int counter_accept(const struct counter *counter, int printer);
/* Does it within that time? Nothing is accepted. */
bool counter_comes(const struct counter *counter, int printer, int within_ms);

void counter_send(int fd, const void *bytes, size_t length);
/* Exactly these, and nothing else for now. */
void counter_expect(int fd, const void *bytes, size_t length);
/* All until the other side ends, at most room; how many. */
size_t counter_read_all(int fd, void *out, size_t room);
bool counter_is_silent(int fd, int for_ms);
/* The other side closes: false; resets: true. */
bool counter_is_reset(int fd);
/* A close that the other side sees as a reset. */
void counter_reset(int fd);
/* What comes within that time, at most room; how many. */
size_t counter_read_for(int fd, void *out, size_t room, int for_ms);

#endif
