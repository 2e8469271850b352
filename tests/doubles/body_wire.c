/* SPDX-License-Identifier: MIT */
#include "body_wire.h"

#include <stdlib.h>
#include <string.h>

enum { LINK_BYTES = 4096, MAX_LINK_BYTES = 64 * 1024, HEARD_BYTES = 4096, BITS_A_BYTE = 10 };

struct heard {
    uint8_t byte;
    int64_t at_us;
};

struct body_wire {
    struct transport base;
    struct body_wire_options options;
    uint8_t link[MAX_LINK_BYTES];
    size_t count;
    int64_t next_byte_us; /* when the first of the link is through */
    struct heard heard[HEARD_BYTES];
    size_t heard_count;
    int64_t last_heard_us;
    unsigned losses;
    uint64_t written;
};

static struct body_wire_options attached;

void body_wire_attach(const struct body_wire_options *options)
{
    attached = *options;
}

int body_wire_new(const struct body_wire_options *options, struct transport **out)
{
    struct body_wire *wire = calloc(1, sizeof *wire);
    if (wire == NULL)
        return DRV_MEMORY;
    wire->base.ops = &transport_body;
    wire->options = *options;
    if (wire->options.link_bytes == 0)
        wire->options.link_bytes = LINK_BYTES;
    if (wire->options.link_bytes > MAX_LINK_BYTES)
        wire->options.link_bytes = MAX_LINK_BYTES;
    wire->losses = body_link_losses(options->body);
    wire->next_byte_us = wire->last_heard_us = body_now_us(options->body);
    *out = &wire->base;
    return DRV_OK;
}

uint64_t body_wire_written(const struct transport *transport)
{
    return ((const struct body_wire *)transport)->written;
}

static int body_wire_check(const char *place, struct drv_fault *fault)
{
    (void)place;
    (void)fault;
    return DRV_OK;
}

static int body_wire_open(const struct transport_target *target, int64_t deadline_ms,
                          struct transport **out, struct drv_fault *fault)
{
    (void)target;
    (void)deadline_ms;
    if (attached.body == NULL || !body_linked(attached.body))
        return drv_fail(fault, DRV_GONE, "no printer is there");
    return body_wire_new(&attached, out);
}

static int64_t byte_us(const struct body_wire *wire)
{
    uint32_t baud = wire->options.baud;
    return baud == 0 ? 0 : (BITS_A_BYTE * INT64_C(1000000) + baud - 1) / baud;
}

static bool is_lost(const struct body_wire *wire)
{
    return !wire->options.is_line && body_link_losses(wire->options.body) != wire->losses;
}

/* How many of the link are through by now. */
static size_t arrived(const struct body_wire *wire)
{
    int64_t now = body_now_us(wire->options.body), each = byte_us(wire);
    if (each == 0)
        return wire->count;
    if (now < wire->next_byte_us)
        return 0;
    size_t count = 1 + (size_t)((now - wire->next_byte_us) / each);
    return count < wire->count ? count : wire->count;
}

/* What the printer would not take stands at its door; what is behind it has not come by then. */
static size_t deliver(struct body_wire *wire)
{
    struct body *body = wire->options.body;
    bool held = wire->options.flow && body_busy(body);
    size_t offered = arrived(wire);
    size_t taken = offered == 0 || held ? 0 : body_receive(body, wire->link, offered);
    if (offered == 0)
        return 0;
    if (taken < offered)
        wire->next_byte_us = body_now_us(body);
    else
        wire->next_byte_us += (int64_t)taken * byte_us(wire);
    wire->count -= taken;
    memmove(wire->link, wire->link + taken, wire->count);
    return taken;
}

static void listen(struct body_wire *wire)
{
    uint8_t bytes[256];
    int64_t now = body_now_us(wire->options.body);
    size_t room = HEARD_BYTES - wire->heard_count;
    size_t count =
        body_answer(wire->options.body, bytes, room < sizeof bytes ? room : sizeof bytes);
    for (size_t i = 0; i < count; i++) {
        if (wire->last_heard_us < now)
            wire->last_heard_us = now;
        wire->last_heard_us += byte_us(wire);
        wire->heard[wire->heard_count++] = (struct heard){bytes[i], wire->last_heard_us};
    }
}

/* Moves on what can move without time going on. */
static int pump(struct body_wire *wire, struct drv_fault *fault)
{
    size_t taken;
    int status;
    do {
        taken = is_lost(wire) ? 0 : deliver(wire);
        status = body_advance(wire->options.body, body_now_us(wire->options.body), fault);
    } while (status == DRV_OK && taken > 0);
    if (!is_lost(wire))
        listen(wire);
    return status;
}

static int tell_loss(const struct body_wire *wire, struct drv_fault *fault)
{
    if (!is_lost(wire) || wire->options.half_open)
        return DRV_OK;
    return drv_fail(fault, DRV_GONE, "the printer is gone");
}

static size_t least(size_t a, size_t limit)
{
    return limit == 0 || a < limit ? a : limit;
}

