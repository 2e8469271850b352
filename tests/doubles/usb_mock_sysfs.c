/* SPDX-License-Identifier: MIT */
#include "usb_mock_parts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SYSTEM "/devices/usb1"

enum { PATH_BYTES = 512 };

static size_t put(uint8_t *out, size_t at, const uint8_t *bytes, size_t length)
{
    memcpy(out + at, bytes, length);
    return at + length;
}

static size_t put_endpoint(uint8_t *out, size_t at, uint8_t address)
{
    const uint8_t endpoint[] = {7, 5, address, 2, 64, 0, 0};
    return address == 0 ? at : put(out, at, endpoint, sizeof endpoint);
}

static size_t put_setting(uint8_t *out, size_t at, const struct usb_mock_setting *setting)
{
    const uint8_t interface[] = {9,
                                 4,
                                 setting->interface,
                                 setting->alternate,
                                 (uint8_t)((setting->out != 0) + (setting->in != 0)),
                                 setting->class,
                                 setting->subclass,
                                 setting->protocol,
                                 0};
    at = put(out, at, interface, sizeof interface);
    at = put_endpoint(out, at, setting->out);
    return put_endpoint(out, at, setting->in);
}

size_t usb_mock_descriptors(const struct usb_mock *device, uint8_t out[static DESCRIPTORS_MAX])
{
    const struct usb_mock_options *options = device->options;
    const uint8_t whole[] = {18,
                             1,
                             0x00,
                             0x02,
                             0,
                             0,
                             0,
                             64,
                             (uint8_t)options->vendor,
                             (uint8_t)(options->vendor >> 8),
                             (uint8_t)options->product,
                             (uint8_t)(options->product >> 8),
                             0x00,
                             0x01,
                             1,
                             2,
                             3,
                             1};
    const uint8_t config[] = {9, 2, 0, 0, (uint8_t)device->interface_count, 1, 0, 0xC0, 1};
    size_t at = put(out, 0, whole, sizeof whole);
    at = put(out, at, config, sizeof config);
    for (unsigned i = 0; i < USB_MOCK_SETTINGS && options->settings[i].class != 0; i++)
        at = put_setting(out, at, &options->settings[i]);
    out[sizeof whole + 2] = (uint8_t)(at - sizeof whole);
    return at;
}

void usb_mock_node(const struct usb_mock *device, char *out, size_t capacity)
{
    snprintf(out, capacity, "/dev/bus/usb/001/%03u", device->address);
}

void usb_mock_usblp_node(const struct usb_mock *device, const struct interface *interface,
                         char *out, size_t capacity)
{
    snprintf(out, capacity, "/dev/usb/lp%u", device->port - 1 + 8 * interface->number);
}

static void add(struct usb_mock_bus *bus, const GString *text)
{
    GError *error = NULL;
    if (!umockdev_testbed_add_from_string(bus->testbed, text->str, &error))
        g_error("umockdev: %s", error->message);
}

static void append_string(GString *text, const char *attribute, const char *value)
{
    if (value != NULL)
        g_string_append_printf(text, "A: %s=%s\\n\n", attribute, value);
}

static void show_device(struct usb_mock *device)
{
    uint8_t descriptors[DESCRIPTORS_MAX];
    size_t length = usb_mock_descriptors(device, descriptors);
    const struct usb_mock_options *options = device->options;
    GString *text = g_string_new(NULL);
    g_string_append_printf(
        text,
        "P: " SYSTEM "/1-%u\nN: bus/usb/001/%03u\nE: SUBSYSTEM=usb\nE: DRIVER=usb\nE: BUSNUM=001\n"
        "E: DEVNUM=%03u\nE: DEVNAME=/dev/bus/usb/001/%03u\nE: DEVTYPE=usb_device\n"
        "A: busnum=1\\n\nA: devnum=%u\\n\nA: bConfigurationValue=1\\n\nA: speed=12\\n\n"
        "A: idVendor=%04x\\n\nA: idProduct=%04x\\n\n",
        device->port, device->address, device->address, device->address, device->address,
        options->vendor, options->product);
    append_string(text, "manufacturer", options->maker);
    append_string(text, "product", options->model);
    append_string(text, "serial", options->serial);
    g_string_append(text, "H: descriptors=");
    for (size_t i = 0; i < length; i++)
        g_string_append_printf(text, "%02X", descriptors[i]);
    g_string_append(text, "\n");
    add(device->bus, text);
    g_string_free(text, TRUE);
}

static void show_interface(struct usb_mock *device, struct interface *interface)
{
    GString *text = g_string_new(NULL);
    g_string_append_printf(text,
                           "P: " SYSTEM "/1-%u/%s\nE: SUBSYSTEM=usb\nE: DEVTYPE=usb_interface\n"
                           "A: bInterfaceNumber=%02x\\n\nA: bAlternateSetting=%2u\\n\n",
                           device->port, interface->name, interface->number, interface->alternate);
    add(device->bus, text);
    g_string_free(text, TRUE);
    usb_mock_show_driver(device, interface);
}

