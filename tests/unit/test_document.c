/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "../../drivers/document.h"
#include "../../drivers/document_parts.h"
#include "../../drivers/markup.h"

static struct document *parse(const char *text)
{
    struct document *document = NULL;
    struct drv_fault fault = {"no fault"};
    if (document_parse(text, strlen(text), &document, &fault) != DRV_OK)
        fail_msg("%s: %s", text, fault.text);
    return document;
}

static const struct document_run *run_at(const struct document *document, unsigned line,
                                         unsigned column, unsigned run)
{
    assert_true(line < document->line_count);
    assert_true(column < document->lines[line].column_count);
    const struct document_column *found =
        &document->columns[document->lines[line].first_column + column];
    assert_true(run < found->run_count);
    return &document->runs[found->first_run + run];
}

static void assert_text(const struct document *document, const struct document_run *run,
                        const char *text)
{
    assert_int_equal(run->length, strlen(text));
    assert_memory_equal(document->text + run->offset, text, run->length);
}

static void assert_refused(const char *text, size_t length, int status, const char *why)
{
    struct document *untouched = (struct document *)&untouched, *document = untouched;
    struct drv_fault fault = {""};
    assert_int_equal(document_parse(text, length, &document, &fault), status);
    assert_string_equal(fault.text, why);
    assert_ptr_equal(document, untouched);
    assert_int_equal(document_parse(text, length, &document, NULL), status);
}

static void bars_align_a_single_column(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        unsigned align;
    } cases[] = {
        {"text", 1}, {"|text", 0}, {"text|", 2}, {"|text|", 1},   {"  |text  ", 0},
        {"", 1},     {"|", 1},     {"||", 1},    {"|  text|", 2}, {"|text  |", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct document *document = parse(cases[i].text);
        assert_int_equal(document->lines[0].column_count, 1);
        assert_int_equal(document->columns[0].align, cases[i].align);
        document_free(document);
    }
}

static void blanks_align_the_text_between_bars(void **state)
{
    (void)state;
    struct document *document = parse("left | right| centre | \tboth\t |left");
    const uint8_t aligned[] = {0, 2, 1, 1, 0};
    assert_int_equal(document->lines[0].column_count, 5);
    for (unsigned i = 0; i < 5; i++)
        assert_int_equal(document->columns[i].align, aligned[i]);
    assert_text(document, run_at(document, 0, 3, 0), "both");
    document_free(document);
}

static void escapes_stand_for_characters(void **state)
{
    (void)state;
    struct document *document = parse("\\\\\\|\\{\\}\\-\\=\\_\\\"\\`\\^\\~~\\x41\\xe9\\q\\xz1.");
    assert_int_equal(document->columns[0].run_count, 1);
    assert_text(document, run_at(document, 0, 0, 0), "\\|{}-=_\"`^~ A\u00e9.");
    document_free(document);
}

static void control_characters_read_as_nothing(void **state)
{
    (void)state;
    struct document *document = parse("a\x1b@\\x1b\\x0a\\x7f\\x9b\t\x7f\xc2\x9b\xc2\x85z");
    assert_int_equal(document->columns[0].run_count, 1);
    assert_text(document, run_at(document, 0, 0, 0), "a@z");
    document_free(document);
}

static void decorations_are_switched_on_and_off(void **state)
{
    (void)state;
    struct document *document = parse("a_b\"c_d`e\"`^f^^g^^h^^^^^^^^^i");
    static const struct {
        const char *text;
        uint8_t flags, size;
    } runs[] = {
        {"a", 0, 0},
        {"b", MARKUP_UNDERLINE, 0},
        {"c", MARKUP_UNDERLINE | MARKUP_EMPHASIS, 0},
        {"d", MARKUP_EMPHASIS, 0},
        {"e", MARKUP_EMPHASIS | MARKUP_INVERT, 0},
        {"f", 0, 1},
        {"g", 0, 2},
        {"h", 0, 0},
        {"i", 0, 7},
    };
    for (unsigned i = 0; i < sizeof runs / sizeof runs[0]; i++) {
        const struct document_run *run = run_at(document, 0, 0, i);
        assert_text(document, run, runs[i].text);
        assert_int_equal(run->flags, runs[i].flags);
        assert_int_equal(run->size, runs[i].size);
    }
    document_free(document);
}

