/* SPDX-License-Identifier: MIT */
/*
 * The page of page mode: dots that wait for FF, the area of ESC W in it, the direction of ESC T.
 *
 * Positions are those of the direction: x the way that characters run, y from line to line, both
 * from the corner of the area where the direction begins. y is the base line. By the TM-T88III
 * specification, 3.12.3: it begins 21 dots below the area's edge, so that a character of 24 dots
 * fits with 3 below; pictures stand on it; what is higher than that or beyond the area is not
 * printed; a line feed moves on by the spacing alone, whatever is higher.
 *
 * The page is as wide as the head. It begins 1662/360 inch high, as on that model, and ESC W
 * reaches 3324/360 inch, as on TM-T81 (its specification, ESC W); GS ( P sets another height.
 */
#ifndef COMEBACK_DRIVERS_PAPER_PAGE_H
#define COMEBACK_DRIVERS_PAPER_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../bytes.h"
#include "roll.h"

enum { PAGE_BASE_DOTS = 21, PAGE_BELOW_DOTS = 3 };

enum page_direction { PAGE_RIGHT, PAGE_UP, PAGE_LEFT, PAGE_DOWN };

struct page_area {
    uint16_t x_dots, y_dots, width_dots, height_dots; /* on the page */
};

struct page {
    uint16_t width_dots;
    size_t stride;
    uint32_t height_dots; /* how far an area may reach */
    struct bytes dots;    /* rows so far as something was put into them; a row more is white */
    struct page_area area;
    enum page_direction direction;
    int32_t x_dots, y_dots; /* in the direction */
    uint32_t end_dots;      /* the foot of the lowest area that something was put into */
    struct bytes notes;     /* of struct page_note */
    struct bytes text;      /* what they say */
};

/* A rectangle in the direction's own positions, and the dots in it: rows of `stride` bytes. */
struct page_block {
    const uint8_t *rows;
    size_t stride;
    uint32_t width_dots, height_dots;
    int32_t x_dots, y_dots; /* its left upper corner */
};

/* In the direction: how long a line is, and how many dots of lines there are. */
uint32_t page_line_dots(const struct page *page);
uint32_t page_depth_dots(const struct page *page);
/* To where the direction begins in the area. */
void page_go_home(struct page *page);
/* False where memory is out. */
bool page_put(struct page *page, const struct page_block *block);
/* Says what stands there; a picture where module or width tell so, else text that joins a line. */
bool page_note_text(struct page *page, const struct page_block *place, const uint8_t *text,
                    size_t length);
bool page_note_picture(struct page *page, const struct page_block *place, uint16_t module_dots,
                       const char *text);
/* White in the area, and nothing said of it; how many rows that were. */
uint32_t page_clear_area(struct page *page);
/* White all over. */
void page_clear(struct page *page);
bool page_is_empty(const struct page *page);
/* Onto the roll, as far down as end_dots or the area's foot. */
int page_print(struct page *page, struct roll *roll);
void page_free(struct page *page);

#endif
