/* SPDX-License-Identifier: MIT */
/*
 * Sales that a host's own adapter has just told, found by what a receipt without a number says of
 * itself: its total. Dolibarr tells a sale by a trigger and prints a receipt that does not name it.
 */
#ifndef COMEBACK_TAP_RECENT_H
#define COMEBACK_TAP_RECENT_H

#include "../shop.h"

enum { RECENT_MS = 120000, RECENT_MOST = 8, RECENT_REF = 65 };

struct recent {
    char refs[RECENT_MOST][RECENT_REF]; /* oldest first, as receipts come out */
    int count;
};

/* Of that host and total, of the last RECENT_MS; sales that a tap named itself are none. Waits for
 * the store like a sale does; what cannot be found out leaves *out empty. */
void recent_find(struct shop *shop, const char *host, int64_t total_minor, struct recent *out);

#endif
