/* SPDX-License-Identifier: MIT */
/*
 * Promises of the language that hold for every document on every printer, tried on some thousand
 * that chance writes: the bytes are all understood, and only commands that the profile names are
 * among them; a note inside a receipt leaves the printer as at power-on; what is printed is what
 * was asked for, and within the paper. What the printer is and shows is the virtual one's.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../drivers/document_parts.h"
#include "../../drivers/escpos.h"
#include "../../drivers/page_set.h"
#include "../../drivers/paper/commands.h"
#include "../../drivers/paper/decode.h"
#include "../../drivers/paper/machine_parts.h"
#include "../../drivers/paper/paper.h"
#include "../../drivers/shaped.h"
#include "png_helper.h"

enum { DOCUMENTS = 1500, PRINTERS_EACH = 3, TRIED_MOST = 48, CODES_MOST = 16, PICTURES = 3 };
enum { NARROW_DOTS = 360 };

/* A profile as it stands in the table, or for paper that is narrower than its head. */
struct tried {
    struct profile profile;
    const struct profile *head;
    struct escpos *escpos;
    struct page_set pages;
    unsigned slips, compared, natives;
};

/* How it begins in the text of a sheet where the printer draws it. */
struct told_code {
    const char *shown;
};

struct made {
    char text[32 * 1024];
    size_t length;
    bool simple; /* text in Western letters and no more */
    bool cuts, pictures;
    struct told_code codes[CODES_MOST];
    size_t code_count;
};

static struct tried tried[TRIED_MOST];
static size_t tried_count;
static char *pictures[PICTURES];
static bool can_draw;

/* The same documents on every machine: xorshift. */
static uint32_t chance_state = 0x2b7e1516;

static unsigned chance(unsigned below)
{
    chance_state ^= chance_state << 13;
    chance_state ^= chance_state >> 17;
    chance_state ^= chance_state << 5;
    return chance_state % below;
}

/* ---- documents ---- */

static void add(struct made *made, const char *text)
{
    size_t length = strlen(text);
    assert_true(made->length + length < sizeof made->text);
    memcpy(made->text + made->length, text, length + 1);
    made->length += length;
}

static void add_word(struct made *made)
{
    static const char *const words[] = {
        "total",
        "Bread",
        "2.50",
        "VAT 20 %",
        "A-1/7 (x2) #3 @ 9:45",
        "supercalifragilisticexpialidocious",
        "Caf\u00e9 cr\u00e8me",
        "Stra\u00dfe \u00c4\u00d6\u00dc",
        "pi\u00f1ata \u00bfqu\u00e9?",
        "smo\u0308rg\u00e5sbord",
        "\u0142\u00f3d\u017a \u015bwi\u0119to",
        "\u010ce\u0161tina \u0159",
        "\u041f\u0440\u0438\u0432\u0435\u0442",
        "\u0395\u03bb\u03bb\u03ac\u03b4\u03b1",
        "\u20ac 12,00",
        "\u201cquoted\u201d \u2013 dash",
        "and so on\u2026",
        "Istanbul\u2019da \u0131\u011f\u015f",
        "\u0644\u0627",
        "\u05e9\u05dc\u05d5\u05dd",
        "\u0e02\u0e2d\u0e1a",
        "\u0928\u092e",
        "\u65e5\u672c\u8a9e",
        "\ud55c\uad6d",
        "\U0001f600",
    };
    enum { WESTERN = 10, SAID_BY_PAGES = 18, ALL = sizeof words / sizeof words[0] };
    unsigned count = made->simple ? WESTERN : chance(12) == 0 ? ALL : SAID_BY_PAGES;
    add(made, words[chance(count)]);
}

static void add_decorated(struct made *made)
{
    static const char *const marks[] = {"", "", "", "_", "\"", "`", "^", "^^", "^^^", "^^^^^"};
    const char *mark = marks[chance(sizeof marks / sizeof marks[0])];
    add(made, mark);
    for (unsigned i = chance(3) + 1; i > 0; i--) {
        add_word(made);
        add(made, i > 1 ? " " : "");
    }
    add(made, mark[0] == '^' ? "" : mark);
}

