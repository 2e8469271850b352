/* SPDX-License-Identifier: MIT */
/*
 * The far end of a serial line: a pty whose master is served by a thread that takes bytes at the
 * baud rate, while the host's flow control lets them go. What it takes goes to the virtual
 * printer's body, whose clock is then the real one, or is just kept. With pty_shim.h the slave
 * passes for a serial port. One at a time in a process, for it sets the environment.
 */
#ifndef COMEBACK_TESTS_DOUBLES_PTY_PRINTER_H
#define COMEBACK_TESTS_DOUBLES_PTY_PRINTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <termios.h>

#include "pty_shim.h"

struct body;
struct pty_printer;

struct pty_options {
    const char *folder; /* for the shim's file; outlives the printer */
    int baud;           /* 0: as fast as it goes */
    /* The caller's, who leaves it alone until stop. CTS, DSR and XOFF are what it says. NULL: all
     * is kept, and the test moves the lines. Its clock begins at start, or at the epoch. */
    struct body *body;
    bool xonxoff;     /* the body tells busy by XOFF instead of by the lines */
    int64_t epoch_us; /* 0: at start */
    /* Called by the thread each time the body's clock was set; the body may be looked at. */
    void (*after)(void *context);
    void *context;
};

/* NULL with errno set. Both lines are raised. */
struct pty_printer *pty_printer_start(const struct pty_options *options);
/* Ends the thread and hangs up if that has not been done. */
void pty_printer_stop(struct pty_printer *printer);

const char *pty_printer_path(const struct pty_printer *printer); /* of the slave */
/* Lines, counts and switches; shared with the host's process. */
struct pty_shim *pty_printer_shim(struct pty_printer *printer);
/* TIOCM_CTS, TIOCM_DSR */
void pty_printer_set_line(struct pty_printer *printer, int line, bool high);
void pty_printer_say(struct pty_printer *printer, const void *bytes, size_t length);
/* The unplugged cable of a USB adapter: the master is closed. */
void pty_printer_hang_up(struct pty_printer *printer);
/* How the host has set the port. */
void pty_printer_settings(const struct pty_printer *printer, struct termios *out);
/* What has come so far, at most capacity; all of it is counted. */
size_t pty_printer_received(struct pty_printer *printer, uint8_t *out, size_t capacity);

/* Bytes that came while the body's buffer was full, and how often it was busy. */
size_t pty_printer_lost(struct pty_printer *printer);
unsigned pty_printer_busy_count(struct pty_printer *printer);

#endif
