/* SPDX-License-Identifier: MIT */
/*
 * A USB bus with printers on it, without a kernel: umockdev gives the process (and its children,
 * by UMOCKDEV_DIR and LD_PRELOAD) a sysfs and device nodes of ours, and what libusb asks of the
 * nodes is answered here as Linux's usbfs and usblp would (drivers/usb/core/devio.c,
 * class/usblp.c). Behind the endpoints stands whatever the caller likes: the virtual printer's
 * body, or a script.
 *
 * The answers are made in a thread of umockdev's; what is behind is called from there, one call at
 * a time, under the lock of the bus. One bus a process at a time.
 */
#ifndef COMEBACK_TESTS_USB_MOCK_H
#define COMEBACK_TESTS_USB_MOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { USB_MOCK_SETTINGS = 4, USB_MOCK_ALWAYS = 1 << 30 };

struct usb_mock_behind {
    void *context;
    /* How many were taken; the rest is offered again, as after NAK. */
    size_t (*receive)(void *context, const uint8_t *bytes, size_t length);
    size_t (*answer)(void *context, uint8_t *out, size_t capacity);
    uint8_t (*port_status)(void *context);
};

struct usb_mock_setting {
    uint8_t interface, alternate;
    uint8_t class, subclass, protocol;
    uint8_t out, in; /* bulk endpoints' addresses; 0: none */
};

struct usb_mock_options {
    uint16_t vendor, product;
    const char *maker, *model, *serial; /* string descriptors; NULL: none */
    const uint8_t *id;                  /* what GET_DEVICE_ID answers; NULL: a stall */
    size_t id_length;
    struct usb_mock_setting settings[USB_MOCK_SETTINGS]; /* ended by class 0 */
    uint8_t first_alternate;                             /* set when it is plugged in */
    bool usblp;           /* binds usblp to interfaces of the printer class, as the kernel does */
    bool no_port_status;  /* stalls GET_PORT_STATUS */
    bool empty_in;        /* an empty packet where it should say NAK */
    uint32_t short_bytes; /* OUT transfers end well after so many bytes; 0: never */
};

/* What was done to a device; a test asserts what was not needed. */
struct usb_mock_counts {
    unsigned claims, releases, detaches, attaches;
    unsigned detaches_in_use; /* usblp was taken while a program had its node open */
    unsigned resets, set_configurations, set_alternates, clear_halts;
    unsigned out_transfers, most_in_flight; /* OUT, at a time */
    unsigned in_transfers;
    size_t longest_out;
};

struct usb_mock_bus;
struct usb_mock;

/*
 * For main: starts this program again where it was not started below umockdev. Returns only when
 * it runs below it, or with -1.
 */
int usb_mock_enter(char **argv);
/* LD_PRELOAD as a child needs it; a buffer of this function. */
const char *usb_mock_preload(void);

struct usb_mock_bus *usb_mock_bus_new(void);
void usb_mock_bus_free(struct usb_mock_bus *bus); /* with all devices; NULL is fine */
void usb_mock_lock(struct usb_mock_bus *bus);
void usb_mock_unlock(struct usb_mock_bus *bus);

/* A device on the next free port. options and behind must outlive it. */
struct usb_mock *usb_mock_add(struct usb_mock_bus *bus, const struct usb_mock_options *options,
                              const struct usb_mock_behind *behind);
/* Transfers end with ESHUTDOWN, everything else with ENODEV; and it is gone from sysfs. */
void usb_mock_unplug(struct usb_mock *device);
/* Again on the same port, with a new address. */
void usb_mock_plug(struct usb_mock *device);
bool usb_mock_plugged(struct usb_mock *device);

/* Another program has the node of usblp open, or the interface by usbfs. */
void usb_mock_hold_node(struct usb_mock *device, bool held);
void usb_mock_hold_interface(struct usb_mock *device, bool held);
/* The user has no right to the node of usbfs, or to that of usblp. */
void usb_mock_deny(struct usb_mock *device, bool denied);
void usb_mock_deny_node(struct usb_mock *device, bool denied);
/* The next transfers of that direction take so many bytes more and then stall, or fail (EPROTO). */
void usb_mock_stall(struct usb_mock *device, bool out, int times, size_t after_bytes);
void usb_mock_fail(struct usb_mock *device, int times, size_t after_bytes);
/* Nothing is taken and nothing answered: NAK. */
void usb_mock_nak(struct usb_mock *device, bool nak);

bool usb_mock_usblp_bound(struct usb_mock *device);
/* By a program; of one that was killed a moment ago until umockdev has noticed. */
bool usb_mock_claimed(struct usb_mock *device);
const char *usb_mock_interface_name(struct usb_mock *device); /* "1-1:1.0" */
uint8_t usb_mock_alternate(struct usb_mock *device);
struct usb_mock_counts usb_mock_counts(struct usb_mock *device);

#endif
