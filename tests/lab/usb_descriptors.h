/* SPDX-License-Identifier: MIT */
/*
 * What every USB device answers on endpoint 0: USB 2.0, chapter 9. Functions answer the number of
 * bytes put into `out`, or -EPIPE for a STALL.
 */
#ifndef COMEBACK_TESTS_LAB_USB_DESCRIPTORS_H
#define COMEBACK_TESTS_LAB_USB_DESCRIPTORS_H

#include <linux/usb/ch9.h>
#include <stddef.h>
#include <stdint.h>

/* The kernel's structure has room for what only audio devices send. */
struct usb_bulk_endpoint {
    uint8_t length, type, address, attributes;
    uint16_t packet_bytes;
    uint8_t interval;
} __attribute__((packed));

/* One configuration with one interface and two bulk endpoints. */
struct usb_function {
    struct usb_config_descriptor configuration;
    struct usb_interface_descriptor interface;
    struct usb_bulk_endpoint endpoints[2];
} __attribute__((packed));

struct usb_description {
    struct usb_device_descriptor device;
    struct usb_function function;
    const char *const *strings; /* ASCII; the first has index 1; ended by NULL */
};

/* At most `capacity` bytes, which is what the host has asked for. */
int usb_put(uint8_t *out, size_t capacity, const void *bytes, size_t length);
int usb_standard_request(const struct usb_description *description,
                         const struct usb_ctrlrequest *setup, uint8_t *out, size_t capacity);

#endif
