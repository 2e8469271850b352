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

#include "../../drivers/paper/commands.h"
#include "note_paper.h"
#include "profile_helper.h"

#define BYTES(literal) (const uint8_t *)(literal), sizeof(literal) - 1

static const char note_text[] = "^^^\"Bis bald!\"\n"
                                "_Ihr_ N\303\244chstes: `10 %`|bis 24. Dez.\n"
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

static void tell(const struct scene *scene, const char *what)
{
    print_message("on %s; before the note, and the note:\n", scene->profile->name);
    for (size_t i = 0; i < scene->before.length; i++)
        print_message("%02x%s", scene->before.data[i], i % 32 == 31 ? "\n" : " ");
    print_message("\n--\n");
    for (size_t i = 0; i < scene->slip.length && i < 400; i++)
        print_message("%02x%s", scene->slip.data[i], i % 32 == 31 ? "\n" : " ");
    fail_msg("%s", what);
}

static void check_paper(const struct scene *scene)
{
    const char *why = "the host's bytes cannot be printed";
    const struct note_scene paper = {.profile = scene->profile,
                                     .host = scene->before.data,
                                     .host_length = scene->before.length,
                                     .place = scene->before.length,
                                     .note = scene->slip.data,
                                     .note_length = scene->slip.length,
                                     .next = scene->after.data,
                                     .next_length = scene->after.length};
    if (note_judge(&paper, &why) != NOTE_IS_AMID)
        tell(scene, why);
}

/* All that looks different by a setting. */
static void add_next_receipt(struct bytes *out)
{
    static const char next[] =
        "\n\n\035V\102\0"
        "Next #$@[\\]^`{|}~ \200\202\216\232\245\325\344\366\374 12\tTab\tTab\n"
        "Second line, which is so long that it must be wrapped at the end of the paper, and is\n"
        "\033t\2\202\204\n\260\241\304\343\n"
        "\035k\111\006{B1234\035(k\3\0\061\121\060\033d\3\033J\030\033a\1\nmiddle\n\033a\0\033*"
        "\1\3\0\377\201\377\n"
        "\035L\040\0\035W\0\1\033-\1under\033-\0\033!\200under\033!\0\035!\1high\n"
        "\035/\0\034&\260\241\034.\n\033i";
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
    return bytes->length > 0 && memmem(bytes->data, bytes->length, what, length) != NULL;
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
    struct bytes slip = render_behind("known-80", ascii_text, true, BYTES("\033@Shop\n"));
    assert_true(holds(&slip, "See you soon", 12));
    assert_false(holds(&slip, "\033t", 2));
    assert_false(holds(&slip, "\034.", 2));
    assert_false(holds(&slip, "\033R", 2));
    assert_false(holds(&slip, "\035W", 2));
    assert_false(holds(&slip, "\033@", 2));
    assert_true(slip.length < 200);
    bytes_free(&slip);
    check(test_profile("known-80"), ascii_text, BYTES("\033@Shop\n"), COMEBACK_OK);
    check(test_profile("known-80"), note_text, BYTES("\033@Shop\n"), COMEBACK_OK);
}

static void a_page_that_the_host_has_said_is_used_and_put_back(void **state)
{
    (void)state;
    struct bytes slip = render_behind("known-80", "Gr\303\274\303\237e\n", true,
                                      BYTES("\033@\034.\033t\002Shop\n"));
    assert_true(holds(&slip, "Gr", 2));
    assert_false(holds(&slip, "\035v0", 3));
    assert_memory_equal(slip.data + slip.length - 3, "\033t\002", 3);
    bytes_free(&slip);
    check(test_profile("known-80"), note_text, BYTES("\033@\034.\033t\002Shop\n"), COMEBACK_OK);
    check(test_profile("known-80"), note_text, BYTES("\033@\034&\033t\002Shop\n"), COMEBACK_OK);
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
    struct bytes whole = render_behind("known-80", ascii_text, true, BYTES("\033R\2\n"));
    struct bytes narrow =
        render_behind("known-80", ascii_text, true, BYTES("\033R\2\035L\100\0\n"));
    assert_int_not_equal(whole.length, 0);
    /* "right" ends 64 dots further left, where the area ends that begins 64 dots further right. */
    assert_true(whole.length != narrow.length ||
                memcmp(whole.data, narrow.data, whole.length) != 0);
    bytes_free(&whole);
    bytes_free(&narrow);
    check(test_profile("known-80"), ascii_text, BYTES("\033R\2\035L\100\0\n"), COMEBACK_OK);
    check(test_profile("known-80"), ascii_text, BYTES("\035L\100\0\035W\200\1\n"), COMEBACK_OK);
}

