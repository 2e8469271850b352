/* SPDX-License-Identifier: MIT */
/* How a printer stands behind commands, and what puts it back behind a slip. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "../../drivers/paper/commands.h"
#include "../../drivers/standing.h"

#define BYTES(literal) (const uint8_t *)(literal), sizeof(literal) - 1

static void send(struct standing *standing, const uint8_t *bytes, size_t length)
{
    struct token token;
    for (size_t at = 0; token_next(bytes, length, at, &token); at += token.length)
        standing_follow(standing, &token);
}

static struct standing *stand(bool power_on, const uint8_t *bytes, size_t length)
{
    struct standing *standing = standing_new(power_on);
    assert_non_null(standing);
    send(standing, bytes, length);
    return standing;
}

static void assert_put_back(const uint8_t *host, size_t host_length, const uint8_t *slip,
                            size_t slip_length, const uint8_t *expected, size_t length)
{
    struct bytes out = {0};
    struct standing *standing = stand(true, host, host_length);
    assert_true(standing_put_back(standing, slip, slip_length, &out));
    assert_int_equal(out.length, length);
    if (length > 0)
        assert_memory_equal(out.data, expected, length);
    bytes_free(&out);
    standing_free(standing);
}

static void assert_refused(bool power_on, const uint8_t *host, size_t host_length,
                           const uint8_t *slip, size_t slip_length)
{
    struct bytes out = {0};
    struct standing *standing = stand(power_on, host, host_length);
    assert_false(standing_put_back(standing, slip, slip_length, &out));
    assert_int_equal(out.length, 0);
    bytes_free(&out);
    standing_free(standing);
}

static void all_is_plain_at_power_on_and_nothing_is_known_else(void **state)
{
    (void)state;
    struct standing *on = standing_new(true), *off = standing_new(false);
    for (int i = 0; i < STANDING_COUNT; i++) {
        bool surely = i == STANDING_MODE || i == STANDING_DEVICE || i == STANDING_MACRO ||
                      i == STANDING_OTHER;
        assert_true(standing_is_plain(on, (enum standing_setting)i));
        assert_int_equal(standing_knows(off, (enum standing_setting)i), surely);
    }
    assert_true(standing_at_line_start(on));
    assert_false(standing_at_line_start(off));
    send(off, BYTES("\033@"));
    for (int i = 0; i < STANDING_COUNT; i++)
        assert_true(standing_is_plain(off, (enum standing_setting)i));
    assert_true(standing_at_line_start(off));
    standing_free(on);
    standing_free(off);
}

static void a_command_makes_its_setting_known(void **state)
{
    (void)state;
    static const struct {
        enum standing_setting setting;
        const char *bytes;
        size_t length;
    } rows[] = {
        {STANDING_PAGE, "\033t\020", 3},
        {STANDING_COUNTRY, "\033R\2", 3},
        {STANDING_FONT, "\033M1", 3},
        {STANDING_FONT, "\033!\1", 3},
        {STANDING_SIZE, "\035!\021", 3},
        {STANDING_SIZE, "\033!\040", 3},
        {STANDING_EMPHASIS, "\033E\1", 3},
        {STANDING_EMPHASIS, "\033!\010", 3},
        {STANDING_UNDERLINE, "\033-\1", 3},
        {STANDING_STRIKE, "\033G\1", 3},
        {STANDING_INVERT, "\035B\1", 3},
        {STANDING_UPSIDE_DOWN, "\033{\1", 3},
        {STANDING_ROTATION, "\033V\1", 3},
        {STANDING_SPACE, "\033 \2", 3},
        {STANDING_LINE_SPACING, "\0333\040", 3},
        {STANDING_ALIGN, "\033a1", 3},
        {STANDING_MARGIN, "\035L\020\0", 4},
        {STANDING_WIDTH, "\035W\0\2", 4},
        {STANDING_UNITS, "\035P\264\264", 4},
        {STANDING_TABS, "\033D\4\010\0", 5},
        {STANDING_COLOUR, "\033r1", 3},
        {STANDING_SMOOTHING, "\035b\1", 3},
        {STANDING_OWN_CHARACTERS, "\033%\1", 3},
        {STANDING_MODE, "\033L", 2},
        {STANDING_DEVICE, "\033=\2", 3},
        {STANDING_MACRO, "\035:", 2},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct standing *standing = stand(true, (const uint8_t *)rows[i].bytes, rows[i].length);
        assert_true(standing_knows(standing, rows[i].setting));
        assert_false(standing_is_plain(standing, rows[i].setting));
        standing_free(standing);
    }
}

static void bytes_that_are_not_understood_make_everything_unknown(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t length;
    } rows[] = {
        {"\033\237x\n", 4},        /* nobody's */
        {"\035(Z\3\0\1\2\3\n", 9}, /* of a family that nobody defines */
        {"\033\035a\1\n", 5},      /* Star's */
        {"\035^\1\1\1\n", 6},      /* a macro may hold anything */
        {"\0342\167\041abc", 7},   /* cut off */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct standing *standing = stand(true, (const uint8_t *)rows[i].bytes, rows[i].length);
        assert_false(standing_knows(standing, STANDING_OTHER));
        assert_false(standing_knows(standing, STANDING_FONT));
        assert_string_equal(standing_obstacle(standing), "behind bytes that are not understood");
        send(standing, BYTES("\033@"));
        assert_true(standing_is_plain(standing, STANDING_OTHER));
        assert_null(standing_obstacle(standing));
        standing_free(standing);
    }
}

