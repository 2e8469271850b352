/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "../../drivers/paper/machine.h"
#include "paper_sheet.h"

static void check_print(uint16_t dots, const char *job, size_t length, unsigned x, unsigned y,
                        const struct picture *picture)
{
    struct paper *paper = sheet_print(dots, job, length);
    sheet_check_only(sheet_first(paper), x, y, picture);
    paper_free(paper);
}

#define CHECK(job, x, y, picture) check_print(384, job, sizeof(job) - 1, x, y, picture)

static unsigned printed_height(uint16_t dots, const char *job, size_t length)
{
    struct paper *paper = sheet_print(dots, job, length);
    unsigned height = sheet_first(paper)->height_dots;
    paper_free(paper);
    return height;
}

#define HEIGHT(dots, job) printed_height(dots, job, sizeof(job) - 1)

static void a_letter_is_enlarged_before_it_is_turned(void **state)
{
    (void)state;
    struct picture letter;
    for (int turn = 1; turn <= 2; turn++) {
        char job[] = "\x1bV0\x1d!\x21P\n";
        job[2] = (char)('0' + turn);
        picture_of_letter('P', false, &letter);
        picture_enlarge(&letter, 3, 2);
        picture_turn_clockwise(&letter);
        check_print(384, job, sizeof job - 1, 0, 0, &letter);
    }
}

static void an_underline_is_as_thin_at_every_size(void **state)
{
    (void)state;
    struct picture letter;
    picture_of_letter('A', false, &letter);
    picture_enlarge(&letter, 3, 4);
    picture_fill(&letter, 0, 4 * 24 - 2, 36, 2);
    CHECK("\x1b-2\x1d!\x23"
          "A\n",
          0, 0, &letter);
}

static void esc_exclamation_underlines_as_thickly_as_esc_minus_said_last(void **state)
{
    (void)state;
    struct picture one, two;
    picture_of_letter('A', false, &one);
    two = one;
    picture_fill(&one, 0, 23, 12, 1);
    picture_fill(&two, 0, 22, 12, 2);
    CHECK("\x1b!\x80"
          "A\n",
          0, 0, &one);
    CHECK("\x1b-2\x1b-0\x1b!\x80"
          "A\n",
          0, 0, &two);
    CHECK("\x1b-1\x1b-3\x1b!\x80"
          "A\n",
          0, 0, &one);
}

/* The space of ESC SP is the character's, what a tab or ESC $ skips is nobody's. */
static void underline_and_white_on_black_cover_the_space_of_a_character(void **state)
{
    (void)state;
    struct picture letter, other;
    picture_of_letter('A', false, &letter);
    other = letter;
    picture_fill(&letter, 0, 23, 17, 1);
    picture_lay(&letter, 40, 0, &letter);
    CHECK("\x1b \x05\x1b-1A\x1b$\x28\0A\n", 0, 0, &letter);
    other.width = 17;
    picture_invert(&other);
    picture_lay(&other, 96, 0, &other);
    CHECK("\x1b \x05\x1b-1\x1d"
          "B1A\tA\n",
          0, 0, &other);
}

static void the_space_of_a_character_grows_with_its_width(void **state)
{
    (void)state;
    struct picture both;
    picture_of_letter('A', false, &both);
    picture_enlarge(&both, 3, 1);
    picture_lay(&both, 3 * (12 + 5), 0, &both);
    CHECK("\x1b \x05\x1d!\x20"
          "AA\n",
          0, 0, &both);
}

static void turned_letters_are_not_underlined(void **state)
{
    (void)state;
    struct picture letter;
    picture_of_letter('A', false, &letter);
    picture_turn_clockwise(&letter);
    CHECK("\x1b-2\x1bV1A\n", 0, 0, &letter);
}

static void sizes_and_fonts_stand_on_one_foot(void **state)
{
    (void)state;
    struct picture all, letter;
    picture_of_letter('A', false, &all);
    picture_enlarge(&all, 2, 3);
    picture_of_letter('n', false, &letter);
    picture_lay(&all, 24, 48, &letter);
    picture_of_letter('P', true, &letter);
    picture_lay(&all, 36, 72 - 17, &letter);
    CHECK("\x1d!\x12"
          "A\x1d!\0n\x1bM1P\n",
          0, 0, &all);
}

