/* SPDX-License-Identifier: MIT */
/*
 * Normal form C (UAX #15), so that "e" with a mark above finds the "é" of a code page. The check is
 * quick and errs to one side: what it calls normal is; a text with marks, Jamo or letters that
 * composition excludes is normalised to find out.
 */
#ifndef COMEBACK_DRIVERS_TEXT_NORMAL_H
#define COMEBACK_DRIVERS_TEXT_NORMAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bytes.h"

/* Of one character: whatever stands before or behind it. */
bool text_is_normal_anywhere(uint32_t codepoint);
bool text_is_normal(const char *text, size_t length);

/* Appends the text in normal form, or as it is where it is not UTF-8 or memory is out. */
void text_normalize(const char *text, size_t length, struct bytes *out);

#endif
