/* SPDX-License-Identifier: MIT */
/*
 * usb://MAKER/MODEL?serial=...: see usb_id.h for what may be named, usb_kernel.h for how a printer
 * is taken from usblp and given back.
 *
 * One transfer each way is in flight. Bytes belong to the transfer until the printer has taken
 * them, which is counted by what the host controller has seen acknowledged: a transfer that ended
 * short goes on at that byte. The device is never reset, nor configured again. After a failure
 * nothing more goes out, since a gap in the bytes would be printed as text.
 */
#include "transport.h"

#include <libusb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "usb_device.h"
#include "usb_id.h"
#include "usb_kernel.h"

enum {
    /* One URB of usbfs, so that what was acknowledged before a cancel is known exactly. */
    OUT_BYTES = 16384,
    /* A multiple of every packet size there is, or a longer packet would be lost. */
    IN_BYTES = 1024,
    /* Some printers answer an empty packet where they should say NAK. */
    EMPTY_PAUSE_MS = 50,
    STATUS_TIMEOUT_MS = 250,
    GET_PORT_STATUS = 1,
    /* So long a hub may take to tell that what now only fails was unplugged. */
    UNPLUG_NOTICE_MS = 500,
    UNPLUG_ASK_MS = 25,
    CANCEL_MS = 1000,
    STALLS_MAX = 2,
};

struct flow {
    struct libusb_transfer *transfer;
    bool flying;
    bool landed;     /* not yet looked at */
    unsigned stalls; /* in a row */
    size_t length;
    size_t done;
};

struct usb_wire {
    struct transport base;
    libusb_context *libusb;
    struct usb_printer printer;
    libusb_device_handle *handle;
    struct journal *journal;
    bool detached;
    struct flow out; /* done: how much of length the printer has taken */
    struct flow in;  /* done: how much of length our caller has taken */
    bool in_closed;
    int64_t in_again_ms;
    int changed; /* something landed */
    bool interrupted;
    int ended; /* DRV_OK while it works */
    struct drv_fault why;
    uint8_t out_buffer[OUT_BYTES];
    uint8_t in_buffer[IN_BYTES];
};

static int usb_check(const char *place, struct drv_fault *fault)
{
    struct usb_address address;
    return usb_address_read(place, &address, fault);
}

static int repeat_end(const struct usb_wire *wire, struct drv_fault *fault)
{
    return drv_fail(fault, wire->ended, "%s", wire->why.text);
}

static int end_wire(struct usb_wire *wire, int status, const char *why)
{
    wire->ended = drv_fail(&wire->why, status, "printer \"%s %s\": %s", wire->printer.id.maker,
                           wire->printer.id.model, why);
    return status;
}

static int end_by_error(struct usb_wire *wire, int error)
{
    if (error == LIBUSB_ERROR_NO_DEVICE)
        return end_wire(wire, DRV_GONE, "it was unplugged");
    return end_wire(wire, DRV_IO, libusb_strerror(error));
}

static void land(struct usb_wire *wire, struct flow *flow)
{
    flow->flying = false;
    flow->landed = true;
    wire->changed = 1;
}

static void LIBUSB_CALL on_out(struct libusb_transfer *transfer)
{
    struct usb_wire *wire = transfer->user_data;
    wire->out.done += (size_t)transfer->actual_length;
    land(wire, &wire->out);
}

static void LIBUSB_CALL on_in(struct libusb_transfer *transfer)
{
    struct usb_wire *wire = transfer->user_data;
    wire->in.length = (size_t)transfer->actual_length;
    wire->in.done = 0;
    land(wire, &wire->in);
}

static int fly(struct usb_wire *wire, struct flow *flow)
{
    int error = libusb_submit_transfer(flow->transfer);
    if (error != LIBUSB_SUCCESS)
        return end_by_error(wire, error);
    flow->flying = true;
    return DRV_OK;
}

static int fly_out(struct usb_wire *wire)
{
    libusb_fill_bulk_transfer(wire->out.transfer, wire->handle, wire->printer.endpoint_out,
                              wire->out_buffer + wire->out.done,
                              (int)(wire->out.length - wire->out.done), on_out, wire, 0);
    return fly(wire, &wire->out);
}