static void what_only_asks_pulses_or_beeps_changes_nothing(void **state)
{
    (void)state;
    struct standing *standing = stand(
        true, BYTES("\0\020\004\1\033p\0\031\372\035a\377\035r\1\035I\1\033B\3\1\a\033c5\1"
                    "\033(A\4\0\060\067\1\012\035(H\6\0\060\060abcd\033U\1\035V\102\0\033i\r"));
    for (int i = 0; i < STANDING_COUNT; i++)
        assert_true(standing_is_plain(standing, (enum standing_setting)i));
    assert_true(standing_at_line_start(standing));
    standing_free(standing);
}

static void a_line_starts_behind_a_feed_and_over_white_paper(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t length;
        bool starts;
    } rows[] = {
        {"a", 1, false},
        {"a\n", 2, true},
        {"a\r", 2, false},
        {"\t", 1, false},
        {"\033$\1\0", 4, false},
        {"a\033d\0", 4, false},
        {"a\033d\2", 4, true},
        {"a\033J\2", 4, true},
        {"a\035T\1", 4, true},
        {"a\033*\0\1\0x", 7, false},
        {"\035v0\0\1\0\1\0x", 9, true},
        {"a\n\033K\020", 5, false},
        {"a\n\033K\020\n\033i", 8, true},
        {"\035(L\013\0\060\160\060\1\1\061\010\0\1\0x", 16, false},
        {"\035(L\013\0\060\160\060\1\1\061\010\0\1\0x\035(L\2\0\060\062", 23, true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct standing *standing = stand(true, (const uint8_t *)rows[i].bytes, rows[i].length);
        if (standing_at_line_start(standing) != rows[i].starts)
            fail_msg("row %zu", i);
        standing_free(standing);
    }
}

static void what_forbids_any_slip_is_named(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t length;
        const char *obstacle;
    } rows[] = {
        {"\033L", 2, "in page mode"},
        {"\035:", 2, "in a macro"},
        {"\033=\2", 3, "while another device than the printer is selected"},
        {"\033{\1", 3, "upside down"},
        {"\033V\1", 3, "with rotated characters"},
        {"\033%\1", 3, "with user-defined characters"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct bytes out = {0};
        struct standing *standing = stand(false, BYTES("\n"));
        assert_null(standing_obstacle(standing));
        send(standing, (const uint8_t *)rows[i].bytes, rows[i].length);
        assert_string_equal(standing_obstacle(standing), rows[i].obstacle);
        assert_false(standing_put_back(standing, BYTES("\035v0\0\1\0\1\0x"), &out));
        standing_free(standing);
    }
}

