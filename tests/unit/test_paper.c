/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../drivers/paper/paper.h"
#include "../../drivers/document_parts.h"
#include "../../drivers/layout.h"
#include "../../drivers/symbol.h"

#define BYTES(text) (const uint8_t *)(text), sizeof(text) - 1
#define SELECT_858  "\x1bt\x13"
#define SELECT_1252 "\x1bt\x10"
#define QR_TEXT     "VJ4K-7M2P-X9QD"
#define QR_MODULE(size)                                                                            \
    "\x1d(k\x03\x00"                                                                               \
    "1C" size
#define QR_STORE                                                                                   \
    "\x1d(k\x11\x00"                                                                               \
    "1P0" QR_TEXT
#define QR_PRINT                                                                                   \
    "\x1d(k\x03\x00"                                                                               \
    "1Q0"

static struct profile profile_of(uint16_t dots)
{
    return (struct profile){.name = "test",
                            .dots = dots,
                            .dpi = dots == 512 ? 180 : 203,
                            .columns = (uint8_t)(dots / 12),
                            .commands = PROFILE_ESC_T,
                            .pages = {{.name = "CP858", .number = 19},
                                      {.name = "CP1252", .number = 16},
                                      {.name = "CP437", .number = 0},
                                      {.name = "CP850", .number = 2},
                                      {.name = "CP860", .number = 3},
                                      {.name = "CP863", .number = 4},
                                      {.name = "CP865", .number = 5},
                                      {.name = "CP852", .number = 18}}};
}

static struct paper *print_on(uint16_t dots, const uint8_t *bytes, size_t length)
{
    struct profile profile = profile_of(dots);
    struct paper *paper = NULL;
    struct drv_fault fault = {""};
    if (paper_print(bytes, length, &profile, &paper, &fault) != DRV_OK)
        fail_msg("%s", fault.text);
    return paper;
}

static int dot(const struct paper_sheet *sheet, size_t x, size_t y)
{
    return sheet->dots[y * sheet->stride + x / 8] >> (7 - x % 8) & 1;
}

/* What is at (x, y) of the first sheet, '#' black and '.' white, a line a row. */
static void check_dots(const struct paper *paper, size_t x, size_t y, const char *const *rows,
                       size_t count)
{
    const struct paper_sheet *sheet = paper_sheet_at(paper, 0);
    assert_non_null(sheet);
    assert_true(y + count <= sheet->height_dots);
    for (size_t row = 0; row < count; row++)
        for (size_t column = 0; rows[row][column] != '\0'; column++)
            if (dot(sheet, x + column, y + row) != (rows[row][column] == '#'))
                fail_msg("dot %zu, %zu is not \"%c\"", x + column, y + row, rows[row][column]);
}

static size_t count_black(const struct paper_sheet *sheet)
{
    size_t black = 0;
    for (size_t y = 0; y < sheet->height_dots; y++)
        for (size_t x = 0; x < sheet->width_dots; x++)
            black += (size_t)dot(sheet, x, y);
    return black;
}

/* As they stand in Terminus 4.48's own BDF. */
static const char *const letter_a[] = {
    "............", "............", "............", "............", "...######...", "..##....##..",
    ".##......##.", ".##......##.", ".##......##.", ".##......##.", ".##......##.", ".##......##.",
    ".##########.", ".##......##.", ".##......##.", ".##......##.", ".##......##.", ".##......##.",
    ".##......##.", "............", "............", "............", "............", "............",
};
static const char *const letter_e_acute[] = {
    "............", "............", "............", "............", ".......##...", "......##....",
    ".....##.....", "............", "...######...", "..##....##..", ".##......##.", ".##......##.",
    ".##......##.", ".##########.", ".##.........", ".##.........", ".##.........", "..##.....##.",
    "...#######..", "............", "............", "............", "............", "............",
};

static void letters_stand_where_the_head_burns_them(void **state)
{
    (void)state;
    static const uint8_t job[] = "\x1b@A" SELECT_858 "\x82\n" SELECT_1252 "\xe9\n";
    struct paper *paper = print_on(384, job, sizeof job - 1);
    const struct paper_sheet *sheet = paper_sheet_at(paper, 0);
    assert_int_equal(paper_sheet_count(paper), 1);
    assert_int_equal(sheet->width_dots, 384);
    assert_int_equal(sheet->height_dots, 60);
    assert_int_equal(sheet->dpi, 203);
    assert_false(sheet->cut);
    check_dots(paper, 0, 0, letter_a, 24);
    check_dots(paper, 12, 0, letter_e_acute, 24);
    check_dots(paper, 0, 30, letter_e_acute, 24);
    assert_string_equal(sheet->text, "A\u00e9\n\u00e9\n");
    assert_null(paper_sheet_at(paper, 1));
    paper_free(paper);
}

