/* SPDX-License-Identifier: MIT */
/*
 * Code 128 of ISO/IEC 15417: which symbol characters say a text, and their bars. Values are those
 * of the standard, 0 to 106, from the start character to the stop character.
 */
#ifndef COMEBACK_DRIVERS_CODE128_H
#define COMEBACK_DRIVERS_CODE128_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    CODE128_TEXT_MOST = 80,
    CODE128_VALUES_MOST = 256, /* what the 255 bytes of a printer's command can become, and more */
    CODE128_QUIET_MODULES = 10 /* on each side, by the standard; printers leave none */
};

enum {
    CODE128_SHIFT = 98, /* one character of A while in B, or the other way round */
    CODE128_TO_C = 99,
    CODE128_TO_B = 100,
    CODE128_TO_A = 101,
    CODE128_START_A = 103,
    CODE128_START_B = 104,
    CODE128_START_C = 105,
};

struct code128 {
    uint16_t count;
    uint8_t values[CODE128_VALUES_MOST];
};

/*
 * The shortest symbol of sets A, B and C, shifts between A and B included, ended, in which no pair
 * of digits is 16: a printer takes that byte for DLE, and with a pair behind it for a command that
 * opens a drawer. A text of printable characters never needs set A. False, and *out untouched,
 * unless the text is 1 to CODE128_TEXT_MOST characters of ASCII.
 */
bool code128_encode(const char *text, size_t length, struct code128 *out);

/* Of values from elsewhere: the check character and the stop character, for which there is room. */
void code128_end(struct code128 *code);

/* The width of an ended symbol, without the quiet zone. */
unsigned code128_modules(const struct code128 *code);
/* x in modules from the left edge of the first bar. */
bool code128_is_black(const struct code128 *code, unsigned x);

#endif
