/* SPDX-License-Identifier: MIT */
/*
 * A printer on a serial line, in real time: serial_printer --folder DIR [OPTIONS]. The line is a
 * pty that passes for a port where pty_shim.so is preloaded with DIR/shim as its file; DIR/port
 * leads to it, also after it was unplugged and plugged in again. CTS and DSR are the printer's.
 * Tells what happens as `comeback virtual-printer` does, until SIGTERM or SIGINT.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../../plugin/command/arguments.h"
#include "../../plugin/command/virtual_body.h"
#include "../../plugin/command/virtual_report.h"
#include "../doubles/pty_printer.h"

enum { TICK_US = 2000 };

struct wishes {
    const char *folder, *baud, *from, *to;
    bool json;
    struct virtual_body_wishes body;
};

/* The line between two bytes of a job, for how long it was under way and for how long stopped. */
struct watch {
    long from, to; /* counted from the first byte of all; to 0: nothing is watched */
    int64_t first_us, from_us, to_us, looked_us;
    int64_t stopped_us; /* of these, CTS was low */
    bool stopped;
};

struct serial_printer {
    struct virtual_body_made made;
    struct virtual_report report;
    const char *folder;
    char link[256], shim[256];
    long baud;
    int64_t started_us;
    struct pty_printer *line; /* NULL: unplugged */
    pthread_mutex_t lock;     /* of what follows, and of what is told */
    bool unplugged;
    int status;
    struct watch watch;
};

static int64_t clock_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void tell_faults(struct serial_printer *printer)
{
    enum body_event event;
    int64_t at_us;
    for (; body_fault_at(printer->made.body, printer->report.faults, &event, &at_us);
         printer->report.faults++) {
        virtual_report_fault(&printer->report, at_us, event);
        printer->unplugged |= event == BODY_UNPLUG;
        printer->unplugged &= event != BODY_PLUG;
    }
}

static void watch_line(struct watch *watch, const struct body *body, int64_t now_us)
{
    struct body_totals totals;
    body_totals(body, &totals);
    bool under_way = watch->from_us != 0 && watch->to_us == 0;
    if (under_way && watch->stopped)
        watch->stopped_us += now_us - watch->looked_us;
    watch->stopped = body_busy(body);
    watch->looked_us = now_us;
    if (totals.received_bytes > 0 && watch->first_us == 0)
        watch->first_us = now_us;
    if (totals.received_bytes > (uint64_t)watch->from && watch->from_us == 0)
        watch->from_us = now_us;
    if (totals.received_bytes >= (uint64_t)watch->to && watch->to_us == 0)
        watch->to_us = now_us;
}

static void tell_line(const struct serial_printer *printer)
{
    const struct watch *watch = &printer->watch;
    if (watch->to != 0)
        printf("{\"event\":\"line\",\"first_ms\":%.1f,\"bytes\":%ld,\"ms\":%.1f,\"stopped_ms\":%."
               "1f}\n",
               (double)watch->first_us / 1000, watch->to - watch->from,
               (double)(watch->to_us - watch->from_us) / 1000, (double)watch->stopped_us / 1000);
}

/* In the line's thread while it is plugged in, else in ours. */
static void look(void *context)
{
    struct serial_printer *printer = context;
    pthread_mutex_lock(&printer->lock);
    if (printer->watch.to != 0)
        watch_line(&printer->watch, printer->made.body, clock_us() - printer->started_us);
    tell_faults(printer);
    if (printer->status == EXIT_DONE)
        printer->status = virtual_report_sheets(&printer->report, printer->made.body, false);
    pthread_mutex_unlock(&printer->lock);
}

static bool is_unplugged(struct serial_printer *printer)
{
    pthread_mutex_lock(&printer->lock);
    bool unplugged = printer->unplugged;
    pthread_mutex_unlock(&printer->lock);
    return unplugged;
}

/* A link or a file that is there already is another one's by now: replaced in one step. */
static bool put_in_place(const char *from, const char *to)
{
    return rename(from, to) == 0;
}

static bool make_link(const char *target, const char *path)
{
    char fresh[512];
    snprintf(fresh, sizeof fresh, "%s.new", path);
    unlink(fresh);
    return symlink(target, fresh) == 0 && put_in_place(fresh, path);
}

