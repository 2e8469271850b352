/* SPDX-License-Identifier: MIT */
#include "text.h"

#include <iconv.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

enum { NO_BREAK_SPACE = 0xa0, SOFT_HYPHEN = 0xad, REPLACEMENT = 0xfffd };

struct plain_form {
    uint16_t codepoint;
    char text[TEXT_BYTES_MOST + 1];
};

static const struct plain_form plain_forms[] = {
    {NO_BREAK_SPACE, " "}, {SOFT_HYPHEN, ""}, {0x2002, " "},   {0x2003, " "},      {0x2007, " "},
    {0x2009, " "},         {0x200a, " "},     {0x2010, "-"},   {0x2011, "-"},      {0x2012, "-"},
    {0x2013, "-"},         {0x2014, "-"},     {0x2015, "-"},   {0x2018, "'"},      {0x2019, "'"},
    {0x201a, ","},         {0x201b, "'"},     {0x201c, "\""},  {0x201d, "\""},     {0x201e, "\""},
    {0x201f, "\""},        {0x2022, "*"},     {0x2026, "..."}, {0x202f, " "},      {0x2032, "'"},
    {0x2033, "\""},        {0x2039, "<"},     {0x203a, ">"},   {0x20ac, "EUR"},    {0x2122, "TM"},
    {0x2212, "-"},         {0x2500, "-"},     {0x2502, "|"},   {0x250c, "+"},      {0x2510, "+"},
    {0x2514, "+"},         {0x2518, "+"},     {0x251c, "+"},   {0x2524, "+"},      {0x252c, "+"},
    {0x2534, "+"},         {0x253c, "+"},     {0x3000, "  "},  {REPLACEMENT, "?"},
};

/* Latin letters that Unicode does not take apart into a letter and its marks. */
static const struct plain_form whole_letters[] = {
    {0xc6, "AE"}, {0xd0, "D"},  {0xd8, "O"},    {0xde, "TH"}, {0xdf, "ss"},  {0xe6, "ae"},
    {0xf0, "d"},  {0xf8, "o"},  {0xfe, "th"},   {0x110, "D"}, {0x111, "d"},  {0x126, "H"},
    {0x127, "h"}, {0x131, "i"}, {0x141, "L"},   {0x142, "l"}, {0x152, "OE"}, {0x153, "oe"},
    {0x166, "T"}, {0x167, "t"}, {0x1e9e, "SS"},
};

const struct text_page text_ascii = {0};

static int by_codepoint(const void *left, const void *right)
{
    return *(const uint16_t *)left - *(const uint16_t *)right;
}

/* Typographic blanks are kept out of the page: clones draw boxes for them. */
static bool is_wanted(uint32_t codepoint)
{
    return codepoint > NO_BREAK_SPACE && codepoint != SOFT_HYPHEN && codepoint < REPLACEMENT;
}

static bool codepoint_of(iconv_t converter, uint8_t byte, uint32_t *codepoint)
{
    uint8_t unicode[4];
    char *in = (char *)&byte, *out = (char *)unicode;
    size_t in_left = 1, out_left = sizeof unicode;
    iconv(converter, NULL, NULL, NULL, NULL);
    if (iconv(converter, &in, &in_left, &out, &out_left) == (size_t)-1 || out_left > 0)
        return false;
    *codepoint = unicode[0] | unicode[1] << 8 | unicode[2] << 16 | (uint32_t)unicode[3] << 24;
    return true;
}

/* As bsearch, which would call for each comparison. */
static const struct text_entry *find_entry(const struct text_page *page, uint32_t codepoint)
{
    const struct text_entry *first = page->entries;
    for (size_t count = page->count; count > 0; count /= 2) {
        const struct text_entry *middle = first + count / 2;
        if (middle->codepoint == codepoint)
            return middle;
        if (middle->codepoint < codepoint) {
            first = middle + 1;
            count--;
        }
    }
    return NULL;
}

static bool is_latin(uint32_t codepoint)
{
    return codepoint >= TEXT_LATIN_FIRST && codepoint < TEXT_LATIN_END;
}

/* 0 where the page has none. */
static uint8_t byte_of(const struct text_page *page, uint32_t codepoint)
{
    if (is_latin(codepoint))
        return page->latin[codepoint - TEXT_LATIN_FIRST];
    const struct text_entry *entry = find_entry(page, codepoint);
    return entry != NULL ? entry->byte : 0;
}

