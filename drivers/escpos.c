/* SPDX-License-Identifier: MIT */
#include "escpos.h"

#include <stdlib.h>
#include <string.h>

#include "escpos_draw.h"
#include "escpos_pen.h"
#include "escpos_symbol.h"
#include "layout.h"
#include "page_plan.h"
#include "page_set.h"
#include "picture_cache.h"
#include "plain.h"
#include "text.h"

struct escpos {
    const struct profile *profile;
    uint16_t wider_dots; /* as pen.wider_dots */
    struct page_set pages;
    struct page_plan plan;
    struct layout layout;
    struct drawing drawing;
    struct picture_cache pictures;
};

/* One document on its way out. */
struct writer {
    struct escpos *escpos;
    struct pen pen;
    unsigned page;   /* in force, of escpos->pages */
    size_t said_row; /* the text below bars that the printer puts there; 0: none */
    int status;      /* what kept the first symbol or picture from being drawn that was not */
    struct drv_fault *fault;
};

/* An owner's paper may be narrower than the model prints (profile_set_width). */
static uint16_t wider_dots(const struct profile *profile)
{
    const struct profile *model = profile_find(profile->name);
    return model != NULL && profile->dots < model->dots ? model->dots : 0;
}

int escpos_open(const struct profile *profile, const char *page, struct escpos **out,
                struct drv_fault *fault)
{
    struct escpos *escpos = calloc(1, sizeof *escpos);
    if (escpos == NULL)
        return drv_fail(fault, DRV_MEMORY, "no memory for profile \"%s\"", profile->name);
    escpos->profile = profile;
    escpos->wider_dots = wider_dots(profile);
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
    page_plan_free(&escpos->plan);
    drawing_free(&escpos->drawing);
    picture_cache_free(&escpos->pictures);
    free(escpos);
}

void escpos_set_stored(struct escpos *escpos, const struct picture_stored *stored)
{
    static const struct picture_stored none;
    escpos->pictures.stored = stored == NULL ? none : *stored;
}

const char *escpos_notice(const struct escpos *escpos)
{
    return escpos->drawing.notice.text;
}

/* The last `length` bytes once more, and again. */
static void repeat_last(struct bytes *out, size_t length, unsigned times)
{
    uint8_t *room = bytes_grow(out, length * times);
    for (unsigned i = 0; room != NULL && i < times; i++)
        memcpy(room + i * length, room - length, length);
}

static void put_on_one_page(struct writer *writer, const struct layout_piece *piece)
{
    struct bytes *out = writer->pen.out;
    size_t before = out->length;
    text_encode(&writer->escpos->pages.entries[writer->page].page, piece->text, piece->length, out);
    if (piece->repeat > 1)
        repeat_last(out, out->length - before, piece->repeat - 1u);
}

/* No character takes more cells than the layout gave it. */
static void put_character(struct writer *writer, uint32_t codepoint)
{
    struct page_plan *plan = &writer->escpos->plan;
    const struct text_page *from;
    uint8_t bytes[TEXT_BYTES_MOST];
    writer->page = page_plan_next(plan, codepoint, writer->page, &from);
    if (writer->pen.page != PEN_NO_PAGE)
        pen_page(&writer->pen, writer->escpos->pages.entries[writer->page].number);
    unsigned count = text_put(from, codepoint, bytes), cells = text_cells(plan->cells, codepoint);
    bytes_add(writer->pen.out, bytes, count < cells ? count : cells);
}

static void put_by_plan(struct writer *writer, const struct layout_piece *piece)
{
    const char *end = piece->text + piece->length;
    for (unsigned i = 0; i < piece->repeat; i++)
        for (const char *p = piece->text; p < end;) {
            uint32_t codepoint;
            p += text_next(p, end, &codepoint);
            put_character(writer, codepoint);
        }
}

static void put_piece(struct writer *writer, const struct layout_piece *piece)
{
    const struct page_plan *plan = &writer->escpos->plan;
    pen_move_to(&writer->pen, piece->x_dots);
    pen_style(&writer->pen, piece);
    if (plan->several || plan->lacks)
        put_by_plan(writer, piece);
    else
        put_on_one_page(writer, piece);
    writer->pen.x_dots = (uint16_t)(piece->x_dots + piece->cells * LAYOUT_CELL_DOTS);
}

