/* SPDX-License-Identifier: MIT */
#include "shaped.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "markup.h"
#include "shaped_library.h"

/*
 * Dots. The advance of monospaced fonts is 0.6 of their size, that of ideographs all of it: one
 * cell and two.
 */
enum { LETTER_SIZE = 20, IDEOGRAPH_SIZE = 24, EMOJI_SIZE = 19, BASELINE = 19 };
enum { STRETCH_MOST_PERCENT = 110, UNDERLINE_DOTS = 2 };
enum { STROKE_DOTS = 2, STROKE_LEFT = (LAYOUT_CELL_DOTS - STROKE_DOTS) / 2 };

static const char families[] = "Noto Sans Mono, Noto Sans, monospace";

struct shaped {
    struct shaped_library calls;
    PangoFontMap *map; /* Pango's own of this thread: its fonts stay from one shaped to the next */
    PangoContext *context;
    PangoLayout *layout;
    PangoFontDescription *font;
    struct bytes pixels; /* of the row that is being drawn, 4 bytes each */
    struct bytes text;   /* of the piece that is being drawn */
};

/* The row that is being drawn. */
struct canvas {
    const struct shaped *shaped;
    cairo_surface_t *surface;
    cairo_t *cairo;
    unsigned width, height;
};

/* Where a piece stands, in dots. */
struct place {
    double x, y, width, height;
};

/* Threads that the libraries start are nobody's to send a signal to. */
static void block_signals(sigset_t *before)
{
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, before);
}

static void restore_signals(const sigset_t *before)
{
    pthread_sigmask(SIG_SETMASK, before, NULL);
}

/* Without any font Pango speaks to the standard error output and draws nothing. */
static bool has_fonts(const struct shaped *shaped)
{
    PangoFontFamily **list = NULL;
    int count = 0;
    shaped->calls.pango_font_map_list_families(shaped->map, &list, &count);
    shaped->calls.g_free(list);
    return count > 0;
}

/* Metrics unhinted, so that a size and its multiples are set alike. */
static void set_options(const struct shaped *shaped)
{
    const struct shaped_library *calls = &shaped->calls;
    cairo_font_options_t *options = calls->cairo_font_options_create();
    calls->cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    calls->cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_SLIGHT);
    calls->cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    calls->pango_cairo_context_set_font_options(shaped->context, options);
    calls->cairo_font_options_destroy(options);
    calls->pango_context_set_round_glyph_positions(shaped->context, FALSE);
}

static int make_layout(struct shaped *shaped, struct drv_fault *fault)
{
    const struct shaped_library *calls = &shaped->calls;
    shaped->map = calls->pango_cairo_font_map_get_default();
    if (!has_fonts(shaped))
        return drv_fail(fault, DRV_UNSUPPORTED, "no font for \"%s\" on this machine", families);
    shaped->context = calls->pango_font_map_create_context(shaped->map);
    set_options(shaped);
    shaped->font = calls->pango_font_description_from_string(families);
    calls->pango_font_description_set_absolute_size(shaped->font, LETTER_SIZE * PANGO_SCALE);
    shaped->layout = calls->pango_layout_new(shaped->context);
    calls->pango_layout_set_font_description(shaped->layout, shaped->font);
    calls->pango_layout_set_single_paragraph_mode(shaped->layout, TRUE);
    return DRV_OK;
}

static void free_layout(struct shaped *shaped)
{
    const struct shaped_library *calls = &shaped->calls;
    if (shaped->layout != NULL)
        calls->g_object_unref(shaped->layout);
    if (shaped->font != NULL)
        calls->pango_font_description_free(shaped->font);
    if (shaped->context != NULL)
        calls->g_object_unref(shaped->context);
    bytes_free(&shaped->pixels);
    bytes_free(&shaped->text);
}

static int open_quietly(struct shaped *shaped, struct drv_fault *fault)
{
    int status = shaped_library_open(&shaped->calls, fault);
    if (status != DRV_OK)
        return status;
    status = make_layout(shaped, fault);
    if (status != DRV_OK)
        free_layout(shaped);
    return status;
}

int shaped_open(struct shaped **out, struct drv_fault *fault)
{
    struct shaped *shaped = calloc(1, sizeof *shaped);
    if (shaped == NULL)
        return drv_fail(fault, DRV_MEMORY, "no memory for \"%s\"", families);
    sigset_t before;
    block_signals(&before);
    int status = open_quietly(shaped, fault);
    restore_signals(&before);
    if (status != DRV_OK)
        free(shaped);
    else
        *out = shaped;
    return status;
}

