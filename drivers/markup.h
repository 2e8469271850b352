/* SPDX-License-Identifier: MIT */
/*
 * The smallest parts of a ReceiptLine column: stretches of text, escapes and decorations. UTF-8
 * that has been found valid goes in. Control characters, C1 among them, read as nothing, whether
 * they stand as they are or as \xhh.
 */
#ifndef COMEBACK_DRIVERS_MARKUP_H
#define COMEBACK_DRIVERS_MARKUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum markup_kind {
    MARKUP_NOTHING, /* a control character, or an escape that means nothing */
    MARKUP_TEXT,
    MARKUP_BREAK,  /* \n */
    MARKUP_TOGGLE, /* _ " or ` */
    MARKUP_SIZE,   /* ^ to ^^^^^^^ */
};

enum markup_flag { MARKUP_UNDERLINE = 1, MARKUP_EMPHASIS = 2, MARKUP_INVERT = 4 };

struct markup_token {
    enum markup_kind kind;
    const char *text; /* what to print; points into the source or into hex */
    size_t length;
    uint8_t value; /* the flag of a toggle, 1 to 7 of a size, or the control character */
    bool control;  /* \xhh named a control character of ASCII; the kind is nothing */
    char hex[2];   /* what \xhh named otherwise, in UTF-8 */
};

/* Reads one token and returns how many bytes of source it took; start is before end. */
size_t markup_next(const char *start, const char *end, struct markup_token *token);

/* An escape inside {property}: start is at the backslash. The kind is text, break or nothing. */
size_t markup_property_escape(const char *start, const char *end, struct markup_token *token);

/* True where start begins one of the escapes that hide a structural character: \\ \{ \| \} */
bool markup_hides(const char *start, const char *end);

/* ^ widens, ^^ heightens, ^^^ doubles both, each further one is a step larger. */
static inline unsigned markup_width_scale(uint8_t size)
{
    return size < 2 ? size + 1u : size - 1u;
}

static inline unsigned markup_height_scale(uint8_t size)
{
    return size < 2 ? 1u : size < 3 ? 2u : size - 1u;
}

static inline bool markup_is_blank(char c)
{
    return c == ' ' || c == '\t';
}

#endif
