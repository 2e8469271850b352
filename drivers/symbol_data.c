/* SPDX-License-Identifier: MIT */
#include "symbol_data.h"

#include <stdbool.h>
#include <string.h>

#include "document_parts.h"

enum { SHORT_UPC_MOST = 8, SHORT_EAN_MOST = 8, UPC_A_DIGITS = 12, QUOTED_MOST = 100 };

#define DIGITS   "0123456789"
#define CAPITALS "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

static int end_with_check(struct symbol_data *data, struct drv_fault *fault);
static int make_upc_e(struct symbol_data *data, struct drv_fault *fault);
static int check_pairs(struct symbol_data *data, struct drv_fault *fault);
static int check_codabar(struct symbol_data *data, struct drv_fault *fault);

static const struct rule {
    const char *name, *takes;
    const char *alphabet; /* NULL: ASCII */
    uint8_t least, most;  /* characters */
    uint8_t whole;        /* with the check digit */
    int (*finish)(struct symbol_data *data, struct drv_fault *fault);
} rules[SYMBOL_KINDS] = {
    [SYMBOL_UPC_A] = {"UPC-A", "11 or 12 digits", DIGITS, 11, 12, 12, end_with_check},
    [SYMBOL_UPC_E] = {"UPC-E", "6 to 8 digits", DIGITS, 6, 8, 8, make_upc_e},
    [SYMBOL_EAN13] = {"EAN-13", "12 or 13 digits", DIGITS, 12, 13, 13, end_with_check},
    [SYMBOL_EAN8] = {"EAN-8", "7 or 8 digits", DIGITS, 7, 8, 8, end_with_check},
    [SYMBOL_CODE39] = {"Code 39", "1 to 80 of 0-9 A-Z blank - . $ / + %", DIGITS CAPITALS " -.$/+%",
                       1, SYMBOL_TEXT_MOST, 0, NULL},
    [SYMBOL_ITF] = {"ITF", "2 to 80 digits, an even number", DIGITS, 2, SYMBOL_TEXT_MOST, 0,
                    check_pairs},
    [SYMBOL_CODABAR] = {"Codabar", "3 to 80 of 0-9 - $ : / . + between two of A to D",
                        DIGITS "-$:/.+ABCDabcd", 3, SYMBOL_TEXT_MOST, 0, check_codabar},
    [SYMBOL_CODE93] = {"Code 93", "1 to 80 characters of ASCII", NULL, 1, SYMBOL_TEXT_MOST, 0,
                       NULL},
    [SYMBOL_CODE128] = {"Code 128", "1 to 80 characters of ASCII", NULL, 1, SYMBOL_TEXT_MOST, 0,
                        NULL},
};

static enum symbol_kind kind_of(const struct layout_code *code)
{
    static const uint8_t kinds[DOCUMENT_SYMBOLS] = {
        [DOCUMENT_QR] = SYMBOL_QR,           [DOCUMENT_CODE128] = SYMBOL_CODE128,
        [DOCUMENT_UPC] = SYMBOL_UPC_A,       [DOCUMENT_EAN] = SYMBOL_EAN13,
        [DOCUMENT_CODE39] = SYMBOL_CODE39,   [DOCUMENT_ITF] = SYMBOL_ITF,
        [DOCUMENT_CODABAR] = SYMBOL_CODABAR, [DOCUMENT_CODE93] = SYMBOL_CODE93,
    };
    if (code->symbol == DOCUMENT_UPC && code->length <= SHORT_UPC_MOST)
        return SYMBOL_UPC_E;
    if (code->symbol == DOCUMENT_EAN && code->length <= SHORT_EAN_MOST)
        return SYMBOL_EAN8;
    return (enum symbol_kind)kinds[code->symbol];
}

/* Control characters do nothing to a terminal when they are no longer there. */
static void quote(const char *text, size_t length, char out[QUOTED_MOST + 1])
{
    size_t shown = length < QUOTED_MOST ? length : QUOTED_MOST;
    for (size_t i = 0; i < shown; i++)
        out[i] = (uint8_t)text[i] < ' ' || text[i] == 0x7f ? '?' : text[i];
    out[shown] = '\0';
}

static int refuse(const struct rule *rule, int status, const char *text, size_t length,
                  struct drv_fault *fault)
{
    char quoted[QUOTED_MOST + 1];
    quote(text, length, quoted);
    return drv_fail(fault, status, "%s takes %s: \"%s\"", rule->name, rule->takes, quoted);
}

static bool is_ascii(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if ((uint8_t)text[i] > 0x7f)
            return false;
    return true;
}

/* The text is ended by NUL, which no alphabet has. */
static bool is_taken(const struct rule *rule, const char *text, size_t length)
{
    return rule->alphabet != NULL ? strspn(text, rule->alphabet) == length : is_ascii(text, length);
}

/* The last of all digits has weight 1, the one before it 3, and so on. */
static char check_digit(const char *digits, size_t count)
{
    unsigned sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += (unsigned)(digits[i] - '0') * ((count - i) % 2 != 0 ? 3 : 1);
    return (char)('0' + (10 - sum % 10) % 10);
}