static void dashes_alone_are_a_rule_and_equal_signs_a_cut(void **state)
{
    (void)state;
    struct document *document = parse("-\n|---|\n=\n====\n\\-\n-=\n- | -\n--- a");
    const uint8_t kinds[] = {DOCUMENT_RULE, DOCUMENT_RULE, DOCUMENT_CUT,  DOCUMENT_CUT,
                             DOCUMENT_TEXT, DOCUMENT_TEXT, DOCUMENT_TEXT, DOCUMENT_TEXT};
    assert_int_equal(document->line_count, sizeof kinds);
    for (unsigned i = 0; i < sizeof kinds; i++)
        assert_int_equal(document->lines[i].kind, kinds[i]);
    document_free(document);
}

static void every_line_break_ends_a_line_and_the_last_begins_one(void **state)
{
    (void)state;
    struct document *document = parse("\xef\xbb\xbfone\ntwo\r\nthree\rfour\n");
    assert_int_equal(document->line_count, 5);
    assert_text(document, run_at(document, 0, 0, 0), "one");
    assert_text(document, run_at(document, 3, 0, 0), "four");
    assert_int_equal(document->lines[4].number, 5);
    document_free(document);
}

static void properties_hold_for_the_lines_below(void **state)
{
    (void)state;
    struct document *document = parse("a\n{ width: *, 4 10; b:none; a:RIGHT; text: nowrap }\nb\n"
                                      "{width:auto; border:7; align:nowhere; text:wrap;}\nc");
    assert_int_equal(document->line_count, 3);
    const struct document_format *first = &document->formats[document->lines[0].format];
    const struct document_format *second = &document->formats[document->lines[1].format];
    const struct document_format *third = &document->formats[document->lines[2].format];
    assert_int_equal(first->width_count, 0);
    assert_int_equal(first->border, 1);
    assert_true(first->wrap);
    /* "*, 4" is parted by the comma and again by the blank, as in the reference */
    const int16_t widths[] = {DOCUMENT_FILL, 0, 4, 10};
    assert_int_equal(second->width_count, 4);
    assert_memory_equal(second->widths, widths, sizeof widths);
    assert_int_equal(second->border, 0);
    assert_int_equal(second->align, 2);
    assert_false(second->wrap);
    assert_int_equal(third->width_count, 0);
    assert_int_equal(third->border, 1);
    assert_int_equal(third->align, 1);
    assert_true(third->wrap);
    document_free(document);
}

static void a_drawn_border_begins_and_ends_a_box(void **state)
{
    (void)state;
    struct document *document =
        parse("{border:line}\n{border:line}\na\n{code:A;option:qrcode;border:none}");
    const uint8_t kinds[] = {DOCUMENT_BOX_BEGIN, DOCUMENT_TEXT, DOCUMENT_BOX_END, DOCUMENT_CODE};
    assert_int_equal(document->line_count, sizeof kinds);
    for (unsigned i = 0; i < sizeof kinds; i++)
        assert_int_equal(document->lines[i].kind, kinds[i]);
    document_free(document);
}

static void a_code_carries_its_options(void **state)
{
    (void)state;
    struct document *document = parse("{o:qrcode,2,6,Q,L}\n|{c: HJ4K\\;\\x7c\\n\\x41 }\n{_:what}");
    assert_int_equal(document->line_count, 1);
    const struct document_code *code = &document->lines[0].code;
    assert_int_equal(code->module_dots, 6);
    assert_int_equal(code->level, 'q');
    assert_int_equal(code->align, 0);
    assert_int_equal(code->length, strlen("HJ4K;|\nA"));
    assert_memory_equal(document->text + code->offset, "HJ4K;|\nA", code->length);
    document_free(document);
}

static void bars_are_what_a_code_is_where_nothing_else_is_said(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint8_t module_dots, height_dots;
    } cases[] = {
        {"{code:A}", 2, 72},
        {"{option:5,1;code:A}", 2, 72},
        {"{option:Code128 3 240;code:A}", 3, 240},
        {"{option:4,241,24;code:A}", 4, 24},
        {"{option:qrcode,4,99}\n{option:code128;code:A}", 2, 72},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct document *document = parse(cases[i].text);
        const struct document_code *code = &document->lines[0].code;
        assert_int_equal(code->symbol, DOCUMENT_CODE128);
        assert_int_equal(code->module_dots, cases[i].module_dots);
        assert_int_equal(code->height_dots, cases[i].height_dots);
        document_free(document);
    }
}

