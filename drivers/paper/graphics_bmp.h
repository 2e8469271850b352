/* SPDX-License-Identifier: MIT */
/* The files of Windows that GS D takes. */
#ifndef COMEBACK_DRIVERS_PAPER_GRAPHICS_BMP_H
#define COMEBACK_DRIVERS_PAPER_GRAPHICS_BMP_H

#include <stddef.h>
#include <stdint.h>

#include "../bitmap.h"

enum { BMP_WIDTH_MOST = 8192, BMP_ROWS_MOST = 2304 };

/*
 * A file of one bit a pixel, not compressed; the darker of its two colours is black. DRV_INVALID
 * for any other, DRV_MEMORY. *out is a new bitmap.
 */
int bmp_read(const uint8_t *bytes, size_t length, struct bitmap *out);

#endif
