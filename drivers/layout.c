/* SPDX-License-Identifier: MIT */
#include "layout.h"

#include <string.h>

#include "cluster.h"
#include "document_parts.h"
#include "layout_code.h"
#include "layout_plan.h"
#include "markup.h"
#include "symbol.h"

enum { CODE_TEXT_SIZE = SYMBOL_TEXT_MOST + 3, HALF_CELL_DOTS = LAYOUT_CELL_DOTS / 2 };

/* A wrapped line of one column: its pieces end before `pieces_end` of builder.layout->wrapped. */
struct wrapped_end {
    uint32_t pieces_end;
    uint16_t space; /* cells left over */
    uint8_t height;
};

struct column_text {
    uint32_t first_piece, first_end, end_count;
    uint8_t align;
};

struct builder {
    struct layout *layout;
    const struct document *document;
    const struct layout_medium *medium;
    struct drv_fault *fault;
    const struct document_line *line;
    struct box box;
    /* the line that is being wrapped */
    unsigned width, space, height;
    uint32_t line_start; /* in wrapped */
};

static size_t count_of(const struct bytes *array, size_t size)
{
    return array->length / size;
}

static struct layout_row *add_row(struct builder *builder, enum layout_kind kind)
{
    struct layout *layout = builder->layout;
    struct layout_row *row = (struct layout_row *)bytes_grow(&layout->rows, sizeof *row);
    if (row == NULL)
        return NULL;
    *row = (struct layout_row){
        .kind = (uint8_t)kind,
        .number = builder->line != NULL ? builder->line->number : 0,
        .first_piece = (uint32_t)count_of(&layout->pieces, sizeof(struct layout_piece)),
    };
    return row;
}

static void add_piece(struct builder *builder, struct layout_row *row,
                      const struct layout_piece *piece)
{
    bytes_add(&builder->layout->pieces, piece, sizeof *piece);
    row->piece_count++;
}

static void add_strokes(struct builder *builder, struct layout_row *row, unsigned x_cells,
                        unsigned repeat, uint8_t strokes, unsigned height)
{
    const char *text = box_text(strokes, builder->medium->page);
    struct layout_piece piece = {
        .text = text,
        .length = (uint16_t)strlen(text),
        .repeat = (uint16_t)repeat,
        .x_dots = (uint16_t)(x_cells * LAYOUT_CELL_DOTS),
        .cells = (uint16_t)repeat,
        .width = 1,
        .height = (uint8_t)height,
    };
    add_piece(builder, row, &piece);
}

/* Neighbours of the same strokes become one piece. */
static void add_drawn_row(struct builder *builder, const uint8_t strokes[BOX_CELLS])
{
    struct layout_row *row = add_row(builder, LAYOUT_TEXT);
    if (row == NULL)
        return;
    unsigned next;
    for (unsigned x = 0; x < BOX_CELLS; x = next) {
        for (next = x + 1; next < BOX_CELLS && strokes[next] == strokes[x]; next++)
            ;
        if (strokes[x] != 0)
            add_strokes(builder, row, x, next - x, strokes[x], 1);
    }
}

static void finish_wrapped(struct builder *builder)
{
    struct layout *layout = builder->layout;
    builder->line_start = (uint32_t)count_of(&layout->wrapped, sizeof(struct layout_piece));
    struct wrapped_end end = {
        .pieces_end = builder->line_start,
        .space = (uint16_t)builder->space,
        .height = (uint8_t)builder->height,
    };
    bytes_add(&layout->ends, &end, sizeof end);
    builder->space = builder->width;
    builder->height = 1;
}

/* Characters of one byte and one cell, but for the last where a mark may stand behind it. */
static unsigned count_plain(const char *start, const char *end, unsigned most)
{
    const char *p = start, *stop = end - start > (ptrdiff_t)most ? start + most : end;
    while (p < stop && text_is_plain(*p))
        p++;
    return (unsigned)(p - start) - (p > start && p < end);
}

/* No character has more cells than bytes, so that little text needs no look at each cluster. */
static bool fits_surely(const struct builder *builder, size_t length, unsigned scale)
{
    return length * scale <= builder->space;
}

