/* SPDX-License-Identifier: MIT */
/*
 * Unicode on one code page of a printer. The upper half of the page comes from iconv, once; after
 * that a look-up is a binary search. What the page lacks is transliterated where typography has a
 * plain form ("…" as "...", "–" as "-", "€" as "EUR", drawn lines as ASCII); a Latin letter loses
 * its marks ("ł" is "l", "œ" is "oe"); all else is '?' for each cell it would have taken. No
 * control byte ever comes out, whatever goes in.
 *
 * Cells are those of Unicode as utf8proc knows them: 2 for what is wide in East Asia and for emoji,
 * 0 for marks, 1 for the rest, ambiguous width among it.
 */
#ifndef COMEBACK_DRIVERS_TEXT_H
#define COMEBACK_DRIVERS_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bytes.h"
#include "status.h"

/* A page has 128 at most; page_plan.h adds letters that are drawn. */
enum { TEXT_ENTRIES_MOST = 160 };

/* Letters that most accented text is made of; looked up by their place. */
enum { TEXT_LATIN_FIRST = 0xa0, TEXT_LATIN_END = 0x180 };

struct text_page {
    uint8_t latin[TEXT_LATIN_END - TEXT_LATIN_FIRST]; /* the byte, or 0 */
    uint8_t count;
    struct text_entry {
        uint16_t codepoint;
        uint8_t byte;
    } entries[TEXT_ENTRIES_MOST]; /* by codepoint, ascending */
};

/* A page with nothing but ASCII. */
extern const struct text_page text_ascii;

enum { TEXT_BYTES_MOST = 3 }; /* that one codepoint becomes */

/* The page by iconv's name. DRV_UNSUPPORTED where iconv does not know it. */
int text_page_open(const char *name, struct text_page *page, struct drv_fault *fault);
/* Nothing happens where the page has it already or is full. */
void text_page_add(struct text_page *page, uint16_t codepoint);
void text_page_remove(struct text_page *page, uint16_t codepoint);

enum text_loss {
    TEXT_WHOLE, /* printed as it stands */
    TEXT_PLAIN, /* in its plain form, or not at all where it shows nothing */
    TEXT_BARE,  /* a Latin letter without its marks */
    TEXT_LOST,  /* as '?' */
    TEXT_LOSSES
};
enum text_loss text_loss(const struct text_page *page, uint32_t codepoint);
/* The first character of the text that loses so much or more; NULL where none does. */
const char *text_first_loss(const struct text_page *page, const char *text, size_t length,
                            enum text_loss least);

bool text_page_has(const struct text_page *page, uint32_t codepoint);

/* The bytes that a codepoint prints as, and how many: 0 to TEXT_BYTES_MOST; each is one cell. */
unsigned text_put(const struct text_page *page, uint32_t codepoint, uint8_t out[TEXT_BYTES_MOST]);

/* Cells on paper; without a page (NULL) those of a terminal. */
unsigned text_cells(const struct text_page *page, uint32_t codepoint);
unsigned text_width(const struct text_page *page, const char *text, size_t length);

/* UTF-8 to the page's bytes; what is not UTF-8 becomes '?'. */
void text_encode(const struct text_page *page, const char *text, size_t length, struct bytes *out);

/* Most text is this: one byte, one cell, itself on every page. */
static inline bool text_is_plain(char c)
{
    return c >= 0x20 && c < 0x7f;
}

/* One codepoint of UTF-8; start is before end. Invalid: one byte taken, U+FFFD. */
size_t text_next_long(const char *start, const char *end, uint32_t *codepoint);
static inline size_t text_next(const char *start, const char *end, uint32_t *codepoint)
{
    uint8_t lead = (uint8_t)*start;
    if (lead < 0x80) {
        *codepoint = lead;
        return 1;
    }
    /* Latin with marks, Greek, Cyrillic, Hebrew, Arabic: two bytes, and no shorter form of them */
    if (lead >= 0xc2 && lead <= 0xdf && end - start >= 2 && ((uint8_t)start[1] & 0xc0) == 0x80) {
        *codepoint = ((uint32_t)lead & 0x1f) << 6 | ((uint32_t)start[1] & 0x3f);
        return 2;
    }
    return text_next_long(start, end, codepoint); /* any other */
}

#endif
