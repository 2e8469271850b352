/* SPDX-License-Identifier: MIT */
#include "picture_store.h"

#include <stdlib.h>
#include <string.h>

#include "inquiry_parts.h"
#include "raster.h"

enum { GS = 0x1d, ACK = 0x06, LEAST_KEY = 32, MOST_KEY = 126, KEYS = MOST_KEY - LEAST_KEY + 1 };
enum { ANSWER_MS = 2000, WRITE_MS = 20000, MORE_TO_COME = 0x41, THE_LAST = 0x40 };
enum { BLOCKS_MOST = PICTURE_KEYS_MOST / 40 + 1 };

/* -1: no key. */
static int place_of(const uint8_t *key)
{
    if (key[0] < LEAST_KEY || key[0] > MOST_KEY || key[1] < LEAST_KEY || key[1] > MOST_KEY)
        return -1;
    return (key[0] - LEAST_KEY) * KEYS + key[1] - LEAST_KEY;
}

static bool is_set(const struct picture_keys *keys, int place)
{
    return keys->bits[place / 8] >> place % 8 & 1;
}

bool picture_store_has(const struct picture_keys *keys, const char key[2])
{
    int place = place_of((const uint8_t *)key);
    return place >= 0 && is_set(keys, place);
}

static int take_block(const struct answer *block, struct picture_keys *keys,
                      struct drv_fault *fault)
{
    if ((block->bytes[0] != MORE_TO_COME && block->bytes[0] != THE_LAST) || block->length % 2 == 0)
        return drv_fail(fault, DRV_INVALID, "found \"%.*s\", expected a list of keys",
                        (int)block->length, (const char *)block->bytes);
    for (size_t i = 1; i < block->length; i += 2) {
        int place = place_of(block->bytes + i);
        if (place < 0)
            return drv_fail(fault, DRV_INVALID, "found \"%.2s\", expected a key",
                            (const char *)block->bytes + i);
        keys->count += !is_set(keys, place);
        keys->bits[place / 8] |= (uint8_t)(1 << place % 8);
    }
    return DRV_OK;
}

static int list(struct inquiry *inquiry, int wait_ms, struct picture_keys *out,
                struct drv_fault *fault)
{
    static const uint8_t keys_question[] = {GS, '(', 'L', 4, 0, 48, 64, 'K', 'C'};
    static const uint8_t next[] = {ACK};
    struct picture_keys keys = {.count = 0};
    struct answer block;
    int status = inquiry_ask(inquiry, keys_question, sizeof keys_question, ANSWER_KEYS, wait_ms,
                             &block, fault);
    for (int i = 0; i < BLOCKS_MOST && status == DRV_OK; i++) {
        status = take_block(&block, &keys, fault);
        if (status != DRV_OK || block.bytes[0] == THE_LAST)
            break;
        status = inquiry_ask(inquiry, next, sizeof next, ANSWER_KEYS, ANSWER_MS, &block, fault);
    }
    if (status == DRV_TIMEOUT)
        return drv_fail(fault, status, "it does not list what it keeps");
    if (status == DRV_OK)
        status = inquiry_say(inquiry, ACK, fault);
    if (status == DRV_OK)
        *out = keys;
    return status;
}

int picture_store_list(struct inquiry *inquiry, struct picture_keys *out, struct drv_fault *fault)
{
    return list(inquiry, ANSWER_MS, out, fault);
}

/* From "CB" on: two letters that no manual leaves out. */
static bool find_free(const struct picture_keys *taken, char key[2])
{
    for (int i = 0; i < PICTURE_KEYS_MOST; i++) {
        int place = (i + ('C' - LEAST_KEY) * KEYS + 'B' - LEAST_KEY) % PICTURE_KEYS_MOST;
        if (is_set(taken, place))
            continue;
        key[0] = (char)(place / KEYS + LEAST_KEY);
        key[1] = (char)(place % KEYS + LEAST_KEY);
        return true;
    }
    return false;
}

