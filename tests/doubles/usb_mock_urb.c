/* SPDX-License-Identifier: MIT */
#include "usb_mock_parts.h"

#include <errno.h>
#include <linux/usbdevice_fs.h>
#include <string.h>

enum {
    SETUP_BYTES = 8,
    IDLE_US = 300,
    TYPE_STANDARD_IN = 0x80,
    TYPE_CLASS_IN = 0xA1,
    GET_DEVICE_ID = 0,
    GET_PORT_STATUS = 1,
    GET_DESCRIPTOR = 6,
};

struct urb {
    UMockdevIoctlData *data;   /* struct usbdevfs_urb, in the memory of the client */
    UMockdevIoctlData *buffer; /* NULL: none */
    const UMockdevIoctlClient *client;
    bool done;
    int status;
    int actual;
};

static struct usbdevfs_urb *content(const struct urb *urb)
{
    return (struct usbdevfs_urb *)urb->data->data;
}

static bool is_out(const struct urb *urb)
{
    return (content(urb)->endpoint & 0x80) == 0;
}

static void free_urb(struct urb *urb)
{
    if (urb->buffer != NULL)
        g_object_unref(urb->buffer);
    g_object_unref(urb->data);
    g_free(urb);
}

static void end(struct urb *urb, int status)
{
    urb->done = true;
    urb->status = status;
}

static int copy(uint8_t *out, size_t capacity, const uint8_t *bytes, size_t length)
{
    size_t count = length < capacity ? length : capacity;
    memcpy(out, bytes, count);
    return (int)count;
}

/* What was done, or -errno. */
static int control(struct usb_mock *device, const uint8_t *setup, uint8_t *data, size_t capacity)
{
    const struct usb_mock_options *options = device->options;
    uint8_t descriptors[DESCRIPTORS_MAX];
    if (setup[0] == TYPE_CLASS_IN && setup[1] == GET_DEVICE_ID && options->id != NULL)
        return copy(data, capacity, options->id, options->id_length);
    if (setup[0] == TYPE_CLASS_IN && setup[1] == GET_PORT_STATUS && !options->no_port_status) {
        uint8_t status = device->behind.port_status(device->behind.context);
        return copy(data, capacity, &status, 1);
    }
    size_t length = usb_mock_descriptors(device, descriptors);
    if (setup[0] == TYPE_STANDARD_IN && setup[1] == GET_DESCRIPTOR && setup[3] == 1)
        return copy(data, capacity, descriptors, 18);
    if (setup[0] == TYPE_STANDARD_IN && setup[1] == GET_DESCRIPTOR && setup[3] == 2)
        return copy(data, capacity, descriptors + 18, length - 18);
    return -EPIPE;
}

static void run_control(struct usb_mock *device, struct urb *urb)
{
    int length = content(urb)->buffer_length;
    uint8_t *bytes = urb->buffer->data;
    int result = length < SETUP_BYTES
                     ? -EINVAL
                     : control(device, bytes, bytes + SETUP_BYTES, (size_t)length - SETUP_BYTES);
    urb->actual = result < 0 ? 0 : result;
    end(urb, result < 0 ? result : 0);
}

/* Is it the turn of a stall or of a failure? */
static int trouble(struct usb_mock *device, bool out)
{
    if (device->halted[out])
        return -EPIPE;
    if (out && device->trouble_after_bytes > 0)
        return 0;
    if (device->stalls[out] > 0) {
        device->stalls[out]--;
        device->halted[out] = true;
        return -EPIPE;
    }
    if (out && device->failures > 0) {
        device->failures--;
        return -EPROTO;
    }
    return 0;
}

static bool is_troubled(const struct usb_mock *device)
{
    return device->stalls[true] > 0 || device->failures > 0;
}

/* How much of it may go at once, up to where something is to happen. */
static size_t portion(const struct usb_mock *device, const struct urb *urb)
{
    size_t left = (size_t)(content(urb)->buffer_length - urb->actual);
    size_t limit = device->options->short_bytes;
    if (limit > 0 && (size_t)urb->actual + left > limit)
        left = limit > (size_t)urb->actual ? limit - (size_t)urb->actual : 0;
    if (is_troubled(device) && left > device->trouble_after_bytes)
        left = device->trouble_after_bytes;
    return left;
}

static void run_out(struct usb_mock *device, struct urb *urb)
{
    int status = trouble(device, true);
    if (status != 0) {
        end(urb, status);
        return;
    }
    if (device->nak)
        return;
    size_t count = portion(device, urb);
    count = device->behind.receive(device->behind.context, urb->buffer->data + urb->actual, count);
    urb->actual += (int)count;
    if (is_troubled(device))
        device->trouble_after_bytes -= count;
    size_t limit = device->options->short_bytes;
    if (urb->actual == content(urb)->buffer_length || (limit > 0 && (size_t)urb->actual >= limit))
        end(urb, 0);
    else if (is_troubled(device) && device->trouble_after_bytes == 0)
        run_out(device, urb);
}

static void run_in(struct usb_mock *device, struct urb *urb)
{
    int status = trouble(device, false);
    if (status != 0) {
        end(urb, status);
        return;
    }
    if (device->nak)
        return;
    size_t count = device->behind.answer(device->behind.context, urb->buffer->data,
                                         (size_t)content(urb)->buffer_length);
    urb->actual = (int)count;
    if (count > 0 || device->options->empty_in)
        end(urb, 0);
}

