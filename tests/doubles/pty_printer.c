/* SPDX-License-Identifier: MIT */
#include "pty_printer.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "../../drivers/paper/body.h"

enum { KEPT_BYTES = 1 << 20, TICK_US = 1000, XON = 0x11, XOFF = 0x13 };

struct pty_printer {
    struct pty_options options;
    int master, slave;
    char path[64], shim_path[256];
    struct pty_shim *shim;
    pthread_t thread;
    pthread_mutex_t lock; /* of all below, and of the master's closing */
    bool ended;
    bool stopped_line; /* XOFF was said */
    bool busy;
    unsigned busy_count;
    size_t lost_count;
    int64_t began_us;
    int64_t fed_us; /* until then the line's time is used up */
    uint8_t held[4096];
    size_t held_count; /* read from the line, not given to the body yet */
    size_t kept_count;
    uint8_t kept[KEPT_BYTES];
};

static int64_t now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static bool flows(const struct pty_printer *printer)
{
    struct termios line;
    if (tcgetattr(printer->master, &line) != 0)
        return false;
    if ((line.c_cflag & CRTSCTS) != 0 && (printer->shim->lines & TIOCM_CTS) == 0)
        return false;
    return (line.c_iflag & IXON) == 0 || !printer->stopped_line;
}

/* Bytes whose time on the line has passed. */
static size_t allowance(struct pty_printer *printer, int64_t now)
{
    if (printer->options.baud == 0)
        return sizeof printer->held;
    return (size_t)((now - printer->fed_us) * printer->options.baud / 10 / 1000000);
}

static void keep(struct pty_printer *printer, const uint8_t *bytes, size_t count)
{
    size_t room = KEPT_BYTES - printer->kept_count;
    memcpy(printer->kept + printer->kept_count, bytes, count < room ? count : room);
    printer->kept_count += count < room ? count : room;
}

/* True where there may be more to carry at once. */
static bool carry(struct pty_printer *printer, int64_t now)
{
    size_t most = allowance(printer, now), room = sizeof printer->held - printer->held_count;
    uint8_t *at = printer->held + printer->held_count;
    if (printer->options.baud != 0 && most > 1)
        most = 1;
    if (!flows(printer)) {
        printer->fed_us = now;
        return false;
    }
    if (most == 0 || room == 0)
        return false;
    ssize_t count = read(printer->master, at, most < room ? most : room);
    if (count <= 0) {
        printer->fed_us = now; /* the time of an empty line is lost; that of a late thread is not */
        return false;
    }
    if (printer->options.baud != 0)
        printer->fed_us += count * 10 * INT64_C(1000000) / printer->options.baud;
    keep(printer, at, (size_t)count);
    printer->held_count += (size_t)count;
    printer->shim->left += (uint64_t)count;
    return printer->options.baud != 0;
}

static void say(struct pty_printer *printer, const void *bytes, size_t length)
{
    if (printer->master >= 0 && write(printer->master, bytes, length) < 0)
        return;
}

static void tell_busy(struct pty_printer *printer, bool busy)
{
    const uint8_t word = busy ? XOFF : XON;
    const int both = TIOCM_CTS | TIOCM_DSR;
    printer->busy_count += busy && !printer->busy;
    if (printer->options.xonxoff && busy != printer->busy) {
        say(printer, &word, 1);
        printer->stopped_line = busy;
    }
    if (!printer->options.xonxoff && busy)
        atomic_fetch_and(&printer->shim->lines, ~both);
    else if (!printer->options.xonxoff)
        atomic_fetch_or(&printer->shim->lines, both);
    printer->busy = busy;
}

/* Nothing on a serial line can wait: what a full buffer does not take is lost. */
static void feed(struct pty_printer *printer, struct body *body)
{
    size_t taken = body_receive(body, printer->held, printer->held_count);
    if (taken < printer->held_count)
        body_hang_up(body);
    printer->lost_count += printer->held_count - taken;
    printer->held_count = 0;
}

static void run_body(struct pty_printer *printer, int64_t now)
{
    uint8_t answer[256];
    struct body *body = printer->options.body;
    if (body == NULL) {
        printer->held_count = 0;
        return;
    }
    body_advance(body, now - printer->began_us, NULL);
    feed(printer, body);
    body_advance(body, now - printer->began_us, NULL);
    size_t count = body_answer(body, answer, sizeof answer);
    if (count > 0)
        say(printer, answer, count);
    tell_busy(printer, body_busy(body) || !body_linked(body));
    if (printer->options.after != NULL)
        printer->options.after(printer->options.context);
}

/* Byte by byte where there is a baud rate: CTS stops the line before the next. */
static void work(struct pty_printer *printer)
{
    bool more = printer->master >= 0;
    while (more) {
        more = carry(printer, now_us());
        run_body(printer, now_us());
    }
}

