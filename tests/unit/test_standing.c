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
    send(off, BYTES("\x1b@"));
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
        {STANDING_PAGE, "\x1bt\x10", 3},
        {STANDING_COUNTRY, "\x1bR\2", 3},
        {STANDING_FONT, "\x1bM1", 3},
        {STANDING_FONT, "\x1b!\1", 3},
        {STANDING_SIZE, "\x1d!\x11", 3},
        {STANDING_SIZE, "\x1b!\x20", 3},
        {STANDING_EMPHASIS,
         "\x1b"
         "E\1",
         3},
        {STANDING_EMPHASIS, "\x1b!\x08", 3},
        {STANDING_UNDERLINE, "\x1b-\1", 3},
        {STANDING_STRIKE, "\x1bG\1", 3},
        {STANDING_INVERT,
         "\x1d"
         "B\1",
         3},
        {STANDING_UPSIDE_DOWN, "\x1b{\1", 3},
        {STANDING_ROTATION, "\x1bV\1", 3},
        {STANDING_SPACE, "\x1b \2", 3},
        {STANDING_LINE_SPACING,
         "\x1b"
         "3\x20",
         3},
        {STANDING_ALIGN,
         "\x1b"
         "a1",
         3},
        {STANDING_MARGIN, "\x1dL\x10\0", 4},
        {STANDING_WIDTH, "\x1dW\0\2", 4},
        {STANDING_UNITS, "\x1dP\xb4\xb4", 4},
        {STANDING_TABS,
         "\x1b"
         "D\4\x08\0",
         5},
        {STANDING_COLOUR, "\x1br1", 3},
        {STANDING_SMOOTHING,
         "\x1d"
         "b\1",
         3},
        {STANDING_OWN_CHARACTERS, "\x1b%\1", 3},
        {STANDING_MODE, "\x1bL", 2},
        {STANDING_DEVICE, "\x1b=\2", 3},
        {STANDING_MACRO, "\x1d:", 2},
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
        {"\x1b\x9fx\n", 4},        /* nobody's */
        {"\x1d(Z\3\0\1\2\3\n", 9}, /* of a family that nobody defines */
        {"\x1b\x1d"
         "a\1\n",
         5},                  /* Star's */
        {"\x1d^\1\1\1\n", 6}, /* a macro may hold anything */
        {"\x1c"
         "2\x77\x21"
         "abc",
         7}, /* cut off */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct standing *standing = stand(true, (const uint8_t *)rows[i].bytes, rows[i].length);
        assert_false(standing_knows(standing, STANDING_OTHER));
        assert_false(standing_knows(standing, STANDING_FONT));
        assert_string_equal(standing_obstacle(standing), "behind bytes that are not understood");
        send(standing, BYTES("\x1b@"));
        assert_true(standing_is_plain(standing, STANDING_OTHER));
        assert_null(standing_obstacle(standing));
        standing_free(standing);
    }
}

static void what_only_asks_pulses_or_beeps_changes_nothing(void **state)
{
    (void)state;
    struct standing *standing = stand(true, BYTES("\0\x10\x04\1\x1bp\0\x19\xfa\x1d"
                                                  "a\xff\x1dr\1\x1dI\1\x1b"
                                                  "B\3\1\a\x1b"
                                                  "c5\1"
                                                  "\x1b(A\4\0\x30\x37\1\x0a\x1d(H\6\0\x30\x30"
                                                  "abcd\x1bU\1\x1dV\x42\0\x1bi\r"));
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
        {"\x1b$\1\0", 4, false},
        {"a\x1b"
         "d\0",
         4, false},
        {"a\x1b"
         "d\2",
         4, true},
        {"a\x1bJ\2", 4, true},
        {"a\x1dT\1", 4, true},
        {"a\x1b*\0\1\0x", 7, false},
        {"\x1dv0\0\1\0\1\0x", 9, true},
        {"a\n\x1bK\x10", 5, false},
        {"a\n\x1bK\x10\n\x1bi", 8, true},
        {"\x1d(L\x0b\0\x30\x70\x30\1\1\x31\x08\0\1\0x", 16, false},
        {"\x1d(L\x0b\0\x30\x70\x30\1\1\x31\x08\0\1\0x\x1d(L\2\0\x30\x32", 23, true},
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
        {"\x1bL", 2, "in page mode"},
        {"\x1d:", 2, "in a macro"},
        {"\x1b=\2", 3, "while another device than the printer is selected"},
        {"\x1b{\1", 3, "upside down"},
        {"\x1bV\1", 3, "with rotated characters"},
        {"\x1b%\1", 3, "with user-defined characters"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct bytes out = {0};
        struct standing *standing = stand(false, BYTES("\n"));
        assert_null(standing_obstacle(standing));
        send(standing, (const uint8_t *)rows[i].bytes, rows[i].length);
        assert_string_equal(standing_obstacle(standing), rows[i].obstacle);
        assert_false(standing_put_back(standing, BYTES("\x1dv0\0\1\0\1\0x"), &out));
        standing_free(standing);
    }
}

