/* SPDX-License-Identifier: MIT */
/*
 * Probes on the virtual printer, made as ignorant as a model: of a command that it does not know
 * it prints the letters. A person is played who ticks what looks as it does on a printer that knows
 * everything; the ticks must give the model back.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "../../drivers/paper/commands.h"
#include "../../drivers/paper/paper.h"
#include "../../drivers/profile_probe.h"
#include "../../drivers/profile_reader.h"
#include "../../drivers/profile_words.h"
#include "../../drivers/profile_writer.h"

/* Which bit a command's name stands for. */
static const struct {
    const char *name;
    uint32_t command;
} bits[] = {
    {"ESC t", PROFILE_ESC_T},      {"ESC R", PROFILE_ESC_R},      {"FS .", PROFILE_FS_DOT},
    {"ESC $", PROFILE_ESC_DOLLAR}, {"ESC 3", PROFILE_ESC_3},      {"ESC 2", PROFILE_ESC_3},
    {"ESC J", PROFILE_ESC_J},      {"ESC M", PROFILE_ESC_M},      {"ESC -", PROFILE_ESC_MINUS},
    {"GS !", PROFILE_GS_SIZE},     {"GS B", PROFILE_GS_B},        {"GS L", PROFILE_GS_AREA},
    {"GS W", PROFILE_GS_AREA},     {"ESC SP", PROFILE_ESC_STYLE}, {"ESC G", PROFILE_ESC_STYLE},
    {"ESC V", PROFILE_ESC_STYLE},  {"ESC {", PROFILE_ESC_STYLE},  {"GS v 0", PROFILE_GS_V0},
    {"GS ( L", PROFILE_GS_L},      {"ESC *", PROFILE_ESC_STAR},
};

static const uint16_t bars[] = {PROFILE_UPC_A,   PROFILE_UPC_E,  PROFILE_EAN13,
                                PROFILE_EAN8,    PROFILE_CODE39, PROFILE_ITF,
                                PROFILE_CODABAR, PROFILE_CODE93, PROFILE_CODE128};

static bool knows_cut(const struct profile *profile, const uint8_t *bytes)
{
    if (bytes[0] == 0x1b)
        return profile->cut == PROFILE_CUT_ESC_I;
    return profile->cut == (bytes[2] >= 65 ? PROFILE_CUT_GS_V : PROFILE_CUT_GS_V0);
}

static bool knows(const struct profile *profile, const char *name, const uint8_t *bytes)
{
    if (strcmp(name, "GS V") == 0 || strcmp(name, "ESC i") == 0)
        return knows_cut(profile, bytes);
    if (strcmp(name, "GS ( k") == 0)
        return (profile->codes & PROFILE_QR) != 0;
    if (strcmp(name, "GS k") == 0)
        return (profile->codes & bars[bytes[2] - 'A']) != 0;
    for (size_t i = 0; i < sizeof bits / sizeof bits[0]; i++)
        if (strcmp(bits[i].name, name) == 0)
            return (profile->commands & bits[i].command) != 0;
    return true;
}

/* The bytes as that model takes them. */
static void take_as(const struct profile *profile, const struct bytes *bytes, struct bytes *out)
{
    struct token token = {0};
    for (size_t at = 0; token_next(bytes->data, bytes->length, at, &token); at += token.length) {
        const uint8_t *start = bytes->data + at;
        if (knows(profile, token.command->name, start)) {
            bytes_add(out, start, token.length);
            continue;
        }
        for (size_t i = 0; i < token.length; i++)
            if (start[i] >= 0x20)
                bytes_add_byte(out, start[i]);
    }
}

static struct paper *print(const struct profile *profile, const struct bytes *bytes)
{
    struct paper *paper = NULL;
    struct drv_fault fault = {{0}};
    if (paper_print(bytes->data, bytes->length, profile, &paper, &fault) != DRV_OK)
        fail_msg("%s", fault.text);
    return paper;
}

static bool dot_at(const struct paper_sheet *sheet, uint32_t x, uint32_t y)
{
    return x < sheet->width_dots && y < sheet->height_dots &&
           (sheet->dots[y * sheet->stride + x / 8] >> (7 - x % 8) & 1) != 0;
}

static bool looks_alike(const struct paper *one, const struct paper *other)
{
    const struct paper_sheet *a = paper_sheet_at(one, 0), *b = paper_sheet_at(other, 0);
    if (a->height_dots != b->height_dots)
        return false;
    for (uint32_t y = 0; y < a->height_dots; y++)
        for (uint32_t x = 0; x < a->width_dots || x < b->width_dots; x++)
            if (dot_at(a, x, y) != dot_at(b, x, y))
                return false;
    return true;
}