static int fly_in(struct usb_wire *wire)
{
    libusb_fill_bulk_transfer(wire->in.transfer, wire->handle, wire->printer.endpoint_in,
                              wire->in_buffer, IN_BYTES, on_in, wire, 0);
    return fly(wire, &wire->in);
}

static int ask_port(struct usb_wire *wire, uint8_t *status)
{
    return libusb_control_transfer(
        wire->handle, LIBUSB_ENDPOINT_IN | LIBUSB_REQUEST_TYPE_CLASS | LIBUSB_RECIPIENT_INTERFACE,
        GET_PORT_STATUS, 0, wire->printer.id.interface, status, 1, STATUS_TIMEOUT_MS);
}

/* What is unplugged in mid-transfer fails first and is told to be gone only later. */
static bool is_unplugged(struct usb_wire *wire)
{
    int64_t until_ms = deadline_after(UNPLUG_NOTICE_MS);
    uint8_t status;
    do {
        struct timeval pause = {.tv_usec = UNPLUG_ASK_MS * 1000};
        if (ask_port(wire, &status) == LIBUSB_ERROR_NO_DEVICE)
            return true;
        libusb_handle_events_timeout_completed(wire->libusb, &pause, NULL);
    } while (deadline_left_ms(until_ms) > 0);
    return false;
}

static int settle_stall(struct usb_wire *wire, struct flow *flow)
{
    flow->stalls = flow->transfer->actual_length > 0 ? 1 : flow->stalls + 1;
    if (flow->stalls >= STALLS_MAX)
        return DRV_IO;
    int error = libusb_clear_halt(wire->handle, flow->transfer->endpoint);
    return error == LIBUSB_SUCCESS ? DRV_OK : end_by_error(wire, error);
}

/* DRV_OK where it may fly again; DRV_IO, the wire not being ended, where this way is of no use. */
static int settle(struct usb_wire *wire, struct flow *flow)
{
    flow->landed = false;
    switch (flow->transfer->status) {
    case LIBUSB_TRANSFER_COMPLETED:
    case LIBUSB_TRANSFER_CANCELLED:
        flow->stalls = 0;
        return DRV_OK;
    case LIBUSB_TRANSFER_STALL:
        return settle_stall(wire, flow);
    case LIBUSB_TRANSFER_NO_DEVICE:
        return end_by_error(wire, LIBUSB_ERROR_NO_DEVICE);
    default:
        return is_unplugged(wire) ? end_by_error(wire, LIBUSB_ERROR_NO_DEVICE) : DRV_IO;
    }
}

static int settle_out(struct usb_wire *wire)
{
    int status = DRV_OK;
    if (wire->out.landed)
        status = settle(wire, &wire->out);
    if (status == DRV_IO && wire->ended == DRV_OK)
        return end_wire(wire, DRV_IO,
                        wire->out.stalls > 0 ? "it refuses what it is sent, twice in a row"
                                             : "a transfer failed");
    if (status == DRV_OK && !wire->out.flying && wire->out.done < wire->out.length)
        status = fly_out(wire);
    return status;
}

/* A back channel that does not work is no reason not to print. */
static int settle_in(struct usb_wire *wire)
{
    int status = DRV_OK;
    if (wire->in.landed) {
        bool empty = wire->in.length == 0;
        status = settle(wire, &wire->in);
        wire->in_again_ms = deadline_after(empty ? EMPTY_PAUSE_MS : 0);
    }
    if (status == DRV_IO && wire->ended == DRV_OK) {
        wire->in_closed = true;
        status = DRV_OK;
    }
    bool idle = !wire->in_closed && !wire->in.flying && wire->in.done == wire->in.length;
    if (status == DRV_OK && idle && deadline_left_ms(wire->in_again_ms) == 0)
        status = fly_in(wire);
    return status;
}

static int look(struct usb_wire *wire)
{
    int status = settle_out(wire);
    return status == DRV_OK ? settle_in(wire) : status;
}

static int handle_events(struct usb_wire *wire, int timeout_ms)
{
    struct timeval timeout = {timeout_ms / 1000, timeout_ms % 1000 * 1000};
    return libusb_handle_events_timeout_completed(wire->libusb, &timeout, &wire->changed);
}

