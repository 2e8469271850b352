/* SPDX-License-Identifier: MIT */
/*
 * ESC/POS bytes read back as commands, by one table (commands.c). Every byte belongs to exactly one
 * command; what is not understood comes as "unknown" and never loses step beyond itself.
 * Limit: 8 MiB of bytes. An image takes ten times its length as JSON, short commands up to 80
 * times.
 */
#ifndef COMEBACK_DRIVERS_PAPER_DECODE_H
#define COMEBACK_DRIVERS_PAPER_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../bytes.h"
#include "../status.h"

enum { DECODE_MAX_BYTES = 8 << 20 };

/*
 * Appends {"commands":[{"offset":0,"length":2,"name":"ESC @","what":"initialize"}, ...]} to out.
 * Fields follow by name as numbers; then "data" (a symbol's text; "data_bytes" where that is not
 * UTF-8 or has a NUL), "dots" (one string a row, for ESC * a column, "#" black and "." white) or
 * "parameters" (numbers). (name, what) tells the command, so the same bytes can be made of it
 * again. Text is UTF-8 by the code page in force (Epson's numbers); a character that more than one
 * byte of the page stands for comes alone with its "byte". Only "unknown" has raw bytes, as "hex".
 */
int decode_json(const uint8_t *bytes, size_t length, struct bytes *out, struct drv_fault *fault);
/* DRV_INVALID with the first offset where a byte was not understood or a command was cut off. */
int decode_strict(const uint8_t *bytes, size_t length, struct drv_fault *fault);

#endif