static struct layout_piece take_whole(struct builder *builder, const char *start, size_t length,
                                      unsigned scale)
{
    unsigned cells = text_width(builder->medium->page, start, length) * scale;
    builder->space -= cells;
    return (struct layout_piece){
        .text = start, .length = (uint16_t)length, .cells = (uint16_t)cells};
}

/* How much of the text fits into the space left; *blocked is the width of what does not. */
static struct layout_piece take_fitting(struct builder *builder, const char *start, const char *end,
                                        unsigned scale, unsigned *blocked)
{
    const char *p = start;
    unsigned most = builder->space / scale, room = most;
    *blocked = 0;
    if (fits_surely(builder, (size_t)(end - start), scale))
        return take_whole(builder, start, (size_t)(end - start), scale);
    while (p < end) {
        unsigned cells = count_plain(p, end, room);
        size_t taken = cells;
        if (cells == 0)
            taken = cluster_next(builder->medium->page, p, end, &cells);
        if (cells > room) {
            *blocked = cells * scale;
            break;
        }
        p += taken;
        room -= cells;
    }
    unsigned cells = (most - room) * scale;
    builder->space -= cells;
    return (struct layout_piece){
        .text = start, .length = (uint16_t)(p - start), .cells = (uint16_t)cells};
}

static void add_wrapped(struct builder *builder, struct layout_piece *piece,
                        const struct document_run *run)
{
    piece->repeat = 1;
    piece->flags = run->flags;
    piece->width = (uint8_t)markup_width_scale(run->size);
    piece->height = (uint8_t)markup_height_scale(run->size);
    if (builder->height < piece->height)
        builder->height = piece->height;
    bytes_add(&builder->layout->wrapped, piece, sizeof *piece);
}

/* Lines break wherever a character does not fit; one that never fits is left out. */
static void wrap_run(struct builder *builder, const struct document_run *run)
{
    const char *p = builder->document->text + run->offset, *end = p + run->length;
    while (p < end) {
        unsigned blocked;
        struct layout_piece piece =
            take_fitting(builder, p, end, markup_width_scale(run->size), &blocked);
        if (piece.length > 0)
            add_wrapped(builder, &piece, run);
        p += piece.length;
        if (blocked > builder->width) {
            p += cluster_next(builder->medium->page, p, end, &blocked);
        } else if (blocked > builder->space || builder->space == 0) {
            finish_wrapped(builder);
        }
    }
}

static struct column_text wrap_column(struct builder *builder, const struct document_column *column,
                                      unsigned width)
{
    struct layout *layout = builder->layout;
    struct column_text text = {
        .first_piece = (uint32_t)count_of(&layout->wrapped, sizeof(struct layout_piece)),
        .first_end = (uint32_t)count_of(&layout->ends, sizeof(struct wrapped_end)),
        .align = column->align,
    };
    builder->width = builder->space = width;
    builder->height = 1;
    builder->line_start = text.first_piece;
    for (unsigned i = 0; i < column->run_count; i++) {
        const struct document_run *run = &builder->document->runs[column->first_run + i];
        if (run->breaks)
            finish_wrapped(builder);
        else
            wrap_run(builder, run);
    }
    if (count_of(&layout->wrapped, sizeof(struct layout_piece)) > builder->line_start)
        finish_wrapped(builder);
    text.end_count = (uint32_t)count_of(&layout->ends, sizeof(struct wrapped_end)) - text.first_end;
    return text;
}

/* The wrapped line `index` of a column, or NULL where the column has ended before. */
static const struct wrapped_end *wrapped_line(const struct layout *layout,
                                              const struct column_text *text, uint32_t index)
{
    const struct wrapped_end *ends = (const struct wrapped_end *)layout->ends.data;
    return index < text->end_count ? &ends[text->first_end + index] : NULL;
}