static int check_room(struct inquiry *inquiry, size_t needed, struct drv_fault *fault)
{
    static const uint8_t room_question[] = {GS, '(', 'L', 2, 0, 48, 51};
    struct answer answer;
    int status = inquiry_ask(inquiry, room_question, sizeof room_question, ANSWER_FREE, ANSWER_MS,
                             &answer, fault);
    if (status == DRV_TIMEOUT)
        return drv_fail(fault, status, "it does not say how much room it has");
    if (status != DRV_OK)
        return status;
    char digits[ANSWER_MAX_BYTES + 1] = "";
    memcpy(digits, answer.bytes, answer.length);
    char *end;
    unsigned long room = strtoul(digits, &end, 10);
    if (*end != '\0' || digits[0] < '0' || digits[0] > '9')
        return drv_fail(fault, DRV_INVALID, "found \"%s\", expected how many bytes are free",
                        digits);
    if (room < needed)
        return drv_fail(fault, DRV_LIMIT, "\"%lu\" bytes are free, the picture takes %zu", room,
                        needed);
    return DRV_OK;
}

static void put_number(struct bytes *out, size_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        bytes_add_byte(out, (uint8_t)(value >> 8 * i));
}

static void put_dots(const struct bitmap *dots, struct bytes *out)
{
    size_t length = dots->stride * dots->height_dots;
    uint8_t *room = bytes_grow(out, length);
    if (room == NULL)
        return;
    memcpy(room, dots->rows, length);
    raster_defuse(room, length);
}

/* Function 67; GS 8 L where two bytes do not hold the length. */
static void put_definition(const struct bitmap *dots, const char key[2], struct bytes *out)
{
    const uint8_t head[] = {48, 67, 48 /* one tone */, (uint8_t)key[0], (uint8_t)key[1], 1};
    size_t length = sizeof head + 5 + dots->stride * dots->height_dots;
    bool large = length > UINT16_MAX;
    bytes_add_byte(out, GS);
    bytes_add_byte(out, large ? '8' : '(');
    bytes_add_byte(out, 'L');
    put_number(out, length, large ? 4 : 2);
    bytes_add(out, head, sizeof head);
    put_number(out, dots->width_dots, 2);
    put_number(out, dots->height_dots, 2);
    bytes_add_byte(out, 49); /* the first colour */
    put_dots(dots, out);
}

int picture_store_find(struct inquiry *inquiry, const struct bitmap *dots,
                       const struct picture_keys *taken, char key[2], struct drv_fault *fault)
{
    char free_key[2];
    if (!find_free(taken, free_key))
        return drv_fail(fault, DRV_LIMIT, "all \"%u\" keys are taken", taken->count);
    int status = check_room(inquiry, dots->stride * dots->height_dots, fault);
    if (status == DRV_OK)
        memcpy(key, free_key, sizeof free_key);
    return status;
}

static int send_definition(struct inquiry *inquiry, const struct bitmap *dots, const char key[2],
                           struct drv_fault *fault)
{
    struct bytes command = {0};
    put_definition(dots, key, &command);
    int status = command.failed ? drv_fail(fault, DRV_MEMORY, "no memory for the picture")
                                : inquiry_send(inquiry, &command, fault);
    bytes_free(&command);
    return status;
}

/* It says nothing while it writes. */
int picture_store_define(struct inquiry *inquiry, const struct bitmap *dots, const char key[2],
                         struct drv_fault *fault)
{
    struct picture_keys keys;
    int status = send_definition(inquiry, dots, key, fault);
    if (status == DRV_OK)
        status = list(inquiry, WRITE_MS, &keys, fault);
    if (status == DRV_OK && !picture_store_has(&keys, key))
        return drv_fail(fault, DRV_IO, "it did not keep the picture under \"%.2s\"", key);
    return status;
}
