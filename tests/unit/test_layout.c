/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "../../drivers/layout.h"
#include "../../drivers/markup.h"
#include "../../drivers/plain.h"

/* A layout and the document that it points into. */
struct placed {
    struct document *document;
    struct layout layout;
};

static int build(struct placed *placed, const char *text, unsigned columns, struct drv_fault *fault)
{
    const struct layout_medium medium = {columns, NULL};
    *placed = (struct placed){0};
    assert_int_equal(document_parse(text, strlen(text), &placed->document, NULL), DRV_OK);
    return layout_build(&placed->layout, placed->document, &medium, fault);
}

static void release(struct placed *placed)
{
    layout_free(&placed->layout);
    document_free(placed->document);
}

static const struct layout_row *row_at(const struct placed *placed, size_t index)
{
    assert_true(index < layout_row_count(&placed->layout));
    return layout_row_at(&placed->layout, index);
}

static void assert_piece(const struct placed *placed, size_t row, unsigned index, const char *text,
                         unsigned x_dots, unsigned cells)
{
    assert_true(index < row_at(placed, row)->piece_count);
    const struct layout_piece *piece = &layout_pieces(&placed->layout, row_at(placed, row))[index];
    assert_int_equal(piece->length, strlen(text));
    assert_memory_equal(piece->text, text, piece->length);
    assert_int_equal(piece->x_dots, x_dots);
    assert_int_equal(piece->cells, cells);
}

static void alignment_is_exact_to_half_a_cell(void **state)
{
    (void)state;
    struct placed placed;
    assert_int_equal(build(&placed, "|left\neven\nodd\nright|\n", 42, NULL), DRV_OK);
    assert_int_equal(layout_row_count(&placed.layout), 5);
    assert_piece(&placed, 0, 0, "left", 0, 4);
    assert_piece(&placed, 1, 0, "even", 19 * 12, 4);
    assert_piece(&placed, 2, 0, "odd", 19 * 12 + 6, 3);
    assert_piece(&placed, 3, 0, "right", 37 * 12, 5);
    assert_int_equal(row_at(&placed, 4)->piece_count, 0);
    release(&placed);
}

static void columns_share_what_the_fixed_ones_leave(void **state)
{
    (void)state;
    struct placed placed;
    assert_int_equal(
        build(&placed, "{width:*,4,10}\n|BEER | 2| 13.00\n{width:auto}\n|a|b |c", 32, NULL),
        DRV_OK);
    assert_piece(&placed, 0, 0, "BEER", 0, 4);
    assert_piece(&placed, 0, 1, "2", (16 + 1 + 3) * 12, 1);
    assert_piece(&placed, 0, 2, "13.00", 27 * 12, 5);
    /* 30 cells for three columns, of which the first is centred */
    assert_piece(&placed, 1, 0, "a", 4 * 12 + 6, 1);
    assert_piece(&placed, 1, 1, "b", 11 * 12, 1);
    assert_piece(&placed, 1, 2, "c", 22 * 12, 1);
    release(&placed);
}

static void lines_break_where_a_character_does_not_fit(void **state)
{
    (void)state;
    struct placed placed;
    assert_int_equal(build(&placed, "|abc\u65e5\u65e5|x\n{text:nowrap}\n|abcdefg|x", 9, NULL),
                     DRV_OK);
    assert_int_equal(layout_row_count(&placed.layout), 3);
    /* a wide character does not stand half in the fourth cell; the line is centred by what is left
     */
    assert_piece(&placed, 0, 0, "abc", 6, 3);
    assert_piece(&placed, 0, 1, "x", 5 * 12, 1);
    assert_piece(&placed, 1, 0, "\u65e5\u65e5", 0, 4);
    assert_piece(&placed, 2, 0, "abcd", 0, 4);
    release(&placed);
}