static int body_wire_write(struct transport *transport, const uint8_t *bytes, size_t length,
                           size_t *taken, struct drv_fault *fault)
{
    struct body_wire *wire = (struct body_wire *)transport;
    int status = tell_loss(wire, fault);
    if (status != DRV_OK)
        return status;
    size_t room = wire->options.link_bytes - wire->count;
    size_t count = least(length < room ? length : room, wire->options.most_a_write);
    if (count > 0 && wire->count == 0 && wire->next_byte_us < body_now_us(wire->options.body))
        wire->next_byte_us = body_now_us(wire->options.body);
    if (count > 0 && wire->count == 0)
        wire->next_byte_us += byte_us(wire);
    memcpy(wire->link + wire->count, bytes, count);
    wire->count += count;
    wire->written += count;
    *taken = count;
    return pump(wire, fault);
}

static size_t heard_by_now(const struct body_wire *wire)
{
    size_t count = 0;
    while (count < wire->heard_count && wire->heard[count].at_us <= body_now_us(wire->options.body))
        count++;
    return count;
}

static int body_wire_read(struct transport *transport, uint8_t *buffer, size_t capacity,
                          size_t *count, struct drv_fault *fault)
{
    struct body_wire *wire = (struct body_wire *)transport;
    int status = pump(wire, fault);
    size_t there = heard_by_now(wire);
    if (status == DRV_OK && there == 0)
        status = tell_loss(wire, fault);
    if (status != DRV_OK)
        return status;
    there = least(there < capacity ? there : capacity, wire->options.most_a_read);
    for (size_t i = 0; i < there; i++)
        buffer[i] = wire->heard[i].byte;
    wire->heard_count -= there;
    memmove(wire->heard, wire->heard + there, wire->heard_count * sizeof wire->heard[0]);
    *count = there;
    return DRV_OK;
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* When the next thing can happen on this wire or in its printer. */
static int64_t next_us(const struct body_wire *wire)
{
    int64_t next = body_next_us(wire->options.body);
    if (wire->heard_count > 0 && wire->heard[0].at_us > body_now_us(wire->options.body))
        next = earlier(next, wire->heard[0].at_us);
    if (wire->count > 0 && wire->next_byte_us > body_now_us(wire->options.body))
        next = earlier(next, wire->next_byte_us);
    return next;
}

static bool is_ready(const struct body_wire *wire, bool room)
{
    return heard_by_now(wire) > 0 || (is_lost(wire) && !wire->options.half_open) ||
           (room && wire->count < wire->options.link_bytes);
}

static int body_wire_wait(struct transport *transport, bool room, int64_t until_ms,
                          struct drv_fault *fault)
{
    struct body_wire *wire = (struct body_wire *)transport;
    struct body *body = wire->options.body;
    int64_t until_us = until_ms * 1000;
    int status = pump(wire, fault);
    while (status == DRV_OK && !is_ready(wire, room) && body_now_us(body) < until_us) {
        status = body_advance(body, earlier(next_us(wire), until_us), fault);
        if (status == DRV_OK)
            status = pump(wire, fault);
    }
    return status;
}

static size_t body_wire_pending(struct transport *transport)
{
    return ((const struct body_wire *)transport)->count;
}

static int body_wire_port_status(struct transport *transport, uint8_t *status,
                                 struct drv_fault *fault)
{
    const struct body_wire *wire = (const struct body_wire *)transport;
    if (!wire->options.has_port_status)
        return drv_fail(fault, DRV_UNSUPPORTED, "no port status");
    int lost = tell_loss(wire, fault);
    if (lost == DRV_OK)
        *status = body_port_status(wire->options.body);
    return lost;
}

/* Until all has gone into the printer's buffer. */
static int body_wire_finish(struct transport *transport, int64_t deadline_ms,
                            enum printer_result *result, struct drv_fault *fault)
{
    struct body_wire *wire = (struct body_wire *)transport;
    struct body *body = wire->options.body;
    int status = pump(wire, fault);
    (void)result;
    while (status == DRV_OK && wire->count > 0 && tell_loss(wire, NULL) == DRV_OK &&
           body_now_us(body) < deadline_ms * 1000) {
        status = body_advance(body, earlier(next_us(wire), deadline_ms * 1000), fault);
        if (status == DRV_OK)
            status = pump(wire, fault);
    }
    if (status != DRV_OK || wire->count == 0)
        return status;
    status = tell_loss(wire, fault);
    return status != DRV_OK
               ? status
               : drv_fail(fault, DRV_TIMEOUT, "\"%zu\" bytes have not gone out", wire->count);
}

static void body_wire_close(struct transport *transport)
{
    struct body_wire *wire = (struct body_wire *)transport;
    body_hang_up(wire->options.body);
    free(wire);
}

static int64_t body_wire_now_ms(struct transport *transport)
{
    return body_now_us(((const struct body_wire *)transport)->options.body) / 1000;
}

const struct transport_ops transport_body = {
    .scheme = "body",
    .check = body_wire_check,
    .open = body_wire_open,
    .write = body_wire_write,
    .read = body_wire_read,
    .wait = body_wire_wait,
    .pending = body_wire_pending,
    .port_status = body_wire_port_status,
    .finish = body_wire_finish,
    .close = body_wire_close,
    .now_ms = body_wire_now_ms,
};
