/* SPDX-License-Identifier: MIT */
/* ReceiptLine text as bytes and as words, for commands. Each tells its error, beginning `name`. */
#ifndef COMEBACK_ENCODE_H
#define COMEBACK_ENCODE_H

#include "../../drivers/bytes.h"
#include "../../drivers/profile.h"
#include "command.h"

/* A slip of its own; appends. */
int encode_escpos(const char *name, const struct bytes *text, const struct profile *profile,
                  struct bytes *out);
int encode_plain(const char *name, const struct bytes *text, const struct profile *profile,
                 struct bytes *out);

#endif
