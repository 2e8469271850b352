/* SPDX-License-Identifier: MIT */
/* The data of GS k 73 as a printer reads it. */
#ifndef COMEBACK_DRIVERS_PAPER_BARCODE_H
#define COMEBACK_DRIVERS_PAPER_BARCODE_H

#include <stdbool.h>

#include "../bytes.h"
#include "../code128.h"

/*
 * {A {B {C choose the set, first of all and later; {S makes the next character one of the other of
 * A and B; {1 to {4 are FNC; {{ is a brace; in set C a byte is a pair of digits. *said takes what a
 * scanner will say, without FNC. False, and both untouched, where a printer would not take it.
 */
bool barcode_read(const uint8_t *data, size_t length, struct code128 *out, struct bytes *said);

#endif
