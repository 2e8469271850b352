/* SPDX-License-Identifier: MIT */
#include "delivery.h"

#include <stdio.h>
#include <string.h>

#include "bytes.h"
#include "dialogue.h"
#include "owed.h"

enum {
    TICK_MS = 100,      /* so often `stopped` is asked */
    POLL_MS = 500,      /* between rounds of questions */
    GREETING_MS = 3000, /* for a model that is known to answer */
    STRANGER_MS = 300,  /* for one of which nothing is known */
    STOP_MS = 2000,     /* for a slip on its way when we are to end */
    LEAVE_MS = 300,     /* for switching automatic status off */
    LEAVE_LOOK_MS = 5,  /* nothing wakes us when the last byte has left */
    SILENCES = 2,       /* rounds without an answer: it was switched off, or cut off */
    RECOVER_MS = 2000,  /* between attempts to get a cutter going */
    CLEAR_MS = 3000,
    OLD_ANSWER_MS = 10000, /* in which a buffer of text is printed */
    PARTED_MS = 2000,      /* in which paper is fed and cut */
};

static const uint8_t asb_on[] = {0x1d, 'a', 0x0e}; /* offline, error, paper */
static const uint8_t asb_off[] = {0x1d, 'a', 0};
static const uint8_t part[] = {'\n', 0x1d, 'V', 66, 0};
/* Twice: one stray byte looks like an answer, two alike do not come by chance. */
static const uint8_t ask_status[] = {0x1d, 'r', 1, 0x1d, 'r', 1};
static const uint8_t recover[] = {0x10, 0x05, 1};
static const uint8_t clear_all[] = {0x10, 0x14, 8, 1, 3, 20, 1, 6, 2, 8};

enum confirm { CONFIRM_NOT, CONFIRM_STATUS, CONFIRM_ID };

struct delivery {
    struct dialogue dialogue;
    const struct printer_port *port;
    const struct printer_patience *patience;
    int64_t deadline_ms;
    struct bytes stream;
    size_t slip_at, slip_end; /* in the stream */
    size_t sent;              /* of the stream */
    enum confirm confirm;
    unsigned status_asked; /* questions with GS r that are to be answered, in pairs */
    bool old_answers_due;  /* to GS r, for older slips: nobody could tell them from ours */
    bool parted;           /* from what an older slip has left in the printer */
    bool asb;
    bool stopping;
    bool answered;              /* a round, once: from then on silence means something */
    bool broke;                 /* the printer says that the slip cannot be whole */
    bool went_away;             /* it fell silent, or said that it was switched on */
    bool through;               /* all that was sent is known to have been run, a cut last */
    bool end_arrived;           /* the stream's last byte has left us for certain */
    bool lost;                  /* what it held when it went away was lost */
    unsigned rounds_before_end; /* of questions answered while bytes were still on their way */
    int64_t recovered_ms;
    enum state_fault broken_by;
    struct journal_entry before; /* what was owed when we came */
    bool is_noted;               /* the journal knows of this slip */
    struct drv_fault fault;
};

static int64_t now_ms(const struct delivery *delivery)
{
    return dialogue_now_ms(&delivery->dialogue);
}

static bool is_late(const struct delivery *delivery)
{
    return now_ms(delivery) >= delivery->deadline_ms;
}

static bool has(const struct delivery *delivery, enum profile_answers answer)
{
    return (delivery->port->profile->answers & answer) != 0;
}

/* The stream up to here has left us for certain. */
static size_t arrived(const struct delivery *delivery)
{
    size_t pending = dialogue_pending(&delivery->dialogue);
    return delivery->sent > pending ? delivery->sent - pending : 0;
}

static bool slip_begun(const struct delivery *delivery)
{
    return delivery->sent > delivery->slip_at;
}

static size_t slip_arrived(const struct delivery *delivery)
{
    size_t at = arrived(delivery);
    if (at <= delivery->slip_at)
        return 0;
    return (at < delivery->slip_end ? at : delivery->slip_end) - delivery->slip_at;
}

static int refuse(struct delivery *delivery, int status, const char *text)
{
    return drv_fail(&delivery->fault, status, "%s", text);
}

static int break_off(struct delivery *delivery, const char *text)
{
    delivery->broke = true;
    return refuse(delivery, DRV_IO, text);
}

/* Bring the end nearer when we are to end. */
static void heed_stop(struct delivery *delivery)
{
    const struct printer_patience *patience = delivery->patience;
    if (delivery->stopping || patience->stopped == NULL || !patience->stopped(patience->context))
        return;
    delivery->stopping = true;
    int64_t soon_ms = now_ms(delivery) + STOP_MS;
    if (soon_ms < delivery->deadline_ms)
        delivery->deadline_ms = soon_ms;
}

