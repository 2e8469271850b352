/* SPDX-License-Identifier: MIT */
/*
 * bench_history PEOPLE SALES: a CSV for `comeback replay --history` on standard output. Customers
 * C0 onwards with one sale each, then more sales of random ones; 700 days, ending a month ago.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "measure.h"

enum { DAY_S = 86400, DAYS = 700, DAYS_AGO = 31 };

static void write_sale(uint64_t number, uint64_t who, time_t at_s)
{
    char at[40];
    struct tm utc;
    strftime(at, sizeof at, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&at_s, &utc));
    printf("bench,H%" PRIu64 ",%s,C%" PRIu64 ",1535\n", number, at, who);
}

int main(int count, char **words)
{
    uint64_t people = count == 3 ? strtoull(words[1], NULL, 10) : 0;
    uint64_t sales = count == 3 ? strtoull(words[2], NULL, 10) : 0;
    uint64_t random = 0x9E3779B97F4A7C15u;
    if (people == 0 || sales == 0) {
        fprintf(stderr, "usage: bench_history PEOPLE SALES\n");
        return 2;
    }
    time_t first_s = time(NULL) - (time_t)(DAYS + DAYS_AGO) * DAY_S;
    puts("host,ref,at,customer.id,total_minor");
    for (uint64_t n = 0; n < sales; n++) {
        uint64_t who = n < people ? n : measure_random(&random) % people;
        write_sale(n, who, first_s + (time_t)((double)n * DAYS * DAY_S / (double)sales));
    }
    return fflush(stdout) == 0 ? 0 : 1;
}
