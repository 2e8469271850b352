/* SPDX-License-Identifier: MIT */
#include <string.h>
#include <strings.h>

#include "code128.h"
#include "document_reader.h"
#include "markup.h"

/* A value with its escapes undone; it lies in the document's text. */
struct value {
    const char *start, *end;
};

enum property {
    PROPERTY_TEXT,
    PROPERTY_BORDER,
    PROPERTY_WIDTH,
    PROPERTY_ALIGN,
    PROPERTY_OPTION,
    PROPERTY_CODE,
    PROPERTY_IMAGE,
    PROPERTY_COMMAND,
    PROPERTY_COMMENT,
    PROPERTY_COUNT,
};

static bool is_word(struct value value, const char *word)
{
    size_t length = (size_t)(value.end - value.start);
    return length == strlen(word) && strncasecmp(value.start, word, length) == 0;
}

/* Digits only, nothing else; large numbers come as `most`. */
static bool read_number(struct value value, unsigned most, unsigned *number)
{
    unsigned sum = 0;
    for (const char *p = value.start; p < value.end; p++) {
        if (*p < '0' || *p > '9')
            return false;
        sum = sum * 10 + (unsigned)(*p - '0');
        sum = sum < most ? sum : most;
    }
    *number = sum;
    return value.start < value.end;
}

/*
 * Takes the next item of a list parted by one comma or any blanks; false after the last. A comma
 * beside a blank parts twice and so makes an empty item, as in the reference.
 */
static bool next_item(struct value *list, struct value *item)
{
    if (list->start == NULL)
        return false;
    const char *p = list->start;
    while (p < list->end && *p != ',' && !markup_is_blank(*p))
        p++;
    *item = (struct value){list->start, p};
    const char *rest = p;
    if (p < list->end && *p == ',')
        rest = p + 1;
    else
        while (rest < list->end && markup_is_blank(*rest))
            rest++;
    list->start = rest > p ? rest : NULL;
    return true;
}

static int apply_text(struct document_reader *reader, struct value value)
{
    reader->format.wrap = !is_word(value, "nowrap");
    return DRV_OK;
}

static int border_of(struct value value)
{
    unsigned cells;
    if (is_word(value, "line"))
        return DOCUMENT_BORDER_LINE;
    if (is_word(value, "none"))
        return 0;
    return read_number(value, DOCUMENT_WIDTH_MOST, &cells) && cells <= 2 ? (int)cells : 1;
}

static int apply_border(struct document_reader *reader, struct value value)
{
    int before = reader->format.border, after = border_of(value);
    reader->format.border = after;
    if (before >= 0 && after < 0)
        document_add_line(reader, DOCUMENT_BOX_BEGIN);
    if (before < 0 && after >= 0)
        document_add_line(reader, DOCUMENT_BOX_END);
    return DRV_OK;
}

static int width_of(struct value item)
{
    unsigned cells;
    if (is_word(item, "*"))
        return DOCUMENT_FILL;
    return read_number(item, DOCUMENT_WIDTH_MOST, &cells) ? (int)cells : 0;
}

static int apply_width(struct document_reader *reader, struct value value)
{
    int16_t widths[DOCUMENT_COLUMNS_MOST] = {0};
    uint8_t count = 0;
    bool automatic = false;
    struct value list = value, item;
    while (next_item(&list, &item)) {
        if (count == DOCUMENT_COLUMNS_MOST)
            return drv_fail(reader->fault, DRV_LIMIT, "line %u: more than %d widths: \"%.*s\"",
                            reader->number, DOCUMENT_COLUMNS_MOST, (int)(value.end - value.start),
                            value.start);
        widths[count++] = (int16_t)width_of(item);
        automatic = automatic || is_word(item, "auto");
    }
    reader->format.width_count = automatic ? 0 : count;
    memcpy(reader->format.widths, widths, count * sizeof widths[0]);
    return DRV_OK;
}

static int apply_align(struct document_reader *reader, struct value value)
{
    reader->format.align = is_word(value, "left") ? 0 : is_word(value, "right") ? 2 : 1;
    return DRV_OK;
}

static const char *code_type_of(struct value item)
{
    static const char *const types[] = {
        "upc", "ean", "jan", "code39", "itf", "codabar", "nw7", "code93", "code128", "qrcode",
    };
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (is_word(item, types[i]))
            return types[i];
    }
    return NULL;
}

static char level_of(struct value item)
{
    static const char levels[] = "lmqh";
    char c = item.end - item.start == 1 ? (char)(*item.start | 0x20) : '\0';
    return c != '\0' && strchr(levels, c) != NULL ? c : '\0';
}

static void take_number(unsigned number, unsigned least, unsigned most, uint8_t *out)
{
    if (*out == 0 && number >= least && number <= most)
        *out = (uint8_t)number;
}

static void take_numbers(struct document_reader *reader, struct value item)
{
    unsigned number;
    if (!read_number(item, DOCUMENT_WIDTH_MOST, &number))
        return;
    take_number(number, 3, 8, &reader->cell_dots);
    take_number(number, 2, 4, &reader->bar_dots);
    take_number(number, 24, 240, &reader->height_dots);
}