static void a_line_upside_down_begins_on_the_right(void **state)
{
    (void)state;
    struct picture line, letter;
    picture_of_letter('P', false, &line);
    picture_of_letter('n', false, &letter);
    picture_lay(&line, 12, 0, &letter);
    picture_turn_clockwise(&line);
    picture_turn_clockwise(&line);
    CHECK("\x1b{1Pn\n", 384 - 24, 0, &line);
    CHECK("\x1b{1\x1b"
          "a1Pn\n",
          180, 0, &line);
    CHECK("\x1b{1\x1b"
          "a2Pn\n",
          0, 0, &line);
}

static void what_stands_at_a_lines_start_alone_is_refused_within_it(void **state)
{
    (void)state;
    struct picture both, letter;
    picture_of_letter('A', false, &both);
    picture_of_letter('n', false, &letter);
    picture_lay(&both, 12, 0, &letter);
    CHECK("A\x1b{1\x1b"
          "a2\x1dL\x20\0\x1dW\x10\0n\n",
          0, 0, &both);
}

/* Column by column, from the top; what is missing on the right stays white (ESC &). */
#define DEFINE_A                                                                                   \
    "\x1b&\x03"                                                                                    \
    "AB\x02\x80\x00\x01\xff\xff\xff\x01\x40\x00\x00"

static void a_definition_stands_for_its_letter_until_it_is_cancelled(void **state)
{
    (void)state;
    static struct picture mine;
    struct picture plain;
    picture_fill(&mine, 0, 0, 1, 1);
    picture_fill(&mine, 0, 23, 1, 1);
    picture_fill(&mine, 1, 0, 1, 24);
    picture_fill(&mine, 12, 1, 1, 1);
    CHECK(DEFINE_A "\x1b%1AB\n", 0, 0, &mine);
    picture_of_letter('A', false, &plain);
    CHECK(DEFINE_A "A\n", 0, 0, &plain);
    CHECK(DEFINE_A "\x1b%1\x1b?AA\n", 0, 0, &plain);
    CHECK(DEFINE_A "\x1b%1\x1b@\x1b%1A\n", 0, 0, &plain);
    picture_of_letter('A', true, &plain);
    CHECK(DEFINE_A "\x1b%1\x1bM1A\n", 0, 0, &plain);
}

static void a_line_keeps_the_definition_it_was_given(void **state)
{
    (void)state;
    static struct picture two;
    picture_fill(&two, 0, 0, 1, 24);
    picture_fill(&two, 13, 0, 1, 24);
    CHECK("\x1b%1\x1b&\x03"
          "AA\x01\xff\xff\xff"
          "A"
          "\x1b&\x03"
          "AA\x02\0\0\0\xff\xff\xff"
          "A\n",
          0, 0, &two);
}

static void a_definition_of_font_b_ends_at_its_17th_row(void **state)
{
    (void)state;
    static struct picture mine;
    picture_fill(&mine, 8, 0, 1, 17);
    CHECK("\x1bM1\x1b&\x03"
          "AA\x09\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\xff\xff\xff"
          "\x1b%1A\n",
          0, 0, &mine);
}

static void tab_stops_are_as_wide_as_letters_were_when_they_were_set(void **state)
{
    (void)state;
    struct picture all, letter;
    picture_of_letter('A', true, &all);
    letter = all;
    picture_lay(&all, 2 * (9 + 3) * 2, 0, &letter);
    CHECK("\x1bM1\x1b \x03\x1d!\x10\x1b"
          "D\x02\0\x1d!\0\x1b \0A\tA\n",
          0, 0, &all);
}

static void a_tab_behind_the_last_stop_is_ignored(void **state)
{
    (void)state;
    struct picture both;
    picture_of_letter('A', false, &both);
    picture_lay(&both, 12, 0, &both);
    CHECK("\x1b"
          "D\x01\0A\tA\n",
          0, 0, &both);
    CHECK("\x1b"
          "D\0A\tA\n",
          0, 0, &both);
}