static void another_device_takes_what_is_sent_until_the_printer_is_selected(void **state)
{
    (void)state;
    struct standing *standing = stand(true, BYTES("\033=\2\033E\1hello\033@\033=\1"));
    assert_true(standing_is_plain(standing, STANDING_EMPHASIS));
    assert_true(standing_is_plain(standing, STANDING_DEVICE));
    assert_true(standing_at_line_start(standing));
    standing_free(standing);
}

static void a_device_that_nobody_defines_leaves_nothing_known(void **state)
{
    (void)state;
    struct standing *standing = stand(true, BYTES("\033=\0\033E\1\033@"));
    assert_non_null(standing_obstacle(standing));
    send(standing, BYTES("\033=\1"));
    assert_false(standing_knows(standing, STANDING_EMPHASIS));
    send(standing, BYTES("\033@"));
    assert_null(standing_obstacle(standing));
    send(standing, BYTES("\033=\2\033\237\033@"));
    assert_non_null(standing_obstacle(standing));
    standing_free(standing);
}

static void what_counts_at_a_line_start_alone_is_unknown_within_a_line(void **state)
{
    (void)state;
    struct standing *standing = stand(true, BYTES("text\033a\1"));
    assert_false(standing_knows(standing, STANDING_ALIGN));
    send(standing, BYTES("\n\033a\2"));
    assert_true(standing_knows(standing, STANDING_ALIGN));
    send(standing, BYTES("text\033a\2"));
    assert_true(standing_knows(standing, STANDING_ALIGN));
    standing_free(standing);
}

static void lengths_in_other_units_are_unknown(void **state)
{
    (void)state;
    struct standing *standing = stand(true, BYTES("\0333\040\035L\0\0\033 \3\035P\264\264"));
    assert_false(standing_knows(standing, STANDING_LINE_SPACING));
    assert_false(standing_knows(standing, STANDING_SPACE));
    assert_true(standing_is_plain(standing, STANDING_MARGIN));
    assert_true(standing_is_plain(standing, STANDING_WIDTH));
    standing_free(standing);
}

static void values_that_models_differ_in_are_unknown(void **state)
{
    (void)state;
    struct standing *standing = stand(true, BYTES("\033M\2\033t\310\033a\7"));
    assert_false(standing_knows(standing, STANDING_FONT));
    assert_false(standing_knows(standing, STANDING_PAGE));
    assert_false(standing_knows(standing, STANDING_ALIGN));
    standing_free(standing);
}

static void page_mode_has_spacings_of_its_own(void **state)
{
    (void)state;
    struct standing *standing = stand(true, BYTES("\033L\0333\100\033 \2\033E\1\014"));
    assert_true(standing_is_plain(standing, STANDING_MODE));
    assert_true(standing_is_plain(standing, STANDING_LINE_SPACING));
    assert_true(standing_is_plain(standing, STANDING_SPACE));
    assert_false(standing_is_plain(standing, STANDING_EMPHASIS));
    standing_free(standing);
}

static void a_page_can_be_had_where_the_host_has_said_it_and_kanji_mode(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t length;
        int page;
    } rows[] = {
        {"", 0, -1},
        {"\033t\020", 3, -1},
        {"\034.", 2, -1},
        {"\034.\033t\020", 5, 16},
        {"\034&\033t\023", 5, 19},
        {"\034.\033t\020\034(C\2\0\060\2", 12, -1},
        {"\034.\033t\020\033@", 7, -1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct standing *standing = stand(true, (const uint8_t *)rows[i].bytes, rows[i].length);
        assert_int_equal(standing_code_page(standing), rows[i].page);
        standing_free(standing);
    }
}

static void a_slip_that_leaves_all_as_it_was_needs_nothing_behind_it(void **state)
{
    (void)state;
    assert_put_back(BYTES(""), BYTES("Hello\n"), BYTES(""));
    assert_put_back(BYTES("\033@Shop\n"), BYTES("\033a\1\033E\1Hello\n\033E\0\033a\0"), BYTES(""));
}

static void what_a_slip_changes_is_put_back_byte_for_byte(void **state)
{
    (void)state;
    assert_put_back(BYTES("\033a1\n"), BYTES("\033a\0Hello\n"), BYTES("\033a1"));
    assert_put_back(BYTES("\0333\050\n"), BYTES("\0333\030Hello\n\0332"), BYTES("\0333\050"));
    assert_put_back(BYTES("\0333\050\0332\n"), BYTES("\0333\030Hello\n"), BYTES("\0332"));
    assert_put_back(BYTES("\034&\033t\020\n"), BYTES("\034.\033t\023\325\n\033t\0"),
                    BYTES("\034&\033t\020"));
}