static void put_text(struct writer *writer, const struct layout_row *row)
{
    const struct layout_piece *pieces = layout_pieces(&writer->escpos->layout, row);
    int alignment = pen_alignment(&writer->pen, pieces, row->piece_count);
    pen_feed_blanks(&writer->pen);
    pen_align(&writer->pen, alignment > 0 ? alignment : 0);
    for (unsigned i = 0; i < row->piece_count; i++)
        put_piece(writer, &pieces[i]);
    pen_end_row(&writer->pen);
}

/* What is no text begins at the start of a line, in no style. */
static void begin_block(struct writer *writer)
{
    pen_style_plain(&writer->pen);
    pen_feed_blanks(&writer->pen);
}

static void put_text_row(struct writer *writer, size_t index, const struct layout_row *row)
{
    const uint8_t *bytes;
    size_t length;
    /* Taken also where it is not put, or none below it would be found. */
    bool drawn = drawing_next(&writer->escpos->drawing, index, &bytes, &length);
    if (index > 0 && index == writer->said_row)
        return;
    if (row->piece_count == 0) {
        pen_blank_row(&writer->pen);
    } else if (!drawn) {
        put_text(writer, row);
    } else {
        begin_block(writer);
        pen_align(&writer->pen, 0);
        bytes_add(writer->pen.out, bytes, length);
    }
}

static void put_code_row(struct writer *writer, size_t index, const struct layout_row *row)
{
    begin_block(writer);
    if (writer->status == DRV_OK)
        writer->status = escpos_put_symbol(&writer->pen, &row->code, writer->fault);
    if (escpos_puts_text(&writer->pen, &row->code))
        writer->said_row = index + 1;
}

static void put_image_row(struct writer *writer, size_t index, const struct layout_row *row)
{
    (void)index;
    begin_block(writer);
    if (writer->status == DRV_OK)
        writer->status =
            picture_cache_put(&writer->escpos->pictures, &row->image, &writer->pen, writer->fault);
}

static void put_cut_row(struct writer *writer, size_t index, const struct layout_row *row)
{
    (void)index;
    (void)row;
    pen_cut(&writer->pen);
}

