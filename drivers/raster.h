/* SPDX-License-Identifier: MIT */
/*
 * Dots as the bytes that print them, by the best command that a profile knows: GS v 0, else
 * GS ( L with GS 8 L, else ESC *; a profile that names none is given GS v 0. Longer pictures go out
 * in slices within the profile's limits, which follow one another without a gap.
 *
 * Called at the start of a line with left margin and alignment at 0, and, where the profile knows
 * ESC 3, with a line spacing of 24 units; leaves all that as it was, and the head at the start of
 * the line below. The left edge is dot 0 of the printable width; who calls keeps to the right one.
 * White to the right of the last black dot is not sent. White rows are sent, but where the profile
 * knows ESC J and its units, and that is shorter. ESC * prints whole bands: the height is then
 * rounded up to a multiple of 24.
 *
 * A printer obeys DLE commands inside a picture, too (note in every manual): one could open the
 * drawer. So no DLE is followed by EOT, ENQ or DC4: of such a pair one more dot is black.
 *
 * Sources: TM-T81 specification p. 88 (GS v 0, y at most 2303; GS ( L 112: x at most 2047, y 1662);
 * download4.epson.biz gs_lparen_cl_fn112, _fn50, esc_asterisk.
 */
#ifndef COMEBACK_DRIVERS_RASTER_H
#define COMEBACK_DRIVERS_RASTER_H

#include "bitmap.h"
#include "bytes.h"
#include "profile.h"

/* Appends; memory that is out is told by out->failed. */
void raster_put(const struct profile *profile, const struct bitmap *bitmap, struct bytes *out);
/* The same, moved right: by white in the rows, or by GS L where that is shorter and known. */
void raster_put_at(const struct profile *profile, const struct bitmap *bitmap, unsigned x_dots,
                   struct bytes *out);

/*
 * The same with all rows sent equally wide, so that ESC a places them to the dot, and how wide; 0
 * where it goes by ESC *, whose bands are as wide as their own last black dot.
 */
void raster_put_even(const struct profile *profile, const struct bitmap *bitmap, struct bytes *out);
unsigned raster_even_dots(const struct profile *profile, const struct bitmap *bitmap);

/*
 * The same with nothing but pictures, all of them as wide as the bitmap: feeds by units that a host
 * may have set otherwise are left out. Not where raster_is_exact is false, for bands of ESC * need
 * a line spacing.
 */
void raster_put_whole(const struct profile *profile, const struct bitmap *bitmap,
                      struct bytes *out);
bool raster_is_exact(const struct profile *profile);

/* Sees to it that no DLE in the dots of a picture is taken for a command, as said above. */
void raster_defuse(uint8_t *data, size_t length);

#endif
