/* SPDX-License-Identifier: MIT */
#include "body_parts.h"

#include <string.h>

static bool tell(struct body *body, uint8_t n)
{
    uint8_t status;
    if (n < 1 || n > 4 || !body_answers(body, PROFILE_REALTIME))
        return false;
    status = body_realtime_status(body, n);
    body_say(body, &status, 1);
    return false;
}

static void clear(struct body *body)
{
    body_clear(body);
    body_drop_process_id(body);
    body->stirred = true;
}

/* DLE ENQ: 1 goes on where it stopped, 2 with nothing left; only after an error of the cutter. */
static bool recover(struct body *body, uint8_t n)
{
    if ((n != 1 && n != 2) || !body->cutter_jammed || !body_answers(body, PROFILE_RECOVER))
        return false;
    if (n == 2)
        clear(body);
    body->cutter_jammed = false;
    body->stirred = true;
    return n == 2;
}

static bool clear_and_say_so(struct body *body, uint8_t n)
{
    static const uint8_t cleared[] = {0x37, 0x25, 0x00};
    (void)n;
    if (!body_answers(body, PROFILE_CLEAR))
        return false;
    clear(body);
    body_say(body, cleared, sizeof cleared);
    return true;
}

/* DLE DC4 7: of its statuses the basic one, as ASB has it. */
static bool tell_now(struct body *body, uint8_t n)
{
    if (n == 1 && body_answers(body, PROFILE_ASB))
        body_tell_status(body);
    return false;
}

static const struct {
    const char *bytes;
    size_t length;
    bool has_n; /* one more byte */
    bool (*run)(struct body *, uint8_t n);
} commands[] = {
    {"\x10\x04", 2, true, tell},
    {"\x10\x05", 2, true, recover},
    {"\x10\x14\x07", 3, true, tell_now},
    {"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08", 10, false, clear_and_say_so},
};

bool body_listen(struct body *body, uint8_t byte)
{
    uint8_t *last = body->ear.last;
    const uint8_t *end = last + REALTIME_MAX_BYTES;
    memmove(last, last + 1, REALTIME_MAX_BYTES - 1);
    last[REALTIME_MAX_BYTES - 1] = byte;
    if (body_writes_nv(body))
        return false;
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        size_t length = commands[i].length;
        if (memcmp(end - length - commands[i].has_n, commands[i].bytes, length) == 0)
            return commands[i].run(body, byte);
    }
    return false;
}
