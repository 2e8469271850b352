/* SPDX-License-Identifier: MIT */
/*
 * Patterns and receipts of any bytes. A line for each field comes first, then what was printed:
 * rows as they are, or, where the first byte is ESC, a job for a printer. What is read keeps the
 * promises of receipt.h, and what is learnt of it can be read by it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../plugin/tap/receipt.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool kept, const char *promise)
{
    if (kept)
        return;
    fprintf(stderr, "not kept: %s\n", promise);
    abort();
}

/* The first line of the input, which moves behind it. */
static void take_line(const uint8_t **data, size_t *size, char out[TAP_PATTERN])
{
    size_t length = 0;
    const uint8_t *end = memchr(*data, '\n', *size);
    size_t line = end == NULL ? *size : (size_t)(end - *data);
    for (size_t i = 0; i < line && length < TAP_PATTERN - 1; i++)
        if ((*data)[i] != '\0')
            out[length++] = (char)(*data)[i];
    out[length] = '\0';
    *data += line + (end != NULL);
    *size -= line + (end != NULL);
}

static struct tap_rows rows_of(const uint8_t *data, size_t size)
{
    struct tap_rows rows = {.words = true};
    for (size_t i = 0; i < size && rows.count < TAP_ROWS_MAX; i++) {
        bytes_add_byte(&rows.text, data[i] == '\0' ? ' ' : data[i]);
        rows.count += data[i] == '\n';
    }
    if (rows.count < TAP_ROWS_MAX) {
        bytes_add_byte(&rows.text, '\n');
        rows.count++;
    }
    return rows;
}

static bool is_word(const char *pattern)
{
    return strcmp(pattern, "none") == 0 || strcmp(pattern, "any") == 0;
}

static void require_read(const struct tap_patterns *patterns, const struct tap_rows *rows,
                         const struct tap_reading *reading)
{
    bool sale = reading->verdict == TAP_SALE;
    require(sale == (reading->why[0] == '\0'), "what is no sale says why");
    for (enum tap_field field = 0; field < TAP_FIELDS; field++) {
        const char *pattern = patterns->text[field];
        require(reading->row[field] >= -1 && reading->row[field] < rows->count, "a row is one");
        require(reading->row[field] >= 0 || reading->value[field][0] == '\0',
                "a value has its row");
        require(reading->row[field] < 0 || is_word(pattern) ||
                    tap_pattern_check(field, pattern, NULL) == COMEBACK_OK,
                "a pattern that is wrong finds nothing");
    }
    require(!sale || reading->row[TAP_TOTAL] >= 0, "a sale has a total");
    require(!sale || reading->row[TAP_NUMBER] >= 0 || is_word(patterns->text[TAP_NUMBER]),
            "a sale has its number");
    require(!sale || strspn(reading->value[TAP_TOTAL], "0123456789") ==
                         strlen(reading->value[TAP_TOTAL]),
            "a sale's total is an amount");
}

static void require_learnt(const struct tap_rows *rows, uint8_t digits)
{
    struct tap_patterns learnt;
    struct tap_reading reading;
    tap_learn(rows, 1, digits, &learnt);
    for (enum tap_field field = 0; field < TAP_FIELDS; field++)
        require(tap_pattern_check(field, learnt.text[field], NULL) == COMEBACK_OK,
                "a pattern that is proposed is one");
    tap_read(&learnt, rows, digits, &reading);
    require_read(&learnt, rows, &reading);
    require(learnt.text[TAP_TOTAL][0] == '\0' || reading.row[TAP_TOTAL] >= 0,
            "a total that is proposed is found");
    require(is_word(learnt.text[TAP_NUMBER]) || reading.row[TAP_NUMBER] >= 0,
            "a number that is proposed is found");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct tap_patterns patterns;
    struct tap_reading reading;
    struct tap_rows rows;
    uint8_t digits = size > 0 ? data[0] % 4 : 2;
    for (enum tap_field field = 0; field < TAP_FIELDS; field++)
        take_line(&data, &size, patterns.text[field]);
    if (size > 0 && data[0] == 0x1b) {
        if (tap_rows(profile_find("generic-80"), data, size, &rows, NULL) != COMEBACK_OK)
            return 0;
    } else {
        rows = rows_of(data, size);
    }
    tap_read(&patterns, &rows, digits, &reading);
    require_read(&patterns, &rows, &reading);
    require_learnt(&rows, digits);
    tap_rows_free(&rows);
    return 0;
}
