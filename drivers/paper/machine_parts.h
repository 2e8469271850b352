/* SPDX-License-Identifier: MIT */
/*
 * The rooms of the machine and what they share; only machine*.c include it. Each room brings a
 * table of the commands that it acts upon (struct machine_action), which machine.c puts together.
 *
 *   machine.c            life, dispatch, ESC @, ESC =
 *   machine_text.c       characters, tabs and positions in the line that waits
 *   machine_character.c  which dots a character has: ESC &, ESC %, Kanji
 *   machine_feed.c       the line onto the roll, feeds, cuts, blocks
 *   machine_settings.c   styles, units, margins, code pages
 *   machine_page.c       page mode
 *   machine_counter.c    GS C, GS c
 *   machine_macro.c      GS :, GS ^
 *   machine_image.c, machine_graphics.c, machine_symbol.c, machine_barcode.c  blocks of dots
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
#include "machine_graphics.h"
#include "page.h"
#include "pages.h"

enum {
    MACHINE_MAX_HEAD_DOTS = 1024,
    MACHINE_TAB_STOPS = 32,
    MACHINE_DEFAULT_SPACING_DOTS = 30, /* TM series, at 180 and at 203 dots an inch alike */
    MACHINE_MACRO_BYTES = 2048,        /* GS :, TM-T88III specification p. 121 */
    MACHINE_USER_FIRST = 0x20,
    MACHINE_USER_CODES = 95, /* ESC &: 20h to 7Eh */
    MACHINE_NO_GLYPH = 0xFFFD,
};

/* What page mode keeps a value of its own for (ESC L). */
struct mode_settings {
    uint16_t space_dots; /* ESC SP */
    uint32_t spacing_steps;
    uint16_t kanji_left_dots, kanji_right_dots; /* FS S */
};

/* How bytes become double-byte characters. */
enum kanji_code { KANJI_GB18030, KANJI_JIS, KANJI_SHIFT_JIS };

struct kanji_settings {
    bool on;   /* FS & */
    bool utf8; /* FS ( C */
    enum kanji_code code;
    uint8_t wide, high;
    bool underlined;
};

/* What ESC @ puts back. */
struct settings {
    enum font font;
    uint8_t wide, high; /* 1 to 8 */
    bool underlined;
    uint8_t underline_dots; /* as thick as the last ESC - said, also while it is off */
    bool emphasis, double_strike, inverted, turned, upside_down;
    bool user_characters;    /* ESC % */
    uint8_t justify;         /* 0 left, 1 centre, 2 right */
    uint16_t unit_x, unit_y; /* parts of an inch */
    struct mode_settings standard, page;
    struct kanji_settings kanji;
    uint16_t margin_dots;
    uint16_t area_dots;
    uint16_t tab_dots[MACHINE_TAB_STOPS]; /* rising; 0 ends them */
};

/* What a byte prints as in the present style and code page. */
struct byte_look {
    const struct stamp *stamp;
    struct line_piece piece; /* of a stamp of one strip, but for where it stands */
    uint32_t style;          /* all this is valid while this is machine->style */
    uint32_t quick_style;    /* the same where the stamp is of one strip */
    uint8_t text[4];         /* UTF-8 */
    uint8_t text_length;
    uint8_t inked; /* pieces: none of a blank */
    uint16_t width_dots;
};

struct user_character {
    struct cell cell;
    uint16_t serial; /* no two definitions share one; 0: none */
};

struct counter {
    uint16_t from, to, step, repeat; /* GS C 1 */
    uint16_t value, repeated;
    uint8_t digits, fill; /* GS C 0 */
};

struct macro {
    struct bytes bytes; /* at most MACHINE_MACRO_BYTES */
    bool recording, full;
    unsigned runs_left; /* of GS ^ */
    size_t at;
};

struct machine {
    struct settings settings;
    struct profile_page own_pages[PROFILE_PAGES];
    struct code_pages pages;
    struct roll roll;
    struct line line;
    uint16_t line_margin_dots, line_area_dots; /* of the line that waits */
    uint16_t step_parts; /* vertical steps a dot: 2 of TM-T88's 1/360 inch, else 1 */
    uint16_t step_carry; /* steps that were fed beyond the last whole dot */
    uint32_t back_dots;  /* how far the paper was fed back: ESC K, ESC e */
    struct page page;
    uint32_t cleared_rows; /* by CAN; against floods of it */
    bool in_page;
    bool disabled; /* ESC = */
    struct stamps stamps;
    uint32_t style; /* grows with each command that may change what bytes look like */
    struct byte_look looks[256];
    uint8_t kanji_begun[3]; /* the bytes of a character that is not whole yet */
    size_t kanji_begun_length;
    struct user_character *user[FONT_COUNT]; /* MACHINE_USER_CODES each; NULL: none */
    uint16_t user_serial;
    struct counter counter;
    struct macro macro;
    struct codes codes;
    struct graphics graphics;
    struct machine_events events;
    bool cut_asked;
    uint32_t blade_dots;  /* from the head to the blade */
    uint32_t uncut_dots;  /* of it what the cut that is asked for leaves below the blade */
    uint32_t cut_at_dots; /* GS V 97: once the paper is that long; 0: no */
    int (*run[COMMAND_COUNT])(struct machine *, const struct token *); /* NULL: ignored */
    struct drv_fault *fault;
};

