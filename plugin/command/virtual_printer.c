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
#include "virtual_report.h"
#include "virtual_wire.h"

enum { MAX_FAULTS = 64, SECOND_US = 1000000 };

struct wishes {
    const char *listen, *link, *out, *profile, *answers;
    const char *baud, *speed, *cut, *buffer, *late, *short_reads, *window, *jobs, *seconds;
    bool pty, refuse, silent, chatty, nak, json;
    const char *faults[MAX_FAULTS];
    int fault_count;
};

/* What its options make of it. */
struct virtual_printer {
    struct profile profile;
    struct body_options options;
    struct virtual_wire_options wire_options;
    long jobs, seconds; /* 0: for ever */
    struct body *body;
    struct virtual_wire wire;
    struct virtual_report report;
    int signal_fd;
    int64_t started_us;
    int64_t enough_us; /* when the last of `jobs` came out; BODY_NEVER */
};

static int take_fault(void *context, const char *value)
{
    struct wishes *wishes = context;
    if (wishes->fault_count == MAX_FAULTS)
        return tell(EXIT_USAGE, "--fault: \"%.80s\" is one more than %d", value, MAX_FAULTS);
    wishes->faults[wishes->fault_count++] = value;
    return EXIT_DONE;
}

/* Numbers. */

static bool read_number(const char *name, const char *text, long least, long most, long *out)
{
    return text == NULL || argument_number(name, text, least, most, out);
}

static bool read_numbers(const struct wishes *wishes, struct virtual_printer *printer)
{
    long speed = 0, cut = 0, buffer = 0, late = 0;
    struct virtual_wire_options *wire = &printer->wire_options;
    bool good =
        read_number("--baud", wishes->baud, 50, 10000000, &wire->baud) &&
        read_number("--speed", wishes->speed, 1, 10000, &speed) &&
        read_number("--cut", wishes->cut, 1, 3600000, &cut) &&
        read_number("--buffer", wishes->buffer, 2, 1 << 24, &buffer) &&
        read_number("--late", wishes->late, 1, 3600000, &late) &&
        read_number("--short", wishes->short_reads, 1, 4096, &wire->short_reads) &&
        read_number("--receive-window", wishes->window, 1, 1 << 24, &wire->receive_window) &&
        read_number("--jobs", wishes->jobs, 1, 1000000000, &printer->jobs) &&
        read_number("--for", wishes->seconds, 1, 1000000000, &printer->seconds);
    printer->options = (struct body_options){.profile = &printer->profile,
                                             .buffer_bytes = (uint32_t)buffer,
                                             .speed_mm_s = (uint32_t)speed,
                                             .cut_ms = (uint32_t)cut,
                                             .answer_ms = (uint32_t)late,
                                             .silent = wishes->silent,
                                             .chatty = wishes->chatty,
                                             .nak_when_full = wishes->nak};
    return good;
}

/* What it answers. */

static const struct {
    const char *name;
    uint8_t answers;
} answer_names[] = {
    {"none", 0},
    {"realtime", PROFILE_REALTIME},
    {"asb", PROFILE_ASB},
    {"gs-r", PROFILE_GS_R},
    {"process-id", PROFILE_PROCESS_ID},
    {"recover", PROFILE_RECOVER},
    {"clear", PROFILE_CLEAR},
    {"all", PROFILE_REALTIME | PROFILE_ASB | PROFILE_GS_R | PROFILE_PROCESS_ID | PROFILE_RECOVER |
                PROFILE_CLEAR},
};
enum { ANSWER_NAMES = sizeof answer_names / sizeof answer_names[0] };

static int read_answer(const char *name, size_t length, uint8_t *answers)
{
    for (size_t i = 0; i < ANSWER_NAMES; i++)
        if (strlen(answer_names[i].name) == length &&
            memcmp(answer_names[i].name, name, length) == 0) {
            *answers |= answer_names[i].answers;
            return EXIT_DONE;
        }
    return tell(EXIT_USAGE,
                "--answers: found \"%.*s\", expected some of realtime, asb, gs-r, process-id, "
                "recover, clear with commas between, or all, or none",
                length < 40 ? (int)length : 40, name);
}

