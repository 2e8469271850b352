/* SPDX-License-Identifier: MIT */
#include "delivery_parts.h"

enum {
    TICK_MS = 100,  /* so often `stopped` is asked */
    POLL_MS = 500,  /* between rounds of questions */
    STOP_MS = 2000, /* for a slip on its way when we are to end */
    SILENCES = 2,   /* rounds without an answer: it was switched off, or cut off */
};

int64_t delivery_now_ms(const struct delivery *delivery)
{
    return dialogue_now_ms(&delivery->dialogue);
}

bool delivery_is_late(const struct delivery *delivery)
{
    return delivery_now_ms(delivery) >= delivery->deadline_ms;
}

bool delivery_has(const struct delivery *delivery, enum profile_answers answer)
{
    return (delivery->port->profile->answers & answer) != 0;
}

/* The stream up to here has left us for certain. */
size_t delivery_arrived(const struct delivery *delivery)
{
    size_t pending = dialogue_pending(&delivery->dialogue);
    return delivery->sent > pending ? delivery->sent - pending : 0;
}

int delivery_refuse(struct delivery *delivery, int status, const char *text)
{
    return drv_fail(&delivery->fault, status, "%s", text);
}

int delivery_break_off(struct delivery *delivery, const char *text)
{
    delivery->broke = true;
    return delivery_refuse(delivery, DRV_IO, text);
}

/* Bring the end nearer when we are to end. */
void delivery_heed_stop(struct delivery *delivery)
{
    const struct printer_patience *patience = delivery->patience;
    if (delivery->stopping || patience->stopped == NULL || !patience->stopped(patience->context))
        return;
    delivery->stopping = true;
    int64_t soon_ms = delivery_now_ms(delivery) + STOP_MS;
    if (soon_ms < delivery->deadline_ms)
        delivery->deadline_ms = soon_ms;
}

static void note_end(struct delivery *delivery)
{
    if (delivery->end_arrived)
        return;
    delivery->rounds_before_end = delivery->dialogue.rounds;
    delivery->end_arrived = delivery_arrived(delivery) == delivery->stream.length;
}

/*
 * A printer whose buffer is full lets questions stand behind what it will not take yet (USB by NAK,
 * a print server in its memory): it is silent for seconds and well. Only who has answered behind
 * the end of the stream has nothing to be silent for.
 */
static void note_absence(struct delivery *delivery)
{
    const struct dialogue *dialogue = &delivery->dialogue;
    bool silent = delivery->answered && dialogue->unanswered >= SILENCES;
    bool was_reached = delivery->end_arrived && dialogue->rounds > delivery->rounds_before_end;
    delivery->went_away |= dialogue->powered_on || silent;
    delivery->lost |= dialogue->powered_on || (silent && was_reached);
}

/* Asks again when it is time, where an answer can be told from the slip. */
void delivery_keep_asking(struct delivery *delivery)
{
    struct dialogue *dialogue = &delivery->dialogue;
    bool between_commands = delivery->sent == delivery->stream.length;
    dialogue_look_at_port(dialogue);
    if (delivery->answered && between_commands &&
        delivery_now_ms(delivery) - dialogue->asked_ms >= POLL_MS)
        dialogue_ask(dialogue);
    note_end(delivery);
    note_absence(delivery);
}

int delivery_listen(struct delivery *delivery, bool room)
{
    int64_t until_ms = earlier(delivery_now_ms(delivery) + TICK_MS, delivery->deadline_ms);
    delivery_heed_stop(delivery);
    return dialogue_listen(&delivery->dialogue, room, until_ms, &delivery->fault);
}
