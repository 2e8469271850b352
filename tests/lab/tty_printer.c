/* SPDX-License-Identifier: MIT */
/*
 * tty_printer NAME DEVICE [body options]: the virtual printer at the far end of a null-modem cable,
 * at 115200 8N1. When it gets busy it sends XOFF, and XON when it is ready again; what comes while
 * it has no room is lost, as on a real line. It has no other wires: CTS is not driven.
 */
#include "station.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

enum { XON = 0x11, XOFF = 0x13 };

struct line {
    struct station station;
    const char *path;
    int fd;
    bool stopped; /* XOFF was the last we said */
    uint64_t lost_bytes, stops;
};

static struct line *line_of(struct station *station)
{
    return (struct line *)station;
}

static int line_open(struct line *line)
{
    struct termios settings;
    line->fd = open(line->path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (line->fd < 0 || tcgetattr(line->fd, &settings) != 0)
        return -1;
    cfmakeraw(&settings);
    settings.c_cflag |= CLOCAL | CREAD;
    cfsetspeed(&settings, B115200);
    return tcsetattr(line->fd, TCSANOW, &settings);
}

static int line_fd(struct station *station)
{
    return line_of(station)->fd;
}

static void line_take(struct station *station)
{
    struct line *line = line_of(station);
    uint8_t bytes[256];
    ssize_t count = read(line->fd, bytes, sizeof bytes);
    if (count > 0)
        line->lost_bytes += (size_t)count - body_receive(station->body, bytes, (size_t)count);
}

static void say(struct line *line, uint8_t byte)
{
    if (write(line->fd, &byte, 1) == 1) {
        line->stopped = byte == XOFF;
        line->stops += line->stopped;
    }
}

static bool line_pump(struct station *station, int64_t now_us)
{
    struct line *line = line_of(station);
    uint8_t bytes[64];
    (void)now_us;
    if (body_busy(station->body) != line->stopped)
        say(line, line->stopped ? XON : XOFF);
    size_t count = body_answer(station->body, bytes, sizeof bytes);
    return count > 0 && write(line->fd, bytes, count) > 0;
}

static int64_t line_next_us(struct station *station, int64_t now_us)
{
    (void)station;
    (void)now_us;
    return BODY_NEVER;
}

static bool line_ask(struct station *station, const char *request, struct bytes *answer)
{
    (void)station;
    (void)request;
    (void)answer;
    return false;
}

static void line_add_totals(struct station *station, struct bytes *answer)
{
    station_add_total(answer, "lost", line_of(station)->lost_bytes);
    station_add_total(answer, "stops", line_of(station)->stops);
}

static void line_close(struct station *station)
{
    close(line_of(station)->fd);
    line_of(station)->fd = -1;
}

static const struct station_wire wire = {.fd = line_fd,
                                         .take = line_take,
                                         .pump = line_pump,
                                         .next_us = line_next_us,
                                         .ask = line_ask,
                                         .add_totals = line_add_totals,
                                         .close = line_close};

int main(int argc, char **argv)
{
    struct line line = {.fd = -1};
    if (argc < 3) {
        fprintf(stderr, "usage: tty_printer NAME DEVICE [body options]\n");
        return 2;
    }
    line.station.name = argv[1];
    line.path = argv[2];
    if (line_open(&line) != 0) {
        fprintf(stderr, "tty_printer: \"%s\": %s\n", line.path, strerror(errno));
        return 2;
    }
    return station_run(&line.station, &wire, (struct body_options){0}, argc - 2, argv + 2);
}