static void note_end(struct delivery *delivery)
{
    if (delivery->end_arrived)
        return;
    delivery->rounds_before_end = delivery->dialogue.rounds;
    delivery->end_arrived = arrived(delivery) == delivery->stream.length;
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
static void keep_asking(struct delivery *delivery)
{
    struct dialogue *dialogue = &delivery->dialogue;
    bool between_commands = delivery->sent == delivery->stream.length;
    dialogue_look_at_port(dialogue);
    if (delivery->answered && between_commands && now_ms(delivery) - dialogue->asked_ms >= POLL_MS)
        dialogue_ask(dialogue);
    note_end(delivery);
    note_absence(delivery);
}

static int64_t earlier(int64_t one, int64_t other)
{
    return one < other ? one : other;
}

static int listen(struct delivery *delivery, bool room)
{
    int64_t until_ms = earlier(now_ms(delivery) + TICK_MS, delivery->deadline_ms);
    heed_stop(delivery);
    return dialogue_listen(&delivery->dialogue, room, until_ms, &delivery->fault);
}

/* Before the slip */

/* A fault must be told twice. */
static int hear_round(struct delivery *delivery, int64_t until_ms)
{
    struct dialogue *dialogue = &delivery->dialogue;
    unsigned before = dialogue->rounds;
    bool sure = false;
    while (!sure && now_ms(delivery) < until_ms) {
        dialogue_look_at_port(dialogue);
        dialogue_ask(dialogue);
        int status = dialogue_listen(dialogue, false, earlier(now_ms(delivery) + TICK_MS, until_ms),
                                     &delivery->fault);
        if (status != DRV_OK)
            return status;
        sure = dialogue->rounds > before && dialogue->suspected == state_fault(&dialogue->told);
    }
    return sure ? DRV_OK
                : refuse(delivery, DRV_TIMEOUT, "it says nothing: switched off, or in other hands");
}

/* Whatever was said before we came is old news. */
static int throw_away_old_news(struct delivery *delivery)
{
    struct dialogue *dialogue = &delivery->dialogue;
    int status = dialogue_listen(dialogue, false, now_ms(delivery), &delivery->fault);
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
    int64_t until_ms = earlier(now_ms(delivery) + RECOVER_MS, delivery->deadline_ms);
    int status = DRV_OK;
    if (!has(delivery, PROFILE_RECOVER) || !dialogue_say(dialogue, recover, sizeof recover))
        return DRV_OK;
    while (status == DRV_OK && dialogue->fault != STATE_FINE && now_ms(delivery) < until_ms)
        status = hear_round(delivery, until_ms);
    return status == DRV_TIMEOUT ? DRV_OK : status;
}

/* A printer that waits for the length of a command would take a question for it. */
static int pay_nuls(struct delivery *delivery)
{
    static const uint8_t nuls[256];
    const struct journal *journal = delivery->port->journal;
    size_t left = journal == NULL ? 0 : journal->entry.owed_nuls;
    int64_t until_ms = now_ms(delivery) + GREETING_MS;
    while (left > 0) {
        size_t taken = 0;
        int status =
            dialogue_write(&delivery->dialogue, nuls, left < sizeof nuls ? left : sizeof nuls,
                           &taken, &delivery->fault);
        left -= taken;
        if (status == DRV_OK && left > 0)
            status = listen(delivery, true);
        if (status != DRV_OK)
            return status;
        if (taken > 0)
            until_ms = now_ms(delivery) + GREETING_MS;
        if (left > 0 && now_ms(delivery) >= earlier(until_ms, delivery->deadline_ms))
            return refuse(delivery, DRV_TIMEOUT, "it takes nothing");
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
static int greet(struct delivery *delivery)
{
    struct dialogue *dialogue = &delivery->dialogue;
    int status = pay_nuls(delivery);
    dialogue_look_at_port(dialogue);
    if (status != DRV_OK || !dialogue_can_hear(dialogue))
        return status;
    status = throw_away_old_news(delivery);
    if (status != DRV_OK)
        return status;
    bool known = has(delivery, PROFILE_REALTIME);
    int64_t until_ms = now_ms(delivery) + (known ? GREETING_MS : STRANGER_MS);
    status = hear_round(delivery, earlier(until_ms, delivery->deadline_ms));
    delivery->answered = status == DRV_OK;
    dialogue->expected = 0;
    note_paid(delivery);
    bool told_otherwise = dialogue->fault != STATE_FINE;
    return status == DRV_TIMEOUT && (!known || told_otherwise) ? DRV_OK : status;
}

/* Nothing is sent to who is not well, or once we are to end. */
static int check_ready(struct delivery *delivery)
{
    struct dialogue *dialogue = &delivery->dialogue;
    if (delivery->answered && dialogue->fault == STATE_CUTTER_JAMMED) {
        int status = wake_cutter(delivery);
        if (status != DRV_OK)
            return status;
        dialogue->expected = 0;
    }
    if (dialogue->fault != STATE_FINE)
        return refuse(delivery, DRV_IO, state_fault_text(dialogue->fault));
    heed_stop(delivery);
    if (delivery->stopping)
        return refuse(delivery, DRV_TIMEOUT, "not begun: we are to end");
    return DRV_OK;
}

/* The stream */

static enum confirm find_confirm(const struct delivery *delivery)
{
    enum printer_answers told = delivery->port->process_id;
    if (!dialogue_can_hear(&delivery->dialogue))
        return CONFIRM_NOT;
    if (told == PRINTER_ANSWERS ||
        (told == PRINTER_AS_PROFILE && has(delivery, PROFILE_PROCESS_ID)))
        return CONFIRM_ID;
    return has(delivery, PROFILE_GS_R) && !delivery->old_answers_due ? CONFIRM_STATUS : CONFIRM_NOT;
}

static bool is_owed_cut(const struct delivery *delivery)
{
    const struct journal *journal = delivery->port->journal;
    return journal != NULL && journal->entry.owed_cut != 0;
}

/*
 * An answer to GS r does not say to which question. What an older slip has left in the printer is
 * therefore asked out of it first: behind the last of the old answers stands nothing but a cut.
 */
static int hear_old_answers(struct delivery *delivery)
{
    struct dialogue *dialogue = &delivery->dialogue;
    int64_t half_ms = (delivery->deadline_ms - now_ms(delivery)) / 2;
    int64_t until_ms = now_ms(delivery) + earlier(OLD_ANSWER_MS, half_ms);
    unsigned heard = dialogue->status_pairs;
    int status = DRV_OK;
    if (!is_owed_cut(delivery) || find_confirm(delivery) != CONFIRM_STATUS)
        return DRV_OK;
    delivery->parted = delivery->old_answers_due = true;
    dialogue_say(dialogue, part, sizeof part);
    dialogue_say(dialogue, ask_status, sizeof ask_status);
    while (status == DRV_OK && now_ms(delivery) < earlier(until_ms, delivery->deadline_ms)) {
        status = listen(delivery, false);
        if (dialogue->status_pairs == heard)
            continue;
        heard = dialogue->status_pairs;
        until_ms = now_ms(delivery) + PARTED_MS;
        delivery->old_answers_due = false;
    }
    if (status == DRV_OK)
        status =
            hear_round(delivery, earlier(now_ms(delivery) + GREETING_MS, delivery->deadline_ms));
    return status == DRV_OK ? check_ready(delivery) : status;
}

/* 95 to the fourth IDs, from " " to "~": no two of a printer are the same for a lifetime. */
static void make_id(struct delivery *delivery)
{
    static uint32_t const symbols = 95;
    struct journal *journal = delivery->port->journal;
    uint32_t number = journal != NULL ? journal->entry.next_id++ : (uint32_t)now_ms(delivery);
    char *id = delivery->dialogue.id;
    for (size_t i = 0; i < sizeof delivery->dialogue.id; i++, number /= symbols)
        id[i] = (char)(' ' + number % symbols);
    delivery->dialogue.id_heard = false;
}

static void add_confirm(struct delivery *delivery)
{
    static const uint8_t set_id[] = {0x1d, '(', 'H', 6, 0, 48, 48};
    if (delivery->confirm == CONFIRM_STATUS) {
        bytes_add(&delivery->stream, ask_status, sizeof ask_status);
        delivery->status_asked++;
    }
    if (delivery->confirm != CONFIRM_ID)
        return;
    make_id(delivery);
    bytes_add(&delivery->stream, set_id, sizeof set_id);
    bytes_add(&delivery->stream, delivery->dialogue.id, sizeof delivery->dialogue.id);
}

static void add_part(struct delivery *delivery, size_t nuls)
{
    uint8_t *room = bytes_grow(&delivery->stream, nuls);
    if (room != NULL)
        memset(room, 0, nuls);
    bytes_add(&delivery->stream, part, sizeof part);
}

static void add_owed(struct delivery *delivery)
{
    if (is_owed_cut(delivery) && !delivery->parted)
        add_part(delivery, 0);
}

static int make_stream(struct delivery *delivery, const uint8_t *bytes, size_t length)
{
    struct bytes *stream = &delivery->stream;
    delivery->confirm = find_confirm(delivery);
    delivery->status_asked = delivery->dialogue.status_pairs;
    delivery->dialogue.broke = STATE_FINE;
    /* Every model that knows GS ( H knows GS a; without it, paper that was changed while the slip
     * was on its way would go unseen, and the ID would come all the same. */
    delivery->asb = dialogue_can_hear(&delivery->dialogue) &&
                    (has(delivery, PROFILE_ASB) || delivery->confirm == CONFIRM_ID);
    add_owed(delivery);
    if (delivery->asb)
        bytes_add(stream, asb_on, sizeof asb_on);
    delivery->slip_at = stream->length;
    bytes_add(stream, bytes, length);
    delivery->slip_end = stream->length;
    add_confirm(delivery);
    return stream->failed ? refuse(delivery, DRV_MEMORY, "out of memory") : DRV_OK;
}

/* The journal */

static size_t most(size_t one, size_t other)
{
    return one > other ? one : other;
}

static int begin_entry(struct delivery *delivery, int64_t ticket)
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
    size_t least = ops->is_relayed ? 0 : arrived(delivery);
    size_t pending = dialogue_pending(&delivery->dialogue);
    bool paid = !ops->is_relayed && pending <= delivery->sent;
    size_t nuls = owed_nuls(stream->data, stream->length, least, delivery->sent);
    bool nothing = delivery->through || ops->is_whole;
    entry->owed_cut = nothing ? 0 : 1;
    entry->owed_nuls =
        nothing ? 0 : (uint32_t)(paid ? nuls : most(nuls, delivery->before.owed_nuls));
}

static void end_entry(struct delivery *delivery, const struct printer_claim *claim)
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

/* The slip */

/* What happens behind the answer to the slip is not about it any more. */
static int check_whole(struct delivery *delivery)
{
    const struct dialogue *dialogue = &delivery->dialogue;
    bool now = state_breaks(dialogue->fault) && !dialogue->id_heard;
    delivery->broken_by = now ? dialogue->fault : dialogue->broke;
    return delivery->broken_by == STATE_FINE
               ? DRV_OK
               : break_off(delivery, state_fault_text(delivery->broken_by));
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
            status = listen(delivery, delivery->sent < stream->length);
        if (status != DRV_OK)
            return status;
        keep_asking(delivery);
        status = check_whole(delivery);
        if (status != DRV_OK)
            return status;
        if (dialogue->powered_on) /* the rest of a picture would be text to it */
            return break_off(delivery, "it was switched off and on");
        if (delivery->sent < stream->length && is_late(delivery))
            return refuse(delivery, DRV_TIMEOUT, "it takes no more, time is up");
    }
    return DRV_OK;
}

static bool is_confirmed(const struct delivery *delivery)
{
    const struct dialogue *dialogue = &delivery->dialogue;
    switch (delivery->confirm) {
    case CONFIRM_ID:
        return dialogue->id_heard && dialogue->broke == STATE_FINE;
    case CONFIRM_STATUS:
        return dialogue->status_pairs >= delivery->status_asked;
    default:
        return arrived(delivery) == delivery->stream.length && dialogue->fault == STATE_FINE &&
               (!delivery->answered || dialogue->rounds > delivery->rounds_before_end + 1);
    }
}

static int confirm_slip(struct delivery *delivery)
{
    struct dialogue *dialogue = &delivery->dialogue;
    while (!is_confirmed(delivery)) {
        if (is_late(delivery))
            return refuse(delivery, DRV_TIMEOUT,
                          delivery->went_away ? "it fell silent" : "no answer to it");
        int status = listen(delivery, false);
        if (status != DRV_OK)
            return status;
        keep_asking(delivery);
        status = check_whole(delivery);
        if (status != DRV_OK)
            return status;
        if (delivery->lost && dialogue->unanswered == 0)
            return break_off(delivery, "it was switched off and on");
    }
    return DRV_OK;
}

/* After the break */

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
    add_part(delivery, nuls);
    add_confirm(delivery);
}

