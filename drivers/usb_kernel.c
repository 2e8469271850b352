/* SPDX-License-Identifier: MIT */
#include "usb_kernel.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define DEVICES "/sys/bus/usb/devices"

/* USB 3.2, 10.16.2: at most seven tiers, the root hub being the first. */
enum { PORTS_MAX = 7, NODE_BYTES = 64, DRIVER_BYTES = 32 };

int usb_kernel_name(libusb_device *device, char name[static USB_SYSFS_NAME_BYTES],
                    struct drv_fault *fault)
{
    uint8_t ports[PORTS_MAX];
    char built[4 * PORTS_MAX + 8];
    int count = libusb_get_port_numbers(device, ports, PORTS_MAX);
    if (count <= 0)
        return drv_fail(fault, DRV_UNSUPPORTED, "USB device %u:%u is on no port",
                        libusb_get_bus_number(device), libusb_get_device_address(device));
    int used = snprintf(built, sizeof built, "%u-%u", libusb_get_bus_number(device), ports[0]);
    for (int i = 1; i < count; i++)
        used += snprintf(built + used, sizeof built - (size_t)used, ".%u", ports[i]);
    if (used >= USB_SYSFS_NAME_BYTES)
        return drv_fail(fault, DRV_LIMIT, "USB device \"%s\" is behind too many hubs", built);
    memcpy(name, built, (size_t)used + 1);
    return DRV_OK;
}

void usb_kernel_read(const char *name, const char *attribute, char *out, size_t capacity)
{
    char path[PATH_MAX];
    out[0] = '\0';
    snprintf(path, sizeof path, DEVICES "/%s/%s", name, attribute);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return;
    ssize_t length = read(fd, out, capacity - 1);
    close(fd);
    out[length > 0 ? length : 0] = '\0';
    out[strcspn(out, "\n")] = '\0';
}

void usb_kernel_driver(const char *name, char *driver, size_t capacity)
{
    char path[PATH_MAX], target[PATH_MAX];
    snprintf(path, sizeof path, DEVICES "/%s/driver", name);
    ssize_t length = readlink(path, target, sizeof target - 1);
    target[length > 0 ? length : 0] = '\0';
    const char *slash = strrchr(target, '/');
    snprintf(driver, capacity, "%s", slash != NULL ? slash + 1 : target);
}

/* "/dev/usb/lp0"; "" where the kernel made none. */
static void find_node(const char *name, char node[static NODE_BYTES])
{
    char path[PATH_MAX];
    node[0] = '\0';
    snprintf(path, sizeof path, DEVICES "/%s/usbmisc", name);
    DIR *folder = opendir(path);
    if (folder == NULL)
        return;
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;)
        if (strncmp(entry->d_name, "lp", 2) == 0)
            snprintf(node, NODE_BYTES, "/dev/usb/%.50s", entry->d_name);
    closedir(folder);
}

