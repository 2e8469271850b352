/* SPDX-License-Identifier: MIT */
#include "inquiry.h"

#include <stdlib.h>
#include <string.h>

#include "delivery_parts.h"
#include "inquiry_parts.h"

_Static_assert((int)INQUIRY_WORD > (int)ANSWER_MAX_BYTES, "a word holds any answer and a NUL");

enum { GS = 0x1d, IDENTITY_MS = 1000, SAY_MS = 500 };

struct inquiry {
    struct delivery delivery;
    struct printer_patience patience;
    struct transport *own_wire; /* NULL: the caller's */
};

/* Its own words, where the failure left any. */
static int failed(const struct inquiry *inquiry, int status, struct drv_fault *fault)
{
    return drv_fail(fault, status, "%s", inquiry->delivery.fault.text);
}

static int greet(struct inquiry *inquiry, struct drv_fault *fault)
{
    struct delivery *delivery = &inquiry->delivery;
    if (!dialogue_can_hear(&delivery->dialogue))
        return drv_fail(fault, DRV_UNSUPPORTED, "\"%.100s\": nothing is heard over this wire",
                        delivery->port->uri);
    int status = delivery_greet(delivery);
    if (status == DRV_OK)
        status = delivery_check_ready(delivery);
    return status == DRV_OK ? DRV_OK : failed(inquiry, status, fault);
}

int inquiry_open_on(struct transport *wire, const struct printer_port *port, int timeout_ms,
                    struct inquiry **out, struct drv_fault *fault)
{
    struct inquiry *inquiry = calloc(1, sizeof *inquiry);
    if (inquiry == NULL)
        return drv_fail(fault, DRV_MEMORY, "no memory to ask \"%.100s\"", port->uri);
    struct delivery *delivery = &inquiry->delivery;
    inquiry->patience.job_ms = timeout_ms;
    delivery->dialogue = (struct dialogue){.ops = wire->ops, .wire = wire, .last_status = -1};
    delivery->port = port;
    delivery->patience = &inquiry->patience;
    delivery->deadline_ms = delivery_now_ms(delivery) + timeout_ms;
    if (port->journal != NULL)
        delivery->before = port->journal->entry;
    int status = greet(inquiry, fault);
    if (status == DRV_OK)
        *out = inquiry;
    else
        inquiry_close(inquiry);
    return status;
}

int inquiry_open(const struct printer_port *port, int timeout_ms, struct inquiry **out,
                 struct drv_fault *fault)
{
    struct transport *wire;
    int64_t deadline_ms = deadline_after(timeout_ms);
    int status = transport_open(port, deadline_ms, &wire, fault);
    if (status != DRV_OK)
        return status;
    status = inquiry_open_on(wire, port, deadline_left_ms(deadline_ms), out, fault);
    if (status == DRV_OK)
        (*out)->own_wire = wire;
    else
        wire->ops->close(wire);
    return status;
}

void inquiry_close(struct inquiry *inquiry)
{
    if (inquiry == NULL)
        return;
    if (inquiry->own_wire != NULL)
        inquiry->own_wire->ops->close(inquiry->own_wire);
    bytes_free(&inquiry->delivery.stream);
    free(inquiry);
}

int inquiry_ask(struct inquiry *inquiry, const void *question, size_t length, enum answer_kind kind,
                int wait_ms, struct answer *out, struct drv_fault *fault)
{
    struct delivery *delivery = &inquiry->delivery;
    struct dialogue *dialogue = &delivery->dialogue;
    int64_t until_ms = earlier(delivery_now_ms(delivery) + wait_ms, delivery->deadline_ms);
    unsigned before = dialogue->sayings;
    int status = DRV_OK;
    if (!dialogue_say(dialogue, question, length))
        return drv_fail(fault, DRV_TIMEOUT, "it takes no question");
    while (status == DRV_OK && delivery_now_ms(delivery) < until_ms) {
        status = dialogue_listen(dialogue, false, until_ms, &delivery->fault);
        if (dialogue->sayings != before && dialogue->said.kind == kind) {
            *out = dialogue->said;
            return DRV_OK;
        }
    }
    return status == DRV_OK ? drv_fail(fault, DRV_TIMEOUT, "no answer within %d ms", wait_ms)
                            : failed(inquiry, status, fault);
}

int inquiry_say(struct inquiry *inquiry, uint8_t byte, struct drv_fault *fault)
{
    struct delivery *delivery = &inquiry->delivery;
    struct dialogue *dialogue = &delivery->dialogue;
    int64_t until_ms = earlier(delivery_now_ms(delivery) + SAY_MS, delivery->deadline_ms);
    int status = DRV_OK;
    dialogue_say(dialogue, &byte, sizeof byte);
    while (status == DRV_OK && dialogue->outbox_length > 0 && delivery_now_ms(delivery) < until_ms)
        status = dialogue_listen(dialogue, false, until_ms, &delivery->fault);
    if (status != DRV_OK)
        return failed(inquiry, status, fault);
    return dialogue->outbox_length == 0 ? DRV_OK : drv_fail(fault, DRV_TIMEOUT, "it takes nothing");
}

static int send_all(struct delivery *delivery)
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
        if (delivery->sent < stream->length && delivery_is_late(delivery))
            return delivery_refuse(delivery, DRV_TIMEOUT, "it takes no more, time is up");
    }
    return DRV_OK;
}

int inquiry_send(struct inquiry *inquiry, const struct bytes *command, struct drv_fault *fault)
{
    struct delivery *delivery = &inquiry->delivery;
    struct printer_claim claim = {.result = PRINTER_NOT_PRINTED};
    delivery->sent = 0;
    bytes_reset(&delivery->stream);
    bytes_add(&delivery->stream, command->data, command->length);
    if (delivery->stream.failed)
        return drv_fail(fault, DRV_MEMORY, "no memory for \"%zu\" bytes", command->length);
    int status = delivery_begin_entry(delivery, 0);
    if (status == DRV_OK) {
        status = send_all(delivery);
        delivery->through = status == DRV_OK;
        delivery_end_entry(delivery, &claim);
    }
    return status == DRV_OK ? DRV_OK : failed(inquiry, status, fault);
}

static int ask_word(struct inquiry *inquiry, uint8_t number, char out[static INQUIRY_WORD],
                    struct drv_fault *fault)
{
    const uint8_t question[] = {GS, 'I', number};
    struct answer answer = {.length = 0};
    int status = inquiry_ask(inquiry, question, sizeof question, ANSWER_IDENTITY, IDENTITY_MS,
                             &answer, fault);
    if (status != DRV_OK)
        return status;
    memcpy(out, answer.bytes, answer.length);
    out[answer.length] = '\0';
    return DRV_OK;
}

int inquiry_identify(struct inquiry *inquiry, struct inquiry_identity *out, struct drv_fault *fault)
{
    enum { MAKER = 66, MODEL, SERIAL };
    struct inquiry_identity found = {.maker = ""};
    char *const words[] = {found.maker, found.model, found.serial};
    int status = DRV_OK;
    /* Once one is late, an answer does not say any more to which question. */
    for (uint8_t number = MAKER; number <= SERIAL && status == DRV_OK; number++)
        status = ask_word(inquiry, number, words[number - MAKER], fault);
    if (status == DRV_TIMEOUT && found.maker[0] == '\0')
        return drv_fail(fault, DRV_TIMEOUT, "it does not say who it is");
    if (status != DRV_OK && status != DRV_TIMEOUT)
        return status;
    *out = found;
    return DRV_OK;
}
