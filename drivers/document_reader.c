/* SPDX-License-Identifier: MIT */
#include "document_reader.h"

#include <stdlib.h>
#include <string.h>

#include "segment.h"
#include "text.h"
#include "text_normal.h"

/* How often the characters occur that decide how much memory a document can need at most. */
struct survey {
    size_t lines, bars, braces, marks;
    bool normal; /* surely in normal form C */
    struct passed passed;
};

static const struct document_format format_at_start = {
    .border = 1,
    .align = 1,
    .wrap = true,
};

/* 0: nothing to count. Most bytes are that, so that they are passed over quickly. */
enum counted {
    COUNT_NONE,
    COUNT_LINE,
    COUNT_RETURN,
    COUNT_BAR,
    COUNT_BRACE,
    COUNT_MEMBER,
    COUNT_MARK,
    COUNT_WIDE, /* not ASCII: to be judged, not counted */
};

static const uint8_t counted_as[256] = {
    ['\n'] = COUNT_LINE,  ['\r'] = COUNT_RETURN,        ['|'] = COUNT_BAR,
    ['{'] = COUNT_BRACE,  ['\\'] = COUNT_MARK,          ['_'] = COUNT_MARK,
    ['"'] = COUNT_MARK,   ['`'] = COUNT_MARK,           ['^'] = COUNT_MARK,
    [';'] = COUNT_MEMBER, [0x80 ... 0xff] = COUNT_WIDE,
};

static void count_character(struct survey *survey, const char *p, const char *end)
{
    switch ((enum counted)counted_as[(uint8_t)*p]) {
    case COUNT_RETURN:
        survey->lines += end - p < 2 || p[1] != '\n';
        break;
    case COUNT_LINE:
        survey->lines++;
        break;
    case COUNT_BAR:
        survey->bars++;
        break;
    case COUNT_BRACE:
        survey->braces++;
        break;
    case COUNT_MARK:
        survey->marks++;
        break;
    case COUNT_NONE:
    case COUNT_MEMBER:
    case COUNT_WIDE:
        break;
    }
}

enum { BLOCK = 16 };

/* None but what is from the blank to z and not " or ; or from the backslash to `. */
static bool is_all_letters(const char block[static BLOCK])
{
    uint8_t bytes __attribute__((vector_size(BLOCK)));
    uint64_t halves[2];
    memcpy(&bytes, block, sizeof bytes);
    bytes = (uint8_t __attribute__((vector_size(BLOCK))))(
        (bytes - ' ' < 'z' - ' ' + 1) & (bytes != '"') & (bytes != ';') & (bytes - '\\' > 4));
    memcpy(halves, &bytes, sizeof halves);
    return (halves[0] & halves[1]) == UINT64_MAX;
}

static const char *pass_letters(const char *p, const char *end)
{
    while (end - p >= BLOCK && is_all_letters(p))
        p += BLOCK;
    return p;
}

/* Letters of two bytes, U+00C0 to U+02FF, are in normal form whatever stands beside them. */
static const char *pass_uncounted(const char *p, const char *end)
{
    for (p = pass_letters(p, end);; p += 2) {
        while (p < end && counted_as[(uint8_t)*p] == COUNT_NONE)
            p++;
        bool pair = end - p >= 2 && (uint8_t)*p >= 0xc3 && (uint8_t)*p <= 0xcb;
        if (!pair || ((uint8_t)p[1] & 0xc0) != 0x80)
            return p;
    }
}

static int take_survey(const char *text, size_t length, struct survey *survey,
                       struct drv_fault *fault)
{
    const char *end = text + length;
    *survey = (struct survey){.lines = 1, .normal = true};
    for (const char *p = pass_uncounted(text, end); p < end; p = pass_uncounted(p, end)) {
        uint8_t counted = counted_as[(uint8_t)*p];
        if (counted != COUNT_WIDE) {
            count_character(survey, p, end);
            p++;
            if (counted == COUNT_BRACE || counted == COUNT_MEMBER)
                p = segment_pass_picture(p, end, &survey->passed);
            continue;
        }
        uint32_t codepoint;
        size_t taken = text_next(p, end, &codepoint);
        if (taken == 1)
            return drv_fail(fault, DRV_INVALID, "not UTF-8: byte \"\\x%02x\" at offset %zu",
                            (uint8_t)*p, (size_t)(p - text));
        survey->normal = survey->normal && text_is_normal_anywhere(codepoint);
        p += taken;
    }
    return DRV_OK;
}

