/* SPDX-License-Identifier: MIT */
#include "json_text.h"

#include <stdlib.h>
#include <string.h>

enum { INTEGER_TEXT = 20 };

static const char two_letters[128] = {
    ['"'] = '"',  ['\\'] = '\\', ['\b'] = 'b', ['\f'] = 'f',
    ['\n'] = 'n', ['\r'] = 'r',  ['\t'] = 't',
};

/* And the text's end. */
static const bool is_escaped[256] = {[0 ... ' ' - 1] = true, ['"'] = true, ['\\'] = true};

static size_t plain_length(const unsigned char *text)
{
    size_t length = 0;
    while (!is_escaped[text[length]])
        length++;
    return length;
}

static void add_plain(struct bytes *out, const unsigned char *text, size_t length)
{
    uint8_t *room = bytes_grow(out, length + 2);
    if (room == NULL)
        return;
    room[0] = room[length + 1] = '"';
    memcpy(room + 1, text, length);
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
    size_t plain = plain_length(cursor);
    if (cursor[plain] == '\0')
        return add_plain(out, cursor, plain);
    bytes_add_byte(out, '"');
    for (;; plain = plain_length(cursor)) {
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

static void add_members(struct bytes *out, json_t *object)
{
    uint8_t before = '{';
    if (json_object_size(object) == 0)
        bytes_add_byte(out, before);
    for (void *at = json_object_iter(object); at != NULL; at = json_object_iter_next(object, at)) {
        bytes_add_byte(out, before);
        before = ',';
        json_text_string(out, json_object_iter_key(at));
        bytes_add_byte(out, ':');
        json_text_value(out, json_object_iter_value(at));
    }
    bytes_add_byte(out, '}');
}

static void add_elements(struct bytes *out, const json_t *array)
{
    size_t count = json_array_size(array);
    bytes_add_byte(out, '[');
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            bytes_add_byte(out, ',');
        json_text_value(out, json_array_get(array, i));
    }
    bytes_add_byte(out, ']');
}

static void add_real(struct bytes *out, const json_t *value)
{
    char *text = json_dumps(value, JSON_ENCODE_ANY);
    if (text != NULL)
        bytes_add_text(out, text);
    else
        out->failed = true;
    free(text);
}

void json_text_value(struct bytes *out, const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        return add_members(out, (json_t *)value);
    case JSON_ARRAY:
        return add_elements(out, value);
    case JSON_STRING:
        return json_text_string(out, json_string_value(value));
    case JSON_INTEGER:
        return json_text_integer(out, json_integer_value(value));
    case JSON_REAL:
        return add_real(out, value);
    case JSON_TRUE:
        return bytes_add_text(out, "true");
    case JSON_FALSE:
        return bytes_add_text(out, "false");
    case JSON_NULL:
        return bytes_add_text(out, "null");
    }
}