/* What FEED is to look like: the second gap drawn as the first is. */
static void draw_gaps(const struct bytes *probe, struct bytes *out)
{
    static const uint8_t gap[8 + 48] = {0x1d, 'v', '0', 0, 1, 0, 48, 0};
    for (size_t i = 0; i < probe->length; i++)
        if (i + 2 < probe->length && probe->data[i] == 0x1b && probe->data[i + 1] == 'J') {
            bytes_add(out, gap, sizeof gap);
            i += 2;
        } else {
            bytes_add_byte(out, probe->data[i]);
        }
}

/* Beside the same on a printer that is as wide as needed and knows every command. */
static bool is_ticked(const struct profile *model, const struct profile_probe *probe)
{
    struct bytes bytes = {0}, ideal = {0}, real = {0};
    struct profile wide = *model;
    if (probe->number <= 6) /* the widths */
        wide.dots = 640;
    profile_probe_put(probe, &bytes);
    draw_gaps(&bytes, &ideal);
    take_as(model, &bytes, &real);
    struct paper *ours = print(model, &real), *best = print(&wide, &ideal);
    bool page = probe->number >= 30 && probe->number < 80;
    bool ticked = page ? strstr(paper_sheet_at(ours, 0)->text, probe->right) != NULL
                       : looks_alike(ours, best);
    if (probe->kind == PROBE_CUT)
        ticked = paper_sheet_at(ours, 0)->cut;
    paper_free(ours);
    paper_free(best);
    bytes_free(&bytes);
    bytes_free(&ideal);
    bytes_free(&real);
    return ticked;
}

static const struct profile_page *page_of(const struct profile *profile, unsigned number)
{
    for (int i = 0; i < PROFILE_PAGES && profile->pages[i].name != NULL; i++)
        if (profile->pages[i].number == number)
            return &profile->pages[i];
    return NULL;
}

static bool is_asked(unsigned number)
{
    const struct profile_probe *probe;
    char what[16];
    snprintf(what, sizeof what, "page %u", number);
    for (size_t i = 0; (probe = profile_probe_at(i)) != NULL; i++)
        if (strcmp(probe->what, what) == 0)
            return true;
    return false;
}

/* That a page holds a euro iconv says of every model's. */
static void assert_same_pages(const struct profile *model, const struct profile *found)
{
    for (int i = 0; i < PROFILE_PAGES && found->pages[i].name != NULL; i++) {
        const struct profile_page *theirs = page_of(model, found->pages[i].number);
        assert_non_null(theirs);
        assert_string_equal(theirs->name, found->pages[i].name);
        assert_true(found->pages[i].euro || !theirs->euro);
    }
    for (int i = 0; i < PROFILE_PAGES && model->pages[i].name != NULL; i++)
        if (is_asked(model->pages[i].number))
            assert_non_null(page_of(found, model->pages[i].number));
}

static void the_ticks_give_the_model_back(void **state)
{
    (void)state;
    static const char *const names[] = {"epson-tm-t88iii", "epson-tm-l90",   "epson-tm-t81",
                                        "zjiang-zj-5870",  "netum-nt-5890k", "sunmi-v2"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const struct profile *model = profile_find(names[i]);
        bool ticked[PROBE_NUMBERS] = {false};
        struct profile found;
        const struct profile_probe *probe;
        for (size_t j = 0; (probe = profile_probe_at(j)) != NULL; j++)
            ticked[probe->number] = is_ticked(model, probe);
        profile_probe_apply(ticked, profile_find("generic-80"), &found);
        assert_int_equal(found.dots, model->dots);
        assert_int_equal(found.dpi, model->dpi);
        assert_int_equal(found.columns, model->columns);
        assert_int_equal(found.columns_b,
                         (model->commands & PROFILE_ESC_M) != 0 ? model->columns_b : 0);
        assert_int_equal(found.commands,
                         model->commands & ~(uint32_t)(PROFILE_GS_I | PROFILE_GS_NV));
        assert_int_equal(found.codes, model->codes);
        if (model->cut != PROFILE_CUT_NONE) /* where none was ticked, none was tried */
            assert_int_equal(found.cut, model->cut);
        if ((model->commands & PROFILE_ESC_J) != 0)
            assert_int_equal(found.units_per_dot, model->units_per_dot);
        assert_same_pages(model, &found);
    }
}

static void where_nothing_is_ticked_nothing_is_trusted(void **state)
{
    (void)state;
    const bool ticked[PROBE_NUMBERS] = {false};
    const struct profile *like = profile_find("epson-tm-l90");
    struct profile found;
    profile_probe_apply(ticked, like, &found);
    assert_int_equal(found.commands, 0);
    /* Not tried, as far as we know. */
    assert_int_equal(found.codes, like->codes);
    assert_int_equal(found.cut, like->cut);
    assert_int_equal(found.dots, like->dots);
    assert_int_equal(found.columns, 48);
    assert_int_equal(found.columns_b, 0);
}

