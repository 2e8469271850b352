/* SPDX-License-Identifier: MIT */
/*
 * usbip_printer NAME PORT [vendor] [body options]: the virtual printer as a USB printer of class 7,
 * subclass 1, protocol 2 (USB printer class 1.1), which usblp binds; with "vendor" as an Epson TM
 * that is set to a class of its vendor's, 04b8:0202. Its endpoint takes whole packets of 64 bytes
 * and says NAK while its body has no room. Of its own the judge may ask:
 *
 *   stall N      so many transfers are answered STALL, and all others until that halt is cleared
 *   identify ID  another IEEE 1284 id, seen at the next GET_DEVICE_ID
 *   trickle N    takes N bytes more, then says NAK whatever its room; "trickle all" as before
 */
#include "station.h"
#include "usb_descriptors.h"
#include "usbip.h"

#include <endian.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PACKET_BYTES = 64, OUT = 1, IN = 2, RETRY_US = 20000 };
enum { GET_DEVICE_ID = 0, GET_PORT_STATUS = 1, SOFT_RESET = 2 };

struct usb_printer {
    struct station station;
    struct usbip usbip;
    struct usb_description description;
    char identity[256];
    unsigned losses_seen;
    uint8_t packet[PACKET_BYTES]; /* acknowledged, not yet in the body */
    size_t packet_length, packet_taken;
    unsigned stalls_due;
    bool halted;
    uint64_t bytes_allowed;
    struct {
        uint64_t moved_bytes, configurations, soft_resets, halts_cleared;
    } seen;
};

static const char *const strings[] = {"EPSON", "TM-L90", "LAB0001", NULL};
static const struct usb_description printer_class = {
    .device = {.bLength = USB_DT_DEVICE_SIZE,
               .bDescriptorType = USB_DT_DEVICE,
               .bcdUSB = 0x0200,
               .bMaxPacketSize0 = 64,
               .idVendor = 0x04b8,
               .idProduct = 0x0e15,
               .bcdDevice = 0x0100,
               .iManufacturer = 1,
               .iProduct = 2,
               .iSerialNumber = 3,
               .bNumConfigurations = 1},
    .function = {.configuration = {.bLength = USB_DT_CONFIG_SIZE,
                                   .bDescriptorType = USB_DT_CONFIG,
                                   .wTotalLength = sizeof(struct usb_function),
                                   .bNumInterfaces = 1,
                                   .bConfigurationValue = 1,
                                   .bmAttributes = USB_CONFIG_ATT_ONE | USB_CONFIG_ATT_SELFPOWER},
                 .interface = {.bLength = USB_DT_INTERFACE_SIZE,
                               .bDescriptorType = USB_DT_INTERFACE,
                               .bNumEndpoints = 2,
                               .bInterfaceClass = USB_CLASS_PRINTER,
                               .bInterfaceSubClass = 1,
                               .bInterfaceProtocol = 2},
                 .endpoints = {{USB_DT_ENDPOINT_SIZE, USB_DT_ENDPOINT, USB_DIR_OUT | OUT,
                                USB_ENDPOINT_XFER_BULK, PACKET_BYTES, 0},
                               {USB_DT_ENDPOINT_SIZE, USB_DT_ENDPOINT, USB_DIR_IN | IN,
                                USB_ENDPOINT_XFER_BULK, PACKET_BYTES, 0}}},
    .strings = strings,
};

static struct usb_printer *printer_of(struct station *station)
{
    return (struct usb_printer *)station;
}

static int get_device_id(const struct usb_printer *printer, uint8_t *out, size_t capacity)
{
    uint8_t answer[2 + sizeof printer->identity];
    size_t length = 2 + strlen(printer->identity);
    answer[0] = (uint8_t)(length >> 8);
    answer[1] = (uint8_t)length;
    memcpy(answer + 2, printer->identity, length - 2);
    return usb_put(out, capacity, answer, length);
}

/* What is in the body stays there: it has been acknowledged. */
static int soft_reset(struct usb_printer *printer)
{
    uint8_t dropped[256];
    printer->seen.soft_resets++;
    printer->packet_length = printer->packet_taken = 0;
    printer->halted = false;
    while (body_answer(printer->station.body, dropped, sizeof dropped) > 0)
        continue;
    return 0;
}

