/* SPDX-License-Identifier: MIT */
/* Whatever a field says, the document around it keeps its shape. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>
#include <utf8proc.h>

#include "../../drivers/document.h"
#include "../../drivers/document_parts.h"
#include "../../drivers/layout.h"
#include "../../drivers/text.h"

enum { COLUMNS = 255 };

/* Where a field can stand: in text, in each place of a line, beside every mark; and in a value. */
static const struct place {
    const char *before, *after;
    void (*escape)(struct bytes *out, const char *value, size_t length);
} places[] = {
    {"", "", document_escape_text},
    {"|", "", document_escape_text},
    {"", "|", document_escape_text},
    {"|", "|", document_escape_text},
    {"a ", "", document_escape_text},
    {"", " a", document_escape_text},
    {"a", "b", document_escape_text},
    {"x | ", "", document_escape_text},
    {"", " | x", document_escape_text},
    {"x |", "| y", document_escape_text},
    {"|x|", "|y|", document_escape_text},
    {"-", "-", document_escape_text},
    {"", "-", document_escape_text},
    {"=", "", document_escape_text},
    {"_a", "b_ on", document_escape_text},
    {"\"a", "b\" on", document_escape_text},
    {"a`b", "c`", document_escape_text},
    {"^a", "b^ on", document_escape_text},
    {"^^^^^^^", "x", document_escape_text},
    {"~", "~", document_escape_text},
    {"\\\\", "\\\\", document_escape_text},
    {"\\n", "\\n", document_escape_text},
    {"\\x41", "41", document_escape_text},
    {"1\n", "\n3", document_escape_text},
    {"{border:line}\n-\n|a|", "|\n-\n|b|c|\n{border:space}", document_escape_text},
    {"{_:", "}\na | b", document_escape_property},
    {"{_: ", " ;border:line}\na | b", document_escape_property},
    {"{border:line;_:", ";align:left}\na | b", document_escape_property},
    {"|{o:qrcode,8;c:x", "}|\n{_:", document_escape_property},
    {"{code:x", ";option:qrcode}\nx", document_escape_property},
};

enum { PLACES = sizeof places / sizeof places[0] };

/*
 * What a reader of the paper would call another document: lines, columns, alignments, looks and
 * rows. Plain text counts for nothing, for some values leave none behind.
 */
static void add_document_shape(const struct document *document, struct bytes *shape)
{
    for (uint32_t i = 0; i < document->line_count; i++) {
        const struct document_line *line = &document->lines[i];
        const struct document_format *format = &document->formats[line->format];
        bytes_add_byte(shape, 'L');
        bytes_add_byte(shape, line->kind);
        bytes_add_byte(shape, (uint8_t)line->number);
        bytes_add_byte(shape, (uint8_t)format->border);
        bytes_add_byte(shape, format->align);
        for (unsigned j = 0; j < line->column_count; j++) {
            bytes_add_byte(shape, 'C');
            bytes_add_byte(shape, document->columns[line->first_column + j].align);
        }
    }
    for (uint32_t i = 0; i < document->run_count; i++) {
        const struct document_run *run = &document->runs[i];
        if (run->flags == 0 && run->size == 0 && !run->breaks)
            continue;
        bytes_add_byte(shape, 'R');
        bytes_add_byte(shape, run->flags);
        bytes_add_byte(shape, run->size);
        bytes_add_byte(shape, run->breaks);
    }
}

static void add_layout_shape(const struct document *document, struct bytes *shape)
{
    struct layout layout = {0};
    const struct layout_medium medium = {.columns = COLUMNS};
    struct drv_fault fault = {""};
    if (layout_build(&layout, document, &medium, &fault) != DRV_OK)
        fail_msg("%s", fault.text);
    for (size_t i = 0; i < layout_row_count(&layout); i++)
        bytes_add_byte(shape, layout_row_at(&layout, i)->kind);
    layout_free(&layout);
}

static bool is_harmless(uint32_t codepoint)
{
    bool control = codepoint < 0x20 || (codepoint >= 0x7f && codepoint < 0xa0);
    bool bidi = codepoint == 0x61c || codepoint == 0x200e || codepoint == 0x200f ||
                (codepoint >= 0x202a && codepoint <= 0x202e) ||
                (codepoint >= 0x2066 && codepoint <= 0x2069);
    return !control && !bidi && codepoint != 0x2028 && codepoint != 0x2029;
}

/* Line ends within codes are ours: the value's have become blanks. */
static void assert_text_is_harmless(const struct document *document)
{
    const char *end = document->text + document->text_length;
    for (const char *p = document->text; p < end;) {
        uint32_t codepoint;
        p += text_next(p, end, &codepoint);
        assert_true(is_harmless(codepoint));
    }
}

static void fill(const struct place *place, const char *value, size_t length, struct bytes *text)
{
    bytes_add_text(text, place->before);
    place->escape(text, value, length);
    bytes_add_text(text, place->after);
    if (strstr(place->after, "{_:") != NULL) {
        place->escape(text, value, length);
        bytes_add_text(text, "}");
    }
}

