/* SPDX-License-Identifier: MIT */
/*
 * file:/path: a device node such as /dev/usb/lp0, or a file, a pipe or a device to which jobs are
 * appended. Of these only a node of usblp answers; of the others the best that can be said of a
 * job is that all of it was taken. A serial line is serial:'s, and a disk is no printer.
 *
 * usblp says that a transfer was taken before it is done, never says how it ended, and ends what
 * is under way when the node is closed (drivers/usb/class/usblp.c: usblp_write, usblp_release). So
 * finish waits until the node is ready for more, and nothing but the printer's own answers makes
 * more of a job than unconfirmed; usb: knows better. The port status is a control request, which
 * the kernel gives 5 seconds of its own where the device does not even refuse it.
 */
#include "shared.h"
#include "transport.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/lp.h>
#include <linux/major.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

enum { RETRY_MS = 10, USBLP_TRANSFER_BYTES = 8192 /* usblp.c: USBLP_BUF_SIZE */ };

/* usblp.c: IOCNR_GET_PROTOCOLS. It asks the driver and not the device. */
#define USBLP_GET_PROTOCOLS _IOC(_IOC_READ, 'P', 2, sizeof(int[2]))

struct file_wire {
    struct transport base;
    int fd;
    size_t pending;
    size_t last;    /* bytes of the last write */
    bool refused;   /* the last write found no room */
    bool no_status; /* asked once in vain */
};

static const struct transport_ops usblp_ops, parallel_ops;

static int file_check(const char *place, struct drv_fault *fault)
{
    size_t length = strlen(place);
    if (place[0] == '/' && place[1] == '/' && place[2] != '/')
        return drv_fail(fault, DRV_UNSUPPORTED,
                        "printer \"file:%.80s\": a host is named; expected file:/path", place);
    if (place[length - 1] == '/')
        return drv_fail(fault, DRV_INVALID, "printer \"file:%.80s\": expected a file, not a folder",
                        place);
    return DRV_OK;
}

