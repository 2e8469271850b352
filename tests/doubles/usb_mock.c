/* SPDX-License-Identifier: MIT */
#include "usb_mock_parts.h"

#include <errno.h>
#include <libgen.h>
#include <linux/usbdevice_fs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { PRELOAD_BYTES = 4096, PRINTER_CLASS = 7 };

struct interface *usb_mock_interface(struct usb_mock *device, unsigned number)
{
    for (unsigned i = 0; i < device->interface_count; i++)
        if (device->interfaces[i].number == number)
            return &device->interfaces[i];
    return NULL;
}

static void own(struct usb_mock *device, struct interface *interface, enum owner owner,
                const UMockdevIoctlClient *client)
{
    interface->owner = owner;
    interface->client = client;
    usb_mock_show_driver(device, interface);
}

/* NULL where the client was killed in the middle of its request. */
static const void *resolve(UMockdevIoctlData *arg, size_t length)
{
    UMockdevIoctlData *data = umockdev_ioctl_data_resolve(arg, 0, length, NULL);
    if (data == NULL)
        return NULL;
    const void *bytes = data->data;
    g_object_unref(data); /* arg keeps its own */
    return bytes;
}

static struct interface *named(struct usb_mock *device, UMockdevIoctlData *arg)
{
    const unsigned *number = resolve(arg, sizeof(unsigned));
    return number == NULL ? NULL : usb_mock_interface(device, *number);
}

static int get_capabilities(struct usb_mock *device, UMockdevIoctlClient *client,
                            UMockdevIoctlData *arg)
{
    guint32 capabilities = USBDEVFS_CAP_ZERO_PACKET | USBDEVFS_CAP_BULK_CONTINUATION |
                           USBDEVFS_CAP_NO_PACKET_SIZE_LIM | USBDEVFS_CAP_REAP_AFTER_DISCONNECT;
    (void)device;
    (void)client;
    UMockdevIoctlData *data = umockdev_ioctl_data_resolve(arg, 0, sizeof capabilities, NULL);
    if (data == NULL)
        return -EFAULT;
    umockdev_ioctl_data_update(data, 0, (guint8 *)&capabilities, sizeof capabilities);
    g_object_unref(data);
    return 0;
}

static int get_driver(struct usb_mock *device, UMockdevIoctlClient *client, UMockdevIoctlData *arg)
{
    struct usbdevfs_getdriver driver;
    (void)client;
    UMockdevIoctlData *data = umockdev_ioctl_data_resolve(arg, 0, sizeof driver, NULL);
    if (data == NULL)
        return -EFAULT;
    memcpy(&driver, data->data, sizeof driver);
    const struct interface *interface = usb_mock_interface(device, driver.interface);
    bool bound = interface != NULL && interface->owner != NOBODY;
    if (bound) {
        snprintf(driver.driver, sizeof driver.driver, "%s",
                 interface->owner == BY_USBLP ? "usblp" : "usbfs");
        umockdev_ioctl_data_update(data, 0, (guint8 *)&driver, sizeof driver);
    }
    g_object_unref(data);
    return bound ? 0 : -ENODATA;
}

static int detach(struct usb_mock *device, struct interface *interface)
{
    if (interface->owner != BY_USBLP)
        return -ENODATA;
    device->counts.detaches++;
    device->counts.detaches_in_use += device->node_held;
    own(device, interface, NOBODY, NULL);
    return 0;
}

static bool is_printer(const struct usb_mock *device, const struct interface *interface)
{
    for (unsigned i = 0; i < USB_MOCK_SETTINGS; i++)
        if (device->options->settings[i].interface == interface->number &&
            device->options->settings[i].class == PRINTER_CLASS)
            return true;
    return false;
}

/* 1 where a driver took it, as device_attach. */
static int attach(struct usb_mock *device, struct interface *interface)
{
    if (interface->owner != NOBODY)
        return -EBUSY;
    device->counts.attaches++;
    if (!is_printer(device, interface))
        return 0;
    own(device, interface, BY_USBLP, NULL);
    return 1;
}

static int driver_request(struct usb_mock *device, UMockdevIoctlClient *client,
                          UMockdevIoctlData *arg)
{
    const struct usbdevfs_ioctl *request = resolve(arg, sizeof *request);
    (void)client;
    if (request == NULL)
        return -EFAULT;
    struct interface *interface = usb_mock_interface(device, (unsigned)request->ifno);
    if (interface == NULL)
        return -EINVAL;
    if (request->ioctl_code == (int)USBDEVFS_DISCONNECT)
        return detach(device, interface);
    return request->ioctl_code == (int)USBDEVFS_CONNECT ? attach(device, interface) : -ENOTTY;
}

