/* SPDX-License-Identifier: MIT */
#include "usbip.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

enum { CMD_SUBMIT = 1, CMD_UNLINK = 2, RET_SUBMIT = 3, RET_UNLINK = 4 };

/* Big-endian on the wire, 48 bytes; each command uses some of it. */
struct header {
    uint32_t command;
    uint32_t sequence;
    uint32_t device;
    uint32_t in;
    uint32_t endpoint;
    union {
        struct {
            uint32_t flags;
            uint32_t length;
            uint32_t frame, packets, interval;
            struct usb_ctrlrequest setup;
        } submit;
        struct {
            uint32_t status;
            uint32_t length;
            uint32_t rest[5];
        } returned;
        uint32_t victim;
    };
};
_Static_assert(sizeof(struct header) == 48, "USB/IP headers are 48 bytes");

static int read_all(int fd, void *to, size_t length)
{
    uint8_t *out = to;
    while (length > 0) {
        ssize_t count = read(fd, out, length);
        if (count <= 0)
            return count == 0 ? -EPIPE : -errno;
        out += count;
        length -= (size_t)count;
    }
    return 0;
}

static int send_all(int fd, const void *from, size_t length)
{
    const uint8_t *bytes = from;
    while (length > 0) {
        ssize_t count = send(fd, bytes, length, MSG_NOSIGNAL);
        if (count < 0)
            return -errno;
        bytes += count;
        length -= (size_t)count;
    }
    return 0;
}

static int attach(const struct usbip *usbip, int kernel_fd)
{
    char line[64];
    int fd = open("/sys/devices/platform/vhci_hcd.0/attach", O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return -errno;
    int length = snprintf(line, sizeof line, "%u %d %u %d", usbip->port, kernel_fd,
                          1U << 16 | (usbip->port + 2), USB_SPEED_FULL);
    int status = write(fd, line, (size_t)length) == length ? 0 : -errno;
    close(fd);
    return status;
}

int usbip_plug(struct usbip *usbip)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return -errno;
    int status = attach(usbip, ends[1]);
    close(ends[1]); /* the kernel has its own reference */
    if (status != 0) {
        close(ends[0]);
        return status;
    }
    usbip->fd = ends[0];
    return 0;
}

void usbip_unplug(struct usbip *usbip)
{
    while (usbip->urbs != NULL) {
        struct usbip_urb *urb = usbip->urbs;
        usbip->urbs = urb->next;
        free(urb);
    }
    if (usbip->fd >= 0) {
        shutdown(usbip->fd, SHUT_RDWR);
        close(usbip->fd);
    }
    usbip->fd = -1;
}

static struct usbip_urb **find(struct usbip *usbip, uint32_t sequence)
{
    struct usbip_urb **at = &usbip->urbs;
    while (*at != NULL && (*at)->sequence != sequence)
        at = &(*at)->next;
    return at;
}

int usbip_end(struct usbip *usbip, struct usbip_urb *urb, int status)
{
    const struct header header = {
        .command = htonl(RET_SUBMIT),
        .sequence = htonl(urb->sequence),
        .returned = {.status = htonl((uint32_t)status), .length = htonl(urb->done)}};
    struct usbip_urb **at = find(usbip, urb->sequence);
    if (*at == urb)
        *at = urb->next;
    int sent = send_all(usbip->fd, &header, sizeof header);
    if (sent == 0 && urb->in)
        sent = send_all(usbip->fd, urb->data, urb->done);
    free(urb);
    return sent;
}

/* RET_UNLINK with 0 means that the victim had ended by itself; its own return stands before it. */
static int unlink_urb(struct usbip *usbip, const struct header *command)
{
    struct usbip_urb *urb = *find(usbip, ntohl(command->victim));
    const struct header header = {.command = htonl(RET_UNLINK), .sequence = command->sequence};
    int status = urb != NULL ? usbip_end(usbip, urb, -ECONNRESET) : 0;
    return status != 0 ? status : send_all(usbip->fd, &header, sizeof header);
}

static int submit_urb(struct usbip *usbip, const struct header *command)
{
    uint32_t length = ntohl(command->submit.length);
    if (length > USBIP_URB_MAX_BYTES)
        return -EMSGSIZE;
    struct usbip_urb *urb = calloc(1, sizeof *urb + length);
    if (urb == NULL)
        return -ENOMEM;
    urb->sequence = ntohl(command->sequence);
    urb->endpoint = (uint8_t)ntohl(command->endpoint);
    urb->in = command->in != 0;
    urb->setup = command->submit.setup;
    urb->length = length;
    int status = urb->in ? 0 : read_all(usbip->fd, urb->data, length);
    if (status != 0) {
        free(urb);
        return status;
    }
    struct usbip_urb **end = &usbip->urbs;
    while (*end != NULL)
        end = &(*end)->next;
    *end = urb;
    return 0;
}

int usbip_take(struct usbip *usbip)
{
    struct header command;
    int status = read_all(usbip->fd, &command, sizeof command);
    if (status != 0)
        return status;
    switch (ntohl(command.command)) {
    case CMD_SUBMIT:
        return submit_urb(usbip, &command);
    case CMD_UNLINK:
        return unlink_urb(usbip, &command);
    default:
        return -EPROTO;
    }
}
