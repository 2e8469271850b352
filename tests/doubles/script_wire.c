/* SPDX-License-Identifier: MIT */
#include "script_wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void take_byte(struct script_wire *wire, uint8_t byte)
{
    const struct script_turn *turn = &wire->turns[wire->turn];
    if (turn->sent_length == 0)
        fail_msg("turn %zu: found byte %02x, expected nothing more", wire->turn, byte);
    if (((const uint8_t *)turn->sent)[wire->matched] != byte)
        fail_msg("turn %zu, byte %zu: found %02x, expected %02x", wire->turn, wire->matched, byte,
                 ((const uint8_t *)turn->sent)[wire->matched]);
    if (++wire->matched < turn->sent_length)
        return;
    assert_int_equal(wire->said_length, 0);
    wire->said = turn->said;
    wire->said_length = turn->said_length;
    wire->matched = 0;
    wire->turn++;
}

static int take_bytes(struct transport *transport, const uint8_t *bytes, size_t length,
                      size_t *taken, struct drv_fault *fault)
{
    (void)fault;
    for (size_t i = 0; i < length; i++)
        take_byte((struct script_wire *)transport, bytes[i]);
    *taken = length;
    return DRV_OK;
}

static int say(struct transport *transport, uint8_t *buffer, size_t capacity, size_t *count,
               struct drv_fault *fault)
{
    struct script_wire *wire = (struct script_wire *)transport;
    (void)fault;
    *count = wire->said_length < capacity ? wire->said_length : capacity;
    memcpy(buffer, *count > 0 ? wire->said : (const uint8_t *)"", *count);
    wire->said += *count;
    wire->said_length -= *count;
    return DRV_OK;
}

static int pass_time(struct transport *transport, bool room, int64_t until_ms,
                     struct drv_fault *fault)
{
    struct script_wire *wire = (struct script_wire *)transport;
    (void)fault;
    if (!room && wire->said_length == 0 && wire->now_ms < until_ms)
        wire->now_ms = until_ms;
    return DRV_OK;
}

static int64_t now_ms(struct transport *transport)
{
    return ((struct script_wire *)transport)->now_ms;
}

static const struct transport_ops ops = {
    .scheme = "script", .write = take_bytes, .read = say, .wait = pass_time, .now_ms = now_ms};

void script_wire_start(struct script_wire *wire, const struct script_turn *turns)
{
    *wire = (struct script_wire){.transport.ops = &ops, .turns = turns, .now_ms = 1000};
}

void script_wire_end(const struct script_wire *wire)
{
    if (wire->turns[wire->turn].sent_length > 0)
        fail_msg("turn %zu was not reached", wire->turn);
}
