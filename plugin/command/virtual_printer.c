/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "arguments.h"
#include "virtual_body.h"
#include "virtual_report.h"
#include "virtual_wire.h"

enum { SECOND_US = 1000000 };

struct wishes {
    const char *listen, *link, *out, *baud, *short_reads, *window, *jobs, *seconds;
    bool pty, refuse, json;
    struct virtual_body_wishes body;
};

/* What its options make of it. */
struct virtual_printer {
    struct virtual_body_made made;
    struct virtual_wire_options wire_options;
    long jobs, seconds; /* 0: for ever */
    struct body *body;  /* made's */
    struct virtual_wire wire;
    struct virtual_report report;
    int signal_fd;
    int64_t started_us;
    int64_t enough_us; /* when the last of `jobs` came out; BODY_NEVER */
};

static bool read_number(const char *name, const char *text, long least, long most, long *out)
{
    return text == NULL || argument_number(name, text, least, most, out);
}

static bool read_numbers(const struct wishes *wishes, struct virtual_printer *printer)
{
    struct virtual_wire_options *wire = &printer->wire_options;
    return read_number("--baud", wishes->baud, 50, 10000000, &wire->baud) &&
           read_number("--short", wishes->short_reads, 1, 4096, &wire->short_reads) &&
           read_number("--receive-window", wishes->window, 1, 1 << 24, &wire->receive_window) &&
           read_number("--jobs", wishes->jobs, 1, 1000000000, &printer->jobs) &&
           read_number("--for", wishes->seconds, 1, 1000000000, &printer->seconds);
}

static int read_wishes(const struct wishes *wishes, struct virtual_printer *printer)
{
    if ((wishes->listen != NULL) == wishes->pty)
        return tell(EXIT_USAGE, "virtual-printer: one of --listen ADDR:PORT and --pty is needed");
    if (wishes->link != NULL && !wishes->pty)
        return tell(EXIT_USAGE, "--link: only a pty has a path");
    printer->wire_options = (struct virtual_wire_options){
        .listen = wishes->listen, .link = wishes->link, .refuse = wishes->refuse};
    printer->report = (struct virtual_report){.json = wishes->json, .folder = wishes->out};
    return read_numbers(wishes, printer) ? EXIT_DONE : EXIT_USAGE;
}

static int start(const struct wishes *wishes, struct virtual_printer *printer)
{
    sigset_t stop;
    if (wishes->out != NULL && mkdir(wishes->out, 0777) != 0 && errno != EEXIST)
        return tell(EXIT_REFUSED, "--out: \"%.200s\": %s", wishes->out, strerror(errno));
    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    sigaddset(&stop, SIGINT);
    if (sigprocmask(SIG_BLOCK, &stop, NULL) == 0)
        printer->signal_fd = signalfd(-1, &stop, SFD_CLOEXEC | SFD_NONBLOCK);
    if (printer->signal_fd < 0)
        return tell(EXIT_REFUSED, "signals: %s", strerror(errno));
    return virtual_wire_open(&printer->wire_options, &printer->wire);
}

/* Work. */

static int64_t clock_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * SECOND_US + now.tv_nsec / 1000;
}

static void tell_link(const struct virtual_printer *printer, int changes)
{
    int64_t now_us = body_now_us(printer->body);
    if (changes & VIRTUAL_WIRE_LOST)
        virtual_report_link(&printer->report, now_us, "lost");
    if (changes & VIRTUAL_WIRE_LINKED)
        virtual_report_link(&printer->report, now_us, "linked");
}

static void suffer(struct virtual_printer *printer)
{
    enum body_event event;
    int64_t at_us;
    while (body_fault_at(printer->body, printer->report.faults, &event, &at_us)) {
        printer->report.faults++;
        /* First done, then told: who hears of it may act upon it. */
        int changes = virtual_wire_suffer(&printer->wire, printer->body, event);
        virtual_report_fault(&printer->report, at_us, event);
        tell_link(printer, changes);
    }
}

/* Lets what is due happen, and tells it. */
static int work(struct virtual_printer *printer)
{
    struct drv_fault fault = {{0}};
    int64_t now_us = clock_us() - printer->started_us;
    int status = body_advance(printer->body, now_us, &fault);
    if (status != DRV_OK)
        return tell(EXIT_REFUSED, "%s", fault.text);
    suffer(printer);
    tell_link(printer, virtual_wire_serve(&printer->wire, printer->body));
    int told = virtual_report_sheets(&printer->report, printer->body, false);
    bool enough = printer->jobs > 0 && printer->report.cuts >= (size_t)printer->jobs;
    if (enough && printer->enough_us == BODY_NEVER)
        printer->enough_us = now_us;
    return told;
}

/* Whoever sent the last job is left a moment to hear of it. */
static int64_t end_us(const struct virtual_printer *printer)
{
    int64_t time_us = printer->seconds == 0 ? BODY_NEVER : printer->seconds * INT64_C(1000000);
    int64_t late_us = printer->made.options.answer_ms * INT64_C(1000);
    if (printer->enough_us == BODY_NEVER)
        return time_us;
    int64_t jobs_us = printer->enough_us + late_us + (printer->wire.client_fd >= 0 ? SECOND_US : 0);
    return jobs_us < time_us ? jobs_us : time_us;
}

