/* SPDX-License-Identifier: MIT */
#include "profile_probe.h"

#include <iconv.h>
#include <stdio.h>
#include <string.h>

#include "profile_words.h"

#define BYTES(text) text, sizeof(text) - 1

enum { GAP_ROWS = 48, PICTURE_DOTS = 24, PAGE_BYTES = 64 };

/* What one probe finds out, beside what it prints. */
struct found {
    struct profile_probe probe;
    void (*put)(const struct found *found, struct bytes *out);
    const char *bytes; /* of put_bytes */
    size_t length;
    uint16_t value;   /* columns, dots, units, a page's number */
    const char *page; /* iconv's */
    bool euro;        /* asks for that alone: the page is one that has it */
    uint32_t command;
    uint16_t code;
    uint8_t cut;
};

static void put_bytes(const struct found *found, struct bytes *out)
{
    bytes_add(out, found->bytes, found->length);
}

static void put_ruler(const struct found *found, struct bytes *out)
{
    for (unsigned i = 1; i <= found->value; i++)
        bytes_add_byte(out, (uint8_t)('0' + i % 10));
}

static void put_picture_head(unsigned bytes, unsigned rows, struct bytes *out)
{
    const uint8_t head[] = {0x1d, 'v', '0', 0, (uint8_t)bytes, 0, (uint8_t)rows, 0};
    bytes_add(out, head, sizeof head);
}

/* Eight rows: a frame, whose right side shows how far the head reaches. */
static void put_frame(const struct found *found, struct bytes *out)
{
    unsigned bytes = found->value / 8;
    put_picture_head(bytes, 8, out);
    for (unsigned y = 0; y < 8; y++)
        for (unsigned x = 0; x < bytes; x++) {
            bool edge = y == 0 || y == 7 || x == 0 || x == bytes - 1;
            bytes_add_byte(out, edge ? 0xff : 0);
        }
}

/* A gap of so many blank rows, and one fed by ESC J that is to be as high. */
static void put_gaps(const struct found *found, struct bytes *out)
{
    const uint8_t feed[] = {0x1b, 'J', (uint8_t)(GAP_ROWS * found->value)};
    bytes_add(out, BYTES("--\n"));
    put_picture_head(1, GAP_ROWS, out);
    for (int i = 0; i < GAP_ROWS; i++)
        bytes_add_byte(out, 0);
    bytes_add(out, BYTES("--\n"));
    bytes_add(out, feed, sizeof feed);
    bytes_add(out, BYTES("--"));
}

/* A triangle: row y is black up to dot y. */
static uint32_t triangle(unsigned y)
{
    return ~(0xffffffu >> (y + 1)) & 0xffffffu;
}

static void put_triangle(struct bytes *out)
{
    for (unsigned y = 0; y < PICTURE_DOTS; y++)
        for (int shift = 16; shift >= 0; shift -= 8)
            bytes_add_byte(out, (uint8_t)(triangle(y) >> shift));
}

static void put_raster(const struct found *found, struct bytes *out)
{
    (void)found;
    put_picture_head(PICTURE_DOTS / 8, PICTURE_DOTS, out);
    put_triangle(out);
}

static void put_graphics(const struct found *found, struct bytes *out)
{
    (void)found;
    bytes_add(out, BYTES("\x1d(L\x52\0\x30\x70\x30\x01\x01\x31\x18\0\x18\0"));
    put_triangle(out);
    bytes_add(out, BYTES("\x1d(L\x02\0\x30\x32"));
}

/* Column x of the triangle is black from row x down. */
static void put_columns(const struct found *found, struct bytes *out)
{
    (void)found;
    bytes_add(out, BYTES("\x1b*\x21\x18\0"));
    for (unsigned x = 0; x < PICTURE_DOTS; x++) {
        uint32_t column = 0xffffffu >> x;
        for (int shift = 16; shift >= 0; shift -= 8)
            bytes_add_byte(out, (uint8_t)(column >> shift));
    }
}

static void put_encoded(const char *page, const char *text, struct bytes *out)
{
    char encoded[PAGE_BYTES], *to = encoded, *from = (char *)text;
    size_t from_left = strlen(text), to_left = sizeof encoded;
    iconv_t converter = iconv_open(page, "UTF-8");
    if (converter == (iconv_t)-1)
        return;
    iconv(converter, &from, &from_left, &to, &to_left);
    iconv_close(converter);
    bytes_add(out, encoded, sizeof encoded - to_left);
}

static void put_page(const struct found *found, struct bytes *out)
{
    const uint8_t select[] = {0x1b, 't', (uint8_t)found->value};
    bytes_add(out, select, sizeof select);
    put_encoded(found->page, found->probe.right, out);
}

