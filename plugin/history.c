/* SPDX-License-Identifier: MIT */
#include "history.h"

#include "clock.h"
#include "record.h"

enum { CHECKPOINT_FRAMES = 4000 };

/* Of one sale alone: what is wrong with the store ends the whole run. */
static bool ends_the_run(int status)
{
    return status == COMEBACK_STORE || status == COMEBACK_MEMORY || status == COMEBACK_BUSY;
}

static int record_slice(struct shop *shop, const struct history_source *source, bool *more,
                        struct fault *fault)
{
    struct answer answer;
    struct sale *sale;
    int64_t until_ms = clock_monotonic_ms() + SHOP_SLICE_MS;
    int status = settings_keep(shop->store, shop->settings, fault);
    if (status != COMEBACK_OK)
        return status;
    struct desk desk = shop_desk(shop, false);
    while (clock_monotonic_ms() < until_ms &&
           (*more = (sale = source->next(source->context)) != NULL)) {
        shop_fill_currency(shop, sale);
        status = record_sale(&desk, sale, true, &answer, fault);
        if (status < 0 && ends_the_run(status))
            return status;
        source->told(source->context, status < 0 ? status : COMEBACK_OK, fault);
    }
    return COMEBACK_OK;
}

static int write_slice(struct shop *shop, const struct history_source *source, bool *more,
                       struct fault *fault)
{
    int64_t seq_before = shop->settings->seq;
    int status = store_begin_write(shop->store, HISTORY_WAIT_MS, fault);
    if (status != COMEBACK_OK)
        return status;
    status = record_slice(shop, source, more, fault);
    if (status == COMEBACK_OK)
        status = store_commit(shop->store, fault);
    else
        store_rollback(shop->store);
    if (status != COMEBACK_OK)
        shop->settings->seq = seq_before;
    else
        store_checkpoint(shop->store, CHECKPOINT_FRAMES);
    return status;
}

int history_record(struct shop *shop, const struct history_source *source, struct fault *fault)
{
    bool more = true;
    int status = COMEBACK_OK;
    while (more && status == COMEBACK_OK) {
        struct store *store;
        status = shop_lock(shop, HISTORY_WAIT_MS, &store, fault);
        if (status != COMEBACK_OK)
            break;
        status = write_slice(shop, source, &more, fault);
        shop_unlock(shop);
    }
    return status;
}
