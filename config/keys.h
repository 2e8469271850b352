/* SPDX-License-Identifier: MIT */
/*
 * The table of all settings: name, type, range, default and place. Adding a setting is adding a
 * row here, a line to comeback.ini and a field to config.h.
 *
 * A section is one record of struct config; a family of sections, "offer NAME", is a list of such
 * records in the order of the file. The place of a key is counted from the start of its record,
 * which is struct config itself where the section is no family.
 */
#ifndef COMEBACK_CONFIG_KEYS_H
#define COMEBACK_CONFIG_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config.h"
#include "fault.h"
#include "ini.h"
#include "types.h"

struct key {
    const char *section; /* as in struct key_section */
    const char *name;
    const struct key_type *type;
    size_t offset; /* of the field in its record */
    size_t size;
    size_t count;  /* offset of the int32_t that counts, of a list */
    int64_t least; /* of a number; of a text its length in bytes */
    int64_t most;
    int64_t number;           /* default of a number */
    const char *text;         /* default of a text */
    const char *const *words; /* of a word: its number is its place; ended by NULL */
    bool required;            /* where its section stands, or must stand */
};

struct key_section {
    const char *name; /* "shop"; of a family "offer NAME" */
    bool required;
    size_t present; /* offset in struct config of the bool that tells that it stands; 0: none */
    /* of a family; a record begins with its char name[CONFIG_NAME] */
    size_t records, record_size; /* offset in struct config of the first; 0: no family */
    size_t count;                /* offset of the int32_t that counts them */
    int32_t most;
    size_t mark; /* offset in the record of a bool that is set; 0: none */
    size_t line; /* offset in the record of an int32_t, the section's line; 0: none */
};

/* Ended by a row whose name is NULL. */
extern const struct key config_keys[];
extern const struct key_section config_sections[];

/* What is expected of its value, as mistakes tell it: "a whole number from 1 to 365". */
void keys_expected(const struct key *key, char out[KEYS_TEXT]);
/* What holds without it, as it would stand in the file; "" where nothing does. */
void keys_default(const struct key *key, char out[KEYS_TEXT]);
/* The row of a section's name in the file, "offer friend" too; NULL: there is none. */
const struct key_section *keys_section(const char *name);
/* NULL: the section has no such key. */
const struct key *keys_find(const struct key_section *section, const char *name);
/* Of "offer NAME" how many bytes stand before NAME; 0: no family. */
size_t keys_family_length(const struct key_section *section);
/* Sets what holds by default in that record. */
void keys_store_defaults(const struct key_section *section, void *record);

/* Fills *config with defaults and then with what *ini says; mistakes go into *faults. */
void keys_judge(const struct ini *ini, struct config *config, struct fault_list *faults);

#endif
