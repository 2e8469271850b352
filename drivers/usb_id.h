/* SPDX-License-Identifier: MIT */
/*
 * What a USB printer calls itself, and what a URI calls it. Pure: nothing is opened here. Names are
 * cut at their limits; bytes that are no printable ASCII are dropped, since a printer may send
 * anything and the names end up in messages and URIs.
 *
 *   usb://MAKER/MODEL?serial=SERIAL&interface=N   as CUPS names it; %XX is decoded
 *   usb://04b8/0e15?serial=SERIAL                 vendor and product, four hexadecimal digits each
 *   usb: or usb://                                the only printer that is attached
 *
 * Serial and interface may be left out; interface is there for devices that are two printers.
 */
#ifndef COMEBACK_DRIVERS_USB_ID_H
#define COMEBACK_DRIVERS_USB_ID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "status.h"

enum { USB_NAME_BYTES = 64, USB_URI_BYTES = 640 };

struct usb_id {
    uint16_t vendor;
    uint16_t product;
    uint8_t interface;
    char maker[USB_NAME_BYTES];
    char model[USB_NAME_BYTES];
    char serial[USB_NAME_BYTES];        /* of the IEEE 1284 id; CUPS prefers it */
    char device_serial[USB_NAME_BYTES]; /* the string descriptor */
};

struct usb_address {
    bool any;       /* no name was given */
    bool by_number; /* maker and model read as two numbers; they may still be names */
    uint16_t vendor;
    uint16_t product;
    int interface; /* -1: whichever */
    char maker[USB_NAME_BYTES];
    char model[USB_NAME_BYTES];
    char serial[USB_NAME_BYTES]; /* "": whichever */
};

/*
 * The text inside an answer to GET_DEVICE_ID of `length` bytes, whose first two bytes claim a
 * length of their own: too long, without those two, the low byte first, or 0. They are believed
 * only where that stays inside the answer. Returns the length of the text, which may be 0.
 */
size_t usb_id_text(const uint8_t *answer, size_t length, const char **text);
/*
 * Takes maker, model and serial out of "MFG:EPSON;MDL:TM-T20II;SN:J4CF012345;"; what is not in
 * there stays as it was. A model that begins with its maker loses that, as in CUPS.
 */
void usb_id_take(struct usb_id *id, const char *text, size_t length);
/* One name, cleaned; an empty one changes nothing. */
void usb_id_set(char name[static USB_NAME_BYTES], const char *text, size_t length);

/* place: what follows "usb:". DRV_INVALID or DRV_LIMIT, with text. */
int usb_address_read(const char *place, struct usb_address *out, struct drv_fault *fault);
bool usb_address_fits(const struct usb_address *address, const struct usb_id *id);
/* The URI by which usb_address_fits finds it: by names where it has both, else by numbers. */
void usb_id_uri(const struct usb_id *id, char uri[static USB_URI_BYTES]);

#endif
