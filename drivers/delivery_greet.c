/* SPDX-License-Identifier: MIT */
#include "delivery_parts.h"

#include "owed.h"

enum {
    LOOK_MS = 100,         /* so soon a question that was lost is asked again */
    GREETING_MS = 3000,    /* for a model that is known to answer */
    STRANGER_MS = 300,     /* for one of which nothing is known */
    OLD_ANSWER_MS = 10000, /* in which a buffer of text is printed */
    PARTED_MS = 2000,      /* in which paper is fed and cut */
};

/* A fault must be told twice. */
static int hear_round(struct delivery *delivery, int64_t until_ms)
{
    struct dialogue *dialogue = &delivery->dialogue;
    unsigned before = dialogue->rounds;
    bool sure = false;
    while (!sure && delivery_now_ms(delivery) < until_ms) {
        dialogue_look_at_port(dialogue);
        dialogue_ask(dialogue);
        int status =
            dialogue_listen(dialogue, false, earlier(delivery_now_ms(delivery) + LOOK_MS, until_ms),
                            &delivery->fault);
        if (status != DRV_OK)
            return status;
        sure = dialogue->rounds > before && dialogue->suspected == state_fault(&dialogue->told);
    }
    return sure ? DRV_OK
                : delivery_refuse(delivery, DRV_TIMEOUT,
                                  "it says nothing: switched off, or in other hands");
}

/* Whatever was said before we came is old news. */
static int throw_away_old_news(struct delivery *delivery)
{
    struct dialogue *dialogue = &delivery->dialogue;
    int status = dialogue_listen(dialogue, false, delivery_now_ms(delivery), &delivery->fault);
    answers_reset(&dialogue->answers);
    dialogue->powered_on = dialogue->id_heard = false;
    dialogue->broke = STATE_FINE;
    dialogue->status_pairs = 0;
    return status;
}

/* Somebody may have cleared it since: only the printer can find out, and only when it is told to.
 */
static int wake_cutter(struct delivery *delivery)
{
    struct dialogue *dialogue = &delivery->dialogue;
    int64_t until_ms =
        earlier(delivery_now_ms(delivery) + DELIVERY_RECOVER_MS, delivery->deadline_ms);
    int status = DRV_OK;
    if (!delivery_has(delivery, PROFILE_RECOVER) ||
        !dialogue_say(dialogue, delivery_recover, sizeof delivery_recover))
        return DRV_OK;
    while (status == DRV_OK && dialogue->fault != STATE_FINE &&
           delivery_now_ms(delivery) < until_ms)
        status = hear_round(delivery, until_ms);
    return status == DRV_TIMEOUT ? DRV_OK : status;
}

/* A printer that waits for the length of a command would take a question for it. */
static int pay_nuls(struct delivery *delivery)
{
    static const uint8_t nuls[256];
    const struct journal *journal = delivery->port->journal;
    size_t left = journal == NULL ? 0 : journal->entry.owed_nuls;
    int64_t until_ms = delivery_now_ms(delivery) + GREETING_MS;
    while (left > 0) {
        size_t taken = 0;
        int status =
            dialogue_write(&delivery->dialogue, nuls, left < sizeof nuls ? left : sizeof nuls,
                           &taken, &delivery->fault);
        left -= taken;
        if (status == DRV_OK && left > 0)
            status = delivery_listen(delivery, true);
        if (status != DRV_OK)
            return status;
        if (taken > 0)
            until_ms = delivery_now_ms(delivery) + GREETING_MS;
        if (left > 0 && delivery_now_ms(delivery) >= earlier(until_ms, delivery->deadline_ms))
            return delivery_refuse(delivery, DRV_TIMEOUT, "it takes nothing");
    }
    return DRV_OK;
}

/* It has answered behind them, so they have arrived; a print server may still have them. */
static void note_paid(struct delivery *delivery)
{
    struct journal *journal = delivery->port->journal;
    const struct dialogue *dialogue = &delivery->dialogue;
    bool paid = delivery->answered && !dialogue->ops->is_relayed && dialogue_pending(dialogue) == 0;
    if (!paid || journal == NULL || journal->entry.owed_nuls == 0)
        return;
    journal->entry.owed_nuls = delivery->before.owed_nuls = 0;
    journal_write(journal, false, NULL);
}

/* *delivery knows afterwards how it feels; that a stranger says nothing is no failure. */
int delivery_greet(struct delivery *delivery)
{
    struct dialogue *dialogue = &delivery->dialogue;
    int status = pay_nuls(delivery);
    dialogue_look_at_port(dialogue);
    if (status != DRV_OK || !dialogue_can_hear(dialogue))
        return status;
    status = throw_away_old_news(delivery);
    if (status != DRV_OK)
        return status;
    bool known = delivery_has(delivery, PROFILE_REALTIME);
    int64_t until_ms = delivery_now_ms(delivery) + (known ? GREETING_MS : STRANGER_MS);
    status = hear_round(delivery, earlier(until_ms, delivery->deadline_ms));
    delivery->answered = status == DRV_OK;
    dialogue->expected = 0;
    note_paid(delivery);
    bool told_otherwise = dialogue->fault != STATE_FINE;
    return status == DRV_TIMEOUT && (!known || told_otherwise) ? DRV_OK : status;
}

/* Nothing is sent to who is not well, or once we are to end. */
int delivery_check_ready(struct delivery *delivery)
{
    struct dialogue *dialogue = &delivery->dialogue;
    if (delivery->answered && dialogue->fault == STATE_CUTTER_JAMMED) {
        int status = wake_cutter(delivery);
        if (status != DRV_OK)
            return status;
        dialogue->expected = 0;
    }
    if (dialogue->fault != STATE_FINE)
        return delivery_refuse(delivery, DRV_IO, state_fault_text(dialogue->fault));
    delivery_heed_stop(delivery);
    if (delivery->stopping)
        return delivery_refuse(delivery, DRV_TIMEOUT, "not begun: we are to end");
    return DRV_OK;
}

/*
 * An answer to GS r does not say to which question. What an older slip has left in the printer is
 * therefore asked out of it first: behind the last of the old answers stands nothing but a cut.
 */
int delivery_hear_old_answers(struct delivery *delivery)
{
    struct dialogue *dialogue = &delivery->dialogue;
    int64_t half_ms = (delivery->deadline_ms - delivery_now_ms(delivery)) / 2;
    int64_t until_ms = delivery_now_ms(delivery) + earlier(OLD_ANSWER_MS, half_ms);
    unsigned heard = dialogue->status_pairs;
    int status = DRV_OK;
    if (!delivery_is_owed_cut(delivery) || delivery_find_confirm(delivery) != CONFIRM_STATUS)
        return DRV_OK;
    delivery->parted = delivery->old_answers_due = true;
    dialogue_say(dialogue, owed_part, sizeof owed_part);
    dialogue_say(dialogue, delivery_ask_status, sizeof delivery_ask_status);
    while (status == DRV_OK &&
           delivery_now_ms(delivery) < earlier(until_ms, delivery->deadline_ms)) {
        status = delivery_listen(delivery, false);
        if (dialogue->status_pairs == heard)
            continue;
        heard = dialogue->status_pairs;
        until_ms = delivery_now_ms(delivery) + PARTED_MS;
        delivery->old_answers_due = false;
    }
    if (status == DRV_OK)
        status = hear_round(
            delivery, earlier(delivery_now_ms(delivery) + GREETING_MS, delivery->deadline_ms));
    return status == DRV_OK ? delivery_check_ready(delivery) : status;
}
