/* SPDX-License-Identifier: MIT */
/*
 * A layout without a code page as lines of UTF-8, as escpos_plain promises them. Where a piece
 * begins between two cells it goes to the right one, as in the reference's text output. Bars with
 * their text below are that text alone; a picture is "[PNG]", aligned as it would be.
 */
#ifndef COMEBACK_DRIVERS_PLAIN_H
#define COMEBACK_DRIVERS_PLAIN_H

#include "bytes.h"
#include "layout.h"

/* Appends; where memory is out, out->failed says so. */
void plain_write(const struct layout *layout, unsigned columns, struct bytes *out);

#endif
