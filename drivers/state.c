/* SPDX-License-Identifier: MIT */
#include "state.h"

#include <stdio.h>
#include <string.h>

/* Which bits say what. `field` is an offset into struct printer_state. */
struct meaning {
    size_t field;
    uint8_t mask; /* any of them */
    bool inverted;
};

#define FIELD(name) offsetof(struct printer_state, name)

static const struct meaning realtime_1[] = {
    {FIELD(drawer_open), 0x04, false}, {FIELD(offline), 0x08, false}, {0}};
static const struct meaning realtime_2[] = {{FIELD(cover_open), 0x04, false},
                                            {FIELD(feeding), 0x08, false},
                                            {FIELD(paper_out), 0x20, false},
                                            {0}};
/* b2 is "recoverable" on the models whose cutter is told by b3 alone. */
static const struct meaning realtime_3[] = {{FIELD(cutter_jammed), 0x08, false},
                                            {FIELD(unrecoverable), 0x20, false},
                                            {FIELD(recovers), 0x40, false},
                                            {FIELD(other_error), 0x04, false},
                                            {0}};
static const struct meaning realtime_4[] = {
    {FIELD(paper_near_end), 0x0C, false}, {FIELD(paper_out), 0x60, false}, {0}};

static const struct meaning *const realtime[] = {NULL, realtime_1, realtime_2, realtime_3,
                                                 realtime_4};

static const struct meaning asb_1[] = {{FIELD(drawer_open), 0x04, false},
                                       {FIELD(offline), 0x08, false},
                                       {FIELD(cover_open), 0x20, false},
                                       {FIELD(feeding), 0x40, false},
                                       {0}};
static const struct meaning asb_2[] = {{FIELD(other_error), 0x04, false},
                                       {FIELD(cutter_jammed), 0x08, false},
                                       {FIELD(unrecoverable), 0x20, false},
                                       {FIELD(recovers), 0x40, false},
                                       {0}};
static const struct meaning asb_3[] = {
    {FIELD(paper_near_end), 0x03, false}, {FIELD(paper_out), 0x0C, false}, {0}};

static const struct meaning *const asb[] = {asb_1, asb_2, asb_3};

static const struct meaning gs_r_paper[] = {
    {FIELD(paper_near_end), 0x03, false}, {FIELD(paper_out), 0x0C, false}, {0}};
static const struct meaning port[] = {
    {FIELD(paper_out), 0x20, false}, {FIELD(offline), 0x10, true}, {0}};

static void take(struct printer_state *state, const struct meaning *meaning, uint8_t byte)
{
    state->answers = TOLD_YES;
    for (; meaning->mask != 0; meaning++) {
        enum told *field = (enum told *)(void *)((char *)state + meaning->field);
        bool set = (byte & meaning->mask) != 0;
        *field = set != meaning->inverted ? TOLD_YES : TOLD_NO;
    }
}

void state_take_realtime(struct printer_state *state, uint8_t n, uint8_t byte)
{
    if (n >= 1 && n <= 4)
        take(state, realtime[n], byte);
}

void state_take_asb(struct printer_state *state, const uint8_t bytes[static 4])
{
    for (size_t i = 0; i < sizeof asb / sizeof asb[0]; i++)
        take(state, asb[i], bytes[i]);
}

void state_take_paper(struct printer_state *state, uint8_t byte)
{
    take(state, gs_r_paper, byte);
}

/* An error that GET_PORT_STATUS tells is one of those above; it says not which. */
void state_take_port(struct printer_state *state, uint8_t byte)
{
    take(state, port, byte);
    if ((byte & 0x08) == 0 && state->paper_out != TOLD_YES)
        state->offline = TOLD_YES;
}

static const struct {
    size_t field;
    enum state_fault fault;
    const char *text;
} faults[] = {
    {FIELD(unrecoverable), STATE_UNRECOVERABLE, "an error that needs service"},
    {FIELD(cover_open), STATE_COVER_OPEN, "the cover is open"},
    {FIELD(paper_out), STATE_PAPER_OUT, "the paper is out"},
    {FIELD(cutter_jammed), STATE_CUTTER_JAMMED, "the cutter is jammed"},
    {FIELD(recovers), STATE_RECOVERING, "too hot or a wrong voltage: it goes on by itself"},
    {FIELD(other_error), STATE_OTHER_ERROR, "an error"},
    {FIELD(feeding), STATE_FEEDING, "its feed button is held"},
    {FIELD(offline), STATE_OFFLINE, "offline"},
};
enum { FAULTS = sizeof faults / sizeof faults[0] };

static bool is_told(const struct printer_state *state, size_t field)
{
    return *(const enum told *)(const void *)((const char *)state + field) == TOLD_YES;
}

enum state_fault state_fault(const struct printer_state *state)
{
    for (size_t i = 0; i < FAULTS; i++)
        if (is_told(state, faults[i].field))
            return faults[i].fault;
    return STATE_FINE;
}

bool state_breaks(enum state_fault fault)
{
    return fault == STATE_PAPER_OUT || fault == STATE_COVER_OPEN || fault == STATE_CUTTER_JAMMED ||
           fault == STATE_UNRECOVERABLE || fault == STATE_OTHER_ERROR;
}

void state_merge(struct printer_state *into, const struct printer_state *other)
{
    enum told *to = (enum told *)(void *)into;
    const enum told *from = (const enum told *)(const void *)other;
    for (size_t i = 0; i < sizeof *into / sizeof *to; i++)
        if (from[i] > to[i])
            to[i] = from[i];
}

const char *state_fault_text(enum state_fault fault)
{
    for (size_t i = 0; i < FAULTS; i++)
        if (faults[i].fault == fault)
            return faults[i].text;
    return "ready";
}

static void add(char *out, size_t capacity, const char *text)
{
    size_t length = strlen(out);
    if (length < capacity)
        snprintf(out + length, capacity - length, "%s%s", length > 0 ? ", " : "", text);
}

void state_words(const struct printer_state *state, char *out, size_t capacity)
{
    if (capacity == 0)
        return;
    out[0] = '\0';
    for (size_t i = 0; i < FAULTS; i++)
        /* "offline" beside its reason says nothing more. */
        if (is_told(state, faults[i].field) && (faults[i].fault != STATE_OFFLINE || out[0] == '\0'))
            add(out, capacity, faults[i].text);
    if (out[0] == '\0')
        add(out, capacity, state->answers == TOLD_YES ? "ready" : "says nothing");
    if (state->paper_near_end == TOLD_YES && state->paper_out != TOLD_YES)
        add(out, capacity, "paper near its end");
    if (state->stuck == TOLD_YES)
        add(out, capacity, "stuck: takes bytes and prints nothing");
}