static void take_shape(const struct place *place, const char *value, size_t length,
                       struct bytes *shape)
{
    struct bytes text = {0};
    struct document *document = NULL;
    struct drv_fault fault = {""};
    fill(place, value, length, &text);
    if (document_parse((char *)text.data, text.length, &document, &fault) != DRV_OK)
        fail_msg("%.*s: %s", (int)text.length, (char *)text.data, fault.text);
    assert_text_is_harmless(document);
    add_document_shape(document, shape);
    add_layout_shape(document, shape);
    document_free(document);
    bytes_free(&text);
}

/* Breaking a line makes more of them, but no rule, cut or property of what was text. */
static void assert_wrapping_keeps_text(const struct place *place, const char *value, size_t length)
{
    struct bytes text = {0}, wrapped = {0};
    struct document *document = NULL;
    if (place->escape != document_escape_text || strchr(place->before, '{') != NULL)
        return;
    fill(place, value, length, &text);
    assert_int_equal(document_wrap((char *)text.data, text.length, 3, &wrapped), DRV_OK);
    assert_int_equal(document_parse((char *)wrapped.data, wrapped.length, &document, NULL), DRV_OK);
    for (uint32_t i = 0; i < document->line_count; i++)
        assert_int_equal(document->lines[i].kind, DOCUMENT_TEXT);
    assert_text_is_harmless(document);
    document_free(document);
    bytes_free(&wrapped);
    bytes_free(&text);
}

static void assert_shape_is_kept(const char *value, size_t length)
{
    for (size_t i = 0; i < PLACES; i++) {
        struct bytes shape = {0}, expected = {0};
        take_shape(&places[i], "x", 1, &expected);
        take_shape(&places[i], value, length, &shape);
        assert_int_equal(shape.length, expected.length);
        assert_memory_equal(shape.data, expected.data, shape.length);
        bytes_free(&shape);
        bytes_free(&expected);
        assert_wrapping_keeps_text(&places[i], value, length);
    }
}

static void assert_codepoint_keeps_shape(uint32_t codepoint)
{
    char value[12];
    size_t each = (size_t)utf8proc_encode_char((utf8proc_int32_t)codepoint, (uint8_t *)value);
    memcpy(value + each, value, each);
    memcpy(value + 2 * each, value, each);
    assert_shape_is_kept(value, each);
    assert_shape_is_kept(value, 3 * each);
}

static void every_character_below_u_0300_stays_text(void **state)
{
    (void)state;
    for (uint32_t codepoint = 0; codepoint < 0x300; codepoint++)
        assert_codepoint_keeps_shape(codepoint);
}

static void every_byte_that_is_not_utf8_stays_text(void **state)
{
    (void)state;
    for (int byte = 0x80; byte <= 0xff; byte++) {
        const char value[] = {(char)byte, '|', (char)byte};
        assert_shape_is_kept(value, 1);
        assert_shape_is_kept(value, 3);
    }
}

static void directions_line_ends_and_what_normal_form_makes_stay_text(void **state)
{
    (void)state;
    static const uint32_t codepoints[] = {
        0x037e, 0x0387, 0x061c, 0x1fef, 0x180e, 0x200b, 0x200c, 0x200d, 0x200e,  0x200f,
        0x2028, 0x2029, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2060, 0x2066,  0x2067,
        0x2068, 0x2069, 0x3000, 0xfe0f, 0xfeff, 0xff5b, 0xff5c, 0xfffe, 0x1f468, 0xe0001,
    };
    for (size_t i = 0; i < sizeof codepoints / sizeof codepoints[0]; i++)
        assert_codepoint_keeps_shape(codepoints[i]);
}

static void markup_in_words_stays_text(void **state)
{
    (void)state;
    static const char *const values[] = {
        "---",
        "===",
        "{border:line}",
        "{command:\\x1bp}",
        "} {",
        "|",
        "a|b|c",
        "\\",
        "\\\\",
        "\\n",
        "\\x1b",
        "\\x0a",
        "x\n=\n{code:1}",
        "x\r{_:",
        ";option:ean",
        "\\;",
        "\\x3b\\x7d",
        "~",
        "^^^",
        "\"_`",
        "\x10\x14\x01",
        "\x1b@\x1dV\1",
        "\xc0\xafx",
        "\xed\xa0\x80",
        "\xf4\x90\x80\x80",
        " ",
        "   ",
        "\t",
        " - ",
        "\\!",
    };
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
        assert_shape_is_kept(values[i], strlen(values[i]));
    assert_shape_is_kept("\0|", 2);
    assert_shape_is_kept("", 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_character_below_u_0300_stays_text),
        cmocka_unit_test(every_byte_that_is_not_utf8_stays_text),
        cmocka_unit_test(directions_line_ends_and_what_normal_form_makes_stay_text),
        cmocka_unit_test(markup_in_words_stays_text),
    };
    return cmocka_run_group_tests_name("document_escape", tests, NULL, NULL);
}
