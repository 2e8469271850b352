/* SPDX-License-Identifier: MIT */
#include "person.h"

#include <sodium.h>

#include "projection.h"

static const char *const sort_names[] = {"", "id", "phone", "email", "token"};

int64_t person_new(void)
{
    int64_t person;
    do
        randombytes_buf(&person, sizeof person);
    while ((person &= INT64_MAX) == 0);
    return person;
}

int person_find(struct store *store, const struct keys *keys, enum person_sort sort,
                const char *scope, const char *value, int64_t *person, struct fault *fault)
{
    uint8_t hash[KEYS_HASH_BYTES];
    int64_t found;
    keys_identity_hash(keys, sort_names[sort], scope, value, hash);
    int status =
        store_number(store, IDENTITY_FIND, 0, &found, fault, "b", hash, (size_t)KEYS_HASH_BYTES);
    if (status == COMEBACK_OK && found != 0)
        status = projection_person(store, found, &found, fault);
    if (status == COMEBACK_OK)
        *person = found;
    return status;
}

int person_attach(struct store *store, const struct keys *keys, enum person_sort sort,
                  const char *scope, const char *value, int64_t person, struct fault *fault)
{
    uint8_t hash[KEYS_HASH_BYTES];
    keys_identity_hash(keys, sort_names[sort], scope, value, hash);
    return store_run(store, IDENTITY_INSERT, fault, "biit", hash, (size_t)KEYS_HASH_BYTES, person,
                     (int64_t)sort, scope);
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

int person_past(struct store *store, int64_t person, int64_t other, int32_t day,
                struct person_past *past, struct fault *fault)
{
    sqlite3_stmt *row;
    int status = store_query(store, PERSON_PAST, &row, fault, "iii", person,
                             other == 0 ? person : other, (int64_t)day);
    if (status < 0)
        return status;
    past->days_before = sqlite3_column_int64(row, 0);
    past->that_day = sqlite3_column_int64(row, 1) > 0;
    past->that_day_via = sqlite3_column_int64(row, 2);
    store_done(row);
    return COMEBACK_OK;
}
