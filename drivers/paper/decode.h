/* SPDX-License-Identifier: MIT */
/*
 * ESC/POS bytes read back as commands, by the tables of commands.h. Every byte belongs to exactly
 * one command; what is not understood comes as "unknown" and never loses step beyond itself.
 * encode.h makes the same bytes of the JSON again. Limit: 8 MiB of bytes. An image takes ten times
 * its length as JSON, short commands up to 80 times.
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
 * (name, what) tells the command; "dialect" follows where it is not Epson's. Then its fields by
 * name: numbers, and strings for key codes ("G1"; numbers in a list where they are not letters).
 * Then what stands behind them:
 *   "data"        a symbol's text, "data_bytes" where that is not UTF-8 or has a NUL
 *   "dots"        one string a row or, for images by columns, a column: "#" black, "." white, whole
 *                 bytes, so that up to seven dots at the end of a line are padding
 *   "columns"     tab stops
 *   "characters", "images", "colours", "settings", "switches"   groups of fields, some with dots
 *   "parameters"  numbers without a name, and what is too much for the command
 * Text is UTF-8 by the code page or two-byte code in force (decode_text.h); a character that other
 * bytes stand for as well comes alone with its "byte" or "code", and a byte that stands for none as
 * "not in this code page". Only "unknown" has raw bytes, as "hex".
 */
int decode_json(const uint8_t *bytes, size_t length, struct bytes *out, struct drv_fault *fault);

/*
 * DRV_INVALID with the first offset where a byte was not understood, a command was cut off, a
 * family has no such function, a value is none that is defined, or a length does not agree with
 * the fields. Dialects are understood. Text is always right: what a page does not have, a printer
 * prints as something.
 */
int decode_strict(const uint8_t *bytes, size_t length, struct drv_fault *fault);

#endif
