/* SPDX-License-Identifier: MIT */
#include "usb_id.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "transport.h"

enum { SEGMENT_BYTES = 1024, LENGTH_FIELD_BYTES = 2, CODED_BYTES = 3 * USB_NAME_BYTES };

size_t usb_id_text(const uint8_t *answer, size_t length, const char **text)
{
    *text = "";
    if (length <= LENGTH_FIELD_BYTES)
        return 0;
    size_t high_first = (size_t)answer[0] << 8 | answer[1];
    size_t low_first = (size_t)answer[1] << 8 | answer[0];
    size_t claimed = length;
    if (high_first > LENGTH_FIELD_BYTES && high_first <= length)
        claimed = high_first;
    else if (low_first > LENGTH_FIELD_BYTES && low_first <= length)
        claimed = low_first;
    /* Some do not count the length field itself. */
    if (claimed + LENGTH_FIELD_BYTES == length)
        claimed = length;
    *text = (const char *)answer + LENGTH_FIELD_BYTES;
    return strnlen(*text, claimed - LENGTH_FIELD_BYTES);
}

static bool is_printable(char letter)
{
    return letter >= 0x20 && letter <= 0x7E;
}

void usb_id_set(char name[static USB_NAME_BYTES], const char *text, size_t length)
{
    char clean[USB_NAME_BYTES];
    size_t used = 0;
    for (size_t i = 0; i < length && used < sizeof clean - 1; i++)
        if (is_printable(text[i]) && (used > 0 || text[i] != ' '))
            clean[used++] = text[i];
    while (used > 0 && clean[used - 1] == ' ')
        used--;
    if (used == 0)
        return;
    memcpy(name, clean, used);
    name[used] = '\0';
}

/* IEEE 1284-2000, 7.6; the long forms and the serial numbers as CUPS reads them. */
static const struct {
    const char *key;
    size_t offset;
} keys[] = {
    {"MFG", offsetof(struct usb_id, maker)},
    {"MANUFACTURER", offsetof(struct usb_id, maker)},
    {"MDL", offsetof(struct usb_id, model)},
    {"MODEL", offsetof(struct usb_id, model)},
    {"SN", offsetof(struct usb_id, serial)},
    {"SERN", offsetof(struct usb_id, serial)},
    {"SERIALNUMBER", offsetof(struct usb_id, serial)},
};

static void take_pair(struct usb_id *id, const char *pair, size_t length)
{
    const char *colon = memchr(pair, ':', length);
    if (colon == NULL)
        return;
    while (pair < colon && isspace((unsigned char)*pair))
        pair++, length--;
    size_t key_length = (size_t)(colon - pair);
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (strlen(keys[i].key) == key_length && strncasecmp(keys[i].key, pair, key_length) == 0)
            usb_id_set((char *)id + keys[i].offset, colon + 1, length - key_length - 1);
}

static void strip_maker(struct usb_id *id)
{
    size_t length = strlen(id->maker);
    if (length == 0 || strncasecmp(id->model, id->maker, length) != 0)
        return;
    const char *rest = id->model + length;
    rest += strspn(rest, " ");
    if (*rest != '\0')
        memmove(id->model, rest, strlen(rest) + 1);
}

void usb_id_take(struct usb_id *id, const char *text, size_t length)
{
    const char *end = text + length;
    while (text < end) {
        const char *stop = memchr(text, ';', (size_t)(end - text));
        if (stop == NULL)
            stop = end;
        take_pair(id, text, (size_t)(stop - text));
        text = stop + 1;
    }
    strip_maker(id);
}

static bool read_hex(const char *text, size_t digits, unsigned *out)
{
    unsigned value = 0;
    for (size_t i = 0; i < digits; i++) {
        const char *digit = "0123456789abcdef";
        const char *found = text[i] == '\0' ? NULL : strchr(digit, tolower((unsigned char)text[i]));
        if (found == NULL)
            return false;
        value = value << 4 | (unsigned)(found - digit);
    }
    *out = value;
    return true;
}

static bool read_number(const char *text, uint16_t *out)
{
    unsigned value;
    if (strlen(text) != 4 || !read_hex(text, 4, &value))
        return false;
    *out = (uint16_t)value;
    return true;
}

/* Up to the first of the characters in `stop`, decoded and cleaned; returns where it stopped. */
static const char *read_segment(const char *at, const char *stop, char name[static USB_NAME_BYTES])
{
    char decoded[SEGMENT_BYTES];
    size_t used = 0;
    name[0] = '\0';
    while (*at != '\0' && strchr(stop, *at) == NULL && used < sizeof decoded) {
        unsigned byte;
        bool coded = *at == '%' && read_hex(at + 1, 2, &byte);
        decoded[used++] = coded ? (char)byte : *at;
        at += coded ? 3 : 1;
    }
    usb_id_set(name, decoded, used);
    return at;
}