static void page_2_with_a_euro_is_858(void **state)
{
    (void)state;
    bool ticked[PROBE_NUMBERS] = {[32] = true, [33] = true, [62] = true};
    struct profile found;
    profile_probe_apply(ticked, profile_find("generic-80"), &found);
    assert_string_equal(found.pages[0].name, "CP858");
    assert_int_equal(found.pages[0].number, 2);
    assert_true(found.pages[0].euro);
    assert_string_equal(found.pages[1].name, "CP437");
    assert_null(found.pages[2].name);
    assert_int_equal(found.commands, PROFILE_ESC_T);
}

static void the_numbers_rise_and_stay_below_a_hundred(void **state)
{
    (void)state;
    const struct profile_probe *probe;
    unsigned before = 0;
    for (size_t i = 0; (probe = profile_probe_at(i)) != NULL; i++) {
        assert_true(probe->number > before && probe->number < PROBE_NUMBERS);
        before = probe->number;
    }
    assert_int_equal(before, 92);
}

/* --- what is written --- */

static void hear_mistake(void *context, unsigned line, const char *text)
{
    (void)context;
    fail_msg("%u: %s", line, text);
}

static void assert_read_back(const struct profile *profile)
{
    struct bytes text = {0};
    struct profile again;
    const struct profile_hearer hearer = {.mistake = hear_mistake};
    profile_write_own(profile, "seen on paper", &text);
    assert_int_equal(
        profile_read_own((const char *)text.data, text.length, profile_all(), &hearer, &again),
        DRV_OK);
    assert_int_equal(again.dots, profile->dots);
    assert_int_equal(again.dpi, profile->dpi);
    assert_int_equal(again.columns, profile->columns);
    assert_int_equal(again.columns_b, profile->columns_b);
    assert_int_equal(again.units_per_dot, profile->units_per_dot);
    assert_int_equal(again.commands, profile->commands);
    assert_int_equal(again.codes, profile->codes);
    assert_int_equal(again.answers, profile->answers);
    assert_int_equal(again.cut, profile->cut);
    assert_int_equal(again.blade_lines, profile->blade_lines);
    assert_int_equal(again.qr_module_most, profile->qr_module_most);
    assert_int_equal(again.raster_rows_most, profile->raster_rows_most);
    assert_int_equal(again.graphics_rows_most, profile->graphics_rows_most);
    assert_int_equal(again.buffer_bytes, profile->buffer_bytes);
    for (int i = 0; i < PROFILE_PAGES; i++) {
        assert_ptr_equal(again.pages[i].name == NULL, profile->pages[i].name == NULL);
        if (again.pages[i].name == NULL)
            break;
        assert_string_equal(again.pages[i].name, profile->pages[i].name);
        assert_int_equal(again.pages[i].number, profile->pages[i].number);
        assert_int_equal(again.pages[i].euro, profile->pages[i].euro);
    }
    bytes_free(&text);
}

static void whatever_is_ticked_is_written_so_that_it_is_read_back(void **state)
{
    (void)state;
    uint32_t seed = 1;
    static const char *const likes[] = {"generic-80", "generic-58", "epson-tm-l90"};
    for (int round = 0; round < 3000; round++) {
        bool ticked[PROBE_NUMBERS];
        struct profile found;
        for (int i = 0; i < PROBE_NUMBERS; i++) {
            seed = seed * 1664525u + 1013904223u;
            ticked[i] = (seed >> 16 & 3) != 0;
        }
        profile_probe_apply(ticked, profile_find(likes[round % 3]), &found);
        assert_read_back(&found);
    }
}

static void what_is_as_in_the_table_is_not_written(void **state)
{
    (void)state;
    struct bytes text = {0};
    struct profile profile = *profile_find("generic-80");
    profile.cut = PROFILE_CUT_NONE;
    profile.blade_lines = 5;
    profile.pages[0].name = NULL;
    profile_write_own(&profile, "seen on paper", &text);
    bytes_add_byte(&text, 0);
    assert_string_equal((char *)text.data,
                        "like = generic-80\nsource = seen on paper\npage = none\n"
                        "cut = none\nblade_lines = 5\n");
    bytes_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_ticks_give_the_model_back),
        cmocka_unit_test(where_nothing_is_ticked_nothing_is_trusted),
        cmocka_unit_test(page_2_with_a_euro_is_858),
        cmocka_unit_test(the_numbers_rise_and_stay_below_a_hundred),
        cmocka_unit_test(whatever_is_ticked_is_written_so_that_it_is_read_back),
        cmocka_unit_test(what_is_as_in_the_table_is_not_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
