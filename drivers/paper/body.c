/* SPDX-License-Identifier: MIT */
#include "body_parts.h"

#include <stdlib.h>
#include <string.h>

enum {
    BUFFER_BYTES = 4096,
    BUSY_LEFT_BYTES = 128,
    READY_LEFT_BYTES = 256,
    SPEED_MM_S = 150,
    CUT_MS = 300,
    NV_WRITE_MS = 200,
    MAX_BUFFER_BYTES = 1 << 24,
    MAX_COMMAND_BYTES = 8 << 20,
    MAX_SPEED_MM_S = 10000,
    MAX_MS = 3600 * 1000,
    COMPACT_BYTES = 64 * 1024,
    FEED_DOTS = 30,
    CHAT_US = 500 * 1000,
};

static uint32_t or_else(uint32_t value, uint32_t otherwise)
{
    return value != 0 ? value : otherwise;
}

static struct body_options complete(const struct body_options *options)
{
    struct body_options whole = *options;
    whole.buffer_bytes =
        or_else(options->buffer_bytes, or_else(options->profile->buffer_bytes, BUFFER_BYTES));
    bool small = whole.buffer_bytes <= READY_LEFT_BYTES;
    whole.busy_left_bytes = or_else(options->busy_left_bytes, small ? 1 : BUSY_LEFT_BYTES);
    whole.ready_left_bytes =
        or_else(options->ready_left_bytes, small ? whole.buffer_bytes / 2 : READY_LEFT_BYTES);
    whole.speed_mm_s = or_else(options->speed_mm_s, SPEED_MM_S);
    whole.cut_ms = or_else(options->cut_ms, CUT_MS);
    if (whole.cut_ms == UINT32_MAX)
        whole.cut_ms = 0;
    whole.nv_write_ms = or_else(options->nv_write_ms, NV_WRITE_MS);
    if (whole.nv_write_ms == UINT32_MAX)
        whole.nv_write_ms = 0;
    return whole;
}

static int check(const struct body_options *options, struct drv_fault *fault)
{
    if (options->buffer_bytes > MAX_BUFFER_BYTES)
        return drv_fail(fault, DRV_LIMIT, "a buffer of \"%u\" bytes is larger than %d",
                        options->buffer_bytes, MAX_BUFFER_BYTES);
    if (options->busy_left_bytes >= options->buffer_bytes ||
        options->ready_left_bytes < options->busy_left_bytes ||
        options->ready_left_bytes > options->buffer_bytes)
        return drv_fail(fault, DRV_INVALID,
                        "busy at \"%u\" free bytes and ready at \"%u\" do not fit a buffer of %u",
                        options->busy_left_bytes, options->ready_left_bytes, options->buffer_bytes);
    if (options->speed_mm_s > MAX_SPEED_MM_S && options->speed_mm_s != UINT32_MAX)
        return drv_fail(fault, DRV_LIMIT, "\"%u\" mm/s are more than %d", options->speed_mm_s,
                        MAX_SPEED_MM_S);
    uint32_t slowest = options->cut_ms > options->answer_ms ? options->cut_ms : options->answer_ms;
    if (slowest < options->nv_write_ms)
        slowest = options->nv_write_ms;
    if (slowest > MAX_MS)
        return drv_fail(fault, DRV_LIMIT, "\"%u\" ms are more than an hour", slowest);
    return DRV_OK;
}

int body_new(const struct body_options *options, struct body **out, struct drv_fault *fault)
{
    struct body_options whole = complete(options);
    int status = check(&whole, fault);
    if (status != DRV_OK)
        return status;
    struct body *body = calloc(1, sizeof *body);
    struct pieces *pieces = calloc(1, sizeof *pieces);
    if (body == NULL || pieces == NULL) {
        status = drv_fail(fault, DRV_MEMORY, "no memory for a printer");
        goto free_body;
    }
    *body = (struct body){
        .options = whole, .pieces = pieces, .powered = true, .plugged = true, .stirred = true};
    body->totals.first_row_us = BODY_NEVER;
    body->outbox.chat_us = whole.chatty ? CHAT_US : BODY_NEVER;
    status = machine_new(whole.profile, &body->machine, fault);
    if (status != DRV_OK)
        goto free_body;
    machine_set_fault(body->machine, NULL);
    *out = body;
    return DRV_OK;
free_body:
    free(pieces);
    free(body);
    return status;
}

