/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "../../drivers/paper/machine.h"

/* A printer that stays switched on between jobs. */
struct printer {
    struct machine *machine;
    struct paper paper;
    struct drv_fault fault;
};

static struct profile profile = {
    .name = "test", .dots = 384, .dpi = 203, .columns = 32, .pages = {{.name = "CP437"}}};

static void switch_on(struct printer *printer)
{
    *printer = (struct printer){.paper = {.count = 0}};
    assert_int_equal(machine_new(&profile, &printer->machine, &printer->fault), DRV_OK);
}

static void switch_off(struct printer *printer)
{
    for (size_t i = 0; i < printer->paper.count; i++)
        sheet_free(&printer->paper.sheets[i]);
    machine_free(printer->machine);
}

static void run(struct printer *printer, const void *bytes, size_t length)
{
    struct token token;
    for (size_t at = 0; token_next(bytes, length, at, &token); at += token.length)
        if (machine_run(printer->machine, &token) != DRV_OK)
            fail_msg("%s", printer->fault.text);
}
#define RUN(printer, bytes) run(printer, bytes, sizeof(bytes) - 1)

/* GS ( L with m and fn before the parameters. */
static void run_graphics(struct printer *printer, const void *body, size_t length)
{
    struct bytes job = {0};
    bytes_add_text(&job, "\x1d(L");
    bytes_add_byte(&job, (uint8_t)length);
    bytes_add_byte(&job, (uint8_t)(length >> 8));
    bytes_add(&job, body, length);
    run(printer, job.data, job.length);
    bytes_free(&job);
}
#define GRAPHICS(printer, body) run_graphics(printer, body, sizeof(body) - 1)