static void no_line_breaks_inside_a_character(void **state)
{
    (void)state;
    static const struct {
        const char *text, *first;
        unsigned first_cells;
    } cases[] = {
        /* a mark after the last cell; a mark that no normal form composes */
        {"|abx\u0332y", "abx\u0332", 3},
        {"|abcx\u0332", "abc", 3},
        /* two emoji joined, too wide for the cell that is left */
        {"|a\U0001f468\u200d\U0001f469", "a", 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct placed placed;
        char text[60];
        snprintf(text, sizeof text, "{width:%u}\n%s", i < 2 ? 3 : 4, cases[i].text);
        assert_int_equal(build(&placed, text, 4, NULL), DRV_OK);
        assert_int_equal(layout_row_count(&placed.layout), 2);
        assert_piece(&placed, 0, 0, cases[i].first, 0, cases[i].first_cells);
        assert_int_equal(row_at(&placed, 1)->piece_count, 1);
        release(&placed);
    }
}

static void larger_characters_take_their_cells(void **state)
{
    (void)state;
    struct placed placed;
    assert_int_equal(build(&placed, "|^wide^_^^tall^^_^^^^^^^big", 12, NULL), DRV_OK);
    assert_piece(&placed, 0, 0, "wide", 0, 8);
    assert_piece(&placed, 0, 1, "tall", 96, 4);
    assert_piece(&placed, 1, 0, "bi", 0, 12);
    assert_piece(&placed, 2, 0, "g", 0, 6);
    const struct layout_piece *pieces = layout_pieces(&placed.layout, row_at(&placed, 0));
    assert_int_equal(pieces[0].width, 2);
    assert_int_equal(pieces[0].height, 1);
    assert_int_equal(pieces[1].width, 1);
    assert_int_equal(pieces[1].height, 2);
    assert_int_equal(pieces[1].flags, MARKUP_UNDERLINE);
    pieces = layout_pieces(&placed.layout, row_at(&placed, 1));
    assert_int_equal(pieces[0].width, 6);
    assert_int_equal(pieces[0].height, 6);
    release(&placed);
}

static void a_character_wider_than_its_column_is_left_out(void **state)
{
    (void)state;
    struct placed placed;
    assert_int_equal(build(&placed, "{width:1}\n|\u65e5a^b", 32, NULL), DRV_OK);
    assert_int_equal(layout_row_count(&placed.layout), 1);
    assert_int_equal(row_at(&placed, 0)->piece_count, 1);
    /* the column of one cell stands in the middle of the paper */
    assert_piece(&placed, 0, 0, "a", 15 * 12, 1);
    release(&placed);
}

static void a_box_is_drawn_around_and_between_columns(void **state)
{
    (void)state;
    struct placed placed;
    assert_int_equal(build(&placed,
                           "{border:line;width:2 3}\n|a|b\n-\n{width:3 2}\n|c|d\n"
                           "{border:space}\nx",
                           9, NULL),
                     DRV_OK);
    assert_int_equal(layout_row_count(&placed.layout), 6);
    /* +--+---+ from the middle of nine cells */
    assert_piece(&placed, 0, 0, "+", 0, 1);
    assert_piece(&placed, 0, 1, "-", 12, 2);
    assert_piece(&placed, 0, 2, "+", 3 * 12, 1);
    assert_piece(&placed, 0, 3, "-", 4 * 12, 3);
    assert_piece(&placed, 0, 4, "+", 7 * 12, 1);
    assert_piece(&placed, 1, 0, "|", 0, 1);
    assert_piece(&placed, 1, 1, "a", 12 + 6, 1);
    assert_piece(&placed, 1, 2, "|", 3 * 12, 1);
    /* where the columns above and below end apart, both corners show: +--++--+ */
    assert_piece(&placed, 2, 2, "+", 3 * 12, 1);
    assert_piece(&placed, 2, 3, "+", 4 * 12, 1);
    assert_piece(&placed, 3, 2, "|", 4 * 12, 1);
    assert_piece(&placed, 4, 2, "+", 4 * 12, 1);
    /* in the first of two columns, 3 and 2 wide and a cell apart */
    assert_piece(&placed, 5, 0, "x", 2 * 12, 1);
    release(&placed);
}

static void a_page_with_lines_draws_corners(void **state)
{
    (void)state;
    struct text_page page;
    assert_int_equal(text_page_open("CP858", &page, NULL), DRV_OK);
    const struct layout_medium medium = {5, &page};
    struct placed placed = {0};
    const char *text = "{border:line}\na\n-\nb | c";
    assert_int_equal(document_parse(text, strlen(text), &placed.document, NULL), DRV_OK);
    assert_int_equal(layout_build(&placed.layout, placed.document, &medium, NULL), DRV_OK);
    assert_piece(&placed, 0, 0, "\u250c", 0, 1);
    assert_piece(&placed, 0, 2, "\u2510", 48, 1);
    assert_piece(&placed, 2, 0, "\u251c", 0, 1);
    assert_piece(&placed, 2, 2, "\u252c", 24, 1);
    assert_piece(&placed, 2, 4, "\u2524", 48, 1);
    assert_piece(&placed, 4, 0, "\u2514", 0, 1);
    assert_piece(&placed, 4, 2, "\u2534", 24, 1);
    release(&placed);
}

static void a_code_has_blank_rows_for_its_quiet_zone(void **state)
{
    (void)state;
    struct placed placed;
    assert_int_equal(build(&placed, "a\n{code:HJ4K-7M2P-X9QD;option:qrcode,8,m}\nb", 42, NULL),
                     DRV_OK);
    /* 4 modules of 8 dots are more than one row of 24 */
    assert_int_equal(layout_row_count(&placed.layout), 7);
    assert_int_equal(row_at(&placed, 2)->piece_count, 0);
    const struct layout_code *code = &row_at(&placed, 3)->code;
    assert_int_equal(row_at(&placed, 3)->kind, LAYOUT_CODE);
    assert_int_equal(code->modules, 21);
    assert_int_equal(code->module_dots, 8);
    assert_int_equal(code->width_dots, 504);
    assert_int_equal(code->align, 1);
    assert_int_equal(row_at(&placed, 4)->piece_count, 0);
    assert_piece(&placed, 6, 0, "b", 20 * 12 + 6, 1);
    release(&placed);
}

static void bars_are_three_dots_a_module_where_they_fit(void **state)
{
    (void)state;
    static const struct {
        unsigned columns;
        uint8_t module_dots, height_dots;
    } cases[] = {{48, 3, 76}, {42, 2, 72}, {32, 2, 72}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct placed placed;
        const char *text = "a\n{code:HJ4K7M2PX9QD;option:code128,3,72}\nb";
        assert_int_equal(build(&placed, text, cases[i].columns, NULL), DRV_OK);
        const struct layout_code *code = &row_at(&placed, 2)->code;
        assert_int_equal(layout_row_count(&placed.layout), 4);
        assert_int_equal(row_at(&placed, 1)->piece_count, 0); /* letters hang down */
        assert_int_equal(code->modules, 167);
        assert_int_equal(code->module_dots, cases[i].module_dots);
        assert_int_equal(code->height_dots, cases[i].height_dots);
        assert_int_equal(code->left_dots, 0);
        assert_int_equal(code->width_dots, cases[i].columns * 12);
        release(&placed);
    }
}

static void bars_at_the_edge_are_moved_in_by_their_quiet_zone(void **state)
{
    (void)state;
    struct placed placed;
    assert_int_equal(build(&placed, "|{code:AB}\n{option:code128,4;code:AB}|", 32, NULL), DRV_OK);
    assert_int_equal(row_at(&placed, 0)->code.align, 0);
    assert_int_equal(row_at(&placed, 0)->code.left_dots, 20);
    assert_int_equal(row_at(&placed, 0)->code.width_dots, 384 - 40);
    assert_int_equal(row_at(&placed, 1)->piece_count, 0); /* no bars touch others */
    assert_int_equal(row_at(&placed, 2)->code.align, 2);
    assert_int_equal(row_at(&placed, 2)->code.left_dots, 40);
    assert_int_equal(row_at(&placed, 2)->code.width_dots, 384 - 80);
    release(&placed);
}

static void a_code_at_the_edge_keeps_its_quiet_zones(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        unsigned left_dots, width_dots, dots;
    } cases[] = {
        {"|{code:HJ4K;option:qrcode,4}", 16, 384 - 32, 84},
        {"{code:HJ4K;option:qrcode,4}|", 16, 384 - 32, 84},
        {"{code:HJ4K;option:qrcode,4}", 0, 384, 84},
        /* EAN-13 has 11 modules of white to the left and 7 to the right */
        {"|{code:4006381333931;option:ean,2}", 22, 384 - 36, 190},
        {"{code:4006381333931;option:ean,3}", 0, 384, 285},
        {"{width:19}\n{code:4006381333931;option:ean,2}", 72 + 22, 228 - 36, 190},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct placed placed;
        assert_int_equal(build(&placed, cases[i].text, 32, NULL), DRV_OK);
        size_t row = 0;
        while (row_at(&placed, row)->kind != LAYOUT_CODE)
            row++;
        const struct layout_code *code = &row_at(&placed, row)->code;
        assert_int_equal(code->left_dots, cases[i].left_dots);
        assert_int_equal(code->width_dots, cases[i].width_dots);
        assert_int_equal(code->dots, cases[i].dots);
        release(&placed);
    }
}

