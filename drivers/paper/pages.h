/* SPDX-License-Identifier: MIT */
/*
 * What the bytes of text mean: the code page of ESC t under the national characters of ESC R.
 * A page is read from iconv when it is first selected and kept until code_pages_free.
 */
#ifndef COMEBACK_DRIVERS_PAPER_PAGES_H
#define COMEBACK_DRIVERS_PAPER_PAGES_H

#include <stdbool.h>
#include <stdint.h>

#include "../bytes.h"
#include "../profile.h"

struct code_page {
    uint16_t code_point[256]; /* 0: the byte means nothing in this page */
};

struct code_pages {
    const struct profile_page *own; /* the only ones that a model has; NULL: Epson's */
    uint8_t number;
    uint8_t country;
    struct code_page current;
    uint16_t *loaded[256];
};

/* Starts at page 0 with no national characters. False where memory is out. */
bool code_pages_start(struct code_pages *pages);
bool code_pages_select(struct code_pages *pages, uint8_t number);
void code_pages_set_country(struct code_pages *pages, uint8_t country);
void code_pages_free(struct code_pages *pages);

/* False where another byte has the same meaning, so that the character alone does not tell. */
bool code_page_is_unique(const struct code_page *page, uint8_t byte);
/* In columns: 2 for what is as wide as it is high. */
unsigned code_point_width(uint32_t code_point);
/* Its bytes in UTF-8; returns how many. */
uint8_t code_point_utf8(uint32_t code_point, uint8_t out[static 4]);
/* Appends the code point as UTF-8. */
void code_point_add(struct bytes *out, uint32_t code_point);

#endif
