/* SPDX-License-Identifier: MIT */
/*
 * usbip_ftdi NAME PORT [body options]: the virtual printer behind a USB to serial adapter, an
 * FT232R to which ftdi_sio binds (its requests: Linux, drivers/usb/serial/ftdi_sio.h). The adapter
 * buffers 128 bytes and sends them at its baud rate. With RTS/CTS it sends nothing while CTS is
 * low, which it is while the printer is busy or off, and bytes stay in their URBs; without, it
 * sends whatever happens and the printer loses what it has no room for. XON/XOFF is not built. Of
 * its own the judge may ask:
 *
 *   cts 0|1       CTS held low, or left to the printer
 *   adapter 0|1   pulled out of its USB port, or put in
 */
#include "station.h"
#include "usb_descriptors.h"
#include "usbip.h"

#include <endian.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PACKET_BYTES = 64, IN = 1, OUT = 2, RETRY_US = 20000, FIFO_BYTES = 128 };
enum {
    FTDI_RESET = 0,
    FTDI_MODEM_CTRL = 1,
    FTDI_SET_FLOW_CTRL = 2,
    FTDI_SET_BAUD_RATE = 3,
    FTDI_SET_DATA = 4,
    FTDI_GET_MODEM_STATUS = 5,
    FTDI_SET_LATENCY_TIMER = 9,
    FTDI_GET_LATENCY_TIMER = 10,
    FTDI_READ_EEPROM = 0x90,
};
/* The two bytes that head each packet to the host. */
enum { STATUS_FIXED = 0x01, STATUS_CTS = 0x10, STATUS_DSR = 0x20 };
enum { LINE_EMPTY = 0x60, FLOW_RTS_CTS = 1 };

struct adapter {
    struct station station;
    struct usbip usbip;
    bool in_port, cts_held;
    uint8_t fifo[FIFO_BYTES];
    size_t fifo_length;
    unsigned baud, flow, modem;
    int64_t sent_until_us; /* the line is busy with what was sent until then */
    uint8_t status_told[2];
    uint64_t moved_bytes, lost_bytes;
};

static const char *const strings[] = {"FTDI", "FT232R USB UART", "LAB0002", NULL};
static const struct usb_description description = {
    .device = {.bLength = USB_DT_DEVICE_SIZE,
               .bDescriptorType = USB_DT_DEVICE,
               .bcdUSB = 0x0200,
               .bMaxPacketSize0 = 8,
               .idVendor = 0x0403,
               .idProduct = 0x6001,
               .bcdDevice = 0x0600, /* by which the driver knows an FT232R */
               .iManufacturer = 1,
               .iProduct = 2,
               .iSerialNumber = 3,
               .bNumConfigurations = 1},
    .function = {.configuration = {.bLength = USB_DT_CONFIG_SIZE,
                                   .bDescriptorType = USB_DT_CONFIG,
                                   .wTotalLength = sizeof(struct usb_function),
                                   .bNumInterfaces = 1,
                                   .bConfigurationValue = 1,
                                   .bmAttributes = USB_CONFIG_ATT_ONE,
                                   .bMaxPower = 45},
                 .interface = {.bLength = USB_DT_INTERFACE_SIZE,
                               .bDescriptorType = USB_DT_INTERFACE,
                               .bNumEndpoints = 2,
                               .bInterfaceClass = USB_CLASS_VENDOR_SPEC,
                               .bInterfaceSubClass = 0xff,
                               .bInterfaceProtocol = 0xff,
                               .iInterface = 2},
                 .endpoints = {{USB_DT_ENDPOINT_SIZE, USB_DT_ENDPOINT, USB_DIR_IN | IN,
                                USB_ENDPOINT_XFER_BULK, PACKET_BYTES, 0},
                               {USB_DT_ENDPOINT_SIZE, USB_DT_ENDPOINT, USB_DIR_OUT | OUT,
                                USB_ENDPOINT_XFER_BULK, PACKET_BYTES, 0}}},
    .strings = strings,
};

static struct adapter *adapter_of(struct station *station)
{
    return (struct adapter *)station;
}

static bool clear_to_send(const struct adapter *adapter)
{
    const struct body *body = adapter->station.body;
    return !adapter->cts_held && body_linked(body) && !body_busy(body);
}