static void note_byte(struct text_page *page, uint32_t codepoint, uint8_t byte)
{
    if (is_latin(codepoint))
        page->latin[codepoint - TEXT_LATIN_FIRST] = byte;
}

int text_page_open(const char *name, struct text_page *page, struct drv_fault *fault)
{
    iconv_t converter = iconv_open("UTF-32LE", name);
    if (converter == (iconv_t)-1)
        return drv_fail(fault, DRV_UNSUPPORTED, "no code page \"%s\" on this machine", name);
    *page = (struct text_page){0};
    for (unsigned byte = 0x80; byte <= 0xff; byte++) {
        uint32_t codepoint;
        if (codepoint_of(converter, (uint8_t)byte, &codepoint) && is_wanted(codepoint))
            page->entries[page->count++] = (struct text_entry){(uint16_t)codepoint, (uint8_t)byte};
    }
    iconv_close(converter);
    qsort(page->entries, page->count, sizeof page->entries[0], by_codepoint);
    for (unsigned i = 0; i < page->count; i++)
        note_byte(page, page->entries[i].codepoint, page->entries[i].byte);
    return DRV_OK;
}

void text_page_add(struct text_page *page, uint16_t codepoint)
{
    if (page->count == TEXT_ENTRIES_MOST || find_entry(page, codepoint) != NULL)
        return;
    unsigned at = page->count++;
    for (; at > 0 && page->entries[at - 1].codepoint > codepoint; at--)
        page->entries[at] = page->entries[at - 1];
    page->entries[at] = (struct text_entry){codepoint, '?'};
    note_byte(page, codepoint, '?');
}

void text_page_remove(struct text_page *page, uint16_t codepoint)
{
    const struct text_entry *found = find_entry(page, codepoint);
    if (found == NULL)
        return;
    size_t at = (size_t)(found - page->entries);
    page->count--;
    memmove(&page->entries[at], &page->entries[at + 1],
            (page->count - at) * sizeof page->entries[0]);
    note_byte(page, codepoint, 0);
}

bool text_page_has(const struct text_page *page, uint32_t codepoint)
{
    return byte_of(page, codepoint) != 0;
}

static const struct plain_form *find_form(const struct plain_form *forms, size_t count,
                                          uint32_t codepoint)
{
    uint16_t key = (uint16_t)codepoint;
    return codepoint > UINT16_MAX ? NULL
                                  : bsearch(&key, forms, count, sizeof forms[0], by_codepoint);
}

static const struct plain_form *find_plain_form(uint32_t codepoint)
{
    return find_form(plain_forms, sizeof plain_forms / sizeof plain_forms[0], codepoint);
}

static bool is_ascii_letter(utf8proc_int32_t codepoint)
{
    return (codepoint >= 'A' && codepoint <= 'Z') || (codepoint >= 'a' && codepoint <= 'z');
}

/* False where it is no Latin letter with something to lose. */
static bool find_bare_letter(uint32_t codepoint, struct plain_form *out)
{
    const struct plain_form *form =
        find_form(whole_letters, sizeof whole_letters / sizeof whole_letters[0], codepoint);
    utf8proc_int32_t parts[8];
    if (form != NULL) {
        *out = *form;
        return true;
    }
    utf8proc_ssize_t count =
        utf8proc_decompose_char((utf8proc_int32_t)codepoint, parts, sizeof parts / sizeof parts[0],
                                UTF8PROC_DECOMPOSE, NULL);
    if (count < 1 || !is_ascii_letter(parts[0]))
        return false;
    *out = (struct plain_form){(uint16_t)codepoint, {(char)parts[0]}};
    return true;
}

static unsigned put_plain_form(uint32_t codepoint, uint8_t out[TEXT_BYTES_MOST])
{
    struct plain_form bare;
    const struct plain_form *form = find_plain_form(codepoint);
    if (form == NULL && find_bare_letter(codepoint, &bare))
        form = &bare;
    if (form != NULL) {
        memcpy(out, form->text, TEXT_BYTES_MOST);
        return (unsigned)strlen(form->text);
    }
    int cells = utf8proc_charwidth((utf8proc_int32_t)codepoint);
    memset(out, '?', TEXT_BYTES_MOST);
    return cells < 0 ? 0 : (unsigned)cells;
}

