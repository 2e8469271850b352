/* SPDX-License-Identifier: MIT */
/* A till's own five lines since it was last asked: for who stands at it, so in its language,
 * without money, names or a ranking. */
#ifndef COMEBACK_SHIFT_H
#define COMEBACK_SHIFT_H

#include "../report.h"
#include "session.h"

/* Tells them on standard output; `print`: on the shop's printer, too. The exit code. */
int shift_tell(const struct call *call, const char *till, bool print, bool json);

/* Appends the slip as ReceiptLine, its lines no wider than `columns`. */
void shift_slip(const struct report_shift *shift, const char *till, const struct config *config,
                unsigned columns, struct bytes *out);

#endif
