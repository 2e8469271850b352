/* SPDX-License-Identifier: MIT */
/*
 * The virtual printer's wire as a process has one: a TCP port, served as a UB-E02 serves it (one
 * client prints, two more may connect and wait unread), or a pty. It carries bytes between its
 * client and the body, at a baud rate where one is given, and loses its link as cables do.
 */
#ifndef COMEBACK_VIRTUAL_WIRE_H
#define COMEBACK_VIRTUAL_WIRE_H

#include <poll.h>

#include "../../drivers/paper/body.h"

struct virtual_wire_options {
    const char *listen;  /* "ADDR:PORT"; NULL: a pty */
    const char *link;    /* of a pty: a symbolic link to it, kept up to date; NULL: none */
    bool refuse;         /* TCP: while one client is served others are refused */
    long baud;           /* 10 bits a byte, each way; 0: no limit */
    long short_reads;    /* at most so many bytes at a time; 0: any number */
    long receive_window; /* SO_RCVBUF; 0: the system's */
};

enum { VIRTUAL_WIRE_IN = 4096, VIRTUAL_WIRE_OUT = 512, VIRTUAL_WIRE_FDS = 2 };

struct virtual_wire {
    struct virtual_wire_options options;
    char place[128];  /* "127.0.0.1:9100", "/dev/pts/3" */
    int port;         /* 0: a pty */
    int listen_fd;    /* -1: none */
    int client_fd;    /* the pty's master */
    int slave_fd;     /* held, so that nobody's closing it hangs up the master */
    int abandoned_fd; /* TCP: the client whose cable was pulled; it is not told */
    bool has_ended;   /* the client has said all it will say */
    uint8_t in[VIRTUAL_WIRE_IN];
    size_t in_count;
    uint8_t out[VIRTUAL_WIRE_OUT];
    size_t out_count;
    int64_t next_in_us, next_out_us;
};

/* What has become of the link, as bits. */
enum { VIRTUAL_WIRE_LINKED = 1, VIRTUAL_WIRE_LOST = 2 };

/* Tells its error; the exit code. close is due in any case. */
int virtual_wire_open(const struct virtual_wire_options *options, struct virtual_wire *out);
void virtual_wire_close(struct virtual_wire *wire);

/* Accepts, reads, offers to the body, and writes what that says; nothing blocks. */
int virtual_wire_serve(struct virtual_wire *wire, struct body *body);
/* What the body has suffered; the link goes and comes back with it. */
int virtual_wire_suffer(struct virtual_wire *wire, const struct body *body, enum body_event event);
/* What to poll for; *until_us becomes earlier where the baud rate says so. */
void virtual_wire_watch(const struct virtual_wire *wire, const struct body *body,
                        struct pollfd fds[static VIRTUAL_WIRE_FDS], int64_t *until_us);

#endif
