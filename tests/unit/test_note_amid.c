/* SPDX-License-Identifier: MIT */
/*
 * A note amid what a host prints: the paper with it, its rows cut out, is the paper without it, to
 * the dot; and so is what the host prints next. Judged on the virtual printer, which knows nothing
 * of drivers/standing.c.
 */
#include "../../plugin/render.h"
#undef fail /* cmocka has a macro of this name, too */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "../../drivers/paper/paper.h"
#include "profile_helper.h"

#define BYTES(literal) (const uint8_t *)(literal), sizeof(literal) - 1

static const char note_text[] = "^^^\"Bis bald!\"\n"
                                "_Ihr_ N\xc3\xa4"
                                "chstes: `10 %`|bis 24. Dez.\n"
                                "{code:K000-1234-5678;option:qrcode,4,m}\n"
                                "^^K000-1234-5678\n";
static const char ascii_text[] = "^^\"See you soon\"\n|Left|right|\nK000-1234-5678\n";

/* What the host printed before the note, and what it prints behind it. */
struct scene {
    const struct profile *profile;
    const char *note;
    struct bytes before, after, slip;
    bool power_on;
    int status;
    struct fault fault;
};

static void free_scene(struct scene *scene)
{
    bytes_free(&scene->before);
    bytes_free(&scene->after);
    bytes_free(&scene->slip);
}

static void render(struct scene *scene)
{
    struct standing *standing = standing_new(scene->power_on);
    struct token token;
    assert_non_null(standing);
    for (size_t at = 0; token_next(scene->before.data, scene->before.length, at, &token);
         at += token.length)
        standing_follow(standing, &token);
    scene->status = render_note_amid(scene->profile, NULL, scene->note, strlen(scene->note),
                                     standing, &scene->slip, &scene->fault);
    standing_free(standing);
}

static struct paper *print(const struct scene *scene, bool noted, bool on)
{
    struct bytes all = {0};
    struct paper *paper = NULL;
    struct drv_fault fault = {{0}};
    bytes_add(&all, scene->before.data, scene->before.length);
    if (noted)
        bytes_add(&all, scene->slip.data, scene->slip.length);
    if (on)
        bytes_add(&all, scene->after.data, scene->after.length);
    int status = paper_print(all.data, all.length, scene->profile, &paper, &fault);
    bytes_free(&all);
    if (status != DRV_OK)
        fail_msg("%s", fault.text);
    return paper;
}

static void tell(const struct scene *scene, const char *what)
{
    print_message("%s on %s; before the note, and the note:\n", what, scene->profile->name);
    for (size_t i = 0; i < scene->before.length; i++)
        print_message("%02x%s", scene->before.data[i], i % 32 == 31 ? "\n" : " ");
    print_message("\n--\n");
    for (size_t i = 0; i < scene->slip.length && i < 400; i++)
        print_message("%02x%s", scene->slip.data[i], i % 32 == 31 ? "\n" : " ");
    fail_msg("%s", what);
}

static bool rows_are_same(const struct paper_sheet *one, uint32_t from,
                          const struct paper_sheet *other, uint32_t other_from, uint32_t rows)
{
    return rows == 0 || memcmp(one->dots + from * one->stride,
                               other->dots + other_from * one->stride, rows * one->stride) == 0;
}

/* Sheet `index` has the note's rows from `at` on, and is like the plain one but for them. */
static void check_noted(const struct scene *scene, const struct paper_sheet *plain,
                        const struct paper_sheet *noted, uint32_t at)
{
    if (noted->height_dots <= plain->height_dots || at > plain->height_dots)
        tell(scene, "no note on the paper");
    uint32_t more = noted->height_dots - plain->height_dots;
    if (!rows_are_same(plain, 0, noted, 0, at))
        tell(scene, "what was printed before the note is another");
    if (!rows_are_same(plain, at, noted, at + more, plain->height_dots - at))
        tell(scene, "what is printed behind the note is another");
}

static void check_same(const struct scene *scene, const struct paper_sheet *plain,
                       const struct paper_sheet *noted)
{
    if (plain->height_dots != noted->height_dots || strcmp(plain->text, noted->text) != 0 ||
        !rows_are_same(plain, 0, noted, 0, plain->height_dots))
        tell(scene, "another sheet is another");
}

