/* SPDX-License-Identifier: MIT */
#include "judge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "near.h"

enum { WHERE_SIZE = INI_SECTION_MAX + INI_NAME_MAX + 2 };

const struct ini_entry *judge_entry(const struct judging *judging, size_t section, const char *key)
{
    const struct ini *ini = judging->ini;
    for (size_t i = 0; i < ini->entry_count; i++) {
        const struct ini_entry *entry = &ini->entries[i];
        if (entry->section == &ini->sections[section] && strcmp(entry->key, key) == 0)
            return entry;
    }
    return NULL;
}

static void name_place(char where[WHERE_SIZE], const char *section, const char *key)
{
    snprintf(where, WHERE_SIZE, "%s%s%s", section, key != NULL ? "." : "", key != NULL ? key : "");
}

void judge_tell(const struct judging *judging, size_t section, const char *key,
                const struct ini_entry *entry, const char *expected)
{
    const struct ini_section *stands = &judging->ini->sections[section];
    char where[WHERE_SIZE];
    name_place(where, stands->name, key);
    fault_add(judging->faults, entry != NULL ? entry->line : stands->line, where,
              entry != NULL ? span_of(entry->value) : (struct span){0}, "%s", expected);
}

/* Sections */

static void list_sections(char out[KEYS_TEXT])
{
    out[0] = '\0';
    for (const struct key_section *row = config_sections; row->name != NULL; row++) {
        const char *join = row == config_sections ? "" : row[1].name != NULL ? ", " : " or ";
        types_append(out, "%s[%s]", join, row->name);
    }
}

/* What is meant by an unknown name: "[shop]", "[offer friend]"; "" where nothing is near. */
static void find_near_section(const char *name, char out[KEYS_TEXT])
{
    char kind[INI_SECTION_MAX + 1];
    int best = NEAR_NONE;
    out[0] = '\0';
    snprintf(kind, sizeof kind, "%.*s", (int)strcspn(name, " "), name);
    const char *rest = name + strlen(kind);
    for (const struct key_section *row = config_sections; row->name != NULL; row++) {
        size_t family = keys_family_length(row);
        char known[INI_SECTION_MAX + 1];
        snprintf(known, sizeof known, "%.*s", family > 0 ? (int)family - 1 : INI_SECTION_MAX,
                 row->name);
        if (near_is_nearer(family > 0 ? kind : name, known, &best))
            snprintf(out, KEYS_TEXT, "[%s%s]", known,
                     family == 0     ? ""
                     : *rest == '\0' ? " NAME"
                                     : rest);
    }
}

static void tell_section(const struct judging *judging, size_t section, const char *expected)
{
    char found[INI_SECTION_MAX + 3];
    const struct ini_section *stands = &judging->ini->sections[section];
    snprintf(found, sizeof found, "[%s]", stands->name);
    fault_add(judging->faults, stands->line, stands->name, span_of(found), "%s", expected);
}

static void tell_unknown_section(const struct judging *judging, size_t section)
{
    char expected[KEYS_TEXT];
    find_near_section(judging->ini->sections[section].name, expected);
    if (expected[0] == '\0')
        list_sections(expected);
    tell_section(judging, section, expected);
}

/* The next record of a family, with its name and defaults; NULL where it cannot have one. */
static void *add_record(const struct judging *judging, size_t section,
                        const struct key_section *row)
{
    const char *name = judging->ini->sections[section].name + keys_family_length(row);
    int32_t *count = (void *)((char *)judging->config + row->count);
    char expected[KEYS_TEXT];
    if (strlen(name) >= CONFIG_NAME || strchr(name, ' ') != NULL)
        snprintf(expected, sizeof expected, "[%s], NAME of 1 to %d of a-z 0-9 - _", row->name,
                 CONFIG_NAME - 1);
    else if (*count == row->most)
        snprintf(expected, sizeof expected, "at most %d of them", (int)row->most);
    else {
        char *record = (char *)judging->config + row->records + (size_t)*count * row->record_size;
        const bool is_there = true;
        const int32_t line = judging->ini->sections[section].line;
        (*count)++;
        memcpy(record, name, strlen(name) + 1);
        if (row->mark > 0)
            memcpy(record + row->mark, &is_there, sizeof is_there);
        if (row->line > 0)
            memcpy(record + row->line, &line, sizeof line);
        keys_store_defaults(row, record);
        return record;
    }
    tell_section(judging, section, expected);
    return NULL;
}

static void enter_section(struct judging *judging, size_t section)
{
    const struct key_section *row = keys_section(judging->ini->sections[section].name);
    struct judged *judged = &judging->sections[section];
    if (row == NULL)
        tell_unknown_section(judging, section);
    else if (row->record_size > 0)
        judged->record = add_record(judging, section, row);
    else
        judged->record = judging->config;
    judged->row = judged->record != NULL ? row : NULL;
    if (judged->row != NULL && row->present != 0)
        memcpy((char *)judging->config + row->present, &(bool){true}, sizeof(bool));
}

/* Names of keys */

static const struct key *near_key(const struct key_section *row, const char *name)
{
    const struct key *near = NULL;
    int best = NEAR_NONE;
    for (const struct key *key = config_keys; key->name != NULL; key++) {
        if (strcmp(key->section, row->name) == 0 && near_is_nearer(name, key->name, &best))
            near = key;
    }
    return near;
}

