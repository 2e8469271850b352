/* SPDX-License-Identifier: MIT */
#include "delivery_parts.h"

#include <stdio.h>

#include "owed.h"

static size_t most(size_t one, size_t other)
{
    return one > other ? one : other;
}

int delivery_begin_entry(struct delivery *delivery, int64_t ticket)
{
    struct journal *journal = delivery->port->journal;
    const struct bytes *stream = &delivery->stream;
    if (journal == NULL)
        return DRV_OK;
    struct journal_entry *entry = &journal->entry;
    entry->ticket = ticket;
    entry->stage = JOURNAL_SENDING;
    entry->reason[0] = '\0';
    if (!delivery->dialogue.ops->is_whole) {
        entry->owed_nuls = (uint32_t)most(
            entry->owed_nuls, owed_nuls(stream->data, stream->length, 0, stream->length));
        entry->owed_cut = 1;
    }
    delivery->is_noted = true;
    return journal_write(journal, true, &delivery->fault);
}

/*
 * What is owed. Bytes that arrived and were never answered may have been lost with the printer's
 * power, their cut among them; and those that a print server took, before the printer had them.
 * What was owed before was sent in front of the stream, and may have been lost on the way, too.
 */
static void settle_owed(const struct delivery *delivery, struct journal_entry *entry)
{
    const struct bytes *stream = &delivery->stream;
    const struct transport_ops *ops = delivery->dialogue.ops;
    size_t least = ops->is_relayed ? 0 : delivery_arrived(delivery);
    size_t pending = dialogue_pending(&delivery->dialogue);
    bool paid = !ops->is_relayed && pending <= delivery->sent;
    size_t nuls = owed_nuls(stream->data, stream->length, least, delivery->sent);
    bool nothing = delivery->through || ops->is_whole;
    entry->owed_cut = nothing ? 0 : 1;
    entry->owed_nuls =
        nothing ? 0 : (uint32_t)(paid ? nuls : most(nuls, delivery->before.owed_nuls));
}

void delivery_end_entry(struct delivery *delivery, const struct printer_claim *claim)
{
    struct journal *journal = delivery->port->journal;
    if (!delivery->is_noted)
        return;
    struct journal_entry *entry = &journal->entry;
    if (delivery->sent == 0) {
        entry->owed_nuls = delivery->before.owed_nuls;
        entry->owed_cut = delivery->before.owed_cut;
    } else {
        settle_owed(delivery, entry);
    }
    entry->stage = JOURNAL_ENDED;
    entry->result = claim->result;
    entry->torn = claim->torn;
    snprintf(entry->reason, sizeof entry->reason, "%s", claim->reason);
    journal_write(journal, false, NULL);
}

/* For who looks meanwhile: it may take until somebody comes, and nothing else tells him. */
void delivery_note_wait(struct delivery *delivery)
{
    struct journal *journal = delivery->port->journal;
    if (journal == NULL)
        return;
    snprintf(journal->entry.reason, sizeof journal->entry.reason, "%.159s", delivery->fault.text);
    journal_write(journal, false, NULL);
}
