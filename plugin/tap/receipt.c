/* SPDX-License-Identifier: MIT */
#include "receipt.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <utf8proc.h>

#include "../../drivers/text.h"
#include "pattern_amount.h"
#include "receipt_rows.h"
#include "receipt_words.h"

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

static bool is_word(enum tap_field field, const char *text)
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

static const char *wrong_pattern(enum tap_field field, const char *text)
{
    struct pattern pattern;
    const char *wrong = wrong_characters(text);
    if (wrong != NULL || is_word(field, text) || *text == '\0')
        return wrong;
    if (count_of(text, '{') != count_of(text, '}'))
        return "has braces that are not one pair: {} or {9-9-9}";
    for (const char *rest = text; wrong == NULL && pattern_next(&rest, &pattern);)
        wrong = wrong_alternative(field, &pattern);
    return wrong;
}

int tap_pattern_check(enum tap_field field, const char *pattern, struct fault *fault)
{
    const char *wrong = wrong_pattern(field, pattern);
    if (wrong == NULL)
        return COMEBACK_OK;
    return fail(fault, COMEBACK_VALUE, "%s: \"%.80s\" %s", fields[field].name, pattern, wrong);
}

/* ---- what a receipt says ---- */

struct finding {
    const struct receipt_rows *rows;
    uint8_t digits;
    struct tap_reading *out;
};

/* False where the amount is none, which the pattern has seen to, or what is found does not fit. */
static bool write_value(const struct finding *finding, enum tap_field field,
                        const struct pattern_row *row, int start, int end, char out[TAP_VALUE])
{
    struct amount amount;
    int length = row->offset[end] - row->offset[start];
    if (length >= TAP_VALUE)
        return false;
    if (field != TAP_TOTAL) {
        snprintf(out, TAP_VALUE, "%.*s", length, row->text + row->offset[start]);
        return true;
    }
    if (!amount_read(row->point + start, end - start, finding->digits, &amount))
        return false;
    snprintf(out, TAP_VALUE, "%" PRId64, amount.minor);
    return true;
}

/* The rows of one alternative. True where another value than the one known was found; that is in
 * `other` then. */
static bool find_alternative(const struct finding *finding, enum tap_field field,
                             const struct pattern *pattern, char other[TAP_VALUE])
{
    struct tap_reading *out = finding->out;
    for (int i = 0; i < finding->rows->count; i++) {
        const struct pattern_row *row = &finding->rows->list[i].row;
        int start, end;
        if (!pattern_match(pattern, fields[field].value, finding->digits,
                           i > 0 ? &finding->rows->list[i - 1].row : NULL, row, &start, &end) ||
            !write_value(finding, field, row, start, end, other))
            continue;
        if (out->row[field] < 0) {
            out->row[field] = finding->rows->list[i].index;
            memcpy(out->value[field], other, TAP_VALUE);
        } else if (strcmp(out->value[field], other) != 0) {
            return true;
        }
    }
    return false;
}

static bool find_field(const struct finding *finding, enum tap_field field, const char *patterns,
                       char other[TAP_VALUE])
{
    struct pattern pattern;
    bool several = false;
    if (wrong_pattern(field, patterns) != NULL || is_word(field, patterns))
        return false;
    for (const char *rest = patterns; !several && pattern_next(&rest, &pattern);)
        several = find_alternative(finding, field, &pattern, other);
    return several;
}

