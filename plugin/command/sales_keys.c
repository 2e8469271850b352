/* SPDX-License-Identifier: MIT */
#include "sales_keys.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_SLOTS = 4096 };

/* FNV-1a over words; the table compares the whole text, so nothing rests on it but speed. */
static uint32_t hash_of(const char *text, size_t length)
{
    uint64_t hash = UINT64_C(0xCBF29CE484222325), word;
    for (; length >= sizeof word; text += sizeof word, length -= sizeof word) {
        memcpy(&word, text, sizeof word);
        hash = (hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
        hash ^= hash >> 29;
    }
    for (word = 0; length > 0; length--)
        word = word << 8 | (uint8_t)*text++;
    hash = (hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
    return (uint32_t)(hash >> 32);
}

/* Where the text stands, or the free slot that it would take. */
static uint32_t find_slot(const struct sales_keys *keys, const char *text, size_t length,
                          uint32_t hash)
{
    uint32_t slot = hash & (keys->slot_count - 1);
    for (; keys->slots[slot] != 0; slot = (slot + 1) & (keys->slot_count - 1)) {
        const struct sales_key *key = &keys->list[keys->slots[slot] - 1];
        if (key->hash == hash && key->length == length &&
            memcmp(keys->texts.data + key->text, text, length) == 0)
            break;
    }
    return slot;
}

static bool grow_slots(struct sales_keys *keys)
{
    uint32_t count = keys->slot_count == 0 ? FIRST_SLOTS : 2 * keys->slot_count;
    uint32_t *slots = calloc(count, sizeof *slots);
    if (slots == NULL)
        return false;
    for (uint32_t i = 0; i < keys->count; i++) {
        uint32_t slot = keys->list[i].hash & (count - 1);
        while (slots[slot] != 0)
            slot = (slot + 1) & (count - 1);
        slots[slot] = i + 1;
    }
    free(keys->slots);
    keys->slots = slots;
    keys->slot_count = count;
    return true;
}

static bool grow_list(struct sales_keys *keys)
{
    if (keys->count < keys->capacity)
        return true;
    uint32_t capacity = keys->capacity == 0 ? FIRST_SLOTS : 2 * keys->capacity;
    struct sales_key *list = realloc(keys->list, capacity * sizeof *list);
    if (list == NULL)
        return false;
    keys->list = list;
    keys->capacity = capacity;
    return true;
}

uint32_t sales_keys_find(struct sales_keys *keys, const char *text, size_t length)
{
    uint32_t hash = hash_of(text, length);
    if (keys->count >= keys->slot_count / 2 && !grow_slots(keys))
        return SALES_KEY_NONE;
    uint32_t slot = find_slot(keys, text, length, hash);
    if (keys->slots[slot] != 0)
        return keys->slots[slot] - 1;
    size_t place = keys->texts.length;
    bytes_add(&keys->texts, text, length);
    if (keys->texts.failed || !grow_list(keys))
        return SALES_KEY_NONE;
    keys->list[keys->count] =
        (struct sales_key){.text = place, .length = (uint32_t)length, .hash = hash};
    keys->slots[slot] = ++keys->count;
    return keys->count - 1;
}

void sales_keys_free(struct sales_keys *keys)
{
    free(keys->list);
    free(keys->slots);
    bytes_free(&keys->texts);
    *keys = (struct sales_keys){.list = NULL};
}

const char *sales_key_kind(const struct sales_keys *keys, uint32_t key)
{
    return (const char *)keys->texts.data + keys->list[key].text;
}

static const char *behind(const char *text)
{
    return text + strlen(text) + 1;
}

const char *sales_key_host(const struct sales_keys *keys, uint32_t key)
{
    return behind(sales_key_kind(keys, key));
}

const char *sales_key_ref(const struct sales_keys *keys, uint32_t key)
{
    return behind(sales_key_host(keys, key));
}
