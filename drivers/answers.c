/* SPDX-License-Identifier: MIT */
#include "answers.h"

#include <string.h>

enum { XON = 0x11, XOFF = 0x13 };

/* How answers begin. Where `ends` is set they go on to a NUL, else for `length` bytes. */
struct shape {
    uint8_t mask, value;
    enum answer_kind kind;
    uint8_t length;
    bool ends;
};

static const struct shape shapes[] = {
    {0xFF, XON, ANSWER_XON, 1, false},       {0xFF, XOFF, ANSWER_XOFF, 1, false},
    {0x93, 0x12, ANSWER_REALTIME, 1, false}, {0x93, 0x10, ANSWER_ASB, 4, false},
    {0x90, 0x00, ANSWER_STATUS, 1, false},   {0xFF, 0x37, ANSWER_NOISE, 3, true},
    {0xFF, 0x3B, ANSWER_POWER_ON, 3, true},  {0xFF, 0x5F, ANSWER_IDENTITY, 2, true},
};

static const struct shape *find_shape(uint8_t first)
{
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++)
        if ((first & shapes[i].mask) == shapes[i].value)
            return &shapes[i];
    return NULL;
}

void answers_reset(struct answers *answers)
{
    answers->length = 0;
}

static void drop(struct answers *answers, size_t count)
{
    memmove(answers->buffer, answers->buffer + count, answers->length - count);
    answers->length -= count;
}

void answers_put(struct answers *answers, const uint8_t *bytes, size_t length)
{
    if (length > ANSWERS_ROOM) {
        bytes += length - ANSWERS_ROOM;
        length = ANSWERS_ROOM;
    }
    if (answers->length + length > ANSWERS_ROOM)
        drop(answers, answers->length + length - ANSWERS_ROOM);
    memcpy(answers->buffer + answers->length, bytes, length);
    answers->length += length;
}

static void give(struct answers *answers, enum answer_kind kind, size_t from, size_t length,
                 size_t whole, struct answer *out)
{
    out->kind = kind;
    out->length = length;
    memcpy(out->bytes, answers->buffer + from, length);
    drop(answers, whole);
}

static void give_noise(struct answers *answers, struct answer *out)
{
    give(answers, ANSWER_NOISE, 0, 1, 1, out);
}

/* XON and XOFF come in the middle of other answers too, and mean the same there. */
static bool take_flow(struct answers *answers, size_t at, struct answer *out)
{
    uint8_t byte = answers->buffer[at];
    if (byte != XON && byte != XOFF)
        return false;
    memmove(answers->buffer + at, answers->buffer + at + 1, answers->length - at - 1);
    answers->length--;
    *out = (struct answer){byte == XON ? ANSWER_XON : ANSWER_XOFF, 1, {byte}};
    return true;
}

static bool next_asb(struct answers *answers, struct answer *out)
{
    for (size_t i = 1; i < answers->length && i < 4; i++) {
        if (take_flow(answers, i, out))
            return true;
        if ((answers->buffer[i] & 0x90) != 0) {
            give_noise(answers, out);
            return true;
        }
    }
    if (answers->length < 4)
        return false;
    give(answers, ANSWER_ASB, 0, 4, 4, out);
    return true;
}

/* What follows a header is printable, but for the NUL at the end. */
static bool is_block_byte(uint8_t byte)
{
    return byte >= 0x20 && byte < 0x80;
}

/* What the second byte of a block says, and how much may follow it. */
static const struct {
    uint8_t id;
    enum answer_kind kind;
    uint8_t least, most;
} blocks[] = {
    {0x22, ANSWER_PROCESS_ID, 4, 4}, {0x23, ANSWER_OFFLINE, 0, 80}, {0x25, ANSWER_CLEARED, 0, 0},
    {0x31, ANSWER_FREE, 1, 8},       {0x72, ANSWER_KEYS, 1, 81},
};

static bool give_process(struct answers *answers, size_t end, struct answer *out)
{
    size_t length = end > 1 ? end - 2 : 0;
    for (size_t i = 0; end > 1 && i < sizeof blocks / sizeof blocks[0]; i++) {
        if (blocks[i].id != answers->buffer[1] || length < blocks[i].least ||
            length > blocks[i].most)
            continue;
        give(answers, blocks[i].kind, 2, length, end + 1, out);
        return true;
    }
    give_noise(answers, out);
    return true;
}

static bool give_block(struct answers *answers, const struct shape *shape, size_t end,
                       struct answer *out)
{
    if (shape->value == 0x37)
        return give_process(answers, end, out);
    if (shape->kind == ANSWER_POWER_ON && (end != 2 || answers->buffer[1] != 0x31))
        give_noise(answers, out);
    else
        give(answers, shape->kind, 1, end - 1, end + 1, out);
    return true;
}

static bool next_block(struct answers *answers, const struct shape *shape, struct answer *out)
{
    for (size_t i = 1; i < answers->length; i++) {
        if (answers->buffer[i] == 0)
            return give_block(answers, shape, i, out);
        if (take_flow(answers, i, out))
            return true;
        if (!is_block_byte(answers->buffer[i]) || i > ANSWER_MAX_BYTES) {
            give_noise(answers, out);
            return true;
        }
    }
    return false;
}

bool answers_next(struct answers *answers, struct answer *out)
{
    if (answers->length == 0)
        return false;
    const struct shape *shape = find_shape(answers->buffer[0]);
    if (shape == NULL) {
        give_noise(answers, out);
        return true;
    }
    if (shape->ends)
        return next_block(answers, shape, out);
    if (shape->kind == ANSWER_ASB)
        return next_asb(answers, out);
    give(answers, shape->kind, 0, 1, 1, out);
    return true;
}
