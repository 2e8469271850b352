/* SPDX-License-Identifier: MIT */
#include "export_amount.h"

#include <string.h>

#include "../../config/config.h"

enum { DIGITS_MOST = 18, GROUPS_MOST = 8, BLANK = ' ', APOSTROPHE = '\'' };

/* Longer ones first. The block of Unicode for currency signs is looked for besides. */
static const char *const signs[] = {"US$",       "kr.",       "Fr.",      "R$",       "C$",
                                    "A$",        "$",         "\xC2\xA3", "\xC2\xA5", "kr",
                                    "z\xC5\x82", "K\xC4\x8D", "Ft",       "lei"};
static const char *const blanks[] = {" ", "\xC2\xA0", "\xE2\x80\xAF"};
static const char *const apostrophes[] = {"'", "\xE2\x80\x99"};
static const char *const minuses[] = {"-", "\xE2\x88\x92"};
#define LENGTH(list) (sizeof(list) / sizeof(list)[0])

struct span {
    const char *at, *end;
};

/* The digits of one amount, in groups: group[0] separator[0] group[1] … */
struct shape {
    bool negative;
    int64_t value;
    int count; /* of separators */
    char separator[GROUPS_MOST];
    int group[GROUPS_MOST + 1];
    bool leading_zero;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t starts_with(struct span span, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(list[i]);
        if ((size_t)(span.end - span.at) >= length && memcmp(span.at, list[i], length) == 0)
            return length;
    }
    return 0;
}

static size_t ends_with(struct span span, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(list[i]);
        if ((size_t)(span.end - span.at) >= length &&
            memcmp(span.end - length, list[i], length) == 0)
            return length;
    }
    return 0;
}

/* U+20A0 to U+20CF, of which the euro is one, or a code of ISO 4217. */
static size_t is_currency(const char *at, size_t left)
{
    const unsigned char *byte = (const unsigned char *)at;
    uint8_t digits;
    if (left < 3)
        return 0;
    if (byte[0] == 0xE2 && ((byte[1] == 0x82 && byte[2] >= 0xA0) ||
                            (byte[1] == 0x83 && byte[2] >= 0x80 && byte[2] <= 0x8F)))
        return 3;
    const char code[4] = {at[0], at[1], at[2], '\0'};
    return config_currency_digits(code, &digits) ? 3 : 0;
}

static size_t currency_before(struct span span)
{
    size_t length = starts_with(span, signs, LENGTH(signs));
    return length > 0 ? length : is_currency(span.at, (size_t)(span.end - span.at));
}

static size_t currency_behind(struct span span)
{
    size_t length = ends_with(span, signs, LENGTH(signs)), left = (size_t)(span.end - span.at);
    return length > 0 || left < 3 ? length : is_currency(span.end - 3, left);
}

/* What may stand around the digits, each of it once. */
struct around {
    int minuses, pluses, open, closed, currencies;
};

static size_t strip_before(struct span span, struct around *seen)
{
    size_t length = starts_with(span, blanks, LENGTH(blanks));
    if (length > 0)
        return length;
    length = starts_with(span, minuses, LENGTH(minuses));
    seen->minuses += length > 0;
    if (length > 0)
        return length;
    seen->pluses += *span.at == '+';
    seen->open += *span.at == '(';
    if (*span.at == '+' || *span.at == '(')
        return 1;
    length = currency_before(span);
    seen->currencies += length > 0;
    return length;
}

static size_t strip_behind(struct span span, struct around *seen)
{
    size_t length = ends_with(span, blanks, LENGTH(blanks));
    if (length > 0)
        return length;
    length = ends_with(span, minuses, LENGTH(minuses));
    seen->minuses += length > 0;
    if (length > 0)
        return length;
    seen->closed += span.end[-1] == ')';
    if (span.end[-1] == ')')
        return 1;
    length = currency_behind(span);
    seen->currencies += length > 0;
    return length;
}

static bool strip(struct span *span, bool *negative)
{
    struct around seen = {0};
    size_t length;
    while (span->at < span->end && !is_digit(*span->at) &&
           (length = strip_before(*span, &seen)) > 0)
        span->at += length;
    while (span->at < span->end && !is_digit(span->end[-1]) &&
           (length = strip_behind(*span, &seen)) > 0)
        span->end -= length;
    *negative = seen.minuses + seen.open == 1;
    return seen.minuses + seen.pluses + seen.open <= 1 && seen.open == seen.closed &&
           seen.currencies <= 1;
}

