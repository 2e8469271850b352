/* SPDX-License-Identifier: MIT */
#include "receipt_rows.h"

#include <stdlib.h>
#include <string.h>

enum {
    PAYMENT_WORDS = 6,
    CARD_DIGITS = 4,
    CJK_START = 0x2E80,
    LESS_ROWS = 8,
    BULLET = 0x2022,
    PAYMENT_ROWS = 40
};

/* May an amount begin there? Behind a blank, a mark, dots that lead to it, or Chinese. */
static bool is_parted(const struct pattern_row *row, int at)
{
    uint32_t last = row->point[at - 1];
    if (last == '.' || last == '-')
        return at > 2 && row->point[at - 2] == last;
    return last == ' ' || last == ':' || last == '=' || last >= CJK_START;
}

/* Where an amount begins that ends there; 0: none does. The longest, so that "1 234,56" is whole;
 * an amount stands apart from what is before it. */
static int tail_start(const struct pattern_row *row, int end, uint8_t digits, struct amount *amount)
{
    int start = end - 1;
    while (start > 1 && end - start < 40 &&
           (row->point[start] != ' ' || row->point[start - 1] != ' '))
        start--;
    for (; start < end; start++)
        if (row->point[start] != ' ' && is_parted(row, start) &&
            amount_read(row->point + start, end - start, digits, amount))
            return start;
    return 0;
}

/* One letter or a mark behind the amount is its tax. */
static int before_tax_mark(const struct pattern_row *row, int end)
{
    int start = end - 1;
    if (start < 2 || pattern_is_digit(row->point[start]) || row->point[start - 1] != ' ')
        return end;
    while (row->point[start - 1] == ' ' && start > 1)
        start--;
    return start;
}

static void read_tail(struct receipt_row *row, uint8_t digits)
{
    int end = row->row.count - 1;
    row->tail_end = end;
    row->tail = tail_start(&row->row, end, digits, &row->amount);
    int before = before_tax_mark(&row->row, end);
    if (row->tail > 0 || before == end)
        return;
    row->tail_end = before;
    row->tail = tail_start(&row->row, before, digits, &row->amount);
}

/* Where money has no decimals, an amount is known by its column. */
static bool is_sure(const struct receipt_row *row, uint8_t digits)
{
    const uint32_t *before = &row->row.point[row->tail - 1];
    return row->amount.sure ||
           (digits == 0 && row->tail > 2 && before[0] == ' ' && before[-1] == ' ');
}

static void find_bounds(struct receipt_rows *rows)
{
    rows->first = rows->count;
    rows->last = -1;
    for (int i = 0; i < rows->count; i++) {
        if (rows->list[i].tail == 0 || !rows->list[i].amount.sure)
            continue;
        rows->first = i < rows->first ? i : rows->first;
        rows->last = i;
    }
}

bool receipt_rows_read(const struct tap_rows *rows, uint8_t currency_digits,
                       struct receipt_rows *out)
{
    const char *at = rows->text.length > 0 ? (const char *)rows->text.data : "";
    const char *end = at + rows->text.length;
    *out = (struct receipt_rows){.list = calloc((size_t)rows->count + 1, sizeof *out->list)};
    if (out->list == NULL)
        return false;
    for (int32_t index = 0; at < end && index < rows->count; index++) {
        struct receipt_row *row = &out->list[out->count];
        const char *line = memchr(at, '\n', (size_t)(end - at));
        line = line == NULL ? end : line;
        pattern_row_read(at, (size_t)(line - at), &row->row);
        row->index = index;
        at = line < end ? line + 1 : end;
        if (pattern_row_is_empty(&row->row))
            continue;
        read_tail(row, currency_digits);
        if (row->tail > 0)
            row->amount.sure = is_sure(row, currency_digits);
        out->count++;
    }
    find_bounds(out);
    return true;
}

void receipt_rows_free(struct receipt_rows *rows)
{
    free(rows->list);
    *rows = (struct receipt_rows){0};
}

static bool is_framed(const struct pattern_row *row)
{
    uint32_t first = row->point[1], last = row->point[row->count - 2];
    return strchr("*-=#<>[]()!~_+", (int)(first < 0x80 ? first : 'a')) != NULL &&
           strchr("*-=#<>[]()!~_+", (int)(last < 0x80 ? last : 'a')) != NULL;
}

