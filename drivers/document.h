/* SPDX-License-Identifier: MIT */
/*
 * The ReceiptLine reader (OFSC ReceiptLine; reference: npm `receiptline`). Turns the text of one
 * slip into rows of columns that layout.h places on paper. UTF-8 in; limits: 64 KiB of text,
 * 1,000 lines, 4,096 bytes a line, 32 columns a line.
 */
#ifndef COMEBACK_DRIVERS_DOCUMENT_H
#define COMEBACK_DRIVERS_DOCUMENT_H

#include <stddef.h>

#include "bytes.h"
#include "status.h"

struct document;

/* On DRV_OK *out is the caller's, to be freed by document_free. The text need not outlive the call. */
int document_parse(const char *text, size_t length, struct document **out,
                   struct drv_fault *fault);
void document_free(struct document *document); /* NULL is fine */

/*
 * A value made harmless for the place where it stands: printed text, or the value of a {property}.
 * Control characters, bidi overrides and what is not UTF-8 do not come through.
 */
void document_escape_text(struct bytes *out, const char *value, size_t length);
void document_escape_property(struct bytes *out, const char *value, size_t length);

#endif
