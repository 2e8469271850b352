/* SPDX-License-Identifier: MIT */
/*
 * What stands behind "serial:": the device, which is an absolute path, and how its line is set.
 *   baud    50 to 4000000 as the port can; 9600
 *   bits    7, 8; 8        parity  none, even, odd; none        stop  1, 2; 1
 *   flow    rtscts, dtrdsr, xonxoff, none; rtscts
 * Receipt printers leave the factory with DTR/DSR, 8 bits, no parity, mostly 9600 baud: their DTR
 * tells that they are busy, and their RTS tells the same ("same as DTR signal", TM-T88III
 * specification p. 12, table 2.1.1). With both wired the host may look at either; CTS it is, since
 * the port itself stops for that one within a byte. A cable without pin 4 needs flow=dtrdsr.
 */
#ifndef COMEBACK_DRIVERS_SERIAL_SETTINGS_H
#define COMEBACK_DRIVERS_SERIAL_SETTINGS_H

#include <libserialport.h>
#include <stdint.h>

#include "status.h"

enum serial_flow { SERIAL_NONE, SERIAL_RTSCTS, SERIAL_DTRDSR, SERIAL_XONXOFF };

enum { SERIAL_PATH_BYTES = 1024 };

struct serial_settings {
    char path[SERIAL_PATH_BYTES];
    int baud;
    int bits;
    int parity; /* enum sp_parity */
    int stop;
    int flow; /* enum serial_flow */
};

/* DRV_INVALID, DRV_LIMIT; nothing is touched but *out. */
int serial_settings_read(const char *place, struct serial_settings *out, struct drv_fault *fault);

/*
 * Puts them in force on an open port, raises DTR and RTS, and reads back what the port has kept.
 * DRV_UNSUPPORTED names the first setting that it has not; it may be half set then.
 */
int serial_settings_apply(const struct serial_settings *settings, struct sp_port *port,
                          struct drv_fault *fault);

/* How long one byte takes on that line. */
int64_t serial_byte_ns(const struct serial_settings *settings);

#endif
