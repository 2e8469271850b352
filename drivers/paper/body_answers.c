/* SPDX-License-Identifier: MIT */
#include "body_parts.h"

#include <stdio.h>
#include <string.h>

enum { ASB_BYTES = 4, ID_BYTES = 4 };

bool body_answers(const struct body *body, enum profile_answers what)
{
    return (body->options.profile->answers & what) != 0;
}

static bool can_speak(const struct body *body)
{
    return !body->options.silent && body_linked(body) && !body->black_hole;
}

static struct reply *new_reply(struct body *body)
{
    struct outbox *outbox = &body->outbox;
    if (!can_speak(body) || outbox->count == OUTBOX_REPLIES)
        return NULL;
    struct reply *reply = &outbox->replies[outbox->count++];
    *reply = (struct reply){.due_us = body->now_us + body->options.answer_ms * INT64_C(1000)};
    return reply;
}

void body_say(struct body *body, const uint8_t *bytes, size_t length)
{
    struct reply *reply = new_reply(body);
    if (reply == NULL)
        return;
    reply->length = (uint8_t)length;
    memcpy(reply->bytes, bytes, length);
}

void body_outbox_clear(struct body *body)
{
    body->outbox.count = body->outbox.moved_out = 0;
}

static void drop_reply(struct outbox *outbox, size_t index)
{
    outbox->count--;
    memmove(&outbox->replies[index], &outbox->replies[index + 1],
            (outbox->count - index) * sizeof outbox->replies[0]);
    if (index == 0)
        outbox->moved_out = 0;
}

/* An ID that has not gone out yet; one that has begun to go is left alone. */
static void drop_process_id(struct outbox *outbox)
{
    for (size_t i = outbox->count; i-- > (outbox->moved_out > 0 ? 1 : 0);)
        if (outbox->replies[i].is_process_id)
            drop_reply(outbox, i);
}

void body_drop_process_id(struct body *body)
{
    drop_process_id(&body->outbox);
}

size_t body_answer(struct body *body, uint8_t *out, size_t capacity)
{
    struct outbox *outbox = &body->outbox;
    size_t length = 0;
    while (length < capacity && outbox->count > 0 && outbox->replies[0].due_us <= body->now_us) {
        const struct reply *reply = &outbox->replies[0];
        out[length++] = reply->bytes[outbox->moved_out++];
        if (outbox->moved_out == reply->length)
            drop_reply(outbox, 0);
    }
    return length;
}

/* How it feels. Bits: TM-T88III specification p. 84 (DLE EOT) and p. 143 to 145 (ASB). */

static uint8_t flag(bool set, uint8_t bits)
{
    return set ? bits : 0;
}

uint8_t body_realtime_status(const struct body *body, uint8_t n)
{
    bool offline = body_is_hindered(body);
    const uint8_t status[] = {
        flag(offline, 0x08),
        flag(body->cover_open, 0x04) | flag(body->paper_out, 0x20) |
            flag(body->cutter_jammed, 0x40),
        flag(body->cutter_jammed, 0x08),
        flag(body->near_end, 0x0C) | flag(body->paper_out, 0x60),
    };
    return 0x12 | status[n - 1];
}

static void automatic_status(const struct body *body, uint8_t out[static ASB_BYTES])
{
    out[0] = 0x10 | flag(body_is_hindered(body), 0x08) | flag(body->cover_open, 0x20);
    out[1] = flag(body->cutter_jammed, 0x08);
    out[2] = flag(body->near_end, 0x03) | flag(body->paper_out, 0x0C);
    out[3] = 0x0F; /* "reserved", and so on many models */
}

/* USB printer class 1.1, 4.2.2: paper empty, selected, not error. */
uint8_t body_port_status(const struct body *body)
{
    bool online = !body_is_hindered(body);
    return flag(body->paper_out, 0x20) | flag(online, 0x10) | flag(online, 0x08);
}

void body_tell_status(struct body *body)
{
    automatic_status(body, body->outbox.asb_told);
    body_say(body, body->outbox.asb_told, ASB_BYTES);
}

/* GS a: which bits of the four bytes each bit of its n is to watch. */
static const struct {
    uint8_t n;
    uint8_t bits[ASB_BYTES];
} watched[] = {
    {0x01, {0x04, 0, 0, 0}},    /* drawer */
    {0x02, {0x28, 0, 0, 0}},    /* online, cover */
    {0x04, {0, 0x6C, 0, 0}},    /* errors */
    {0x08, {0, 0, 0x0F, 0}},    /* paper */
    {0x40, {0x40, 0x02, 0, 0}}, /* button */
};

