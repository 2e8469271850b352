/* SPDX-License-Identifier: MIT */
/*
 * One row of a receipt, and one pattern over it (receipt.h says what patterns look like).
 *
 * Where the words before {} can end is found from the row's start, where the words behind it can
 * begin from its end, each by one pass over the row a word of the pattern; so whatever rows and
 * patterns are, time is at most their product, and nothing is ever tried again. Rows are looked at
 * up to PATTERN_ROW characters, which is more than any paper is wide.
 */
#ifndef COMEBACK_TAP_PATTERN_H
#define COMEBACK_TAP_PATTERN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "receipt.h"

enum { PATTERN_ROW = 256 };

/* A blank stands before the first and behind the last character. */
struct pattern_row {
    int count;
    uint32_t point[PATTERN_ROW];      /* in small letters */
    const char *text;                 /* as it stands on paper; the caller's */
    uint16_t offset[PATTERN_ROW + 1]; /* of each character in it */
};

/* At most UINT16_MAX bytes are looked at. */
void pattern_row_read(const char *text, size_t length, struct pattern_row *out);
/* Is there nothing but blanks? */
bool pattern_row_is_empty(const struct pattern_row *row);

struct pattern_span {
    const char *start, *end;
};

/* One alternative, parted; points into the pattern's text. */
struct pattern {
    struct pattern_span before; /* a row that must stand above; empty: none */
    struct pattern_span left, shape, right;
    bool below;    /* there is a row `before` */
    bool captures; /* has {} */
};

/* What a value must be. */
enum pattern_value { PATTERN_WORD, PATTERN_NUMBERED, PATTERN_PHRASE, PATTERN_AMOUNT };

/* The next alternative of *rest, which moves behind it; false at the end. */
bool pattern_next(const char **rest, struct pattern *out);

/*
 * Does the row fit; above is the row that is not empty before it, or NULL. *start and *end are the
 * value's characters (equal where the pattern has no {}).
 */
bool pattern_match(const struct pattern *pattern, enum pattern_value kind, uint8_t currency_digits,
                   const struct pattern_row *above, const struct pattern_row *row, int *start,
                   int *end);

/* The small letter; one sigma, wherever it stands. */
uint32_t pattern_fold(uint32_t point);
/* Of any script. */
bool pattern_is_letter(uint32_t point);
static inline bool pattern_is_digit(uint32_t point)
{
    return point >= '0' && point <= '9';
}
/* 21.11.2026 21/11/26 2026-11-21 10:20 10:20:02, and nothing else, in [start, end). */
bool pattern_is_date_or_time(const struct pattern_row *row, int start, int end);
/* In [start, end). */
bool pattern_has_digit(const struct pattern_row *row, int start, int end);

#endif
