/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as a ReceiptLine document: read, broken, laid out at a width that the bytes choose; and
 * as the value of a field. What is accepted keeps the promises of document.h and layout.h.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../drivers/document.h"
#include "../../drivers/document_parts.h"
#include "../../drivers/layout.h"
#include "../../drivers/layout_code.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool kept, const char *promise)
{
    if (kept)
        return;
    fprintf(stderr, "not kept: %s\n", promise);
    abort();
}

static unsigned columns_of(const uint8_t *data, size_t size)
{
    unsigned sum = 0;
    for (size_t i = 0; i < size; i++)
        sum += data[i];
    return sum % 255 + 1;
}

static void require_text(const struct layout_piece *piece)
{
    for (uint16_t i = 0; i < piece->length; i++) {
        uint8_t byte = (uint8_t)piece->text[i];
        require(byte >= 0x20 && byte != 0x7f, "no control characters in a piece");
    }
}

static void require_pieces(const struct layout *layout, const struct layout_row *row, unsigned dots)
{
    const struct layout_piece *pieces = layout_pieces(layout, row);
    unsigned x_dots = 0;
    for (unsigned i = 0; i < row->piece_count; i++) {
        require(pieces[i].x_dots >= x_dots, "pieces stand from left to right");
        x_dots = pieces[i].x_dots + pieces[i].cells * LAYOUT_CELL_DOTS;
        require(x_dots <= dots, "no piece stands over the paper");
        require(pieces[i].width >= 1 && pieces[i].width <= 6, "a scale is one");
        require(pieces[i].height >= 1 && pieces[i].height <= 6, "a scale is one");
        require_text(&pieces[i]);
    }
}

static void require_code(const struct layout_code *code, unsigned dots)
{
    unsigned left_dots = layout_code_left_dots(code);
    require(code->left_dots + code->width_dots <= dots, "an area lies on the paper");
    require(left_dots >= code->left_dots, "a symbol lies in its area");
    require(left_dots + code->dots <= (unsigned)code->left_dots + code->width_dots,
            "a symbol lies in its area");
    require(code->module_dots >= 2, "a module has two dots");
}

static void require_rows(const struct layout *layout, unsigned dots)
{
    require(layout_row_count(layout) <= LAYOUT_ROWS_MOST, "rows have a limit");
    for (size_t i = 0; i < layout_row_count(layout); i++) {
        const struct layout_row *row = layout_row_at(layout, i);
        if (row->kind == LAYOUT_TEXT)
            require_pieces(layout, row, dots);
        if (row->kind == LAYOUT_CODE)
            require_code(&row->code, dots);
        if (row->kind == LAYOUT_IMAGE)
            require(row->image.left_dots + row->image.width_dots <= dots, "an area is on paper");
    }
}

static void lay_out(const struct document *document, unsigned columns)
{
    struct layout layout = {0};
    struct drv_fault fault = {""};
    const struct layout_medium medium = {.columns = columns};
    int status = layout_build(&layout, document, &medium, &fault);
    require(status == DRV_OK || strncmp(fault.text, "line ", 5) == 0, "a refusal names the line");
    if (status == DRV_OK)
        require_rows(&layout, columns * LAYOUT_CELL_DOTS);
    layout_free(&layout);
}

static void read_document(const char *text, size_t size, unsigned columns)
{
    struct document *document = NULL;
    struct drv_fault fault = {""};
    struct bytes wrapped = {0};
    int status = document_parse(text, size, &document, &fault);
    require(status == DRV_OK || (document == NULL && fault.text[0] != '\0'),
            "a refusal says why and leaves the output alone");
    if (status == DRV_OK)
        lay_out(document, columns);
    document_free(document);
    int wrapping = document_wrap(text, size, columns, &wrapped);
    document = NULL;
    if (status == DRV_OK && wrapping == DRV_OK) {
        status = document_parse((char *)wrapped.data, wrapped.length, &document, &fault);
        require(status == DRV_OK || status == DRV_LIMIT, "what was broken can be read");
        document_free(document);
    }
    bytes_free(&wrapped);
}

/* One field in a text of one line and one column, and one in a comment, of which nothing prints. */
static void read_fields(const char *value, size_t size)
{
    struct bytes text = {0};
    struct document *document = NULL;
    document_escape_text(&text, value, size);
    int status = document_parse((char *)text.data, text.length, &document, NULL);
    require(status == DRV_OK || text.length > DOCUMENT_LINE_BYTES_MOST, "a field can be read");
    require(status != DRV_OK || (document->line_count == 1 && document->column_count == 1 &&
                                 document->lines[0].kind == DOCUMENT_TEXT),
            "a field is text");
    require(status != DRV_OK || document->run_count <= 1, "a field has one look");
    document_free(document);
    document = NULL;
    bytes_reset(&text);
    bytes_add_text(&text, "{_:");
    document_escape_property(&text, value, size);
    bytes_add_text(&text, "}");
    status = document_parse((char *)text.data, text.length, &document, NULL);
    require(status == DRV_OK || text.length > DOCUMENT_PROPERTY_BYTES_MOST, "a value can be read");
    require(status != DRV_OK || document->line_count == 0, "a comment prints nothing");
    document_free(document);
    bytes_free(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* Exactly as large as the input, so that a read beyond its end is seen. */
    char *text = malloc(size > 0 ? size : 1);
    if (text == NULL)
        return 0;
    memcpy(text, data, size);
    read_document(text, size, columns_of(data, size));
    read_fields(text, size);
    free(text);
    return 0;
}