static int class_request(struct usb_printer *printer, const struct usb_ctrlrequest *setup,
                         uint8_t *out, size_t capacity)
{
    uint8_t status = body_port_status(printer->station.body);
    switch (setup->bRequest) {
    case GET_DEVICE_ID:
        return get_device_id(printer, out, capacity);
    case GET_PORT_STATUS:
        return usb_put(out, capacity, &status, 1);
    case SOFT_RESET:
        return soft_reset(printer);
    default:
        return -EPIPE;
    }
}

static void note_request(struct usb_printer *printer, const struct usb_ctrlrequest *setup)
{
    if (setup->bRequest == USB_REQ_SET_CONFIGURATION)
        printer->seen.configurations++;
    if (setup->bRequest == USB_REQ_CLEAR_FEATURE && setup->bRequestType == USB_RECIP_ENDPOINT) {
        printer->seen.halts_cleared++;
        printer->halted = false;
    }
}

static void control(struct usb_printer *printer, struct usbip_urb *urb)
{
    bool class = (urb->setup.bRequestType & USB_TYPE_MASK) == USB_TYPE_CLASS;
    if (!class)
        note_request(printer, &urb->setup);
    int count =
        class ? class_request(printer, &urb->setup, urb->data, urb->length)
              : usb_standard_request(&printer->description, &urb->setup, urb->data, urb->length);
    urb->done = count > 0 ? (uint32_t)count : 0;
    usbip_end(&printer->usbip, urb, count < 0 ? count : 0);
}

/* The acknowledged packet goes where there is room. True: the next one may come. */
static bool empty_packet(struct usb_printer *printer)
{
    size_t count = body_receive(printer->station.body, printer->packet + printer->packet_taken,
                                printer->packet_length - printer->packet_taken);
    printer->packet_taken += count;
    printer->seen.moved_bytes += count;
    return printer->packet_taken == printer->packet_length;
}

static void acknowledge_packet(struct usb_printer *printer, struct usbip_urb *urb)
{
    size_t left = urb->length - urb->done;
    printer->packet_length = left < PACKET_BYTES ? left : PACKET_BYTES;
    printer->packet_taken = 0;
    memcpy(printer->packet, urb->data + urb->done, printer->packet_length);
    urb->done += (uint32_t)printer->packet_length;
    if (printer->bytes_allowed != UINT64_MAX)
        printer->bytes_allowed -= printer->packet_length < printer->bytes_allowed
                                      ? printer->packet_length
                                      : printer->bytes_allowed;
}

static bool stalls(struct usb_printer *printer)
{
    if (printer->stalls_due > 0) {
        printer->stalls_due--;
        printer->halted = true;
    }
    return printer->halted;
}

static void take_out(struct usb_printer *printer, struct usbip_urb *urb)
{
    if (stalls(printer)) {
        usbip_end(&printer->usbip, urb, -EPIPE);
        return;
    }
    while (empty_packet(printer) && urb->done < urb->length && printer->bytes_allowed > 0)
        acknowledge_packet(printer, urb);
    if (urb->done == urb->length)
        usbip_end(&printer->usbip, urb, 0);
}

static void give_in(struct usb_printer *printer, struct usbip_urb *urb)
{
    urb->done = (uint32_t)body_answer(printer->station.body, urb->data, urb->length);
    printer->seen.moved_bytes += urb->done;
    if (urb->done > 0)
        usbip_end(&printer->usbip, urb, 0);
}

/* An endpoint's URBs end in the order in which they came: only its first one is looked at. */
static struct usbip_urb *first_urb(const struct usb_printer *printer, unsigned endpoint)
{
    struct usbip_urb *urb = printer->usbip.urbs;
    while (urb != NULL && urb->endpoint != endpoint)
        urb = urb->next;
    return urb;
}

static void unplug(struct usb_printer *printer)
{
    usbip_unplug(&printer->usbip);
    printer->packet_length = printer->packet_taken = 0;
    printer->halted = false;
}

static void follow_link(struct usb_printer *printer)
{
    struct body *body = printer->station.body;
    if (body_link_losses(body) != printer->losses_seen && printer->usbip.fd >= 0)
        unplug(printer);
    printer->losses_seen = body_link_losses(body);
    if (printer->usbip.fd < 0 && body_linked(body))
        usbip_plug(&printer->usbip);
}