/* The letter A with each dot changed as a style says, worked out from its picture alone. */
struct style {
    const char *on;
    unsigned wide, high;
    int bold, underline, invert;
};

static int styled_dot(const struct style *style, unsigned x, unsigned y)
{
    unsigned column = x / style->wide, row = y / style->high;
    int black = letter_a[row][column] == '#';
    if (style->bold && column > 0)
        black |= letter_a[row][column - 1] == '#';
    if (row >= 24 - (unsigned)style->underline)
        black = 1;
    return style->invert ? !black : black;
}

static void a_style_changes_just_the_dots_it_should(void **state)
{
    (void)state;
    static const struct style styles[] = {
        {"", 1, 1, 0, 0, 0},
        {"\x1d!\x11", 2, 2, 0, 0, 0},
        {"\x1d!\x27", 3, 8, 0, 0, 0},
        {"\x1b!\x20", 2, 1, 0, 0, 0},
        {"\x1b!\x18", 1, 2, 1, 0, 0},
        {"\x1b"
         "E\x01",
         1, 1, 1, 0, 0},
        {"\x1bG\x01", 1, 1, 1, 0, 0},
        {"\x1b-\x01", 1, 1, 0, 1, 0},
        {"\x1b-2", 1, 1, 0, 2, 0},
        {"\x1d"
         "B\x01",
         1, 1, 0, 0, 1},
        {"\x1d"
         "B\x01\x1b-\x01",
         1, 1, 0, 0, 1},
    };
    for (size_t i = 0; i < sizeof styles / sizeof styles[0]; i++) {
        char job[16];
        int length = snprintf(job, sizeof job, "%sA\n", styles[i].on);
        struct paper *paper = print_on(384, (const uint8_t *)job, (size_t)length);
        const struct paper_sheet *sheet = paper_sheet_at(paper, 0);
        for (unsigned y = 0; y < 24 * styles[i].high; y++)
            for (unsigned x = 0; x < 12 * styles[i].wide; x++)
                if (dot(sheet, x, y) != styled_dot(&styles[i], x, y))
                    fail_msg("style %zu: dot %u, %u", i, x, y);
        paper_free(paper);
    }
}

static void a_turned_letter_is_the_letter_turned(void **state)
{
    (void)state;
    struct paper *paper = print_on(384, BYTES("\x1bV\x01"
                                              "A\n"));
    const struct paper_sheet *sheet = paper_sheet_at(paper, 0);
    for (unsigned y = 0; y < 24; y++)
        for (unsigned x = 0; x < 12; x++)
            assert_int_equal(dot(sheet, 23 - y, x), letter_a[y][x] == '#');
    paper_free(paper);
    paper = print_on(384, BYTES("\x1b{\x01"
                                "A\n"));
    sheet = paper_sheet_at(paper, 0);
    for (unsigned y = 0; y < 24; y++)
        for (unsigned x = 0; x < 12; x++)
            assert_int_equal(dot(sheet, 383 - x, 23 - y), letter_a[y][x] == '#');
    paper_free(paper);
}

static void sizes_on_one_line_share_its_foot(void **state)
{
    (void)state;
    struct paper *paper = print_on(384, BYTES("\x1d!\x03X\x1b!\x01\x1b!\x04"
                                              "A\n"));
    assert_int_equal(paper_sheet_at(paper, 0)->height_dots, 96);
    check_dots(paper, 12, 72, letter_a, 24);
    paper_free(paper);
}

static void justification_moves_the_line_within_the_area(void **state)
{
    (void)state;
    struct paper *paper = print_on(384, BYTES("\x1b"
                                              "a\x01"
                                              "A\n\x1b"
                                              "a2A\n\x1b"
                                              "a0A\n"));
    check_dots(paper, (384 - 12) / 2, 0, letter_a, 24);
    check_dots(paper, 384 - 12, 30, letter_a, 24);
    check_dots(paper, 0, 60, letter_a, 24);
    assert_string_equal(paper_sheet_at(paper, 0)->text,
                        "               A\n                               A\nA\n");
    paper_free(paper);
    paper = print_on(384, BYTES("\x1dL\x40\x00\x1dW\x80\x00\x1b"
                                "a\x02"
                                "A\n"));
    check_dots(paper, 64 + 128 - 12, 0, letter_a, 24);
    paper_free(paper);
}