static void place_column(struct builder *builder, struct layout_row *row,
                         const struct column_text *text, uint32_t index, unsigned x_cells)
{
    const struct layout *layout = builder->layout;
    const struct wrapped_end *line = wrapped_line(layout, text, index);
    if (line == NULL)
        return;
    uint32_t first = index > 0 ? line[-1].pieces_end : text->first_piece;
    unsigned x_dots = x_cells * LAYOUT_CELL_DOTS + line->space * text->align * LAYOUT_CELL_DOTS / 2;
    for (uint32_t i = first; i < line->pieces_end; i++) {
        struct layout_piece piece = ((const struct layout_piece *)layout->wrapped.data)[i];
        piece.x_dots = (uint16_t)x_dots;
        piece.align = text->align;
        x_dots += piece.cells * LAYOUT_CELL_DOTS;
        add_piece(builder, row, &piece);
    }
}

static unsigned row_height(const struct layout *layout, const struct column_text *texts,
                           unsigned count, uint32_t index)
{
    unsigned height = 1;
    for (unsigned i = 0; i < count; i++) {
        const struct wrapped_end *line = wrapped_line(layout, &texts[i], index);
        if (line != NULL && line->height > height)
            height = line->height;
    }
    return height;
}

static void place_row(struct builder *builder, const struct plan *plan,
                      const struct column_text *texts, uint32_t index)
{
    struct layout_row *row = add_row(builder, LAYOUT_TEXT);
    if (row == NULL)
        return;
    bool boxed = builder->box.state == BOX_RUNNING && plan->count > 0;
    unsigned height = row_height(builder->layout, texts, plan->count, index);
    unsigned x = plan->left + boxed;
    if (boxed)
        add_strokes(builder, row, plan->left, 1, BOX_UPRIGHT, height);
    for (unsigned i = 0; i < plan->count; i++) {
        place_column(builder, row, &texts[i], index, x);
        x += plan->widths[i] + plan->border;
        if (boxed)
            add_strokes(builder, row, x - 1, 1, BOX_UPRIGHT, height);
    }
}

static void draw_box_edge(struct builder *builder, const struct plan *above,
                          const struct plan *below)
{
    uint8_t strokes[BOX_CELLS] = {0};
    if (above != NULL)
        box_paint(strokes, above, BOX_UP);
    if (below != NULL)
        box_paint(strokes, below, BOX_DOWN);
    add_drawn_row(builder, strokes);
}

static void begin_box_row(struct builder *builder, const struct plan *plan)
{
    struct box *box = &builder->box;
    if (box->state == BOX_READY)
        draw_box_edge(builder, NULL, plan);
    else if (box->state == BOX_RULED)
        draw_box_edge(builder, &box->plan, plan);
    if (box->state != BOX_WAITING)
        box->state = BOX_RUNNING;
    box->plan = *plan;
}

/* Closes what is drawn, if anything is. */
static bool close_box(struct builder *builder)
{
    bool open = builder->box.state == BOX_RUNNING || builder->box.state == BOX_RULED;
    if (open)
        draw_box_edge(builder, &builder->box.plan, NULL);
    return open;
}

static const struct document_column *column_of(const struct builder *builder, unsigned index)
{
    static const struct document_column filled_up = {.align = 1};
    const struct document_line *line = builder->line;
    return index < line->column_count ? &builder->document->columns[line->first_column + index]
                                      : &filled_up;
}

static int refuse_rows(struct builder *builder)
{
    return drv_fail(builder->fault, DRV_LIMIT, "line %u: more than \"%d\" rows of paper",
                    builder->line->number, LAYOUT_ROWS_MOST);
}

static int place_text(struct builder *builder, const struct document_format *format)
{
    struct plan plan;
    plan_text(&plan, format, builder->line->column_count, builder->medium->columns);
    struct layout *layout = builder->layout;
    bytes_reset(&layout->wrapped);
    bytes_reset(&layout->ends);
    struct column_text texts[DOCUMENT_COLUMNS_MOST];
    uint32_t rows = 1;
    for (unsigned i = 0; i < plan.count; i++) {
        texts[i] = wrap_column(builder, column_of(builder, plan.columns[i]), plan.widths[i]);
        if (format->wrap && texts[i].end_count > rows)
            rows = texts[i].end_count;
    }
    if (layout->wrapped.failed || layout->ends.failed)
        return drv_fail(builder->fault, DRV_MEMORY, "no memory to wrap line %u",
                        builder->line->number);
    if (rows > LAYOUT_ROWS_MOST)
        return refuse_rows(builder);
    begin_box_row(builder, &plan);
    for (uint32_t i = 0; i < rows; i++)
        place_row(builder, &plan, texts, i);
    return DRV_OK;
}

