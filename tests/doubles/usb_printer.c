/* SPDX-License-Identifier: MIT */
/*
 * A USB printer in real time for one command: usb_printer [OPTIONS] -- COMMAND... runs the command
 * on a mocked bus on which usb://EPSON/TM-T20II?serial=J4CF012345 is attached, with the virtual
 * printer's body behind it. It tells what happens as `comeback virtual-printer` does, waits after
 * the command until nothing more comes out, and exits as the command did.
 */
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../../plugin/command/arguments.h"
#include "../../plugin/command/virtual_body.h"
#include "../../plugin/command/virtual_report.h"
#include "usb_mock.h"

#define PRINTER_URI "usb://EPSON/TM-T20II?serial=J4CF012345"

enum {
    TICK_US = 2000,
    QUIET_US = 700 * 1000,
    SETTLE_US = 30 * 1000 * 1000,
    KILLED = 128,
    PRINTER_CLASS = 7,
};

static const char printer_id[] =
    "\0\x4B"
    "MFG:EPSON;CMD:ESC/POS;MDL:TM-T20II;CLS:PRINTER;DES:EPSON TM-T20II Receipt;";

struct wishes {
    const char *out, *short_bytes, *stall, *held;
    bool json, no_usblp, one_way;
    struct virtual_body_wishes body;
};

struct usb_printer {
    struct virtual_body_made made;
    struct virtual_report report;
    struct usb_mock_options options;
    struct usb_mock_bus *bus;
    struct usb_mock *device;
    struct drv_fault fault; /* of the body */
    long held_ms;
    bool claimed;
    unsigned losses; /* of the link, as far as the plug has followed */
    int64_t started_us;
};

static int64_t clock_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int64_t now_us(const struct usb_printer *printer)
{
    return clock_us() - printer->started_us;
}

/* Behind the endpoints, in umockdev's thread, under the bus's lock. */

static void go_on(struct usb_printer *printer)
{
    body_advance(printer->made.body, now_us(printer), &printer->fault);
}

/* What is in flight when the link is lost must not go on behind the loss. */
static bool is_lost(const struct usb_printer *printer)
{
    return body_link_losses(printer->made.body) != printer->losses;
}

static size_t receive(void *context, const uint8_t *bytes, size_t length)
{
    struct usb_printer *printer = context;
    go_on(printer);
    return is_lost(printer) ? 0 : body_receive(printer->made.body, bytes, length);
}

static size_t answer(void *context, uint8_t *out, size_t capacity)
{
    struct usb_printer *printer = context;
    go_on(printer);
    return is_lost(printer) ? 0 : body_answer(printer->made.body, out, capacity);
}

static uint8_t port_status(void *context)
{
    struct usb_printer *printer = context;
    go_on(printer);
    return body_port_status(printer->made.body);
}

/* What the faults do to the plug: without power a printer is not on the bus either. */

static void reset(struct usb_mock *device)
{
    usb_mock_unplug(device);
    usb_mock_plug(device);
}

static void (*const on_wire[BODY_EVENT_COUNT])(struct usb_mock *device) = {
    [BODY_UNPLUG] = usb_mock_unplug,
    [BODY_POWER_OFF] = usb_mock_unplug,
    [BODY_PLUG] = usb_mock_plug,
    [BODY_POWER_ON] = usb_mock_plug,
    [BODY_RESET] = reset,
};

static bool next_fault(struct usb_printer *printer, enum body_event *event)
{
    int64_t at_us;
    usb_mock_lock(printer->bus);
    bool found = body_fault_at(printer->made.body, printer->report.faults, event, &at_us);
    if (found)
        virtual_report_fault(&printer->report, at_us, *event);
    usb_mock_unlock(printer->bus);
    printer->report.faults += found;
    return found;
}

static void suffer(struct usb_printer *printer)
{
    enum body_event event;
    while (next_fault(printer, &event))
        if (on_wire[event] != NULL)
            on_wire[event](printer->device);
    usb_mock_lock(printer->bus);
    printer->losses = body_link_losses(printer->made.body);
    usb_mock_unlock(printer->bus);
}