static void judge(struct tap_reading *out, enum tap_verdict verdict, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void judge(struct tap_reading *out, enum tap_verdict verdict, const char *format, ...)
{
    va_list arguments;
    if (out->verdict != TAP_SALE)
        return;
    out->verdict = verdict;
    va_start(arguments, format);
    vsnprintf(out->why, sizeof out->why, format, arguments);
    va_end(arguments);
    fault_make_utf8(out->why);
}

/* Number and total, of which nobody may be in doubt. */
static void find_key(const struct finding *finding, enum tap_field field, const char *patterns)
{
    char other[TAP_VALUE];
    struct tap_reading *out = finding->out;
    const char *name = fields[field].name;
    if (is_word(field, patterns))
        return;
    if (find_field(finding, field, patterns, other))
        judge(out, TAP_UNREAD, "two different %ss: \"%.40s\" and \"%.40s\"", name,
              out->value[field], other);
    else if (*patterns == '\0')
        judge(out, TAP_UNREAD, "no pattern for the %s was taught", name);
    else if (out->row[field] < 0)
        judge(out, TAP_UNREAD, "no row fits %s = %.80s", name, patterns);
}

static void find_rest(const struct finding *finding, const struct tap_patterns *patterns)
{
    char other[TAP_VALUE];
    for (enum tap_field field = TAP_CUSTOMER; field < TAP_FIELDS; field++)
        find_field(finding, field, patterns->text[field], other);
}

static void judge_row(const struct finding *finding, enum tap_field field, enum tap_verdict verdict)
{
    struct tap_reading *out = finding->out;
    if (out->row[field] >= 0)
        judge(out, verdict, "row %d is one of %s", out->row[field] + 1, fields[field].name);
}

static enum tap_verdict verdict_of(enum receipt_sort sort)
{
    if (sort == WORDS_COPY)
        return TAP_COPY;
    return sort == WORDS_UNPAID ? TAP_NOT_PAID : TAP_VOIDED;
}

/* The usual words, where the owner has not said others. */
static void judge_words(const struct finding *finding, const struct tap_patterns *patterns)
{
    for (int i = 0; i < finding->rows->count; i++) {
        const struct receipt_row *row = &finding->rows->list[i];
        enum receipt_sort said = receipt_rows_say(finding->rows, i);
        enum tap_verdict verdict = verdict_of(said);
        const char *taught = patterns->text[verdict == TAP_COPY ? TAP_REPRINT : TAP_VOID];
        bool asked = verdict == TAP_NOT_PAID ? patterns->text[TAP_PAID][0] == '\0' ||
                                                   is_word(TAP_PAID, patterns->text[TAP_PAID])
                                             : *taught == '\0';
        if (said != WORDS_SORTS && asked)
            judge(finding->out, verdict, "row %d says \"%.60s\"", row->index + 1,
                  row->row.text + row->row.offset[0]);
    }
}

static void judge_paid(const struct finding *finding, const char *taught)
{
    struct tap_reading *out = finding->out;
    if (is_word(TAP_PAID, taught)) {
        out->row[TAP_PAID] = receipt_rows_payment(finding->rows, out->row[TAP_TOTAL]);
        if (out->row[TAP_PAID] < 0)
            judge(out, TAP_NOT_PAID, "no row below the total says how it was paid");
    } else if (*taught != '\0' && out->row[TAP_PAID] < 0) {
        judge(out, TAP_NOT_PAID, "no row fits paid = %.80s", taught);
    }
}

static void read_rows(const struct finding *finding, const struct tap_patterns *patterns)
{
    struct tap_reading *out = finding->out;
    find_rest(finding, patterns);
    judge_row(finding, TAP_VOID, TAP_VOIDED);
    judge_row(finding, TAP_REPRINT, TAP_COPY);
    judge_words(finding, patterns);
    find_key(finding, TAP_NUMBER, patterns->text[TAP_NUMBER]);
    find_key(finding, TAP_TOTAL, patterns->text[TAP_TOTAL]);
    if (out->value[TAP_TOTAL][0] == '-')
        judge(out, TAP_VOIDED, "its total is below zero: money was given back");
    judge_paid(finding, patterns->text[TAP_PAID]);
}

void tap_read(const struct tap_patterns *patterns, const struct tap_rows *rows,
              uint8_t currency_digits, struct tap_reading *out)
{
    struct receipt_rows read;
    *out = (struct tap_reading){.verdict = TAP_SALE};
    for (int i = 0; i < TAP_FIELDS; i++)
        out->row[i] = -1;
    if (!rows->words) {
        judge(out, TAP_PICTURE,
              rows->pictures ? "it is a picture, without text" : "nothing is printed on it");
        return;
    }
    if (!receipt_rows_read(rows, currency_digits, &read)) {
        judge(out, TAP_UNREAD, "out of memory");
        return;
    }
    struct finding finding = {.rows = &read, .digits = currency_digits, .out = out};
    read_rows(&finding, patterns);
    receipt_rows_free(&read);
}