static void a_note_is_refused_with_the_reason(void **state)
{
    static const struct {
        const char *bytes;
        size_t length;
        const char *why;
    } rows[] = {
        {"\033L", 2, "no note in page mode"},
        {"\033\237\n", 3, "no note behind bytes that are not understood"},
        {"Total", 5, "no note within a line"},
        {"\033{\1", 3, "no note upside down"},
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
    check(test_profile("known-80"), "\363\260\200\200\n", BYTES("\n"), COMEBACK_REFUSED);
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
        {"\033t", 2, 0, 30},
        {"\033R", 2, 0, 17},
        {"\033M", 2, 0, 2},
        {"\033!", 2, 0, 255},
        {"\035!", 2, 0, 0x33},
        {"\033E", 2, 0, 1},
        {"\033-", 2, 0, 3},
        {"\033G", 2, 0, 1},
        {"\035B", 2, 0, 1},
        {"\033{", 2, 0, 1},
        {"\033V", 2, 0, 2},
        {"\033 ", 2, 0, 9},
        {"\0333", 2, 0, 90},
        {"\033a", 2, 0, 3},
        {"\034-", 2, 0, 2},
        {"\034!", 2, 0, 255},
        {"\034C", 2, 0, 1},
        {"\034W", 2, 0, 1},
        {"\033%", 2, 0, 1},
        {"\035h", 2, 1, 99},
        {"\035w", 2, 2, 6},
        {"\035H", 2, 0, 3},
        {"\035f", 2, 0, 1},
        {"\033r", 2, 0, 1},
        {"\035b", 2, 0, 1},
        {"\035(k\3\0\061\103", 7, 1, 9},
        {"\035(k\3\0\061\105", 7, 48, 51},
        {"\033=", 2, 1, 3},
        {"\033d", 2, 0, 4},
        {"\033J", 2, 0, 99},
        {"\033K", 2, 0, 40},
        {"\035(C\2\0\060", 6, 1, 2},
        {"\033U", 2, 0, 1},
        {"\033c5", 3, 0, 1},
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
        {"\033@", 2},
        {"\033@", 2},
        {"\034&", 2},
        {"\034.", 2},
        {"\0332", 2},
        {"\035L\030\0", 4},
        {"\035L\0\0", 4},
        {"\035W\200\1", 4},
        {"\035W\0\4", 4},
        {"\035P\144\144", 4},
        {"\035P\0\0", 4},
        {"\033D\4\014\024\0", 6},
        {"\034S\2\3", 4},
        {"\033i", 2},
        {"\035V\0", 3},
        {"\033L\0333\100page\n\014", 11},
        {"\035:", 2},
        {"\035(k\007\0\061\120\060data", 12},
        {"\033p\0\031\372", 5},
        {"\035*\1\1\377\201\201\201\201\201\201\377", 12},
        {"\033&\3\101\101\2\377\377\377\377\377\377", 12},
        {"\033\237", 2},
        {"\035v0\0\2\0\2\0\252\125\252\125", 12},
        {"\033*\1\2\0\377\201", 7},
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
            bytes_add_text(out, kind == 6 ? "Item \344 9.99\n" : "Total 1\n");
    }
    bytes_add_text(out, "Thank you\n");
}

/* One that does not exist, or any model of the table. */
static const struct profile *any_profile(void)
{
    static const char *const names[] = {"known-80", "bare-80", "pages-80", "known-58", "lines-80"};
    unsigned count = 0;
    while (profile_all()[count].name != NULL)
        count++;
    return below(2) == 0 ? test_profile(names[below(5)]) : &profile_all()[below(count)];
}

static void settings_of_all_kinds_are_as_they_were_behind_the_note(void **state)
{
    enum { SCENES = 2500 };
    unsigned refused = 0, text = 0, dots = 0;
    (void)state;
    for (unsigned i = 0; i < SCENES; i++) {
        random_state = i;
        struct scene scene = {.profile = any_profile(),
                              .note = below(4) > 0 ? ascii_text : note_text,
                              .power_on = below(4) > 0};
        add_host(&scene.before);
        add_next_receipt(&scene.after);
        render(&scene);
        if (scene.status == COMEBACK_OK)
            check_paper(&scene);
        refused += scene.status == COMEBACK_REFUSED;
        text += holds(&scene.slip, "K000", 4);
        dots += scene.slip.length > 0 && memcmp(scene.slip.data, "\035v0", 3) == 0;
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