/* The line is printed by the letter that no longer fits, which must outlive it. */
static void a_line_that_wraps_may_hold_any_number_of_styles(void **state)
{
    (void)state;
    struct bytes job = {0};
    for (unsigned i = 0; i < 1400; i++) {
        uint8_t style[] = {0x1d,
                           '!',
                           (uint8_t)(i % 2 * 0x10),
                           0x1b,
                           ' ',
                           (uint8_t)(i / 12),
                           (uint8_t)('A' + i % 12)};
        bytes_add(&job, style, sizeof style);
    }
    struct paper *paper = sheet_print(384, (const char *)job.data, job.length);
    assert_true(sheet_first(paper)->height_dots > 3000);
    paper_free(paper);
    bytes_free(&job);
}

static void what_is_put_over_a_letter_leaves_it(void **state)
{
    (void)state;
    struct picture line, letter;
    picture_of_letter('A', false, &line);
    for (unsigned i = 0; i < 3; i++) {
        picture_of_letter("CDo"[i], false, &letter);
        picture_lay(&line, i == 0 ? 24 : 36, 0, &letter);
    }
    CHECK("A CD\x1b$\x24\0o\n", 0, 0, &line);
}

/* To [width + 1]; another one prints the line first (HT). */
static void a_tab_beyond_the_area_ends_the_line(void **state)
{
    (void)state;
    struct picture both;
    picture_of_letter('A', false, &both);
    picture_lay(&both, 0, 30, &both);
    CHECK("\x1dW\x64\0\x1b"
          "D\x0a\0A\tA\n",
          0, 0, &both);
    picture_of_letter('A', false, &both);
    picture_lay(&both, 60, 30, &both);
    CHECK("\x1dW\x64\0\x1b"
          "D\x05\x0a\0A\t\t\tA\n",
          0, 0, &both);
    /* A line that had grown for its letter; the next one has no width until it has one, too. */
    assert_int_equal(HEIGHT(384, "\x1dL\xff\x0f"
                                 "A\tA\n"),
                     60);
}

static void an_area_too_narrow_for_a_letter_grows_right_then_left(void **state)
{
    (void)state;
    struct picture letter;
    picture_of_letter('A', false, &letter);
    CHECK("\x1dW\x05\0\x1dL\x64\0A\n", 100, 0, &letter);
    CHECK("\x1dL\x7e\x01"
          "A\n",
          384 - 12, 0, &letter);
    CHECK("\x1dL\xff\xff"
          "A\n",
          384 - 12, 0, &letter);
}

static void half_dots_add_up_where_the_paper_moves_by_them(void **state)
{
    (void)state;
    assert_int_equal(HEIGHT(512, "\x1b"
                                 "3\x3f\n\n\n\n"),
                     126);
    assert_int_equal(HEIGHT(512, "\x1bJ\x01\x1bJ\x01"), 1);
    assert_int_equal(HEIGHT(384, "\x1b"
                                 "3\x3f\n\n\n\n"),
                     252);
}

static void motion_units_hold_for_what_comes_after_them(void **state)
{
    (void)state;
    assert_int_equal(HEIGHT(384, "\x1b"
                                 "3\x32\x1dP\x65\x65\n"),
                     50);
    assert_int_equal(HEIGHT(384, "\x1dP\x65\x65\x1b"
                                 "3\x32\n"),
                     100);
    assert_int_equal(HEIGHT(384, "\x1dP\x65\x65\x1dP\0\0\x1b"
                                 "3\x32\n"),
                     50);
}

static void no_feed_is_longer_than_40_inches(void **state)
{
    (void)state;
    assert_int_equal(HEIGHT(384, "\x1dP\0\x01\x1bJ\xff"), 40 * 203);
}

static void paper_that_was_fed_back_is_printed_on_again(void **state)
{
    (void)state;
    struct picture both, letter;
    picture_of_letter('A', false, &both);
    picture_of_letter('n', false, &letter);
    picture_lay(&both, 0, 20, &letter);
    CHECK("A\n\x1bK\x0an\n", 0, 0, &both);
    assert_int_equal(HEIGHT(384, "A\n\x1bK\x0an\n"), 50);
    assert_int_equal(HEIGHT(384, "A\n\x1b"
                                 "e\x09n\n"),
                     30);
}

static void gs_t_prints_or_drops_what_waits(void **state)
{
    (void)state;
    struct picture letter;
    picture_of_letter('A', false, &letter);
    CHECK("nn\x1dT0A\n", 0, 0, &letter);
    CHECK("\x1dT1A\x1dT1\x1dT1", 0, 0, &letter);
    assert_int_equal(HEIGHT(384, "\x1dT1A\x1dT1\x1dT1"), 30);
}