static void add_line(struct made *made)
{
    static const char *const before[] = {"|", "", "", " | "}, *const after[] = {"", "|", "", ""};
    unsigned align = chance(3);
    add(made, before[align]);
    add_decorated(made);
    add(made, after[align]);
    add(made, "\n");
}

static void add_columns(struct made *made)
{
    static const char *const widths[] = {"{width:* 8}\n",   "{width:8 * 6}\n", "{width:* *}\n",
                                         "{width:10 10}\n", "{width:auto}\n",  "{width:* 0 9}\n"};
    static const char *const borders[] = {"{border:line}\n", "{border:space}\n", "{border:none}\n",
                                          "{border:2}\n",    "{align:right}\n",  "{align:center}\n",
                                          "{text:nowrap}\n", "{text:wrap}\n"};
    add(made, widths[chance(sizeof widths / sizeof widths[0])]);
    for (unsigned i = chance(3); i > 0; i--)
        add(made, borders[chance(sizeof borders / sizeof borders[0])]);
    for (unsigned i = chance(4) + 1; i > 0; i--) {
        for (unsigned column = chance(3); column > 0; column--) {
            add_decorated(made);
            add(made, chance(2) ? "|" : " | ");
        }
        add_decorated(made);
        add(made, chance(6) ? "\n" : "\n-\n");
    }
    add(made, "{width:auto;border:space;align:center;text:wrap}\n");
}

static void add_code(struct made *made)
{
    static const struct {
        const char *kind, *data, *shown;
    } codes[] = {
        {"qrcode", "https://example.org/c/VJ4K7M2PX9QD", "[QR https://example.org/c/VJ4K7M2PX9QD]"},
        {"qrcode", "HJ4K", "[QR HJ4K]"},
        {"qrcode", "\u0142 \u65e5", "[QR \u0142 \u65e5]"},
        {"ean", "590123412345", "[EAN-13 5901234123457]"},
        {"ean", "96385074", "[EAN-8 96385074]"},
        {"upc", "036000291452", "[UPC-A 036000291452]"},
        {"upc", "0425261", "[UPC-E "},
        {"code39", "ABC-39", "[Code 39 "},
        {"itf", "14012345678901", "[ITF 14012345678901]"},
        {"codabar", "A40156B", "[Codabar A40156B]"},
        {"code93", "Code 93", "[Code 93 Code 93]"},
        {"code128", "VJ4K7M2PX9QD", "[Code 128 VJ4K7M2PX9QD]"},
        {"code128", "12345678x\\{", "[Code 128 12345678x{]"},
    };
    unsigned which = chance(sizeof codes / sizeof codes[0]);
    bool bars = strcmp(codes[which].kind, "qrcode") != 0;
    char line[160];
    if (made->code_count == CODES_MOST)
        return;
    if (bars)
        snprintf(line, sizeof line, "{code:%s;option:%s,%u,%u%s}\n", codes[which].data,
                 codes[which].kind, 2 + chance(3), 24 + chance(217), chance(2) ? ",hri" : "");
    else
        snprintf(line, sizeof line, "{code:%s;option:%s,%u,%c}\n", codes[which].data,
                 codes[which].kind, 3 + chance(6), "lmqh"[chance(4)]);
    add(made, (const char *const[]){"", "|", " "}[chance(3)]);
    add(made, line);
    made->codes[made->code_count++] = (struct told_code){codes[which].shown};
}

static void add_picture(struct made *made)
{
    add(made, (const char *const[]){"", "|"}[chance(2)]);
    add(made, "{image:");
    add(made, pictures[chance(PICTURES)]);
    add(made, chance(2) ? "}\n" : ";option:threshold}\n");
    made->pictures = true;
}

static void make(struct made *made)
{
    *made = (struct made){.simple = chance(3) == 0};
    for (unsigned i = chance(8) + 1; i > 0; i--) {
        unsigned kind = chance(made->simple ? 16 : 20);
        if (kind < 9)
            add_line(made);
        else if (kind < 14)
            add_columns(made);
        else if (kind < 15)
            add(made, "-\n");
        else if (kind < 16)
            add(made, "\n");
        else if (kind < 18)
            add_code(made);
        else if (kind < 19)
            add_picture(made);
        else
            add(made, "=\n");
        made->cuts = made->cuts || kind == 19;
    }
}

