/* SPDX-License-Identifier: MIT */
/*
 * The virtual printer's body: a receive buffer, a head that moves paper at a speed, a cutter, a
 * cover, a power switch, sensors, and a clock of its own that only its caller advances. What it is
 * sent lies in the buffer until the head has moved the paper that came before; then it is run by
 * the machine of paper.h. It answers like a printer and fails like one. No threads, no waiting.
 *
 * As on paper: the machine is ahead of the head by what it has been told to print, at most one
 * line or picture; what the head has not yet moved is lost with the power and stays with paper out
 * or an open cover. Paper that ends leaves its piece of slip behind and the new roll goes on where
 * the old one ended; without power the piece stays in the printer and what is printed next stands
 * below it. What the end of a piece goes through is legible on neither: the sheet's text says
 * "[torn …]" of it, and the other piece nothing. The cutter stands at the head, as in paper.h.
 *
 * A command that is longer than the buffer is taken in as it comes and run when it is whole; one
 * longer than 8 MiB is swallowed. Real-time commands are seen on arrival, also inside the data of a
 * picture, and are not taken out of it (note in every manual). Where bytes are not refused by NAK,
 * they are seen though the buffer is full, among the bytes that body_receive was offered and did
 * not take; a clearing one then also makes void what stood before it there.
 *
 * Answers: DLE EOT 1 to 4, DLE ENQ 1 and 2, DLE DC4 8, GS r 1, 2, 49, 50, GS I, GS a (ASB), GS ( H
 * 48, as profile->answers says (GS I where GS r is); TM-T88III specification p. 17, 23, 64
 * (buffer, speed), 84, 143 to 145; TM-U220 p. 84; RP-U420 p. 78 (DLE ENQ);
 * download4.epson.biz gs_lparen_ch_fn48, dle_dc4_fn8. Of several process IDs due at once only the
 * latest is sent; what was cleared never answers. Of
 * 64 answers that nobody fetches the next ones are lost.
 *
 * Where the profile knows GS_NV: GS ( L 48, 51, 52 (TM-L90 guide p. 231) and 64, 80, of whose
 * blocks of 40 keys each waits for ACK, NAK or CAN (Citizen CT-S280 p. 160). GS ( k 82 of PDF417,
 * QR, MaxiCode and stacked DataBar (TM-L90 guide p. 527 to 546). DLE DC4 7 1 says the four bytes of
 * ASB. While it writes NV memory (for how long no manual says) it is busy and hears no real-time
 * command; what was written stays without power. Not answered: GS ( H 49, GS ( k 82 of other
 * symbols.
 *
 * Limits: a buffer of 16 MiB, 10,000 mm/s, an hour for a cut or an answer, 64 scripted faults; and
 * those of paper.h for a sheet, past which body_advance fails with DRV_LIMIT.
 */
#ifndef COMEBACK_DRIVERS_PAPER_BODY_H
#define COMEBACK_DRIVERS_PAPER_BODY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "paper.h"

#define BODY_NEVER INT64_MAX

struct body_options {
    const struct profile *profile; /* what it answers is profile->answers */
    uint32_t buffer_bytes;         /* 0: the profile's, else 4096; TM-T88III also has 45 */
    uint32_t busy_left_bytes;  /* busy from so few free bytes on; 0: 128 (or 1 of a small buffer) */
    uint32_t ready_left_bytes; /* ready again from so many; 0: 256 (or half of a small one) */
    uint32_t speed_mm_s;       /* 0: 150; UINT32_MAX: paper moves in no time */
    uint32_t cut_ms;           /* 0: 300; UINT32_MAX: none */
    uint32_t answer_ms;        /* so late every answer is; 0: at once */
    uint32_t nv_write_ms; /* so long a write into NV memory takes; 0: 200; UINT32_MAX: no time */
    bool silent;          /* never says anything */
    bool chatty;          /* unasked ASB twice a second, and a stray byte now and then */
    bool nak_when_full;   /* USB and parallel: no real-time command gets in while full */
};

