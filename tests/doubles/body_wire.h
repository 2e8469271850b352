/* SPDX-License-Identifier: MIT */
/*
 * The virtual printer's body as a wire of its own process: its time is the body's clock, which only
 * wait and finish move on, so that an hour of waiting takes no time at all. The body stays the
 * caller's and is shared: a test may make things happen to it between two calls.
 */
#ifndef COMEBACK_TESTS_DOUBLES_BODY_WIRE_H
#define COMEBACK_TESTS_DOUBLES_BODY_WIRE_H

#include "../../drivers/paper/body.h"
#include "../../drivers/transport.h"

struct body_wire_options {
    struct body *body;
    uint32_t baud;       /* each way, 10 bits a byte; 0: as fast as the printer takes it */
    size_t link_bytes;   /* what the wire holds on its way, at most 64 KiB; 0: 4096 */
    size_t most_a_write; /* 0: any number */
    size_t most_a_read;
    bool flow; /* nothing is let through while the printer is busy (CTS) */
    bool has_port_status;
    bool is_line;   /* outlives the printer's power, as a serial line does */
    bool half_open; /* a lost link is not told: writes fill the wire, and nothing comes */
};

extern const struct transport_ops transport_body;

/* The wire as open would leave it; DRV_MEMORY. */
int body_wire_new(const struct body_wire_options *options, struct transport **out);
/* What transport_body.open opens from now on; the place is not looked at. */
void body_wire_attach(const struct body_wire_options *options);
/* Bytes that write has taken so far. */
uint64_t body_wire_written(const struct transport *transport);

#endif
