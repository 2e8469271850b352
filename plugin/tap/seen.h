/* SPDX-License-Identifier: MIT */
/*
 * Which receipts have come by: a file beside the store with a keyed hash of the newest SEEN_MOST
 * numbers and their business days, so that the second printing of a number is known as one, also
 * after a restart and by the other taps of this store.
 */
#ifndef COMEBACK_TAP_SEEN_H
#define COMEBACK_TAP_SEEN_H

#include <stdbool.h>
#include <stdint.h>

#include "../fault.h"
#include "../store.h"

enum { SEEN_MOST = 8192 };

struct seen;
int seen_open(const char *store_folder, struct seen **out, struct fault *fault);
void seen_close(struct seen *seen);
/* True where it is new, and is known from now on; false where it came before or the file cannot be
 * asked within 40 ms, for then nobody knows. */
bool seen_first(struct seen *seen, const char *host, const char *number, int32_t day);

#endif