/* The same name in another section. */
static const struct key *stray_key(const char *name)
{
    for (const struct key *key = config_keys; key->name != NULL; key++) {
        if (strcmp(key->name, name) == 0)
            return key;
    }
    return NULL;
}

static void list_keys(const struct key_section *row, char out[KEYS_TEXT])
{
    snprintf(out, KEYS_TEXT, "one of ");
    const char *join = "";
    for (const struct key *key = config_keys; key->name != NULL; key++) {
        if (strcmp(key->section, row->name) != 0)
            continue;
        types_append(out, "%s%s", join, key->name);
        join = ", ";
    }
}

static void tell_key(const struct judging *judging, const struct key_section *row,
                     const struct ini_entry *entry)
{
    const struct key *near = near_key(row, entry->key);
    const struct key *stray = stray_key(entry->key);
    char where[WHERE_SIZE];
    char expected[KEYS_TEXT];
    if (near != NULL)
        snprintf(expected, sizeof expected, "%s", near->name);
    else if (stray != NULL)
        snprintf(expected, sizeof expected, "this key in [%s]", stray->section);
    else
        list_keys(row, expected);
    name_place(where, entry->section->name, entry->key);
    fault_add(judging->faults, entry->line, where, span_of(entry->key), "%s", expected);
}

/* Values */

static void judge_value(const struct judging *judging, const struct ini_entry *entry)
{
    size_t section = (size_t)(entry->section - judging->ini->sections);
    const struct judged *judged = &judging->sections[section];
    char expected[KEYS_TEXT];
    if (judged->row == NULL)
        return;
    const struct key *key = keys_find(judged->row, entry->key);
    if (key == NULL) {
        tell_key(judging, judged->row, entry);
    } else if (entry->value != NULL &&
               !key->type->read(key, entry->value, judging->decimals, judged->record)) {
        key->type->expect(expected, key, judging->decimals);
        judge_tell(judging, section, entry->key, entry, expected);
    }
}

/* Amounts are read by the currency's decimals, wherever in the file the currency stands. */
static struct decimals find_decimals(const struct ini *ini)
{
    uint8_t digits;
    for (size_t i = 0; i < ini->entry_count; i++) {
        const struct ini_entry *entry = &ini->entries[i];
        if (strcmp(entry->section->name, "shop") == 0 && strcmp(entry->key, "currency") == 0 &&
            entry->value != NULL && config_currency_digits(entry->value, &digits))
            return (struct decimals){digits, digits};
    }
    return (struct decimals){0, 4};
}

/* What is missing */

static void tell_missing_key(const struct judging *judging, const struct key *key,
                             const char *section, int line)
{
    char where[WHERE_SIZE];
    char expected[KEYS_TEXT];
    name_place(where, section, key->name);
    key->type->expect(expected, key, judging->decimals);
    fault_add(judging->faults, line, where, (struct span){0}, "%s", expected);
}

static void tell_missing_keys(const struct judging *judging, size_t section)
{
    const struct key_section *row = judging->sections[section].row;
    const struct ini_section *stands = &judging->ini->sections[section];
    if (row == NULL)
        return;
    for (const struct key *key = config_keys; key->name != NULL; key++) {
        if (strcmp(key->section, row->name) == 0 && key->required &&
            judge_entry(judging, section, key->name) == NULL)
            tell_missing_key(judging, key, stands->name, stands->line);
    }
}

static bool stands_in_file(const struct judging *judging, const struct key_section *row)
{
    for (size_t i = 0; i < judging->ini->section_count; i++)
        if (judging->sections[i].row == row)
            return true;
    return false;
}

static void tell_missing_section(const struct judging *judging, const struct key_section *row)
{
    int line = judging->ini->last_line > 0 ? judging->ini->last_line : 1;
    if (!row->required || judging->ini->section_lost || stands_in_file(judging, row))
        return;
    for (const struct key *key = config_keys; key->name != NULL; key++) {
        if (strcmp(key->section, row->name) == 0 && key->required)
            tell_missing_key(judging, key, row->name, line);
    }
}

static void judge_sections(struct judging *judging)
{
    for (const struct key_section *row = config_sections; row->name != NULL; row++)
        if (row->record_size == 0)
            keys_store_defaults(row, judging->config);
    for (size_t i = 0; i < judging->ini->section_count; i++)
        enter_section(judging, i);
}

static void judge_missing(const struct judging *judging)
{
    for (size_t i = 0; i < judging->ini->section_count; i++)
        tell_missing_keys(judging, i);
    for (const struct key_section *row = config_sections; row->name != NULL; row++)
        tell_missing_section(judging, row);
}

void keys_judge(const struct ini *ini, struct config *config, struct fault_list *faults)
{
    struct judging judging = {ini, config, faults, find_decimals(ini), {{0}}};
    config->currency_digits = judging.decimals.least;
    judge_sections(&judging);
    for (size_t i = 0; i < ini->entry_count; i++)
        judge_value(&judging, &ini->entries[i]);
    judge_missing(&judging);
    together_finish_offers(&judging);
    together_judge_names(&judging);
    /* Amounts of an unknown currency cannot be compared. */
    if (judging.decimals.least == judging.decimals.most)
        together_judge_values(&judging);
}
