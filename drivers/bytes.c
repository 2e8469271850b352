/* SPDX-License-Identifier: MIT */
#include "bytes.h"

#include <stdlib.h>
#include <string.h>

static bool enlarge(struct bytes *bytes, size_t length)
{
    if (bytes->failed || length > SIZE_MAX / 4 - bytes->length)
        return false;
    size_t needed = bytes->length + length;
    size_t capacity = bytes->capacity > 0 ? bytes->capacity : 1024;
    while (capacity < needed)
        capacity *= 2;
    uint8_t *data = realloc(bytes->data, capacity);
    if (data == NULL)
        return false;
    bytes->data = data;
    bytes->capacity = capacity;
    return true;
}

static bool has_room(const struct bytes *bytes, size_t length)
{
    return !bytes->failed && bytes->data != NULL && length <= bytes->capacity - bytes->length;
}

uint8_t *bytes_grow(struct bytes *bytes, size_t length)
{
    if (!has_room(bytes, length) && !enlarge(bytes, length)) {
        bytes->failed = true;
        return NULL;
    }
    uint8_t *room = bytes->data + bytes->length;
    bytes->length += length;
    return room;
}

void bytes_add(struct bytes *bytes, const void *data, size_t length)
{
    if (length == 0)
        return;
    uint8_t *room = bytes_grow(bytes, length);
    if (room != NULL)
        memcpy(room, data, length);
}

void bytes_add_text(struct bytes *bytes, const char *text)
{
    bytes_add(bytes, text, strlen(text));
}

void bytes_reset(struct bytes *bytes)
{
    bytes->length = 0;
    bytes->failed = false;
}

void bytes_free(struct bytes *bytes)
{
    free(bytes->data);
    *bytes = (struct bytes){0};
}