/* "1 x 0.10   0.10": what an item's name stands above. */
static bool is_price_of_above(const struct receipt_row *row)
{
    struct receipt_words words;
    if (row->tail == 0)
        return false;
    receipt_words_of(&row->row, &words);
    for (int i = 0; i < words.count; i++)
        if (!words.list[i].digits && words.list[i].end - words.list[i].start > 3)
            return false;
    return true;
}

/* "Z-Bon 118  Bon 5120": the day that the receipt is of, and no report of it. */
static bool counts_days(const struct pattern_row *row)
{
    struct receipt_words words;
    receipt_words_of(row, &words);
    int at = 0;
    if (words.count == 0 || row->point[words.list[0].start] != 'z')
        return false;
    while (at < words.count && !words.list[at].digits)
        at++;
    for (; at + 1 < words.count; at++)
        if (receipt_words_at(&words, at, WORDS_NUMBER) > 0 && words.list[words.count - 1].digits)
            return true;
    return false;
}

enum receipt_sort receipt_rows_say(const struct receipt_rows *rows, int i)
{
    const struct receipt_row *row = &rows->list[i];
    if (row->tail > 0 && row->amount.sure)
        return WORDS_SORTS;
    enum receipt_sort said = receipt_words_say(&row->row);
    if (said == WORDS_VOID && counts_days(&row->row))
        return WORDS_SORTS;
    bool above = i<rows->first, below = i> rows->last;
    if (said == WORDS_SORTS || (said == WORDS_HEAD && !above) ||
        (said == WORDS_KITCHEN && rows->last >= 0))
        return WORDS_SORTS;
    if (is_framed(&row->row))
        return said;
    bool item = i + 1 < rows->count && is_price_of_above(&rows->list[i + 1]);
    return (above || below) && !item ? said : WORDS_SORTS;
}

bool receipt_rows_is_payment(const struct receipt_rows *rows, int i)
{
    static const enum receipt_sort payments[] = {WORDS_PAYMENT, WORDS_CHANGE, WORDS_GIVEN};
    const struct receipt_row *row = &rows->list[i];
    struct receipt_words words;
    if (row->tail == 0)
        return false;
    receipt_words_of(&row->row, &words);
    for (size_t k = 0; k < sizeof payments / sizeof *payments; k++) {
        int found = receipt_words_find(&words, row->tail, payments[k]);
        if (found >= 0 && found < PAYMENT_WORDS)
            return true;
    }
    return false;
}

/* "Paid by card", "Visa xxxx1234": nothing else is in the row, as in "Cash only" or "Card 2". */
static bool names_payment(const struct receipt_row *row)
{
    struct receipt_words words;
    int payments = 0;
    receipt_words_of(&row->row, &words);
    for (int at = 0, taken; at < words.count; at += taken) {
        const struct receipt_word *word = &words.list[at];
        taken = receipt_words_at(&words, at, WORDS_PAYMENT);
        payments += taken > 0;
        if (taken == 0)
            taken = receipt_words_at(&words, at, WORDS_BY);
        if (taken == 0)
            taken = word->digits && word->end - word->start >= CARD_DIGITS;
        if (taken == 0)
            return false;
    }
    return payments > 0;
}

static bool hides_digit(uint32_t point)
{
    return point == 'x' || point == '*' || point == BULLET;
}

int receipt_rows_card(const struct pattern_row *row)
{
    int hidden = 0;
    for (int at = 1; at < row->count; at++) {
        uint32_t point = row->point[at];
        if (hides_digit(point))
            hidden++;
        else if (hidden >= CARD_DIGITS && pattern_is_digit(point))
            return at;
        else if (hidden < CARD_DIGITS || (point != ' ' && point != '-'))
            hidden = 0;
    }
    return 0;
}

/* The last four of a card and no more, as in no "****  203.17". */
static bool shows_card(const struct pattern_row *row)
{
    int at = receipt_rows_card(row), end = at;
    while (at > 0 && pattern_is_digit(row->point[end]))
        end++;
    return at > 0 && end - at == CARD_DIGITS && row->point[end] == ' ' &&
           (row->point[at - 1] != ' ' || row->point[at - 2] != ' ');
}