/* True where a signal says that it is time to stop. */
static bool sleep_until_next(const struct virtual_printer *printer)
{
    struct pollfd fds[VIRTUAL_WIRE_FDS + 1];
    int64_t until_us = body_next_us(printer->body), last_us = end_us(printer);
    if (until_us > last_us)
        until_us = last_us;
    virtual_wire_watch(&printer->wire, printer->body, fds, &until_us);
    fds[VIRTUAL_WIRE_FDS] = (struct pollfd){.fd = printer->signal_fd, .events = POLLIN};
    int64_t left_us = until_us == BODY_NEVER ? 0 : until_us - (clock_us() - printer->started_us);
    if (left_us < 0)
        left_us = 0;
    struct timespec left = {left_us / SECOND_US, left_us % SECOND_US * 1000};
    ppoll(fds, VIRTUAL_WIRE_FDS + 1, until_us == BODY_NEVER ? NULL : &left, NULL);
    return (fds[VIRTUAL_WIRE_FDS].revents & POLLIN) != 0;
}

static bool is_done(const struct virtual_printer *printer)
{
    return body_now_us(printer->body) >= end_us(printer);
}

static int serve(struct virtual_printer *printer)
{
    int status;
    printer->started_us = clock_us();
    virtual_report_place(&printer->report, printer->wire.place, printer->wire.port);
    do
        status = work(printer);
    while (status == EXIT_DONE && !is_done(printer) && !sleep_until_next(printer));
    if (status == EXIT_DONE)
        status = virtual_report_sheets(&printer->report, printer->body, true);
    virtual_report_totals(&printer->report, printer->body);
    return status;
}

static int run_printer(const struct wishes *wishes)
{
    struct virtual_printer printer = {
        .signal_fd = -1,
        .enough_us = BODY_NEVER,
        .wire = {.listen_fd = -1, .client_fd = -1, .slave_fd = -1, .abandoned_fd = -1}};
    int status = read_wishes(wishes, &printer);
    if (status == EXIT_DONE)
        status = virtual_body_make(&wishes->body, &printer.made);
    printer.body = printer.made.body;
    if (status == EXIT_DONE)
        status = start(wishes, &printer);
    if (status == EXIT_DONE)
        status = serve(&printer);
    virtual_wire_close(&printer.wire);
    if (printer.signal_fd >= 0)
        close(printer.signal_fd);
    virtual_body_free(&printer.made);
    return status;
}

static int run(struct call *call)
{
    struct wishes wishes = {.listen = NULL};
    const struct argument known[] = {
        {"listen", NULL, &wishes.listen},
        {"pty", &wishes.pty, NULL},
        {"link", NULL, &wishes.link},
        {"refuse", &wishes.refuse, NULL},
        {"out", NULL, &wishes.out},
        {"profile", NULL, &wishes.body.profile},
        {"answers", NULL, &wishes.body.answers},
        {"baud", NULL, &wishes.baud},
        {"speed", NULL, &wishes.body.speed},
        {"cut", NULL, &wishes.body.cut},
        {"buffer", NULL, &wishes.body.buffer},
        {"silent", &wishes.body.silent, NULL},
        {"chatty", &wishes.body.chatty, NULL},
        {"nak", &wishes.body.nak, NULL},
        {"late", NULL, &wishes.body.late},
        {"short", NULL, &wishes.short_reads},
        {"receive-window", NULL, &wishes.window},
        {"jobs", NULL, &wishes.jobs},
        {"for", NULL, &wishes.seconds},
        {"json", &wishes.json, NULL},
        {NULL, NULL, NULL},
    };
    const struct argument_list faults[] = {{"fault", virtual_body_take_fault, &wishes.body},
                                           {NULL, NULL, NULL}};
    int status = arguments_read_lists(call, known, faults, 0, 0);
    return status == GO_ON ? run_printer(&wishes) : status;
}

const struct command command_virtual_printer = {
    "virtual-printer", "a printer that is not there",
    "--listen ADDR:PORT|--pty [--out DIR] [--fault FAULT]… [--json] …",
    "Takes what printers are sent, at the speed of paper, answers like one and fails like one, "
    "and\n"
    "tells what a person would find lying there. Stops on SIGTERM or SIGINT.\n\n"
    "  --listen ADDR:PORT  on TCP; port 0: a free one. One client prints, two more may wait\n"
    "  --refuse            others are refused while one prints\n"
    "  --pty               on a pseudo-terminal; its path is the first line\n"
    "  --link PATH         a symbolic link to it, which outlives its unplugging\n"
    "  --out DIR           each sheet as NNNNNN.png and NNNNNN.txt\n"
    "  --json              what happens, a line of JSON each\n"
    "  --jobs N            stop after so many cut sheets\n"
    "  --for SECONDS       stop after that time\n"
    "  --profile NAME      the model; else generic-80, answering everything\n"
    "  --answers LIST      realtime,asb,gs-r,process-id,recover,clear or all or none\n"
    "  --silent            says nothing\n"
    "  --chatty            speaks unasked twice a second\n"
    "  --late MS           answers so late\n"
    "  --buffer BYTES      of its receive buffer; 4096\n"
    "  --nak               lets no question in while that is full, as on USB\n"
    "  --speed MM_S        of paper; 150\n"
    "  --cut MS            for a cut; 300\n"
    "  --baud N            of the wire, 10 bits a byte\n"
    "  --short N           reads at most so many bytes at a time\n"
    "  --receive-window BYTES  of the socket\n"
    "  --fault FAULT       may be given more than once; see below\n\n"
    "A fault is an event and when it comes: paper-out@120 when 120 rows of dots have been moved,\n"
    "unplug@3000b at that byte of all that arrive, cover-open@2s or @1500ms on the clock,\n"
    "paper-in@+3s so long after the fault given before it. Events: paper-out, paper-in, near-end,\n"
    "cover-open, cover-close, cutter-jam, cutter-clear, power-off, power-on, unplug, plug, reset,\n"
    "black-hole, feed, nv-full.\n\n"
    "exit: 0 stopped, 1 refused, 2 used wrongly\n"
    "example: comeback virtual-printer --listen 127.0.0.1:9100 --fault paper-out@120 --out paper\n",
    run};