static void every_kind_of_code_has_its_names(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        uint8_t symbol;
    } cases[] = {
        {"upc", DOCUMENT_UPC},       {"EAN", DOCUMENT_EAN},       {"jan", DOCUMENT_EAN},
        {"code39", DOCUMENT_CODE39}, {"itf", DOCUMENT_ITF},       {"codabar", DOCUMENT_CODABAR},
        {"nw7", DOCUMENT_CODABAR},   {"code93", DOCUMENT_CODE93}, {"code128", DOCUMENT_CODE128},
        {"qrcode", DOCUMENT_QR},     {"gs1", DOCUMENT_CODE128},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[60];
        snprintf(text, sizeof text, "{option:4,%s,7,Hri,99}\n{code:0;_:x}", cases[i].name);
        struct document *document = parse(text);
        const struct document_code *code = &document->lines[0].code;
        assert_int_equal(code->symbol, cases[i].symbol);
        assert_int_equal(code->module_dots, 4);
        assert_int_equal(code->height_dots, 99);
        assert_true(code->hri);
        document_free(document);
    }
}

static void a_picture_is_kept_as_it_stood(void **state)
{
    (void)state;
    char base64[1001];
    for (int i = 0; i < 1000; i++)
        base64[i] = "ABCXYZabcxyz0189+/="[i * 7 % 19];
    base64[1000] = '\0';
    static const struct {
        const char *before, *after;
        bool dither;
        unsigned lines;
    } forms[] = {
        {"{image:", "}|", true, 1},
        {"{i:", "}|", true, 1},
        {"{ image : ", " ;option:ean 7}|", true, 1},
        {"{option:threshold,dither;image:", ";code:1}|", false, 2},
        {"{option:threshold}\n{image:", "}|", false, 1},
        {"{border:line;image:", ";code:2}|", true, 3},
    };
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        char text[1100];
        snprintf(text, sizeof text, "%s%s%s", forms[i].before, base64, forms[i].after);
        struct document *document = parse(text);
        const struct document_line *line = document->lines;
        while (line->kind != DOCUMENT_IMAGE)
            line++;
        assert_int_equal(line->image.length, 1000);
        assert_memory_equal(document->text + line->image.offset, base64, 1000);
        assert_int_equal(line->image.align, 2);
        assert_int_equal(line->image.dither, forms[i].dither);
        assert_int_equal(document->line_count, forms[i].lines);
        document_free(document);
    }
}