static bool has_changed(const struct body *body)
{
    uint8_t now[ASB_BYTES];
    bool changed = false;
    automatic_status(body, now);
    for (size_t i = 0; i < sizeof watched / sizeof watched[0]; i++)
        for (int at = 0; at < ASB_BYTES && (body->outbox.asb_mask & watched[i].n) != 0; at++)
            changed |= ((now[at] ^ body->outbox.asb_told[at]) & watched[i].bits[at]) != 0;
    return changed;
}

void body_tell_changes(struct body *body)
{
    if (has_changed(body))
        body_tell_status(body);
}

void body_say_power_on(struct body *body)
{
    static const uint8_t notice[] = {0x3B, 0x31, 0x00};
    if (body_answers(body, PROFILE_ASB))
        body_say(body, notice, sizeof notice);
}

/* Bytes that no manual knows. */
void body_chat(struct body *body)
{
    static const uint8_t stray[] = {0xFF, 0x80};
    body_tell_status(body);
    if (++body->outbox.chats % 3 == 0)
        body_say(body, &stray[body->outbox.chats / 3 % sizeof stray], 1);
}

/* Questions that are answered in their turn. */

static void set_automatic_status(struct body *body, const struct token *token)
{
    if (!body_answers(body, PROFILE_ASB))
        return;
    body->outbox.asb_mask = (uint8_t)token_field(token, 0);
    if (body->outbox.asb_mask != 0)
        body_tell_status(body);
}

/* GS r n, n a number or its digit: 1 paper, 2 drawer (TM-U220 p. 84). */
static void send_status(struct body *body, const struct token *token)
{
    uint32_t n = token_field(token, 0) % '0';
    uint8_t paper = flag(body->near_end, 0x03) | flag(body->paper_out, 0x0C);
    uint8_t status = n == 1 ? paper : 0;
    if (body_answers(body, PROFILE_GS_R) && (n == 1 || n == 2))
        body_say(body, &status, 1);
}

/* GS I n: numbers as a TM-T88III says them; texts are our own. */
static const struct {
    uint8_t n;
    const char *text;
} identities[] = {
    {1, "\x20"}, {2, "\x02"}, {3, "\x01"}, {65, "_1.00"}, {66, NULL}, {67, NULL}, {68, "_000001"},
};

/* Of a profile that is no model the name of the profile. */
static const char *maker_or_model(const struct profile *profile, uint8_t n)
{
    bool known = profile->model != NULL && profile->model[0] != '\0';
    if (n == 66)
        return known ? profile->maker : "VIRTUAL";
    return known ? profile->model : profile->name;
}

static void say_identity(struct body *body, const char *text, const char *more)
{
    char line[REPLY_MAX_BYTES];
    int length = snprintf(line, sizeof line, "%s%.60s", text, more);
    body_say(body, (const uint8_t *)line, (size_t)length + (text[0] == '_'));
}

static void send_identity(struct body *body, const struct token *token)
{
    uint8_t n = (uint8_t)token_field(token, 0);
    if (n >= '1' && n <= '3')
        n -= '0';
    for (size_t i = 0; i < sizeof identities / sizeof identities[0]; i++)
        if (identities[i].n == n && body_answers(body, PROFILE_GS_R)) {
            bool named = identities[i].text == NULL;
            say_identity(body, named ? "_" : identities[i].text,
                         named ? maker_or_model(body->options.profile, n) : "");
        }
}

/* GS ( H 48 48 d1 to d4, each printable: due at once, as all before it is on paper by now. */
static void send_process_id(struct body *body, const struct token *token)
{
    uint8_t answer[] = {0x37, 0x22, 0, 0, 0, 0, 0x00};
    if (!body_answers(body, PROFILE_PROCESS_ID) || token->tail_length > 0)
        return;
    for (size_t i = 0; i < ID_BYTES; i++) {
        uint32_t d = token_field(token, 2 + i);
        if (d < 32 || d > 126)
            return;
        answer[2 + i] = (uint8_t)d;
    }
    drop_process_id(&body->outbox);
    struct reply *reply = new_reply(body);
    if (reply == NULL)
        return;
    memcpy(reply->bytes, answer, sizeof answer);
    reply->length = sizeof answer;
    reply->is_process_id = true;
}

void body_run_question(struct body *body, const struct token *token)
{
    static void (*const questions[COMMAND_COUNT])(struct body *, const struct token *) = {
        [COMMAND_AUTOMATIC_STATUS] = set_automatic_status,
        [COMMAND_STATUS] = send_status,
        [COMMAND_IDENTITY] = send_identity,
        [COMMAND_PROCESS_ID] = send_process_id,
        [COMMAND_GRAPHICS] = body_answer_graphics,
        [COMMAND_SYMBOL] = body_answer_symbol,
    };
    if (questions[token->command->id] != NULL)
        questions[token->command->id](body, token);
}