static void a_full_line_breaks_at_the_head(void **state)
{
    (void)state;
    struct paper *paper = print_on(384, BYTES("0123456789012345678901234567890A"
                                              "A\n"));
    check_dots(paper, 372, 0, letter_a, 24);
    check_dots(paper, 0, 30, letter_a, 24);
    assert_string_equal(paper_sheet_at(paper, 0)->text, "0123456789012345678901234567890A\nA\n");
    paper_free(paper);
    paper = print_on(512, BYTES("012345678901234567890123456789012345678901A\n"));
    check_dots(paper, 0, 30, letter_a, 24);
    paper_free(paper);
}

static void positions_and_tabs_place_what_follows(void **state)
{
    (void)state;
    struct paper *paper = print_on(384, BYTES("\x1b$\x20\x00"
                                              "A\x1b\\\xf4\xff\x1b\\\x14\x00"
                                              "A\n"
                                              "x\tA\n\x1b"
                                              "D\x03\x00\tA\n"));
    check_dots(paper, 32, 0, letter_a, 24);
    check_dots(paper, 52, 0, letter_a, 24);
    check_dots(paper, 96, 30, letter_a, 24);
    check_dots(paper, 36, 60, letter_a, 24);
    paper_free(paper);
}

static void line_spacing_feeds_in_motion_units(void **state)
{
    (void)state;
    struct paper *paper = print_on(384, BYTES("\x1b"
                                              "3\x28"
                                              "A\nA\n\x1b"
                                              "2\n\x1bJ\x05\x1b"
                                              "d\x03"));
    assert_int_equal(paper_sheet_at(paper, 0)->height_dots, 40 + 40 + 30 + 5 + 90);
    check_dots(paper, 0, 40, letter_a, 24);
    paper_free(paper);
    /* At 180 dpi a unit is half a dot, as on TM-T88III, until GS P says otherwise. */
    paper = print_on(512, BYTES("\x1b"
                                "3\x64\n\x1dP\xb4\xb4\x1b"
                                "3\x64\n"));
    assert_int_equal(paper_sheet_at(paper, 0)->height_dots, 50 + 100);
    paper_free(paper);
    paper = print_on(384, BYTES("\x1b"
                                "3\x0a"
                                "A\nA\n"));
    assert_int_equal(paper_sheet_at(paper, 0)->height_dots, 48);
    paper_free(paper);
}

static void a_cut_makes_a_sheet_but_not_within_a_line(void **state)
{
    (void)state;
    static const uint8_t job[] = "one\n\x1dVA\x0atwo\x1dV1\n\x1bi\x1d"
                                 "V0three\nlost";
    struct paper *paper = print_on(576, job, sizeof job - 1);
    assert_int_equal(paper_sheet_count(paper), 3);
    assert_int_equal(paper_sheet_at(paper, 0)->height_dots, 40);
    assert_string_equal(paper_sheet_at(paper, 0)->text, "one\n");
    assert_string_equal(paper_sheet_at(paper, 1)->text, "two\n");
    assert_string_equal(paper_sheet_at(paper, 2)->text, "three\n");
    assert_true(paper_sheet_at(paper, 1)->cut);
    assert_false(paper_sheet_at(paper, 2)->cut);
    paper_free(paper);
}

static void what_has_no_glyph_is_a_hollow_box(void **state)
{
    (void)state;
    static const char *const box[] = {".##########.", ".##......##."};
    struct paper *paper = print_on(384, BYTES(SELECT_1252 "\x81\n"));
    check_dots(paper, 0, 4, box, 2);
    check_dots(paper, 0, 18, box, 1);
    assert_string_equal(paper_sheet_at(paper, 0)->text, "\ufffd\n");
    paper_free(paper);
}

/* Also where Epson's models have one of that number: this one does not. */
static void a_page_that_the_profile_lacks_is_hollow_boxes(void **state)
{
    (void)state;
    struct paper *paper = print_on(384, BYTES("\x1bt\x11"
                                              "A\x82\n" SELECT_858 "\x82\n"));
    assert_string_equal(paper_sheet_at(paper, 0)->text, "A\ufffd\n\u00e9\n");
    paper_free(paper);
}

/* A box is 72 dots black; all else that a page holds must look like itself. */
static void every_letter_of_the_pages_has_a_glyph(void **state)
{
    (void)state;
    static const uint8_t pages[] = {0, 2, 3, 4, 5, 16, 18, 19};
    struct paper *box = print_on(384, BYTES(SELECT_1252 "\x81\n"));
    for (size_t page = 0; page < sizeof pages; page++)
        for (int byte = 0x80; byte < 0x100; byte++) {
            uint8_t job[] = {0x1b, 't', pages[page], (uint8_t)byte, '\n'};
            struct paper *paper = print_on(384, job, sizeof job);
            const struct paper_sheet *sheet = paper_sheet_at(paper, 0);
            bool undefined = strcmp(sheet->text, "\ufffd\n") == 0;
            size_t length = sheet->stride * sheet->height_dots;
            if (!undefined && memcmp(sheet->dots, paper_sheet_at(box, 0)->dots, length) == 0)
                fail_msg("page %u has no glyph for %02x", pages[page], byte);
            paper_free(paper);
        }
    paper_free(box);
}