static void another_device_takes_what_is_sent_until_the_printer_is_selected(void **state)
{
    (void)state;
    struct standing *standing = stand(true, BYTES("\x1b=\2\x1b"
                                                  "E\1hello\x1b@\x1b=\1"));
    assert_true(standing_is_plain(standing, STANDING_EMPHASIS));
    assert_true(standing_is_plain(standing, STANDING_DEVICE));
    assert_true(standing_at_line_start(standing));
    standing_free(standing);
}

static void what_counts_at_a_line_start_alone_is_unknown_within_a_line(void **state)
{
    (void)state;
    struct standing *standing = stand(true, BYTES("text\x1b"
                                                  "a\1"));
    assert_false(standing_knows(standing, STANDING_ALIGN));
    send(standing, BYTES("\n\x1b"
                         "a\2"));
    assert_true(standing_knows(standing, STANDING_ALIGN));
    send(standing, BYTES("text\x1b"
                         "a\2"));
    assert_true(standing_knows(standing, STANDING_ALIGN));
    standing_free(standing);
}

static void lengths_in_other_units_are_unknown(void **state)
{
    (void)state;
    struct standing *standing = stand(true, BYTES("\x1b"
                                                  "3\x20\x1dL\0\0\x1b \3\x1dP\xb4\xb4"));
    assert_false(standing_knows(standing, STANDING_LINE_SPACING));
    assert_false(standing_knows(standing, STANDING_SPACE));
    assert_true(standing_is_plain(standing, STANDING_MARGIN));
    assert_true(standing_is_plain(standing, STANDING_WIDTH));
    standing_free(standing);
}

static void values_that_models_differ_in_are_unknown(void **state)
{
    (void)state;
    struct standing *standing = stand(true, BYTES("\x1bM\2\x1bt\xc8\x1b"
                                                  "a\7"));
    assert_false(standing_knows(standing, STANDING_FONT));
    assert_false(standing_knows(standing, STANDING_PAGE));
    assert_false(standing_knows(standing, STANDING_ALIGN));
    standing_free(standing);
}

static void page_mode_has_spacings_of_its_own(void **state)
{
    (void)state;
    struct standing *standing = stand(true, BYTES("\x1bL\x1b"
                                                  "3\x40\x1b \2\x1b"
                                                  "E\1\x0c"));
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
        {"\x1bt\x10", 3, -1},
        {"\x1c.", 2, -1},
        {"\x1c.\x1bt\x10", 5, 16},
        {"\x1c&\x1bt\x13", 5, 19},
        {"\x1c.\x1bt\x10\x1c(C\2\0\x30\2", 12, -1},
        {"\x1c.\x1bt\x10\x1b@", 7, -1},
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
    assert_put_back(BYTES("\x1b@Shop\n"),
                    BYTES("\x1b"
                          "a\1\x1b"
                          "E\1Hello\n\x1b"
                          "E\0\x1b"
                          "a\0"),
                    BYTES(""));
}

static void what_a_slip_changes_is_put_back_byte_for_byte(void **state)
{
    (void)state;
    assert_put_back(BYTES("\x1b"
                          "a1\n"),
                    BYTES("\x1b"
                          "a\0Hello\n"),
                    BYTES("\x1b"
                          "a1"));
    assert_put_back(BYTES("\x1b"
                          "3\x28\n"),
                    BYTES("\x1b"
                          "3\x18Hello\n\x1b"
                          "2"),
                    BYTES("\x1b"
                          "3\x28"));
    assert_put_back(BYTES("\x1b"
                          "3\x28\x1b"
                          "2\n"),
                    BYTES("\x1b"
                          "3\x18Hello\n"),
                    BYTES("\x1b"
                          "2"));
    assert_put_back(BYTES("\x1c&\x1bt\x10\n"), BYTES("\x1c.\x1bt\x13\xd5\n\x1bt\0"),
                    BYTES("\x1c&\x1bt\x10"));
}

