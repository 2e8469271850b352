/* SPDX-License-Identifier: MIT */
#include "pages.h"

#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "pages_table.h"

/*
 * ESC t n as Epson's TM series counts; makers differ, which is what `own` is for. Not here: 6 to 8
 * (Hiragana, one-pass Kanji), 66 to 75 and 82 (Indian scripts), 254 and 255 (the user's own).
 */
static const char *const epson_pages[256] = {
    [0] = "CP437",       [1] = "KATAKANA", [2] = "CP850",      [3] = "CP860",
    [4] = "CP863",       [5] = "CP865",    [11] = "CP851",     [12] = "CP853",
    [13] = "CP857",      [14] = "CP737",   [15] = "ISO8859-7", [16] = "CP1252",
    [17] = "CP866",      [18] = "CP852",   [19] = "CP858",     [20] = "THAI42",
    [21] = "THAI11",     [26] = "THAI18",  [30] = "TCVN3",     [31] = "TCVN3-CAPITALS",
    [32] = "CP720",      [33] = "CP775",   [34] = "CP855",     [35] = "CP861",
    [36] = "CP862",      [37] = "CP864",   [38] = "CP869",     [39] = "ISO8859-2",
    [40] = "ISO8859-15", [41] = "CP1098",  [42] = "CP774",     [43] = "CP772",
    [44] = "CP1125",     [45] = "CP1250",  [46] = "CP1251",    [47] = "CP1253",
    [48] = "CP1254",     [49] = "CP1255",  [50] = "CP1256",    [51] = "CP1257",
    [52] = "CP1258",     [53] = "RK1048",
};

enum { NATIONAL_COUNT = 12 };
static const uint8_t national_bytes[NATIONAL_COUNT] = {0x23, 0x24, 0x40, 0x5B, 0x5C, 0x5D,
                                                       0x5E, 0x60, 0x7B, 0x7C, 0x7D, 0x7E};
/* ESC R n, the international character sets of Epson's TM series. */
static const uint16_t national[][NATIONAL_COUNT] = {
    {'#', '$', '@', '[', '\\', ']', '^', '`', '{', '|', '}', '~'},
    {'#', '$', 0xE0, 0xB0, 0xE7, 0xA7, '^', '`', 0xE9, 0xF9, 0xE8, 0xA8},
    {'#', '$', 0xA7, 0xC4, 0xD6, 0xDC, '^', '`', 0xE4, 0xF6, 0xFC, 0xDF},
    {0xA3, '$', '@', '[', '\\', ']', '^', '`', '{', '|', '}', '~'},
    {'#', '$', '@', 0xC6, 0xD8, 0xC5, '^', '`', 0xE6, 0xF8, 0xE5, '~'},
    {'#', 0xA4, 0xC9, 0xC4, 0xD6, 0xC5, 0xDC, 0xE9, 0xE4, 0xF6, 0xE5, 0xFC},
    {'#', '$', '@', 0xB0, '\\', 0xE9, '^', 0xF9, 0xE0, 0xF2, 0xE8, 0xEC},
    {0x20A7, '$', '@', 0xA1, 0xD1, 0xBF, '^', '`', 0xA8, 0xF1, '}', '~'},
    {'#', '$', '@', '[', 0xA5, ']', '^', '`', '{', '|', '}', '~'},
    {'#', 0xA4, 0xC9, 0xC6, 0xD8, 0xC5, 0xDC, 0xE9, 0xE6, 0xF8, 0xE5, 0xFC},
    {'#', '$', 0xC9, 0xC6, 0xD8, 0xC5, 0xDC, 0xE9, 0xE6, 0xF8, 0xE5, 0xFC},
    {'#', '$', 0xE1, 0xA1, 0xD1, 0xBF, 0xE9, '`', 0xED, 0xF1, 0xF3, 0xFA},
    {'#', '$', 0xE1, 0xA1, 0xD1, 0xBF, 0xE9, 0xFC, 0xED, 0xF1, 0xF3, 0xFA},
    {'#', '$', '@', '[', 0x20A9, ']', '^', '`', '{', '|', '}', '~'},
    {'#', '$', 0x17D, 0x160, 0x110, 0x106, 0x10C, 0x17E, 0x161, 0x111, 0x107, 0x10D},
    {'#', 0xA5, '@', '[', '\\', ']', '^', '`', '{', '|', '}', '~'},
    {'#', 0x20AB, '@', '[', '\\', ']', '^', '`', '{', '|', '}', '~'},
    {'#', '$', '@', '[', '\\', ']', '^', '`', '{', '|', '}', '~'},
    {'#', 0x20B9, '@', '[', '\\', ']', '^', '`', '{', '|', '}', '~'},
};

