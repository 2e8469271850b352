/* SPDX-License-Identifier: MIT */
/*
 * A document as ESC/POS bytes for one profile. An encoder holds the profile's code-page table
 * (built once by iconv), so that encoding allocates nothing but its output. One thread at a time.
 */
#ifndef COMEBACK_DRIVERS_ESCPOS_H
#define COMEBACK_DRIVERS_ESCPOS_H

#include "bytes.h"
#include "document.h"
#include "profile.h"
#include "status.h"

enum escpos_place {
    ESCPOS_SLIP,    /* a slip of its own: starts from ESC @, ends with feed and cut */
    ESCPOS_INSIDE,  /* inside a host's receipt: no ESC @, no cut, every setting put back */
};

struct escpos;

int escpos_open(const struct profile *profile, struct escpos **out, struct drv_fault *fault);
void escpos_close(struct escpos *escpos); /* NULL is fine */

/* Appends to out. DRV_INVALID where the document cannot be drawn on this profile (a code too wide). */
int escpos_encode(struct escpos *escpos, const struct document *document, enum escpos_place place,
                  struct bytes *out, struct drv_fault *fault);

/* The same document as plain UTF-8 lines of profile->columns cells; codes as their text. */
int escpos_plain(struct escpos *escpos, const struct document *document, struct bytes *out,
                 struct drv_fault *fault);

#endif
