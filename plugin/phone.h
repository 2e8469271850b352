/* SPDX-License-Identifier: MIT */
/*
 * Telephone numbers as people write them, made one text for one number: E.164, "+442079460958".
 *
 * Read are digits (ASCII, full-width, Arabic and eight more scripts), a "+" before the first of
 * them, and between them blanks, no-break spaces, dashes, ( ) [ ] . / and ~. "tel:" may stand in
 * front. Anything else is refused: letters, and with them and with # ; , every form of extension,
 * for an extension's number is its house's and not a customer's.
 *
 * A number is international after "+", "00", or an exit code of the shop's country; a trunk prefix
 * that stands after its calling code, in brackets or not, is dropped. Where two exit codes could be
 * meant and both readings are numbers, the text is refused. Else it is national: the trunk prefix
 * is dropped, and a local number gets its area where the country has only one. A text that is no
 * national number but is one behind its country's own calling code is taken for that.
 *
 * What is known of a country is its calling code, its prefixes, and how long its numbers are
 * (phone_table.c): that a number has the right length does not mean that it is anybody's.
 * Emergency numbers and short codes are shorter than any country's least and are refused; so are
 * Europe's six-digit 116 numbers. In Argentina a mobile written without its 15 or 9 cannot be told
 * from a fixed line.
 */
#ifndef COMEBACK_PHONE_H
#define COMEBACK_PHONE_H

#include "fault.h"

enum {
    PHONE_TEXT = 17,   /* + and 15 digits and NUL */
    PHONE_INPUT = 256, /* bytes of text that are looked at; more is refused */
};

/*
 * country is the shop's, two capitals of ISO 3166; one that is not known, or "", has international
 * numbers only. COMEBACK_OK, or COMEBACK_VALUE with a fault that quotes at most the last two
 * digits, because faults are logged; then out is untouched.
 */
int phone_normalise(const char *text, const char country[3], char out[PHONE_TEXT],
                    struct fault *fault);

/* The last two digits, which may be shown and kept. */
void phone_ending(const char *e164, char out[3]);

#endif
