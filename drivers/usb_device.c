/* SPDX-License-Identifier: MIT */
#include "usb_device.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    ID_TIMEOUT_MS = 500,
    ID_BYTES = 1024,
    LIST_BYTES = 128,
    GET_DEVICE_ID = 0,
    PRINTER_SUBCLASS = 1,
    PORTS_MAX = 7,
};

enum quirk { VENDOR_CLASS = 1 << 0, NO_ANSWERS = 1 << 1 };

/* CUPS, backend/org.cups.usb-quirks: "vendor-class" and "unidir", as far as they are receipt
 * printers or the adapters of such; Epson TM-T88VI manual p. 121 for the first. */
static const struct {
    uint16_t vendor;
    int product; /* -1: all of that vendor */
    unsigned quirks;
} quirk_table[] = {
    {0x04B8, 0x0202, VENDOR_CLASS}, /* Epson TM, set to vendor class */
    {0x0519, -1, NO_ANSWERS},       /* Star: its back channel never ends */
    {0x2730, 0x2008, NO_ANSWERS},   /* Citizen CT-S4000 */
    {0x067B, 0x2305, NO_ANSWERS},   /* Prolific PL2305, USB to parallel */
};

static unsigned quirks_of(const struct libusb_device_descriptor *device)
{
    for (size_t i = 0; i < sizeof quirk_table / sizeof quirk_table[0]; i++)
        if (quirk_table[i].vendor == device->idVendor &&
            (quirk_table[i].product < 0 || quirk_table[i].product == device->idProduct))
            return quirk_table[i].quirks;
    return 0;
}

int usb_device_start(libusb_context **out, struct drv_fault *fault)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int error = libusb_init(out);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (error != LIBUSB_SUCCESS)
        return drv_fail(fault, DRV_IO, "libusb does not start: %s", libusb_strerror(error));
    return DRV_OK;
}

static uint8_t find_bulk(const struct libusb_interface_descriptor *setting, uint8_t direction)
{
    for (int i = 0; i < setting->bNumEndpoints; i++) {
        const struct libusb_endpoint_descriptor *endpoint = &setting->endpoint[i];
        if ((endpoint->bmAttributes & LIBUSB_TRANSFER_TYPE_MASK) == LIBUSB_TRANSFER_TYPE_BULK &&
            (endpoint->bEndpointAddress & LIBUSB_ENDPOINT_DIR_MASK) == direction)
            return endpoint->bEndpointAddress;
    }
    return 0;
}

static bool is_class(const struct libusb_interface_descriptor *setting)
{
    return setting->bInterfaceClass == LIBUSB_CLASS_PRINTER &&
           setting->bInterfaceSubClass == PRINTER_SUBCLASS;
}

/* 0: not for us. Protocol 1 is unidirectional, 2 bidirectional, 3 speaks IEEE 1284.4, 4 IPP. */
static int rank(const struct libusb_interface_descriptor *setting, unsigned quirks)
{
    static const int of_protocol[] = {0, 2, 3, 1};
    if (find_bulk(setting, LIBUSB_ENDPOINT_OUT) == 0)
        return 0;
    if (setting->bInterfaceClass == LIBUSB_CLASS_VENDOR_SPEC)
        return (quirks & VENDOR_CLASS) != 0 ? 1 : 0;
    bool known = setting->bInterfaceProtocol < sizeof of_protocol / sizeof of_protocol[0];
    return is_class(setting) && known ? of_protocol[setting->bInterfaceProtocol] : 0;
}

static const struct libusb_interface_descriptor *
best_setting(const struct libusb_interface *interface, unsigned quirks)
{
    const struct libusb_interface_descriptor *best = NULL;
    for (int i = 0; i < interface->num_altsetting; i++) {
        const struct libusb_interface_descriptor *setting = &interface->altsetting[i];
        int ranked = rank(setting, quirks);
        if (ranked > 0 && (best == NULL || ranked > rank(best, quirks)))
            best = setting;
    }
    return best;
}

