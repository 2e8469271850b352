/* SPDX-License-Identifier: MIT */
#include "document.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "text.h"
#include "text_normal.h"

/* What becomes of a byte. */
enum escape_way { AS_IT_IS, MARKED /* by a backslash before it */, HEX /* \xhh */ };

/* How a value is written where it stands. */
struct escaping {
    uint8_t ways[256];   /* enum escape_way */
    const char *space;   /* a blank at either end, where a bare one would be trimmed or align */
    const char *nothing; /* an empty value: something that reads as nothing, but stands there */
};

static const struct escaping in_text = {
    .ways = {['\\'] = MARKED,
             ['{'] = MARKED,
             ['|'] = MARKED,
             ['}'] = MARKED,
             ['-'] = MARKED,
             ['='] = MARKED,
             ['_'] = MARKED,
             ['"'] = MARKED,
             ['`'] = MARKED,
             ['^'] = MARKED,
             ['~'] = MARKED},
    .space = "~",
    .nothing = "\\!",
};

/* Here a backslash swallows the character after it unless that is one of these. */
static const struct escaping in_property = {
    .ways = {['\\'] = HEX, ['{'] = HEX, ['|'] = HEX, ['}'] = HEX, [';'] = HEX},
    .space = "\\x20",
    .nothing = "\\!",
};

static bool is_bidi_control(uint32_t codepoint)
{
    return codepoint == 0x61c || codepoint == 0x200e || codepoint == 0x200f ||
           (codepoint >= 0x202a && codepoint <= 0x202e) ||
           (codepoint >= 0x2066 && codepoint <= 0x2069);
}

static bool is_line_break(uint32_t codepoint)
{
    return (codepoint >= '\t' && codepoint <= '\r') || codepoint == 0x85 || codepoint == 0x2028 ||
           codepoint == 0x2029;
}

static bool is_dropped(uint32_t codepoint)
{
    bool control = codepoint < 0x20 || (codepoint >= 0x7f && codepoint < 0xa0);
    return control || codepoint == 0xfeff || is_bidi_control(codepoint);
}

static void add_codepoint(struct bytes *out, uint32_t codepoint)
{
    utf8proc_uint8_t encoded[4];
    utf8proc_ssize_t length = utf8proc_encode_char((utf8proc_int32_t)codepoint, encoded);
    bytes_add(out, encoded, (size_t)length);
}

/* Valid UTF-8 without controls; true where it is ASCII, which needs no normal form. */
static bool clean(const char *value, size_t length, struct bytes *out)
{
    bool ascii = true;
    const char *end = value + length;
    for (const char *p = value; p < end;) {
        uint32_t codepoint;
        if (text_is_plain(*p)) {
            bytes_add_byte(out, (uint8_t)*p++);
            continue;
        }
        p += text_next(p, end, &codepoint);
        if (is_line_break(codepoint))
            codepoint = ' ';
        if (is_dropped(codepoint))
            continue;
        ascii = ascii && codepoint < 0x80;
        add_codepoint(out, codepoint);
    }
    return ascii;
}

/* Normalises in place; where memory is out, out->failed says so. */
static void normalise(struct bytes *bytes)
{
    utf8proc_uint8_t *normal = NULL;
    utf8proc_ssize_t length = utf8proc_map(bytes->data, (utf8proc_ssize_t)bytes->length, &normal,
                                           UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    bytes_reset(bytes);
    if (length >= 0)
        bytes_add(bytes, normal, (size_t)length);
    else
        bytes->failed = true;
    free(normal);
}

static void escape_byte(struct bytes *out, char c, enum escape_way way)
{
    static const char digits[] = "0123456789abcdef";
    const char hex[] = {'\\', 'x', digits[c >> 4 & 15], digits[c & 15]}, marked[] = {'\\', c};
    if (way == HEX)
        bytes_add(out, hex, sizeof hex);
    else
        bytes_add(out, marked, sizeof marked);
}

static bool is_end_blank(const struct bytes *value, size_t i)
{
    return value->data[i] == ' ' && (i == 0 || i == value->length - 1);
}

/* How many bytes from i on go out as they are. */
static size_t plain_stretch(const struct bytes *value, size_t i, const uint8_t ways[256])
{
    size_t start = i;
    while (i < value->length && ways[value->data[i]] == AS_IT_IS && !is_end_blank(value, i))
        i++;
    return i - start;
}

static void escape_all(struct bytes *out, const struct bytes *value,
                       const struct escaping *escaping)
{
    for (size_t i = 0; i < value->length; i++) {
        size_t plain = plain_stretch(value, i, escaping->ways);
        bytes_add(out, value->data + i, plain);
        i += plain;
        if (i == value->length)
            break;
        if (is_end_blank(value, i))
            bytes_add_text(out, escaping->space);
        else
            escape_byte(out, (char)value->data[i], escaping->ways[value->data[i]]);
    }
    if (value->length == 0)
        bytes_add_text(out, escaping->nothing);
}

/* Letters, digits and the like, no blank at either end: what most values are. */
static bool needs_nothing(const char *value, size_t length)
{
    static const bool harmless[256] = {
        ['0' ... '9'] = true, ['A' ... 'Z'] = true, ['a' ... 'z'] = true,
        [' '] = true,         [','] = true,         ['.'] = true,
        [':'] = true,         ['/'] = true,         ['%'] = true,
    };
    for (size_t i = 0; i < length; i++)
        if (!harmless[(uint8_t)value[i]])
            return false;
    return length > 0 && value[0] != ' ' && value[length - 1] != ' ';
}

static void escape(struct bytes *out, const char *value, size_t length,
                   const struct escaping *escaping)
{
    struct bytes cleaned = {0};
    if (needs_nothing(value, length)) {
        bytes_add(out, value, length);
        return;
    }
    if (!clean(value, length, &cleaned) &&
        !text_is_normal((const char *)cleaned.data, cleaned.length))
        normalise(&cleaned);
    escape_all(out, &cleaned, escaping);
    out->failed = out->failed || cleaned.failed;
    bytes_free(&cleaned);
}

void document_escape_text(struct bytes *out, const char *value, size_t length)
{
    escape(out, value, length, &in_text);
}

void document_escape_property(struct bytes *out, const char *value, size_t length)
{
    escape(out, value, length, &in_property);
}
