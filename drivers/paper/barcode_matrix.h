/* SPDX-License-Identifier: MIT */
/*
 * The symbols of GS ( k: their settings, their data, and their dots, which zint draws.
 *
 * Functions and ranges as in Epson's programming guide for TM-L90 and others (p. 517 to 546), its
 * TM-J2000 specification (p. 527 to 590: DataBar and composite), its reference (download4.epson.biz
 * gs_lparen_lk_fn480, fn569, fn581, fn666, fn681) and Citizen's (CT-S280 p. 310 to 330). Settings
 * that none of these pages has are as zint and the standards have them: the layers of Aztec.
 *
 * Where we differ from a printer: QR model 1, which zint does not draw, is not printed. PDF417
 * without a number of columns has zint's, or as many as the area holds if that is less; a level by
 * ratio counts as data what pads the last row of the narrowest symbol. Aztec's percentage is
 * rounded up to 10, 23, 36 or 50. A MaxiCode has its one size, about 26 mm. What the linear part of
 * a composite symbol says is not printed as text.
 */
#ifndef COMEBACK_DRIVERS_PAPER_BARCODE_MATRIX_H
#define COMEBACK_DRIVERS_PAPER_BARCODE_MATRIX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../bitmap.h"
#include "../bytes.h"

/* The cn of GS ( k. */
enum matrix_kind {
    MATRIX_PDF417 = 48,
    MATRIX_QR,
    MATRIX_MAXICODE,
    MATRIX_DATABAR, /* stacked */
    MATRIX_COMPOSITE,
    MATRIX_AZTEC,
    MATRIX_DATAMATRIX,
    MATRIX_END,
};

enum matrix_setting {
    PDF417_COLUMNS, /* 0: as many as fit */
    PDF417_ROWS,    /* 0: as many as it takes */
    PDF417_MODULE_DOTS,
    PDF417_ROW_MODULES,
    PDF417_LEVEL_BY, /* '0': the level itself, '1': by ratio */
    PDF417_LEVEL,    /* '0' to '8', or tenths of the data */
    PDF417_TRUNCATED,
    QR_MODEL, /* '1', '2', '3': micro */
    QR_MODULE_DOTS,
    QR_LEVEL, /* '0' to '3' */
    MAXICODE_MODE,
    DATABAR_MODULE_DOTS,
    DATABAR_WIDTH_DOTS, /* of an expanded one, at most; 0: the area's */
    COMPOSITE_MODULE_DOTS,
    COMPOSITE_WIDTH_DOTS,
    COMPOSITE_TEXT_FONT,
    AZTEC_COMPACT,
    AZTEC_LAYERS, /* 0: as many as it takes */
    AZTEC_MODULE_DOTS,
    AZTEC_PERCENT,
    DATAMATRIX_RECTANGLE,
    DATAMATRIX_ROWS, /* 0: as many as it takes */
    DATAMATRIX_COLUMNS,
    DATAMATRIX_MODULE_DOTS,
    MATRIX_SETTINGS,
};

struct matrix_settings {
    uint16_t values[MATRIX_SETTINGS];
};

/* The symbol save area. There is one: what is stored for one kind takes another's place. */
struct matrix_data {
    uint8_t kind; /* 0: nothing is stored */
    uint8_t form; /* DataBar: n, composite: b of the linear part */
    struct bytes bytes;
    struct bytes linear; /* of a composite symbol */
};

struct matrix_place {
    unsigned room_dots; /* so wide the print area is */
    uint16_t dpi;
};

void matrix_settings_start(struct matrix_settings *settings);
/* Functions 65 to 72. Values out of their range leave everything as it is. */
void matrix_set(struct matrix_settings *settings, uint8_t kind, uint8_t function,
                const uint8_t *parameters, size_t length);
/* Function 80: its parameters from m on. False where memory is out; wrong ones store nothing. */
bool matrix_store(struct matrix_data *data, uint8_t kind, const uint8_t *parameters, size_t length);
void matrix_data_free(struct matrix_data *data);

/* "QR", as it stands in the text of a sheet. */
const char *matrix_name(const struct matrix_data *data, const struct matrix_settings *settings);
/*
 * The symbol without its quiet zone, which a printer leaves to its owner; how large a module is to
 * *module_dots. It may be wider than the room. DRV_INVALID where the data is none for it or nothing
 * is stored, DRV_LIMIT where no symbol holds it, DRV_MEMORY. *out is a new bitmap.
 */
int matrix_draw(const struct matrix_data *data, const struct matrix_settings *settings,
                const struct matrix_place *place, struct bitmap *out, uint16_t *module_dots);

#endif
