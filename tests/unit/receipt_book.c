/* SPDX-License-Identifier: MIT */
#include "receipt_book.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE = 512 };

/* Dates of all receipts are of one day. */
static const char *const dates[][BOOK_OTHERS] = {
    {"21.11.2026", "03.12.2026", "14.01.2027"},
    {"21/11/2026", "03/12/2026", "14/01/2027"},
    {"11/21/2026", "12/03/2026", "01/14/2027"},
    {"2026-11-21", "2026-12-03", "2027-01-14"},
    {"2026/11/21", "2026/12/03", "2027/01/14"},
    {"2026年11月21日", "2026年12月3日", "2027年1月14日"},
    {"21-11-2026", "03-12-2026", "14-01-2027"},
    {"11/21/26", "12/03/26", "01/14/27"},
    {"21/11/26", "03/12/26", "14/01/27"},
    {"21.11.26", "03.12.26", "14.01.27"},
    {"21-Nov-26", "03-Dec-26", "14-Jan-27"},
    {"21-Nov-2026", "03-Dec-2026", "14-Jan-2027"},
    {"Nov 21, 2026", "Dec 3, 2026", "Jan 14, 2027"},
    {"21 Nov 2026", "3 Dec 2026", "14 Jan 2027"},
    {"21 Nov'26", "3 Dec'26", "14 Jan'27"},
    {"Nov 21", "Dec 3", "Jan 14"},
    {"21 Nov", "3 Dec", "14 Jan"},
};

static bool next_part(const char **rest, char out[64])
{
    if (*rest == NULL)
        return false;
    const char *arrow = strstr(*rest, " > ");
    snprintf(out, 64, "%.*s", arrow == NULL ? 63 : (int)(arrow - *rest), *rest);
    *rest = arrow == NULL ? NULL : arrow + 3;
    return true;
}

static void add_swap(struct book_receipt *receipt, const char *value)
{
    assert_true(receipt->swaps < BOOK_SWAPS);
    int i = receipt->swaps++;
    assert_true(next_part(&value, receipt->swap[0][i]) && next_part(&value, receipt->swap[1][i]));
}

static void read_answer(struct book_receipt *receipt, const char *key, const char *value)
{
    for (enum tap_field field = 0; field < TAP_FIELDS; field++) {
        if (strcmp(tap_field_name(field), key) != 0)
            continue;
        if (strcmp(value, "none") == 0)
            return;
        const char *rest = value;
        int count = 0;
        while (count < BOOK_OTHERS && next_part(&rest, receipt->answer[count][field]))
            count++;
        assert_true(count >= 2);
        receipt->count = count;
        if (field != TAP_TOTAL && count == 2)
            add_swap(receipt, value);
        return;
    }
    fail_msg("%s: \"%s\" is no key", receipt->name, key);
}

static void read_also(struct book_receipt *receipt, const char *value)
{
    for (int i = 0; i < BOOK_OTHERS; i++)
        assert_true(next_part(&value, receipt->also[i]));
}

static void read_key(struct book_receipt *receipt, char *line)
{
    char *value = strchr(line, ' ');
    assert_non_null(value);
    *value++ = '\0';
    if (strcmp(line, "digits") == 0)
        receipt->digits = (uint8_t)atoi(value);
    else if (strcmp(line, "paid") == 0)
        receipt->paid = true;
    else if (strcmp(line, "pair") == 0)
        receipt->pair = true;
    else if (strcmp(line, "swap") == 0)
        add_swap(receipt, value);
    else if (strcmp(line, "also") == 0)
        read_also(receipt, value);
    else
        read_answer(receipt, line, value);
}

/* Is c, with `beyond` it, a part of what is swapped? */
static bool goes_on(char c, char beyond)
{
    if (isalnum((unsigned char)c))
        return true;
    return c != '\0' && strchr(".,:/-", c) != NULL && isdigit((unsigned char)beyond);
}

static bool stands_alone(const char *text, const char *at, size_t length)
{
    char last = at > text ? at[-1] : '\0', before = at > text + 1 ? at[-2] : '\0';
    bool starts = isalnum((unsigned char)*at), ends = isalnum((unsigned char)at[length - 1]);
    if (starts && goes_on(last, before))
        return false;
    return !ends || at[length] == '\0' || !goes_on(at[length], at[length + 1]);
}

static void swap_all(char text[BOOK_ROWS], const char *from, const char *to)
{
    char result[BOOK_ROWS];
    size_t length = 0, taken = strlen(from);
    for (const char *at = text; *at != '\0';) {
        bool here = strncmp(at, from, taken) == 0 && stands_alone(text, at, taken);
        assert_true(length + strlen(to) + 1 < sizeof result);
        if (here)
            length += (size_t)sprintf(result + length, "%s", to);
        else
            result[length++] = *at;
        at += here ? taken : 1;
    }
    result[length] = '\0';
    memcpy(text, result, length + 1);
}

static void swap_dates(struct book_receipt *receipt, int which)
{
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++)
        swap_all(receipt->text[which], dates[i][0], dates[i][which]);
}