static void *serve(void *argument)
{
    static const struct timespec tick = {.tv_nsec = TICK_US * 1000};
    struct pty_printer *printer = argument;
    bool ended = false;
    while (!ended) {
        pthread_mutex_lock(&printer->lock);
        work(printer);
        ended = printer->ended;
        pthread_mutex_unlock(&printer->lock);
        nanosleep(&tick, NULL);
    }
    return NULL;
}

static int open_pty(struct pty_printer *printer)
{
    printer->master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (printer->master < 0 || grantpt(printer->master) != 0 || unlockpt(printer->master) != 0 ||
        ptsname_r(printer->master, printer->path, sizeof printer->path) != 0)
        return -1;
    /* Ours stays open, or the master would hang up between two jobs. */
    printer->slave = open(printer->path, O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (printer->slave < 0)
        return -1;
    struct termios line;
    tcgetattr(printer->slave, &line);
    cfmakeraw(&line);
    return tcsetattr(printer->slave, TCSANOW, &line);
}

static int make_shim(struct pty_printer *printer)
{
    struct stat info;
    snprintf(printer->shim_path, sizeof printer->shim_path, "%s/pty-shim-XXXXXX",
             printer->options.folder);
    int fd = mkostemp(printer->shim_path, O_CLOEXEC);
    if (fd < 0 || ftruncate(fd, sizeof *printer->shim) != 0 || fstat(printer->slave, &info) != 0)
        return -1;
    printer->shim = mmap(NULL, sizeof *printer->shim, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    if (printer->shim == MAP_FAILED)
        return -1;
    printer->shim->device = info.st_rdev;
    printer->shim->lines = TIOCM_CTS | TIOCM_DSR | TIOCM_CAR;
    return setenv(PTY_SHIM_VARIABLE, printer->shim_path, 1);
}

struct pty_printer *pty_printer_start(const struct pty_options *options)
{
    struct pty_printer *printer = calloc(1, sizeof *printer);
    if (printer == NULL)
        return NULL;
    printer->options = *options;
    printer->fed_us = now_us();
    printer->began_us = options->epoch_us != 0 ? options->epoch_us : now_us();
    pthread_mutex_init(&printer->lock, NULL);
    if (open_pty(printer) == 0 && make_shim(printer) == 0 &&
        pthread_create(&printer->thread, NULL, serve, printer) == 0)
        return printer;
    free(printer);
    return NULL;
}

void pty_printer_hang_up(struct pty_printer *printer)
{
    pthread_mutex_lock(&printer->lock);
    if (printer->master >= 0)
        close(printer->master);
    printer->master = -1;
    pthread_mutex_unlock(&printer->lock);
}

void pty_printer_stop(struct pty_printer *printer)
{
    pthread_mutex_lock(&printer->lock);
    printer->ended = true;
    pthread_mutex_unlock(&printer->lock);
    pthread_join(printer->thread, NULL);
    pty_printer_hang_up(printer);
    unsetenv(PTY_SHIM_VARIABLE);
    close(printer->slave);
    unlink(printer->shim_path);
    munmap(printer->shim, sizeof *printer->shim);
    pthread_mutex_destroy(&printer->lock);
    free(printer);
}

const char *pty_printer_path(const struct pty_printer *printer)
{
    return printer->path;
}

struct pty_shim *pty_printer_shim(struct pty_printer *printer)
{
    return printer->shim;
}

void pty_printer_set_line(struct pty_printer *printer, int line, bool high)
{
    if (high)
        atomic_fetch_or(&printer->shim->lines, line);
    else
        atomic_fetch_and(&printer->shim->lines, ~line);
}

void pty_printer_say(struct pty_printer *printer, const void *bytes, size_t length)
{
    const uint8_t *word = bytes;
    pthread_mutex_lock(&printer->lock);
    say(printer, bytes, length);
    for (size_t i = 0; i < length; i++)
        if (word[i] == XON || word[i] == XOFF)
            printer->stopped_line = word[i] == XOFF;
    pthread_mutex_unlock(&printer->lock);
}

void pty_printer_settings(const struct pty_printer *printer, struct termios *out)
{
    tcgetattr(printer->slave, out);
}

size_t pty_printer_lost(struct pty_printer *printer)
{
    pthread_mutex_lock(&printer->lock);
    size_t count = printer->lost_count;
    pthread_mutex_unlock(&printer->lock);
    return count;
}

unsigned pty_printer_busy_count(struct pty_printer *printer)
{
    pthread_mutex_lock(&printer->lock);
    unsigned count = printer->busy_count;
    pthread_mutex_unlock(&printer->lock);
    return count;
}

size_t pty_printer_received(struct pty_printer *printer, uint8_t *out, size_t capacity)
{
    pthread_mutex_lock(&printer->lock);
    size_t count = printer->kept_count;
    memcpy(out, printer->kept, count < capacity ? count : capacity);
    pthread_mutex_unlock(&printer->lock);
    return count;
}
