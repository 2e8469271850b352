/* SPDX-License-Identifier: MIT */
#include "json_text.h"

#include <string.h>

enum { INTEGER_TEXT = 20 };

static const char two_letters[128] = {
    ['"'] = '"',  ['\\'] = '\\', ['\b'] = 'b', ['\f'] = 'f',
    ['\n'] = 'n', ['\r'] = 'r',  ['\t'] = 't',
};

static size_t plain_length(const unsigned char *text)
{
    size_t length = 0;
    while (text[length] >= ' ' && text[length] != '"' && text[length] != '\\')
        length++;
    return length;
}

static void add_escape(struct bytes *out, unsigned char letter)
{
    static const char digits[] = "0123456789ABCDEF";
    const char escape[] = {'\\', 'u', '0', '0', digits[letter >> 4], digits[letter & 15]};
    if (two_letters[letter] != 0)
        bytes_add(out, (const char[]){'\\', two_letters[letter]}, 2);
    else
        bytes_add(out, escape, sizeof escape);
}

void json_text_string(struct bytes *out, const char *text)
{
    const unsigned char *cursor = (const unsigned char *)text;
    bytes_add_byte(out, '"');
    for (;;) {
        size_t plain = plain_length(cursor);
        bytes_add(out, cursor, plain);
        cursor += plain;
        if (*cursor == '\0')
            break;
        add_escape(out, *cursor++);
    }
    bytes_add_byte(out, '"');
}

void json_text_integer(struct bytes *out, int64_t value)
{
    char text[INTEGER_TEXT];
    size_t at = sizeof text;
    /* Negative throughout: INT64_MIN has no positive. */
    int64_t rest = value < 0 ? value : -value;
    do
        text[--at] = (char)('0' - rest % 10);
    while ((rest /= 10) != 0);
    if (value < 0)
        text[--at] = '-';
    bytes_add(out, text + at, sizeof text - at);
}
