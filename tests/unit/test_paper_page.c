/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "paper_sheet.h"

#define AREA(x, y, width, height) "\x1bW" x "\0" y "\0" width "\0" height "\0"
#define BAR                                                                                        \
    "\x1dv0\0\x01\0\x1e\0"                                                                         \
    "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"                                                     \
    "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"                                                     \
    "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"

static void check_letters(const char *job, size_t length, unsigned height, unsigned x, unsigned y,
                          const struct picture *picture)
{
    struct paper *paper = sheet_print(384, job, length);
    const struct paper_sheet *sheet = sheet_first(paper);
    assert_int_equal(sheet->height_dots, height);
    sheet_check_only(sheet, x, y, picture);
    paper_free(paper);
}

#define CHECK(job, height, x, y, picture) check_letters(job, sizeof(job) - 1, height, x, y, picture)

static void a_page_is_as_high_as_its_area(void **state)
{
    (void)state;
    struct picture letter;
    picture_of_letter('A', false, &letter);
    CHECK("\x1bL" AREA("\x10", "\x08", "\xc8", "\x64") "A\f", 108, 16, 8, &letter);
    CHECK("\x1bL"
          "A\f",
          937, 0, 0, &letter);
}

static void what_comes_after_a_page_stands_below_it(void **state)
{
    (void)state;
    struct picture both, letter;
    picture_of_letter('A', false, &both);
    picture_of_letter('n', false, &letter);
    picture_lay(&both, 0, 40, &letter);
    CHECK("\x1bL" AREA("\0", "\0", "\xc8", "\x28") "A\fn\n", 70, 0, 0, &both);
}

static void nothing_is_fed_for_an_empty_page(void **state)
{
    (void)state;
    struct paper *paper = PRINT(384, "\x1bL\f");
    assert_int_equal(paper_sheet_count(paper), 0);
    paper_free(paper);
    struct picture letter;
    picture_of_letter('A', false, &letter);
    CHECK("\x1bL" AREA("\0", "\0", "\xc8", "\x28") "A\f\x1bL\f", 40, 0, 0, &letter);
    CHECK("\x1bLn\x1bS\x1bL" AREA("\0", "\0", "\xc8", "\x28") "A\f", 40, 0, 0, &letter);
}

/* The corner where each direction begins, and the letter as it then stands. */
static void each_direction_begins_in_its_corner(void **state)
{
    (void)state;
    struct picture letter;
    picture_of_letter('P', false, &letter);
    CHECK("\x1bL\x1bT\0" AREA("\x10", "\x08", "\xc8", "\x64") "P\f", 108, 16, 8, &letter);
    picture_turn_clockwise(&letter);
    CHECK("\x1bL\x1bT\x03" AREA("\x10", "\x08", "\xc8", "\x64") "P\f", 108, 16 + 200 - 24, 8,
          &letter);
    picture_turn_clockwise(&letter);
    CHECK("\x1bL\x1bT\x02" AREA("\x10", "\x08", "\xc8", "\x64") "P\f", 108, 16 + 200 - 12,
          8 + 100 - 24, &letter);
    picture_turn_clockwise(&letter);
    CHECK("\x1bL\x1bT\x31" AREA("\x10", "\x08", "\xc8", "\x64") "P\f", 108, 16, 8 + 100 - 12,
          &letter);
}

/* TM-T88III specification 3.12.3: of a picture at the beginning only 21 dots are printed. */
static void a_picture_stands_on_the_base_line(void **state)
{
    (void)state;
    static struct picture bar;
    picture_fill(&bar, 0, 0, 8, 21);
    CHECK("\x1bL" AREA("\0", "\0", "\xc8", "\x64") BAR "\f", 100, 0, 0, &bar);
    static struct picture whole;
    picture_fill(&whole, 0, 0, 8, 30);
    CHECK("\x1bL" AREA("\0", "\0", "\xc8", "\x64") "\x1d$\x28\0" BAR "\f", 100, 0, 10, &whole);
}

