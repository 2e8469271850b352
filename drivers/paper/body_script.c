/* SPDX-License-Identifier: MIT */
#include "body_parts.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_VALUE = 1000000000 };

static const char *const names[BODY_EVENT_COUNT] = {
    [BODY_PAPER_OUT] = "paper-out",
    [BODY_PAPER_IN] = "paper-in",
    [BODY_NEAR_END] = "near-end",
    [BODY_COVER_OPEN] = "cover-open",
    [BODY_COVER_CLOSE] = "cover-close",
    [BODY_CUTTER_JAM] = "cutter-jam",
    [BODY_CUTTER_CLEAR] = "cutter-clear",
    [BODY_POWER_OFF] = "power-off",
    [BODY_POWER_ON] = "power-on",
    [BODY_UNPLUG] = "unplug",
    [BODY_PLUG] = "plug",
    [BODY_RESET] = "reset",
    [BODY_BLACK_HOLE] = "black-hole",
    [BODY_FEED] = "feed",
    [BODY_NV_FULL] = "nv-full",
};

const char *body_event_name(enum body_event event)
{
    return names[event];
}

/* The event whose name is what stands before the "@". */
static enum body_event find_event(const char *text, size_t length)
{
    int event = 0;
    while (event < BODY_EVENT_COUNT &&
           (strlen(names[event]) != length || memcmp(names[event], text, length) != 0))
        event++;
    return (enum body_event)event;
}

static const struct unit {
    const char *name;
    enum trigger trigger;
    int64_t times;
} units[] = {
    {"", AFTER_ROWS, 1},
    {"b", AFTER_BYTES, 1},
    {"ms", AT_TIME, 1000},
    {"s", AT_TIME, 1000000},
};

static const struct unit *find_unit(const char *name)
{
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (strcmp(units[i].name, name) == 0)
            return &units[i];
    return NULL;
}

/* "120", "3000b", "1500ms", "2s", "+3s" */
static bool read_when(const char *text, struct script_line *line)
{
    bool relative = *text == '+';
    int64_t value = 0;
    text += relative;
    if (*text < '0' || *text > '9')
        return false;
    for (; *text >= '0' && *text <= '9'; text++) {
        value = 10 * value + (*text - '0');
        if (value > MAX_VALUE)
            return false;
    }
    const struct unit *unit = find_unit(text);
    if (unit == NULL || (relative && unit->trigger != AT_TIME))
        return false;
    line->trigger = relative ? AFTER_FAULT : unit->trigger;
    line->value = value * unit->times;
    return true;
}

int body_script(struct body *body, const char *text, struct drv_fault *fault)
{
    struct script *script = &body->script;
    size_t length = strcspn(text, "@");
    struct script_line line = {.event = find_event(text, length)};
    if (line.event == BODY_EVENT_COUNT)
        return drv_fail(fault, DRV_INVALID, "fault \"%.80s\": there is no \"%.*s\"", text,
                        length < 40 ? (int)length : 40, text);
    if (text[length] == '\0' || !read_when(text + length + 1, &line))
        return drv_fail(fault, DRV_INVALID,
                        "fault \"%.80s\": expected %s@120 (rows), @3000b (bytes), @1500ms, @2s or "
                        "@+3s (after the fault before)",
                        text, names[line.event]);
    if (line.trigger == AFTER_FAULT && script->count == 0)
        return drv_fail(fault, DRV_INVALID, "fault \"%.80s\": there is none before it", text);
    if (script->count == SCRIPT_MAX)
        return drv_fail(fault, DRV_LIMIT, "fault \"%.80s\" is one more than %d", text, SCRIPT_MAX);
    script->lines[script->count++] = line;
    body->stirred = true;
    return DRV_OK;
}

bool body_script_done(const struct body *body)
{
    return body->script.done == body->script.count;
}

bool body_fault_at(const struct body *body, size_t index, enum body_event *event, int64_t *at_us)
{
    const struct script *script = &body->script;
    if (index >= script->done)
        return false;
    const struct script_line *line = &script->lines[script->order[index]];
    *event = line->event;
    *at_us = line->done_us;
    return true;
}

/* The least of what still waits for such a trigger; INT64_MAX. */
static int64_t least(const struct script *script, enum trigger trigger)
{
    int64_t value = INT64_MAX;
    for (size_t i = 0; i < script->count; i++)
        if (!script->lines[i].done && script->lines[i].trigger == trigger &&
            script->lines[i].value < value)
            value = script->lines[i].value;
    return value;
}

uint32_t body_rows_to_fault(const struct body *body)
{
    int64_t row = least(&body->script, AFTER_ROWS);
    int64_t left = row == INT64_MAX ? UINT32_MAX : row - (int64_t)body->totals.moved_rows;
    return left < 0 ? 0 : (uint32_t)left;
}

size_t body_bytes_to_fault(const struct body *body)
{
    int64_t byte = least(&body->script, AFTER_BYTES);
    if (byte == INT64_MAX)
        return SIZE_MAX;
    int64_t left = byte - (int64_t)body->totals.received_bytes;
    return left < 0 ? 0 : (size_t)left;
}

/* When it is due by the clock; BODY_NEVER where something else must come first. */
static int64_t due_us(const struct script *script, size_t index)
{
    const struct script_line *line = &script->lines[index];
    if (line->trigger == AT_TIME)
        return line->value;
    if (line->trigger == AFTER_FAULT && script->lines[index - 1].done)
        return script->lines[index - 1].done_us + line->value;
    return BODY_NEVER;
}

int64_t body_fault_us(const struct body *body)
{
    int64_t first = BODY_NEVER;
    for (size_t i = 0; i < body->script.count; i++)
        if (!body->script.lines[i].done && due_us(&body->script, i) < first)
            first = due_us(&body->script, i);
    return first;
}

static bool is_due(const struct body *body, size_t index)
{
    const struct script_line *line = &body->script.lines[index];
    if (line->trigger == AFTER_ROWS)
        return body->totals.moved_rows >= (uint64_t)line->value;
    if (line->trigger == AFTER_BYTES)
        return body->totals.received_bytes >= (uint64_t)line->value;
    return due_us(&body->script, index) <= body->now_us;
}

bool body_take_fault(struct body *body, enum body_event *event)
{
    struct script *script = &body->script;
    for (size_t i = 0; i < script->count; i++) {
        if (script->lines[i].done || !is_due(body, i))
            continue;
        script->lines[i].done = true;
        script->lines[i].done_us = body->now_us;
        script->order[script->done++] = (uint8_t)i;
        *event = script->lines[i].event;
        return true;
    }
    return false;
}