/* What came out since the last look, a row a line, only so many columns of it. */
static void check_rows(struct printer *printer, unsigned columns, const char *text,
                       const char *const *rows, size_t count)
{
    struct paper *paper = &printer->paper;
    assert_int_equal(machine_cut(printer->machine, paper), DRV_OK);
    assert_true(paper->count > 0);
    const struct paper_sheet *sheet = &paper->sheets[--paper->count];
    assert_string_equal(sheet->text, text);
    assert_int_equal(sheet->height_dots, count);
    for (size_t y = 0; y < count; y++) {
        char row[64] = "";
        for (unsigned x = 0; x < columns; x++)
            row[x] = sheet->dots[y * sheet->stride + x / 8] >> (7 - x % 8) & 1 ? '#' : '.';
        assert_string_equal(row, rows[y]);
        for (size_t x = columns; x < sheet->width_dots; x++)
            assert_false(sheet->dots[y * sheet->stride + x / 8] >> (7 - x % 8) & 1);
    }
    sheet_free(&paper->sheets[paper->count]);
}
#define CHECK(printer, columns, text, ...)                                                         \
    check_rows(printer, columns, text, (const char *const[]){__VA_ARGS__},                         \
               sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

static void check_nothing_came_out(struct printer *printer)
{
    assert_int_equal(machine_roll(printer->machine)->height_dots, 0);
}

/* 11 by 2 dots: #.#.....### and .....###... */
#define ROWS    SIZE "\xa0\xe0\x07\x00"
#define SHOWN_1 "#.#.....###"
#define SHOWN_2 ".....###..."
#define WIDE_1  "##..##..........######"
#define WIDE_2  "..........######......"
#define SIZE    "\x0b\x00\x02\x00"
/* The same by columns, the upper row in the highest bit. */
#define COLUMNS "\x80\x00\x80\x00\x00\x40\x40\x40\x80\x80\x80"
#define STORE_COLUMNS                                                                              \
    "0q0\1\1"                                                                                      \
    "1" SIZE COLUMNS

#define STORE(scale, colour, data) "0p0" scale colour data
#define PRINT                      "02"

static void the_print_buffer_is_printed_once(void **state)
{
    (void)state;
    struct printer printer;
    switch_on(&printer);
    GRAPHICS(&printer, STORE("\1\1", "1", ROWS));
    check_nothing_came_out(&printer);
    GRAPHICS(&printer, PRINT);
    CHECK(&printer, 11, "[image 11x2]\n", SHOWN_1, SHOWN_2);
    GRAPHICS(&printer, PRINT);
    check_nothing_came_out(&printer);
    RUN(&printer, "\x1d"
                  "8L\x0e\x00\x00\x00" STORE("\2\1", "1", ROWS) "\x1d(L\x02\x00" PRINT);
    CHECK(&printer, 22, "[image 22x2]\n", WIDE_1, WIDE_2);
    GRAPHICS(&printer, STORE("\1\2", "1", ROWS));
    GRAPHICS(&printer, PRINT);
    CHECK(&printer, 11, "[image 11x4]\n", SHOWN_1, SHOWN_1, SHOWN_2, SHOWN_2);
    switch_off(&printer);
}

static void columns_are_the_same_picture_as_rows(void **state)
{
    (void)state;
    struct printer printer;
    switch_on(&printer);
    GRAPHICS(&printer, STORE_COLUMNS);
    GRAPHICS(&printer, PRINT);
    CHECK(&printer, 11, "[image 11x2]\n", SHOWN_1, SHOWN_2);
    GRAPHICS(&printer, "0D0AB\1" SIZE "1" COLUMNS);
    GRAPHICS(&printer, "0T0AB\1" SIZE "1" COLUMNS);
    GRAPHICS(&printer, "0EAB\1\1");
    CHECK(&printer, 11, "[image 11x2]\n", SHOWN_1, SHOWN_2);
    GRAPHICS(&printer, "0UAB\1\1");
    CHECK(&printer, 11, "[image 11x2]\n", SHOWN_1, SHOWN_2);
    switch_off(&printer);
}

static void colours_are_burnt_over_each_other_each_once(void **state)
{
    (void)state;
    struct printer printer;
    switch_on(&printer);
    GRAPHICS(&printer, STORE("\1\1", "1", "\x08\x00\x01\x00\xc0"));
    GRAPHICS(&printer, STORE("\1\1", "1", "\x08\x00\x01\x00\xff"));
    GRAPHICS(&printer, STORE("\1\1", "2", "\x0a\x00\x01\x00\x03\x40"));
    GRAPHICS(&printer, PRINT);
    CHECK(&printer, 10, "[image 10x1]\n", "##....##.#");
    GRAPHICS(&printer, "0C0AB\2"
                       "\x08\x00\x01\x00"
                       "1\xc0"
                       "2\x03");
    GRAPHICS(&printer, "0EAB\1\1");
    CHECK(&printer, 8, "[image 8x1]\n", "##....##");
    switch_off(&printer);
}

static void what_the_manual_does_not_allow_is_not_stored(void **state)
{
    (void)state;
    struct printer printer;
    switch_on(&printer);
    GRAPHICS(&printer, STORE("\0\1", "1", ROWS));
    GRAPHICS(&printer, STORE("\1\3", "1", ROWS));
    GRAPHICS(&printer, STORE("\1\1", "5", ROWS));
    GRAPHICS(&printer, STORE("\1\1", "0", ROWS));
    GRAPHICS(&printer,
             STORE("\1\1", "1", "\x0b\x00\x03\x00\xa0\xe0\x07\x00")); /* a row is missing */
    GRAPHICS(&printer, STORE("\1\1", "1", "\x00\x00\x02\x00\xa0\xe0\x07\x00"));
    GRAPHICS(&printer, PRINT);
    check_nothing_came_out(&printer);
    RUN(&printer, "x");
    GRAPHICS(&printer, STORE("\1\1", "1", ROWS));
    RUN(&printer, "\n");
    GRAPHICS(&printer, PRINT);
    assert_int_equal(machine_roll(printer.machine)->height_dots, 30);
    switch_off(&printer);
}

#define DEFINE(function, key)                                                                      \
    "0" function "0" key "\1" SIZE "1"                                                             \
    "\xa0\xe0\x07\x00"

static void nv_graphics_outlive_esc_at_and_the_power(void **state)
{
    (void)state;
    struct printer printer;
    switch_on(&printer);
    GRAPHICS(&printer, DEFINE("C", "AB"));
    GRAPHICS(&printer, DEFINE("S", "CD"));
    GRAPHICS(&printer, "0EAB\1\1");
    CHECK(&printer, 11, "[image 11x2]\n", SHOWN_1, SHOWN_2);
    GRAPHICS(&printer, "0UCD\1\1");
    CHECK(&printer, 11, "[image 11x2]\n", SHOWN_1, SHOWN_2);
    GRAPHICS(&printer, "0ECD\1\1");
    GRAPHICS(&printer, "0UAB\1\1");
    GRAPHICS(&printer, "0EAB\3\1");
    RUN(&printer, "\x1b@");
    GRAPHICS(&printer, "0UCD\1\1");
    check_nothing_came_out(&printer);
    assert_int_equal(machine_restart(printer.machine), DRV_OK);
    GRAPHICS(&printer, "0EAB\2\2");
    CHECK(&printer, 22, "[image 22x4]\n", WIDE_1, WIDE_1, WIDE_2, WIDE_2);
    assert_int_equal(machine_nv(printer.machine)->writes, 1);
    switch_off(&printer);
}

static void graphics_are_deleted_by_key_or_all_at_once(void **state)
{
    (void)state;
    struct printer printer;
    switch_on(&printer);
    GRAPHICS(&printer, DEFINE("C", "AB"));
    GRAPHICS(&printer, DEFINE("C", "CD"));
    GRAPHICS(&printer, DEFINE("S", "AB"));
    GRAPHICS(&printer, "0BAB");
    assert_int_equal(machine_nv(printer.machine)->count, 1);
    GRAPHICS(&printer, "0ACLX");
    assert_int_equal(machine_nv(printer.machine)->count, 1);
    GRAPHICS(&printer, "0ACLR");
    assert_int_equal(machine_nv(printer.machine)->count, 0);
    assert_int_equal(machine_downloads(printer.machine)->count, 1);
    GRAPHICS(&printer, "0RAB");
    assert_int_equal(machine_downloads(printer.machine)->count, 0);
    GRAPHICS(&printer, DEFINE("S", "AB"));
    GRAPHICS(&printer, "0QCLR");
    assert_int_equal(machine_downloads(printer.machine)->count, 0);
    switch_off(&printer);
}

static void a_key_of_other_characters_defines_nothing(void **state)
{
    (void)state;
    struct printer printer;
    switch_on(&printer);
    GRAPHICS(&printer, DEFINE("C", "A\x1f"));
    GRAPHICS(&printer, DEFINE("C", "\x7f"
                                   "B"));
    GRAPHICS(&printer, DEFINE("S", "\x80"
                                   "B"));
    assert_int_equal(machine_nv(printer.machine)->count, 0);
    assert_int_equal(machine_downloads(printer.machine)->count, 0);
    switch_off(&printer);
}

static void graphics_beyond_the_area_are_clipped(void **state)
{
    (void)state;
    struct printer printer;
    switch_on(&printer);
    RUN(&printer, "\x1dW\x05\x00");
    GRAPHICS(&printer, STORE("\1\1", "1", ROWS));
    GRAPHICS(&printer, PRINT);
    CHECK(&printer, 5, "[image 11x2]\n", "#.#..", ".....");
    switch_off(&printer);
}

/* One cell and two: dots from upper left downwards, then to the right. */
#define CELL "\x80\x40\x20\x10\x08\x04\x02\x01"

static void old_images_take_the_place_of_graphics(void **state)
{
    (void)state;
    struct printer printer;
    switch_on(&printer);
    GRAPHICS(&printer, DEFINE("C", "AB"));
    RUN(&printer, "\x1c"
                  "q\x02"
                  "\x01\x00\x01\x00" CELL "\x01\x00\x01\x00"
                  "\x80\x00\x00\x00\x00\x00\x00\x00");
    assert_null(graphics_find(machine_nv(printer.machine), (const uint8_t *)"AB", false));
    RUN(&printer, "\x1c"
                  "p\x01\x00");
    CHECK(&printer, 8, "[image 8x8]\n", "#.......", ".#......", "..#.....", "...#....", "....#...",
          ".....#..", "......#.", ".......#");
    RUN(&printer, "\x1c"
                  "p\x02\x33");
    CHECK(&printer, 16, "[image 16x16]\n", "##..............", "##..............",
          "................", "................", "................", "................",
          "................", "................", "................", "................",
          "................", "................", "................", "................",
          "................", "................");
    RUN(&printer, "\x1c"
                  "p\x03\x00"
                  "\x1c"
                  "p\x01\x04");
    GRAPHICS(&printer, DEFINE("C", "AB"));
    RUN(&printer, "\x1c"
                  "p\x01\x00");
    check_nothing_came_out(&printer);
    switch_off(&printer);
}

static void defining_old_images_resets_the_printer(void **state)
{
    (void)state;
    struct printer printer;
    switch_on(&printer);
    RUN(&printer, "\x1b"
                  "3\x05"
                  "\x1c"
                  "q\x01"
                  "\x01\x00\x01\x00" CELL "\n");
    assert_int_equal(machine_roll(printer.machine)->height_dots, 30);
    switch_off(&printer);
}

static void a_downloaded_image_stays_until_esc_at(void **state)
{
    (void)state;
    struct printer printer;
    switch_on(&printer);
    RUN(&printer, "\x1d*\x01\x01" CELL "\x1d/\x02");
    CHECK(&printer, 8, "[image 8x16]\n", "#.......", "#.......", ".#......", ".#......", "..#.....",
          "..#.....", "...#....", "...#....", "....#...", "....#...", ".....#..", ".....#..",
          "......#.", "......#.", ".......#", ".......#");
    RUN(&printer, "x\x1d/\x00\x1d@"
                  "\x1b@"
                  "\x1d/\x00");
    check_nothing_came_out(&printer);
    switch_off(&printer);
}

static void an_image_of_columns_takes_its_height_from_the_command(void **state)
{
    (void)state;
    struct printer printer;
    switch_on(&printer);
    RUN(&printer, "\x1dQ0\x00\x02\x00\x01\x00\x81\x40");
    CHECK(&printer, 2, "[image 2x8]\n", "#.", ".#", "..", "..", "..", "..", "..", "#.");
    switch_off(&printer);
}

static void the_densities_of_esc_star_burn_dots_more_than_once(void **state)
{
    (void)state;
    static const struct {
        const char *job;
        size_t length;
        unsigned wide, high;
    } modes[] = {
        {"\x1b*\x00\x02\x00\x80\x40\n", 8, 2, 3},
        {"\x1b*\x01\x02\x00\x80\x40\n", 8, 1, 3},
        {"\x1b*\x20\x02\x00\x80\x00\x00\x40\x00\x00\n", 12, 2, 1},
        {"\x1b*\x21\x02\x00\x80\x00\x00\x40\x00\x00\n", 12, 1, 1},
    };
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
        struct printer printer;
        switch_on(&printer);
        run(&printer, modes[i].job, modes[i].length);
        const struct roll *roll = machine_roll(printer.machine);
        assert_int_equal(roll->height_dots, 30);
        for (unsigned y = 0; y < 30; y++)
            for (unsigned x = 0; x < 16; x++) {
                bool black = x / modes[i].wide == y / modes[i].high && x / modes[i].wide < 2;
                assert_int_equal(roll->dots.data[y * roll->stride + x / 8] >> (7 - x % 8) & 1,
                                 black);
            }
        switch_off(&printer);
    }
}