static void what_cannot_be_done_is_refused_by_name(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int status;
        const char *why;
    } cases[] = {
        {"{command:\\x1bp}", DRV_UNSUPPORTED,
         "line 1: raw printer bytes are not let through: command of \"2\" bytes"},
        {"{feed:3}", DRV_INVALID, "line 1: no such property: \"feed\""},
        {"{width}", DRV_INVALID, "line 1: property \"width\" has no value"},
        {"{nonsense}", DRV_INVALID, "line 1: no such property: \"nonsense\""},
        {"{o:qrcode;code:\\!}", DRV_INVALID, "line 1: the code is empty: \"\""},
        {"{o:qrcode;code:\\x10\\x14\\x01}", DRV_INVALID,
         "line 1: a control character in a code: \"\\x10\""},
        {"{o:qrcode;code:\\x00}", DRV_INVALID, "line 1: a control character in a code: \"\\x00\""},
        {"a {b", DRV_INVALID, "line 1: neither text nor a {property}: \"a {b\""},
        {"{width:1}{width:2}", DRV_INVALID,
         "line 1: neither text nor a {property}: \"{width:1}{width:2}\""},
        {"{a\\}", DRV_INVALID, "line 1: neither text nor a {property}: \"{a\\}\""},
        {"a | {width:1}", DRV_INVALID,
         "line 1: a {property} needs a line of its own: \"{width:1}\""},
        {"caf\xe9", DRV_INVALID, "not UTF-8: byte \"\\xe9\" at offset 3"},
        {"\xc0\xaf", DRV_INVALID, "not UTF-8: byte \"\\xc0\" at offset 0"},
        {"a\xed\xa0\x80", DRV_INVALID, "not UTF-8: byte \"\\xed\" at offset 1"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_refused(cases[i].text, strlen(cases[i].text), cases[i].status, cases[i].why);
}

/* `before`, as many of `part` as the limit allows, `after`; and one more, which is refused. */
static void limits_hold_to_the_byte(void **state)
{
    (void)state;
    static const struct {
        const char *before, *part, *after;
        unsigned most;
        const char *why;
    } cases[] = {
        {"", "\n", "", 999, "\"1001\" lines of text; at most 1000"},
        {"", "\r", "", 999, "\"1001\" lines of text; at most 1000"},
        {"", "a", "", 4096, "line 1: \"4097\" bytes; at most 4096"},
        {"|", "a", "|x", 4093, "line 1: \"4097\" bytes; at most 4096"},
        {"\n{o:qrcode;code:", "a", "}", 4096, "line 2: a code of \"4097\" bytes; at most 4096"},
        {"{image:", "A", "}", 90104, "line 1: \"90113\" bytes; at most 90112"},
        {"", "{image:A}\n", "", 16, "line 17: \"17\" pictures; at most 16"},
        {"{_:", "A", "}", 90108, "line 1: \"90113\" bytes; at most 90112"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct bytes text = {0};
        bytes_add_text(&text, cases[i].before);
        for (unsigned j = 0; j < cases[i].most; j++)
            bytes_add_text(&text, cases[i].part);
        size_t length = text.length;
        bytes_add_text(&text, cases[i].after);
        struct document *document;
        assert_int_equal(document_parse((char *)text.data, text.length, &document, NULL), DRV_OK);
        document_free(document);
        text.length = length;
        bytes_add_text(&text, cases[i].part);
        bytes_add_text(&text, cases[i].after);
        assert_refused((char *)text.data, text.length, DRV_LIMIT, cases[i].why);
        bytes_free(&text);
    }
}

static void a_text_is_at_most_256_kib(void **state)
{
    (void)state;
    size_t length = 256 * 1024;
    char *text = malloc(length + 1);
    assert_non_null(text);
    for (size_t i = 0; i <= length; i++)
        text[i] = i % 1000 == 999 ? '\n' : 'a';
    struct document *document;
    assert_int_equal(document_parse(text, length, &document, NULL), DRV_OK);
    document_free(document);
    assert_refused(text, length + 1, DRV_LIMIT, "\"262145\" bytes of text; at most 262144");
    free(text);
}

static void a_33rd_column_is_refused(void **state)
{
    (void)state;
    struct document *document = parse("|1|2|3|4|5|6|7|8|9|10|11|12|13|14|15|16|17|18|19|20|21|22|23"
                                      "|24|25|26|27|28|29|30|31|32|");
    assert_int_equal(document->lines[0].column_count, 32);
    document_free(document);
    const char *text = "{a:1}\n1|2|3|4|5|6|7|8|9|0|1|2|3|4|5|6|7|8|9|0|1|2|3|4|5|6|7|8|9|0|1|2|3";
    assert_refused(text, strlen(text), DRV_LIMIT,
                   "line 2: more than 32 columns: \"1|2|3|4|5|6|7|8|9|0|1|2|3|4|5|6|7|8|9|0|1|2|3|"
                   "4|5|6|7|8|9|0|1|2|3\"");
    text = "{width:1,2,3,4,5,6,7,8,9,0,1,2,3,4,5,6,7,8,9,0,1,2,3,4,5,6,7,8,9,0,1,2,3}";
    struct document *untouched = NULL;
    assert_int_equal(document_parse(text, strlen(text), &untouched, NULL), DRV_LIMIT);
    assert_null(untouched);
}

static void text_is_read_in_normal_form(void **state)
{
    (void)state;
    struct document *document = parse("Cafe\u0301 Zoe\u0308");
    assert_text(document, run_at(document, 0, 0, 0), "Caf\u00e9 Zo\u00eb");
    document_free(document);
}

static void assert_read_as_normal(const char *text, size_t length)
{
    utf8proc_uint8_t *normal = NULL;
    utf8proc_ssize_t size = utf8proc_map((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)length,
                                         &normal, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    struct document *document = NULL;
    assert_int_equal(document_parse(text, length, &document, NULL), DRV_OK);
    if (memchr(normal, '`', (size_t)size) == NULL) {
        assert_int_equal(document->text_length, size);
        assert_memory_equal(document->text, normal, (size_t)size);
    }
    document_free(document);
    free(normal);
}

/* Alone, behind a letter, before a mark, and taken apart. */
static void every_character_is_read_in_normal_form(void **state)
{
    (void)state;
    for (utf8proc_int32_t codepoint = 0xa1; codepoint < 0x30000; codepoint++) {
        char text[16] = "e";
        bool mark_of_bytes = codepoint == 0xfeff;
        if (mark_of_bytes || (codepoint >= 0xd800 && codepoint < 0xe000))
            continue;
        size_t length = (size_t)utf8proc_encode_char(codepoint, (utf8proc_uint8_t *)text + 1);
        memcpy(text + 1 + length, "\u0301", 2);
        assert_read_as_normal(text + 1, length);
        assert_read_as_normal(text, length + 1);
        assert_read_as_normal(text + 1, length + 2);
        utf8proc_uint8_t *apart = NULL;
        utf8proc_ssize_t size =
            utf8proc_map((const utf8proc_uint8_t *)text + 1, (utf8proc_ssize_t)length, &apart,
                         UTF8PROC_STABLE | UTF8PROC_DECOMPOSE);
        assert_read_as_normal((const char *)apart, (size_t)size);
        free(apart);
    }
}

static void marks_that_normal_form_makes_are_read_as_marks(void **state)
{
    (void)state;
    struct document *document = parse("a\u1fefb\u1fefc\u1fefd\u1fefe\u1feff\u1fefg\u1fefh");
    assert_int_equal(document->run_count, 8);
    assert_int_equal(run_at(document, 0, 0, 1)->flags, MARKUP_INVERT);
    assert_text(document, run_at(document, 0, 0, 7), "h");
    document_free(document);
}

/* What stands around the field, and which column it is in. */
static const struct {
    const char *before, *after;
    unsigned columns, column;
} places[] = {
    {"", "", 1, 0},     {"|", "", 1, 0},      {"", "|", 1, 0},    {"|", "|", 1, 0},
    {"", "x", 1, 0},    {"x", "", 1, 0},      {"", " | x", 2, 0}, {"x | ", "", 2, 1},
    {"|", "|x|", 2, 0}, {"x |", "| y", 3, 1}, {"", "-", 1, 0},    {"", "=", 1, 0},
};

static void assert_field_is_text(const char *value, size_t length, const char *printed)
{
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        struct bytes text = {0};
        bytes_add_text(&text, places[i].before);
        document_escape_text(&text, value, length);
        bytes_add_text(&text, places[i].after);
        struct document *document = NULL;
        assert_int_equal(document_parse((char *)text.data, text.length, &document, NULL), DRV_OK);
        assert_int_equal(document->line_count, 1);
        assert_int_equal(document->lines[0].kind, DOCUMENT_TEXT);
        assert_int_equal(document->lines[0].column_count, places[i].columns);
        const struct document_column *column = &document->columns[places[i].column];
        for (unsigned j = 0; j < document->run_count; j++) {
            assert_int_equal(document->runs[j].flags, 0);
            assert_int_equal(document->runs[j].size, 0);
        }
        if (column->run_count > 0)
            assert_non_null(memmem(document->text + document->runs[column->first_run].offset,
                                   document->runs[column->first_run].length, printed,
                                   strlen(printed)));
        else
            assert_int_equal(strlen(printed), 0);
        document_free(document);
        bytes_free(&text);
    }
}

static void assert_field_is_value(const char *value, size_t length, const char *data)
{
    struct bytes text = {0};
    bytes_add_text(&text, "{o:qrcode;_:\\!x;code: ");
    document_escape_property(&text, value, length);
    bytes_add_text(&text, "$;align:right}\nx");
    struct document *document = NULL;
    assert_int_equal(document_parse((char *)text.data, text.length, &document, NULL), DRV_OK);
    assert_int_equal(document->line_count, 2);
    const struct document_code *code = &document->lines[0].code;
    assert_int_equal(code->length, strlen(data) + 1);
    assert_memory_equal(document->text + code->offset, data, strlen(data));
    assert_int_equal(document->formats[document->lines[1].format].align, 2);
    document_free(document);
    bytes_free(&text);
}

static void every_pair_of_characters_in_a_field_stays_text(void **state)
{
    (void)state;
    for (char first = ' '; first < 0x7f; first++) {
        for (char second = ' '; second < 0x7f; second++) {
            const char value[] = {first, second, '\0'};
            assert_field_is_text(value, 2, value);
            assert_field_is_value(value, 2, value);
        }
    }
}

static void a_hostile_field_stays_text(void **state)
{
    (void)state;
    static const struct {
        const char *value, *printed;
    } cases[] = {
        {"", ""},
        {"----", "----"},
        {"====", "===="},
        {"{command:\\x1bp}", "{command:\\x1bp}"},
        {"a|b", "a|b"},
        {"\n=\n", " = "},
        {"a\r\n\tb", "a   b"},
        {"\x1b@\x10\x14\x01", "@"},
        {"\xc2\x9bx\xc2\x85y", "x y"},
        {"\u202edoc.exe\u2066\u200f", "doc.exe"},
        {"\xff\xfe!", "\ufffd\ufffd!"},
        /* these become ; and ` in normal form C */
        {"\u037e\u1fef", ";`"},
        {"Cafe\u0301", "Caf\u00e9"},
        {"  two  ", "  two  "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_field_is_text(cases[i].value, strlen(cases[i].value), cases[i].printed);
        assert_field_is_value(cases[i].value, strlen(cases[i].value), cases[i].printed);
    }
    assert_field_is_text("a\0b", 3, "ab");
}

static void assert_wrapped(const char *text, unsigned columns, const char *expected)
{
    struct bytes out = {0};
    bytes_add_text(&out, "<");
    assert_int_equal(document_wrap(text, strlen(text), columns, &out), DRV_OK);
    bytes_add_byte(&out, '\0');
    assert_string_equal((char *)out.data + 1, expected);
    bytes_free(&out);
}

static void long_lines_break_between_words(void **state)
{
    (void)state;
    assert_wrapped("|one two three", 7, "|one two\n|three");
    assert_wrapped("one two three|", 7, "one two|\nthree|");
    assert_wrapped("one two three", 13, "one two three");
    assert_wrapped("one  two three four", 8, "one  two\nthree\nfour");
    assert_wrapped("unbreakable text", 5, "unbreakable\ntext");
    assert_wrapped("one~two three", 7, "one~two\nthree");
    assert_wrapped("\u00e9\u00e9\u00e9 \u65e5\u65e5 x", 7, "\u00e9\u00e9\u00e9 \u65e5\n\u65e5 x");
    assert_wrapped("one\\ntwo three four", 9, "one\\ntwo three\nfour");
}

static void ideographs_break_anywhere_but_at_punctuation(void **state)
{
    (void)state;
    assert_wrapped("|\u65e5\u672c\u8a9e\u6587", 6, "|\u65e5\u672c\u8a9e\n|\u6587");
    /* a stop does not begin a line, a bracket does not end one */
    assert_wrapped("\u65e5\u672c\u8a9e\u3002", 6, "\u65e5\u672c\n\u8a9e\u3002");
    assert_wrapped("\u65e5\u672c\u300c\u8a9e\u300d", 6, "\u65e5\u672c\n\u300c\u8a9e\u300d");
    assert_wrapped("\u30ab\u30d5\u30a7!", 5, "\u30ab\n\u30d5\u30a7!");
    assert_wrapped("\u65e5\u672c tea\u8a9e", 6, "\u65e5\u672c\ntea\u8a9e");
    assert_wrapped("\u65e5\u672ctea\u8a9e", 6, "\u65e5\u672c\ntea\u8a9e");
    assert_wrapped("\u65e5\"\u672c\u8a9e\"", 4, "\u65e5\"\u672c\"\n\"\u8a9e\"");
    /* Hangul breaks at blanks */
    assert_wrapped("\ud55c\uae00 \ud55c\uae00", 6, "\ud55c\uae00\n\ud55c\uae00");
    assert_wrapped("\ud55c\uae00\ud55c\uae00", 6, "\ud55c\uae00\ud55c\uae00");
    /* a choice of glyph stays with its ideograph */
    assert_wrapped("\u845b\U000e0100\u845b\U000e0101", 2, "\u845b\U000e0100\n\u845b\U000e0101");
}

static void breaks_close_decorations_and_open_them_again(void **state)
{
    (void)state;
    assert_wrapped("\"one two\" three", 5, "\"one\"\n\"two\"\nthree");
    assert_wrapped("^one two^ x", 6, "^one^\n^two^\nx");
    assert_wrapped("^^`one ^two", 4, "^^`one^^`\n^^\\!`^two");
    assert_wrapped("one_ ^^_two^^ three", 5, "one__\n_^^_two^^\nthree");
}

static void a_part_that_would_be_a_rule_or_a_cut_stays_text(void **state)
{
    (void)state;
    assert_wrapped("Valid ---", 5, "Valid\n\\---");
    assert_wrapped("|sums === total", 5, "|sums\n|\\===\n|total");
}

static void only_plain_single_columns_are_broken(void **state)
{
    (void)state;
    static const char *const kept[] = {
        "one two three | four",
        "{width:*}\none two three",
        "{text:nowrap}\none two three",
        "-----------------\n=\n{_:a comment that is long}\n",
        "{o:qrcode}\n{code:a b c d e f}\r\n\r",
    };
    for (size_t i = 0; i + 1 < sizeof kept / sizeof kept[0]; i++)
        assert_wrapped(kept[i], 7, kept[i]);
    assert_wrapped(kept[4], 7, "{o:qrcode}\n{code:a b c d e f}\n\n");
    assert_wrapped("{width:*}\n{width:auto;border:line}\none two", 8,
                   "{width:*}\n{width:auto;border:line}\none\ntwo");
}

static void what_cannot_be_read_is_not_wrapped(void **state)
{
    (void)state;
    struct bytes out = {0};
    bytes_add_text(&out, "kept");
    assert_int_equal(document_wrap("a\n{feed:3}", 10, 8, &out), DRV_INVALID);
    assert_int_equal(document_wrap("\xff", 1, 8, &out), DRV_INVALID);
    assert_int_equal(out.length, 4);
    assert_memory_equal(out.data, "kept", 4);
    bytes_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bars_align_a_single_column),
        cmocka_unit_test(blanks_align_the_text_between_bars),
        cmocka_unit_test(escapes_stand_for_characters),
        cmocka_unit_test(control_characters_read_as_nothing),
        cmocka_unit_test(decorations_are_switched_on_and_off),
        cmocka_unit_test(dashes_alone_are_a_rule_and_equal_signs_a_cut),
        cmocka_unit_test(every_line_break_ends_a_line_and_the_last_begins_one),
        cmocka_unit_test(properties_hold_for_the_lines_below),
        cmocka_unit_test(a_drawn_border_begins_and_ends_a_box),
        cmocka_unit_test(a_code_carries_its_options),
        cmocka_unit_test(bars_are_what_a_code_is_where_nothing_else_is_said),
        cmocka_unit_test(what_cannot_be_done_is_refused_by_name),
        cmocka_unit_test(limits_hold_to_the_byte),
        cmocka_unit_test(a_text_is_at_most_256_kib),
        cmocka_unit_test(every_kind_of_code_has_its_names),
        cmocka_unit_test(a_picture_is_kept_as_it_stood),
        cmocka_unit_test(a_33rd_column_is_refused),
        cmocka_unit_test(text_is_read_in_normal_form),
        cmocka_unit_test(every_character_is_read_in_normal_form),
        cmocka_unit_test(marks_that_normal_form_makes_are_read_as_marks),
        cmocka_unit_test(every_pair_of_characters_in_a_field_stays_text),
        cmocka_unit_test(a_hostile_field_stays_text),
        cmocka_unit_test(long_lines_break_between_words),
        cmocka_unit_test(ideographs_break_anywhere_but_at_punctuation),
        cmocka_unit_test(breaks_close_decorations_and_open_them_again),
        cmocka_unit_test(a_part_that_would_be_a_rule_or_a_cut_stays_text),
        cmocka_unit_test(only_plain_single_columns_are_broken),
        cmocka_unit_test(what_cannot_be_read_is_not_wrapped),
    };
    return cmocka_run_group_tests_name("document", tests, NULL, NULL);
}
