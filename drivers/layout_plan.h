/* SPDX-License-Identifier: MIT */
/*
 * Where the columns of a line lie, and the lines drawn around them. Cells throughout.
 */
#ifndef COMEBACK_DRIVERS_LAYOUT_PLAN_H
#define COMEBACK_DRIVERS_LAYOUT_PLAN_H

#include <stdint.h>

#include "document_parts.h"
#include "text.h"

struct plan {
    unsigned left, width; /* of the whole line, borders counted */
    unsigned border;      /* between columns */
    unsigned count;       /* of columns that are printed */
    uint16_t widths[DOCUMENT_COLUMNS_MOST];
    uint8_t columns[DOCUMENT_COLUMNS_MOST]; /* which column of the line each one is */
};

/* A line of text; columns of width 0 and those beyond the paper's edge are left out. */
void plan_text(struct plan *plan, const struct document_format *format, unsigned column_count,
               unsigned paper);
/* A rule or a code: one block over all columns. */
void plan_block(struct plan *plan, const struct document_format *format, unsigned paper);

enum box_state {
    BOX_WAITING, /* nothing is drawn */
    BOX_READY,   /* the next text opens a box */
    BOX_RUNNING,
    BOX_RULED, /* a rule was met: drawn when the columns below it are known */
};

struct box {
    enum box_state state;
    struct plan plan; /* of the last text in it */
};

/* The strokes that leave the middle of a cell. */
enum {
    BOX_LEFT = 1,
    BOX_RIGHT = 2,
    BOX_UP = 4,
    BOX_DOWN = 8,
    BOX_LEVEL = BOX_LEFT | BOX_RIGHT,
    BOX_UPRIGHT = BOX_UP | BOX_DOWN,
    BOX_CELLS = 256,
};

/* Adds the edge of a box around the plan's columns; the corners' strokes go up or down. */
void box_paint(uint8_t strokes[BOX_CELLS], const struct plan *plan, uint8_t upright);
/* UTF-8; ASCII where there is no page or the page draws no lines. */
const char *box_text(uint8_t strokes, const struct text_page *page);

#endif
