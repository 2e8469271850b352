/* SPDX-License-Identifier: MIT */
/*
 * What a wire is owed after a slip that stopped somewhere: the bytes that the command lacks which
 * the printer may be in the middle of. Until they come it swallows whatever is sent, another
 * program's receipt too. NULs are harmless outside of a command (TM-T88III specification, ch. 3).
 */
#ifndef COMEBACK_DRIVERS_OWED_H
#define COMEBACK_DRIVERS_OWED_H

#include <stddef.h>
#include <stdint.h>

#include "bytes.h"

/* No more NULs than these are ever owed: a picture of 64 KiB. */
enum { OWED_MAX_NULS = 65536 };

/* The most that any command lacks where the bytes stop after `least` to `most` of them. */
size_t owed_nuls(const uint8_t *bytes, size_t length, size_t least, size_t most);

/* LF, feed and cut: what a printer holds of a torn slip is parted from what comes next. */
enum { OWED_PART_BYTES = 5 };
extern const uint8_t owed_part[OWED_PART_BYTES];
/* The NULs, and behind them the part. */
void owed_add_part(struct bytes *out, size_t nuls);

#endif
