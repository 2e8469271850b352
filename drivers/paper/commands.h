/* SPDX-License-Identifier: MIT */
/*
 * The commands of ESC/POS as one table, and the tokenizer over it. Every byte belongs to exactly
 * one token: a command, a run of text, or something unknown. Tokens point into the caller's bytes.
 *
 * A row says how long its command is: prefix, then (in the families of GS ( and the like) a length
 * of 2 or 4 bytes, then fixed fields, then a tail measured by the length or by the fields. Where
 * several rows share a prefix the first that fits wins. (name, what) is unique in the table, and
 * fields and tail hold everything else, so that a command can be written again from its parts.
 */
#ifndef COMEBACK_DRIVERS_PAPER_COMMANDS_H
#define COMEBACK_DRIVERS_PAPER_COMMANDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the virtual printer acts upon, or its body answers; everything else is COMMAND_OTHER. */
enum command_id {
    COMMAND_OTHER,
    COMMAND_UNKNOWN,
    COMMAND_TEXT,
    COMMAND_TAB,
    COMMAND_LINE_FEED,
    COMMAND_INITIALIZE,
    COMMAND_CODE_PAGE,
    COMMAND_COUNTRY,
    COMMAND_JUSTIFY,
    COMMAND_PRINT_MODE,
    COMMAND_SIZE,
    COMMAND_EMPHASIS,
    COMMAND_DOUBLE_STRIKE,
    COMMAND_UNDERLINE,
    COMMAND_FONT,
    COMMAND_INVERT,
    COMMAND_UPSIDE_DOWN,
    COMMAND_ROTATE,
    COMMAND_CHARACTER_SPACE,
    COMMAND_DEFAULT_SPACING,
    COMMAND_SPACING,
    COMMAND_FEED_LINES,
    COMMAND_FEED,
    COMMAND_POSITION,
    COMMAND_RELATIVE_POSITION,
    COMMAND_TAB_STOPS,
    COMMAND_LEFT_MARGIN,
    COMMAND_AREA_WIDTH,
    COMMAND_MOTION_UNITS,
    COMMAND_CUT,
    COMMAND_FEED_AND_CUT,
    COMMAND_COLUMN_IMAGE,
    COMMAND_RASTER_IMAGE,
    COMMAND_BARCODE,
    COMMAND_BARCODE_HEIGHT,
    COMMAND_BARCODE_WIDTH,
    COMMAND_QR_MODULE,
    COMMAND_QR_LEVEL,
    COMMAND_QR_STORE,
    COMMAND_QR_PRINT,
    COMMAND_STATUS,
    COMMAND_IDENTITY,
    COMMAND_AUTOMATIC_STATUS,
    COMMAND_PROCESS_ID,
    COMMAND_PRINT_PAGE,
    COMMAND_CARRIAGE_RETURN,
    COMMAND_CLEAR_PAGE,
    COMMAND_PRINT_PAGE_AND_KEEP,
    COMMAND_USER_CHARACTERS,
    COMMAND_DEFINE_CHARACTERS,
    COMMAND_PERIPHERAL,
    COMMAND_CANCEL_CHARACTER,
    COMMAND_FEED_BACK,
    COMMAND_PAGE_MODE,
    COMMAND_STANDARD_MODE,
    COMMAND_PAGE_DIRECTION,
    COMMAND_PAGE_AREA,
    COMMAND_FEED_LINES_BACK,
    COMMAND_DRAWER,
    COMMAND_COLOUR,
    COMMAND_KANJI_MODE_STYLE,
    COMMAND_KANJI,
    COMMAND_KANJI_UNDERLINE,
    COMMAND_KANJI_END,
    COMMAND_DEFINE_KANJI,
    COMMAND_CANCEL_KANJI,
    COMMAND_KANJI_CODE,
    COMMAND_KANJI_SPACES,
    COMMAND_KANJI_QUADRUPLE,
    COMMAND_NV_IMAGE,
    COMMAND_DEFINE_NV_IMAGES,
    COMMAND_PAGE_Y,
    COMMAND_PAGE_RELATIVE_Y,
    COMMAND_PAGE_CONTROL,
    COMMAND_PAGE_DRAW,
    COMMAND_CHARACTER_STYLE,
    COMMAND_DOWNLOAD_IMAGE,
    COMMAND_PRINT_DOWNLOAD,
    COMMAND_MACRO,
    COMMAND_RUN_MACRO,
    COMMAND_COUNTER_STYLE,
    COMMAND_COUNTER_RANGE,
    COMMAND_COUNTER_SET,
    COMMAND_COUNTER,
    COMMAND_BARCODE_TEXT,
    COMMAND_BARCODE_FONT,
    COMMAND_VARIABLE_IMAGE,
    COMMAND_LINE_START,
    COMMAND_SMOOTHING,
    COMMAND_GRAPHICS,
    COMMAND_BUZZER,
    COMMAND_BUZZER_NOW,
    COMMAND_DRAWER_NOW,
    COMMAND_BARCODE_NUL,
    COMMAND_QR_MODEL,
    COMMAND_SYMBOL,
    COMMAND_KANJI_CODING,
    COMMAND_CUT_LATER,
    COMMAND_CUT_AND_BACK,
    COMMAND_COUNT
};

enum tail_kind {
    TAIL_NONE,
    TAIL_NUMBERS,  /* bytes of no further meaning here */
    TAIL_DATA,     /* what a symbol says */
    TAIL_DATA_NUL, /* the same with a NUL behind it */
    TAIL_ROWS,     /* dots, row by row; the first field but one is the bytes a row */
    TAIL_COLUMNS,  /* dots, column by column; the first field tells 1 or 3 bytes a column */
};

enum { COMMAND_FIELDS = 8 };

struct command_field {
    const char *name;
    uint8_t size; /* bytes, little-endian */
};

struct command {
    enum command_id id;
    const char *name; /* "ESC a" */
    const char *what; /* "justify" */
    const char *prefix;
    uint8_t length_bytes; /* 0, 2 or 4 after the prefix */
    uint8_t low, high;    /* the first field's range; high 0: any */
    uint8_t second;       /* the second field's value; 0: any */
    struct command_field fields[COMMAND_FIELDS];
    enum tail_kind tail;
    /* Bytes of the tail, SIZE_MAX where it does not end within `available`. */
    size_t (*measure)(const uint8_t *fields, const uint8_t *tail, size_t available);
};

struct token {
    const struct command *command;
    size_t offset;
    size_t length;
    const uint8_t *bytes;  /* the whole token */
    const uint8_t *fields; /* NULL for text and unknown */
    const uint8_t *tail;
    size_t tail_length;
    /* What follows the prefix and the length: fields and tail, however the row parts them. Who
       acts on whole families (GS ( L, GS ( k) counts from here; rows may gain fields. */
    const uint8_t *body;
    size_t body_length;
    bool cut_off;   /* unknown because the bytes end inside of it */
    size_t lacking; /* of one that is cut off: so many bytes at least */
};

/* False at the end of the bytes. */
bool token_next(const uint8_t *bytes, size_t length, size_t offset, struct token *out);
uint32_t token_field(const struct token *token, size_t index);
/* ESC * m: 1 byte a column of 8 dots, 3 of 24. */
size_t column_bytes(uint8_t mode);

#endif
