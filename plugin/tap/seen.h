/* SPDX-License-Identifier: MIT */
/*
 * Which receipts have come by: a file beside the store with a keyed hash of the newest SEEN_MOST
 * numbers and their business days, so that the second printing of a number is known as one, also
 * after a restart and by the other taps of this store.
 *
 * 128 KiB and 16 bytes, taken when it is made, so that a disk that fills up later does not matter;
 * with the rights of the store's files (shared.h). One write a receipt, of one record with its own
 * checksum: what was torn is not there. It is not synced: after a power cut the last few may be
 * forgotten. A file that is damaged, or made with other keys, begins anew. A handle may be used by
 * many threads.
 */
#ifndef COMEBACK_TAP_SEEN_H
#define COMEBACK_TAP_SEEN_H

#include <stdbool.h>
#include <stdint.h>

#include "../fault.h"
#include "../keys.h"

enum { SEEN_MOST = 8192 };

struct seen;
/* COMEBACK_STORE where there can be no such file, COMEBACK_MEMORY. */
int seen_open(const char *store_folder, const struct keys *keys, struct seen **out,
              struct fault *fault);
void seen_close(struct seen *seen); /* NULL is fine */
/* One sentence for the owner where what was known is lost; else "". */
const char *seen_notice(const struct seen *seen);
/* True where it is new, and is known from now on; false where it came before or the file cannot be
 * asked within 40 ms, for then nobody knows. */
bool seen_first(struct seen *seen, const char *host, const char *number, int32_t day);
/* As seen_first, of any day, and nothing is remembered: true where it came before or the file
 * cannot be asked. */
bool seen_before(struct seen *seen, const char *host, const char *number, int32_t day);
/* It has not come after all: its next printing is the first. Waits as seen_first does. */
void seen_forget(struct seen *seen, const char *host, const char *number, int32_t day);

#endif
