/* SPDX-License-Identifier: MIT */
/*
 * bench_history PEOPLE SALES LINES FIRST: a CSV for `comeback replay --history` on standard output:
 * sales number FIRST and on, each with so many lines of items, or with a total alone where LINES
 * is 0. Sales 0 to PEOPLE-1 are the first of customers C0 and on, all others of random ones. Those
 * from 0 on are of 700 days, ending a month ago; else they are of the ten days after that.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "measure.h"

enum { DAY_S = 86400, DAYS = 700, DAYS_AFTER = 10, DAYS_AGO = 31 };

static void write_sale(uint64_t number, uint64_t who, time_t at_s, uint64_t lines)
{
    char at[40];
    struct tm utc;
    strftime(at, sizeof at, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&at_s, &utc));
    if (lines == 0)
        printf("bench,H%" PRIu64 ",%s,C%" PRIu64 ",1535\n", number, at, who);
    for (uint64_t i = 0; i < lines; i++)
        printf("bench,H%" PRIu64 ",%s,C%" PRIu64 ",S%" PRIu64 ",WHITE METAL LANTERN %" PRIu64
               ",6000,%" PRIu64 "\n",
               number, at, who, (number + i) % 4000, i, 100 + i);
}

int main(int count, char **words)
{
    uint64_t people = count == 5 ? strtoull(words[1], NULL, 10) : 0;
    uint64_t sales = count == 5 ? strtoull(words[2], NULL, 10) : 0;
    uint64_t lines = count == 5 ? strtoull(words[3], NULL, 10) : 0;
    uint64_t first = count == 5 ? strtoull(words[4], NULL, 10) : 0;
    uint64_t random = 0x9E3779B97F4A7C15u;
    if (people == 0 || sales == 0) {
        fprintf(stderr, "usage: bench_history PEOPLE SALES LINES FIRST\n");
        return 2;
    }
    int days = first == 0 ? DAYS : DAYS_AFTER;
    time_t first_s = time(NULL) - (time_t)(DAYS_AGO + (first == 0 ? DAYS : 0)) * DAY_S;
    printf("host,ref,at,customer.id,%s\n",
           lines == 0 ? "total_minor" : "item.sku,item.name,item.quantity_milli,item.amount_minor");
    for (uint64_t i = 0; i < sales; i++) {
        uint64_t number = first + i;
        uint64_t who = number < people ? number : measure_random(&random) % people;
        write_sale(number, who, first_s + (time_t)((double)i * days * DAY_S / (double)sales),
                   lines);
    }
    return fflush(stdout) == 0 ? 0 : 1;
}
