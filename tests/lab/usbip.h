/* SPDX-License-Identifier: MIT */
/*
 * The device's end of USB/IP (Linux, Documentation/usb/usbip_protocol.rst), plugged into vhci_hcd
 * of this same machine: the kernel holds one end of a socket pair, a device the other. URBs stay
 * with the device until it ends them, which is how a bulk endpoint says NAK. One unlinked before
 * that is ended with the bytes that had been moved, as a host controller does; USB/IP servers
 * usually lose that count.
 */
#ifndef COMEBACK_TESTS_LAB_USBIP_H
#define COMEBACK_TESTS_LAB_USBIP_H

#include <linux/usb/ch9.h>
#include <stdbool.h>
#include <stdint.h>

enum { USBIP_URB_MAX_BYTES = 1 << 20 };

struct usbip_urb {
    struct usbip_urb *next;
    uint32_t sequence;
    uint8_t endpoint; /* without its direction */
    bool in;
    struct usb_ctrlrequest setup; /* of endpoint 0 */
    uint32_t length;              /* asked for, or sent */
    uint32_t done;                /* moved so far; the device counts */
    uint8_t data[];
};

struct usbip {
    unsigned port;          /* of vhci_hcd.0, 0 to 14 */
    int fd;                 /* -1: unplugged */
    struct usbip_urb *urbs; /* not yet ended, oldest first */
};

/* A full-speed device arrives. -errno; -EBUSY while the kernel still cleans that port. */
int usbip_plug(struct usbip *usbip);
/* It is gone; what was pending is dropped without an answer. */
void usbip_unplug(struct usbip *usbip);
/* Takes one command from the kernel, waiting for its end. -errno; -EPIPE: the kernel hung up. */
int usbip_take(struct usbip *usbip);
/* Gives the URB back with `done` bytes and 0 or -errno (-EPIPE: STALL), and frees it. */
int usbip_end(struct usbip *usbip, struct usbip_urb *urb, int status);

#endif
