/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "../../drivers/paper/paper.h"

#define BYTES(text) (const uint8_t *)(text), sizeof(text) - 1
#define EAN                                                                                        \
    "\x1dkC\x0c"                                                                                   \
    "590123412345"          /* 285 dots wide */
#define HRI "5901234123457" /* 156 dots in font A, 117 in B */

static const struct profile profile = {
    .name = "test", .dots = 576, .dpi = 203, .columns = 48, .pages = {{.name = "CP437"}}};

static struct paper *print(const uint8_t *bytes, size_t length)
{
    struct paper *paper;
    struct drv_fault fault;
    if (paper_print(bytes, length, &profile, &paper, &fault) != DRV_OK)
        fail_msg("%s", fault.text);
    assert_int_equal(paper_sheet_count(paper), 1);
    return paper;
}

static int dot(const struct paper_sheet *sheet, size_t x, size_t y)
{
    return sheet->dots[y * sheet->stride + x / 8] >> (7 - x % 8) & 1;
}

/* Rows of one sheet against those of another, all across. */
static void check_same_rows(const struct paper_sheet *sheet, size_t y,
                            const struct paper_sheet *other, size_t other_y, size_t count)
{
    assert_true(y + count <= sheet->height_dots && other_y + count <= other->height_dots);
    for (size_t row = 0; row < count; row++)
        assert_memory_equal(sheet->dots + (y + row) * sheet->stride,
                            other->dots + (other_y + row) * other->stride, sheet->stride);
}

/* The text is printed as letters at the dot where it must stand. */
static void the_text_stands_in_the_middle_of_the_bars(void **state)
{
    (void)state;
    static const struct {
        const char *job;
        size_t length;
        uint32_t height_dots;
        unsigned above, below; /* rows of text; 0: none */
        bool font_b;
    } cases[] = {
#define JOB(bytes) bytes, sizeof(bytes) - 1
        {JOB("\x1dh\x20" EAN), 32, 0, 0, false},
        {JOB("\x1dh\x20\x1dH\x01" EAN), 32 + 24, 24, 0, false},
        {JOB("\x1dh\x20\x1dH\x32" EAN), 32 + 24, 0, 24, false},
        {JOB("\x1dh\x20\x1dH\x03\x1dH\x04" EAN), 32 + 2 * 24, 24, 24, false},
        {JOB("\x1dh\x20\x1dH\x02\x1d"
             "f\x01" EAN),
         32 + 17, 0, 17, true},
        {JOB("\x1dh\x20\x1dH\x02\x1d"
             "f1\x1b!\x38" EAN),
         32 + 17, 0, 17, true},
#undef JOB
    };
    struct paper *a = print(BYTES("\x1b$\x40\x00" HRI "\n"));
    struct paper *b = print(BYTES("\x1bM\x01\x1b$\x54\x00" HRI "\n"));
    struct paper *plain = print(BYTES("\x1dh\x20" EAN));
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct paper *paper = print((const uint8_t *)cases[i].job, cases[i].length);
        const struct paper_sheet *sheet = paper_sheet_at(paper, 0);
        const struct paper_sheet *text = paper_sheet_at(cases[i].font_b ? b : a, 0);
        assert_int_equal(sheet->height_dots, cases[i].height_dots);
        check_same_rows(sheet, 0, text, 0, cases[i].above);
        check_same_rows(sheet, cases[i].above, paper_sheet_at(plain, 0), 0, 32);
        check_same_rows(sheet, cases[i].above + 32, text, 0, cases[i].below);
        assert_string_equal(sheet->text, "[EAN-13 " HRI "]\n");
        paper_free(paper);
    }
    paper_free(a);
    paper_free(b);
    paper_free(plain);
}

