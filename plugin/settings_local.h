/* SPDX-License-Identifier: MIT */
/*
 * Slips in the customer's language. Beside note.receipt may lie note.fr.receipt: the owner's own
 * text of that language, its name with the language before the last extension. Where it does not,
 * and the owner's note.receipt is, byte for byte, one of the built-in defaults, the default of that
 * language stands for it. So of the card. A language has slips where it has both; else they are in
 * the shop's.
 */
#ifndef COMEBACK_SETTINGS_LOCAL_H
#define COMEBACK_SETTINGS_LOCAL_H

#include "settings.h"

/* Reads the files that are there into settings->local; not parsed. */
int settings_local_read(const char *folder, struct settings *settings, struct fault *fault);
void settings_local_free(struct settings *settings);

/* The path of a slip's file in that language; false where it is too long. */
bool settings_local_path(const char *folder, const struct settings *settings,
                         enum settings_slip slip, enum language language, char out[STORE_PATH]);

/* Are there slips in that language? */
bool settings_local_has(const struct settings *settings, enum language language);
/* A slip in it; a default is parsed when it is first asked for. The shop's own where there is none
 * in that language. */
const struct slip_template *settings_local_slip(struct settings *settings, enum settings_slip slip,
                                                enum language language);

/* {"note.fr": text, …} of the files that are there: a settings event's `local`; NULL: none. */
json_t *settings_local_to_json(const struct settings *settings);
int settings_local_from_json(struct settings *settings, const json_t *local, struct fault *fault);

#endif