static void make_swapped(struct book_receipt *receipt)
{
    char before[BOOK_ROWS];
    memcpy(receipt->text[1], receipt->text[0], sizeof receipt->text[0]);
    for (int i = 0; i < receipt->swaps; i++) {
        memcpy(before, receipt->text[1], sizeof before);
        swap_all(receipt->text[1], receipt->swap[0][i], receipt->swap[1][i]);
        if (strcmp(before, receipt->text[1]) == 0)
            fail_msg("%s: \"%s\" does not stand in it", receipt->name, receipt->swap[0][i]);
    }
    swap_dates(receipt, 1);
}

/* The part of "{a|b|c}", which `at` stands on; *at moves behind it. */
static void take_choice(const char **at, int which, const char **start, size_t *length)
{
    const char *end = strchr(*at, '}');
    *start = *at + 1;
    assert_non_null(end);
    for (int i = 0; i < which; i++) {
        *start = memchr(*start, '|', (size_t)(end - *start));
        assert_non_null(*start);
        ++*start;
    }
    *length = strcspn(*start, "|}");
    *at = end + 1;
}

static size_t fit(const char *text, size_t length, size_t first, size_t chosen)
{
    for (; chosen > first && length > 1 && text[length - 1] == ' ' && text[length - 2] == ' ';
         chosen--)
        length--;
    return length;
}

static void write_row(const char *row, int which, char out[LINE])
{
    size_t length = 0;
    while (*row != '\0') {
        const char *start, *first, *again = row;
        size_t taken, was;
        if (*row != '{') {
            out[length++] = *row++;
            continue;
        }
        take_choice(&again, 0, &first, &was);
        take_choice(&row, which, &start, &taken);
        length = fit(out, length, was, taken);
        for (; length > 1 && out[length - 1] == ' ' && out[length - 2] == ' ' && was > taken; was--)
            out[length++] = ' ';
        memcpy(out + length, start, taken);
        length += taken;
    }
    out[length] = '\0';
}

/* Minutes are the only digits behind a colon between digits. */
static void pass_time(char *row, int which)
{
    for (char *at = row; (at = strchr(at, ':')) != NULL; at++) {
        if (at == row || !isdigit((unsigned char)at[-1]) || !isdigit((unsigned char)at[1]) ||
            !isdigit((unsigned char)at[2]) || isdigit((unsigned char)at[3]))
            continue;
        int minute = ((at[1] - '0') * 10 + at[2] - '0' + 17 * which) % 60;
        at[1] = (char)('0' + minute / 10);
        at[2] = (char)('0' + minute % 10);
    }
}

static void write_out(struct book_receipt *receipt, const char *rows, int which)
{
    char *out = receipt->text[which];
    out[0] = '\0';
    for (const char *end; (end = strchr(rows, '\n')) != NULL; rows = end + 1) {
        char row[LINE], written[LINE];
        snprintf(row, sizeof row, "%.*s", (int)(end - rows), rows);
        const char *from = row;
        if (strncmp(row, "{+", 2) == 0) {
            from = strchr(row, '}') + 1;
            if (memchr(row, '1' + which, (size_t)(from - row)) == NULL)
                continue;
        }
        write_row(from, which, written);
        pass_time(written, which);
        sprintf(out + strlen(out), "%s\n", written);
    }
    swap_dates(receipt, which);
}

static void make_others(struct book_receipt *receipt)
{
    char rows[BOOK_ROWS];
    if (receipt->count == 2) {
        make_swapped(receipt);
        return;
    }
    memcpy(rows, receipt->text[0], sizeof rows);
    for (int i = 0; i < receipt->count; i++)
        write_out(receipt, rows, i);
}

static void add_line(struct book_receipt *receipt, const char *line)
{
    size_t length = strlen(receipt->text[0]);
    assert_true(length + strlen(line) + 2 < BOOK_ROWS);
    sprintf(receipt->text[0] + length, "%s\n", line);
}

int book_read(const char *path, struct book_receipt out[BOOK_RECEIPTS])
{
    char line[LINE];
    int count = 0;
    bool rows = false;
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    while (fgets(line, sizeof line, file) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        if (!rows && *line == '#') {
            continue;
        } else if (strncmp(line, "@ ", 2) == 0) {
            assert_true(count < BOOK_RECEIPTS);
            memset(&out[count], 0, sizeof *out);
            out[count].digits = 2;
            out[count].count = 2;
            snprintf(out[count++].name, sizeof out->name, "%.95s", line + 2);
            rows = false;
        } else if (rows) {
            add_line(&out[count - 1], line);
        } else if (strcmp(line, "---") == 0) {
            rows = true;
        } else {
            read_key(&out[count - 1], line);
        }
    }
    fclose(file);
    for (int i = 0; i < count; i++)
        make_others(&out[i]);
    return count;
}

struct tap_rows book_rows(const char *text)
{
    struct tap_rows rows = {.words = true};
    bytes_add_text(&rows.text, text);
    for (; *text != '\0'; text++)
        rows.count += *text == '\n';
    return rows;
}
