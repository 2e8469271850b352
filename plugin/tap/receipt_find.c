/* SPDX-License-Identifier: MIT */
#include "receipt_find.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "../../drivers/text.h"

static const struct {
    const char *name;
    enum pattern_value value;
    bool may_lack_value; /* the row itself is what is looked for */
    const char *word;    /* that stands for no pattern */
} fields[TAP_FIELDS] = {
    [TAP_NUMBER] = {"number", PATTERN_NUMBERED, false, "none"},
    [TAP_TOTAL] = {"total", PATTERN_AMOUNT, false, NULL},
    [TAP_CUSTOMER] = {"customer", PATTERN_PHRASE, false, NULL},
    [TAP_CASHIER] = {"cashier", PATTERN_PHRASE, false, NULL},
    [TAP_TILL] = {"till", PATTERN_WORD, false, NULL},
    [TAP_CODE] = {"code", PATTERN_WORD, false, NULL},
    [TAP_PAID] = {"paid", PATTERN_PHRASE, true, "any"},
    [TAP_REPRINT] = {"reprint", PATTERN_PHRASE, true, "none"},
    [TAP_VOID] = {"void", PATTERN_PHRASE, true, "none"},
};

const char *tap_field_name(enum tap_field field)
{
    return fields[field].name;
}

bool receipt_is_word(enum tap_field field, const char *text)
{
    return fields[field].word != NULL && strcmp(text, fields[field].word) == 0;
}

/* ---- what is wrong with a pattern ---- */

static bool says_something(struct pattern_span span)
{
    while (span.start < span.end) {
        uint32_t point;
        span.start += text_next(span.start, span.end, &point);
        if (point != ' ' && point != '*')
            return true;
    }
    return false;
}

static int count_of(const char *text, char c)
{
    int count = 0;
    for (; *text != '\0'; text++)
        count += *text == c;
    return count;
}

static const char *wrong_characters(const char *text)
{
    const char *end = text + strlen(text);
    if (end - text >= TAP_PATTERN)
        return "is longer than 255 bytes";
    while (text < end) {
        uint32_t point;
        const char *at = text;
        text += text_next(text, end, &point);
        if (point < ' ' || point == 0x7F)
            return "has a control character";
        if (point == 0xFFFD && (uint8_t)*at != 0xEF)
            return "is not UTF-8";
    }
    return NULL;
}

static const char *wrong_braces(const struct pattern *pattern)
{
    static const struct pattern_span none;
    const struct pattern_span spans[] = {pattern->before, pattern->left, pattern->right,
                                         pattern->captures ? pattern->shape : none};
    for (size_t i = 0; i < sizeof spans / sizeof *spans; i++)
        for (const char *at = spans[i].start; at < spans[i].end; at++)
            if (*at == '{' || *at == '}')
                return "has braces that are not one pair: {} or {9-9-9}";
    return NULL;
}

static const char *wrong_alternative(enum tap_field field, const struct pattern *pattern)
{
    if (wrong_braces(pattern) != NULL)
        return wrong_braces(pattern);
    if (!pattern->captures && !fields[field].may_lack_value)
        return "has no {}, which is what is looked for";
    bool shaped = pattern->shape.start < pattern->shape.end;
    if (shaped && field == TAP_TOTAL)
        return "has a shape: {} of a total is an amount";
    if (shaped && memchr(pattern->shape.start, ' ',
                         (size_t)(pattern->shape.end - pattern->shape.start)) != NULL)
        return "has a blank in its shape";
    if (pattern->below && !says_something(pattern->before))
        return "has nothing to know the row above by";
    if (!shaped && !pattern->below && !says_something(pattern->left) &&
        !says_something(pattern->right))
        return "fits every row: it needs words beside {} and *";
    return NULL;
}

const char *receipt_wrong_pattern(enum tap_field field, const char *text)
{
    struct pattern pattern;
    const char *wrong = wrong_characters(text);
    if (wrong != NULL || receipt_is_word(field, text) || *text == '\0')
        return wrong;
    if (count_of(text, '{') != count_of(text, '}'))
        return "has braces that are not one pair: {} or {9-9-9}";
    for (const char *rest = text; wrong == NULL && pattern_next(&rest, &pattern);)
        wrong = wrong_alternative(field, &pattern);
    return wrong;
}

int tap_pattern_check(enum tap_field field, const char *pattern, struct fault *fault)
{
    const char *wrong = receipt_wrong_pattern(field, pattern);
    if (wrong == NULL)
        return COMEBACK_OK;
    return fail(fault, COMEBACK_VALUE, "%s: \"%.80s\" %s", fields[field].name, pattern, wrong);
}

/* ---- what it finds ---- */

/* The value's text, or of a total its amount; false where it is too long or none. */
static bool write_value(enum tap_field field, uint8_t digits, const struct pattern_row *row,
                        int start, int end, char out[TAP_VALUE])
{
    struct amount amount;
    int length = row->offset[end] - row->offset[start];
    if (length >= TAP_VALUE)
        return false;
    if (field != TAP_TOTAL) {
        snprintf(out, TAP_VALUE, "%.*s", length, row->text + row->offset[start]);
        return true;
    }
    if (!amount_read(row->point + start, end - start, digits, &amount))
        return false;
    snprintf(out, TAP_VALUE, "%" PRId64, amount.minor);
    return true;
}

static enum receipt_found note_value(struct receipt_finding *out, int32_t row,
                                     const char value[TAP_VALUE])
{
    if (out->row < 0) {
        out->row = row;
        memcpy(out->value, value, TAP_VALUE);
    } else if (strcmp(out->value, value) != 0) {
        memcpy(out->other, value, TAP_VALUE);
        return FOUND_SEVERAL;
    }
    return FOUND_ONE;
}

static enum receipt_found find_alternative(const struct receipt_rows *rows, uint8_t digits,
                                           enum tap_field field, const struct pattern *pattern,
                                           struct receipt_finding *out)
{
    enum receipt_found found = out->row < 0 ? FOUND_NOTHING : FOUND_ONE;
    for (int i = 0; i < rows->count && found != FOUND_SEVERAL; i++) {
        const struct pattern_row *row = &rows->list[i].row;
        const struct pattern_row *above = i > 0 ? &rows->list[i - 1].row : NULL;
        char value[TAP_VALUE];
        int start, end;
        if (pattern_match(pattern, fields[field].value, digits, above, row, &start, &end) &&
            write_value(field, digits, row, start, end, value))
            found = note_value(out, rows->list[i].index, value);
    }
    return found;
}

enum receipt_found receipt_find(const struct receipt_rows *rows, uint8_t currency_digits,
                                enum tap_field field, const char *patterns,
                                struct receipt_finding *out)
{
    struct pattern pattern;
    enum receipt_found found = FOUND_NOTHING;
    *out = (struct receipt_finding){.row = -1};
    if (receipt_wrong_pattern(field, patterns) != NULL || receipt_is_word(field, patterns))
        return FOUND_NOTHING;
    for (const char *rest = patterns; found != FOUND_SEVERAL && pattern_next(&rest, &pattern);)
        found = find_alternative(rows, currency_digits, field, &pattern, out);
    return found;
}
