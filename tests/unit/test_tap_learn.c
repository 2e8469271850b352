/* SPDX-License-Identifier: MIT */
/* What is learnt of one receipt must read that one and another of the same till. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "receipt_book.h"

static struct book_receipt book[BOOK_RECEIPTS];

static bool reads(const struct book_receipt *receipt, const struct tap_patterns *patterns,
                  int which)
{
    struct tap_rows rows = book_rows(receipt->text[which]);
    struct tap_reading reading;
    bool right = true;
    tap_read(patterns, &rows, receipt->digits, &reading);
    if (reading.verdict != TAP_SALE)
        print_message("  %s: %s\n", receipt->name, reading.why);
    right &= reading.verdict == TAP_SALE;
    for (enum tap_field field = 0; field < TAP_PAID; field++) {
        const char *meant = receipt->answer[which][field];
        bool asked = *meant != '\0' || field == TAP_NUMBER;
        if (!asked || strcmp(meant, reading.value[field]) == 0)
            continue;
        print_message("  %s: %s is \"%s\", found \"%s\" by \"%s\"\n", receipt->name,
                      tap_field_name(field), meant, reading.value[field], patterns->text[field]);
        right = false;
    }
    tap_rows_free(&rows);
    return right && (!receipt->paid || patterns->text[TAP_PAID][0] != '\0');
}

static void learn(const struct book_receipt *receipt, int count, struct tap_patterns *out)
{
    struct tap_rows rows[2] = {book_rows(receipt->text[0]), book_rows(receipt->text[1])};
    tap_learn(rows, count, receipt->digits, out);
    tap_rows_free(&rows[0]);
    tap_rows_free(&rows[1]);
}

/* How many of the book's are read right, both of each, by what their first one taught. */
static int score(int count)
{
    int right = 0;
    for (int i = 0; i < count; i++) {
        struct tap_patterns patterns;
        learn(&book[i], book[i].pair ? 2 : 1, &patterns);
        right += reads(&book[i], &patterns, 0) && reads(&book[i], &patterns, 1);
    }
    return right;
}

/* Two tell what changes; what one alone told must stay. */
static int score_of_two(int count)
{
    int right = 0;
    for (int i = 0; i < count; i++) {
        struct tap_patterns patterns;
        learn(&book[i], 2, &patterns);
        right += reads(&book[i], &patterns, 0) && reads(&book[i], &patterns, 1);
    }
    return right;
}

static void receipts_that_it_was_tuned_to_are_read(void **state)
{
    (void)state;
    int count = book_read("tests/unit/receipts/tuned", book);
    assert_true(count >= 40);
    assert_int_equal(score(count), count);
    assert_int_equal(score_of_two(count), count);
}

/* Written before the program was; what they scored at first is in the book's first lines. */
static void receipts_that_were_held_out_are_read(void **state)
{
    (void)state;
    int count = book_read("tests/unit/receipts/held_out", book);
    assert_true(count >= 20);
    assert_int_equal(score(count), count);
    assert_int_equal(score_of_two(count), count);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(receipts_that_it_was_tuned_to_are_read),
        cmocka_unit_test(receipts_that_were_held_out_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
