/* SPDX-License-Identifier: MIT */
/* The shop's logo: a PNG file, made into what a slip's {image:} takes. */
#ifndef COMEBACK_LOGO_H
#define COMEBACK_LOGO_H

#include "fault.h"

/*
 * At most 64 KiB, and such as drivers/picture.h can print on the widest head. *base64 is a new
 * string, freed by the caller. COMEBACK_CONFIG or COMEBACK_MEMORY; the fault says why and not
 * which file.
 */
int logo_read(const char *path, char **base64, struct fault *fault);

#endif
