/* SPDX-License-Identifier: MIT */
/*
 * The till of `comeback demo`: it prints receipts of its own on a virtual printer, as a POS does,
 * with our note inside, and gathers the pictures of all paper under names that people can read.
 */
#ifndef COMEBACK_TILL_H
#define COMEBACK_TILL_H

#include <limits.h>
#include <stdint.h>

#include "../../drivers/bytes.h"
#include "../../drivers/profile.h"
#include "command.h"

enum { TILL_ITEMS_MAX = 4 };

struct till_item {
    const char *name;
    int64_t amount_minor;
};

struct till_receipt {
    const char *shop, *address, *date, *ref;
    const struct till_item *items; /* ended by a NULL name */
    int64_t discount_minor;
    int64_t total_minor;
    const uint8_t *note; /* stands before the cut */
    size_t note_length;
};

/* The receipt's bytes; appends. Tells its error. */
int till_make_receipt(const struct till_receipt *receipt, const struct profile *profile,
                      struct bytes *out);

/* Where paper is gathered. */
struct till_paper {
    const char *folder;            /* for the pictures */
    char printer_folder[PATH_MAX]; /* of the virtual printer */
    int picture_count;
    char pictures[64][32];
};

int till_print(const struct till_paper *paper, const struct profile *profile,
               const struct bytes *escpos);
/* Moves what the printer made since to folder/NN-what.png; the bytes of the first into *escpos,
 * which may be NULL. */
int till_gather(struct till_paper *paper, int number, const char *what, struct bytes *escpos);

#endif