/* ---- printers ---- */

static struct png_dot paint(void *context, unsigned x, unsigned y)
{
    (void)context;
    return (struct png_dot){.grey = (uint16_t)((x * x + 977 * y) % 65536)};
}

static char *new_picture(unsigned width, unsigned height)
{
    static const struct png_kind grey = {.color_type = PNG_COLOR_TYPE_GRAY, .depth = 8};
    struct bytes png = {0};
    png_write(&grey, width, height, paint, NULL, &png);
    char *base64 = png_base64(&png);
    bytes_free(&png);
    return base64;
}

static void add_tried(const struct profile *head, unsigned dots)
{
    assert_true(tried_count < TRIED_MOST);
    struct tried *one = &tried[tried_count++];
    *one = (struct tried){.profile = *head, .head = head};
    if (dots != 0)
        assert_true(profile_set_width(&one->profile, dots));
    assert_int_equal(escpos_open(&one->profile, NULL, &one->escpos, NULL), DRV_OK);
    assert_int_equal(page_set_open(&one->profile, NULL, &one->pages, NULL), DRV_OK);
}

static int set_up(void **state)
{
    struct shaped *shaped = NULL;
    struct drv_fault fault;
    (void)state;
    can_draw = shaped_open(&shaped, &fault) == DRV_OK;
    if (!can_draw)
        fprintf(stderr, "test_language_model: %s\n", fault.text);
    shaped_close(shaped);
    pictures[0] = new_picture(8, 30);
    pictures[1] = new_picture(203, 17);
    pictures[2] = new_picture(700, 50);
    for (const struct profile *p = profile_all(); p->name != NULL; p++) {
        add_tried(p, 0);
        if (p->dots > 512)
            add_tried(p, NARROW_DOTS);
    }
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    for (size_t i = 0; i < tried_count; i++)
        escpos_close(tried[i].escpos);
    for (size_t i = 0; i < PICTURES; i++)
        free(pictures[i]);
    return 0;
}

/* ---- what may be sent ---- */

/* By a command's name, and its function where a family has several: what must be known of a model.
 * What is not in the table is never sent. */
struct permission {
    const char *name, *what;
    uint32_t commands;
    uint16_t codes;
    bool cuts;
};

enum { ANY_BARS = 0xffff & ~PROFILE_QR };

static const struct permission permissions[] = {
    {.name = "text"},
    {.name = "LF"},
    {.name = "ESC @"},
    {.name = "ESC !"},
    {.name = "ESC a"},
    {.name = "ESC d"},
    {.name = "ESC E"},
    {.name = "GS v 0"},
    {.name = "ESC t", .commands = PROFILE_ESC_T},
    {.name = "ESC R", .commands = PROFILE_ESC_R},
    {.name = "FS .", .commands = PROFILE_ESC_T}, /* wherever bytes of the upper half may follow */
    {.name = "ESC $", .commands = PROFILE_ESC_DOLLAR},
    {.name = "ESC 2", .commands = PROFILE_ESC_3},
    {.name = "ESC 3", .commands = PROFILE_ESC_3},
    {.name = "ESC J", .commands = PROFILE_ESC_J},
    {.name = "ESC M", .commands = PROFILE_ESC_M},
    {.name = "ESC -", .commands = PROFILE_ESC_MINUS},
    {.name = "GS !", .commands = PROFILE_GS_SIZE},
    {.name = "GS B", .commands = PROFILE_GS_B},
    {.name = "GS L", .commands = PROFILE_GS_AREA},
    {.name = "GS W", .commands = PROFILE_GS_AREA},
    {.name = "ESC SP", .commands = PROFILE_ESC_STYLE},
    {.name = "ESC G", .commands = PROFILE_ESC_STYLE},
    {.name = "ESC V", .commands = PROFILE_ESC_STYLE},
    {.name = "ESC {", .commands = PROFILE_ESC_STYLE},
    {.name = "ESC *", .commands = PROFILE_ESC_STAR},
    {.name = "GS ( L", .commands = PROFILE_GS_L},
    {.name = "GS 8 L", .commands = PROFILE_GS_L},
    {.name = "GS h", .codes = ANY_BARS},
    {.name = "GS w", .codes = ANY_BARS},
    {.name = "GS H", .codes = ANY_BARS},
    {.name = "GS f", .codes = ANY_BARS},
    {.name = "GS k", .codes = ANY_BARS},
    {.name = "GS ( k", .codes = PROFILE_QR},
    {.name = "GS V", .cuts = true},
    {.name = "ESC i", .cuts = true},
};

