/* SPDX-License-Identifier: MIT */
/*
 * The rows of one document that are drawn: those with a character that no page of the printer has,
 * or with a look or a place that its commands cannot say. They are kept as the bytes that print
 * them. shaped.h is opened when the first such row comes, and asked for only once.
 *
 * Zero-initialise; begins anew for each document; ends with drawing_free.
 */
#ifndef COMEBACK_DRIVERS_ESCPOS_DRAW_H
#define COMEBACK_DRIVERS_ESCPOS_DRAW_H

#include "bytes.h"
#include "layout.h"
#include "profile.h"
#include "shaped.h"

struct drawing {
    struct shaped *shaped;
    bool asked;
    struct drv_fault missing; /* why there is no shaped */
    struct bytes rows, bytes;
    size_t next;
    struct drv_fault notice; /* why the first row that should have been drawn was not; or "" */
};

void drawing_begin(struct drawing *drawing);
bool drawing_is_possible(struct drawing *drawing);
/* DRV_OK also where the row is not drawn but noticed: it is text then. DRV_MEMORY. */
int drawing_add(struct drawing *drawing, const struct profile *profile, size_t index,
                const struct layout_row *row, const struct layout_piece *pieces,
                struct drv_fault *fault);
/*
 * Called for the rows in their order, from the first on after drawing_rewind: true where this one
 * is drawn; the bytes that print it are *bytes, until drawing_begin.
 */
void drawing_rewind(struct drawing *drawing);
bool drawing_next(struct drawing *drawing, size_t index, const uint8_t **bytes, size_t *length);
void drawing_free(struct drawing *drawing);

#endif
