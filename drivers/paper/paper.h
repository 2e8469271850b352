/* SPDX-License-Identifier: MIT */
/*
 * The virtual printer: ESC/POS bytes in, sheets of dots out, as a head of that width burns them.
 * Font A is Terminus 12x24 under another name, font B is derived from it (font.h).
 *
 * What it is: a Western model in standard mode. Line spacing starts at 30 dots (3.75 mm at 203
 * dpi); motion units are those of TM-T88 at 180 dpi (1/180 across, 1/360 down) and one dot at 203
 * dpi, until GS P. The cutter stands at the head, so GS V 66 0 feeds nothing. As on paper: what no
 * line feed has printed stays in the buffer and is not on the sheet, a cut within a line is
 * ignored, and a code, a raster image, a margin or ESC a within a line is too. A code too wide
 * prints nothing, nor does one of data that its kind does not have. ESC t knows the pages of the
 * profile; on any other the upper half is hollow boxes. Not drawn yet: page mode, barcodes other
 * than Code 128 (GS k 73) and the text at their sides, symbols other than QR, GS ( L graphics,
 * stored images, user-defined characters, Kanji. No state between calls.
 */
#ifndef COMEBACK_DRIVERS_PAPER_PAPER_H
#define COMEBACK_DRIVERS_PAPER_PAPER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../bytes.h"
#include "../profile.h"
#include "../status.h"

/* A line of text, or a picture: a code or an image. */
struct paper_block {
    uint32_t y_dots;
    uint32_t height_dots;
    uint16_t x_dots;
    uint16_t width_dots;  /* 0: a line of text */
    uint16_t module_dots; /* a code's module; 0 for images and text */
    size_t text_offset; /* its line in the sheet's text; may lie behind the end, then it is blank */
};

/* One piece of paper, from the last cut to this one (or to the end of the bytes). */
struct paper_sheet {
    uint16_t width_dots;
    uint32_t height_dots;
    uint16_t dpi;
    size_t stride;       /* bytes a row, most significant bit leftmost, 1 is black */
    const uint8_t *dots; /* height_dots * stride bytes, owned by the paper */
    bool cut;            /* false: the bytes ended before a cut */
    /* Lines as UTF-8, trailing blanks trimmed; codes as [QR data], pictures as [image 384x96]. */
    const char *text;
    const struct paper_block *blocks; /* what stands on the sheet, from top to bottom */
    size_t block_count;
};

struct paper;

/*
 * Limits, else DRV_LIMIT: 8 MiB of bytes, 20,000 rows of dots a sheet, 64 sheets, 1,000 codes; a
 * head of 96 to 1,024 dots, else DRV_UNSUPPORTED. No sheet where nothing was printed or fed.
 */
int paper_print(const uint8_t *bytes, size_t length, const struct profile *profile,
                struct paper **out, struct drv_fault *fault);
void paper_free(struct paper *paper); /* NULL is fine */
size_t paper_sheet_count(const struct paper *paper);
const struct paper_sheet *paper_sheet_at(const struct paper *paper, size_t index);

/* Appends a PNG of one bit a pixel with the margins of 58 or 80 mm paper and pHYs from dpi. */
int paper_png(const struct paper_sheet *sheet, struct bytes *out, struct drv_fault *fault);
/*
 * Appends the sheet for a terminal of `columns` cells (24 to 1,000, else DRV_UNSUPPORTED): text as
 * text, pictures in half blocks, a code with one module a half cell so that a phone can read it off
 * the screen; what is too wide for the columns is named instead. UTF-8 without escape sequences.
 */
int paper_terminal(const struct paper_sheet *sheet, unsigned columns, struct bytes *out);

#endif