static void font_b_is_nine_dots_wide(void **state)
{
    (void)state;
    static const char *const bar[] = {"#########"};
    struct paper *paper = print_on(384, BYTES("\x1bM\x01\xc4\xc4\xc4" SELECT_858
                                              "0123456789012345678901234567890123456789\n"));
    const struct paper_sheet *sheet = paper_sheet_at(paper, 0);
    size_t y = 0;
    while (y < 17 && !dot(sheet, 0, y))
        y++;
    check_dots(paper, 0, y, bar, 1);
    check_dots(paper, 18, y, bar, 1);
    assert_string_equal(sheet->text, "\u2500\u2500\u2500"
                                     "012345678901234567890123456789012345678\n9\n");
    assert_int_equal(sheet->height_dots, 60);
    paper_free(paper);
}

static void images_are_burnt_dot_for_dot(void **state)
{
    (void)state;
    static const char *const raster[] = {"####....", ".......#"};
    static const char *const doubled[] = {"########........", "########........",
                                          "..............##", "..............##"};
    static const char *const columns[] = {"#", "#", ".", "."};
    struct paper *paper =
        print_on(384, BYTES("\x1dv0\x00\x01\x00\x02\x00\xf0\x01\x1dv0\x03\x01\x00\x02\x00\xf0\x01"
                            "\x1b*\x21\x01\x00\xc0\x00\x01\n"));
    assert_int_equal(paper_sheet_at(paper, 0)->height_dots, 2 + 4 + 30);
    check_dots(paper, 0, 0, raster, 2);
    check_dots(paper, 0, 2, doubled, 4);
    check_dots(paper, 0, 6, columns, 4);
    assert_int_equal(count_black(paper_sheet_at(paper, 0)), 5 + 20 + 3);
    assert_string_equal(paper_sheet_at(paper, 0)->text, "[image 8x2]\n[image 16x4]\n");
    paper_free(paper);
    paper = print_on(384, BYTES("\x1b*\x00\x01\x00\x80\n"));
    assert_int_equal(count_black(paper_sheet_at(paper, 0)), 6);
    paper_free(paper);
    paper = print_on(384, BYTES("x\x1dv0\x00\x01\x00\x02\x00\xff\xff\n"));
    assert_string_equal(paper_sheet_at(paper, 0)->text, "x\n");
    assert_int_equal(paper_sheet_at(paper, 0)->height_dots, 30);
    paper_free(paper);
}

static size_t scan(const uint8_t *png, size_t length, char *out, size_t capacity)
{
    char path[] = "/tmp/paper-XXXXXX";
    char command[128];
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, png, length), length);
    close(fd);
    snprintf(command, sizeof command, "zbarimg -q --raw %s 2>/dev/null", path);
    FILE *scanner = popen(command, "r");
    assert_non_null(scanner);
    size_t read = fread(out, 1, capacity - 1, scanner);
    out[read] = '\0';
    pclose(scanner);
    unlink(path);
    return read;
}

static bool have_scanner(void)
{
    return system("zbarimg --version >/dev/null 2>&1") == 0;
}

static void a_scanner_reads_the_code_off_the_png(void **state)
{
    (void)state;
    static const uint16_t heads[] = {384, 512, 576};
    static const uint8_t job[] = "\x1b@Before\n\x1b"
                                 "a\x01" QR_MODULE("\x06") QR_STORE QR_PRINT "\nAfter\n";
    if (!have_scanner()) {
        print_message("skipped: no zbarimg\n");
        skip();
    }
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        struct paper *paper = print_on(heads[i], job, sizeof job - 1);
        struct bytes png = {0};
        char read[64];
        assert_int_equal(paper_png(paper_sheet_at(paper, 0), &png, NULL), DRV_OK);
        scan(png.data, png.length, read, sizeof read);
        assert_string_equal(read, QR_TEXT "\n");
        bytes_free(&png);
        paper_free(paper);
    }
}

#define BARS_TEXT "VJ4K7M2PX9QD"
#define BARS      "\x1dkI\x0e{B" BARS_TEXT