static void the_next_thing_stands_right_of_a_picture(void **state)
{
    (void)state;
    static struct picture both;
    struct picture letter;
    picture_of_letter('A', false, &letter);
    picture_fill(&both, 0, 0, 8, 21);
    picture_lay(&both, 8, 0, &letter);
    CHECK("\x1bL" AREA("\0", "\0", "\xc8", "\x64") BAR "A\f", 100, 0, 0, &both);
}

static void a_line_feed_moves_by_the_spacing_whatever_is_higher(void **state)
{
    (void)state;
    struct picture both, letter;
    picture_of_letter('A', false, &both);
    picture_of_letter('n', false, &letter);
    picture_enlarge(&letter, 2, 2);
    picture_lay(&both, 0, 24 - 18, &letter);
    CHECK("\x1bL" AREA("\0", "\0", "\xc8", "\x64") "A\n\x1d!\x11n\f", 100, 0, 0, &both);
}

static void what_is_higher_than_the_first_line_is_cut_off(void **state)
{
    (void)state;
    struct picture letter;
    picture_of_letter('A', false, &letter);
    picture_enlarge(&letter, 1, 2);
    memmove(letter.black, letter.black + 24, 24 * sizeof letter.black[0]);
    letter.height = 24;
    CHECK("\x1bL" AREA("\0", "\0", "\xc8", "\x64") "\x1d!\x01"
                                                   "A\f",
          100, 0, 0, &letter);
}

static void a_full_line_goes_on_below(void **state)
{
    (void)state;
    struct picture both, letter;
    picture_of_letter('A', false, &both);
    picture_of_letter('n', false, &letter);
    picture_lay(&both, 12, 0, &letter);
    picture_lay(&both, 0, 30, &letter);
    CHECK("\x1bL" AREA("\0", "\0", "\x1e", "\x64") "Ann\f", 100, 0, 0, &both);
}

static void positions_are_taken_in_the_area_and_refused_outside(void **state)
{
    (void)state;
    struct picture letter;
    picture_of_letter('A', false, &letter);
    CHECK("\x1bL" AREA("\x08", "\x04", "\xc8", "\x64") "\x1b$\x28\0\x1d$\x32\0A\f", 104, 48,
          4 + 50 - 21, &letter);
    CHECK("\x1bL" AREA("\x08", "\x04", "\xc8",
                       "\x64") "\x1b$\x28\0\x1d$\x32\0\x1b$\xc9\0\x1d$"
                               "\x65\0\x1b\\\xd7\xff\x1d\\\xcd\xff\x1d\\\x33\0A\f",
          104, 48, 4 + 50 - 21, &letter);
    CHECK("\x1bL" AREA("\x08", "\x04", "\xc8",
                       "\x64") "\x1b$\x28\0\x1d$\x32\0\x1b\\\xd8\xff\x1d\\\xf6\xff"
                               "A\f",
          104, 8, 4 + 40 - 21, &letter);
}

/* With the lines running up the paper, units along a line are the vertical ones: half dots here. */
static void units_go_with_the_direction(void **state)
{
    (void)state;
    struct picture letter;
    picture_of_letter('A', false, &letter);
    picture_turn_clockwise(&letter);
    struct paper *paper =
        PRINT(512, "\x1bL\x1bT\x03" AREA("\0", "\0", "\xc8", "\xc8") "\x1b$\x28\0A\f");
    const struct paper_sheet *sheet = sheet_first(paper);
    assert_int_equal(sheet->height_dots, 100);
    sheet_check_only(sheet, 200 - 24, 20, &letter);
    paper_free(paper);
}

static void can_clears_its_area_alone(void **state)
{
    (void)state;
    struct picture letter;
    picture_of_letter('A', false, &letter);
    CHECK("\x1bL" AREA("\0", "\0", "\xc8", "\x1e") "n" AREA("\0", "\x1e", "\xc8", "\x1e") "A" AREA(
              "\0", "\0", "\xc8", "\x1e") "\x18\f",
          60, 0, 30, &letter);
}

