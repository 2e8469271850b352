/* SPDX-License-Identifier: MIT */
/*
 * Pictures that a printer keeps: graphics under a key of two characters (GS ( L), or numbered
 * images of the older commands (FS q). One store is the NV memory, another holds downloads.
 *
 * A picture takes the bytes of its rows and GRAPHICS_CONTROL_BYTES; how many a model takes for its
 * control information no manual says. Both kinds share the NV memory, and defining one takes away
 * the other (TM-L90 guide p. 276, Citizen CT-S2000 p. 89).
 */
#ifndef COMEBACK_DRIVERS_PAPER_GRAPHICS_STORE_H
#define COMEBACK_DRIVERS_PAPER_GRAPHICS_STORE_H

#include "../bitmap.h"

enum {
    GRAPHICS_CONTROL_BYTES = 16,
    GRAPHICS_MOST = 512,
    GRAPHICS_BYTES = 256 * 1024, /* TM-T81 specification p. 86 */
};

struct graphic {
    uint8_t key[2]; /* the number of an image is in the first */
    bool is_image;  /* of FS q */
    struct bitmap dots;
};

struct graphics_store {
    struct graphic *list; /* in the order in which they were defined */
    size_t count;
    uint32_t capacity_bytes; /* 0: GRAPHICS_BYTES */
    uint32_t used_bytes;
    unsigned writes; /* definitions and deletions so far: NV memory wears out by them */
};

void graphics_store_free(struct graphics_store *store); /* leaves it empty, without memory */
uint32_t graphics_capacity(const struct graphics_store *store);
uint32_t graphics_room(const struct graphics_store *store);
const struct graphic *graphics_find(const struct graphics_store *store, const uint8_t key[2],
                                    bool is_image);
/*
 * Takes *dots, whose owner is the store from then on, in the place of what had its key; a picture
 * of the other kind is forgotten. False where it has no room: it is freed, and nothing changes.
 */
bool graphics_put(struct graphics_store *store, const uint8_t key[2], bool is_image,
                  struct bitmap *dots);
/* Deleting what is not there is no write. */
void graphics_delete(struct graphics_store *store, const uint8_t key[2]);
void graphics_clear(struct graphics_store *store);
/* As if something else had taken all that is left. */
void graphics_fill(struct graphics_store *store);

#endif