static void try_to_recover(struct delivery *delivery)
{
    struct dialogue *dialogue = &delivery->dialogue;
    bool jammed = dialogue->fault == STATE_CUTTER_JAMMED;
    if (!jammed || !has(delivery, PROFILE_RECOVER) || delivery->sent < delivery->stream.length ||
        now_ms(delivery) - delivery->recovered_ms < RECOVER_MS)
        return;
    if (dialogue_say(dialogue, recover, sizeof recover))
        delivery->recovered_ms = now_ms(delivery);
}

/* What nobody else prints can go: it would only come out in front of the next slip. */
static int clear_rest(struct delivery *delivery)
{
    struct dialogue *dialogue = &delivery->dialogue;
    if (!delivery->port->exclusive || !has(delivery, PROFILE_CLEAR) ||
        delivery->broken_by == STATE_CUTTER_JAMMED)
        return DRV_OK;
    int64_t until_ms = earlier(now_ms(delivery) + CLEAR_MS, delivery->deadline_ms);
    dialogue->cleared = false;
    if (!dialogue_say(dialogue, clear_all, sizeof clear_all))
        return DRV_OK;
    while (!dialogue->cleared && now_ms(delivery) < until_ms) {
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
    while (status == DRV_OK && !is_late(delivery) && !holds_nothing(delivery)) {
        size_t taken = 0;
        status = dialogue_write(dialogue, delivery->stream.data + delivery->sent,
                                delivery->stream.length - delivery->sent, &taken, &delivery->fault);
        delivery->sent += taken;
        bool all_sent = delivery->sent == delivery->stream.length;
        delivery->through = all_sent && dialogue->fault == STATE_FINE && is_confirmed(delivery);
        if (delivery->through)
            break;
        if (status == DRV_OK)
            status = listen(delivery, !all_sent);
        keep_asking(delivery);
        try_to_recover(delivery);
    }
    return status;
}

/* For who looks meanwhile: it may take until somebody comes, and nothing else tells him. */
static void note_wait(struct delivery *delivery)
{
    struct journal *journal = delivery->port->journal;
    if (journal == NULL)
        return;
    snprintf(journal->entry.reason, sizeof journal->entry.reason, "%.159s", delivery->fault.text);
    journal_write(journal, false, NULL);
}

static void hold(struct delivery *delivery)
{
    struct drv_fault before = delivery->fault;
    delivery->dialogue.broke = STATE_FINE;
    delivery->recovered_ms = now_ms(delivery);
    if (!delivery->stopping)
        delivery->deadline_ms += delivery->patience->hold_ms;
    note_wait(delivery);
    let_out(delivery);
    delivery->fault = before;
}

/* The claim */

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
    if (dialogue->ops->recall != NULL && arrived(delivery) < delivery->stream.length)
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
    int64_t until_ms = now_ms(delivery) + LEAVE_MS;
    if (!delivery->asb || delivery->sent < delivery->stream.length ||
        !dialogue_say(dialogue, asb_off, sizeof asb_off))
        return;
    while ((dialogue->outbox_length > 0 || dialogue_pending(dialogue) > 0) &&
           now_ms(delivery) < until_ms)
        if (dialogue_listen(dialogue, false, earlier(now_ms(delivery) + LEAVE_LOOK_MS, until_ms),
                            NULL) != DRV_OK)
            return;
}