/* Sleeps at most so long for something to land. What lands while we look is seen next time. */
static int pump(struct usb_wire *wire, int timeout_ms)
{
    int error = handle_events(wire, timeout_ms);
    wire->changed = 0;
    wire->interrupted = error == LIBUSB_ERROR_INTERRUPTED;
    if (error != LIBUSB_SUCCESS && !wire->interrupted)
        return end_by_error(wire, error);
    return look(wire);
}

static int usb_write(struct transport *transport, const uint8_t *bytes, size_t length,
                     size_t *taken, struct drv_fault *fault)
{
    struct usb_wire *wire = (struct usb_wire *)transport;
    if (wire->ended != DRV_OK || pump(wire, 0) != DRV_OK)
        return repeat_end(wire, fault);
    if (wire->out.flying || length == 0) {
        *taken = 0;
        return DRV_OK;
    }
    wire->out.length = length < OUT_BYTES ? length : OUT_BYTES;
    wire->out.done = 0;
    memcpy(wire->out_buffer, bytes, wire->out.length);
    if (fly_out(wire) != DRV_OK) {
        wire->out.length = 0;
        return repeat_end(wire, fault);
    }
    *taken = wire->out.length;
    return DRV_OK;
}

/* What had come before the end is told before it. */
static int usb_read(struct transport *transport, uint8_t *buffer, size_t capacity, size_t *count,
                    struct drv_fault *fault)
{
    struct usb_wire *wire = (struct usb_wire *)transport;
    if (wire->ended == DRV_OK)
        pump(wire, 0);
    size_t there = wire->in.length - wire->in.done;
    if (there == 0 && wire->ended != DRV_OK)
        return repeat_end(wire, fault);
    *count = there < capacity ? there : capacity;
    memcpy(buffer, wire->in_buffer + wire->in.done, *count);
    wire->in.done += *count;
    return DRV_OK;
}

static bool is_ready(const struct usb_wire *wire, bool room)
{
    return wire->in.done < wire->in.length || (room && !wire->out.flying);
}

/* Until then, or until a back channel that said nothing may be asked again. */
static int wait_ms(const struct usb_wire *wire, int64_t until_ms)
{
    int left_ms = deadline_left_ms(until_ms);
    int again_ms = deadline_left_ms(wire->in_again_ms);
    bool asks = !wire->in_closed && !wire->in.flying && wire->in.done == wire->in.length;
    return asks && again_ms < left_ms ? again_ms : left_ms;
}

static int usb_wait(struct transport *transport, bool room, int64_t until_ms,
                    struct drv_fault *fault)
{
    struct usb_wire *wire = (struct usb_wire *)transport;
    if (wire->ended != DRV_OK || pump(wire, 0) != DRV_OK)
        return repeat_end(wire, fault);
    while (!wire->interrupted && !is_ready(wire, room) && deadline_left_ms(until_ms) > 0)
        if (pump(wire, wait_ms(wire, until_ms)) != DRV_OK)
            return repeat_end(wire, fault);
    return DRV_OK;
}

static size_t usb_pending(struct transport *transport)
{
    const struct usb_wire *wire = (const struct usb_wire *)transport;
    return wire->out.length - wire->out.done;
}

static int usb_port_status(struct transport *transport, uint8_t *status, struct drv_fault *fault)
{
    struct usb_wire *wire = (struct usb_wire *)transport;
    uint8_t byte;
    if (wire->ended != DRV_OK)
        return repeat_end(wire, fault);
    if (!wire->printer.is_class)
        return drv_fail(fault, DRV_UNSUPPORTED, "\"%04x:%04x\" is not of the printer class",
                        wire->printer.id.vendor, wire->printer.id.product);
    int length = ask_port(wire, &byte);
    if (length == LIBUSB_ERROR_NO_DEVICE) {
        end_by_error(wire, length);
        return repeat_end(wire, fault);
    }
    if (length == LIBUSB_ERROR_TIMEOUT)
        return drv_fail(fault, DRV_TIMEOUT, "no port status within \"%d\" ms", STATUS_TIMEOUT_MS);
    if (length == LIBUSB_ERROR_PIPE || length == 0)
        return drv_fail(fault, DRV_UNSUPPORTED, "the printer has no port status");
    if (length < 0)
        return drv_fail(fault, DRV_IO, "port status: %s", libusb_strerror(length));
    *status = byte;
    return DRV_OK;
}