static void take_strings(struct usb_id *id, const char *device_name)
{
    static const struct {
        const char *attribute;
        size_t offset;
    } strings[] = {
        {"manufacturer", offsetof(struct usb_id, maker)},
        {"product", offsetof(struct usb_id, model)},
        {"serial", offsetof(struct usb_id, device_serial)},
    };
    char text[256];
    for (size_t i = 0; i < sizeof strings / sizeof strings[0]; i++) {
        usb_kernel_read(device_name, strings[i].attribute, text, sizeof text);
        usb_id_set((char *)id + strings[i].offset, text, strlen(text));
    }
}

/* Linux lets this one request through while somebody else holds the interface (devio.c). */
static size_t ask_id(const struct usb_printer *printer, libusb_device_handle *handle,
                     uint8_t answer[static ID_BYTES])
{
    int length = libusb_control_transfer(
        handle, LIBUSB_ENDPOINT_IN | LIBUSB_REQUEST_TYPE_CLASS | LIBUSB_RECIPIENT_INTERFACE,
        GET_DEVICE_ID, 0, (uint16_t)(printer->id.interface << 8 | printer->alternate), answer,
        ID_BYTES, ID_TIMEOUT_MS);
    return length > 0 ? (size_t)length : 0;
}

static void take_id(struct usb_printer *printer, libusb_device_handle *handle)
{
    uint8_t answer[ID_BYTES];
    char known[ID_BYTES] = "";
    const char *text = known;
    /* usblp has asked already, and tells it without rights. */
    if (printer->is_class)
        usb_kernel_read(printer->name, "ieee1284_id", known, sizeof known);
    size_t length = strlen(known);
    if (printer->is_class && length == 0 && handle != NULL)
        length = usb_id_text(answer, ask_id(printer, handle, answer), &text);
    usb_id_take(&printer->id, text, length);
}

static void identify(struct usb_printer *printer, const char *device_name)
{
    libusb_device_handle *handle = NULL;
    printer->has_rights = libusb_open(printer->device, &handle) == LIBUSB_SUCCESS;
    take_strings(&printer->id, device_name);
    take_id(printer, printer->has_rights ? handle : NULL);
    if (printer->has_rights)
        libusb_close(handle);
}

/* False where this interface is no printer, or none that we could name. */
static bool read_interface(const struct libusb_interface *interface, unsigned quirks,
                           const char *device_name, struct usb_printer *printer)
{
    const struct libusb_interface_descriptor *setting = best_setting(interface, quirks);
    if (setting == NULL)
        return false;
    printer->id.interface = setting->bInterfaceNumber;
    printer->alternate = setting->bAlternateSetting;
    printer->has_alternates = interface->num_altsetting > 1;
    printer->is_class = is_class(setting);
    printer->endpoint_out = find_bulk(setting, LIBUSB_ENDPOINT_OUT);
    printer->endpoint_in = (quirks & NO_ANSWERS) != 0 ? 0 : find_bulk(setting, LIBUSB_ENDPOINT_IN);
    int length = snprintf(printer->name, sizeof printer->name, "%s:%u.%u", device_name,
                          printer->configuration, setting->bInterfaceNumber);
    return length < (int)sizeof printer->name;
}

static int visit_device(libusb_device *device, usb_visit *visit, void *context)
{
    struct libusb_device_descriptor descriptor;
    struct libusb_config_descriptor *config;
    char name[USB_SYSFS_NAME_BYTES];
    if (libusb_get_device_descriptor(device, &descriptor) != LIBUSB_SUCCESS ||
        usb_kernel_name(device, name, NULL) != DRV_OK ||
        libusb_get_active_config_descriptor(device, &config) != LIBUSB_SUCCESS)
        return DRV_OK;
    unsigned quirks = quirks_of(&descriptor);
    int status = DRV_OK;
    for (int i = 0; status == DRV_OK && i < config->bNumInterfaces; i++) {
        struct usb_printer printer = {
            .device = device,
            .id = {.vendor = descriptor.idVendor, .product = descriptor.idProduct},
            .configuration = config->bConfigurationValue,
        };
        if (!read_interface(&config->interface[i], quirks, name, &printer))
            continue;
        identify(&printer, name);
        status = visit(context, &printer);
    }
    libusb_free_config_descriptor(config);
    return status;
}

