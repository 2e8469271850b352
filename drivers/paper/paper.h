/* SPDX-License-Identifier: MIT */
/*
 * The virtual printer: ESC/POS bytes in, sheets of dots out, as a head of that width burns them;
 * exact in position, size and state by Epson's TM command set, in standard and in page mode. No
 * state between calls.
 *
 * Which facts are whose stands where they are acted upon (stamps.h, page.h, machine_*.c); the
 * paper's own: line spacing starts at 30 dots; vertical motion units are as many a dot as the
 * profile says (TM-T88's 2 where it does not, at 180 dpi), and half dots add up. What no line feed
 * has printed stays in the buffer and is not on the sheet. A cut within a line or in page mode is
 * ignored, as is within a line whatever the reference takes at its start alone. GS V 65 and 66 feed
 * to the blade, which is no distance here; GS V 0 and 1, ESC i and ESC m cut where they stand, the
 * profile's blade_lines above the head, and what has not come to the blade stays for the next sheet
 * unless it is white. GS V 97 and 98 cut at the end of the line that reaches their place.
 *
 * What the reference leaves open: ESC $, ESC \ and HT alone make a line that is not at its start,
 * and the furthest right that they reached is what ESC a centres; of spacings, half dots add up in
 * standard mode alone, and ESC @ keeps them; a page that nothing was put into feeds nothing; CAN
 * leaves the position where it is.
 *
 * Characters: font A is Terminus 12x24 under another name, font B, 9x17, is derived from it
 * (font.h). What has no glyph, as Katakana and Kanji, is a hollow box of the right size; the text
 * of the sheet says it. ESC t knows the pages of the profile where ESC t is trusted there, and on
 * any other the upper half is hollow boxes; else those of Epson's numbers (pages.h).
 *
 * Not drawn: smoothing (GS b), colours, watermarks, user-defined Kanji (FS 2), the ruled lines of
 * standard mode (GS ( Q 50 and 51). CR and what a model
 * would print of commands that it does not know are ignored; macros run without their waits.
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
 * Limits, else DRV_LIMIT: 8 MiB of bytes, 20,000 rows of dots a sheet, 64 sheets, 1,000 codes, 10
 * million rows cleared by CAN; a head of 96 to 1,024 dots, else DRV_UNSUPPORTED. No sheet where
 * nothing was printed or fed.
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
 * the screen; what is too wide for the columns, or an image of at most 64 rows, which is a line of
 * text or bars, is named instead. UTF-8 without escape sequences.
 */
int paper_terminal(const struct paper_sheet *sheet, unsigned columns, struct bytes *out);

#endif
