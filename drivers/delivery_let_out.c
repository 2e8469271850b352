/* SPDX-License-Identifier: MIT */
#include "delivery_parts.h"

#include "owed.h"

enum { CLEAR_MS = 3000 };

static const uint8_t clear_all[] = {0x10, 0x14, 8, 1, 3, 20, 1, 6, 2, 8};

/* In place of what was not sent: the end of the command, and a cut that parts the pieces. */
static void replace_rest(struct delivery *delivery)
{
    struct bytes *stream = &delivery->stream;
    bool all_sent = delivery->sent == stream->length;
    size_t nuls = owed_nuls(stream->data, stream->length, delivery->sent, delivery->sent);
    if (all_sent && delivery->broken_by != STATE_CUTTER_JAMMED && !delivery->went_away)
        return; /* its own cut and question are in the printer */
    if (!all_sent || delivery->went_away)
        delivery->status_asked = delivery->dialogue.status_pairs;
    stream->length = delivery->sent;
    delivery->end_arrived = false;
    owed_add_part(&delivery->stream, nuls);
    delivery_add_confirm(delivery);
}

static void try_to_recover(struct delivery *delivery)
{
    struct dialogue *dialogue = &delivery->dialogue;
    bool jammed = dialogue->fault == STATE_CUTTER_JAMMED;
    if (!jammed || !delivery_has(delivery, PROFILE_RECOVER) ||
        delivery->sent < delivery->stream.length ||
        delivery_now_ms(delivery) - delivery->recovered_ms < DELIVERY_RECOVER_MS)
        return;
    if (dialogue_say(dialogue, delivery_recover, sizeof delivery_recover))
        delivery->recovered_ms = delivery_now_ms(delivery);
}

/* What nobody else prints can go: it would only come out in front of the next slip. */
static int clear_rest(struct delivery *delivery)
{
    struct dialogue *dialogue = &delivery->dialogue;
    if (!delivery->port->exclusive || !delivery_has(delivery, PROFILE_CLEAR) ||
        delivery->broken_by == STATE_CUTTER_JAMMED)
        return DRV_OK;
    int64_t until_ms = earlier(delivery_now_ms(delivery) + CLEAR_MS, delivery->deadline_ms);
    dialogue->cleared = false;
    if (!dialogue_say(dialogue, clear_all, sizeof clear_all))
        return DRV_OK;
    while (!dialogue->cleared && delivery_now_ms(delivery) < until_ms) {
        int status = dialogue_listen(dialogue, false, until_ms, &delivery->fault);
        if (status != DRV_OK)
            return status;
    }
    delivery->went_away = dialogue->cleared; /* its own cut is gone with the rest */
    return DRV_OK;
}

/* Somebody switched it off to put paper in: nothing of the slip is left in it to be let out. */
static bool holds_nothing(const struct delivery *delivery)
{
    const struct dialogue *dialogue = &delivery->dialogue;
    return delivery->went_away && dialogue->unanswered == 0 && dialogue->fault == STATE_FINE;
}

/* Lets out what the printer still holds, once somebody has been there. */
static int let_out(struct delivery *delivery)
{
    struct dialogue *dialogue = &delivery->dialogue;
    int status = clear_rest(delivery);
    if (status == DRV_OK)
        replace_rest(delivery);
    delivery->went_away = delivery->dialogue.powered_on = false;
    while (status == DRV_OK && !delivery_is_late(delivery) && !holds_nothing(delivery)) {
        size_t taken = 0;
        status = dialogue_write(dialogue, delivery->stream.data + delivery->sent,
                                delivery->stream.length - delivery->sent, &taken, &delivery->fault);
        delivery->sent += taken;
        bool all_sent = delivery->sent == delivery->stream.length;
        delivery->through =
            all_sent && dialogue->fault == STATE_FINE && delivery_is_confirmed(delivery);
        if (delivery->through)
            break;
        if (status == DRV_OK)
            status = delivery_listen(delivery, !all_sent);
        delivery_keep_asking(delivery);
        try_to_recover(delivery);
    }
    return status;
}

void delivery_hold(struct delivery *delivery)
{
    struct drv_fault before = delivery->fault;
    delivery->dialogue.broke = STATE_FINE;
    delivery->recovered_ms = delivery_now_ms(delivery);
    if (!delivery->stopping)
        delivery->deadline_ms += delivery->patience->hold_ms;
    delivery_note_wait(delivery);
    let_out(delivery);
    delivery->fault = before;
}
