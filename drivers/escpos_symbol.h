/* SPDX-License-Identifier: MIT */
/*
 * The bytes that draw one symbol at the start of a line, within the area and alignment in force.
 *
 * QR is always the printer's own (GS ( k). Code 128 is where `native` says so (GS k 73), else it
 * goes as a picture (GS v 0). GS h and GS w are sent before each barcode, and after it what they
 * are at power-on: 162 and 3 on all models that we have a source for. GS H is off, as at power-on;
 * GS f matters to nothing then and is left alone. What a host had set instead cannot be asked.
 */
#ifndef COMEBACK_DRIVERS_ESCPOS_SYMBOL_H
#define COMEBACK_DRIVERS_ESCPOS_SYMBOL_H

#include <stdbool.h>

#include "bytes.h"
#include "layout.h"

void escpos_put_symbol(const struct layout_code *code, bool native, struct bytes *out);

#endif