/* What happens to it: by a script, a test, or a person at the keyboard. */
enum body_event {
    BODY_PAPER_OUT,
    BODY_PAPER_IN,
    BODY_NEAR_END,
    BODY_COVER_OPEN,
    BODY_COVER_CLOSE,
    BODY_CUTTER_JAM, /* at the next cut; nothing more until cleared and DLE ENQ */
    BODY_CUTTER_CLEAR,
    BODY_POWER_OFF, /* buffer, IDs and what the head has not moved are gone */
    BODY_POWER_ON,  /* says 3B 31 00 where the profile answers ASB */
    BODY_UNPLUG,    /* the wire; the printer goes on */
    BODY_PLUG,
    BODY_RESET,      /* the wire is reset, and the printer with it */
    BODY_BLACK_HOLE, /* takes nothing out of the wire any more and says nothing, until plugged in */
    BODY_FEED,       /* the button: a line */
    BODY_NV_FULL,    /* what is left of NV memory is taken */
    BODY_EVENT_COUNT
};

struct body;

int body_new(const struct body_options *options, struct body **out, struct drv_fault *fault);
void body_free(struct body *body); /* NULL is fine */

/* Sets its clock, which never goes back, and does all that is due by then. DRV_MEMORY, DRV_LIMIT.
 */
int body_advance(struct body *body, int64_t now_us, struct drv_fault *fault);
int64_t body_now_us(const struct body *body);
/* When something will next happen by itself, now after bytes or an event came; BODY_NEVER. */
int64_t body_next_us(const struct body *body);

/* How many of them went into the buffer; the wire must keep the rest and offer it again. */
size_t body_receive(struct body *body, const uint8_t *bytes, size_t length);
/* Who sent is gone: what did not go into the buffer will not be offered again. */
void body_hang_up(struct body *body);
/* What flow control tells: CTS and DTR drop, XOFF; not whether body_receive would take a byte. */
bool body_busy(const struct body *body);
/* Is the wire plugged in and the power on? What arrives otherwise is lost; *_receive takes 0. */
bool body_linked(const struct body *body);
/* Wire resets so far (BODY_RESET, BODY_POWER_OFF, BODY_UNPLUG): a server closes what it serves. */
unsigned body_link_losses(const struct body *body);
/* What it says, moved out. */
size_t body_answer(struct body *body, uint8_t *out, size_t capacity);
uint8_t body_port_status(const struct body *body);

int body_happen(struct body *body, enum body_event event, struct drv_fault *fault);
/*
 * "paper-out@120": when that many rows have been moved, "unplug@3000b": at that byte of all that
 * arrive, "cover-open@1500ms" or "@2s": on its clock, "paper-in@+3s": so long after the script's
 * fault before it came true. Names are those of the events, in lower case with a hyphen.
 */
int body_script(struct body *body, const char *text, struct drv_fault *fault);
bool body_script_done(const struct body *body);
/* The script's faults that have come true, in that order; false behind the last. */
bool body_fault_at(const struct body *body, size_t index, enum body_event *event, int64_t *at_us);
const char *body_event_name(enum body_event event);

/* One piece of paper as a person would pick it up, in order. */
enum body_end {
    BODY_CUT,     /* by the cutter */
    BODY_RAN_OUT, /* the roll's end */
    BODY_STILL,   /* hangs in the printer */
};
struct body_sheet {
    const struct paper_sheet *sheet;
    enum body_end end;
    int64_t ended_us;
};
size_t body_sheet_count(const struct body *body);
/* Valid until the body is advanced, what hangs in it until it is looked at again. */
bool body_sheet_at(const struct body *body, size_t index, struct body_sheet *out);
/* Forgets the paper of the sheets before that one; their numbers stay. For whoever prints long. */
void body_drop_sheets(struct body *body, size_t before);

/* Totals for figures: bytes taken in, rows moved, and for how long the buffer was empty while a
 * slip had begun and had not been cut and nothing kept it from printing. */
struct body_totals {
    uint64_t received_bytes;
    uint64_t moved_rows;
    int64_t starved_us;
    int64_t printing_us;
    int64_t first_row_us; /* when the first row of all was moved; BODY_NEVER */
};
void body_totals(const struct body *body, struct body_totals *out);
/* Writes into NV memory since it was made: 10 a day is what makers allow. */
unsigned body_nv_writes(const struct body *body);

#endif