static void bytes_for_another_device_are_not_printed(void **state)
{
    (void)state;
    struct picture letter;
    picture_of_letter('A', false, &letter);
    CHECK("\x1b=\x02nn\n\x1b@\x1b=\x01"
          "A\n",
          0, 0, &letter);
    CHECK("\x1b=\x03"
          "A\n",
          0, 0, &letter);
}

static void check_text(const char *job, size_t length, const char *text)
{
    struct paper *paper = sheet_print(384, job, length);
    assert_string_equal(sheet_first(paper)->text, text);
    paper_free(paper);
}

#define TEXT(job, text) check_text(job, sizeof(job) - 1, text)

static void a_counter_counts_as_it_is_set(void **state)
{
    (void)state;
    TEXT("\x1d"
         "c \x1d"
         "c \x1d"
         "c\n",
         "1 2 3\n");
    TEXT("\x1d"
         "C0\x03\x01\x1d"
         "C2\xff\xff\x1d"
         "c \x1d"
         "c\n",
         "535 001\n");
    TEXT("\x1d"
         "C0\x03\x00\x1d"
         "c|\x1d"
         "C0\x03\x32\x1d"
         "c|\n",
         "  1|2  |\n");
    TEXT("\x1d"
         "C;10;20;5;1;15;\x1d"
         "c \x1d"
         "c \x1d"
         "c\n",
         "15 20 10\n");
    /* A number that is too large leaves all as it was. */
    TEXT("\x1d"
         "C;10;70000;5;1;15;\x1d"
         "c\n",
         "1\n");
    TEXT("\x1d"
         "C1\x09\0\x07\0\x01\x02\x1d"
         "C2\x09\0\x1d"
         "c\x1d"
         "c\x1d"
         "c\x1d"
         "c\x1d"
         "c\x1d"
         "c\x1d"
         "c\n",
         "9988779\n");
    TEXT("\x1d"
         "C1\x05\0\x0a\0\x03\x01\x1d"
         "C2\x01\0\x1d"
         "c\x1d"
         "c\x1d"
         "c\n",
         "585\n");
    TEXT("\x1d"
         "C1\x05\0\x05\0\x03\x01\x1d"
         "C2\x09\0\x1d"
         "c\x1d"
         "c\n",
         "99\n");
}

static void a_macro_prints_while_it_is_recorded_and_as_often_as_it_is_run(void **state)
{
    (void)state;
    TEXT("\x1d:A\n\x1d:B\n\x1d^\x02\0\0"
         "C\n",
         "A\nB\nA\nA\nC\n");
    TEXT("\x1d:A\n\x1d:\x1b@\x1d^\x01\0\0", "A\nA\n");
    TEXT("\x1d:A\n\x1d^\x01\0\0"
         "B\n\x1d^\x01\0\0"
         "C\n",
         "A\nB\nC\n");
    TEXT("\x1d:A\n\x1d:\x1d:\x1d:\x1d^\x09\0\0"
         "C\n",
         "A\nC\n");
}

static void a_macro_is_cut_as_often_as_it_says(void **state)
{
    (void)state;
    struct paper *paper = PRINT(384, "\x1d:A\n\x1dV0\x1d:\x1d^\x03\0\0");
    assert_int_equal(paper_sheet_count(paper), 4);
    for (size_t i = 0; i < 4; i++)
        assert_string_equal(paper_sheet_at(paper, i)->text, "A\n");
    paper_free(paper);
}

static void a_macro_keeps_2048_bytes(void **state)
{
    (void)state;
    char job[3 * 1050 + 9];
    size_t length = 0;
    memcpy(job, "\x1d:", 2);
    for (length = 2; length < 2 + 1050 * 2; length += 2)
        memcpy(job + length, "\n\n", 2);
    memcpy(job + length, "\x1d:\x1d^\x01\0\0", 7);
    assert_int_equal(printed_height(384, "\n", 1), 30);
    char fed[] = "\x1b"
                 "3\x01";
    char all[sizeof job + 3];
    memcpy(all, fed, 3);
    memcpy(all + 3, job, length + 7);
    assert_int_equal(printed_height(384, all, length + 10), 2100 + 2048);
}