static void run_one(struct usb_mock *device, struct urb *urb)
{
    if (device->gone)
        end(urb, -ESHUTDOWN);
    else if (content(urb)->type == USBDEVFS_URB_TYPE_CONTROL)
        run_control(device, urb);
    else if (is_out(urb))
        run_out(device, urb);
    else
        run_in(device, urb);
}

void usb_mock_run(struct usb_mock *device)
{
    for (guint i = 0; i < device->urbs->len; i++) {
        struct urb *urb = device->urbs->pdata[i];
        if (!urb->done)
            run_one(device, urb);
    }
}

/* Does a claimed interface have it, in the setting that is set? */
static bool has_endpoint(struct usb_mock *device, uint8_t endpoint,
                         const UMockdevIoctlClient *client)
{
    for (unsigned i = 0; i < USB_MOCK_SETTINGS && device->options->settings[i].class != 0; i++) {
        const struct usb_mock_setting *setting = &device->options->settings[i];
        const struct interface *interface = usb_mock_interface(device, setting->interface);
        if (interface->owner == BY_CLIENT && interface->client == client &&
            interface->alternate == setting->alternate &&
            (setting->out == endpoint || setting->in == endpoint))
            return true;
    }
    return false;
}

static void count_submit(struct usb_mock *device, const struct urb *urb)
{
    struct usb_mock_counts *counts = &device->counts;
    unsigned flying = 0;
    if (!is_out(urb)) {
        counts->in_transfers++;
        return;
    }
    for (guint i = 0; i < device->urbs->len; i++) {
        const struct urb *other = device->urbs->pdata[i];
        flying += !other->done && is_out(other) && content(other)->type == USBDEVFS_URB_TYPE_BULK;
    }
    counts->out_transfers++;
    if (counts->most_in_flight < flying)
        counts->most_in_flight = flying;
    if (counts->longest_out < (size_t)content(urb)->buffer_length)
        counts->longest_out = (size_t)content(urb)->buffer_length;
}

int usb_mock_submit(struct usb_mock *device, UMockdevIoctlClient *client, UMockdevIoctlData *arg)
{
    UMockdevIoctlData *data =
        umockdev_ioctl_data_resolve(arg, 0, sizeof(struct usbdevfs_urb), NULL);
    if (data == NULL)
        return -EFAULT;
    const struct usbdevfs_urb *sent = (const struct usbdevfs_urb *)data->data;
    bool bulk = sent->type == USBDEVFS_URB_TYPE_BULK;
    if (bulk && !has_endpoint(device, sent->endpoint, client)) {
        g_object_unref(data);
        return -ENOENT;
    }
    struct urb *urb = g_new0(struct urb, 1);
    urb->data = data;
    urb->client = client;
    if (sent->buffer_length > 0)
        urb->buffer = umockdev_ioctl_data_resolve(
            data, G_STRUCT_OFFSET(struct usbdevfs_urb, buffer), (gsize)sent->buffer_length, NULL);
    g_ptr_array_add(device->urbs, urb);
    if (bulk)
        count_submit(device, urb);
    usb_mock_run(device);
    return 0;
}

int usb_mock_discard(struct usb_mock *device, UMockdevIoctlClient *client, UMockdevIoctlData *arg)
{
    gulong address = *(const gulong *)arg->data;
    for (guint i = 0; i < device->urbs->len; i++) {
        struct urb *urb = device->urbs->pdata[i];
        if (urb->client == client && urb->data->client_addr == address && !urb->done) {
            end(urb, -ENOENT);
            return 0;
        }
    }
    return -EINVAL;
}

static void deliver(struct urb *urb, UMockdevIoctlData *arg)
{
    struct usbdevfs_urb *told = content(urb);
    told->status = urb->status;
    told->actual_length = urb->actual;
    UMockdevIoctlData *pointer = umockdev_ioctl_data_resolve(arg, 0, sizeof(gpointer), NULL);
    if (pointer == NULL)
        return;
    umockdev_ioctl_data_set_ptr(pointer, 0, urb->data);
    g_object_unref(pointer);
}

int usb_mock_reap(struct usb_mock *device, UMockdevIoctlClient *client, UMockdevIoctlData *arg)
{
    usb_mock_run(device);
    for (guint i = 0; i < device->urbs->len; i++) {
        struct urb *urb = device->urbs->pdata[i];
        if (urb->client != client || !urb->done)
            continue;
        deliver(urb, arg);
        g_ptr_array_remove_index(device->urbs, i);
        free_urb(urb);
        return 0;
    }
    /* The node is always ready to poll, so libusb asks without end; no lock is worth holding. */
    usb_mock_unlock(device->bus);
    g_usleep(IDLE_US);
    usb_mock_lock(device->bus);
    return usb_mock_lost(device, client) ? -ENODEV : -EAGAIN;
}

void usb_mock_drop_urbs(struct usb_mock *device, const UMockdevIoctlClient *client)
{
    for (guint i = device->urbs->len; i > 0; i--) {
        struct urb *urb = device->urbs->pdata[i - 1];
        if (client != NULL && urb->client != client)
            continue;
        g_ptr_array_remove_index(device->urbs, i - 1);
        free_urb(urb);
    }
}
