/* SPDX-License-Identifier: MIT */
#include "escpos.h"

#include <stdlib.h>
#include <string.h>

#include "escpos_symbol.h"
#include "layout.h"
#include "markup.h"
#include "page_set.h"
#include "plain.h"
#include "text.h"

enum { ESC = 0x1b, FS = 0x1c, GS = 0x1d, LF = 0x0a };

struct escpos {
    const struct profile *profile;
    struct page_set pages;
    struct layout layout;
};

/* What the printer has been told and where its head stands in the row. */
struct pen {
    const struct escpos *escpos;
    const struct page_set_entry *page;
    struct bytes *out;
    uint16_t x_dots;
    uint8_t flags, width, height;
    int status; /* what kept the first symbol from being drawn that was not */
    struct drv_fault *fault;
};

/*
 * A line spacing of 24 units is at most 24 dots, for no motion unit is coarser than a dot; where it
 * is less, the printer takes the height of the characters. So a row is 24 dots on every model.
 */
static const uint8_t every_setting[] = {
    ESC, 'M', 0,              /* font A */
    ESC, '3', LAYOUT_ROW_DOTS /* line spacing */
};

/* A host may have left any of these on; after ESC @ they are off. */
static const uint8_t inside_setting[] = {
    ESC, ' ', 0, /* space between characters */
    ESC, 'a', 0, /* alignment */
    ESC, 'E', 0, /* emphasis */
    ESC, 'G', 0, /* double strike */
    ESC, '-', 0, /* underline */
    ESC, '{', 0, /* upside down */
    ESC, 'V', 0, /* rotation */
    GS,  'B', 0, /* inversion */
    GS,  '!', 0, /* size */
};

enum { CODE_PAGE_AT_POWER_ON = 0 };

int escpos_open(const struct profile *profile, const char *page, struct escpos **out,
                struct drv_fault *fault)
{
    struct escpos *escpos = calloc(1, sizeof *escpos);
    if (escpos == NULL)
        return drv_fail(fault, DRV_MEMORY, "no memory for profile \"%s\"", profile->name);
    escpos->profile = profile;
    int status = page_set_open(profile, page, &escpos->pages, fault);
    if (status != DRV_OK) {
        free(escpos);
        return status;
    }
    *out = escpos;
    return DRV_OK;
}

void escpos_close(struct escpos *escpos)
{
    if (escpos == NULL)
        return;
    layout_free(&escpos->layout);
    free(escpos);
}

static void put_setting(struct bytes *out, uint8_t prefix, uint8_t name, uint8_t value)
{
    const uint8_t command[] = {prefix, name, value};
    bytes_add(out, command, sizeof command);
}

static void put_dots(struct bytes *out, uint8_t prefix, uint8_t name, unsigned dots)
{
    const uint8_t command[] = {prefix, name, (uint8_t)dots, (uint8_t)(dots >> 8)};
    bytes_add(out, command, sizeof command);
}

/* Left margin and width of what follows; only at the start of a line. */
static void put_area(struct bytes *out, unsigned left_dots, unsigned width_dots)
{
    put_dots(out, GS, 'L', left_dots);
    put_dots(out, GS, 'W', width_dots);
}

static void begin(struct pen *pen, enum escpos_place place)
{
    struct bytes *out = pen->out;
    const struct profile *profile = pen->escpos->profile;
    const uint8_t initialize[] = {ESC, '@'}, kanji_off[] = {FS, '.'};
    if (place == ESCPOS_SLIP)
        bytes_add(out, initialize, sizeof initialize);
    /* Multi-byte models take bytes of the upper half for halves of a character until told not to.
     */
    bytes_add(out, kanji_off, sizeof kanji_off);
    put_setting(out, ESC, 'R', 0);
    put_setting(out, ESC, 't', pen->page->number);
    bytes_add(out, every_setting, sizeof every_setting);
    if (place == ESCPOS_SLIP)
        return;
    bytes_add(out, inside_setting, sizeof inside_setting);
    put_area(out, 0, profile->dots);
}

static void set_size(struct pen *pen, uint8_t width, uint8_t height)
{
    if (pen->width != width || pen->height != height)
        put_setting(pen->out, GS, '!', (uint8_t)((width - 1) << 4 | (height - 1)));
    pen->width = width;
    pen->height = height;
}

static void set_flags(struct pen *pen, uint8_t flags)
{
    static const struct {
        uint8_t flag, prefix, name, on;
    } settings[] = {
        {MARKUP_UNDERLINE, ESC, '-', 2}, /* two dots thick, as the reference draws it */
        {MARKUP_EMPHASIS, ESC, 'E', 1},
        {MARKUP_INVERT, GS, 'B', 1},
    };
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
        if ((pen->flags ^ flags) & settings[i].flag)
            put_setting(pen->out, settings[i].prefix, settings[i].name,
                        flags & settings[i].flag ? settings[i].on : 0);
    }
    pen->flags = flags;
}

static void set_plain(struct pen *pen)
{
    set_flags(pen, 0);
    set_size(pen, 1, 1);
}

static void move_to(struct pen *pen, uint16_t x_dots)
{
    if (pen->x_dots != x_dots)
        put_dots(pen->out, ESC, '$', x_dots);
    pen->x_dots = x_dots;
}

/* The last `length` bytes once more, and again. */
static void repeat_last(struct bytes *out, size_t length, unsigned times)
{
    uint8_t *room = bytes_grow(out, length * times);
    for (unsigned i = 0; room != NULL && i < times; i++)
        memcpy(room + i * length, room - length, length);
}

