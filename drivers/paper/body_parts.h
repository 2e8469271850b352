/* SPDX-License-Identifier: MIT */
/*
 * The inside of body.h, for the files body*.c alone: what it has taken in, what moves the paper,
 * what it says, what is scripted, and the pieces of paper that have come out.
 */
#ifndef COMEBACK_DRIVERS_PAPER_BODY_PARTS_H
#define COMEBACK_DRIVERS_PAPER_BODY_PARTS_H

#include "body.h"
#include "machine.h"

enum {
    REALTIME_MAX_BYTES = 10,
    REPLY_MAX_BYTES = 96,
    OUTBOX_REPLIES = 64,
    SCRIPT_MAX = 64,
};

/* The receive buffer. What of an unfinished command has been taken in does not fill it. */
struct inbox {
    struct bytes data;
    size_t at;      /* the first byte that is not run yet */
    size_t taken;   /* from there on, by an unfinished command */
    size_t wanted;  /* from there on, before it is worth another look */
    size_t swallow; /* of a command too long to be kept: so many bytes are still to be dropped */
    bool busy;
};

/* What has come in, looked at as it comes: for real-time commands. */
struct ear {
    uint8_t last[REALTIME_MAX_BYTES];
    size_t ahead;   /* bytes of the next offer that were looked at already */
    size_t dropped; /* of these, what a clearing command behind them has made void */
};

/* Paper under way. Rows are counted from the last cut. */
struct head {
    uint32_t moved;
    bool moving;
    uint32_t start_row; /* where this movement began, and when */
    int64_t start_us;
    bool cutting;
    int64_t cut_end_us;
};

struct reply {
    int64_t due_us;
    bool is_process_id;
    uint8_t length;
    uint8_t bytes[REPLY_MAX_BYTES];
};

struct outbox {
    struct reply replies[OUTBOX_REPLIES];
    size_t count;
    size_t moved_out; /* bytes of the first */
    uint8_t asb_mask; /* of GS a */
    uint8_t asb_told[4];
    int64_t chat_us; /* when it will next say something unasked */
    unsigned chats;
};

enum trigger { AFTER_ROWS, AFTER_BYTES, AT_TIME, AFTER_FAULT };

struct script_line {
    enum body_event event;
    enum trigger trigger;
    int64_t value; /* rows, bytes or microseconds */
    bool done;
    int64_t done_us;
};

struct script {
    struct script_line lines[SCRIPT_MAX];
    size_t count;
    uint8_t order[SCRIPT_MAX]; /* in which they came true */
    size_t done;
};

/* A list of keys, block by block: the host says after each whether it came. */
struct key_list {
    const struct graphics_store *of; /* NULL: none is being sent */
    uint8_t identifier;
    size_t at; /* the key with which the block under way begins */
};

struct piece {
    struct paper_sheet sheet;
    enum body_end end;
    int64_t ended_us;
};

struct pieces {
    struct piece *list;
    size_t count, capacity;
    struct paper_sheet still; /* what hangs in the printer, as last looked at */
};

struct body {
    struct body_options options; /* no zeros left */
    struct machine *machine;
    struct inbox inbox;
    struct ear ear;
    struct head head;
    struct outbox outbox;
    struct script script;
    struct pieces *pieces;
    struct key_list keys;
    int64_t nv_end_us; /* until then NV memory is being written */
    unsigned nv_writes;
    struct body_totals totals;
    int64_t now_us;
    unsigned link_losses;
    bool powered, plugged, black_hole;
    bool cover_open, paper_out, near_end;
    bool jam_waits;     /* something lies in the cutter's way */
    bool cutter_jammed; /* it has met it, and says so until it is told to go on */
    bool stirred;       /* something has come or happened since the clock was last set */
};

/* body.c */
bool body_is_hindered(const struct body *body);
/* All that is not on paper yet is forgotten, settings excepted. */
void body_clear(struct body *body);

/* body_answers.c */
bool body_answers(const struct body *body, enum profile_answers what);
void body_say(struct body *body, const uint8_t *bytes, size_t length);
void body_say_power_on(struct body *body);
/* The four bytes of automatic status. */
void body_tell_status(struct body *body);
/* Automatic status, where something has changed that it was asked to tell. */
void body_tell_changes(struct body *body);
void body_chat(struct body *body);
void body_outbox_clear(struct body *body);
void body_drop_process_id(struct body *body);
/* What DLE EOT n says, n 1 to 4. */
uint8_t body_realtime_status(const struct body *body, uint8_t n);
/* A command that asks for an answer in its turn; others are ignored. */
void body_run_question(struct body *body, const struct token *token);

/* body_graphics.c */
/* GS ( L 48, 51, 52, 64, 80 and GS ( k 82; others are ignored. */
void body_answer_graphics(struct body *body, const struct token *token);
void body_answer_symbol(struct body *body, const struct token *token);
/* Does a list of keys wait for what the host says of it? */
bool body_awaits_host(const struct body *body);
/* What it says: ACK, NAK or CAN. False for anything else, which ends the list and is no answer. */
bool body_hear_host(struct body *body, uint8_t byte);
/* Is busy from now on if NV memory is being written. */
void body_watch_nv(struct body *body);
bool body_writes_nv(const struct body *body);

/* body_realtime.c: listens to a byte as it arrives. True where it cleared what came before. */
bool body_listen(struct body *body, uint8_t byte);

/* body_script.c */
/* The rows to be moved, or the bytes to be taken, before something scripted happens; UINT32_MAX. */
uint32_t body_rows_to_fault(const struct body *body);
size_t body_bytes_to_fault(const struct body *body);
int64_t body_fault_us(const struct body *body);
/* The next that is due now, marked as done; false: none. */
bool body_take_fault(struct body *body, enum body_event *event);

/* body_sheets.c */
/* What was moved is a piece of paper now. DRV_MEMORY. */
int body_end_piece(struct body *body, enum body_end end);

#endif
