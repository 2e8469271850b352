/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "document_value.h"
#include "markup.h"
#include "segment.h"

enum property {
    PROPERTY_TEXT,
    PROPERTY_BORDER,
    PROPERTY_WIDTH,
    PROPERTY_ALIGN,
    PROPERTY_OPTION,
    PROPERTY_IMAGE,
    PROPERTY_CODE,
    PROPERTY_COMMAND,
    PROPERTY_COMMENT,
    PROPERTY_COUNT,
};

static int refuse_command(struct document_reader *reader, struct value value)
{
    return drv_fail(reader->fault, DRV_UNSUPPORTED,
                    "line %u: raw printer bytes are not let through: command of \"%zu\" bytes",
                    reader->number, value_length(value));
}

static int apply_comment(struct document_reader *reader, struct value value)
{
    (void)reader, (void)value;
    return DRV_OK;
}

/* In the order in which a line's properties take effect, whatever their order in the line. */
static const struct {
    const char *name;
    char abbreviation;
    int (*apply)(struct document_reader *reader, struct value value);
} properties[PROPERTY_COUNT] = {
    [PROPERTY_TEXT] = {"text", 't', document_apply_text},
    [PROPERTY_BORDER] = {"border", 'b', document_apply_border},
    [PROPERTY_WIDTH] = {"width", 'w', document_apply_width},
    [PROPERTY_ALIGN] = {"align", 'a', document_apply_align},
    [PROPERTY_OPTION] = {"option", 'o', document_apply_option},
    [PROPERTY_IMAGE] = {"image", 'i', document_apply_image},
    [PROPERTY_CODE] = {"code", 'c', document_apply_code},
    [PROPERTY_COMMAND] = {"command", 'x', refuse_command},
    [PROPERTY_COMMENT] = {"comment", '_', apply_comment},
};

static int find_property(const char *key, size_t length)
{
    for (int i = 0; i < PROPERTY_COUNT; i++) {
        const char *name = properties[i].name;
        bool short_form = length == 1 && key[0] == properties[i].abbreviation;
        if (short_form || (length > 0 && key[0] == name[0] && strlen(name) == length &&
                           memcmp(name, key, length) == 0))
            return i;
    }
    return -1;
}

static void append(struct document *document, const char *text, size_t length)
{
    memcpy(document->text + document->text_length, text, length);
    document->text_length += (uint32_t)length;
}

/* In values, unlike in text, control characters can be meant: the \x0a of a vCard in a code. */
static void append_escape(struct document *document, const struct markup_token *token)
{
    char control = (char)token->value;
    if (token->kind == MARKUP_BREAK)
        append(document, "\n", 1);
    else if (token->kind == MARKUP_TEXT)
        append(document, token->text, token->length);
    else if (token->control)
        append(document, &control, 1);
}

static struct value undo_escapes(struct document *document, const char *start, const char *end)
{
    const char *begin = document->text + document->text_length;
    for (const char *p = start; p < end;) {
        const char *backslash = memchr(p, '\\', (size_t)(end - p));
        const char *stop = backslash != NULL ? backslash : end;
        append(document, p, (size_t)(stop - p));
        p = stop;
        if (p == end)
            break;
        struct markup_token token;
        p += markup_property_escape(p, end, &token);
        append_escape(document, &token);
    }
    return (struct value){begin, document->text + document->text_length};
}

static void skip_blanks(const char **p, const char *end)
{
    while (*p < end && markup_is_blank(**p))
        ++*p;
}

/* One "key: value"; blank ones are allowed between semicolons. */
static int read_member(struct document_reader *reader, const char *start, const char *end,
                       struct value values[PROPERTY_COUNT])
{
    skip_blanks(&start, end);
    while (start < end && markup_is_blank(end[-1]))
        end--;
    if (start == end)
        return DRV_OK;
    const char *colon = memchr(start, ':', (size_t)(end - start));
    const char *key_end = colon != NULL ? colon : end;
    while (key_end > start && markup_is_blank(key_end[-1]))
        key_end--;
    int found = find_property(start, (size_t)(key_end - start));
    if (found < 0)
        return drv_fail(reader->fault, DRV_INVALID, "line %u: no such property: \"%.*s\"",
                        reader->number, (int)(key_end - start), start);
    const char *value = colon != NULL ? colon + 1 : end;
    skip_blanks(&value, end);
    if (value == end)
        return drv_fail(reader->fault, DRV_INVALID, "line %u: property \"%s\" has no value",
                        reader->number, properties[found].name);
    values[found] = undo_escapes(reader->document, value, end);
    return DRV_OK;
}

/* A semicolon behind a backslash belongs to the value. */
static const char *member_end(const char *p, const char *end, struct passed *passed)
{
    p = segment_pass_picture(p, end, passed);
    while (p < end && *p != ';')
        p += *p == '\\' && end - p >= 2 ? 2 : 1;
    return p;
}

int document_read_property(struct document_reader *reader, const struct segment *segment)
{
    struct value values[PROPERTY_COUNT] = {0};
    const char *end = segment->end - 1;
    for (const char *p = segment->start + 1; p < end;) {
        const char *stop = member_end(p, end, &reader->passed);
        int status = read_member(reader, p, stop, values);
        if (status != DRV_OK)
            return status;
        p = stop < end ? stop + 1 : end;
    }
    int status = DRV_OK;
    for (int i = 0; i < PROPERTY_COUNT && status == DRV_OK; i++) {
        if (values[i].start == NULL)
            continue;
        reader->format_changed = true;
        status = properties[i].apply(reader, values[i]);
    }
    return status;
}