/* Takes back what is in flight; what the printer had of it by then is known afterwards. */
static void cancel(struct usb_wire *wire, struct flow *flow)
{
    int64_t until_ms = deadline_after(CANCEL_MS);
    if (flow->flying)
        libusb_cancel_transfer(flow->transfer);
    while (flow->flying && deadline_left_ms(until_ms) > 0) {
        handle_events(wire, deadline_left_ms(until_ms));
        wire->changed = 0;
    }
}

static int usb_finish(struct transport *transport, int64_t deadline_ms, enum printer_result *result,
                      struct drv_fault *fault)
{
    struct usb_wire *wire = (struct usb_wire *)transport;
    (void)result;
    if (wire->ended != DRV_OK || pump(wire, 0) != DRV_OK)
        return repeat_end(wire, fault);
    while (wire->out.flying && deadline_left_ms(deadline_ms) > 0)
        if (pump(wire, wait_ms(wire, deadline_ms)) != DRV_OK)
            return repeat_end(wire, fault);
    cancel(wire, &wire->out);
    if (usb_pending(transport) == 0)
        return DRV_OK;
    end_wire(wire, DRV_TIMEOUT, "it takes no more, time is up");
    return repeat_end(wire, fault);
}

/* A printer that says NAK may hold up a transfer of which it has had some: now it is known what. */
static void usb_recall(struct transport *transport)
{
    struct usb_wire *wire = (struct usb_wire *)transport;
    cancel(wire, &wire->out);
    if (wire->ended == DRV_OK && usb_pending(transport) > 0)
        end_wire(wire, DRV_TIMEOUT, "it takes no more, time is up");
}

static void usb_close(struct transport *transport)
{
    struct usb_wire *wire = (struct usb_wire *)transport;
    cancel(wire, &wire->out);
    cancel(wire, &wire->in);
    usb_kernel_give_back(wire->handle, wire->printer.id.interface, wire->printer.name,
                         wire->detached, wire->journal, NULL);
    /* Also takes what a device has still not let go out of the kernel, so it may be freed. */
    libusb_close(wire->handle);
    libusb_free_transfer(wire->out.transfer);
    libusb_free_transfer(wire->in.transfer);
    libusb_unref_device(wire->printer.device);
    libusb_exit(wire->libusb);
    free(wire);
}

/* Linux keeps the setting that usblp chose; asking for the one that is set would reset its pipes.
 */
static int use_alternate(struct usb_wire *wire, struct drv_fault *fault)
{
    const struct usb_printer *printer = &wire->printer;
    char current[16];
    if (!printer->has_alternates)
        return DRV_OK;
    usb_kernel_read(printer->name, "bAlternateSetting", current, sizeof current);
    if (current[0] != '\0' && strtol(current, NULL, 10) == printer->alternate)
        return DRV_OK;
    int error =
        libusb_set_interface_alt_setting(wire->handle, printer->id.interface, printer->alternate);
    if (error != LIBUSB_SUCCESS)
        return drv_fail(fault, error == LIBUSB_ERROR_NO_DEVICE ? DRV_GONE : DRV_IO,
                        "setting \"%u\" of the USB interface \"%s\": %s", printer->alternate,
                        printer->name, libusb_strerror(error));
    return DRV_OK;
}

/* The interface is ours afterwards, with a transfer for each way. */
static int occupy(struct usb_wire *wire, struct drv_fault *fault)
{
    const struct usb_printer *printer = &wire->printer;
    wire->out.transfer = libusb_alloc_transfer(0);
    wire->in.transfer = libusb_alloc_transfer(0);
    if (wire->out.transfer == NULL || wire->in.transfer == NULL)
        return drv_fail(fault, DRV_MEMORY, "no memory for \"%s\"", printer->name);
    int status = usb_kernel_take(wire->handle, printer->id.interface, printer->name, wire->journal,
                                 &wire->detached, fault);
    if (status != DRV_OK)
        return status;
    wire->in_closed = printer->endpoint_in == 0;
    status = use_alternate(wire, fault);
    if (status == DRV_OK && look(wire) != DRV_OK)
        status = repeat_end(wire, fault);
    if (status != DRV_OK)
        usb_kernel_give_back(wire->handle, printer->id.interface, printer->name, wire->detached,
                             wire->journal, NULL);
    return status;
}