static int claim(struct usb_mock *device, UMockdevIoctlClient *client, UMockdevIoctlData *arg)
{
    struct interface *interface = named(device, arg);
    if (interface == NULL)
        return -EINVAL;
    if (interface->owner != NOBODY)
        return -EBUSY;
    device->counts.claims++;
    own(device, interface, BY_CLIENT, client);
    return 0;
}

static int release(struct usb_mock *device, UMockdevIoctlClient *client, UMockdevIoctlData *arg)
{
    struct interface *interface = named(device, arg);
    if (interface == NULL || interface->owner != BY_CLIENT || interface->client != client)
        return -EINVAL;
    device->counts.releases++;
    own(device, interface, NOBODY, NULL);
    return 0;
}

static int set_interface(struct usb_mock *device, UMockdevIoctlClient *client,
                         UMockdevIoctlData *arg)
{
    const struct usbdevfs_setinterface *wanted = resolve(arg, sizeof *wanted);
    struct interface *interface =
        wanted == NULL ? NULL : usb_mock_interface(device, wanted->interface);
    if (interface == NULL || interface->client != client)
        return -EINVAL;
    device->counts.set_alternates++;
    interface->alternate = (uint8_t)wanted->altsetting;
    usb_mock_show_alternate(device, interface);
    return 0;
}

static int set_configuration(struct usb_mock *device, UMockdevIoctlClient *client,
                             UMockdevIoctlData *arg)
{
    (void)client;
    (void)arg;
    device->counts.set_configurations++;
    return 0;
}

static int reset(struct usb_mock *device, UMockdevIoctlClient *client, UMockdevIoctlData *arg)
{
    (void)client;
    (void)arg;
    device->counts.resets++;
    return 0;
}

static int clear_halt(struct usb_mock *device, UMockdevIoctlClient *client, UMockdevIoctlData *arg)
{
    const unsigned *endpoint = resolve(arg, sizeof *endpoint);
    (void)client;
    if (endpoint == NULL)
        return -EFAULT;
    device->counts.clear_halts++;
    device->halted[(*endpoint & 0x80) == 0] = false;
    return 0;
}

static const struct {
    gulong request;
    bool after_unplug;
    int (*answer)(struct usb_mock *device, UMockdevIoctlClient *client, UMockdevIoctlData *arg);
} requests[] = {
    {USBDEVFS_GET_CAPABILITIES, false, get_capabilities},
    {USBDEVFS_GETDRIVER, false, get_driver},
    {USBDEVFS_IOCTL, false, driver_request},
    {USBDEVFS_CLAIMINTERFACE, false, claim},
    {USBDEVFS_RELEASEINTERFACE, false, release},
    {USBDEVFS_SETINTERFACE, false, set_interface},
    {USBDEVFS_SETCONFIGURATION, false, set_configuration},
    {USBDEVFS_RESET, false, reset},
    {USBDEVFS_CLEAR_HALT, false, clear_halt},
    {USBDEVFS_SUBMITURB, false, usb_mock_submit},
    {USBDEVFS_DISCARDURB, true, usb_mock_discard},
    {USBDEVFS_REAPURB, true, usb_mock_reap},
    {USBDEVFS_REAPURBNDELAY, true, usb_mock_reap},
};

bool usb_mock_lost(const struct usb_mock *device, UMockdevIoctlClient *client)
{
    char node[64];
    usb_mock_node(device, node, sizeof node);
    return device->gone || strcmp(umockdev_ioctl_client_get_devnode(client), node) != 0;
}

static int answer(struct usb_mock *device, UMockdevIoctlClient *client)
{
    gulong request = umockdev_ioctl_client_get_request(client);
    for (size_t i = 0; i < sizeof requests / sizeof requests[0]; i++) {
        if (requests[i].request != request)
            continue;
        if (usb_mock_lost(device, client) && !requests[i].after_unplug)
            return -ENODEV;
        return requests[i].answer(device, client, umockdev_ioctl_client_get_arg(client));
    }
    return -ENOTTY;
}

static gboolean on_ioctl(UMockdevIoctlBase *base, UMockdevIoctlClient *client,
                         struct usb_mock *device)
{
    (void)base;
    usb_mock_lock(device->bus);
    int result = answer(device, client);
    usb_mock_unlock(device->bus);
    umockdev_ioctl_client_complete(client, result < 0 ? -1 : result, result < 0 ? -result : 0);
    return TRUE;
}

/* As the kernel when the last descriptor of a process closes, however it ended. */
static void leave(struct usb_mock *device, const UMockdevIoctlClient *client)
{
    usb_mock_lock(device->bus);
    usb_mock_drop_urbs(device, client);
    for (unsigned i = 0; i < device->interface_count; i++)
        if (device->interfaces[i].owner == BY_CLIENT && device->interfaces[i].client == client)
            own(device, &device->interfaces[i], NOBODY, NULL);
    usb_mock_unlock(device->bus);
}

