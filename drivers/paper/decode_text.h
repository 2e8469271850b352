/* SPDX-License-Identifier: MIT */
/*
 * What the bytes of text mean where they stand in a stream, and back: the code page of ESC t under
 * the letters of ESC R (pages.h), two bytes a character between FS & and FS . , UTF-8 after
 * FS ( C 48 2, or after ESC t 8 in Bematech's own language. ESC @ ends them, and also whose dialect
 * the stream is, is kept here, because whoever reads and whoever writes must agree on it.
 *
 * Which two-byte code a printer has depends on where it was sold; the bytes do not tell. Models
 * that know FS C are Japanese: 0 is JIS, 1 and 2 Shift JIS (as CP932). Before any FS C it is taken
 * for GB18030, which is what boards that wake up in Kanji mode have.
 *
 * Zero-initialise, then text_start; text_end frees. Sources: Epson's command reference, FS & FS .
 * FS C FS ( C.
 */
#ifndef COMEBACK_DRIVERS_PAPER_DECODE_TEXT_H
#define COMEBACK_DRIVERS_PAPER_DECODE_TEXT_H

#include <iconv.h>

#include "commands.h"
#include "pages.h"

enum text_coding {
    TEXT_PAGE, /* a byte a character */
    TEXT_GB18030,
    TEXT_JIS,
    TEXT_SHIFT_JIS,
    TEXT_UTF8,
};

enum { TEXT_CHARACTER_BYTES = 4 };

struct text_reading {
    struct code_pages pages;
    uint8_t meanings[256]; /* of the page in force, as far as asked */
    enum text_coding kanji_code;
    bool kanji, utf8;
    enum dialect dialect;    /* may begin with a guess */
    enum dialect said;       /* what the stream itself has said */
    enum text_coding opened; /* what the two converters are for */
    iconv_t to_unicode, from_unicode;
};

/* One character of a run of text. */
struct text_piece {
    size_t length;       /* bytes, at least 1 */
    uint32_t code_point; /* 0: the byte means nothing */
    bool sure;           /* no other bytes mean this character here */
};

/* False where memory is out. */
bool text_start(struct text_reading *reading);
void text_end(struct text_reading *reading);
/* Behind that token: keeps page, coding and dialect in step. False where memory is out. */
bool text_follow(struct text_reading *reading, const struct token *token);

struct text_piece text_piece_at(struct text_reading *reading, const uint8_t *bytes,
                                size_t available);
/* The bytes of a character, the lowest where there are several; 0 where it has none. */
size_t text_bytes_of(struct text_reading *reading, uint32_t code_point,
                     uint8_t out[TEXT_CHARACTER_BYTES]);

#endif
