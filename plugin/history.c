/* SPDX-License-Identifier: MIT */
#include "history.h"

#include <unistd.h>

#include "clock.h"
#include "person.h"
#include "record.h"

enum {
    CHECKPOINT_FRAMES = 16000, /* 64 MiB: what is written again and again is moved once in that */
    LET_IN_US = 500, /* longer than a till that waits for the lock rests between two tries */
};

/* Of one sale alone: what is wrong with the store ends the whole run. */
static bool ends_the_run(int status)
{
    return status == COMEBACK_STORE || status == COMEBACK_MEMORY || status == COMEBACK_BUSY;
}

static int record_slice(struct shop *shop, const struct history_source *source,
                        struct person_lot *lot, bool *more, struct fault *fault)
{
    struct answer answer;
    struct sale *sale;
    int64_t until_ms = clock_monotonic_ms() + SHOP_SLICE_MS;
    int status = settings_keep(shop->store, shop->settings, fault);
    if (status != COMEBACK_OK)
        return status;
    struct desk desk = shop_desk(shop, false);
    desk.lot = lot;
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

/* Not synced at each commit, which would be most of the time: see history.h. */
static int write_slice(struct shop *shop, const struct history_source *source,
                       struct person_lot *lot, bool *more, struct fault *fault)
{
    int64_t seq_before = shop->settings->seq;
    int status = store_begin_light(shop->store, HISTORY_WAIT_MS, fault);
    if (status != COMEBACK_OK)
        return status;
    status = record_slice(shop, source, lot, more, fault);
    if (status == COMEBACK_OK)
        status = store_commit(shop->store, fault);
    else
        store_rollback(shop->store);
    if (status != COMEBACK_OK)
        shop->settings->seq = seq_before;
    return status;
}

static int write_slices(struct shop *shop, const struct history_source *source,
                        struct person_lot *lot, struct fault *fault)
{
    bool more = true;
    int status = COMEBACK_OK;
    while (more && status == COMEBACK_OK) {
        struct store *store;
        status = shop_lock(shop, HISTORY_WAIT_MS, &store, fault);
        if (status != COMEBACK_OK)
            break;
        status = write_slice(shop, source, lot, &more, fault);
        if (status == COMEBACK_OK)
            store_checkpoint(store, CHECKPOINT_FRAMES);
        shop_unlock(shop);
        usleep(LET_IN_US);
    }
    return status;
}

/* No till shall find a long WAL. */
static int end(struct shop *shop, int status, struct fault *fault)
{
    struct store *store;
    int locked = shop_lock(shop, HISTORY_WAIT_MS, &store, status == COMEBACK_OK ? fault : NULL);
    if (locked != COMEBACK_OK)
        return status == COMEBACK_OK ? locked : status;
    if (status == COMEBACK_OK)
        status = store_sync(store, fault);
    store_checkpoint(store, 1);
    store_load_end(store);
    shop_unlock(shop);
    return status;
}

int history_record(struct shop *shop, const struct history_source *source, struct fault *fault)
{
    struct person_lot lot = {0};
    struct store *store;
    int status = shop_lock(shop, HISTORY_WAIT_MS, &store, fault);
    if (status != COMEBACK_OK)
        return status;
    store_load_begin(store);
    shop_unlock(shop);
    status = write_slices(shop, source, &lot, fault);
    person_lot_free(&lot);
    return end(shop, status, fault);
}
