/* SPDX-License-Identifier: MIT */
/*
 * gadget_printer NAME [body options]: the virtual printer as a Linux USB gadget (usb_f_printer on
 * dummy_hcd), whose device side is the kernel's and not ours: it takes 8 KiB at a time, and where
 * a transfer stopped is counted by dummy_hcd. The judge can ask nothing more of it.
 */
#include "station.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/usb/g_printer.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define GADGET "/sys/kernel/config/usb_gadget/lab"
#define NODE   "/dev/g_printer0"

enum { READ_BYTES = 8192, NODE_TRIES = 500 };

struct gadget {
    struct station station;
    int fd;
    uint8_t bytes[READ_BYTES]; /* read, not yet in the body */
    size_t length, taken;
    int status_told;
};

static const char *const folders[] = {
    GADGET,
    GADGET "/strings/0x409",
    GADGET "/configs/c.1",
    GADGET "/functions/printer.0",
};

static const struct {
    const char *path, *value;
} attributes[] = {
    {GADGET "/idVendor", "0x04b8"},
    {GADGET "/idProduct", "0x0e15"},
    {GADGET "/strings/0x409/manufacturer", "EPSON"},
    {GADGET "/strings/0x409/product", "TM-L90"},
    {GADGET "/strings/0x409/serialnumber", "LAB0003"},
    {GADGET "/functions/printer.0/pnp_string", "MFG:EPSON;MDL:TM-L90;CLS:PRINTER;SN:LAB0003;"},
    {GADGET "/functions/printer.0/q_len", "2"},
};

static bool put(const char *path, const char *value)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    bool done = fd >= 0 && write(fd, value, strlen(value)) == (ssize_t)strlen(value);
    if (!done)
        fprintf(stderr, "gadget_printer: \"%s\": %s\n", path, strerror(errno));
    if (fd >= 0)
        close(fd);
    return done;
}

static bool describe(void)
{
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++)
        if (mkdir(folders[i], 0755) != 0 && errno != EEXIST)
            return false;
    for (size_t i = 0; i < sizeof attributes / sizeof attributes[0]; i++)
        if (!put(attributes[i].path, attributes[i].value))
            return false;
    return symlink(GADGET "/functions/printer.0", GADGET "/configs/c.1/printer.0") == 0;
}

/* The node comes when the function is bound to a controller. */
static bool gadget_open(struct gadget *gadget)
{
    if (!describe() || !put(GADGET "/UDC", "dummy_udc.0"))
        return false;
    for (int i = 0; i < NODE_TRIES && gadget->fd < 0; i++) {
        gadget->fd = open(NODE, O_RDWR | O_NONBLOCK | O_CLOEXEC);
        nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
    }
    return gadget->fd >= 0;
}

static struct gadget *gadget_of(struct station *station)
{
    return (struct gadget *)station;
}

/* What is not read yet is NAK to the host. */
static int gadget_fd(struct station *station)
{
    const struct gadget *gadget = gadget_of(station);
    return gadget->taken == gadget->length ? gadget->fd : -1;
}

static void gadget_take(struct station *station)
{
    struct gadget *gadget = gadget_of(station);
    ssize_t count = read(gadget->fd, gadget->bytes, sizeof gadget->bytes);
    gadget->length = count > 0 ? (size_t)count : 0;
    gadget->taken = 0;
}

static void tell_status(struct gadget *gadget)
{
    int status = body_port_status(gadget->station.body);
    if (status != gadget->status_told)
        ioctl(gadget->fd, GADGET_SET_PRINTER_STATUS, status);
    gadget->status_told = status;
}

static bool gadget_pump(struct station *station, int64_t now_us)
{
    struct gadget *gadget = gadget_of(station);
    uint8_t said[64];
    (void)now_us;
    tell_status(gadget);
    size_t moved =
        body_receive(station->body, gadget->bytes + gadget->taken, gadget->length - gadget->taken);
    gadget->taken += moved;
    size_t count = body_answer(station->body, said, sizeof said);
    if (count > 0 && write(gadget->fd, said, count) != (ssize_t)count)
        fprintf(stderr, "gadget_printer: %zu bytes were not said\n", count);
    return moved > 0 || count > 0;
}

static int64_t gadget_next_us(struct station *station, int64_t now_us)
{
    (void)station;
    (void)now_us;
    return BODY_NEVER;
}

static bool gadget_ask(struct station *station, const char *request, struct bytes *answer)
{
    (void)station;
    (void)request;
    (void)answer;
    return false;
}

static void gadget_add_totals(struct station *station, struct bytes *answer)
{
    const struct gadget *gadget = gadget_of(station);
    station_add_total(answer, "waiting", gadget->length - gadget->taken);
}

static void gadget_close(struct station *station)
{
    put(GADGET "/UDC", "\n");
    close(gadget_of(station)->fd);
    unlink(GADGET "/configs/c.1/printer.0");
    for (size_t i = sizeof folders / sizeof folders[0]; i-- > 0;)
        rmdir(folders[i]);
}

static const struct station_wire wire = {.fd = gadget_fd,
                                         .take = gadget_take,
                                         .pump = gadget_pump,
                                         .next_us = gadget_next_us,
                                         .ask = gadget_ask,
                                         .add_totals = gadget_add_totals,
                                         .close = gadget_close};

int main(int argc, char **argv)
{
    struct gadget gadget = {.fd = -1, .status_told = -1};
    if (argc < 2) {
        fprintf(stderr, "usage: gadget_printer NAME [body options]\n");
        return 2;
    }
    gadget.station.name = argv[1];
    if (!gadget_open(&gadget)) {
        fprintf(stderr, "gadget_printer: \"" NODE "\": %s\n", strerror(errno));
        return 2;
    }
    return station_run(&gadget.station, &wire, (struct body_options){.nak_when_full = true},
                       argc - 1, argv + 1);
}
