/* SPDX-License-Identifier: MIT */
/*
 * The rooms of standing.h and what they share; only standing*.c include it.
 *
 *   standing.c           life, what commands make of it, questions
 *   standing_settings.c  what each command makes of each setting, as tables
 *   standing_slip.c      what a slip needs and changes, and how that is put back
 *
 * A facet is the smallest part of a setting that one command sets and another leaves: ESC ! sets
 * four, ESC - 0 leaves the thickness of the underline that ESC - 2 set.
 *
 * Sources: Epson's ESC/POS command reference and the TM-T88III specification, p. 78 to 150, as the
 * virtual printer acts upon them (paper/machine_settings.c).
 */
#ifndef COMEBACK_DRIVERS_STANDING_PARTS_H
#define COMEBACK_DRIVERS_STANDING_PARTS_H

#include <stdbool.h>
#include <stdint.h>

#include "paper/commands.h"
#include "standing.h"

enum standing_facet {
    FACET_PAGE,
    FACET_COUNTRY,
    FACET_KANJI,
    FACET_KANJI_CODE,
    FACET_KANJI_CODING,
    FACET_KANJI_STYLE,
    FACET_KANJI_SIZE, /* as the last of FS !, FS W and GS ! said */
    FACET_KANJI_SPACES,
    FACET_FONT,
    FACET_SIZE,
    FACET_EMPHASIS,
    FACET_UNDERLINE_DOTS, /* before the next one: ESC - 1, which makes it, switches on */
    FACET_UNDERLINED,
    FACET_STRIKE,
    FACET_INVERT,
    FACET_UPSIDE_DOWN,
    FACET_ROTATION,
    FACET_SPACE,
    FACET_LINE_SPACING,
    FACET_ALIGN,
    FACET_MARGIN,
    FACET_WIDTH,
    FACET_UNITS,
    FACET_TABS,
    FACET_COLOUR,
    FACET_STYLE,
    FACET_SMOOTHING,
    FACET_OWN_CHARACTERS,
    FACET_BARCODE_HEIGHT,
    FACET_BARCODE_WIDTH,
    FACET_BARCODE_TEXT,
    FACET_BARCODE_FONT,
    FACET_SYMBOL,
    FACET_STORED,
    FACET_PAGE_AREA,
    FACET_MODE,
    FACET_DEVICE,
    FACET_MACRO,
    FACET_OTHER,
    FACET_COUNT
};

enum {
    /* The value of a setting that nobody has said, where none is known to make it again. */
    STANDING_UNSAID = -1,
    /* What a command may make of a facet instead of a value: nothing, something that nobody knows,
       or what only the command itself is. */
    STANDING_LEAVES = -2,
    STANDING_UNKNOWN = -3,
    STANDING_UNIQUE = -4,
    STANDING_DOUBTFUL = -5, /* unknown, but as after power-on where it is so */
};

enum { STANDING_MADE_BYTES = 8 };

struct facet {
    bool known;
    uint8_t length; /* 0: no command made it, or one that is too long to be kept */
    uint8_t bytes[STANDING_MADE_BYTES]; /* that made it */
    int32_t value;
    uint32_t order; /* of the command that made it, or unknown; 0: as after power-on */
};

struct standing {
    struct facet facets[FACET_COUNT];
    uint32_t order;  /* of commands so far that set something */
    bool filled;     /* something waits for a feed */
    bool fed_back;   /* the paper under the head may be printed on, up to the next cut */
    bool cut_waits;  /* for the paper to come so far: GS V 97 */
    bool has_stored; /* graphics that wait for GS ( L 50 */
};

struct standing_facet_row {
    uint8_t setting;  /* enum standing_setting */
    int8_t power_on;  /* its value then */
    bool is_length;   /* in motion units, unless it is 0 or as after power-on */
    bool has_own;     /* page mode has its own */
    bool begins_line; /* counts at the start of a line only */
    uint8_t length;
    uint8_t bytes[4]; /* that make it as after power-on; none: nobody can */
};
extern const struct standing_facet_row standing_facets[FACET_COUNT];

/* One command's part in one facet. */
struct standing_rule {
    enum command_id id;
    enum standing_facet facet;
    int32_t (*value)(const struct token *token); /* 0 or more, or one of those above */
};
/* Ended by a row without `value`. */
extern const struct standing_rule standing_rules[];

/* What commands without a number of their own in paper/commands.h do. */
enum standing_effect {
    STANDING_FOREIGN,  /* nobody knows what: everything is unknown from there on */
    STANDING_HARMLESS, /* nothing that stays */
    STANDING_PAPER,    /* chooses one: roll (bits 0 and 1), or a slip that nothing here knows */
    STANDING_PRINTS,   /* a symbol; a line of text where the printer does not know it */
    STANDING_LOOKS,    /* letters look another way, which no facet says and a slip never changes */
};
enum standing_effect standing_effect(const struct command *command);

bool facet_is_plain(const struct standing *standing, enum standing_facet facet);

#endif
