/* SPDX-License-Identifier: MIT */
/* What it says of kept graphics and of symbols, and how it waits while NV memory is written. */
#include "body_parts.h"

#include <stdio.h>
#include <string.h>

#include "barcode_matrix.h"

enum { ACK = 0x06, NAK = 0x15, CAN = 0x18, HEADER = 0x37, SEPARATOR = 0x1F };
enum { BLOCK_KEYS = 40, LAST_BLOCK = 0x40, BLOCK_GOES_ON = 0x41, KEY_BYTES = 2 };

static bool knows_graphics(const struct body *body)
{
    return (body->options.profile->commands & PROFILE_GS_NV) != 0;
}

/* 37h, what it is, a number in decimal, NUL. */
static void say_number(struct body *body, uint8_t identifier, uint32_t number)
{
    char text[16];
    int length = snprintf(text, sizeof text, "%c%c%u", HEADER, (char)identifier, (unsigned)number);
    body_say(body, (const uint8_t *)text, (size_t)length + 1);
}

static void say_capacity(struct body *body)
{
    const struct graphics_store *nv = machine_nv(body->machine);
    say_number(body, 0x30, graphics_capacity(nv));
}

static void say_nv_room(struct body *body)
{
    say_number(body, 0x31, graphics_room(machine_nv(body->machine)));
}

static void say_download_room(struct body *body)
{
    say_number(body, 0x32, graphics_room(machine_downloads(body->machine)));
}

/* Numbered images have no key. */
static size_t key_count(const struct graphics_store *store)
{
    return store->count > 0 && store->list[0].is_image ? 0 : store->count;
}

static void say_keys(struct body *body)
{
    const struct key_list *keys = &body->keys;
    size_t left = key_count(keys->of) - keys->at, count = left < BLOCK_KEYS ? left : BLOCK_KEYS;
    uint8_t block[3 + BLOCK_KEYS * KEY_BYTES + 1] = {
        HEADER, keys->identifier, left > BLOCK_KEYS ? BLOCK_GOES_ON : LAST_BLOCK};
    for (size_t i = 0; i < count; i++)
        memcpy(block + 3 + i * KEY_BYTES, keys->of->list[keys->at + i].key, KEY_BYTES);
    body_say(body, block, 3 + count * KEY_BYTES + 1);
}

static void list_nv(struct body *body)
{
    body->keys = (struct key_list){machine_nv(body->machine), 0x72, 0};
    say_keys(body);
}

static void list_downloads(struct body *body)
{
    body->keys = (struct key_list){machine_downloads(body->machine), 0x73, 0};
    say_keys(body);
}

bool body_awaits_host(const struct body *body)
{
    return body->keys.of != NULL;
}

bool body_hear_host(struct body *body, uint8_t byte)
{
    struct key_list *keys = &body->keys;
    bool last = key_count(keys->of) - keys->at <= BLOCK_KEYS;
    if (byte == NAK) {
        say_keys(body);
    } else if (byte == ACK && !last) {
        keys->at += BLOCK_KEYS;
        say_keys(body);
    } else {
        keys->of = NULL;
    }
    return byte == ACK || byte == NAK || byte == CAN;
}

/* GS ( L m fn and the two letters that some of them want. */
static const struct {
    uint8_t function;
    const char *letters;
    void (*answer)(struct body *body);
} answers[] = {
    {0, "", say_capacity}, {48, "", say_capacity},     {3, "", say_nv_room},
    {51, "", say_nv_room}, {4, "", say_download_room}, {52, "", say_download_room},
    {64, "KC", list_nv},   {80, "KC", list_downloads},
};

void body_answer_graphics(struct body *body, const struct token *token)
{
    const uint8_t *at = token->body;
    if (token->body_length < 2 || at[0] != '0' || !knows_graphics(body))
        return;
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        size_t length = strlen(answers[i].letters);
        if (answers[i].function == at[1] && token->body_length == 2 + length &&
            memcmp(at + 2, answers[i].letters, length) == 0)
            answers[i].answer(body);
    }
}

/* TM-L90 guide p. 527, 538, 546, reference fn382. Of the others' we have no whole page. */
static const struct {
    uint8_t kind, identifier;
} sized[] = {
    {MATRIX_PDF417, 0x2F}, {MATRIX_QR, 0x36}, {MATRIX_MAXICODE, 0x37}, {MATRIX_DATABAR, 0x4F}};

static void say_size(struct body *body, uint8_t kind, uint8_t identifier)
{
    struct machine_symbol_size size;
    char text[40];
    if (machine_symbol_size(body->machine, kind, &size) != DRV_OK)
        return;
    int length = snprintf(text, sizeof text, "%c%c%u%c%u%c1%c%c", HEADER, (char)identifier,
                          size.width_dots, SEPARATOR, size.height_dots, SEPARATOR, SEPARATOR,
                          size.printable && !machine_has_line(body->machine) ? '0' : '1');
    body_say(body, (const uint8_t *)text, (size_t)length + 1);
}

/* GS ( k cn 82 48 */
void body_answer_symbol(struct body *body, const struct token *token)
{
    const uint8_t *at = token->body;
    if (token->body_length < 3 || at[1] != 82 || at[2] != '0' || !body_answers(body, PROFILE_GS_R))
        return;
    for (size_t i = 0; i < sizeof sized / sizeof sized[0]; i++)
        if (sized[i].kind == at[0])
            say_size(body, at[0], sized[i].identifier);
}

void body_watch_nv(struct body *body)
{
    unsigned writes = machine_nv(body->machine)->writes;
    if (writes == body->nv_writes)
        return;
    body->nv_writes = writes;
    body->nv_end_us = body->now_us + body->options.nv_write_ms * INT64_C(1000);
}

bool body_writes_nv(const struct body *body)
{
    return body->powered && body->now_us < body->nv_end_us;
}

unsigned body_nv_writes(const struct body *body)
{
    return body->nv_writes;
}