/* The first item that can be a thing is that thing; what is not named goes back to its default. */
static int apply_option(struct document_reader *reader, struct value list)
{
    const char *type = NULL;
    char level = '\0';
    struct value item;
    reader->cell_dots = reader->bar_dots = reader->height_dots = 0;
    reader->readable = false;
    while (next_item(&list, &item)) {
        if (type == NULL)
            type = code_type_of(item);
        if (level == '\0')
            level = level_of(item);
        reader->readable = reader->readable || is_word(item, "hri");
        take_numbers(reader, item);
    }
    take_number(3, 3, 8, &reader->cell_dots);
    take_number(2, 2, 4, &reader->bar_dots);
    take_number(72, 24, 240, &reader->height_dots);
    reader->code_type = type != NULL ? type : "code128";
    reader->level = level != '\0' ? level : 'l';
    return DRV_OK;
}

/*
 * Control bytes other than tab and line ends have no place in a code: printers look for their
 * real-time commands (DLE DC4 opens a drawer) even inside the data of other commands.
 */
static int check_code(struct document_reader *reader, struct value value)
{
    if (value.start == value.end)
        return drv_fail(reader->fault, DRV_INVALID, "line %u: the code is empty: \"\"",
                        reader->number);
    for (const char *p = value.start; p < value.end; p++) {
        uint8_t byte = (uint8_t)*p;
        if ((byte < 0x20 && strchr("\t\n\r", byte) == NULL) || byte == 0 || byte == 0x7f)
            return drv_fail(reader->fault, DRV_INVALID,
                            "line %u: a control character in a code: \"\\x%02x\"", reader->number,
                            byte);
    }
    return DRV_OK;
}

static int check_code128(struct document_reader *reader, struct value value)
{
    struct code128 code;
    int length = (int)(value.end - value.start);
    if (reader->readable)
        return drv_fail(reader->fault, DRV_UNSUPPORTED,
                        "line %u: the text below a barcode is a line of its own, not \"hri\"",
                        reader->number);
    if (!code128_encode(value.start, (size_t)length, &code))
        return drv_fail(reader->fault, DRV_INVALID,
                        "line %u: code128 takes 1 to %d printable ASCII characters: \"%.*s\"",
                        reader->number, CODE128_TEXT_MOST, length < 100 ? length : 100,
                        value.start);
    return DRV_OK;
}

static struct document_code code_of(const struct document_reader *reader, struct value value)
{
    bool bars = strcmp(reader->code_type, "code128") == 0;
    return (struct document_code){
        .offset = (uint32_t)(value.start - reader->document->text),
        .length = (uint16_t)(value.end - value.start),
        .symbol = bars ? DOCUMENT_CODE128 : DOCUMENT_QR,
        .module_dots = bars ? reader->bar_dots : reader->cell_dots,
        .height_dots = reader->height_dots,
        .level = reader->level,
        .hri = reader->readable,
    };
}

static int apply_code(struct document_reader *reader, struct value value)
{
    bool bars = strcmp(reader->code_type, "code128") == 0;
    if (!bars && strcmp(reader->code_type, "qrcode") != 0)
        return drv_fail(reader->fault, DRV_UNSUPPORTED,
                        "line %u: barcodes of type \"%s\" are not drawn yet; code128 and qrcode "
                        "are",
                        reader->number, reader->code_type);
    int status = check_code(reader, value);
    if (status == DRV_OK && bars)
        status = check_code128(reader, value);
    if (status == DRV_OK)
        document_add_line(reader, DOCUMENT_CODE)->code = code_of(reader, value);
    return status;
}

static int refuse_image(struct document_reader *reader, struct value value)
{
    return drv_fail(reader->fault, DRV_UNSUPPORTED,
                    "line %u: pictures are not drawn yet: image \"%.*s\"", reader->number,
                    (int)(value.end - value.start < 16 ? value.end - value.start : 16),
                    value.start);
}

static int refuse_command(struct document_reader *reader, struct value value)
{
    return drv_fail(reader->fault, DRV_UNSUPPORTED,
                    "line %u: raw printer bytes are not let through: command of \"%td\" bytes",
                    reader->number, value.end - value.start);
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
    [PROPERTY_TEXT] = {"text", 't', apply_text},
    [PROPERTY_BORDER] = {"border", 'b', apply_border},
    [PROPERTY_WIDTH] = {"width", 'w', apply_width},
    [PROPERTY_ALIGN] = {"align", 'a', apply_align},
    [PROPERTY_OPTION] = {"option", 'o', apply_option},
    [PROPERTY_CODE] = {"code", 'c', apply_code},
    [PROPERTY_IMAGE] = {"image", 'i', refuse_image},
    [PROPERTY_COMMAND] = {"command", 'x', refuse_command},
    [PROPERTY_COMMENT] = {"comment", '_', apply_comment},
};

static int find_property(const char *key, size_t length)
{
    for (int i = 0; i < PROPERTY_COUNT; i++) {
        bool short_form = length == 1 && key[0] == properties[i].abbreviation;
        if (short_form ||
            (strlen(properties[i].name) == length && memcmp(properties[i].name, key, length) == 0))
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
static const char *member_end(const char *p, const char *end)
{
    while (p < end && *p != ';')
        p += *p == '\\' && end - p >= 2 ? 2 : 1;
    return p;
}

int document_read_property(struct document_reader *reader, const struct segment *segment)
{
    struct value values[PROPERTY_COUNT] = {0};
    const char *end = segment->end - 1;
    for (const char *p = segment->start + 1; p < end;) {
        const char *stop = member_end(p, end);
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
