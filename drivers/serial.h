/* SPDX-License-Identifier: MIT */
/*
 * serial:/dev/ttyUSB0?baud=38400&flow=rtscts: a serial port, also a Bluetooth printer's
 * /dev/rfcomm0, by libserialport. Parameters are those of serial_settings.h. The device may be a
 * link, such as those of /dev/serial/by-path. The port is held alone, for as long as it is open.
 *
 * Closing a tty waits in the kernel, up to 30 seconds, until all that was written has gone out;
 * while the printer holds CTS low nothing goes out, and a USB adapter cannot be told to drop what
 * it has. So at most SERIAL_AHEAD_BYTES are ever on their way, in the kernel and in the adapter
 * together: the wire is topped up in time, by the port's own count and by a clock of what the line
 * must have carried. At a close in the middle of a job they are dropped where that can be, and else
 * flow control is lifted, so that they go where the printer has room for them: it says busy while
 * 128 bytes are still free (TM-T88III specification p. 64), and that job is torn anyway.
 *
 * DTR/DSR is no flow control that Linux knows: DSR is looked at before each small write, and what
 * is on its way when DSR falls must fit what the printer has kept free, so it is half as much.
 * The adapter's or driver's own XON/XOFF may lag more than ours could; CTS is the best of them.
 *
 * DTR and RTS stay raised after close: some printers take a falling DTR for a reset.
 */
#ifndef COMEBACK_DRIVERS_SERIAL_H
#define COMEBACK_DRIVERS_SERIAL_H

#include "transport.h"

enum { SERIAL_AHEAD_BYTES = 128, SERIAL_AHEAD_BYTES_DTRDSR = 64 };

/*
 * The link in `folder` (such as /dev/serial/by-path) that leads to device, which keeps its name
 * when ports are plugged in another order; device itself where there is none. Returns out.
 */
const char *serial_lasting_name(const char *folder, const char *device, char *out, size_t capacity);

#endif