static void columns_beyond_the_area_are_left_out(void **state)
{
    (void)state;
    struct printer printer;
    struct bytes job = {0};
    switch_on(&printer);
    bytes_add(&job, "\x1dW\x64\x00\x1b*\x21\x90\x01", 9); /* 100 dots for 400 columns */
    for (int i = 0; i < 400 * 3; i++)
        bytes_add_byte(&job, 0xFF);
    bytes_add_byte(&job, '\n');
    run(&printer, job.data, job.length);
    const struct roll *roll = machine_roll(printer.machine);
    assert_int_equal(roll->height_dots, 30);
    for (unsigned y = 0; y < 30; y++)
        for (unsigned x = 0; x < 384; x++)
            assert_int_equal(roll->dots.data[y * roll->stride + x / 8] >> (7 - x % 8) & 1,
                             x < 100 && y < 24);
    bytes_free(&job);
    switch_off(&printer);
}

/* GS D: 9 by 2 dots, the upper row last in the file. */
static void a_windows_file_is_kept_like_any_graphic(void **state)
{
    (void)state;
    struct printer printer;
    switch_on(&printer);
    RUN(&printer, "\x1d"
                  "D0C0AB0"
                  "1"
                  "BM\x46\0\0\0"
                  "\0\0\0\0"
                  "\x3e\0\0\0"
                  "\x28\0\0\0"
                  "\x09\0\0\0"
                  "\x02\0\0\0"
                  "\1\0"
                  "\1\0"
                  "\0\0\0\0"
                  "\x08\0\0\0"
                  "\0\0\0\0"
                  "\0\0\0\0"
                  "\2\0\0\0"
                  "\0\0\0\0"
                  "\xff\xff\xff\0"
                  "\0\0\0\0"
                  "\x0f\x80\0\0"
                  "\xf0\0\0\0");
    GRAPHICS(&printer, "0EAB\1\1");
    CHECK(&printer, 9, "[image 9x2]\n", "####.....", "....#####");
    switch_off(&printer);
}

