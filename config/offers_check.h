/* SPDX-License-Identifier: MIT */
/*
 * What no line of comeback.ini has wrong and its owner hardly meant: offers that never apply, that
 * another one always wins over, or that lose money, alone or together; and a [gift] that is never
 * given or that its budget never stops. Pure: of the settings and the day. Nothing here is a
 * mistake; the settings are in force.
 */
#ifndef COMEBACK_CONFIG_OFFERS_CHECK_H
#define COMEBACK_CONFIG_OFFERS_CHECK_H

#include "config.h"

/*
 * Tells each in a line of its own, "[offer early] in line 40: …", in the order of the file,
 * then of the gift; *out is overwritten and to be freed by config_faults_free. CONFIG_OK: there is
 * none, and no text. CONFIG_WRONG: some. CONFIG_MEMORY: *out is untouched.
 */
int offers_check(const struct config *config, int32_t today, struct config_faults *out);

#endif