static void a_preset_cut_comes_when_the_paper_has_come_so_far(void **state)
{
    (void)state;
    struct paper *paper = PRINT(384, "A\n\x1dV\x61\x28"
                                     "B\nC\nD\n");
    assert_int_equal(paper_sheet_count(paper), 2);
    assert_string_equal(paper_sheet_at(paper, 0)->text, "A\nB\nC\n");
    assert_true(paper_sheet_at(paper, 0)->cut);
    assert_string_equal(paper_sheet_at(paper, 1)->text, "D\n");
    paper_free(paper);
}

static void every_way_to_cut_parts_the_paper(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t length;
        unsigned fed;
    } ways[] = {
        {"\x1dV\0", 3, 0},        {"\x1dV\x01", 3, 0},      {"\x1dV0", 3, 0},
        {"\x1dV1", 3, 0},         {"\x1dV\x41\x10", 4, 16}, {"\x1dV\x42\x10", 4, 16},
        {"\x1dV\x61\0", 4, 0},    {"\x1dV\x62\0", 4, 0},    {"\x1dV\x67\x10", 4, 16},
        {"\x1dV\x68\x10", 4, 16}, {"\x1bi", 2, 0},          {"\x1bm", 2, 0},
    };
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        char job[8] = "A\n";
        memcpy(job + 2, ways[i].bytes, ways[i].length);
        struct paper *paper = sheet_print(384, job, 2 + ways[i].length);
        assert_int_equal(paper_sheet_count(paper), 1);
        assert_true(sheet_first(paper)->cut);
        assert_int_equal(sheet_first(paper)->height_dots, 30 + ways[i].fed);
        paper_free(paper);
    }
}

/* Three lines from head to blade: what stands on them comes with the next sheet. */
static void what_has_not_come_to_the_blade_stays_in_the_printer(void **state)
{
    (void)state;
    static const char *const jobs[] = {"A\nB\nC\nD\n\x1dV1", "A\n\n\n\n\x1bi", "A\n\x1dV\x41\x02"};
    static const char *const first[] = {"A\n", "A\n", "A\n"};
    static const char *const second[] = {"B\nC\nD\n", NULL, NULL};
    static const unsigned heights[] = {30, 30, 32};
    struct profile profile = sheet_profile(384);
    struct drv_fault fault = {""};
    profile.cut = PROFILE_CUT_ESC_I;
    profile.blade_lines = 3;
    for (size_t i = 0; i < 3; i++) {
        struct paper *paper = NULL;
        assert_int_equal(
            paper_print((const uint8_t *)jobs[i], strlen(jobs[i]), &profile, &paper, &fault),
            DRV_OK);
        assert_string_equal(sheet_first(paper)->text, first[i]);
        assert_int_equal(sheet_first(paper)->height_dots, heights[i]);
        assert_int_equal(paper_sheet_count(paper), second[i] == NULL ? 1 : 2);
        if (second[i] != NULL)
            assert_string_equal(paper_sheet_at(paper, 1)->text, second[i]);
        paper_free(paper);
    }
}

static void katakana_is_read_by_its_page_and_drawn_as_boxes(void **state)
{
    (void)state;
    TEXT("\x1bt\x01\xb1\xb2\xdd\n", "\uff71\uff72\uff9d\n");
    TEXT("\x1bR\x08"
         "\x5c\n",
         "\u00a5\n");
    TEXT("\x1bR\x0e@[\\]^`{|}~\n",
         "\u017d\u0160\u0110\u0106\u010c\u017e\u0161\u0111\u0107\u010d\n");
}

