/* SPDX-License-Identifier: MIT */
#include "receipt_book.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE = 256 };

/* Dates of all receipts are of one day. */
static const char *const dates[][2] = {
    {"21.11.2026", "03.12.2026"}, {"21/11/2026", "03/12/2026"}, {"2026-11-21", "2026-12-03"},
    {"21-11-2026", "03-12-2026"}, {"11/21/26", "12/03/26"},     {"21/11/26", "03/12/26"},
    {"21.11.26", "03.12.26"},     {"Nov 21", "Dec 3"},          {"21 Nov", "3 Dec"},
};

static bool part(const char *value, char first[64], char second[64])
{
    const char *arrow = strstr(value, " > ");
    if (arrow == NULL)
        return false;
    snprintf(first, 64, "%.*s", (int)(arrow - value), value);
    snprintf(second, 64, "%s", arrow + 3);
    return true;
}

static void add_swap(struct book_receipt *receipt, const char *value)
{
    assert_true(receipt->swaps < BOOK_SWAPS);
    int i = receipt->swaps++;
    assert_true(part(value, receipt->swap[0][i], receipt->swap[1][i]));
}

static void read_answer(struct book_receipt *receipt, const char *key, const char *value)
{
    for (enum tap_field field = 0; field < TAP_FIELDS; field++) {
        if (strcmp(tap_field_name(field), key) != 0)
            continue;
        if (strcmp(value, "none") == 0)
            return;
        assert_true(part(value, receipt->answer[0][field], receipt->answer[1][field]));
        if (field != TAP_TOTAL)
            add_swap(receipt, value);
        return;
    }
    fail_msg("%s: \"%s\" is no key", receipt->name, key);
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

static void make_other(struct book_receipt *receipt)
{
    char before[BOOK_ROWS];
    memcpy(receipt->text[1], receipt->text[0], sizeof receipt->text[0]);
    for (int i = 0; i < receipt->swaps; i++) {
        memcpy(before, receipt->text[1], sizeof before);
        swap_all(receipt->text[1], receipt->swap[0][i], receipt->swap[1][i]);
        if (strcmp(before, receipt->text[1]) == 0)
            fail_msg("%s: \"%s\" does not stand in it", receipt->name, receipt->swap[0][i]);
    }
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++)
        swap_all(receipt->text[1], dates[i][0], dates[i][1]);
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
        make_other(&out[i]);
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
