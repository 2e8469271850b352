/* SPDX-License-Identifier: MIT */
/*
 * The rooms of the machine and what they share; only machine*.c include it. Each room brings a
 * table of the commands that it acts upon (struct machine_action), which machine.c puts together.
 *
 *   machine.c           life, dispatch
 *   machine_text.c      characters into the line that waits
 *   machine_feed.c      the line onto the roll, feeds, cuts, blocks
 *   machine_settings.c  styles, units, margins, code pages
 *   machine_image.c, machine_symbol.c, machine_barcode.c  blocks of dots
 *
 * A handler returns DRV_OK also where the printer ignores the command; else the text is in
 * machine->fault.
 */
#ifndef COMEBACK_DRIVERS_PAPER_MACHINE_PARTS_H
#define COMEBACK_DRIVERS_PAPER_MACHINE_PARTS_H

#include "../bitmap.h"
#include "line.h"
#include "machine.h"
#include "machine_codes.h"
#include "pages.h"

enum { MACHINE_MAX_HEAD_DOTS = 1024, MACHINE_TAB_STOPS = 32, MACHINE_NO_GLYPH = 0xFFFD };

/* What ESC @ puts back. */
struct settings {
    enum font font;
    uint8_t wide, high; /* 1 to 8 */
    uint8_t underline_dots;
    bool emphasis, double_strike, inverted, rotated, upside_down;
    uint8_t justify;         /* 0 left, 1 centre, 2 right */
    uint16_t unit_x, unit_y; /* parts of an inch */
    uint16_t character_space_dots;
    uint16_t spacing_dots;
    uint16_t margin_dots;
    uint16_t area_dots;
    uint16_t tab_dots[MACHINE_TAB_STOPS]; /* rising; 0 ends them */
};

struct machine {
    struct settings settings;
    struct profile_page own_pages[PROFILE_PAGES];
    struct code_pages pages;
    struct roll roll;
    struct line line;
    struct cell cells[256]; /* of the present style and code page */
    bool cell_ready[256];
    struct codes codes;
    bool cut_asked;
    int (*run[COMMAND_COUNT])(struct machine *, const struct token *); /* NULL: ignored */
    struct drv_fault *fault;
};

struct machine_action {
    enum command_id id;
    int (*run)(struct machine *, const struct token *);
};

/* Each ends with a row whose `run` is NULL. */
extern const struct machine_action machine_text_actions[];
extern const struct machine_action machine_feed_actions[];
extern const struct machine_action machine_settings_actions[];
extern const struct machine_action machine_image_actions[];
extern const struct machine_action machine_symbol_actions[];
extern const struct machine_action machine_barcode_actions[];

/* ESC @, in the rooms. */
void machine_settings_start(struct machine *machine);

/*
 * A block: dots that stand by themselves, an image or a code. Rows of `stride` bytes, most
 * significant bit leftmost, 1 is black; bits right of the width are ignored.
 */
struct block {
    const uint8_t *rows;
    size_t stride;
    uint32_t width_dots, height_dots;
    uint16_t module_dots; /* of a code; 0 for an image */
    const char *text;     /* what the sheet's text says of it: "[QR …]" */
};

/* Can a block be taken now? In standard mode only at the start of a line. */
bool machine_takes_block(const struct machine *machine);
/* The room for a block, in dots across; a code that is wider is not printed. */
unsigned machine_block_room_dots(const struct machine *machine);
/*
 * Places it by margin and justification, clipped on the right, and notes it. Nothing where it
 * cannot be taken now or has no dots. A row is copied whole where it lies on bytes.
 */
int machine_place(struct machine *machine, const struct block *block);
int machine_place_bitmap(struct machine *machine, const struct bitmap *dots, uint16_t module_dots,
                         const char *text);

/* Feeds as a block would that is not drawn; nothing in page mode. */
int machine_skip(struct machine *machine, uint32_t height_dots);

/* Dots of so many motion units; what exceeds 16 bits is 65535. */
unsigned machine_to_dots(const struct machine *machine, uint32_t value, uint16_t unit);
/* The width of the print area, right of the margin. */
uint16_t machine_area_dots(const struct machine *machine);
/* Burns the line that waits and feeds, at least its height. */
int machine_print_line(struct machine *machine, unsigned feed_dots);

#endif
