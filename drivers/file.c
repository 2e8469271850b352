/* SPDX-License-Identifier: MIT */
/*
 * file:/path: a device node such as /dev/usb/lp0, or a file to which jobs are appended. Neither
 * answers, so the best that can be said of a job is that all of it was taken.
 */
#include "transport.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct file_wire {
    struct transport base;
    int fd;
};

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

static int file_open(const struct transport_target *target, int64_t deadline_ms,
                     struct transport **out, struct drv_fault *fault)
{
    (void)deadline_ms;
    /* Below /dev a missing name is a printer that is switched off, not a file to be made. */
    int create = strncmp(target->place, "/dev/", 5) == 0 ? 0 : O_CREAT;
    int fd =
        open(target->place, O_WRONLY | O_APPEND | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | create, 0600);
    if (fd < 0)
        return drv_fail(fault, DRV_IO, "\"%.80s\": %m", target->place);
    struct file_wire *wire = malloc(sizeof *wire);
    if (wire == NULL) {
        close(fd);
        return drv_fail(fault, DRV_MEMORY, "\"%.80s\": out of memory", target->place);
    }
    *wire = (struct file_wire){.base = {&transport_file}, .fd = fd};
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

static int file_write(struct transport *transport, const uint8_t *bytes, size_t length,
                      size_t *taken, struct drv_fault *fault)
{
    const struct file_wire *wire = (const struct file_wire *)transport;
    ssize_t count = write_without_signal(wire->fd, bytes, length);
    if (count < 0 && errno != EINTR && errno != EAGAIN)
        return drv_fail(fault, DRV_IO, "%m");
    *taken = count < 0 ? 0 : (size_t)count;
    return DRV_OK;
}

static int file_wait(struct transport *transport, bool room, int64_t until_ms,
                     struct drv_fault *fault)
{
    const struct file_wire *wire = (const struct file_wire *)transport;
    struct pollfd poll_fd = {.fd = wire->fd, .events = room ? POLLOUT : 0};
    if (poll(&poll_fd, 1, deadline_left_ms(until_ms)) < 0 && errno != EINTR)
        return drv_fail(fault, DRV_IO, "%m");
    return DRV_OK;
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