/* The bars as dots of the row y of the first sheet, 167 modules from x on. */
static void check_bars(const struct paper *paper, size_t x, size_t y, unsigned module)
{
    static const char start_and_v[] = "1101001000011101011000"; /* start B, V */
    for (size_t i = 0; i < (sizeof start_and_v - 1) * module; i++)
        assert_int_equal(dot(paper_sheet_at(paper, 0), x + i, y), start_and_v[i / module] - '0');
    for (size_t i = 0; i < x; i++)
        assert_int_equal(dot(paper_sheet_at(paper, 0), i, y), 0);
}

static void bars_stand_as_high_and_wide_as_they_were_asked(void **state)
{
    (void)state;
    struct paper *paper = print_on(576, BYTES("\x1dh\x50\x1dw\x02" BARS "\x1b@" BARS "A\n"));
    const struct paper_sheet *sheet = paper_sheet_at(paper, 0);
    assert_string_equal(sheet->text, "[Code 128 " BARS_TEXT "]\n[Code 128 " BARS_TEXT "]\nA\n");
    assert_int_equal(sheet->height_dots, 80 + 162 + 30);
    assert_int_equal(sheet->blocks[0].width_dots, 334);
    assert_int_equal(sheet->blocks[0].height_dots, 80);
    assert_int_equal(sheet->blocks[0].module_dots, 2);
    assert_int_equal(sheet->blocks[1].width_dots, 501);
    check_bars(paper, 0, 0, 2);
    check_bars(paper, 0, 79, 2);
    check_bars(paper, 0, 80, 3);
    check_bars(paper, 0, 241, 3);
    paper_free(paper);
    paper = print_on(576, BYTES("\x1b"
                                "a\x01" BARS));
    check_bars(paper, (576 - 501) / 2, 0, 3);
    paper_free(paper);
}

/* What a printer does not take as a code it takes for text: its manuals say so of each case. */
static void bars_within_a_line_or_wrong_are_read_as_data(void **state)
{
    (void)state;
    static const struct {
        const char *job;
        size_t length;
        const char *text;
        uint32_t height_dots;
    } jobs[] = {
#define JOB(bytes) bytes, sizeof(bytes) - 1
        {JOB("x" BARS "\n"), "x{B" BARS_TEXT "\n", 30},
        {JOB("\x1dkI\x01x\n"), "x\n", 30},      /* too short to be one */
        {JOB("\x1dkI\x03{Zx\n"), "", 162 + 30}, /* all of it looked at, and refused */
        {JOB("\x1dkE\x03"
             "AxB\n"),
         "B\n", 162 + 30}, /* a small letter in Code 39 */
        {JOB("\x1dk\x02"
             "12345678901234\0\n"),
         "[EAN-13 1234567890123]\n4\n", 162 + 30},
        {JOB("\x1dk\x02"
             "12345\0A\n"),
         "A\n", 162 + 30},
#undef JOB
    };
    for (size_t i = 0; i < sizeof jobs / sizeof jobs[0]; i++) {
        struct paper *paper = print_on(384, (const uint8_t *)jobs[i].job, jobs[i].length);
        assert_string_equal(paper_sheet_at(paper, 0)->text, jobs[i].text);
        assert_int_equal(paper_sheet_at(paper, 0)->height_dots, jobs[i].height_dots);
        paper_free(paper);
    }
}

static void bars_too_wide_only_feed(void **state)
{
    (void)state;
    struct paper *paper =
        print_on(384, BYTES(BARS "\x1dh\x50\x1dw\x07\x1dw\x01" BARS "\x1dh\0.\n"));
    assert_string_equal(paper_sheet_at(paper, 0)->text, ".\n");
    assert_int_equal(paper_sheet_at(paper, 0)->height_dots, 162 + 80 + 30);
    assert_int_equal(paper_sheet_at(paper, 0)->block_count, 1);
    paper_free(paper);
}

static void a_scanner_reads_the_bars_off_the_png(void **state)
{
    (void)state;
    static const struct {
        uint16_t dots;
        const char *width;
    } heads[] = {{384, "\x1dw\x02"}, {512, "\x1dw\x02"}, {576, "\x1dw\x03"}};
    if (!have_scanner()) {
        print_message("skipped: no zbarimg\n");
        skip();
    }
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        struct bytes job = {0}, png = {0};
        char read[64];
        bytes_add_text(&job, "Before\n\x1b"
                             "a\x01\x1dh\x48");
        bytes_add_text(&job, heads[i].width);
        bytes_add_text(&job, BARS "After\n");
        struct paper *paper = print_on(heads[i].dots, job.data, job.length);
        assert_int_equal(paper_png(paper_sheet_at(paper, 0), &png, NULL), DRV_OK);
        scan(png.data, png.length, read, sizeof read);
        assert_string_equal(read, BARS_TEXT "\n");
        bytes_free(&job);
        bytes_free(&png);
        paper_free(paper);
    }
}

