/* SPDX-License-Identifier: MIT */
/* PNGs for tests, written by libpng; failures end the test. */
#ifndef COMEBACK_PNG_HELPER_H
#define COMEBACK_PNG_HELPER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <png.h>

#include "../../drivers/bytes.h"

enum { PNG_HELPER_TEXT = 7000000 };

/* Of 16 bits each, as libpng would have them; only those that the kind has are used. */
struct png_dot {
    uint16_t grey, red, green, blue, alpha;
};

struct png_kind {
    int color_type; /* PNG_COLOR_TYPE_…; of a palette the index is grey / 257 */
    int depth;
    bool interlaced;
    double gamma;                 /* gAMA, 0: none */
    const png_color *palette;     /* 256 entries */
    const uint8_t *palette_alpha; /* tRNS, 256 entries; NULL: none */
    bool text;                    /* with a comment of PNG_HELPER_TEXT letters, which pack well */
};

typedef struct png_dot png_paint(void *context, unsigned x, unsigned y);

void png_write(const struct png_kind *kind, unsigned width, unsigned height, png_paint *paint,
               void *context, struct bytes *out);
/* A grey of 8 bits for each dot. */
void png_write_greys(const uint8_t *greys, unsigned width, unsigned height, struct bytes *out);
/* A new string, freed by the caller. */
char *png_base64(const struct bytes *png);

#endif
