/* SPDX-License-Identifier: MIT */
/* ReceiptLine text as bytes and as words, for commands. */
#ifndef COMEBACK_TYPESET_H
#define COMEBACK_TYPESET_H

#include "../../drivers/bytes.h"
#include "../../drivers/profile.h"
#include "../../drivers/status.h"

/* A slip of its own, on that page (escpos.h); appends. DRV_OK, or why not. What had to be drawn and
 * could not be is told. */
int typeset_escpos(const struct bytes *text, const struct profile *profile, const char *page,
                   struct bytes *out, struct drv_fault *fault);
int typeset_plain(const struct bytes *text, const struct profile *profile, struct bytes *out,
                  struct drv_fault *fault);

#endif