static const struct permission *permission_for(const struct token *token)
{
    for (size_t i = 0; i < sizeof permissions / sizeof permissions[0]; i++)
        if (strcmp(permissions[i].name, token->command->name) == 0)
            return &permissions[i];
    return NULL;
}

static bool has_page(const struct profile *profile, uint8_t number)
{
    bool found = number == 0;
    for (size_t i = 0; i < PROFILE_PAGES && profile->pages[i].name != NULL; i++)
        found = found || profile->pages[i].number == number;
    return found;
}

static bool cuts_so(const struct profile *profile, const struct token *token)
{
    const uint8_t *b = token->bytes;
    switch ((enum profile_cut)profile->cut) {
    case PROFILE_CUT_GS_V:
        return b[0] == 0x1d && token->length == 4 && (b[2] == 65 || b[2] == 66);
    case PROFILE_CUT_GS_V0:
        return b[0] == 0x1d && token->length == 3 && b[2] <= 1;
    case PROFILE_CUT_ESC_I:
        return b[0] == 0x1b && b[1] == 'i';
    case PROFILE_CUT_NONE:
        break;
    }
    return false;
}

/* m of GS k, function B, in its order. */
static uint16_t bars_of(uint8_t m)
{
    static const uint16_t codes[] = {PROFILE_UPC_A,   PROFILE_UPC_E,  PROFILE_EAN13,
                                     PROFILE_EAN8,    PROFILE_CODE39, PROFILE_ITF,
                                     PROFILE_CODABAR, PROFILE_CODE93, PROFILE_CODE128};
    return m >= 65 && m < 65 + sizeof codes / sizeof codes[0] ? codes[m - 65] : 0;
}

/* A picture's rows, and where its last byte ends on paper. */
static bool raster_fits(const struct tried *one, const struct token *token)
{
    const struct profile *profile = &one->profile;
    const uint8_t *b = token->bytes;
    unsigned width_bytes = b[4] + 256u * b[5], rows = b[6] + 256u * b[7];
    return width_bytes * 8 < profile->dots + 8u && rows <= profile->raster_rows_most;
}

static bool may_be_sent(const struct tried *one, const struct token *token)
{
    const struct profile *profile = &one->profile;
    const struct permission *needs = permission_for(token);
    const char *name = token->command->name;
    if (needs == NULL || (profile->commands & needs->commands) != needs->commands ||
        (needs->codes != 0 && !(profile->codes & needs->codes)) ||
        (needs->cuts && !cuts_so(profile, token)))
        return false;
    if (strcmp(name, "ESC t") == 0)
        return has_page(profile, token->bytes[2]);
    if (strcmp(name, "GS k") == 0)
        return profile->codes & bars_of(token->bytes[2]);
    if (strcmp(name, "GS v 0") == 0)
        return raster_fits(one, token);
    return true;
}

static void check_commands(const struct tried *one, const struct bytes *slip, const char *text)
{
    struct token token = {0};
    struct drv_fault fault;
    if (decode_strict(slip->data, slip->length, &fault) != DRV_OK)
        fail_msg("%s: %s\n%s", one->profile.name, fault.text, text);
    for (size_t at = 0; token_next(slip->data, slip->length, at, &token); at += token.length)
        if (!may_be_sent(one, &token))
            fail_msg("%s was sent %s at %zu\n%s", one->profile.name, token.command->name, at, text);
}

static unsigned count_commands(const struct bytes *slip, const char *name, int function)
{
    struct token token = {0};
    unsigned count = 0;
    for (size_t at = 0; token_next(slip->data, slip->length, at, &token); at += token.length)
        count += strcmp(token.command->name, name) == 0 &&
                 (function < 0 || (token.length > 6 && token.bytes[6] == function));
    return count;
}

