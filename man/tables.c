/* SPDX-License-Identifier: MIT */
/*
 * Tells the tables that manual pages and completion are made from, a row a line, tabs between:
 *
 *     setting  SECTION  NAME  1 where it is required  DEFAULT  EXPECTED
 *     profile  NAME
 */
#include <stdio.h>

#include "../config/keys.h"
#include "../drivers/profile.h"

int main(void)
{
    char standard[KEYS_TEXT], expected[KEYS_TEXT];
    for (const struct key *key = config_keys; key->name != NULL; key++) {
        keys_default(key, standard);
        keys_expected(key, expected);
        printf("setting\t%s\t%s\t%d\t%s\t%s\n", key->section, key->name, key->required, standard,
               expected);
    }
    for (const struct profile *profile = profile_all(); profile->name != NULL; profile++)
        printf("profile\t%s\n", profile->name);
    return fflush(stdout) != 0;
}
