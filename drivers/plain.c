/* SPDX-License-Identifier: MIT */
#include "plain.h"

#include "document_parts.h"
#include "text.h"

static void add_blanks(struct bytes *out, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        bytes_add_byte(out, ' ');
}

static void end_line(struct bytes *out, size_t start)
{
    while (out->length > start && out->data[out->length - 1] == ' ')
        out->length--;
    bytes_add_byte(out, '\n');
}

static void add_piece_once(const struct layout_piece *piece, struct bytes *out)
{
    const char *end = piece->text + piece->length;
    for (const char *p = piece->text; p < end;) {
        uint32_t codepoint;
        size_t taken = text_next(p, end, &codepoint);
        bytes_add(out, p, taken);
        add_blanks(out, text_cells(NULL, codepoint) * (piece->width - 1u));
        p += taken;
    }
}

static void write_text(const struct layout *layout, const struct layout_row *row, struct bytes *out)
{
    const struct layout_piece *pieces = layout_pieces(layout, row);
    unsigned cell = 0;
    for (unsigned i = 0; i < row->piece_count; i++) {
        const struct layout_piece *piece = &pieces[i];
        unsigned x = (piece->x_dots + LAYOUT_CELL_DOTS / 2) / LAYOUT_CELL_DOTS;
        add_blanks(out, x > cell ? x - cell : 0);
        for (unsigned j = 0; j < piece->repeat; j++)
            add_piece_once(piece, out);
        cell = x + piece->cells;
    }
}

/* As much of the data as one line of the area takes. */
static size_t take_line(const char *start, const char *end, unsigned room, unsigned *cells)
{
    const char *p = start;
    *cells = 0;
    while (p < end) {
        uint32_t codepoint;
        size_t taken = text_next(p, end, &codepoint);
        unsigned width = text_cells(NULL, codepoint);
        if (*cells + width > room)
            break;
        *cells += width;
        p += taken;
    }
    return (size_t)(p - start);
}

/* Line ends and tabs within the data show as blanks. */
static void add_data(const char *data, size_t length, struct bytes *out)
{
    for (size_t i = 0; i < length; i++)
        bytes_add_byte(out, (uint8_t)data[i] < ' ' ? ' ' : (uint8_t)data[i]);
}

/* The row of text below says it where {option:hri} does. */
static void write_code(const struct layout_code *code, struct bytes *out)
{
    if (code->hri && code->symbol != DOCUMENT_QR)
        return;
    unsigned left = code->left_dots / LAYOUT_CELL_DOTS;
    unsigned room = code->width_dots / LAYOUT_CELL_DOTS;
    const char *end = code->data + code->length;
    for (const char *p = code->data; p < end;) {
        unsigned cells;
        size_t start = out->length, taken = take_line(p, end, room, &cells);
        add_blanks(out, left + (room - cells) * code->align / 2);
        add_data(p, taken, out);
        p += taken;
        if (p < end)
            end_line(out, start);
    }
}

static void write_cut(unsigned columns, struct bytes *out)
{
    for (unsigned i = 0; i < columns; i++)
        bytes_add_byte(out, i % 2 == 0 ? '-' : ' ');
}

/* A picture cannot be said in text; it is named where its middle would be. */
static void write_image(const struct layout_image *image, struct bytes *out)
{
    static const char name[] = "[PNG]";
    unsigned room = image->width_dots / LAYOUT_CELL_DOTS, length = sizeof name - 1;
    unsigned unused = room > length ? room - length : 0;
    add_blanks(out, image->left_dots / LAYOUT_CELL_DOTS + unused * image->align / 2);
    bytes_add(out, name, length < room ? length : room);
}

static void write_row(const struct layout *layout, const struct layout_row *row, unsigned columns,
                      struct bytes *out)
{
    switch ((enum layout_kind)row->kind) {
    case LAYOUT_TEXT:
        write_text(layout, row, out);
        break;
    case LAYOUT_CODE:
        write_code(&row->code, out);
        break;
    case LAYOUT_IMAGE:
        write_image(&row->image, out);
        break;
    case LAYOUT_CUT:
        write_cut(columns, out);
        break;
    }
}

void plain_write(const struct layout *layout, unsigned columns, struct bytes *out)
{
    for (size_t i = 0; i < layout_row_count(layout); i++) {
        size_t start = out->length;
        write_row(layout, layout_row_at(layout, i), columns, out);
        end_line(out, start);
    }
}
