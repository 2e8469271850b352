/* SPDX-License-Identifier: MIT */
#include "pace.h"

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "transport.h"

/* 10 cm at 150 mm/s (TM-T88III specification p. 64), a cut, and a look at the wire. */
enum { SLIP_MS = 1500, BAUD_USUAL = 9600, BAUD_LEAST = 300, BITS_PER_BYTE = 10 };

static bool begins(const char *uri, const char *with)
{
    return strncmp(uri, with, strlen(with)) == 0;
}

/* A regular file takes all at once; a device node has a printer behind it. */
static bool has_paper(const char *uri)
{
    bool is_file =
        begins(uri, "file:") && !begins(uri, "file:/dev/") && !begins(uri, "file:///dev/");
    return !is_file && !begins(uri, "virtual:");
}

static int64_t serial_ms(const char *uri, size_t length)
{
    char told[16];
    long baud =
        transport_parameter(uri, "baud", told, sizeof told) ? strtol(told, NULL, 10) : BAUD_USUAL;
    if (baud < BAUD_LEAST)
        baud = BAUD_LEAST;
    return (int64_t)length * BITS_PER_BYTE * 1000 / baud;
}

int pace_least_ms(const char *uri, size_t length)
{
    if (!has_paper(uri))
        return 0;
    int64_t wire_ms = begins(uri, "serial:") && length < INT_MAX ? serial_ms(uri, length) : 0;
    return wire_ms > INT_MAX - SLIP_MS ? INT_MAX : (int)wire_ms + SLIP_MS;
}
