/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "receipt_find.h"

struct finding {
    const struct receipt_rows *rows;
    uint8_t digits;
    struct tap_reading *out;
};

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

static enum receipt_found find(const struct finding *finding, enum tap_field field,
                               const char *patterns, struct receipt_finding *found)
{
    struct tap_reading *out = finding->out;
    enum receipt_found how = receipt_find(finding->rows, finding->digits, field, patterns, found);
    out->row[field] = found->row;
    memcpy(out->value[field], found->value, sizeof found->value);
    return how;
}

/* Number and total, of which nobody may be in doubt. */
static void find_key(const struct finding *finding, enum tap_field field, const char *patterns)
{
    struct receipt_finding found;
    const char *name = tap_field_name(field);
    if (receipt_is_word(field, patterns))
        return;
    enum receipt_found how = find(finding, field, patterns, &found);
    if (how == FOUND_SEVERAL)
        judge(finding->out, TAP_UNREAD, "two different %ss: \"%.40s\" and \"%.40s\"", name,
              found.value, found.other);
    else if (how == FOUND_NOTHING && *patterns == '\0')
        judge(finding->out, TAP_UNREAD, "no pattern for the %s was taught", name);
    else if (how == FOUND_NOTHING)
        judge(finding->out, TAP_UNREAD, "no row fits %s = %.80s", name, patterns);
}

static void find_rest(const struct finding *finding, const struct tap_patterns *patterns)
{
    struct receipt_finding found;
    for (enum tap_field field = TAP_CUSTOMER; field < TAP_FIELDS; field++)
        find(finding, field, patterns->text[field], &found);
}

static void judge_row(const struct finding *finding, enum tap_field field, enum tap_verdict verdict)
{
    struct tap_reading *out = finding->out;
    if (out->row[field] >= 0)
        judge(out, verdict, "row %d is one of %s", out->row[field] + 1, tap_field_name(field));
}

static enum tap_verdict verdict_of(enum receipt_sort sort)
{
    if (sort == WORDS_COPY)
        return TAP_COPY;
    return sort == WORDS_UNPAID ? TAP_NOT_PAID : TAP_VOIDED;
}

static void judge_said(struct tap_reading *out, enum tap_verdict verdict,
                       const struct receipt_row *row)
{
    const struct pattern_row *says = &row->row;
    int length = says->offset[says->count - 1] - says->offset[1];
    judge(out, verdict, "row %d says \"%.*s\"", row->index + 1, length < 60 ? length : 60,
          says->text + says->offset[1]);
}

/* The usual words, where the owner has not said others. */
static void judge_words(const struct finding *finding, const struct tap_patterns *patterns)
{
    for (int i = 0; i < finding->rows->count; i++) {
        const struct receipt_row *row = &finding->rows->list[i];
        enum receipt_sort said = receipt_rows_say(finding->rows, i);
        enum tap_verdict verdict = verdict_of(said);
        const char *taught = patterns->text[verdict == TAP_COPY ? TAP_REPRINT : TAP_VOID];
        bool asked = verdict == TAP_NOT_PAID
                         ? patterns->text[TAP_PAID][0] == '\0' ||
                               receipt_is_word(TAP_PAID, patterns->text[TAP_PAID])
                         : *taught == '\0';
        if (said != WORDS_SORTS && asked)
            judge_said(finding->out, verdict, row);
    }
}

/* A till that takes coupons off below its total, or rounds there, does so on some receipts only,
 * and may not have done it on those that taught. Where name, sums and payment agree on what was
 * paid it is the total; else nobody knows. */
static void judge_instead(const struct finding *finding)
{
    const struct receipt_rows *rows = finding->rows;
    struct tap_reading *out = finding->out;
    int instead = receipt_rows_instead(rows, out->row[TAP_TOTAL]);
    if (instead < 0)
        return;
    const struct receipt_row *row = &rows->list[instead];
    bool less = row->amount.minor < strtoll(out->value[TAP_TOTAL], NULL, 10);
    if (receipt_rows_is_proven(rows, instead)) {
        out->row[TAP_TOTAL] = row->index;
        snprintf(out->value[TAP_TOTAL], TAP_VALUE, "%" PRId64, row->amount.minor);
        return;
    }
    judge(out, TAP_UNREAD, "row %d says that %s than the total of row %d was paid", row->index + 1,
          less ? "less" : "more", out->row[TAP_TOTAL] + 1);
}

static void judge_paid(const struct finding *finding, const char *taught)
{
    struct tap_reading *out = finding->out;
    if (receipt_is_word(TAP_PAID, taught)) {
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
    judge_instead(finding);
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
