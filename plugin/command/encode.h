/* SPDX-License-Identifier: MIT */
/* ReceiptLine text as bytes and as words, for commands. */
#ifndef COMEBACK_ENCODE_H
#define COMEBACK_ENCODE_H

#include "../../drivers/bytes.h"
#include "../../drivers/profile.h"
#include "../../drivers/status.h"

/* A slip of its own, on that page (escpos.h); appends. DRV_OK, or why not. */
int encode_escpos(const struct bytes *text, const struct profile *profile, const char *page,
                  struct bytes *out, struct drv_fault *fault);
int encode_plain(const struct bytes *text, const struct profile *profile, struct bytes *out,
                 struct drv_fault *fault);

#endif
