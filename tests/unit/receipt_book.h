/* SPDX-License-Identifier: MIT */
/*
 * A book of receipts with the right answers, for whoever learns to read them: tests/unit/receipts.
 * Made up, in the manner of tills of many countries. Of each there are others of the same till:
 * with other number, total, names and dates, and where they are written out, other items, too.
 *
 *   # to whoever reads this, before the first receipt
 *   @ what it is                    begins a receipt
 *   digits 0                        decimals of its currency; 2 where it does not say
 *   number 5 > 1234                 of the receipt and of the other; "none"
 *   total 605 > 127190              in minor units
 *   swap $6.05 > $1,271.90          how the other differs besides
 *   cashier Rosa > Tom              also customer and till: only where they must be found
 *   paid Cash                       a payment must be seen
 *   pair yes                        nothing on one alone tells its number: both are needed
 *   also 99812 > 99813 > 99820      another number that is as good
 *   ---                             its rows follow
 *
 * With three answers there are three receipts, and their rows are written out: {5|7|12} is what
 * stands in the first, second and third, the blanks before it give way so that columns stay, and a
 * row that begins with {+13} stands only in the first and the third. Their minutes differ, too.
 */
#ifndef COMEBACK_TESTS_RECEIPT_BOOK_H
#define COMEBACK_TESTS_RECEIPT_BOOK_H

#include "../../plugin/tap/receipt.h"
#undef fail /* cmocka has a macro of this name, too */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { BOOK_RECEIPTS = 64, BOOK_OTHERS = 3, BOOK_SWAPS = 12, BOOK_ROWS = 4096 };

struct book_receipt {
    char name[96];
    uint8_t digits;
    bool paid, pair;
    int count;                                /* of receipts: 2 or 3 */
    char answer[BOOK_OTHERS][TAP_FIELDS][64]; /* "": not asked */
    char also[BOOK_OTHERS][64];
    char swap[2][BOOK_SWAPS][64];
    int swaps;
    char text[BOOK_OTHERS][BOOK_ROWS];
};

/* How many there are in that file; ends the test where it is not as above. */
int book_read(const char *path, struct book_receipt out[BOOK_RECEIPTS]);
/* Text as rows, as if it had been printed. */
struct tap_rows book_rows(const char *text);

#endif
