/* SPDX-License-Identifier: MIT */
#include "markup.h"

#include <string.h>

enum byte_class { PLAIN, CONTROL, C1_LEAD, ESCAPE, BLANK, TOGGLE, SIZE };

/* C1 controls are C2 80 to C2 9F in UTF-8. */
static const uint8_t class_of[256] = {
    [0 ... 0x1f] = CONTROL, [0x7f] = CONTROL, [0xc2] = C1_LEAD, ['\\'] = ESCAPE, ['~'] = BLANK,
    ['_'] = TOGGLE,         ['"'] = TOGGLE,   ['`'] = TOGGLE,   ['^'] = SIZE,
};

static const bool ends_escape[] = {[ESCAPE] = true, [TOGGLE] = true, [SIZE] = true};

static const uint8_t flag_of[256] = {
    ['_'] = MARKUP_UNDERLINE,
    ['"'] = MARKUP_EMPHASIS,
    ['`'] = MARKUP_INVERT,
};

enum { SIZE_LARGEST = 7 };

static uint8_t class_at(const char *p)
{
    return class_of[(uint8_t)*p];
}

static bool is_c1(const char *p)
{
    return (uint8_t)p[1] < 0xa0;
}

static int hex_digit(char c)
{
    static const char digits[] = "0123456789abcdef";
    const char *found = c != '\0' ? strchr(digits, c | (c >= 'A' ? 0x20 : 0)) : NULL;
    return found != NULL ? (int)(found - digits) : -1;
}

static void set_text(struct markup_token *token, const char *text, size_t length)
{
    token->kind = MARKUP_TEXT;
    token->text = text;
    token->length = length;
}

/* The number names a character of Latin-1. */
static void set_hex(struct markup_token *token, int value)
{
    token->value = (uint8_t)value;
    token->control = value < 0x20 || value == 0x7f;
    if (token->control || (value >= 0x80 && value < 0xa0))
        return;
    size_t length = value < 0x80 ? 1 : 2;
    token->hex[0] = (char)(length == 1 ? value : 0xc0 | value >> 6);
    token->hex[1] = (char)(0x80 | (value & 0x3f));
    set_text(token, token->hex, length);
}

static const char *next_character(const char *p, const char *end)
{
    do {
        p++;
    } while (p < end && ((uint8_t)*p & 0xc0) == 0x80);
    return p;
}

/* How escapes are read: in text control characters are not even there. */
struct escape_rules {
    const char *literal; /* characters that stand for themselves behind a backslash */
    bool skips_controls;
};

static const char *skip_controls(const char *p, const char *end, const struct escape_rules *rules)
{
    while (rules->skips_controls && p < end && class_at(p) == CONTROL)
        p++;
    return p;
}

/* A broken \xhh takes the two characters after it along, as far as they are no other markup. */
static const char *hex_escape(const char *p, const char *end, const struct escape_rules *rules,
                              struct markup_token *token)
{
    int value = 0, taken = 0;
    bool broken = false;
    for (; taken < 2; taken++) {
        p = skip_controls(p, end, rules);
        if (p == end || ends_escape[class_at(p)])
            return p;
        int digit = hex_digit(*p);
        broken = broken || digit < 0;
        value = value * 16 + (digit < 0 ? 0 : digit);
        p = next_character(p, end);
    }
    if (!broken)
        set_hex(token, value);
    return p;
}

/* p is behind the backslash. */
static const char *read_escape(const char *p, const char *end, const struct escape_rules *rules,
                               struct markup_token *token)
{
    *token = (struct markup_token){.kind = MARKUP_NOTHING};
    const char *behind = skip_controls(p, end, rules);
    bool next_begins = behind > p && behind < end && *behind == '\\';
    p = behind;
    if (p == end || next_begins)
        return p;
    if (*p == 'x')
        return hex_escape(p + 1, end, rules, token);
    if (*p == 'n')
        token->kind = MARKUP_BREAK;
    else if (*p != '\0' && strchr(rules->literal, *p) != NULL)
        set_text(token, p, 1);
    return next_character(p, end);
}

size_t markup_property_escape(const char *start, const char *end, struct markup_token *token)
{
    static const struct escape_rules rules = {"\\{|};", false};
    return (size_t)(read_escape(start + 1, end, &rules, token) - start);
}

bool markup_hides(const char *start, const char *end)
{
    return end - start >= 2 && start[0] == '\\' && start[1] != '\0' &&
           strchr("\\{|}", start[1]) != NULL;
}

static size_t read_text_escape(const char *start, const char *end, struct markup_token *token)
{
    static const struct escape_rules rules = {"\\{|}-=_\"`^~", true};
    return (size_t)(read_escape(start + 1, end, &rules, token) - start);
}

static const char *pass_plain(const char *p, const char *end)
{
    while (p < end && class_at(p) == PLAIN)
        p++;
    return p;
}

static size_t read_text(const char *start, const char *end, struct markup_token *token)
{
    const char *p = pass_plain(start, end);
    while (p < end && class_at(p) == C1_LEAD && !is_c1(p))
        p = pass_plain(p + 1, end);
    set_text(token, start, (size_t)(p - start));
    return token->length;
}

/* Control characters stand between them as if they were not there. */
static size_t read_size(const char *start, const char *end, struct markup_token *token)
{
    unsigned count = 0;
    const char *p = start;
    for (; p < end && (*p == '^' || class_at(p) == CONTROL); p++)
        count += *p == '^';
    token->kind = MARKUP_SIZE;
    token->value = count < SIZE_LARGEST ? (uint8_t)count : SIZE_LARGEST;
    return (size_t)(p - start);
}

size_t markup_next(const char *start, const char *end, struct markup_token *token)
{
    token->kind = MARKUP_NOTHING;
    switch (class_at(start)) {
    case CONTROL:
        return 1;
    case ESCAPE:
        return read_text_escape(start, end, token);
    case BLANK:
        set_text(token, " ", 1);
        return 1;
    case TOGGLE:
        token->kind = MARKUP_TOGGLE;
        token->value = flag_of[(uint8_t)*start];
        return 1;
    case SIZE:
        return read_size(start, end, token);
    case C1_LEAD:
        if (is_c1(start))
            return 2;
        break;
    }
    return read_text(start, end, token);
}
