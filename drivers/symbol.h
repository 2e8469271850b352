/* SPDX-License-Identifier: MIT */
/*
 * Symbols drawn by ourselves, by zint. A QR code comes as modules, without quiet zone: its owner
 * keeps that free.
 */
#ifndef COMEBACK_DRIVERS_SYMBOL_H
#define COMEBACK_DRIVERS_SYMBOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "status.h"

enum { SYMBOL_MAX_MODULES = 177, SYMBOL_STRIDE = (SYMBOL_MAX_MODULES + 7) / 8 };

enum symbol_level { SYMBOL_L, SYMBOL_M, SYMBOL_Q, SYMBOL_H };

struct symbol {
    uint16_t modules;                                /* a side, 21 to 177 */
    uint8_t rows[SYMBOL_MAX_MODULES][SYMBOL_STRIDE]; /* most significant bit leftmost, 1 is black */
};

/*
 * Model 2, the smallest version that holds the bytes at that level; the bytes are taken as they
 * are. DRV_INVALID without data, DRV_LIMIT where no version holds it.
 */
int symbol_qr(const uint8_t *data, size_t length, enum symbol_level level, struct symbol *out,
              struct drv_fault *fault);
bool symbol_is_black(const struct symbol *symbol, unsigned x, unsigned y);

#endif
