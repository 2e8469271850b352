/* SPDX-License-Identifier: MIT */
/*
 * The paper under the head: rows of dots as they are burnt, with what they say beside them, until
 * a cut makes a sheet of it. Rows are of `stride` bytes, most significant bit leftmost, 1 is black.
 */
#ifndef COMEBACK_DRIVERS_PAPER_ROLL_H
#define COMEBACK_DRIVERS_PAPER_ROLL_H

#include "paper.h"

enum { ROLL_MAX_ROWS = 20000, ROLL_MAX_SHEETS = 64 };

struct roll {
    uint16_t width_dots;
    uint16_t dpi;
    size_t stride;
    uint32_t height_dots;
    struct bytes dots;
    struct bytes text;
    struct bytes blocks; /* of struct paper_block */
    struct drv_fault *fault;
};

struct paper {
    struct paper_sheet sheets[ROLL_MAX_SHEETS];
    size_t count;
};

/* `count` white rows; the first of them to *rows. DRV_LIMIT or DRV_MEMORY. */
int roll_add_rows(struct roll *roll, uint32_t count, uint8_t **rows);
int roll_feed(struct roll *roll, uint32_t count);

/*
 * One line of text with `indent` blanks before it; blanks at its end are left out. It stands in
 * height_dots rows from y_dots on. Notes come from top to bottom.
 */
void roll_add_text(struct roll *roll, size_t indent, const uint8_t *text, size_t length,
                   uint32_t y_dots, uint32_t height_dots);
/* Says that what is at x, y is drawn of modules so large, and that `text` is to stand for it. */
void roll_add_picture(struct roll *roll, struct paper_block place, const char *text);

/* Moves what was burnt into paper->sheets; nothing where not a row was fed. */
int roll_cut(struct roll *roll, bool cut, struct paper *paper);
/*
 * The same, so many rows above the last one. Those stay as the beginning of the next sheet, unless
 * they are all white, when nobody would call them one.
 */
int roll_cut_above(struct roll *roll, uint32_t rows, struct paper *paper);
/*
 * The paper parted above row `rows`, where no blade parts it: only the upper or only the lower part
 * stays. What stood across is read on neither; on the upper part its text is "[torn …]".
 */
void roll_keep_upper(struct roll *roll, uint32_t rows);
void roll_keep_lower(struct roll *roll, uint32_t rows);
/* DRV_MEMORY. */
int roll_copy(const struct roll *roll, struct roll *out);
void roll_free(struct roll *roll);
void sheet_free(struct paper_sheet *sheet);

/* ORs `count` bits of source into a row of row_dots bits at x; what stands over is left out. */
void bits_or(uint8_t *row, size_t row_dots, size_t x, const uint8_t *source, size_t count);
/* The same onto white: where it lies on bytes it is copied. */
void bits_put(uint8_t *row, size_t row_dots, size_t x, const uint8_t *source, size_t count);

#endif