static int read_answers(const char *list, uint8_t *out)
{
    uint8_t answers = 0;
    int status = EXIT_DONE;
    for (bool more = true; more && status == EXIT_DONE;) {
        size_t length = strcspn(list, ",");
        status = read_answer(list, length, &answers);
        more = list[length] == ',';
        list += length + more;
    }
    if (status == EXIT_DONE)
        *out = answers;
    return status;
}

/* Nobody's model answers everything. */
static int choose_profile(const struct wishes *wishes, struct virtual_printer *printer)
{
    const struct profile *profile =
        profile_find(wishes->profile == NULL ? "generic-80" : wishes->profile);
    if (profile == NULL)
        return tell(EXIT_USAGE, "--profile: there is no \"%.60s\"", wishes->profile);
    printer->profile = *profile;
    const char *answers = wishes->answers;
    if (answers == NULL && wishes->profile == NULL)
        answers = "all";
    return answers == NULL ? EXIT_DONE : read_answers(answers, &printer->profile.answers);
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
    if (!read_numbers(wishes, printer))
        return EXIT_USAGE;
    return choose_profile(wishes, printer);
}

static int make_body(const struct wishes *wishes, struct virtual_printer *printer)
{
    struct drv_fault fault = {{0}};
    if (body_new(&printer->options, &printer->body, &fault) != DRV_OK)
        return tell(EXIT_REFUSED, "%s", fault.text);
    for (int i = 0; i < wishes->fault_count; i++)
        if (body_script(printer->body, wishes->faults[i], &fault) != DRV_OK)
            return tell(EXIT_USAGE, "%s", fault.text);
    return EXIT_DONE;
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
        virtual_report_fault(&printer->report, at_us, event);
        tell_link(printer, virtual_wire_suffer(&printer->wire, printer->body, event));
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
    int64_t late_us = printer->options.answer_ms * INT64_C(1000);
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
        status = make_body(wishes, &printer);
    if (status == EXIT_DONE)
        status = start(wishes, &printer);
    if (status == EXIT_DONE)
        status = serve(&printer);
    virtual_wire_close(&printer.wire);
    if (printer.signal_fd >= 0)
        close(printer.signal_fd);
    body_free(printer.body);
    return status;
}

static int run(struct call *call)
{
    struct wishes wishes = {.fault_count = 0};
    const struct argument known[] = {
        {"listen", NULL, &wishes.listen},
        {"pty", &wishes.pty, NULL},
        {"link", NULL, &wishes.link},
        {"refuse", &wishes.refuse, NULL},
        {"out", NULL, &wishes.out},
        {"profile", NULL, &wishes.profile},
        {"answers", NULL, &wishes.answers},
        {"baud", NULL, &wishes.baud},
        {"speed", NULL, &wishes.speed},
        {"cut", NULL, &wishes.cut},
        {"buffer", NULL, &wishes.buffer},
        {"silent", &wishes.silent, NULL},
        {"chatty", &wishes.chatty, NULL},
        {"nak", &wishes.nak, NULL},
        {"late", NULL, &wishes.late},
        {"short", NULL, &wishes.short_reads},
        {"receive-window", NULL, &wishes.window},
        {"jobs", NULL, &wishes.jobs},
        {"for", NULL, &wishes.seconds},
        {"json", &wishes.json, NULL},
        {NULL, NULL, NULL},
    };
    const struct argument_list faults = {"fault", take_fault, &wishes};
    int status = arguments_read_list(call, known, &faults, 0, 0);
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
    "black-hole, feed.\n\n"
    "exit: 0 stopped, 1 refused, 2 used wrongly\n"
    "example: comeback virtual-printer --listen 127.0.0.1:9100 --fault paper-out@120 --out paper\n",
    run};
