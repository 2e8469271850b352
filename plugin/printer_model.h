/* SPDX-License-Identifier: MIT */
/*
 * Which profile a printer has: one of the table, an owner's own in its place, and what comeback.ini
 * says of its paper and cutter over both.
 *
 * A name stands for printers/NAME.profile beside comeback.ini where there is such a file, which
 * `comeback printers --test` writes, else for the table's; what ends in ".profile" is the path of
 * an own profile, relative to comeback.ini.
 */
#ifndef COMEBACK_PRINTER_MODEL_H
#define COMEBACK_PRINTER_MODEL_H

#include "../config/config.h"
#include "../drivers/profile.h"
#include "fault.h"
#include "store.h"

/* Where an own profile of that name lies, or would lie; COMEBACK_CONFIG: no name for a file. */
int printer_model_path(const char *folder, const char *name, char out[STORE_PATH],
                       struct fault *fault);

/*
 * *own is the text of the own profile, for the caller to free, or NULL where the table's is meant.
 * COMEBACK_CONFIG with every mistake, a line each; COMEBACK_NOTHING where nobody knows the name.
 */
int printer_model_find(const char *folder, const char *name, struct profile *out, char **own,
                       struct fault *fault);
/* The same with the text of the own profile as it was kept, or NULL. */
int printer_model_of_text(const char *name, const char *own, struct profile *out,
                          struct fault *fault);

/* Paper that is narrower than the head, and the cut. COMEBACK_CONFIG where it is wider. */
int printer_model_adjust(struct profile *profile, const struct config_print *print,
                         struct fault *fault);

#endif