static void a_flood_of_can_is_refused(void **state)
{
    (void)state;
    static uint8_t job[20000] = "\x1bL\x1d$\0\x03"
                                "A";
    struct profile profile = {.dots = 384, .dpi = 203};
    struct paper *paper = NULL;
    struct drv_fault fault = {""};
    memset(job + 7, 0x18, sizeof job - 7);
    assert_int_equal(paper_print(job, sizeof job, &profile, &paper, &fault), DRV_LIMIT);
    assert_string_equal(fault.text, "\"CAN\" clears more than 10000000 rows of pages");
    assert_null(paper);
}

static void esc_ff_prints_a_page_again_and_again(void **state)
{
    (void)state;
    struct picture all, letter;
    picture_of_letter('A', false, &all);
    letter = all;
    picture_lay(&all, 0, 40, &letter);
    picture_of_letter('n', false, &letter);
    picture_lay(&all, 12, 40, &letter);
    CHECK("\x1bL" AREA("\0", "\0", "\xc8", "\x28") "A\x1b\fn\f", 80, 0, 0, &all);
}

static void esc_s_and_esc_at_forget_the_page(void **state)
{
    (void)state;
    struct picture letter;
    picture_of_letter('A', false, &letter);
    CHECK("\x1bL" AREA("\0", "\0", "\xc8", "\x28") "nn\x1bS"
                                                   "A\n",
          30, 0, 0, &letter);
    CHECK("\x1bL" AREA("\0", "\0", "\xc8", "\x28") "nn\x1b@"
                                                   "A\n",
          30, 0, 0, &letter);
}

/* Kept for later: they take hold when standard mode is back (ESC L). */
static void margin_justification_and_turns_wait_for_standard_mode(void **state)
{
    (void)state;
    struct picture both, letter;
    picture_of_letter('A', false, &both);
    picture_of_letter('n', false, &letter);
    picture_turn_clockwise(&letter);
    picture_lay(&both, 40 + (344 - 24) / 2, 40, &letter);
    CHECK("\x1bL" AREA("\0", "\0", "\xc8", "\x28") "\x1dL\x28\0\x1b"
                                                   "a1\x1bV1A\fn\n",
          70, 0, 0, &both);
}

static void spacings_are_kept_for_each_mode(void **state)
{
    (void)state;
    struct picture all, letter;
    picture_of_letter('A', false, &all);
    letter = all;
    picture_lay(&all, 17, 0, &letter);
    picture_lay(&all, 0, 40, &letter);
    picture_lay(&all, 12, 40, &letter);
    CHECK("\x1bL" AREA("\0", "\0", "\xc8", "\x28") "\x1b \x05\x1b"
                                                   "3\x50"
                                                   "AA\fAA\n",
          70, 0, 0, &all);
}

static void nothing_is_cut_in_page_mode(void **state)
{
    (void)state;
    struct paper *paper =
        PRINT(384, "\x1bL" AREA("\0", "\0", "\xc8", "\x28") "A\x1dV\0\x1dV\x42\x10\f");
    assert_int_equal(paper_sheet_count(paper), 1);
    assert_false(sheet_first(paper)->cut);
    assert_int_equal(sheet_first(paper)->height_dots, 40);
    paper_free(paper);
}

static void boxes_and_lines_are_drawn_where_they_are_said_to_be(void **state)
{
    (void)state;
    static struct picture box;
    picture_fill(&box, 10, 5, 31, 1);
    picture_fill(&box, 10, 25, 31, 1);
    picture_fill(&box, 10, 5, 1, 21);
    picture_fill(&box, 40, 5, 1, 21);
    CHECK("\x1bL" AREA("\0", "\0", "\xc8",
                       "\x28") "\x1d(Q\x0e\0\x31\x0a\0\x05\0\x28\0\x19\0\x01\x01\x30\x30\x01\f",
          40, 0, 0, &box);
    static struct picture line;
    picture_fill(&line, 0, 0, 31, 2);
    CHECK("\x1bL" AREA("\0", "\0", "\xc8",
                       "\x28") "\x1d(Q\x0c\0\x30\x28\0\x05\0\x0a\0\x05\0\x01\x02\x30\f",
          40, 10, 5, &line);
}

