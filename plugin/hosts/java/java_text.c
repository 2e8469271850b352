/* SPDX-License-Identifier: MIT */
#include "java_text.h"

#include <stdbool.h>
#include <stdlib.h>
#include <utf8proc.h>

enum { REPLACEMENT = 0xFFFD, HIGH_FIRST = 0xD800, LOW_FIRST = 0xDC00, BEYOND_BMP = 0x10000 };

static bool is_half(uint16_t unit, int first)
{
    return unit >= first && unit < first + 0x400;
}

/* How many units the point took. */
static size_t next_point(const uint16_t *units, size_t count, int32_t *point)
{
    *point = units[0];
    if (count > 1 && is_half(units[0], HIGH_FIRST) && is_half(units[1], LOW_FIRST)) {
        *point = BEYOND_BMP + ((units[0] - HIGH_FIRST) << 10) + (units[1] - LOW_FIRST);
        return 2;
    }
    if (units[0] == 0 || is_half(units[0], HIGH_FIRST) || is_half(units[0], LOW_FIRST))
        *point = REPLACEMENT;
    return 1;
}

void java_text_to_utf8(const uint16_t *units, size_t count, struct bytes *out)
{
    for (size_t at = 0; at < count;) {
        int32_t point;
        uint8_t encoded[4];
        at += next_point(units + at, count - at, &point);
        bytes_add(out, encoded, (size_t)utf8proc_encode_char(point, encoded));
    }
}

static size_t put_point(int32_t point, uint16_t *units)
{
    if (point < BEYOND_BMP) {
        units[0] = (uint16_t)point;
        return 1;
    }
    units[0] = (uint16_t)(HIGH_FIRST + ((point - BEYOND_BMP) >> 10));
    units[1] = (uint16_t)(LOW_FIRST + ((point - BEYOND_BMP) & 0x3FF));
    return 2;
}

size_t java_text_to_utf16(const char *text, size_t length, uint16_t *units)
{
    size_t count = 0;
    for (size_t at = 0; at < length;) {
        int32_t point;
        utf8proc_ssize_t took = utf8proc_iterate((const utf8proc_uint8_t *)text + at,
                                                 (utf8proc_ssize_t)(length - at), &point);
        at += took > 0 ? (size_t)took : 1;
        count += put_point(took > 0 ? point : REPLACEMENT, units + count);
    }
    return count;
}

const char *java_text_take(struct jni_env *env, struct jni_object *string, struct java_text *out)
{
    uint16_t units[JAVA_TEXT_UNITS];
    *out = (struct java_text){.bytes = {0}};
    if (string == NULL)
        return NULL;
    int32_t count = env->functions->get_string_length(env, string);
    if (count > JAVA_TEXT_UNITS)
        count = JAVA_TEXT_UNITS;
    env->functions->get_string_region(env, string, 0, count, units);
    java_text_to_utf8(units, (size_t)count, &out->bytes);
    bytes_add_byte(&out->bytes, '\0');
    return out->bytes.failed ? NULL : (const char *)out->bytes.data;
}

void java_text_free(struct java_text *text)
{
    bytes_free(&text->bytes);
}

struct jni_object *java_text_give(struct jni_env *env, const char *text, size_t length)
{
    uint16_t *units = malloc((length + 1) * sizeof *units);
    if (units == NULL)
        return NULL;
    size_t count = java_text_to_utf16(text, length, units);
    struct jni_object *string = env->functions->new_string(env, units, (int32_t)count);
    env->functions->exception_clear(env);
    free(units);
    return string;
}