struct machine_action {
    enum command_id id;
    int (*run)(struct machine *, const struct token *);
};

/* Each ends with a row whose `run` is NULL. */
extern const struct machine_action machine_text_actions[];
extern const struct machine_action machine_character_actions[];
extern const struct machine_action machine_feed_actions[];
extern const struct machine_action machine_settings_actions[];
extern const struct machine_action machine_page_actions[];
extern const struct machine_action machine_counter_actions[];
extern const struct machine_action machine_macro_actions[];
extern const struct machine_action machine_image_actions[];
extern const struct machine_action machine_graphics_actions[];
extern const struct machine_action machine_symbol_actions[];
extern const struct machine_action machine_barcode_actions[];

/* ESC @, in the rooms. */
void machine_settings_start(struct machine *machine);
void machine_character_start(struct machine *machine);
void machine_counter_start(struct counter *counter);
void machine_page_end(struct machine *machine); /* ESC S */

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
    uint32_t below_dots;  /* rows at its foot that page mode sets below the base line: HRI text */
    bool upright;         /* not turned by ESC {: GS v 0 */
};

/*
 * Can a block be taken now? In standard mode only at the start of a line, in page mode always.
 * What standard mode alone takes asks machine_in_page first.
 */
bool machine_takes_block(const struct machine *machine);
bool machine_in_page(const struct machine *machine);
/* The room for a block, in dots across; a code that is wider is not printed. */
unsigned machine_block_room_dots(const struct machine *machine);
/*
 * Places it and notes it; nothing where it cannot be taken now or has no dots. In standard mode by
 * margin and justification, clipped on the right, upside down where ESC { says so; the next line
 * begins below it. In page mode with its foot on the base line at the position, in the direction of
 * ESC T, clipped to the area; the position moves to its right. A row is copied whole where it lies
 * on bytes.
 */
int machine_place(struct machine *machine, const struct block *block);
int machine_place_bitmap(struct machine *machine, const struct bitmap *dots, uint16_t module_dots,
                         const char *text);
/*
 * Dots among the characters of a line, as ESC * has them, with the foot on the characters' foot;
 * in page mode too. What is right of the area is left out.
 */
int machine_put_rows(struct machine *machine, const uint8_t *rows, size_t stride,
                     unsigned width_dots, unsigned height_dots);

/* Feeds as a block would that is not drawn; nothing in page mode. */
int machine_skip(struct machine *machine, uint32_t height_dots);

/* Dots of so many units, of unit_x or unit_y; what exceeds 16 bits is 65535. */
unsigned machine_to_dots(const struct machine *machine, uint32_t value, uint16_t unit);
/* The unit along a line: unit_x, in page mode that of the direction; and the one across. */
uint16_t machine_unit_along(const struct machine *machine);
uint16_t machine_unit_across(const struct machine *machine);
/* Steps of so many units down the paper, or from line to line in page mode; at most 40 inches. */
uint32_t machine_to_steps(const struct machine *machine, uint32_t value);
struct mode_settings *machine_mode(struct machine *machine);
/* Many commands take n or its digit: 1 and "1" are the same. Other values leave *out as it is. */
void machine_take_digit(const struct token *token, uint8_t most, uint8_t *out);

/* The width of the print area of the line that waits, right of the margin. */
uint16_t machine_area_dots(const struct machine *machine);
/* Takes margin and area from the settings, for a line that has nothing in it. */
void machine_open_line(struct machine *machine);
/* Burns the line that waits and feeds, at least its height; in page mode only moves on. */
int machine_print_line(struct machine *machine, uint32_t feed_steps);
/* One character, onto the next line where this one is full. */
int machine_put_stamp(struct machine *machine, const struct stamp *stamp, const uint8_t *text,
                      size_t text_length);
/* A character of the font by its code point, in the present style; for counters and the like. */
int machine_put_character(struct machine *machine, uint8_t byte);
/* Stamps of the key, drawn where they are not there yet. NULL where memory is out. */
const struct stamp *machine_stamp(struct machine *machine, const struct stamp_key *key,
                                  const struct cell *cell);
/* The byte of a definition in force, or NULL. */
const struct user_character *machine_user_character(const struct machine *machine, uint8_t byte);
/* Bytes of text that are not one byte a character: FS & or FS ( C are on. */
int machine_print_kanji(struct machine *machine, const uint8_t *bytes, size_t length);
/* Keeps a token for the macro that is being defined. */
void machine_record(struct machine *machine, const struct token *token);
/* What the style says of a stamp, but for the character itself. */
void machine_style_key(const struct machine *machine, struct stamp_key *key);
/* A failed allocation, told. */
int machine_out_of_memory(struct machine *machine);

#endif