void shaped_close(struct shaped *shaped)
{
    if (shaped == NULL)
        return;
    sigset_t before;
    block_signals(&before);
    free_layout(shaped);
    restore_signals(&before);
    free(shaped);
}

/* Emoji by default, in Unicode's table of 2.8's utf8proc those of two cells that are no letters. */
static unsigned size_of(uint32_t codepoint)
{
    if (utf8proc_charwidth((utf8proc_int32_t)codepoint) < 2)
        return LETTER_SIZE;
    return utf8proc_category((utf8proc_int32_t)codepoint) == UTF8PROC_CATEGORY_SO &&
                   codepoint >= 0x1f000
               ? EMOJI_SIZE
               : IDEOGRAPH_SIZE;
}

static void add_size(const struct shaped_library *calls, PangoAttrList *list, unsigned size,
                     size_t start, size_t end)
{
    if (size == LETTER_SIZE || start == end)
        return;
    PangoAttribute *attribute = calls->pango_attr_size_new_absolute((int)size * PANGO_SCALE);
    attribute->start_index = (guint)start;
    attribute->end_index = (guint)end;
    calls->pango_attr_list_insert(list, attribute);
}

/* Marks and joiners stay with the letter before them. */
static void add_sizes(const struct shaped_library *calls, PangoAttrList *list, const char *text,
                      size_t length)
{
    size_t start = 0, at = 0;
    unsigned size = LETTER_SIZE;
    while (at < length) {
        uint32_t codepoint;
        size_t taken = text_next(text + at, text + length, &codepoint);
        unsigned now = text_cells(NULL, codepoint) == 0 ? size : size_of(codepoint);
        if (now != size) {
            add_size(calls, list, size, start, at);
            start = at;
            size = now;
        }
        at += taken;
    }
    add_size(calls, list, size, start, length);
}

/* Controls and overrides of direction; but joiners shape letters. */
static bool is_left_out(uint32_t codepoint)
{
    enum { NON_JOINER = 0x200c, JOINER = 0x200d };
    switch (utf8proc_category((utf8proc_int32_t)codepoint)) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
        return true;
    case UTF8PROC_CATEGORY_CF:
        return codepoint != NON_JOINER && codepoint != JOINER;
    default:
        return false;
    }
}

/* The piece with what is to be seen of its text, which lives until the next call. */
static struct layout_piece visible_piece(struct shaped *shaped, const struct layout_piece *piece)
{
    struct layout_piece visible = *piece;
    bytes_reset(&shaped->text);
    for (const char *p = piece->text, *end = p + piece->length; p < end;) {
        uint32_t codepoint;
        size_t taken = text_next(p, end, &codepoint);
        if (!is_left_out(codepoint))
            bytes_add(&shaped->text, p, taken);
        p += taken;
    }
    visible.text = shaped->text.length > 0 ? (const char *)shaped->text.data : "";
    visible.length = (uint16_t)shaped->text.length;
    return visible;
}

static PangoLayoutLine *set_text(const struct shaped *shaped, const struct layout_piece *piece)
{
    const struct shaped_library *calls = &shaped->calls;
    PangoAttrList *list = calls->pango_attr_list_new();
    if (piece->flags & MARKUP_EMPHASIS)
        calls->pango_attr_list_insert(list, calls->pango_attr_weight_new(PANGO_WEIGHT_BOLD));
    add_sizes(calls, list, piece->text, piece->length);
    calls->pango_layout_set_text(shaped->layout, piece->text, piece->length);
    calls->pango_layout_set_attributes(shaped->layout, list);
    calls->pango_attr_list_unref(list);
    return calls->pango_layout_get_line_readonly(shaped->layout, 0);
}

static double at_most(double value, double most)
{
    return value < most ? value : most;
}

/* Dots between the row's upper edge and the baseline, of a piece that is not made larger. */
static double find_baseline(double top, double bottom)
{
    double baseline = at_most(BASELINE, LAYOUT_ROW_DOTS - bottom);
    return baseline + top < 0 ? -top : baseline;
}

