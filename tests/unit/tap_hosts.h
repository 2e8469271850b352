/* SPDX-License-Identifier: MIT */
/*
 * Receipts as the libraries and programs send them that tills are made of, made up anew from a
 * number: styles of hosts, with all kinds of feeds, cuts, drawers and line ends. Written from what
 * those libraries send and from nothing of ours, so that they can judge the tap.
 */
#ifndef COMEBACK_TESTS_TAP_HOSTS_H
#define COMEBACK_TESTS_TAP_HOSTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../drivers/bytes.h"

/* The same numbers for the same seed, everywhere. */
struct dice {
    uint32_t state;
};
unsigned dice_below(struct dice *dice, unsigned most);

struct host_receipt {
    const char *style; /* "escpos-php" */
    bool note_due;     /* else it must be refused: nothing but pictures, page mode … */
    bool cut;          /* there is one, and not a tear bar */
    struct bytes bytes;
    size_t *lines, line_count; /* where its lines of text begin, for who puts a command there */
};

size_t host_style_count(void);
/* Ends by host_receipt_free. */
void host_receipt_make(size_t style, struct dice *dice, struct host_receipt *out);
void host_receipt_free(struct host_receipt *receipt);

#endif