/* Also for a slip that is torn or stuck: what has arrived must not be lost by our leaving. */
static int finish(struct delivery *delivery, enum printer_result *result)
{
    int64_t until_ms = now_ms(delivery) + LEAVE_MS;
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
    int status = greet(delivery);
    if (status == DRV_OK)
        status = check_ready(delivery);
    if (status == DRV_OK)
        status = hear_old_answers(delivery);
    if (status == DRV_OK)
        status = make_stream(delivery, bytes, length);
    if (status == DRV_OK)
        status = begin_entry(delivery, ticket);
    if (status == DRV_OK) {
        status = send_stream(delivery);
        if (status == DRV_OK)
            status = confirm_slip(delivery);
        if (delivery->broke && slip_begun(delivery))
            hold(delivery);
    }
    if (status == DRV_OK)
        return claim_success(delivery, claim);
    recall(delivery);
    claim_failure(delivery, status, claim);
    enum printer_result result = claim->result;
    if (slip_begun(delivery) && arrived(delivery) == delivery->stream.length)
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
    delivery.deadline_ms = now_ms(&delivery) + patience->job_ms;
    *claim = (struct printer_claim){.result = PRINTER_NOT_PRINTED};
    int status = run(&delivery, bytes, length, ticket, claim);
    claim->state = dialogue_state(&delivery.dialogue);
    end_entry(&delivery, claim);
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
    delivery.deadline_ms = now_ms(&delivery) + timeout_ms;
    int status = greet(&delivery);
    struct printer_state found = dialogue_state(&delivery.dialogue);
    if (status != DRV_OK && found.answers != TOLD_YES)
        return drv_fail(fault, status, "%s", delivery.fault.text);
    *state = found;
    return DRV_OK;
}
