/* SPDX-License-Identifier: MIT */
/*
 * The printer as a pen: what it has been told, where its head stands in the row, and how each
 * thing is said with the commands that a model is known to understand. Only what changes is sent.
 *
 *                      known                      else
 *   size, underline    GS ! and ESC -             ESC ! (bits 4, 5, 7; 3 is emphasis), sizes to 2
 *   emphasis           ESC E, or ESC ! with       ESC ! with the others
 *                      sizes to 2 where that
 *                      is shorter
 *   white on black     GS B                       cannot be said
 *   position           ESC a where that is        blanks, in whole cells, where ESC a is not
 *                      exact, else ESC $          exact
 *   rows of 24 dots    ESC 3                      as high as the model makes them (30 on most)
 *   a blank row        LF where a unit of ESC 3   a blank and LF
 *                      is known; before a cut
 *                      that feeds by itself, in it
 *   code page          FS . and ESC t             cannot be said
 *   cut                GS V 66, GS V 1, ESC i     ESC d to the blade or tear bar alone
 *
 * LF, ESC @, ESC !, ESC a, ESC d and ESC E are taken for granted.
 */
#ifndef COMEBACK_DRIVERS_ESCPOS_PEN_H
#define COMEBACK_DRIVERS_ESCPOS_PEN_H

#include "bytes.h"
#include "escpos.h"
#include "layout.h"
#include "profile.h"

struct pen {
    const struct profile *profile;
    struct bytes *out;
    uint16_t x_dots;
    uint8_t flags, width, height; /* of the characters; enum markup_flag */
    int16_t page;                 /* of ESC t; PEN_NO_PAGE where none is told */
    enum escpos_place place;
    uint16_t wider_dots; /* what the model prints, where the paper is narrower; else 0 */
    bool underlined;     /* with thick lines, at least once */
    uint8_t align;       /* of ESC a */
    uint8_t blank_rows;  /* that are still to be fed */
};

enum { PEN_NO_PAGE = -1 };

/* From the start of a slip, or inside a receipt; all settings that follow build on it. */
void pen_begin(struct pen *pen, enum escpos_place place);
/* As at power-on, as far as that is known. */
void pen_put_back(struct pen *pen);

/* True where a model can say every look and place; else each piece and row is to be asked after. */
bool pen_can_all(const struct profile *profile);
bool pen_can_style(const struct profile *profile, const struct layout_piece *piece);
void pen_style(struct pen *pen, const struct layout_piece *piece);
void pen_style_plain(struct pen *pen);
void pen_page(struct pen *pen, uint8_t number);

/*
 * Whether ESC a aligns within the paper: of narrow paper in a printer that cannot be told so (GS W)
 * the middle is not where it takes it to be.
 */
bool pen_knows_middle(const struct pen *pen);
/*
 * How the pieces of a row can be placed to the dot: by the alignment of ESC a (0: left, then each
 * by pen_move_to), or PEN_CANNOT_PLACE.
 */
enum { PEN_CANNOT_PLACE = -1 };
int pen_alignment(const struct pen *pen, const struct layout_piece *pieces, unsigned count);
/* The same of something that is printed at the start of a line; PEN_CANNOT_PLACE: not by ESC a. */
int pen_alignment_of(const struct pen *pen, unsigned x_dots, unsigned width_dots);
/* At the start of a line. */
void pen_align(struct pen *pen, int alignment);
void pen_move_to(struct pen *pen, unsigned x_dots);

void pen_end_row(struct pen *pen);
/* A row without text: fed with what comes below it. */
void pen_blank_row(struct pen *pen);
/* Feeds the blank rows; before whatever begins a row. */
void pen_feed_blanks(struct pen *pen);
/* Left margin and width of what follows; only at the start of a line, and with GS L and GS W. */
void pen_area(struct pen *pen, unsigned left_dots, unsigned width_dots);
void pen_cut(struct pen *pen);

#endif
