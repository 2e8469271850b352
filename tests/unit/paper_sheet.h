/* SPDX-License-Identifier: MIT */
/*
 * What the tests of paper share: bytes onto sheets, and pictures of dots to hold against them. A
 * picture is worked out by the test from the plain letter, by no code of the machine.
 */
#ifndef COMEBACK_TESTS_PAPER_SHEET_H
#define COMEBACK_TESTS_PAPER_SHEET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../drivers/paper/paper.h"

enum { PICTURE_MAX_DOTS = 400 };

struct picture {
    unsigned width, height;
    bool black[PICTURE_MAX_DOTS][PICTURE_MAX_DOTS]; /* by row */
};

/* A profile with Epson's usual pages; 512 dots are those of 180 an inch. */
struct profile sheet_profile(uint16_t dots);
/* Ends the test where it is not printed. */
struct paper *sheet_print(uint16_t dots, const void *bytes, size_t length);
const struct paper_sheet *sheet_first(const struct paper *paper);
bool sheet_is_black(const struct paper_sheet *sheet, unsigned x, unsigned y);
size_t sheet_count_black(const struct paper_sheet *sheet);

/* The letter as font A or B prints it alone on white. */
void picture_of_letter(char letter, bool font_b, struct picture *out);
void picture_enlarge(struct picture *picture, unsigned wide, unsigned high);
void picture_turn_clockwise(struct picture *picture);
/* A rectangle of black, laid over what is there; the picture grows where it is too small. */
void picture_fill(struct picture *picture, unsigned x, unsigned y, unsigned width, unsigned height);
void picture_invert(struct picture *picture);
void picture_lay(struct picture *picture, unsigned x, unsigned y, const struct picture *over);
/* The whole sheet is that picture at x, y and nothing else. */
void sheet_check_only(const struct paper_sheet *sheet, unsigned x, unsigned y,
                      const struct picture *picture);

#define PRINT(dots, text) sheet_print(dots, text, sizeof(text) - 1)

#endif
