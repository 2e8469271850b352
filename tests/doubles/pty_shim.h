/* SPDX-License-Identifier: MIT */
/*
 * Gives one pty what a serial port has and it lacks: a place in sysfs, by which libserialport finds
 * it; the modem lines; a count of what has not left yet (TIOCOUTQ); and the wait at close, 30
 * seconds at most, for bytes that flow control holds. Like a USB adapter it cannot drop what it
 * has: tcflush does nothing to it. Everything else is the kernel's own tty.
 *
 * Linked into a program or, as pty_shim.so, put before libc by LD_PRELOAD, it stands before open
 * calls of libserialport and of ours. It knows the pty by a file named in the environment variable
 * PTY_SHIM, which pty_printer.c makes and in which both sides write.
 */
#ifndef COMEBACK_TESTS_DOUBLES_PTY_SHIM_H
#define COMEBACK_TESTS_DOUBLES_PTY_SHIM_H

#include <stdatomic.h>
#include <stdint.h>

#define PTY_SHIM_VARIABLE "PTY_SHIM"

enum { PTY_SHIM_CLOSE_MS = 30000 };

struct pty_shim {
    uint64_t device;          /* st_rdev of the slave; set before anybody opens it */
    _Atomic int lines;        /* TIOCM_CTS and TIOCM_DSR by the printer, DTR and RTS by the host */
    _Atomic int missing;      /* these the port cannot tell: TIOCMGET fails as on a bare pty */
    _Atomic uint64_t written; /* bytes by the host */
    _Atomic uint64_t left;    /* of these, what went out on the line */
    _Atomic uint64_t most;    /* the most that was ever on its way */
    _Atomic unsigned asked;   /* calls of TIOCOUTQ: how often somebody looked */
    _Atomic int waited_ms;    /* how long the last close was made to wait */
};

#endif
