/* SPDX-License-Identifier: MIT */
#include "handles.h"

#include <pthread.h>
#include <stdbool.h>

enum kind { KIND_NONE, KIND_SHOP, KIND_SALE };

struct entry {
    enum kind kind;
    bool dropped;
    uint32_t uses;      /* of this place so far: the upper half of its handle */
    int users;          /* calls under way, and a shop's sales */
    void *object;       /* comeback or comeback_sale */
    struct entry *shop; /* of a sale */
};

static struct {
    pthread_mutex_t mutex;
    struct entry entries[HANDLES_MAX];
} table = {.mutex = PTHREAD_MUTEX_INITIALIZER};

static int64_t handle_of(const struct entry *entry)
{
    return (int64_t)((uint64_t)entry->uses << 32 | (uint64_t)(entry - table.entries));
}

/* NULL where the handle is of another kind, or of the past. */
static struct entry *find(int64_t handle, enum kind kind)
{
    uint64_t place = (uint64_t)handle & UINT32_MAX;
    if (place >= HANDLES_MAX)
        return NULL;
    struct entry *entry = &table.entries[place];
    bool fits = entry->kind == kind && !entry->dropped && handle_of(entry) == handle;
    return fits ? entry : NULL;
}

static int64_t add(enum kind kind, void *object, struct entry *shop)
{
    for (int i = 0; i < HANDLES_MAX; i++) {
        struct entry *entry = &table.entries[i];
        if (entry->kind != KIND_NONE)
            continue;
        uint32_t uses = entry->uses % INT32_MAX + 1; /* handles stay above 0 */
        *entry = (struct entry){.kind = kind, .uses = uses, .object = object, .shop = shop};
        return handle_of(entry);
    }
    return 0;
}

int64_t handles_add_shop(comeback *shop)
{
    pthread_mutex_lock(&table.mutex);
    int64_t handle = add(KIND_SHOP, shop, NULL);
    pthread_mutex_unlock(&table.mutex);
    return handle;
}

int64_t handles_add_sale(comeback_sale *sale, int64_t shop)
{
    pthread_mutex_lock(&table.mutex);
    struct entry *owner = find(shop, KIND_SHOP);
    int64_t handle = owner == NULL ? 0 : add(KIND_SALE, sale, owner);
    if (handle != 0)
        owner->users++;
    pthread_mutex_unlock(&table.mutex);
    return handle;
}

static void *take(int64_t handle, enum kind kind, int users_max)
{
    void *object = NULL;
    pthread_mutex_lock(&table.mutex);
    struct entry *entry = find(handle, kind);
    if (entry != NULL && entry->users < users_max) {
        entry->users++;
        object = entry->object;
    }
    pthread_mutex_unlock(&table.mutex);
    return object;
}

comeback *handles_take_shop(int64_t handle)
{
    return take(handle, KIND_SHOP, INT32_MAX);
}

comeback_sale *handles_take_sale(int64_t handle)
{
    return take(handle, KIND_SALE, 1);
}

/* What the caller has to free, now that nobody is left who could use it. */
static void *leave(struct entry *entry)
{
    if (entry->users > 0 || !entry->dropped)
        return NULL;
    entry->kind = KIND_NONE;
    return entry->object;
}

void handles_give(int64_t handle)
{
    struct entry *entry = &table.entries[handle & UINT32_MAX];
    pthread_mutex_lock(&table.mutex);
    entry->users--;
    comeback *unused = entry->kind == KIND_SHOP ? leave(entry) : NULL;
    pthread_mutex_unlock(&table.mutex);
    comeback_close(unused);
}

int handles_drop_shop(int64_t handle)
{
    comeback *unused = NULL;
    pthread_mutex_lock(&table.mutex);
    struct entry *entry = find(handle, KIND_SHOP);
    if (entry != NULL) {
        entry->dropped = true;
        unused = leave(entry);
    }
    pthread_mutex_unlock(&table.mutex);
    comeback_close(unused);
    return entry == NULL ? COMEBACK_ARGUMENT : COMEBACK_OK;
}

int handles_drop_sale(int64_t handle)
{
    comeback_sale *sale = handles_take_sale(handle);
    if (sale == NULL)
        return COMEBACK_ARGUMENT;
    comeback_sale_free(sale);
    pthread_mutex_lock(&table.mutex);
    struct entry *entry = find(handle, KIND_SALE);
    struct entry *shop = entry->shop;
    entry->kind = KIND_NONE;
    shop->users--;
    comeback *unused = leave(shop);
    pthread_mutex_unlock(&table.mutex);
    comeback_close(unused);
    return COMEBACK_OK;
}
