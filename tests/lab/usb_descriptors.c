/* SPDX-License-Identifier: MIT */
#include "usb_descriptors.h"

#include <endian.h>
#include <errno.h>
#include <string.h>

int usb_put(uint8_t *out, size_t capacity, const void *bytes, size_t length)
{
    size_t count = length < capacity ? length : capacity;
    memcpy(out, bytes, count);
    return (int)count;
}

static int put_string(const char *text, uint8_t *out, size_t capacity)
{
    uint8_t descriptor[2 + 2 * 126] = {0};
    size_t length = 2 + 2 * strnlen(text, 126);
    descriptor[0] = (uint8_t)length;
    descriptor[1] = USB_DT_STRING;
    for (size_t i = 0; 2 + 2 * i < length; i++)
        descriptor[2 + 2 * i] = (uint8_t)text[i];
    return usb_put(out, capacity, descriptor, length);
}

static int get_string(const struct usb_description *description, unsigned index, uint8_t *out,
                      size_t capacity)
{
    static const uint8_t english[] = {4, USB_DT_STRING, 0x09, 0x04};
    const char *const *string = description->strings;
    if (index == 0)
        return usb_put(out, capacity, english, sizeof english);
    while (*string != NULL && --index > 0)
        string++;
    return *string != NULL ? put_string(*string, out, capacity) : -EPIPE;
}

static int get_descriptor(const struct usb_description *description, uint16_t value, uint8_t *out,
                          size_t capacity)
{
    switch (value >> 8) {
    case USB_DT_DEVICE:
        return usb_put(out, capacity, &description->device, sizeof description->device);
    case USB_DT_CONFIG:
        return usb_put(out, capacity, &description->function, sizeof description->function);
    case USB_DT_STRING:
        return get_string(description, value & 0xff, out, capacity);
    default:
        return -EPIPE;
    }
}

int usb_standard_request(const struct usb_description *description,
                         const struct usb_ctrlrequest *setup, uint8_t *out, size_t capacity)
{
    if ((setup->bRequestType & USB_TYPE_MASK) != USB_TYPE_STANDARD)
        return -EPIPE;
    switch (setup->bRequest) {
    case USB_REQ_GET_DESCRIPTOR:
        return get_descriptor(description, le16toh(setup->wValue), out, capacity);
    case USB_REQ_GET_STATUS:
        return usb_put(out, capacity, "\1\0", 2); /* self-powered */
    case USB_REQ_GET_CONFIGURATION:
        return usb_put(out, capacity, "\1", 1);
    case USB_REQ_SET_CONFIGURATION:
    case USB_REQ_SET_INTERFACE:
    case USB_REQ_SET_FEATURE:
    case USB_REQ_CLEAR_FEATURE:
        return 0;
    default:
        return -EPIPE;
    }
}