static void fill_status(const struct adapter *adapter, uint8_t status[2])
{
    status[0] = (uint8_t)(STATUS_FIXED | (clear_to_send(adapter) ? STATUS_CTS : 0) |
                          (body_linked(adapter->station.body) ? STATUS_DSR : 0));
    status[1] = adapter->fifo_length == 0 ? LINE_EMPTY : 0;
}

/* 3 MHz over a divisor of 14 bits; its three bits of fraction are off by less than a UART minds. */
static void set_baud(struct adapter *adapter, unsigned divisor)
{
    divisor &= 0x3fff;
    adapter->baud = 3000000 / (divisor > 0 ? divisor : 1);
}

static int vendor_set(struct adapter *adapter, const struct usb_ctrlrequest *setup)
{
    unsigned value = le16toh(setup->wValue);
    switch (setup->bRequest) {
    case FTDI_MODEM_CTRL: /* the high byte says which lines are meant */
        adapter->modem = (adapter->modem & ~(value >> 8)) | (value & value >> 8);
        return 0;
    case FTDI_SET_FLOW_CTRL:
        adapter->flow = le16toh(setup->wIndex) >> 8;
        return 0;
    case FTDI_SET_BAUD_RATE:
        set_baud(adapter, value);
        return 0;
    case FTDI_RESET:
    case FTDI_SET_DATA:
    case FTDI_SET_LATENCY_TIMER:
        return 0;
    default:
        return -EPIPE;
    }
}

static int vendor_get(const struct adapter *adapter, const struct usb_ctrlrequest *setup,
                      uint8_t *out, size_t capacity)
{
    uint8_t status[2];
    switch (setup->bRequest) {
    case FTDI_GET_MODEM_STATUS:
        fill_status(adapter, status);
        return usb_put(out, capacity, status, sizeof status);
    case FTDI_GET_LATENCY_TIMER:
        return usb_put(out, capacity, "\x10", 1);
    case FTDI_READ_EEPROM:
        return usb_put(out, capacity, "\xff\xff", 2);
    default:
        return -EPIPE;
    }
}

static int request(struct adapter *adapter, const struct usb_ctrlrequest *setup, uint8_t *out,
                   size_t capacity)
{
    if ((setup->bRequestType & USB_TYPE_MASK) != USB_TYPE_VENDOR)
        return usb_standard_request(&description, setup, out, capacity);
    return setup->bRequestType & USB_DIR_IN ? vendor_get(adapter, setup, out, capacity)
                                            : vendor_set(adapter, setup);
}

static void control(struct adapter *adapter, struct usbip_urb *urb)
{
    int count = request(adapter, &urb->setup, urb->data, urb->length);
    urb->done = count > 0 ? (uint32_t)count : 0;
    usbip_end(&adapter->usbip, urb, count < 0 ? count : 0);
}

static struct usbip_urb *first_urb(const struct adapter *adapter, unsigned endpoint)
{
    struct usbip_urb *urb = adapter->usbip.urbs;
    while (urb != NULL && urb->endpoint != endpoint)
        urb = urb->next;
    return urb;
}

static void fill_fifo(struct adapter *adapter, struct usbip_urb *urb)
{
    size_t room = FIFO_BYTES - adapter->fifo_length, left = urb->length - urb->done;
    size_t count = left < room ? left : room;
    memcpy(adapter->fifo + adapter->fifo_length, urb->data + urb->done, count);
    adapter->fifo_length += count;
    urb->done += (uint32_t)count;
    adapter->moved_bytes += count;
    if (urb->done == urb->length)
        usbip_end(&adapter->usbip, urb, 0);
}

static int64_t byte_us(const struct adapter *adapter)
{
    return 10 * 1000000 / (int64_t)adapter->baud; /* 8N1 */
}

static bool may_send(const struct adapter *adapter)
{
    return adapter->fifo_length > 0 &&
           ((adapter->flow & FLOW_RTS_CTS) == 0 || clear_to_send(adapter));
}

/* The bytes whose time has come leave by the line; a printer without room loses them. */
static void send_line(struct adapter *adapter, int64_t now_us)
{
    size_t count = 0, taken = 0;
    if (adapter->sent_until_us < now_us - byte_us(adapter) * FIFO_BYTES)
        adapter->sent_until_us = now_us - byte_us(adapter);
    while (may_send(adapter) && count < adapter->fifo_length &&
           adapter->sent_until_us + byte_us(adapter) <= now_us) {
        adapter->sent_until_us += byte_us(adapter);
        taken += body_receive(adapter->station.body, adapter->fifo + count, 1);
        count++;
    }
    adapter->fifo_length -= count;
    memmove(adapter->fifo, adapter->fifo + count, adapter->fifo_length);
    adapter->moved_bytes += count;
    adapter->lost_bytes += count - taken;
}