/* usblp lets its node be opened once: while we have it, nobody else can get it. */
static int open_node(const char *name, int *fd, struct drv_fault *fault)
{
    char node[NODE_BYTES];
    find_node(name, node);
    if (node[0] == '\0')
        return drv_fail(fault, DRV_BUSY, "usblp holds \"%s\" and has no node to ask for it", name);
    int opened = open(node, O_RDWR | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (opened < 0 && errno == EBUSY)
        return drv_fail(fault, DRV_BUSY, "another program holds %s", node);
    if (opened < 0 && errno == EACCES)
        return drv_fail(fault, DRV_IO,
                        "no right to use %s: the udev rule " USB_RULES " gives it to the group lp",
                        node);
    if (opened < 0)
        return drv_fail(fault, DRV_IO, "\"%s\": %m", node);
    *fd = opened;
    return DRV_OK;
}

static int note(struct journal *journal, const char *name, struct drv_fault *fault)
{
    if (journal == NULL || strcmp(journal->entry.detached, name) == 0)
        return DRV_OK;
    struct journal_entry before = journal->entry;
    snprintf(journal->entry.detached, sizeof journal->entry.detached, "%s", name);
    int status = journal_write(journal, name[0] != '\0', fault);
    if (status != DRV_OK)
        journal->entry = before;
    return status;
}

int usb_kernel_forget(struct journal *journal, struct drv_fault *fault)
{
    return note(journal, "", fault);
}

static int fail_busy(const char *name, struct drv_fault *fault)
{
    return drv_fail(fault, DRV_BUSY, "another program holds the USB interface \"%s\"", name);
}

static int claim(libusb_device_handle *handle, int interface, const char *name,
                 struct drv_fault *fault)
{
    int error = libusb_claim_interface(handle, interface);
    if (error == LIBUSB_ERROR_BUSY)
        return fail_busy(name, fault);
    if (error == LIBUSB_ERROR_NO_DEVICE)
        return drv_fail(fault, DRV_GONE, "the USB interface \"%s\" is no longer there", name);
    if (error != LIBUSB_SUCCESS)
        return drv_fail(fault, DRV_IO, "claiming the USB interface \"%s\": %s", name,
                        libusb_strerror(error));
    return DRV_OK;
}

/* Unplugged: the kernel binds it itself when it comes again. Not found: no usblp to be had. */
static bool needs_nothing(int error)
{
    return error == LIBUSB_SUCCESS || error == LIBUSB_ERROR_NO_DEVICE ||
           error == LIBUSB_ERROR_NOT_FOUND;
}

int usb_kernel_attach(libusb_device_handle *handle, int interface, const char *name,
                      struct journal *journal, struct drv_fault *fault)
{
    char driver[DRIVER_BYTES];
    int error = libusb_attach_kernel_driver(handle, interface);
    usb_kernel_driver(name, driver, sizeof driver);
    if (needs_nothing(error) || strcmp(driver, "usblp") == 0)
        return note(journal, "", fault);
    if (error == LIBUSB_ERROR_BUSY)
        return fail_busy(name, fault);
    return drv_fail(fault, DRV_IO, "giving the USB interface \"%s\" back to usblp: %s", name,
                    libusb_strerror(error));
}

static int take_from_usblp(libusb_device_handle *handle, int interface, const char *name,
                           struct journal *journal, struct drv_fault *fault)
{
    int fd = -1;
    int status = open_node(name, &fd, fault);
    if (status != DRV_OK)
        return status;
    status = note(journal, name, fault);
    if (status != DRV_OK)
        goto close_node;
    int error = libusb_detach_kernel_driver(handle, interface);
    if (error != LIBUSB_SUCCESS) {
        status =
            drv_fail(fault, error == LIBUSB_ERROR_NO_DEVICE ? DRV_GONE : DRV_IO,
                     "taking usblp off the USB interface \"%s\": %s", name, libusb_strerror(error));
        note(journal, "", NULL);
        goto close_node;
    }
    status = claim(handle, interface, name, fault);
    if (status != DRV_OK)
        usb_kernel_attach(handle, interface, name, journal, NULL);
close_node:
    close(fd);
    return status;
}

int usb_kernel_take(libusb_device_handle *handle, int interface, const char *name,
                    struct journal *journal, bool *detached, struct drv_fault *fault)
{
    char driver[DRIVER_BYTES];
    usb_kernel_driver(name, driver, sizeof driver);
    bool is_usblp = strcmp(driver, "usblp") == 0;
    if (driver[0] != '\0' && !is_usblp && strcmp(driver, "usbfs") != 0)
        return drv_fail(fault, DRV_BUSY, "the driver \"%s\" holds the USB interface \"%s\"", driver,
                        name);
    int status = is_usblp ? take_from_usblp(handle, interface, name, journal, fault)
                          : claim(handle, interface, name, fault);
    if (status != DRV_OK)
        return status;
    /* A note of a killed process has come down to us: it is ours to put usblp back. */
    *detached = is_usblp || (journal != NULL && strcmp(journal->entry.detached, name) == 0);
    return DRV_OK;
}

int usb_kernel_give_back(libusb_device_handle *handle, int interface, const char *name, bool attach,
                         struct journal *journal, struct drv_fault *fault)
{
    libusb_release_interface(handle, interface);
    return attach ? usb_kernel_attach(handle, interface, name, journal, fault) : DRV_OK;
}
