/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <png.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../drivers/markup.h"
#include "../../drivers/shaped.h"

enum { WIDTH = 576 };

static int open_shaped(void **state)
{
    struct shaped *shaped = NULL;
    struct drv_fault fault = {{0}};
    if (shaped_open(&shaped, &fault) != DRV_OK)
        fprintf(stderr, "test_shaped: %s\n", fault.text);
    *state = shaped;
    return 0;
}

static int close_shaped(void **state)
{
    shaped_close(*state);
    return 0;
}

/* Nothing to draw with: where Pango is missing. */
static struct shaped *given(void **state)
{
    if (*state == NULL)
        skip();
    return *state;
}

static struct layout_piece piece_of(const char *text, unsigned x_cells, unsigned cells)
{
    return (struct layout_piece){
        .text = text,
        .length = (uint16_t)strlen(text),
        .repeat = 1,
        .x_dots = (uint16_t)(x_cells * LAYOUT_CELL_DOTS),
        .cells = (uint16_t)cells,
        .width = 1,
        .height = 1,
    };
}

static struct bitmap draw(struct shaped *shaped, const struct layout_piece *pieces, unsigned count)
{
    struct bitmap bitmap = {0};
    struct drv_fault fault = {"no fault"};
    if (shaped_row(shaped, pieces, count, WIDTH, 0, &bitmap, &fault) != DRV_OK)
        fail_msg("%s", fault.text);
    return bitmap;
}

/* The black dots from one side to the other: *last is beyond the last one. */
static unsigned find_ink(const struct bitmap *bitmap, unsigned *first, unsigned *last)
{
    unsigned count = 0;
    *first = bitmap->width_dots;
    *last = 0;
    for (unsigned y = 0; y < bitmap->height_dots; y++)
        for (unsigned x = 0; x < bitmap->width_dots; x++)
            if (bitmap_is_black(bitmap, x, y)) {
                *first = x < *first ? x : *first;
                *last = x + 1 > *last ? x + 1 : *last;
                count++;
            }
    return count;
}

static void assert_ink_within(struct shaped *shaped, const char *text, unsigned cells)
{
    struct layout_piece piece = piece_of(text, 3, cells);
    struct bitmap bitmap = draw(shaped, &piece, 1);
    unsigned first, last, count = find_ink(&bitmap, &first, &last);
    if (count == 0 || first < 36 || last > 36 + cells * 12)
        fail_msg("\"%s\": %u dots from %u to %u", text, count, first, last);
    assert_int_equal(bitmap.height_dots, 24);
    bitmap_free(&bitmap);
}

static const struct {
    const char *text;
    unsigned cells;
} scripts[] = {
    {"Latin \u0141\u00f3d\u017a", 10},
    {"\u039a\u03b1\u03bb\u03b7\u03bc\u03ad\u03c1\u03b1", 8},
    {"\u0414\u043e\u0431\u0440\u043e\u0435", 6},
    {"\u0634\u0643\u0631\u0627", 4},
    {"\u05ea\u05d5\u05d3\u05d4", 4},
    {"\u0e02\u0e2d\u0e1a\u0e04\u0e38\u0e13", 5},
    {"\u0928\u092e\u0938\u094d\u0924\u0947", 4},
    {"\u3042\u308a\u304c\u3068\u3046", 10},
    {"\u6b22\u8fce\u5149\u4e34", 8},
    {"\uac10\uc0ac", 4},
    {"\U0001f600\U0001f44d", 4},
};

static void every_script_stays_in_its_cells(void **state)
{
    struct shaped *shaped = given(state);
    for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++) {
        assert_ink_within(shaped, scripts[i].text, scripts[i].cells);
        assert_ink_within(shaped, scripts[i].text, scripts[i].cells - 1);
    }
}

/* Joined, four letters are other shapes than side by side: initial, medial, medial, final. */
static void arabic_letters_are_joined(void **state)
{
    struct shaped *shaped = given(state);
    struct layout_piece joined = piece_of("\u0628\u0628\u0628\u0628", 0, 4);
    struct layout_piece apart = piece_of("\u0628\u200c\u0628\u200c\u0628\u200c\u0628", 0, 4);
    struct bitmap one = draw(shaped, &joined, 1), other = draw(shaped, &apart, 1);
    unsigned gaps[2] = {0, 0};
    const struct bitmap *bitmaps[] = {&one, &other};
    for (int i = 0; i < 2; i++) {
        unsigned first, last;
        find_ink(bitmaps[i], &first, &last);
        for (unsigned x = first; x < last; x++) {
            bool white = true;
            for (unsigned y = 0; y < 24; y++)
                white = white && !bitmap_is_black(bitmaps[i], x, y);
            gaps[i] += white;
        }
    }
    assert_int_equal(gaps[0], 0);
    assert_true(gaps[1] >= 3);
    bitmap_free(&one);
    bitmap_free(&other);
}

