/* SPDX-License-Identifier: MIT */
#include "report_read.h"

#include "../clock.h"

enum { WAIT_MS = 2000 };

int report_read(struct shop *shop, struct report_query *query, struct config *config,
                struct report **out, struct fault *fault)
{
    struct store *store;
    int status = shop_lock(shop, WAIT_MS, &store, fault);
    if (status != COMEBACK_OK)
        return status;
    *config = shop->settings->config;
    query->currency = config->shop.currency;
    query->config = config;
    query->today = clock_day(clock_now(), config->shop.day_starts_minute);
    status = report_make(store, query, out, fault);
    shop_unlock(shop);
    return status;
}
