/* SPDX-License-Identifier: MIT */
/*
 * Pictures that were printed lately, so that a logo is decoded once and not with every slip: by
 * their base64, which is compared whole, and for the width and the rendering asked for. Beside
 * each lie the bytes that print it, as last placed. Holds PICTURE_CACHE_SLOTS of them; the one
 * unused for longest goes first. Zero-initialise; ends with picture_cache_free. One profile and
 * one thread at a time.
 */
#ifndef COMEBACK_DRIVERS_PICTURE_CACHE_H
#define COMEBACK_DRIVERS_PICTURE_CACHE_H

#include "bytes.h"
#include "escpos_pen.h"
#include "layout.h"
#include "picture.h"
#include "profile.h"

enum { PICTURE_CACHE_SLOTS = 4 };

/* A picture that the printer itself keeps: NV graphics, which GS ( L 69 prints. */
struct picture_stored {
    char key[2]; /* codes 32 to 126; 0: none is kept */
    uint8_t hash[PICTURE_HASH];
};

struct picture_slot {
    char *base64;
    size_t length;
    struct picture_wish wish;
    struct picture *picture;
    struct bytes printing; /* empty: not made yet */
    uint16_t x_dots;       /* where these bytes print it */
    int align;             /* where ESC a says that instead; else PEN_CANNOT_PLACE */
    uint64_t used;
};

struct picture_cache {
    struct picture_slot slots[PICTURE_CACHE_SLOTS];
    uint64_t clock;
    struct picture_stored stored; /* printed by its key, where the profile knows GS ( L 69 */
};

void picture_cache_free(struct picture_cache *cache);

/* Faults as picture.h has them. *out lives until another picture is asked for. */
int picture_cache_get(struct picture_cache *cache, const char *base64, size_t length,
                      const struct picture_wish *wish, const struct picture **out,
                      struct drv_fault *fault);

/*
 * Appends to pen->out the bytes that print it, aligned in its area, from the start of a line to
 * the start of the one below: by ESC a where that is exact and a left margin could be told as well,
 * else by raster.h. Nothing is appended on failure, and what picture_cache_get took does not fail
 * here but for memory (out->failed).
 */
int picture_cache_put(struct picture_cache *cache, const struct layout_image *image,
                      struct pen *pen, struct drv_fault *fault);

#endif