static void on_gone(gpointer data, GObject *client)
{
    struct usb_mock *device = data;
    g_ptr_array_remove_fast(device->clients, client);
    leave(device, (const UMockdevIoctlClient *)client);
}

/* umockdev 0.17 declares client-vanished and never emits it, but lets the client go. */
static void on_connected(UMockdevIoctlBase *base, UMockdevIoctlClient *client,
                         struct usb_mock *device)
{
    (void)base;
    g_ptr_array_add(device->clients, client);
    g_object_weak_ref(G_OBJECT(client), on_gone, device);
}

struct usb_mock_bus *usb_mock_bus_new(void)
{
    struct usb_mock_bus *bus = g_new0(struct usb_mock_bus, 1);
    pthread_mutex_init(&bus->lock, NULL);
    bus->testbed = umockdev_testbed_new();
    bus->root = umockdev_testbed_get_root_dir(bus->testbed);
    bus->next_address = 2;
    return bus;
}

static void disconnect_node(struct usb_mock *device)
{
    char node[64];
    usb_mock_node(device, node, sizeof node);
    umockdev_testbed_detach_ioctl(device->bus->testbed, node, NULL);
}

static void free_device(struct usb_mock *device)
{
    for (guint i = 0; i < device->clients->len; i++)
        g_object_weak_unref(device->clients->pdata[i], on_gone, device);
    g_ptr_array_free(device->clients, TRUE);
    g_object_unref(device->base);
    usb_mock_drop_urbs(device, NULL);
    g_ptr_array_free(device->urbs, TRUE);
    g_free(device);
}

void usb_mock_bus_free(struct usb_mock_bus *bus)
{
    if (bus == NULL)
        return;
    for (unsigned i = 0; i < bus->device_count; i++)
        disconnect_node(bus->devices[i]);
    g_object_unref(bus->testbed); /* ends umockdev's thread */
    for (unsigned i = 0; i < bus->device_count; i++)
        free_device(bus->devices[i]);
    g_free(bus->root);
    pthread_mutex_destroy(&bus->lock);
    g_free(bus);
}

void usb_mock_lock(struct usb_mock_bus *bus)
{
    pthread_mutex_lock(&bus->lock);
}

void usb_mock_unlock(struct usb_mock_bus *bus)
{
    pthread_mutex_unlock(&bus->lock);
}

static void read_settings(struct usb_mock *device)
{
    for (unsigned i = 0; i < USB_MOCK_SETTINGS && device->options->settings[i].class != 0; i++) {
        uint8_t number = device->options->settings[i].interface;
        if (usb_mock_interface(device, number) != NULL)
            continue;
        struct interface *interface = &device->interfaces[device->interface_count++];
        interface->number = number;
        snprintf(interface->name, sizeof interface->name, "1-%u:1.%u", device->port, number);
    }
}

static void bind_drivers(struct usb_mock *device)
{
    for (unsigned i = 0; i < device->interface_count; i++) {
        struct interface *interface = &device->interfaces[i];
        bool bound = device->options->usblp && is_printer(device, interface);
        interface->owner = bound ? BY_USBLP : NOBODY;
        interface->alternate = device->options->first_alternate;
        interface->client = NULL;
    }
}

/* Every address is a node of its own, so that an old descriptor stays with what was unplugged. */
static void connect_node(struct usb_mock *device)
{
    char node[64];
    GError *error = NULL;
    device->address = device->bus->next_address++;
    usb_mock_node(device, node, sizeof node);
    if (!umockdev_testbed_attach_ioctl(device->bus->testbed, node, device->base, &error))
        g_error("umockdev: %s", error->message);
}

struct usb_mock *usb_mock_add(struct usb_mock_bus *bus, const struct usb_mock_options *options,
                              const struct usb_mock_behind *behind)
{
    struct usb_mock *device = g_new0(struct usb_mock, 1);
    device->bus = bus;
    device->options = options;
    device->behind = *behind;
    device->urbs = g_ptr_array_new();
    device->clients = g_ptr_array_new();
    device->base = umockdev_ioctl_base_new();
    g_signal_connect_after(device->base, "handle-ioctl", G_CALLBACK(on_ioctl), device);
    g_signal_connect_after(device->base, "client-connected", G_CALLBACK(on_connected), device);
    bus->devices[bus->device_count++] = device;
    device->port = bus->device_count;
    read_settings(device);
    bind_drivers(device);
    connect_node(device);
    usb_mock_show(device);
    return device;
}

void usb_mock_unplug(struct usb_mock *device)
{
    usb_mock_lock(device->bus);
    if (!device->gone)
        usb_mock_hide(device);
    device->gone = true;
    usb_mock_run(device);
    usb_mock_unlock(device->bus);
}