static bool has_pictures(const struct bytes *slip)
{
    return count_commands(slip, "GS v 0", -1) + count_commands(slip, "GS ( L", -1) +
               count_commands(slip, "GS 8 L", -1) + count_commands(slip, "ESC *", -1) >
           0;
}

/* ---- paper ---- */

static struct paper *print(const struct profile *profile, const struct bytes *bytes)
{
    struct paper *paper = NULL;
    struct drv_fault fault;
    if (paper_print(bytes->data, bytes->length, profile, &paper, &fault) != DRV_OK)
        fail_msg("%s: %s", profile->name, fault.text);
    return paper;
}

/*
 * Drawn lines, dashes and quotes plainly, for no page is switched for them. Blanks are left out:
 * beside large letters they are only in escpos_plain's lines.
 */
static void add_plainly(const char *text, size_t length, struct bytes *out)
{
    const char *end = text + length;
    for (const char *p = text; p < end;) {
        uint32_t codepoint;
        size_t taken = text_next(p, end, &codepoint);
        uint8_t ascii[TEXT_BYTES_MOST];
        if (text_loss(&text_ascii, codepoint) == TEXT_PLAIN)
            bytes_add(out, ascii, text_put(&text_ascii, codepoint, ascii));
        else if (*p != ' ')
            bytes_add(out, p, taken);
        p += taken;
    }
}

static void add_sheets(const struct paper *paper, struct bytes *out)
{
    for (size_t i = 0; i < paper_sheet_count(paper); i++)
        bytes_add_text(out, paper_sheet_at(paper, i)->text);
}

/* Blank lines fed to a blade, and the dashes of a cut, are on one side alone. */
static void drop_blank_lines(struct bytes *text)
{
    size_t kept = 0;
    for (size_t i = 0; i < text->length; i++)
        if (text->data[i] != '\n' || (kept > 0 && text->data[kept - 1] != '\n'))
            text->data[kept++] = text->data[i];
    text->length = kept;
}

/* A euro or an ellipsis in plain letters moves what stands behind it. */
static bool loses_nothing(struct tried *one, const struct made *made)
{
    return strstr(made->text, "\u20ac") == NULL && strstr(made->text, "\u2026") == NULL &&
           page_set_first_loss(&one->pages, made->text, made->length, TEXT_PLAIN) == NULL;
}

/* Where all is text on paper it is the text of escpos_plain, line by line. */
static void check_text(struct tried *one, const struct made *made, const struct document *document,
                       const struct bytes *slip, const struct paper *paper)
{
    struct bytes plain = {0}, sheets = {0}, expected = {0}, found = {0};
    if (made->cuts || made->pictures || made->code_count > 0 || has_pictures(slip) ||
        !loses_nothing(one, made))
        return;
    one->compared++;
    assert_int_equal(escpos_plain(one->escpos, document, &plain, NULL), DRV_OK);
    add_plainly((const char *)plain.data, plain.length, &expected);
    add_sheets(paper, &sheets);
    add_plainly((const char *)sheets.data, sheets.length, &found);
    drop_blank_lines(&expected);
    drop_blank_lines(&found);
    bytes_add_byte(&expected, '\0');
    bytes_add_byte(&found, '\0');
    if (strcmp((char *)expected.data, (char *)found.data) != 0)
        fail_msg("%s: found\n%s, expected\n%s, of\n%s", one->profile.name, (char *)found.data,
                 (char *)expected.data, made->text);
    bytes_free(&plain);
    bytes_free(&sheets);
    bytes_free(&expected);
    bytes_free(&found);
}

/* Which of the codes from `next` on the sheet's text names at p; all of them where it is none. */
static size_t code_at(const struct made *made, size_t next, const char *p)
{
    while (next < made->code_count &&
           strncmp(p, made->codes[next].shown, strlen(made->codes[next].shown)) != 0)
        next++;
    return next;
}