static void put_rows(struct writer *writer)
{
    static void (*const put[])(struct writer * writer, size_t index,
                               const struct layout_row *row) = {
        [LAYOUT_TEXT] = put_text_row,
        [LAYOUT_CODE] = put_code_row,
        [LAYOUT_IMAGE] = put_image_row,
        [LAYOUT_CUT] = put_cut_row,
    };
    const struct layout *layout = &writer->escpos->layout;
    for (size_t i = 0; i < layout_row_count(layout); i++) {
        const struct layout_row *row = layout_row_at(layout, i);
        put[row->kind](writer, i, row);
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

/* Decodes them all, so that none fails when bytes are on their way. */
static int read_pictures(struct escpos *escpos, struct drv_fault *fault)
{
    const struct layout *layout = &escpos->layout;
    for (size_t i = 0; i < layout_row_count(layout); i++) {
        const struct layout_row *row = layout_row_at(layout, i);
        if (row->kind != LAYOUT_IMAGE)
            continue;
        const struct picture_wish wish = {row->image.width_dots, row->image.dither};
        const struct picture *picture;
        struct drv_fault why;
        int status = picture_cache_get(&escpos->pictures, row->image.base64, row->image.length,
                                       &wish, &picture, &why);
        if (status != DRV_OK)
            return drv_fail(fault, status, "line %u: %.200s", row->number, why.text);
    }
    return DRV_OK;
}

static bool is_sayable(struct escpos *escpos, const struct layout_piece *piece)
{
    return pen_can_style(escpos->profile, piece) &&
           (!escpos->plan.lacks ||
            page_set_first_loss(&escpos->pages, piece->text, piece->length, TEXT_BARE) == NULL);
}

static bool is_to_be_drawn(struct escpos *escpos, const struct layout_row *row)
{
    const struct pen pen = {.profile = escpos->profile, .wider_dots = escpos->wider_dots};
    const struct layout_piece *pieces = layout_pieces(&escpos->layout, row);
    if (pen_alignment(&pen, pieces, row->piece_count) == PEN_CANNOT_PLACE)
        return true;
    for (unsigned i = 0; i < row->piece_count; i++)
        if (!is_sayable(escpos, &pieces[i]))
            return true;
    return false;
}

static int draw_rows(struct escpos *escpos, struct drv_fault *fault)
{
    const struct layout *layout = &escpos->layout;
    int status = DRV_OK;
    for (size_t i = 0; i < layout_row_count(layout) && status == DRV_OK; i++) {
        const struct layout_row *row = layout_row_at(layout, i);
        if (row->kind == LAYOUT_TEXT && row->piece_count > 0 && is_to_be_drawn(escpos, row))
            status = drawing_add(&escpos->drawing, escpos->profile, i, row,
                                 layout_pieces(layout, row), fault);
    }
    return status;
}

static void plan_row(struct escpos *escpos, const struct layout_row *row)
{
    const struct layout_piece *pieces = layout_pieces(&escpos->layout, row);
    for (unsigned i = 0; i < row->piece_count; i++)
        for (unsigned j = 0; j < pieces[i].repeat; j++)
            page_plan_add(&escpos->plan, pieces[i].text, pieces[i].length);
}

static int plan_rows(struct escpos *escpos, struct drv_fault *fault)
{
    const uint8_t *bytes;
    size_t length;
    page_plan_begin(&escpos->plan);
    for (size_t i = 0; i < layout_row_count(&escpos->layout); i++) {
        const struct layout_row *row = layout_row_at(&escpos->layout, i);
        if (row->kind == LAYOUT_TEXT && !drawing_next(&escpos->drawing, i, &bytes, &length))
            plan_row(escpos, row);
    }
    drawing_rewind(&escpos->drawing);
    return page_plan_solve(&escpos->plan, fault);
}

/* Everything that can be refused is refused here, before the first byte. */
static int lay_out(struct escpos *escpos, const struct document *document, enum escpos_place place,
                   struct drv_fault *fault)
{
    struct page_plan *plan = &escpos->plan;
    drawing_begin(&escpos->drawing);
    int status =
        page_plan_document(plan, &escpos->pages, document, escpos->profile->columns, fault);
    if (status == DRV_OK && plan->lacks && drawing_is_possible(&escpos->drawing))
        status = page_plan_draw(plan, document, fault);
    if (status != DRV_OK)
        return status;
    const struct layout_medium medium = {escpos->profile->columns, plan->cells};
    status = layout_build(&escpos->layout, document, &medium, fault);
    if (status == DRV_OK && place == ESCPOS_INSIDE)
        status = refuse_cuts(&escpos->layout, fault);
    if (status == DRV_OK)
        status = read_pictures(escpos, fault);
    if (status == DRV_OK && (plan->lacks || !pen_can_all(escpos->profile)))
        status = draw_rows(escpos, fault);
    if (status == DRV_OK && plan->several)
        status = plan_rows(escpos, fault);
    return status;
}

static int write_out(struct writer *writer, enum escpos_place place)
{
    const struct page_set *pages = &writer->escpos->pages;
    writer->page = writer->escpos->plan.first;
    writer->pen.page = pages->told ? pages->entries[writer->page].number : PEN_NO_PAGE;
    pen_begin(&writer->pen, place);
    put_rows(writer);
    if (place == ESCPOS_INSIDE)
        pen_put_back(&writer->pen);
    else if (ends_with_cut(&writer->escpos->layout))
        pen_feed_blanks(&writer->pen);
    else
        pen_cut(&writer->pen);
    if (writer->status == DRV_OK && writer->pen.out->failed)
        return drv_fail(writer->fault, DRV_MEMORY, "no memory for the bytes of \"%s\"",
                        writer->escpos->profile->name);
    return writer->status;
}

int escpos_encode(struct escpos *escpos, const struct document *document, enum escpos_place place,
                  struct bytes *out, struct drv_fault *fault)
{
    int status = lay_out(escpos, document, place, fault);
    if (status != DRV_OK)
        return status;
    size_t before = out->length;
    struct writer writer = {.escpos = escpos, .fault = fault};
    writer.pen = (struct pen){.profile = escpos->profile,
                              .out = out,
                              .width = 1,
                              .height = 1,
                              .wider_dots = escpos->wider_dots};
    status = write_out(&writer, place);
    if (status != DRV_OK)
        out->length = before;
    return status;
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
