/* SPDX-License-Identifier: MIT */
#include "person.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "projection.h"

enum { ENDING = 2, LOT_FIRST = 4096, LOT_MOST = 1 << 20 };

static const char *const sort_names[] = {"", "id", "phone", "email", "token"};

int64_t person_new(void)
{
    int64_t person;
    do
        randombytes_buf(&person, sizeof person);
    while ((person &= INT64_MAX) == 0);
    return person;
}

static int by_number(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

static bool draw_lot(struct person_lot *lot)
{
    size_t count = lot->count == 0 ? LOT_FIRST : 2 * lot->count;
    if (count > LOT_MOST)
        count = LOT_MOST;
    int64_t *numbers = realloc(lot->numbers, count * sizeof *numbers);
    if (numbers == NULL)
        return false;
    randombytes_buf(numbers, count * sizeof *numbers);
    for (size_t i = 0; i < count; i++)
        numbers[i] &= INT64_MAX;
    qsort(numbers, count, sizeof *numbers, by_number);
    *lot = (struct person_lot){numbers, count, 0};
    return true;
}

int64_t person_draw(struct person_lot *lot)
{
    if (lot == NULL || (lot->next == lot->count && !draw_lot(lot)))
        return person_new();
    int64_t number = lot->numbers[lot->next++];
    return number == 0 ? person_new() : number;
}

void person_lot_free(struct person_lot *lot)
{
    free(lot->numbers);
    *lot = (struct person_lot){0};
}

const char *person_sort_name(enum person_sort sort)
{
    return sort_names[sort];
}

static void hash_key(const struct keys *keys, const struct person_key *key,
                     uint8_t hash[KEYS_HASH_BYTES])
{
    keys_identity_hash(keys, sort_names[key->sort], key->scope, key->value, hash);
}

int person_find(struct store *store, const struct keys *keys, const struct person_key *key,
                int64_t *person, struct fault *fault)
{
    uint8_t hash[KEYS_HASH_BYTES];
    hash_key(keys, key, hash);
    return store_number(store, IDENTITY_FIND, 0, person, fault, "b", hash, (size_t)KEYS_HASH_BYTES);
}

int person_find_shared(struct store *store, const struct keys *keys, const struct person_key *key,
                       int64_t *person, struct fault *fault)
{
    uint8_t hash[KEYS_HASH_BYTES];
    hash_key(keys, key, hash);
    return store_number(store, IDENTITY_FIND_SHARED, 0, person, fault, "b", hash,
                        (size_t)KEYS_HASH_BYTES);
}

int person_has(struct store *store, const struct keys *keys, const struct person_key *key,
               int64_t person, bool *has, struct fault *fault)
{
    uint8_t hash[KEYS_HASH_BYTES];
    int64_t count;
    hash_key(keys, key, hash);
    int status = store_number(store, IDENTITY_SHARES, 0, &count, fault, "ib", person, hash,
                              (size_t)KEYS_HASH_BYTES);
    if (status == COMEBACK_OK)
        *has = count > 0;
    return status;
}

/* What may be read back to whoever showed it: the end of a number, and nothing of a name. */
static const char *ending_of(const struct person_key *key)
{
    size_t length = strlen(key->value);
    bool is_number = key->sort == PERSON_BY_PHONE || key->sort == PERSON_BY_TOKEN;
    return is_number && length > 2 * ENDING ? key->value + length - ENDING : "";
}

int person_attach(struct store *store, const struct keys *keys, const struct person_key *key,
                  int64_t person, bool shared, struct fault *fault)
{
    uint8_t hash[KEYS_HASH_BYTES];
    hash_key(keys, key, hash);
    return store_run(store, IDENTITY_INSERT, fault, "biitti", hash, (size_t)KEYS_HASH_BYTES, person,
                     (int64_t)key->sort, key->scope, ending_of(key), (int64_t)shared);
}

int person_is_known(struct store *store, int64_t person, bool *known, struct fault *fault)
{
    int64_t count;
    int status = store_number(store, IDENTITY_COUNT, 0, &count, fault, "i", person);
    if (status == COMEBACK_OK)
        *known = count > 0;
    return status;
}

int person_set_name(struct store *store, int64_t person, const char *name, struct fault *fault)
{
    return store_run(store, PERSON_NAME, fault, "it", person, name);
}

int person_set_language(struct store *store, int64_t person, const char *language,
                        struct fault *fault)
{
    return store_run(store, PERSON_LANGUAGE, fault, "it", person, language);
}

static void count_sale(struct person_past *past, int64_t sale_day, int64_t via, int64_t day,
                       int64_t *day_before)
{
    past->days_before += sale_day < day && sale_day != *day_before;
    *day_before = sale_day;
    if (sale_day != day) {
        past->last_before = sale_day;
        return;
    }
    past->that_day++;
    if (via > past->that_day_via)
        past->that_day_via = via;
}

/* 1; 0 where the person is one with others or has no sale. SQLite counts no distinct days without
 * making a table for them, which takes longer than all the rest; hence here. */
static int count_alone(struct store *store, int64_t person, int64_t day, struct person_past *out,
                       struct fault *fault)
{
    sqlite3_stmt *row;
    struct person_past past = {.arm = -1};
    int64_t day_before = INT64_MIN;
    int status = store_query(store, PERSON_DAYS, &row, fault, "ii", person, day);
    bool alone = status == 1 && sqlite3_column_int(row, 2) == 0;
    while (status == 1 && alone) {
        count_sale(&past, sqlite3_column_int64(row, 0), sqlite3_column_int64(row, 1), day,
                   &day_before);
        if (past.arm < 0)
            past.arm = sqlite3_column_int64(row, 3);
        status = store_next(store, row, fault);
    }
    if (status < 0)
        return status;
    store_done(row);
    if (alone)
        *out = past;
    return alone;
}

int person_past(struct store *store, int64_t person, int64_t other, int32_t day,
                struct person_past *past, struct fault *fault)
{
    sqlite3_stmt *row;
    bool one = other == 0 || other == person;
    int status = one ? count_alone(store, person, day, past, fault) : 0;
    if (status != 0)
        return status < 0 ? status : COMEBACK_OK;
    status = store_query(store, PERSON_PAST, &row, fault, "iii", person, one ? person : other,
                         (int64_t)day);
    if (status < 0)
        return status;
    past->days_before = sqlite3_column_int64(row, 0);
    past->that_day = sqlite3_column_int64(row, 1);
    past->that_day_via = sqlite3_column_int64(row, 2);
    past->last_before = sqlite3_column_int64(row, 3);
    past->arm = -1;
    store_done(row);
    return COMEBACK_OK;
}