static void check_paper(const struct scene *scene)
{
    struct paper *before = print(scene, false, false), *plain = print(scene, false, true);
    struct paper *noted = print(scene, true, true);
    size_t count = paper_sheet_count(before), with = count > 0 ? count - 1 : 0;
    bool open = count > 0 && !paper_sheet_at(before, count - 1)->cut;
    uint32_t at = open ? paper_sheet_at(before, with)->height_dots : 0;
    if (!open)
        with = count;
    if (paper_sheet_count(plain) != paper_sheet_count(noted))
        tell(scene, "another count of sheets");
    for (size_t i = 0; i < paper_sheet_count(plain); i++) {
        const struct paper_sheet *one = paper_sheet_at(plain, i), *other = paper_sheet_at(noted, i);
        if (i == with)
            check_noted(scene, one, other, at);
        else
            check_same(scene, one, other);
    }
    paper_free(before);
    paper_free(plain);
    paper_free(noted);
}

/* All that looks different by a setting. */
static void add_next_receipt(struct bytes *out)
{
    static const char next[] =
        "\n\n\x1d"
        "V\x42\0"
        "Next #$@[\\]^`{|}~ \x80\x82\x8e\x9a\xa5\xd5\xe4\xf6\xfc 12\tTab\tTab\n"
        "Second line, which is so long that it must be wrapped at the end of the paper, and is\n"
        "\x1bt\2\x82\x84\n\xb0\xa1\xc4\xe3\n"
        "\x1dk\x49\x06{B1234\x1d(k\3\0\x31\x51\x30"
        "\x1b"
        "d\3\x1bJ\x18\x1b"
        "a\1\nmiddle\n\x1b"
        "a\0\x1b*\1\3\0\xff\x81\xff\n"
        "\x1dL\x20\0\x1dW\0\1\x1b-\1under\x1b-\0\x1b!\x80under\x1b!\0\x1d!\1high\n"
        "\x1d/\0\x1c&\xb0\xa1\x1c.\n\x1bi";
    bytes_add(out, next, sizeof next - 1);
}

static void check(const struct profile *profile, const char *note, const void *before,
                  size_t length, int status)
{
    struct scene scene = {.profile = profile, .note = note, .power_on = true};
    bytes_add(&scene.before, before, length);
    add_next_receipt(&scene.after);
    render(&scene);
    if (scene.status != status)
        fail_msg("%d, not %d: %s", scene.status, status, scene.fault.text);
    if (status == COMEBACK_OK)
        check_paper(&scene);
    free_scene(&scene);
}

static bool holds(const struct bytes *bytes, const char *what, size_t length)
{
    return memmem(bytes->data, bytes->length, what, length) != NULL;
}

static struct bytes render_behind(const char *profile, const char *note, bool power_on,
                                  const void *before, size_t length)
{
    struct scene scene = {.profile = test_profile(profile), .note = note, .power_on = power_on};
    bytes_add(&scene.before, before, length);
    render(&scene);
    bytes_free(&scene.before);
    if (scene.status != COMEBACK_OK)
        fail_msg("%s", scene.fault.text);
    return scene.slip;
}

static void a_plain_printer_gets_text_and_is_told_no_page(void **state)
{
    (void)state;
    struct bytes slip = render_behind("known-80", ascii_text, true, BYTES("\x1b@Shop\n"));
    assert_true(holds(&slip, "See you soon", 12));
    assert_false(holds(&slip, "\x1bt", 2));
    assert_false(holds(&slip, "\x1c.", 2));
    assert_false(holds(&slip, "\x1bR", 2));
    assert_false(holds(&slip, "\x1dW", 2));
    assert_false(holds(&slip, "\x1b@", 2));
    assert_true(slip.length < 200);
    bytes_free(&slip);
    check(test_profile("known-80"), ascii_text, BYTES("\x1b@Shop\n"), COMEBACK_OK);
    check(test_profile("known-80"), note_text, BYTES("\x1b@Shop\n"), COMEBACK_OK);
}

static void a_page_that_the_host_has_said_is_used_and_put_back(void **state)
{
    (void)state;
    struct bytes slip = render_behind("known-80",
                                      "Gr\xc3\xbc\xc3\x9f"
                                      "e\n",
                                      true, BYTES("\x1b@\x1c.\x1bt\x02Shop\n"));
    assert_true(holds(&slip, "Gr", 2));
    assert_false(holds(&slip, "\x1dv0", 3));
    assert_memory_equal(slip.data + slip.length - 3, "\x1bt\x02", 3);
    bytes_free(&slip);
    check(test_profile("known-80"), note_text, BYTES("\x1b@\x1c.\x1bt\x02Shop\n"), COMEBACK_OK);
    check(test_profile("known-80"), note_text, BYTES("\x1b@\x1c&\x1bt\x02Shop\n"), COMEBACK_OK);
}

