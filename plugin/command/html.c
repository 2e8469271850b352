/* SPDX-License-Identifier: MIT */
#include "html.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <utf8proc.h>

static const char replacement[] = "\xEF\xBF\xBD";

void html_add(struct bytes *out, const char *format, ...)
{
    char piece[HTML_PIECE];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(piece, sizeof piece, format, arguments);
    va_end(arguments);
    if (length < 0 || length >= HTML_PIECE)
        out->failed = true;
    else
        bytes_add(out, piece, (size_t)length);
}

static const char *entity(utf8proc_int32_t character)
{
    switch (character) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

static bool is_control(utf8proc_int32_t character)
{
    return character < 0x20 || (character >= 0x7F && character < 0xA0);
}

static void add_character(struct bytes *out, utf8proc_int32_t character, const char *bytes,
                          size_t length)
{
    const char *name = entity(character);
    if (name != NULL)
        bytes_add_text(out, name);
    else if (character == 0xFFFE || character == 0xFFFF)
        bytes_add_text(out, replacement);
    else if (!is_control(character))
        bytes_add(out, bytes, length);
}

void html_text(struct bytes *out, const char *text)
{
    size_t left = strlen(text);
    while (left > 0) {
        utf8proc_int32_t character;
        utf8proc_ssize_t length =
            utf8proc_iterate((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)left, &character);
        if (text[0] == ' ' && text[1] == '%')
            bytes_add_text(out, "&#160;");
        else if (length > 0)
            add_character(out, character, text, (size_t)length);
        else
            bytes_add_text(out, replacement);
        size_t step = length > 0 ? (size_t)length : 1;
        text += step;
        left -= step;
    }
}

void html_foreign(struct bytes *out, const char *text)
{
    bytes_add_text(out, "<bdi>");
    html_text(out, text);
    bytes_add_text(out, "</bdi>");
}
