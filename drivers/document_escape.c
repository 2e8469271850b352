/* SPDX-License-Identifier: MIT */
#include "document.h"

#include <utf8proc.h>

#include "text.h"
#include "text_normal.h"

/* What a byte of a value needs where it stands. */
enum need {
    NEEDS_NOTHING,
    NEEDS_SPACE, /* a blank: at either end a bare one would be trimmed or align */
    NEEDS_MARK,  /* a backslash before it */
    NEEDS_HEX,   /* \xhh */
    NEEDS_LOOK,  /* a control character, or a part of a longer one */
    BEGINS_PAIR, /* U+00C0 to U+02FF: letters, in normal form whatever stands beside them */
};

#define NEEDS_ANYWHERE                                                                             \
    [0 ... 0x1f] = NEEDS_LOOK, [' '] = NEEDS_SPACE, [0x7f ... 0xc2] = NEEDS_LOOK,                  \
           [0xc3 ... 0xcb] = BEGINS_PAIR, [0xcc ... 0xff] = NEEDS_LOOK

/* How a value is written where it stands. */
struct escaping {
    uint8_t needs[256];  /* enum need */
    const char *space;   /* a blank at either end */
    const char *nothing; /* an empty value: something that reads as nothing, but stands there */
};

static const struct escaping in_text = {
    .needs = {NEEDS_ANYWHERE, ['\\'] = NEEDS_MARK, ['{'] = NEEDS_MARK, ['|'] = NEEDS_MARK,
              ['}'] = NEEDS_MARK, ['-'] = NEEDS_MARK, ['='] = NEEDS_MARK, ['_'] = NEEDS_MARK,
              ['"'] = NEEDS_MARK, ['`'] = NEEDS_MARK, ['^'] = NEEDS_MARK, ['~'] = NEEDS_MARK},
    .space = "~",
    .nothing = "\\!",
};

/* Here a backslash swallows the character after it unless that is one of these. */
static const struct escaping in_property = {
    .needs = {NEEDS_ANYWHERE, ['\\'] = NEEDS_HEX, ['{'] = NEEDS_HEX, ['|'] = NEEDS_HEX,
              ['}'] = NEEDS_HEX, [';'] = NEEDS_HEX},
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

/* The next character, breaks of lines as blanks; false where it is one that is left out. */
static bool take_clean(const char **p, const char *end, uint32_t *codepoint)
{
    *p += text_next(*p, end, codepoint);
    if (is_line_break(*codepoint))
        *codepoint = ' ';
    return !is_dropped(*codepoint);
}

/* Valid UTF-8 without controls, in normal form. */
static void clean(struct bytes *out, const char *value, size_t length)
{
    struct bytes kept = {0};
    for (const char *p = value, *end = value + length; p < end;) {
        uint32_t codepoint;
        if (take_clean(&p, end, &codepoint))
            add_codepoint(&kept, codepoint);
    }
    text_normalize((const char *)kept.data, kept.length, out);
    out->failed = out->failed || kept.failed;
    bytes_free(&kept);
}

static void add_hex(struct bytes *out, char c)
{
    static const char digits[] = "0123456789abcdef";
    const char hex[] = {'\\', 'x', digits[c >> 4 & 15], digits[c & 15]};
    bytes_add(out, hex, sizeof hex);
}

static void add_ascii(struct bytes *out, char c, bool first, const struct escaping *escaping)
{
    uint8_t need = escaping->needs[(uint8_t)c];
    if (need == NEEDS_SPACE && first) {
        bytes_add_text(out, escaping->space);
    } else if (need == NEEDS_HEX) {
        add_hex(out, c);
    } else {
        if (need == NEEDS_MARK)
            bytes_add_byte(out, '\\');
        bytes_add_byte(out, (uint8_t)c);
    }
}

/* False where it may not be in normal form, for what stands beside it. */
static bool add_looked_at(struct bytes *out, const char **p, const char *end, bool first,
                          const struct escaping *escaping)
{
    uint32_t codepoint;
    if (!take_clean(p, end, &codepoint))
        return true;
    if (codepoint < 0x80)
        add_ascii(out, (char)codepoint, first, escaping);
    else
        add_codepoint(out, codepoint);
    return text_is_normal_anywhere(codepoint);
}

/* Behind what needs nothing where it stands; blanks not at the beginning are such. */
static const char *skip_harmless(const char *p, const char *end, const uint8_t needs[256])
{
    for (;; p += 2) {
        while (p < end && needs[(uint8_t)*p] <= NEEDS_SPACE)
            p++;
        if (end - p < 2 || needs[(uint8_t)*p] != BEGINS_PAIR || ((uint8_t)p[1] & 0xc0) != 0x80)
            return p;
    }
}

/* Only there is it known which blank is the last. */
static void end_value(struct bytes *out, size_t start, const struct escaping *escaping)
{
    if (out->length == start) {
        bytes_add_text(out, escaping->nothing);
    } else if (out->data[out->length - 1] == ' ') {
        out->length--;
        bytes_add_text(out, escaping->space);
    }
}

/* False where it may not be in normal form. */
static bool add_escaped(struct bytes *out, const char *value, size_t length,
                        const struct escaping *escaping)
{
    size_t start = out->length;
    bool normal = true;
    for (const char *p = value, *end = value + length; p < end;) {
        bool first = out->length == start;
        const char *stop = first && *p == ' ' ? p : skip_harmless(p, end, escaping->needs);
        bytes_add(out, p, (size_t)(stop - p));
        if (stop > p)
            p = stop;
        else if (escaping->needs[(uint8_t)*p] < NEEDS_LOOK)
            add_ascii(out, *p++, first, escaping);
        else
            normal = add_looked_at(out, &p, end, first, escaping) && normal;
    }
    end_value(out, start, escaping);
    return normal;
}

/* Most values are in normal form, and are found to be so on the way. */
static void escape(struct bytes *out, const char *value, size_t length,
                   const struct escaping *escaping)
{
    size_t start = out->length;
    struct bytes cleaned = {0};
    if (add_escaped(out, value, length, escaping))
        return;
    out->length = start;
    clean(&cleaned, value, length);
    add_escaped(out, (const char *)cleaned.data, cleaned.length, escaping);
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
