/* SPDX-License-Identifier: MIT */
/*
 * bench_store DIR PEOPLE SALES: a shop in DIR whose history has that many customers, C0 onwards,
 * each with one sale, and more sales of random ones; two years long, ending a month ago. Recorded
 * as `comeback replay --history` does: the same decisions, log and projections as live sales, in
 * transactions of many sales.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../plugin/record.h"
#include "../../plugin/setup.h"
#include "../../plugin/shop.h"
#include "measure.h"

enum { BATCH = 2000, CHECKPOINT = 4000, DAYS = 700, DAYS_AGO = 31 };

static void check(int status, const struct fault *fault)
{
    if (status >= 0)
        return;
    fprintf(stderr, "bench_store: %s\n", fault->text);
    exit(1);
}

struct history {
    uint64_t people, sales, number, random;
    int64_t first_ms, step_ms;
};

static int tell(struct history *history, const struct desk *desk, struct fault *fault)
{
    struct sale sale;
    struct answer answer;
    char text[32];
    uint64_t n = history->number++;
    uint64_t who = n < history->people ? n : measure_random(&history->random) % history->people;
    int status = sale_start(&sale, "bench", fault);
    snprintf(sale.ref, sizeof sale.ref, "H%" PRIu64, n);
    int length = snprintf(text, sizeof text, "C%" PRIu64, who);
    if (status == COMEBACK_OK)
        status = sale_set(&sale, "customer.id", text, (size_t)length, fault);
    sale.at = (struct moment){history->first_ms + (int64_t)n * history->step_ms, 0};
    sale.at_told = sale.total_told = true;
    sale.total_minor = 1535;
    memcpy(sale.currency, desk->config->shop.currency, sizeof sale.currency);
    if (status == COMEBACK_OK)
        status = record_sale(desk, &sale, true, &answer, fault);
    sale_clear(&sale);
    return status;
}

static void record_batch(struct shop *shop, struct history *history)
{
    struct fault fault = {{0}};
    check(store_begin_write(shop->store, SHOP_WAIT_MS, &fault), &fault);
    check(settings_keep(shop->store, shop->settings, &fault), &fault);
    struct desk desk = shop_desk(shop, false);
    for (int i = 0; i < BATCH && history->number < history->sales; i++)
        check(tell(history, &desk, &fault), &fault);
    check(store_commit(shop->store, &fault), &fault);
    store_checkpoint(shop->store, CHECKPOINT);
}

int main(int count, char **words)
{
    struct shop *shop;
    struct fault fault = {{0}};
    char path[STORE_PATH];
    if (count != 4) {
        fprintf(stderr, "usage: bench_store DIR PEOPLE SALES\n");
        return 2;
    }
    struct history history = {.people = strtoull(words[2], NULL, 10),
                              .sales = strtoull(words[3], NULL, 10),
                              .random = 0x9E3779B97F4A7C15u};
    int64_t span_ms = DAYS * INT64_C(86400000);
    history.step_ms = span_ms / (int64_t)history.sales;
    history.first_ms = clock_now_ms() - DAYS_AGO * INT64_C(86400000) - span_ms;
    check(setup_shop(words[1], &fault), &fault);
    snprintf(path, sizeof path, "%s/comeback.ini", words[1]);
    check(shop_open(path, &shop, &fault), &fault);
    int64_t start_ns = measure_now_ns();
    while (history.number < history.sales)
        record_batch(shop, &history);
    double seconds = (double)(measure_now_ns() - start_ns) / 1e9;
    printf("history_sales_per_s %.0f\n", (double)history.sales / seconds);
    shop_close(shop);
    return 0;
}