static void a_page_can_be_made_higher(void **state)
{
    (void)state;
    struct paper *paper = PRINT(384, "\x1d(P\x08\0\x30\x80\x01\xb8\x0b\x01\0\0"
                                     "\x1bL\x1bW\0\0\0\0\x80\x01\xff\xff"
                                     "A\f");
    assert_int_equal(sheet_first(paper)->height_dots, 3000);
    paper_free(paper);
}

static void an_area_beyond_the_page_is_refused_or_cut(void **state)
{
    (void)state;
    static struct picture bar;
    struct picture letter;
    picture_of_letter('A', false, &letter);
    CHECK("\x1bL" AREA("\x08", "\0", "\xc8", "\x28") "\x1bW\x80\x01\0\0\x10\0\x10\0"
                                                     "\x1bW\0\0\0\0\0\0\x10\0"
                                                     "A\f",
          40, 8, 0, &letter);
    picture_fill(&bar, 0, 0, 8, 21);
    CHECK("\x1bL\x1bW\x78\x01\0\0\xff\xff\x28\0" BAR "\f", 40, 376, 0, &bar);
}

static void the_text_of_a_page_is_told_from_top_to_bottom(void **state)
{
    (void)state;
    struct paper *paper =
        PRINT(384, "\x1bL" AREA("\0", "\0", "\xc8", "\xc8") "\x1d$\x64\0below\x1b$\x78\0right"
                                                            "\x1b$\0\0\x1d$\x15\0above" BAR "\f");
    assert_string_equal(sheet_first(paper)->text, "above\n[image 8x30]\nbelow     right\n");
    assert_int_equal(sheet_first(paper)->block_count, 3);
    assert_int_equal(sheet_first(paper)->blocks[2].y_dots, 100 - 21);
    paper_free(paper);
}

static void lines_that_run_down_the_page_are_told_apart(void **state)
{
    (void)state;
    struct paper *paper = PRINT(384, "\x1bL" AREA("\0", "\0", "\xc8", "\xc8") "\x1bT\x03"
                                                                              "down\nnext\f");
    assert_string_equal(sheet_first(paper)->text, "            next down\n");
    paper_free(paper);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_is_as_high_as_its_area),
        cmocka_unit_test(what_comes_after_a_page_stands_below_it),
        cmocka_unit_test(nothing_is_fed_for_an_empty_page),
        cmocka_unit_test(each_direction_begins_in_its_corner),
        cmocka_unit_test(a_picture_stands_on_the_base_line),
        cmocka_unit_test(the_next_thing_stands_right_of_a_picture),
        cmocka_unit_test(a_line_feed_moves_by_the_spacing_whatever_is_higher),
        cmocka_unit_test(what_is_higher_than_the_first_line_is_cut_off),
        cmocka_unit_test(a_full_line_goes_on_below),
        cmocka_unit_test(positions_are_taken_in_the_area_and_refused_outside),
        cmocka_unit_test(units_go_with_the_direction),
        cmocka_unit_test(can_clears_its_area_alone),
        cmocka_unit_test(a_flood_of_can_is_refused),
        cmocka_unit_test(esc_ff_prints_a_page_again_and_again),
        cmocka_unit_test(esc_s_and_esc_at_forget_the_page),
        cmocka_unit_test(margin_justification_and_turns_wait_for_standard_mode),
        cmocka_unit_test(spacings_are_kept_for_each_mode),
        cmocka_unit_test(nothing_is_cut_in_page_mode),
        cmocka_unit_test(boxes_and_lines_are_drawn_where_they_are_said_to_be),
        cmocka_unit_test(a_page_can_be_made_higher),
        cmocka_unit_test(an_area_beyond_the_page_is_refused_or_cut),
        cmocka_unit_test(the_text_of_a_page_is_told_from_top_to_bottom),
        cmocka_unit_test(lines_that_run_down_the_page_are_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
