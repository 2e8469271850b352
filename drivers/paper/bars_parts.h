/* SPDX-License-Identifier: MIT */
/* Between bars.c, bars_gs1.c and barcode_matrix.c. */
#ifndef COMEBACK_DRIVERS_PAPER_BARS_PARTS_H
#define COMEBACK_DRIVERS_PAPER_BARS_PARTS_H

#include "../code128.h"
#include "bars.h"

/* By zint's number of the symbology and its input mode. DRV_INVALID, DRV_LIMIT, DRV_MEMORY. */
int bars_by_zint(int symbology, int input_mode, const uint8_t *text, size_t length,
                 struct bars *out);
void bars_of_code128(const struct code128 *code, struct bars *out);
/* The last digit of a number whose other digits these are, by modulus 10 with weights 3 and 1. */
uint8_t bars_check_digit(const uint8_t *digits, size_t count);

enum { UPC_E_DIGITS = 7 };
/* The number system and six digits, of what GS k takes for UPC-E. False: it cannot be shortened. */
bool bars_to_upc_e(const uint8_t *data, size_t length, uint8_t out[UPC_E_DIGITS]);
/* The data of GS1-128 for zint: each application identifier in brackets. */
int bars_gs1_brackets(const uint8_t *data, size_t length, struct bytes *out);

int bars_gs1_128(const uint8_t *data, size_t length, struct bars *out, size_t *taken);
int bars_databar_expanded(const uint8_t *data, size_t length, struct bars *out, size_t *taken);

#endif