/* Codes that the printer draws are on paper in their order, each as what it was asked for. */
static void check_codes(struct tried *one, const struct made *made, const struct bytes *slip,
                        const struct paper *paper)
{
    unsigned sent = count_commands(slip, "GS k", -1) + count_commands(slip, "GS ( k", 81);
    unsigned found = 0;
    size_t next = 0;
    struct bytes text = {0};
    add_sheets(paper, &text);
    bytes_add_byte(&text, '\0');
    for (const char *p = (const char *)text.data; (p = strchr(p, '[')) != NULL; p++) {
        size_t which = code_at(made, next, p);
        found += which < made->code_count;
        next = which < made->code_count ? which + 1 : next;
    }
    if (found != sent)
        fail_msg("%s: %u codes of %u on paper\n%s\nof\n%s", one->profile.name, found, sent,
                 (const char *)text.data, made->text);
    one->natives += sent;
    bytes_free(&text);
}

static bool is_white_from(const struct paper_sheet *sheet, unsigned x_dots)
{
    for (uint32_t y = 0; y < sheet->height_dots; y++)
        for (unsigned x = x_dots; x < sheet->width_dots; x++)
            if (sheet->dots[y * sheet->stride + x / 8] >> (7 - x % 8) & 1)
                return false;
    return true;
}

/* On a head that is wider than the paper, too, nothing is printed beside it. */
static void check_width(const struct tried *one, const struct made *made, const struct bytes *slip)
{
    if (one->profile.dots == one->head->dots)
        return;
    struct paper *wide = print(one->head, slip);
    for (size_t i = 0; i < paper_sheet_count(wide); i++)
        if (!is_white_from(paper_sheet_at(wide, i), one->profile.dots))
            fail_msg("%s: printed right of %u dots\n%s", one->profile.name, one->profile.dots,
                     made->text);
    paper_free(wide);
}

/* ---- inside a receipt ---- */

static const char host_before[] = "\x1b@Receipt 17\n";
/* What of the settings of power-on shows: pages, line spacing, looks, area, alignment. */
static const char host_after[] = "Total \x80\x9c\xe1\xff 12.00\nlow\n\n"
                                 "\x1b!\x80under\x1b!\x10high\x1b!\0\n"
                                 "\x1b"
                                 "aend\x1b"
                                 "a\0\x1d"
                                 "h0\nlast\n";

static struct machine *run(const struct profile *profile, const struct bytes *bytes)
{
    struct machine *machine = NULL;
    struct paper paper = {.count = 0};
    struct token token = {0};
    assert_int_equal(machine_new(profile, &machine, NULL), DRV_OK);
    for (size_t at = 0; token_next(bytes->data, bytes->length, at, &token); at += token.length)
        assert_int_equal(machine_run(machine, &token), DRV_OK);
    assert_int_equal(paper.count, 0);
    return machine;
}

#define PART(member)                                                                               \
    {                                                                                              \
#member, offsetof(struct machine, member), sizeof((struct machine *)0)->member             \
    }

/* What escpos.h promises to leave as at power-on. */
static const struct {
    const char *name;
    size_t offset, size;
} promised[] = {
    PART(settings.font),
    PART(settings.wide),
    PART(settings.high),
    PART(settings.underlined),
    PART(settings.underline_dots),
    PART(settings.emphasis),
    PART(settings.double_strike),
    PART(settings.inverted),
    PART(settings.turned),
    PART(settings.upside_down),
    PART(settings.justify),
    PART(settings.unit_x),
    PART(settings.unit_y),
    PART(settings.standard.space_dots),
    PART(settings.standard.spacing_steps),
    PART(settings.margin_dots),
    PART(settings.area_dots),
    PART(codes.width),
    PART(codes.height_dots),
    PART(codes.text_place),
};

static void check_settings(const struct tried *one, const struct bytes *inside, const char *text)
{
    struct bytes nothing = {0};
    struct machine *before = run(one->head, &nothing), *after = run(one->head, inside);
    assert_false(machine_has_line(after));
    for (size_t i = 0; i < sizeof promised / sizeof promised[0]; i++)
        if (memcmp((char *)before + promised[i].offset, (char *)after + promised[i].offset,
                   promised[i].size) != 0)
            fail_msg("%s: %s is not as at power-on\n%s", one->profile.name, promised[i].name, text);
    machine_free(before);
    machine_free(after);
}

