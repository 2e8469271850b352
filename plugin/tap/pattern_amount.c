/* SPDX-License-Identifier: MIT */
#include "pattern_amount.h"

#include <string.h>
#include <utf8proc.h>

#include "../../config/config.h"
#include "../../drivers/text.h"
#include "pattern.h"

enum { GROUPS_MOST = 8, DIGITS_MOST = 15, SIGN_MOST = 8 };

struct number {
    int64_t value[GROUPS_MOST]; /* of each run of digits */
    int length[GROUPS_MOST];
    uint32_t mark[GROUPS_MOST]; /* before it */
    int count, digits;
    bool zero_first;
};

struct cursor {
    const uint32_t *at, *end;
    int minuses, opened, closed;
    bool currency, yen;
    bool letter, letter_dash; /* a currency of one letter, and a dash behind it: "R-20447" */
};

/* Longer ones first where one begins another. */
static const char *const signs[] = {
    "us$",  "nt$", "hk$", "mx$", "r$",   "a$",   "c$",   "s$",    "b/.",  "s/.",  "s/",
    "kr.",  "kr",  "zł",  "zl",  "kč",   "kc",   "ft",   "lei",   "rs",   "rs.",  "sfr",
    "sfr.", "fr.", "fr",  "rm",  "rp",   "rp.",  "din.", "din",   "лв.",  "лв",   "руб",
    "р.",   "грн", "tl",  "bs.", "bs",   "q",    "l",    "r",     "ksh",  "tsh",  "dh",
    "元",   "円",  "원",  "\\",  "руб.", "грн.", "euro", "p",     "n",    "k",    "đ",
    "vnđ",  "km",  "ден", "тг",  "сом",  "ush",  "fcfa", "f cfa", "cfa",  "gh₵",  "rd$",
    "j$",   "tt$", "bz$", "u$s", "u$",   "gs",   "gs.",  "le",    "l.e.", "sr",   "dhs",
    "kd",   "bd",  "jd",  "nis", "ر.س",  "د.إ",  "د.ك",  "ريال",  "درهم", "ש\"ח", "frs",
    "ikr",  "dkr", "skr", "nkr", "lv",   "kn",   "դր",   "man",   "rwf",  "mk",   "ден.",
};

static bool is_dash(uint32_t point)
{
    return point == '-' || point == 0x2010 || point == 0x2013 || point == 0x2014 || point == 0x2212;
}

/* How many characters of the cursor are that word, which no letter goes on; 0: none. */
static int word_length(const struct cursor *cursor, const char *word)
{
    const char *end = word + strlen(word);
    const uint32_t *at = cursor->at;
    uint32_t point = 0;
    while (word < end) {
        word += text_next(word, end, &point);
        if (at >= cursor->end || *at++ != point)
            return 0;
    }
    if (at < cursor->end && pattern_is_letter(point) && pattern_is_letter(*at))
        return 0;
    return (int)(at - cursor->at);
}

static int iso_length(const struct cursor *cursor)
{
    char name[4] = "";
    uint8_t digits;
    if (cursor->end - cursor->at < 3 ||
        (cursor->end - cursor->at > 3 && pattern_is_letter(cursor->at[3])))
        return 0;
    for (int i = 0; i < 3; i++) {
        if (cursor->at[i] < 'a' || cursor->at[i] > 'z')
            return 0;
        name[i] = (char)(cursor->at[i] - 'a' + 'A');
    }
    return config_currency_digits(name, &digits) ? 3 : 0;
}

static int currency_length(const struct cursor *cursor)
{
    int longest = iso_length(cursor);
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        int length = word_length(cursor, signs[i]);
        longest = length > longest ? length : longest;
    }
    if (longest == 0 && utf8proc_category((utf8proc_int32_t)*cursor->at) == UTF8PROC_CATEGORY_SC)
        longest = 1;
    return longest;
}

/* One thing that may stand before or behind the digits. */
static bool take_mark(struct cursor *cursor)
{
    uint32_t point = *cursor->at;
    int length = 1;
    if (is_dash(point)) {
        cursor->minuses++;
        cursor->letter_dash |= cursor->letter;
    } else if (point == '(')
        cursor->opened++;
    else if (point == ')')
        cursor->closed++;
    else if (point != ' ' && point != '*' && point != '+') {
        length = cursor->currency ? 0 : currency_length(cursor);
        cursor->currency = true;
        cursor->letter = length == 1 && pattern_is_letter(point);
        cursor->yen = point == 0xA5 || point == '\\';
    }
    cursor->at += length;
    return length > 0;
}

static bool is_mark(uint32_t point)
{
    return point == '.' || point == ',' || point == '\'' || point == 0x2019 || point == ' ';
}

/* Three digits and no more: what a blank may part off. */
static bool is_thousand(const uint32_t *at, const uint32_t *end)
{
    return end - at >= 3 && pattern_is_digit(at[0]) && pattern_is_digit(at[1]) &&
           pattern_is_digit(at[2]) && (end - at == 3 || !pattern_is_digit(at[3]));
}

