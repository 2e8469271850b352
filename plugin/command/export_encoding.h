/* SPDX-License-Identifier: MIT */
/*
 * The text of an export as UTF-8. UTF-8 with or without a byte order mark stays; UTF-16 with one is
 * converted. What is not UTF-8 is converted from Windows-1252, of which Latin-1 is a part, unless
 * more of its characters are good UTF-8 than are not: then it is UTF-8 with damage, and a line with
 * such a byte is refused when it is read. A character cut off at the end is no damage.
 */
#ifndef COMEBACK_EXPORT_ENCODING_H
#define COMEBACK_EXPORT_ENCODING_H

#include "../../drivers/bytes.h"
#include "../fault.h"

/* *from: the encoding it was converted from, static; NULL where it stays. COMEBACK_VALUE,
 * COMEBACK_MEMORY: text is as before. */
int export_to_utf8(struct bytes *text, const char **from, struct fault *fault);

#endif
