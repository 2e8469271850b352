/* SPDX-License-Identifier: MIT */
#include "delivery.h"

#include <stdio.h>

#include "delivery_parts.h"

enum {
    LEAVE_MS = 300,    /* for switching automatic status off */
    LEAVE_LOOK_MS = 5, /* nothing wakes us when the last byte has left */
};

static const uint8_t asb_off[] = {0x1d, 'a', 0};

static bool slip_begun(const struct delivery *delivery)
{
    return delivery->sent > delivery->slip_at;
}

static size_t slip_arrived(const struct delivery *delivery)
{
    size_t at = delivery_arrived(delivery);
    if (at <= delivery->slip_at)
        return 0;
    return (at < delivery->slip_end ? at : delivery->slip_end) - delivery->slip_at;
}

/* What happens behind the answer to the slip is not about it any more. */
static int check_whole(struct delivery *delivery)
{
    const struct dialogue *dialogue = &delivery->dialogue;
    bool now = state_breaks(dialogue->fault) && !dialogue->id_heard;
    delivery->broken_by = now ? dialogue->fault : dialogue->broke;
    return delivery->broken_by == STATE_FINE
               ? DRV_OK
               : delivery_break_off(delivery, state_fault_text(delivery->broken_by));
}

static int send_stream(struct delivery *delivery)
{
    struct dialogue *dialogue = &delivery->dialogue;
    const struct bytes *stream = &delivery->stream;
    while (delivery->sent < stream->length) {
        size_t taken = 0;
        int status = dialogue_write(dialogue, stream->data + delivery->sent,
                                    stream->length - delivery->sent, &taken, &delivery->fault);
        delivery->sent += taken;
        if (status == DRV_OK)
            status = delivery_listen(delivery, delivery->sent < stream->length);
        if (status != DRV_OK)
            return status;
        delivery_keep_asking(delivery);
        status = check_whole(delivery);
        if (status != DRV_OK)
            return status;
        if (dialogue->powered_on) /* the rest of a picture would be text to it */
            return delivery_break_off(delivery, "it was switched off and on");
        if (delivery->sent < stream->length && delivery_is_late(delivery))
            return delivery_refuse(delivery, DRV_TIMEOUT, "it takes no more, time is up");
    }
    return DRV_OK;
}

bool delivery_is_confirmed(const struct delivery *delivery)
{
    const struct dialogue *dialogue = &delivery->dialogue;
    switch (delivery->confirm) {
    case CONFIRM_ID:
        return dialogue->id_heard && dialogue->broke == STATE_FINE;
    case CONFIRM_STATUS:
        return dialogue->status_pairs >= delivery->status_asked;
    default:
        return delivery_arrived(delivery) == delivery->stream.length &&
               dialogue->fault == STATE_FINE &&
               (!delivery->answered || dialogue->rounds > delivery->rounds_before_end + 1);
    }
}

static int confirm_slip(struct delivery *delivery)
{
    struct dialogue *dialogue = &delivery->dialogue;
    while (!delivery_is_confirmed(delivery)) {
        if (delivery_is_late(delivery))
            return delivery_refuse(delivery, DRV_TIMEOUT,
                                   delivery->went_away ? "it fell silent" : "no answer to it");
        int status = delivery_listen(delivery, false);
        if (status != DRV_OK)
            return status;
        delivery_keep_asking(delivery);
        status = check_whole(delivery);
        if (status != DRV_OK)
            return status;
        if (delivery->lost && dialogue->unanswered == 0)
            return delivery_break_off(delivery, "it was switched off and on");
    }
    return DRV_OK;
}

static void claim_torn(const struct delivery *delivery, struct printer_claim *claim)
{
    claim->result = PRINTER_NOT_PRINTED;
    claim->torn = true;
    snprintf(claim->reason, sizeof claim->reason, "torn: %.90s; %zu of %zu bytes had left",
             delivery->fault.text, slip_arrived(delivery), delivery->slip_end - delivery->slip_at);
}

static void claim_stuck(struct delivery *delivery, struct printer_claim *claim)
{
    claim->result = PRINTER_UNCONFIRMED;
    delivery->dialogue.told.stuck = TOLD_YES;
    snprintf(claim->reason, sizeof claim->reason,
             "stuck: it took all bytes and did not say that "
             "they are printed");
}

/* Nothing can be known of a slip whose every byte arrived where nothing answers. */
static void claim_silent(const struct delivery *delivery, struct printer_claim *claim)
{
    claim->result = PRINTER_UNCONFIRMED;
    snprintf(claim->reason, sizeof claim->reason, "%.159s", delivery->fault.text);
}

static void recall(struct delivery *delivery)
{
    const struct dialogue *dialogue = &delivery->dialogue;
    if (dialogue->ops->recall != NULL && delivery_arrived(delivery) < delivery->stream.length)
        dialogue->ops->recall(dialogue->wire);
}