/* By bus and ports, so that a list is the same each time. */
static int compare(const void *left, const void *right)
{
    libusb_device *const *a = left;
    libusb_device *const *b = right;
    uint8_t ports[2][PORTS_MAX] = {{0}};
    int buses = libusb_get_bus_number(*a) - libusb_get_bus_number(*b);
    libusb_get_port_numbers(*a, ports[0], PORTS_MAX);
    libusb_get_port_numbers(*b, ports[1], PORTS_MAX);
    return buses != 0 ? buses : memcmp(ports[0], ports[1], PORTS_MAX);
}

int usb_device_each(libusb_context *libusb, usb_visit *visit, void *context,
                    struct drv_fault *fault)
{
    libusb_device **devices;
    ssize_t count = libusb_get_device_list(libusb, &devices);
    if (count < 0)
        return drv_fail(fault, DRV_IO, "listing USB devices: %s", libusb_strerror((int)count));
    int status = DRV_OK;
    qsort(devices, (size_t)count, sizeof(libusb_device *), compare);
    for (ssize_t i = 0; status == DRV_OK && i < count; i++)
        status = visit_device(devices[i], visit, context);
    libusb_free_device_list(devices, 1);
    return status;
}

struct search {
    const struct usb_address *address;
    struct usb_printer found;
    unsigned fitting;
    char fits[LIST_BYTES];
    char others[LIST_BYTES];
};

static void add_to_list(char list[static LIST_BYTES], const struct usb_id *id)
{
    char uri[USB_URI_BYTES];
    size_t used = strlen(list);
    usb_id_uri(id, uri);
    snprintf(list + used, LIST_BYTES - used, "%s%s", used > 0 ? ", " : "", uri);
}

static int consider(void *context, const struct usb_printer *printer)
{
    struct search *search = context;
    bool fits = usb_address_fits(search->address, &printer->id);
    add_to_list(fits ? search->fits : search->others, &printer->id);
    if (fits && search->fitting++ == 0) {
        search->found = *printer;
        libusb_ref_device(printer->device);
    }
    return DRV_OK;
}

static int fail_search(const struct search *search, struct drv_fault *fault)
{
    char wanted[2 * USB_NAME_BYTES + 16] = "";
    const struct usb_address *address = search->address;
    snprintf(wanted, sizeof wanted, "usb://%s%s%s", address->maker, address->any ? "" : "/",
             address->model);
    if (search->fitting > 1)
        return drv_fail(fault, DRV_INVALID, "several printers fit \"%.80s\": %s", wanted,
                        search->fits);
    if (search->others[0] != '\0')
        return drv_fail(fault, DRV_GONE, "printer \"%.80s\" is not attached; attached: %s", wanted,
                        search->others);
    return drv_fail(fault, DRV_GONE, "printer \"%.80s\" is not attached, nor is any other", wanted);
}

int usb_device_find(libusb_context *libusb, const struct usb_address *address,
                    struct usb_printer *out, struct drv_fault *fault)
{
    struct search search = {.address = address};
    int status = usb_device_each(libusb, consider, &search, fault);
    if (status == DRV_OK && search.fitting != 1)
        status = fail_search(&search, fault);
    if (status == DRV_OK)
        *out = search.found;
    else if (search.fitting > 0)
        libusb_unref_device(search.found.device);
    return status;
}

int usb_device_open(const struct usb_printer *printer, libusb_device_handle **out,
                    struct drv_fault *fault)
{
    char uri[USB_URI_BYTES];
    int error = libusb_open(printer->device, out);
    usb_id_uri(&printer->id, uri);
    if (error == LIBUSB_ERROR_ACCESS)
        return drv_fail(fault, DRV_IO,
                        "no right to use \"%.100s\": the udev rule " USB_RULES
                        " gives it to the group lp",
                        uri);
    if (error == LIBUSB_ERROR_NO_DEVICE)
        return drv_fail(fault, DRV_GONE, "printer \"%.100s\" is no longer attached", uri);
    if (error != LIBUSB_SUCCESS)
        return drv_fail(fault, DRV_IO, "opening \"%.100s\": %s", uri, libusb_strerror(error));
    return DRV_OK;
}