static int connect_printer(struct usb_wire *wire, const struct usb_address *address,
                           struct drv_fault *fault)
{
    int status = usb_device_start(&wire->libusb, fault);
    if (status != DRV_OK)
        return status;
    status = usb_device_find(wire->libusb, address, &wire->printer, fault);
    if (status != DRV_OK)
        goto exit_libusb;
    status = usb_device_open(&wire->printer, &wire->handle, fault);
    if (status != DRV_OK)
        goto unref_device;
    status = occupy(wire, fault);
    if (status == DRV_OK)
        return DRV_OK;
    libusb_close(wire->handle);
    libusb_free_transfer(wire->out.transfer);
    libusb_free_transfer(wire->in.transfer);
unref_device:
    libusb_unref_device(wire->printer.device);
exit_libusb:
    libusb_exit(wire->libusb);
    return status;
}

/* What is attached is asked for its name at once or not at all: nothing here waits for long. */
static int usb_open(const struct transport_target *target, int64_t deadline_ms,
                    struct transport **out, struct drv_fault *fault)
{
    struct usb_address address;
    (void)deadline_ms;
    int status = usb_address_read(target->place, &address, fault);
    if (status != DRV_OK)
        return status;
    struct usb_wire *wire = calloc(1, sizeof *wire);
    if (wire == NULL)
        return drv_fail(fault, DRV_MEMORY, "no memory for \"usb:%.80s\"", target->place);
    wire->base.ops = &transport_usb;
    wire->journal = target->journal;
    status = connect_printer(wire, &address, fault);
    if (status == DRV_OK)
        *out = &wire->base;
    else
        free(wire);
    return status;
}

struct listing {
    transport_visit *visit;
    void *context;
};

static int tell(void *context, const struct usb_printer *printer)
{
    const struct listing *listing = context;
    char uri[USB_URI_BYTES], description[3 * USB_NAME_BYTES];
    usb_id_uri(&printer->id, uri);
    snprintf(description, sizeof description, "%s%s%s%s", printer->id.maker,
             printer->id.maker[0] != '\0' ? " " : "", printer->id.model,
             printer->has_rights ? "" : " (no right to use it: see " USB_RULES ")");
    listing->visit(listing->context, uri, description);
    return DRV_OK;
}

static int usb_list(transport_visit *visit, void *context, struct drv_fault *fault)
{
    struct listing listing = {visit, context};
    libusb_context *libusb;
    int status = usb_device_start(&libusb, fault);
    if (status != DRV_OK)
        return status;
    status = usb_device_each(libusb, tell, &listing, fault);
    libusb_exit(libusb);
    return status;
}

struct restoration {
    struct journal *journal;
    struct drv_fault *fault;
};

static int restore(void *context, const struct usb_printer *printer)
{
    const struct restoration *restoration = context;
    libusb_device_handle *handle;
    if (strcmp(restoration->journal->entry.detached, printer->name) != 0)
        return DRV_OK;
    int status = usb_device_open(printer, &handle, restoration->fault);
    if (status != DRV_OK)
        return status;
    status = usb_kernel_attach(handle, printer->id.interface, printer->name, restoration->journal,
                               restoration->fault);
    libusb_close(handle);
    return status;
}

/* An interface that is no longer there, or bound again, needs nothing: the note just goes. */
static int usb_recover(const struct transport_target *target, struct drv_fault *fault)
{
    struct restoration restoration = {target->journal, fault};
    libusb_context *libusb;
    if (target->journal == NULL || target->journal->entry.detached[0] == '\0')
        return DRV_OK;
    int status = usb_device_start(&libusb, fault);
    if (status != DRV_OK)
        return status;
    status = usb_device_each(libusb, restore, &restoration, fault);
    libusb_exit(libusb);
    if (status == DRV_OK)
        status = usb_kernel_forget(target->journal, fault);
    return status;
}

const struct transport_ops transport_usb = {
    .scheme = "usb",
    .check = usb_check,
    .open = usb_open,
    .write = usb_write,
    .read = usb_read,
    .wait = usb_wait,
    .pending = usb_pending,
    .port_status = usb_port_status,
    .finish = usb_finish,
    .recall = usb_recall,
    .close = usb_close,
    .list = usb_list,
    .recover = usb_recover,
};