static void a_printer_of_which_nothing_is_known_gets_pictures_alone(void **state)
{
    (void)state;
    struct bytes slip = render_behind("known-80", note_text, false, BYTES("Shop\n"));
    struct token token;
    for (size_t at = 0; token_next(slip.data, slip.length, at, &token); at += token.length) {
        assert_int_equal(token.command->id, COMMAND_RASTER_IMAGE);
        assert_int_equal(token_field(&token, 1), test_profile("known-80")->dots / 8);
    }
    bytes_free(&slip);
}

static void a_note_keeps_to_the_area_that_the_host_has_said(void **state)
{
    (void)state;
    struct bytes whole = render_behind("known-80", ascii_text, true, BYTES("\x1bR\2\n"));
    struct bytes narrow =
        render_behind("known-80", ascii_text, true, BYTES("\x1bR\2\x1dL\x40\0\n"));
    assert_int_not_equal(whole.length, 0);
    /* "right" ends 64 dots further left, where the area ends that begins 64 dots further right. */
    assert_true(whole.length != narrow.length ||
                memcmp(whole.data, narrow.data, whole.length) != 0);
    bytes_free(&whole);
    bytes_free(&narrow);
    check(test_profile("known-80"), ascii_text, BYTES("\x1bR\2\x1dL\x40\0\n"), COMEBACK_OK);
    check(test_profile("known-80"), ascii_text, BYTES("\x1dL\x40\0\x1dW\x80\1\n"), COMEBACK_OK);
}