static void claim_failure(struct delivery *delivery, int status, struct printer_claim *claim)
{
    bool all_arrived = slip_arrived(delivery) == delivery->slip_end - delivery->slip_at;
    if (!slip_begun(delivery) || delivery->dialogue.ops->is_whole)
        snprintf(claim->reason, sizeof claim->reason, "%.159s", delivery->fault.text);
    else if (all_arrived && status == DRV_TIMEOUT && delivery->confirm != CONFIRM_NOT &&
             !delivery->went_away)
        claim_stuck(delivery, claim);
    else if (all_arrived && !delivery->broke && delivery->confirm == CONFIRM_NOT)
        claim_silent(delivery, claim);
    else
        claim_torn(delivery, claim);
}

/* Automatic status would go to whoever prints next. */
static void leave(struct delivery *delivery)
{
    struct dialogue *dialogue = &delivery->dialogue;
    int64_t until_ms = delivery_now_ms(delivery) + LEAVE_MS;
    if (!delivery->asb || delivery->sent < delivery->stream.length ||
        !dialogue_say(dialogue, asb_off, sizeof asb_off))
        return;
    while ((dialogue->outbox_length > 0 || dialogue_pending(dialogue) > 0) &&
           delivery_now_ms(delivery) < until_ms)
        if (dialogue_listen(dialogue, false,
                            earlier(delivery_now_ms(delivery) + LEAVE_LOOK_MS, until_ms),
                            NULL) != DRV_OK)
            return;
}

/* Also for a slip that is torn or stuck: what has arrived must not be lost by our leaving. */
static int finish(struct delivery *delivery, enum printer_result *result)
{
    int64_t until_ms = delivery_now_ms(delivery) + LEAVE_MS;
    if (until_ms < delivery->deadline_ms)
        until_ms = delivery->deadline_ms;
    leave(delivery);
    return delivery->dialogue.ops->finish(delivery->dialogue.wire, until_ms, result,
                                          &delivery->fault);
}

static int claim_success(struct delivery *delivery, struct printer_claim *claim)
{
    static const enum printer_result results[] = {[CONFIRM_NOT] = PRINTER_UNCONFIRMED,
                                                  [CONFIRM_STATUS] = PRINTER_PROCESSED,
                                                  [CONFIRM_ID] = PRINTER_PRINTED};
    claim->result = results[delivery->confirm];
    delivery->through = !delivery->old_answers_due;
    int status = finish(delivery, &claim->result);
    if (status != DRV_OK || claim->result != results[delivery->confirm])
        snprintf(claim->reason, sizeof claim->reason, "%.159s", delivery->fault.text);
    if (claim->result != PRINTER_NOT_PRINTED)
        return DRV_OK;
    claim->torn = !delivery->dialogue.ops->is_whole;
    return status;
}

static int run(struct delivery *delivery, const uint8_t *bytes, size_t length, int64_t ticket,
               struct printer_claim *claim)
{
    int status = delivery_greet(delivery);
    if (status == DRV_OK)
        status = delivery_check_ready(delivery);
    if (status == DRV_OK)
        status = delivery_hear_old_answers(delivery);
    if (status == DRV_OK)
        status = delivery_make_stream(delivery, bytes, length);
    if (status == DRV_OK)
        status = delivery_begin_entry(delivery, ticket);
    if (status == DRV_OK) {
        status = send_stream(delivery);
        if (status == DRV_OK)
            status = confirm_slip(delivery);
        if (delivery->broke && slip_begun(delivery))
            delivery_hold(delivery);
    }
    if (status == DRV_OK)
        return claim_success(delivery, claim);
    recall(delivery);
    claim_failure(delivery, status, claim);
    enum printer_result result = claim->result;
    if (slip_begun(delivery) && delivery_arrived(delivery) == delivery->stream.length)
        finish(delivery, &result);
    return claim->result == PRINTER_UNCONFIRMED ? DRV_OK : status;
}

int delivery_run(const struct transport_ops *ops, struct transport *wire,
                 const struct printer_port *port, const uint8_t *bytes, size_t length,
                 int64_t ticket, const struct printer_patience *patience,
                 struct printer_claim *claim)
{
    struct delivery delivery = {.dialogue = {.ops = ops, .wire = wire, .last_status = -1},
                                .port = port,
                                .patience = patience};
    if (port->journal != NULL)
        delivery.before = port->journal->entry;
    delivery.deadline_ms = delivery_now_ms(&delivery) + patience->job_ms;
    *claim = (struct printer_claim){.result = PRINTER_NOT_PRINTED};
    int status = run(&delivery, bytes, length, ticket, claim);
    claim->state = dialogue_state(&delivery.dialogue);
    delivery_end_entry(&delivery, claim);
    bytes_free(&delivery.stream);
    return status;
}

int delivery_look(const struct transport_ops *ops, struct transport *wire,
                  const struct profile *profile, int timeout_ms, struct printer_state *state,
                  struct drv_fault *fault)
{
    const struct printer_port port = {.profile = profile};
    const struct printer_patience patience = {.job_ms = timeout_ms};
    struct delivery delivery = {.dialogue = {.ops = ops, .wire = wire, .last_status = -1},
                                .port = &port,
                                .patience = &patience};
    delivery.deadline_ms = delivery_now_ms(&delivery) + timeout_ms;
    int status = delivery_greet(&delivery);
    struct printer_state found = dialogue_state(&delivery.dialogue);
    if (status != DRV_OK && found.answers != TOLD_YES)
        return drv_fail(fault, status, "%s", delivery.fault.text);
    *state = found;
    return DRV_OK;
}
