/* SPDX-License-Identifier: MIT */
/*
 * Symbols: what a code says is checked, measured before anything is sent, and drawn (by zint, and
 * Code 128 by code128.h) where a printer cannot. Which member of a family is meant, length tells:
 *
 *   UPC      11 or 12 digits are UPC-A; 6 to 8 are UPC-E: 6 in number system 0, 7 with the number
 *            system (0 or 1) before them, 8 with the check digit behind them too;
 *            zeros can be left out in one way only
 *   EAN      12 or 13 digits are EAN-13, 7 or 8 EAN-8
 *   Code 39  0 to 9, A to Z, blank and - . $ / + %; a * before and behind is the start and stop
 *            character, and is added where it is missing
 *   ITF      digits, an even number of them
 *   Codabar  0 to 9 and - $ : / . + between a start and a stop character, each A to D or a to d
 *   Code 93, Code 128   ASCII, control characters too
 *   QR       any bytes
 *
 * Bars hold up to SYMBOL_TEXT_MOST characters. A check digit that is missing is computed; one that
 * is wrong is refused with the right one named. Nothing is put right in silence.
 *
 * Elements of Code 39, ITF and Codabar are narrow or wide. A wide one is 5, 8, 10, 13 or 16 dots
 * where a narrow one is 2 to 6, as Epson's printers draw them (GS w: TM-T88III specification p.
 * 145, TM-H5000II specification p. 187: 0.706, 1.129, 1.411, 1.834, 2.258 mm at 180 dpi); what we
 * draw is the same.
 */
#ifndef COMEBACK_DRIVERS_SYMBOL_H
#define COMEBACK_DRIVERS_SYMBOL_H

#include <stddef.h>
#include <stdint.h>

#include "bitmap.h"
#include "status.h"

struct layout_code; /* layout.h */

enum {
    SYMBOL_TEXT_MOST = 80,        /* characters in bars */
    SYMBOL_MODULE_LEAST_DOTS = 2, /* 0.25 mm at 203 dpi, 0.28 mm at 180 */
};

/* A symbol from left to right, and what must stay white beside it (above and below QR too). */
struct symbol_size {
    uint16_t modules;                /* in all elements but the wide ones */
    uint16_t wide;                   /* wide elements */
    uint8_t quiet_left, quiet_right; /* modules */
    uint8_t module_most_dots;        /* that a printer makes: bars 6, QR 16 */
};

/*
 * Of `code` only data, length, symbol and level are looked at. DRV_INVALID where the data is not
 * what the symbol takes, DRV_LIMIT where it is more; the text quotes it.
 */
int symbol_measure(const struct layout_code *code, struct symbol_size *out,
                   struct drv_fault *fault);

/* The width in dots without quiet zones; modules of bars are 2 to 6 dots, of QR 2 to 16. */
unsigned symbol_dots(const struct symbol_size *size, unsigned module_dots);
/*
 * The largest module, at most module_dots and at least SYMBOL_MODULE_LEAST_DOTS, with which symbol
 * and quiet zones take no more than place_dots; 0 where none does.
 */
unsigned symbol_fit(const struct symbol_size *size, unsigned module_dots, unsigned place_dots);

/*
 * The text that people read below bars, ended by NUL: with its check digit, of Code 39 between
 * stars, control characters as blanks. Returns its length; 0 where there is none: QR, or what
 * symbol_measure refuses.
 */
size_t symbol_text(const struct layout_code *code, char out[SYMBOL_TEXT_MOST + 3]);

/*
 * The symbol in dots, without quiet zones, as wide as symbol_measure and symbol_dots say for
 * code->module_dots; bars are code->height_dots high. *out is the caller's, by bitmap_free.
 * DRV_INVALID and DRV_LIMIT as symbol_measure, DRV_MEMORY.
 */
int symbol_draw(const struct layout_code *code, struct bitmap *out, struct drv_fault *fault);

#endif
