/* SPDX-License-Identifier: MIT */
/*
 * What delivery is made of, one step a file: greet (before the slip), stream (what goes out), entry
 * (what the journal knows), let_out (after a break); watch is what all of them do meanwhile. Seen
 * by these files only; the order of the steps stands in delivery.c.
 */
#ifndef COMEBACK_DRIVERS_DELIVERY_PARTS_H
#define COMEBACK_DRIVERS_DELIVERY_PARTS_H

#include "bytes.h"
#include "delivery.h"
#include "dialogue.h"

enum {
    DELIVERY_RECOVER_MS = 2000, /* between attempts to get a cutter going */
    DELIVERY_ASK_STATUS_BYTES = 6,
    DELIVERY_RECOVER_BYTES = 3,
};

/* Twice: one stray byte looks like an answer, two alike do not come by chance. */
extern const uint8_t delivery_ask_status[DELIVERY_ASK_STATUS_BYTES];
extern const uint8_t delivery_recover[DELIVERY_RECOVER_BYTES];

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

static inline int64_t earlier(int64_t one, int64_t other)
{
    return one < other ? one : other;
}

/* delivery_watch.c */
int64_t delivery_now_ms(const struct delivery *delivery);
bool delivery_is_late(const struct delivery *delivery);
bool delivery_has(const struct delivery *delivery, enum profile_answers answer);
size_t delivery_arrived(const struct delivery *delivery);
int delivery_refuse(struct delivery *delivery, int status, const char *text);
int delivery_break_off(struct delivery *delivery, const char *text);
void delivery_heed_stop(struct delivery *delivery);
void delivery_keep_asking(struct delivery *delivery);
int delivery_listen(struct delivery *delivery, bool room);

/* delivery_greet.c */
int delivery_greet(struct delivery *delivery);
int delivery_check_ready(struct delivery *delivery);
int delivery_hear_old_answers(struct delivery *delivery);

/* delivery_stream.c */
enum confirm delivery_find_confirm(const struct delivery *delivery);
bool delivery_is_owed_cut(const struct delivery *delivery);
void delivery_add_confirm(struct delivery *delivery);
int delivery_make_stream(struct delivery *delivery, const uint8_t *bytes, size_t length);

/* delivery_entry.c */
int delivery_begin_entry(struct delivery *delivery, int64_t ticket);
void delivery_end_entry(struct delivery *delivery, const struct printer_claim *claim);
void delivery_note_wait(struct delivery *delivery);

/* delivery_let_out.c */
void delivery_hold(struct delivery *delivery);

/* delivery.c */
bool delivery_is_confirmed(const struct delivery *delivery);

#endif
