/* SPDX-License-Identifier: MIT */
/*
 * layout_dump: documents laid out, as JSON. A line in, a line out:
 *
 *   {"text": "...", "columns": 32}
 *   {"rows": [{"kind": "text", "number": 1, "glyphs": [[x_dots, "A", cells, flags, width, height],
 *    ...]}, {"kind": "code", ...}, {"kind": "image", ...}, {"kind": "cut"}]}, or {"fault": "..."}
 *
 * Lines of a box are glyphs - | + as on a printer without a page that draws them.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../drivers/document_parts.h"
#include "../../drivers/layout.h"
#include "../../drivers/layout_code.h"
#include "../../drivers/text.h"

static const char *const symbols[DOCUMENT_SYMBOLS] = {
    [DOCUMENT_QR] = "qrcode",       [DOCUMENT_CODE128] = "code128", [DOCUMENT_UPC] = "upc",
    [DOCUMENT_EAN] = "ean",         [DOCUMENT_CODE39] = "code39",   [DOCUMENT_ITF] = "itf",
    [DOCUMENT_CODABAR] = "codabar", [DOCUMENT_CODE93] = "code93",
};

static void add_glyphs(json_t *glyphs, const struct layout_piece *piece)
{
    unsigned x_dots = piece->x_dots;
    for (unsigned i = 0; i < piece->repeat; i++) {
        const char *end = piece->text + piece->length;
        for (const char *p = piece->text; p < end;) {
            uint32_t codepoint;
            size_t taken = text_next(p, end, &codepoint);
            unsigned cells = text_cells(NULL, codepoint) * piece->width;
            json_array_append_new(glyphs,
                                  json_pack("[i,s%,i,i,i,i]", (int)x_dots, p, taken, (int)cells,
                                            piece->flags, piece->width, piece->height));
            x_dots += cells * LAYOUT_CELL_DOTS;
            p += taken;
        }
    }
}

static json_t *text_row(const struct layout *layout, const struct layout_row *row)
{
    json_t *glyphs = json_array();
    const struct layout_piece *pieces = layout_pieces(layout, row);
    for (unsigned i = 0; i < row->piece_count; i++)
        add_glyphs(glyphs, &pieces[i]);
    return json_pack("{s:s,s:i,s:o}", "kind", "text", "number", row->number, "glyphs", glyphs);
}

static json_t *code_row(const struct layout_row *row)
{
    const struct layout_code *code = &row->code;
    return json_pack("{s:s,s:i,s:s,s:s%,s:i,s:i,s:i,s:i,s:s%,s:b,s:i}", "kind", "code", "number",
                     row->number, "symbol", symbols[code->symbol], "data", code->data,
                     (size_t)code->length, "left", (int)layout_code_left_dots(code), "dots",
                     code->dots, "module", code->module_dots, "height", code->height_dots, "level",
                     &code->level, (size_t)1, "hri", code->hri, "align", code->align);
}

static json_t *image_row(const struct layout_row *row)
{
    const struct layout_image *image = &row->image;
    return json_pack("{s:s,s:i,s:s%,s:i,s:i,s:i}", "kind", "image", "number", row->number, "base64",
                     image->base64, (size_t)image->length, "left", image->left_dots, "width",
                     image->width_dots, "align", image->align);
}

static json_t *row_of(const struct layout *layout, const struct layout_row *row)
{
    switch ((enum layout_kind)row->kind) {
    case LAYOUT_TEXT:
        return text_row(layout, row);
    case LAYOUT_CODE:
        return code_row(row);
    case LAYOUT_IMAGE:
        return image_row(row);
    case LAYOUT_CUT:
        break;
    }
    return json_pack("{s:s,s:i}", "kind", "cut", "number", row->number);
}

static json_t *rows_of(struct layout *layout, const char *text, size_t length, unsigned columns)
{
    struct document *document = NULL;
    struct drv_fault fault = {""};
    const struct layout_medium medium = {.columns = columns};
    int status = document_parse(text, length, &document, &fault);
    if (status == DRV_OK)
        status = layout_build(layout, document, &medium, &fault);
    json_t *rows = json_array();
    for (size_t i = 0; status == DRV_OK && i < layout_row_count(layout); i++)
        json_array_append_new(rows, row_of(layout, layout_row_at(layout, i)));
    document_free(document);
    if (status == DRV_OK)
        return json_pack("{s:o}", "rows", rows);
    json_decref(rows);
    return json_pack("{s:s}", "fault", fault.text);
}

static int answer(struct layout *layout, const char *line)
{
    const char *text;
    size_t length;
    int columns;
    json_error_t error;
    json_t *question = json_loads(line, JSON_ALLOW_NUL, &error);
    if (json_unpack_ex(question, &error, 0, "{s:s%,s:i}", "text", &text, &length, "columns",
                       &columns) != 0) {
        fprintf(stderr, "layout_dump: %s\n", error.text);
        json_decref(question);
        return 1;
    }
    json_t *rows = rows_of(layout, text, length, (unsigned)columns);
    json_dumpf(rows, stdout, JSON_COMPACT);
    putchar('\n');
    json_decref(rows);
    json_decref(question);
    return 0;
}

int main(void)
{
    struct layout layout = {0};
    char *line = NULL;
    size_t room = 0;
    int status = 0;
    while (status == 0 && getline(&line, &room, stdin) > 0)
        status = answer(&layout, line);
    free(line);
    layout_free(&layout);
    return status;
}
