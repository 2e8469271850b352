/* SPDX-License-Identifier: MIT */
#include "recent.h"

#include <stdio.h>
#include <string.h>

#include "../clock.h"

static const char own[] = "tap-";

static void keep(struct recent *out, const char *ref)
{
    if (out->count < RECENT_MOST && strlen(ref) < RECENT_REF &&
        strncmp(ref, own, sizeof own - 1) != 0)
        snprintf(out->refs[out->count++], RECENT_REF, "%s", ref);
}

static void find(struct store *store, const char *host, int64_t total_minor, struct recent *out)
{
    sqlite3_stmt *row;
    int found = store_query(store, SALES_JUST_TOLD, &row, NULL, "iiti", store->origin,
                            clock_now_ms() - RECENT_MS, host, total_minor);
    while (found == 1) {
        keep(out, store_text(row, 0));
        found = store_next(store, row, NULL);
    }
    store_done(row);
}

void recent_find(struct shop *shop, const char *host, int64_t total_minor, struct recent *out)
{
    int64_t until_ms = clock_monotonic_ms() + SHOP_WAIT_MS;
    struct store *store;
    out->count = 0;
    if (shop_lock(shop, SHOP_WAIT_MS, &store, NULL) != COMEBACK_OK)
        return;
    if (store_begin_read(store, clock_left_ms(until_ms), NULL) == COMEBACK_OK)
        find(store, host, total_minor, out);
    store_rollback(store);
    shop_unlock(shop);
}