static int place_rule(struct builder *builder, const struct document_format *format)
{
    struct box *box = &builder->box;
    if (box->state == BOX_RUNNING)
        box->state = BOX_RULED;
    if (box->state != BOX_WAITING)
        return DRV_OK;
    struct plan plan;
    plan_block(&plan, format, builder->medium->columns);
    struct layout_row *row = add_row(builder, LAYOUT_TEXT);
    if (row != NULL && plan.width > 0)
        add_strokes(builder, row, plan.left, plan.width, BOX_LEVEL, 1);
    return DRV_OK;
}

static int place_cut(struct builder *builder, const struct document_format *format)
{
    (void)format;
    if (close_box(builder))
        builder->box.state = BOX_READY;
    add_row(builder, LAYOUT_CUT);
    return DRV_OK;
}

static int begin_box(struct builder *builder, const struct document_format *format)
{
    (void)format;
    builder->box.state = BOX_READY;
    return DRV_OK;
}

static int end_box(struct builder *builder, const struct document_format *format)
{
    (void)format;
    close_box(builder);
    builder->box.state = BOX_WAITING;
    return DRV_OK;
}

/* Standards and phones want four modules of white above and below a QR code. */
static void add_quiet_rows(struct builder *builder, const struct layout_code *code)
{
    for (int dots = 4 * code->module_dots; dots > 0; dots -= LAYOUT_ROW_DOTS)
        add_row(builder, LAYOUT_TEXT);
}

static bool stands_on_black(const struct builder *builder)
{
    size_t count = layout_row_count(builder->layout);
    const struct layout_row *above = count > 0 ? layout_row_at(builder->layout, count - 1) : NULL;
    return above != NULL && above->kind != LAYOUT_CUT &&
           (above->kind != LAYOUT_TEXT || above->piece_count > 0);
}

/* Under the middle of the bars, to the nearest half cell. No text is wider than its symbol. */
static void add_code_text(struct builder *builder, const struct layout_code *code)
{
    struct bytes *texts = &builder->layout->texts;
    char text[CODE_TEXT_SIZE];
    size_t length = symbol_text(code, text);
    struct layout_row *row = add_row(builder, LAYOUT_TEXT);
    if (length == 0 || row == NULL || texts->failed)
        return;
    bytes_add(texts, text, length);
    unsigned middle_dots = layout_code_left_dots(code) + code->dots / 2;
    unsigned half_dots = (unsigned)length * HALF_CELL_DOTS;
    unsigned x_dots = HALF_CELL_DOTS / 2;
    x_dots += middle_dots > half_dots ? middle_dots - half_dots : 0;
    struct layout_piece piece = {
        .text = (const char *)texts->data + texts->length - length,
        .length = (uint16_t)length,
        .repeat = 1,
        .x_dots = (uint16_t)(x_dots - x_dots % HALF_CELL_DOTS),
        .cells = (uint16_t)length,
        .width = 1,
        .height = 1,
    };
    add_piece(builder, row, &piece);
}

/* Bars need no room below, where a row of text begins with white, but what stands above them
 * reaches down to them. */
static void add_code_rows(struct builder *builder, const struct layout_code *code)
{
    bool square = code->symbol == DOCUMENT_QR;
    if (square)
        add_quiet_rows(builder, code);
    else if (stands_on_black(builder))
        add_row(builder, LAYOUT_TEXT);
    struct layout_row *row = add_row(builder, LAYOUT_CODE);
    if (row != NULL)
        row->code = *code;
    if (square)
        add_quiet_rows(builder, code);
    else if (code->hri)
        add_code_text(builder, code);
}

static int place_code(struct builder *builder, const struct document_format *format)
{
    const struct document_code *source = &builder->line->code;
    struct plan plan;
    plan_block(&plan, format, builder->medium->columns);
    struct layout_code code = {
        .data = builder->document->text + source->offset,
        .length = source->length,
        .left_dots = (uint16_t)(plan.left * LAYOUT_CELL_DOTS),
        .width_dots = (uint16_t)(plan.width * LAYOUT_CELL_DOTS),
        .align = source->align,
        .symbol = source->symbol,
        .module_dots = source->module_dots,
        .height_dots = source->height_dots,
        .level = source->level,
        .hri = source->hri,
    };
    int status = layout_fit_code(&code, builder->line->number, builder->fault);
    if (status != DRV_OK)
        return status;
    add_code_rows(builder, &code);
    return DRV_OK;
}

