/* SPDX-License-Identifier: MIT */
/*
 * The print buffer: one line that fills until something prints it. Characters and columns of dots
 * stand on the line's foot, so that sizes mix as they do on paper.
 */
#ifndef COMEBACK_DRIVERS_PAPER_LINE_H
#define COMEBACK_DRIVERS_PAPER_LINE_H

#include "font.h"
#include "roll.h"

/* The tallest there is: font A, rotated or not, eight times. */
enum { LINE_HEIGHT_DOTS = 8 * CELL_MAX_DOTS };

struct line {
    uint16_t width_dots;
    size_t stride;
    uint8_t *dots;        /* LINE_HEIGHT_DOTS rows */
    uint16_t height_dots; /* in use, from the foot */
    uint16_t end_dots;    /* the furthest right that was reached */
    uint16_t x_dots;      /* where the next character goes */
    bool filled;
    struct bytes text;
};

/* False where memory is out. */
bool line_start(struct line *line, uint16_t width_dots, size_t stride);
void line_free(struct line *line);
void line_clear(struct line *line);

/* wide and high: 1 to 8. */
void line_put(struct line *line, const struct cell *cell, unsigned wide, unsigned high);
/* One column of 24 dots from its top, `wide` dots wide. */
void line_put_column(struct line *line, uint32_t column, unsigned wide);
void line_move_to(struct line *line, uint16_t x_dots);
/* White to the right of a character. */
void line_skip(struct line *line, unsigned dots);
/* A half turn of what is in use. */
void line_turn(struct line *line);
/* Burns the line at x onto rows of the roll, of which there are at least height_dots. */
void line_burn(const struct line *line, uint8_t *rows, size_t x);

#endif