/* The terminal's half blocks as a picture: lit is white, four dots a square. */
static void draw_terminal(const struct bytes *text, struct paper_sheet *sheet, uint8_t *dots)
{
    size_t x = 0, y = 0;
    for (size_t i = 0; i < text->length; i++) {
        uint8_t c = text->data[i];
        if (c == '\n') {
            x = 0;
            y += 8;
            continue;
        }
        bool block = c == 0xE2 && text->data[i + 1] == 0x96;
        uint8_t last = block ? text->data[i + 2] : 0;
        bool upper = last == 0x80 || last == 0x88, lower = last == 0x84 || last == 0x88;
        for (size_t row = 0; row < 8; row++)
            if (!(row < 4 ? upper : lower))
                dots[(y + row) * sheet->stride + x / 8] |= x % 8 == 0 ? 0xF0 : 0x0F;
        x += 4;
        if (c >= 0x80)
            i += 2;
    }
    sheet->height_dots = (uint32_t)y;
}

static void a_scanner_reads_the_code_off_the_terminal(void **state)
{
    (void)state;
    static uint8_t dots[100 * 500];
    static const uint8_t job[] = "Hello\n\x1b"
                                 "a\x01" QR_MODULE("\x08") QR_STORE QR_PRINT "\n";
    struct paper_sheet screen = {.width_dots = 800, .stride = 100, .dpi = 203, .dots = dots};
    struct bytes text = {0}, png = {0};
    char read[64];
    if (!have_scanner()) {
        print_message("skipped: no zbarimg\n");
        skip();
    }
    struct paper *paper = print_on(384, job, sizeof job - 1);
    assert_int_equal(paper_terminal(paper_sheet_at(paper, 0), 80, &text), DRV_OK);
    draw_terminal(&text, &screen, dots);
    assert_int_equal(paper_png(&screen, &png, NULL), DRV_OK);
    scan(png.data, png.length, read, sizeof read);
    assert_string_equal(read, QR_TEXT "\n");
    bytes_free(&text);
    bytes_free(&png);
    paper_free(paper);
}

static void the_terminal_frames_text_and_names_what_is_too_wide(void **state)
{
    (void)state;
    static const uint8_t job[] = "caf\x82\n" QR_STORE QR_PRINT;
    struct bytes text = {0};
    struct paper *paper = print_on(384, job, sizeof job - 1);
    const struct paper_sheet *sheet = paper_sheet_at(paper, 0);
    assert_int_equal(paper_terminal(sheet, 24, &text), DRV_OK);
    bytes_add_byte(&text, 0);
    assert_string_equal((char *)text.data, "╭──────────────────────╮\n"
                                           "│ café                 │\n"
                                           "│ [QR VJ4K-7M2P-X9QD]  │\n"
                                           "╰──────────────────────╯\n");
    bytes_reset(&text);
    assert_int_equal(paper_terminal(sheet, 23, &text), DRV_UNSUPPORTED);
    assert_int_equal(paper_terminal(sheet, 1001, &text), DRV_UNSUPPORTED);
    assert_int_equal(text.length, 0);
    bytes_free(&text);
    paper_free(paper);
}

