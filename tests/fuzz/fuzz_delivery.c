/* SPDX-License-Identifier: MIT */
/*
 * Any printer, any fault at any point, any noise from it: what is claimed is held against the
 * paper. The first bytes choose the printer and the wire, then three bytes make an event, the rest
 * is noise that the printer says between its answers.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../../drivers/bytes.h"
#include "../../drivers/delivery.h"
#include "../doubles/body_wire.h"

enum { EVENTS = 4, JOB_MS = 8000, HOLD_MS = 60000 };

struct input {
    const uint8_t *bytes;
    size_t length;
};

static uint8_t take(struct input *input)
{
    if (input->length == 0)
        return 0;
    input->length--;
    return *input->bytes++;
}

/* The body's wire with noise in what comes back. */
static struct input noise;
static int noisy_read(struct transport *wire, uint8_t *buffer, size_t capacity, size_t *count,
                      struct drv_fault *fault)
{
    int status = transport_body.read(wire, buffer, capacity, count, fault);
    if (status != DRV_OK || noise.length == 0 || *count == capacity)
        return status;
    size_t more = capacity - *count < 3 ? 1 : take(&noise) & 3;
    for (size_t i = 0; i < more && noise.length > 0; i++)
        buffer[(*count)++] = take(&noise);
    return status;
}

static struct transport_ops noisy;
static struct profile profile;
static struct body *body;
static struct journal journal;

static void make_slip(struct bytes *out, char name, unsigned lines)
{
    char line[64];
    bytes_add(out, "\x1b@", 2);
    for (unsigned i = 0; i <= lines + 1; i++) {
        const char *what = i == 0 ? "begin" : i > lines ? "end" : "line";
        snprintf(line, sizeof line, "%s %c %-25u\n", what, name, i);
        bytes_add_text(out, line);
    }
    bytes_add(out, "\x1dv0\0\2\0\4\0\x10\4\1\x10\4\2\0\0", 16); /* looks like questions */
    bytes_add(out, "\x1dVB\0", 4);
}

static void deliver(const struct body_wire_options *options, char name, unsigned lines,
                    struct printer_claim *claim)
{
    const struct printer_port port = {.profile = &profile, .journal = &journal};
    const struct printer_patience patience = {.job_ms = JOB_MS, .hold_ms = HOLD_MS};
    struct bytes slip = {0};
    struct transport *wire;
    make_slip(&slip, name, lines);
    if (body_wire_new(options, &wire) != DRV_OK)
        abort();
    int64_t begun_ms = noisy.now_ms(wire);
    delivery_run(&noisy, wire, &port, slip.data, slip.length, 1, &patience, claim);
    if (noisy.now_ms(wire) - begun_ms > 2 * JOB_MS + HOLD_MS)
        abort();
    wire->ops->close(wire);
    bytes_free(&slip);
}

static void pass_time(const struct body_wire_options *options, int64_t ms)
{
    struct transport *wire;
    uint8_t heard[256];
    if (body_wire_new(options, &wire) != DRV_OK)
        abort();
    body_advance(body, (noisy.now_ms(wire) + ms) * 1000, NULL);
    while (body_answer(body, heard, sizeof heard) > 0)
        continue;
    wire->ops->close(wire);
}

static int count_whole(char name, int *parts)
{
    char begin[16], end[16];
    int whole = 0;
    struct body_sheet sheet;
    *parts = 0;
    snprintf(begin, sizeof begin, "begin %c", name);
    snprintf(end, sizeof end, "end %c", name);
    for (size_t i = 0; i < body_sheet_count(body) && body_sheet_at(body, i, &sheet); i++) {
        bool has_begin = strstr(sheet.sheet->text, begin) != NULL;
        bool has_end = strstr(sheet.sheet->text, end) != NULL;
        whole += has_begin && has_end && sheet.end == BODY_CUT;
        *parts += has_begin != has_end;
    }
    return whole;
}

/* FUZZ_TRACE=1 shows what one input stands for. */
#define trace(...) (getenv("FUZZ_TRACE") != NULL ? (void)fprintf(stderr, __VA_ARGS__) : (void)0)