/* GS ! sets the size of Kanji, too, and whichever came last counts. */
static void the_size_of_kanji_is_put_back(void **state)
{
    (void)state;
    assert_put_back(BYTES("\034W\1\n"), BYTES("\035!\0\035v0\0\1\0\1\0x"), BYTES("\034W\1"));
    assert_put_back(BYTES("\034W\1\035!\0\n"), BYTES("\035!\021Hello\n\035!\0"), BYTES(""));
    assert_put_back(BYTES("\034!\014\n"), BYTES("\033!\020Hello\n\033!\0"), BYTES("\034!\014"));
    assert_put_back(BYTES("\033!\0\n"), BYTES("\033!\020Hello\n\033!\0"), BYTES(""));
}

static void another_paper_than_the_roll_is_not_known(void **state)
{
    (void)state;
    struct standing *standing = stand(true, BYTES("\033c0\1\033c1\3"));
    assert_null(standing_obstacle(standing));
    send(standing, BYTES("\033c0\4"));
    assert_non_null(standing_obstacle(standing));
    standing_free(standing);
}

static bool starts_line_behind(const uint8_t *bytes, size_t length)
{
    struct standing *standing = stand(true, bytes, length);
    bool starts = standing_at_line_start(standing);
    standing_free(standing);
    return starts;
}

static void a_line_is_under_way_behind_a_barcode_with_wrong_data_alone(void **state)
{
    (void)state;
    assert_true(starts_line_behind(BYTES("\035k\002590123412345\0")));
    assert_true(starts_line_behind(BYTES("\035k\004CODE 39\0")));
    assert_true(starts_line_behind(BYTES("\035kC\014590123412345")));
    assert_true(starts_line_behind(BYTES("\035kI\004{B12")));
    assert_false(starts_line_behind(BYTES("\035k\00259012341234x\0")));
    assert_false(starts_line_behind(BYTES("\035k\00212\0")));
    assert_false(starts_line_behind(BYTES("\035k\00259012341234567890\0")));
    assert_false(starts_line_behind(BYTES("\035k\004code\0")));
    assert_false(starts_line_behind(BYTES("\035kC\00559012")));
    assert_false(starts_line_behind(BYTES("\035kI\004AB12")));
    assert_false(starts_line_behind(BYTES("x\035k\004CODE\0")));
    assert_false(starts_line_behind(BYTES("\035k\00259012341234x\0")));
    assert_true(starts_line_behind(BYTES("\035k\00259012341234x\0\n")));
}

static void wrong_data_of_a_barcode_may_be_commands(void **state)
{
    (void)state;
    struct standing *standing = stand(true, BYTES("\035kC\014abcdefghi\033E\1\n"));
    assert_false(standing_knows(standing, STANDING_EMPHASIS));
    assert_non_null(standing_obstacle(standing));
    send(standing, BYTES("\033@line\035kI\005{A\033E\1\n"));
    assert_false(standing_knows(standing, STANDING_EMPHASIS));
    standing_free(standing);
}

static void a_cut_that_is_to_come_leaves_no_place(void **state)
{
    (void)state;
    struct standing *standing = stand(true, BYTES("\035Va\020\n"));
    assert_false(standing_at_line_start(standing));
    send(standing, BYTES("\035VA\0"));
    assert_true(standing_at_line_start(standing));
    standing_free(standing);
}

static void looks_that_only_clones_have_make_text_unknown(void **state)
{
    (void)state;
    struct bytes out = {0};
    struct standing *standing = stand(true, BYTES("\0334\1\n"));
    assert_null(standing_obstacle(standing));
    assert_false(standing_put_back(standing, BYTES("Hello\n"), &out));
    assert_true(standing_put_back(standing, BYTES("\035v0\0\1\0\1\0x"), &out));
    standing_free(standing);
}

