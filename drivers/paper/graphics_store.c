/* SPDX-License-Identifier: MIT */
#include "graphics_store.h"

#include <stdlib.h>
#include <string.h>

uint32_t graphics_capacity(const struct graphics_store *store)
{
    return store->capacity_bytes == 0 ? GRAPHICS_BYTES : store->capacity_bytes;
}

uint32_t graphics_room(const struct graphics_store *store)
{
    uint32_t capacity = graphics_capacity(store);
    return capacity > store->used_bytes ? capacity - store->used_bytes : 0;
}

static uint32_t bytes_of(const struct bitmap *dots)
{
    return (uint32_t)(dots->stride * dots->height_dots) + GRAPHICS_CONTROL_BYTES;
}

static struct graphic *find(const struct graphics_store *store, const uint8_t key[2], bool is_image)
{
    for (size_t i = 0; i < store->count; i++)
        if (store->list[i].is_image == is_image && memcmp(store->list[i].key, key, 2) == 0)
            return &store->list[i];
    return NULL;
}

const struct graphic *graphics_find(const struct graphics_store *store, const uint8_t key[2],
                                    bool is_image)
{
    return find(store, key, is_image);
}

static void drop(struct graphics_store *store, struct graphic *graphic)
{
    store->used_bytes -= bytes_of(&graphic->dots);
    bitmap_free(&graphic->dots);
    size_t index = (size_t)(graphic - store->list);
    memmove(graphic, graphic + 1, (store->count - index - 1) * sizeof *graphic);
    store->count--;
}

static void drop_kind(struct graphics_store *store, bool is_image)
{
    for (size_t i = store->count; i-- > 0;)
        if (store->list[i].is_image == is_image)
            drop(store, &store->list[i]);
}

/* What is there after all that must give way has gone. */
static uint32_t room_for(const struct graphics_store *store, const uint8_t key[2], bool is_image)
{
    uint32_t room = graphics_room(store);
    for (size_t i = 0; i < store->count; i++) {
        const struct graphic *graphic = &store->list[i];
        if (graphic->is_image != is_image || memcmp(graphic->key, key, 2) == 0)
            room += bytes_of(&graphic->dots);
    }
    return room;
}

/* One more place in the list; NULL where memory is out or the list is full. */
static struct graphic *add_place(struct graphics_store *store)
{
    if (store->count == GRAPHICS_MOST)
        return NULL;
    struct graphic *list = realloc(store->list, (store->count + 1) * sizeof *list);
    if (list == NULL)
        return NULL;
    store->list = list;
    return &list[store->count];
}

bool graphics_put(struct graphics_store *store, const uint8_t key[2], bool is_image,
                  struct bitmap *dots)
{
    uint32_t bytes = bytes_of(dots);
    if (bytes > room_for(store, key, is_image) || add_place(store) == NULL) {
        bitmap_free(dots);
        return false;
    }
    drop_kind(store, !is_image);
    struct graphic *old = find(store, key, is_image);
    if (old != NULL)
        drop(store, old);
    store->list[store->count++] =
        (struct graphic){.key = {key[0], key[1]}, .is_image = is_image, .dots = *dots};
    *dots = (struct bitmap){0};
    store->used_bytes += bytes;
    store->writes++;
    return true;
}

void graphics_delete(struct graphics_store *store, const uint8_t key[2])
{
    struct graphic *graphic = find(store, key, false);
    if (graphic == NULL)
        return;
    drop(store, graphic);
    store->writes++;
}

void graphics_clear(struct graphics_store *store)
{
    store->writes += store->count > 0;
    while (store->count > 0)
        drop(store, &store->list[store->count - 1]);
}

void graphics_fill(struct graphics_store *store)
{
    store->capacity_bytes = store->used_bytes > 0 ? store->used_bytes : 1;
}

void graphics_store_free(struct graphics_store *store)
{
    while (store->count > 0)
        drop(store, &store->list[store->count - 1]);
    free(store->list);
    *store =
        (struct graphics_store){.capacity_bytes = store->capacity_bytes, .writes = store->writes};
}