int32_t receipt_rows_payment(const struct receipt_rows *rows, int32_t behind)
{
    for (int i = 0; i < rows->count; i++)
        if (rows->list[i].index > behind &&
            (receipt_rows_is_payment(rows, i) || names_payment(&rows->list[i]) ||
             shows_card(&rows->list[i].row)))
            return rows->list[i].index;
    return -1;
}

static bool has_word(const struct receipt_row *row, enum receipt_sort sort)
{
    struct receipt_words words;
    receipt_words_of(&row->row, &words);
    return receipt_words_find(&words, row->tail, sort) >= 0;
}

static int rows_below(const struct receipt_rows *rows, int i)
{
    return i + PAYMENT_ROWS < rows->count ? i + PAYMENT_ROWS : rows->count;
}

bool receipt_rows_change_fits(const struct receipt_rows *rows, int i)
{
    for (int c = i + 2; c < rows_below(rows, i); c++) {
        const struct receipt_row *change = &rows->list[c];
        if (change->tail == 0 || !has_word(change, WORDS_CHANGE))
            continue;
        for (int g = i + 1; g < c; g++)
            if ((receipt_rows_is_payment(rows, g) || (g == c - 1 && rows->list[g].tail > 0)) &&
                rows->list[g].amount.minor - llabs(change->amount.minor) ==
                    rows->list[i].amount.minor)
                return true;
    }
    return false;
}

bool receipt_rows_payment_fits(const struct receipt_rows *rows, int i)
{
    for (int p = i + 1; p < rows_below(rows, i); p++)
        if (rows->list[p].amount.minor == rows->list[i].amount.minor &&
            receipt_rows_is_payment(rows, p))
            return true;
    return false;
}

static bool is_paid(const struct receipt_rows *rows, int i)
{
    return receipt_rows_payment_fits(rows, i) || receipt_rows_change_fits(rows, i);
}

/* A total, and no part of one, "Net total" or "Total tax", but where it is what was paid. */
static bool is_total(const struct receipt_rows *rows, int i)
{
    const struct receipt_row *row = &rows->list[i];
    return has_word(row, WORDS_TOTAL) ||
           (has_word(row, WORDS_SUM) && (!has_word(row, WORDS_PART) || is_paid(rows, i)));
}

/* Is there an amount as high between the two, of no payment and no tip? */
static bool makes_up(const struct receipt_rows *rows, int total, int paid, int64_t minor)
{
    for (int i = total + 1; i < paid; i++)
        if (rows->list[i].tail > 0 && rows->list[i].amount.sure &&
            llabs(rows->list[i].amount.minor) == minor && !receipt_rows_is_payment(rows, i) &&
            !has_word(&rows->list[i], WORDS_TIP))
            return true;
    return false;
}

/* More than the total is paid with a tip as well, which is none of the shop's: only another total
 * says so. */
static bool is_paid_instead(const struct receipt_rows *rows, int at, int64_t total)
{
    const struct receipt_row *row = &rows->list[at];
    if (row->tail == 0 || !row->amount.sure || row->amount.minor <= 0)
        return false;
    if (row->amount.minor > total)
        return is_total(rows, at) && (!has_word(row, WORDS_PART) || is_paid(rows, at));
    return row->amount.minor < total && (receipt_rows_is_payment(rows, at) || is_total(rows, at));
}

int receipt_rows_instead(const struct receipt_rows *rows, int32_t index)
{
    int i = 0;
    while (i < rows->count && rows->list[i].index != index)
        i++;
    int end = i + LESS_ROWS < rows->count ? i + LESS_ROWS : rows->count;
    for (int at = i + 2; at < end && rows->list[i].tail > 0; at++) {
        int64_t total = rows->list[i].amount.minor;
        if (is_paid_instead(rows, at, total) &&
            makes_up(rows, i, at, llabs(total - rows->list[at].amount.minor)))
            return at;
    }
    return -1;
}

bool receipt_rows_is_proven(const struct receipt_rows *rows, int i)
{
    return has_word(&rows->list[i], WORDS_TOTAL) && !receipt_rows_is_payment(rows, i) &&
           is_paid(rows, i);
}
