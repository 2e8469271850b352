/* SPDX-License-Identifier: MIT */
/*
 * Rows that no code page says, drawn by Pango and Cairo: letters joined, reordered and taken from
 * whatever fonts the machine has (fontconfig). Each piece is a paragraph of its own, whose first
 * strong letter tells its direction; it stands in its own cells. So does each stretch of one font
 * and direction in it, at the side that the column is aligned to: Latin and ideographs fill the
 * grid of font A (12 dots a cell, 24 dots high, baseline at dot 19), all else is made narrower
 * where it would leave its cells, and lower where it would leave its row. Black is what is covered
 * by half; coloured emoji are dithered by a matrix of 4 by 4. Controls and overrides of direction
 * are left out.
 *
 * Libraries: libpangocairo-1.0.so.0 and what it needs (shaped_library.h), opened by the first
 * shaped_open of a process. The first costs some 40 ms and the first row of a script 10 to 20, for
 * fontconfig reads its caches then; later ones well under 1 ms. Without /etc/fonts fontconfig
 * writes a line to the standard error output.
 *
 * Threads: Pango 1.50 asks fontconfig on threads of its own, one while the first font map of the
 * process is made, and two for each first use of a script or weight. Each ends with its answer,
 * within milliseconds, and none is left when a row is drawn for the second time (strace, /proc/
 * self/task). All signals are blocked in them, and in the caller while Pango is in charge.
 */
#ifndef COMEBACK_DRIVERS_SHAPED_H
#define COMEBACK_DRIVERS_SHAPED_H

#include "bitmap.h"
#include "layout.h"
#include "status.h"

struct shaped;

/* DRV_UNSUPPORTED where the libraries or all fonts are missing. One thread at a time. */
int shaped_open(struct shaped **out, struct drv_fault *fault);
void shaped_close(struct shaped *shaped); /* NULL is fine */

/*
 * One row of text, width_dots wide and as high as its highest piece, and gap_dots of white below.
 * DRV_UNSUPPORTED where no font has one of its characters. *out is the caller's, by bitmap_free.
 */
int shaped_row(struct shaped *shaped, const struct layout_piece *pieces, unsigned count,
               unsigned width_dots, unsigned gap_dots, struct bitmap *out, struct drv_fault *fault);

#endif