enum { LAST_COUNTRY = 17, INDIA = 18 };

/* Arabia is 17; India's scripts, 66 to 75 and 82, have one set. */
static int national_row(uint8_t country)
{
    bool indian = (country >= 66 && country <= 75) || country == 82;
    if (indian)
        return INDIA;
    return country <= LAST_COUNTRY ? country : -1;
}

static uint16_t convert_byte(iconv_t converter, uint8_t byte)
{
    char in[1] = {(char)byte};
    uint8_t out[8];
    char *from = in, *to = (char *)out;
    size_t from_left = 1, to_left = sizeof out;
    iconv(converter, NULL, NULL, NULL, NULL);
    if (iconv(converter, &from, &from_left, &to, &to_left) == (size_t)-1)
        return 0;
    /* Vietnamese pages hold letters back until the next byte; the second call lets them out. */
    iconv(converter, NULL, NULL, &to, &to_left);
    return to_left == sizeof out - 2 ? (uint16_t)(out[0] << 8 | out[1]) : 0;
}

static void convert_upper_half(const char *name, uint16_t *code_point)
{
    iconv_t converter = iconv_open("UCS-2BE", name);
    if (converter == (iconv_t)-1)
        return;
    for (int byte = 0x80; byte <= 0xFF; byte++)
        code_point[byte] = convert_byte(converter, (uint8_t)byte);
    iconv_close(converter);
}

/* The euro came to page 857 after iconv's table; npm codepage-encoder has it. */
static void add_late_euro(const char *name, uint16_t *code_point)
{
    if (strcmp(name, "CP857") == 0 && code_point[0xD5] == 0)
        code_point[0xD5] = 0x20AC;
}

static const char *name_of(const struct code_pages *pages, uint8_t number)
{
    if (pages->own == NULL)
        return epson_pages[number];
    for (int i = 0; i < PROFILE_PAGES && pages->own[i].name != NULL; i++)
        if (pages->own[i].number == number)
            return pages->own[i].name;
    return NULL;
}

static uint16_t *load(const struct code_pages *pages, uint8_t number)
{
    const char *name = name_of(pages, number);
    uint16_t *code_point = calloc(256, sizeof *code_point);
    if (code_point == NULL)
        return NULL;
    for (int byte = 0x20; byte <= 0x7E; byte++)
        code_point[byte] = (uint16_t)byte;
    const uint16_t *table = name == NULL ? NULL : page_table_find(name);
    if (table != NULL)
        memcpy(code_point + 0x80, table, 0x80 * sizeof *table);
    else if (name != NULL) {
        convert_upper_half(name, code_point);
        add_late_euro(name, code_point);
    }
    return code_point;
}

static void refresh(struct code_pages *pages)
{
    struct code_page *page = &pages->current;
    memcpy(page->code_point, pages->loaded[pages->number], sizeof page->code_point);
    const uint16_t *letters = national[national_row(pages->country)];
    for (int i = 0; i < NATIONAL_COUNT; i++)
        page->code_point[national_bytes[i]] = letters[i];
}

bool code_pages_select(struct code_pages *pages, uint8_t number)
{
    if (pages->loaded[number] == NULL)
        pages->loaded[number] = load(pages, number);
    if (pages->loaded[number] == NULL)
        return false;
    pages->number = number;
    refresh(pages);
    return true;
}

void code_pages_set_country(struct code_pages *pages, uint8_t country)
{
    if (national_row(country) < 0)
        return;
    pages->country = country;
    refresh(pages);
}

bool code_pages_start(struct code_pages *pages)
{
    pages->country = 0;
    return code_pages_select(pages, 0);
}

void code_pages_free(struct code_pages *pages)
{
    for (int i = 0; i < 256; i++)
        free(pages->loaded[i]);
    memset(pages->loaded, 0, sizeof pages->loaded);
}

bool code_page_is_unique(const struct code_page *page, uint8_t byte)
{
    for (int other = 0; other < 256; other++)
        if (other != byte && page->code_point[other] == page->code_point[byte])
            return false;
    return true;
}

unsigned code_point_width(uint32_t code_point)
{
    return (unsigned)utf8proc_charwidth((utf8proc_int32_t)code_point);
}

uint8_t code_point_utf8(uint32_t code_point, uint8_t out[static 4])
{
    return (uint8_t)utf8proc_encode_char((utf8proc_int32_t)code_point, out);
}

void code_point_add(struct bytes *out, uint32_t code_point)
{
    uint8_t text[4];
    bytes_add(out, text, code_point_utf8(code_point, text));
}