unsigned text_put(const struct text_page *page, uint32_t codepoint, uint8_t out[TEXT_BYTES_MOST])
{
    if (codepoint < 0x20 || (codepoint >= 0x7f && codepoint < NO_BREAK_SPACE))
        return 0;
    out[0] = (uint8_t)codepoint;
    if (codepoint < 0x7f)
        return 1;
    uint8_t byte = byte_of(page, codepoint);
    if (byte == 0)
        return put_plain_form(codepoint, out);
    out[0] = byte;
    return 1;
}

enum text_loss text_loss(const struct text_page *page, uint32_t codepoint)
{
    if (codepoint < 0x7f || text_page_has(page, codepoint))
        return TEXT_WHOLE;
    struct plain_form bare;
    bool shows = codepoint > NO_BREAK_SPACE && utf8proc_charwidth((utf8proc_int32_t)codepoint) > 0;
    if (!shows || find_plain_form(codepoint) != NULL)
        return TEXT_PLAIN;
    return find_bare_letter(codepoint, &bare) ? TEXT_BARE : TEXT_LOST;
}

unsigned text_cells(const struct text_page *page, uint32_t codepoint)
{
    if (codepoint >= 0x20 && codepoint < 0x7f)
        return 1;
    uint8_t bytes[TEXT_BYTES_MOST];
    if (page != NULL)
        return byte_of(page, codepoint) != 0 ? 1 : text_put(page, codepoint, bytes);
    int cells = utf8proc_charwidth((utf8proc_int32_t)codepoint);
    return cells < 0 ? 0 : (unsigned)cells;
}

unsigned text_width(const struct text_page *page, const char *text, size_t length)
{
    unsigned cells = 0;
    for (const char *p = text, *end = text + length; p < end;) {
        uint32_t codepoint;
        if (text_is_plain(*p)) {
            cells++;
            p++;
            continue;
        }
        p += text_next(p, end, &codepoint);
        cells += text_cells(page, codepoint);
    }
    return cells;
}

/* Three bytes, but for E0 and ED, of which not all say a character: typographic marks, the euro,
 * drawn lines, ideographs. */
static bool is_triple(const char *start, const char *end)
{
    uint8_t lead = (uint8_t)*start;
    return lead > 0xe0 && lead <= 0xef && lead != 0xed && end - start >= 3 &&
           ((uint8_t)start[1] & 0xc0) == 0x80 && ((uint8_t)start[2] & 0xc0) == 0x80;
}

size_t text_next_long(const char *start, const char *end, uint32_t *codepoint)
{
    if (is_triple(start, end)) {
        *codepoint = ((uint32_t)*start & 0xf) << 12 | ((uint32_t)start[1] & 0x3f) << 6 |
                     ((uint32_t)start[2] & 0x3f);
        return 3;
    }
    utf8proc_int32_t value;
    utf8proc_ssize_t taken = utf8proc_iterate((const utf8proc_uint8_t *)start, end - start, &value);
    *codepoint = taken > 0 ? (uint32_t)value : REPLACEMENT;
    return taken > 0 ? (size_t)taken : 1;
}

const char *text_first_loss(const struct text_page *page, const char *text, size_t length,
                            enum text_loss least)
{
    for (const char *p = text, *end = text + length; p < end;) {
        uint32_t codepoint;
        size_t taken = text_next(p, end, &codepoint);
        if (text_loss(page, codepoint) >= least)
            return p;
        p += taken;
    }
    return NULL;
}

/* No character becomes more bytes than it has in UTF-8, so there is room for all from the start. */
void text_encode(const struct text_page *page, const char *text, size_t length, struct bytes *out)
{
    uint8_t *next = bytes_grow(out, length + TEXT_BYTES_MOST);
    if (next == NULL)
        return;
    for (const char *p = text, *end = text + length; p < end;) {
        uint32_t codepoint;
        if (text_is_plain(*p)) {
            *next++ = (uint8_t)*p++;
            continue;
        }
        p += text_next(p, end, &codepoint);
        next += text_put(page, codepoint, next);
    }
    out->length = (size_t)(next - out->data);
}