static void the_terminal_names_an_image_that_is_as_low_as_a_line(void **state)
{
    (void)state;
    static const struct {
        uint8_t rows;
        const char *shown;
    } cases[] = {{64, "│ [image 24x64]                    │"},
                 {65, "│ ██                               │"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct bytes job = {0}, text = {0};
        const uint8_t head[] = {0x1d, 'v', '0', 0, 3, 0, cases[i].rows, 0};
        bytes_add(&job, head, sizeof head);
        for (unsigned j = 0; j < 3u * cases[i].rows; j++)
            bytes_add_byte(&job, 0xff);
        struct paper *paper = print_on(384, job.data, job.length);
        assert_int_equal(paper_terminal(paper_sheet_at(paper, 0), 80, &text), DRV_OK);
        bytes_add_byte(&text, 0);
        const char *line = strchr((char *)text.data, '\n') + 1;
        assert_int_equal(strncmp(line, cases[i].shown, strlen(cases[i].shown)), 0);
        bytes_free(&job);
        bytes_free(&text);
        paper_free(paper);
    }
}

static void a_code_is_drawn_module_by_module(void **state)
{
    (void)state;
    const struct layout_code code = {.data = QR_TEXT,
                                     .length = sizeof QR_TEXT - 1,
                                     .symbol = DOCUMENT_QR,
                                     .module_dots = 5,
                                     .level = 'l'};
    struct bitmap symbol;
    assert_int_equal(symbol_draw(&code, &symbol, NULL), DRV_OK);
    assert_int_equal(symbol.width_dots, 105);
    static const uint8_t job[] = "\x1b"
                                 "a\x02" QR_MODULE("\x05") QR_STORE QR_PRINT;
    struct paper *paper = print_on(384, job, sizeof job - 1);
    const struct paper_sheet *sheet = paper_sheet_at(paper, 0);
    assert_int_equal(sheet->height_dots, 105);
    for (unsigned y = 0; y < 105; y++)
        for (unsigned x = 0; x < 384; x++) {
            bool inside = x >= 384 - 105;
            bool black = inside && bitmap_is_black(&symbol, x - (384 - 105), y);
            assert_int_equal(dot(sheet, x, y), black);
        }
    assert_string_equal(sheet->text, "[QR " QR_TEXT "]\n");
    bitmap_free(&symbol);
    paper_free(paper);
}

static void a_code_too_wide_prints_nothing(void **state)
{
    (void)state;
    static const uint8_t wide[] = "\x1dW\xc8\x00" QR_MODULE("\x0a") QR_STORE QR_PRINT "\n";
    static const uint8_t late[] = "x" QR_STORE QR_PRINT "\n";
    static const uint8_t empty[] = QR_PRINT "\n" QR_STORE "\x1b@" QR_PRINT;
    const struct {
        const uint8_t *bytes;
        size_t length;
        const char *text;
    } jobs[] = {
        {wide, sizeof wide - 1, ""}, {late, sizeof late - 1, "x\n"}, {empty, sizeof empty - 1, ""}};
    for (size_t i = 0; i < sizeof jobs / sizeof jobs[0]; i++) {
        struct paper *paper = print_on(384, jobs[i].bytes, jobs[i].length);
        assert_int_equal(paper_sheet_count(paper), 1);
        assert_int_equal(paper_sheet_at(paper, 0)->height_dots, 30);
        assert_string_equal(paper_sheet_at(paper, 0)->text, jobs[i].text);
        paper_free(paper);
    }
}

static void the_png_has_the_margins_of_real_paper(void **state)
{
    (void)state;
    static const struct {
        uint16_t dots;
        uint32_t paper;
        uint32_t dots_per_metre;
    } heads[] = {{384, 464, 7992}, {512, 560, 7087}, {576, 640, 7992}};
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        struct paper *paper = print_on(heads[i].dots, BYTES("A\n"));
        struct bytes png = {0};
        png_image image = {.version = PNG_IMAGE_VERSION};
        assert_int_equal(paper_png(paper_sheet_at(paper, 0), &png, NULL), DRV_OK);
        assert_int_equal(png_image_begin_read_from_memory(&image, png.data, png.length), 1);
        assert_int_equal(image.width, heads[i].paper);
        unsigned margin = (heads[i].paper - heads[i].dots) / 2;
        assert_int_equal(image.height, 30 + 2 * margin);
        image.format = PNG_FORMAT_GRAY;
        uint8_t *pixels = malloc(PNG_IMAGE_SIZE(image));
        assert_int_equal(png_image_finish_read(&image, NULL, pixels, 0, NULL), 1);
        for (unsigned y = 0; y < 24; y++)
            for (unsigned x = 0; x < 12; x++)
                assert_int_equal(pixels[(y + margin) * image.width + x + margin],
                                 letter_a[y][x] == '#' ? 0 : 255);
        const uint8_t *phys = memmem(png.data, png.length, "pHYs", 4);
        assert_non_null(phys);
        assert_int_equal(phys[6] << 8 | phys[7], heads[i].dots_per_metre);
        free(pixels);
        bytes_free(&png);
        paper_free(paper);
    }
}

static void check_refused(uint16_t dots, const uint8_t *bytes, size_t length, int status,
                          const char *text)
{
    struct profile profile = profile_of(dots);
    struct paper *paper = (struct paper *)(void *)&profile;
    struct drv_fault fault;
    assert_int_equal(paper_print(bytes, length, &profile, &paper, &fault), status);
    assert_string_equal(fault.text, text);
    assert_ptr_equal(paper, &profile);
}

