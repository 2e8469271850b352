/* SPDX-License-Identifier: MIT */
/*
 * The table of all settings: name, type, range, default and place in struct config. Adding a
 * setting is adding a row here, a line to comeback.ini and a field to config.h.
 */
#ifndef COMEBACK_CONFIG_KEYS_H
#define COMEBACK_CONFIG_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config.h"
#include "fault.h"
#include "ini.h"

enum { KEYS_TEXT = 192 };

struct key_type;

struct key {
    const char *section;
    const char *name;
    const struct key_type *type;
    size_t offset; /* of the field in struct config */
    size_t size;
    int64_t least; /* of a number; of a text its length in bytes */
    int64_t most;
    int64_t number;           /* default of a number */
    const char *text;         /* default of a text */
    const char *const *words; /* of a word: its number is its place; ended by NULL */
    bool required;            /* where its section stands, or must stand */
};

/* Ended by a row whose name is NULL. */
extern const struct key config_keys[];

/* What is expected of its value, as mistakes tell it: "a whole number from 1 to 365". */
void keys_expected(const struct key *key, char out[KEYS_TEXT]);
/* What holds without it, as it would stand in the file; "" where nothing does. */
void keys_default(const struct key *key, char out[KEYS_TEXT]);

/* Fills *config with defaults and then with what *ini says; mistakes go into *faults. */
void keys_judge(const struct ini *ini, struct config *config, struct fault_list *faults);

#endif