/* A stretch of one font and direction within its cells; ink is counted from the baseline down. */
static void place_run(const struct canvas *canvas, const struct layout_piece *piece,
                      const struct place *place, PangoGlyphItem *run)
{
    const struct shaped_library *calls = &canvas->shaped->calls;
    PangoRectangle ink, logical;
    calls->pango_glyph_string_extents(run->glyphs, run->item->analysis.font, &ink, &logical);
    double width = (double)logical.width / PANGO_SCALE * piece->width;
    double top = (double)ink.y / PANGO_SCALE, high = (double)ink.height / PANGO_SCALE;
    double narrow = width > 0 && place->width > 0 ? place->width / width : 1;
    double low = high > LAYOUT_ROW_DOTS ? LAYOUT_ROW_DOTS / high : 1;
    if (narrow > STRETCH_MOST_PERCENT / 100.0)
        narrow = 1;
    double slack = place->width > 0 ? place->width - width * narrow : 0;
    double baseline = find_baseline(top * low, (top + high) * low);
    calls->cairo_identity_matrix(canvas->cairo);
    calls->cairo_translate(canvas->cairo, place->x + slack * piece->align / 2,
                           place->y + baseline * piece->height);
    calls->cairo_scale(canvas->cairo, piece->width * narrow, piece->height * low);
    calls->cairo_move_to(canvas->cairo, 0, 0);
    calls->pango_cairo_show_glyph_item(canvas->cairo, piece->text, run);
}

static unsigned count_cells(const char *text, size_t length)
{
    unsigned cells = 0;
    for (const char *p = text, *end = text + length; p < end;) {
        uint32_t codepoint;
        p += text_next(p, end, &codepoint);
        cells += text_cells(NULL, codepoint);
    }
    return cells;
}

/* From left to right as they are seen, each as wide as its cells. */
static void place_runs(const struct canvas *canvas, const struct layout_piece *piece,
                       const struct place *place, const PangoLayoutLine *line)
{
    unsigned all = count_cells(piece->text, piece->length);
    struct place run_place = *place;
    for (const GSList *l = line->runs; l != NULL && all > 0; l = l->next) {
        PangoGlyphItem *run = l->data;
        const char *text = piece->text + run->item->offset;
        run_place.width = place->width * count_cells(text, (size_t)run->item->length) / all;
        place_run(canvas, piece, &run_place, run);
        run_place.x += run_place.width;
    }
}

static void fill(const struct canvas *canvas, double x, double y, double width, double height)
{
    const struct shaped_library *calls = &canvas->shaped->calls;
    calls->cairo_identity_matrix(canvas->cairo);
    calls->cairo_rectangle(canvas->cairo, x, y, width, height);
    calls->cairo_fill(canvas->cairo);
}

/*
 * White on black is drawn so; all else is black on the white that is there. Black is drawn without
 * green alone, so that text can be told from the colours of emoji.
 */
static void draw_ground(const struct canvas *canvas, const struct layout_piece *piece,
                        const struct place *place)
{
    const struct shaped_library *calls = &canvas->shaped->calls;
    calls->cairo_set_source_rgb(canvas->cairo, 1, 0, 1);
    if (!(piece->flags & MARKUP_INVERT))
        return;
    fill(canvas, place->x, place->y, place->width, place->height);
    calls->cairo_set_source_rgb(canvas->cairo, 1, 1, 1);
}

static void draw_once(const struct canvas *canvas, const struct layout_piece *piece,
                      const struct place *place, PangoLayoutLine *line)
{
    const struct shaped_library *calls = &canvas->shaped->calls;
    calls->cairo_identity_matrix(canvas->cairo);
    calls->cairo_rectangle(canvas->cairo, place->x, place->y, place->width, place->height);
    calls->cairo_clip(canvas->cairo);
    draw_ground(canvas, piece, place);
    place_runs(canvas, piece, place, line);
    unsigned under = UNDERLINE_DOTS * piece->height;
    if (piece->flags & MARKUP_UNDERLINE)
        fill(canvas, place->x, place->y + place->height - under, place->width, under);
    calls->cairo_reset_clip(canvas->cairo);
}

/* The upright line of a box reaches from row to row, which a font's need not. */
static bool draw_stroke(const struct canvas *canvas, const struct layout_piece *piece,
                        const struct place *place)
{
    if (piece->length != 3 || memcmp(piece->text, "\u2502", 3) != 0)
        return false;
    draw_ground(canvas, piece, place);
    fill(canvas, place->x + STROKE_LEFT, place->y, STROKE_DOTS, place->height);
    return true;
}

static int draw_piece(const struct canvas *canvas, const struct layout_piece *piece,
                      struct drv_fault *fault)
{
    unsigned height = LAYOUT_ROW_DOTS * piece->height;
    double width = (double)piece->cells * LAYOUT_CELL_DOTS / piece->repeat;
    PangoLayoutLine *line = set_text(canvas->shaped, piece);
    if (canvas->shaped->calls.pango_layout_get_unknown_glyphs_count(canvas->shaped->layout) > 0)
        return drv_fail(fault, DRV_UNSUPPORTED, "no font has all letters of \"%.*s\"",
                        (int)piece->length, piece->text);
    for (unsigned i = 0; i < piece->repeat; i++) {
        struct place place = {piece->x_dots + i * width, canvas->height - height, width, height};
        if (!draw_stroke(canvas, piece, &place))
            draw_once(canvas, piece, &place, line);
    }
    return DRV_OK;
}