static void limits_are_refused_by_name(void **state)
{
    (void)state;
    static uint8_t feeds[3 * 700], cuts[4 * 65];
    for (size_t i = 0; i < sizeof feeds; i += 3)
        memcpy(feeds + i,
               "\x1b"
               "d\x01",
               3);
    for (size_t i = 0; i < sizeof cuts; i += 4)
        memcpy(cuts + i, "\x1dV\x42\x01", 4);
    check_refused(384, feeds, sizeof feeds, DRV_LIMIT,
                  "a sheet of \"20010\" rows is longer than 20000");
    check_refused(384, cuts, sizeof cuts, DRV_LIMIT, "\"65\" sheets are more than 64");
    check_refused(88, BYTES("A"), DRV_UNSUPPORTED,
                  "a head of \"88\" dots is not between 96 and 1024");
    check_refused(1025, BYTES("A"), DRV_UNSUPPORTED,
                  "a head of \"1025\" dots is not between 96 and 1024");
    uint8_t *large = calloc(1, (8 << 20) + 1);
    check_refused(384, large, (8 << 20) + 1, DRV_LIMIT,
                  "\"8388609\" bytes are more than the limit of 8388608");
    free(large);
}

static void too_many_codes_are_refused(void **state)
{
    (void)state;
    struct bytes job = {0};
    for (int i = 0; i < 1001; i++) {
        char data[16];
        snprintf(data, sizeof data, "%04d", i);
        bytes_add(&job,
                  "\x1d(k\x07\x00"
                  "1P0",
                  8);
        bytes_add(&job, data, 4);
        bytes_add(&job, QR_PRINT, 8);
        if (i % 300 == 299)
            bytes_add(&job, "\x1dV\x00", 3);
    }
    check_refused(384, job.data, job.length, DRV_LIMIT, "\"1001\" codes are more than 1000");
    bytes_free(&job);
}

static void hostile_bytes_stay_on_the_paper(void **state)
{
    (void)state;
    static const uint8_t spice[] = {0x10, 0x1b, 0x1c, 0x1d, '(', 'k', '!', 'v', '0', '*',  'D', 'V',
                                    'L',  'W',  'P',  'a',  '$', '{', 'M', 't', 'R', '\\', '\n'};
    struct profile profile = profile_of(384);
    unsigned seed = 7;
    for (int round = 0; round < 3000; round++) {
        uint8_t job[300];
        for (size_t i = 0; i < sizeof job; i++) {
            unsigned dice = (unsigned)rand_r(&seed);
            job[i] = dice & 0x100 ? spice[dice % sizeof spice] : (uint8_t)dice;
        }
        struct paper *paper;
        if (paper_print(job, sizeof job, &profile, &paper, NULL) != DRV_OK)
            continue;
        for (size_t i = 0; i < paper_sheet_count(paper); i++) {
            struct bytes out = {0};
            assert_int_equal(paper_terminal(paper_sheet_at(paper, i), 60, &out), DRV_OK);
            bytes_free(&out);
        }
        paper_free(paper);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(letters_stand_where_the_head_burns_them),
        cmocka_unit_test(a_style_changes_just_the_dots_it_should),
        cmocka_unit_test(a_turned_letter_is_the_letter_turned),
        cmocka_unit_test(sizes_on_one_line_share_its_foot),
        cmocka_unit_test(justification_moves_the_line_within_the_area),
        cmocka_unit_test(a_full_line_breaks_at_the_head),
        cmocka_unit_test(positions_and_tabs_place_what_follows),
        cmocka_unit_test(line_spacing_feeds_in_motion_units),
        cmocka_unit_test(a_cut_makes_a_sheet_but_not_within_a_line),
        cmocka_unit_test(what_has_no_glyph_is_a_hollow_box),
        cmocka_unit_test(a_page_that_the_profile_lacks_is_hollow_boxes),
        cmocka_unit_test(every_letter_of_the_pages_has_a_glyph),
        cmocka_unit_test(font_b_is_nine_dots_wide),
        cmocka_unit_test(images_are_burnt_dot_for_dot),
        cmocka_unit_test(a_scanner_reads_the_code_off_the_png),
        cmocka_unit_test(bars_stand_as_high_and_wide_as_they_were_asked),
        cmocka_unit_test(bars_within_a_line_or_wrong_are_read_as_data),
        cmocka_unit_test(bars_too_wide_only_feed),
        cmocka_unit_test(a_scanner_reads_the_bars_off_the_png),
        cmocka_unit_test(a_scanner_reads_the_code_off_the_terminal),
        cmocka_unit_test(the_terminal_frames_text_and_names_what_is_too_wide),
        cmocka_unit_test(the_terminal_names_an_image_that_is_as_low_as_a_line),
        cmocka_unit_test(a_code_is_drawn_module_by_module),
        cmocka_unit_test(a_code_too_wide_prints_nothing),
        cmocka_unit_test(the_png_has_the_margins_of_real_paper),
        cmocka_unit_test(limits_are_refused_by_name),
        cmocka_unit_test(too_many_codes_are_refused),
        cmocka_unit_test(hostile_bytes_stay_on_the_paper),
    };
    return cmocka_run_group_tests_name("paper", tests, NULL, NULL);
}
