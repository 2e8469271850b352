/* SPDX-License-Identifier: MIT */
/*
 * ESC/POS bytes read back as commands, by one table (commands.c). Every byte belongs to exactly one
 * command; what is not understood comes as COMMAND_UNKNOWN and never loses step beyond itself.
 */
#ifndef COMEBACK_DRIVERS_PAPER_DECODE_H
#define COMEBACK_DRIVERS_PAPER_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../bytes.h"
#include "../status.h"

/* {"commands":[{"offset":0,"name":"ESC @","what":"initialize", …arguments by name}…]} */
int decode_json(const uint8_t *bytes, size_t length, struct bytes *out, struct drv_fault *fault);
/* DRV_INVALID with the first offset where a byte was not understood or a command was cut off. */
int decode_strict(const uint8_t *bytes, size_t length, struct drv_fault *fault);

#endif
