/* SPDX-License-Identifier: MIT */
#include "dialogue.h"

#include <string.h>

enum { ROUND = 4, GIVE_UP_MS = 1000, PORT_MS = 200, READS = 16 };

static const uint8_t questions[] = {0x10, 0x04, 1, 0x10, 0x04, 2, 0x10, 0x04, 3, 0x10, 0x04, 4};

int64_t dialogue_now_ms(const struct dialogue *dialogue)
{
    return dialogue->ops->now_ms != NULL ? dialogue->ops->now_ms(dialogue->wire)
                                         : deadline_after(0);
}

bool dialogue_can_hear(const struct dialogue *dialogue)
{
    return dialogue->ops->read != NULL;
}

size_t dialogue_pending(const struct dialogue *dialogue)
{
    return dialogue->ops->pending == NULL ? 0 : dialogue->ops->pending(dialogue->wire);
}

struct printer_state dialogue_state(const struct dialogue *dialogue)
{
    struct printer_state state = dialogue->told, port = dialogue->by_port;
    /* Some ports say "not selected" for ever; the printer itself knows better. */
    if (state.offline == TOLD_NO)
        port.offline = TOLD_NOT;
    state_merge(&state, &port);
    return state;
}

static void judge(struct dialogue *dialogue)
{
    struct printer_state state = dialogue_state(dialogue);
    dialogue->fault = state_fault(&state);
}

static int empty_outbox(struct dialogue *dialogue, struct drv_fault *fault)
{
    size_t taken = 0;
    int status = dialogue->ops->write(dialogue->wire, dialogue->outbox, dialogue->outbox_length,
                                      &taken, fault);
    memmove(dialogue->outbox, dialogue->outbox + taken, dialogue->outbox_length - taken);
    dialogue->outbox_length -= taken;
    return status;
}

int dialogue_write(struct dialogue *dialogue, const uint8_t *bytes, size_t length, size_t *taken,
                   struct drv_fault *fault)
{
    *taken = 0;
    if (dialogue->outbox_length > 0) {
        int status = empty_outbox(dialogue, fault);
        if (status != DRV_OK || dialogue->outbox_length > 0)
            return status;
    }
    return length == 0 ? DRV_OK : dialogue->ops->write(dialogue->wire, bytes, length, taken, fault);
}

bool dialogue_say(struct dialogue *dialogue, const void *bytes, size_t length)
{
    if (dialogue->outbox_length + length > sizeof dialogue->outbox)
        return false;
    memcpy(dialogue->outbox + dialogue->outbox_length, bytes, length);
    dialogue->outbox_length += length;
    return true;
}

static void end_round(struct dialogue *dialogue)
{
    enum state_fault now = state_fault(&dialogue->round);
    bool sure = now == STATE_FINE || now == dialogue->suspected;
    dialogue->rounds++;
    dialogue->unanswered = 0;
    dialogue->suspected = now;
    if (!sure)
        return;
    dialogue->told = dialogue->round;
    judge(dialogue);
}

static void take_realtime(struct dialogue *dialogue, uint8_t byte)
{
    if (dialogue->expected == 0)
        return;
    state_take_realtime(&dialogue->round, (uint8_t)(ROUND + 1 - dialogue->expected), byte);
    if (--dialogue->expected == 0)
        end_round(dialogue);
}

/* Paper may be changed, and well again, between two looks of ours. */
static void take_asb(struct dialogue *dialogue, const struct answer *answer)
{
    state_take_asb(&dialogue->told, answer->bytes);
    judge(dialogue);
    if (dialogue->broke == STATE_FINE && !dialogue->id_heard && state_breaks(dialogue->fault))
        dialogue->broke = dialogue->fault;
}

/* Returns what the next answer is held against: three alike are one pair and a half. */
static int take_status(struct dialogue *dialogue, uint8_t status)
{
    if (status != dialogue->last_status)
        return status;
    dialogue->status_pairs++;
    state_take_paper(&dialogue->told, status);
    judge(dialogue);
    return -1;
}