static void interface_path(const struct usb_mock *device, const struct interface *interface,
                           const char *below, char out[static PATH_BYTES])
{
    snprintf(out, PATH_BYTES, "%s/sys" SYSTEM "/1-%u/%s%s", device->bus->root, device->port,
             interface->name, below);
}

static void write_text(const char *path, const char *text, size_t length)
{
    FILE *file = fopen(path, "w");
    if (file == NULL || fwrite(text, 1, length, file) != length || fclose(file) != 0)
        g_error("%s: %s", path, strerror(errno));
}

void usb_mock_show_alternate(struct usb_mock *device, const struct interface *interface)
{
    char path[PATH_BYTES], text[8];
    interface_path(device, interface, "/bAlternateSetting", path);
    int length = snprintf(text, sizeof text, "%2u\n", interface->alternate);
    write_text(path, text, (size_t)length);
}

static void remove_usblp(struct usb_mock *device, const struct interface *interface)
{
    char path[PATH_BYTES], node[64], below[64];
    usb_mock_usblp_node(device, interface, node, sizeof node);
    snprintf(below, sizeof below, "/usbmisc/%s", strrchr(node, '/') + 1);
    interface_path(device, interface, below, path);
    rmdir(path);
    interface_path(device, interface, "/usbmisc", path);
    rmdir(path);
    interface_path(device, interface, "/ieee1284_id", path);
    unlink(path);
    snprintf(path, sizeof path, "%s%s", device->bus->root, node);
    unlink(path);
}

/* As usblp does: the node, its entry in sysfs, and the id, without the two bytes of its length. */
static void show_usblp(struct usb_mock *device, const struct interface *interface)
{
    char path[PATH_BYTES], node[64], below[64];
    const struct usb_mock_options *options = device->options;
    usb_mock_usblp_node(device, interface, node, sizeof node);
    snprintf(below, sizeof below, "/usbmisc/%s", strrchr(node, '/') + 1);
    interface_path(device, interface, below, path);
    g_mkdir_with_parents(path, 0755);
    interface_path(device, interface, "/ieee1284_id", path);
    if (options->id != NULL && options->id_length > 2)
        write_text(path, (const char *)options->id + 2, options->id_length - 2);
    snprintf(path, sizeof path, "%s/dev/usb", device->bus->root);
    g_mkdir_with_parents(path, 0755);
    snprintf(path, sizeof path, "%s%s", device->bus->root, node);
    write_text(path, "", 0);
}

void usb_mock_show_driver(struct usb_mock *device, const struct interface *interface)
{
    static const char *const targets[] = {
        [NOBODY] = NULL,
        [BY_USBLP] = "../../../../bus/usb/drivers/usblp",
        [BY_CLIENT] = "../../../../bus/usb/drivers/usbfs",
        [BY_STRANGER] = "../../../../bus/usb/drivers/usbfs",
    };
    char path[PATH_BYTES];
    if (device->gone)
        return;
    remove_usblp(device, interface);
    interface_path(device, interface, "/driver", path);
    unlink(path);
    const char *target = targets[interface->owner];
    if (target != NULL && symlink(target, path) < 0)
        g_error("%s: %s", path, strerror(errno));
    if (interface->owner == BY_USBLP)
        show_usblp(device, interface);
}

void usb_mock_show(struct usb_mock *device)
{
    show_device(device);
    for (unsigned i = 0; i < device->interface_count; i++)
        show_interface(device, &device->interfaces[i]);
}

void usb_mock_hide(struct usb_mock *device)
{
    char path[PATH_BYTES];
    for (unsigned i = 0; i < device->interface_count; i++) {
        remove_usblp(device, &device->interfaces[i]);
        snprintf(path, sizeof path, "/sys" SYSTEM "/1-%u/%s", device->port,
                 device->interfaces[i].name);
        umockdev_testbed_remove_device(device->bus->testbed, path);
    }
    snprintf(path, sizeof path, "/sys" SYSTEM "/1-%u", device->port);
    umockdev_testbed_remove_device(device->bus->testbed, path);
}

void usb_mock_refuse(const struct usb_mock_bus *bus, const char *node, int error)
{
    char path[PATH_BYTES], digits[8];
    snprintf(path, sizeof path, "%s/refuse", bus->root);
    g_mkdir_with_parents(path, 0755);
    int prefix = snprintf(path, sizeof path, "%s/refuse/", bus->root);
    snprintf(path + prefix, sizeof path - (size_t)prefix, "%s", node + 1);
    for (char *at = path + prefix; *at != '\0'; at++)
        if (*at == '/')
            *at = '_';
    int length = snprintf(digits, sizeof digits, "%d", error);
    if (error == 0)
        unlink(path);
    else
        write_text(path, digits, (size_t)length);
}
