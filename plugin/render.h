/* SPDX-License-Identifier: MIT */
/* A slip's expanded ReceiptLine text in the forms that a host can use, or a tap. */
#ifndef COMEBACK_RENDER_H
#define COMEBACK_RENDER_H

#include <stdbool.h>

#include "../drivers/bytes.h"
#include "../drivers/profile.h"
#include "../drivers/standing.h"
#include "fault.h"

/*
 * Appends the slip to out. form: "" ESC/POS, "text", "html", "png". inside: it will stand in a
 * host's receipt (no reset, no cut).
 * page: as of settings_code_page. COMEBACK_UNKNOWN_FIELD for another form.
 */
int render_slip(const struct profile *profile, const char *page, const char *text, size_t length,
                const char *form, bool inside, struct bytes *out, struct fault *fault);

/*
 * Appends a note to stand amid what a host sends, where the printer stands so, and what puts it
 * back: no later byte of the host prints otherwise. In turn, whichever is allowed there:
 *
 *   text  ESCPOS_INSIDE, in the host's code page where it has said one that the model has, and
 *         Kanji mode; else ASCII, and rows with another letter are dots. Codes are dots, for what a
 *         printer begins with in symbols and bars nobody knows, nor could it be made again. The
 *         area (GS L, GS W) is set only where the host has set it.
 *   dots  escpos_drawn.h: mode, device, macro and the start of a line must be known, and nothing
 *         else. A margin and a width that the host has said are kept to; unknown ones are taken for
 *         the whole head, and the note is cut off at the right where they are not.
 *
 * COMEBACK_REFUSED with why where neither is; else as render_slip.
 */
int render_note_amid(const struct profile *profile, const char *page, const char *text,
                     size_t length, const struct standing *standing, struct bytes *out,
                     struct fault *fault);

#endif
