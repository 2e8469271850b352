/* SPDX-License-Identifier: MIT */
/*
 * A growing run of bytes. A failed allocation sets `failed` and drops what follows, so a writer
 * checks once, at its end. Zero-initialise before use; bytes_free leaves it zeroed.
 */
#ifndef COMEBACK_DRIVERS_BYTES_H
#define COMEBACK_DRIVERS_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bytes {
    uint8_t *data;
    size_t length;
    size_t capacity;
    bool failed;
};

void bytes_add(struct bytes *bytes, const void *data, size_t length);
void bytes_add_text(struct bytes *bytes, const char *text);
/* Room for `length` more bytes, counted as written; NULL where memory is out. */
uint8_t *bytes_grow(struct bytes *bytes, size_t length);
/* Most of what a slip is made of comes so. */
static inline void bytes_add_byte(struct bytes *bytes, uint8_t value)
{
    if (bytes->length < bytes->capacity && bytes->data != NULL && !bytes->failed)
        bytes->data[bytes->length++] = value;
    else
        bytes_add(bytes, &value, 1);
}
void bytes_reset(struct bytes *bytes); /* empties, keeps the memory */
void bytes_free(struct bytes *bytes);

#endif
