/* SPDX-License-Identifier: MIT */
/*
 * The print buffer: one line that fills until something prints it. Everything stands on the line's
 * foot, so that sizes mix as they do on paper. Characters are kept as what stands where, and become
 * dots only on the roll; the stamps they point to must live until the line is cleared or baked.
 */
#ifndef COMEBACK_DRIVERS_PAPER_LINE_H
#define COMEBACK_DRIVERS_PAPER_LINE_H

#include "../bytes.h"
#include "stamps.h"

enum { LINE_HEIGHT_DOTS = STAMP_MAX_HEIGHT_DOTS, LINE_PIECES = 256 };

struct line_piece {
    const uint16_t *words; /* a strip of a stamp */
    uint16_t x_dots;
    uint8_t height_dots, top, bottom;
    bool slim, plain; /* the stamp's */
};

static inline struct line_piece line_piece_of(const struct stamp *stamp, size_t strip)
{
    return (struct line_piece){.words = stamp->words + strip * stamp->height_dots,
                               .height_dots = stamp->height_dots,
                               .top = stamp->top,
                               .bottom = stamp->bottom,
                               .slim = stamp->slim,
                               .plain = stamp->plain};
}

struct line {
    uint16_t width_dots;
    size_t stride;
    struct line_piece pieces[LINE_PIECES];
    size_t piece_count;
    uint8_t *dots; /* LINE_HEIGHT_DOTS rows, what pieces cannot hold; NULL before the first */
    uint16_t dots_height; /* rows of dots in use, from the foot */
    uint16_t height_dots;
    uint16_t end_dots; /* the furthest right that was reached */
    uint16_t x_dots;   /* where the next character goes */
    bool filled;
    bool plain;     /* nothing but plain stamps, in columns of their width */
    bool went_back; /* so that things may lie over each other */
    struct bytes text;
};

void line_start(struct line *line, uint16_t width_dots, size_t stride);
void line_free(struct line *line);
void line_clear(struct line *line);

/* The stamp where the line stands, and on by its width. False where memory is out. */
bool line_put(struct line *line, const struct stamp *stamp);

/*
 * Rows of dots with their foot on the line's, and on by width_dots; what is higher than the line
 * can be, or stands over its right edge, is left out. False where memory is out.
 */
bool line_put_rows(struct line *line, const uint8_t *rows, size_t stride, unsigned width_dots,
                   unsigned height_dots);
void line_move_to(struct line *line, uint16_t x_dots);
/* What was put reaches that far and so high; nothing where that is no change. */
void line_advance_to(struct line *line, unsigned x_dots, unsigned height_dots);
/* White to the right of a character. */
void line_skip(struct line *line, unsigned dots);
/* Lets go of the stamps. False where memory is out. */
bool line_bake(struct line *line);
/* A half turn of what is in use. False where memory is out. */
bool line_turn(struct line *line);
/* Burns the line at x onto rows, of which there are at least height_dots; are they white? */
void line_burn(const struct line *line, uint8_t *rows, size_t x, bool white);

#endif
