/* SPDX-License-Identifier: MIT */
/*
 * What document.c reads out of a text, and layout.c places on paper. Everything lies in one
 * allocation; text is found by its offset into document.text. Nothing here changes after parsing.
 */
#ifndef COMEBACK_DRIVERS_DOCUMENT_PARTS_H
#define COMEBACK_DRIVERS_DOCUMENT_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "document.h"

enum {
    DOCUMENT_TEXT_MOST = 256 * 1024,
    DOCUMENT_LINES_MOST = 1000,
    DOCUMENT_LINE_BYTES_MOST = 4096,
    DOCUMENT_PROPERTY_BYTES_MOST = 88 * 1024, /* a line of properties: a PNG of 64 KiB in base64 */
    DOCUMENT_CODE_BYTES_MOST = 4096,          /* no symbol holds more than the 2,953 of a QR code */
    DOCUMENT_IMAGES_MOST = 16,                /* each can be 8 Mi dots in a few bytes (picture.h) */
    DOCUMENT_COLUMNS_MOST = 32,
    DOCUMENT_WIDTH_MOST = 255, /* wider columns are cut down to this; no paper has as many cells */
};

enum document_kind {
    DOCUMENT_TEXT,
    DOCUMENT_RULE,
    DOCUMENT_CUT,
    DOCUMENT_CODE,
    DOCUMENT_IMAGE,
    DOCUMENT_BOX_BEGIN, /* {border:line}: the next text stands between drawn lines */
    DOCUMENT_BOX_END,
};

enum { DOCUMENT_FILL = -1 }; /* width '*' */
enum { DOCUMENT_BORDER_LINE = -1 };

/* A stretch of text of one look, or a line break of its own (then without text). */
struct document_run {
    uint32_t offset;
    uint16_t length;
    uint8_t flags; /* enum markup_flag */
    uint8_t size;  /* 0, or 1 to 7 as the number of ^ */
    bool breaks;
};

/* Alignments are 0 left, 1 centre, 2 right throughout. */
struct document_column {
    uint32_t first_run;
    uint16_t run_count;
    uint8_t align;
};

/* The properties in force; shared by all lines until one changes. */
struct document_format {
    int16_t widths[DOCUMENT_COLUMNS_MOST];
    int border;          /* cells between columns, or DOCUMENT_BORDER_LINE */
    uint8_t width_count; /* 0: width:auto */
    uint8_t align;       /* of the whole line, where the columns leave room */
    bool wrap;
};

enum document_symbol {
    DOCUMENT_QR,
    DOCUMENT_CODE128,
    DOCUMENT_UPC, /* A, or E: by the length of the data */
    DOCUMENT_EAN, /* 13 or 8: by the length of the data; JAN is EAN */
    DOCUMENT_CODE39,
    DOCUMENT_ITF,
    DOCUMENT_CODABAR, /* NW-7 is Codabar */
    DOCUMENT_CODE93,
    DOCUMENT_SYMBOLS
};

struct document_code {
    uint32_t offset;
    uint16_t length;
    uint8_t symbol;      /* enum document_symbol */
    uint8_t module_dots; /* of QR 3 to 8; of bars 2 to 4 */
    uint8_t height_dots; /* of bars: 24 to 240 */
    char level;          /* of QR: l, m, q, h */
    uint8_t align;
    bool hri; /* the data once more as text below the bars */
};

/* A PNG in base64, as it stood in the text; nobody has looked into it. */
struct document_image {
    uint32_t offset, length;
    uint8_t align;
    bool dither; /* by error diffusion; else what is darker than the middle is black */
};

struct document_line {
    uint8_t kind;    /* enum document_kind */
    uint16_t number; /* in the source, from 1 */
    uint16_t format;
    uint16_t column_count;
    uint32_t first_column;
    union {
        struct document_code code;
        struct document_image image;
    };
};

struct document {
    struct document_line *lines;
    struct document_format *formats;
    struct document_column *columns;
    struct document_run *runs;
    char *text;
    uint32_t line_count, format_count, column_count, run_count, text_length;
};

#endif
