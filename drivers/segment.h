/* SPDX-License-Identifier: MIT */
/*
 * One line of ReceiptLine cut at its bars. What stands between bars keeps the blanks around it as
 * alignment; a bar at the very start or end of a line aligns a single column.
 */
#ifndef COMEBACK_DRIVERS_SEGMENT_H
#define COMEBACK_DRIVERS_SEGMENT_H

#include <stddef.h>
#include <stdint.h>

#include "document_parts.h"

enum segment_form {
    SEGMENT_TEXT,
    SEGMENT_PROPERTY,
    SEGMENT_RULE,
    SEGMENT_CUT,
    SEGMENT_WRONG, /* a brace that belongs to no property */
};

struct segment {
    const char *start, *end; /* blanks around it not counted */
    uint8_t align;           /* 0 left, 1 centre, 2 right */
    enum segment_form form;
};

/* The last picture that was passed over; zero-initialise, one for each text. */
struct passed {
    const char *start, *end;
};

/*
 * Fills `segments` and returns how many; 0 where there are more than DOCUMENT_COLUMNS_MOST. An
 * empty line is one empty segment. Only a single segment can be a rule or a cut.
 */
size_t segment_split(const char *start, const char *end, struct passed *passed,
                     struct segment segments[DOCUMENT_COLUMNS_MOST]);

/* Where the line that begins at p ends; *next is where the one after it begins, or NULL. */
const char *segment_line_end(const char *p, const char *end, const char **next);

/*
 * Past "image:" and the letters of base64 behind it, where they stand at p; else p. There are
 * thousands of them and none means anything here, so that they are not looked at one by one, nor
 * by each who comes by.
 */
const char *segment_pass_picture(const char *p, const char *end, struct passed *passed);

#endif