/* ESC ! sets four settings: those that later commands changed are said after it. */
static void esc_bang_is_put_back_with_what_was_said_after_it(void **state)
{
    (void)state;
    assert_put_back(BYTES("\x1b!\x01\n"), BYTES("\x1b!\0Hello\n"), BYTES("\x1b!\x01"));
    assert_put_back(BYTES("\x1b!\x01\x1b"
                          "E\1\n"),
                    BYTES("\x1bM\0\x1b"
                          "E\0Hello\n"),
                    BYTES("\x1b!\x01\x1b"
                          "E\1"));
    assert_put_back(BYTES("\x1b"
                          "E\1\x1b!\x31\n"),
                    BYTES("\x1b!\0Hello\n"), BYTES("\x1b!\x31"));
    assert_put_back(BYTES("\x1b!\x81\x1d!\x22\n"), BYTES("\x1bM\0\x1b-\0\x1d!\0Hello\n"),
                    BYTES("\x1b!\x81\x1d!\x22"));
}

static void the_thickness_of_an_underline_that_is_off_is_put_back(void **state)
{
    (void)state;
    assert_put_back(BYTES("\x1b-\2\x1b-\0\n"), BYTES("\x1b-\1Hello\n\x1b-\0"),
                    BYTES("\x1b-\2\x1b-\0"));
    assert_put_back(BYTES(""), BYTES("\x1b-\2Hello\n\x1b-\0"), BYTES("\x1b-\1\x1b-\0"));
}

static void what_cannot_be_made_again_is_refused(void **state)
{
    (void)state;
    assert_refused(true, BYTES(""), BYTES("\x1bt\0Hello\n"));
    assert_refused(true, BYTES(""), BYTES("\x1bR\0Hello\n"));
    assert_refused(true, BYTES(""), BYTES("\x1c.Hello\n"));
    assert_refused(true, BYTES(""), BYTES("\x1dW\0\2Hello\n"));
    assert_refused(true, BYTES(""), BYTES("\x1dh\x50"));
    assert_refused(true, BYTES(""),
                   BYTES("\x1b"
                         "D\4\0Hello\n"));
    assert_refused(true, BYTES(""), BYTES("\x1d(k\3\0\x31\x43\4"));
    assert_refused(true,
                   BYTES("\x1b"
                         "D\4\0"),
                   BYTES("\x1b"
                         "D\4\0Hello\n"));
    assert_refused(true, BYTES(""), BYTES("\x1b@Hello\n"));
    assert_refused(true, BYTES(""), BYTES("\x1b\x9fHello\n"));
    assert_refused(true, BYTES(""), BYTES("\x1dv0\0\1\0\1\0"));
    assert_refused(true, BYTES(""), BYTES("Hello"));
    assert_refused(true, BYTES("Hello"), BYTES("Hello\n"));
}

static void text_is_refused_where_its_look_is_not_known(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t length;
    } left_on[] = {
        {"\x1b"
         "E\1",
         3},
        {"\x1d"
         "B\1",
         3},
        {"\x1b \1", 3},
        {"\x1dL\x08\0", 4},
        {"\x1dW\0\1", 4},
        {"\x1b"
         "a1",
         3},
        {"\x1dP\x64\x64", 4},
        {"\x1c&", 2},
        {"\x1bR\2", 3},
        {"\x1bM1", 3},
        {"\x1d!\1", 3},
        {"\x1bM\2", 3},
    };
    assert_refused(false, BYTES("\n"), BYTES("Hello\n"));
    assert_refused(true, BYTES(""), BYTES("H\x82llo\n"));
    for (size_t i = 0; i < sizeof left_on / sizeof left_on[0]; i++)
        assert_refused(true, (const uint8_t *)left_on[i].bytes, left_on[i].length,
                       BYTES("Hello\n"));
}

static void dots_need_no_setting_at_all(void **state)
{
    (void)state;
    struct bytes out = {0};
    struct standing *standing = stand(false, BYTES("Receipt\n"));
    assert_true(standing_put_back(standing, BYTES("\x1dv0\0\1\0\1\0x"), &out));
    assert_int_equal(out.length, 0);
    assert_false(standing_put_back(standing, BYTES("\x1b*\0\1\0x\n"), &out));
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
        cmocka_unit_test(text_is_refused_where_its_look_is_not_known),
        cmocka_unit_test(dots_need_no_setting_at_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