/* Bayer's matrix of 4 by 4, spread over the range of a byte. */
static const uint8_t thresholds[4][4] = {
    {8, 136, 40, 168}, {200, 72, 232, 104}, {56, 184, 24, 152}, {248, 120, 216, 88}};

enum { HALF_COVERED = 144 };

/* Squared, since a head of 8 dots a millimetre leaves too little of what is light. */
static int lightness_of(int red, int green, int blue)
{
    int grey = (77 * red + 150 * green + 29 * blue) >> 8;
    return grey * grey / 255;
}

static bool is_black(uint32_t pixel, unsigned x, unsigned y)
{
    int red = pixel >> 16 & 0xff, green = pixel >> 8 & 0xff, blue = pixel & 0xff;
    if (red == 0xff && blue == 0xff)
        return green < HALF_COVERED;
    return lightness_of(red, green, blue) < thresholds[y % 4][x % 4];
}

static void copy_dots(const uint8_t *pixels, unsigned width, unsigned height, struct bitmap *out)
{
    for (unsigned y = 0; y < height; y++)
        for (unsigned x = 0; x < width; x++) {
            uint32_t pixel;
            memcpy(&pixel, pixels + ((size_t)y * width + x) * sizeof pixel, sizeof pixel);
            if (is_black(pixel, x, y))
                out->rows[y * out->stride + x / 8] |= (uint8_t)(0x80 >> x % 8);
        }
}

static int draw_pieces(struct shaped *shaped, const struct layout_piece *pieces, unsigned count,
                       const struct canvas *canvas, struct drv_fault *fault)
{
    int status = DRV_OK;
    for (unsigned i = 0; i < count && status == DRV_OK; i++) {
        struct layout_piece visible = visible_piece(shaped, &pieces[i]);
        status = draw_piece(canvas, &visible, fault);
    }
    if (status == DRV_OK && shaped->text.failed)
        status = drv_fail(fault, DRV_MEMORY, "no memory for \"%u\" pieces of text", count);
    shaped->calls.cairo_surface_flush(canvas->surface);
    if (status == DRV_OK && shaped->calls.cairo_status(canvas->cairo) != CAIRO_STATUS_SUCCESS)
        status = drv_fail(fault, DRV_MEMORY, "no memory to draw \"%u\" pieces of text", count);
    return status;
}

static int draw_row(struct shaped *shaped, const struct layout_piece *pieces, unsigned count,
                    unsigned width, unsigned height, struct drv_fault *fault)
{
    const struct shaped_library *calls = &shaped->calls;
    size_t size = (size_t)width * height * 4;
    bytes_reset(&shaped->pixels);
    uint8_t *pixels = bytes_grow(&shaped->pixels, size);
    if (pixels == NULL)
        return drv_fail(fault, DRV_MEMORY, "no memory for \"%zu\" bytes of a row", size);
    memset(pixels, 0xff, size);
    struct canvas canvas = {.shaped = shaped, .width = width, .height = height};
    canvas.surface = calls->cairo_image_surface_create_for_data(
        pixels, CAIRO_FORMAT_RGB24, (int)width, (int)height, (int)width * 4);
    canvas.cairo = calls->cairo_create(canvas.surface);
    int status = draw_pieces(shaped, pieces, count, &canvas, fault);
    calls->cairo_destroy(canvas.cairo);
    calls->cairo_surface_destroy(canvas.surface);
    return status;
}

static unsigned row_height(const struct layout_piece *pieces, unsigned count)
{
    unsigned height = 1;
    for (unsigned i = 0; i < count; i++)
        height = pieces[i].height > height ? pieces[i].height : height;
    return height * LAYOUT_ROW_DOTS;
}

int shaped_row(struct shaped *shaped, const struct layout_piece *pieces, unsigned count,
               unsigned width_dots, unsigned gap_dots, struct bitmap *out, struct drv_fault *fault)
{
    unsigned height = row_height(pieces, count);
    struct bitmap bitmap;
    sigset_t before;
    block_signals(&before);
    int status = draw_row(shaped, pieces, count, width_dots, height, fault);
    restore_signals(&before);
    if (status != DRV_OK)
        return status;
    if (!bitmap_new((uint16_t)width_dots, (uint16_t)(height + gap_dots), &bitmap))
        return drv_fail(fault, DRV_MEMORY, "no memory for a row of \"%u\" dots", height);
    copy_dots(shaped->pixels.data, width_dots, height, &bitmap);
    *out = bitmap;
    return DRV_OK;
}