/* Nobody brings paper in no time: what mends something takes a while after what came before. */
static void add_event(struct input *input)
{
    static const struct {
        const char *name;
        bool mends;
    } events[] = {{"paper-out", false},   {"paper-in", true},    {"near-end", false},
                  {"cover-open", false},  {"cover-close", true}, {"cutter-jam", false},
                  {"cutter-clear", true}, {"power-off", false},  {"power-on", true},
                  {"unplug", false},      {"plug", true},        {"reset", false},
                  {"black-hole", false}};
    static const struct {
        const char *before, *unit;
    } points[] = {{"", ""}, {"", "b"}, {"", "ms"}, {"+", "ms"}};
    char text[64];
    size_t which = take(input) % (sizeof events / sizeof events[0]);
    unsigned how = take(input), where = take(input) * (how & 4 ? 37 : 5);
    bool mends = events[which].mends;
    size_t point = mends ? 3 : how & 3;
    snprintf(text, sizeof text, "%s@%s%u%s", events[which].name, points[point].before,
             mends ? where + 400 : where, points[point].unit);
    if (body_script(body, text, NULL) == DRV_OK)
        trace("%s\n", text);
}

/* A person has been there: everything is as it should be again. */
static void repair(const struct body_wire_options *options)
{
    static const enum body_event good[] = {BODY_PLUG, BODY_POWER_ON, BODY_PAPER_IN,
                                           BODY_COVER_CLOSE, BODY_CUTTER_CLEAR};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        body_happen(body, good[i], NULL);
    pass_time(options, 200000);
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        body_happen(body, good[i], NULL);
    pass_time(options, 20000);
    /* A cutter's error with a full buffer: flow control holds DLE ENQ back, so only this helps. */
    if ((body_port_status(body) & 0x08) == 0) {
        body_happen(body, BODY_POWER_OFF, NULL);
        body_happen(body, BODY_POWER_ON, NULL);
        pass_time(options, 1000);
    }
}

static void judge(char name, const struct printer_claim *claim, bool ids)
{
    int parts, whole = count_whole(name, &parts);
    bool lies = (claim->result == PRINTER_PRINTED && whole != 1) || whole > 1 ||
                (claim->result == PRINTER_PRINTED && !ids) ||
                (claim->result == PRINTER_NOT_PRINTED && !claim->torn && whole + parts > 0);
    if (!lies)
        return;
    fprintf(stderr, "%c: %d whole, %d parts; claimed %s%s: %s\n", name, whole, parts,
            printer_result_name(claim->result), claim->torn ? ", torn" : "", claim->reason);
    abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint32_t bauds[] = {0, 9600, 38400, 115200};
    struct input input = {data, size};
    struct printer_claim claim;
    if (journal.fd == 0)
        journal.fd = memfd_create("journal", MFD_CLOEXEC);
    memset(&journal.entry, 0, sizeof journal.entry);
    noisy = transport_body;
    noisy.read = noisy_read;
    profile = (struct profile){
        .name = "any",
        .dots = 384,
        .dpi = 203,
        .columns = 32,
        .pages = {{.name = "CP858", .number = 19}, {.name = "CP437", .number = 0}}};
    profile.answers = take(&input) & 0x3f;
    if ((profile.answers & PROFILE_PROCESS_ID) != 0)
        profile.answers |= PROFILE_ASB;
    uint8_t how = take(&input), wire = take(&input), lines = take(&input) & 63;
    const struct body_options made = {.profile = &profile,
                                      .buffer_bytes = how & 1 ? 45 : 0,
                                      .answer_ms = how & 2 ? 150 : 0,
                                      .silent = how & 4,
                                      .chatty = how & 8,
                                      .nak_when_full = how & 16};
    if (body_new(&made, &body, NULL) != DRV_OK)
        abort();
    const struct body_wire_options options = {.body = body,
                                              .baud = bauds[wire & 3],
                                              .flow = true,
                                              .most_a_write = wire & 4 ? 1 + (wire >> 4) : 0,
                                              .has_port_status = wire & 8,
                                              .half_open = how & 32};
    for (int i = how >> 6; i >= 0 && i < EVENTS; i--)
        add_event(&input);
    noise = input;
    bool ids = (profile.answers & PROFILE_PROCESS_ID) != 0;
    deliver(&options, 'a', lines, &claim);
    trace("a: %s%s: %s\n", printer_result_name(claim.result), claim.torn ? ", torn" : "",
          claim.reason);
    noise.length = 0;
    repair(&options);
    judge('a', &claim, ids);
    bool over = body_script_done(body);
    deliver(&options, 'b', 3, &claim);
    pass_time(&options, 20000);
    judge('b', &claim, ids);
    /* A sound printer that answers, and whatever went before: the next slip is printed. */
    enum { SOUND = PROFILE_REALTIME | PROFILE_PROCESS_ID | PROFILE_RECOVER };
    bool answers = over && (profile.answers & SOUND) == SOUND && !made.silent;
    if (answers && claim.result != PRINTER_PRINTED) {
        fprintf(stderr, "after it: claimed %s: %s\n", printer_result_name(claim.result),
                claim.reason);
        abort();
    }
    body_free(body);
    return 0;
}
