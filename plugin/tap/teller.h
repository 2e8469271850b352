/* SPDX-License-Identifier: MIT */
/*
 * What a receipt comes to: read by the patterns of [tap], told as a sale, and its note put into it.
 * Each receipt is told once: one whose number came before, here or at another tap of the store, is
 * a second printing, of which nothing is told and which gets no note. Where the shop's copy and the
 * customer's come over one connection, that connection's last has the note. A sale that the host's
 * own adapter has told under the same name and number is the same sale, and its note is taken.
 *
 * The ref is the receipt's number, with the day ("20261122-17") and the till ("till2-17") before it
 * where [tap] number_per says so. A host without numbers has "tap-20261122-" and a keyed hash of
 * what the receipt says, so the same rows on one day are one receipt. Where the host's adapter has
 * told a sale of that total in the last two minutes, and no receipt was found for it yet, it is
 * that sale: with the adapter and the tap under one [tap] host no sale is told twice.
 *
 * A second printing on a later day is known by the day that the receipt itself says, in digits, for
 * 31 days or as long as the file of receipts remembers: where it says another day than today, and
 * one of its number came by on that day, it is that one, also where numbers begin anew each day.
 *
 * Waits for the store 40 ms and as long for the file of receipts, of which one that says another
 * day is looked up twice. Whatever fails costs the note
 * and nothing else, and the owner is told.
 */
#ifndef COMEBACK_TAP_TELLER_H
#define COMEBACK_TAP_TELLER_H

#include "splice.h"
#include "tap.h"

enum { TELLER_REF = 65, TELLER_OWED = 8, TELLER_TOLD = 8 };

/* A receipt that was told while more followed, so that its note is still to be had. */
struct teller_owed {
    char name[TELLER_REF]; /* as its copy will have it; "": none */
    char ref[TELLER_REF];  /* as it was told */
};

/* As seen.h knows it. */
struct teller_told {
    char name[TELLER_REF];
    int32_t day;
};

struct teller {
    struct tap *tap;
    const char *printer; /* that slips of its sales go to */
    bool has_settings;
    struct tap_settings settings;         /* of this connection, as they were when it began */
    bool slips_wait;                      /* told sales left jobs for that printer */
    struct teller_owed owed[TELLER_OWED]; /* the newest of this connection */
    int owed_next;
    struct teller_told told[TELLER_TOLD]; /* what may not be out yet */
    int told_count;
};

/* The printer's name must outlive it. */
void teller_start(struct teller *teller, struct tap *tap, const char *printer);
/* All that it was asked about is out. */
void teller_settle(struct teller *teller);
/* Not all is: what was told since the last teller_settle gets its note when it is printed again.
 * It stays told, and is the same sale then. */
void teller_undo(struct teller *teller);
/* A splice_ask whose context is the teller. */
void teller_ask(void *context, const struct splice_receipt *receipt, struct bytes *note);

#endif
