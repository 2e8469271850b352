/* SPDX-License-Identifier: MIT */
/* What judge.c knows of a file when its sections and values are read one by one. */
#ifndef COMEBACK_CONFIG_JUDGE_H
#define COMEBACK_CONFIG_JUDGE_H

#include "keys.h"

struct judging {
    const struct ini *ini;
    struct config *config;
    struct fault_list *faults;
    struct decimals decimals;
    /* Beside ini->sections. A section that is unknown or one too many has no row. */
    struct judged {
        const struct key_section *row;
        void *record;
    } sections[INI_SECTIONS_MAX];
};

/* NULL: the key does not stand in that section of the file. */
const struct ini_entry *judge_entry(const struct judging *judging, size_t section, const char *key);
/* "[section].key: found \"value\"", or "found nothing" at the section's line where `entry` is
 * NULL; `key` NULL: of the section as a whole. */
void judge_tell(const struct judging *judging, size_t section, const char *key,
                const struct ini_entry *entry, const char *expected);

/* Keys that need each other, names that are taken, values that cannot be meant together: together.c
 */
void together_finish_offers(const struct judging *judging);
void together_judge_names(const struct judging *judging);
void together_judge_values(const struct judging *judging);

#endif