static void a_kanji_takes_two_bytes_and_two_cells(void **state)
{
    (void)state;
    TEXT("\x1c&A\xc4\xe3\xba\xc3"
         "B\x1c.\n",
         "A\u4f60\u597d"
         "B\n");
    TEXT("\x1bt\x01\x1c&\x1c"
         "C\x01\x8a\xbf\x8e\x9a\xb1"
         "B\n",
         "\u6f22\u5b57\uff71"
         "B\n");
    TEXT("\x1c&\x1c"
         "C0\x34\x41\n",
         "\u6f22\n");
    TEXT("\x1c(C\x02\0\x30\x02\xe6\xbc\xa2\xc3\xa9\xe2\x82\xac\n", "\u6f22\u00e9\u20ac\n");
    struct picture all, letter;
    static struct picture box;
    picture_of_letter('A', false, &all);
    letter = all;
    picture_fill(&box, 2, 2, 20, 2);
    picture_fill(&box, 2, 20, 20, 2);
    picture_fill(&box, 2, 4, 2, 16);
    picture_fill(&box, 20, 4, 2, 16);
    picture_lay(&all, 12, 0, &box);
    picture_lay(&all, 36, 0, &letter);
    CHECK("\x1c&A\xc4\xe3"
          "A\n",
          0, 0, &all);
    picture_enlarge(&box, 2, 2);
    CHECK("\x1c&\x1cW1\xc4\xe3\n", 0, 0, &box);
    CHECK("\x1c&\x1c!\x0c\xc4\xe3\n", 0, 0, &box);
}

static void many_styles_in_one_line_keep_their_dots(void **state)
{
    (void)state;
    static struct picture all;
    struct picture letter;
    char job[6000];
    size_t length = 0;
    memset(&all, 0, sizeof all);
    for (int i = 0; i < 600; i++) {
        const char step[] = {0x1b, '$', (char)(i % 30 * 12), (char)(i % 30 * 12 >> 8),
                             0x1b, 'E', (char)(i & 1),       "AnP"[i % 3]};
        memcpy(job + length, step, sizeof step);
        length += sizeof step;
    }
    job[length++] = '\n';
    for (int i = 0; i < 30; i++) {
        picture_of_letter("AnP"[i % 3], false, &letter);
        picture_lay(&all, (unsigned)i * 12, 0, &letter);
        for (unsigned y = 0; y < 24; y++)
            for (unsigned x = 1; x < 12 && (i & 1) == 1; x++)
                all.black[y][i * 12 + (int)x] |= letter.black[y][x - 1];
    }
    check_print(384, job, length, 0, 0, &all);
}

/* Letters as they stand alone, fetched once. */
static const struct picture *letter_alone(char letter)
{
    static struct picture pictures['z' - 'A' + 1];
    struct picture *picture = &pictures[letter - 'A'];
    if (picture->width == 0)
        picture_of_letter(letter, false, picture);
    return picture;
}

static bool wanted_dot(const char *text, size_t columns, unsigned x, unsigned y)
{
    size_t column = x / 12;
    if (column >= columns || text[column] == ' ' || y >= 24)
        return false;
    return letter_alone(text[column])->black[y][x % 12];
}

static void check_line(uint16_t dots, unsigned margin, const char *text, size_t columns)
{
    char job[128] = {0x1d, 'L', (char)margin, 0};
    memcpy(job + 4, text, columns);
    job[4 + columns] = '\n';
    struct paper *paper = sheet_print(dots, job, 5 + columns);
    const struct paper_sheet *sheet = sheet_first(paper);
    assert_int_equal(sheet->height_dots, 30);
    for (unsigned y = 0; y < sheet->height_dots; y++)
        for (unsigned x = 0; x < sheet->width_dots; x++)
            if (sheet_is_black(sheet, x, y) !=
                (x >= margin && wanted_dot(text, columns, x - margin, y)))
                fail_msg("%u dots, margin %u: dot %u, %u", dots, margin, x, y);
    paper_free(paper);
}

static void letters_stand_side_by_side_as_they_stand_alone(void **state)
{
    (void)state;
    static const uint16_t heads[] = {96, 384, 420, 512, 576, 1024};
    static const char text[] = "The quick brown fox  jumps over the   lazy dog Pack "
                               "my box with five dozen liquor jugs yz";
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        for (unsigned margin = 0; margin <= 17; margin++) {
            size_t room = (heads[i] - margin) / 12;
            size_t columns = room < sizeof text - 1 ? room : sizeof text - 1;
            check_line(heads[i], margin, text, columns);
            check_line(heads[i], margin, text + 5, columns / 2);
        }
}