static int place_image(struct builder *builder, const struct document_format *format)
{
    const struct document_image *source = &builder->line->image;
    struct plan plan;
    plan_block(&plan, format, builder->medium->columns);
    struct layout_row *row = add_row(builder, LAYOUT_IMAGE);
    if (row == NULL)
        return DRV_OK;
    row->image = (struct layout_image){
        .base64 = builder->document->text + source->offset,
        .length = source->length,
        .left_dots = (uint16_t)(plan.left * LAYOUT_CELL_DOTS),
        .width_dots = (uint16_t)(plan.width * LAYOUT_CELL_DOTS),
        .align = source->align,
        .dither = source->dither,
    };
    return DRV_OK;
}

static int (*const place[])(struct builder *builder, const struct document_format *format) = {
    [DOCUMENT_TEXT] = place_text, [DOCUMENT_RULE] = place_rule,   [DOCUMENT_CUT] = place_cut,
    [DOCUMENT_CODE] = place_code, [DOCUMENT_IMAGE] = place_image, [DOCUMENT_BOX_BEGIN] = begin_box,
    [DOCUMENT_BOX_END] = end_box,
};

static int place_line(struct builder *builder)
{
    const struct document_line *line = builder->line;
    int status = place[line->kind](builder, &builder->document->formats[line->format]);
    if (status == DRV_OK && layout_row_count(builder->layout) > LAYOUT_ROWS_MOST)
        return refuse_rows(builder);
    return status;
}

/* Pieces point at the texts below bars, so these must not move while they are added. */
static void reserve_texts(struct layout *layout, const struct document *document)
{
    size_t count = 0;
    for (uint32_t i = 0; i < document->line_count; i++) {
        const struct document_line *line = &document->lines[i];
        count += line->kind == DOCUMENT_CODE && line->code.hri;
    }
    bytes_reset(&layout->texts);
    if (count > 0)
        bytes_grow(&layout->texts, count * CODE_TEXT_SIZE);
    layout->texts.length = 0;
}

static int place_lines(struct builder *builder)
{
    const struct document *document = builder->document;
    for (uint32_t i = 0; i < document->line_count; i++) {
        builder->line = &document->lines[i];
        int status = place_line(builder);
        if (status != DRV_OK)
            return status;
    }
    builder->line = NULL;
    close_box(builder);
    return DRV_OK;
}

int layout_build(struct layout *layout, const struct document *document,
                 const struct layout_medium *medium, struct drv_fault *fault)
{
    bytes_reset(&layout->rows);
    bytes_reset(&layout->pieces);
    reserve_texts(layout, document);
    struct builder builder = {
        .layout = layout, .document = document, .medium = medium, .fault = fault};
    int status = place_lines(&builder);
    if (status != DRV_OK)
        return status;
    if (layout->rows.failed || layout->pieces.failed || layout->texts.failed)
        return drv_fail(fault, DRV_MEMORY, "no memory to lay out %u lines", document->line_count);
    return DRV_OK;
}

void layout_free(struct layout *layout)
{
    bytes_free(&layout->rows);
    bytes_free(&layout->pieces);
    bytes_free(&layout->texts);
    bytes_free(&layout->wrapped);
    bytes_free(&layout->ends);
}

size_t layout_row_count(const struct layout *layout)
{
    return count_of(&layout->rows, sizeof(struct layout_row));
}

const struct layout_row *layout_row_at(const struct layout *layout, size_t index)
{
    return &((const struct layout_row *)layout->rows.data)[index];
}

const struct layout_piece *layout_pieces(const struct layout *layout, const struct layout_row *row)
{
    const struct layout_piece *pieces = (const struct layout_piece *)layout->pieces.data;
    return row->piece_count > 0 ? &pieces[row->first_piece] : NULL;
}