static void bars_narrower_than_their_text_stand_in_its_middle(void **state)
{
    (void)state;
    struct paper *paper = print(BYTES("\x1dw\x02\x1dH\x02\x1dkK\x0d"
                                      "0950110153001"));
    const struct paper_sheet *sheet = paper_sheet_at(paper, 0);
    assert_int_equal(sheet->blocks[0].width_dots, 18 * 12);
    size_t left = 0, right = sheet->width_dots;
    while (!dot(sheet, left, 0))
        left++;
    while (!dot(sheet, right - 1, 0))
        right--;
    assert_int_equal(left, (18 * 12 - 96 * 2) / 2 + 2); /* a space of one module comes first */
    assert_int_equal(right, left - 2 + 96 * 2);
    paper_free(paper);
}

/* Epson's table of GS w: n, and in dots of 180 dpi the thin and the thick element. */
static void thin_and_thick_are_as_wide_as_the_table_says(void **state)
{
    (void)state;
    static const unsigned table[][3] = {{2, 2, 5}, {3, 3, 8}, {4, 4, 10}, {5, 5, 13}, {6, 6, 16}};
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        uint8_t job[] = "\x1dw.\x1dkF\x02"
                        "12";
        /* Start, then 1 in bars and 2 in spaces, then stop: 1 is thin, 2 thick. */
        static const char elements[] = "11112112111122211";
        job[2] = (uint8_t)table[i][0];
        struct paper *paper = print(job, sizeof job - 1);
        const struct paper_sheet *sheet = paper_sheet_at(paper, 0);
        size_t x = 0;
        for (size_t e = 0; e + 1 < sizeof elements; e++)
            for (unsigned end = (unsigned)x + table[i][elements[e] == '1' ? 1 : 2]; x < end; x++)
                if (dot(sheet, x, 0) != (e % 2 == 0))
                    fail_msg("GS w %u: dot %zu of element %zu", table[i][0], x, e);
        assert_int_equal(sheet->blocks[0].width_dots, x);
        paper_free(paper);
    }
}

static void in_page_mode_bars_stand_on_the_base_line(void **state)
{
    (void)state;
    struct paper *paper = print(BYTES("\x1bL\x1d$\x64\x00\x1dh\x20\x1dH\x02" EAN "\f"));
    const struct paper_sheet *sheet = paper_sheet_at(paper, 0);
    size_t top = 0;
    while (top < sheet->height_dots && !dot(sheet, 0, top))
        top++;
    size_t foot = top;
    while (foot < sheet->height_dots && dot(sheet, 0, foot))
        foot++;
    assert_int_equal(foot - top, 32);
    struct paper *letter = print(BYTES("\x1bL\x1d$\x64\x00_\f"));
    const struct paper_sheet *other = paper_sheet_at(letter, 0);
    size_t line = 0;
    while (line < other->height_dots && !dot(other, 5, line))
        line++;
    assert_true(line + 4 >= foot && line < foot + 4); /* the stroke of _ is near the base line */
    paper_free(letter);
    paper_free(paper);
}

/* One row each: a cut before the sheet is too long. */
static void too_many_barcodes_are_refused(void **state)
{
    (void)state;
    struct bytes job = {0};
    struct paper *paper = NULL;
    struct drv_fault fault;
    bytes_add(&job, "\x1dh\x01", 3);
    for (int i = 0; i < 20001; i++)
        bytes_add_text(&job, i == 15000 ? "\x1dV1\x1dkF\x02"
                                          "12"
                                        : "\x1dkF\x02"
                                          "12");
    assert_int_equal(paper_print(job.data, job.length, &profile, &paper, &fault), DRV_LIMIT);
    assert_string_equal(fault.text, "\"20001\" barcodes are more than 20000");
    assert_null(paper);
    bytes_free(&job);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_text_stands_in_the_middle_of_the_bars),
        cmocka_unit_test(bars_narrower_than_their_text_stand_in_its_middle),
        cmocka_unit_test(thin_and_thick_are_as_wide_as_the_table_says),
        cmocka_unit_test(in_page_mode_bars_stand_on_the_base_line),
        cmocka_unit_test(too_many_barcodes_are_refused),
    };
    return cmocka_run_group_tests_name("machine_barcode", tests, NULL, NULL);
}