static int status_of(int error)
{
    static const struct {
        int error;
        int status;
    } known[] = {{EBUSY, DRV_BUSY}, {ENODEV, DRV_GONE}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (known[i].error == error)
            return known[i].status;
    return DRV_IO;
}

/* Write-only where the rights are no more than that; usblp lets in one at a time. */
static int open_node(const char *path)
{
    enum { FLAGS = O_CLOEXEC | O_NOCTTY | O_NONBLOCK };
    int fd = open(path, O_RDWR | FLAGS);
    return fd < 0 && errno == EACCES ? open(path, O_WRONLY | FLAGS) : fd;
}

static int open_file(const char *path)
{
    /* Below /dev a missing name is a printer that is switched off, not a file to be made. */
    const int flags = O_WRONLY | O_APPEND | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
    return strncmp(path, "/dev/", 5) == 0 ? open(path, flags) : shared_open(path, flags, 0600);
}

/* A receipt on a disk's node would be the end of its partition table. */
static int open_any(const char *path, bool *is_node, int *fd, struct drv_fault *fault)
{
    struct stat is;
    bool exists = stat(path, &is) == 0;
    if (exists && S_ISBLK(is.st_mode))
        return drv_fail(fault, DRV_UNSUPPORTED, "\"%.80s\": a disk, not a printer", path);
    *is_node = exists && S_ISCHR(is.st_mode);
    *fd = *is_node ? open_node(path) : open_file(path);
    if (*fd < 0)
        return drv_fail(fault, status_of(errno), "\"%.80s\": %m", path);
    if (!*is_node || !isatty(*fd))
        return DRV_OK;
    close(*fd);
    return drv_fail(fault, DRV_UNSUPPORTED, "\"%.80s\": a serial line; expected serial:%.80s", path,
                    path);
}

static const struct transport_ops *find_ops(int fd)
{
    struct stat is;
    int protocols[2];
    if (ioctl(fd, USBLP_GET_PROTOCOLS, protocols) == 0)
        return &usblp_ops;
    if (fstat(fd, &is) == 0 && major(is.st_rdev) == LP_MAJOR)
        return &parallel_ops;
    return &transport_file;
}

static int file_open(const struct transport_target *target, int64_t deadline_ms,
                     struct transport **out, struct drv_fault *fault)
{
    bool is_node = false;
    int fd = -1;
    (void)deadline_ms;
    int status = open_any(target->place, &is_node, &fd, fault);
    if (status != DRV_OK)
        return status;
    struct file_wire *wire = malloc(sizeof *wire);
    if (wire == NULL) {
        close(fd);
        return drv_fail(fault, DRV_MEMORY, "\"%.80s\": out of memory", target->place);
    }
    *wire = (struct file_wire){.base = {is_node ? find_ops(fd) : &transport_file}, .fd = fd};
    *out = &wire->base;
    return DRV_OK;
}

/* A pipe whose reader has gone raises SIGPIPE, which belongs to our host: hold it back, take it. */
static ssize_t write_without_signal(int fd, const uint8_t *bytes, size_t length)
{
    static const struct timespec at_once = {0};
    sigset_t pipe_set, before, pending;
    sigemptyset(&pipe_set);
    sigaddset(&pipe_set, SIGPIPE);
    sigpending(&pending);
    bool was_pending = sigismember(&pending, SIGPIPE) == 1;
    pthread_sigmask(SIG_BLOCK, &pipe_set, &before);
    ssize_t count = write(fd, bytes, length);
    int error = errno;
    if (count < 0 && error == EPIPE && !was_pending)
        sigtimedwait(&pipe_set, NULL, &at_once);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = error;
    return count;
}

/* usblp says EIO of a transfer that cannot begin or has failed: the device no longer listens. */
static int fail_by_errno(const struct file_wire *wire, struct drv_fault *fault)
{
    bool usblp = wire->base.ops == &usblp_ops;
    return drv_fail(fault, usblp && errno == EIO ? DRV_GONE : status_of(errno), "%m");
}

static int file_write(struct transport *transport, const uint8_t *bytes, size_t length,
                      size_t *taken, struct drv_fault *fault)
{
    struct file_wire *wire = (struct file_wire *)transport;
    ssize_t count = write_without_signal(wire->fd, bytes, length);
    if (count < 0 && errno != EINTR && errno != EAGAIN)
        return fail_by_errno(wire, fault);
    wire->refused = count <= 0;
    *taken = count < 0 ? 0 : (size_t)count;
    if (count > 0)
        wire->last = wire->pending = (size_t)count;
    return DRV_OK;
}

/* A parallel port has no poll: it looks ready for ever, and is not. */
static void wait_again(int64_t until_ms)
{
    int left_ms = deadline_left_ms(until_ms);
    poll(NULL, 0, left_ms < RETRY_MS ? left_ms : RETRY_MS);
}

static int wait_for(struct file_wire *wire, short events, int64_t until_ms, struct drv_fault *fault)
{
    struct pollfd poll_fd = {.fd = wire->fd, .events = events};
    int ready = poll(&poll_fd, 1, deadline_left_ms(until_ms));
    if (ready < 0 && errno != EINTR)
        return drv_fail(fault, DRV_IO, "%m");
    if (ready > 0 && poll_fd.revents == POLLOUT && wire->refused)
        wait_again(until_ms);
    return DRV_OK;
}

static int file_wait(struct transport *transport, bool room, int64_t until_ms,
                     struct drv_fault *fault)
{
    return wait_for((struct file_wire *)transport, room ? POLLOUT : 0, until_ms, fault);
}

static int file_finish(struct transport *transport, int64_t deadline_ms,
                       enum printer_result *result, struct drv_fault *fault)
{
    (void)transport;
    (void)deadline_ms;
    (void)fault;
    *result = PRINTER_UNCONFIRMED;
    return DRV_OK;
}

static void file_close(struct transport *transport)
{
    struct file_wire *wire = (struct file_wire *)transport;
    close(wire->fd);
    free(wire);
}

/* EINVAL: a printer that has nothing but an OUT endpoint. EBADF: we may only write. */
static int usblp_read(struct transport *transport, uint8_t *buffer, size_t capacity, size_t *count,
                      struct drv_fault *fault)
{
    struct file_wire *wire = (struct file_wire *)transport;
    ssize_t got = read(wire->fd, buffer, capacity);
    if (got < 0 && errno != EAGAIN && errno != EINTR && errno != EINVAL && errno != EBADF) {
        wire->pending = wire->last;
        return fail_by_errno(wire, fault);
    }
    *count = got > 0 ? (size_t)got : 0;
    return DRV_OK;
}

/* A transfer is done when the node is ready for the next. POLLHUP: it was unplugged. */
static bool usblp_is_there(struct file_wire *wire)
{
    struct pollfd poll_fd = {.fd = wire->fd, .events = POLLOUT};
    if (poll(&poll_fd, 1, 0) < 0)
        return true;
    if ((poll_fd.revents & (POLLOUT | POLLHUP)) == POLLOUT)
        wire->pending = 0;
    return (poll_fd.revents & POLLHUP) == 0;
}

/*
 * A transfer that failed under way has delivered some of its bytes, and write says of them no more
 * than that the device is gone. Whatever was taken last may or may not have arrived.
 */
static int usblp_write(struct transport *transport, const uint8_t *bytes, size_t length,
                       size_t *taken, struct drv_fault *fault)
{
    struct file_wire *wire = (struct file_wire *)transport;
    bool was_there = usblp_is_there(wire);
    int status = file_write(transport, bytes, length, taken, fault);
    if (status == DRV_OK || !was_there)
        return status;
    *taken = length < USBLP_TRANSFER_BYTES ? length : USBLP_TRANSFER_BYTES;
    wire->last += *taken;
    wire->pending = wire->last;
    return status;
}

static size_t usblp_pending(struct transport *transport)
{
    struct file_wire *wire = (struct file_wire *)transport;
    usblp_is_there(wire);
    return wire->pending;
}

static int usblp_wait(struct transport *transport, bool room, int64_t until_ms,
                      struct drv_fault *fault)
{
    struct file_wire *wire = (struct file_wire *)transport;
    int status = wait_for(wire, POLLIN | (room ? POLLOUT : 0), until_ms, fault);
    if (status != DRV_OK || usblp_is_there(wire))
        return status;
    wire->pending = wire->last;
    return drv_fail(fault, DRV_GONE, "%s", strerror(ENODEV));
}

static int usblp_descriptor(struct transport *transport)
{
    return ((struct file_wire *)transport)->fd;
}

static int usblp_finish(struct transport *transport, int64_t deadline_ms,
                        enum printer_result *result, struct drv_fault *fault)
{
    struct file_wire *wire = (struct file_wire *)transport;
    int status = DRV_OK;
    (void)result;
    while (status == DRV_OK && usblp_pending(transport) > 0) {
        if (deadline_left_ms(deadline_ms) == 0)
            status = drv_fail(fault, DRV_TIMEOUT, "\"%zu\" bytes were not transferred in time",
                              wire->pending);
        else
            status = usblp_wait(transport, true, deadline_ms, fault);
    }
    return status;
}

static int node_port_status(struct transport *transport, uint8_t *out, struct drv_fault *fault)
{
    struct file_wire *wire = (struct file_wire *)transport;
    int bits;
    if (!wire->no_status && ioctl(wire->fd, LPGETSTATUS, &bits) == 0) {
        *out = (uint8_t)bits;
        return DRV_OK;
    }
    if (!wire->no_status && errno == ENODEV)
        return drv_fail(fault, DRV_GONE, "%m");
    wire->no_status = true;
    return drv_fail(fault, DRV_UNSUPPORTED, "it does not tell the status of its port");
}

const struct transport_ops transport_file = {
    .scheme = "file",
    .is_path = true,
    .check = file_check,
    .open = file_open,
    .write = file_write,
    .wait = file_wait,
    .finish = file_finish,
    .close = file_close,
};

/* /dev/usb/lp0 */
static const struct transport_ops usblp_ops = {
    .scheme = "file",
    .is_path = true,
    .check = file_check,
    .open = file_open,
    .write = usblp_write,
    .read = usblp_read,
    .wait = usblp_wait,
    .descriptor = usblp_descriptor,
    .pending = usblp_pending,
    .port_status = node_port_status,
    .finish = usblp_finish,
    .close = file_close,
};

/* /dev/lp0: bytes go one way. */
static const struct transport_ops parallel_ops = {
    .scheme = "file",
    .is_path = true,
    .check = file_check,
    .open = file_open,
    .write = file_write,
    .wait = file_wait,
    .port_status = node_port_status,
    .finish = file_finish,
    .close = file_close,
};