static void what_prints_nothing_is_counted(void **state)
{
    (void)state;
    static const uint8_t job[] = "\x1bp0\x19\x19\x10\x14\x01\x00\x01\x1bp1\x19\x19"
                                 "\x1b(A\x04\x00\x30\x31\x02\x03";
    struct profile profile = sheet_profile(384);
    struct drv_fault fault = {""};
    struct machine *machine = NULL;
    struct token token = {0};
    assert_int_equal(machine_new(&profile, &machine, &fault), DRV_OK);
    for (size_t at = 0; token_next(job, sizeof job - 1, at, &token); at += token.length)
        assert_int_equal(machine_run(machine, &token), DRV_OK);
    assert_int_equal(machine_events(machine).drawer_pulses, 3);
    assert_int_equal(machine_events(machine).buzzes, 1);
    assert_int_equal(machine_roll(machine)->height_dots, 0);
    machine_free(machine);
}

/* 8 dots to their left make them as wide as a cell can be: nothing may fall off its edge. */
static void bold_kanji_with_the_widest_space_are_printed(void **state)
{
    (void)state;
    struct paper *plain = PRINT(384, "\034&\034S\010\0\260\241\n");
    struct paper *bold = PRINT(384, "\034&\034S\010\0\033E\1\260\241\n");
    size_t black = sheet_count_black(sheet_first(plain));
    assert_true(black > 0 && sheet_count_black(sheet_first(bold)) > black);
    paper_free(plain);
    paper_free(bold);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_letter_is_enlarged_before_it_is_turned),
        cmocka_unit_test(an_underline_is_as_thin_at_every_size),
        cmocka_unit_test(esc_exclamation_underlines_as_thickly_as_esc_minus_said_last),
        cmocka_unit_test(underline_and_white_on_black_cover_the_space_of_a_character),
        cmocka_unit_test(the_space_of_a_character_grows_with_its_width),
        cmocka_unit_test(turned_letters_are_not_underlined),
        cmocka_unit_test(sizes_and_fonts_stand_on_one_foot),
        cmocka_unit_test(a_line_upside_down_begins_on_the_right),
        cmocka_unit_test(what_stands_at_a_lines_start_alone_is_refused_within_it),
        cmocka_unit_test(a_definition_stands_for_its_letter_until_it_is_cancelled),
        cmocka_unit_test(a_line_keeps_the_definition_it_was_given),
        cmocka_unit_test(a_definition_of_font_b_ends_at_its_17th_row),
        cmocka_unit_test(tab_stops_are_as_wide_as_letters_were_when_they_were_set),
        cmocka_unit_test(a_tab_behind_the_last_stop_is_ignored),
        cmocka_unit_test(a_line_that_wraps_may_hold_any_number_of_styles),
        cmocka_unit_test(what_is_put_over_a_letter_leaves_it),
        cmocka_unit_test(a_tab_beyond_the_area_ends_the_line),
        cmocka_unit_test(an_area_too_narrow_for_a_letter_grows_right_then_left),
        cmocka_unit_test(half_dots_add_up_where_the_paper_moves_by_them),
        cmocka_unit_test(motion_units_hold_for_what_comes_after_them),
        cmocka_unit_test(no_feed_is_longer_than_40_inches),
        cmocka_unit_test(paper_that_was_fed_back_is_printed_on_again),
        cmocka_unit_test(gs_t_prints_or_drops_what_waits),
        cmocka_unit_test(bytes_for_another_device_are_not_printed),
        cmocka_unit_test(a_counter_counts_as_it_is_set),
        cmocka_unit_test(a_macro_prints_while_it_is_recorded_and_as_often_as_it_is_run),
        cmocka_unit_test(a_macro_is_cut_as_often_as_it_says),
        cmocka_unit_test(a_macro_keeps_2048_bytes),
        cmocka_unit_test(a_preset_cut_comes_when_the_paper_has_come_so_far),
        cmocka_unit_test(every_way_to_cut_parts_the_paper),
        cmocka_unit_test(what_has_not_come_to_the_blade_stays_in_the_printer),
        cmocka_unit_test(katakana_is_read_by_its_page_and_drawn_as_boxes),
        cmocka_unit_test(a_kanji_takes_two_bytes_and_two_cells),
        cmocka_unit_test(many_styles_in_one_line_keep_their_dots),
        cmocka_unit_test(letters_stand_side_by_side_as_they_stand_alone),
        cmocka_unit_test(what_prints_nothing_is_counted),
        cmocka_unit_test(bold_kanji_with_the_widest_space_are_printed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