/* The survey is taken anew: normal form makes ` of U+1FEF. */
static int normalise(struct document_reader *reader, struct survey *survey)
{
    size_t length = (size_t)(reader->end - reader->start);
    text_normalize(reader->start, length, &reader->normal);
    if (reader->normal.failed)
        return drv_fail(reader->fault, DRV_MEMORY, "no memory to normalise %zu bytes", length);
    reader->start = (const char *)reader->normal.data;
    reader->end = reader->start + reader->normal.length;
    return take_survey(reader->start, reader->normal.length, survey, reader->fault);
}

/* One block: the parts never grow past what the survey allows. */
static struct document *take_memory(const struct survey *survey, size_t text_length)
{
    /* A line of properties can open or close a box, print a picture and print a code. */
    size_t properties = survey->braces < survey->lines ? survey->braces : survey->lines;
    size_t lines = survey->lines + 2 * properties, formats = lines;
    size_t columns = survey->lines + survey->bars, runs = columns + 2 * survey->marks;
    struct document *document = malloc(
        sizeof *document + lines * sizeof *document->lines + formats * sizeof *document->formats +
        columns * sizeof *document->columns + runs * sizeof *document->runs + text_length);
    if (document == NULL)
        return NULL;
    *document = (struct document){0};
    document->lines = (struct document_line *)(document + 1);
    document->formats = (struct document_format *)(document->lines + lines);
    document->columns = (struct document_column *)(document->formats + formats);
    document->runs = (struct document_run *)(document->columns + columns);
    document->text = (char *)(document->runs + runs);
    return document;
}

static size_t byte_order_mark(const char *text, size_t length)
{
    return length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
}

static int check_length(size_t length, struct drv_fault *fault)
{
    if (length <= DOCUMENT_TEXT_MOST)
        return DRV_OK;
    return drv_fail(fault, DRV_LIMIT, "\"%zu\" bytes of text; at most %d", length,
                    DOCUMENT_TEXT_MOST);
}

static int check_lines(const struct survey *survey, struct drv_fault *fault)
{
    if (survey->lines <= DOCUMENT_LINES_MOST)
        return DRV_OK;
    return drv_fail(fault, DRV_LIMIT, "\"%zu\" lines of text; at most %d", survey->lines,
                    DOCUMENT_LINES_MOST);
}

int document_reader_open(struct document_reader *reader, const char *text, size_t length,
                         struct drv_fault *fault)
{
    struct survey survey;
    text = length > 0 ? text : ""; /* the data of empty bytes is NULL */
    int status = check_length(length, fault);
    if (status == DRV_OK)
        status = take_survey(text, length, &survey, fault);
    if (status == DRV_OK)
        status = check_lines(&survey, fault);
    if (status != DRV_OK)
        return status;
    size_t skipped = byte_order_mark(text, length);
    *reader = (struct document_reader){
        .start = text + skipped,
        .end = text + length,
        .format = format_at_start,
        .format_changed = true,
        .fault = fault,
    };
    document_reset_option(reader);
    if (!survey.normal)
        status = normalise(reader, &survey);
    if (status != DRV_OK)
        return status;
    reader->passed = survey.passed;
    reader->document = take_memory(&survey, (size_t)(reader->end - reader->start));
    if (reader->document == NULL) {
        bytes_free(&reader->normal);
        return drv_fail(fault, DRV_MEMORY, "no memory for a text of %zu bytes", length);
    }
    return DRV_OK;
}

void document_reader_close(struct document_reader *reader, struct document **out)
{
    bytes_free(&reader->normal);
    if (out != NULL)
        *out = reader->document;
    else
        free(reader->document);
}

struct document_line *document_add_line(struct document_reader *reader, enum document_kind kind)
{
    struct document *document = reader->document;
    if (reader->format_changed)
        document->formats[document->format_count++] = reader->format;
    reader->format_changed = false;
    struct document_line *line = &document->lines[document->line_count++];
    *line = (struct document_line){
        .kind = (uint8_t)kind,
        .number = reader->number,
        .format = (uint16_t)(document->format_count - 1),
        .first_column = document->column_count,
    };
    return line;
}

int document_check_line(const struct document_reader *reader, ptrdiff_t length,
                        const struct segment *segments, size_t count)
{
    bool property = count == 1 && segments[0].form == SEGMENT_PROPERTY;
    int most = property ? DOCUMENT_PROPERTY_BYTES_MOST : DOCUMENT_LINE_BYTES_MOST;
    if (length <= most)
        return DRV_OK;
    return drv_fail(reader->fault, DRV_LIMIT, "line %u: \"%td\" bytes; at most %d", reader->number,
                    length, most);
}