void usb_mock_plug(struct usb_mock *device)
{
    usb_mock_lock(device->bus);
    if (device->gone) {
        device->gone = false;
        bind_drivers(device);
        connect_node(device);
        usb_mock_show(device);
    }
    usb_mock_unlock(device->bus);
}

bool usb_mock_plugged(struct usb_mock *device)
{
    usb_mock_lock(device->bus);
    bool plugged = !device->gone;
    usb_mock_unlock(device->bus);
    return plugged;
}

void usb_mock_deny_node(struct usb_mock *device, bool denied)
{
    char node[64];
    usb_mock_usblp_node(device, &device->interfaces[0], node, sizeof node);
    usb_mock_refuse(device->bus, node, denied ? EACCES : 0);
}

void usb_mock_hold_node(struct usb_mock *device, bool held)
{
    char node[64];
    usb_mock_lock(device->bus);
    device->node_held = held;
    usb_mock_usblp_node(device, &device->interfaces[0], node, sizeof node);
    usb_mock_refuse(device->bus, node, held ? EBUSY : 0);
    usb_mock_unlock(device->bus);
}

void usb_mock_hold_interface(struct usb_mock *device, bool held)
{
    usb_mock_lock(device->bus);
    own(device, &device->interfaces[0], held ? BY_STRANGER : NOBODY, NULL);
    usb_mock_unlock(device->bus);
}

void usb_mock_deny(struct usb_mock *device, bool denied)
{
    char node[64];
    usb_mock_node(device, node, sizeof node);
    usb_mock_refuse(device->bus, node, denied ? EACCES : 0);
}

void usb_mock_stall(struct usb_mock *device, bool out, int times, size_t after_bytes)
{
    usb_mock_lock(device->bus);
    device->stalls[out] = times;
    device->trouble_after_bytes = after_bytes;
    usb_mock_unlock(device->bus);
}

void usb_mock_fail(struct usb_mock *device, int times, size_t after_bytes)
{
    usb_mock_lock(device->bus);
    device->failures = times;
    device->trouble_after_bytes = after_bytes;
    usb_mock_unlock(device->bus);
}

void usb_mock_nak(struct usb_mock *device, bool nak)
{
    usb_mock_lock(device->bus);
    device->nak = nak;
    usb_mock_unlock(device->bus);
}

bool usb_mock_usblp_bound(struct usb_mock *device)
{
    usb_mock_lock(device->bus);
    bool bound = device->interfaces[0].owner == BY_USBLP;
    usb_mock_unlock(device->bus);
    return bound;
}

const char *usb_mock_interface_name(struct usb_mock *device)
{
    return device->interfaces[0].name;
}

bool usb_mock_claimed(struct usb_mock *device)
{
    usb_mock_lock(device->bus);
    bool claimed = device->interfaces[0].owner == BY_CLIENT;
    usb_mock_unlock(device->bus);
    return claimed;
}

uint8_t usb_mock_alternate(struct usb_mock *device)
{
    usb_mock_lock(device->bus);
    uint8_t alternate = device->interfaces[0].alternate;
    usb_mock_unlock(device->bus);
    return alternate;
}

struct usb_mock_counts usb_mock_counts(struct usb_mock *device)
{
    usb_mock_lock(device->bus);
    struct usb_mock_counts counts = device->counts;
    usb_mock_unlock(device->bus);
    return counts;
}

/* The path of the sanitizer's library in this process, which must come before any other. */
static void find_sanitizer(char *out, size_t capacity)
{
    char line[PRELOAD_BYTES];
    out[0] = '\0';
    FILE *maps = fopen("/proc/self/maps", "r");
    while (maps != NULL && out[0] == '\0' && fgets(line, sizeof line, maps) != NULL) {
        char *path = strchr(line, '/');
        if (path == NULL || strstr(path, "/libasan.so") == NULL)
            continue;
        path[strcspn(path, "\n")] = '\0';
        snprintf(out, capacity, "%s:", path);
    }
    if (maps != NULL)
        fclose(maps);
}

const char *usb_mock_preload(void)
{
    static char preload[3 * PRELOAD_BYTES];
    char sanitizer[PRELOAD_BYTES], program[PRELOAD_BYTES] = "";
    find_sanitizer(sanitizer, sizeof sanitizer);
    if (readlink("/proc/self/exe", program, sizeof program - 1) < 0)
        return "";
    snprintf(preload, sizeof preload, "%s%s/../doubles/usb_refuse.so:libumockdev-preload.so.0",
             sanitizer, dirname(program));
    return preload;
}

int usb_mock_enter(char **argv)
{
    const char *preload = getenv("LD_PRELOAD");
    if (preload != NULL && strstr(preload, "libumockdev-preload") != NULL)
        return 0;
    setenv("LD_PRELOAD", usb_mock_preload(), 1);
    execv("/proc/self/exe", argv);
    return -1;
}