/* The rows of ours stand between those of the host, which are the same dots as without them. */
static void check_between(const struct tried *one, const struct bytes *inside, const char *text)
{
    struct bytes with = {0}, without = {0};
    bytes_add(&with, host_before, sizeof host_before - 1);
    size_t head_length = with.length;
    struct paper *head = print(one->head, &with);
    bytes_add(&with, inside->data, inside->length);
    bytes_add(&with, host_after, sizeof host_after - 1);
    bytes_add(&without, host_before, head_length);
    bytes_add(&without, host_after, sizeof host_after - 1);
    struct paper *papers[] = {print(one->head, &with), print(one->head, &without)};
    const struct paper_sheet *ours = paper_sheet_at(papers[0], 0);
    const struct paper_sheet *theirs = paper_sheet_at(papers[1], 0);
    uint32_t above = paper_sheet_at(head, 0)->height_dots, below = theirs->height_dots - above;
    assert_true(ours->height_dots >= theirs->height_dots);
    if (memcmp(ours->dots, theirs->dots, above * theirs->stride) != 0 ||
        memcmp(ours->dots + (ours->height_dots - below) * ours->stride,
               theirs->dots + above * theirs->stride, below * theirs->stride) != 0)
        fail_msg("%s: the host's own lines differ\n%s\n%s", one->profile.name, ours->text, text);
    paper_free(head);
    paper_free(papers[0]);
    paper_free(papers[1]);
    bytes_free(&with);
    bytes_free(&without);
}

/* ---- the tests ---- */

static bool encode(struct tried *one, const struct made *made, const struct document *document,
                   enum escpos_place place, struct bytes *out)
{
    struct drv_fault fault = {"no fault"};
    bytes_add_text(out, "before");
    int status = escpos_encode(one->escpos, document, place, out, &fault);
    assert_memory_equal(out->data, "before", 6);
    if (status != DRV_OK) {
        assert_int_equal(out->length, 6);
        if (strncmp(fault.text, "line ", 5) != 0)
            fail_msg("%s: %s\n%s", one->profile.name, fault.text, made->text);
        return false;
    }
    memmove(out->data, out->data + 6, out->length - 6);
    out->length -= 6;
    one->slips++;
    check_commands(one, out, made->text);
    check_width(one, made, out);
    return true;
}

static void try_slip(struct tried *one, const struct made *made, const struct document *document)
{
    struct bytes slip = {0};
    if (encode(one, made, document, ESCPOS_SLIP, &slip)) {
        struct paper *paper = print(&one->profile, &slip);
        check_text(one, made, document, &slip, paper);
        check_codes(one, made, &slip, paper);
        paper_free(paper);
    }
    bytes_free(&slip);
}

static void try_inside(struct tried *one, const struct made *made, const struct document *document)
{
    struct bytes slip = {0};
    if (encode(one, made, document, ESCPOS_INSIDE, &slip)) {
        assert_int_equal(made->cuts, false);
        check_settings(one, &slip, made->text);
        check_between(one, &slip, made->text);
    }
    bytes_free(&slip);
}

static void what_is_promised_holds_for_any_document_on_any_printer(void **state)
{
    static struct made made;
    unsigned slips = 0, compared = 0, natives = 0;
    (void)state;
    for (unsigned i = 0; i < DOCUMENTS; i++) {
        struct document *document = NULL;
        struct drv_fault fault = {"no fault"};
        make(&made);
        if (document_parse(made.text, made.length, &document, &fault) != DRV_OK)
            fail_msg("%s\n%s", fault.text, made.text);
        for (unsigned j = 0; j < PRINTERS_EACH; j++) {
            struct tried *one = &tried[(i * PRINTERS_EACH + j) % tried_count];
            try_slip(one, &made, document);
            try_inside(one, &made, document);
        }
        document_free(document);
    }
    for (size_t i = 0; i < tried_count; i++) {
        slips += tried[i].slips;
        compared += tried[i].compared;
        natives += tried[i].natives;
        assert_true(tried[i].slips > 100);
    }
    printf("%u slips, %u compared with their text, %u codes by printers\n", slips, compared,
           natives);
    assert_true(compared > slips / 30);
    assert_true(natives > 500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_promised_holds_for_any_document_on_any_printer),
    };
    return cmocka_run_group_tests_name("language_model", tests, set_up, tear_down);
}
