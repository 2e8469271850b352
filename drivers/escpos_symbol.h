/* SPDX-License-Identifier: MIT */
/*
 * The bytes that print one symbol at the start of a line, at its place within its area: by ESC a
 * where that is exact, else with the area told, too.
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
 * GS h, GS w and GS H are sent before each symbol of bars; module and level before each QR code,
 * and inside a receipt the model, which is 2 after ESC @ (TM-T81 specification p. 95; Citizen
 * CT-S280 manual p. 319, CT-S2000 p. 215). There GS h, GS w and GS H are set afterwards to what
 * they are at power-on: 162 and 3 on all models that we have a source for, and off. What a host had
 * set instead cannot be asked.
 *
 * Digits below EAN and UPC-A are the printer's, in font A (GS H 2; GS f 0 but after ESC @): it puts
 * them below the middle to the dot, layout to half a cell. So only where rows are 24 dots high
 * (ESC 3). Other kinds' text is a row of layout's: makers add stars, start and stop characters as
 * they like.
 */
#ifndef COMEBACK_DRIVERS_ESCPOS_SYMBOL_H
#define COMEBACK_DRIVERS_ESCPOS_SYMBOL_H

#include "escpos_pen.h"
#include "layout.h"
#include "profile.h"
#include "status.h"

/*
 * Left margin is 0 and the area is the whole width, before and after. Appends nothing to pen->out
 * where it fails: DRV_INVALID and DRV_LIMIT as symbol_draw, DRV_MEMORY.
 */
int escpos_put_symbol(struct pen *pen, const struct layout_code *code, struct drv_fault *fault);

/* Whether the text below it comes with it: the row that layout adds for it is not to be put. */
bool escpos_puts_text(const struct pen *pen, const struct layout_code *code);

#endif
