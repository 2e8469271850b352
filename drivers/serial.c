/* SPDX-License-Identifier: MIT */
#include "serial.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "serial_settings.h"

#define NS_PER_MS INT64_C(1000000)

/* While the line stands still it is looked at again after an eighth of the time it has stood. */
enum { STILL_SHARE = 8, STILL_MIN_MS = 2, STILL_MAX_MS = 50 };
enum { NEVER = -1 };

struct serial_wire {
    struct transport base;
    struct sp_port *port;
    int fd;
    int ready_line;   /* TIOCM_CTS or TIOCM_DSR: low is busy; 0: no line says so */
    int64_t byte_ns;  /* what a byte takes on the line */
    size_t ahead_max; /* bytes */
    bool held;        /* that line was low when last looked at */
    bool refused;     /* the port took nothing of the last write */
    bool gone;
    size_t ahead;      /* bytes taken that are not known to have left */
    int64_t unsent_ns; /* what the line needs for the bytes taken, by its baud rate */
    int64_t looked_ns;
    int64_t moved_ns; /* when last a byte was seen to leave, or was taken */
    char path[SERIAL_PATH_BYTES];
};

static int64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 * NS_PER_MS + now.tv_nsec;
}

static int64_t larger(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int serial_check(const char *place, struct drv_fault *fault)
{
    struct serial_settings settings;
    return serial_settings_read(place, &settings, fault);
}

static bool is_gone(int error)
{
    return error == EIO || error == ENXIO || error == ENODEV || error == ENOENT;
}

/* By TIOCEXCL, or by flock. */
static bool is_busy(int error)
{
    return error == EBUSY || error == EWOULDBLOCK;
}

static int port_failure(const char *path, int error, struct drv_fault *fault)
{
    int status = is_gone(error) ? DRV_GONE : is_busy(error) ? DRV_BUSY : DRV_IO;
    errno = status == DRV_BUSY ? EBUSY : error;
    return drv_fail(fault, status, "\"%.80s\": %m", path);
}

static int wire_failure(struct serial_wire *wire, int error, struct drv_fault *fault)
{
    wire->gone = wire->gone || is_gone(error);
    return port_failure(wire->path, error, fault);
}

/* libserialport up to 0.1.1 opens a port that another one has, and hands it on to child processes;
 * root gets in anyway, EBUSY or not. */
static int claim(struct serial_wire *wire, struct drv_fault *fault)
{
    if (flock(wire->fd, LOCK_EX | LOCK_NB) != 0)
        return port_failure(wire->path, errno, fault);
    fcntl(wire->fd, F_SETFD, FD_CLOEXEC);
    ioctl(wire->fd, TIOCEXCL);
    return DRV_OK;
}

static int open_named(struct serial_wire *wire, struct drv_fault *fault)
{
    if (sp_get_port_by_name(wire->path, &wire->port) != SP_OK)
        return drv_fail(fault, DRV_UNSUPPORTED, "\"%.80s\": not a serial port", wire->path);
    int status = sp_open(wire->port, SP_MODE_READ_WRITE);
    if (status == SP_OK && sp_get_port_handle(wire->port, &wire->fd) == SP_OK)
        return claim(wire, fault);
    int error = status == SP_ERR_FAIL ? sp_last_error_code() : EINVAL;
    sp_close(wire->port); /* 0.1.2 leaves it open where its own lock fails */
    sp_free_port(wire->port);
    wire->port = NULL;
    if (error == ENOTTY || error == EINVAL)
        return drv_fail(fault, DRV_UNSUPPORTED, "\"%.80s\": the port has no modem lines",
                        wire->path);
    return port_failure(wire->path, error, fault);
}

/* The first look is by a descriptor of our own, kept until libserialport has its: closed before,
 * it would be the last one and could drop DTR. */
static int open_port(struct serial_wire *wire, struct drv_fault *fault)
{
    int exclusive = 0;
    int look = open(wire->path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (look < 0)
        return port_failure(wire->path, errno, fault);
    int status = DRV_OK;
    if (!isatty(look))
        status = drv_fail(fault, DRV_UNSUPPORTED, "\"%.80s\": not a serial port", wire->path);
    else if (ioctl(look, TIOCGEXCL, &exclusive) == 0 && exclusive)
        status = port_failure(wire->path, EBUSY, fault);
    if (status == DRV_OK)
        status = open_named(wire, fault);
    close(look);
    return status;
}

static void take_settings(struct serial_wire *wire, const struct serial_settings *settings)
{
    static const int ready_lines[] = {[SERIAL_RTSCTS] = TIOCM_CTS,
                                      [SERIAL_DTRDSR] = TIOCM_DSR,
                                      [SERIAL_XONXOFF] = 0,
                                      [SERIAL_NONE] = 0};
    bool dtrdsr = settings->flow == SERIAL_DTRDSR;
    wire->ready_line = ready_lines[settings->flow];
    wire->ahead_max = dtrdsr ? SERIAL_AHEAD_BYTES_DTRDSR : SERIAL_AHEAD_BYTES;
    wire->byte_ns = serial_byte_ns(settings);
    /* Were our clock the faster one, the difference would gather in the adapter, where nothing but
     * DSR stops it. 2 % is more than two quartz clocks and a baud rate divider are apart. */
    if (dtrdsr)
        wire->byte_ns += wire->byte_ns / 50;
    wire->looked_ns = wire->moved_ns = now_ns();
}

static void release(struct serial_wire *wire)
{
    if (wire->port != NULL) {
        ioctl(wire->fd, TIOCNXCL);
        sp_close(wire->port);
        sp_free_port(wire->port);
    }
    free(wire);
}

static int open_with(const struct serial_settings *settings, struct serial_wire *wire,
                     struct drv_fault *fault)
{
    char real[PATH_MAX];
    if (realpath(settings->path, real) == NULL)
        return port_failure(settings->path, errno, fault);
    if ((size_t)snprintf(wire->path, sizeof wire->path, "%s", real) >= sizeof wire->path)
        return port_failure(settings->path, ENAMETOOLONG, fault);
    int status = open_port(wire, fault);
    if (status == DRV_OK)
        status = serial_settings_apply(settings, wire->port, fault);
    if (status == DRV_OK)
        take_settings(wire, settings);
    return status;
}

static int serial_open(const struct transport_target *target, int64_t deadline_ms,
                       struct transport **out, struct drv_fault *fault)
{
    struct serial_settings settings;
    (void)deadline_ms; /* nothing here waits */
    int status = serial_settings_read(target->place, &settings, fault);
    if (status != DRV_OK)
        return status;
    struct serial_wire *wire = calloc(1, sizeof *wire);
    if (wire == NULL)
        return drv_fail(fault, DRV_MEMORY, "\"%.80s\": out of memory", settings.path);
    wire->base.ops = &transport_serial;
    status = open_with(&settings, wire, fault);
    if (status != DRV_OK) {
        release(wire);
        return status;
    }
    *out = &wire->base;
    return DRV_OK;
}

static bool is_held(const struct serial_wire *wire)
{
    int lines;
    return wire->ready_line != 0 && ioctl(wire->fd, TIOCMGET, &lines) == 0 &&
           (lines & wire->ready_line) == 0;
}

/* TIOCOUTQ does not know what an adapter has in its own buffer; the clock does, as long as the
 * line moves. It stands while the line is held. */
static void look(struct serial_wire *wire)
{
    int64_t now = now_ns(), passed = now - wire->looked_ns;
    int queued;
    size_t before = wire->ahead;
    wire->held = is_held(wire);
    wire->looked_ns = now;
    if (ioctl(wire->fd, TIOCOUTQ, &queued) != 0)
        return;
    if (!wire->held)
        wire->unsent_ns = larger(wire->unsent_ns - passed, 0);
    int64_t unsent = (wire->unsent_ns + wire->byte_ns - 1) / wire->byte_ns;
    wire->ahead = (size_t)larger(queued, unsent);
    if (wire->ahead < before)
        wire->moved_ns = now;
}

static size_t serial_pending(struct transport *transport)
{
    struct serial_wire *wire = (struct serial_wire *)transport;
    if (!wire->gone)
        look(wire);
    return wire->ahead;
}

static void note_taken(struct serial_wire *wire, size_t count)
{
    wire->ahead += count;
    wire->unsent_ns += (int64_t)count * wire->byte_ns;
    wire->moved_ns = wire->looked_ns;
}

/* A tty never raises SIGPIPE. */
static int serial_write(struct transport *transport, const uint8_t *bytes, size_t length,
                        size_t *taken, struct drv_fault *fault)
{
    struct serial_wire *wire = (struct serial_wire *)transport;
    ssize_t count = 0;
    look(wire);
    if (!wire->held && wire->ahead < wire->ahead_max) {
        size_t room = wire->ahead_max - wire->ahead;
        count = write(wire->fd, bytes, length < room ? length : room);
        if (count < 0 && errno != EAGAIN && errno != EINTR)
            return wire_failure(wire, errno, fault);
        wire->refused = count <= 0;
    }
    if (count > 0)
        note_taken(wire, (size_t)count);
    *taken = count > 0 ? (size_t)count : 0;
    return DRV_OK;
}

static int serial_read(struct transport *transport, uint8_t *buffer, size_t capacity, size_t *count,
                       struct drv_fault *fault)
{
    struct serial_wire *wire = (struct serial_wire *)transport;
    ssize_t got = capacity == 0 ? 0 : read(wire->fd, buffer, capacity);
    if (got < 0 && errno != EAGAIN && errno != EINTR)
        return wire_failure(wire, errno, fault);
    if (got == 0 && capacity > 0)
        return wire_failure(wire, EIO, fault);
    *count = got > 0 ? (size_t)got : 0;
    return DRV_OK;
}

/* When no more than `level` bytes will be ahead; 0: so it is. */
static int64_t due_in_ns(struct serial_wire *wire, int64_t level)
{
    look(wire);
    bool still = wire->held || wire->refused;
    int64_t excess = (int64_t)wire->ahead - level;
    wire->refused = false;
    if (!still && excess <= 0)
        return 0;
    int64_t stood_ns = wire->looked_ns - wire->moved_ns;
    int64_t patience_ns = smaller(stood_ns / STILL_SHARE, STILL_MAX_MS * NS_PER_MS);
    return larger(patience_ns, still ? STILL_MIN_MS * NS_PER_MS : excess * wire->byte_ns);
}

static struct timespec timespec_of(int64_t ns)
{
    int64_t second = 1000 * NS_PER_MS;
    return (struct timespec){.tv_sec = ns / second, .tv_nsec = ns % second};
}

/* One sleep; *woken also where nothing more is to be waited for. */
static int sleep_once(struct serial_wire *wire, short events, int64_t sleep_ns, bool *woken,
                      struct drv_fault *fault)
{
    struct pollfd poll_fd = {.fd = wire->fd, .events = events};
    struct timespec timeout = timespec_of(larger(sleep_ns, 0));
    int ready = ppoll(&poll_fd, 1, &timeout, NULL);
    if (ready < 0 && errno != EINTR)
        return wire_failure(wire, errno, fault);
    if (ready > 0 && (poll_fd.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0)
        return wire_failure(wire, EIO, fault);
    *woken = ready != 0;
    return DRV_OK;
}

/* poll cannot tell of room: a tty has room for kilobytes, and we want it when we say so. */
static int sleep_until(struct serial_wire *wire, short events, int64_t level, int64_t until_ms,
                       struct drv_fault *fault)
{
    bool woken = false;
    int status = DRV_OK;
    while (status == DRV_OK && !woken) {
        int64_t due_ns = level == NEVER ? INT64_MAX : due_in_ns(wire, level);
        int64_t left_ns = deadline_left_ms(until_ms) * NS_PER_MS;
        status = sleep_once(wire, events, smaller(due_ns, left_ns), &woken, fault);
        if (due_ns == 0 || left_ns == 0)
            return status;
    }
    return status;
}

static int serial_wait(struct transport *transport, bool room, int64_t until_ms,
                       struct drv_fault *fault)
{
    struct serial_wire *wire = (struct serial_wire *)transport;
    int64_t level = room ? (int64_t)(wire->ahead_max / 2) : NEVER;
    return sleep_until(wire, POLLIN, level, until_ms, fault);
}

static int serial_finish(struct transport *transport, int64_t deadline_ms,
                         enum printer_result *result, struct drv_fault *fault)
{
    struct serial_wire *wire = (struct serial_wire *)transport;
    int status = DRV_OK;
    while (status == DRV_OK && serial_pending(transport) > 0 && deadline_left_ms(deadline_ms) > 0)
        status = sleep_until(wire, 0, 0, deadline_ms, fault);
    if (status == DRV_OK && wire->ahead > 0)
        status = drv_fail(fault, DRV_TIMEOUT, "\"%.80s\": the last %zu bytes were held back%s",
                          wire->path, wire->ahead,
                          wire->ready_line == TIOCM_CTS && wire->held   ? ", CTS is low"
                          : wire->ready_line == TIOCM_DSR && wire->held ? ", DSR is low"
                                                                        : "");
    if (status != DRV_OK && *result == PRINTER_UNCONFIRMED)
        *result = PRINTER_NOT_PRINTED;
    return status;
}

/* Or close would wait for it; see the header. */
static void let_go(int fd)
{
    struct termios line;
    tcflush(fd, TCOFLUSH);
    if (tcgetattr(fd, &line) != 0)
        return;
    line.c_cflag &= ~(tcflag_t)CRTSCTS;
    line.c_iflag &= ~(tcflag_t)IXON;
    tcsetattr(fd, TCSANOW, &line);
}

static void serial_close(struct transport *transport)
{
    struct serial_wire *wire = (struct serial_wire *)transport;
    if (serial_pending(transport) > 0 && !wire->gone)
        let_go(wire->fd);
    release(wire);
}

const char *serial_lasting_name(const char *folder, const char *device, char *out, size_t capacity)
{
    char link[PATH_MAX], real[PATH_MAX];
    struct dirent *entry;
    snprintf(out, capacity, "%s", device);
    DIR *links = opendir(folder);
    if (links == NULL)
        return out;
    while ((entry = readdir(links)) != NULL) {
        if (entry->d_name[0] == '.')
            continue;
        snprintf(link, sizeof link, "%s/%s", folder, entry->d_name);
        if (strlen(link) < capacity && realpath(link, real) != NULL && strcmp(real, device) == 0) {
            memcpy(out, link, strlen(link) + 1);
            break;
        }
    }
    closedir(links);
    return out;
}

static int serial_list(transport_visit *visit, void *context, struct drv_fault *fault)
{
    struct sp_port **ports;
    char name[SERIAL_PATH_BYTES], uri[SERIAL_PATH_BYTES + 8];
    if (sp_list_ports(&ports) != SP_OK)
        return drv_fail(fault, DRV_IO, "serial ports: %m");
    for (struct sp_port **port = ports; *port != NULL; port++) {
        const char *description = sp_get_port_description(*port);
        serial_lasting_name("/dev/serial/by-path", sp_get_port_name(*port), name, sizeof name);
        snprintf(uri, sizeof uri, "serial:%s", name);
        visit(context, uri, description == NULL ? "" : description);
    }
    sp_free_port_list(ports);
    return DRV_OK;
}

const struct transport_ops transport_serial = {
    .scheme = "serial",
    .check = serial_check,
    .open = serial_open,
    .write = serial_write,
    .read = serial_read,
    .wait = serial_wait,
    .pending = serial_pending,
    .finish = serial_finish,
    .close = serial_close,
    .list = serial_list,
};
