/* SPDX-License-Identifier: MIT */
/* What machine_image.c does for machine_graphics.c. */
#ifndef COMEBACK_DRIVERS_PAPER_MACHINE_IMAGE_H
#define COMEBACK_DRIVERS_PAPER_MACHINE_IMAGE_H

#include "machine_parts.h"

/* Places dots as a block, "[image 384x96]", by the m of GS / and FS p; another m is ignored, and so
 * is a picture without dots. */
int machine_place_scaled(struct machine *machine, const struct bitmap *dots, uint8_t mode);
/* False where memory is out. */
bool machine_bitmap_of_columns(const uint8_t *columns, unsigned width_dots, unsigned column_bytes,
                               struct bitmap *out);

#endif
