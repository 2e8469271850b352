/* SPDX-License-Identifier: MIT */
#include "document.h"

#include <stdlib.h>
#include <string.h>

#include "document_reader.h"
#include "markup.h"

struct look {
    uint8_t flags, size;
};

/* The run that text of this look can join, at the document's end, or a new one. */
static struct document_run *run_for(struct document *document, struct document_column *column,
                                    struct look look)
{
    struct document_run *next = &document->runs[document->run_count];
    if (column->run_count > 0 && !next[-1].breaks && next[-1].flags == look.flags &&
        next[-1].size == look.size)
        return &next[-1];
    column->run_count++;
    document->run_count++;
    *next = (struct document_run){
        .offset = document->text_length,
        .flags = look.flags,
        .size = look.size,
    };
    return next;
}

static void add_text(struct document *document, struct document_column *column, struct look look,
                     const struct markup_token *token)
{
    struct document_run *run = run_for(document, column, look);
    memcpy(document->text + document->text_length, token->text, token->length);
    document->text_length += (uint32_t)token->length;
    run->length = (uint16_t)(run->length + token->length);
}

static void add_break(struct document *document, struct document_column *column)
{
    column->run_count++;
    document->runs[document->run_count++] = (struct document_run){.breaks = true};
}

static void read_column(struct document *document, const struct segment *segment)
{
    struct document_column *column = &document->columns[document->column_count++];
    *column = (struct document_column){document->run_count, 0, segment->align};
    struct look look = {0};
    struct markup_token token;
    for (const char *p = segment->start; p < segment->end;) {
        p += markup_next(p, segment->end, &token);
        if (token.kind == MARKUP_TEXT)
            add_text(document, column, look, &token);
        else if (token.kind == MARKUP_BREAK)
            add_break(document, column);
        else if (token.kind == MARKUP_TOGGLE)
            look.flags ^= token.value;
        else if (token.kind == MARKUP_SIZE)
            look.size = look.size == token.value ? 0 : token.value;
    }
}

static int read_text_line(struct document_reader *reader, const struct segment *segments,
                          size_t count)
{
    struct document_line *line = document_add_line(reader, DOCUMENT_TEXT);
    line->column_count = (uint16_t)count;
    for (size_t i = 0; i < count; i++)
        read_column(reader->document, &segments[i]);
    return DRV_OK;
}

static int refuse_segment(struct document_reader *reader, const struct segment *segment)
{
    const char *why = segment->form == SEGMENT_WRONG ? "neither text nor a {property}"
                                                     : "a {property} needs a line of its own";
    return drv_fail(reader->fault, DRV_INVALID, "line %u: %s: \"%.*s\"", reader->number, why,
                    (int)(segment->end - segment->start), segment->start);
}

/* Bars set the place of a code or a picture in its line as they do for text. */
static int read_property_line(struct document_reader *reader, const struct segment *segment)
{
    reader->align = segment->align;
    return document_read_property(reader, segment);
}

static int read_single(struct document_reader *reader, const struct segment *segment)
{
    switch (segment->form) {
    case SEGMENT_TEXT:
        return read_text_line(reader, segment, 1);
    case SEGMENT_PROPERTY:
        return read_property_line(reader, segment);
    case SEGMENT_RULE:
        document_add_line(reader, DOCUMENT_RULE);
        return DRV_OK;
    case SEGMENT_CUT:
        document_add_line(reader, DOCUMENT_CUT);
        return DRV_OK;
    case SEGMENT_WRONG:
        break;
    }
    return refuse_segment(reader, segment);
}

static int read_columns(struct document_reader *reader, const struct segment *segments,
                        size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (segments[i].form != SEGMENT_TEXT)
            return refuse_segment(reader, &segments[i]);
    }
    return read_text_line(reader, segments, count);
}

static int refuse_columns(struct document_reader *reader, const char *start, const char *end)
{
    return drv_fail(reader->fault, DRV_LIMIT, "line %u: more than %d columns: \"%.*s\"",
                    reader->number, DOCUMENT_COLUMNS_MOST, (int)(end - start), start);
}

static int read_line(struct document_reader *reader, const char *start, const char *end)
{
    struct segment segments[DOCUMENT_COLUMNS_MOST];
    size_t count = segment_split(start, end, &reader->passed, segments);
    int status = document_check_line(reader, end - start, segments, count);
    if (status != DRV_OK)
        return status;
    if (count == 0)
        return refuse_columns(reader, start, end);
    return count == 1 ? read_single(reader, &segments[0]) : read_columns(reader, segments, count);
}

int document_parse(const char *text, size_t length, struct document **out, struct drv_fault *fault)
{
    struct document_reader reader;
    int status = document_reader_open(&reader, text, length, fault);
    if (status != DRV_OK)
        return status;
    const char *next = reader.start;
    while (next != NULL && status == DRV_OK) {
        const char *line = next;
        const char *end = segment_line_end(line, reader.end, &next);
        reader.number++;
        status = read_line(&reader, line, end);
    }
    document_reader_close(&reader, status == DRV_OK ? out : NULL);
    return status;
}

void document_free(struct document *document)
{
    free(document);
}
