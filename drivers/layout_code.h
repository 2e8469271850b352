/* SPDX-License-Identifier: MIT */
/*
 * A code in its area: checked, measured, made to fit. The area comes as wide as the columns and
 * leaves as what the printer is to align the bare symbol in, so that the quiet zones lie within
 * the area that came, wherever the symbol is aligned.
 */
#ifndef COMEBACK_DRIVERS_LAYOUT_CODE_H
#define COMEBACK_DRIVERS_LAYOUT_CODE_H

#include "layout.h"

/*
 * Sets modules, dots, module_dots, height_dots and the area. What symbol_measure refuses is
 * refused, and DRV_INVALID where not even modules of 2 dots fit; the text names the line.
 */
int layout_fit_code(struct layout_code *code, unsigned line, struct drv_fault *fault);

/* Where the symbol begins, from the left edge of the printable width. */
unsigned layout_code_left_dots(const struct layout_code *code);

#endif
