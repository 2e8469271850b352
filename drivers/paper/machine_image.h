/* SPDX-License-Identifier: MIT */
/* What machine_image.c does for machine_graphics.c. */
#ifndef COMEBACK_DRIVERS_PAPER_MACHINE_IMAGE_H
#define COMEBACK_DRIVERS_PAPER_MACHINE_IMAGE_H

#include "machine_parts.h"

struct image {
    const uint8_t *rows;
    size_t stride;
    uint32_t width_dots, height_dots;
    uint8_t wide, high; /* how often each dot is burnt */
    bool upright;       /* not turned by ESC {: GS v 0 */
};

/* Places it as a block, "[image 384x96]". */
int machine_place_image(struct machine *machine, const struct image *image);
/* The same by the m of GS / and FS p; another is ignored, and so is a picture without dots. */
int machine_place_scaled(struct machine *machine, const struct bitmap *dots, uint8_t mode);
/* False where memory is out. */
bool machine_bitmap_of_columns(const uint8_t *columns, unsigned width_dots, unsigned column_bytes,
                               struct bitmap *out);

#endif
