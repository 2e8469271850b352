/* SPDX-License-Identifier: MIT */
/*
 * The commands of ESC/POS as tables, and the tokenizer over them. Every byte belongs to exactly one
 * token: a command, a run of text, or something unknown. Tokens point into the caller's bytes.
 *
 * A row says how long its command is: prefix, then (in the families of GS ( and the like) a length
 * of 2 or 4 bytes, then fixed fields, then a tail measured by the length, by the fields or by its
 * own bytes. Rows of one prefix stand together, and the first that fits wins: the values of its
 * first `selectors` fields tell it from the others. Where the bytes end before them, a shorter row
 * that is whole wins. (name, what) is unique over all tables, and
 * fields and tail hold everything else, so that a command can be written again from its parts.
 *
 * Dialects. What Epson defines is Epson's. Rows of other makers are asked where no row of Epson's
 * fits, so that a stream for an Epson is read the same with or without them; they are skipped
 * without losing step and nothing acts upon them. Where a maker gives Epson's bytes another shape
 * (Star's ESC E has no n), his row counts only after the stream itself has said that it is his, by
 * a command that no Epson has: GS F9h 20h/35h 0 to Bematech's own language (1 goes back), ESC C6h
 * for Daruma, ESC GS, ESC RS or ESC * r for Star's line mode, which the first command of GS or FS
 * ends, for it has none, ESC 7 for the small boards. dialect_after keeps count of that. Streams
 * that say nothing but make sense only in one language are found by dialect_guess.
 *
 * Sources: Epson's ESC/POS command reference (function numbers, fields and their ranges) and the
 * TM-T88III specification; Epson's DM-D for customer displays; Star's line mode command
 * specifications; Bematech's MP-4200 TH programmer's manual; for Daruma, Elgin, the QR codes of
 * Chinese boards and single fields what public drivers send (ACBr, node-escpos, escpos-buffer,
 * escpos-xml, receiptline, receipt-printer-encoder).
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
    COMMAND_COUNTER_DIGITS,
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
    COMMAND_BITMAP,
    COMMAND_COUNT
};

enum dialect {
    DIALECT_EPSON,
    DIALECT_DISPLAY,     /* Epson's customer displays, DM-D */
    DIALECT_STAR,        /* line mode */
    DIALECT_STAR_RASTER, /* between ESC * r A and ESC * r B: rows begin with a letter */
    DIALECT_BEMATECH,
    DIALECT_DARUMA,
    DIALECT_ELGIN,
    DIALECT_DIEBOLD,
    DIALECT_CLONE, /* boards of many names, and what several makers share */
    DIALECT_COUNT
};

enum field_kind {
    FIELD_NUMBER, /* little-endian */
    FIELD_KEY,    /* letters: a key code, "CLR" */
};

enum { FIELD_RANGES = 8 };

struct command_field {
    char name[12];                   /* "" ends a list */
    uint8_t size;                    /* bytes: 1, 2 or 4 of a number, up to 8 of a key */
    uint8_t ranges;                  /* of the values that are defined; 0: every value is */
    uint8_t range[2 * FIELD_RANGES]; /* least, most, least, most … */
    uint8_t kind;                    /* enum field_kind */
};

enum tail_kind {
    TAIL_NUMBERS, /* bytes that mean numbers */
    TAIL_DATA,    /* what a symbol says, or a text */
    TAIL_DOTS,    /* lines of whole bytes, most significant bit first, 1 is black */
    TAIL_ITEMS,   /* groups of fields, each with dots behind it where there is a measure for them */
};

/* What stands behind the fields of a command. */
struct command_tail {
    const char *name; /* "dots" */
    enum tail_kind kind;
    uint8_t end_bytes; /* of `end`, which closes the tail and is no part of what it says */
    uint8_t end;
    /*
     * Bytes of the tail with its end; MEASURE_CUT_OFF where they stop before it ends, and
     * MEASURE_NONE where it cannot be this command. Of a row with a length it is not what measures
     * but what the length should agree with. NULL: the length says.
     */
    size_t (*measure)(const uint8_t *fields, const uint8_t *tail, size_t available);
    /* Of TAIL_DOTS and of the dots of items: bytes a line. */
    size_t (*line_bytes)(const uint8_t *fields, const uint8_t *item);
    /* Of TAIL_ITEMS. */
    const struct command_field *item;
    size_t (*item_dots)(const uint8_t *fields, const uint8_t *item);
};

#define MEASURE_CUT_OFF SIZE_MAX
#define MEASURE_NONE    (SIZE_MAX - 1)

struct command {
    enum command_id id;
    const char *name; /* "ESC a" */
    const char *what; /* "justify" */
    const char *prefix;
    uint8_t prefix_length;
    uint8_t length_bytes; /* 0, 2 or 4 after the prefix */
    uint8_t selectors;    /* so many fields must have defined values, or it is another row */
    uint8_t dialect;      /* enum dialect */
    uint8_t enters;       /* the dialect behind it plus 1; 0: as before it */
    bool own;             /* counts only where the stream is known to be of this dialect */
    bool undefined;       /* the rest of a family: measured, but no function that is known */
    const struct command_field *fields; /* NULL: none */
    const struct command_tail *tail;    /* NULL: none */
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

/* False at the end of the bytes. Epson's stream, or what a dialect calls its own. */
bool token_next(const uint8_t *bytes, size_t length, size_t offset, struct token *out);
/* The same where the stream has said whose it is. */
bool token_next_in(enum dialect dialect, const uint8_t *bytes, size_t length, size_t offset,
                   struct token *out);
/* All these bytes as that command, whatever else they might be; false where they are not. */
bool token_as(const struct command *command, const uint8_t *bytes, size_t length,
              struct token *out);
/*
 * Whose stream it is from its first byte on. Epson's, unless some of it is not understood or is
 * another maker's, and all of it reads better as his: fewer commands that are not understood, then
 * fewer of foreign makers. What Epson's language understands whole is always Epson's. The first
 * 64 KiB decide.
 */
enum dialect dialect_guess(const uint8_t *bytes, size_t length);
/* Whose stream it is behind that token. */
enum dialect dialect_after(enum dialect dialect, const struct token *token);
const char *dialect_name(enum dialect dialect); /* "Star" */

/* A number; of a key its first four bytes. */
uint32_t token_field(const struct token *token, size_t index);
/* ESC * m: 1 byte a column of 8 dots, 3 of 24. */
size_t column_bytes(uint8_t mode);

/* Bytes of all fields together. */
size_t fields_length(const struct command_field *fields);
/* Is that value of the field (its bytes) one that is defined? */
bool field_defines(const struct command_field *field, const uint8_t *bytes);

/* Row by row, in no order that means anything; NULL at the end. */
const struct command *command_at(size_t index);
/* NULL where there is none. */
const struct command *command_find(const char *name, const char *what);

#endif