/* How much more ink there is right of the middle than left of it, from dot `start` on. */
static int lean(const struct bitmap *bitmap, unsigned start, unsigned width)
{
    unsigned first = width, last = 0;
    int right = 0;
    for (int pass = 0; pass < 2; pass++)
        for (unsigned y = 0; y < 24; y++)
            for (unsigned x = 0; x < width; x++) {
                if (!bitmap_is_black(bitmap, start + x, y))
                    continue;
                if (pass == 1)
                    right += 2 * x + 1 > first + last ? 1 : -1;
                else if (x < first)
                    first = x;
                if (pass == 0 && x + 1 > last)
                    last = x + 1;
            }
    return right;
}

/* An alef and a vav have little ink, a sheen and a shin much; the first letter stands at the right.
 */
static void hebrew_and_arabic_run_from_right_to_left(void **state)
{
    struct shaped *shaped = given(state);
    static const struct {
        const char *little_first, *much_first;
    } words[] = {{"\u0627 \u0634", "\u0634 \u0627"}, {"\u05d5 \u05e9", "\u05e9 \u05d5"}};
    for (size_t i = 0; i < 2; i++) {
        struct layout_piece pieces[2] = {piece_of(words[i].little_first, 0, 3),
                                         piece_of(words[i].much_first, 4, 3)};
        struct bitmap bitmap = draw(shaped, pieces, 2);
        assert_true(lean(&bitmap, 0, 36) < 0);
        assert_true(lean(&bitmap, 48, 36) > 0);
        bitmap_free(&bitmap);
    }
}

static void a_column_keeps_its_side(void **state)
{
    struct shaped *shaped = given(state);
    for (unsigned align = 0; align < 3; align++) {
        struct layout_piece piece = piece_of("\u05e9\u05dc\u05d5\u05dd", 10, 20);
        unsigned first, last;
        piece.align = (uint8_t)align;
        struct bitmap bitmap = draw(shaped, &piece, 1);
        find_ink(&bitmap, &first, &last);
        unsigned left = first - 120, right = 360 - last;
        assert_true(align == 0 ? left < 6 && right > 150
                    : align == 2
                        ? right < 6 && left > 150
                        : left > 70 && right > 70 && left < right + 12 && right < left + 12);
        bitmap_free(&bitmap);
    }
}

/* What stands beside a long word begins where its column begins. */
static void pieces_begin_at_their_dots(void **state)
{
    struct shaped *shaped = given(state);
    struct layout_piece alone = piece_of("H", 30, 1);
    struct layout_piece pieces[] = {piece_of("\u0928\u092e\u0938\u094d\u0924\u0947", 0, 2), alone};
    struct bitmap one = draw(shaped, &alone, 1), both = draw(shaped, pieces, 2);
    for (unsigned y = 0; y < 24; y++)
        assert_memory_equal(one.rows + y * one.stride + 24 / 8,
                            both.rows + y * both.stride + 24 / 8, one.stride - 3);
    unsigned first, last;
    find_ink(&one, &first, &last);
    assert_in_range(first, 360, 363);
    assert_in_range(last, 369, 372);
    bitmap_free(&one);
    bitmap_free(&both);
}

static void sizes_and_looks_are_as_asked(void **state)
{
    struct shaped *shaped = given(state);
    struct layout_piece piece = piece_of("\u4e2d", 0, 6);
    piece.width = 3;
    piece.height = 2;
    piece.flags = MARKUP_UNDERLINE;
    struct bitmap bitmap = draw(shaped, &piece, 1);
    assert_int_equal(bitmap.height_dots, 48);
    for (unsigned x = 0; x < 72; x++)
        for (unsigned y = 44; y < 48; y++)
            assert_true(bitmap_is_black(&bitmap, x, y));
    assert_false(bitmap_is_black(&bitmap, 72, 47));
    bitmap_free(&bitmap);
    unsigned first, last;
    piece = piece_of("\u4e2d", 0, 2);
    bitmap = draw(shaped, &piece, 1);
    unsigned thin = find_ink(&bitmap, &first, &last);
    bitmap_free(&bitmap);
    piece.flags = MARKUP_INVERT;
    bitmap = draw(shaped, &piece, 1);
    assert_in_range(find_ink(&bitmap, &first, &last), 24 * 24 - thin - 20, 24 * 24 - thin + 20);
    bitmap_free(&bitmap);
    piece.flags = MARKUP_EMPHASIS;
    bitmap = draw(shaped, &piece, 1);
    assert_true(find_ink(&bitmap, &first, &last) > thin);
    bitmap_free(&bitmap);
}

