/* SPDX-License-Identifier: MIT */
/*
 * A printer on loopback, in a thread of its own, that does what a table says: for tests of the
 * socket wire. It serves one client at a time, reads what comes and keeps it.
 */
#ifndef COMEBACK_TESTS_DOUBLES_TCP_PRINTER_H
#define COMEBACK_TESTS_DOUBLES_TCP_PRINTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TCP_PRINTER_NEVER SIZE_MAX

enum tcp_printer_act {
    TCP_PRINTER_READS,     /* nothing special */
    TCP_PRINTER_STALLS,    /* reads no more: its window closes */
    TCP_PRINTER_RESETS,    /* RST */
    TCP_PRINTER_CLOSES,    /* FIN, and is gone */
    TCP_PRINTER_GOES_DARK, /* drops every segment and acknowledges none, as if the cable were out */
};

struct tcp_printer_script {
    const char *address;      /* NULL: 127.0.0.1; "::1" */
    unsigned refuses_ms;      /* nobody listens before */
    int receive_buffer;       /* SO_RCVBUF; 0: the kernel's */
    enum tcp_printer_act act; /* what it does ... */
    size_t after;             /* ... having read so many bytes of a connection */
    unsigned act_ms;          /* STALLS: for so long; 0: for ever */
    const char *says;         /* unasked, once it has read as many bytes as say_after */
    size_t say_after;
    unsigned read_pause_us; /* after each piece of at most 512 bytes */
    unsigned ends_ms;       /* so long after the client's FIN it closes; 0: at once */
    bool forgetful;         /* an RST makes it throw away what it has not read, as many boards do */
    bool never_ends;        /* keeps its side open whatever the client does */
};

struct tcp_printer;

/* A kernel may keep socket filters for root. */
bool tcp_printer_can_go_dark(void);

struct tcp_printer *tcp_printer_start(const struct tcp_printer_script *script); /* NULL: errno */
unsigned tcp_printer_port(const struct tcp_printer *printer);

/* What came over all connections, valid until freed; only after tcp_printer_stop. */
struct tcp_printer_heard {
    const uint8_t *bytes;
    size_t length;
    unsigned connections;
    bool saw_end;   /* the last one: the client's FIN */
    bool saw_reset; /* the last one: the client's RST */
};
/* Ends the thread, taking in what lies in the kernel; may be called again. */
struct tcp_printer_heard tcp_printer_stop(struct tcp_printer *printer);
void tcp_printer_free(struct tcp_printer *printer);

#endif
