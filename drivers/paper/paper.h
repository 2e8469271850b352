/* SPDX-License-Identifier: MIT */
/*
 * The virtual printer: ESC/POS bytes in, sheets of dots out, exactly as a head of that width would
 * burn them. Font A is Terminus 12x24 under another name (see glyphs.c). No state between calls.
 */
#ifndef COMEBACK_DRIVERS_PAPER_PAPER_H
#define COMEBACK_DRIVERS_PAPER_PAPER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../bytes.h"
#include "../profile.h"
#include "../status.h"

/* One piece of paper, from the last cut to this one (or to the end of the bytes). */
struct paper_sheet {
    uint16_t width_dots;
    uint32_t height_dots;
    uint16_t dpi;
    size_t stride;       /* bytes a row, most significant bit leftmost, 1 is black */
    const uint8_t *dots; /* height_dots * stride bytes, owned by the paper */
    bool cut;            /* false: the bytes ended before a cut */
    const char *text;    /* the sheet's lines as UTF-8, trailing blanks trimmed; codes as [QR data] */
};

struct paper;

/* Limits: 8 MiB of bytes, 20,000 rows of dots a sheet, 64 sheets. */
int paper_print(const uint8_t *bytes, size_t length, const struct profile *profile,
                struct paper **out, struct drv_fault *fault);
void paper_free(struct paper *paper); /* NULL is fine */
size_t paper_sheet_count(const struct paper *paper);
const struct paper_sheet *paper_sheet_at(const struct paper *paper, size_t index);

/* A PNG of one bit a pixel, a white margin like that of real paper, pHYs from dpi; appended to out. */
int paper_png(const struct paper_sheet *sheet, struct bytes *out, struct drv_fault *fault);
/* The sheet for a terminal, two dots a character cell by half blocks, scaled to `columns` cells. */
int paper_terminal(const struct paper_sheet *sheet, unsigned columns, struct bytes *out);

#endif