bool body_is_hindered(const struct body *body)
{
    return !body->powered || body->cover_open || body->paper_out || body->cutter_jammed;
}

int64_t body_now_us(const struct body *body)
{
    return body->now_us;
}

bool body_linked(const struct body *body)
{
    return body->powered && body->plugged;
}

unsigned body_link_losses(const struct body *body)
{
    return body->link_losses;
}

void body_totals(const struct body *body, struct body_totals *out)
{
    *out = body->totals;
}

/* The receive buffer. */

static size_t used_bytes(const struct inbox *inbox)
{
    return inbox->data.length - inbox->at - inbox->taken;
}

static size_t free_bytes(const struct body *body)
{
    return body->options.buffer_bytes - used_bytes(&body->inbox);
}

static void set_busy(struct body *body)
{
    size_t left = free_bytes(body);
    if (left <= body->options.busy_left_bytes)
        body->inbox.busy = true;
    else if (left >= body->options.ready_left_bytes)
        body->inbox.busy = false;
}

bool body_busy(const struct body *body)
{
    return !body->powered || body->inbox.busy || body_writes_nv(body);
}

static void empty_inbox(struct inbox *inbox)
{
    bytes_reset(&inbox->data);
    inbox->at = inbox->taken = inbox->wanted = inbox->swallow = 0;
}

static void compact(struct inbox *inbox)
{
    if (inbox->at < COMPACT_BYTES && inbox->at < inbox->data.length)
        return;
    inbox->data.length -= inbox->at;
    if (inbox->data.length > 0)
        memmove(inbox->data.data, inbox->data.data + inbox->at, inbox->data.length);
    inbox->at = 0;
}

/* Bytes that were looked at while the buffer was full are not looked at again. */
static bool take_byte(struct body *body, uint8_t byte)
{
    struct ear *ear = &body->ear;
    bool dropped = ear->dropped > 0;
    ear->dropped -= dropped;
    if (!dropped)
        bytes_add_byte(&body->inbox.data, byte);
    if (ear->ahead > 0)
        ear->ahead--;
    else
        body_listen(body, byte);
    body->totals.received_bytes++;
    return !body->inbox.data.failed;
}

/* Serial: a real-time command is carried out though there is no room for it. */
static void listen_ahead(struct body *body, const uint8_t *bytes, size_t length)
{
    struct ear *ear = &body->ear;
    while (ear->ahead < length) {
        bool cleared = body_listen(body, bytes[ear->ahead++]);
        if (cleared)
            ear->dropped = ear->ahead;
    }
}

size_t body_receive(struct body *body, const uint8_t *bytes, size_t length)
{
    size_t most = body_bytes_to_fault(body), taken = 0;
    if (!body_linked(body) || body->black_hole)
        return 0;
    if (most > length)
        most = length;
    while (taken < most && (free_bytes(body) > 0 || body->ear.dropped > 0) &&
           take_byte(body, bytes[taken]))
        taken++;
    if (!body->options.nak_when_full && most == length)
        listen_ahead(body, bytes + taken, length - taken);
    set_busy(body);
    body->stirred |= taken > 0;
    return taken;
}

void body_hang_up(struct body *body)
{
    body->ear.ahead = body->ear.dropped = 0;
}

/* Commands, one after the other. */

/* Of a family that is not in the table: ESC (, FS ( or GS (, a letter, a length, and that much. */
static size_t family_bytes(const uint8_t *bytes, size_t available)
{
    return available < 5 ? 5 : 5 + (size_t)bytes[3] + ((size_t)bytes[4] << 8);
}

