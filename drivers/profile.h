/* SPDX-License-Identifier: MIT */
/*
 * What one printer model can do, as far as we need it to lay out and encode a slip. A constant
 * table; nothing is allocated.
 */
#ifndef COMEBACK_DRIVERS_PROFILE_H
#define COMEBACK_DRIVERS_PROFILE_H

#include <stdbool.h>
#include <stdint.h>

/* What a model answers, each only where a source says so. */
enum profile_answers {
    PROFILE_REALTIME = 1 << 0, /* DLE EOT 1 to 4: silence before a job means that it is not there */
    PROFILE_ASB = 1 << 1,      /* GS a */
    PROFILE_GS_R = 1 << 2,     /* GS r 1, in its turn: what stood before it was interpreted */
    PROFILE_PROCESS_ID = 1 << 3, /* GS ( H 48: what stood before it is printed */
    PROFILE_RECOVER = 1 << 4,    /* DLE ENQ 1 */
    PROFILE_CLEAR = 1 << 5,      /* DLE DC4 8, and says 37 25 00 */
};

/* Commands beyond LF, ESC @ ! a d E, GS v 0 that a model is known to understand. */
enum profile_command {
    PROFILE_ESC_T = 1 << 0,      /* code pages, of the list below */
    PROFILE_ESC_R = 1 << 1,      /* national characters */
    PROFILE_FS_DOT = 1 << 2,     /* Kanji mode off */
    PROFILE_ESC_DOLLAR = 1 << 3, /* absolute position */
    PROFILE_ESC_3 = 1 << 4,      /* line spacing, with ESC 2 */
    PROFILE_ESC_J = 1 << 5,      /* feed by dots: proven, so that blank rows may become feed */
    PROFILE_ESC_M = 1 << 6,      /* fonts */
    PROFILE_ESC_MINUS = 1 << 7,  /* underline of one or two dots */
    PROFILE_GS_SIZE = 1 << 8,    /* GS !: 1 to 8 times as wide and high */
    PROFILE_GS_B = 1 << 9,       /* white on black */
    PROFILE_GS_AREA = 1 << 10,   /* GS L and GS W */
    PROFILE_ESC_STYLE = 1 << 11, /* ESC SP G V {: what a note inside a receipt sets back */
    PROFILE_GS_V0 = 1 << 12,     /* pictures row by row */
    PROFILE_GS_L = 1 << 13,      /* GS ( L and GS 8 L, functions 112 and 50 */
    PROFILE_ESC_STAR = 1 << 14,  /* pictures column by column, 24 dots high */
    PROFILE_GS_NV = 1 << 15,     /* GS ( L 51, 64, 67, 69: logos kept by the printer */
    PROFILE_GS_I = 1 << 16,      /* tells maker, model and serial number */
};

/* Symbols that a model draws itself. */
enum profile_code {
    PROFILE_UPC_A = 1 << 0,
    PROFILE_UPC_E = 1 << 1,
    PROFILE_EAN13 = 1 << 2,
    PROFILE_EAN8 = 1 << 3,
    PROFILE_CODE39 = 1 << 4,
    PROFILE_ITF = 1 << 5,
    PROFILE_CODABAR = 1 << 6,
    PROFILE_CODE93 = 1 << 7,
    PROFILE_CODE128 = 1 << 8,
    PROFILE_QR = 1 << 9,
};

enum profile_cut {
    PROFILE_CUT_NONE,  /* a tear bar */
    PROFILE_CUT_GS_V,  /* GS V 65 or 66 n: feeds to the blade by itself */
    PROFILE_CUT_GS_V0, /* GS V 0 or 1, where it stands */
    PROFILE_CUT_ESC_I, /* ESC i, and ESC m for a partial cut, where it stands */
};

enum { PROFILE_PAGES = 16 };

struct profile_page {
    const char *name; /* iconv's, "CP858"; NULL ends a list */
    uint8_t number;   /* ESC t n that selects it */
    bool euro;        /* proven to hold a euro where iconv's page has one */
};

struct profile {
    const char *name;                         /* "generic-80" */
    uint16_t dots;                            /* printable width of the head: 384, 512 or 576 */
    uint16_t dpi;                             /* 203 or 180 */
    uint8_t columns;                          /* font A, 12 dots wide: 32, 42 or 48 */
    uint8_t columns_b;                        /* font B; 0: none known */
    struct profile_page pages[PROFILE_PAGES]; /* the one that is preferred first */
    uint32_t commands;                        /* enum profile_command */
    uint16_t codes;                           /* enum profile_code */
    uint8_t qr_module_most;                   /* 16 or 8 */
    uint8_t cut;                              /* enum profile_cut */
    uint8_t blade_lines;         /* LFs from the head to the blade or tear bar, where the cut does
                                    not feed by itself */
    uint16_t raster_rows_most;   /* of one GS v 0 */
    uint16_t graphics_rows_most; /* of one GS ( L 112 */
    const char *source;          /* where these facts come from */

    /* Delivery. All 0 where nothing is known of a model. */
    uint8_t answers;             /* enum profile_answers */
    uint16_t buffer_bytes;       /* what it takes in while it prints nothing; 0: not known */
    const char *delivery_source; /* where these come from */
};

/* NULL where no profile has that name. */
const struct profile *profile_find(const char *name);
/* The table, ended by an entry whose name is NULL. */
const struct profile *profile_all(void);

#endif