/* Black dots, cut to where there are any. */
struct shape {
    unsigned width, height;
    bool dots[64][256];
};

static void cut(bool (*is_black)(const void *, unsigned, unsigned), const void *from,
                unsigned width, unsigned height, struct shape *out)
{
    unsigned left = width, top = height, right = 0, bottom = 0;
    for (unsigned y = 0; y < height; y++)
        for (unsigned x = 0; x < width; x++)
            if (is_black(from, x, y)) {
                left = x < left ? x : left;
                top = y < top ? y : top;
                right = x + 1 > right ? x + 1 : right;
                bottom = y + 1;
            }
    *out = (struct shape){.width = right > left ? right - left : 0,
                          .height = bottom > top ? bottom - top : 0};
    assert_true(out->width <= 256 && out->height <= 64);
    for (unsigned y = 0; y < out->height; y++)
        for (unsigned x = 0; x < out->width; x++)
            out->dots[y][x] = is_black(from, left + x, top + y);
}

static bool is_black_in_bitmap(const void *bitmap, unsigned x, unsigned y)
{
    return bitmap_is_black(bitmap, x, y);
}

struct greys {
    const uint8_t *rows;
    unsigned width;
};

static bool is_black_in_greys(const void *from, unsigned x, unsigned y)
{
    const struct greys *greys = from;
    return greys->rows[y * greys->width + x] < 144;
}

/* How HarfBuzz's own program draws it with this font; false where it cannot. */
static bool hb_view(const char *font, const char *text, struct shape *out)
{
    char command[1024];
    static uint8_t png[64 * 1024];
    snprintf(
        command, sizeof command,
        "hb-view --font-file='%s' --font-size=20 --margin=0 --output-format=png '%s' 2>/dev/null",
        font, text);
    FILE *pipe = popen(command, "r");
    size_t length = pipe != NULL ? fread(png, 1, sizeof png, pipe) : 0;
    if (pipe != NULL)
        pclose(pipe);
    png_image image = {.version = PNG_IMAGE_VERSION};
    if (length == 0 || !png_image_begin_read_from_memory(&image, png, length))
        return false;
    image.format = PNG_FORMAT_GRAY;
    uint8_t *rows = malloc(PNG_IMAGE_SIZE(image));
    const png_color white = {255, 255, 255};
    bool read = rows != NULL && png_image_finish_read(&image, &white, rows, 0, NULL) != 0;
    struct greys greys = {rows, image.width};
    if (read)
        cut(is_black_in_greys, &greys, image.width, image.height, out);
    free(rows);
    png_image_free(&image);
    return read;
}

static unsigned count_unlike(const struct shape *one, const struct shape *other, int dx, int dy)
{
    unsigned unlike = 0;
    for (int y = -1; y <= (int)one->height; y++)
        for (int x = -1; x <= (int)one->width; x++) {
            int u = x + dx, v = y + dy;
            bool a =
                x >= 0 && y >= 0 && x < (int)one->width && y < (int)one->height && one->dots[y][x];
            bool b = u >= 0 && v >= 0 && u < (int)other->width && v < (int)other->height &&
                     other->dots[v][u];
            unlike += a != b;
        }
    return unlike;
}

/* But for hinting: a fifth of the dots, and one to each side. */
static bool are_alike(const struct shape *one, const struct shape *other)
{
    unsigned ink = count_unlike(one, &(struct shape){0}, 0, 0);
    if (abs((int)one->width - (int)other->width) > 2 ||
        abs((int)one->height - (int)other->height) > 2)
        return false;
    for (int dy = -1; dy <= 1; dy++)
        for (int dx = -1; dx <= 1; dx++)
            if (count_unlike(one, other, dx, dy) * 5 <= ink)
                return true;
    return false;
}

/* True where HarfBuzz draws the text so with any of the fonts for a language; *count of those. */
static bool is_drawn_by_harfbuzz(const struct shape *ours, const char *language, const char *text,
                                 unsigned *count)
{
    char command[64], font[512];
    bool found = false;
    static struct shape theirs;
    snprintf(command, sizeof command, "fc-list ':lang=%s' -f '%%{file}\\n' 2>/dev/null", language);
    FILE *list = popen(command, "r");
    *count = 0;
    while (list != NULL && !found && fgets(font, sizeof font, list) != NULL) {
        font[strcspn(font, "\n")] = '\0';
        bool drawn = strchr(font, '\'') == NULL && hb_view(font, text, &theirs);
        *count += drawn;
        found = drawn && are_alike(ours, &theirs);
    }
    if (list != NULL)
        pclose(list);
    return found;
}