/* How many bytes there must be before the command at `bytes` is whole; 0: it is. */
static size_t wanted_bytes(const struct token *token, size_t available)
{
    if (token->cut_off)
        return available + token->lacking;
    bool family =
        token->command->id == COMMAND_UNKNOWN && token->length == 2 && token->bytes[1] == '(';
    return family ? family_bytes(token->bytes, available) : 0;
}

static void keep_waiting(struct inbox *inbox, size_t available, size_t wanted)
{
    inbox->wanted = wanted;
    inbox->taken = available;
    if (wanted <= MAX_COMMAND_BYTES)
        return;
    inbox->swallow = wanted - available;
    inbox->at += available;
    inbox->wanted = inbox->taken = 0;
}

static void swallow(struct inbox *inbox)
{
    size_t available = inbox->data.length - inbox->at;
    size_t length = inbox->swallow < available ? inbox->swallow : available;
    inbox->swallow -= length;
    inbox->at += length;
}

/* Text comes letter by letter: a line that wraps is printed before the next is begun. */
static bool next_token(struct inbox *inbox, struct token *out)
{
    swallow(inbox);
    size_t available = inbox->data.length - inbox->at;
    if (available < inbox->wanted)
        inbox->taken = available;
    if (available == 0 || available < inbox->wanted)
        return false;
    token_next(inbox->data.data + inbox->at, available, 0, out);
    size_t wanted = wanted_bytes(out, available);
    if (wanted > available) {
        keep_waiting(inbox, available, wanted);
        return false;
    }
    if (out->command->id == COMMAND_TEXT)
        out->length = 1;
    inbox->at += out->length;
    inbox->wanted = inbox->taken = 0;
    return true;
}

static uint32_t rows_left(const struct body *body)
{
    return machine_roll(body->machine)->height_dots - body->head.moved;
}

static bool may_run(const struct body *body)
{
    return !body_is_hindered(body) && !body->head.cutting && rows_left(body) == 0 &&
           !machine_wants_cut(body->machine) && !body_writes_nv(body);
}

/* What the host says of a list of keys is no command. */
static bool next_command(struct body *body, struct token *out)
{
    struct inbox *inbox = &body->inbox;
    while (inbox->at < inbox->data.length && body_awaits_host(body) &&
           body_hear_host(body, inbox->data.data[inbox->at]))
        inbox->at++;
    return machine_replay(body->machine, out) || next_token(inbox, out);
}

/* Runs commands until one of them moves paper. *ran tells whether anything was done. */
static int run_commands(struct body *body, bool *ran)
{
    struct token token;
    int status = DRV_OK;
    if (body->inbox.data.failed)
        status = drv_fail(machine_roll(body->machine)->fault, DRV_MEMORY,
                          "no memory for what has come in");
    while (status == DRV_OK && may_run(body) && next_command(body, &token)) {
        status = machine_run(body->machine, &token);
        body_run_question(body, &token);
        body_watch_nv(body);
        *ran = true;
    }
    compact(&body->inbox);
    set_busy(body);
    return status;
}

/* Paper. */

/* Times a row: 25.4 mm an inch. */
static int64_t rows_us(const struct body *body, uint32_t rows)
{
    int64_t dots_s = (int64_t)body->options.profile->dpi * body->options.speed_mm_s;
    return (rows * INT64_C(25400000) + dots_s - 1) / dots_s;
}

static uint32_t rows_in(const struct body *body, int64_t duration_us)
{
    int64_t dots_s = (int64_t)body->options.profile->dpi * body->options.speed_mm_s;
    return (uint32_t)(duration_us * dots_s / INT64_C(25400000));
}

/* The row at which this movement ends or something scripted happens. */
static uint32_t target_row(const struct body *body)
{
    uint32_t left = rows_left(body), most = body_rows_to_fault(body);
    return body->head.moved + (left < most ? left : most);
}

static void move_to_row(struct body *body, uint32_t row, int64_t first_us)
{
    if (row > body->head.moved && body->totals.first_row_us == BODY_NEVER)
        body->totals.first_row_us = first_us;
    body->totals.moved_rows += row - body->head.moved;
    body->head.moved = row;
}

static int64_t head_end_us(const struct body *body)
{
    const struct head *head = &body->head;
    return head->start_us + rows_us(body, target_row(body) - head->start_row);
}

