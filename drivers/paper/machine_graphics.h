/* SPDX-License-Identifier: MIT */
/* Pictures that the machine keeps: in NV memory, as downloads, and in the print buffer. */
#ifndef COMEBACK_DRIVERS_PAPER_MACHINE_GRAPHICS_H
#define COMEBACK_DRIVERS_PAPER_MACHINE_GRAPHICS_H

#include "graphics_store.h"

struct graphics {
    struct graphics_store nv;        /* stays, whatever happens to the power */
    struct graphics_store downloads; /* GS ( L 83, 84; until ESC @ */
    struct bitmap download_image;    /* GS *; until ESC @ */
    struct bitmap buffered;          /* GS ( L 112, 113; until it is printed */
    uint8_t buffered_colours;        /* a bit a colour */
};

/* ESC @. */
void machine_graphics_start(struct graphics *graphics);
void machine_graphics_free(struct graphics *graphics);

#endif
