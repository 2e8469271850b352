/* SPDX-License-Identifier: MIT */
#include "receipt_dates.h"

#include <string.h>

#include "../clock.h"
#include "pattern.h"

enum { CENTURY = 2000, YEAR_DIGITS = 4, CJK_YEAR = 0x5E74, CJK_MONTH = 0x6708 };

/* Three numbers of a word. */
struct numbers {
    int value[3], digits[3];
};

static bool is_mark(uint32_t point)
{
    return point == '.' || point == '/' || point == '-' || point == CJK_YEAR || point == CJK_MONTH;
}

static int take_number(const struct pattern_row *row, int at, int *value)
{
    int start = at;
    for (*value = 0; pattern_is_digit(row->point[at]) && at - start <= YEAR_DIGITS; at++)
        *value = 10 * *value + (int)(row->point[at] - '0');
    return at - start;
}

/* Where the numbers end that begin there; 0: there are not three of them, parted by marks. */
static int take_numbers(const struct pattern_row *row, int at, struct numbers *out)
{
    for (int i = 0; i < 3; i++) {
        if (i > 0 && !is_mark(row->point[at++]))
            return 0;
        out->digits[i] = take_number(row, at, &out->value[i]);
        at += out->digits[i];
        if (out->digits[i] == 0 || out->digits[i] > YEAR_DIGITS)
            return 0;
    }
    return at;
}

static void add(struct receipt_dates *out, const struct numbers *numbers, int year, int month,
                int day)
{
    int32_t date;
    int digits = numbers->digits[year];
    int full = numbers->value[year] + (digits == 2 ? CENTURY : 0);
    if ((digits != 2 && digits != YEAR_DIGITS) || numbers->digits[month] > 2 ||
        numbers->digits[day] > 2 || out->count == RECEIPT_DATES)
        return;
    if (clock_date(full, numbers->value[month], numbers->value[day], &date) &&
        !receipt_dates_have(out, date))
        out->day[out->count++] = date;
}

static void read_row(const struct pattern_row *row, struct receipt_dates *out)
{
    struct numbers numbers;
    for (int at = 1; at < row->count; at++) {
        bool starts = !pattern_is_digit(row->point[at - 1]) && !is_mark(row->point[at - 1]);
        int end = starts ? take_numbers(row, at, &numbers) : 0;
        if (end == 0 || pattern_is_digit(row->point[end]))
            continue;
        add(out, &numbers, 0, 1, 2);
        add(out, &numbers, 2, 1, 0);
        add(out, &numbers, 2, 0, 1);
    }
}

void receipt_dates_of(const struct tap_rows *rows, struct receipt_dates *out)
{
    const char *at = rows->text.length > 0 ? (const char *)rows->text.data : "";
    const char *end = at + rows->text.length;
    out->count = 0;
    while (at < end) {
        struct pattern_row row;
        const char *line = memchr(at, '\n', (size_t)(end - at));
        line = line == NULL ? end : line;
        pattern_row_read(at, (size_t)(line - at), &row);
        read_row(&row, out);
        at = line < end ? line + 1 : end;
    }
}

bool receipt_dates_have(const struct receipt_dates *dates, int32_t day)
{
    for (int i = 0; i < dates->count; i++)
        if (dates->day[i] == day)
            return true;
    return false;
}