static void give_in(struct adapter *adapter, struct usbip_urb *urb)
{
    uint8_t status[2];
    if (urb->length < PACKET_BYTES)
        return;
    size_t count = body_answer(adapter->station.body, urb->data + 2, PACKET_BYTES - 2);
    fill_status(adapter, status);
    if (count == 0 && memcmp(status, adapter->status_told, 2) == 0)
        return;
    memcpy(urb->data, status, 2);
    memcpy(adapter->status_told, status, 2);
    urb->done = (uint32_t)(2 + count);
    adapter->moved_bytes += count;
    usbip_end(&adapter->usbip, urb, 0);
}

static void unplug(struct adapter *adapter)
{
    usbip_unplug(&adapter->usbip);
    adapter->fifo_length = 0;
    memset(adapter->status_told, 0, sizeof adapter->status_told);
}

static int ftdi_fd(struct station *station)
{
    return adapter_of(station)->usbip.fd;
}

static void ftdi_take(struct station *station)
{
    struct adapter *adapter = adapter_of(station);
    if (usbip_take(&adapter->usbip) != 0)
        unplug(adapter);
    struct usbip_urb *urb = first_urb(adapter, 0);
    if (urb != NULL)
        control(adapter, urb);
}

static bool ftdi_pump(struct station *station, int64_t now_us)
{
    struct adapter *adapter = adapter_of(station);
    uint64_t before = adapter->moved_bytes;
    if (adapter->usbip.fd < 0 && adapter->in_port)
        usbip_plug(&adapter->usbip);
    send_line(adapter, now_us);
    struct usbip_urb *out = first_urb(adapter, OUT), *in = first_urb(adapter, IN);
    if (out != NULL && adapter->fifo_length < FIFO_BYTES)
        fill_fifo(adapter, out);
    if (in != NULL)
        give_in(adapter, in);
    return adapter->moved_bytes != before;
}

static int64_t ftdi_next_us(struct station *station, int64_t now_us)
{
    const struct adapter *adapter = adapter_of(station);
    if (adapter->usbip.fd < 0 && adapter->in_port)
        return now_us + RETRY_US;
    return may_send(adapter) ? adapter->sent_until_us + 16 * byte_us(adapter) : BODY_NEVER;
}

static bool ftdi_ask(struct station *station, const char *text, struct bytes *answer)
{
    struct adapter *adapter = adapter_of(station);
    unsigned value;
    if (sscanf(text, "cts %u", &value) == 1) {
        adapter->cts_held = value == 0;
    } else if (sscanf(text, "adapter %u", &value) == 1) {
        adapter->in_port = value != 0;
        if (!adapter->in_port)
            unplug(adapter);
    } else {
        return false;
    }
    bytes_add_text(answer, "ok");
    return true;
}

static void ftdi_add_totals(struct station *station, struct bytes *answer)
{
    const struct adapter *adapter = adapter_of(station);
    station_add_total(answer, "plugged", adapter->usbip.fd >= 0);
    station_add_total(answer, "pending_out", first_urb(adapter, OUT) != NULL);
    station_add_total(answer, "fifo", adapter->fifo_length);
    station_add_total(answer, "lost", adapter->lost_bytes);
    station_add_total(answer, "flow", adapter->flow);
    station_add_total(answer, "baud", adapter->baud);
}

static void ftdi_close(struct station *station)
{
    unplug(adapter_of(station));
}

static const struct station_wire wire = {.fd = ftdi_fd,
                                         .take = ftdi_take,
                                         .pump = ftdi_pump,
                                         .next_us = ftdi_next_us,
                                         .ask = ftdi_ask,
                                         .add_totals = ftdi_add_totals,
                                         .close = ftdi_close};

int main(int argc, char **argv)
{
    struct adapter adapter = {.usbip = {.fd = -1}, .in_port = true, .baud = 9600};
    if (argc < 3) {
        fprintf(stderr, "usage: usbip_ftdi NAME PORT [body options]\n");
        return 2;
    }
    adapter.station.name = argv[1];
    adapter.usbip.port = (unsigned)strtoul(argv[2], NULL, 10);
    return station_run(&adapter.station, &wire, (struct body_options){0}, argc - 2, argv + 2);
}