static void what_people_read_stands_below_the_bars(void **state)
{
    (void)state;
    struct placed placed;
    const char *text =
        "|{code:400638133393;option:ean,3,hri}\n{o:code128;c:AB}\n{code:AB;option:code39,hri}|";
    assert_int_equal(build(&placed, text, 48, NULL), DRV_OK);
    assert_int_equal(layout_row_count(&placed.layout), 7);
    assert_true(row_at(&placed, 0)->code.hri);
    /* the middle of 285 dots of bars behind 33 of white is at 175, letters go by half cells */
    assert_piece(&placed, 1, 0, "4006381333931", 96, 13);
    assert_int_equal(row_at(&placed, 2)->piece_count, 0);
    assert_int_equal(row_at(&placed, 4)->piece_count, 0);
    /* 114 dots of bars and 20 of white at the right */
    assert_piece(&placed, 6, 0, "*AB*", 474, 4);
    release(&placed);
}

static void plain_lines_say_a_code_once_and_name_a_picture(void **state)
{
    (void)state;
    struct placed placed;
    struct bytes out = {0};
    const char *text =
        "{option:ean,hri;code:400638133393}\n{o:code128;c:AB}\n|{image:AAAA}\n{i:AAAA}|";
    assert_int_equal(build(&placed, text, 32, NULL), DRV_OK);
    plain_write(&placed.layout, 32, &out);
    bytes_add_byte(&out, '\0');
    assert_string_equal((char *)out.data, "\n          4006381333931\n\n               AB\n"
                                          "[PNG]\n                           [PNG]\n");
    bytes_free(&out);
    release(&placed);
}

