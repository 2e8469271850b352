/* SPDX-License-Identifier: MIT */
/*
 * A USB interface as the kernel sees it: its name and values in sysfs, and the printer driver usblp
 * that sits on it. usblp is taken off one interface only, never while a program has its node open,
 * and the journal knows of it before it happens, so that it can be put back after a kill.
 */
#ifndef COMEBACK_DRIVERS_USB_KERNEL_H
#define COMEBACK_DRIVERS_USB_KERNEL_H

#include <libusb.h>
#include <stdbool.h>
#include <stddef.h>

#include "journal.h"
#include "status.h"

/* As in sysfs: "1-1.2" is a device, "1-1.2:1.0" its interface 0 in configuration 1. */
enum { USB_SYSFS_NAME_BYTES = sizeof((struct journal_entry *)0)->detached };

/* The rule that gives the nodes of printers to the group lp. */
#define USB_RULES "60-comeback.rules"

/* DRV_LIMIT where the device hangs behind so many hubs that its name does not fit. */
int usb_kernel_name(libusb_device *device, char name[static USB_SYSFS_NAME_BYTES],
                    struct drv_fault *fault);
/* One value of a device or interface, without its newline; "" where it has none. */
void usb_kernel_read(const char *name, const char *attribute, char *out, size_t capacity);
/* "usblp", "usbfs" where a program holds it, "" where nothing does. */
void usb_kernel_driver(const char *name, char *driver, size_t capacity);

/*
 * Makes the interface ours: claims it, after taking usblp off it where it is bound; *detached says
 * so. DRV_BUSY where another program or driver has it, DRV_IO without rights. On failure all is as
 * it was. journal may be NULL.
 */
int usb_kernel_take(libusb_device_handle *handle, int interface, const char *name,
                    struct journal *journal, bool *detached, struct drv_fault *fault);
/* Lets it go, and puts usblp back where `attach`; the note goes when nothing is left to be done. */
int usb_kernel_give_back(libusb_device_handle *handle, int interface, const char *name, bool attach,
                         struct journal *journal, struct drv_fault *fault);
/* Puts usblp back where nothing is bound, and clears the note. DRV_BUSY where a program has it. */
int usb_kernel_attach(libusb_device_handle *handle, int interface, const char *name,
                      struct journal *journal, struct drv_fault *fault);
/* Clears the note: nothing is left to be given back. */
int usb_kernel_forget(struct journal *journal, struct drv_fault *fault);

#endif