static int fail_form(const char *place, struct drv_fault *fault)
{
    char quoted[TRANSPORT_QUOTE];
    return drv_fail(fault, DRV_INVALID,
                    "printer \"usb:%s\": expected usb://MAKER/MODEL, usb://04b8/0e15 or usb://",
                    transport_quote(place, quoted));
}

static int read_interface(const char *place, int *out, struct drv_fault *fault)
{
    char text[SEGMENT_BYTES];
    if (!transport_parameter(place, "interface", text, sizeof text))
        return DRV_OK;
    char *end;
    long number = strtol(text, &end, 10);
    if (!isdigit((unsigned char)text[0]) || *end != '\0' || number < 0 || number > UINT8_MAX)
        return drv_fail(fault, DRV_INVALID, "interface \"%.40s\": expected a number up to 255",
                        text);
    *out = (int)number;
    return DRV_OK;
}

static int read_parameters(const char *place, struct usb_address *address, struct drv_fault *fault)
{
    static const char *const names[] = {"serial", "interface", NULL};
    char text[SEGMENT_BYTES];
    int status = transport_check_parameters(place, names, fault);
    if (status != DRV_OK)
        return status;
    if (transport_parameter(place, "serial", text, sizeof text)) {
        usb_id_set(address->serial, text, strlen(text));
        if (address->serial[0] == '\0')
            return drv_fail(fault, DRV_INVALID, "serial \"%.40s\": expected a serial number", text);
    }
    return read_interface(place, &address->interface, fault);
}

/* usb:, usb:// or usb:///, with or without parameters. */
static bool names_nothing(const char *place)
{
    const char *rest = place + strspn(place, "/");
    return (*rest == '\0' || *rest == '?') && rest - place <= 3 && rest - place != 1;
}

static int read_names(const char *place, struct usb_address *address, struct drv_fault *fault)
{
    if (strncmp(place, "//", 2) != 0 || strlen(place) >= SEGMENT_BYTES)
        return fail_form(place, fault);
    const char *at = read_segment(place + 2, "/?", address->maker);
    if (*at != '/')
        return fail_form(place, fault);
    at = read_segment(at + 1, "/?", address->model);
    if (*at == '/' || address->maker[0] == '\0' || address->model[0] == '\0')
        return fail_form(place, fault);
    address->by_number = read_number(address->maker, &address->vendor) &&
                         read_number(address->model, &address->product);
    return DRV_OK;
}

int usb_address_read(const char *place, struct usb_address *out, struct drv_fault *fault)
{
    struct usb_address address = {.interface = -1};
    address.any = names_nothing(place);
    int status = address.any ? DRV_OK : read_names(place, &address, fault);
    if (status == DRV_OK)
        status = read_parameters(place, &address, fault);
    if (status == DRV_OK)
        *out = address;
    return status;
}

static bool fits_name(const struct usb_address *address, const struct usb_id *id)
{
    if (address->any ||
        (address->by_number && address->vendor == id->vendor && address->product == id->product))
        return true;
    return strcasecmp(address->maker, id->maker) == 0 && strcasecmp(address->model, id->model) == 0;
}

bool usb_address_fits(const struct usb_address *address, const struct usb_id *id)
{
    if (!fits_name(address, id))
        return false;
    if (address->interface >= 0 && address->interface != id->interface)
        return false;
    return address->serial[0] == '\0' || strcmp(address->serial, id->serial) == 0 ||
           strcmp(address->serial, id->device_serial) == 0;
}

static void code(const char *name, char out[static CODED_BYTES])
{
    size_t used = 0;
    out[0] = '\0';
    for (; *name != '\0' && used + 4 <= CODED_BYTES; name++) {
        bool plain = isalnum((unsigned char)*name) || strchr("-._~", *name) != NULL;
        used += (size_t)snprintf(out + used, CODED_BYTES - used, plain ? "%c" : "%%%02X",
                                 (unsigned char)*name);
    }
}

void usb_id_uri(const struct usb_id *id, char uri[static USB_URI_BYTES])
{
    char maker[CODED_BYTES], model[CODED_BYTES], serial[CODED_BYTES], interface[16] = "";
    code(id->maker, maker);
    code(id->model, model);
    code(id->serial[0] != '\0' ? id->serial : id->device_serial, serial);
    if (maker[0] == '\0' || model[0] == '\0') {
        snprintf(maker, sizeof maker, "%04x", id->vendor);
        snprintf(model, sizeof model, "%04x", id->product);
    }
    if (id->interface > 0)
        snprintf(interface, sizeof interface, "%cinterface=%u", serial[0] != '\0' ? '&' : '?',
                 id->interface);
    snprintf(uri, USB_URI_BYTES, "usb://%s/%s%s%s%s", maker, model,
             serial[0] != '\0' ? "?serial=" : "", serial, interface);
}
