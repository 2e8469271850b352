/* SPDX-License-Identifier: MIT */
/* What the files of the mocked USB bus share; see usb_mock.h. Everything under the bus's lock. */
#ifndef COMEBACK_TESTS_USB_MOCK_PARTS_H
#define COMEBACK_TESTS_USB_MOCK_PARTS_H

#include <pthread.h>
#include <umockdev.h>

#include "usb_mock.h"

enum { DEVICES_MAX = 4, INTERFACES_MAX = 4, DESCRIPTORS_MAX = 256 };

enum owner { NOBODY, BY_USBLP, BY_CLIENT, BY_STRANGER };

struct interface {
    uint8_t number;
    uint8_t alternate;
    enum owner owner;
    const UMockdevIoctlClient *client;
    char name[32];
};

struct usb_mock {
    struct usb_mock_bus *bus;
    const struct usb_mock_options *options;
    struct usb_mock_behind behind;
    unsigned port;
    unsigned address;
    bool gone;
    UMockdevIoctlBase *base;
    struct interface interfaces[INTERFACES_MAX];
    unsigned interface_count;
    GPtrArray *urbs;    /* struct urb, in the order of submission */
    GPtrArray *clients; /* only touched by umockdev's thread while that runs */
    int stalls[2];      /* by out */
    bool halted[2];
    int failures;
    size_t trouble_after_bytes;
    bool nak;
    bool node_held;
    struct usb_mock_counts counts;
};

struct usb_mock_bus {
    UMockdevTestbed *testbed;
    pthread_mutex_t lock;
    char *root;
    unsigned next_address;
    struct usb_mock *devices[DEVICES_MAX];
    unsigned device_count;
};

/* usb_mock_sysfs.c */
size_t usb_mock_descriptors(const struct usb_mock *device, uint8_t out[static DESCRIPTORS_MAX]);
void usb_mock_node(const struct usb_mock *device, char *out, size_t capacity);
void usb_mock_show(struct usb_mock *device); /* in sysfs and below /dev */
void usb_mock_hide(struct usb_mock *device);
void usb_mock_show_driver(struct usb_mock *device, const struct interface *interface);
void usb_mock_show_alternate(struct usb_mock *device, const struct interface *interface);
/* Opening that node ends with this error; 0: not. */
void usb_mock_refuse(const struct usb_mock_bus *bus, const char *node, int error);
void usb_mock_usblp_node(const struct usb_mock *device, const struct interface *interface,
                         char *out, size_t capacity);

/* usb_mock_urb.c: results as of an ioctl, 0 or -errno. */
int usb_mock_submit(struct usb_mock *device, UMockdevIoctlClient *client, UMockdevIoctlData *arg);
int usb_mock_discard(struct usb_mock *device, UMockdevIoctlClient *client, UMockdevIoctlData *arg);
int usb_mock_reap(struct usb_mock *device, UMockdevIoctlClient *client, UMockdevIoctlData *arg);
void usb_mock_run(struct usb_mock *device);
void usb_mock_drop_urbs(struct usb_mock *device, const UMockdevIoctlClient *client);

/* Was what this client has opened unplugged, even if it is plugged in again by now? */
bool usb_mock_lost(const struct usb_mock *device, UMockdevIoctlClient *client);
/* NULL where there is none of that number. */
struct interface *usb_mock_interface(struct usb_mock *device, unsigned number);

#endif