static void what_cheap_printers_are_sent_leaves_dots_possible(void **state)
{
    static const struct {
        const char *bytes;
        size_t length;
    } rows[] = {
        {"\035Z\002\033Z\003L\006\003\0abc\n", 14}, /* a QR code */
        {"\0339\001\n", 4},                         /* which code Chinese is in */
        {"\033w\n", 3},                             /* a cut */
        {"\033B\003\002\n", 5},                     /* a buzzer */
        {"\035x\010\n", 4},                         /* the space left of bars */
        {"\016wide\024\n", 7},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct bytes out = {0};
        struct standing *standing = stand(true, (const uint8_t *)rows[i].bytes, rows[i].length);
        if (!standing_put_back(standing, BYTES("\035v0\0\1\0\1\0x"), &out))
            fail_msg("row %zu", i);
        standing_free(standing);
    }
}

static void the_area_is_what_margin_and_width_leave(void **state)
{
    static const struct {
        const char *bytes;
        size_t length;
        unsigned dots;
    } rows[] = {
        {"", 0, 576},          {"\035L\100\0", 4, 512},
        {"\035W\0\1", 4, 256}, {"\035L\0\2\035W\0\1", 8, 64},
        {"\035L\0\003", 4, 0}, {"\035P\144\144\035L\100\0", 8, 576},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct standing *standing = stand(true, (const uint8_t *)rows[i].bytes, rows[i].length);
        assert_int_equal(standing_area_dots(standing, 576), rows[i].dots);
        standing_free(standing);
    }
}

/* ESC ! sets four settings: those that later commands changed are said after it. */
static void esc_bang_is_put_back_with_what_was_said_after_it(void **state)
{
    (void)state;
    assert_put_back(BYTES("\033!\001\n"), BYTES("\033!\0Hello\n"), BYTES("\033!\001"));
    assert_put_back(BYTES("\033!\001\033E\1\n"), BYTES("\033M\0\033E\0Hello\n"),
                    BYTES("\033!\001\033E\1"));
    assert_put_back(BYTES("\033E\1\033!\061\n"), BYTES("\033!\0Hello\n"), BYTES("\033!\061"));
    assert_put_back(BYTES("\033!\201\035!\042\n"), BYTES("\033M\0\033-\0\035!\0Hello\n"),
                    BYTES("\033!\201\035!\042"));
}

static void the_thickness_of_an_underline_that_is_off_is_put_back(void **state)
{
    (void)state;
    assert_put_back(BYTES("\033-\2\033-\0\n"), BYTES("\033-\1Hello\n\033-\0"),
                    BYTES("\033-\2\033-\0"));
    assert_put_back(BYTES(""), BYTES("\033-\2Hello\n\033-\0"), BYTES("\033-\1\033-\0"));
}

static void what_cannot_be_made_again_is_refused(void **state)
{
    (void)state;
    assert_refused(true, BYTES(""), BYTES("\033t\0Hello\n"));
    assert_refused(true, BYTES(""), BYTES("\033R\0Hello\n"));
    assert_refused(true, BYTES(""), BYTES("\034.Hello\n"));
    assert_refused(true, BYTES(""), BYTES("\035W\0\2Hello\n"));
    assert_refused(true, BYTES(""), BYTES("\035h\120"));
    assert_refused(true, BYTES(""), BYTES("\033D\4\0Hello\n"));
    assert_refused(true, BYTES(""), BYTES("\035(k\3\0\061\103\4"));
    assert_refused(true, BYTES("\033D\4\0"), BYTES("\033D\4\0Hello\n"));
    assert_refused(true, BYTES(""), BYTES("\033@Hello\n"));
    assert_refused(true, BYTES(""), BYTES("\033=\1Hello\n"));
    assert_refused(true, BYTES(""), BYTES("\033LHello\n\033S"));
    assert_refused(true, BYTES(""), BYTES("\035:Hello\n\035:"));
    assert_refused(true, BYTES(""), BYTES("\033\237Hello\n"));
    assert_refused(true, BYTES(""), BYTES("\035v0\0\1\0\1\0"));
    assert_refused(true, BYTES(""), BYTES("Hello"));
    assert_refused(true, BYTES("Hello"), BYTES("Hello\n"));
}

