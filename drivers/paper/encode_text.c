/* SPDX-License-Identifier: MIT */
#include <string.h>
#include <utf8proc.h>

#include "encode_parts.h"

static int refuse_character(const struct encoding *encoding, const char *text, size_t length)
{
    return encode_refuse(encoding, "\"text\": \"%.*s\" is not in the code page in force",
                         (int)length, text);
}

static int add_characters(struct encoding *encoding, struct text_reading *reading,
                          const json_t *value)
{
    const char *text = json_string_value(value);
    size_t length = json_string_length(value);
    for (size_t at = 0; at < length;) {
        utf8proc_int32_t code_point;
        uint8_t bytes[TEXT_CHARACTER_BYTES];
        utf8proc_ssize_t step = utf8proc_iterate((const utf8proc_uint8_t *)text + at,
                                                 (utf8proc_ssize_t)(length - at), &code_point);
        if (step <= 0)
            return encode_refuse(encoding, "\"text\" is not UTF-8");
        size_t count = 0;
        if (code_point >= 0x20)
            count = text_bytes_of(reading, (uint32_t)code_point, bytes);
        if (count == 0)
            return refuse_character(encoding, text + at, (size_t)step);
        bytes_add(&encoding->bytes, bytes, count);
        at += (size_t)step;
    }
    return DRV_OK;
}

/* With a number for the bytes: "text" is only there for people, but must agree. */
static int check_agrees(const struct encoding *encoding, struct text_reading *reading,
                        const uint8_t *bytes, size_t length)
{
    const json_t *value = json_object_get(encoding->object, "text");
    utf8proc_uint8_t expected[4];
    struct text_piece piece = text_piece_at(reading, bytes, length);
    size_t count = 0;
    if (piece.code_point != 0 && piece.length == length)
        count = (size_t)utf8proc_encode_char((utf8proc_int32_t)piece.code_point, expected);
    if (value == NULL)
        return count == 0 ? DRV_OK : encode_refuse(encoding, "\"text\" is missing");
    if (!json_is_string(value) || json_string_length(value) != count ||
        memcmp(json_string_value(value), expected, count) != 0)
        return encode_refuse(encoding, "\"text\" is not what the bytes mean in the code page");
    return DRV_OK;
}

static int add_code(struct encoding *encoding, struct text_reading *reading, const char *key,
                    uint32_t least, uint32_t most)
{
    uint32_t code;
    const json_t *value = json_object_get(encoding->object, key);
    int status = encode_number(encoding, key, value, least, most, &code);
    if (status != DRV_OK)
        return status;
    uint8_t bytes[4] = {(uint8_t)(code >> 24), (uint8_t)(code >> 16), (uint8_t)(code >> 8),
                        (uint8_t)code};
    size_t skipped = 0;
    while (skipped < 3 && bytes[skipped] == 0)
        skipped++;
    for (size_t i = skipped; i < sizeof bytes; i++)
        if (bytes[i] < 0x20)
            return encode_refuse(encoding, "\"%s\": \"%u\" is no text", key, code);
    bytes_add(&encoding->bytes, bytes + skipped, sizeof bytes - skipped);
    return check_agrees(encoding, reading, bytes + skipped, sizeof bytes - skipped);
}

int encode_text(struct encoding *encoding, struct text_reading *reading)
{
    if (json_object_get(encoding->object, "byte") != NULL)
        return add_code(encoding, reading, "byte", 0x20, 0xFF);
    if (json_object_get(encoding->object, "code") != NULL)
        return add_code(encoding, reading, "code", 0x2020, UINT32_MAX);
    const json_t *text = json_object_get(encoding->object, "text");
    if (!json_is_string(text))
        return encode_refuse(encoding, "\"text\" is missing or no string");
    return add_characters(encoding, reading, text);
}