static void a_picture_is_a_row_of_its_own(void **state)
{
    (void)state;
    struct placed placed;
    const char *text =
        "a\n|{image:iVBORw0KGgo=}\n{width:10;align:right;option:threshold}\n{i:AAAA}|";
    assert_int_equal(build(&placed, text, 32, NULL), DRV_OK);
    assert_int_equal(layout_row_count(&placed.layout), 3);
    const struct layout_image *image = &row_at(&placed, 1)->image;
    assert_int_equal(row_at(&placed, 1)->kind, LAYOUT_IMAGE);
    assert_int_equal(image->length, 12);
    assert_memory_equal(image->base64, "iVBORw0KGgo=", 12);
    assert_int_equal(image->left_dots, 0);
    assert_int_equal(image->width_dots, 384);
    assert_int_equal(image->align, 0);
    assert_true(image->dither);
    image = &row_at(&placed, 2)->image;
    assert_memory_equal(image->base64, "AAAA", image->length);
    assert_int_equal(image->left_dots, 22 * 12);
    assert_int_equal(image->width_dots, 120);
    assert_int_equal(image->align, 2);
    assert_false(image->dither);
    release(&placed);
}

static void data_that_a_symbol_does_not_take_is_refused_by_line(void **state)
{
    (void)state;
    static const char *const codes[] = {
        "4006381333932;option:ean",
        "40063813339a;option:jan",
        "123;option:itf",
        "1234;option:nw7",
        "abc;option:code39",
        "12;option:upc",
        "caf\u00e9",
        "caf\u00e9;o:code93",
    };
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        struct placed placed;
        struct drv_fault fault;
        char text[100];
        snprintf(text, sizeof text, "a\n{code:%s}", codes[i]);
        assert_int_equal(build(&placed, text, 48, &fault), DRV_INVALID);
        assert_memory_equal(fault.text, "line 2: ", 8);
        assert_non_null(strchr(fault.text, '"'));
        release(&placed);
    }
}