static int plug_in(struct serial_printer *printer)
{
    const struct pty_options options = {.folder = printer->folder,
                                        .baud = (int)printer->baud,
                                        .body = printer->made.body,
                                        .epoch_us = printer->started_us,
                                        .after = look,
                                        .context = printer};
    printer->line = pty_printer_start(&options);
    if (printer->line == NULL)
        return tell(EXIT_REFUSED, "pty: %s", strerror(errno));
    if (!put_in_place(getenv(PTY_SHIM_VARIABLE), printer->shim) ||
        !make_link(pty_printer_path(printer->line), printer->link))
        return tell(EXIT_REFUSED, "\"%s\": %s", printer->link, strerror(errno));
    return EXIT_DONE;
}

static void pull_out(struct serial_printer *printer)
{
    if (printer->line == NULL)
        return;
    /* First: the number of a pty that is gone is soon another one's. */
    unlink(printer->link);
    pty_printer_hang_up(printer->line);
    pty_printer_stop(printer->line);
    printer->line = NULL;
}

/* Nobody moves the body's clock on while there is no line. */
static int go_on(struct serial_printer *printer)
{
    body_advance(printer->made.body, clock_us() - printer->started_us, NULL);
    look(printer);
    return is_unplugged(printer) ? EXIT_DONE : plug_in(printer);
}

static bool is_told_to_end(void)
{
    static const struct timespec tick = {.tv_nsec = TICK_US * 1000L};
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    return sigtimedwait(&set, NULL, &tick) > 0;
}

static int serve(struct serial_printer *printer)
{
    printer->started_us = clock_us();
    int status = plug_in(printer);
    pthread_mutex_lock(&printer->lock);
    virtual_report_place(&printer->report, printer->link, 0);
    pthread_mutex_unlock(&printer->lock);
    while (status == EXIT_DONE && !is_told_to_end()) {
        if (printer->line != NULL && is_unplugged(printer))
            pull_out(printer);
        if (printer->line == NULL)
            status = go_on(printer);
    }
    pull_out(printer);
    if (status == EXIT_DONE)
        status = virtual_report_sheets(&printer->report, printer->made.body, true);
    tell_line(printer);
    virtual_report_totals(&printer->report, printer->made.body);
    unlink(printer->shim);
    return status;
}

static bool read_number(const char *name, const char *text, long *out)
{
    return text == NULL || argument_number(name, text, 0, 4000000, out);
}

static int run(struct call *call)
{
    struct wishes wishes = {.folder = NULL};
    const struct argument known[] = {
        {"folder", NULL, &wishes.folder},
        {"baud", NULL, &wishes.baud},
        {"from", NULL, &wishes.from},
        {"to", NULL, &wishes.to},
        {"json", &wishes.json, NULL},
        {"profile", NULL, &wishes.body.profile},
        {"answers", NULL, &wishes.body.answers},
        {"speed", NULL, &wishes.body.speed},
        {"cut", NULL, &wishes.body.cut},
        {"buffer", NULL, &wishes.body.buffer},
        {"silent", &wishes.body.silent, NULL},
        {"chatty", &wishes.body.chatty, NULL},
        {"late", NULL, &wishes.body.late},
        {NULL, NULL, NULL},
    };
    const struct argument_list faults[] = {{"fault", virtual_body_take_fault, &wishes.body},
                                           {NULL, NULL, NULL}};
    struct serial_printer printer = {.lock = PTHREAD_MUTEX_INITIALIZER};
    int status = arguments_read_lists(call, known, faults, 0, 0);
    if (status != GO_ON)
        return status;
    if (wishes.folder == NULL || strlen(wishes.folder) > 200)
        return tell(EXIT_USAGE, "serial_printer: --folder is needed, and not longer than 200");
    if (!read_number("--baud", wishes.baud, &printer.baud) ||
        !read_number("--from", wishes.from, &printer.watch.from) ||
        !read_number("--to", wishes.to, &printer.watch.to))
        return EXIT_USAGE;
    printer.folder = wishes.folder;
    snprintf(printer.link, sizeof printer.link, "%s/port", wishes.folder);
    snprintf(printer.shim, sizeof printer.shim, "%s/shim", wishes.folder);
    printer.report = (struct virtual_report){.json = wishes.json};
    status = virtual_body_make(&wishes.body, &printer.made);
    if (status == EXIT_DONE)
        status = serve(&printer);
    virtual_body_free(&printer.made);
    return status;
}

static const struct command command_serial_printer = {
    "serial_printer", "a printer on a serial line", "--folder DIR [OPTION]…",
    "Options as of virtual-printer, but for its wires; and\n"
    "  --from BYTE, --to BYTE  tells how long the line took for what is between, and how much of\n"
    "                          that it was stopped by CTS\n",
    run};

int main(int count, char **words)
{
    struct call call = {&command_serial_printer, NULL, count, words};
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    return run(&call);
}