static void watch_link(struct usb_printer *printer)
{
    bool claimed = usb_mock_claimed(printer->device);
    if (claimed == printer->claimed)
        return;
    printer->claimed = claimed;
    usb_mock_lock(printer->bus);
    if (!claimed)
        body_hang_up(printer->made.body);
    virtual_report_link(&printer->report, body_now_us(printer->made.body),
                        claimed ? "linked" : "lost");
    usb_mock_unlock(printer->bus);
}

/* Lets what is due happen, and tells it. */
static int work(struct usb_printer *printer, bool still)
{
    if (printer->held_ms > 0 && now_us(printer) >= printer->held_ms * 1000) {
        usb_mock_hold_node(printer->device, false);
        printer->held_ms = 0;
    }
    watch_link(printer);
    usb_mock_lock(printer->bus);
    go_on(printer);
    usb_mock_unlock(printer->bus);
    suffer(printer);
    usb_mock_lock(printer->bus);
    int status = virtual_report_sheets(&printer->report, printer->made.body, still);
    if (printer->fault.text[0] != '\0')
        status = tell(EXIT_REFUSED, "%s", printer->fault.text);
    usb_mock_unlock(printer->bus);
    return status;
}

/* Bytes and rows so far: what does not change is quiet. */
static uint64_t progress(struct usb_printer *printer)
{
    struct body_totals totals;
    usb_mock_lock(printer->bus);
    body_totals(printer->made.body, &totals);
    usb_mock_unlock(printer->bus);
    return totals.received_bytes + totals.moved_rows;
}

/* The signal that came within a tick; 0: none. */
static int wait_signal(void)
{
    static const struct timespec tick = {.tv_nsec = TICK_US * 1000L};
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGCHLD);
    int signal = sigtimedwait(&set, NULL, &tick);
    return signal > 0 ? signal : 0;
}

/* A fault that waits for bytes or rows comes no more; one that waits for its time does. */
static bool is_due(struct usb_printer *printer)
{
    usb_mock_lock(printer->bus);
    const struct body *body = printer->made.body;
    bool due = !body_script_done(body) && body_next_us(body) != BODY_NEVER;
    usb_mock_unlock(printer->bus);
    return due;
}

static int settle(struct usb_printer *printer)
{
    int64_t start_us = clock_us(), changed_us = start_us;
    uint64_t before = progress(printer);
    int status = EXIT_DONE;
    for (int signal = 0; status == EXIT_DONE && signal == 0; signal = wait_signal()) {
        status = work(printer, false);
        uint64_t now = progress(printer);
        if (now != before || is_due(printer))
            changed_us = clock_us();
        before = now;
        if (clock_us() - changed_us > QUIET_US || clock_us() - start_us > SETTLE_US)
            break;
    }
    return status;
}

static pid_t start(char **command)
{
    pid_t child = fork();
    if (child != 0)
        return child;
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    setenv("LD_PRELOAD", usb_mock_preload(), 1);
    execvp(command[0], command);
    perror(command[0]);
    _exit(127);
}

/* The command's exit code, while the printer prints. */
static int run_command(struct usb_printer *printer, char **command)
{
    int how;
    pid_t child = start(command);
    if (child < 0)
        return tell(EXIT_REFUSED, "fork: %s", strerror(errno));
    while (waitpid(child, &how, WNOHANG) == 0) {
        int status = work(printer, false);
        if (status != EXIT_DONE)
            kill(child, SIGKILL);
        int signal = wait_signal();
        if (signal == SIGTERM || signal == SIGINT)
            kill(child, signal);
    }
    return WIFSIGNALED(how) ? KILLED + WTERMSIG(how) : WEXITSTATUS(how);
}