static bool goes_on(const struct cursor *cursor)
{
    return cursor->end - cursor->at >= 2 && is_mark(*cursor->at) &&
           pattern_is_digit(cursor->at[1]) &&
           (*cursor->at != ' ' || is_thousand(cursor->at + 1, cursor->end));
}

static bool take_group(struct cursor *cursor, struct number *number)
{
    int64_t value = 0;
    const uint32_t *start = cursor->at;
    while (cursor->at < cursor->end && pattern_is_digit(*cursor->at) &&
           number->digits++ < DIGITS_MOST)
        value = 10 * value + (int64_t)(*cursor->at++ - '0');
    number->value[number->count] = value;
    number->length[number->count++] = (int)(cursor->at - start);
    return number->digits <= DIGITS_MOST;
}

static bool take_number(struct cursor *cursor, struct number *number)
{
    number->zero_first = cursor->at < cursor->end && *cursor->at == '0';
    if (!take_group(cursor, number))
        return false;
    while (goes_on(cursor)) {
        if (number->count == GROUPS_MOST)
            return false;
        number->mark[number->count] = *cursor->at++;
        if (!take_group(cursor, number))
            return false;
    }
    return number->digits > 0;
}

/* ",-" ".--" "/-" behind whole units. */
static bool take_closer(struct cursor *cursor)
{
    const uint32_t *at = cursor->at;
    if (cursor->end - at < 2 || (*at != ',' && *at != '.' && *at != '/') || !is_dash(at[1]))
        return false;
    at += 2;
    while (at < cursor->end && is_dash(*at))
        at++;
    cursor->at = at;
    return true;
}

/* Are the groups before `end` thousands, or lakhs (12,34,567)? */
static bool are_thousands(const struct number *number, int end)
{
    if (end > 1 && (number->zero_first || number->length[0] < 1 || number->length[0] > 3))
        return false;
    for (int i = 1; i < end; i++) {
        bool lakh = i < end - 1 && number->length[i] == 2;
        if ((number->length[i] != 3 && !lakh) || number->mark[i] != number->mark[1])
            return false;
    }
    return true;
}

/* Is the last group decimals? Three digits behind the only mark are where the currency has three.
 */
static bool has_decimals(const struct number *number, uint8_t digits)
{
    int last = number->count - 1, length = number->length[last];
    uint32_t mark = number->mark[last];
    if (last == 0 || (mark != '.' && mark != ',') || (last > 1 && mark == number->mark[1]))
        return false;
    if (digits == 0)
        return length <= 2 && number->value[last] == 0;
    return length <= digits;
}

static bool add_up(const struct number *number, uint8_t digits, int64_t *minor)
{
    bool decimals = has_decimals(number, digits);
    int whole = number->count - decimals, shown = 0;
    int64_t value = 0, unit = 1;
    if (!are_thousands(number, whole))
        return false;
    for (int i = 0; i < whole; i++) {
        for (unit = 1, shown = number->length[i]; shown > 0; shown--)
            unit *= 10;
        value = value * unit + number->value[i];
    }
    shown = decimals && digits > 0 ? number->length[whole] : 0;
    for (int i = 0; i < shown; i++)
        value *= 10;
    value += shown > 0 ? number->value[whole] : 0;
    for (; shown < digits; shown++)
        if (__builtin_mul_overflow(value, 10, &value))
            return false;
    *minor = value;
    return true;
}

static bool is_negative(const struct cursor *cursor, int before)
{
    /* A yen's amount is closed by a dash so that nothing is written behind it. */
    int minuses = cursor->yen && before == 0 ? 0 : cursor->minuses;
    return minuses == 1 || cursor->opened == 1;
}

static bool begins_number(const struct cursor *cursor)
{
    return pattern_is_digit(*cursor->at) || (*cursor->at != ' ' && goes_on(cursor));
}

bool amount_read(const uint32_t *points, int count, uint8_t digits, struct amount *out)
{
    struct cursor cursor = {.at = points, .end = points + count};
    struct number number = {0};
    int64_t minor;
    while (cursor.at < cursor.end && !begins_number(&cursor))
        if (!take_mark(&cursor))
            return false;
    int before = cursor.minuses;
    /* Without decimals that is a number of something. */
    if (!take_number(&cursor, &number) || (cursor.letter_dash && number.count == 1))
        return false;
    bool closed = take_closer(&cursor);
    while (cursor.at < cursor.end)
        if (!take_mark(&cursor))
            return false;
    if (cursor.minuses > 1 || cursor.opened > 1 || cursor.opened != cursor.closed ||
        !add_up(&number, digits, &minor))
        return false;
    bool whole = has_decimals(&number, digits) && number.length[number.count - 1] == digits;
    *out = (struct amount){.minor = is_negative(&cursor, before) ? -minor : minor,
                           .sure = (cursor.currency && !(cursor.letter && number.count == 1)) ||
                                   closed || (whole && digits > 0)};
    return true;
}
