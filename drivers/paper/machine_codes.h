/* SPDX-License-Identifier: MIT */
/* What the commands of barcodes and symbols remember. */
#ifndef COMEBACK_DRIVERS_PAPER_MACHINE_CODES_H
#define COMEBACK_DRIVERS_PAPER_MACHINE_CODES_H

#include "../bytes.h"
#include "../symbol.h"

struct codes {
    uint8_t module_dots;
    enum symbol_level level;
    uint8_t bar_dots, bar_height_dots;
    struct bytes data; /* of the symbol */
    struct symbol symbol;
    bool symbol_ready;
    unsigned symbols_made;
};

struct machine;

/* ESC @. */
void machine_codes_start(struct codes *codes);
void machine_codes_free(struct codes *codes);
/* Appends the data with what is not text as U+FFFD. */
void machine_add_harmless(struct bytes *out, const uint8_t *data, size_t length);

#endif
