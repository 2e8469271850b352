/* SPDX-License-Identifier: MIT */
/*
 * What one printer model can do, as far as we need it to lay out and encode a slip, and as far as a
 * source says so: what is not proven is not trusted. The models are text files, one each, with
 * every fact's source beside it (config/printers); the build turns them into one constant table.
 * A profile is a value without owner: whatever it points to lives as long as the program.
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
    PROFILE_ESC_J = 1 << 5,      /* feed by motion units: blank rows may become feed */
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

enum { PROFILE_PAGES = 48 };

struct profile_page {
    const char *name; /* iconv's, "CP858"; NULL ends a list */
    uint8_t number;   /* ESC t n that selects it */
    bool euro;        /* proven to hold a euro where iconv's page has one */
    bool aside;       /* the model has it, but no text of ours is put on it: its script is written
                         from the right or joins its letters, or other pages say the same */
};

struct profile {
    const char *name;  /* "generic-80"; of an owner's own profile that which it is like */
    const char *maker; /* as GS I 66 and 67 tell them: "EPSON", "TM-T88V"; "" where no model is */
    const char *model; /* meant */
    uint16_t dots;     /* printable width of the head: 384, 512 or 576 */
    uint16_t dpi;      /* 203 or 180 */
    uint8_t columns;   /* font A, 12 dots wide: 32, 42 or 48 */
    uint8_t columns_b; /* font B; 0: none known */
    uint8_t units_per_dot; /* vertical motion units (ESC 3, ESC J, GS V 66) of one dot row before
                              any GS P: 2 on Epson's, whatever their dpi; 0: not known */
    /* The one that is preferred first. Without PROFILE_ESC_T none is trusted: they are those that
     * an owner may name as print.code_page. */
    struct profile_page pages[PROFILE_PAGES];
    uint32_t commands;           /* enum profile_command */
    uint16_t codes;              /* enum profile_code */
    uint8_t qr_module_most;      /* 16 or 8 */
    uint8_t cut;                 /* enum profile_cut */
    uint8_t blade_lines;         /* LFs from the head to the blade or tear bar, where the cut does
                                    not feed by itself */
    uint16_t raster_rows_most;   /* of one GS v 0 */
    uint16_t graphics_rows_most; /* of one GS ( L 112 */

    /* Delivery. All 0 where nothing is known of a model. */
    uint8_t answers;       /* enum profile_answers */
    uint16_t buffer_bytes; /* what it takes in while it prints nothing; 0: not known */

    const char *text; /* the file that says all this, with its sources; profile_reader.h reads it */
};

/* NULL where no profile has that name. */
const struct profile *profile_find(const char *name);
/* The table by name, ended by an entry whose name is NULL. */
const struct profile *profile_all(void);
/* The one whose maker and model a printer told, or its USB device ID; NULL where none fits. */
const struct profile *profile_for_model(const char *maker, const char *model);

/*
 * For paper that is narrower than the head. Characters stay as wide as they are, so columns follow.
 * False, and nothing done, where no character of font A fits or the head is narrower.
 */
bool profile_set_width(struct profile *profile, unsigned dots);

#endif