static void take_answer(struct dialogue *dialogue, const struct answer *answer)
{
    int last_status = -1;
    switch (answer->kind) {
    case ANSWER_REALTIME:
        take_realtime(dialogue, answer->bytes[0]);
        break;
    case ANSWER_ASB:
        take_asb(dialogue, answer);
        break;
    case ANSWER_STATUS:
        last_status = take_status(dialogue, answer->bytes[0]);
        break;
    case ANSWER_PROCESS_ID:
        dialogue->id_heard |= memcmp(dialogue->id, answer->bytes, sizeof dialogue->id) == 0;
        break;
    case ANSWER_CLEARED:
        dialogue->cleared = true;
        break;
    case ANSWER_POWER_ON:
        dialogue->powered_on = true;
        break;
    case ANSWER_IDENTITY:
    case ANSWER_KEYS:
    case ANSWER_FREE:
        dialogue->said = *answer;
        dialogue->sayings++;
        break;
    default:
        break;
    }
    dialogue->last_status = last_status;
}

static int hear(struct dialogue *dialogue, struct drv_fault *fault)
{
    uint8_t buffer[ANSWERS_ROOM / 2];
    size_t count = 1;
    struct answer answer;
    /* Not for ever: who talks without end must not keep us from writing. */
    for (int i = 0; i < READS && count > 0; i++) {
        count = 0;
        int status = dialogue->ops->read(dialogue->wire, buffer, sizeof buffer, &count, fault);
        if (status != DRV_OK)
            return status;
        answers_put(&dialogue->answers, buffer, count);
        while (answers_next(&dialogue->answers, &answer))
            take_answer(dialogue, &answer);
    }
    return DRV_OK;
}

/* A late answer would be taken for one of the next round: then that round says nonsense once. */
static void give_up_round(struct dialogue *dialogue)
{
    if (dialogue->expected == 0 || dialogue_now_ms(dialogue) - dialogue->asked_ms < GIVE_UP_MS)
        return;
    dialogue->expected = 0;
    dialogue->unanswered++;
}

/* A file takes all at once and never says anything. */
static bool can_anything_happen(const struct dialogue *dialogue, bool room)
{
    return room || dialogue->outbox_length > 0 || dialogue_can_hear(dialogue) ||
           dialogue_pending(dialogue) > 0;
}

int dialogue_listen(struct dialogue *dialogue, bool room, int64_t until_ms, struct drv_fault *fault)
{
    size_t taken;
    int status = dialogue_write(dialogue, NULL, 0, &taken, fault);
    if (status == DRV_OK && can_anything_happen(dialogue, room))
        status = dialogue->ops->wait(dialogue->wire, room || dialogue->outbox_length > 0, until_ms,
                                     fault);
    if (status == DRV_OK && dialogue_can_hear(dialogue))
        status = hear(dialogue, fault);
    give_up_round(dialogue);
    return status;
}

void dialogue_ask(struct dialogue *dialogue)
{
    if (!dialogue_can_hear(dialogue) || dialogue->expected > 0 || dialogue->outbox_length > 0)
        return;
    if (!dialogue_say(dialogue, questions, sizeof questions))
        return;
    dialogue->round = dialogue->told;
    dialogue->expected = ROUND;
    dialogue->asked_ms = dialogue_now_ms(dialogue);
}

void dialogue_look_at_port(struct dialogue *dialogue)
{
    uint8_t byte;
    int64_t now_ms = dialogue_now_ms(dialogue);
    if (dialogue->ops->port_status == NULL ||
        (dialogue->port_ms != 0 && now_ms - dialogue->port_ms < PORT_MS))
        return;
    dialogue->port_ms = now_ms;
    if (dialogue->ops->port_status(dialogue->wire, &byte, NULL) != DRV_OK)
        return;
    state_take_port(&dialogue->by_port, byte);
    judge(dialogue);
}
