/* SPDX-License-Identifier: MIT */
#include "delivery_parts.h"

#include "owed.h"

static const uint8_t asb_on[] = {0x1d, 'a', 0x0e}; /* offline, error, paper */
const uint8_t delivery_ask_status[DELIVERY_ASK_STATUS_BYTES] = {0x1d, 'r', 1, 0x1d, 'r', 1};
const uint8_t delivery_recover[DELIVERY_RECOVER_BYTES] = {0x10, 0x05, 1};

enum confirm delivery_find_confirm(const struct delivery *delivery)
{
    enum printer_answers told = delivery->port->process_id;
    if (!dialogue_can_hear(&delivery->dialogue))
        return CONFIRM_NOT;
    if (told == PRINTER_ANSWERS ||
        (told == PRINTER_AS_PROFILE && delivery_has(delivery, PROFILE_PROCESS_ID)))
        return CONFIRM_ID;
    return delivery_has(delivery, PROFILE_GS_R) && !delivery->old_answers_due ? CONFIRM_STATUS
                                                                              : CONFIRM_NOT;
}

bool delivery_is_owed_cut(const struct delivery *delivery)
{
    const struct journal *journal = delivery->port->journal;
    return journal != NULL && journal->entry.owed_cut != 0;
}

/* 95 to the fourth IDs, from " " to "~": no two of a printer are the same for a lifetime. */
static void make_id(struct delivery *delivery)
{
    static uint32_t const symbols = 95;
    struct journal *journal = delivery->port->journal;
    uint32_t number =
        journal != NULL ? journal->entry.next_id++ : (uint32_t)delivery_now_ms(delivery);
    char *id = delivery->dialogue.id;
    for (size_t i = 0; i < sizeof delivery->dialogue.id; i++, number /= symbols)
        id[i] = (char)(' ' + number % symbols);
    delivery->dialogue.id_heard = false;
}

void delivery_add_confirm(struct delivery *delivery)
{
    static const uint8_t set_id[] = {0x1d, '(', 'H', 6, 0, 48, 48};
    if (delivery->confirm == CONFIRM_STATUS) {
        bytes_add(&delivery->stream, delivery_ask_status, sizeof delivery_ask_status);
        delivery->status_asked++;
    }
    if (delivery->confirm != CONFIRM_ID)
        return;
    make_id(delivery);
    bytes_add(&delivery->stream, set_id, sizeof set_id);
    bytes_add(&delivery->stream, delivery->dialogue.id, sizeof delivery->dialogue.id);
}

static void add_owed(struct delivery *delivery)
{
    if (delivery_is_owed_cut(delivery) && !delivery->parted)
        owed_add_part(&delivery->stream, 0);
}

int delivery_make_stream(struct delivery *delivery, const uint8_t *bytes, size_t length)
{
    struct bytes *stream = &delivery->stream;
    delivery->confirm = delivery_find_confirm(delivery);
    delivery->status_asked = delivery->dialogue.status_pairs;
    delivery->dialogue.broke = STATE_FINE;
    /* Every model that knows GS ( H knows GS a; without it, paper that was changed while the slip
     * was on its way would go unseen, and the ID would come all the same. */
    delivery->asb = dialogue_can_hear(&delivery->dialogue) &&
                    (delivery_has(delivery, PROFILE_ASB) || delivery->confirm == CONFIRM_ID);
    add_owed(delivery);
    if (delivery->asb)
        bytes_add(stream, asb_on, sizeof asb_on);
    delivery->slip_at = stream->length;
    bytes_add(stream, bytes, length);
    delivery->slip_end = stream->length;
    delivery_add_confirm(delivery);
    return stream->failed ? delivery_refuse(delivery, DRV_MEMORY, "out of memory") : DRV_OK;
}