/* `right` is what the digits before it ask for. */
static int put_check(struct symbol_data *data, char right, struct drv_fault *fault)
{
    const struct rule *rule = &rules[data->kind];
    char *place = data->text + rule->whole - 1;
    if (data->length == rule->whole && *place != right)
        return drv_fail(fault, DRV_INVALID, "the check digit of %s \"%s\" is %c, not %c",
                        rule->name, data->text, right, *place);
    *place = right;
    data->length = rule->whole;
    data->text[data->length] = '\0';
    return DRV_OK;
}

static int end_with_check(struct symbol_data *data, struct drv_fault *fault)
{
    return put_check(data, check_digit(data->text, rules[data->kind].whole - 1u), fault);
}

void symbol_expand_upc_e(const char digits[8], char out[12])
{
    /* Which of the six go before the zeros, by the last one; it is itself a digit up to 2. */
    static const uint8_t before[10] = {2, 2, 2, 3, 4, 5, 5, 5, 5, 5};
    const char *six = digits + 1;
    unsigned last = (unsigned)(six[5] - '0'), first = before[last];
    unsigned rest = last <= 4 ? 5 - first : 0;
    memset(out, '0', UPC_A_DIGITS);
    out[0] = digits[0];
    memcpy(out + 1, six, first);
    if (last <= 2)
        out[3] = six[5];
    else if (last > 4)
        out[10] = six[5];
    memcpy(out + 11 - rest, six + first, rest);
    out[11] = digits[7];
}

/* Of the ways to leave out zeros the standard takes the first; another may stand for the same. */
static bool is_first_form(const char digits[8])
{
    const char *six = digits + 1;
    return !((six[5] == '3' && six[2] <= '2') || (six[5] == '4' && six[3] == '0') ||
             (six[5] >= '5' && six[4] == '0'));
}

static int make_upc_e(struct symbol_data *data, struct drv_fault *fault)
{
    char upc_a[UPC_A_DIGITS];
    if (data->length == 6) {
        memmove(data->text + 1, data->text, 7);
        data->text[0] = '0';
        data->length = 7;
    }
    if (data->text[0] > '1')
        return drv_fail(fault, DRV_INVALID, "UPC-E is of number system 0 or 1: \"%s\"", data->text);
    symbol_expand_upc_e(data->text, upc_a);
    if (!is_first_form(data->text))
        return drv_fail(fault, DRV_INVALID, "no UPC-E is \"%s\": %.11s is written otherwise",
                        data->text, upc_a);
    return put_check(data, check_digit(upc_a, UPC_A_DIGITS - 1), fault);
}

static int check_pairs(struct symbol_data *data, struct drv_fault *fault)
{
    if (data->length % 2 == 0)
        return DRV_OK;
    return refuse(&rules[data->kind], DRV_INVALID, data->text, data->length, fault);
}

static int check_codabar(struct symbol_data *data, struct drv_fault *fault)
{
    static const char ends[] = "ABCDabcd";
    char *first = data->text, *last = data->text + data->length - 1;
    if (strcspn(first, ends) != 0 || strcspn(first + 1, ends) != data->length - 2u)
        return refuse(&rules[data->kind], DRV_INVALID, data->text, data->length, fault);
    *first = (char)(*first & ~0x20);
    *last = (char)(*last & ~0x20);
    return DRV_OK;
}

static int read_bars(const struct rule *rule, const char *text, size_t length,
                     struct symbol_data *data, struct drv_fault *fault)
{
    if (length > SYMBOL_TEXT_MOST)
        return refuse(rule, DRV_LIMIT, text, length, fault);
    memcpy(data->text, text, length);
    data->length = (uint8_t)length;
    if (length < rule->least || length > rule->most || !is_taken(rule, data->text, length))
        return refuse(rule, DRV_INVALID, text, length, fault);
    return rule->finish != NULL ? rule->finish(data, fault) : DRV_OK;
}

/* Stars of Code 39 are the start and stop characters, which every symbol has. */
static int read_code39(const struct layout_code *code, struct symbol_data *data,
                       struct drv_fault *fault)
{
    const char *start = code->data, *end = code->data + code->length;
    if (start < end && *start == '*')
        start++;
    if (start < end && end[-1] == '*')
        end--;
    return read_bars(&rules[SYMBOL_CODE39], start, (size_t)(end - start), data, fault);
}

int symbol_data_read(const struct layout_code *code, struct symbol_data *out,
                     struct drv_fault *fault)
{
    struct symbol_data data = {.kind = (uint8_t)kind_of(code)};
    int status = DRV_OK;
    if (data.kind == SYMBOL_CODE39)
        status = read_code39(code, &data, fault);
    else if (data.kind != SYMBOL_QR)
        status = read_bars(&rules[data.kind], code->data, code->length, &data, fault);
    if (status == DRV_OK)
        *out = data;
    return status;
}