static void in_page_mode_graphics_stand_at_the_position(void **state)
{
    (void)state;
    struct printer printer;
    switch_on(&printer);
    /* An area of 40 by 24 dots; the base line is 21 dots below its edge. */
    RUN(&printer, "\x1bL\x1bW\0\0\0\0\x28\0\x18\0\x1b$\x05\0");
    GRAPHICS(&printer, STORE("\1\1", "1", ROWS));
    GRAPHICS(&printer, PRINT); /* of standard mode alone */
    GRAPHICS(&printer, DEFINE("C", "AB"));
    GRAPHICS(&printer, "0EAB\1\1"); /* the same */
    RUN(&printer, "\f");
    const struct roll *roll = machine_roll(printer.machine);
    size_t black = 0;
    for (size_t i = 0; i < roll->dots.length; i++)
        black += (size_t)__builtin_popcount(roll->dots.data[i]);
    assert_int_equal(black, 8);
    const uint8_t *row = roll->dots.data + 19 * roll->stride;
    assert_int_equal(row[0] >> 2 & 1, 1); /* the first dot of the first row is at 5 */
    assert_int_equal(row[1], 0x07);
    switch_off(&printer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_print_buffer_is_printed_once),
        cmocka_unit_test(columns_are_the_same_picture_as_rows),
        cmocka_unit_test(colours_are_burnt_over_each_other_each_once),
        cmocka_unit_test(what_the_manual_does_not_allow_is_not_stored),
        cmocka_unit_test(nv_graphics_outlive_esc_at_and_the_power),
        cmocka_unit_test(graphics_are_deleted_by_key_or_all_at_once),
        cmocka_unit_test(a_key_of_other_characters_defines_nothing),
        cmocka_unit_test(graphics_beyond_the_area_are_clipped),
        cmocka_unit_test(old_images_take_the_place_of_graphics),
        cmocka_unit_test(defining_old_images_resets_the_printer),
        cmocka_unit_test(a_downloaded_image_stays_until_esc_at),
        cmocka_unit_test(an_image_of_columns_takes_its_height_from_the_command),
        cmocka_unit_test(the_densities_of_esc_star_burn_dots_more_than_once),
        cmocka_unit_test(columns_beyond_the_area_are_left_out),
        cmocka_unit_test(a_windows_file_is_kept_like_any_graphic),
        cmocka_unit_test(in_page_mode_graphics_stand_at_the_position),
    };
    return cmocka_run_group_tests_name("graphics", tests, NULL, NULL);
}
