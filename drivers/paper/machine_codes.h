/* SPDX-License-Identifier: MIT */
/* What the commands of barcodes (GS h w H f k) and symbols (GS ( k) remember, until ESC @. */
#ifndef COMEBACK_DRIVERS_PAPER_MACHINE_CODES_H
#define COMEBACK_DRIVERS_PAPER_MACHINE_CODES_H

#include "../bitmap.h"
#include "../bytes.h"
#include "barcode_matrix.h"

struct codes {
    uint8_t width;       /* GS w: 2 to 6 */
    uint8_t height_dots; /* GS h */
    uint8_t text_place;  /* GS H: 1 above, 2 below, 3 both */
    uint8_t text_font;   /* GS f: enum font */
    bool in_rest;        /* what is left of refused data is being run */
    struct matrix_settings settings;
    struct matrix_data data;
    struct bitmap symbol; /* of data, as it will be burnt; no dots where none fits */
    uint16_t module_dots;
    unsigned room_dots; /* for which it was drawn */
    bool symbol_ready;
    unsigned symbols_made, barcodes_made; /* since machine_forgive */
};

struct machine;

/* ESC @. */
void machine_codes_start(struct codes *codes);
void machine_codes_free(struct codes *codes);
/* Appends the data with what is not text as U+FFFD. */
void machine_add_harmless(struct bytes *out, const uint8_t *data, size_t length);

#endif