static void a_note_is_refused_with_the_reason(void **state)
{
    static const struct {
        const char *bytes;
        size_t length;
        const char *why;
    } rows[] = {
        {"\x1bL", 2, "no note in page mode"},
        {"\x1b\x9f\n", 3, "no note behind bytes that are not understood"},
        {"Total", 5, "no note within a line"},
        {"\x1b{\1", 3, "no note upside down"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct scene scene = {.profile = test_profile("known-80"), .note = ascii_text};
        scene.power_on = true;
        bytes_add(&scene.before, rows[i].bytes, rows[i].length);
        render(&scene);
        assert_int_equal(scene.status, COMEBACK_REFUSED);
        assert_string_equal(scene.fault.text, rows[i].why);
        assert_int_equal(scene.slip.length, 0);
        free_scene(&scene);
    }
}

static void a_slip_that_is_wrong_is_named(void **state)
{
    (void)state;
    check(test_profile("known-80"), "Hello\n=\n", BYTES("\n"), COMEBACK_VALUE);
    check(test_profile("known-58"), "{code:ABCDEFGHIJKLMNOPQRSTUVWXYZ;option:code39,2}",
          BYTES("\n"), COMEBACK_VALUE);
}

static void a_letter_in_no_font_refuses_the_note(void **state)
{
    (void)state;
    check(test_profile("known-80"), "\xf3\xb0\x80\x80\n", BYTES("\n"), COMEBACK_REFUSED);
}

/* A small generator of its own, so that a failure comes again. */
static uint32_t random_state;

static unsigned below(unsigned most)
{
    random_state = random_state * 1664525u + 1013904223u;
    return (random_state >> 8) % most;
}

static void add_setting(struct bytes *out)
{
    static const struct {
        const char *prefix;
        unsigned count;
        uint8_t least, most; /* of the one byte behind it */
    } settings[] = {
        {"\x1bt", 2, 0, 30},
        {"\x1bR", 2, 0, 17},
        {"\x1bM", 2, 0, 2},
        {"\x1b!", 2, 0, 255},
        {"\x1d!", 2, 0, 0x33},
        {"\x1b"
         "E",
         2, 0, 1},
        {"\x1b-", 2, 0, 3},
        {"\x1bG", 2, 0, 1},
        {"\x1d"
         "B",
         2, 0, 1},
        {"\x1b{", 2, 0, 1},
        {"\x1bV", 2, 0, 2},
        {"\x1b ", 2, 0, 9},
        {"\x1b"
         "3",
         2, 0, 90},
        {"\x1b"
         "a",
         2, 0, 3},
        {"\x1c-", 2, 0, 2},
        {"\x1c!", 2, 0, 255},
        {"\x1c"
         "C",
         2, 0, 1},
        {"\x1cW", 2, 0, 1},
        {"\x1b%", 2, 0, 1},
        {"\x1dh", 2, 1, 99},
        {"\x1dw", 2, 2, 6},
        {"\x1dH", 2, 0, 3},
        {"\x1d"
         "f",
         2, 0, 1},
        {"\x1br", 2, 0, 1},
        {"\x1d"
         "b",
         2, 0, 1},
        {"\x1d(k\3\0\x31\x43", 7, 1, 9},
        {"\x1d(k\3\0\x31\x45", 7, 48, 51},
        {"\x1b=", 2, 1, 3},
        {"\x1b"
         "d",
         2, 0, 4},
        {"\x1bJ", 2, 0, 99},
        {"\x1bK", 2, 0, 40},
        {"\x1d(C\2\0\x30", 6, 1, 2},
        {"\x1bU", 2, 0, 1},
        {"\x1b"
         "c5",
         3, 0, 1},
    };
    unsigned i = below(sizeof settings / sizeof settings[0]);
    bytes_add(out, settings[i].prefix, settings[i].count);
    bytes_add_byte(out,
                   (uint8_t)(settings[i].least + below(settings[i].most - settings[i].least + 1u)));
}

static void add_command(struct bytes *out)
{
    static const struct {
        const char *bytes;
        size_t length;
    } commands[] = {
        {"\x1b@", 2},
        {"\x1b@", 2},
        {"\x1c&", 2},
        {"\x1c.", 2},
        {"\x1b"
         "2",
         2},
        {"\x1dL\x18\0", 4},
        {"\x1dL\0\0", 4},
        {"\x1dW\x80\1", 4},
        {"\x1dW\0\4", 4},
        {"\x1dP\x64\x64", 4},
        {"\x1dP\0\0", 4},
        {"\x1b"
         "D\4\x0c\x14\0",
         6},
        {"\x1cS\2\3", 4},
        {"\x1bi", 2},
        {"\x1dV\0", 3},
        {"\x1bL\x1b"
         "3\x40"
         "page\n\x0c",
         11},
        {"\x1d:", 2},
        {"\x1d(k\x07\0\x31\x50\x30"
         "data",
         12},
        {"\x1bp\0\x19\xfa", 5},
        {"\x1d*\1\1\xff\x81\x81\x81\x81\x81\x81\xff", 12},
        {"\x1b&\3\x41\x41\2\xff\xff\xff\xff\xff\xff", 12},
        {"\x1b\x9f", 2},
        {"\x1dv0\0\2\0\2\0\xaa\x55\xaa\x55", 12},
        {"\x1b*\1\2\0\xff\x81", 7},
    };
    unsigned i = below(sizeof commands / sizeof commands[0]);
    bytes_add(out, commands[i].bytes, commands[i].length);
}

/* Ends with a line, for a sheet without a row is none, and there is nothing to compare with. */
static void add_host(struct bytes *out)
{
    for (unsigned i = below(12); i > 0; i--) {
        unsigned kind = below(8);
        if (kind < 4)
            add_setting(out);
        else if (kind < 6)
            add_command(out);
        else
            bytes_add_text(out, kind == 6 ? "Item \xe4 9.99\n" : "Total 1\n");
    }
    bytes_add_text(out, "Thank you\n");
}

static void settings_of_all_kinds_are_as_they_were_behind_the_note(void **state)
{
    enum { SCENES = 2500 };
    static const char *const names[] = {"known-80", "bare-80", "pages-80", "known-58", "lines-80"};
    unsigned refused = 0, text = 0, dots = 0;
    (void)state;
    for (unsigned i = 0; i < SCENES; i++) {
        random_state = i;
        struct scene scene = {.profile = test_profile(names[below(5)]),
                              .note = below(4) > 0 ? ascii_text : note_text,
                              .power_on = below(4) > 0};
        add_host(&scene.before);
        add_next_receipt(&scene.after);
        render(&scene);
        if (scene.status == COMEBACK_OK)
            check_paper(&scene);
        refused += scene.status == COMEBACK_REFUSED;
        text += holds(&scene.slip, "K000", 4);
        dots += scene.slip.length > 0 && memcmp(scene.slip.data, "\x1dv0", 3) == 0;
        free_scene(&scene);
    }
    print_message("%u refused, %u of text, %u of dots\n", refused, text, dots);
    assert_true(refused > SCENES / 20 && text > SCENES / 20 && dots > SCENES / 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plain_printer_gets_text_and_is_told_no_page),
        cmocka_unit_test(a_page_that_the_host_has_said_is_used_and_put_back),
        cmocka_unit_test(a_printer_of_which_nothing_is_known_gets_pictures_alone),
        cmocka_unit_test(a_note_keeps_to_the_area_that_the_host_has_said),
        cmocka_unit_test(a_note_is_refused_with_the_reason),
        cmocka_unit_test(a_slip_that_is_wrong_is_named),
        cmocka_unit_test(a_letter_in_no_font_refuses_the_note),
        cmocka_unit_test(settings_of_all_kinds_are_as_they_were_behind_the_note),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
