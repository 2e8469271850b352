/* SPDX-License-Identifier: MIT */
/*
 * A document as dots alone, for a place in a host's receipt where nobody knows how the printer
 * stands (standing.h): what a slip is on the virtual printer (paper/paper.h), with its letters of
 * font A, sent as one picture of the head's whole width. It sets nothing, so nothing needs to be
 * put back. It goes by GS v 0, which no look, size or ESC { touches (Citizen PPU-231II manual p.
 * 91), or by GS ( L, which ESC { turns, where a model has that alone. ESC a does move what is less
 * wide than the area (HPRT TP80K manual p. 52), of which the whole width leaves nothing.
 *
 * A left margin that the host has set moves it, and what no longer fits is cut off at the right:
 * who knows of one asks for as many dots less.
 */
#ifndef COMEBACK_DRIVERS_ESCPOS_DRAWN_H
#define COMEBACK_DRIVERS_ESCPOS_DRAWN_H

#include "bytes.h"
#include "document.h"
#include "profile.h"
#include "status.h"

/*
 * Appends to out, from the start of a line to the start of one. dots: how wide the area is that it
 * is laid out for; at most profile->dots. DRV_INVALID where the document cannot be drawn or has a
 * cut, DRV_UNSUPPORTED where the model prints pictures by ESC * alone, or a character is in no
 * font; DRV_LIMIT beyond what paper.h says. Costs some milliseconds, and what shaped.h does where
 * Terminus lacks a letter.
 */
int escpos_drawn(const struct profile *profile, unsigned dots, const struct document *document,
                 struct bytes *out, struct drv_fault *fault);

#endif