static void move_until(struct body *body, int64_t until_us)
{
    const struct head *head = &body->head;
    uint32_t row = head->start_row + rows_in(body, until_us - head->start_us);
    uint32_t target = target_row(body);
    if (row > target)
        row = target;
    if (row > head->moved)
        move_to_row(body, row, head->start_us + rows_us(body, 1));
}

static bool start_or_stop(struct body *body)
{
    struct head *head = &body->head;
    bool moves = !body_is_hindered(body) && rows_left(body) > 0;
    if (moves && body->options.speed_mm_s == UINT32_MAX) {
        move_to_row(body, target_row(body), body->now_us);
        return true;
    }
    bool changed = moves != head->moving;
    if (moves && !head->moving) {
        head->start_row = head->moved;
        head->start_us = body->now_us;
    }
    head->moving = moves;
    return changed;
}

static int end_cut(struct body *body)
{
    body->head.cutting = false;
    return body_end_piece(body, BODY_CUT);
}

static int work_cutter(struct body *body, bool *worked)
{
    struct head *head = &body->head;
    if (head->cutting) {
        *worked |= head->cut_end_us <= body->now_us;
        return head->cut_end_us <= body->now_us ? end_cut(body) : DRV_OK;
    }
    if (body_is_hindered(body) || rows_left(body) > 0 || !machine_wants_cut(body->machine))
        return DRV_OK;
    *worked = true;
    body->cutter_jammed = body->jam_waits;
    head->cutting = !body->jam_waits;
    head->cut_end_us = body->now_us + body->options.cut_ms * INT64_C(1000);
    return DRV_OK;
}

/* Events. */

void body_clear(struct body *body)
{
    empty_inbox(&body->inbox);
    body->keys.of = NULL;
    roll_keep_upper(machine_roll(body->machine), body->head.moved);
    if (!body->head.cutting)
        machine_clear(body->machine);
    body->head.moving = false;
}

static void lose_link(struct body *body)
{
    body->link_losses++;
    body_hang_up(body);
    body_outbox_clear(body);
}

static int power_off(struct body *body)
{
    if (!body->powered)
        return DRV_OK;
    body->head.cutting = false;
    body_clear(body);
    lose_link(body);
    body->powered = body->cutter_jammed = false;
    body->nv_end_us = 0;
    body->outbox.asb_mask = 0;
    return DRV_OK;
}

static int power_on(struct body *body)
{
    if (body->powered)
        return DRV_OK;
    body->powered = true;
    set_busy(body);
    body_say_power_on(body);
    return machine_restart(body->machine);
}

static int reset(struct body *body)
{
    if (!body->powered)
        return DRV_OK;
    power_off(body);
    return power_on(body);
}

static int run_out(struct body *body)
{
    if (body->paper_out)
        return DRV_OK;
    body->paper_out = body->near_end = true;
    body->head.moving = false;
    return body_end_piece(body, BODY_RAN_OUT);
}

static int put_paper_in(struct body *body)
{
    body->paper_out = body->near_end = false;
    return DRV_OK;
}

static int near_end(struct body *body)
{
    body->near_end = true;
    return DRV_OK;
}

static int open_cover(struct body *body)
{
    body->cover_open = true;
    return DRV_OK;
}

static int close_cover(struct body *body)
{
    body->cover_open = false;
    return DRV_OK;
}

static int jam_cutter(struct body *body)
{
    body->jam_waits = true;
    return DRV_OK;
}

static int clear_cutter(struct body *body)
{
    body->jam_waits = false;
    return DRV_OK;
}

static int unplug(struct body *body)
{
    if (body->plugged)
        lose_link(body);
    body->plugged = false;
    return DRV_OK;
}

static int plug(struct body *body)
{
    body->plugged = true;
    body->black_hole = false;
    return DRV_OK;
}

static int open_black_hole(struct body *body)
{
    body->black_hole = true;
    body_outbox_clear(body);
    return DRV_OK;
}

