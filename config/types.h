/* SPDX-License-Identifier: MIT */
/*
 * The types that a setting's value may have: how it is read, what mistakes say was expected, how a
 * default stands in the file. Constant tables. A row of keys.c names one of them; adding a type is
 * adding one here.
 */
#ifndef COMEBACK_CONFIG_TYPES_H
#define COMEBACK_CONFIG_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct key;

enum {
    KEYS_TEXT = 320,              /* what is expected of a value, with the NUL */
    TYPES_MONEY_MOST = 1000000000 /* smallest units of the currency */
};

/* How many decimals an amount may have: one number where the currency is known, else all. */
struct decimals {
    uint8_t least;
    uint8_t most;
};

struct key_type {
    /* True where the value is right; it is then at its place in *record, which else is untouched.
     */
    bool (*read)(const struct key *key, const char *value, struct decimals decimals, void *record);
    void (*expect)(char out[KEYS_TEXT], const struct key *key, struct decimals decimals);
    void (*show)(char out[KEYS_TEXT], const struct key *key); /* the default; NULL: there is none */
};

/* One value: types.c. A number's place has 1 (bool), 4 or 8 bytes. */
extern const struct key_type type_text;
extern const struct key_type type_host;  /* as comeback.h has it */
extern const struct key_type type_place; /* ADDRESS:PORT */
extern const struct key_type type_country;
extern const struct key_type type_currency;
extern const struct key_type type_whole;
extern const struct key_type type_dots;
extern const struct key_type type_money;
extern const struct key_type type_word; /* its number is its place among key->words */
extern const struct key_type type_clock;
extern const struct key_type type_date;

/* Several values in one: types_list.c. */
extern const struct key_type type_selectors; /* struct config_selectors; key->most: bytes in all */
extern const struct key_type type_range;     /* struct config_range, of whole numbers */
extern const struct key_type type_money_range;
extern const struct key_type type_span;     /* struct config_span */
extern const struct key_type type_ahead;    /* int32_t days: "14 days", "2 weeks" */
extern const struct key_type type_weekdays; /* uint32_t, bit 0 is Monday */
extern const struct key_type type_dates;    /* int32_t[CONFIG_CLOSED_MAX] and key->count; sorted */
extern const struct key_type type_bits;     /* uint32_t, a bit for each of key->words */
extern const struct key_type type_answers;  /* char[CONFIG_ANSWERS_MAX][CONFIG_NAME]; key->count */

/* What stands at the key's place in that record. */
void *types_place(const struct key *key, void *record);
void types_store_number(const struct key *key, void *record, int64_t number);
/* Days since 1970-01-01 of "2027-02-19"; from 2000-01-01 to 2199-12-31. */
bool types_read_date(const char *text, int64_t *day);
/* An amount of the currency, or of any where that is not known. */
bool types_read_money(const char *text, struct decimals decimals, int64_t *minor);
/* Appends to out[KEYS_TEXT]; what has no room is cut off. */
void types_append(char out[KEYS_TEXT], const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