static void plug_in(struct usb_printer *printer, const struct wishes *wishes, long short_bytes)
{
    printer->options = (struct usb_mock_options){
        .vendor = 0x04B8,
        .product = 0x0E15,
        .maker = "EPSON",
        .model = "TM-T20II",
        .serial = "J4CF012345",
        .id = (const uint8_t *)printer_id,
        .id_length = sizeof printer_id - 1,
        .settings = {{.class = PRINTER_CLASS,
                      .subclass = 1,
                      .protocol = wishes->one_way ? 1 : 2,
                      .out = 0x01,
                      .in = wishes->one_way ? 0 : 0x82}},
        .usblp = !wishes->no_usblp,
        .short_bytes = (uint32_t)short_bytes,
    };
    struct usb_mock_behind behind = {printer, receive, answer, port_status};
    printer->bus = usb_mock_bus_new();
    printer->device = usb_mock_add(printer->bus, &printer->options, &behind);
}

static bool read_number(const char *name, const char *text, long *out)
{
    return text == NULL || argument_number(name, text, 0, 1 << 24, out);
}

static int print(struct usb_printer *printer, const struct wishes *wishes, char **command)
{
    long short_bytes = 0, stall = -1;
    if (!read_number("--short", wishes->short_bytes, &short_bytes) ||
        !read_number("--stall", wishes->stall, &stall) ||
        !read_number("--held", wishes->held, &printer->held_ms))
        return EXIT_USAGE;
    if (wishes->out != NULL && mkdir(wishes->out, 0777) != 0 && errno != EEXIST)
        return tell(EXIT_REFUSED, "--out: \"%.200s\": %s", wishes->out, strerror(errno));
    printer->started_us = clock_us();
    plug_in(printer, wishes, short_bytes);
    if (stall >= 0)
        usb_mock_stall(printer->device, true, 1, (size_t)stall);
    usb_mock_hold_node(printer->device, printer->held_ms > 0);
    virtual_report_place(&printer->report, PRINTER_URI, 0);
    int exit_code = run_command(printer, command);
    int status = settle(printer);
    if (status == EXIT_DONE)
        status = work(printer, true);
    virtual_report_totals(&printer->report, printer->made.body);
    usb_mock_bus_free(printer->bus);
    return status == EXIT_DONE ? exit_code : status;
}

static int run(struct call *call)
{
    /* A USB printer says NAK when it is full, to everything. */
    struct wishes wishes = {.body = {.nak = true}};
    const struct argument known[] = {
        {"out", NULL, &wishes.out},
        {"json", &wishes.json, NULL},
        {"profile", NULL, &wishes.body.profile},
        {"answers", NULL, &wishes.body.answers},
        {"speed", NULL, &wishes.body.speed},
        {"cut", NULL, &wishes.body.cut},
        {"buffer", NULL, &wishes.body.buffer},
        {"silent", &wishes.body.silent, NULL},
        {"chatty", &wishes.body.chatty, NULL},
        {"nak", &wishes.body.nak, NULL},
        {"late", NULL, &wishes.body.late},
        {"short", NULL, &wishes.short_bytes},
        {"stall", NULL, &wishes.stall},
        {"held", NULL, &wishes.held},
        {"no-usblp", &wishes.no_usblp, NULL},
        {"one-way", &wishes.one_way, NULL},
        {NULL, NULL, NULL},
    };
    const struct argument_list faults[] = {{"fault", virtual_body_take_fault, &wishes.body},
                                           {NULL, NULL, NULL}};
    int status = arguments_read_lists(call, known, faults, 1, INT_MAX);
    if (status != GO_ON)
        return status;
    struct usb_printer printer = {.report = {.json = wishes.json, .folder = wishes.out}};
    status = virtual_body_make(&wishes.body, &printer.made);
    if (status == EXIT_DONE)
        status = print(&printer, &wishes, call->words);
    virtual_body_free(&printer.made);
    return status;
}

static const struct command command_usb_printer = {
    "usb_printer", "a USB printer for one command", "[OPTION]… -- COMMAND…",
    "Options as of virtual-printer, but for its wires; and\n"
    "  --short N    OUT transfers end well after so many bytes\n"
    "  --stall N    the endpoint stalls once, after so many bytes\n"
    "  --held MS    so long another program has the node of usblp open\n"
    "  --no-usblp   no kernel driver is there\n"
    "  --one-way    no back channel\n",
    run};

int main(int count, char **words)
{
    struct call call = {&command_usb_printer, NULL, count, words};
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGCHLD);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    return run(&call);
}