static int fill_nv(struct body *body)
{
    graphics_fill(machine_nv(body->machine));
    return DRV_OK;
}

static int feed(struct body *body)
{
    return may_run(body) ? roll_feed(machine_roll(body->machine), FEED_DOTS) : DRV_OK;
}

static int (*const happenings[BODY_EVENT_COUNT])(struct body *) = {
    [BODY_PAPER_OUT] = run_out,
    [BODY_PAPER_IN] = put_paper_in,
    [BODY_NEAR_END] = near_end,
    [BODY_COVER_OPEN] = open_cover,
    [BODY_COVER_CLOSE] = close_cover,
    [BODY_CUTTER_JAM] = jam_cutter,
    [BODY_CUTTER_CLEAR] = clear_cutter,
    [BODY_POWER_OFF] = power_off,
    [BODY_POWER_ON] = power_on,
    [BODY_UNPLUG] = unplug,
    [BODY_PLUG] = plug,
    [BODY_RESET] = reset,
    [BODY_BLACK_HOLE] = open_black_hole,
    [BODY_FEED] = feed,
    [BODY_NV_FULL] = fill_nv,
};

static int happen(struct body *body, enum body_event event)
{
    body->stirred = true;
    return happenings[event](body);
}

int body_happen(struct body *body, enum body_event event, struct drv_fault *fault)
{
    machine_set_fault(body->machine, fault);
    int status = happen(body, event);
    start_or_stop(body);
    body_tell_changes(body);
    machine_set_fault(body->machine, NULL);
    return status;
}

/* Time. */

static int run_script(struct body *body, bool *ran)
{
    enum body_event event;
    int status = DRV_OK;
    while (status == DRV_OK && body_take_fault(body, &event)) {
        status = happen(body, event);
        *ran = true;
    }
    return status;
}

/* Everything that is due at this instant. */
static int settle(struct body *body)
{
    int status = DRV_OK;
    for (bool active = true; active && status == DRV_OK;) {
        active = false;
        status = run_script(body, &active);
        active |= start_or_stop(body);
        if (status == DRV_OK)
            status = work_cutter(body, &active);
        if (status == DRV_OK)
            status = run_commands(body, &active);
        body_tell_changes(body);
    }
    if (body->outbox.chat_us <= body->now_us) {
        body_chat(body);
        body->outbox.chat_us += CHAT_US;
    }
    body->stirred = false;
    return status;
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t next_event_us(const struct body *body)
{
    int64_t next = earlier(body_fault_us(body), body->outbox.chat_us);
    if (body->head.moving)
        next = earlier(next, head_end_us(body));
    if (body_writes_nv(body))
        next = earlier(next, body->nv_end_us);
    return body->head.cutting ? earlier(next, body->head.cut_end_us) : next;
}

int64_t body_next_us(const struct body *body)
{
    int64_t next = next_event_us(body);
    for (size_t i = 0; i < body->outbox.count; i++)
        if (body->outbox.replies[i].due_us > body->now_us)
            next = earlier(next, body->outbox.replies[i].due_us);
    return body->stirred ? body->now_us : next;
}

/* A slip has begun, the printer could go on, and there is nothing left in the buffer. */
static bool is_starved(const struct body *body)
{
    bool begun = machine_roll(body->machine)->height_dots > 0 || machine_has_line(body->machine);
    return begun && may_run(body) && used_bytes(&body->inbox) == 0;
}

static void pass(struct body *body, int64_t until_us)
{
    int64_t duration = until_us - body->now_us;
    if (is_starved(body))
        body->totals.starved_us += duration;
    if (body->head.moving || body->head.cutting)
        body->totals.printing_us += duration;
    if (body->head.moving)
        move_until(body, until_us);
    body->now_us = until_us;
}

int body_advance(struct body *body, int64_t now_us, struct drv_fault *fault)
{
    machine_set_fault(body->machine, fault);
    int status = settle(body);
    while (status == DRV_OK && body->now_us < now_us) {
        pass(body, earlier(next_event_us(body), now_us));
        status = settle(body);
    }
    machine_set_fault(body->machine, NULL);
    return status;
}