/* Within a line ESC a is unknown, and one that no model defines makes it so again. */
static void what_is_not_known_before_and_behind_a_slip_may_be_another(void **state)
{
    (void)state;
    assert_refused(true, BYTES("/\033a\2\n"), BYTES("\033a1\033a\n"));
    assert_refused(true, BYTES("/\033a\2\n"), BYTES("\033a\n"));
}

static void text_is_refused_where_its_look_is_not_known(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t length;
    } left_on[] = {
        {"\033E\1", 3},   {"\035B\1", 3}, {"\033 \1", 3},       {"\035L\010\0", 4},
        {"\035W\0\1", 4}, {"\033a1", 3},  {"\035P\144\144", 4}, {"\034&", 2},
        {"\033R\2", 3},   {"\033M1", 3},  {"\035!\1", 3},       {"\033M\2", 3},
        {"\0333\105", 3},
    };
    assert_refused(false, BYTES("\n"), BYTES("Hello\n"));
    assert_refused(true, BYTES(""), BYTES("H\202llo\n"));
    for (size_t i = 0; i < sizeof left_on / sizeof left_on[0]; i++)
        assert_refused(true, (const uint8_t *)left_on[i].bytes, left_on[i].length,
                       BYTES("Hello\n"));
}

static void dots_need_no_setting_at_all(void **state)
{
    (void)state;
    struct bytes out = {0};
    struct standing *standing = stand(false, BYTES("Receipt\n"));
    assert_true(standing_put_back(standing, BYTES("\035v0\0\1\0\1\0x"), &out));
    assert_int_equal(out.length, 0);
    assert_false(standing_put_back(standing, BYTES("\033*\0\1\0x\n"), &out));
    standing_free(standing);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_is_plain_at_power_on_and_nothing_is_known_else),
        cmocka_unit_test(a_command_makes_its_setting_known),
        cmocka_unit_test(bytes_that_are_not_understood_make_everything_unknown),
        cmocka_unit_test(what_only_asks_pulses_or_beeps_changes_nothing),
        cmocka_unit_test(a_line_starts_behind_a_feed_and_over_white_paper),
        cmocka_unit_test(what_forbids_any_slip_is_named),
        cmocka_unit_test(another_device_takes_what_is_sent_until_the_printer_is_selected),
        cmocka_unit_test(a_device_that_nobody_defines_leaves_nothing_known),
        cmocka_unit_test(what_counts_at_a_line_start_alone_is_unknown_within_a_line),
        cmocka_unit_test(lengths_in_other_units_are_unknown),
        cmocka_unit_test(values_that_models_differ_in_are_unknown),
        cmocka_unit_test(page_mode_has_spacings_of_its_own),
        cmocka_unit_test(a_page_can_be_had_where_the_host_has_said_it_and_kanji_mode),
        cmocka_unit_test(a_slip_that_leaves_all_as_it_was_needs_nothing_behind_it),
        cmocka_unit_test(what_a_slip_changes_is_put_back_byte_for_byte),
        cmocka_unit_test(esc_bang_is_put_back_with_what_was_said_after_it),
        cmocka_unit_test(the_thickness_of_an_underline_that_is_off_is_put_back),
        cmocka_unit_test(what_cannot_be_made_again_is_refused),
        cmocka_unit_test(what_is_not_known_before_and_behind_a_slip_may_be_another),
        cmocka_unit_test(text_is_refused_where_its_look_is_not_known),
        cmocka_unit_test(the_size_of_kanji_is_put_back),
        cmocka_unit_test(another_paper_than_the_roll_is_not_known),
        cmocka_unit_test(a_line_is_under_way_behind_a_barcode_with_wrong_data_alone),
        cmocka_unit_test(wrong_data_of_a_barcode_may_be_commands),
        cmocka_unit_test(a_cut_that_is_to_come_leaves_no_place),
        cmocka_unit_test(looks_that_only_clones_have_make_text_unknown),
        cmocka_unit_test(what_cheap_printers_are_sent_leaves_dots_possible),
        cmocka_unit_test(the_area_is_what_margin_and_width_leave),
        cmocka_unit_test(dots_need_no_setting_at_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
