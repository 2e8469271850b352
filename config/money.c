/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>

enum { DIGITS_MAX = 4 }; /* CLF and UYW have the most decimals of ISO 4217 */

static uint64_t power_of_ten(uint8_t exponent)
{
    uint64_t power = 1;
    while (exponent-- > 0)
        power *= 10;
    return power;
}

size_t config_format_money(char *out, size_t capacity, int64_t minor, uint8_t digits)
{
    /* Unsigned, because INT64_MIN has no positive counterpart. */
    uint64_t amount = minor < 0 ? 0 - (uint64_t)minor : (uint64_t)minor;
    uint64_t unit = power_of_ten(digits <= DIGITS_MAX ? digits : DIGITS_MAX);
    const char *sign = minor < 0 ? "-" : "";
    int length = unit == 1
                     ? snprintf(out, capacity, "%s%" PRIu64, sign, amount)
                     : snprintf(out, capacity, "%s%" PRIu64 ".%0*" PRIu64, sign, amount / unit,
                                digits <= DIGITS_MAX ? digits : DIGITS_MAX, amount % unit);
    return (size_t)length;
}

/* Appends digits to *amount; how many there were, or -1 where it does not fit. */
static int read_digits(const char **text, int64_t *amount)
{
    int count = 0;
    for (; **text >= '0' && **text <= '9'; (*text)++, count++) {
        if (__builtin_mul_overflow(*amount, 10, amount) ||
            __builtin_sub_overflow(*amount, **text - '0', amount))
            return -1;
    }
    return count;
}

bool config_parse_money(const char *text, uint8_t digits, int64_t *minor)
{
    /* Gathered below zero, where INT64_MIN still fits. */
    int64_t amount = 0;
    bool negative = *text == '-';
    text += negative;
    bool padded = text[0] == '0' && text[1] >= '0' && text[1] <= '9';
    if (padded || read_digits(&text, &amount) < 1 || digits > DIGITS_MAX)
        return false;
    if (digits > 0 && (*text++ != '.' || read_digits(&text, &amount) != digits))
        return false;
    if (*text != '\0' || (!negative && __builtin_sub_overflow(0, amount, &amount)))
        return false;
    *minor = amount;
    return true;
}