#define RULER(n, columns)                                                                          \
    {                                                                                              \
        .probe = {n, PROBE_HARMLESS, #columns " columns",                                          \
                  #columns " digits in one line, the last beside the edge or before it"},          \
        .put = put_ruler, .value = (columns)                                                       \
    }
#define FRAME(n, dots)                                                                             \
    {                                                                                              \
        .probe = {n, PROBE_HARMLESS, #dots " dots",                                                \
                  "a frame of " #dots " dots, closed at both "                                     \
                  "ends"},                                                                         \
        .put = put_frame, .value = (dots)                                                          \
    }
#define SHOWN(n, text, looks, bits, sent)                                                          \
    {                                                                                              \
        .probe = {n, PROBE_HARMLESS, text, looks}, .put = put_bytes, .bytes = (sent),              \
        .length = sizeof(sent) - 1, .command = (bits)                                              \
    }
#define FEED(n, units)                                                                             \
    {                                                                                              \
        .probe = {n, PROBE_HARMLESS, "ESC J, by " #units, "two gaps of the same height"},          \
        .put = put_gaps, .value = (units), .command = PROFILE_ESC_J                                \
    }
#define DRAWN(n, text, function, bits)                                                             \
    {                                                                                              \
        .probe = {n, PROBE_HARMLESS, text, "a black triangle, and nothing else"},                  \
        .put = (function), .command = (bits)                                                       \
    }
#define PAGE(n, number, name, letters)                                                             \
    {                                                                                              \
        .probe = {n, PROBE_HARMLESS, "page " #number, letters}, .put = put_page,                   \
        .value = (number), .page = (name)                                                          \
    }
#define EURO_OF(n, number, name)                                                                   \
    {                                                                                              \
        .probe = {n, PROBE_HARMLESS, "euro of page " #number, "\u20ac"}, .put = put_page,          \
        .value = (number), .page = (name), .euro = true                                            \
    }
#define CODE(n, name, bit, sent)                                                                   \
    {                                                                                              \
        .probe = {n, PROBE_CODES, name, "one that a scanner reads"}, .put = put_bytes,             \
        .bytes = (sent), .length = sizeof(sent) - 1, .code = (bit)                                 \
    }
#define CUT(n, text, how, sent)                                                                    \
    {                                                                                              \
        .probe = {n, PROBE_CUT, text, "a cut below this line"}, .put = put_bytes, .bytes = (sent), \
        .length = sizeof(sent) - 1, .cut = (how)                                                   \
    }

#define WESTERN "\u00c4\u00d6\u00dc\u00df\u00e9\u00e8\u00e0\u00f1\u00e7\u00c1\u00c3\u00d8"
#define CENTRAL "\u0141\u0142\u015a\u015b\u017d\u017e\u010c\u010d\u0150\u0151"
#define GREEK   "\u0391\u0392\u0393\u0394\u03b1\u03b2\u03b3\u03b4"
#define RUSSIAN "\u0410\u0411\u0412\u0413\u0430\u0431\u0432\u0433\u044f"
#define TURKISH "\u011e\u011f\u0130\u0131\u015e\u015f"
#define BALTIC  "\u0104\u0105\u0116\u0117\u012a\u012b\u016a\u016b"

/* clang-format off: one row a probe. The codes are of the digits 1 2 3 4 5 6 7 and so on. */
static const struct found all[] = {
    RULER(1, 32),
    RULER(2, 42),
    RULER(3, 48),
    FRAME(4, 384),
    FRAME(5, 512),
    FRAME(6, 576),
    SHOWN(7, "font B", "small letters", PROFILE_ESC_M, "\x1bM\x01small letters\x1bM\0"),
    SHOWN(8, "underline", "a line below the word", PROFILE_ESC_MINUS, "\x1b-\x02underlined\x1b-\0"),
    SHOWN(9, "size", "letters of three times the size", PROFILE_GS_SIZE,
          "\x1d!\x22"
          "big\x1d!\0"),
    SHOWN(10, "inverse", "white letters on black", PROFILE_GS_B,
          "\x1d"
          "B\x01 white \x1d"
          "B\0"),
    SHOWN(11, "margin", "a word that begins below the ninth digit", PROFILE_GS_AREA,
          "1234567890\n\x1dL\x60\0\x1dW\xf0\0here"),
    SHOWN(12, "position", "an x below the ninth digit", PROFILE_ESC_DOLLAR,
          "1234567890\na\x1b$\x60\0x"),
    SHOWN(13, "line spacing", "three bars that stand closer than three others", PROFILE_ESC_3,
          "\x1b"
          "3\x18|\n|\n|\n\x1b"
          "2|\n|\n|"),
    FEED(14, 1),
    FEED(15, 2),
    SHOWN(16, "ESC R", "\u00c4 \u00d6 \u00dc", PROFILE_ESC_R, "\x1bR\x02[ \\ ]\x1bR\0"),
    SHOWN(17, "styles", "a spaced word, one upside down, one on its side", PROFILE_ESC_STYLE,
          "\x1b \x0cspaced\x1b \0\n\x1b{\x01upside down\n\x1b{\0\x1bV\x01turned\x1bV\0"),
    SHOWN(18, "FS .", "no dot before this word", PROFILE_FS_DOT, "\x1c.word"),
    DRAWN(19, "GS v 0", put_raster, PROFILE_GS_V0),
    DRAWN(20, "ESC *", put_columns, PROFILE_ESC_STAR),
    DRAWN(21, "GS ( L", put_graphics, PROFILE_GS_L),
    PAGE(30, 19, "CP858", WESTERN),
    PAGE(31, 16, "CP1252", WESTERN),
    PAGE(32, 2, "CP850", WESTERN),
    PAGE(33, 0, "CP437", "\u00c4\u00e9\u00df\u03b1\u03c0\u2248"),
    PAGE(35, 3, "CP860", "\u00c1\u00c2\u00c3\u00c7\u00e1\u00e2\u00e3\u00e7"),
    PAGE(36, 4, "CP863", "\u00c0\u00c2\u00c7\u00c8\u00e0\u00e2\u00e7\u00e8"),
    PAGE(37, 5, "CP865", "\u00c5\u00c6\u00d8\u00e5\u00e6\u00f8"),
    PAGE(38, 17, "CP866", RUSSIAN),
    PAGE(39, 18, "CP852", CENTRAL),
    PAGE(40, 13, "CP857", TURKISH),
    PAGE(41, 14, "CP737", GREEK),
    PAGE(42, 33, "CP775", BALTIC),
    PAGE(43, 45, "CP1250", CENTRAL),
    PAGE(44, 46, "CP1251", RUSSIAN),
    PAGE(45, 47, "CP1253", GREEK),
    PAGE(46, 48, "CP1254", TURKISH),
    PAGE(47, 51, "CP1257", BALTIC),
    EURO_OF(60, 19, "CP858"),
    EURO_OF(61, 16, "CP1252"),
    EURO_OF(62, 2, "CP858"),
    CODE(80, "QR Code", PROFILE_QR,
         "\x1d(k\x04\0\x31\x41\x32\0\x1d(k\x03\0\x31\x43\x06"
         "\x1d(k\x03\0\x31\x45\x30\x1d(k\x0a\0\x31\x50\x30"
         "1234567\x1d(k\x03\0\x31\x51\x30"),
    CODE(81, "UPC-A", PROFILE_UPC_A,
         "\x1dk\x41\x0b"
         "12345678901"),
    CODE(82, "UPC-E", PROFILE_UPC_E,
         "\x1dk\x42\x0b"
         "01234000005"),
    CODE(83, "EAN-13", PROFILE_EAN13,
         "\x1dk\x43\x0c"
         "123456789012"),
    CODE(84, "EAN-8", PROFILE_EAN8,
         "\x1dk\x44\x07"
         "1234567"),
    CODE(85, "Code 39", PROFILE_CODE39,
         "\x1dk\x45\x04"
         "1234"),
    CODE(86, "ITF", PROFILE_ITF,
         "\x1dk\x46\x06"
         "123456"),
    CODE(87, "Codabar", PROFILE_CODABAR,
         "\x1dk\x47\x06"
         "A1234A"),
    CODE(88, "Code 93", PROFILE_CODE93,
         "\x1dk\x48\x04"
         "1234"),
    CODE(89, "Code 128", PROFILE_CODE128,
         "\x1dk\x49\x06"
         "{B1234"),
    CUT(90, "GS V 66", PROFILE_CUT_GS_V, "\n\x1dV\x42\0"),
    CUT(91, "GS V 1", PROFILE_CUT_GS_V0,
        "\n\x1b"
        "d\x06\x1dV\x01"),
    CUT(92, "ESC i", PROFILE_CUT_ESC_I,
        "\n\x1b"
        "d\x06\x1bi"),
};
/* clang-format on */
enum { ALL = sizeof all / sizeof all[0], BLADE_LINES = 6, ROWS_MOST = 255, MODULE_MOST = 8 };

const struct profile_probe *profile_probe_at(size_t index)
{
    return index < ALL ? &all[index].probe : NULL;
}

static const struct found *find(const struct profile_probe *probe)
{
    /* Each begins with it. */
    return (const struct found *)(const void *)probe;
}

void profile_probe_put(const struct profile_probe *probe, struct bytes *out)
{
    char title[64];
    snprintf(title, sizeof title, "\x1b@%u %s: ", probe->number, probe->what);
    bytes_add_text(out, title);
    if (probe->kind != PROBE_CUT)
        bytes_add_byte(out, '\n');
    find(probe)->put(find(probe), out);
    bytes_add_byte(out, '\n');
}

/* The largest value of those ticked that are put so; 0: none. */
static unsigned widest(const bool ticked[PROBE_NUMBERS],
                       void (*put)(const struct found *, struct bytes *))
{
    unsigned most = 0;
    for (size_t i = 0; i < ALL; i++)
        if (all[i].put == put && ticked[all[i].probe.number] && all[i].value > most)
            most = all[i].value;
    return most;
}

static void apply_width(const bool ticked[PROBE_NUMBERS], struct profile *out)
{
    unsigned dots = widest(ticked, put_frame), columns = widest(ticked, put_ruler);
    /* 72 mm have 512 dots at 180 dpi and 576 at 203. */
    if (dots != 0 && dots != out->dots) {
        out->dots = (uint16_t)dots;
        out->dpi = dots == 512 ? 180 : 203;
    }
    if (columns == 0 || columns * 12 > out->dots)
        columns = out->dots / 12;
    out->columns = (uint8_t)columns;
    out->columns_b = (uint8_t)((out->commands & PROFILE_ESC_M) != 0 ? out->dots / 9 : 0);
}

static struct profile_page *page_at(struct profile_page *pages, unsigned number)
{
    while (pages->name != NULL && pages->number != number)
        pages++;
    return pages->name == NULL ? NULL : pages;
}

static void apply_page(const struct found *found, struct profile_page *pages)
{
    const struct profile_page *known = profile_page_known(found->page, strlen(found->page));
    struct profile_page *page = page_at(pages, found->value);
    if (!found->euro)
        for (page = pages; page->name != NULL;)
            page++;
    if (page == NULL)
        return;
    *page = *known;
    page->number = (uint8_t)found->value;
    page->euro = found->euro;
}

static void apply_pages(const bool ticked[PROBE_NUMBERS], struct profile *out)
{
    struct profile_page pages[PROFILE_PAGES] = {{.name = NULL}};
    for (size_t i = 0; i < ALL; i++)
        if (all[i].page != NULL && ticked[all[i].probe.number])
            apply_page(&all[i], pages);
    /* Without one they stay what an owner may try. */
    if (pages[0].name == NULL)
        return;
    memcpy(out->pages, pages, sizeof pages);
    out->commands |= PROFILE_ESC_T;
}

static void apply_bits(const bool ticked[PROBE_NUMBERS], struct profile *out)
{
    uint32_t kept = out->commands & (PROFILE_GS_I | PROFILE_GS_NV), commands = 0;
    uint16_t codes = 0;
    int cut = -1;
    for (size_t i = ALL; i-- > 0;) {
        if (!ticked[all[i].probe.number])
            continue;
        commands |= all[i].command;
        codes |= all[i].code;
        if (all[i].probe.kind == PROBE_CUT)
            cut = all[i].cut;
    }
    if ((commands & PROFILE_GS_L) == 0)
        kept &= ~(uint32_t)PROFILE_GS_NV;
    out->commands = commands | kept;
    if (codes != 0)
        out->codes = codes;
    if (cut >= 0)
        out->cut = (uint8_t)cut;
}

/* What no probe can find out, where the model before knew nothing of it. */
static void apply_limits(const bool ticked[PROBE_NUMBERS], struct profile *out)
{
    if ((out->commands & PROFILE_ESC_J) != 0)
        out->units_per_dot = ticked[14] ? 1 : 2;
    if (out->raster_rows_most == 0)
        out->raster_rows_most = ROWS_MOST;
    if (out->graphics_rows_most == 0)
        out->graphics_rows_most = ROWS_MOST;
    if (out->qr_module_most == 0)
        out->qr_module_most = MODULE_MOST;
    if (out->cut != PROFILE_CUT_GS_V && out->blade_lines == 0)
        out->blade_lines = BLADE_LINES;
}

void profile_probe_apply(const bool ticked[PROBE_NUMBERS], const struct profile *like,
                         struct profile *out)
{
    struct profile profile = *like;
    apply_bits(ticked, &profile);
    apply_width(ticked, &profile);
    apply_pages(ticked, &profile);
    apply_limits(ticked, &profile);
    *out = profile;
}
