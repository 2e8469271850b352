/* SPDX-License-Identifier: MIT */
/*
 * A document placed on paper: rows from top to bottom, each of pieces from left to right, to the
 * dot. Columns, wrapping and drawn lines come out as in the reference (npm `receiptline`); what
 * does not is listed in tests/receiptline/differences. No line breaks inside what readers take for
 * one character (cluster.h). Positions count from the left edge of the printable width. Pieces
 * point into the document and the layout and live as long as both do. Limit: 4,096 rows.
 */
#ifndef COMEBACK_DRIVERS_LAYOUT_H
#define COMEBACK_DRIVERS_LAYOUT_H

#include <stddef.h>
#include <stdint.h>

#include "bytes.h"
#include "document.h"
#include "status.h"
#include "text.h"

enum {
    LAYOUT_CELL_DOTS = 12, /* font A */
    LAYOUT_ROW_DOTS = 24,
    LAYOUT_ROWS_MOST = 4096,
};

struct layout_medium {
    unsigned columns;             /* at most 255 */
    const struct text_page *page; /* NULL: any Unicode text, lines drawn in ASCII */
};

struct layout_piece {
    const char *text; /* UTF-8, no control characters */
    uint16_t length;
    uint16_t repeat; /* how often the text stands there, side by side */
    uint16_t x_dots;
    uint16_t cells;        /* taken on paper, repeats and scale counted */
    uint8_t flags;         /* enum markup_flag */
    uint8_t width, height; /* scale, 1 to 6 */
    uint8_t align;         /* of its column: 0 left, 1 centre, 2 right */
};

enum layout_kind { LAYOUT_TEXT, LAYOUT_CODE, LAYOUT_IMAGE, LAYOUT_CUT };

/*
 * The symbol lies in an area of its own, aligned there; blank rows around it are rows too, and so
 * is the text below it ({option:hri}): a printer asked for a symbol is never asked for its text.
 */
struct layout_code {
    const char *data;
    uint16_t length;
    uint16_t left_dots, width_dots; /* the area; a symbol aligned in it has its quiet zones */
    uint16_t modules;               /* from left to right, without the quiet zones */
    uint16_t dots;                  /* the same in dots */
    uint8_t symbol;                 /* enum document_symbol */
    uint8_t align;                  /* 0 left, 1 centre, 2 right */
    uint8_t module_dots;            /* as asked, or as much smaller as it takes, down to 2 */
    uint8_t height_dots;            /* of bars, where it is at least 15 % of their length */
    char level;                     /* of QR: l, m, q, h */
    bool hri;                       /* asked for; a row of text below has it already */
};

/* Scaled down to the area where it is wider; as high as that makes it. */
struct layout_image {
    const char *base64;
    uint32_t length;
    uint16_t left_dots, width_dots; /* the area */
    uint8_t align;                  /* 0 left, 1 centre, 2 right */
    bool dither;                    /* else by threshold */
};

struct layout_row {
    uint8_t kind;         /* enum layout_kind */
    uint16_t number;      /* of the line in the source; 0 for what ends a drawn box */
    uint16_t piece_count; /* none: a blank row */
    uint32_t first_piece;
    union {
        struct layout_code code;
        struct layout_image image;
    };
};

/* Zero-initialise; building again reuses the memory; ends with layout_free. */
struct layout {
    struct bytes rows, pieces, texts;
    struct bytes wrapped, ends; /* for building only */
};

/*
 * DRV_INVALID, DRV_LIMIT where a code's data is not what its symbol takes, or does not fit its area
 * even with the smallest modules. Nobody has looked at pictures then.
 */
int layout_build(struct layout *layout, const struct document *document,
                 const struct layout_medium *medium, struct drv_fault *fault);
void layout_free(struct layout *layout);

size_t layout_row_count(const struct layout *layout);
const struct layout_row *layout_row_at(const struct layout *layout, size_t index);
/* NULL for a blank row. */
const struct layout_piece *layout_pieces(const struct layout *layout, const struct layout_row *row);

#endif