static void put_piece(struct pen *pen, const struct layout_piece *piece)
{
    move_to(pen, piece->x_dots);
    set_flags(pen, piece->flags);
    set_size(pen, piece->width, piece->height);
    size_t before = pen->out->length;
    text_encode(&pen->page->page, piece->text, piece->length, pen->out);
    if (piece->repeat > 1)
        repeat_last(pen->out, pen->out->length - before, piece->repeat - 1u);
    pen->x_dots = (uint16_t)(piece->x_dots + piece->cells * LAYOUT_CELL_DOTS);
}

/* A row without characters would be as high as the line spacing alone, so a blank one has one. */
static void put_blank(struct pen *pen)
{
    set_plain(pen);
    bytes_add_byte(pen->out, ' ');
}

static void put_text_row(struct pen *pen, const struct layout_row *row)
{
    const struct layout_piece *pieces = layout_pieces(&pen->escpos->layout, row);
    for (unsigned i = 0; i < row->piece_count; i++)
        put_piece(pen, &pieces[i]);
    if (row->piece_count == 0)
        put_blank(pen);
    bytes_add_byte(pen->out, LF);
    pen->x_dots = 0;
}

static void put_code_row(struct pen *pen, const struct layout_row *row)
{
    set_plain(pen);
    if (pen->status == DRV_OK)
        pen->status = escpos_put_symbol(&row->code, pen->escpos->profile, pen->out, pen->fault);
}

/* GS V 66 feeds from the head to the cutter, which are some 15 mm apart, and n units more. */
static void put_cut(struct pen *pen)
{
    const uint8_t cut[] = {GS, 'V', 66, LAYOUT_ROW_DOTS};
    set_plain(pen);
    bytes_add(pen->out, cut, sizeof cut);
}

static void put_cut_row(struct pen *pen, const struct layout_row *row)
{
    (void)row;
    put_cut(pen);
}

static void put_rows(struct pen *pen)
{
    static void (*const put[])(struct pen * pen, const struct layout_row *row) = {
        [LAYOUT_TEXT] = put_text_row,
        [LAYOUT_CODE] = put_code_row,
        [LAYOUT_CUT] = put_cut_row,
    };
    const struct layout *layout = &pen->escpos->layout;
    for (size_t i = 0; i < layout_row_count(layout); i++) {
        const struct layout_row *row = layout_row_at(layout, i);
        put[row->kind](pen, row);
    }
}

/* A document that ends with a cut has nothing left to cut off. */
static bool ends_with_cut(const struct layout *layout)
{
    for (size_t i = layout_row_count(layout); i > 0; i--) {
        const struct layout_row *row = layout_row_at(layout, i - 1);
        if (row->kind != LAYOUT_TEXT || row->piece_count > 0)
            return row->kind == LAYOUT_CUT;
    }
    return false;
}

static void end(struct pen *pen, enum escpos_place place)
{
    static const uint8_t spacing_at_power_on[] = {ESC, '2'};
    set_plain(pen);
    if (place == ESCPOS_INSIDE) {
        bytes_add(pen->out, spacing_at_power_on, sizeof spacing_at_power_on);
        put_setting(pen->out, ESC, 't', CODE_PAGE_AT_POWER_ON);
    } else if (!ends_with_cut(&pen->escpos->layout)) {
        put_cut(pen);
    }
}

static int refuse_cuts(const struct layout *layout, struct drv_fault *fault)
{
    for (size_t i = 0; i < layout_row_count(layout); i++) {
        const struct layout_row *row = layout_row_at(layout, i);
        if (row->kind == LAYOUT_CUT)
            return drv_fail(fault, DRV_INVALID,
                            "line %u: a cut \"=\" has no place inside a receipt", row->number);
    }
    return DRV_OK;
}

static int refuse_pictures(const struct layout *layout, struct drv_fault *fault)
{
    for (size_t i = 0; i < layout_row_count(layout); i++) {
        const struct layout_row *row = layout_row_at(layout, i);
        if (row->kind == LAYOUT_IMAGE)
            return drv_fail(fault, DRV_UNSUPPORTED, "line %u: pictures are not drawn yet",
                            row->number);
    }
    return DRV_OK;
}

/* Everything that can be refused is refused before the first byte. */
int escpos_encode(struct escpos *escpos, const struct document *document, enum escpos_place place,
                  struct bytes *out, struct drv_fault *fault)
{
    const struct page_set_entry *page =
        page_set_for_document(&escpos->pages, document, escpos->profile->columns);
    const struct layout_medium medium = {escpos->profile->columns, &page->page};
    int status = layout_build(&escpos->layout, document, &medium, fault);
    if (status == DRV_OK && place == ESCPOS_INSIDE)
        status = refuse_cuts(&escpos->layout, fault);
    if (status == DRV_OK)
        status = refuse_pictures(&escpos->layout, fault);
    if (status != DRV_OK)
        return status;
    size_t before = out->length;
    struct pen pen = {
        .escpos = escpos, .page = page, .out = out, .width = 1, .height = 1, .fault = fault};
    begin(&pen, place);
    put_rows(&pen);
    end(&pen, place);
    if (!out->failed && pen.status == DRV_OK)
        return DRV_OK;
    out->length = before;
    if (pen.status != DRV_OK)
        return pen.status;
    return drv_fail(fault, DRV_MEMORY, "no memory for the bytes of \"%s\"", escpos->profile->name);
}

int escpos_plain(struct escpos *escpos, const struct document *document, struct bytes *out,
                 struct drv_fault *fault)
{
    const struct layout_medium medium = {escpos->profile->columns, NULL};
    int status = layout_build(&escpos->layout, document, &medium, fault);
    if (status != DRV_OK)
        return status;
    size_t before = out->length;
    plain_write(&escpos->layout, escpos->profile->columns, out);
    if (!out->failed)
        return DRV_OK;
    out->length = before;
    return drv_fail(fault, DRV_MEMORY, "no memory for the text of \"%s\"", escpos->profile->name);
}
