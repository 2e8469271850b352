/* SPDX-License-Identifier: MIT */
/*
 * The bytes that print one symbol at the start of a line, at its place within its area.
 *
 * The printer draws it itself (GS k 65 to 73, GS ( k for QR) where the profile says that it can;
 * else symbol_draw does, and it goes as dots. It goes as dots, too, where the printer could be
 * told, but not surely: modules larger than it makes, UPC-E in number system 1, control characters
 * in bars and DLE in QR, for printers look for their real-time commands even inside data; an area
 * that is not the whole width where the profile has no GS L and GS W; Code 39, ITF and Codabar in a
 * place that wide elements of three modules, the most that standards allow, would not fit: makers
 * differ in them (Epson 2.5 to 2.7, the LabelWriter SE450's manual 2), and what is too wide is not
 * printed at all.
 *
 * GS h, GS w and GS H (no text: layout makes it a row of its own) are sent before each symbol of
 * bars; model, module and level before each QR code. Afterwards GS h and GS w are set to what they
 * are at power-on: 162 and 3 on all models that we have a source for. GS H is off then, too, and GS
 * f matters to nothing, so it is left alone. What a host had set instead cannot be asked.
 */
#ifndef COMEBACK_DRIVERS_ESCPOS_SYMBOL_H
#define COMEBACK_DRIVERS_ESCPOS_SYMBOL_H

#include "bytes.h"
#include "layout.h"
#include "profile.h"
#include "status.h"

/*
 * Left margin and alignment are 0 and the area is the whole width, before and after. Appends
 * nothing where it fails: DRV_INVALID and DRV_LIMIT as symbol_draw, DRV_MEMORY.
 */
int escpos_put_symbol(const struct layout_code *code, const struct profile *profile,
                      struct bytes *out, struct drv_fault *fault);

#endif
