/* SPDX-License-Identifier: MIT */
#include "text_normal.h"

#include <stdint.h>
#include <stdlib.h>
#include <utf8proc.h>

#include "text.h"

/* U+0300, the first mark, begins with this byte; no character below it is anything but normal. */
enum { LEAD_OF_MARKS = 0xcc };

/* Of one character by its canonical form: four in Unicode. */
enum { PARTS_MOST = 8 };

/* Vowels and final consonants of Hangul, which compose with what stands before them. */
static bool is_second_jamo(uint32_t codepoint)
{
    return codepoint >= 0x1161 && codepoint <= 0x11c2;
}

static bool is_mark(utf8proc_int32_t codepoint)
{
    utf8proc_category_t category = utf8proc_category(codepoint);
    return category >= UTF8PROC_CATEGORY_MN && category <= UTF8PROC_CATEGORY_ME;
}

/* Taken apart and put together again: most letters stay what they are. */
static bool comes_back(utf8proc_int32_t codepoint)
{
    utf8proc_int32_t parts[PARTS_MOST];
    utf8proc_ssize_t count =
        utf8proc_decompose_char(codepoint, parts, PARTS_MOST, UTF8PROC_DECOMPOSE, NULL);
    if (count == 1)
        return parts[0] == codepoint;
    return count > 1 && count <= PARTS_MOST &&
           utf8proc_normalize_utf32(parts, count, UTF8PROC_STABLE | UTF8PROC_COMPOSE) == 1 &&
           parts[0] == codepoint;
}

/*
 * Characters that are in normal form whatever stands before or behind them, of the scripts that are
 * printed most: utf8proc takes its time. Ends in a stop.
 */
static const struct {
    uint32_t first, last;
} usual[] = {
    {0x0000, 0x02ff},         {0x0391, 0x03ce}, {0x0400, 0x0482}, {0x048a, 0x052f},
    {0x05d0, 0x05ea},         {0x0620, 0x064a}, {0x0e01, 0x0e37}, {0x0e40, 0x0e47},
    {0x2010, 0x20cf},         {0x2500, 0x257f}, {0x3001, 0x3029}, {0x3041, 0x3096},
    {0x30a1, 0x30fa},         {0x4e00, 0x9fff}, {0xac00, 0xd7a3}, {0xff01, 0xffdc},
    {UINT32_MAX, UINT32_MAX},
};

static bool is_of_usual_script(uint32_t codepoint)
{
    size_t i = 0;
    while (codepoint > usual[i].last)
        i++;
    return codepoint >= usual[i].first;
}

bool text_is_normal_anywhere(uint32_t codepoint)
{
    utf8proc_int32_t value = (utf8proc_int32_t)codepoint;
    if (is_of_usual_script(codepoint))
        return true;
    return !is_mark(value) && !is_second_jamo(codepoint) && comes_back(value);
}

bool text_is_normal(const char *text, size_t length)
{
    for (const char *p = text, *end = text + length; p < end;) {
        if ((uint8_t)*p < LEAD_OF_MARKS) {
            p++;
            continue;
        }
        uint32_t codepoint;
        p += text_next(p, end, &codepoint);
        if (!text_is_normal_anywhere(codepoint))
            return false;
    }
    return true;
}

void text_normalize(const char *text, size_t length, struct bytes *out)
{
    utf8proc_uint8_t *normal = NULL;
    utf8proc_ssize_t taken =
        length == 0 ? 0
                    : utf8proc_map((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)length,
                                   &normal, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    if (taken > 0)
        bytes_add(out, normal, (size_t)taken);
    else
        bytes_add(out, text, length);
    free(normal);
}
