/* SPDX-License-Identifier: MIT */
/*
 * The ReceiptLine reader (OFSC ReceiptLine; reference: npm `receiptline` 4). Turns the text of one
 * slip into rows of columns that layout.h places on paper. UTF-8 in; limits: 256 KiB of text,
 * 1,000 lines, 16 pictures, 32 columns a line, 4,096 bytes a line and a code, 88 KiB a line of
 * properties: an {image:} of 64 KiB in base64. As in the reference, a line break at the very end
 * begins one more, empty line. Where the reference drops what it cannot use without a word (a stray
 * brace, an unknown property, a property beside columns, an empty code), reading fails here.
 *
 * {command:} is DRV_UNSUPPORTED: raw bytes are not let through. Nor are control characters in a
 * {code:}, but for tab and line ends. {option:} has a word of our own: `threshold` makes the
 * pictures below it black where they are darker than the middle; else they are dithered.
 */
#ifndef COMEBACK_DRIVERS_DOCUMENT_H
#define COMEBACK_DRIVERS_DOCUMENT_H

#include <stddef.h>

#include "bytes.h"
#include "status.h"

struct document;

/* On DRV_OK *out is the caller's, to be freed by document_free. The text need not outlive the call.
 */
int document_parse(const char *text, size_t length, struct document **out, struct drv_fault *fault);
void document_free(struct document *document); /* NULL is fine */

/*
 * Appends the text with those lines broken that are wider than `columns` cells, for the reference
 * tears words: at blanks, and between ideographs but for punctuation that belongs to one (cluster.h
 * says which). Only lines of one column are touched, and only while {width:auto} and {text:wrap}
 * are in force; decorations are closed before a break and opened again after it. A word wider than
 * a line stays whole. DRV_INVALID, DRV_UNSUPPORTED, DRV_LIMIT as document_parse.
 */
int document_wrap(const char *text, size_t length, unsigned columns, struct bytes *out);

/*
 * Appends a value made harmless for the place where it stands: printed text, or the value of a
 * {property}. It can become no rule, cut, property, column, alignment or decoration, also where it
 * begins or fills a line, or is empty. Line breaks and tabs become spaces; other control
 * characters and bidi overrides do not come through; what is not UTF-8 becomes U+FFFD. The result
 * is in normal form C. A value in a list such as {width:} or {option:} can still be two items.
 */
void document_escape_text(struct bytes *out, const char *value, size_t length);
void document_escape_property(struct bytes *out, const char *value, size_t length);

#endif