static int usb_fd(struct station *station)
{
    return printer_of(station)->usbip.fd;
}

static void usb_take(struct station *station)
{
    struct usb_printer *printer = printer_of(station);
    if (usbip_take(&printer->usbip) != 0)
        unplug(printer);
    for (struct usbip_urb *urb = printer->usbip.urbs; urb != NULL; urb = urb->next) {
        if (urb->endpoint == 0) {
            control(printer, urb);
            return; /* one came, so at most one is there */
        }
    }
}

/* What was acknowledged goes on into the body when the URB is long gone. */
static bool usb_pump(struct station *station, int64_t now_us)
{
    struct usb_printer *printer = printer_of(station);
    uint64_t before = printer->seen.moved_bytes;
    (void)now_us;
    follow_link(printer);
    empty_packet(printer);
    struct usbip_urb *out = first_urb(printer, OUT), *in = first_urb(printer, IN);
    if (out != NULL)
        take_out(printer, out);
    if (in != NULL)
        give_in(printer, in);
    return printer->seen.moved_bytes != before;
}

static int64_t usb_next_us(struct station *station, int64_t now_us)
{
    return printer_of(station)->usbip.fd < 0 && body_linked(station->body) ? now_us + RETRY_US
                                                                           : BODY_NEVER;
}

static bool usb_ask(struct station *station, const char *request, struct bytes *answer)
{
    struct usb_printer *printer = printer_of(station);
    unsigned bytes;
    if (sscanf(request, "stall %u", &printer->stalls_due) == 1 ||
        sscanf(request, "identify %255[^\n]", printer->identity) == 1)
        ;
    else if (strcmp(request, "trickle all") == 0)
        printer->bytes_allowed = UINT64_MAX;
    else if (sscanf(request, "trickle %u", &bytes) == 1)
        printer->bytes_allowed = bytes;
    else
        return false;
    bytes_add_text(answer, "ok");
    return true;
}

static void usb_add_totals(struct station *station, struct bytes *answer)
{
    const struct usb_printer *printer = printer_of(station);
    unsigned pending = 0;
    for (const struct usbip_urb *urb = printer->usbip.urbs; urb != NULL; urb = urb->next)
        pending += !urb->in;
    station_add_total(answer, "plugged", printer->usbip.fd >= 0);
    station_add_total(answer, "pending_out", pending);
    station_add_total(answer, "configurations", printer->seen.configurations);
    station_add_total(answer, "soft_resets", printer->seen.soft_resets);
    station_add_total(answer, "halts_cleared", printer->seen.halts_cleared);
}

static void usb_close(struct station *station)
{
    unplug(printer_of(station));
}

static const struct station_wire wire = {.fd = usb_fd,
                                         .take = usb_take,
                                         .pump = usb_pump,
                                         .next_us = usb_next_us,
                                         .ask = usb_ask,
                                         .add_totals = usb_add_totals,
                                         .close = usb_close};

static void set_vendor_class(struct usb_description *description)
{
    description->device.idProduct = 0x0202;
    description->function.interface.bInterfaceClass = USB_CLASS_VENDOR_SPEC;
}

int main(int argc, char **argv)
{
    struct usb_printer printer = {.usbip = {.fd = -1},
                                  .description = printer_class,
                                  .identity =
                                      "MFG:EPSON;CMD:ESC/POS;MDL:TM-L90;CLS:PRINTER;SN:LAB0001;",
                                  .bytes_allowed = UINT64_MAX};
    if (argc < 3) {
        fprintf(stderr, "usage: usbip_printer NAME PORT [vendor] [body options]\n");
        return 2;
    }
    bool vendor = argc > 3 && strcmp(argv[3], "vendor") == 0;
    if (vendor)
        set_vendor_class(&printer.description);
    printer.station.name = argv[1];
    printer.usbip.port = (unsigned)strtoul(argv[2], NULL, 10);
    return station_run(&printer.station, &wire, (struct body_options){.nak_when_full = true},
                       argc - 2 - vendor, argv + 2 + vendor);
}