/* Arabic joined, Devanagari with its ligature and its marks; not the same letters apart. */
static void harfbuzz_shapes_the_same_words(void **state)
{
    struct shaped *shaped = given(state);
    static const struct {
        const char *language, *joined, *apart;
    } words[] = {
        {"ar", "\u0634\u0643\u0631\u0627", "\u0634\u200c\u0643\u200c\u0631\u0627"},
        {"hi", "\u0928\u092e\u0938\u094d\u0924\u0947",
         "\u0928\u092e\u0938\u094d\u200c\u0924\u0947"},
    };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        unsigned count;
        static struct shape ours;
        struct layout_piece piece = piece_of(words[i].joined, 0, 16);
        struct bitmap bitmap = draw(shaped, &piece, 1);
        cut(is_black_in_bitmap, &bitmap, bitmap.width_dots, bitmap.height_dots, &ours);
        bitmap_free(&bitmap);
        bool same = is_drawn_by_harfbuzz(&ours, words[i].language, words[i].joined, &count);
        if (count == 0) {
            print_message("skipped: no hb-view (libharfbuzz-bin), or no font for it\n");
            skip();
        }
        if (!same)
            fail_msg("%s is drawn in another way by %u fonts", words[i].joined, count);
        assert_false(is_drawn_by_harfbuzz(&ours, words[i].language, words[i].apart, &count));
    }
}

static void what_no_font_has_is_refused(void **state)
{
    struct shaped *shaped = given(state);
    struct layout_piece piece = piece_of("a\U0010fffd", 0, 2);
    struct bitmap bitmap = {.width_dots = 7};
    struct drv_fault fault;
    assert_int_equal(shaped_row(shaped, &piece, 1, WIDTH, 0, &bitmap, &fault), DRV_UNSUPPORTED);
    assert_string_equal(fault.text, "no font has all letters of \"a\U0010fffd\"");
    assert_int_equal(bitmap.width_dots, 7);
}

/* What would turn a price around is as if it were not there. */
static void overrides_and_controls_draw_nothing(void **state)
{
    struct shaped *shaped = given(state);
    static const char *const hostile[] = {"\u202e", "\u2067",   "\u200f", "\u2028", "\u061c",
                                          "\x1b",   "\xc2\x9b", "\ufeff", "\u00ad"};
    struct layout_piece plain = piece_of("\u05d0 12.50", 0, 7);
    struct bitmap expected = draw(shaped, &plain, 1);
    for (size_t i = 0; i < sizeof hostile / sizeof hostile[0]; i++) {
        char text[32];
        snprintf(text, sizeof text, "\u05d0 %s12.%s50", hostile[i], hostile[i]);
        struct layout_piece piece = piece_of(text, 0, 7);
        struct bitmap bitmap = draw(shaped, &piece, 1);
        assert_memory_equal(bitmap.rows, expected.rows, expected.stride * 24);
        bitmap_free(&bitmap);
    }
    bitmap_free(&expected);
}

static void signals_are_let_in_again(void **state)
{
    struct shaped *shaped = given(state);
    sigset_t before, after;
    struct layout_piece piece = piece_of("\u4e2d", 0, 2);
    sigemptyset(&before);
    sigaddset(&before, SIGUSR2);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    struct bitmap bitmap = draw(shaped, &piece, 1);
    pthread_sigmask(SIG_SETMASK, NULL, &after);
    assert_int_equal(sigismember(&after, SIGUSR2), 1);
    assert_int_equal(sigismember(&after, SIGTERM), 0);
    bitmap_free(&bitmap);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_script_stays_in_its_cells),
        cmocka_unit_test(arabic_letters_are_joined),
        cmocka_unit_test(hebrew_and_arabic_run_from_right_to_left),
        cmocka_unit_test(a_column_keeps_its_side),
        cmocka_unit_test(pieces_begin_at_their_dots),
        cmocka_unit_test(sizes_and_looks_are_as_asked),
        cmocka_unit_test(harfbuzz_shapes_the_same_words),
        cmocka_unit_test(what_no_font_has_is_refused),
        cmocka_unit_test(overrides_and_controls_draw_nothing),
        cmocka_unit_test(signals_are_let_in_again),
    };
    return cmocka_run_group_tests_name("shaped", tests, open_shaped, close_shaped);
}
