/* SPDX-License-Identifier: MIT */
#include "picture_cache.h"

#include <stdlib.h>
#include <string.h>

#include "raster.h"

enum { GS = 0x1d };

static void empty_slot(struct picture_slot *slot)
{
    free(slot->base64);
    picture_free(slot->picture);
    bytes_free(&slot->printing);
    *slot = (struct picture_slot){.base64 = NULL};
}

void picture_cache_free(struct picture_cache *cache)
{
    for (size_t i = 0; i < PICTURE_CACHE_SLOTS; i++)
        empty_slot(&cache->slots[i]);
}

static bool holds(const struct picture_slot *slot, const char *base64, size_t length,
                  const struct picture_wish *wish)
{
    return slot->length == length && slot->wish.width_dots == wish->width_dots &&
           slot->wish.dither == wish->dither && slot->base64 != NULL &&
           memcmp(slot->base64, base64, length) == 0;
}

static struct picture_slot *find(struct picture_cache *cache, const char *base64, size_t length,
                                 const struct picture_wish *wish)
{
    for (size_t i = 0; i < PICTURE_CACHE_SLOTS; i++) {
        if (holds(&cache->slots[i], base64, length, wish))
            return &cache->slots[i];
    }
    return NULL;
}

static struct picture_slot *unused_longest(struct picture_cache *cache)
{
    struct picture_slot *oldest = &cache->slots[0];
    for (size_t i = 1; i < PICTURE_CACHE_SLOTS; i++) {
        if (cache->slots[i].used < oldest->used)
            oldest = &cache->slots[i];
    }
    return oldest;
}

static int fill(struct picture_slot *slot, const char *base64, size_t length,
                const struct picture_wish *wish, struct drv_fault *fault)
{
    struct picture *picture;
    int status = picture_from_base64(base64, length, wish, &picture, fault);
    if (status != DRV_OK)
        return status;
    char *copy = malloc(length > 0 ? length : 1);
    if (copy == NULL) {
        picture_free(picture);
        return drv_fail(fault, DRV_MEMORY, "picture: no memory for \"%zu\" bytes", length);
    }
    memcpy(copy, base64, length);
    empty_slot(slot);
    slot->base64 = copy;
    slot->length = length;
    slot->wish = *wish;
    slot->picture = picture;
    return DRV_OK;
}

static int get_slot(struct picture_cache *cache, const char *base64, size_t length,
                    const struct picture_wish *wish, struct picture_slot **out,
                    struct drv_fault *fault)
{
    struct picture_slot *slot = find(cache, base64, length, wish);
    int status = DRV_OK;
    if (slot == NULL) {
        slot = unused_longest(cache);
        status = fill(slot, base64, length, wish, fault);
    }
    if (status != DRV_OK)
        return status;
    slot->used = ++cache->clock;
    *out = slot;
    return DRV_OK;
}

int picture_cache_get(struct picture_cache *cache, const char *base64, size_t length,
                      const struct picture_wish *wish, const struct picture **out,
                      struct drv_fault *fault)
{
    struct picture_slot *slot;
    int status = get_slot(cache, base64, length, wish, &slot, fault);
    if (status == DRV_OK)
        *out = slot->picture;
    return status;
}

static bool is_stored(const struct picture_cache *cache, const struct picture *picture,
                      const struct profile *profile, unsigned x_dots)
{
    const struct picture_stored *stored = &cache->stored;
    bool placeable = x_dots == 0 || profile->commands & PROFILE_GS_AREA;
    return profile->commands & PROFILE_GS_NV && placeable && stored->key[0] != '\0' &&
           memcmp(stored->hash, picture->hash, PICTURE_HASH) == 0;
}

static void put_margin(struct bytes *out, unsigned dots)
{
    const uint8_t command[] = {GS, 'L', (uint8_t)dots, (uint8_t)(dots >> 8)};
    bytes_add(out, command, sizeof command);
}

/* Of printers that know no margin it is not known either what ESC a does to pictures. */
static int alignment_of(const struct pen *pen, unsigned x_dots, unsigned width_dots)
{
    if (x_dots == 0)
        return 0;
    return pen->profile->commands & PROFILE_GS_AREA ? pen_alignment_of(pen, x_dots, width_dots)
                                                    : PEN_CANNOT_PLACE;
}

static void put_stored(const char key[static 2], unsigned x_dots, unsigned width_dots,
                       struct pen *pen)
{
    enum { NOT_SCALED = 1 };
    const uint8_t print[] = {
        GS, '(', 'L', 6, 0, 48, 69, (uint8_t)key[0], (uint8_t)key[1], NOT_SCALED, NOT_SCALED};
    int alignment = alignment_of(pen, x_dots, width_dots);
    bool by_margin = alignment == PEN_CANNOT_PLACE;
    pen_align(pen, by_margin ? 0 : alignment);
    if (by_margin)
        put_margin(pen->out, x_dots);
    bytes_add(pen->out, print, sizeof print);
    if (by_margin)
        put_margin(pen->out, 0);
}

static void print_slot(struct picture_slot *slot, const struct pen *pen, unsigned x_dots)
{
    const struct bitmap *dots = &slot->picture->dots;
    bytes_reset(&slot->printing);
    slot->x_dots = (uint16_t)x_dots;
    slot->align = alignment_of(pen, x_dots, raster_even_dots(pen->profile, dots));
    if (x_dots > 0 && slot->align != PEN_CANNOT_PLACE)
        raster_put_even(pen->profile, dots, &slot->printing);
    else
        raster_put_at(pen->profile, dots, x_dots, &slot->printing);
}

static void put_slot(const struct picture_cache *cache, struct picture_slot *slot, unsigned x_dots,
                     struct pen *pen)
{
    const struct picture *picture = slot->picture;
    if (is_stored(cache, picture, pen->profile, x_dots)) {
        put_stored(cache->stored.key, x_dots, picture->dots.width_dots, pen);
        return;
    }
    if (slot->printing.length == 0 || slot->printing.failed || slot->x_dots != x_dots)
        print_slot(slot, pen, x_dots);
    if (slot->printing.failed)
        pen->out->failed = true;
    pen_align(pen, slot->align > 0 ? slot->align : 0);
    bytes_add(pen->out, slot->printing.data, slot->printing.length);
}

/* Of the room beside it nothing, half or all lies to its left. */
static unsigned left_of(const struct layout_image *image, unsigned width_dots)
{
    return image->left_dots + (image->width_dots - width_dots) * image->align / 2;
}

int picture_cache_put(struct picture_cache *cache, const struct layout_image *image,
                      struct pen *pen, struct drv_fault *fault)
{
    const struct picture_wish wish = {image->width_dots, image->dither};
    struct picture_slot *slot;
    int status = get_slot(cache, image->base64, image->length, &wish, &slot, fault);
    if (status == DRV_OK)
        put_slot(cache, slot, left_of(image, slot->picture->dots.width_dots), pen);
    return status;
}
