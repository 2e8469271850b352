/* SPDX-License-Identifier: MIT */
/* A slip's expanded ReceiptLine text in the forms that a host can use. */
#ifndef COMEBACK_RENDER_H
#define COMEBACK_RENDER_H

#include <stdbool.h>

#include "../drivers/bytes.h"
#include "../drivers/profile.h"
#include "fault.h"

/*
 * Appends the slip to out. form: "" ESC/POS, "text", "html", "png". inside: it will stand in a
 * host's receipt (no reset, no cut).
 * page: as of settings_code_page. COMEBACK_UNKNOWN_FIELD for another form.
 */
int render_slip(const struct profile *profile, const char *page, const char *text, size_t length,
                const char *form, bool inside, struct bytes *out, struct fault *fault);

#endif
