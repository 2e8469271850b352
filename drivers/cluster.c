/* SPDX-License-Identifier: MIT */
#include "cluster.h"

#include <utf8proc.h>

enum { FIRST_MARK = 0x300, FIRST_DASH = 0x2010, LAST_DRAWN = 0x257f };

/* Nothing below the first mark belongs to what stands beside it, nor to a dash, a quote, a sign of
 * money or a drawn line before it: most text, told quickly. */
static bool is_parted(uint32_t before, uint32_t codepoint, utf8proc_int32_t *state)
{
    bool usual = before < FIRST_MARK || (before >= FIRST_DASH && before <= LAST_DRAWN);
    return (usual && codepoint < FIRST_MARK) ||
           utf8proc_grapheme_break_stateful((utf8proc_int32_t)before, (utf8proc_int32_t)codepoint,
                                            state);
}

size_t cluster_next(const struct text_page *page, const char *start, const char *end,
                    unsigned *cells)
{
    uint32_t before, codepoint;
    utf8proc_int32_t state = 0;
    const char *p = start + text_next(start, end, &before);
    *cells = text_cells(page, before);
    while (p < end) {
        size_t taken = text_next(p, end, &codepoint);
        if (is_parted(before, codepoint, &state))
            break;
        *cells += text_cells(page, codepoint);
        before = codepoint;
        p += taken;
    }
    return (size_t)(p - start);
}

struct range {
    uint32_t first, last;
};

static bool is_in(const struct range *ranges, size_t count, uint32_t codepoint)
{
    size_t low = 0;
    while (low < count) {
        size_t middle = low + (count - low) / 2;
        if (codepoint > ranges[middle].last)
            low = middle + 1;
        else
            count = middle;
    }
    return codepoint >= ranges[low].first && codepoint <= ranges[low].last;
}

enum { IDEOGRAPH_LEAST = 0x2e80, LAST_CODEPOINT = 0x10ffff };

/* Han, kana, bopomofo and full-width forms; Hangul is written with blanks. Ends in a stop. */
static const struct range ideographs[] = {
    {IDEOGRAPH_LEAST, 0x2fdf}, {0x3001, 0x303f},
    {0x3041, 0x30ff},          {0x3105, 0x312f},
    {0x3190, 0x31ff},          {0x3220, 0x3247},
    {0x3280, 0x4dbf},          {0x4e00, 0x9fff},
    {0xf900, 0xfaff},          {0xfe30, 0xfe4f},
    {0xff01, 0xff60},          {0x1f200, 0x1f265},
    {0x20000, 0x3fffd},        {LAST_CODEPOINT + 1, LAST_CODEPOINT + 1},
};

/*
 * Never first in a line: closing brackets and stops (classes CL, CP, EX, IS), and of Japanese what
 * JIS X 4051 keeps there too (small kana, marks of iteration and length; class CJ and NS).
 */
static const struct range closers[] = {
    {'!', '!'},       {'%', '%'},       {')', ')'},       {',', '.'},
    {':', ';'},       {'?', '?'},       {']', ']'},       {'}', '}'},
    {0xa2, 0xa2},     {0xb0, 0xb0},     {0xbb, 0xbb},     {0x2010, 0x2013},
    {0x2019, 0x2019}, {0x201d, 0x201d}, {0x2025, 0x2026}, {0x2030, 0x2033},
    {0x203c, 0x203c}, {0x2047, 0x2049}, {0x2103, 0x2103}, {0x3001, 0x3002},
    {0x3005, 0x3005}, {0x3009, 0x3009}, {0x300b, 0x300b}, {0x300d, 0x300d},
    {0x300f, 0x300f}, {0x3011, 0x3011}, {0x3015, 0x3015}, {0x3017, 0x3017},
    {0x3019, 0x3019}, {0x301b, 0x301c}, {0x301e, 0x301f}, {0x303b, 0x303c},
    {0x3041, 0x3041}, {0x3043, 0x3043}, {0x3045, 0x3045}, {0x3047, 0x3047},
    {0x3049, 0x3049}, {0x3063, 0x3063}, {0x3083, 0x3083}, {0x3085, 0x3085},
    {0x3087, 0x3087}, {0x308e, 0x308e}, {0x3095, 0x3096}, {0x309b, 0x309e},
    {0x30a0, 0x30a1}, {0x30a3, 0x30a3}, {0x30a5, 0x30a5}, {0x30a7, 0x30a7},
    {0x30a9, 0x30a9}, {0x30c3, 0x30c3}, {0x30e3, 0x30e3}, {0x30e5, 0x30e5},
    {0x30e7, 0x30e7}, {0x30ee, 0x30ee}, {0x30f5, 0x30f6}, {0x30fb, 0x30fe},
    {0x31f0, 0x31ff}, {0xff01, 0xff01}, {0xff05, 0xff05}, {0xff09, 0xff09},
    {0xff0c, 0xff0c}, {0xff0e, 0xff0e}, {0xff1a, 0xff1b}, {0xff1f, 0xff1f},
    {0xff3d, 0xff3d}, {0xff5d, 0xff5d}, {0xff60, 0xff61}, {0xff63, 0xff65},
    {0xff67, 0xff70}, {0xff9e, 0xff9f}, {0xffe0, 0xffe0}, {LAST_CODEPOINT + 1, LAST_CODEPOINT + 1},
};

/* Never last in a line: opening brackets, and signs of money that stand before a number. */
static const struct range openers[] = {
    {'$', '$'},
    {'(', '('},
    {'[', '['},
    {'{', '{'},
    {0xa3, 0xa3},
    {0xa5, 0xa5},
    {0xab, 0xab},
    {0x2018, 0x2018},
    {0x201c, 0x201c},
    {0x20ac, 0x20ac},
    {0x3008, 0x3008},
    {0x300a, 0x300a},
    {0x300c, 0x300c},
    {0x300e, 0x300e},
    {0x3010, 0x3010},
    {0x3014, 0x3014},
    {0x3016, 0x3016},
    {0x3018, 0x3018},
    {0x301a, 0x301a},
    {0x301d, 0x301d},
    {0xff04, 0xff04},
    {0xff08, 0xff08},
    {0xff3b, 0xff3b},
    {0xff5b, 0xff5b},
    {0xff5f, 0xff5f},
    {0xff62, 0xff62},
    {0xffe1, 0xffe1},
    {0xffe5, 0xffe5},
    {LAST_CODEPOINT + 1, LAST_CODEPOINT + 1},
};

#define IS_IN(ranges, codepoint) is_in(ranges, sizeof(ranges) / sizeof((ranges)[0]), codepoint)

bool cluster_can_break(uint32_t before, uint32_t after)
{
    if (before < IDEOGRAPH_LEAST && after < IDEOGRAPH_LEAST)
        return false;
    bool beside_ideograph = IS_IN(ideographs, before) || IS_IN(ideographs, after);
    return beside_ideograph && !IS_IN(closers, after) && !IS_IN(openers, before);
}
