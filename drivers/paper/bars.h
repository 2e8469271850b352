/* SPDX-License-Identifier: MIT */
/*
 * What the data of GS k becomes: bars and spaces, and the text that people read (HRI). The
 * patterns are zint's; those of GS k 73 and 74, where the data or its function characters name what
 * is sent, are of code128.h.
 *
 * Data as Epson's TM-J2000 specification (p. 341 to 349) has it, and the manuals that follow it
 * (TM-T85 p. 111, HPRT TP80K p. 68). A check digit that is given is drawn as it is, right or wrong;
 * that of UPC-E lies in all of its digits and zint draws the right one only: data with a wrong one
 * is refused. Where no check digit is given it is computed. Of ITF an odd last digit is dropped.
 * In GS1-128 and GS1 DataBar Expanded a blank and ( ) stand in the text only, * is the check digit
 * of what stands since the application identifier, {1 and {3 are FNC1 and FNC3, {{ {( {) {* are
 * the characters themselves; zint, which draws the latter, leaves out an FNC1 that no reader needs.
 */
#ifndef COMEBACK_DRIVERS_PAPER_BARS_H
#define COMEBACK_DRIVERS_PAPER_BARS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../bytes.h"

/* The m of GS k; 0 to 6 are the first seven. */
enum bars_system {
    BARS_UPC_A = 65,
    BARS_UPC_E,
    BARS_EAN13,
    BARS_EAN8,
    BARS_CODE39,
    BARS_ITF,
    BARS_CODABAR,
    BARS_CODE93,
    BARS_CODE128,
    BARS_GS1_128,
    BARS_DATABAR,
    BARS_DATABAR_TRUNCATED,
    BARS_DATABAR_LIMITED,
    BARS_DATABAR_EXPANDED,
    BARS_CODE128_AUTO,
    BARS_END,
};

enum { BARS_ELEMENTS_MOST = 1600 };

struct bars {
    const char *name; /* "EAN-13" */
    bool two_widths;  /* an element is thin or thick, 1 or 2, whose dots GS w tells */
    uint16_t count;
    uint8_t elements[BARS_ELEMENTS_MOST]; /* bar and space in turn, in modules; the first may be 0
                                             wide, where a space begins */
    struct bytes said;                    /* what a scanner says, without function characters */
    struct bytes text;                    /* HRI, UTF-8 */
};

/*
 * *taken tells how many bytes of the data were used; what is behind them is data like any other.
 * DRV_INVALID: this is no data for it, *taken being up to the byte that was wrong, 0 where the
 * length was. DRV_LIMIT: longer than any paper is wide. DRV_MEMORY. *out is for bars_free whatever
 * the answer; zero-initialise it.
 */
int bars_read(enum bars_system system, const uint8_t *data, size_t length, struct bars *out,
              size_t *taken);
void bars_free(struct bars *bars);

/* Width in dots, thin elements (or modules) and thick ones being so many. */
unsigned bars_width_dots(const struct bars *bars, unsigned thin_dots, unsigned thick_dots);
bool bars_takes_length(enum bars_system system, size_t length);
/* GS k 0 to 6 end at so many bytes, with or without NUL. */
size_t bars_data_most(enum bars_system system);

#endif
