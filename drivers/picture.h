/* SPDX-License-Identifier: MIT */
/*
 * A PNG as black and white dots for paper. All colour types and depths, interlaced or not: libpng
 * turns them into grey as sRGB; what is transparent lies over white, as in a browser. A picture
 * wider than it may be becomes smaller by the mean of the area that each dot covers, never larger.
 * Then each dot is black where it is darker than the middle, or by error diffusion (Floyd and
 * Steinberg, each row in the other direction than the one before it, so that even greys show no
 * worms). Greys are compared as sRGB has them, not as light: dots on thermal paper grow into one
 * another, which darkens about as much.
 *
 * Limits, checked before memory is taken: 256 KiB of PNG, each of its chunks unpacked, too; 4,096
 * dots wide, 16,384 high and 8 Mi in all before it becomes smaller; 2,304 dots high afterwards,
 * which is as much as a printer stores (TM-T81 specification p. 86, GS ( L 67). DRV_LIMIT beyond
 * them, DRV_INVALID for what is no PNG.
 */
#ifndef COMEBACK_DRIVERS_PICTURE_H
#define COMEBACK_DRIVERS_PICTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bitmap.h"
#include "status.h"

enum {
    PICTURE_PNG_MOST = 256 * 1024, /* bytes */
    PICTURE_SOURCE_WIDTH_MOST = 4096,
    PICTURE_SOURCE_HEIGHT_MOST = 16384,
    PICTURE_SOURCE_DOTS_MOST = 8 * 1024 * 1024,
    PICTURE_HEIGHT_MOST = 2304,
    PICTURE_HASH = 16, /* bytes */
};

struct picture_wish {
    uint16_t width_dots; /* at most so wide; not 0 */
    bool dither;         /* by error diffusion, else by threshold */
};

struct picture {
    struct bitmap dots;
    uint8_t hash[PICTURE_HASH]; /* BLAKE2b of width, height and rows: alike where the dots are */
};

/* On DRV_OK *out is the caller's, to be freed by picture_free. */
int picture_from_png(const uint8_t *png, size_t length, const struct picture_wish *wish,
                     struct picture **out, struct drv_fault *fault);
/* The same from base64 as RFC 4648 has it: padded, without blanks, no stray bits at its end. */
int picture_from_base64(const char *base64, size_t length, const struct picture_wish *wish,
                        struct picture **out, struct drv_fault *fault);
void picture_free(struct picture *picture); /* NULL is fine */

#endif
