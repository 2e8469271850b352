/* SPDX-License-Identifier: MIT */
#include "stamps.h"

#include <stdlib.h>
#include <string.h>

enum { TABLE_SLOTS = 2048, MANY_STAMPS = TABLE_SLOTS / 2, MANY_BYTES = 1 << 20 };

static size_t slot_of(const struct stamp_key *key)
{
    uint64_t half[2];
    memcpy(half, key, sizeof half);
    uint64_t mixed =
        (half[0] ^ half[1] * UINT64_C(0x9E3779B97F4A7C15)) * UINT64_C(0xD6E8FEB86659FD93);
    return (size_t)(mixed >> 40) % TABLE_SLOTS;
}

_Static_assert(sizeof(struct stamp_key) == 16, "slot_of reads two words");

static struct stamp **find(const struct stamps *stamps, const struct stamp_key *key)
{
    size_t slot = slot_of(key);
    while (stamps->table[slot] != NULL && memcmp(&stamps->table[slot]->key, key, sizeof *key) != 0)
        slot = (slot + 1) % TABLE_SLOTS;
    return &stamps->table[slot];
}

const struct stamp *stamps_find(const struct stamps *stamps, const struct stamp_key *key)
{
    return stamps->table == NULL ? NULL : *find(stamps, key);
}

static void set_dot(struct stamp *stamp, unsigned x, unsigned y)
{
    if (x < stamp->width_dots && y < stamp->height_dots)
        stamp->words[x / 16 * stamp->height_dots + y] |= (uint16_t)(0x8000U >> x % 16);
}

/* Where a dot of the upright character comes to lie; `height` is that of the upright one. */
static void put_dot(struct stamp *stamp, unsigned height, unsigned x, unsigned y)
{
    if (stamp->key.turned)
        set_dot(stamp, height - 1 - y, x);
    else
        set_dot(stamp, x, y);
}

static void fill_rows(struct stamp *stamp, unsigned from, unsigned to)
{
    for (unsigned y = from; y < to; y++)
        for (unsigned x = 0; x < stamp->width_dots; x++)
            set_dot(stamp, x, y);
}

static void enlarge_dot(struct stamp *stamp, unsigned height, unsigned x, unsigned y)
{
    const struct stamp_key *key = &stamp->key;
    for (unsigned down = 0; down < key->high; down++)
        for (unsigned right = 0; right < key->wide; right++)
            put_dot(stamp, height, x * key->wide + right, y * key->high + down);
}

/* Of most characters a row is a word as it lies, or two. */
static void draw_rows(struct stamp *stamp, const struct cell *cell)
{
    for (unsigned y = 0; y < stamp->height_dots; y++) {
        uint32_t row = cell->rows[y / stamp->key.high];
        stamp->words[y] = (uint16_t)(row >> 16);
        if (stamp->strips > 1)
            stamp->words[stamp->height_dots + y] = (uint16_t)row;
    }
}

static void draw_dots(struct stamp *stamp, const struct cell *cell)
{
    for (unsigned y = 0; y < cell->height_dots; y++)
        for (unsigned x = 0; x < cell->width_dots; x++)
            if (cell->rows[y] & (0x80000000U >> x))
                enlarge_dot(stamp, cell->height_dots * stamp->key.high, x, y);
}

static void invert(struct stamp *stamp)
{
    for (unsigned strip = 0; strip < stamp->strips; strip++) {
        unsigned left = stamp->width_dots - strip * STAMP_STRIP_DOTS;
        uint16_t mask = left >= STAMP_STRIP_DOTS ? 0xFFFF : (uint16_t) ~(0xFFFFU >> left);
        for (unsigned y = 0; y < stamp->height_dots; y++)
            stamp->words[strip * stamp->height_dots + y] ^= mask;
    }
}

static bool row_has_ink(const struct stamp *stamp, unsigned y)
{
    for (unsigned strip = 0; strip < stamp->strips; strip++)
        if (stamp->words[strip * stamp->height_dots + y] != 0)
            return true;
    return false;
}

/* All of its rows over each other. */
static uint16_t ink_of_strip(const struct stamp *stamp, unsigned strip)
{
    uint16_t ink = 0;
    for (unsigned y = 0; y < stamp->height_dots; y++)
        ink |= stamp->words[strip * stamp->height_dots + y];
    return ink;
}

static void find_ink(struct stamp *stamp)
{
    for (uint8_t y = 0; y < stamp->height_dots; y++)
        if (row_has_ink(stamp, y)) {
            stamp->top = stamp->bottom == 0 ? y : stamp->top;
            stamp->bottom = (uint8_t)(y + 1);
        }
    while (stamp->strips > 1 && ink_of_strip(stamp, stamp->strips - 1U) == 0)
        stamp->strips--;
    stamp->slim = stamp->strips == 1 && (ink_of_strip(stamp, 0) & (0xFFFF >> STAMP_SLIM_DOTS)) == 0;
    stamp->plain =
        stamp->slim && stamp->width_dots == STAMP_SLIM_DOTS && stamp->height_dots == CELL_MAX_DOTS;
}

static void draw(struct stamp *stamp, const struct cell *cell)
{
    const struct stamp_key *key = &stamp->key;
    struct cell bold = *cell;
    if (key->bold)
        cell_embolden(&bold);
    bool plain = key->wide == 1 && !key->turned && stamp->width_dots >= cell->width_dots;
    (plain ? draw_rows : draw_dots)(stamp, &bold);
    if (!key->inverted && !key->turned)
        fill_rows(stamp, stamp->height_dots - key->underline_dots, stamp->height_dots);
    if (key->inverted)
        invert(stamp);
    find_ink(stamp);
}

static struct stamp *make(const struct stamp_key *key, const struct cell *cell, uint16_t most_dots)
{
    unsigned width = cell->width_dots * key->wide, height = cell->height_dots * key->high;
    unsigned across = (key->turned ? height : width) + key->space_dots;
    uint16_t shown = (uint16_t)(across < most_dots ? across : most_dots);
    uint16_t down = (uint16_t)(key->turned ? width : height);
    uint16_t strips = (uint16_t)((shown + STAMP_STRIP_DOTS - 1) / STAMP_STRIP_DOTS);
    struct stamp *stamp = calloc(1, sizeof *stamp + (size_t)strips * down * sizeof(uint16_t));
    if (stamp == NULL)
        return NULL;
    stamp->key = *key;
    stamp->width_dots = shown;
    stamp->height_dots = (uint8_t)down;
    stamp->strips = strips;
    draw(stamp, cell);
    return stamp;
}

const struct stamp *stamps_draw(struct stamps *stamps, const struct stamp_key *key,
                                const struct cell *cell, uint16_t most_dots)
{
    if (stamps->table == NULL)
        stamps->table = calloc(TABLE_SLOTS, sizeof(struct stamp *));
    struct stamp *stamp = stamps->table == NULL ? NULL : make(key, cell, most_dots);
    if (stamp == NULL)
        return NULL;
    *find(stamps, key) = stamp;
    stamps->count++;
    stamps->bytes += (size_t)stamp->strips * stamp->height_dots * sizeof(uint16_t);
    return stamp;
}

bool stamps_are_many(const struct stamps *stamps)
{
    return stamps->count >= MANY_STAMPS || stamps->bytes >= MANY_BYTES;
}

void stamps_drop(struct stamps *stamps)
{
    for (size_t i = 0; stamps->table != NULL && i < TABLE_SLOTS; i++)
        free(stamps->table[i]);
    free(stamps->table);
    *stamps = (struct stamps){0};
}
