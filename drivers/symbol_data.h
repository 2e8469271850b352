/* SPDX-License-Identifier: MIT */
/*
 * What a code says, as symbol.h tells it: which symbol is meant, whether the data is what that
 * symbol takes, and the data in the one form in which it is drawn and sent.
 *
 * Sources: GS1 General Specifications 7.9 (check digit) and 5.2.2.4 (UPC-E); ISO/IEC 16388 (Code
 * 39), 16390 (ITF), EN 798 (Codabar); AIM BC5 (Code 93).
 */
#ifndef COMEBACK_DRIVERS_SYMBOL_DATA_H
#define COMEBACK_DRIVERS_SYMBOL_DATA_H

#include <stdint.h>

#include "layout.h"
#include "status.h"
#include "symbol.h"

enum symbol_kind {
    SYMBOL_UPC_A,
    SYMBOL_UPC_E,
    SYMBOL_EAN13,
    SYMBOL_EAN8,
    SYMBOL_CODE39,
    SYMBOL_ITF,
    SYMBOL_CODABAR,
    SYMBOL_CODE93,
    SYMBOL_CODE128,
    SYMBOL_QR,
    SYMBOL_KINDS
};

struct symbol_data {
    uint8_t kind; /* enum symbol_kind */
    uint8_t length;
    /*
     * Ended by NUL. UPC and EAN with their check digit, UPC-E as 8 digits; Code 39 without stars;
     * Codabar with capital letters. Empty for QR, whose data stays where it is.
     */
    char text[SYMBOL_TEXT_MOST + 1];
};

/* DRV_INVALID or DRV_LIMIT, the data quoted, where the symbol does not take it. */
int symbol_data_read(const struct layout_code *code, struct symbol_data *out,
                     struct drv_fault *fault);

/* The 12 digits of UPC-A that 8 of UPC-E stand for. */
void symbol_expand_upc_e(const char digits[8], char out[12]);

#endif
