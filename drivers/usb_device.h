/* SPDX-License-Identifier: MIT */
/*
 * The USB printers that are attached: interfaces of the printer class (USB printer class 1.1) and
 * those few of a class of their vendor's that are known to be printers. A printer is recognised by
 * its IEEE 1284 id and, where that says nothing, by its string descriptors; all of that can be read
 * while another program prints, and most of it without rights.
 */
#ifndef COMEBACK_DRIVERS_USB_DEVICE_H
#define COMEBACK_DRIVERS_USB_DEVICE_H

#include <libusb.h>
#include <stdbool.h>
#include <stdint.h>

#include "status.h"
#include "usb_id.h"
#include "usb_kernel.h"

struct usb_printer {
    libusb_device *device;
    struct usb_id id;
    char name[USB_SYSFS_NAME_BYTES]; /* of the interface */
    uint8_t configuration;
    uint8_t alternate;    /* the setting to use */
    bool has_alternates;  /* there is more than this one */
    bool is_class;        /* answers the requests of the printer class */
    uint8_t endpoint_out; /* bulk */
    uint8_t endpoint_in;  /* bulk; 0: it cannot answer */
    bool has_rights;      /* its node could be opened */
};

typedef int usb_visit(void *context, const struct usb_printer *printer);

/*
 * Every printer in the order of the bus; the device lives until the visit returns, longer with
 * libusb_ref_device. Ends at the first visit that is not DRV_OK and returns that. Asking one for
 * its id takes at most half a second.
 */
int usb_device_each(libusb_context *libusb, usb_visit *visit, void *context,
                    struct drv_fault *fault);
/*
 * The only one that fits the address, its device referenced. DRV_GONE where none does, DRV_INVALID
 * where several do, with what is attached.
 */
int usb_device_find(libusb_context *libusb, const struct usb_address *address,
                    struct usb_printer *out, struct drv_fault *fault);
/* DRV_GONE, or DRV_IO with the way to get the rights. */
int usb_device_open(const struct usb_printer *printer, libusb_device_handle **out,
                    struct drv_fault *fault);
/* libusb_init; its thread that listens for udev takes no signals of our host's. */
int usb_device_start(libusb_context **out, struct drv_fault *fault);

#endif