static size_t read_separator(struct span span, char *out)
{
    if (*span.at == '.' || *span.at == ',') {
        *out = *span.at;
        return 1;
    }
    size_t length = starts_with(span, apostrophes, LENGTH(apostrophes));
    *out = length > 0 ? APOSTROPHE : BLANK;
    return length > 0 ? length : starts_with(span, blanks, LENGTH(blanks));
}

static bool read_groups(struct span span, struct shape *out)
{
    int digits = 0;
    out->leading_zero = span.at < span.end && *span.at == '0';
    while (span.at < span.end) {
        if (is_digit(*span.at)) {
            if (digits++ == DIGITS_MOST)
                return false;
            out->value = out->value * 10 + (*span.at++ - '0');
            out->group[out->count]++;
            continue;
        }
        if (out->count == GROUPS_MOST)
            return false;
        size_t length = read_separator(span, &out->separator[out->count]);
        if (length == 0)
            return false;
        span.at += length;
        out->group[++out->count] = 0;
    }
    return digits > 0;
}

/* The groups before separator `count` are thousands of one kind. */
static bool are_thousands(const struct shape *shape, int count)
{
    if (count == 0)
        return true;
    for (int i = 0; i < count; i++)
        if (shape->separator[i] != shape->separator[0] ||
            (i > 0 && shape->group[i] != 3 && shape->group[i] != 2))
            return false;
    return shape->group[0] >= 1 && shape->group[0] <= 3 && shape->group[count] == 3;
}

static enum export_decimal other(char separator)
{
    return separator == '.' ? EXPORT_COMMA : separator == ',' ? EXPORT_POINT : EXPORT_EITHER;
}

/* Which decimal sign the shape has. */
static enum export_decimal judge(const struct shape *shape)
{
    int last = shape->count - 1;
    if (shape->count == 0)
        return EXPORT_EITHER;
    bool whole = are_thousands(shape, shape->count);
    bool is_sign = shape->separator[last] == '.' || shape->separator[last] == ',';
    if (whole && (last > 0 || !is_sign))
        return other(shape->separator[last]);
    if (whole && !shape->leading_zero)
        return EXPORT_AMBIGUOUS;
    bool parted = is_sign && are_thousands(shape, last) &&
                  (last == 0 || shape->separator[last - 1] != shape->separator[last]);
    return parted ? (enum export_decimal)shape->separator[last] : EXPORT_NO_AMOUNT;
}

static bool read_shape(const char *text, size_t length, struct shape *out)
{
    struct span span = {text, text + length};
    *out = (struct shape){.count = 0};
    return strip(&span, &out->negative) && read_groups(span, out);
}

enum export_decimal export_amount_decimal(const char *text, size_t length)
{
    struct shape shape;
    return read_shape(text, length, &shape) ? judge(&shape) : EXPORT_NO_AMOUNT;
}

bool export_amount_read(const char *text, size_t length, char decimal, struct export_amount *out)
{
    struct shape shape;
    if (!read_shape(text, length, &shape))
        return false;
    enum export_decimal found = judge(&shape);
    if (found == EXPORT_NO_AMOUNT || (found == EXPORT_AMBIGUOUS && decimal == 0))
        return false;
    char is = found == EXPORT_AMBIGUOUS || found == EXPORT_EITHER ? decimal : (char)found;
    if (decimal != 0 && is != decimal)
        return false;
    bool has_places = shape.count > 0 && shape.separator[shape.count - 1] == is;
    out->digits = shape.negative ? -shape.value : shape.value;
    out->places = has_places ? shape.group[shape.count] : 0;
    return true;
}

static bool scale(__int128 *value, int places)
{
    for (; places > 0; places--)
        if (__builtin_mul_overflow(*value, 10, value))
            return false;
    return true;
}

bool export_amount_product(struct export_amount a, struct export_amount b, int digits,
                           int64_t limit, int64_t *out)
{
    __int128 value = (__int128)a.digits * b.digits, unit = 1;
    int places = a.places + b.places;
    if (!scale(&value, digits - places) || !scale(&unit, places - digits))
        return false;
    __int128 whole = value / unit, rest = value % unit;
    if (rest >= unit - rest)
        whole++;
    else if (-rest >= unit + rest)
        whole--;
    if (whole < -limit || whole > limit)
        return false;
    *out = (int64_t)whole;
    return true;
}
