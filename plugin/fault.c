/* SPDX-License-Identifier: MIT */
#include "fault.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <utf8proc.h>

enum { ASCII_END = 0x80 };

/* What is quoted may be no text, or cut in the midst of a character. */
void fault_make_utf8(char *text)
{
    utf8proc_uint8_t *cursor = (utf8proc_uint8_t *)text;
    utf8proc_ssize_t left = (utf8proc_ssize_t)strlen(text);
    while (left > 0) {
        utf8proc_int32_t point;
        utf8proc_ssize_t used = *cursor < ASCII_END ? 1 : utf8proc_iterate(cursor, left, &point);
        if (used <= 0) {
            *cursor = '?';
            used = 1;
        }
        cursor += used;
        left -= used;
    }
}

void fault_quote_point(int32_t point, char out[FAULT_POINT])
{
    utf8proc_uint8_t bytes[5] = {0};
    if (utf8proc_charwidth(point) > 0 && utf8proc_category(point) != UTF8PROC_CATEGORY_ZS)
        utf8proc_encode_char(point, bytes);
    if (bytes[0] != '\0')
        snprintf(out, FAULT_POINT, "\"%s\"", (const char *)bytes);
    else
        snprintf(out, FAULT_POINT, "U+%04X", (unsigned)point);
}

void fault_set(struct fault *fault, const char *format, ...)
{
    if (fault == NULL)
        return;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(fault->text, sizeof fault->text, format, arguments);
    va_end(arguments);
    fault_make_utf8(fault->text);
}