static void a_code_too_wide_is_drawn_smaller_then_refused(void **state)
{
    (void)state;
    struct placed placed;
    /* 29 modules with the quiet zone: 8 cells are 96 dots, room for 3 dots a module */
    assert_int_equal(build(&placed, "{width:8;option:qrcode,8}\n{code:HJ4K}", 32, NULL), DRV_OK);
    assert_int_equal(row_at(&placed, 1)->code.module_dots, 3);
    assert_int_equal(row_at(&placed, 1)->code.left_dots, 12 * 12);
    release(&placed);
    assert_int_equal(build(&placed, "{width:7;option:qrcode,8}\n{code:HJ4K}", 32, NULL), DRV_OK);
    assert_int_equal(row_at(&placed, 1)->code.module_dots, 2);
    release(&placed);
    struct drv_fault fault;
    assert_int_equal(build(&placed, "\n{width:4;option:qrcode,8}\n{code:HJ4K}", 32, &fault),
                     DRV_INVALID);
    assert_string_equal(fault.text, "line 3: qrcode \"HJ4K\" needs 58 dots, its place has 48");
    release(&placed);
}

static void a_code_that_no_symbol_holds_is_refused(void **state)
{
    (void)state;
    char text[2100] = "{option:qrcode,h;code:";
    size_t start = strlen(text);
    memset(text + start, 'a', 1274);
    text[start + 1274] = '}';
    struct placed placed;
    struct drv_fault fault;
    assert_int_equal(build(&placed, text, 255, &fault), DRV_LIMIT);
    assert_string_equal(fault.text, "line 1: a QR code of level h cannot hold \"1274\" bytes");
    release(&placed);
}

static void more_rows_than_a_roll_holds_are_refused(void **state)
{
    (void)state;
    char text[4200] = "{width:1}\n";
    size_t start = strlen(text);
    memset(text + start, 'a', 4090);
    memcpy(text + start + 4090, "\n1234567", 8);
    struct placed placed;
    struct drv_fault fault;
    assert_int_equal(build(&placed, text, 32, &fault), DRV_LIMIT);
    assert_string_equal(fault.text, "line 3: more than \"4096\" rows of paper");
    release(&placed);
    text[strlen(text) - 1] = '\0';
    assert_int_equal(build(&placed, text, 32, &fault), DRV_OK);
    assert_int_equal(layout_row_count(&placed.layout), 4096);
    release(&placed);
}

static void building_again_forgets_what_was_there(void **state)
{
    (void)state;
    struct placed placed;
    assert_int_equal(build(&placed, "{border:line}\na|b|c\nd", 32, NULL), DRV_OK);
    document_free(placed.document);
    assert_int_equal(document_parse("x", 1, &placed.document, NULL), DRV_OK);
    const struct layout_medium medium = {32, NULL};
    assert_int_equal(layout_build(&placed.layout, placed.document, &medium, NULL), DRV_OK);
    assert_int_equal(layout_row_count(&placed.layout), 1);
    assert_piece(&placed, 0, 0, "x", 15 * 12 + 6, 1);
    release(&placed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(alignment_is_exact_to_half_a_cell),
        cmocka_unit_test(columns_share_what_the_fixed_ones_leave),
        cmocka_unit_test(lines_break_where_a_character_does_not_fit),
        cmocka_unit_test(no_line_breaks_inside_a_character),
        cmocka_unit_test(larger_characters_take_their_cells),
        cmocka_unit_test(a_character_wider_than_its_column_is_left_out),
        cmocka_unit_test(a_box_is_drawn_around_and_between_columns),
        cmocka_unit_test(a_page_with_lines_draws_corners),
        cmocka_unit_test(a_code_has_blank_rows_for_its_quiet_zone),
        cmocka_unit_test(bars_are_three_dots_a_module_where_they_fit),
        cmocka_unit_test(bars_at_the_edge_are_moved_in_by_their_quiet_zone),
        cmocka_unit_test(a_code_at_the_edge_keeps_its_quiet_zones),
        cmocka_unit_test(what_people_read_stands_below_the_bars),
        cmocka_unit_test(plain_lines_say_a_code_once_and_name_a_picture),
        cmocka_unit_test(a_picture_is_a_row_of_its_own),
        cmocka_unit_test(data_that_a_symbol_does_not_take_is_refused_by_line),
        cmocka_unit_test(a_code_too_wide_is_drawn_smaller_then_refused),
        cmocka_unit_test(a_code_that_no_symbol_holds_is_refused),
        cmocka_unit_test(more_rows_than_a_roll_holds_are_refused),
        cmocka_unit_test(building_again_forgets_what_was_there),
    };
    return cmocka_run_group_tests_name("layout", tests, NULL, NULL);
}
